"""Rules of the sign-in cookies, and checks of origin and redirect target."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from auth.database import AuthLimits
from auth.errors import SignInError


@dataclass(frozen=True, slots=True)
class CookieRule:
    """Name and attributes of a cookie; `max_age` in seconds."""

    name: str
    max_age: int
    same_site: Literal["strict", "lax"]
    secure: bool
    http_only: bool = True
    path: str = "/"


def session_cookie_rule(*, https: bool, limits: AuthLimits | None = None) -> CookieRule:
    """Return the rule of the session cookie.

    A Strict cookie is not sent with a redirect from an identity provider: the callback answers
    with a page of ours that redirects by itself, and that request sends it. On https the prefix
    of the name keeps other hosts of the domain from setting it (RFC 6265bis).
    """
    seconds = int((limits or AuthLimits()).session.total_seconds())
    name = "__Host-union_session" if https else "union_session"
    return CookieRule(name, seconds, "strict", https)


def read_session_token(cookies: Mapping[str, str], *, https: bool) -> str:
    """Return the session token in a request's cookies, or "".

    On https the cookie without the prefix is ignored: another host may have set it.
    """
    return cookies.get(session_cookie_rule(https=https).name, "")


def oidc_cookie_rule(*, https: bool, limits: AuthLimits | None = None) -> CookieRule:
    """Return the rule of the cookie that binds an OpenID sign-in to the browser that began it.

    Lax, since it must be sent with the provider's redirect; by itself it gives no access.
    """
    seconds = int((limits or AuthLimits()).oidc_request.total_seconds())
    name = "__Host-union_departure" if https else "union_departure"
    return CookieRule(name, seconds, "lax", https)


def check_origin(method: str, origin: str | None, own_origins: Collection[str]) -> None:
    """Raise SignInError("origin") unless a request is a POST from one of our own origins.

    `own_origins` are like "https://stats.example.org". A missing Origin counts as foreign.
    """
    if method != "POST" or origin is None or origin not in own_origins:
        raise SignInError("origin")


def safe_next_path(path: str) -> str:
    """Return the path to redirect to after sign-in if it is on this site, else "/"."""
    is_local = path.startswith("/") and not path.startswith("//")
    # Browsers read a backslash as a slash and drop tabs and line ends.
    return path if is_local and "\\" not in path and path.isprintable() else "/"
