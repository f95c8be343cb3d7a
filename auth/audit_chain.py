"""Rows of the audit trail: append-only, each with a hash over itself and the previous row.

It is a module of its own because `permissions`, which `auth.audit` imports, records denials with
it. Other packages use `auth.audit`.
"""

import hashlib
import json
import logging
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, LargeBinary, Text, cast, insert, select

from auth.actors import Actor
from auth.noted_head import NEW_HEAD
from auth.schema import accounts, audit_rows, format_utc

LOG = logging.getLogger("dashboard.audit")
# The previous hash in the first row.
NO_PREVIOUS_HASH = "0" * 64
Detail = Mapping[str, Any]


class AuditEvent(StrEnum):
    """Kind of event in the audit trail."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_IN_LIMITED = "sign_in_limited"
    SIGNED_OUT = "signed_out"
    DENIED = "denied"
    CLAIM_ISSUED = "claim_issued"
    CLAIM_USED = "claim_used"
    ACCOUNT_CREATED = "account_created"
    ACCOUNT_DISABLED = "account_disabled"
    ACCOUNT_ENABLED = "account_enabled"
    ROLE_SET = "role_set"
    AREA_SET = "area_set"
    NAME_SET = "name_set"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - the name of an event
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the name of an event
    SESSIONS_REVOKED = "sessions_revoked"
    BACKED_UP = "backed_up"
    UPLOADED = "uploaded"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    PUBLISHING = "publishing"
    WITHDRAWN = "withdrawn"
    PUBLISHED = "published"
    RESTORED = "restored"
    FIGURES_REVIEWED = "figures_reviewed"
    LABELS_REMEMBERED = "labels_remembered"
    LABEL_SHARED = "label_shared"
    LABEL_FORGOTTEN = "label_forgotten"
    TAKEN_OVER = "taken_over"
    ACCOUNTS_NOTED = "accounts_noted"


ACCOUNT_CHANGES = (
    AuditEvent.ACCOUNT_CREATED,
    AuditEvent.ACCOUNT_DISABLED,
    AuditEvent.ACCOUNT_ENABLED,
    AuditEvent.ROLE_SET,
    AuditEvent.AREA_SET,
    AuditEvent.NAME_SET,
    AuditEvent.PASSWORD_RESET,
    AuditEvent.PASSWORD_CHANGED,
    AuditEvent.CLAIM_ISSUED,
    AuditEvent.CLAIM_USED,
)
"""Events that change an account; signing in and out does not."""
ACCOUNT_HASH = "account_sha256"
"""Key in the detail of such an event: the SHA-256 of the account's row after the change."""


