"""Sign-in with a password or through a reverse proxy, and changes of one's own password."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, select, update

from auth.accounts import find_account, normalize_name
from auth.actors import Actor, find_actor
from auth.audit_chain import AuditEvent, append_row
from auth.cookies import find_known_device, make_device_token
from auth.database import AuthDatabase
from auth.errors import SignInError
from auth.passwords import check_password, hash_password, needs_rehash, verify_password
from auth.permissions import Action, require
from auth.rate_limit import begin_attempt, client_network, finish_attempt
from auth.schema import accounts, sessions
from auth.sessions import NewSession, end_oldest_sessions, end_sessions, insert_session


def sign_in(
    database: AuthDatabase,
    name: str,
    password: str,
    *,
    address: str,
    old_token: str = "",
    devices: Iterable[str] = (),
) -> NewSession:
    """Sign in by name and password.

    `address` is the client's IP address, `old_token` the session cookie's value, if any, `devices`
    are tokens of known devices. An unknown name, a disabled account and a wrong password get the
    same response in the same time. The audit trail records success and failure; a hash made with
    older parameters is replaced. Raises SignInError (wrong, too_many) and
    DatabaseUnavailableError.
    """
    name = normalize_name(name)
    with database.read_transaction() as db:
        account = _find_by_name(db, name)
    device = find_known_device(database, account, devices)
    attempt = begin_attempt(database, name, address, device)
    stored_hash = account.password_hash if account else None
    is_correct = verify_password(password, stored_hash, database.hashing)
    token = ""  # stays so if nobody is signed in: an error would roll the transaction back
    with database.write_transaction() as db:
        # Disabled, or with another password, while this one was checked: refused too.
        row = _reload_unchanged(db, account) if is_correct and account else None
        finish_attempt(db, attempt, passed=row is not None)
        if row is None:
            _record_failed_sign_in(db, database, account, method="password", address=address)
        else:
            if needs_rehash(row.password_hash, database.hashing):
                _store_password_hash(db, row.id, hash_password(password, database.hashing))
            token = start_session(db, database, row, "password", address, old_token)
    if not token:
        raise SignInError("wrong")
    return read_new_session(database, token)


def sign_in_by_proxy(
    database: AuthDatabase, name: str, *, address: str, old_token: str = ""
) -> NewSession:
    """Sign in the user that a trusted proxy has named (see `read_proxy_user`).

    `address` is the client's IP address, `old_token` the session cookie's value, if any. The audit
    trail records success and failure. Raises SignInError("proxy_unknown") for an unknown name or a
    disabled account, and DatabaseUnavailableError.
    """
    token = ""  # stays so if nobody is signed in: an error would roll the transaction back
    with database.write_transaction() as db:
        row = _find_by_name(db, normalize_name(name))
        if row is not None and not row.disabled:
            token = start_session(db, database, row, "proxy", address, old_token)
        else:
            _record_failed_sign_in(db, database, row, method="proxy", address=address)
    if not token:
        raise SignInError("proxy_unknown")
    return read_new_session(database, token)


def change_password(
    actor: Actor, old_password: str, new_password: str, *, address: str
) -> NewSession:
    """Change the actor's own password; end all its sessions and return a new one.

    `address` is the client's IP address. Wrong passwords are counted for this session alone: a
    limit on sign-in does not concern it. Raises PermissionDeniedError, SignInError (wrong,
    too_many), InvalidValueError and DatabaseUnavailableError.
    """
    database, current = actor.database, require(actor, Action.OWN_ACCOUNT)
    attempt = begin_attempt(database, current.name, address, current.session_id)
    with database.read_transaction() as db:
        row = _find_by_name(db, current.name)
    is_correct = verify_password(old_password, row.password_hash if row else None, database.hashing)
    with database.write_transaction() as db:
        finish_attempt(db, attempt, passed=is_correct)
        if not is_correct:
            _record_failed_sign_in(db, database, row, method="password", address=address)
    if not is_correct:
        raise SignInError("wrong")
    check_password(new_password, current.name, current.display_name)
    new_hash = hash_password(new_password, database.hashing)
    with database.write_transaction() as db:
        _store_password_hash(db, current.account_id, new_hash)
        ended = end_sessions(db, database.now(), sessions.c.account_id == current.account_id)
        _session_id, token = insert_session(db, database, current.account_id, method="password")
        detail = {"name": current.name, "sessions": ended}
        append_row(db, current, AuditEvent.PASSWORD_CHANGED, current.account_id, detail)
    return read_new_session(database, token)


def start_session(
    db: Connection,
    database: AuthDatabase,
    account: Row[Any],
    method: str,
    address: str,
    old_token: str,
) -> str:
    """Begin a session after a sign-in (by password, say), record that, and return its token.

    An account that has too many sessions loses the oldest, which is recorded too. `account` is the
    account's row, `method` one of "password", "proxy", "oidc" and "claim" (a one-time link),
    `old_token` the token of a session to end, or "".
    """
    session_id, token = insert_session(db, database, account.id, method, old_token)
    actor = Actor(database, account.name, account_id=account.id, session_id=session_id)
    detail = {"method": method, "address": client_network(address), "session": session_id}
    append_row(db, actor, AuditEvent.SIGNED_IN, account.id, detail)
    ended = end_oldest_sessions(db, database, account.id, session_id)
    if ended:
        limit = {"sessions": ended, "most": database.limits.sessions}
        append_row(db, actor, AuditEvent.SESSIONS_REVOKED, account.id, limit)
    return token


def read_new_session(database: AuthDatabase, token: str) -> NewSession:
    """Return the session that a sign-in has just begun with this token, and its device's token.

    `device` is "" for an account without a password.
    """
    actor = find_actor(database, token)
    device = ""
    if actor.signed_in:
        with database.read_transaction() as db:
            device = make_device_token(database, find_account(db, actor.account_id))
    return NewSession(token, database.now() + database.limits.session, actor, device)


def _find_by_name(db: Connection, name: str) -> Row[Any] | None:
    """Return the row of the account with this sign-in name, or None."""
    return db.execute(select(accounts).where(accounts.c.name == name)).one_or_none()


def _reload_unchanged(db: Connection, account: Row[Any]) -> Row[Any] | None:
    """Read an account's row again; return None if disabled or its password changed meanwhile.

    Checking a password takes long enough for that.
    """
    current = db.execute(select(accounts).where(accounts.c.id == account.id)).one_or_none()
    if current is None or current.disabled or current.password_hash != account.password_hash:
        return None
    return current


def _record_failed_sign_in(
    db: Connection, database: AuthDatabase, account: Row[Any] | None, method: str, address: str
) -> None:
    """Record a failed sign-in in the audit trail; `account` is None if the name is unknown."""
    # An unknown name is not recorded: it may be a password typed into the wrong field.
    actor = Actor(database, account.name if account else "")
    detail = {"method": method, "address": client_network(address)}
    append_row(db, actor, AuditEvent.SIGN_IN_FAILED, detail=detail)


def _store_password_hash(db: Connection, account_id: str, password_hash: str) -> None:
    """Store the password hash of an account."""
    change = update(accounts).where(accounts.c.id == account_id)
    db.execute(change.values(password_hash=password_hash))
