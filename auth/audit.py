"""The audit trail: append-only rows, each with a hash over itself and the row before it."""

import hashlib
import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, insert, select

from auth.actors import Actor
from auth.tables import audit, format_utc

JOURNAL = logging.getLogger("dashboard.audit")
START = "0" * 64
Detail = Mapping[str, Any]


class AuditEvent(StrEnum):
    """What is written down."""

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
    PUBLISHED = "published"
    RESTORED = "restored"
    FIGURES_REVIEWED = "figures_reviewed"


@dataclass(frozen=True, slots=True)
class AuditHead:
    """The newest row's number and hash: what a release carries to prove the trail up to it."""

    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One row; `at` is UTC in ISO 8601, `detail` canonical JSON."""

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
    """The first bad row: missing, changed, link (to the row before), differs (from a head), cut."""

    number: int
    code: str


def append_row(
    db: Connection, actor: Actor, event: AuditEvent, subject: str = "", detail: Detail | None = None
) -> AuditHead:
    """Add a row in the writer's transaction; the gate's only writer keeps the chain whole."""
    head = read_head(db)
    row = AuditRow(
        number=head.number + 1,
        at=format_utc(actor.database.now()),
        who=actor.name or "anonymous",
        account=actor.account,
        event=event.value,
        subject="".join(c if c.isprintable() else "�" for c in subject)[:200],
        detail=json.dumps(dict(detail or {}), ensure_ascii=True, sort_keys=True),
        previous=head.hash,
        hash="",
    )
    sealed = {**_fields(row), "hash": row_hash(row)}
    db.execute(insert(audit).values(**sealed))
    told = {"row": row.number, "who": row.who, "subject": row.subject}
    JOURNAL.info(row.event, extra={"fields": told})
    return AuditHead(row.number, sealed["hash"])


def find_bad_row(db: Connection, heads: Iterable[AuditHead]) -> AuditFinding | None:
    """Name the first bad row, within a transaction."""
    known = {head.number: head.hash for head in heads if head.number}
    number, previous = 0, START
    query = select(audit).order_by(audit.c.number).execution_options(yield_per=1000)
    with db.execute(query) as rows:
        for found in rows:
            number += 1
            row = AuditRow(**found._mapping)
            code = _fault(row, number, previous, known)
            if code:
                return AuditFinding(number, code)
            previous = row.hash
    return AuditFinding(number + 1, "cut") if any(n > number for n in known) else None


def _fault(row: AuditRow, number: int, previous: str, known: Mapping[int, str]) -> str:
    if row.number != number:
        return "missing"
    if row.hash != row_hash(row):
        return "changed"
    if row.previous != previous:
        return "link"
    return "differs" if known.get(number, row.hash) != row.hash else ""


def read_head(db: Connection) -> AuditHead:
    """Read the newest row's number and hash, within a transaction."""
    query = select(audit.c.number, audit.c.hash).order_by(audit.c.number.desc()).limit(1)
    row = db.execute(query).one_or_none()
    return AuditHead(0, START) if row is None else AuditHead(row.number, row.hash)


def _fields(row: AuditRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in AuditRow.__slots__}


def row_hash(row: AuditRow) -> str:
    covered = [value for name, value in _fields(row).items() if name != "hash"]
    text = json.dumps(covered, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()
