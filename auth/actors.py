"""`Actor`: the user behind a request, found by the token in the session cookie."""

import hashlib
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select, update

from auth.database import AuthDatabase
from auth.errors import DatabaseUnavailableError, InvalidValueError
from auth.schema import accounts, sessions

# Shortest time between two updates of a session's `seen_at`: pages rerun much more often.
SEEN_INTERVAL = timedelta(seconds=60)


class Role(StrEnum):
    """Role of an account, from fewest to most permissions."""

    VIEWER = "viewer"
    STAFF = "staff"
    REVIEWER = "reviewer"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Actor:
    """The user who makes a request, as read from the database for this request.

    Without a valid session `role` is None, and `name` is the user whose session has ended, or "".
    `account_id` is "" for operators at the command line. `area` is the code of the only area that
    the user may change, "" for every area.
    """

    database: AuthDatabase = field(repr=False, compare=False)
    name: str = ""
    display_name: str = ""
    role: Role | None = None
    area: str = ""
    account_id: str = ""
    session_id: str = ""

    @property
    def signed_in(self) -> bool:
        """Return whether the actor has an account and a valid session."""
        return self.role is not None and self.account_id != ""

    @property
    def operator(self) -> bool:
        """Return whether the actor is an operator at the command line."""
        return self.role is not None and self.account_id == ""


def anonymous_actor(database: AuthDatabase) -> Actor:
    """Return the actor of a reader who has not signed in, and may do nothing but read."""
    return Actor(database)


def operator_actor(database: AuthDatabase, name: str) -> Actor:
    """Return the actor of an operator at the command line: "li" gets the name "operator:li".

    Names of accounts have no colon, so an operator is never mistaken for an account. Raises
    InvalidValueError("name_malformed").
    """
    name = unicodedata.normalize("NFKC", name).strip()
    if not 1 <= len(name) <= 64 or not is_printable(name):
        # A name that cannot be printed is not shown in the message.
        raise InvalidValueError("name_malformed", {"name": name[:64] if is_printable(name) else ""})
    return Actor(database, f"operator:{name}", name, Role.ADMIN)


def is_printable(text: str) -> bool:
    """Return whether a text has no control, format, private-use or unassigned characters.

    Names with such characters could look like other names.
    """
    return not any(unicodedata.category(char).startswith("C") for char in text)


def parse_role(text: str) -> Role | None:
    """Return the role for a text in the database; None, which permits nothing, if it is damaged."""
    return Role(text) if text in set(Role) else None


def hash_token(secret: str) -> str:
    """Return the SHA-256 of a random token in hex.

    The database stores this instead of the token, so that who reads the database cannot sign in.
    """
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def find_actor(database: AuthDatabase, token: str) -> Actor:
    """Return the actor whose session has this token; an empty token makes no query.

    For an unknown token it is the anonymous actor. If the session has ended or expired, or its
    account is disabled, the actor has a name and no role. The present time is stored as the
    session's last use, at most once in SEEN_INTERVAL. Raises DatabaseUnavailableError.
    """
    if not token:
        return anonymous_actor(database)
    with database.read_transaction() as connection:
        row = _find_session(connection, sessions.c.token_sha256 == hash_token(token))
    if row is None:
        return anonymous_actor(database)
    actor = _actor_from_row(database, row)
    if actor.signed_in and database.now() - row.seen_at >= SEEN_INTERVAL:
        _update_seen_at(database, row.id)
    return actor


def reload_actor(actor: Actor) -> Actor:
    """Return an actor with the role and area that the database has now, to check a permission.

    If the session is no longer valid, the role is None. An actor without a session (anonymous, or
    an operator) is returned unchanged. Raises DatabaseUnavailableError.
    """
    if not actor.session_id:
        return actor
    with actor.database.read_transaction() as connection:
        row = _find_session(connection, sessions.c.id == actor.session_id)
    if row is None:  # expired sessions are deleted after 30 days
        return Actor(actor.database, actor.name, actor.display_name, session_id=actor.session_id)
    return _actor_from_row(actor.database, row)


def is_session_active(database: AuthDatabase, row: Row[Any]) -> bool:
    """Return whether a session (a row of `sessions`) is neither ended, expired nor unused too long.

    It may stay unused for `database.limits.idle`. Its account is not checked.
    """
    now: datetime = database.now()
    is_open = row.ended_at is None and now < row.expires_at
    return is_open and now - row.seen_at < database.limits.idle


def _find_session(connection: Connection, condition: ColumnElement[bool]) -> Row[Any] | None:
    """Return the row of the session that meets a condition, joined with its account.

    None if no session does. The condition selects one session, by token hash or id.
    """
    account_columns = (  # without the account's `id`, which would hide the session's
        accounts.c.name,
        accounts.c.display_name,
        accounts.c.role,
        accounts.c.area,
        accounts.c.disabled,
    )
    query = select(sessions, *account_columns).join(accounts).where(condition)
    return connection.execute(query).one_or_none()


def _actor_from_row(database: AuthDatabase, row: Row[Any]) -> Actor:
    """Return the actor of a joined row of session and account.

    If the session has ended or the account is disabled, the actor has a name but no role, so that
    a page can say whose session has ended.
    """
    if row.disabled or not is_session_active(database, row):
        return Actor(database, row.name, row.display_name, session_id=row.id)
    role = parse_role(row.role)
    return Actor(database, row.name, row.display_name, role, row.area, row.account_id, row.id)


def _update_seen_at(database: AuthDatabase, session_id: str) -> None:
    """Store the current time as the last use of the session with this id; a failure is ignored."""
    # A read-only database must not keep people from reading; their session expires earlier.
    try:
        with database.write_transaction() as connection:
            change = update(sessions).where(sessions.c.id == session_id)
            connection.execute(change.values(seen_at=database.now()))
    except DatabaseUnavailableError:
        return
