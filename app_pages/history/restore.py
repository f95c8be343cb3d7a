"""Restoring an earlier release: what would change, and the one button."""

import secrets
from functools import partial
from html import escape

import streamlit as st

from app_pages.components import diff
from app_pages.components.markdown import escape_markdown
from app_pages.state import release as release_state
from app_pages.state import session, user
from auth import Action, may
from curation.drafts.attachments import read_proof
from curation.releases.restoring import restore_release
from locales import Words


def show_restore(words: Words) -> None:
    """Offer to whoever may restore any earlier release; nobody else sees anything."""
    who, damaged = user.get_reader(), release_state.get_damaged_number()
    newest = damaged or release_state.get_newest_number()
    if not may(who, Action.RESTORE) or newest < 2:
        return
    st.subheader(words.say("desk.restore"))
    earlier = [str(number) for number in range(newest - 1, 0, -1)]
    chosen = int(
        session.selectbox_param(
            words.say("desk.restore_to"),
            "restore",
            earlier,
            lambda number: words.say("pages.release", number=number),
        )
    )
    if not damaged:
        st.html(f"<p>{escape(diff.word_change_counts(newest, chosen, words))}</p>")
    st.text_input(words.say("desk.reason"), key="restore.reason", max_chars=500)
    st.button(
        words.say("desk.restore_now", number=chosen),
        on_click=_restore_release,
        args=(chosen, newest, secrets.token_hex(8)),
    )


def _restore_release(number: int, newest: int, request: str) -> None:
    words = release_state.get_current_chart_data().words
    said = str(session.get_widget_value("restore.reason") or "")
    done = words.say("desk.restored", number=number)
    user.run_action(
        restore_release, number, reason=said, reviewed=newest, request=request, done=done
    )
    release_state.refresh_newest()


def show_attachments(number: int, words: Words) -> None:
    """Offer the proofs of a release to staff."""
    release = release_state.get_store().release(number)
    who = user.get_reader()
    if not release.proofs or not may(who, Action.READ_DRAFTS):
        return
    st.html(f"<p>{escape(words.say('desk.proofs'))}</p>")
    with st.container(horizontal=True):
        for name in release.proofs:
            st.download_button(
                escape_markdown(name),
                partial(read_proof, user.get_workspace(), who, number, name),
                name,
                key=f"proof-{number}-{name}",
                on_click="ignore",
            )
