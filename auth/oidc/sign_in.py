"""Sign-in through an OpenID provider: redirect to it, callback, and the account to sign in.

It is the authorization code flow with PKCE (S256). The state is stored as a hash and used once;
nonce and verifier are derived from a secret that only the browser's cookie contains.
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from auth.accounts import NAME, check_area_code_form, insert_account, normalize_name
from auth.actors import Actor, Role, hash_token, is_printable
from auth.audit_chain import AuditEvent, append_row
from auth.cookies import make_safe_next_path
from auth.database import AuthDatabase
from auth.errors import InvalidValueError, SignInError
from auth.oidc.provider import OidcProvider
from auth.password_sign_in import read_new_session, start_session
from auth.rate_limit import find_client_network
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

    `next_path` is the path to open after sign-in; a URL on another site becomes "/". Expired
    requests are deleted. Raises SignInError("oidc_unreachable") and DatabaseUnavailableError.
    """
    # Imported here because the client's libraries load slowly.
    from auth.oidc.client import build_authorization_url

    state, browser_secret = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    url = build_authorization_url(
        provider,
        state=state,
        nonce=_derive_from_secret(browser_secret, "nonce"),
        verifier=_derive_from_secret(browser_secret, "verifier"),
    )
    now = database.now()
    row = {
        "state_sha256": hash_token(state),
        "browser_sha256": hash_token(browser_secret),
        "next_path": make_safe_next_path(next_path)[:400],  # anybody can store a request
        "created_at": now,
    }
    with database.write_transaction() as connection:
        expired = oidc_requests.c.created_at <= now - database.limits.oidc_request
        connection.execute(delete(oidc_requests).where(expired))
        connection.execute(insert(oidc_requests).values(**row))
    return OidcRequest(url, browser_secret)


def finish_sign_in(
    database: AuthDatabase,
    provider: OidcProvider,
    query: Mapping[str, str],
    *,
    cookie: str,
    ip_address: str,
    old_token: str = "",
) -> OidcResult:
    """Finish an OpenID sign-in with the query parameters of the provider's callback.

    `cookie` is the OpenID cookie's value, `ip_address` the client's, `old_token` the session
    cookie's value. Success and failure are recorded in the audit trail, except for a callback that
    belongs to no stored request. Raises SignInError (oidc_…) and DatabaseUnavailableError.
    """
    from auth.oidc.client import fetch_claims  # loads slowly; only this sign-in needs it

    next_path = _take_stored_request(database, query.get("state", ""), cookie)
    try:
        if "error" in query or "code" not in query:
            raise SignInError("oidc_refused")
        if query.get("iss", provider.issuer) != provider.issuer:  # RFC 9207
            raise SignInError("oidc_issuer")
        # Derived from the cookie's secret as in `start_sign_in`; they are not stored.
        claims = fetch_claims(
            provider,
            query["code"],
            verifier=_derive_from_secret(cookie, "verifier"),
            nonce=_derive_from_secret(cookie, "nonce"),
            now=database.now(),
        )
        area = _read_area(provider, claims)
    except SignInError as failure:
        with database.write_transaction() as connection:
            _record_oidc_failure(
                connection, database, name="", code=failure.code, ip_address=ip_address
            )
        raise
    session = _start_session(database, provider, claims, area, ip_address, old_token)
    return OidcResult(session, next_path)


def _take_stored_request(database: AuthDatabase, state: str, cookie: str) -> str:
    """Delete the stored sign-in request that a callback belongs to, and return its next path.

    `state` and `cookie` are the callback's; the database has only their hashes. Raises
    SignInError("oidc_state") if the request is unknown, expired or from another browser.
    """
    same_state = oidc_requests.c.state_sha256 == hash_token(state)
    with database.write_transaction() as connection:
        row = connection.execute(select(oidc_requests).where(same_state)).one_or_none()
        is_valid = (
            row is not None
            and database.now() - row.created_at < database.limits.oidc_request
            and hmac.compare_digest(row.browser_sha256, hash_token(cookie))
        )
        if row is not None and is_valid:
            connection.execute(delete(oidc_requests).where(same_state))
            return str(row.next_path)
    raise SignInError("oidc_state")


