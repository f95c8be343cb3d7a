"""The Review page: drafts to accept or return, and figures to compare with their source."""

from functools import partial
from html import escape

import streamlit as st

from app_pages.components import damaged_files, url_widgets
from app_pages.components.links import render_page_link
from app_pages.components.markdown import escape_markdown
from app_pages.components.notices import show_empty, show_user_error
from app_pages.review import unreviewed_figures
from app_pages.state import actions, release, session, url, user
from app_pages.upload import changes
from app_pages.upload.draft_review import get_draft_review, show_changes_since, state_key
from auth import Action, Actor
from curation.drafts.draft import Draft
from curation.drafts.draft_editing import list_drafts, read_draft_file
from curation.drafts.workflow import (
    accept_draft,
    find_author_fault,
    return_draft,
    take_over_draft,
)
from errors import SeenState, UserError

words = release.get_current_chart_data().words


def list_submitted_drafts(actor: Actor) -> list[Draft]:
    """Return the drafts that the actor may decide on.

    If that fails, show the error and return [].
    """
    try:
        return [d for d in list_drafts(user.get_workspace(), actor) if d.status == "submitted"]
    except UserError as error:
        show_user_error(error, words)
        return []


def show_queue(drafts: list[Draft]) -> None:
    """Show links to submitted drafts, newest first."""
    if not drafts:
        show_empty(words.say("desk.none_wait"))
        return
    items = "".join(
        f"<li>{render_page_link(draft.title, 'review', words, draft=draft.id)}"
        f" · {escape(draft.author)} · {escape(draft.reason)}{render_author_fault(draft)}</li>"
        for draft in drafts
    )
    st.html(f'<ul class="drafts">{items}</ul>')


def render_author_fault(draft: Draft) -> str:
    """Return the HTML of why the author of a draft could not submit it today; "" if they could."""
    fault = find_author_fault(user.get_workspace(), draft)
    message = words.say(f"curation.{fault}", name=draft.author) if fault else ""
    return f'<p class="against late">{escape(message)}</p>' if fault else ""


def show_decision(draft: Draft, actor: Actor) -> None:
    """Show a draft's changes, explanations and files, with buttons to accept or return it."""
    show_changes_since(draft, words)
    facts = [draft.title, draft.author, words.say("desk.because", reason=draft.reason)]
    st.html(f'<p class="lead">{escape(" · ".join(facts))}</p>')
    review = get_draft_review(draft, words)
    if not review:
        return
    changes.show_changes(review, words)
    if draft.explanations:
        items = "".join(f"<li>{escape(text)}</li>" for text in draft.explanations.values() if text)
        st.html(f"<p>{escape(words.say('desk.explained'))}</p><ul>{items}</ul>")
    for file in (*draft.files, *draft.proofs):
        st.download_button(
            escape_markdown(file.name),
            partial(read_draft_file, user.get_workspace(), actor, draft.id, file.name),
            file.name,
            key=f"kept-{file.sha256}-{file.name}",
            type="tertiary",
            on_click="ignore",
        )
    if draft.account == actor.account_id:
        show_empty(words.say("curation.own_draft"))
        return
    show_decision_buttons(draft, review.proposal.parent)


def show_decision_buttons(draft: Draft, parent: int) -> None:
    """Show the buttons to accept or return a draft; to take it over if its author is gone.

    `parent` is the number of the release that it was compared with.
    """
    fault = render_author_fault(draft)
    if fault:
        st.html(fault)
    reason_key = f"return.{draft.id}"
    st.text_input(words.say("desk.return_reason"), key=reason_key, max_chars=500)
    with st.container(horizontal=True):
        st.button(
            words.say("desk.accept"),
            type="primary",
            disabled=bool(fault),
            key=state_key("accept", draft.seen),
            on_click=accept_with_notice,
            args=(draft.seen, parent),
        )
        st.button(
            words.say("desk.return"),
            key=state_key("return", draft.seen),
            on_click=return_with_notice,
            args=(draft.seen, reason_key),
        )
        if fault:
            st.button(
                words.say("desk.take_over"),
                key=state_key("take_over", draft.seen),
                on_click=take_over_and_open,
                args=(draft.seen,),
            )


def take_over_and_open(seen: SeenState) -> None:
    """Make a draft, as it was shown, the actor's own; the link to it is in their list of drafts."""
    done = words.say("desk.taken_over")
    actions.run_action(take_over_draft, seen, done=done)


def accept_with_notice(seen: SeenState, parent: int) -> None:
    """Accept a draft as it was shown, which publishes it, and show a notice.

    `parent` is the number of the release that it was compared with.
    """
    done = words.say("desk.accepted")
    actions.run_action(accept_draft, seen, reviewed=parent, slow=True, done=done)
    release.refresh_newest()


def return_with_notice(seen: SeenState, reason_key: str) -> None:
    """Return a draft, as it was shown, to its author, and show a notice.

    `reason_key` is the key of the text field with the reason.
    """
    reason = str(session.get_widget_value(reason_key) or "")
    actions.run_action(return_draft, seen, reason=reason, done=words.say("desk.given_back"))


st.title(words.say("desk.review"))
actor = user.require_page_access("review", Action.ACCEPT, words)
if actor:
    damaged_files.show_damaged_files(actor, words)
    drafts = list_submitted_drafts(actor)
    selected = next((draft for draft in drafts if draft.id == url.get_param("draft")), None)
    tabs = ["drafts", "figures"]
    tab = url_widgets.tab_param(
        words.say("desk.review"), "show", tabs, lambda name: words.say(f"desk.waiting_{name}")
    )
    if tab == "figures":
        unreviewed_figures.show_unreviewed(actor, words)
    elif selected:
        show_decision(selected, actor)
    else:
        show_queue(drafts)
