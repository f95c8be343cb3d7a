"""Tables of the accounts database for SQLite and PostgreSQL: definition, creation, upgrade."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Dialect,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    inspect,
    select,
)

from auth.errors import DatabaseUnavailableError

UTC_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"
SCHEMA_VERSION = 1

# By schema version the function that migrates the tables to the next; there are none yet.
MIGRATIONS: Mapping[int, Callable[[Connection], None]] = {}


def format_utc(time: datetime) -> str:
    """Return a time as 27 characters of ISO 8601 in UTC: "2026-03-01T08:30:00.000000Z".

    Such texts sort by time.
    """
    return time.astimezone(UTC).strftime(UTC_FORMAT)


def parse_utc(timestamp: str) -> datetime:
    """Return the time that `format_utc` formatted, with its time zone UTC."""
    return datetime.strptime(timestamp, UTC_FORMAT).replace(tzinfo=UTC)


class UtcTimestamp(TypeDecorator[datetime]):
    """A time stored as text, the same in SQLite and PostgreSQL, so that audit hashes are equal."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Convert a time to UTC text for the database."""
        return None if value is None else format_utc(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """Convert the database's text to a time with its time zone.

        Raises DatabaseUnavailableError("database_damaged") for a text that is no time.
        """
        try:
            return None if value is None else parse_utc(value)
        except ValueError:
            raise DatabaseUnavailableError("database_damaged") from None


class PlainText(TypeDecorator[str]):
    """Text that both SQLite and PostgreSQL can store.

    PostgreSQL stores neither NUL nor unpaired surrogates. They are replaced when storing and when
    searching, so that a search for such a text finds nothing instead of failing.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Replace characters that PostgreSQL cannot store: unpaired surrogates and NUL."""
        if value is None:
            return None
        return value.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")


metadata = MetaData()

schema_version = Table("schema_version", metadata, Column("version", Integer, primary_key=True))

accounts = Table(
    "accounts",
    metadata,
    Column("id", PlainText, primary_key=True),
    Column("name", PlainText, nullable=False, unique=True),
    Column("display_name", PlainText, nullable=False),
    Column("password_hash", PlainText),
    Column("role", PlainText, nullable=False),
    Column("area", PlainText, nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("issuer", PlainText),
    Column("subject", PlainText),
    Column("created_at", UtcTimestamp, nullable=False),
    UniqueConstraint("issuer", "subject"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", PlainText, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("token_sha256", PlainText, nullable=False, unique=True),
    Column("method", PlainText, nullable=False),
    Column("created_at", UtcTimestamp, nullable=False),
    Column("seen_at", UtcTimestamp, nullable=False),
    Column("expires_at", UtcTimestamp, nullable=False),
    Column("ended_at", UtcTimestamp),
)

one_time_links = Table(
    "claims",
    metadata,
    Column("token_sha256", PlainText, primary_key=True),
    Column("account_id", ForeignKey("accounts.id")),  # null: for the first administrator
    Column("created_at", UtcTimestamp, nullable=False),
    Column("expires_at", UtcTimestamp, nullable=False),
    Column("used_at", UtcTimestamp),
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", PlainText, primary_key=True),
    Column("at", UtcTimestamp, nullable=False, index=True),
    # Hashed: people type passwords into the name field.
    Column("name_sha256", PlainText, nullable=False),
    Column("address", PlainText, nullable=False),
    Column("outcome", PlainText, nullable=False),
)

oidc_requests = Table(
    "departures",
    metadata,
    Column("state_sha256", PlainText, primary_key=True),
    Column("browser_sha256", PlainText, nullable=False),
    Column("next_path", PlainText, nullable=False),
    Column("created_at", UtcTimestamp, nullable=False),
)

audit_rows = Table(
    "audit",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", PlainText, nullable=False),
    Column("who", PlainText, nullable=False),
    Column("account", PlainText, nullable=False),
    Column("event", PlainText, nullable=False),
    Column("subject", PlainText, nullable=False),
    Column("detail", PlainText, nullable=False),
    Column("previous", PlainText, nullable=False),
    Column("hash", PlainText, nullable=False),
)

# Triggers that let rows of the audit trail only be appended. On SQLite a REPLACE deletes a row
# without firing delete triggers, so a trigger also checks the number.
SQLITE_GUARDS = (
    """CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END""",
    """CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END""",
    """CREATE TRIGGER audit_next_number BEFORE INSERT ON audit
    WHEN NEW.number <> (SELECT COALESCE(MAX(number), 0) + 1 FROM audit)
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END""",
)

POSTGRESQL_GUARDS = (
    """CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$""",
    """CREATE FUNCTION audit_next_number() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
        IF NEW.number <> (SELECT COALESCE(MAX(number), 0) + 1 FROM audit) THEN
            RAISE EXCEPTION 'the audit trail is append-only';
        END IF;
        RETURN NEW;
    END $$""",
    """CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION audit_append_only()""",
    """CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()""",
    """CREATE TRIGGER audit_next_number BEFORE INSERT ON audit
    FOR EACH ROW EXECUTE FUNCTION audit_next_number()""",
    "REVOKE UPDATE, DELETE, TRUNCATE ON audit FROM PUBLIC, CURRENT_USER",
)


def upgrade_schema(
    connection: Connection,
    migrations: Mapping[int, Callable[[Connection], None]] = MIGRATIONS,
    target: int = SCHEMA_VERSION,
) -> None:
    """Migrate the tables to the schema version `target`; create them in an empty database.

    `migrations` maps each version to the function that migrates it to the next. Raises
    DatabaseUnavailableError("schema_newer") if the tables have a version above `target`.
    """
    version = read_schema_version(connection)
    if version is None:
        metadata.create_all(connection)
        for statement in POSTGRESQL_GUARDS if is_postgresql(connection) else SQLITE_GUARDS:
            connection.exec_driver_sql(statement)
        connection.execute(schema_version.insert().values(version=target))
        return
    if version > target:
        raise DatabaseUnavailableError("schema_newer", {"found": version, "known": target})
    for old_version in range(version, target):
        migrations[old_version](connection)
    connection.execute(schema_version.update().values(version=target))


def read_schema_version(connection: Connection) -> int | None:
    """Return the schema version of the tables; None in an empty database.

    Raises DatabaseUnavailableError("database_damaged") if the table of the version has no row or
    several.
    """
    if not inspect(connection).has_table(schema_version.name):
        return None
    versions = connection.execute(select(schema_version.c.version)).scalars().all()
    if len(versions) != 1:
        raise DatabaseUnavailableError("database_damaged")
    return int(versions[0])


def find_missing_table_or_column(connection: Connection) -> str:
    """Return the first table or column that is missing, such as "audit.detail"; "" if none is.

    The health check and the verification report it: somebody has changed the database.
    """
    inspector = inspect(connection)
    existing_tables = {*inspector.get_table_names()}
    for table in metadata.sorted_tables:
        if table.name not in existing_tables:
            return table.name
        existing_columns = {column["name"] for column in inspector.get_columns(table.name)}
        if missing_columns := {*table.columns.keys()} - existing_columns:
            return f"{table.name}.{min(missing_columns)}"
    return ""


def is_postgresql(connection: Connection) -> bool:
    """Return whether the database is PostgreSQL; otherwise it is SQLite."""
    return connection.dialect.name == "postgresql"
