"""The audit trail: record an event, read events, verify the chain of hashes."""

from collections.abc import Iterable

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
from auth.permissions import Action, require
from auth.schema import audit_rows


def record_event(
    actor: Actor, event: AuditEvent, subject: str = "", detail: Detail | None = None
) -> AuditHead:
    """Record what the actor has done; the caller has checked permission with `require`.

    Details are JSON values and must not include secrets. Raises DatabaseUnavailableError.
    """
    with actor.database.write_transaction() as db:
        return append_row(db, actor, event, subject, detail)


def read_audit_head(database: AuthDatabase) -> AuditHead:
    """Return the newest row's number and hash; number 0 while the trail is empty."""
    with database.read_transaction() as db:
        return read_head(db)


def verify_audit(database: AuthDatabase, heads: Iterable[AuditHead] = ()) -> AuditFinding | None:
    """Return the first invalid row of the trail, or None.

    Rows are ordered by number, whatever the clock did. `heads` are those stored in releases: with
    them a trail that was rewritten or cut short is detected too. Raises DatabaseUnavailableError.
    """
    with database.read_transaction() as db:
        return find_bad_row(db, heads)


def read_audit(
    actor: Actor,
    *,
    before: int | None = None,
    limit: int = 100,
    event: AuditEvent | None = None,
    who: str = "",
) -> list[AuditRow]:
    """Return rows, newest first: of one event, of one actor's name, before a number.

    Raises PermissionDeniedError and DatabaseUnavailableError.
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
