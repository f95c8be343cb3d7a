"""Finds stored changes of drafts, reports and labels that the audit trail lacks; records them.

A change is stored first and then recorded. If the disk is full or the process is killed in between,
the next start of the server or of a command records it.
"""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from auth import START, AuditEvent, operator_actor, read_detail, read_rows_of_events, record_event
from curation.append_only_folder import find_next_state_number, read_head
from curation.drafts.draft import Draft
from curation.drafts.draft_storage import draft_folder
from curation.maintenance.local_file_verification import ITEM_EVENTS, LABEL_EVENTS
from curation.remembered_labels import labels_folder
from curation.reports.report_editing import report_folder
from curation.workspace import Workspace
from ledger import CorruptFileError

RECORDED_STEPS = {
    "created": AuditEvent.UPLOADED,
    "submitted": AuditEvent.SUBMITTED,
    "returned": AuditEvent.RETURNED,
    "taken_over": AuditEvent.TAKEN_OVER,
}
"""The event in the audit trail of each step of a draft that is recorded."""
SECONDS_TO_RECORD = 60.0
"""A state that is newer may be recorded by another process at this moment."""


@dataclass(frozen=True, slots=True)
class UnrecordedChange:
    """A stored change that the audit trail lacks.

    `place` is the item's path ("drafts/ID"), `subject` its id ("" for labels), `who` the name of
    the author of the change, "" for labels, and `state` the number of the newest state.
    """

    place: str
    event: AuditEvent
    subject: str
    who: str
    state: int


def find_unrecorded_changes(workspace: Workspace) -> Iterator[UnrecordedChange]:
    """Yield the changes that the audit trail lacks, except those of the last SECONDS_TO_RECORD.

    Raises DatabaseUnavailableError, StoreError.
    """
    rows = read_rows_of_events(workspace.database, ITEM_EVENTS)
    recorded = Counter((row.subject, row.event) for row in rows)
    for draft in draft_folder(workspace).load_all():
        if _is_settled(draft_folder(workspace).root / draft.id):
            yield from _find_unrecorded_steps(draft, recorded)
    for report in report_folder(workspace).load_all():
        is_recorded = (report.id, AuditEvent.UPLOADED.value) in recorded
        if not is_recorded and _is_settled(report_folder(workspace).root / report.id):
            place = f"readings/{report.id}"
            yield UnrecordedChange(
                place, AuditEvent.UPLOADED, report.id, report.author, report.version
            )
    yield from _find_unrecorded_labels(workspace)


def record_late(workspace: Workspace) -> list[str]:
    """Record the changes that the audit trail lacks; return their places, for the start's message.

    The rows are marked as recovered. Raises DatabaseUnavailableError, StoreError.
    """
    actor = operator_actor(workspace.database, START)
    changes = list(find_unrecorded_changes(workspace))
    for change in changes:
        detail = {"state": change.state, "recovered": "yes"}
        detail |= {"by": change.who} if change.who else {}
        record_event(actor, change.event, change.subject, detail)
    return [change.place for change in changes]


def _find_unrecorded_steps(
    draft: Draft, recorded: Counter[tuple[str, str]]
) -> Iterator[UnrecordedChange]:
    """Yield the newest steps of a draft for which there are no rows.

    `recorded` counts the rows of the audit trail by draft and event.
    """
    for what, event in RECORDED_STEPS.items():
        steps = [step for step in draft.steps if step.what == what]
        for step in steps[recorded[draft.id, event.value] :]:
            yield UnrecordedChange(f"drafts/{draft.id}", event, draft.id, step.who, draft.version)


def _find_unrecorded_labels(workspace: Workspace) -> Iterator[UnrecordedChange]:
    """Yield the newest state of the labels if the newest row about them is of an earlier state.

    A row of version 0.2 names no state: if it is the newest, nothing is known to be missing. The
    same holds for labels of version 0.1, which wrote no head. Labels whose newest file is younger
    than SECONDS_TO_RECORD are left out.
    """
    folder = labels_folder(workspace)
    with suppress(CorruptFileError):
        newest = max(read_head(folder).number, find_next_state_number(folder) - 1)
        for row in read_rows_of_events(workspace.database, LABEL_EVENTS, limit=1):
            if read_detail(row).get("state", newest) >= newest:  # without a state: as if newest
                return
        if newest and _is_settled(folder):
            yield UnrecordedChange(folder.name, AuditEvent.LABELS_REMEMBERED, "", "", newest)


def _is_settled(folder: Path) -> bool:
    """Return whether the newest file of an item is older than SECONDS_TO_RECORD."""
    newest = max((path.stat().st_mtime for path in folder.glob("*.json")), default=0.0)
    return time.time() - newest > SECONDS_TO_RECORD
