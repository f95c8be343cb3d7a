"""Signing in through OpenID Connect: the way there, the way back, and the account of who came.

Authorization code with PKCE (S256). State is kept hashed and used once; nonce and verifier are
made of a secret that only the browser's cookie holds.
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from auth import audit
from auth.account_rows import NAME, check_area, insert_account, normalize_name
from auth.actors import Actor, Role, is_printable
from auth.cookies import safe_next_path
from auth.current_actor import hash_token
from auth.database import AuthDatabase
from auth.errors import InvalidValueError, SignInError
from auth.provider import OidcProvider
from auth.rate_limit import client_network
from auth.session_rows import NewSession, end_sessions
from auth.signin import read_new_session, start_session
from auth.tables import accounts, oidc_requests, sessions


@dataclass(frozen=True, slots=True)
class OidcRequest:
    """Where to send the browser, and the value of the departure cookie to send with it."""

    url: str
    cookie: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class OidcResult:
    """A session begun after the way back, and the path the browser wanted to go on to."""

    session: NewSession
    next_path: str


def start_sign_in(
    gate: AuthDatabase, provider: OidcProvider, *, next_path: str = "/"
) -> OidcRequest:
    """Prepare a sign-in at the provider. Raises SignInFailed (oidc_unreachable) and Unavailable."""
    # What talks to a provider takes long to load; only who signs in there waits for it.
    from auth.oidc_provider import authorization_url

    state, browser = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    url = authorization_url(
        provider, state=state, nonce=_derived(browser, "nonce"), verifier=_verifier(browser)
    )
    now = gate.now()
    row = {
        "state_sha256": hash_token(state),
        "browser_sha256": hash_token(browser),
        "next_path": safe_next_path(next_path)[:400],
        "created_at": now,
    }
    with gate.write_transaction() as db:
        old = oidc_requests.c.created_at <= now - gate.limits.departure
        db.execute(delete(oidc_requests).where(old))
        db.execute(insert(oidc_requests).values(**row))
    return OidcRequest(url, browser)


def finish_sign_in(
    gate: AuthDatabase,
    provider: OidcProvider,
    query: Mapping[str, str],
    *,
    cookie: str,
    address: str,
    presented: str = "",
) -> OidcResult:
    """Finish a sign-in with what the provider sent back in the address's query.

    `cookie` is the departure cookie's value, `presented` the session's. Whoever lacks the staff
    group is refused and signed out. Raises SignInFailed (oidc_…) and Unavailable.
    """
    from auth.oidc_provider import fetch_claims

    next_path = _take_departure(gate, query.get("state", ""), cookie)
    try:
        if "error" in query or "code" not in query:
            raise SignInError("oidc_refused")
        if query.get("iss", provider.issuer) != provider.issuer:  # RFC 9207
            raise SignInError("oidc_issuer")
        claims = fetch_claims(
            provider,
            query["code"],
            verifier=_verifier(cookie),
            nonce=_derived(cookie, "nonce"),
            now=gate.now(),
        )
        area = _area(provider, claims)
    except SignInError as failure:
        with gate.write_transaction() as db:
            _write_failure(db, gate, "", failure.code, address)
        raise
    return OidcResult(_enter(gate, provider, claims, area, address, presented), next_path)


def _take_departure(gate: AuthDatabase, state: str, cookie: str) -> str:
    mine = oidc_requests.c.state_sha256 == hash_token(state)
    with gate.write_transaction() as db:
        row = db.execute(select(oidc_requests).where(mine)).one_or_none()
        fits = (
            row is not None
            and gate.now() - row.created_at < gate.limits.departure
            and hmac.compare_digest(row.browser_sha256, hash_token(cookie))
        )
        if row is not None and fits:
            db.execute(delete(oidc_requests).where(mine))
            return str(row.next_path)
    raise SignInError("oidc_state")


def _enter(
    gate: AuthDatabase,
    provider: OidcProvider,
    claims: Mapping[str, Any],
    area: str,
    address: str,
    presented: str,
) -> NewSession:
    token, code = "", ""
    with gate.write_transaction() as db:
        row = _account(db, provider, claims)
        if not provider.in_group(claims):
            code = "oidc_group"
            if row is not None:
                end_sessions(db, gate.now(), sessions.c.account_id == row.id)
        elif row is not None and row.disabled:
            code = "oidc_disabled"
        else:
            row = row or _new_account(db, gate, provider, claims, area)
            token = start_session(db, gate, row, "oidc", address, presented)
        if code:
            _write_failure(db, gate, row.name if row else "", code, address)
    if code:
        raise SignInError(code)
    return read_new_session(gate, token)


def _account(db: Connection, provider: OidcProvider, claims: Mapping[str, Any]) -> Row[Any] | None:
    # By issuer and subject alone: a name or a mail address can be chosen at the provider.
    who = (accounts.c.issuer == provider.issuer, accounts.c.subject == str(claims["sub"]))
    return db.execute(select(accounts).where(*who)).one_or_none()


def _new_account(
    db: Connection, gate: AuthDatabase, provider: OidcProvider, claims: Mapping[str, Any], area: str
) -> Row[Any]:
    shown = str(claims.get("name") or claims.get("preferred_username") or "").strip()[:80]
    values = {
        "name": _free_name(db, claims),
        "display_name": shown if shown and is_printable(shown) else str(claims["sub"])[:80],
        "role": Role.STAFF.value,
        "area": area,
        "issuer": provider.issuer,
        "subject": str(claims["sub"]),
    }
    row = insert_account(db, gate, values)
    detail = {"name": row.name, "role": row.role, "area": area, "issuer": provider.issuer}
    audit.append_row(db, Actor(gate, row.name), audit.AuditEvent.ACCOUNT_CREATED, row.id, detail)
    return row


def _free_name(db: Connection, claims: Mapping[str, Any]) -> str:
    wanted = normalize_name(str(claims.get("preferred_username", "")))[:64]
    unique = f"oidc-{hash_token(str(claims['sub']))[:12]}"
    if not NAME.fullmatch(wanted):
        return unique
    taken = db.execute(select(accounts.c.id).where(accounts.c.name == wanted)).first()
    return unique if taken else wanted


def _area(provider: OidcProvider, claims: Mapping[str, Any]) -> str:
    if not provider.area_claim:
        return ""
    try:
        area = check_area(str(claims.get(provider.area_claim, "")))
    except InvalidValueError:
        area = ""
    if not area:
        raise SignInError("oidc_area")
    return area


def _write_failure(db: Connection, gate: AuthDatabase, name: str, code: str, address: str) -> None:
    detail = {"method": "oidc", "code": code, "address": client_network(address)}
    audit.append_row(db, Actor(gate, name), audit.AuditEvent.SIGN_IN_FAILED, detail=detail)


def _verifier(browser: str) -> str:
    return _derived(browser, "verifier")


def _derived(browser: str, purpose: str) -> str:
    made = hmac.digest(browser.encode(), purpose.encode(), hashlib.sha256)
    return urlsafe_b64encode(made).decode().rstrip("=")
