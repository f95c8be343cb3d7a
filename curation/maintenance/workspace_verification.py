"""Verification of the whole workspace: releases, drafts, reports, labels, accounts, audit trail."""

from collections.abc import Callable, Iterator
from typing import Literal

from auth import (
    Action,
    Actor,
    AuditHead,
    DatabaseUnavailableError,
    find_altered_sessions,
    find_lost_database_part,
    require,
    verify_accounts,
    verify_audit,
)
from curation.maintenance.late_records import find_unrecorded_changes
from curation.maintenance.local_file_verification import (
    IntegrityFinding,
    find_log_damage,
    find_lost_items,
    find_lost_labels,
    rewrite_states_log,
    verify_local_files,
)
from curation.releases.bootstrap import AUTHOR
from curation.releases.notes import AUDIT_HEAD
from curation.releases.release_audit import LOCK, find_open_announcements, read_recorded_releases
from curation.workspace import Workspace
from ledger import Release, StoreError
from ledger.storage import delta_log

Part = Callable[[Workspace], Iterator[IntegrityFinding]]


def verify_workspace(workspace: Workspace, actor: Actor) -> list[IntegrityFinding]:
    """Read and hash everything stored; return what is damaged or lost, [] if nothing is.

    Whatever the audit trail names must exist. If a part cannot be read, this is a finding, and the
    other parts are verified. Raises PermissionDeniedError.
    """
    require(actor, Action.READ_AUDIT)
    return [finding for part in PARTS for finding in _verify_part(workspace, part)]


def _verify_part(workspace: Workspace, part: Part) -> Iterator[IntegrityFinding]:
    """Yield the findings of one part of a workspace; an error while reading it is the last one.

    So a part that cannot be read does not keep the other parts from being verified.
    """
    try:
        yield from part(workspace)
    except StoreError as error:
        yield IntegrityFinding(error.code, error.path)
    except DatabaseUnavailableError as error:
        yield IntegrityFinding("account_damaged", error.code)


def _verify_store(workspace: Workspace) -> Iterator[IntegrityFinding]:
    """Yield the findings of the release store, which reads and hashes all releases."""
    for found in workspace.store.verify():
        yield IntegrityFinding(found.code, found.path, found.release, found.level)


def _verify_lock(workspace: Workspace) -> Iterator[IntegrityFinding]:
    """Yield a finding if something else, such as a folder, is in the place of the lock file.

    Publishing locks this file, and could not do so.
    """
    path = workspace.local_folder / LOCK
    if (path.exists() or path.is_symlink()) and not path.is_file():
        yield IntegrityFinding("unreadable", LOCK)


def _verify_accounts(workspace: Workspace) -> Iterator[IntegrityFinding]:
    """Yield accounts and sessions that differ from the audit trail, and a table that is lost.

    Each change of an account left its new hash in the audit trail, so a change of the database by
    other means is found.
    """
    if lost_part := find_lost_database_part(workspace.database):
        yield IntegrityFinding("account_damaged", lost_part)
    for found in verify_accounts(workspace.database):
        yield IntegrityFinding(f"account_{found.code}", found.account)
    for name in find_altered_sessions(workspace.database):
        yield IntegrityFinding("session_altered", name)


def rewrite_receipts_and_log(workspace: Workspace, actor: Actor) -> list[int]:
    """Rewrite missing receipts and a damaged log of states; return the releases of the receipts.

    It is for `verify --mend`. A receipt is a file beside the log with the hash of a release's log
    entry. It is rewritten only for a release whose hash is the one in the audit trail. Raises
    PermissionDeniedError, DatabaseUnavailableError, StoreError.
    """
    require(actor, Action.BACK_UP)
    release_numbers = [
        finding.release
        for finding in _find_lost_releases(workspace)
        if finding.code == "receipt_missing" and finding.release
    ]
    for number in release_numbers:
        workspace.store.write_receipt(number)
    if any(find_log_damage(workspace)):
        rewrite_states_log(workspace)
    return release_numbers


