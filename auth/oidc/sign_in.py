"""Sign-in through an OpenID provider: redirect there, callback, and the account to sign in.

Authorization code flow with PKCE (S256). The state is stored as a hash and used once; nonce and
verifier are derived from a secret that only the browser's cookie contains.
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from auth.accounts import NAME, check_area, insert_account, normalize_name
from auth.actors import Actor, Role, hash_token, is_printable
from auth.audit_chain import AuditEvent, append_row
from auth.cookies import safe_next_path
from auth.database import AuthDatabase
from auth.errors import InvalidValueError, SignInError
from auth.oidc.provider import OidcProvider
from auth.password_sign_in import read_new_session, start_session
from auth.rate_limit import client_network
from auth.schema import accounts, oidc_requests, sessions
from auth.sessions import NewSession, end_links, end_sessions


@dataclass(frozen=True, slots=True)
class OidcRequest:
    """The provider's URL to redirect to, and the value of the cookie to set in that response."""

    url: str
    cookie: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class OidcResult:
    """The new session, and the path on this site that the user asked for before signing in."""

    session: NewSession
    next_path: str


def start_sign_in(
    database: AuthDatabase, provider: OidcProvider, *, next_path: str = "/"
) -> OidcRequest:
    """Store a sign-in request and return the provider's URL and the cookie that belongs to it.

    `next_path` is the path to open after sign-in; one on another site becomes "/", a long one is
    cut. Expired requests are deleted. Raises SignInError("oidc_unreachable") and
    DatabaseUnavailableError.
    """
    # Imported here because the client's libraries load slowly.
    from auth.oidc.client import authorization_url

    state, browser_secret = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    url = authorization_url(
        provider,
        state=state,
        nonce=_derive_from_secret(browser_secret, "nonce"),
        verifier=_derive_from_secret(browser_secret, "verifier"),
    )
    now = database.now()
    row = {
        "state_sha256": hash_token(state),
        "browser_sha256": hash_token(browser_secret),
        "next_path": safe_next_path(next_path)[:400],
        "created_at": now,
    }
    with database.write_transaction() as db:
        expired = oidc_requests.c.created_at <= now - database.limits.oidc_request
        db.execute(delete(oidc_requests).where(expired))
        db.execute(insert(oidc_requests).values(**row))
    return OidcRequest(url, browser_secret)


def finish_sign_in(
    database: AuthDatabase,
    provider: OidcProvider,
    query: Mapping[str, str],
    *,
    cookie: str,
    address: str,
    old_token: str = "",
) -> OidcResult:
    """Finish an OpenID sign-in with the query parameters of the provider's callback.

    `cookie` is the OpenID cookie's value, `address` the client's IP address, `old_token` the
    session cookie's value. `_start_session` refuses a user outside the staff group, and ends all
    sessions and links of the account. The audit trail records success and failure, except of a
    callback that belongs to no request of ours. Raises SignInError (oidc_…) and
    DatabaseUnavailableError.
    """
    from auth.oidc.client import fetch_claims  # loads slowly; only this sign-in needs it

    next_path = _take_request(database, query.get("state", ""), cookie)
    try:
        if "error" in query or "code" not in query:
            raise SignInError("oidc_refused")
        if query.get("iss", provider.issuer) != provider.issuer:  # RFC 9207
            raise SignInError("oidc_issuer")
        # Both were derived from the same secret when the sign-in began, and never stored.
        claims = fetch_claims(
            provider,
            query["code"],
            verifier=_derive_from_secret(cookie, "verifier"),
            nonce=_derive_from_secret(cookie, "nonce"),
            now=database.now(),
        )
        area = _read_area(provider, claims)
    except SignInError as failure:
        with database.write_transaction() as db:
            _record_oidc_failure(db, database, name="", code=failure.code, address=address)
        raise
    session = _start_session(database, provider, claims, area, address, old_token)
    return OidcResult(session, next_path)


def _take_request(database: AuthDatabase, state: str, cookie: str) -> str:
    """Delete the stored sign-in request of an OpenID callback and return its next path.

    `state` and `cookie` are the callback's; only their hashes are stored. The next path is the page
    to return to. Raises SignInError("oidc_state") if the request is unknown, expired or from
    another browser.
    """
    same_state = oidc_requests.c.state_sha256 == hash_token(state)
    with database.write_transaction() as db:
        row = db.execute(select(oidc_requests).where(same_state)).one_or_none()
        is_valid = (
            row is not None
            and database.now() - row.created_at < database.limits.oidc_request
            and hmac.compare_digest(row.browser_sha256, hash_token(cookie))
        )
        if row is not None and is_valid:
            db.execute(delete(oidc_requests).where(same_state))
            return str(row.next_path)
    raise SignInError("oidc_state")


