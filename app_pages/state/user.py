"""The staff desk behind the pages: who is there, and what comes of what they do.

Nobody's role is kept here. Each action of curation and access asks for the permission itself, so
a page that is still open after its session has ended does nothing.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import cache
from html import escape
from urllib.parse import urlencode

import streamlit as st

from app_pages.state import release, session
from auth import (
    Action,
    Actor,
    DatabaseUnavailableError,
    anonymous_actor,
    find_actor,
    may,
    read_session_token,
)
from curation.context import Workspace, open_workspace
from curation.drafts.actions import review_draft
from curation.drafts.draft import Draft
from curation.messages import error_text
from curation.releases.review import Progress, Review
from errors import UserError
from locales import Words

MAX_REVIEWS = 8


@cache
def get_workspace() -> Workspace:
    """Open the desk once a process."""
    return open_workspace(release.get_settings())


def get_actor() -> Actor:
    """Find who is signed in, as the database knows them now. Raises access.Unavailable."""
    https = (st.context.url or "").startswith("https:")
    return find_actor(
        get_workspace().database, read_session_token(dict(st.context.cookies), https=https)
    )


def get_reader() -> Actor:
    """Find who reads; without the accounts' database reading goes on as nobody."""
    try:
        return get_actor()
    except DatabaseUnavailableError:
        return anonymous_actor(get_workspace().database)


def may_open(who: Actor, action: Action) -> bool:
    """Tell whether somebody may do something somewhere."""
    return may(who, action, area=who.area or None)


def require_page_access(page: str, action: Action, words: Words) -> Actor | None:
    """Give the actor who may use a page of the desk; tell everybody else how to get there."""
    who = get_reader()
    if may_open(who, action):
        return who
    code = "role" if who.signed_in else "session_expired" if who.name else "not_signed_in"
    said = f"<p>{escape(words.say(f'access.{code}'))}</p>"
    here = urlencode({"lang": words.language, "next": f"/{page}?lang={words.language}"})
    link = f'<a href="/sign-in?{escape(here)}">{escape(words.say("access.sign_in"))}</a>'
    st.html(f'<div class="empty">{said}{"" if who.signed_in else link}</div>')
    return None


def run_action(
    action: Callable[..., object],
    *given: object,
    done: str = "",
    slow: bool = False,
    **more: object,
) -> None:
    """Do what a button says, before the page is drawn again; what was refused is told there.

    What is `slow` tells its progress.
    """
    words = release.get_current_chart_data().words
    try:
        with (
            session.get_session_lock(),
            show_progress(words) if slow else nullcontext() as progress,
        ):
            told = {"progress": progress} if progress else {}
            action(get_workspace(), get_actor(), *given, **more, **told)
    except UserError as fault:
        add_error(fault, words)
    else:
        if done:
            session.add_notice(done)


def add_error(fault: UserError, words: Words) -> None:
    """Keep a refusal to be shown in the reader's words."""
    session.add_notice(error_text(words, fault), refused=True)


def show_notices() -> None:
    """Show what came of the last click."""
    for text, refused in session.pop_notices():
        mark, role = ("refused", "alert") if refused else ("done", "status")
        lines = "<br>".join(escape(line) for line in text.splitlines())
        st.html(f'<p class="said {mark}" role="{role}">{lines}</p>')


@cache
def _cached_reviews() -> OrderedDict[tuple[object, ...], Review]:
    return OrderedDict()


def get_draft_review(draft: Draft, words: Words) -> Review | None:
    """Hold a draft against the newest release, once for each of its states; None if refused."""
    who, kept = get_reader(), _cached_reviews()
    named = (draft.id, draft.version, release.get_store().release().number, who.account, who.area)
    if named in kept:
        return kept[named]
    try:
        with show_progress(words) as progress:
            _, found = review_draft(get_workspace(), who, draft.id, progress)
            kept[named] = found
            _ = found.proposal
    except UserError as fault:
        add_error(fault, words)
        show_notices()
        return None
    while len(kept) > MAX_REVIEWS:
        kept.popitem(last=False)
    return found


@contextmanager
def show_progress(words: Words) -> Iterator[Progress]:
    """Show how far a check or a publish is, and which part of it is being done."""
    bar = st.progress(0.0, words.say("desk.stage_read"))
    try:
        yield lambda stage, share: _show_stage(bar, share, words.say(f"desk.stage_{stage}"))
    finally:
        bar.empty()


def _show_stage(bar: st.delta_generator.DeltaGenerator, share: float, label: str) -> None:
    bar.progress(min(share, 1.0), label)
