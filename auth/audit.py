"""The audit trail: record an event, read events, verify the chain of hashes."""

from collections.abc import Iterable
from contextlib import suppress

from sqlalchemy import select

from auth.actors import Actor
from auth.audit_chain import (
    AuditEvent,
    AuditFinding,
    AuditHead,
    AuditRow,
    Detail,
    append_row,
    find_bad_row,
    read_head,
)
from auth.database import AuthDatabase
from auth.noted_head import read_noted_head
from auth.permissions import Action, require
from auth.schema import audit_rows


def record_event(
    actor: Actor, event: AuditEvent, subject: str = "", detail: Detail | None = None
) -> AuditHead:
    """Write a row to the audit trail; the caller has checked the permission with `require`.

    `subject` is the id of the object acted on, such as a draft or an account. `detail` has JSON
    values and must not include secrets. Raises DatabaseUnavailableError.
    """
    with actor.database.write_transaction() as db:
        return append_row(db, actor, event, subject, detail)


def read_audit_head(database: AuthDatabase) -> AuditHead:
    """Return the newest row's number and hash; number 0 while the audit trail is empty."""
    with database.read_transaction() as db:
        return read_head(db)


def verify_audit(database: AuthDatabase, heads: Iterable[AuditHead] = ()) -> AuditFinding | None:
    """Return the first invalid row of the audit trail, or None if all rows are valid.

    Rows are checked in the order of their numbers. `heads` are the numbers and hashes stored in
    releases; with these and the one noted beside the database, a trail that was rewritten or cut
    short is detected too. Raises DatabaseUnavailableError.
    """
    try:
        noted = read_noted_head(database.noted_head)
    except ValueError:
        noted = 0, ""  # a damaged note, which is reported unless a row is found to be invalid
    known_heads = [*([AuditHead(*noted)] if noted else []), *heads]
    with database.read_transaction() as db:
        bad_row = find_bad_row(db, known_heads)
        if bad_row is None and noted == (0, ""):
            return AuditFinding(read_head(db).number, "head")
        return bad_row


def is_trail_cut(database: AuthDatabase) -> bool:
    """Return whether the row noted beside the database as the newest is missing, or another one.

    Without a note, or with a damaged one (which `verify_audit` reports), the answer is False.
    Raises DatabaseUnavailableError.
    """
    with suppress(ValueError):
        if noted := read_noted_head(database.noted_head):
            number, digest = noted
            with database.read_transaction() as db:
                query = select(audit_rows.c.hash).where(audit_rows.c.number == number)
                return db.execute(query).scalar_one_or_none() != digest
    return False


def read_rows_about(
    database: AuthDatabase,
    events: Iterable[AuditEvent],
    *,
    subject: str = "",
    limit: int | None = None,
) -> list[AuditRow]:
    """Return rows of the audit trail of some kinds, newest first, for decisions of the program.

    No permission is checked, so the rows must not be shown. `subject` "" means all subjects, a
    `limit` of None all rows. Raises DatabaseUnavailableError.
    """
    query = select(audit_rows).order_by(audit_rows.c.number.desc()).limit(limit)
    query = query.where(audit_rows.c.event.in_([event.value for event in events]))
    if subject:
        query = query.where(audit_rows.c.subject == subject)
    with database.read_transaction() as db:
        return [AuditRow(**row._mapping) for row in db.execute(query)]


def read_audit(
    actor: Actor,
    *,
    before: int | None = None,
    limit: int = 100,
    event: AuditEvent | None = None,
    who: str = "",
) -> list[AuditRow]:
    """Return at most `limit` rows of the audit trail, newest first.

    Filters: only rows with a number less than `before` (for the next page), of the kind `event`, by
    the actor named `who`. Raises PermissionDeniedError and DatabaseUnavailableError.
    """
    require(actor, Action.READ_AUDIT)
    query = select(audit_rows).order_by(audit_rows.c.number.desc()).limit(limit)
    if before is not None:
        query = query.where(audit_rows.c.number < before)
    if event is not None:
        query = query.where(audit_rows.c.event == event.value)
    if who:
        query = query.where(audit_rows.c.who == who)
    with actor.database.read_transaction() as db:
        return [AuditRow(**row._mapping) for row in db.execute(query)]
