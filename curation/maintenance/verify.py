"""Whether releases, drafts and the audit trail are what they were: every fault is named."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from auth import Action, Actor, AuditEvent, AuditHead, read_audit, require, verify_audit
from curation.context import Workspace
from curation.drafts import storage
from curation.releases.bootstrap import AUTHOR
from curation.releases.notes import AUDIT_HEAD
from ledger import CorruptReleaseError, Release, StoreError


@dataclass(frozen=True, slots=True)
class IntegrityFinding:
    """One fault: a code, where it is, and the release it touches (None: none).

    Beside the ledger's codes: draft_altered, draft_missing, audit_missing, audit_changed,
    audit_link, audit_differs, audit_cut (the place is then the number of the first bad row), and
    the warning unaudited: a release whose row a crash has kept from the trail.
    """

    code: str
    place: str
    release: int | None = None
    level: Literal["error", "warning"] = "error"


def verify_workspace(workspace: Workspace, actor: Actor) -> list[IntegrityFinding]:
    """Read and hash everything.

    Raises access.Denied, access.Unavailable, and StoreFault if storage fails.
    """
    current = require(actor, Action.READ_AUDIT)
    found = [IntegrityFinding(f.code, f.path, f.release, f.level) for f in workspace.store.verify()]
    return [
        *found,
        *_verify_drafts(workspace),
        *_verify_audit_trail(workspace),
        *_find_unaudited(workspace, current),
    ]


def _verify_drafts(workspace: Workspace) -> Iterator[IntegrityFinding]:
    for draft in storage.load_all_drafts(workspace):
        for kept in (*draft.files, *draft.proofs):
            try:
                storage.read_stored_file(workspace, draft, kept)
            except CorruptReleaseError as fault:
                yield IntegrityFinding(f"draft_{fault.code}", f"{draft.id}: {kept.name}")


def _verify_audit_trail(workspace: Workspace) -> Iterator[IntegrityFinding]:
    """Hold the audit trail against itself and against what the releases know of it."""
    fault = verify_audit(
        workspace.database,
        [head for release in _read_history(workspace) if (head := _noted_audit_head(release))],
    )
    if fault:
        yield IntegrityFinding(f"audit_{fault.code}", str(fault.number))


def _read_history(workspace: Workspace) -> list[Release]:
    try:
        return workspace.store.history()
    except StoreError:  # the ledger's own findings name it
        return []


def _noted_audit_head(release: Release) -> AuditHead | None:
    number, _, digest = release.notes.get(AUDIT_HEAD, "").partition(":")
    return AuditHead(int(number), digest) if number.isdecimal() and digest else None


def _find_unaudited(workspace: Workspace, actor: Actor) -> Iterator[IntegrityFinding]:
    """Name releases that the trail does not know, but for the first start's."""
    known = {
        row.subject
        for event in (AuditEvent.PUBLISHED, AuditEvent.RESTORED, AuditEvent.FIGURES_REVIEWED)
        for row in read_audit(actor, event=event, limit=1_000_000)
    }
    for release in _read_history(workspace):
        if release.author != AUTHOR and str(release.number) not in known:
            yield IntegrityFinding("unaudited", str(release.number), release.number, "warning")
