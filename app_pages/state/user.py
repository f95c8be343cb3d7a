"""The signed-in user: access to pages, and running actions with notices and progress.

No role is stored here. Each action of curation and auth checks the permission itself, so that a
page still open after its session has ended can do nothing.
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
    """Open stores and accounts, once per process."""
    return open_workspace(release.get_settings())


def get_actor() -> Actor:
    """Return the signed-in user as stored in the database now. Raises DatabaseUnavailableError."""
    https = (st.context.url or "").startswith("https:")
    return find_actor(
        get_workspace().database, read_session_token(dict(st.context.cookies), https=https)
    )


def get_reader() -> Actor:
    """Return the signed-in user; if the accounts database is down, an anonymous reader."""
    try:
        return get_actor()
    except DatabaseUnavailableError:
        return anonymous_actor(get_workspace().database)


def may_open(actor: Actor, action: Action) -> bool:
    """Return whether the actor may perform an action in some area."""
    return may(actor, action, area=actor.area or None)


def require_page_access(page: str, action: Action, words: Words) -> Actor | None:
    """Return the actor if they may use a staff page; otherwise show why not and return None.

    `page` is the page's name.
    """
    actor = get_reader()
    if may_open(actor, action):
        return actor
    code = "role" if actor.signed_in else "session_expired" if actor.name else "not_signed_in"
    message = f"<p>{escape(words.say(f'access.{code}'))}</p>"
    params = urlencode({"lang": words.language, "next": f"/{page}?lang={words.language}"})
    link = f'<a href="/sign-in?{escape(params)}">{escape(words.say("access.sign_in"))}</a>'
    st.html(f'<div class="empty">{message}{"" if actor.signed_in else link}</div>')
    return None


def run_action(
    action: Callable[..., object],
    *args: object,
    done: str = "",
    slow: bool = False,
    **kwargs: object,
) -> None:
    """Run an action of curation or auth inside a widget callback.

    A UserError becomes a notice in the next run; after success the notice is `done`. A `slow`
    action is called with `progress`, a function that reports how much of the work is done.
    """
    words = release.get_current_chart_data().words
    try:
        with (
            session.get_session_lock(),
            show_progress(words) if slow else nullcontext() as progress,
        ):
            if progress:
                kwargs["progress"] = progress
            action(get_workspace(), get_actor(), *args, **kwargs)
    except UserError as error:
        add_error(error, words)
    else:
        if done:
            session.add_notice(done)


def add_error(error: UserError, words: Words) -> None:
    """Queue the message of an error for the next run of the page."""
    session.add_notice(error_text(words, error), is_error=True)


def show_user_error(error: UserError, words: Words) -> None:
    """Show the message of an error immediately."""
    add_error(error, words)
    show_notices()


def show_notices() -> None:
    """Show the queued notices."""
    for text, is_error in session.pop_notices():
        mark, role = ("refused", "alert") if is_error else ("done", "status")
        lines = "<br>".join(escape(line) for line in text.splitlines())
        st.html(f'<p class="said {mark}" role="{role}">{lines}</p>')


@cache
def _cached_reviews() -> OrderedDict[tuple[object, ...], Review]:
    """Return the cache of reviews of the latest drafts, shared by the process."""
    return OrderedDict()


def get_draft_review(draft: Draft, words: Words) -> Review | None:
    """Check a draft against the newest release, and return the review, cached by version.

    If that fails, show the error and return None.
    """
    actor, reviews = get_reader(), _cached_reviews()
    newest = release.get_store().release().number
    key = (draft.id, draft.version, newest, actor.account, actor.area)
    if key in reviews:
        return reviews[key]
    try:
        with show_progress(words) as progress:
            _, review = review_draft(get_workspace(), actor, draft.id, progress)
            reviews[key] = review
            _ = review.proposal  # computed here, while the progress is shown
    except UserError as error:
        show_user_error(error, words)
        return None
    while len(reviews) > MAX_REVIEWS:
        reviews.popitem(last=False)
    return review


@contextmanager
def show_progress(words: Words) -> Iterator[Progress]:
    """Show a progress bar; yield a function to call with the stage and the share done (0 to 1)."""
    bar = st.progress(0.0, words.say("desk.stage_read"))
    try:
        yield lambda stage, share: _show_stage(bar, share, words.say(f"desk.stage_{stage}"))
    finally:
        bar.empty()


def _show_stage(bar: st.delta_generator.DeltaGenerator, share: float, label: str) -> None:
    """Move a progress bar to `share` (0 to 1) and set its label."""
    bar.progress(min(share, 1.0), label)
