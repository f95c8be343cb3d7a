"""A draft's way to a release: published by its author, or submitted and accepted by another.

open ──publish──▶ published
open ──submit──▶ submitted ──accept──▶ published
                 submitted ──return──▶ returned ──submit──▶ …
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from threading import RLock

from auth import Action, Actor, AuditEvent, DatabaseUnavailableError, record_event, require
from curation.answers.remembered_labels import remember_labels
from curation.context import NOTHING, Workspace
from curation.drafts import storage
from curation.drafts.actions import is_owner, new_event, upload_of
from curation.drafts.draft import Draft
from curation.errors import CurationError
from curation.releases.proposals import Proposal, propose
from curation.releases.proposals import mark_reviewed as reviewed_of
from curation.releases.publishing import (
    ACCEPTED_BY,
    Provenance,
    PublishResult,
    check_parent,
    check_problems,
    check_reason,
    explanation_note,
    publish_state,
    record_release,
    require_changes,
    result_of_release,
    source_hash,
)
from curation.releases.review import Progress, Review, read_figures, review_upload
from ledger import Release, StoreError

_ONE_AT_A_TIME = RLock()
"""A second click waits for the first and then finds the draft published."""


def publish_draft(
    workspace: Workspace,
    actor: Actor,
    name: str,
    *,
    reason: str,
    reviewed: int,
    progress: Progress | None = None,
) -> PublishResult:
    """Publish one's own draft after the release `reviewed`, the one its changes were shown against.

    A draft that is published already gives its release again. Raises access.Denied, Blocked,
    Refused (reason_missing, approval_needed, not_yours, not_editable), Conflict, StoreFault; the
    draft then stays as it was.
    """
    current = require(actor, Action.PUBLISH, area=actor.area)
    with _ONE_AT_A_TIME:
        draft = _settled(workspace, current, name)
        if not is_owner(current, draft):
            raise CurationError("not_yours")
        if draft.release:
            return _again(workspace, draft)
        if workspace.settings.publishing.approval:
            raise CurationError("approval_needed")
        _expect(draft.editable or draft.status == "publishing", draft)
        check_reason(reason)
        check_parent(workspace, reviewed)
        found = review_upload(workspace, current, upload_of(workspace, draft), progress)
        check_problems(found, draft.explanations)
        require_changes(current, found.proposal.changes)
        _tell_writing(progress)
        return _publish(
            workspace, current, replace(draft, reason=reason), found, found.proposal, {}
        )


def submit_draft(
    workspace: Workspace, actor: Actor, name: str, *, reason: str, progress: Progress | None = None
) -> Draft:
    """Submit one's own draft for acceptance (送审).

    Raises access.Denied, Blocked, Refused (reason_missing, not_yours, not_editable, no_changes).
    """
    current = require(actor, Action.SUBMIT, area=actor.area)
    draft = storage.load_draft(workspace, name)
    if not is_owner(current, draft):
        raise CurationError("not_yours")
    _expect(draft.editable, draft)
    check_reason(reason)
    found = review_upload(workspace, current, upload_of(workspace, draft), progress)
    check_problems(found, draft.explanations)
    changes = found.proposal.changes
    if not changes:
        raise CurationError("no_changes")
    require_changes(current, changes, Action.SUBMIT)
    waiting = draft.after(
        new_event(workspace, current, "submitted", reason),
        status="submitted",
        reason=reason,
        areas=tuple(changes.areas),
        reviewed=found.proposal.parent,
    )
    storage.save_draft(workspace, waiting)
    record_event(current, AuditEvent.SUBMITTED, draft.id, {"areas": changes.areas[:20]})
    return waiting


def withdraw_draft(workspace: Workspace, actor: Actor, name: str) -> Draft:
    """Take back one's own submitted draft. Raises access.Denied, Refused (not_yours, …)."""
    current = require(actor, Action.SUBMIT, area=actor.area)
    draft = storage.load_draft(workspace, name)
    if not is_owner(current, draft):
        raise CurationError("not_yours")
    _expect(draft.status == "submitted", draft)
    return storage.save_draft(
        workspace, draft.after(new_event(workspace, current, "withdrawn"), status="open")
    )


def accept_draft(
    workspace: Workspace,
    actor: Actor,
    name: str,
    *,
    reviewed: int,
    progress: Progress | None = None,
) -> PublishResult:
    """Accept somebody else's draft (审核通过): it is published, and its figures count as reviewed.

    Raises access.Denied, Refused (own_draft, not_submitted), Blocked, Conflict, StoreFault.
    """
    waiting = _waiting(workspace, actor, name)
    current = require(actor, Action.ACCEPT, area=waiting.areas or actor.area)
    with _ONE_AT_A_TIME:
        draft = _settled(workspace, current, name)
        if is_owner(current, draft):
            raise CurationError("own_draft")
        if draft.release:
            return _again(workspace, draft)
        waits = draft.status == "publishing" and draft.before == "submitted"
        if draft.status != "submitted" and not waits:
            raise CurationError("not_submitted", {"status": draft.status})
        check_parent(workspace, reviewed)
        found = review_upload(
            workspace, current, upload_of(workspace, draft), progress, within=draft.areas
        )
        check_problems(found, draft.explanations)
        require_changes(current, found.proposal.changes, Action.ACCEPT)
        proposal = _reviewed(workspace, found.proposal)
        _tell_writing(progress)
        return _publish(workspace, current, draft, found, proposal, {ACCEPTED_BY: current.name})


