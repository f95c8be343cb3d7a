"""Verification of releases, drafts and the audit trail."""

from collections.abc import Iterator
from typing import Literal

from auth import (
    Action,
    Actor,
    AuditEvent,
    AuditHead,
    read_audit,
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
from curation.releases.release_rows import find_unsealed_rows, read_sealed_releases
from curation.workspace import Workspace
from ledger import Release, StoreError
from ledger.storage import delta_log

MAX_AUDIT_ROWS = 1_000_000  # `read_audit` wants a limit: more than there ever are releases


def verify_workspace(workspace: Workspace, actor: Actor) -> list[IntegrityFinding]:
    """Read and hash all releases, drafts and audit rows; return the findings, none if all is well.

    Drafts and reports that the audit trail says were uploaded must be there. Raises
    PermissionDeniedError, DatabaseUnavailableError, StoreError.
    """
    actor = require(actor, Action.READ_AUDIT)
    findings = [
        IntegrityFinding(finding.code, finding.path, finding.release, finding.level)
        for finding in workspace.store.verify()
    ]
    uploads = read_audit(actor, event=AuditEvent.UPLOADED, limit=MAX_AUDIT_ROWS)
    return [
        *findings,
        *verify_local_files(workspace),
        *find_lost_items(workspace, [row.subject for row in uploads]),
        *find_lost_labels(workspace),
        *_verify_audit_trail(workspace),
        *(
            IntegrityFinding(f"account_{found.code}", found.account)
            for found in verify_accounts(workspace.database)
        ),
        *_find_lost_releases(workspace),
        *_find_unaudited_releases(workspace),
    ]


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
