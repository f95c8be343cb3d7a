"""Rows of sessions, inside the writer's transaction: whoever calls has asked, or signed in."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, insert, update

from auth.actors import Actor
from auth.current_actor import hash_token
from auth.database import AuthDatabase
from auth.tables import sessions

KEPT_AFTER_EXPIRY = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class NewSession:
    """What a browser is given: the cookie's value, which is kept nowhere else."""

    token: str = field(repr=False)
    expires_at: datetime
    actor: Actor


def insert_session(
    db: Connection, gate: AuthDatabase, account: str, method: str, presented: str = ""
) -> tuple[str, str]:
    """Begin a session in the writer's transaction and return its id and its token.

    The token is always new, and the session whose cookie was presented ends: a cookie planted
    beforehand is never the one that gets signed in.
    """
    now = gate.now()
    db.execute(delete(sessions).where(sessions.c.expires_at < now - KEPT_AFTER_EXPIRY))
    if presented:
        end_sessions(db, now, sessions.c.token_sha256 == hash_token(presented))
    session, token = secrets.token_hex(8), secrets.token_urlsafe(32)
    row = {
        "id": session,
        "account_id": account,
        "token_sha256": hash_token(token),
        "method": method,
        "created_at": now,
        "seen_at": now,
        "expires_at": now + gate.limits.session,
    }
    db.execute(insert(sessions).values(**row))
    return session, token


def end_sessions(db: Connection, now: datetime, *conditions: ColumnElement[bool]) -> int:
    """End the sessions that meet the conditions, in the writer's transaction; returns how many."""
    open_ones = (*conditions, sessions.c.ended_at.is_(None), sessions.c.expires_at > now)
    query = update(sessions).where(*open_ones)
    return db.execute(query.values(ended_at=now)).rowcount
