"""Signing in with a password or through a proxy in front, and changing one's own password."""

from typing import Any

from sqlalchemy import Connection, Row, select, update

from auth import audit
from auth.account_rows import folded_name
from auth.actors import Actor
from auth.current_actor import actor_of
from auth.database import Gate
from auth.errors import SignInFailed
from auth.passwords import check_password, hash_is_old, hash_password, password_fits
from auth.permissions import Action, require
from auth.rate_limit import network_of, reserve, settle
from auth.session_rows import NewSession, begin, end
from auth.tables import accounts, sessions


def sign_in(
    gate: Gate, name: str, password: str, *, address: str, presented: str = ""
) -> NewSession:
    """Sign in by name and password; `presented` is the session cookie that came along, if any.

    An unknown name, a disabled account and a wrong password are one answer, in one time. Raises
    SignInFailed (wrong; too_many with the seconds to wait) and Unavailable.
    """
    folded = folded_name(name)
    attempt = reserve(gate, folded, address)
    with gate.reading() as db:
        known = _by_name(db, folded)
    fits = password_fits(password, known.password_hash if known else None, gate.hashing)
    token = ""
    with gate.writing() as db:
        row = _still(db, known) if fits and known else None
        settle(db, attempt, passed=row is not None)
        if row is None:
            _write_failure(db, gate, known, "password", address)
        else:
            if hash_is_old(row.password_hash, gate.hashing):
                _keep_password(db, row.id, hash_password(password, gate.hashing))
            token = enter(db, gate, row, "password", address, presented)
    if not token:
        raise SignInFailed("wrong")
    return entered(gate, token)


def sign_in_by_proxy(gate: Gate, name: str, *, address: str, presented: str = "") -> NewSession:
    """Sign in whoever a trusted proxy has named (see `proxy_user`), if there is such an account.

    Raises SignInFailed("proxy_unknown") and Unavailable.
    """
    token = ""
    with gate.writing() as db:
        row = _by_name(db, folded_name(name))
        if row is not None and not row.disabled:
            token = enter(db, gate, row, "proxy", address, presented)
        else:
            _write_failure(db, gate, row, "proxy", address)
    if not token:
        raise SignInFailed("proxy_unknown")
    return entered(gate, token)


def change_password(actor: Actor, old: str, new: str, *, address: str) -> NewSession:
    """Change one's own password; every session of the account ends and a new one begins.

    Raises Denied, SignInFailed (wrong, too_many), Invalid and Unavailable.
    """
    gate, current = actor.gate, require(actor, Action.OWN_ACCOUNT)
    attempt = reserve(gate, current.name, address)
    with gate.reading() as db:
        row = _by_name(db, current.name)
    fits = password_fits(old, row.password_hash if row else None, gate.hashing)
    with gate.writing() as db:
        settle(db, attempt, passed=fits)
        if not fits:
            _write_failure(db, gate, row, "password", address)
    if not fits:
        raise SignInFailed("wrong")
    check_password(new, current.name)
    kept = hash_password(new, gate.hashing)
    with gate.writing() as db:
        _keep_password(db, current.account, kept)
        ended = end(db, gate.now(), sessions.c.account_id == current.account)
        _, token = begin(db, gate, current.account, "password")
        detail = {"name": current.name, "sessions": ended}
        audit.append(db, current, audit.Event.PASSWORD_CHANGED, current.account, detail)
    return entered(gate, token)


def enter(
    db: Connection, gate: Gate, row: Row[Any], method: str, address: str, presented: str
) -> str:
    """Begin a session for an account's row, write it down, and return the token."""
    session, token = begin(db, gate, row.id, method, presented)
    who = Actor(gate, row.name, account=row.id, session=session)
    detail = {"method": method, "address": network_of(address), "session": session}
    audit.append(db, who, audit.Event.SIGNED_IN, row.id, detail)
    return token


def entered(gate: Gate, token: str) -> NewSession:
    """Make what the browser is given of a session just begun."""
    actor = actor_of(gate, token)
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
    db: Connection, gate: Gate, row: Row[Any] | None, method: str, address: str
) -> None:
    # What was typed as a name is not written down unless it is one: it may be a password.
    who = Actor(gate, row.name if row else "")
    detail = {"method": method, "address": network_of(address)}
    audit.append(db, who, audit.Event.SIGN_IN_FAILED, detail=detail)


def _keep_password(db: Connection, account: str, kept: str) -> None:
    db.execute(update(accounts).where(accounts.c.id == account).values(password_hash=kept))
