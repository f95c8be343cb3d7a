"""The Upload page: the files of a draft with their review items, then the changes they would make.

The draft is stored on the server with every click, so a refresh or a restart loses nothing.
"""

from html import escape

import streamlit as st

from app_pages.components import damaged_files
from app_pages.components.notices import show_user_error
from app_pages.state import release, url, user
from app_pages.upload import files, proposed_changes, review_screen
from app_pages.upload.draft_review import show_changes_since
from app_pages.upload.file_tabs import list_shown_files
from app_pages.upload.undo_buttons import show_undo_buttons
from auth import Action, Actor
from curation.drafts.draft import Draft
from curation.drafts.draft_editing import read_draft
from errors import UserError
from file_formats.sandbox.run import warm_up
from intake.in_child import check_files_in_child

STYLE_SHEET = '<style>@import url("./ui/upload.css");</style>'
"""The style sheet of this page; the browser fetches and caches it, unlike text that is sent."""
words = release.get_current_chart_data().words


def open_draft(actor: Actor, draft_id: str) -> Draft | None:
    """Return the draft that the Upload page shows; show the error and return None if unreadable.

    The id comes from the URL: no draft may have it, or the draft may be somebody else's.
    """
    try:
        return read_draft(user.get_workspace(), actor, draft_id)
    except UserError as error:
        show_user_error(error, words)
        return None


def show_draft(draft: Draft) -> None:
    """Show the status of a draft, then its review screen or, if the URL says so, its changes.

    First a message says what others have changed since this tab last showed the draft. If its
    author may not change it now, for example because it is submitted, only the changes are shown.
    """
    show_changes_since(draft, words)
    status = words.say(f"desk.status_{draft.status}")
    count = words.say("desk.file_count", count=len(list_shown_files(draft)))
    author = user.find_display_names([draft.author]).get(draft.author, draft.author)
    st.html(
        f'<p class="lead">{escape(draft.title)}</p>'
        f'<p class="place">{escape(status)} · {escape(count)} · {escape(author)}</p>'
    )
    if draft.status == "returned":
        message = words.say("desk.returned_because", reason=draft.return_reason)
        st.html(f'<p class="said refused">{escape(message)}</p>')
    if not draft.editable:
        proposed_changes.show_changes_step(draft, words)
    elif url.get_param("step") == "changes":
        back = escape(words.say("desk.back_to_files"))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.html(f'<p data-here><a href="?step=">{back}</a></p>', width="content")
            show_undo_buttons(draft, words)
        proposed_changes.show_changes_step(draft, words)
    else:
        review_screen.show_screen(draft, words)


st.html(STYLE_SHEET)
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
