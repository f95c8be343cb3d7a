"""Records changes of drafts, reports and labels in the audit trail after they are stored."""

import logging

from auth import Actor, AuditEvent, DatabaseUnavailableError, record_event
from auth.audit_chain import Detail

LOG = logging.getLogger("dashboard.curation")


def record_state(
    actor: Actor, event: AuditEvent, subject: str = "", detail: Detail | None = None
) -> None:
    """Record a change whose state is stored already; `subject` is the id of the draft or report.

    If the accounts database cannot be written now, because the disk is full, this is logged: the
    change counts, its author is not told that it failed, and the next start records it (see
    `curation.maintenance.late_records`).
    """
    try:
        record_event(actor, event, subject, detail)
    except DatabaseUnavailableError as error:
        fields = {"event": event.value, "subject": subject, "error": error.code}
        LOG.warning("not recorded", extra={"fields": fields})
