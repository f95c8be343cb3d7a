"""The gate: the database behind it, the clock it goes by, and the limits it keeps."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from auth.errors import DatabaseUnavailableError, InvalidValueError
from auth.schema import SCHEMA_VERSION, read_schema_version, is_postgresql, upgrade_schema

# Any number serves, as long as every process of this product takes the same.
WRITERS_LOCK = 0x556E696F6E

# PostgreSQL's SQLSTATE on a standby, which SQLAlchemy does not count among operational errors.
READ_ONLY = "25006"


@dataclass(frozen=True, slots=True)
class AuthLimits:
    """How long things hold and how often they may be tried.

    Raises Invalid("session_too_long") for more than 8 hours or 60 idle minutes.
    """

    session: timedelta = timedelta(hours=8)
    idle: timedelta = timedelta(minutes=60)
    claim: timedelta = timedelta(minutes=15)
    invitation: timedelta = timedelta(hours=24)
    departure: timedelta = timedelta(minutes=10)
    failures: int = 5
    window: timedelta = timedelta(seconds=60)

    def __post_init__(self) -> None:
        """Refuse what is looser than the product promises."""
        if self.session > timedelta(hours=8) or self.idle > timedelta(minutes=60):
            raise InvalidValueError("session_too_long")


@dataclass(frozen=True, slots=True)
class PasswordHashing:
    """What argon2id costs; the defaults are RFC 9106's second recommended option."""

    time_cost: int = 3
    memory_kib: int = 65536
    lanes: int = 4


def utc_now() -> datetime:
    """Tell the time, with its zone."""
    return datetime.now(UTC)


def no_parents(code: str) -> Iterable[str]:
    """Know of no area above another: whoever is bound acts on exactly that area."""
    return ()


@dataclass(frozen=True)
class AuthDatabase:
    """Accounts, sessions and the audit trail of one dashboard; made by `open`.

    `parents` gives the areas above an area, in any order.
    """

    engine: Engine
    parents: Callable[[str], Iterable[str]] = no_parents
    clock: Callable[[], datetime] = utc_now
    limits: AuthLimits = field(default_factory=AuthLimits)
    hashing: PasswordHashing = field(default_factory=PasswordHashing)

    def now(self) -> datetime:
        """Tell the time by this gate's clock."""
        return self.clock()

    def close(self) -> None:
        """Let go of the database; what is asked next opens it again."""
        self.engine.dispose()

    @contextmanager
    def read_transaction(self) -> Iterator[Connection]:
        """Lend a connection for reading. Raises DatabaseUnavailableError."""
        with _plainly(), self.engine.begin() as db:
            yield db

    @contextmanager
    def write_transaction(self) -> Iterator[Connection]:
        """Lend a connection to the only writer, in one transaction.

        Raises DatabaseUnavailableError.
        """
        with _plainly(), self.engine.execution_options(writes=True).begin() as db:
            if is_postgresql(db):
                db.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": WRITERS_LOCK})
            yield db


@contextmanager
def _plainly() -> Iterator[None]:
    # The driver's message may name hosts, users and files: it stays out of what readers see.
    try:
        yield
    except DBAPIError as error:
        read_only = getattr(error.orig, "sqlstate", "") == READ_ONLY
        if isinstance(error, OperationalError) or read_only:
            raise DatabaseUnavailableError("database_unreachable") from error
        raise


def open_auth_database(
    url: str,
    *,
    parents: Callable[[str], Iterable[str]] = no_parents,
    clock: Callable[[], datetime] = utc_now,
    limits: AuthLimits | None = None,
    hashing: PasswordHashing | None = None,
) -> AuthDatabase:
    """Open the database at an SQLAlchemy URL, creating or upgrading its tables.

    A new SQLite file is readable by its owner alone. Raises Unavailable.
    """
    # Parameters hold password hashes and tokens' digests: errors must not print them.
    try:
        ping = url.startswith("postgresql")
        engine = create_engine(url, hide_parameters=True, pool_pre_ping=ping)
    except (ArgumentError, ImportError) as error:  # no address, or of a database that is none
        raise DatabaseUnavailableError("database_unreachable") from error
    if engine.dialect.name == "sqlite":
        _keep_private(make_url(url).database or "")
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    gate = AuthDatabase(
        engine, parents, clock, limits or AuthLimits(), hashing or PasswordHashing()
    )
    try:
        with gate.read_transaction() as db:
            current = read_schema_version(db) == SCHEMA_VERSION
        if not current:  # a database that cannot be written is good for reading all the same
            with gate.write_transaction() as db:
                upgrade_schema(db)
    except DatabaseUnavailableError:
        gate.close()
        raise
    return gate


def _keep_private(database: str) -> None:
    path = Path(database)
    if path.is_file() or database.startswith("file:"):
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise DatabaseUnavailableError("database_unreachable") from error


def _set_up_sqlite(connection: Any, record: object) -> None:
    # The driver must not open transactions by itself: `_begin_sqlite` says which kind.
    connection.isolation_level = None
    for pragma in ("foreign_keys = ON", "busy_timeout = 5000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(db: Connection) -> None:
    writes = db.get_execution_options().get("writes", False)
    db.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
