"""Creating and upgrading the tables, and what keeps the audit trail append-only."""

from collections.abc import Callable, Mapping

from sqlalchemy import Connection, inspect, select

from auth.errors import DatabaseUnavailableError
from auth.tables import metadata, schema_version

SCHEMA_VERSION = 1

# From a version to the next: one function each, portable, run in one transaction.
STEPS: Mapping[int, Callable[[Connection], None]] = {}

# A REPLACE deletes without firing delete triggers on SQLite, so the number itself is guarded.
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
    db: Connection,
    steps: Mapping[int, Callable[[Connection], None]] = STEPS,
    target: int = SCHEMA_VERSION,
) -> None:
    """Bring the tables to `target`; an empty database gets them whole.

    Raises Unavailable("schema_newer") for tables that a later edition made.
    """
    found = read_schema_version(db)
    if found is None:
        metadata.create_all(db)
        for statement in POSTGRESQL_GUARDS if is_postgresql(db) else SQLITE_GUARDS:
            db.exec_driver_sql(statement)
        db.execute(schema_version.insert().values(version=target))
        return
    if found > target:
        raise DatabaseUnavailableError("schema_newer", {"found": found, "known": target})
    for version in range(found, target):
        steps[version](db)
    db.execute(schema_version.update().values(version=target))


def read_schema_version(db: Connection) -> int | None:
    """Read which version the tables have; None where there are none yet."""
    if not inspect(db).has_table(schema_version.name):
        return None
    version: int = db.execute(select(schema_version.c.version)).scalar_one()
    return version


def is_postgresql(db: Connection) -> bool:
    """Tell PostgreSQL from SQLite."""
    return db.dialect.name == "postgresql"
