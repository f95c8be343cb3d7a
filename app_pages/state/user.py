"""The signed-in user, and whether they may open a staff page.

No role is stored here. Each action of curation and auth checks the permission itself, so that a
page that is still open after its session has ended can do nothing.
"""

import time
from collections.abc import Iterable
from functools import cache, lru_cache
from html import escape
from urllib.parse import urlencode

import streamlit as st

import auth
from app_pages.state import release
from auth import (
    Action,
    Actor,
    DatabaseUnavailableError,
    anonymous_actor,
    find_actor,
    may,
    read_session_token,
)
from curation.releases.release_audit import find_lost_release
from curation.workspace import Workspace, open_workspace
from ledger import StoreError
from locales import Words


@cache
def get_workspace() -> Workspace:
    """Return the release store with drafts and accounts, opened once per process."""
    return open_workspace(release.get_settings())


def get_actor() -> Actor:
    """Return the user of this browser tab, as the accounts database has them now.

    The user is found by the session token in the cookies with which the tab was opened. Without a
    valid session it is an actor without a role. Raises DatabaseUnavailableError.
    """
    https = (st.context.url or "").startswith("https:")
    token = read_session_token(dict(st.context.cookies), https=https)
    return find_actor(get_workspace().database, token)


def get_reader() -> Actor:
    """Return the signed-in user, or an anonymous reader.

    While the accounts database is unavailable everybody is anonymous: reading needs no account.
    """
    try:
        return get_actor()
    except DatabaseUnavailableError:
        return anonymous_actor(get_workspace().database)


def find_display_names(names: Iterable[str]) -> dict[str, str]:
    """Return display names by the names with which accounts sign in.

    {} while the accounts database is unavailable: a page is then shown without them.
    """
    try:
        return auth.find_display_names(get_workspace().database, names)
    except DatabaseUnavailableError:
        return {}


def get_lost_number() -> int:
    """Return the number of the newest release in the audit trail if the store has lost it; else 0.

    The trail has a row for each published release, with its hash. It is read at most once a second.
    """
    return _find_lost_number(int(time.monotonic()))


@lru_cache(maxsize=1)
def _find_lost_number(_second: int) -> int:
    """Return the number of the release that the store has lost; 0 for none, or if reading fails.

    `_second` is the time in whole seconds; it is only the cache's key.
    """
    workspace = get_workspace()
    try:
        lost = find_lost_release(workspace.database, workspace.store)
    except (DatabaseUnavailableError, StoreError):
        return 0
    return lost.number if lost else 0


def may_open(actor: Actor, action: Action) -> bool:
    """Return whether the actor may perform an action at least in their own area.

    An account may be limited to an area and all below it; "" means every area.
    """
    return may(actor, action, area=actor.area or None)


def require_page_access(page: str, action: Action, words: Words) -> Actor | None:
    """Return the user if they may use a staff page; otherwise show why not and return None.

    `page` is the page's path in the URL, `action` the permission that it needs. A user who is not
    signed in, or no longer, gets a link to sign in that leads back to the page.
    """
    actor = get_reader()
    if may_open(actor, action):
        return actor
    # An actor with a name who is not signed in has an expired session.
    reason = "role" if actor.signed_in else "session_expired" if actor.name else "not_signed_in"
    message = f"<p>{escape(words.say(f'access.{reason}'))}</p>"
    params = urlencode({"lang": words.language, "next": f"/{page}?lang={words.language}"})
    link = f'<a href="/sign-in?{escape(params)}">{escape(words.say("access.sign_in"))}</a>'
    st.html(f'<div class="empty">{message}{"" if actor.signed_in else link}</div>')
    return None