def _start_session(
    database: AuthDatabase,
    provider: OidcProvider,
    claims: Mapping[str, Any],
    area: str,
    ip_address: str,
    old_token: str,
) -> NewSession:
    """Begin a session for the user of the claims; create the account at the first sign-in.

    `area` is the code of the area that a new account is limited to, or "", `ip_address` the
    client's, `old_token` the token of a session to end, or "". If the user is no longer in the
    group, all sessions and links of the account are ended. Raises SignInError (oidc_group,
    oidc_disabled) after recording the failure.
    """
    token, refusal = "", ""
    with database.write_transaction() as connection:
        row = _find_provider_account(connection, provider, claims)
        if not provider.is_in_group(claims):
            refusal = "oidc_group"
            if row is not None:
                end_sessions(connection, database.now(), sessions.c.account_id == row.id)
                end_links(connection, database.now(), row.id)
        elif row is not None and row.disabled:
            refusal = "oidc_disabled"
        else:
            row = row or _create_account(connection, database, provider, claims, area)
            token = start_session(connection, database, row, "oidc", ip_address, old_token)
        if refusal:
            _record_oidc_failure(connection, database, row.name if row else "", refusal, ip_address)
    if refusal:  # raised after the transaction, which it would roll back
        raise SignInError(refusal)
    return read_new_session(database, token)


def _find_provider_account(
    connection: Connection, provider: OidcProvider, claims: Mapping[str, Any]
) -> Row[Any] | None:
    """Return the row of the account of a provider's user, or None before the first sign-in.

    The user is the one that the ID token's claims `iss` and `sub` name.
    """
    # By issuer and subject, because users can change their name and mail address at the provider.
    same_user = (accounts.c.issuer == provider.issuer, accounts.c.subject == str(claims["sub"]))
    return connection.execute(select(accounts).where(*same_user)).one_or_none()


def _create_account(
    connection: Connection,
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
        "name": _choose_free_name(connection, claims),
        "display_name": name if name and is_printable(name) else str(claims["sub"])[:80],
        "role": Role.STAFF.value,
        "area": area,
        "issuer": provider.issuer,
        "subject": str(claims["sub"]),
    }
    row = insert_account(connection, database, values)
    detail = {"name": row.name, "role": row.role, "area": area, "issuer": provider.issuer}
    append_row(connection, Actor(database, row.name), AuditEvent.ACCOUNT_CREATED, row.id, detail)
    return row


def _choose_free_name(connection: Connection, claims: Mapping[str, Any]) -> str:
    """Return the user's preferred name if it is valid and free, else "oidc-3f2a9c01b7de".

    The latter has the beginning of the hash of the claim `sub`, the provider's id of the user.
    """
    # 64 characters are the most that a name may have.
    preferred = normalize_name(str(claims.get("preferred_username", "")))[:64]
    unique_name = f"oidc-{hash_token(str(claims['sub']))[:12]}"
    if not NAME.fullmatch(preferred):
        return unique_name
    same_name = select(accounts.c.id).where(accounts.c.name == preferred)
    return unique_name if connection.execute(same_name).first() else preferred


def _read_area(provider: OidcProvider, claims: Mapping[str, Any]) -> str:
    """Return the area code in the configured claim; "" if no claim for areas is configured.

    An account created at this sign-in is limited to that area. Raises SignInError("oidc_area") if
    the claim has no code of valid form.
    """
    if not provider.area_claim:
        return ""
    try:
        area = check_area_code_form(str(claims.get(provider.area_claim, "")))
    except InvalidValueError:
        area = ""
    if not area:
        raise SignInError("oidc_area")
    return area


def _record_oidc_failure(
    connection: Connection, database: AuthDatabase, name: str, code: str, ip_address: str
) -> None:
    """Record a failed sign-in through the provider in the audit trail.

    `name` is the account's name or "", `code` the SignInError's code.
    """
    detail = {"method": "oidc", "code": code, "address": find_client_network(ip_address)}
    append_row(connection, Actor(database, name), AuditEvent.SIGN_IN_FAILED, detail=detail)


def _derive_from_secret(secret: str, purpose: str) -> str:
    """Return the nonce or the PKCE verifier of a sign-in, derived from the cookie's secret.

    So neither is stored, and only the browser that began the sign-in can finish it. `purpose` is
    "nonce" or "verifier".
    """
    digest = hmac.digest(secret.encode(), purpose.encode(), hashlib.sha256)
    return urlsafe_b64encode(digest).decode().rstrip("=")
