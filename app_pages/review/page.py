"""Review: drafts that wait for somebody's decision, and figures beside their source."""

from functools import partial
from html import escape

import streamlit as st

from app_pages.components.links import render_page_link
from app_pages.components.markdown import escape_markdown
from app_pages.review import unreviewed_figures
from app_pages.state import release, session, url, user
from app_pages.upload import changes
from auth import Action, Actor
from curation.drafts.actions import list_drafts, read_draft_file
from curation.drafts.draft import Draft
from curation.drafts.workflow import accept_draft, return_draft
from errors import UserError

words = release.get_current_chart_data().words


def waiting_drafts(who: Actor) -> list[Draft]:
    """List the drafts that wait for the actor's decision."""
    try:
        return [d for d in list_drafts(user.get_workspace(), who) if d.status == "submitted"]
    except UserError as fault:
        user.add_error(fault, words)
        user.show_notices()
        return []


def show_queue(drafts: list[Draft]) -> None:
    """Show what waits, oldest last; each leads to its changes."""
    if not drafts:
        st.html(f'<p class="empty">{escape(words.say("desk.none_wait"))}</p>')
        return
    items = "".join(
        f"<li>{render_page_link(draft.title, 'review', words, draft=draft.id)}"
        f" · {escape(draft.author)} · {escape(draft.reason)}</li>"
        for draft in drafts
    )
    st.html(f'<ul class="drafts">{items}</ul>')


def show_decision(draft: Draft, who: Actor) -> None:
    """Show a draft's changes, proofs and explanations, and accept or return it."""
    lines = [draft.title, draft.author, words.say("desk.because", reason=draft.reason)]
    st.html(f'<p class="lead">{escape(" · ".join(lines))}</p>')
    found = user.get_draft_review(draft, words)
    if not found:
        return
    changes.show_changes(found, words)
    if draft.explanations:
        said = "".join(f"<li>{escape(text)}</li>" for text in draft.explanations.values() if text)
        st.html(f"<p>{escape(words.say('desk.explained'))}</p><ul>{said}</ul>")
    for kept in (*draft.files, *draft.proofs):
        st.download_button(
            escape_markdown(kept.name),
            partial(read_draft_file, user.get_workspace(), who, draft.id, kept.name),
            kept.name,
            key=f"kept-{kept.sha256}-{kept.name}",
            type="tertiary",
            on_click="ignore",
        )
    if draft.account == who.account:
        st.html(f'<p class="empty">{escape(words.say("curation.own_draft"))}</p>')
        return
    reason = f"return.{draft.id}"
    st.text_input(words.say("desk.return_reason"), key=reason, max_chars=500)
    with st.container(horizontal=True):
        st.button(
            words.say("desk.accept"),
            type="primary",
            on_click=accept_and_report,
            args=(draft.id, found.proposal.parent),
        )
        st.button(words.say("desk.return"), on_click=return_and_report, args=(draft.id, reason))


def accept_and_report(draft: str, parent: int) -> None:
    """Accept a draft: it is published."""
    done = words.say("desk.accepted")
    user.run_action(accept_draft, draft, reviewed=parent, slow=True, done=done)
    release.refresh_newest()


def return_and_report(draft: str, reason: str) -> None:
    """Return a draft with the reason that was typed."""
    said = str(session.get_widget_value(reason) or "")
    user.run_action(return_draft, draft, reason=said, done=words.say("desk.given_back"))


st.title(words.say("desk.review"))
who = user.require_page_access("review", Action.ACCEPT, words)
if who:
    drafts = waiting_drafts(who)
    asked = url.get_param("draft")
    chosen = next((draft for draft in drafts if draft.id == asked), None)
    tabs = ["drafts", "figures"]
    part = session.tab_param(
        words.say("desk.review"), "show", tabs, lambda name: words.say(f"desk.waiting_{name}")
    )
    if part == "figures":
        unreviewed_figures.show_unreviewed(who, words)
    elif chosen:
        show_decision(chosen, who)
    else:
        show_queue(drafts)
