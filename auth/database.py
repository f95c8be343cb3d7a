"""`AuthDatabase`: the connection to the accounts database, with its clock and its limits."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, OperationalError

from auth.errors import DatabaseUnavailableError, InvalidValueError
from auth.noted_head import NEW_HEAD, note_head
from auth.schema import SCHEMA_VERSION, is_postgresql, read_schema_version, upgrade_schema
from private_files import make_private_folder

# Key of PostgreSQL's advisory lock: an arbitrary number, the same in every process.
WRITE_LOCK = 0x556E696F6E

HEAD_SUFFIX = ".head"  # of the file beside an SQLite database that notes the newest audit row

# A PostgreSQL standby's error code, which SQLAlchemy does not report as an OperationalError.
READ_ONLY_SQLSTATE = "25006"


@dataclass(frozen=True, slots=True)
class AuthLimits:
    """Lifetimes of sessions, links, OpenID requests and known devices, and limits on attempts.

    `idle` is how long a session may stay unused, `sessions` how many sessions an account may have,
    `failures` how many failed attempts are allowed within `window`. Raises
    InvalidValueError("session_too_long") for `session` over 8 hours or `idle` over 60 minutes.
    """

    session: timedelta = timedelta(hours=8)
    idle: timedelta = timedelta(minutes=60)
    first_admin_link: timedelta = timedelta(minutes=15)
    invitation: timedelta = timedelta(hours=24)
    oidc_request: timedelta = timedelta(minutes=10)
    device: timedelta = timedelta(days=180)
    sessions: int = 5
    failures: int = 5
    window: timedelta = timedelta(seconds=60)

    def __post_init__(self) -> None:
        """Raise InvalidValueError for sessions longer than SECURITY.md allows."""
        if self.session > timedelta(hours=8) or self.idle > timedelta(minutes=60):
            raise InvalidValueError("session_too_long")


@dataclass(frozen=True, slots=True)
class PasswordHashing:
    """Cost parameters of argon2id; the defaults are RFC 9106's second recommended option."""

    time_cost: int = 3
    memory_kib: int = 65536
    lanes: int = 4


def utc_now() -> datetime:
    """Return the current time as a datetime in UTC with its time zone."""
    return datetime.now(UTC)


def no_parents(code: str) -> Iterable[str]:
    """Return no areas: without a list of areas, an account limited to one may change only this."""
    return ()


