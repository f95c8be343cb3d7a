"""Backup of accounts and audit trail as gzipped JSON lines, for SQLite and PostgreSQL alike."""

import gzip
import json
from collections.abc import Iterator
from typing import IO, Any

from sqlalchemy import Connection, Table, insert, select
from sqlalchemy.exc import OperationalError, StatementError

from auth.actors import Actor
from auth.audit_chain import AuditEvent, AuditHead, append_row, find_bad_row, read_head
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
# Sessions, links and attempts are left out: they would have expired.
TABLES = (accounts, audit_rows)
# What reading a file that is no backup, or a damaged one, may raise.
_MALFORMED_BACKUP_ERRORS = (
    *(StatementError, OSError, EOFError, ValueError),
    *(KeyError, TypeError, AttributeError),
)


def back_up(actor: Actor, stream: IO[bytes]) -> AuditHead:
    """Write accounts and audit trail, as of one moment, to a stream as gzipped lines of JSON.

    The first line is a header, each other one a row. It contains password hashes: protect it like
    the database. Returns number and hash of the newest audit row, which records this backup. Raises
    PermissionDeniedError, DatabaseUnavailableError.
    """
    current = require(actor, Action.BACK_UP)
    with actor.database.write_transaction() as db:  # excludes other writers
        head = append_row(db, current, AuditEvent.BACKED_UP)
        with gzip.open(stream, "wt", encoding="utf-8", newline="\n") as lines:
            header = {
                "shape": FILE_TYPE,
                "version": SCHEMA_VERSION,
                "head": [head.number, head.hash],
            }
            lines.write(json.dumps(header) + "\n")
            for table in TABLES:
                for row in _rows_to_back_up(db, table):
                    lines.write(json.dumps({"table": table.name, "row": row}) + "\n")
    return head


def load_backup(actor: Actor, stream: IO[bytes]) -> AuditHead:
    """Fill an empty database from a backup and verify its audit trail; on failure insert nothing.

    A database that is not empty is left as it is; the error's `same_trail` is 1 if its audit trail
    has the backup's newest row, else 0. Returns number and hash of the newest audit row. Raises
    PermissionDeniedError, DatabaseUnavailableError and InvalidValueError (backup_not_empty,
    backup_malformed, backup_audit).
    """
    require(actor, Action.BACK_UP)
    with actor.database.write_transaction() as db:
        is_empty = not any(db.execute(select(table).limit(1)).first() for table in TABLES)
        try:
            with gzip.open(stream, "rt", encoding="utf-8") as lines:
                header = json.loads(lines.readline())
                if (header["shape"], header["version"]) != (FILE_TYPE, SCHEMA_VERSION):
                    raise InvalidValueError("backup_malformed")
                head = AuditHead(*header["head"])
                if not is_empty:
                    same_trail = int(_has_row(db, head))
                    raise InvalidValueError("backup_not_empty", {"same_trail": same_trail})
                for line in lines:
                    _insert_backup_line(db, json.loads(line))
        except OperationalError:  # translated by `write_transaction`
            raise
        except _MALFORMED_BACKUP_ERRORS as error:
            raise InvalidValueError("backup_malformed") from error
        if find_bad_row(db, [head]) or read_head(db) != head:
            raise InvalidValueError("backup_audit")
        db.info[NEW_HEAD] = head.number, head.hash  # noted beside the database once committed
    return head


def check_backup(actor: Actor, stream: IO[bytes]) -> None:
    """Raise InvalidValueError if a database has accounts or an audit trail that a backup has not.

    What belongs to a backup is only loaded beside the accounts of that backup. Codes as in
    `load_backup`. Raises PermissionDeniedError, DatabaseUnavailableError.
    """
    require(actor, Action.BACK_UP)
    with actor.database.read_transaction() as db:
        is_empty = not any(db.execute(select(table).limit(1)).first() for table in TABLES)
        try:
            with gzip.open(stream, "rt", encoding="utf-8") as lines:
                head = AuditHead(*json.loads(lines.readline())["head"])
        except _MALFORMED_BACKUP_ERRORS as error:
            raise InvalidValueError("backup_malformed") from error
        if not is_empty and not _has_row(db, head):
            raise InvalidValueError("backup_not_empty", {"same_trail": 0})


def _has_row(db: Connection, head: AuditHead) -> bool:
    """Return whether the audit trail has the row with this number and hash."""
    query = select(audit_rows.c.hash).where(audit_rows.c.number == head.number)
    return db.execute(query).scalar_one_or_none() == head.hash


def _rows_to_back_up(db: Connection, table: Table) -> Iterator[dict[str, Any]]:
    """Yield each row of a table as a backup has it: JSON values, times as ISO 8601 text."""
    time_columns = [
        column.name for column in table.columns if isinstance(column.type, UtcTimestamp)
    ]
    query = select(table).order_by(*table.primary_key.columns)
    for database_row in db.execute(query.execution_options(yield_per=1000)):
        row = dict(database_row._mapping)
        yield {**row, **{name: format_utc(row[name]) for name in time_columns if row[name]}}


def _insert_backup_line(db: Connection, line: dict[str, Any]) -> None:
    """Insert one line of a backup, such as `{"table": "accounts", "row": {…}}`.

    Raises KeyError for an unknown table and ValueError for other columns than the table's.
    """
    table = {table.name: table for table in TABLES}[line["table"]]
    row = dict(line["row"])
    if set(row) != set(table.columns.keys()):
        raise ValueError
    for column in table.columns:
        if isinstance(column.type, UtcTimestamp) and row[column.name]:
            row[column.name] = parse_utc(row[column.name])
    db.execute(insert(table).values(**row))
