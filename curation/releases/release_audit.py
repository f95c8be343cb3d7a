"""Releases in the audit trail: one row before a release is written, and one after.

The row before (event publishing) announces the release, and the release has a note with number and
hash of this row. The row after (published, restored, figures_reviewed) records the release with its
hash. An announcement without a record was left by a crash: the next start records the release if it
was written, else it withdraws the announcement (withdrawn).
"""

import fcntl
import logging
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from auth import (
    START,
    Actor,
    AuditEvent,
    AuditHead,
    AuditRow,
    AuthDatabase,
    DatabaseUnavailableError,
    operator_actor,
    read_detail,
    read_rows_of_events,
    record_event,
)
from curation.releases.notes import ACCEPTED_BY, AUDIT_HEAD, CORRECTED_CELLS
from curation.releases.upload_review import Review
from curation.workspace import Workspace
from ledger import Release, Store, StoreError
from ledger.errors import wrap_storage_errors
from private_files import make_private_folder

MAX_REASON = 2_000  # characters
MAX_AUDITED_CELLS = 20  # corrected cells that a row of the audit trail names

if TYPE_CHECKING:
    from curation.releases.changes import Changes

LOG = logging.getLogger("dashboard.publishing")
RECORDING_EVENTS = (AuditEvent.PUBLISHED, AuditEvent.RESTORED, AuditEvent.FIGURES_REVIEWED)
ANNOUNCED = "announced"
"""Key in the detail of a row: the number of the row that announced the release."""
LOCK = "publishing.lock"
MAX_SEARCHED_ROWS = 1_000
"""Newest rows in which open announcements are looked for; a crash leaves them near the end."""


@dataclass(frozen=True, slots=True)
class RecordedRelease:
    """A release as a row of the audit trail records it: number, SHA-256 and the row's number."""

    number: int
    sha256: str
    row: int


@dataclass(frozen=True, slots=True)
class ResolvedPublish:
    """An interrupted publish that the next start has completed (`completed`) or withdrawn.

    `who` is the name of the person who was publishing the release.
    """

    release_number: int
    who: str
    completed: bool