@dataclass(frozen=True)
class AuthDatabase:
    """Accounts, sessions and audit trail of one dashboard; see `open_auth_database`.

    `parents` returns the codes of the areas that contain an area, in any order. `noted_heads` are
    the paths of the files that note the newest row of the audit trail (see `auth.noted_head`).
    """

    engine: Engine
    parents: Callable[[str], Iterable[str]] = no_parents
    clock: Callable[[], datetime] = utc_now
    limits: AuthLimits = field(default_factory=AuthLimits)
    hashing: PasswordHashing = field(default_factory=PasswordHashing)
    noted_heads: tuple[Path, ...] = ()

    def now(self) -> datetime:
        """Return the current time by this database's clock, which tests replace."""
        return self.clock()

    def close(self) -> None:
        """Close all connections; the next transaction opens a new one."""
        self.engine.dispose()

    @contextmanager
    def read_transaction(self) -> Iterator[Connection]:
        """Open a transaction for reading. Raises DatabaseUnavailableError."""
        with _hide_driver_errors(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def write_transaction(self) -> Iterator[Connection]:
        """Open a transaction for writing; only one is open at a time, across all processes.

        If it appends to the audit trail, number and hash of the newest row are written to the files
        `noted_heads` after the commit. Raises DatabaseUnavailableError.
        """
        with (
            _hide_driver_errors(),
            self.engine.execution_options(writes=True).begin() as connection,
        ):
            if is_postgresql(connection):  # SQLite locks by `_begin_sqlite`
                connection.execute(
                    text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": WRITE_LOCK}
                )
            # One may be left by a transaction that failed on this connection.
            connection.info.pop(NEW_HEAD, None)
            yield connection
            head = connection.info.pop(NEW_HEAD, None)
        if head:
            note_head(self.noted_heads, *head)


@contextmanager
def _hide_driver_errors() -> Iterator[None]:
    """Raise DatabaseUnavailableError in place of the driver's errors for an unusable database.

    Codes: database_unreachable (also if it is read-only), database_damaged. Other errors are raised
    unchanged.
    """
    # The driver's message may contain hosts, users and files, which readers must not see.
    try:
        yield
    except DBAPIError as error:
        is_read_only = getattr(error.orig, "sqlstate", "") == READ_ONLY_SQLSTATE
        if "Could not decode to UTF-8" in str(error.orig):  # SQLite's error for a damaged text
            raise DatabaseUnavailableError("database_damaged") from error
        if isinstance(error, OperationalError) or is_read_only:
            raise DatabaseUnavailableError("database_unreachable") from error
        # SQLite's error for a damaged file; its other errors are of subclasses.
        if type(error) is DatabaseError:
            raise DatabaseUnavailableError("database_damaged") from error
        raise


def open_auth_database(
    url: str,
    *,
    parents: Callable[[str], Iterable[str]] = no_parents,
    clock: Callable[[], datetime] = utc_now,
    limits: AuthLimits | None = None,
    hashing: PasswordHashing | None = None,
    noted_head: Path | None = None,
) -> AuthDatabase:
    """Open the database at an SQLAlchemy URL; create or upgrade its tables if necessary.

    `parents` returns the areas that contain an area. A new SQLite file can be read by its owner
    alone. The file `noted_head` notes the newest row of the audit trail; for SQLite a file beside
    the database does so, too. Raises DatabaseUnavailableError.
    """
    # Parameters include password hashes and token hashes: errors must not print them.
    try:
        # A PostgreSQL connection may have been closed since it was last used.
        check_connection = url.startswith("postgresql")
        engine = create_engine(url, hide_parameters=True, pool_pre_ping=check_connection)
    except (ArgumentError, ImportError) as error:  # not a URL, or not of a known database
        raise DatabaseUnavailableError("database_unreachable") from error
    noted_heads = [noted_head] if noted_head else []
    if engine.dialect.name == "sqlite":
        # The first, since an earlier version kept this one alone (`audit._is_noted_head_lost`).
        noted_heads[:0] = _create_private_file(make_url(url).database or "")
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    limits, hashing = limits or AuthLimits(), hashing or PasswordHashing()
    database = AuthDatabase(engine, parents, clock, limits, hashing, tuple(noted_heads))
    try:
        with database.read_transaction() as connection:
            is_current = read_schema_version(connection) == SCHEMA_VERSION
        if not is_current:  # so that a read-only database with current tables can be opened
            with database.write_transaction() as connection:
                upgrade_schema(connection)
    except DatabaseUnavailableError:
        database.close()
        raise
    return database


def _create_private_file(file: str) -> list[Path]:
    """Create an SQLite file with mode 0600 unless it exists; return the path for its noted head.

    This is the file beside it that notes the newest audit row. A database given as a URI
    (`file:…?mode=ro`) is not created, and no path is returned. Raises DatabaseUnavailableError.
    """
    if file.startswith("file:"):
        return []
    path = Path(file)
    if not path.is_file():
        try:
            make_private_folder(path.parent)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as error:
            raise DatabaseUnavailableError("database_unreachable") from error
    return [Path(f"{file}{HEAD_SUFFIX}")]


def _set_up_sqlite(connection: Any, record: object) -> None:
    """Set the options of a new SQLite connection; `record`, which SQLAlchemy passes, is unused."""
    # The driver must not begin transactions by itself: `_begin_sqlite` chooses their kind.
    connection.isolation_level = None
    for pragma in ("foreign_keys = ON", "busy_timeout = 5000"):  # wait 5,000 ms for other writers
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """Begin an SQLite transaction; a write transaction takes the write lock at once.

    Otherwise it would fail at its first write if another transaction has written since it began.
    """
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
