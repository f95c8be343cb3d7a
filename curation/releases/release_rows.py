"""What the audit trail says of releases: a row before each is written, and one after it.

The row before (publishing) announces the release, which notes it; the row after (published,
restored, figures_reviewed) has its hash. A row without the other was left by a crash: the next
start writes the row after, or withdraws the announcement.
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
    read_rows_about,
    record_event,
)
from curation.releases.notes import ACCEPTED_BY, AUDIT_HEAD
from curation.workspace import Workspace
from ledger import Release, Store, StoreError
from ledger.errors import wrap_storage_errors
from private_files import make_private_folder

if TYPE_CHECKING:
    from curation.releases.changes import Changes

LOG = logging.getLogger("dashboard.publishing")
SEALS = (AuditEvent.PUBLISHED, AuditEvent.RESTORED, AuditEvent.FIGURES_REVIEWED)
ANNOUNCED = "announced"
"""In the detail of a row: the number of the row that announced the release."""
LOCK = "publishing.lock"
MOST_ROWS = 1_000
"""Rows in which a start looks for what was interrupted: all of it is near the end."""


@dataclass(frozen=True, slots=True)
class RecordedRelease:
    """A release as the audit trail has it: its number, its SHA-256 and the number of the row."""

    number: int
    sha256: str
    row: int


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a start did with a release that was announced: `completed` or withdrawn."""

    number: int
    who: str
    completed: bool