@dataclass(frozen=True, slots=True)
class AuditHead:
    """Number and hash of an audit row.

    Those of the newest row are stored in releases and in files outside the database, so that later
    changes of the audit trail are detected.
    """

    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One row of the audit trail; `previous` is the hash of the row before it.

    `at` is the time as ISO 8601 in UTC, `who` the actor's name, `account` the actor's account id,
    `subject` the id of the object acted on, `detail` JSON text with sorted keys.
    """

    number: int
    at: str
    who: str
    account: str
    event: str
    subject: str
    detail: str
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """The number of the first invalid row of the audit trail, and what is wrong with it.

    `code` is "missing" (a number is skipped), "changed" (its hash does not match), "link" (it has
    not the previous row's hash), "differs" (another hash of this row was noted, in a release or in
    a file outside the database), "cut" (rows at the end are missing) or "head" (a file that notes
    the newest row is damaged or lost).
    """

    number: int
    code: str


def append_row(
    connection: Connection,
    actor: Actor,
    event: AuditEvent,
    subject: str = "",
    detail: Detail | None = None,
) -> AuditHead:
    """Append a row to the audit trail's chain of hashes, log it, and return its number and hash.

    `connection` must be in a write transaction, so that no other process appends at the same time.
    `subject` is cut to 200 characters, its unprintable ones are replaced by U+FFFD; `detail` has
    JSON values. For events of ACCOUNT_CHANGES the hash of the account's row is added, so that
    changes outside the program are detected later.
    """
    head, facts = read_head(connection), dict(detail or {})
    if event in ACCOUNT_CHANGES and subject:
        for sha256 in hash_accounts(connection, subject).values():
            facts[ACCOUNT_HASH] = sha256
    row = AuditRow(
        number=head.number + 1,
        at=format_utc(actor.database.now()),
        who=actor.name or "anonymous",
        account=actor.account_id,
        event=event.value,
        subject="".join(char if char.isprintable() else "\ufffd" for char in subject)[:200],
        detail=json.dumps(facts, ensure_ascii=True, sort_keys=True),
        previous=head.hash,
        hash="",
    )
    values = {**asdict(row), "hash": hash_row(row)}
    connection.execute(insert(audit_rows).values(**values))
    fields = {"row": row.number, "who": row.who, "subject": row.subject}
    LOG.info(row.event, extra={"fields": fields})
    # `write_transaction` notes it in files outside the database once committed.
    connection.info[NEW_HEAD] = (row.number, values["hash"])
    return AuditHead(row.number, values["hash"])


def find_invalid_row(connection: Connection, heads: Iterable[AuditHead]) -> AuditFinding | None:
    """Return the first invalid row of the audit trail, None if all rows are valid.

    Each row must have the next number, a hash that matches its fields, and the hash of the row
    before it. Who can write to the database could still rewrite all rows, or cut the last ones:
    therefore `heads` are numbers and hashes of rows that were noted elsewhere, and these rows must
    exist with these hashes. A head with the number 0 was noted while the trail was empty and is
    ignored.
    """
    known_hashes = {head.number: head.hash for head in heads if head.number}
    number, previous_hash = 0, NO_PREVIOUS_HASH
    query = select(audit_rows).order_by(audit_rows.c.number).execution_options(yield_per=1000)
    with connection.execute(query) as rows:
        for database_row in rows:
            number += 1
            row = AuditRow(**database_row._mapping)
            code = _find_row_error(row, number, previous_hash, known_hashes)
            if code:
                return AuditFinding(number, code)
            previous_hash = row.hash
    is_cut = max(known_hashes, default=0) > number
    return AuditFinding(number + 1, "cut") if is_cut else None


def _find_row_error(
    row: AuditRow, number: int, previous_hash: str, known_hashes: Mapping[int, str]
) -> str:
    """Return the code of what is wrong with an audit row (see AuditFinding); "" for a valid row.

    The row must have this `number` and `previous_hash`. `known_hashes` maps row numbers to hashes
    that were noted elsewhere.
    """
    if row.number != number:
        return "missing"
    if row.hash != hash_row(row):
        return "changed"
    if row.previous != previous_hash:
        return "link"
    return "differs" if known_hashes.get(number, row.hash) != row.hash else ""


def hash_accounts(connection: Connection, account_id: str = "") -> dict[str, str]:
    """Return account id → SHA-256 of the account's row; with `account_id`, of that account alone.

    The audit trail has these hashes, so that a change of an account outside the program is found.
    They are over the row's cells as text, in the order of the table's columns. On SQLite the stored
    bytes are read, because a damaged column may be no text.
    """
    is_sqlite = connection.dialect.name == "sqlite"
    columns = (
        cast(column, LargeBinary) if is_sqlite else cast(column, Text)
        for column in accounts.columns
    )
    query = select(*columns)
    if account_id:
        query = query.where(accounts.c.id == account_id)
    hashes: dict[str, str] = {}
    for row in connection.execute(query):
        cells = [_format_stored_cell(cell) for cell in row]
        # The first column is the account's id.
        hashes[str(cells[0])] = hashlib.sha256(json.dumps(cells).encode()).hexdigest()
    return hashes


def _format_stored_cell(cell: object) -> str | None:
    """Return a cell of an account's row as text that is the same for SQLite and PostgreSQL.

    So a backup of one can be loaded into the other. None, an empty cell, stays None.
    """
    text = cell.decode("utf-8", "backslashreplace") if isinstance(cell, bytes) else cell
    sqlite_texts = {"true": "1", "false": "0"}  # of PostgreSQL's booleans
    return None if text is None else sqlite_texts.get(str(text), str(text))


def read_head(connection: Connection) -> AuditHead:
    """Return number and hash of the newest audit row; number 0 while the audit trail is empty.

    The next row continues the chain with them.
    """
    columns = (audit_rows.c.number, audit_rows.c.hash)
    query = select(*columns).order_by(audit_rows.c.number.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    return AuditHead(0, NO_PREVIOUS_HASH) if row is None else AuditHead(row.number, row.hash)


def read_detail(row: Any) -> dict[str, Any]:
    """Return the detail of an audit row, parsed from its JSON text; {} if it is damaged."""
    with suppress(ValueError):
        detail = json.loads(row.detail)
        if isinstance(detail, dict):
            return detail
    return {}


def hash_row(row: AuditRow) -> str:
    """Return the SHA-256 over the fields of an audit row except `hash`.

    The fields include the previous row's hash, so that no earlier row can be changed undetected.
    """
    values = [value for name, value in asdict(row).items() if name != "hash"]
    compact_json = json.dumps(values, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(compact_json.encode("ascii")).hexdigest()
