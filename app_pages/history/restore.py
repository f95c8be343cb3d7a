"""The form to restore an earlier release, and downloads of a release's attachments."""

import secrets
from functools import partial
from html import escape

import streamlit as st

from app_pages.components import diff, url_widgets
from app_pages.components.markdown import escape_markdown
from app_pages.state import actions, session, user
from app_pages.state import release as release_state
from auth import Action, may
from curation.drafts.proofs import read_proof
from curation.releases.proposed_release import identify_release
from curation.releases.restoring import restore_release
from errors import SeenState
from locales import Words


def show_restore(words: Words) -> None:
    """Show a form to restore an earlier release, if the actor has the permission.

    Restoring publishes the state of that release again as a new release; there is nothing to
    restore before the second one. If the newest release is damaged, this is how work goes on; the
    changes cannot be counted then. The callback gets both releases as the form shows them, and an
    id of the form (`_restore_release`).
    """
    actor, damaged = user.get_reader(), release_state.get_damaged_number()
    newest = damaged or release_state.get_newest_number()
    if not may(actor, Action.RESTORE) or newest < 2:
        return
    st.subheader(words.say("desk.restore"))
    earlier = [str(release_number) for release_number in range(newest - 1, 0, -1)]
    release_number = int(
        url_widgets.show_param_selectbox(
            words.say("desk.restore_to"),
            name="restore",
            options=earlier,
            format_code=lambda number: words.say("pages.release", number=number),
        )
    )
    if not damaged:
        st.html(f"<p>{escape(diff.format_change_counts(newest, release_number, words))}</p>")
    st.text_input(words.say("desk.reason"), key="restore.reason", max_chars=500)
    st.button(
        words.say("desk.restore_now", number=release_number),
        on_click=_restore_release,
        # The last one is a random id of this form.
        args=(_get_seen_release(release_number), _get_seen_release(newest), secrets.token_hex(8)),
    )


def _get_seen_release(number: int) -> SeenState:
    """Return the number and hash of a release, as the form shows it."""
    return identify_release(release_state.get_store().release(number))


def _restore_release(earlier: SeenState, newest: SeenState, request_id: str) -> None:
    """Publish the release `earlier` again, with the reason in the text field; a callback.

    `earlier` and `newest` are a release's number and hash. `newest` was the newest release when the
    form was shown: if there is a newer one by now, nothing is restored, and a notice says so.
    `request_id` identifies the form, so that a second click on its button does not restore twice.
    """
    words = release_state.get_current_chart_data().words
    reason = str(session.get_widget_value("restore.reason") or "")
    done = words.say("desk.restored", number=earlier.version)
    actions.run_action(
        restore_release, earlier, reason=reason, reviewed=newest, request=request_id, done=done
    )
    release_state.refresh_newest()


def show_attachments(release_number: int, words: Words) -> None:
    """Show staff download buttons for the attachments of a release.

    They are the photos and scans that were attached to its draft. A file is read when its button is
    clicked.
    """
    release = release_state.get_store().release(release_number)
    actor = user.get_reader()
    if not release.proofs or not may(actor, Action.READ_DRAFTS):
        return
    st.html(f"<p>{escape(words.say('desk.proofs'))}</p>")
    with st.container(horizontal=True):
        for file_name in release.proofs:
            st.download_button(
                escape_markdown(file_name),
                data=partial(read_proof, user.get_workspace(), actor, release_number, file_name),
                file_name=file_name,
                key=f"proof-{release_number}-{file_name}",
                on_click="ignore",
            )