def return_draft(workspace: Workspace, actor: Actor, name: str, *, reason: str) -> Draft:
    """Return somebody's draft with a reason (退回).

    Raises access.Denied, Refused (reason_missing, own_draft, not_submitted).
    """
    draft = _waiting(workspace, actor, name)
    current = require(actor, Action.RETURN, area=draft.areas or actor.area)
    check_reason(reason)
    if is_owner(current, draft):
        raise CurationError("own_draft")
    if draft.status != "submitted":
        raise CurationError("not_submitted", {"status": draft.status})
    back = storage.save_draft(
        workspace, draft.after(new_event(workspace, current, "returned", reason), status="returned")
    )
    record_event(current, AuditEvent.RETURNED, draft.id, {"reason": reason[:200]})
    return back


def _tell_writing(progress: Progress | None) -> None:
    if progress:
        progress("write", 0.95)


def _waiting(workspace: Workspace, actor: Actor, name: str) -> Draft:
    require(actor, Action.READ_DRAFTS)
    return storage.load_draft(workspace, name)


def _publish(
    workspace: Workspace,
    actor: Actor,
    draft: Draft,
    found: Review,
    proposal: Proposal,
    notes: Mapping[str, str],
) -> PublishResult:
    if not proposal.changes:
        raise CurationError("no_changes")
    begun = storage.save_draft(
        workspace,
        draft.after(
            new_event(workspace, actor, "publishing"), status="publishing", reason=draft.reason
        ),
    )
    try:
        outcome = publish_state(workspace, actor, proposal, _cause(workspace, draft, found, notes))
    except (StoreError, CurationError, DatabaseUnavailableError):
        # Back to what it was; where even that cannot be written, time does it.
        with suppress(StoreError, CurationError):
            if not storage.find_release(workspace, draft):
                said = new_event(workspace, actor, "not_published")
                storage.save_draft(workspace, begun.after(said, status=draft.before))
        raise
    if notes:
        record_event(actor, AuditEvent.ACCEPTED, draft.id, {"release": outcome.release.number})
    remember_labels(workspace, actor, draft.answers)
    _mark(workspace, actor, begun, outcome.release)
    return outcome


def _cause(
    workspace: Workspace, draft: Draft, found: Review, notes: Mapping[str, str]
) -> Provenance:
    return Provenance(
        draft.reason,
        author=draft.author,
        source_sha256=source_hash([kept.sha256 for kept in draft.files]),
        request=draft.request,
        notes={**explanation_note(found, draft.explanations), **notes},
        proofs={
            kept.name: storage.read_stored_file(workspace, draft, kept) for kept in draft.proofs
        },
        detail={"draft": draft.id, "author": draft.author},
    )


def _mark(workspace: Workspace, actor: Actor, draft: Draft, release: Release) -> None:
    """Write down that a draft is a release; the release itself is the truth of it."""
    said = new_event(workspace, actor, "published")
    done = draft.after(said, status="published", release=release.number, reviewed=release.parent)
    # Of two clicks on two machines one is enough.
    with suppress(CurationError):
        storage.save_draft(workspace, done)


def _settled(workspace: Workspace, actor: Actor, name: str) -> Draft:
    """Read a draft, and finish what a crash between the release and its own state left undone."""
    draft = storage.load_draft(workspace, name)
    if draft.unfinished:
        outcome = result_of_release(workspace, workspace.store.release(draft.release))
        more = {"draft": draft.id, "author": draft.author, "recovered": "yes"}
        record_release(actor, outcome.release, outcome.changes, AuditEvent.PUBLISHED, more)
        if accepted_by := outcome.release.notes.get(ACCEPTED_BY):
            told = {"release": draft.release, "accepted_by": accepted_by, "recovered": "yes"}
            record_event(actor, AuditEvent.ACCEPTED, draft.id, told)
        remember_labels(workspace, actor, draft.answers)
        _mark(workspace, actor, draft, outcome.release)
    return draft


def _again(workspace: Workspace, draft: Draft) -> PublishResult:
    return result_of_release(workspace, workspace.store.release(draft.release))


def _reviewed(workspace: Workspace, proposal: Proposal) -> Proposal:
    """Count the figures that a proposal adds or changes as reviewed."""
    touched = [*proposal.changes.added["key"], *proposal.changes.changed["key"]]
    head = workspace.store.read(proposal.parent, NOTHING)
    if proposal.only is None:
        head = workspace.store.read(proposal.parent)
    else:
        head = replace(head, figures=read_figures(workspace.store, head, proposal.only))
    figures = reviewed_of(proposal.figures, touched)
    return propose(head, figures, proposal.codes, proposal.only)


def _expect(right: bool, draft: Draft) -> None:
    if not right:
        raise CurationError("not_editable", {"status": draft.status})
