"""Signing in with a password or through a proxy in front, and changing one's own password."""

from typing import Any

from sqlalchemy import Connection, Row, select, update

from auth import audit
from auth.account_rows import normalize_name
from auth.actors import Actor
from auth.current_actor import find_actor
from auth.database import AuthDatabase
from auth.errors import SignInError
from auth.passwords import check_password, hash_password, needs_rehash, verify_password
from auth.permissions import Action, require
from auth.rate_limit import begin_attempt, client_network, finish_attempt
from auth.session_rows import NewSession, end_sessions, insert_session
from auth.tables import accounts, sessions


def sign_in(
    gate: AuthDatabase, name: str, password: str, *, address: str, presented: str = ""
) -> NewSession:
    """Sign in by name and password; `presented` is the session cookie that came along, if any.

    An unknown name, a disabled account and a wrong password are one answer, in one time. Raises
    SignInFailed (wrong; too_many with the seconds to wait) and Unavailable.
    """
    folded = normalize_name(name)
    attempt = begin_attempt(gate, folded, address)
    with gate.read_transaction() as db:
        known = _by_name(db, folded)
    fits = verify_password(password, known.password_hash if known else None, gate.hashing)
    token = ""
    with gate.write_transaction() as db:
        row = _still(db, known) if fits and known else None
        finish_attempt(db, attempt, passed=row is not None)
        if row is None:
            _write_failure(db, gate, known, "password", address)
        else:
            if needs_rehash(row.password_hash, gate.hashing):
                _keep_password(db, row.id, hash_password(password, gate.hashing))
            token = start_session(db, gate, row, "password", address, presented)
    if not token:
        raise SignInError("wrong")
    return read_new_session(gate, token)


def sign_in_by_proxy(
    gate: AuthDatabase, name: str, *, address: str, presented: str = ""
) -> NewSession:
    """Sign in whoever a trusted proxy has named (see `proxy_user`), if there is such an account.

    Raises SignInFailed("proxy_unknown") and Unavailable.
    """
    token = ""
    with gate.write_transaction() as db:
        row = _by_name(db, normalize_name(name))
        if row is not None and not row.disabled:
            token = start_session(db, gate, row, "proxy", address, presented)
        else:
            _write_failure(db, gate, row, "proxy", address)
    if not token:
        raise SignInError("proxy_unknown")
    return read_new_session(gate, token)


def change_password(actor: Actor, old: str, new: str, *, address: str) -> NewSession:
    """Change one's own password; every session of the account ends and a new one begins.

    Raises Denied, SignInFailed (wrong, too_many), Invalid and Unavailable.
    """
    gate, current = actor.database, require(actor, Action.OWN_ACCOUNT)
    attempt = begin_attempt(gate, current.name, address)
    with gate.read_transaction() as db:
        row = _by_name(db, current.name)
    fits = verify_password(old, row.password_hash if row else None, gate.hashing)
    with gate.write_transaction() as db:
        finish_attempt(db, attempt, passed=fits)
        if not fits:
            _write_failure(db, gate, row, "password", address)
    if not fits:
        raise SignInError("wrong")
    check_password(new, current.name)
    kept = hash_password(new, gate.hashing)
    with gate.write_transaction() as db:
        _keep_password(db, current.account, kept)
        ended = end_sessions(db, gate.now(), sessions.c.account_id == current.account)
        _, token = insert_session(db, gate, current.account, "password")
        detail = {"name": current.name, "sessions": ended}
        audit.append_row(db, current, audit.AuditEvent.PASSWORD_CHANGED, current.account, detail)
    return read_new_session(gate, token)


def start_session(
    db: Connection, gate: AuthDatabase, row: Row[Any], method: str, address: str, presented: str
) -> str:
    """Begin a session for an account's row, write it down, and return the token."""
    session, token = insert_session(db, gate, row.id, method, presented)
    who = Actor(gate, row.name, account=row.id, session=session)
    detail = {"method": method, "address": client_network(address), "session": session}
    audit.append_row(db, who, audit.AuditEvent.SIGNED_IN, row.id, detail)
    return token


def read_new_session(gate: AuthDatabase, token: str) -> NewSession:
    """Make what the browser is given of a session just begun."""
    actor = find_actor(gate, token)
    return NewSession(token, gate.now() + gate.limits.session, actor)


def _by_name(db: Connection, folded: str) -> Row[Any] | None:
    return db.execute(select(accounts).where(accounts.c.name == folded)).one_or_none()


def _still(db: Connection, row: Row[Any]) -> Row[Any] | None:
    # Looked at again inside the transaction: much may have happened while the hash was made.
    again = db.execute(select(accounts).where(accounts.c.id == row.id)).one_or_none()
    if again is None or again.disabled or again.password_hash != row.password_hash:
        return None
    return again


def _write_failure(
    db: Connection, gate: AuthDatabase, row: Row[Any] | None, method: str, address: str
) -> None:
    # What was typed as a name is not written down unless it is one: it may be a password.
    who = Actor(gate, row.name if row else "")
    detail = {"method": method, "address": client_network(address)}
    audit.append_row(db, who, audit.AuditEvent.SIGN_IN_FAILED, detail=detail)


def _keep_password(db: Connection, account: str, kept: str) -> None:
    db.execute(update(accounts).where(accounts.c.id == account).values(password_hash=kept))