@contextmanager
def publishing_lock(
    workspace: Workspace, *, alone: bool = False, wait: bool = True
) -> Iterator[bool]:
    """Hold this machine's lock for writing a release and its audit rows; yield whether it is held.

    Several processes may hold it at the same time, unless one asks to hold it `alone`. Without
    `wait`, False is yielded if others hold it. The system frees it when the process ends. Raises
    StoreError.
    """
    with wrap_storage_errors(str(workspace.local_folder / LOCK)):
        make_private_folder(workspace.local_folder)
        file = os.open(workspace.local_folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            kind = fcntl.LOCK_EX if alone else fcntl.LOCK_SH
            fcntl.flock(file, kind if wait else kind | fcntl.LOCK_NB)
            is_held = True
        except BlockingIOError:
            is_held = False
        yield is_held
    finally:
        os.close(file)


def announce_and_write(
    workspace: Workspace,
    actor: Actor,
    event: AuditEvent,
    release_number: int,
    detail: Mapping[str, Any],
    write: Callable[[dict[str, str]], Release],
) -> Release:
    """Announce a release in the audit trail, write it by calling `write`, and return it.

    `event` is that of the row to follow (published, restored, …), `detail` goes into the row that
    announces release `release_number`. `write` takes the note that names this row. The announcement
    is withdrawn if no release was written, or `write` returns an earlier release of the same
    request. Announcements of others whose release can no longer be written are withdrawn too.
    Raises DatabaseUnavailableError before anything is written, and what `write` raises.
    """
    announced = {"release": release_number, "as": event.value, **detail}
    row = record_event(actor, AuditEvent.PUBLISHING, str(release_number), announced)
    try:
        release = write({AUDIT_HEAD: _format_row_note(row)})
    except StoreError as error:
        written = _find_announced_release(workspace.store, release_number, row)
        if written is None:
            _withdraw_announcement(actor, row, release_number, error.code)
            raise
        fields = {"release": release_number, "error": str(error)}
        LOG.warning("written after all", extra={"fields": fields})
        return written
    if release.notes.get(AUDIT_HEAD) != _format_row_note(row):  # an earlier release
        _withdraw_announcement(actor, row, release_number, "same_request")
    _withdraw_outrun_announcements(workspace, actor, release_number)
    return release


def record_release(
    actor: Actor, release: Release, changes: "Changes", event: AuditEvent, detail: Mapping[str, str]
) -> None:
    """Record a written release in the audit trail: the row after, see the top of this module.

    It has number and hash of the release, how many figures were added, changed and removed,
    `detail`, and the number of the row before, which announced the release: so that announcement
    is no longer open. A release that is recorded already is not recorded again. If the accounts
    database cannot be reached, this is logged, and the next start of the server or of a command
    records the release.
    """
    added, changed, removed = map(len, changes.frames)  # in this order
    # The release's note is "12:ab…": number and hash of the row that announced it.
    announcing_row, _, _ = release.notes.get(AUDIT_HEAD, "").partition(":")
    facts = {"release": release.number, "sha256": release.sha256}
    facts |= {"added": added, "changed": changed, "removed": removed, **detail}
    try:
        if not find_recorded_release(actor.database, release):
            record_event(actor, event, str(release.number), {**facts, ANNOUNCED: announcing_row})
    except DatabaseUnavailableError as error:
        LOG.warning(
            "not sealed", extra={"fields": {"release": release.number, "error": error.code}}
        )


def record_first_release(database: AuthDatabase, release: Release) -> None:
    """Record release 1, published from datasets/, in the audit trail unless it is recorded.

    If the accounts database cannot be reached, nothing is recorded: `verify` does not require it.
    """
    facts = {"release": release.number, "sha256": release.sha256, "added": release.rows}
    with suppress(DatabaseUnavailableError):
        if not find_recorded_release(database, release):
            actor = operator_actor(database, START)
            record_event(actor, AuditEvent.PUBLISHED, str(release.number), facts)


def find_recorded_release(database: AuthDatabase, release: Release) -> RecordedRelease | None:
    """Return the row of the audit trail that has a release's number and hash; None if none has.

    The number alone does not suffice: a lost release may have been replaced by another one. Raises
    DatabaseUnavailableError.
    """
    rows = read_rows_of_events(database, RECORDING_EVENTS, subject=str(release.number))
    recorded_releases = filter(None, map(_parse_recorded_release, rows))
    return next(
        (recorded for recorded in recorded_releases if recorded.sha256 == release.sha256), None
    )


def read_recorded_releases(
    database: AuthDatabase, limit: int | None = None
) -> list[RecordedRelease]:
    """Return the releases that the newest `limit` rows about releases record (None: all rows).

    The newest row comes first. Raises DatabaseUnavailableError.
    """
    rows = read_rows_of_events(database, RECORDING_EVENTS, limit=limit)
    return list(filter(None, map(_parse_recorded_release, rows)))


def find_lost_release(database: AuthDatabase, store: Store) -> RecordedRelease | None:
    """Return the newest release that the audit trail records if the store does not have it.

    None if the store has it with the recorded hash. Raises DatabaseUnavailableError, StoreError.
    """
    for recorded in read_recorded_releases(database, limit=1):
        if store.stored_hash(recorded.number) != recorded.sha256:
            return recorded
    return None


def check_parent_is_newest_recorded(workspace: Workspace, parent: int) -> None:
    """Raise StoreError("lost") if the audit trail records a release that the store has lost.

    `parent` is the number of the release after which the next is to be published. If it is the
    newest in the store, but the audit trail records a newer one, that was lost; then an earlier
    release can be restored, but none published. If `parent` is not the newest, nothing is raised
    here, because writing the release fails anyway. Raises DatabaseUnavailableError.
    """
    head = workspace.store.head()
    for recorded in read_recorded_releases(workspace.database, limit=1):
        if head and head.number == parent < recorded.number:
            raise StoreError("lost", workspace.store.uri, number=recorded.number)


def find_open_announcements(database: AuthDatabase) -> list[AuditRow]:
    """Return the rows that announce a release and that no later row completes or withdraws.

    Such a row is of somebody who is publishing now, or was left by a crash. A later row that ends
    it has its number (ANNOUNCED). Only the newest MAX_SEARCHED_ROWS are read. Raises
    DatabaseUnavailableError.
    """
    events = (*RECORDING_EVENTS, AuditEvent.PUBLISHING, AuditEvent.WITHDRAWN)
    rows = read_rows_of_events(database, events, limit=MAX_SEARCHED_ROWS)
    closed_row_numbers = {str(read_detail(row).get(ANNOUNCED)) for row in rows}
    return [
        row
        for row in rows
        if row.event == AuditEvent.PUBLISHING and str(row.number) not in closed_row_numbers
    ]


def resolve_interrupted_publishing(workspace: Workspace) -> list[ResolvedPublish]:
    """Complete or withdraw the open announcements that a crash left; return them, oldest first.

    While somebody on this machine is publishing, nothing is done, because an announcement may be
    theirs. Raises DatabaseUnavailableError, StoreError.
    """
    if not find_open_announcements(workspace.database):
        return []
    with publishing_lock(workspace, alone=True, wait=False) as is_held:
        # Read again under the lock: what was being published before is recorded now.
        rows = find_open_announcements(workspace.database) if is_held else []  # newest first
        return [_resolve_announcement(workspace, row) for row in reversed(rows)]


def _resolve_announcement(workspace: Workspace, row: AuditRow) -> ResolvedPublish:
    """Record the release that a row announces, or withdraw the announcement if it was not written.

    The row about the acceptance of the release's draft is written too. Both are marked as
    recovered.
    """
    # Imported here, since most starts find nothing interrupted.
    from curation.releases.proposed_release import read_changes

    actor, detail = operator_actor(workspace.database, START), read_detail(row)
    announcement, release_number = AuditHead(row.number, row.hash), int(row.subject)
    release = _find_announced_release(workspace.store, release_number, announcement)
    if release is None:
        _withdraw_announcement(actor, announcement, release_number, "interrupted")
        return ResolvedPublish(release_number, row.who, completed=False)
    changes = read_changes(workspace.store, release.parent, release.number)
    # The announcement has the event to record ("as") and the rest of the details of its row.
    announced_detail = {
        name: text for name, text in detail.items() if name not in ("release", "as")
    }
    recovered_detail = {**announced_detail, "by": row.who, "recovered": "yes"}
    record_release(actor, release, changes, AuditEvent(detail["as"]), recovered_detail)
    if accepted_by := release.notes.get(ACCEPTED_BY):
        facts = {"release": release_number, "accepted_by": accepted_by, "recovered": "yes"}
        record_event(actor, AuditEvent.ACCEPTED, str(detail.get("draft", "")), facts)
    return ResolvedPublish(release_number, row.who, completed=True)


def _find_announced_release(
    store: Store, release_number: int, announcement: AuditHead
) -> Release | None:
    """Return the release with this number if its note names this row of the audit trail, else None.

    None is also returned for a damaged or missing release.
    """
    with suppress(StoreError):
        release = store.release(release_number)
        return release if release.notes.get(AUDIT_HEAD) == _format_row_note(announcement) else None
    return None


def _withdraw_outrun_announcements(workspace: Workspace, actor: Actor, newest: int) -> None:
    """Withdraw open announcements of numbers up to `newest` that another release has taken.

    If two people publish at once, both announce the same number and only one release is written.
    Announcements whose own release was written stay open: they are still to be recorded.
    """
    with suppress(DatabaseUnavailableError):
        for row in find_open_announcements(workspace.database):
            release_number, announcement = int(row.subject), AuditHead(row.number, row.hash)
            if release_number <= newest and not _find_announced_release(
                workspace.store, release_number, announcement
            ):
                _withdraw_announcement(actor, announcement, release_number, "taken")


def _withdraw_announcement(
    actor: Actor, announcement: AuditHead, release_number: int, because: str
) -> None:
    """Write a row that withdraws an open announcement, because its release was not written.

    An announcement is the audit row before a release. Nothing is written if it is no longer open.
    `because` is interrupted, taken, same_request or a StoreError's code. If the database cannot be
    reached, the next start does it.
    """
    facts = {"release": release_number, ANNOUNCED: str(announcement.number), "because": because}
    with suppress(DatabaseUnavailableError):
        if announcement.number in {row.number for row in find_open_announcements(actor.database)}:
            record_event(actor, AuditEvent.WITHDRAWN, str(release_number), facts)


def _format_row_note(row: AuditHead) -> str:
    """Return a row of the audit trail as the text of a release's note: number:hash, "12:ab…"."""
    return f"{row.number}:{row.hash}"


def _parse_recorded_release(row: AuditRow) -> RecordedRelease | None:
    """Return the release that a row of the audit trail records; None if the row has no hash.

    Without a hash nothing in the store can be compared with the row.
    """
    detail = read_detail(row)
    if not row.subject.isdecimal() or "sha256" not in detail:
        return None
    return RecordedRelease(int(row.subject), str(detail["sha256"]), row.number)


def list_corrected_cells(review: Review) -> list[str]:
    """Return the corrected cells of an upload as text: "[1.xlsx]表!C6: 4O3 → 403".

    A release and the audit trail name them, since its figures differ there from the stored files.
    """
    return [
        f"[{problem.file}]{problem.sheet}{'!' if problem.sheet else ''}"
        f"{problem.column}{problem.row}: {problem.value} → {problem.expected}"
        for problem in review.problems
        if problem.code == "cell_corrected"
    ]


def build_correction_detail(review: Review) -> dict[str, str]:
    """Return the detail of an audit row that names the corrected cells; {} for none.

    At most MAX_AUDITED_CELLS are named, and text beyond MAX_REASON characters is cut; the release's
    notes have all of them.
    """
    cells = list_corrected_cells(review)[:MAX_AUDITED_CELLS]
    return {CORRECTED_CELLS: "; ".join(cells)[:MAX_REASON]} if cells else {}
