"""Sessions: looked at, and ended at once when somebody says so."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from auth import audit
from auth.actors import Actor
from auth.current_actor import is_session_active
from auth.permissions import Action, require
from auth.session_rows import end_sessions
from auth.tables import accounts, sessions


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session that holds, as the page about accounts shows it."""

    id: str
    account: str
    name: str
    method: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


def sign_out(actor: Actor) -> None:
    """End the actor's own session. Raises Denied and Unavailable."""
    current = require(actor, Action.OWN_ACCOUNT)
    with actor.database.write_transaction() as db:
        end_sessions(db, actor.database.now(), sessions.c.id == current.session)
        audit.append_row(db, current, audit.AuditEvent.SIGNED_OUT)


def revoke_session(actor: Actor, session: str) -> int:
    """End one session by its id, whoever holds it; returns 0 where none held.

    One's own needs no more than an account, somebody else's Action.REVOKE. Raises Denied and
    Unavailable.
    """
    with actor.database.read_transaction() as db:
        query = select(sessions.c.account_id).where(sessions.c.id == session)
        holder = db.execute(query).scalar_one_or_none()
    own = holder is not None and holder == actor.account
    current = require(actor, Action.OWN_ACCOUNT if own else Action.REVOKE)
    with actor.database.write_transaction() as db:
        ended = end_sessions(db, actor.database.now(), sessions.c.id == session)
        if ended:
            detail = {"sessions": ended}
            audit.append_row(db, current, audit.AuditEvent.SESSIONS_REVOKED, holder or "", detail)
    return ended


def revoke_sessions(actor: Actor, account: str) -> int:
    """End every session of an account and return how many held. Raises Denied and Unavailable."""
    own = bool(account) and account == actor.account
    current = require(actor, Action.OWN_ACCOUNT if own else Action.REVOKE)
    with actor.database.write_transaction() as db:
        ended = end_sessions(db, actor.database.now(), sessions.c.account_id == account)
        audit.append_row(
            db, current, audit.AuditEvent.SESSIONS_REVOKED, account, {"sessions": ended}
        )
    return ended


def list_sessions(actor: Actor, account: str = "") -> list[SessionRow]:
    """List the sessions that hold, of one account or of all, newest first.

    Raises Denied and Unavailable.
    """
    own = bool(account) and account == actor.account
    require(actor, Action.OWN_ACCOUNT if own else Action.REVOKE)
    query = select(sessions, accounts.c.name).join(accounts).order_by(sessions.c.created_at.desc())
    if account:
        query = query.where(sessions.c.account_id == account)
    with actor.database.read_transaction() as db:
        rows = [row for row in db.execute(query) if is_session_active(actor.database, row)]
    return [
        SessionRow(
            row.id,
            row.account_id,
            row.name,
            row.method,
            row.created_at,
            row.seen_at,
            row.expires_at,
        )
        for row in rows
    ]
