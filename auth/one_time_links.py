"""One-time links: the first administrator's, printed at the first start, and invitations."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from auth import audit
from auth.account_rows import add, checked, find
from auth.actors import Actor, Role
from auth.current_actor import digest
from auth.database import Gate
from auth.errors import SignInFailed
from auth.passwords import check_password, hash_password
from auth.permissions import Action, require
from auth.session_rows import NewSession, end
from auth.signin import enter, entered
from auth.tables import accounts, claims, sessions


@dataclass(frozen=True, slots=True)
class Claim:
    """A one-time link's token; `name` is the account's, empty for the first administrator."""

    token: str = field(repr=False)
    expires_at: datetime
    name: str


def issue_claim(actor: Actor) -> Claim | None:
    """Make the first administrator's link, or None once there is an administrator.

    Links of the same kind made before lose their force. For the terminal alone: nothing serves
    it. Raises Denied and Unavailable.
    """
    current = require(actor, Action.MANAGE_ACCOUNTS)
    with actor.gate.writing() as db:
        if _has_admin(db):
            return None
        return _issue(db, current, None, "", actor.gate.limits.claim)


def invite(actor: Actor, account: str) -> Claim:
    """Make a link by which the account's owner sets a password that nobody else knows.

    Raises Denied, Invalid("account_unknown"), Unavailable.
    """
    current = require(actor, Action.MANAGE_ACCOUNTS)
    with actor.gate.writing() as db:
        name = find(db, account).name
        return _issue(db, current, account, name, actor.gate.limits.invitation)


def look_at_claim(gate: Gate, token: str) -> Claim:
    """Tell what a link is for, without using it. Raises SignInFailed("claim_invalid")."""
    with gate.reading() as db:
        row = _valid(db, gate, token)
        name = find(db, row.account_id).name if row.account_id else ""
    return Claim(token, row.expires_at, name)


def redeem_claim(
    gate: Gate,
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
    claim = look_at_claim(gate, token)
    values = None if claim.name else checked(name, display_name, Role.ADMIN, "")
    check_password(password, claim.name or str((values or {})["name"]))
    kept = hash_password(password, gate.hashing)
    with gate.writing() as db:
        row = _valid(db, gate, token)
        if values is None:
            account = row.account_id
            db.execute(update(accounts).where(accounts.c.id == account).values(password_hash=kept))
            end(db, gate.now(), sessions.c.account_id == account)
        else:
            account = add(db, gate, {**values, "password_hash": kept}).id
        used = claims.c.token_sha256 == digest(token)
        db.execute(update(claims).where(used).values(used_at=gate.now()))
        owner = find(db, account)
        who = Actor(gate, owner.name, account=account)
        detail = {"name": owner.name, "role": owner.role}
        audit.append(db, who, audit.Event.CLAIM_USED, account, detail)
        session_token = enter(db, gate, owner, "claim", address, presented)
    return entered(gate, session_token)


def _issue(db: Connection, actor: Actor, account: str | None, name: str, lasts: timedelta) -> Claim:
    now, token = actor.gate.now(), secrets.token_urlsafe(32)
    # IS NOT DISTINCT FROM: the first administrator's links have no account.
    same = claims.c.account_id.is_not_distinct_from(account)
    db.execute(update(claims).where(same, claims.c.used_at.is_(None)).values(used_at=now))
    row = {
        "token_sha256": digest(token),
        "account_id": account,
        "created_at": now,
        "expires_at": now + lasts,
    }
    db.execute(insert(claims).values(**row))
    audit.append(db, actor, audit.Event.CLAIM_ISSUED, account or "", {"name": name})
    return Claim(token, now + lasts, name)


def _valid(db: Connection, gate: Gate, token: str) -> Row[Any]:
    query = select(claims).where(claims.c.token_sha256 == digest(token))
    row = db.execute(query).one_or_none()
    if row is None or row.used_at is not None or gate.now() >= row.expires_at:
        raise SignInFailed("claim_invalid")
    shut = find(db, row.account_id).disabled if row.account_id else _has_admin(db)
    if shut:
        raise SignInFailed("claim_invalid")
    return row


def _has_admin(db: Connection) -> bool:
    query = select(func.count()).where(accounts.c.role == Role.ADMIN.value)
    return bool(db.execute(query).scalar_one())