@contextmanager
def publishing_lock(
    workspace: Workspace, *, alone: bool = False, wait: bool = True
) -> Iterator[bool]:
    """Hold this machine's lock for writing a release and its audit rows.

    Several may hold it, but nobody beside one who is `alone`. Yields whether it is held: without
    `wait`, it is not if others hold it in a way that excludes this one. The system frees it when
    the process ends. Raises StoreError.
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


def write_announced(
    workspace: Workspace,
    actor: Actor,
    event: AuditEvent,
    number: int,
    detail: Mapping[str, Any],
    write: Callable[[dict[str, str]], Release],
) -> Release:
    """Announce release `number` in the audit trail, then have `write` write it; return it.

    `write` takes the note by which the release names its announcement. If it fails and the release
    is not there, the announcement is withdrawn; so is it if `write` returns an earlier release of
    the same request. Then others' announcements of numbers that are taken are withdrawn. Raises
    DatabaseUnavailableError before anything is written, and what `write` raises.
    """
    announced = {"release": number, "as": event.value, **detail}
    row = record_event(actor, AuditEvent.PUBLISHING, str(number), announced)
    try:
        release = write({AUDIT_HEAD: _as_note(row)})
    except StoreError as error:
        written = _find_announced(workspace.store, number, row)
        if written is None:
            _withdraw(actor, row, number, error.code)
            raise
        LOG.warning("written after all", extra={"fields": {"release": number, "error": str(error)}})
        return written
    if release.notes.get(AUDIT_HEAD) != _as_note(row):  # the same request had been published
        _withdraw(actor, row, number, "same_request")
    _withdraw_impossible(workspace, actor, number)
    return release


def record_release(
    actor: Actor, release: Release, changes: "Changes", event: AuditEvent, detail: Mapping[str, str]
) -> None:
    """Record a release in the audit trail, with counts of its added, changed and removed figures.

    The row is the release's seal; nothing is recorded twice. If the accounts database cannot be
    reached, the release stays as it was announced, and the next start records it.
    """
    added, changed, removed = map(len, changes.frames)
    # The note is "12:ab…": number and hash of the row that announced the release.
    row, _, _ = release.notes.get(AUDIT_HEAD, "").partition(":")
    facts = {"release": release.number, "sha256": release.sha256}
    facts |= {"added": added, "changed": changed, "removed": removed, **detail}
    try:
        if not find_seal(actor.database, release):
            record_event(actor, event, str(release.number), {**facts, ANNOUNCED: row})
    except DatabaseUnavailableError as error:
        LOG.warning(
            "not sealed", extra={"fields": {"release": release.number, "error": error.code}}
        )


def record_first_release(database: AuthDatabase, release: Release) -> None:
    """Record release 1, made of datasets/, in the audit trail, unless it is recorded.

    If the accounts database cannot be reached, nothing is recorded, which is no fault.
    """
    facts = {"release": release.number, "sha256": release.sha256, "added": release.rows}
    with suppress(DatabaseUnavailableError):
        if not find_seal(database, release):
            actor = operator_actor(database, START)
            record_event(actor, AuditEvent.PUBLISHED, str(release.number), facts)


def find_seal(database: AuthDatabase, release: Release) -> RecordedRelease | None:
    """Return the row of the audit trail that has a release's number and hash; None if none has.

    Raises DatabaseUnavailableError.
    """
    rows = read_rows_about(database, SEALS, subject=str(release.number))
    sealed = filter(None, map(_recorded_release, rows))
    return next((seal for seal in sealed if seal.sha256 == release.sha256), None)


def read_sealed_releases(database: AuthDatabase, limit: int | None = None) -> list[RecordedRelease]:
    """Return the releases in the audit trail, newest row first. Raises DatabaseUnavailableError."""
    return list(filter(None, map(_recorded_release, read_rows_about(database, SEALS, limit=limit))))


def find_lost_release(database: AuthDatabase, store: Store) -> RecordedRelease | None:
    """Return the newest release of the audit trail if the store has it no more, or has another.

    Raises DatabaseUnavailableError, StoreError.
    """
    for sealed in read_sealed_releases(database, limit=1):
        if store.stored_hash(sealed.number) != sealed.sha256:
            return sealed
    return None


def check_nothing_lost(workspace: Workspace, parent: int) -> None:
    """Raise StoreError("lost") if the audit trail has a release after number `parent`, the newest.

    Nothing is published into such a gap; restoring an earlier release is the way on. Raises
    DatabaseUnavailableError.
    """
    head = workspace.store.head()
    for sealed in read_sealed_releases(workspace.database, limit=1):
        if head and head.number == parent < sealed.number:
            raise StoreError("lost", workspace.store.uri, number=sealed.number)


def find_unsealed_rows(database: AuthDatabase) -> list[AuditRow]:
    """Return the rows that announce a release and that no later row completes or withdraws.

    A later row names the number of the row that it settles. Only the newest MOST_ROWS are read.
    Raises DatabaseUnavailableError.
    """
    # SEALS are the events that record a release; PUBLISHING announces one.
    kinds = (*SEALS, AuditEvent.PUBLISHING, AuditEvent.WITHDRAWN)
    rows = read_rows_about(database, kinds, limit=MOST_ROWS)
    settled = {str(read_detail(row).get(ANNOUNCED)) for row in rows}
    return [
        row for row in rows if row.event == AuditEvent.PUBLISHING and str(row.number) not in settled
    ]


def settle_interrupted(workspace: Workspace) -> list[Settlement]:
    """Complete or withdraw what a crash left announced, oldest first; return what was done.

    While somebody on this machine is publishing, nothing is done: an announcement may be theirs.
    Raises DatabaseUnavailableError, StoreError.
    """
    if not find_unsealed_rows(workspace.database):
        return []
    # With the lock, they are read again: what was being published is complete now.
    with publishing_lock(workspace, alone=True, wait=False) as alone:
        rows = find_unsealed_rows(workspace.database) if alone else []  # newest first
        return [_settle(workspace, row) for row in reversed(rows)]


def _settle(workspace: Workspace, row: AuditRow) -> Settlement:
    """Complete the announcement in a row of the audit trail, or withdraw it.

    If the release is there, its row is written, and the row about the acceptance of its draft, both
    marked as recovered. The result names who had announced it.
    """
    from curation.releases.proposed_release import read_changes  # most starts settle nothing

    actor, detail = operator_actor(workspace.database, START), read_detail(row)
    announcement, number = AuditHead(row.number, row.hash), int(row.subject)
    release = _find_announced(workspace.store, number, announcement)
    if release is None:
        _withdraw(actor, announcement, number, "interrupted")
        return Settlement(number, row.who, completed=False)
    changes = read_changes(workspace.store, release.parent, release.number)
    # The announcement has the event to record ("as") and the rest of the details of its row.
    known = {name: text for name, text in detail.items() if name not in ("release", "as")}
    recovered = {**known, "by": row.who, "recovered": "yes"}
    record_release(actor, release, changes, AuditEvent(detail["as"]), recovered)
    if accepted_by := release.notes.get(ACCEPTED_BY):
        facts = {"release": number, "accepted_by": accepted_by, "recovered": "yes"}
        record_event(actor, AuditEvent.ACCEPTED, str(detail.get("draft", "")), facts)
    return Settlement(number, row.who, completed=True)


def _find_announced(store: Store, number: int, row: AuditHead) -> Release | None:
    """Return release `number` if its note names this row of the audit trail, else None.

    A damaged or missing release is None too.
    """
    with suppress(StoreError):
        release = store.release(number)
        return release if release.notes.get(AUDIT_HEAD) == _as_note(row) else None
    return None


def _withdraw_impossible(workspace: Workspace, actor: Actor, newest: int) -> None:
    """Withdraw announcements of releases up to number `newest` whose number another release has.

    An announcement is the audit row that is written before a release; it stays unsealed until
    another row says that the release was written, or withdraws it.
    """
    with suppress(DatabaseUnavailableError):
        for row in find_unsealed_rows(workspace.database):
            number, announcement = int(row.subject), AuditHead(row.number, row.hash)
            if number <= newest and not _find_announced(workspace.store, number, announcement):
                _withdraw(actor, announcement, number, "taken")


def _withdraw(actor: Actor, row: AuditHead, number: int, because: str) -> None:
    """Record that an announced release was not written, unless its row is settled already.

    `because` is interrupted, taken, same_request or a StoreError's code. If the database cannot be
    reached, the next start does it.
    """
    facts = {"release": number, ANNOUNCED: str(row.number), "because": because}
    with suppress(DatabaseUnavailableError):
        if row.number in {unsealed.number for unsealed in find_unsealed_rows(actor.database)}:
            record_event(actor, AuditEvent.WITHDRAWN, str(number), facts)


def _as_note(row: AuditHead) -> str:
    """Return a row of the audit trail as a release notes it: "12:ab…"."""
    return f"{row.number}:{row.hash}"


def _recorded_release(row: AuditRow) -> RecordedRelease | None:
    """Return the release that a row of the audit trail is about; None if it has no hash."""
    detail = read_detail(row)
    if not row.subject.isdecimal() or "sha256" not in detail:
        return None
    return RecordedRelease(int(row.subject), str(detail["sha256"]), row.number)