def _start_session(
    database: AuthDatabase,
    provider: OidcProvider,
    claims: Mapping[str, Any],
    area: str,
    address: str,
    old_token: str,
) -> NewSession:
    """Begin a session for the user of the OpenID claims, with a new account at first sign-in.

    `area` is the code of the area that a new account is limited to, or "". A user outside the staff
    group loses all sessions and links of the account. Raises SignInError (oidc_group,
    oidc_disabled) after recording the failure.
    """
    token, refusal = "", ""
    with database.write_transaction() as db:
        row = _find_provider_account(db, provider, claims)
        if not provider.in_group(claims):
            refusal = "oidc_group"
            if row is not None:
                end_sessions(db, database.now(), sessions.c.account_id == row.id)
                end_links(db, database.now(), row.id)
        elif row is not None and row.disabled:
            refusal = "oidc_disabled"
        else:
            row = row or _create_account(db, database, provider, claims, area)
            token = start_session(db, database, row, "oidc", address, old_token)
        if refusal:
            _record_oidc_failure(db, database, row.name if row else "", refusal, address)
    if refusal:  # raised after the transaction, which an error would roll back
        raise SignInError(refusal)
    return read_new_session(database, token)


def _find_provider_account(
    db: Connection, provider: OidcProvider, claims: Mapping[str, Any]
) -> Row[Any] | None:
    """Return the row of the account of a provider's user, or None before the first sign-in."""
    # Found by issuer and subject: users can change their name and mail address at the provider.
    same_user = (accounts.c.issuer == provider.issuer, accounts.c.subject == str(claims["sub"]))
    return db.execute(select(accounts).where(*same_user)).one_or_none()


def _create_account(
    db: Connection,
    database: AuthDatabase,
    provider: OidcProvider,
    claims: Mapping[str, Any],
    area: str,
) -> Row[Any]:
    """Create a staff account for a provider's user, record that, and return the account's row.

    Its display name is the claim `name`, else `preferred_username`, else the subject's id.
    """
    # 80 characters are the most that `check_display_name` allows.
    name = str(claims.get("name") or claims.get("preferred_username") or "").strip()[:80]
    values = {
        "name": _choose_free_name(db, claims),
        "display_name": name if name and is_printable(name) else str(claims["sub"])[:80],
        "role": Role.STAFF.value,
        "area": area,
        "issuer": provider.issuer,
        "subject": str(claims["sub"]),
    }
    row = insert_account(db, database, values)
    detail = {"name": row.name, "role": row.role, "area": area, "issuer": provider.issuer}
    append_row(db, Actor(database, row.name), AuditEvent.ACCOUNT_CREATED, row.id, detail)
    return row


def _choose_free_name(db: Connection, claims: Mapping[str, Any]) -> str:
    """Return the user's preferred name if valid and free, else one made of the subject's hash.

    An example of the second is "oidc-3f2a9c01b7de".
    """
    # As many characters as a name may have.
    preferred = normalize_name(str(claims.get("preferred_username", "")))[:64]
    unique_name = f"oidc-{hash_token(str(claims['sub']))[:12]}"
    if not NAME.fullmatch(preferred):
        return unique_name
    taken = db.execute(select(accounts.c.id).where(accounts.c.name == preferred)).first()
    return unique_name if taken else preferred


def _read_area(provider: OidcProvider, claims: Mapping[str, Any]) -> str:
    """Return the area code in the claims; "" if no claim for areas is configured.

    Raises SignInError("oidc_area") if the configured claim has no valid code.
    """
    if not provider.area_claim:
        return ""
    try:
        area = check_area(str(claims.get(provider.area_claim, "")))
    except InvalidValueError:
        area = ""
    if not area:
        raise SignInError("oidc_area")
    return area


def _record_oidc_failure(
    db: Connection, database: AuthDatabase, name: str, code: str, address: str
) -> None:
    """Record a failed sign-in through the provider in the audit trail.

    `name` is the account's name or "", `code` the SignInError's code.
    """
    detail = {"method": "oidc", "code": code, "address": client_network(address)}
    append_row(db, Actor(database, name), AuditEvent.SIGN_IN_FAILED, detail=detail)


def _derive_from_secret(secret: str, purpose: str) -> str:
    """Derive a value of OpenID Connect from a browser's secret.

    `purpose` is "nonce" or "verifier" (of PKCE).
    """
    digest = hmac.digest(secret.encode(), purpose.encode(), hashlib.sha256)
    return urlsafe_b64encode(digest).decode().rstrip("=")
