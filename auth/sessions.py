"""Sessions: beginning them at sign-in, listing and ending them."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update

from auth.actors import Actor, hash_token, is_session_active
from auth.audit_chain import AuditEvent, append_row, read_detail
from auth.database import AuthDatabase
from auth.permissions import Action, require
from auth.schema import accounts, audit_rows, format_utc, one_time_links, sessions

DELETED_AFTER_EXPIRY = timedelta(days=30)
SESSION_HASH = "session_sha256"
"""Key in the detail of a row that begins a session: the hash of the session's row."""
BEGINNING_EVENTS = (AuditEvent.SIGNED_IN, AuditEvent.PASSWORD_CHANGED)
ENDING_EVENTS = (
    AuditEvent.SIGNED_OUT,
    AuditEvent.SESSIONS_REVOKED,
    AuditEvent.PASSWORD_RESET,
    AuditEvent.ACCOUNT_DISABLED,
    AuditEvent.CLAIM_USED,
)
CLOCK_TOLERANCE = timedelta(minutes=1)  # between a session's row and its row in the audit trail


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session that has just begun.

    `token` is the value for the session cookie; the database has only its hash. `device` is the
    value for the cookie of a known device, "" for an account without a password.
    """

    token: str = field(repr=False)
    expires_at: datetime
    actor: Actor
    device: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A valid session, as the accounts page shows it.

    `method` is how the user signed in: "password", "proxy", "oidc" or "claim" (a one-time link).
    """

    id: str
    account_id: str
    name: str
    method: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


def sign_out(actor: Actor) -> None:
    """End the session of the actor and record it in the audit trail.

    Raises PermissionDeniedError and DatabaseUnavailableError.
    """
    current = require(actor, Action.OWN_ACCOUNT)
    with actor.database.write_transaction() as connection:
        end_sessions(connection, actor.database.now(), sessions.c.id == current.session_id)
        detail = {"session": current.session_id}
        append_row(connection, current, AuditEvent.SIGNED_OUT, detail=detail)


def revoke_session(actor: Actor, session_id: str) -> int:
    """End the session with this id; return 1, or 0 if it was no longer valid.

    If it was valid, this is recorded in the audit trail. To end another account's session the actor
    needs Action.REVOKE. Raises PermissionDeniedError and DatabaseUnavailableError.
    """
    with actor.database.read_transaction() as connection:
        query = select(sessions.c.account_id).where(sessions.c.id == session_id)
        owner = connection.execute(query).scalar_one_or_none() or ""
    current = _require_own_or_revoke(actor, owner)
    with actor.database.write_transaction() as connection:
        ended = end_sessions(connection, actor.database.now(), sessions.c.id == session_id)
        if ended:
            detail = {"sessions": ended, "session": session_id}
            append_row(connection, current, AuditEvent.SESSIONS_REVOKED, owner, detail)
    return ended


def revoke_sessions(actor: Actor, account_id: str) -> int:
    """End all sessions and links of an account, and return how many sessions were valid.

    To end another account's sessions the actor needs Action.REVOKE. Raises PermissionDeniedError
    and DatabaseUnavailableError.
    """
    current = _require_own_or_revoke(actor, account_id)
    with actor.database.write_transaction() as connection:
        ended = end_sessions(connection, actor.database.now(), sessions.c.account_id == account_id)
        end_links(connection, actor.database.now(), account_id)
        append_row(
            connection, current, AuditEvent.SESSIONS_REVOKED, account_id, {"sessions": ended}
        )
    return ended


def list_sessions(actor: Actor, account_id: str = "") -> list[SessionRow]:
    """Return the valid sessions of the account with this id ("": of all accounts), newest first.

    To list another account's sessions the actor needs Action.REVOKE. Raises PermissionDeniedError
    and DatabaseUnavailableError.
    """
    _require_own_or_revoke(actor, account_id)
    query = select(sessions, accounts.c.name).join(accounts).order_by(sessions.c.created_at.desc())
    if account_id:
        query = query.where(sessions.c.account_id == account_id)
    with actor.database.read_transaction() as connection:
        rows = [row for row in connection.execute(query) if is_session_active(actor.database, row)]
    columns = [field.name for field in fields(SessionRow)]
    return [SessionRow(*(getattr(row, column) for column in columns)) for row in rows]


def insert_session(
    connection: Connection,
    database: AuthDatabase,
    account_id: str,
    method: str,
    old_token: str = "",
) -> tuple[str, str]:
    """Insert a session and return its id and token; the caller must have checked who signs in.

    `method` is "password", "proxy", "oidc" or "claim". The token is always new and the session of
    `old_token` is ended, so that a cookie that an attacker planted in the browser is not used.
    Sessions that expired more than DELETED_AFTER_EXPIRY ago are deleted.
    """
    now = database.now()
    connection.execute(delete(sessions).where(sessions.c.expires_at < now - DELETED_AFTER_EXPIRY))
    if old_token:
        end_sessions(connection, now, sessions.c.token_sha256 == hash_token(old_token))
    session_id, token = secrets.token_hex(8), secrets.token_urlsafe(32)
    row = {
        "id": session_id,
        "account_id": account_id,
        "token_sha256": hash_token(token),
        "method": method,
        "created_at": now,
        "seen_at": now,
        "expires_at": now + database.limits.session,
    }
    connection.execute(insert(sessions).values(**row))
    return session_id, token


def note_session(connection: Connection, session_id: str) -> dict[str, str]:
    """Return a session's id and hash for the detail of the audit row that begins it.

    The hash shows later that the row of the session was altered or moved to another account.
    """
    query = select(sessions).where(sessions.c.id == session_id)
    row = connection.execute(query).one()
    return {"session": session_id, SESSION_HASH: _hash_session(row)}


