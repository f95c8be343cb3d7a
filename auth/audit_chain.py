"""Rows of the audit trail: append-only, each with a hash over itself and the previous row.

This module is for `auth` itself, since `permissions` records denials with it; other packages import
`auth.audit`.
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
# Stands for the previous hash in the first row.
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
"""In the details of such an event: the SHA-256 of the account's row as it is since then."""


@dataclass(frozen=True, slots=True)
class AuditHead:
    """Number and hash of the newest row; a release stores both, so later changes are detected."""

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

    `code` is "missing" (a number is skipped), "changed" (its hash does not match), "link" (it does
    not refer to the previous row's hash), "differs" (another hash was noted for this number, in a
    release or beside the database), "cut" (rows at the end are missing) or "head" (the file beside
    the database that notes the newest row is damaged, or missing though there was one).
    """

    number: int
    code: str


def append_row(
    db: Connection, actor: Actor, event: AuditEvent, subject: str = "", detail: Detail | None = None
) -> AuditHead:
    """Append a row to the audit trail's chain of hashes, log it, and return its number and hash.

    `db` must be a write transaction, so that no other process appends at the same time. `subject`
    is cut to 200 characters, its unprintable ones replaced; `detail` has JSON values. Of an event
    that changes an account (ACCOUNT_CHANGES) it also has the hash of the account's row, by which a
    later change outside the program is noticed.
    """
    head, facts = read_head(db), dict(detail or {})
    if event in ACCOUNT_CHANGES and subject:
        for sha256 in hash_accounts(db, subject).values():
            facts[ACCOUNT_HASH] = sha256
    row = AuditRow(
        number=head.number + 1,
        at=format_utc(actor.database.now()),
        who=actor.name or "anonymous",
        account=actor.account_id,
        event=event.value,
        subject="".join(c if c.isprintable() else "\ufffd" for c in subject)[:200],
        detail=json.dumps(facts, ensure_ascii=True, sort_keys=True),
        previous=head.hash,
        hash="",
    )
    values = {**asdict(row), "hash": row_hash(row)}
    db.execute(insert(audit_rows).values(**values))
    fields = {"row": row.number, "who": row.who, "subject": row.subject}
    LOG.info(row.event, extra={"fields": fields})
    db.info[NEW_HEAD] = row.number, values["hash"]  # noted beside the database once committed
    return AuditHead(row.number, values["hash"])


def find_bad_row(db: Connection, heads: Iterable[AuditHead]) -> AuditFinding | None:
    """Return the first invalid row of the audit trail's chain of hashes, None if all are valid.

    `heads` are numbers and hashes of rows that were noted elsewhere: such a row must still have its
    hash, and a number above the last row's means that the trail was cut. A head with the number 0
    was noted while the trail was empty and proves nothing.
    """
    known_hashes = {head.number: head.hash for head in heads if head.number}
    number, previous_hash = 0, NO_PREVIOUS_HASH
    query = select(audit_rows).order_by(audit_rows.c.number).execution_options(yield_per=1000)
    with db.execute(query) as rows:
        for database_row in rows:
            number += 1
            row = AuditRow(**database_row._mapping)
            code = _check_row(row, number, previous_hash, known_hashes)
            if code:
                return AuditFinding(number, code)
            previous_hash = row.hash
    is_cut = max(known_hashes, default=0) > number
    return AuditFinding(number + 1, "cut") if is_cut else None


def _check_row(
    row: AuditRow, number: int, previous_hash: str, known_hashes: Mapping[int, str]
) -> str:
    """Return the code of what is wrong with a row of the audit trail's chain; "" for a valid row.

    The codes are those of AuditFinding. `number` and `previous_hash` are what the row must have;
    `known_hashes` maps row numbers to the hashes noted elsewhere, in releases or beside the
    database.
    """
    if row.number != number:
        return "missing"
    if row.hash != row_hash(row):
        return "changed"
    if row.previous != previous_hash:
        return "link"
    return "differs" if known_hashes.get(number, row.hash) != row.hash else ""


def hash_accounts(db: Connection, account_id: str = "") -> dict[str, str]:
    """Map the id of each account, or of one account alone, to the SHA-256 of its row.

    The id is the first column. On SQLite, columns are read as the bytes that are stored: a damaged
    one may be no text.
    """
    is_sqlite = db.dialect.name == "sqlite"
    columns = (cast(c, LargeBinary) if is_sqlite else cast(c, Text) for c in accounts.columns)
    query = select(*columns)
    if account_id:
        query = query.where(accounts.c.id == account_id)
    rows = (map(_as_stored, row) for row in db.execute(query))
    return {
        str(row[0]): hashlib.sha256(json.dumps(row).encode()).hexdigest() for row in map(list, rows)
    }


def _as_stored(cell: object) -> str | None:
    """Return a cell of an account as text, the same from SQLite and PostgreSQL."""
    text = cell.decode("utf-8", "backslashreplace") if isinstance(cell, bytes) else cell
    known = {"true": "1", "false": "0"}
    return None if text is None else known.get(str(text), str(text))


def read_head(db: Connection) -> AuditHead:
    """Return the newest row's number and hash; number 0 while the audit trail is empty."""
    columns = (audit_rows.c.number, audit_rows.c.hash)
    query = select(*columns).order_by(audit_rows.c.number.desc()).limit(1)
    row = db.execute(query).one_or_none()
    return AuditHead(0, NO_PREVIOUS_HASH) if row is None else AuditHead(row.number, row.hash)


def read_detail(row: Any) -> dict[str, Any]:
    """Return the details of an audit row; {} for damaged ones, whose hash does not match."""
    with suppress(ValueError):
        detail = json.loads(row.detail)
        if isinstance(detail, dict):
            return detail
    return {}


def row_hash(row: AuditRow) -> str:
    """Return the SHA-256 in hex over the fields of an audit row except `hash`, as compact JSON.

    It includes the hash of the row before, so that no earlier row can be changed unnoticed.
    """
    values = [value for name, value in asdict(row).items() if name != "hash"]
    compact_json = json.dumps(values, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(compact_json.encode("ascii")).hexdigest()
