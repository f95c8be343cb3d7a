"""The Upload page: a draft in three steps, 文件 (files) → 问题 (problems) → 变化 (changes).

The draft is stored on the server with every click, so a refresh or a restart loses nothing.
"""

from html import escape

import streamlit as st

from app_pages.components import damaged_files, url_widgets
from app_pages.components.notices import show_user_error
from app_pages.state import actions, release, url, user
from app_pages.upload import changes, files, problems
from app_pages.upload.draft_review import show_changes_since, state_key
from auth import Action, Actor
from curation.drafts.draft import Draft
from curation.drafts.draft_editing import read_draft, undo_change, undoable_version
from errors import UserError
from file_formats.sandbox.run import warm_up
from intake.in_child import check_files_in_child

STEPS = {
    "files": files.show_files_step,
    "problems": problems.show_problems_step,
    "changes": changes.show_changes_step,
}
words = release.get_current_chart_data().words


def open_draft(actor: Actor, draft_id: str) -> Draft | None:
    """Return the draft that the Upload page shows; show the error and return None if unreadable.

    There may be none with the id in the URL, or it may be somebody else's.
    """
    try:
        return read_draft(user.get_workspace(), actor, draft_id)
    except UserError as error:
        show_user_error(error, words)
        return None


def show_draft(draft: Draft) -> None:
    """Show on the Upload page a draft's status and the step in the URL: files, problems or changes.

    First it says what has happened to the draft since this tab last showed it. Of a draft that its
    author may not change now, as it is submitted, say, only the changes are shown. `words` are in
    the reader's language.
    """
    show_changes_since(draft, words)
    status = words.say(f"desk.status_{draft.status}")
    count = words.say("desk.file_count", count=len(draft.files))
    st.html(
        f'<p class="lead">{escape(draft.title)}</p>'
        f'<p class="place">{escape(status)} · {escape(count)} · {escape(draft.author)}</p>'
    )
    if draft.status == "returned":
        message = words.say("desk.returned_because", reason=draft.return_reason)
        st.html(f'<p class="said refused">{escape(message)}</p>')
    if not draft.editable:
        changes.show_changes_step(draft, words)
        return
    _show_ways_back(draft)
    step = url_widgets.tab_param(
        words.say("desk.steps"), "step", list(STEPS), lambda name: words.say(f"desk.step_{name}")
    )
    STEPS[step](draft, words)


def _show_ways_back(draft: Draft) -> None:
    """Show the buttons that take back the latest change of a draft, and the whole of it."""
    with st.container(horizontal=True):
        st.button(
            words.say("desk.undo"),
            key=state_key("undo", draft.seen),
            type="tertiary",
            disabled=not undoable_version(draft),
            on_click=actions.run_action,
            args=(undo_change, draft.seen),
            kwargs={"done": words.say("desk.undone")},
        )
        st.button(
            words.say("desk.discard"),
            key=state_key("discard", draft.seen),
            type="tertiary",
            on_click=files.discard,
            args=(draft.seen,),
        )


st.title(words.say("desk.upload"))
actor = user.require_page_access("upload", Action.UPLOAD, words)
if actor:
    warm_up(check_files_in_child)
    damaged_files.show_damaged_files(actor, words)
    draft_id = url.get_param("draft")
    draft = open_draft(actor, draft_id) if draft_id else None
    if draft:
        show_draft(draft)
    else:
        files.show_start(actor, words)
