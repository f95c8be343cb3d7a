"""Accounts and audit trail as one stream of JSON lines, the same from either database."""

import gzip
import json
from collections.abc import Iterator
from typing import IO, Any

from sqlalchemy import Connection, Table, func, insert, select
from sqlalchemy.exc import OperationalError, StatementError

from auth import audit
from auth.actors import Actor
from auth.errors import InvalidValueError
from auth.permissions import Action, require
from auth.schema import SCHEMA_VERSION
from auth.tables import UtcTimestamp, accounts, parse_utc, format_utc
from auth.tables import audit as trail

SHAPE = "union-access"
# Sessions, links and attempts are left out: they would have lapsed.
TABLES = (accounts, trail)


def back_up(actor: Actor, stream: IO[bytes]) -> audit.AuditHead:
    """Write accounts and audit trail to a stream, gzipped, as of one moment.

    It holds password hashes: keep it as safe as the database. Returns the trail's head, the row
    about this backup included. Raises Denied and Unavailable.
    """
    current = require(actor, Action.BACK_UP)
    with actor.database.write_transaction() as db:  # while nobody else writes
        head = audit.append_row(db, current, audit.AuditEvent.BACKED_UP)
        with gzip.open(stream, "wt", encoding="utf-8", newline="\n") as lines:
            first = {"shape": SHAPE, "version": SCHEMA_VERSION, "head": [head.number, head.hash]}
            lines.write(json.dumps(first) + "\n")
            for table in TABLES:
                for row in _rows(db, table):
                    lines.write(json.dumps({"table": table.name, "row": row}) + "\n")
    return head


def load_backup(actor: Actor, stream: IO[bytes]) -> audit.AuditHead:
    """Fill an empty database from a backup and verify the trail; all of it or nothing.

    Raises Denied, Unavailable, Invalid (backup_not_empty, backup_malformed, backup_audit).
    """
    require(actor, Action.BACK_UP)
    with actor.database.write_transaction() as db:
        if any(db.execute(select(func.count()).select_from(t)).scalar_one() for t in TABLES):
            raise InvalidValueError("backup_not_empty")
        try:
            with gzip.open(stream, "rt", encoding="utf-8") as lines:
                first = json.loads(lines.readline())
                if (first["shape"], first["version"]) != (SHAPE, SCHEMA_VERSION):
                    raise InvalidValueError("backup_malformed")
                expected = audit.AuditHead(*first["head"])
                for line in lines:
                    _insert(db, json.loads(line))
        except OperationalError:  # the gate says what it means
            raise
        except (
            StatementError,
            OSError,
            EOFError,
            ValueError,
            KeyError,
            TypeError,
            AttributeError,
        ) as error:
            raise InvalidValueError("backup_malformed") from error
        if audit.find_bad_row(db, [expected]) or audit.read_head(db) != expected:
            raise InvalidValueError("backup_audit")
    return expected


def _rows(db: Connection, table: Table) -> Iterator[dict[str, Any]]:
    moments = [column.name for column in table.columns if isinstance(column.type, UtcTimestamp)]
    query = select(table).order_by(*table.primary_key.columns)
    for found in db.execute(query.execution_options(yield_per=1000)):
        row = dict(found._mapping)
        yield {**row, **{name: format_utc(row[name]) for name in moments if row[name]}}


def _insert(db: Connection, line: dict[str, Any]) -> None:
    table = {table.name: table for table in TABLES}[line["table"]]
    row = dict(line["row"])
    if set(row) != set(table.columns.keys()):
        raise ValueError
    for column in table.columns:
        if isinstance(column.type, UtcTimestamp) and row[column.name]:
            row[column.name] = parse_utc(row[column.name])
    db.execute(insert(table).values(**row))
