"""Cookies of sign-in, tokens of known devices, and checks of origin and redirect target.

A known device is a browser that has signed in to an account before. Its cookie has a token that is
signed with the account's password hash, so that a new password makes every device unknown.
"""

import hmac
import secrets
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from sqlalchemy import Row

from auth.actors import hash_token
from auth.database import AuthDatabase, AuthLimits
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


def device_cookie_rule(
    account_id: str, *, https: bool, limits: AuthLimits | None = None
) -> CookieRule:
    """Return name and attributes of the cookie of a known device; each account has its own.

    So several people can use one browser. The name ends with a hash of the account's id. `https`:
    whether the browser uses https.
    """
    seconds = int((limits or AuthLimits()).device.total_seconds())
    prefix = _device_cookie_prefix(https=https)
    # Eight digits tell the accounts of one browser apart.
    return CookieRule(f"{prefix}{hash_token(account_id)[:8]}", seconds, "strict", https)


def read_device_tokens(cookies: Mapping[str, str], *, https: bool) -> list[str]:
    """Return the tokens of known devices in a request's cookies, for any accounts.

    A known device is a browser that has signed in to an account before. Who may sign in is not
    known yet, so `find_known_device` chooses the account's own token.
    """
    prefix = _device_cookie_prefix(https=https)
    return [token for name, token in cookies.items() if name.startswith(prefix)]


def make_device_token(database: AuthDatabase, account: Row[Any]) -> str:
    """Return a token that makes a browser a known device of an account (its row).

    It consists of time, a random device id, and a signature with the password's hash, so that the
    database need not store it: "1772353800.9f2c….5e1d…". "" for an account without a password.
    """
    if account.password_hash is None:
        return ""
    body = f"{int(database.now().timestamp())}.{secrets.token_hex(8)}"
    return f"{body}.{_sign_device(account, body)}"


def find_known_device(
    database: AuthDatabase, account: Row[Any] | None, tokens: Iterable[str]
) -> str:
    """Return the device id in the first valid token; "" if no token is valid.

    Attempts from a known device are counted separately, so that strangers cannot lock its user out.
    A valid token was signed for this account with its present password, less than
    `database.limits.device` ago. `account` is the row of the account to sign in to, None if the
    name is unknown.
    """
    if account is None or account.password_hash is None:
        return ""
    for token in tokens:
        with suppress(ValueError, OverflowError):  # a forged token may have any form
            body, _, signature = token.rpartition(".")
            created_at, device_id = body.split(".")  # in Unix seconds
            expected = _sign_device(account, body).encode()
            age = timedelta(seconds=database.now().timestamp() - int(created_at))
            is_signed = hmac.compare_digest(signature.encode(), expected)
            if is_signed and age < database.limits.device:
                return device_id
    return ""


def _device_cookie_prefix(*, https: bool) -> str:
    """Return the beginning of the names of device cookies; on https with the prefix `__Host-`."""
    return "__Host-union_device_" if https else "union_device_"


def _sign_device(account: Row[Any], body: str) -> str:
    """Return the signature of a device token; `body` is the token without signature.

    The key is the password's hash, so a new password makes all earlier tokens invalid.
    """
    text = f"device:{account.id}:{body}"
    return hmac.digest(account.password_hash.encode(), text.encode(), "sha256").hex()


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


def make_safe_next_path(path: str) -> str:
    """Return `path` if it is on this site, else "/", so that sign-in never redirects to another."""
    is_local = path.startswith("/") and not path.startswith("//")
    # Browsers read a backslash as a slash and drop tabs and line ends.
    return path if is_local and "\\" not in path and path.isprintable() else "/"
