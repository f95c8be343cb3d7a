"""Verification of releases, drafts and the audit trail."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from auth import Action, Actor, AuditEvent, AuditHead, read_audit, require, verify_audit
from curation.drafts import draft_storage
from curation.releases.bootstrap import AUTHOR
from curation.releases.notes import AUDIT_HEAD
from curation.workspace import Workspace
from ledger import CorruptReleaseError, Release, StoreError

MAX_AUDIT_ROWS = 1_000_000  # `read_audit` wants a limit: more than there ever are releases


@dataclass(frozen=True, slots=True)
class IntegrityFinding:
    """One finding: a code, the file or row it concerns, and a release's number or None.

    Codes in addition to the ledger's: draft_altered (other bytes than stored), draft_missing;
    audit_missing, audit_changed, audit_link, audit_differs, audit_cut (`place` is the number of the
    first such row); the warning unaudited (a crash left a release without its audit row).
    """

    code: str
    place: str
    release: int | None = None
    level: Literal["error", "warning"] = "error"


def verify_workspace(workspace: Workspace, actor: Actor) -> list[IntegrityFinding]:
    """Read and hash all releases, drafts and audit rows; return the findings, none if all is well.

    Raises PermissionDeniedError, DatabaseUnavailableError, StoreError.
    """
    actor = require(actor, Action.READ_AUDIT)
    findings = [
        IntegrityFinding(finding.code, finding.path, finding.release, finding.level)
        for finding in workspace.store.verify()
    ]
    return [
        *findings,
        *_verify_drafts(workspace),
        *_verify_audit_trail(workspace),
        *_find_unaudited_releases(workspace, actor),
    ]


def _verify_drafts(workspace: Workspace) -> Iterator[IntegrityFinding]:
    """Yield a finding for each file of a draft that is missing or has other bytes than stored."""
    for draft in draft_storage.load_all_drafts(workspace):
        for file in (*draft.files, *draft.proofs):
            try:
                draft_storage.read_stored_file(workspace, draft, file)
            except CorruptReleaseError as error:
                yield IntegrityFinding(f"draft_{error.code}", f"{draft.id}: {file.name}")


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


def _find_unaudited_releases(workspace: Workspace, actor: Actor) -> Iterator[IntegrityFinding]:
    """Yield releases without a row in the audit trail; the first start writes no such row."""
    audited = {
        row.subject
        for event in (AuditEvent.PUBLISHED, AuditEvent.RESTORED, AuditEvent.FIGURES_REVIEWED)
        for row in read_audit(actor, event=event, limit=MAX_AUDIT_ROWS)
    }
    for release in _read_history(workspace):
        if release.author != AUTHOR and str(release.number) not in audited:
            yield IntegrityFinding("unaudited", str(release.number), release.number, "warning")