def find_altered_sessions(database: AuthDatabase) -> list[str]:
    """Return the name of the account of each valid session that the audit trail contradicts.

    The row that began the session must be in the trail with the session's account and hash, and no
    later row may have ended it. An earlier version noted no hash, and after a change of the
    password not even the session's id; what is not noted is not compared. Raises
    DatabaseUnavailableError.
    """
    query = select(sessions, accounts.c.name).join(accounts)
    with database.read_transaction() as connection:
        rows = [row for row in connection.execute(query) if is_session_active(database, row)]
        if not rows:
            return []
        begun, ended = _read_noted_sessions(connection, min(row.created_at for row in rows))
        return [str(row.name) for row in rows if _is_session_altered(row, begun, ended)]


@dataclass(frozen=True, slots=True)
class _NotedSession:
    """What an audit row says of a session that began: number of the row, account and hash."""

    row: int
    account_id: str
    sha256: str


def _read_noted_sessions(
    connection: Connection, since: datetime
) -> tuple[dict[str, _NotedSession], dict[str, int]]:
    """Return from the audit trail which sessions began since a time, and which were ended.

    The first maps a session's id to what the row of its beginning says; the account's id stands in
    for it if that row names no session (a change of the password in version 0.3). The second maps a
    session's id to the number of the newest row that ended this session, and an account's id to
    that of the newest row that ended all its sessions.
    """
    events = [event.value for event in (*BEGINNING_EVENTS, *ENDING_EVENTS)]
    query = select(audit_rows).where(audit_rows.c.event.in_(events)).order_by(audit_rows.c.number)
    query = query.where(audit_rows.c.at >= format_utc(since - CLOCK_TOLERANCE))
    begun: dict[str, _NotedSession] = {}
    ended: dict[str, int] = {}
    for row in connection.execute(query):
        detail = read_detail(row)
        session_id = str(detail.get("session", ""))
        if row.event in BEGINNING_EVENTS:
            account_id, sha256 = row.subject, str(detail.get(SESSION_HASH, ""))
            begun[session_id or account_id] = _NotedSession(row.number, account_id, sha256)
        elif session_id:
            ended[session_id] = row.number
        # "most" is in a row about the oldest sessions alone, which a new one has displaced.
        if row.event in ENDING_EVENTS and row.subject and not session_id and "most" not in detail:
            ended[row.subject] = row.number
        if row.event == AuditEvent.PASSWORD_CHANGED:
            ended[row.subject] = row.number
    return begun, ended


def _is_session_altered(
    row: Row[Any], begun: Mapping[str, _NotedSession], ended: Mapping[str, int]
) -> bool:
    """Return whether a valid session differs from what the audit trail has about it.

    `begun` and `ended` are what `_read_noted_sessions` returns.
    """
    noted = begun.get(row.id)
    if noted is None and row.method == "password":  # begun by a change of the password (0.3)
        noted = begun.get(row.account_id)
    if noted is None or noted.account_id != row.account_id:
        return True
    is_ended = max(ended.get(row.id, 0), ended.get(row.account_id, 0)) > noted.row
    return is_ended or noted.sha256 not in ("", _hash_session(row))


def _hash_session(row: Row[Any]) -> str:
    """Return the SHA-256 over what never changes in the row of a session.

    These are id, account, hash of the token, method, begin and end, but not the last use.
    """
    times = [format_utc(time) for time in (row.created_at, row.expires_at)]
    values = [row.id, row.account_id, row.token_sha256, row.method, *times]
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()


def end_sessions(connection: Connection, now: datetime, *conditions: ColumnElement[bool]) -> int:
    """End the sessions that meet all conditions, and return how many of them were valid.

    Sessions that have ended or expired already stay as they are. `connection` is in a write
    transaction; the caller must have checked the permission.
    """
    is_valid = (*conditions, sessions.c.ended_at.is_(None), sessions.c.expires_at > now)
    query = update(sessions).where(*is_valid)
    return connection.execute(query.values(ended_at=now)).rowcount


def end_oldest_sessions(
    connection: Connection, database: AuthDatabase, account_id: str, new_session: str
) -> int:
    """End the oldest sessions of an account beyond the allowed number; return how many.

    The allowed number is `database.limits.sessions`. `new_session` is the id of the session that
    has just begun, which stays.
    """
    query = select(sessions).where(sessions.c.account_id == account_id)
    rows = connection.execute(query.order_by(sessions.c.created_at.desc(), sessions.c.id))
    other_ids = [  # newest first
        row.id for row in rows if is_session_active(database, row) and row.id != new_session
    ]
    surplus_ids = other_ids[database.limits.sessions - 1 :]  # -1: the new session counts too
    if not surplus_ids:
        return 0
    return end_sessions(connection, database.now(), sessions.c.id.in_(surplus_ids))


def end_links(connection: Connection, now: datetime, account_id: str | None) -> None:
    """End the unused one-time links of an account, when its rights or sign-in have changed.

    With None the links that create the first administrator are ended, which have no account.
    """
    # IS NOT DISTINCT FROM also compares NULL, the account of the first administrator's links.
    same_account = one_time_links.c.account_id.is_not_distinct_from(account_id)
    unused = one_time_links.c.used_at.is_(None)
    connection.execute(update(one_time_links).where(same_account, unused).values(used_at=now))


def _require_own_or_revoke(actor: Actor, account_id: str) -> Actor:
    """Check the permission to list or end sessions of an account; return the actor, read again.

    Everybody may do so with their own sessions, else Action.REVOKE is needed. An `account_id` of ""
    means all accounts.
    """
    is_own = bool(account_id) and account_id == actor.account_id
    return require(actor, Action.OWN_ACCOUNT if is_own else Action.REVOKE)
