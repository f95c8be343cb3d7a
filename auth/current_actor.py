"""Who is there: from the cookie's token to the actor, read anew each time."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select, update

from auth.actors import Actor, Role, anonymous_actor
from auth.database import AuthDatabase
from auth.errors import DatabaseUnavailableError
from auth.tables import accounts, sessions

# Being seen is written down once a minute at most, not at every rerun of a page.
SEEN_EVERY = timedelta(seconds=60)


def hash_token(secret: str) -> str:
    """Hash a random token for keeping; SHA-256 does for 256 random bits."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def find_actor(gate: AuthDatabase, token: str) -> Actor:
    """Find who holds the session cookie; without a cookie the database is not asked.

    A session that has ended, lapsed, or belongs to a disabled account gives an actor with a name
    and no role. Raises Unavailable.
    """
    if not token:
        return anonymous_actor(gate)
    with gate.read_transaction() as db:
        row = _find(db, sessions.c.token_sha256 == hash_token(token))
    if row is None:
        return anonymous_actor(gate)
    actor = _actor(gate, row)
    if actor.signed_in and gate.now() - row.seen_at >= SEEN_EVERY:
        _see(gate, row.id)
    return actor


def reload_actor(actor: Actor) -> Actor:
    """Read role, area and session anew. Raises DatabaseUnavailableError."""
    if not actor.session:
        return actor
    with actor.database.read_transaction() as db:
        row = _find(db, sessions.c.id == actor.session)
    if row is None:  # the housekeeping took it
        return Actor(actor.database, actor.name, actor.display_name, session=actor.session)
    return _actor(actor.database, row)


def is_session_active(gate: AuthDatabase, row: Row[Any]) -> bool:
    """Tell whether a row of sessions still holds at this moment, its account aside."""
    now: datetime = gate.now()
    return row.ended_at is None and now < row.expires_at and now - row.seen_at < gate.limits.idle


def _find(db: Connection, condition: ColumnElement[bool]) -> Row[Any] | None:
    of_account = (
        accounts.c.name,
        accounts.c.display_name,
        accounts.c.role,
        accounts.c.area,
        accounts.c.disabled,
    )
    query = select(sessions, *of_account).join(accounts).where(condition)
    return db.execute(query).one_or_none()


def _actor(gate: AuthDatabase, row: Row[Any]) -> Actor:
    if row.disabled or not is_session_active(gate, row):
        return Actor(gate, row.name, row.display_name, session=row.id)
    role = Role(row.role)
    return Actor(gate, row.name, row.display_name, role, row.area, row.account_id, row.id)


def _see(gate: AuthDatabase, session: str) -> None:
    # Readers are served on while the database cannot be written: the session then lapses early.
    try:
        with gate.write_transaction() as db:
            db.execute(update(sessions).where(sessions.c.id == session).values(seen_at=gate.now()))
    except DatabaseUnavailableError:
        return
