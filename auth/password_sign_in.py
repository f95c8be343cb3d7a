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
from auth.rate_limit import begin_attempt, find_client_network, finish_attempt
from auth.schema import accounts, sessions
from auth.sessions import (
    NewSession,
    end_oldest_sessions,
    end_sessions,
    insert_session,
    note_session,
)


def sign_in(
    database: AuthDatabase,
    name: str,
    password: str,
    *,
    ip_address: str,
    old_token: str = "",
    devices: Iterable[str] = (),
) -> NewSession:
    """Sign in by name and password, and return the new session.

    `ip_address` is the client's, `old_token` the value of the session cookie or "", `devices` are
    the tokens of known devices. An unknown name, a disabled account and a wrong password get the
    same error after the same time. Success and failure are recorded in the audit trail; a hash with
    older parameters is replaced. Raises SignInError (wrong, too_many), DatabaseUnavailableError.
    """
    name = normalize_name(name)
    with database.read_transaction() as connection:
        account = _find_by_name(connection, name)
    device = find_known_device(database, account, devices)
    attempt = begin_attempt(database, name, ip_address, device)
    stored_hash = account.password_hash if account else None
    is_correct = verify_password(password, stored_hash, database.hashing)
    token = ""  # if it stays empty, the error is raised after the transaction, not to undo it
    with database.write_transaction() as connection:
        # The account may have been disabled or changed while the password was checked.
        row = _reload_unchanged(connection, account) if is_correct and account else None
        finish_attempt(connection, attempt, passed=row is not None)
        if row is None:
            _record_failed_sign_in(
                connection, database, account, method="password", ip_address=ip_address
            )
        else:
            if needs_rehash(row.password_hash, database.hashing):
                _store_password_hash(connection, row.id, hash_password(password, database.hashing))
            token = start_session(connection, database, row, "password", ip_address, old_token)
    if not token:
        raise SignInError("wrong")
    return read_new_session(database, token)


def sign_in_by_proxy(
    database: AuthDatabase, name: str, *, ip_address: str, old_token: str = ""
) -> NewSession:
    """Sign in the user that a trusted proxy has named (see `read_proxy_user`).

    `ip_address` is the client's IP address, `old_token` the session cookie's value, if any. The
    audit trail records success and failure. Raises SignInError("proxy_unknown") for an unknown name
    or a disabled account, and DatabaseUnavailableError.
    """
    token = ""  # if it stays empty, the error is raised after the transaction, not to undo it
    with database.write_transaction() as connection:
        row = _find_by_name(connection, normalize_name(name))
        if row is not None and not row.disabled:
            token = start_session(connection, database, row, "proxy", ip_address, old_token)
        else:
            _record_failed_sign_in(connection, database, row, method="proxy", ip_address=ip_address)
    if not token:
        raise SignInError("proxy_unknown")
    return read_new_session(database, token)


def change_password(
    actor: Actor, old_password: str, new_password: str, *, ip_address: str
) -> NewSession:
    """Change the actor's own password, end all sessions of the account, and return a new one.

    `ip_address` is the client's. Wrong passwords are counted for this session alone, independently
    of the limit on sign-in. Raises PermissionDeniedError, SignInError (wrong, too_many),
    InvalidValueError and DatabaseUnavailableError.
    """
    database, current = actor.database, require(actor, Action.OWN_ACCOUNT)
    attempt = begin_attempt(database, current.name, ip_address, current.session_id)
    with database.read_transaction() as connection:
        row = _find_by_name(connection, current.name)
    is_correct = verify_password(old_password, row.password_hash if row else None, database.hashing)
    with database.write_transaction() as connection:
        finish_attempt(connection, attempt, passed=is_correct)
        if not is_correct:
            _record_failed_sign_in(
                connection, database, row, method="password", ip_address=ip_address
            )
    if not is_correct:
        raise SignInError("wrong")
    check_password(new_password, current.name, current.display_name)
    new_hash = hash_password(new_password, database.hashing)
    with database.write_transaction() as connection:
        _store_password_hash(connection, current.account_id, new_hash)
        ended = end_sessions(
            connection, database.now(), sessions.c.account_id == current.account_id
        )
        session_id, token = insert_session(
            connection, database, current.account_id, method="password"
        )
        detail = {"name": current.name, "sessions": ended}
        detail |= note_session(connection, session_id)
        append_row(connection, current, AuditEvent.PASSWORD_CHANGED, current.account_id, detail)
    return read_new_session(database, token)


def start_session(
    connection: Connection,
    database: AuthDatabase,
    account: Row[Any],
    method: str,
    ip_address: str,
    old_token: str,
) -> str:
    """Begin a session after a successful sign-in, record that, and return the session's token.

    If the account has too many sessions, the oldest are ended, which is recorded too. `account` is
    the account's row, `method` one of "password", "proxy", "oidc" and "claim" (a one-time link),
    `old_token` the token of a session to end, or "".
    """
    session_id, token = insert_session(connection, database, account.id, method, old_token)
    actor = Actor(database, account.name, account_id=account.id, session_id=session_id)
    detail = {"method": method, "address": find_client_network(ip_address)}
    detail |= note_session(connection, session_id)
    append_row(connection, actor, AuditEvent.SIGNED_IN, account.id, detail)
    ended = end_oldest_sessions(connection, database, account.id, session_id)
    if ended:
        ended_detail = {"sessions": ended, "most": database.limits.sessions}
        append_row(connection, actor, AuditEvent.SESSIONS_REVOKED, account.id, ended_detail)
    return token


def read_new_session(database: AuthDatabase, token: str) -> NewSession:
    """Return the session that has just begun with this token, and a token for the known device.

    With the device token, `device`, this browser's later attempts are counted apart from those of
    strangers. It is "" for an account without a password.
    """
    actor = find_actor(database, token)
    device = ""
    if actor.signed_in:
        with database.read_transaction() as connection:
            device = make_device_token(database, find_account(connection, actor.account_id))
    return NewSession(token, database.now() + database.limits.session, actor, device)


def _find_by_name(connection: Connection, name: str) -> Row[Any] | None:
    """Return the row of the account with this sign-in name, or None."""
    return connection.execute(select(accounts).where(accounts.c.name == name)).one_or_none()


def _reload_unchanged(connection: Connection, account: Row[Any]) -> Row[Any] | None:
    """Return an account's row, read again; None if it was disabled or its password changed since.

    That may happen while a password is checked, which takes long.
    """
    current = connection.execute(select(accounts).where(accounts.c.id == account.id)).one_or_none()
    if current is None or current.disabled or current.password_hash != account.password_hash:
        return None
    return current


def _record_failed_sign_in(
    connection: Connection,
    database: AuthDatabase,
    account: Row[Any] | None,
    method: str,
    ip_address: str,
) -> None:
    """Record a failed sign-in in the audit trail; `account` is None if the name is unknown.

    `method` is "password" or "proxy", `ip_address` the client's.
    """
    # For an unknown name the row has no name: it may be a password typed into the wrong field.
    actor = Actor(database, account.name if account else "")
    detail = {"method": method, "address": find_client_network(ip_address)}
    append_row(connection, actor, AuditEvent.SIGN_IN_FAILED, detail=detail)


def _store_password_hash(connection: Connection, account_id: str, password_hash: str) -> None:
    """Store the password hash of an account, in place of the earlier one."""
    change = update(accounts).where(accounts.c.id == account_id)
    connection.execute(change.values(password_hash=password_hash))
