"""Verification of releases, drafts and the audit trail."""

from collections.abc import Callable, Iterator
from typing import Literal

from auth import (
    Action,
    Actor,
    AuditHead,
    DatabaseUnavailableError,
    find_lost_part,
    require,
    verify_accounts,
    verify_audit,
)
from curation.maintenance.local_damage import (
    IntegrityFinding,
    find_lost_items,
    find_lost_labels,
    verify_local_files,
)
from curation.releases.bootstrap import AUTHOR
from curation.releases.notes import AUDIT_HEAD
from curation.releases.release_rows import LOCK, find_unsealed_rows, read_sealed_releases
from curation.workspace import Workspace
from ledger import Release, StoreError
from ledger.storage import delta_log

Part = Callable[[Workspace], Iterator[IntegrityFinding]]


def verify_workspace(workspace: Workspace, actor: Actor) -> list[IntegrityFinding]:
    """Read and hash all releases, drafts and audit rows; return the findings, none if all is well.

    Drafts, reports and labels that the audit trail has must be there. If one part cannot be read,
    that is a finding, and the others are verified. Raises PermissionDeniedError.
    """
    require(actor, Action.READ_AUDIT)
    return [finding for part in PARTS for finding in _verify_part(workspace, part)]


def _verify_part(workspace: Workspace, part: Part) -> Iterator[IntegrityFinding]:
    """Yield the findings of a part of a workspace, the last one if it cannot be read further."""
    try:
        yield from part(workspace)
    except StoreError as error:
        yield IntegrityFinding(error.code, error.path)
    except DatabaseUnavailableError as error:
        yield IntegrityFinding("account_damaged", error.code)


def _verify_store(workspace: Workspace) -> Iterator[IntegrityFinding]:
    """Read and hash all releases."""
    for found in workspace.store.verify():
        yield IntegrityFinding(found.code, found.path, found.release, found.level)


def _verify_lock(workspace: Workspace) -> Iterator[IntegrityFinding]:
    """Yield what stands in the place of the file that publishing locks, if it is no file."""
    path = workspace.local_folder / LOCK
    if (path.exists() or path.is_symlink()) and not path.is_file():
        yield IntegrityFinding("unreadable", LOCK)


def _verify_accounts(workspace: Workspace) -> Iterator[IntegrityFinding]:
    """Compare the rows of accounts with the audit trail, and look for lost tables."""
    if lost_part := find_lost_part(workspace.database):
        yield IntegrityFinding("account_damaged", lost_part)
    for found in verify_accounts(workspace.database):
        yield IntegrityFinding(f"account_{found.code}", found.account)


def mend_receipts(workspace: Workspace, actor: Actor) -> list[int]:
    """Write again the missing receipts of releases that are as the audit trail has them.

    Return their numbers. A receipt is a file beside the log with the hash of a release's log entry.
    Raises PermissionDeniedError, DatabaseUnavailableError, StoreError.
    """
    require(actor, Action.BACK_UP)
    missing = [
        finding.release
        for finding in _find_lost_releases(workspace)
        if finding.code == "receipt_missing" and finding.release
    ]
    for number in missing:
        workspace.store.write_receipt(number)
    return missing


def _verify_audit_trail(workspace: Workspace) -> Iterator[IntegrityFinding]:
    """Check the audit trail's hash chain and compare it with the hashes stored in releases."""
    noted_heads = map(_noted_audit_head, _read_history(workspace))
    fault = verify_audit(workspace.database, [head for head in noted_heads if head])
    if fault:
        yield IntegrityFinding(f"audit_{fault.code}", str(fault.number))


def _read_history(workspace: Workspace) -> list[Release]:
    """Return all releases; none if the store is damaged, which its own check reports."""
    try:
        return workspace.store.history()
    except StoreError:  # reported by `store.verify`
        return []


def _noted_audit_head(release: Release) -> AuditHead | None:
    """Return the audit row noted in a release, "12:ab…" → number 12 and hash ab…; None if none."""
    number, _, digest = release.notes.get(AUDIT_HEAD, "").partition(":")
    return AuditHead(int(number), digest) if number.isdecimal() and digest else None


def _find_unaudited_releases(workspace: Workspace) -> Iterator[IntegrityFinding]:
    """Yield warnings: releases without a row in the audit trail, and publishes never completed.

    Releases by AUTHOR, made of datasets/ at a first start, need no row: version 0.1 wrote none.
    """
    history = _read_history(workspace)
    # An unsealed row announces a release; if that is there, the loop over releases reports it.
    for row in find_unsealed_rows(workspace.database):
        if int(row.subject) not in [release.number for release in history]:
            yield IntegrityFinding("unsealed", row.subject, int(row.subject), level="warning")
    audited = {sealed.number for sealed in read_sealed_releases(workspace.database)}
    for release in history:
        if release.author != AUTHOR and release.number not in audited:
            yield IntegrityFinding("unaudited", str(release.number), release.number, "warning")


def _find_lost_releases(workspace: Workspace) -> Iterator[IntegrityFinding]:
    """Yield releases that the audit trail has and the store has not, or has otherwise.

    If the store has what a newer row says of the same number, the older row is of a release that
    was lost and replaced: a warning. Receipts that are missing are yielded too.
    """
    in_place: set[int] = set()  # numbers that a newer row accounts for
    for sealed in read_sealed_releases(workspace.database):  # newest row first
        number, store = sealed.number, workspace.store
        stored = store.stored_hash(number)
        level: Literal["error", "warning"] = "warning" if number in in_place else "error"
        place = delta_log.entry_name(number)
        if stored == sealed.sha256:
            in_place.add(number)
            if not store.has_receipt(number):
                yield IntegrityFinding("receipt_missing", delta_log.receipt_name(number), number)
        elif stored is None:
            yield IntegrityFinding("release_lost", place, number)
        elif stored:  # a damaged entry is the store's own finding
            yield IntegrityFinding("release_differs", place, number, level)


PARTS: tuple[Part, ...] = (
    _verify_store,
    _verify_lock,
    verify_local_files,
    find_lost_items,
    find_lost_labels,
    _verify_audit_trail,
    _verify_accounts,
    _find_lost_releases,
    _find_unaudited_releases,
)
"""What is verified, in the order of the findings."""
