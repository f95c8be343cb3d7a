"""Publishing files, folders of tables and proposed releases."""

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
    collect_code_lists,
    read_changes,
    read_published_datasets,
    rebase,
)
from curation.releases.release_audit import (
    MAX_REASON,
    announce_and_write,
    build_correction_detail,
    check_parent_is_newest_recorded,
    list_corrected_cells,
    publishing_lock,
    record_release,
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

MAX_NAMED_RELEASES = 5  # in the error that others have published since


@dataclass(frozen=True, slots=True, eq=False)
class PublishResult:
    """The release that was published and its changes.

    Without changes nothing was published: `made` is False and `release` is the newest release.
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
    """Publish the changes in a folder of tables that `check_folder` has found.

    `reviewed` is the result of `check_folder` that the actor saw. `explanation` is stored for all
    warnings; if it is "", `reason` is stored. Raises the errors of `publish_upload`, and
    UnreadableFolderError.
    """
    actor, review = _require_direct_publishing(workspace, actor, reason), reviewed
    explanations = {"*": explanation.strip() or reason}  # "*" is every warning
    check_review(actor, review, explanations)
    sha256 = hash_folder(folder)
    notes = build_review_notes(review, explanations)
    if not datasets.read_source_release(folder):  # datasets/ itself names no release
        notes[DATASETS_SHA256] = sha256
    provenance = Provenance(actor.name, reason, source_sha256=sha256, notes=notes)
    return publish_proposed_release(workspace, actor, review.proposal, provenance)


def check_folder(workspace: Workspace, actor: Actor, folder: Path) -> Review:
    """Return the review of a folder of tables against the newest release; nothing is stored.

    Raises PermissionDeniedError, UnreadableFolderError, StoreError.
    """
    return _review_folder(workspace, require(actor, Action.UPLOAD), folder)


def _review_folder(workspace: Workspace, actor: Actor, folder: Path) -> Review:
    """Return the review of a folder of tables against the newest release.

    What was edited in the folder is found by comparing it with its base: the release that it was
    written from, else what datasets/ contained when last published, else the newest release. No
    permission is checked.
    """
    store = workspace.store
    head, source_release = store.read(), datasets.read_source_release(folder)
    _check_same_kind(head, {"sources": datasets.read_sources(folder)})
    exported = store.read(source_release) if source_release else None
    base = exported or read_published_datasets(store) or head
    # Figures that other people published after the base need not be in the folder.
    published = head.figures[head.figures["key"].isin(base.figures["key"])]
    # The folder is complete: figures that it lacks are removed.
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
    """Publish files without a draft, for the command line.

    `reviewed` is the result of `check_upload` that the actor saw; `explanations` of warnings are
    keyed by problem, code or `*`. Raises PermissionDeniedError, PublishBlockedError, CurationError
    (reason_missing, reason_long, approval_needed), StateChangedError, ReleaseConflictError,
    StoreError.
    """
    actor, review = _require_direct_publishing(workspace, actor, reason), reviewed
    explanations = dict(explanations or {})
    check_review(actor, review, explanations)
    hashes = [sha256_hex(data) for _, data in upload.files]
    # The request id is the same for the same files and parent, so repeating publishes nothing.
    request_parts = [str(review.proposal.parent), upload.mode]
    for (name, _), sha256 in zip(upload.files, hashes, strict=True):
        request_parts += [name, sha256]
    request_parts += list_corrected_cells(review)
    provenance = Provenance(
        actor.name,
        reason,
        source_sha256=combine_file_hashes(hashes),
        request=sha256_hex("\0".join(request_parts).encode()),
        notes=build_review_notes(review, explanations),
    )
    result = publish_proposed_release(
        workspace, actor, review.proposal, provenance, detail=build_correction_detail(review)
    )
    # The release exists: if the answers cannot be stored, people are asked again.
    with suppress(StoreError, CurationError, DatabaseUnavailableError):
        answers = upload.answers.with_contexts(review.checked.labels)
        remember_labels(workspace, actor, answers.to_remember)
    return result


def _require_direct_publishing(workspace: Workspace, actor: Actor, reason: str) -> Actor:
    """Return the actor, read again, if they may publish for this reason without another's approval.

    The settings may require that a second person accepts every upload as a draft. Raises
    PermissionDeniedError, CurationError (reason_missing, reason_long, approval_needed).
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
    """Publish a proposed release, with a row in the audit trail before it and one after it.

    Without changes nothing is published. `event` and `detail` are for the rows of the audit trail.
    Callers must have checked permissions (`check_review`, `require`). Raises PublishBlockedError,
    CurationError, StateChangedError, ReleaseConflictError, StoreError, DatabaseUnavailableError.
    """
    store, changes = workspace.store, proposal.changes
    if not changes:
        return PublishResult(store.release(proposal.parent), changes, made=False)
    check_parent_is_newest_recorded(workspace, proposal.parent)
    check_release_seen(workspace, proposal.seen)
    _check_code_lists(store.read(proposal.parent, NO_FIGURES), proposal)
    indicators = sorted({split_key(key)["indicator"] for key in changes.keys})
    changed = pc.is_in(proposal.figures["indicator"], pa.array(indicators, pa.string()))

    def write(note: Mapping[str, str]) -> Release:
        """Write the release; `note` names the row of the audit trail that announces it."""
        notes = {**provenance.notes, **note}
        return store.write(
            proposal.parent,
            proposal.figures.filter(changed) if indicators else None,  # None: only code lists
            proposal.codes,
            replace(provenance, reason=provenance.reason.strip(), notes=notes),
            only_indicators=indicators,
        )

    with publishing_lock(workspace):
        release = announce_and_write(
            workspace, actor, event, proposal.parent + 1, detail or {}, write
        )
        record_release(actor, release, changes, event, detail or {})
    return PublishResult(release, changes)


def _check_code_lists(parent: Snapshot, proposal: ProposedRelease) -> None:
    """Raise PublishBlockedError if the proposed figures or code lists have invalid codes.

    Raises CurationError("demonstration_mixed") if real and invented figures would be mixed.
    """
    _check_same_kind(parent, proposal.codes)
    lists = {**collect_code_lists(parent), **proposal.codes}
    if problems := find_code_list_problems(proposal.figures, lists):
        raise PublishBlockedError("has_errors", problems)


def _check_same_kind(parent: Snapshot, codes: Codes) -> None:
    """Raise CurationError("demonstration_mixed") if real and invented figures would be mixed.

    `codes` are the code lists to be published after those of `parent`: both or neither must be a
    demonstration.
    """
    if is_demonstration(codes.get("sources", parent.sources)) != parent.demonstration:
        raise CurationError("demonstration_mixed")


def build_result_of_release(workspace: Workspace, release: Release) -> PublishResult:
    """Return an existing release and its changes from its parent as a PublishResult.

    It answers a second click on what was published by the first.
    """
    return PublishResult(release, read_changes(workspace.store, release.parent, release.number))


def check_reason(reason: str) -> None:
    """Raise CurationError (reason_missing, reason_long) for an empty or too long reason."""
    if not reason.strip():
        raise CurationError("reason_missing")
    if len(reason) > MAX_REASON:
        raise CurationError("reason_long", {"limit": MAX_REASON})


def check_review(
    actor: Actor, review: Review, explanations: Mapping[str, str], action: Action = Action.PUBLISH
) -> None:
    """Raise an error unless the actor may publish, submit or accept (`action`) a reviewed upload.

    Raises PublishBlockedError for errors and for warnings without an explanation,
    PermissionDeniedError for changes outside the actor's area or role.
    """
    if review.errors:
        raise PublishBlockedError("has_errors", review.errors)
    if unexplained := review.find_unexplained(explanations):
        raise PublishBlockedError("unexplained", unexplained)
    changes = review.proposal.changes
    # If only code lists change, the permission for the actor's own area is checked.
    require(actor, action, area=changes.areas or actor.area)
    if any(change.what == "added" for change in changes.codes):
        require(actor, Action.ADD_CODES)
    if any(change.what != "added" for change in changes.codes):
        require(actor, Action.CHANGE_CODES)


def check_newest_seen(workspace: Workspace, seen: SeenState) -> None:
    """Raise an error unless the newest release is the one that the actor saw.

    Raises ReleaseConflictError for another number, StateChangedError for another hash; both list
    the releases since.
    """
    head = workspace.store.release()
    if head.number != seen.version:
        conflict = ReleaseConflictError(head)
        conflict.since = _list_releases_since(workspace, seen.version + 1)
        raise conflict
    check_release_seen(workspace, seen)


def check_release_seen(workspace: Workspace, seen: SeenState) -> None:
    """Raise StateChangedError unless the stored release has the hash that the actor saw.

    Another release has the same number if the store was loaded from a backup and published to.
    """
    store = workspace.store
    if store.stored_hash(seen.version) != seen.sha256:
        store.clear_caches_if_replaced()
        raise StateChangedError(_list_releases_since(workspace, seen.version))


def _list_releases_since(workspace: Workspace, first_number: int) -> tuple[StateChange, ...]:
    """Return who published the releases from `first_number` on, when and why, oldest first.

    The error that refuses the action names them, so that the actor knows what to look at again.
    Of more than MAX_NAMED_RELEASES the newest are returned.
    """
    releases_since = (  # newest first
        release for release in workspace.store.history() if release.number >= first_number
    )
    return tuple(
        StateChange(
            at=release.at.isoformat(timespec="seconds"),
            who=release.author,
            what="curation.step_published",  # the id of a message
            reason=release.reason,
        )
        for release in reversed(list(releases_since)[:MAX_NAMED_RELEASES])
    )


def build_review_notes(review: Review, explanations: Mapping[str, str]) -> dict[str, str]:
    """Return the notes of a release about its warnings and corrected cells; {} without either.

    Warnings with the same code and explanation are counted: {"explanations": '[{"code": …, "count":
    3, "explanation": …}]', "corrected_cells": '[…]'}.
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
    notes = {EXPLANATIONS: warnings, CORRECTED_CELLS: list_corrected_cells(review)}
    return {name: json.dumps(note, ensure_ascii=False) for name, note in notes.items() if note}


def combine_file_hashes(hashes: list[str]) -> str:
    """Return one SHA-256 for an upload, given the SHA-256 of each of its files.

    A release keeps it, to show later from which files it was published. One file's own hash is
    returned, so that it can be compared with the file. For several files it is the hash over their
    sorted hashes.
    """
    if len(hashes) == 1:
        return hashes[0]
    return hashlib.sha256("".join(sorted(hashes)).encode()).hexdigest()
