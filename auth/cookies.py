"""Cookies as data, and which requests may change something."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from auth.database import AuthLimits
from auth.errors import SignInError


@dataclass(frozen=True, slots=True)
class CookieRule:
    """A cookie's name and attributes; `max_age` in seconds."""

    name: str
    max_age: int
    same_site: Literal["strict", "lax"]
    secure: bool
    http_only: bool = True
    path: str = "/"


def session_cookie_rule(*, https: bool, limits: AuthLimits | None = None) -> CookieRule:
    """Describe the session's cookie.

    Being Strict, it does not come along on a redirect from an identity provider: the callback
    answers with a page of our own that moves on by itself, and that request carries it.
    On https the name's prefix keeps other hosts of the domain from planting one (RFC 6265bis).
    """
    seconds = int((limits or AuthLimits()).session.total_seconds())
    name = "__Host-union_session" if https else "union_session"
    return CookieRule(name, seconds, "strict", https)


def read_session_token(cookies: Mapping[str, str], *, https: bool) -> str:
    """Take the session's token from a request's cookies, or "".

    On https the cookie without the prefix is left alone: somebody else may have planted it.
    """
    return cookies.get(session_cookie_rule(https=https).name, "")


def oidc_cookie_rule(*, https: bool, limits: AuthLimits | None = None) -> CookieRule:
    """Describe the cookie that ties a sign-in elsewhere to the browser that set out.

    Lax, since it has to come back with a redirect from the provider; it opens nothing by itself.
    """
    seconds = int((limits or AuthLimits()).departure.total_seconds())
    name = "__Host-union_departure" if https else "union_departure"
    return CookieRule(name, seconds, "lax", https)


def check_origin(method: str, origin: str | None, ours: Collection[str]) -> None:
    """Let a request that changes something pass only as a POST from one of our own origins.

    `ours` are like "https://stats.example.org". A missing Origin is a foreign one. Raises
    SignInFailed("origin").
    """
    if method != "POST" or origin is None or origin not in ours:
        raise SignInError("origin")


def safe_next_path(path: str) -> str:
    """Keep a path to go on to after sign-in if it stays on this site, else "/"."""
    stays = path.startswith("/") and not path.startswith("//")
    # Browsers read a backslash as a slash and leave tabs and line ends out.
    return path if stays and "\\" not in path and path.isprintable() else "/"
