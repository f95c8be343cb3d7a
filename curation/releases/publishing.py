"""Publishing: the one place from which releases are written, and what each of them carries."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from auth import Action, Actor, AuditEvent, read_audit_head, record_event, require
from curation.answers.remembered_labels import remember_labels
from curation.context import NOTHING, Workspace
from curation.errors import CurationError, PublishBlockedError
from curation.releases import datasets
from curation.releases.bootstrap import NOTE, hash_folder
from curation.releases.changes import Changes
from curation.releases.integrity import find_broken_references
from curation.releases.proposals import (
    Proposal,
    changes_between,
    codes_of,
    last_published_datasets,
    rebase,
)
from curation.releases.review import (
    Review,
    Upload,
    add_area_problems,
    check_options,
    find_explanation,
    review_upload,
)
from ledger import Release, ReleaseConflictError
from ledger.release import sha256_hex
from quantities import split_key

AUDIT = "audit"
"""Note of a release with number and hash of the newest row of the audit trail, `12:ab…`."""
EXPLANATIONS = "explanations"
"""Note of a release with the warnings it passed and their explanations, as JSON."""
ACCEPTED_BY = "accepted_by"
"""Note of a release with the name of whoever accepted it."""


@dataclass(frozen=True, slots=True, eq=False)
class PublishResult:
    """What came of publishing; without changes `release` is the newest one and `made` is False."""

    release: Release
    changes: Changes
    made: bool = True


@dataclass(frozen=True, slots=True)
class Provenance:
    """Why a release is published and what is kept with it.

    `author` is given where somebody else accepts what they wrote. `request` makes publishing
    twice one release.
    """

    reason: str
    author: str = ""
    source_sha256: str = ""
    request: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)
    proofs: Mapping[str, bytes] = field(default_factory=dict)
    event: AuditEvent = AuditEvent.PUBLISHED
    detail: Mapping[str, str] = field(default_factory=dict)


def publish_folder(
    workspace: Workspace,
    actor: Actor,
    folder: Path,
    *,
    reason: str,
    explanation: str = "",
    reviewed: Review | None = None,
) -> PublishResult:
    """Publish what a folder of tables changed since it was last the truth.

    That is the release it was dumped from, else what datasets/ said when it was last published.
    `reviewed` saves reading it again. Warnings pass with the explanation, or the reason where none
    is given. Raises access.Denied, BadFolder, Blocked, Refused (reason_missing, approval_needed),
    Conflict, StoreFault.
    """
    current = require(actor, Action.PUBLISH, area=actor.area)
    check_reason(reason)
    if workspace.settings.publishing.approval:
        raise CurationError("approval_needed")
    found, why = (
        reviewed or _examined(workspace, current, folder),
        {"*": explanation.strip() or reason},
    )
    check_problems(found, why)
    require_changes(current, found.proposal.changes)
    mark = hash_folder(folder)
    notes = {} if datasets.dumped_release(folder) else {NOTE: mark}
    notes |= explanation_note(found, why)
    return publish_state(
        workspace, current, found.proposal, Provenance(reason, source_sha256=mark, notes=notes)
    )


def check_folder(workspace: Workspace, actor: Actor, folder: Path) -> Review:
    """Read a folder of tables and hold it against the newest release; nothing is kept.

    Raises access.Denied, BadFolder, StoreFault.
    """
    return _examined(workspace, require(actor, Action.UPLOAD), folder)


def _examined(workspace: Workspace, actor: Actor, folder: Path) -> Review:
    head, dumped = workspace.store.read(), datasets.dumped_release(folder)
    base = (
        workspace.store.read(dumped) if dumped else last_published_datasets(workspace.store) or head
    )
    # What others have added since stays, so nothing is said of it.
    published = head.figures[head.figures["key"].isin(base.figures["key"])]
    options = replace(check_options(workspace), mode="replace")
    state = datasets.check_tables(folder, published, options)
    propose = partial(rebase, base, state.figures, state.codes, head)
    return add_area_problems(actor, Review(state.checked, state.checked.problems, propose))


def publish_upload(
    workspace: Workspace,
    actor: Actor,
    upload: Upload,
    *,
    reason: str,
    explanations: Mapping[str, str] | None = None,
    reviewed: Review | None = None,
) -> PublishResult:
    """Publish files in one go, without a draft: what a script does.

    `reviewed` saves reading them again. Raises access.Denied, Blocked (with the problems),
    Refused (reason_missing, approval_needed), Conflict, StoreFault.
    """
    current = require(actor, Action.PUBLISH, area=actor.area)
    check_reason(reason)
    if workspace.settings.publishing.approval:
        raise CurationError("approval_needed")
    found = reviewed or review_upload(workspace, current, upload)
    said = dict(explanations or {})
    check_problems(found, said)
    require_changes(current, found.proposal.changes)
    hashes = [f"{name}\0{sha256_hex(data)}" for name, data in upload.files]
    cause = Provenance(
        reason,
        source_sha256=source_hash([sha256_hex(data) for _, data in upload.files]),
        request=sha256_hex("\0".join([str(found.proposal.parent), upload.mode, *hashes]).encode()),
        notes=explanation_note(found, said),
    )
    outcome = publish_state(workspace, current, found.proposal, cause)
    remember_labels(workspace, current, upload.answers)
    return outcome


def publish_state(
    workspace: Workspace, actor: Actor, proposal: Proposal, cause: Provenance
) -> PublishResult:
    """Publish a state that its actor was let through for, and write it down.

    Raises Conflict, StoreFault, access.Unavailable.
    """
    if not proposal.changes:
        return PublishResult(workspace.store.release(proposal.parent), proposal.changes, made=False)
    _check_integrity(workspace, proposal)
    touched = sorted({split_key(key)["indicator"] for key in proposal.changes.keys})
    release = workspace.store.write(
        proposal.parent,
        _touched_figures(proposal, touched) if touched else None,
        proposal.codes,
        only=touched,
        author=cause.author or actor.name,
        reason=cause.reason.strip(),
        source_sha256=cause.source_sha256,
        request=cause.request,
        notes={**cause.notes, **audit_note(workspace)},
        proofs=cause.proofs,
    )
    record_release(actor, release, proposal.changes, cause.event, cause.detail)
    return PublishResult(release, proposal.changes)


def result_of_release(workspace: Workspace, release: Release) -> PublishResult:
    """Give what a release changed, as if it had been published just now."""
    return PublishResult(release, changes_between(workspace.store, release.parent, release.number))


def record_release(
    actor: Actor, release: Release, changes: Changes, event: AuditEvent, more: Mapping[str, str]
) -> None:
    """Write a release into the audit trail."""
    added, changed, removed = map(len, changes.frames)
    counts = {"added": added, "changed": changed, "removed": removed}
    detail = {"release": release.number, "sha256": release.sha256, **counts, **more}
    record_event(actor, event, str(release.number), detail)


def require_changes(actor: Actor, changes: Changes, action: Action = Action.PUBLISH) -> Actor:
    """Let through whoever may publish all of these changes. Raises access.Denied."""
    # Somebody bound to an area who changes nothing touches nobody else's.
    current = require(actor, action, area=changes.areas or actor.area)
    if any(change.what == "added" for change in changes.codes):
        require(actor, Action.ADD_CODES)
    if any(change.what != "added" for change in changes.codes):
        require(actor, Action.CHANGE_CODES)
    return current


def check_reason(reason: str) -> None:
    """Refuse to do without a reason: reason_missing, reason_long."""
    if not reason.strip():
        raise CurationError("reason_missing")
    if len(reason) > 2_000:
        raise CurationError("reason_long", {"limit": 2_000})


def check_problems(found: Review, explanations: Mapping[str, str]) -> None:
    """Refuse what has errors, or warnings that nobody explains. Raises PublishBlockedError."""
    if found.errors:
        raise PublishBlockedError("has_errors", found.errors)
    if left := found.unexplained(explanations):
        raise PublishBlockedError("unexplained", left)


def check_parent(workspace: Workspace, reviewed: int) -> None:
    """Refuse what was decided on an older release. Raises ReleaseConflictError with the newest."""
    head = workspace.store.release()
    if head.number != reviewed:
        raise ReleaseConflictError(head)


def explanation_note(found: Review, explanations: Mapping[str, str]) -> dict[str, str]:
    """Give the warnings that pass and their explanations as a note, alike ones counted."""
    counts: dict[tuple[str, str], int] = {}
    for problem in found.problems:
        if problem.level == "warning":
            kind = (problem.code, find_explanation(problem, explanations))
            counts[kind] = counts.get(kind, 0) + 1
    listed = [{"code": c, "count": n, "explanation": text} for (c, text), n in counts.items()]
    return {EXPLANATIONS: json.dumps(listed, ensure_ascii=False)} if listed else {}


def source_hash(hashes: list[str]) -> str:
    """Give the sha256 of the one uploaded file, or of the sorted hashes of several."""
    if len(hashes) == 1:
        return hashes[0]
    return hashlib.sha256("".join(sorted(hashes)).encode()).hexdigest()


def audit_note(workspace: Workspace) -> dict[str, str]:
    """Give the note that ties a release to the audit trail before it."""
    head = read_audit_head(workspace.database)
    return {AUDIT: f"{head.number}:{head.hash}"}


def _touched_figures(proposal: Proposal, indicators: list[str]) -> pa.Table:
    """Give all figures of the indicators that change; the others need not be written again."""
    table = proposal.figures
    return table.filter(pc.is_in(table["indicator"], value_set=pa.array(indicators)))


def _check_integrity(workspace: Workspace, proposal: Proposal) -> None:
    parent = workspace.store.read(proposal.parent, NOTHING)
    if found := find_broken_references(proposal.figures, {**codes_of(parent), **proposal.codes}):
        raise PublishBlockedError("has_errors", found)
