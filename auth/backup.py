"""Backup of accounts and audit trail as gzipped JSON lines, the same for SQLite and PostgreSQL."""

import gzip
import json
from collections.abc import Iterator
from typing import IO, Any

from sqlalchemy import Connection, Table, insert, select
from sqlalchemy.exc import OperationalError, StatementError

from auth.actors import Actor
from auth.audit_chain import AuditEvent, AuditHead, append_row, find_invalid_row, read_head
from auth.errors import InvalidValueError
from auth.noted_head import NEW_HEAD
from auth.permissions import Action, require
from auth.schema import (
    SCHEMA_VERSION,
    UtcTimestamp,
    accounts,
    audit_rows,
    format_utc,
    parse_utc,
)

# Identifies a backup in its first line.
FILE_TYPE = "union-access"
# Sessions, links and attempts are not backed up, because they expire soon.
TABLES = (accounts, audit_rows)
# Exceptions that a damaged backup, or a file that is no backup, may cause.
_MALFORMED_BACKUP_ERRORS = (
    *(StatementError, OSError, EOFError, ValueError),
    *(KeyError, TypeError, AttributeError),
)


def back_up(actor: Actor, stream: IO[bytes]) -> AuditHead:
    """Write accounts and audit trail, as of one moment, to a stream as gzipped lines of JSON.

    The first line is a header, each further line a row. The backup has password hashes and must be
    protected like the database. Returns number and hash of the newest audit row, which records this
    backup. Raises PermissionDeniedError, DatabaseUnavailableError.
    """
    current = require(actor, Action.BACK_UP)
    with actor.database.write_transaction() as connection:  # excludes other writers
        head = append_row(connection, current, AuditEvent.BACKED_UP)
        with gzip.open(stream, "wt", encoding="utf-8", newline="\n") as lines:
            header = {
                "shape": FILE_TYPE,
                "version": SCHEMA_VERSION,
                "head": [head.number, head.hash],
            }
            lines.write(json.dumps(header) + "\n")
            for table in TABLES:
                for row in _iterate_backup_rows(connection, table):
                    lines.write(json.dumps({"table": table.name, "row": row}) + "\n")
    return head


def load_backup(actor: Actor, stream: IO[bytes]) -> AuditHead:
    """Fill an empty database from a backup and verify its audit trail; insert nothing if it fails.

    Returns number and hash of the newest audit row. Raises PermissionDeniedError,
    DatabaseUnavailableError, InvalidValueError (backup_malformed, backup_audit, backup_not_empty).
    The value `same_trail` of the last is 1 if the database's audit trail has the backup's newest
    row, else 0.
    """
    require(actor, Action.BACK_UP)
    with actor.database.write_transaction() as connection:
        is_empty = not any(connection.execute(select(table).limit(1)).first() for table in TABLES)
        try:
            with gzip.open(stream, "rt", encoding="utf-8") as lines:
                header = json.loads(lines.readline())
                if (header["shape"], header["version"]) != (FILE_TYPE, SCHEMA_VERSION):
                    raise InvalidValueError("backup_malformed")
                head = AuditHead(*header["head"])
                if not is_empty:
                    same_trail = int(_has_audit_row(connection, head))
                    raise InvalidValueError("backup_not_empty", {"same_trail": same_trail})
                for line in lines:
                    _insert_backup_line(connection, json.loads(line))
        except OperationalError:  # translated by `write_transaction`
            raise
        except _MALFORMED_BACKUP_ERRORS as error:
            raise InvalidValueError("backup_malformed") from error
        if find_invalid_row(connection, [head]) or read_head(connection) != head:
            raise InvalidValueError("backup_audit")
        # `write_transaction` notes it in files outside the database once committed.
        connection.info[NEW_HEAD] = (head.number, head.hash)
    return head


def check_backup(actor: Actor, stream: IO[bytes]) -> None:
    """Raise InvalidValueError unless the database is empty or has the backup's newest audit row.

    It is called before releases are loaded, which must belong to the accounts beside them. Codes:
    backup_malformed, backup_not_empty. Raises PermissionDeniedError, DatabaseUnavailableError.
    """
    require(actor, Action.BACK_UP)
    with actor.database.read_transaction() as connection:
        is_empty = not any(connection.execute(select(table).limit(1)).first() for table in TABLES)
        try:
            with gzip.open(stream, "rt", encoding="utf-8") as lines:
                head = AuditHead(*json.loads(lines.readline())["head"])
        except _MALFORMED_BACKUP_ERRORS as error:
            raise InvalidValueError("backup_malformed") from error
        if not is_empty and not _has_audit_row(connection, head):
            raise InvalidValueError("backup_not_empty", {"same_trail": 0})


def _has_audit_row(connection: Connection, head: AuditHead) -> bool:
    """Return whether the audit trail has the row with this number and hash.

    Then the database is the one of the backup, or a later state of it.
    """
    query = select(audit_rows.c.hash).where(audit_rows.c.number == head.number)
    return connection.execute(query).scalar_one_or_none() == head.hash


def _iterate_backup_rows(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    """Yield each row of a table as JSON values for a backup; times are ISO 8601 text."""
    time_columns = [
        column.name for column in table.columns if isinstance(column.type, UtcTimestamp)
    ]
    query = select(table).order_by(*table.primary_key.columns)
    for database_row in connection.execute(query.execution_options(yield_per=1000)):
        row = dict(database_row._mapping)
        yield {**row, **{name: format_utc(row[name]) for name in time_columns if row[name]}}


def _insert_backup_line(connection: Connection, line: dict[str, Any]) -> None:
    """Insert the row in a line of a backup: `{"table": "accounts", "row": {…}}`.

    Raises KeyError for an unknown table, ValueError if the row has not exactly the table's columns.
    """
    table = {table.name: table for table in TABLES}[line["table"]]
    row = dict(line["row"])
    if set(row) != set(table.columns.keys()):
        raise ValueError
    for column in table.columns:
        if isinstance(column.type, UtcTimestamp) and row[column.name]:
            row[column.name] = parse_utc(row[column.name])
    connection.execute(insert(table).values(**row))