def _verify_audit_trail(workspace: Workspace) -> Iterator[IntegrityFinding]:
    """Yield a finding if the audit trail's hash chain is broken or differs from releases' notes.

    An audit row announces each release before it is written, and the release then keeps number and
    hash of this row as a note. A trail that was rewritten as a whole has other hashes, so that this
    is found, too.
    """
    noted_heads = map(_parse_audit_head, _read_history(workspace))
    finding = verify_audit(workspace.database, [head for head in noted_heads if head])
    if finding:
        yield IntegrityFinding(f"audit_{finding.code}", str(finding.number))


def _read_history(workspace: Workspace) -> list[Release]:
    """Return all releases, newest first; [] if the store is damaged."""
    try:
        return workspace.store.history()
    except StoreError:  # reported by `store.verify`
        return []


def _parse_audit_head(release: Release) -> AuditHead | None:
    """Return the audit row that a release notes: "12:ab…" → number 12, hash ab…; None if none."""
    number, _, digest = release.notes.get(AUDIT_HEAD, "").partition(":")
    return AuditHead(int(number), digest) if number.isdecimal() and digest else None


def _find_unaudited_releases(workspace: Workspace) -> Iterator[IntegrityFinding]:
    """Yield warnings for releases without a row in the audit trail, and for interrupted publishes.

    An interrupted publish is a row that announces a release (written before the release is) and
    that no later row completes or withdraws.

    Releases by AUTHOR, published from datasets/ at a first start, need no row, since version 0.1
    wrote none.
    """
    history = _read_history(workspace)
    for row in find_open_announcements(workspace.database):
        # If the announced release exists, the loop below reports it.
        if int(row.subject) not in [release.number for release in history]:
            yield IntegrityFinding("unsealed", row.subject, int(row.subject), level="warning")
    audited = {recorded.number for recorded in read_recorded_releases(workspace.database)}
    for release in history:
        if release.author != AUTHOR and release.number not in audited:
            yield IntegrityFinding("unaudited", str(release.number), release.number, "warning")


def _find_lost_releases(workspace: Workspace) -> Iterator[IntegrityFinding]:
    """Yield recorded releases that the store lacks or has with another hash, and missing receipts.

    A receipt is a file beside the log with the hash of a release's log entry. A release that
    differs is only a warning if a newer audit row has the same number and the stored hash: then a
    lost release was replaced.
    """
    verified_numbers: set[int] = set()  # of releases whose stored hash a newer row has
    for recorded in read_recorded_releases(workspace.database):  # newest row first
        number, store = recorded.number, workspace.store
        stored_hash = store.stored_hash(number)  # None: no such release; "": damaged entry
        level: Literal["error", "warning"] = "warning" if number in verified_numbers else "error"
        place = delta_log.entry_name(number)
        if stored_hash == recorded.sha256:
            verified_numbers.add(number)
            if not store.has_receipt(number):
                yield IntegrityFinding("receipt_missing", delta_log.receipt_name(number), number)
        elif stored_hash is None:
            yield IntegrityFinding("release_lost", place, number)
        elif stored_hash:  # a damaged entry is reported by `_verify_store`
            yield IntegrityFinding("release_differs", place, number, level)


def _find_unrecorded_changes(workspace: Workspace) -> Iterator[IntegrityFinding]:
    """Yield a warning for each stored change of a draft, report or label without its audit row."""
    for change in find_unrecorded_changes(workspace):
        yield IntegrityFinding("unaudited", change.place, level="warning")


PARTS: tuple[Part, ...] = (
    _verify_store,
    _verify_lock,
    verify_local_files,
    find_lost_items,
    find_lost_labels,
    find_log_damage,
    _verify_audit_trail,
    _verify_accounts,
    _find_lost_releases,
    _find_unaudited_releases,
    _find_unrecorded_changes,
)
"""What is verified, in the order of the findings."""
