"""The audit trail for other rooms: written to, read, and verified."""

from collections.abc import Iterable

from sqlalchemy import select

from auth.actors import Actor
from auth.audit import (
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
from auth.tables import audit


def record_event(
    actor: Actor, event: AuditEvent, subject: str = "", detail: Detail | None = None
) -> AuditHead:
    """Write down what the actor has done; for rooms that asked `require` and then acted.

    Details are JSON values and must not hold secrets. Raises Unavailable.
    """
    with actor.database.write_transaction() as db:
        return append_row(db, actor, event, subject, detail)


def read_audit_head(gate: AuthDatabase) -> AuditHead:
    """Read the newest row's number and hash; number 0 while the trail is empty."""
    with gate.read_transaction() as db:
        return read_head(db)


def verify_audit(gate: AuthDatabase, heads: Iterable[AuditHead] = ()) -> AuditFinding | None:
    """Name the first bad row of the trail, or None.

    Rows are in order by number, whatever the clock did. `heads` come from the releases: with
    them a trail rewritten as a whole, or cut short, is found too. Raises Unavailable.
    """
    with gate.read_transaction() as db:
        return find_bad_row(db, heads)


def read_audit(
    actor: Actor,
    *,
    before: int | None = None,
    limit: int = 100,
    event: AuditEvent | None = None,
    who: str = "",
) -> list[AuditRow]:
    """Read rows, newest first: of one event, of one name, before a number.

    Raises Denied and Unavailable.
    """
    require(actor, Action.READ_AUDIT)
    query = select(audit).order_by(audit.c.number.desc()).limit(limit)
    if before is not None:
        query = query.where(audit.c.number < before)
    if event is not None:
        query = query.where(audit.c.event == event.value)
    if who:
        query = query.where(audit.c.who == who)
    with actor.database.read_transaction() as db:
        return [AuditRow(**row._mapping) for row in db.execute(query)]
