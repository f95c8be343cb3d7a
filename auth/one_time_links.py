"""One-time links: the first administrator's, printed at the first start, and invitations."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from auth import audit
from auth.account_rows import check_account, find_account, insert_account
from auth.actors import Actor, Role
from auth.current_actor import hash_token
from auth.database import AuthDatabase
from auth.errors import SignInError
from auth.passwords import check_password, hash_password
from auth.permissions import Action, require
from auth.session_rows import NewSession, end_sessions
from auth.signin import read_new_session, start_session
from auth.tables import accounts, one_time_links, sessions


@dataclass(frozen=True, slots=True)
class OneTimeLink:
    """A one-time link's token; `name` is the account's, empty for the first administrator."""

    token: str = field(repr=False)
    expires_at: datetime
    name: str


def issue_first_admin_link(actor: Actor) -> OneTimeLink | None:
    """Make the first administrator's link, or None once there is an administrator.

    Links of the same kind made before lose their force. For the terminal alone: nothing serves
    it. Raises Denied and Unavailable.
    """
    current = require(actor, Action.MANAGE_ACCOUNTS)
    with actor.database.write_transaction() as db:
        if _has_admin(db):
            return None
        return _issue(db, current, None, "", actor.database.limits.claim)


def issue_invitation(actor: Actor, account: str) -> OneTimeLink:
    """Make a link by which the account's owner sets a password that nobody else knows.

    Raises Denied, Invalid("account_unknown"), Unavailable.
    """
    current = require(actor, Action.MANAGE_ACCOUNTS)
    with actor.database.write_transaction() as db:
        name = find_account(db, account).name
        return _issue(db, current, account, name, actor.database.limits.invitation)


def peek_link(gate: AuthDatabase, token: str) -> OneTimeLink:
    """Tell what a link is for, without using it. Raises SignInFailed("claim_invalid")."""
    with gate.read_transaction() as db:
        row = _valid(db, gate, token)
        name = find_account(db, row.account_id).name if row.account_id else ""
    return OneTimeLink(token, row.expires_at, name)


def redeem_link(
    gate: AuthDatabase,
    token: str,
    password: str,
    *,
    name: str = "",
    display_name: str = "",
    address: str,
    presented: str = "",
) -> NewSession:
    """Use a link: set the password, for the first administrator make the account, and sign in.

    `name` and `display_name` are for the first administrator alone. Raises
    SignInFailed("claim_invalid"), Invalid, Unavailable.
    """
    claim = peek_link(gate, token)
    values = None if claim.name else check_account(name, display_name, Role.ADMIN, "")
    check_password(password, claim.name or str((values or {})["name"]))
    kept = hash_password(password, gate.hashing)
    with gate.write_transaction() as db:
        row = _valid(db, gate, token)
        if values is None:
            account = row.account_id
            db.execute(update(accounts).where(accounts.c.id == account).values(password_hash=kept))
            end_sessions(db, gate.now(), sessions.c.account_id == account)
        else:
            account = insert_account(db, gate, {**values, "password_hash": kept}).id
        used = one_time_links.c.token_sha256 == hash_token(token)
        db.execute(update(one_time_links).where(used).values(used_at=gate.now()))
        owner = find_account(db, account)
        who = Actor(gate, owner.name, account=account)
        detail = {"name": owner.name, "role": owner.role}
        audit.append_row(db, who, audit.AuditEvent.CLAIM_USED, account, detail)
        session_token = start_session(db, gate, owner, "claim", address, presented)
    return read_new_session(gate, session_token)


def _issue(
    db: Connection, actor: Actor, account: str | None, name: str, lasts: timedelta
) -> OneTimeLink:
    now, token = actor.database.now(), secrets.token_urlsafe(32)
    # IS NOT DISTINCT FROM: the first administrator's links have no account.
    same = one_time_links.c.account_id.is_not_distinct_from(account)
    db.execute(update(one_time_links).where(same, one_time_links.c.used_at.is_(None)).values(used_at=now))
    row = {
        "token_sha256": hash_token(token),
        "account_id": account,
        "created_at": now,
        "expires_at": now + lasts,
    }
    db.execute(insert(one_time_links).values(**row))
    audit.append_row(db, actor, audit.AuditEvent.CLAIM_ISSUED, account or "", {"name": name})
    return OneTimeLink(token, now + lasts, name)


def _valid(db: Connection, gate: AuthDatabase, token: str) -> Row[Any]:
    query = select(one_time_links).where(one_time_links.c.token_sha256 == hash_token(token))
    row = db.execute(query).one_or_none()
    if row is None or row.used_at is not None or gate.now() >= row.expires_at:
        raise SignInError("claim_invalid")
    shut = find_account(db, row.account_id).disabled if row.account_id else _has_admin(db)
    if shut:
        raise SignInError("claim_invalid")
    return row


def _has_admin(db: Connection) -> bool:
    query = select(func.count()).where(accounts.c.role == Role.ADMIN.value)
    return bool(db.execute(query).scalar_one())
