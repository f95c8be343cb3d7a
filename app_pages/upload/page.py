"""Upload: 文件 → 问题 → 变化, one draft that no refresh, lost connection or restart loses."""

from html import escape

import streamlit as st

from app_pages.state import release, session, url, user
from app_pages.upload import changes, files, problems
from auth import Action, Actor
from curation.drafts.actions import read_draft
from curation.drafts.draft import Draft
from errors import UserError

STEPS = {
    "files": files.show_files_step,
    "problems": problems.show_problems_step,
    "changes": changes.show_changes_step,
}
words = release.get_current_chart_data().words


def open_draft(who: Actor, name: str) -> Draft | None:
    """Read the draft of the address; say why where that cannot be."""
    try:
        return read_draft(user.get_workspace(), who, name)
    except UserError as fault:
        user.add_error(fault, words)
        user.show_notices()
        return None


def show_draft(draft: Draft) -> None:
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
        changes.show_changes_step(draft, words)
        return
    step = session.tab_param(
        words.say("desk.steps"), "step", list(STEPS), lambda name: words.say(f"desk.step_{name}")
    )
    STEPS[step](draft, words)


st.title(words.say("desk.upload"))
who = user.require_page_access("upload", Action.UPLOAD, words)
if who:
    asked = url.get_param("draft")
    draft = open_draft(who, asked) if asked else None
    if draft:
        show_draft(draft)
    else:
        files.show_start(who, words)
