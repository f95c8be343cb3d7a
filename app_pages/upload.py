"""Upload: 文件 → 问题 → 变化, one draft that no refresh, lost connection or restart loses."""

from html import escape

import streamlit as st

from app_pages import (
    _address,
    _draft_changes,
    _draft_files,
    _draft_problems,
    _release,
    _session,
    _staff,
)
from auth import Action, Actor
from curation.drafts.actions import read_draft
from curation.drafts.draft import Draft
from curation.messages import FAULTS

STEPS = {
    "files": _draft_files.show,
    "problems": _draft_problems.show,
    "changes": _draft_changes.show,
}
words = _release.material().words


def opened(who: Actor, name: str) -> Draft | None:
    """Read the draft of the address; say why where that cannot be."""
    try:
        return read_draft(_staff.desk(), who, name)
    except FAULTS as fault:
        _staff.refuse(fault, words)
        _staff.say_told()
        return None


def worked_on(draft: Draft) -> None:
    """Show where a draft stands and the step that the address asks for."""
    status = words.say(f"desk.status_{draft.status}")
    count = words.say("desk.file_count", count=len(draft.files))
    st.html(
        f'<p class="lead">{escape(draft.title)}</p>'
        f'<p class="place">{escape(status)} · {escape(count)} · {escape(draft.author)}</p>'
    )
    if draft.status == "returned":
        said = words.say("desk.returned_because", reason=draft.returned_because)
        st.html(f'<p class="said refused">{escape(said)}</p>')
    if not draft.editable:
        _draft_changes.show(draft, words)
        return
    step = _session.pick_tab(
        words.say("desk.steps"), "step", list(STEPS), lambda name: words.say(f"desk.step_{name}")
    )
    STEPS[step](draft, words)


st.title(words.say("desk.upload"))
who = _staff.let_in("upload", Action.UPLOAD, words)
if who:
    asked = _address.asked("draft")
    draft = opened(who, asked) if asked else None
    if draft:
        worked_on(draft)
    else:
        _draft_files.begin(who, words)
