"""The tables of access, the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

UTC_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"


def format_utc(at: datetime) -> str:
    """Write a moment as 27 characters of ISO 8601 in UTC, which sort by time."""
    return at.astimezone(UTC).strftime(UTC_FORMAT)


def parse_utc(text: str) -> datetime:
    """Read it back, with its zone."""
    return datetime.strptime(text, UTC_FORMAT).replace(tzinfo=UTC)


class UtcTimestamp(TypeDecorator[datetime]):
    """A moment kept as text: equal on both databases, and what the audit trail's hashes cover."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Write it as UTC text."""
        return None if value is None else format_utc(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """Read it back with its time zone."""
        return None if value is None else parse_utc(value)


class PlainText(TypeDecorator[str]):
    """Text that both databases can hold.

    PostgreSQL has no NUL and neither has half a surrogate pair: what is looked for with one is
    never found, and no fault.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Put marks where such characters stand."""
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

audit = Table(
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
