"""The buttons that undo the latest change of a draft, and that discard the draft."""

import streamlit as st

from app_pages.state import actions
from app_pages.state.session import state_key
from app_pages.upload import files
from curation.drafts.draft import Draft
from curation.drafts.draft_editing import find_state_before_change, undo_change
from locales import Words


def show_undo_buttons(draft: Draft, words: Words) -> None:
    """Show the buttons that undo the latest change of a draft, and that discard it.

    Each acts on the draft's state as it is shown.
    """
    st.button(
        words.say("desk.undo"),
        key=state_key("undo", draft.seen),
        type="tertiary",
        disabled=not find_state_before_change(draft),
        on_click=actions.run_action,
        args=(undo_change, draft.seen),
        kwargs={"done": words.say("desk.undone")},
    )
    st.button(
        words.say("desk.discard"),
        key=state_key("discard", draft.seen),
        type="tertiary",
        on_click=files.discard_shown_draft,
        args=(draft.seen,),
    )
