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
from app_pages.state.session import state_key
from app_pages.upload import proposed_changes
from app_pages.upload.draft_review import get_draft_review, show_changes_since
from auth import Action, Actor
from curation.drafts.draft import Draft
from curation.drafts.draft_editing import list_drafts, read_draft_file
from curation.drafts.draft_publishing import (
    accept_draft,
    find_author_obstacle,
    return_draft,
    take_over_draft,
)
from curation.releases.upload_review import SeenReview
from errors import SeenState, UserError

words = release.get_current_chart_data().words


def list_submitted_drafts(actor: Actor) -> list[Draft]:
    """Return the submitted drafts that the actor may decide on, and their own, newest first.

    If that fails, show the error and return [].
    """
    try:
        drafts = list_drafts(user.get_workspace(), actor)
    except UserError as error:
        show_user_error(error, words)
        return []
    return [draft for draft in drafts if draft.status == "submitted"]


def show_submitted_drafts(drafts: list[Draft]) -> None:
    """Show links to submitted drafts, with author, reason, and why one cannot be accepted."""
    if not drafts:
        show_empty(words.say("desk.none_wait"))
        return
    names = user.find_display_names([draft.author for draft in drafts])
    items = "".join(
        f"<li>{render_page_link(draft.title, 'review', words, draft=draft.id)}"
        f" · {escape(names.get(draft.author, draft.author))} · {escape(draft.reason)}"
        f"{render_author_fault(draft)}</li>"
        for draft in drafts
    )
    st.html(f'<ul class="drafts">{items}</ul>')


def render_author_fault(draft: Draft) -> str:
    """Return the HTML of why a draft's author could not submit it today; "" if they could.

    Their account was disabled since, or its role or area narrowed. The draft then cannot be
    accepted.
    """
    fault = find_author_obstacle(user.get_workspace(), draft)
    if not fault:
        return ""
    message = words.say(f"curation.{fault}", name=draft.author)
    return f'<p class="against late">{escape(message)}</p>'


def show_decision(draft: Draft, actor: Actor) -> None:
    """Show what others have changed in a draft meanwhile, its changes, and the buttons."""
    show_changes_since(draft, words)
    author = user.find_display_names([draft.author]).get(draft.author, draft.author)
    facts = [draft.title, author, words.say("desk.because", reason=draft.reason)]
    st.html(f'<p class="lead">{escape(" · ".join(facts))}</p>')
    review = get_draft_review(draft, words)
    if not review:
        return
    proposed_changes.show_changes(
        review, words, partial(show_files_and_buttons, draft, actor, review.seen)
    )


def show_files_and_buttons(draft: Draft, actor: Actor, reviewed: SeenReview) -> None:
    """Show a draft's explanations and files, and the buttons that decide on it.

    A file is read when its download is clicked. The author of the draft gets no buttons, as
    somebody else must decide.
    """
    if draft.explanations:
        items = "".join(f"<li>{escape(text)}</li>" for text in draft.explanations.values() if text)
        st.html(f"<p>{escape(words.say('desk.explained'))}</p><ul>{items}</ul>")
    for file in (*draft.files, *draft.proofs):
        st.download_button(
            escape_markdown(file.name),
            data=partial(read_draft_file, user.get_workspace(), actor, draft.id, file.name),
            file_name=file.name,
            key=f"kept-{file.sha256}-{file.name}",
            type="tertiary",
            on_click="ignore",  # a download changes nothing, so the page need not run again
        )
    if draft.account == actor.account_id:
        show_empty(words.say("curation.own_draft"))
        return
    show_decision_buttons(draft, reviewed)


def show_decision_buttons(draft: Draft, reviewed: SeenReview) -> None:
    """Show the buttons to accept or return a draft, and to take it over if its author is gone.

    `reviewed` is what the review on the page shows: the release that it is compared with, and the
    answers by which labels were read. The callbacks get it and `draft.seen` (id, version, hash), as
    the action is refused if either has changed. The keys contain the state too, so that a click on
    an older page never counts for a button of this one. A draft that was taken over is the actor's
    own, and somebody else must accept it.
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
            args=(draft.seen, reviewed),
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
                on_click=actions.run_action,
                args=(take_over_draft, draft.seen),
                kwargs={"done": words.say("desk.taken_over")},
            )


def accept_with_notice(seen: SeenState, reviewed: SeenReview) -> None:
    """Accept a draft as it was shown, which publishes it, and add a notice; a callback.

    `seen` is the draft's state on the page, `reviewed` what its review there showed. If either has
    changed, nothing is published, and the notice says why.
    """
    done = words.say("desk.accepted")
    actions.run_action(accept_draft, seen, reviewed=reviewed, slow=True, done=done)
    release.refresh_newest()  # the page that follows shows the release just made


def return_with_notice(seen: SeenState, reason_key: str) -> None:
    """Return a draft to its author, as it was shown, and add a notice; a callback.

    `seen` is the draft's state on the page. `reason_key` is the key of the text field with the
    reason, whose newest text is read from the session.
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
    tab = url_widgets.show_param_tabs(
        words.say("desk.review"), "show", tabs, lambda name: words.say(f"desk.waiting_{name}")
    )
    if tab == "figures":
        unreviewed_figures.show_unreviewed_figures(actor, words)
    elif selected:
        show_decision(selected, actor)
    else:
        show_submitted_drafts(drafts)
