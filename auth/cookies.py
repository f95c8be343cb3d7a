"""Rules of the sign-in cookies, and checks of origin and redirect target."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from auth.database import AuthLimits
from auth.errors import SignInError


@dataclass(frozen=True, slots=True)
class CookieRule:
    """Name and attributes of a cookie; `max_age` is in seconds."""

    name: str
    max_age: int
    same_site: Literal["strict", "lax"]
    secure: bool
    http_only: bool = True
    path: str = "/"


def session_cookie_rule(*, https: bool, limits: AuthLimits | None = None) -> CookieRule:
    """Return name and attributes of the session cookie.

    The cookie is SameSite=Strict, so browsers do not send it when an identity provider redirects
    here: the callback therefore returns a page that redirects once more. On https the prefix
    `__Host-` keeps other hosts of the domain from setting the cookie (RFC 6265bis).
    """
    seconds = int((limits or AuthLimits()).session.total_seconds())
    name = "__Host-union_session" if https else "union_session"
    return CookieRule(name, seconds, "strict", https)


def read_session_token(cookies: Mapping[str, str], *, https: bool) -> str:
    """Return the session token in a request's cookies, or "" if there is none.

    On https the cookie without the prefix `__Host-` is ignored: another host may have set it.
    """
    return cookies.get(session_cookie_rule(https=https).name, "")


def oidc_cookie_rule(*, https: bool, limits: AuthLimits | None = None) -> CookieRule:
    """Return name and attributes of the cookie that ties an OpenID sign-in to one browser.

    It is SameSite=Lax, because it must be sent with the provider's redirect; on its own it gives no
    access.
    """
    seconds = int((limits or AuthLimits()).oidc_request.total_seconds())
    name = "__Host-union_departure" if https else "union_departure"
    return CookieRule(name, seconds, "lax", https)


def check_origin(method: str, origin: str | None, own_origins: Collection[str]) -> None:
    """Raise SignInError("origin") unless a request is a POST from one of our own origins.

    `origin` is the request's Origin header (None if it has none, which is refused), `own_origins`
    are like "https://stats.example.org".
    """
    if method != "POST" or origin is None or origin not in own_origins:
        raise SignInError("origin")


def safe_next_path(path: str) -> str:
    """Return `path` if it is on this site, else "/", so that sign-in never redirects elsewhere."""
    is_local = path.startswith("/") and not path.startswith("//")
    # Browsers read a backslash as a slash and drop tabs and line ends.
    return path if is_local and "\\" not in path and path.isprintable() else "/"
