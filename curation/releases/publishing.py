"""Publishing files, folders of tables and proposed states as releases."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from auth import Action, Actor, AuditEvent, DatabaseUnavailableError, require
from curation.errors import CurationError, PublishBlockedError, StateChangedError
from curation.releases import datasets
from curation.releases.bootstrap import hash_folder
from curation.releases.changes import Changes
from curation.releases.code_list_checks import find_code_list_problems
from curation.releases.notes import CORRECTED_CELLS, DATASETS_SHA256, EXPLANATIONS
from curation.releases.proposed_release import (
    Codes,
    ProposedRelease,
    code_lists_of,
    read_changes,
    read_published_datasets,
    rebase,
)
from curation.releases.release_rows import (
    check_nothing_lost,
    publishing_lock,
    record_release,
    write_announced,
)
from curation.releases.upload_review import (
    Review,
    Upload,
    add_area_problems,
    build_check_options,
    find_explanation,
)
from curation.remembered_labels import remember_labels
from curation.workspace import NO_FIGURES, Workspace
from errors import SeenState, StateChange
from ledger import Provenance, Release, ReleaseConflictError, Snapshot, StoreError
from ledger.code_lists import is_demonstration
from ledger.release import sha256_hex
from quantities import split_key

MAX_REASON = 2_000  # characters
MAX_AUDITED_CELLS = 20
MAX_TOLD = 5  # of the releases since the one that somebody saw: the newest


@dataclass(frozen=True, slots=True, eq=False)
class PublishResult:
    """The release that was published and its changes.

    Without changes nothing is published: `made` is False and `release` is the newest release.
    """

    release: Release
    changes: Changes
    made: bool = True


def publish_folder(
    workspace: Workspace,
    actor: Actor,
    folder: Path,
    *,
    reason: str,
    reviewed: Review,
    explanation: str = "",
) -> PublishResult:
    """Publish the changes in a folder of tables, compared with the release it was exported from.

    datasets/ is compared with its last published content. `reviewed` is the result of
    `check_folder` that the actor saw. `explanation` is stored for all warnings; if it is "",
    `reason` is stored. Raises as `publish_upload` does, and UnreadableFolderError.
    """
    actor, review = _require_publish(workspace, actor, reason), reviewed
    explanations = {"*": explanation.strip() or reason}  # "*" is every warning
    check_review(actor, review, explanations)
    sha256 = hash_folder(folder)
    notes = review_notes(review, explanations)
    if not datasets.read_source_release(folder):  # datasets/ itself names no release
        notes[DATASETS_SHA256] = sha256
    provenance = Provenance(actor.name, reason, source_sha256=sha256, notes=notes)
    return publish_proposed_release(workspace, actor, review.proposal, provenance)


def check_folder(workspace: Workspace, actor: Actor, folder: Path) -> Review:
    """Check a folder of tables against the newest release; nothing is stored.

    Raises PermissionDeniedError, UnreadableFolderError, StoreError.
    """
    return _review_folder(workspace, require(actor, Action.UPLOAD), folder)


def _review_folder(workspace: Workspace, actor: Actor, folder: Path) -> Review:
    """Check a folder of tables against the newest release, without a permission check.

    What the folder changes is told by comparing it with its base: the release it was exported from,
    else what datasets/ was when it was last published, else the newest release.
    """
    store = workspace.store
    head, source_release = store.read(), datasets.read_source_release(folder)
    _check_same_kind(head, {"sources": datasets.read_sources(folder)})
    exported = store.read(source_release) if source_release else None
    base = exported or read_published_datasets(store) or head
    # Figures that other people published since then are not expected in the folder.
    published = head.figures[head.figures["key"].isin(base.figures["key"])]
    # The folder is the whole state: figures that it lacks are removed.
    options = replace(build_check_options(workspace), mode="replace")
    tables = datasets.check_tables(folder, published, options)
    propose = partial(rebase, base, tables.figures, tables.codes, head)
    return add_area_problems(actor, Review(tables.checked, tables.checked.problems, propose))


def publish_upload(
    workspace: Workspace,
    actor: Actor,
    upload: Upload,
    *,
    reason: str,
    reviewed: Review,
    explanations: Mapping[str, str] | None = None,
) -> PublishResult:
    """Publish files without a draft, as the command line does.

    `reviewed` is the result of `check_upload` that the actor saw; `explanations` are keyed by
    problem, code or `*`. Raises PermissionDeniedError, PublishBlockedError, CurationError
    (reason_missing, reason_long, approval_needed), StateChangedError, ReleaseConflictError,
    StoreError.
    """
    actor, review = _require_publish(workspace, actor, reason), reviewed
    explanations = dict(explanations or {})
    check_review(actor, review, explanations)
    hashes = [sha256_hex(data) for _, data in upload.files]
    # The same files for the same parent are the same request: a repetition publishes nothing.
    request_parts = [str(review.proposal.parent), upload.mode]
    for (name, _), sha256 in zip(upload.files, hashes, strict=True):
        request_parts += [name, sha256]
    request_parts += corrected_cells(review)
    provenance = Provenance(
        actor.name,
        reason,
        source_sha256=hash_of_sources(hashes),
        request=sha256_hex("\0".join(request_parts).encode()),
        notes=review_notes(review, explanations),
    )
    result = publish_proposed_release(
        workspace, actor, review.proposal, provenance, detail=correction_detail(review)
    )
    # It is a release now: labels that are not remembered are asked for again.
    with suppress(StoreError, CurationError, DatabaseUnavailableError):
        answers = upload.answers.in_context(review.checked.labels)
        remember_labels(workspace, actor, answers.to_remember)
    return result


def _require_publish(workspace: Workspace, actor: Actor, reason: str) -> Actor:
    """Check that an actor may publish without approval by another person; return it as read again.

    Raises PermissionDeniedError, CurationError (reason_missing, reason_long, approval_needed).
    """
    actor = require(actor, Action.PUBLISH, area=actor.area)
    check_reason(reason)
    if workspace.settings.publishing.approval:
        raise CurationError("approval_needed")
    return actor


def publish_proposed_release(
    workspace: Workspace,
    actor: Actor,
    proposal: ProposedRelease,
    provenance: Provenance,
    event: AuditEvent = AuditEvent.PUBLISHED,
    detail: Mapping[str, str] | None = None,
) -> PublishResult:
    """Announce a proposed state in the audit trail, publish it, and record it there.

    Without changes nothing is published. `event` and `detail` are for the rows of the audit trail.
    Permissions are checked by its callers (`check_review`, `require`). Raises PublishBlockedError,
    CurationError, StateChangedError, ReleaseConflictError, StoreError, DatabaseUnavailableError.
    """
    store, changes = workspace.store, proposal.changes
    if not changes:
        return PublishResult(store.release(proposal.parent), changes, made=False)
    check_nothing_lost(workspace, proposal.parent)
    check_release_seen(workspace, proposal.seen)
    _check_code_lists(store.read(proposal.parent, NO_FIGURES), proposal)
    indicators = sorted({split_key(key)["indicator"] for key in changes.keys})
    changed = pc.is_in(proposal.figures["indicator"], pa.array(indicators, pa.string()))

    def write(note: Mapping[str, str]) -> Release:
        """Write the changed indicators, with the note of the announcement in the audit trail."""
        notes = {**provenance.notes, **note}
        return store.write(
            proposal.parent,
            proposal.figures.filter(changed) if indicators else None,  # None: code lists alone
            proposal.codes,
            replace(provenance, reason=provenance.reason.strip(), notes=notes),
            only_indicators=indicators,
        )

    with publishing_lock(workspace):
        release = write_announced(workspace, actor, event, proposal.parent + 1, detail or {}, write)
        record_release(actor, release, changes, event, detail or {})
    return PublishResult(release, changes)


def _check_code_lists(parent: Snapshot, proposal: ProposedRelease) -> None:
    """Check the code lists that would follow those of `parent`, and the codes of the figures.

    Raises PublishBlockedError, CurationError("demonstration_mixed").
    """
    _check_same_kind(parent, proposal.codes)
    lists = {**code_lists_of(parent), **proposal.codes}
    if problems := find_code_list_problems(proposal.figures, lists):
        raise PublishBlockedError("has_errors", problems)


def _check_same_kind(parent: Snapshot, codes: Codes) -> None:
    """Raise CurationError("demonstration_mixed") if real figures would stand among invented ones.

    `codes` are the lists that would follow those of `parent`: a demonstration stays one, and
    nothing else becomes one.
    """
    if is_demonstration(codes.get("sources", parent.sources)) != parent.demonstration:
        raise CurationError("demonstration_mixed")


def result_of_release(workspace: Workspace, release: Release) -> PublishResult:
    """Return an existing release with its changes from its parent."""
    return PublishResult(release, read_changes(workspace.store, release.parent, release.number))


def check_reason(reason: str) -> None:
    """Raise CurationError for an empty reason to publish, or one longer than MAX_REASON.

    Codes: reason_missing, reason_long.
    """
    if not reason.strip():
        raise CurationError("reason_missing")
    if len(reason) > MAX_REASON:
        raise CurationError("reason_long", {"limit": MAX_REASON})


def check_review(
    actor: Actor, review: Review, explanations: Mapping[str, str], action: Action = Action.PUBLISH
) -> None:
    """Check that the actor may publish an upload as it is, or submit it (see `action`).

    Raises PublishBlockedError for errors and for warnings without an explanation, and
    PermissionDeniedError for changes outside the actor's area or role.
    """
    if review.errors:
        raise PublishBlockedError("has_errors", review.errors)
    if unexplained := review.unexplained(explanations):
        raise PublishBlockedError("unexplained", unexplained)
    changes = review.proposal.changes
    # If no figure changes (code lists alone), the actor's own area is checked.
    require(actor, action, area=changes.areas or actor.area)
    if any(change.what == "added" for change in changes.codes):
        require(actor, Action.ADD_CODES)
    if any(change.what != "added" for change in changes.codes):
        require(actor, Action.CHANGE_CODES)


def check_newest_seen(workspace: Workspace, seen: SeenState) -> None:
    """Check before publishing that the newest release is the one that the actor saw.

    Raises ReleaseConflictError for another number, StateChangedError for another hash; both have
    the releases since.
    """
    head = workspace.store.release()
    if head.number != seen.version:
        conflict = ReleaseConflictError(head)
        conflict.since = _releases_since(workspace, seen.version + 1)
        raise conflict
    check_release_seen(workspace, seen)


def check_release_seen(workspace: Workspace, seen: SeenState) -> None:
    """Raise StateChangedError unless a release is stored now as the actor saw it.

    Another one has its number if the store was lost and published into again from a backup.
    """
    store = workspace.store
    if store.stored_hash(seen.version) != seen.sha256:
        store.forget_replaced()
        raise StateChangedError(_releases_since(workspace, seen.version))


def _releases_since(workspace: Workspace, number: int) -> tuple[StateChange, ...]:
    """Return who published the releases from a number on, when and why, oldest first.

    Of many only the newest MAX_TOLD are returned.
    """
    found = (release for release in workspace.store.history() if release.number >= number)
    return tuple(
        StateChange(
            at=release.at.isoformat(timespec="seconds"),
            who=release.author,
            what="curation.step_published",  # the id of a message
            reason=release.reason,
        )
        for release in reversed(list(found)[:MAX_TOLD])
    )


def corrected_cells(review: Review) -> list[str]:
    """Return the cells of an upload that a person corrected: [1.xlsx]表!C6: 4O3 → 403."""
    return [
        f"[{told.file}]{told.sheet}{'!' if told.sheet else ''}{told.column}{told.row}: "
        f"{told.value} → {told.expected}"
        for told in review.problems
        if told.code == "cell_corrected"
    ]


def correction_detail(review: Review) -> dict[str, str]:
    """Return what the audit trail tells of corrected cells: the first of them; {} for none."""
    cells = corrected_cells(review)[:MAX_AUDITED_CELLS]
    return {CORRECTED_CELLS: "; ".join(cells)[:MAX_REASON]} if cells else {}


def review_notes(review: Review, explanations: Mapping[str, str]) -> dict[str, str]:
    """Return the notes that a published release gets on its warnings and its corrected cells.

    Warnings of one code with the same explanation are counted. The form is {"explanations":
    '[{"code": …, "count": 3, "explanation": …}]', "corrected_cells": '[…]'}; {} without either.
    """
    counts = Counter(
        (problem.code, find_explanation(problem, explanations))
        for problem in review.problems
        if problem.level == "warning"
    )
    warnings = [
        {"code": code, "count": count, "explanation": explanation}
        for (code, explanation), count in counts.items()
    ]
    notes = {EXPLANATIONS: warnings, CORRECTED_CELLS: corrected_cells(review)}
    return {name: json.dumps(note, ensure_ascii=False) for name, note in notes.items() if note}


def hash_of_sources(hashes: list[str]) -> str:
    """Return the SHA-256 of an upload, given the hash of each file in it.

    For one file it is the file's hash, so that it can be compared with the file itself; for several
    files it is the hash over their sorted hashes.
    """
    if len(hashes) == 1:
        return hashes[0]
    return hashlib.sha256("".join(sorted(hashes)).encode()).hexdigest()
