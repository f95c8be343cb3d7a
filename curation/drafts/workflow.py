"""A draft's way to a release: published by its author, or submitted and accepted by another.

open ──publish──▶ published
open ──submit──▶ submitted ──accept──▶ published
                 submitted ──return──▶ returned ──submit──▶ …
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from threading import RLock

from auth import Action, Actor, AuditEvent, DatabaseUnavailableError, record, require
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
    desk: Workspace,
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
        draft = _settled(desk, current, name)
        if not is_owner(current, draft):
            raise CurationError("not_yours")
        if draft.release:
            return _again(desk, draft)
        if desk.settings.publishing.approval:
            raise CurationError("approval_needed")
        _expect(draft.editable or draft.status == "publishing", draft)
        check_reason(reason)
        check_parent(desk, reviewed)
        found = review_upload(desk, current, upload_of(desk, draft), progress)
        check_problems(found, draft.explanations)
        require_changes(current, found.proposal.changes)
        _tell_writing(progress)
        return _publish(desk, current, replace(draft, reason=reason), found, found.proposal, {})


def submit_draft(
    desk: Workspace, actor: Actor, name: str, *, reason: str, progress: Progress | None = None
) -> Draft:
    """Submit one's own draft for acceptance (送审).

    Raises access.Denied, Blocked, Refused (reason_missing, not_yours, not_editable, no_changes).
    """
    current = require(actor, Action.SUBMIT, area=actor.area)
    draft = storage.load_draft(desk, name)
    if not is_owner(current, draft):
        raise CurationError("not_yours")
    _expect(draft.editable, draft)
    check_reason(reason)
    found = review_upload(desk, current, upload_of(desk, draft), progress)
    check_problems(found, draft.explanations)
    changes = found.proposal.changes
    if not changes:
        raise CurationError("no_changes")
    require_changes(current, changes, Action.SUBMIT)
    waiting = draft.after(
        new_event(desk, current, "submitted", reason),
        status="submitted",
        reason=reason,
        areas=tuple(changes.areas),
        reviewed=found.proposal.parent,
    )
    storage.save_draft(desk, waiting)
    record(current, AuditEvent.SUBMITTED, draft.id, {"areas": changes.areas[:20]})
    return waiting


def withdraw_draft(desk: Workspace, actor: Actor, name: str) -> Draft:
    """Take back one's own submitted draft. Raises access.Denied, Refused (not_yours, …)."""
    current = require(actor, Action.SUBMIT, area=actor.area)
    draft = storage.load_draft(desk, name)
    if not is_owner(current, draft):
        raise CurationError("not_yours")
    _expect(draft.status == "submitted", draft)
    return storage.save_draft(
        desk, draft.after(new_event(desk, current, "withdrawn"), status="open")
    )


def accept_draft(
    desk: Workspace, actor: Actor, name: str, *, reviewed: int, progress: Progress | None = None
) -> PublishResult:
    """Accept somebody else's draft (审核通过): it is published, and its figures count as reviewed.

    Raises access.Denied, Refused (own_draft, not_submitted), Blocked, Conflict, StoreFault.
    """
    waiting = _waiting(desk, actor, name)
    current = require(actor, Action.ACCEPT, area=waiting.areas or actor.area)
    with _ONE_AT_A_TIME:
        draft = _settled(desk, current, name)
        if is_owner(current, draft):
            raise CurationError("own_draft")
        if draft.release:
            return _again(desk, draft)
        waits = draft.status == "publishing" and draft.before == "submitted"
        if draft.status != "submitted" and not waits:
            raise CurationError("not_submitted", {"status": draft.status})
        check_parent(desk, reviewed)
        found = review_upload(desk, current, upload_of(desk, draft), progress, within=draft.areas)
        check_problems(found, draft.explanations)
        require_changes(current, found.proposal.changes, Action.ACCEPT)
        proposal = _reviewed(desk, found.proposal)
        _tell_writing(progress)
        return _publish(desk, current, draft, found, proposal, {ACCEPTED_BY: current.name})


def return_draft(desk: Workspace, actor: Actor, name: str, *, reason: str) -> Draft:
    """Return somebody's draft with a reason (退回).

    Raises access.Denied, Refused (reason_missing, own_draft, not_submitted).
    """
    draft = _waiting(desk, actor, name)
    current = require(actor, Action.RETURN, area=draft.areas or actor.area)
    check_reason(reason)
    if is_owner(current, draft):
        raise CurationError("own_draft")
    if draft.status != "submitted":
        raise CurationError("not_submitted", {"status": draft.status})
    back = storage.save_draft(
        desk, draft.after(new_event(desk, current, "returned", reason), status="returned")
    )
    record(current, AuditEvent.RETURNED, draft.id, {"reason": reason[:200]})
    return back


def _tell_writing(progress: Progress | None) -> None:
    if progress:
        progress("write", 0.95)


def _waiting(desk: Workspace, actor: Actor, name: str) -> Draft:
    require(actor, Action.READ_DRAFTS)
    return storage.load_draft(desk, name)


def _publish(
    desk: Workspace,
    actor: Actor,
    draft: Draft,
    found: Review,
    proposal: Proposal,
    notes: Mapping[str, str],
) -> PublishResult:
    if not proposal.changes:
        raise CurationError("no_changes")
    begun = storage.save_draft(
        desk,
        draft.after(new_event(desk, actor, "publishing"), status="publishing", reason=draft.reason),
    )
    try:
        outcome = publish_state(desk, actor, proposal, _cause(desk, draft, found, notes))
    except (StoreError, CurationError, DatabaseUnavailableError):
        # Back to what it was; where even that cannot be written, time does it.
        with suppress(StoreError, CurationError):
            if not storage.find_release(desk, draft):
                said = new_event(desk, actor, "not_published")
                storage.save_draft(desk, begun.after(said, status=draft.before))
        raise
    if notes:
        record(actor, AuditEvent.ACCEPTED, draft.id, {"release": outcome.release.number})
    remember_labels(desk, actor, draft.answers)
    _mark(desk, actor, begun, outcome.release)
    return outcome


def _cause(desk: Workspace, draft: Draft, found: Review, notes: Mapping[str, str]) -> Provenance:
    return Provenance(
        draft.reason,
        author=draft.author,
        source_sha256=source_hash([kept.sha256 for kept in draft.files]),
        request=draft.request,
        notes={**explanation_note(found, draft.explanations), **notes},
        proofs={kept.name: storage.read_stored_file(desk, draft, kept) for kept in draft.proofs},
        detail={"draft": draft.id, "author": draft.author},
    )


def _mark(desk: Workspace, actor: Actor, draft: Draft, release: Release) -> None:
    """Write down that a draft is a release; the release itself is the truth of it."""
    said = new_event(desk, actor, "published")
    done = draft.after(said, status="published", release=release.number, reviewed=release.parent)
    # Of two clicks on two machines one is enough.
    with suppress(CurationError):
        storage.save_draft(desk, done)


def _settled(desk: Workspace, actor: Actor, name: str) -> Draft:
    """Read a draft, and finish what a crash between the release and its own state left undone."""
    draft = storage.load_draft(desk, name)
    if draft.unfinished:
        outcome = result_of_release(desk, desk.store.release(draft.release))
        more = {"draft": draft.id, "author": draft.author, "recovered": "yes"}
        record_release(actor, outcome.release, outcome.changes, AuditEvent.PUBLISHED, more)
        if accepted_by := outcome.release.notes.get(ACCEPTED_BY):
            told = {"release": draft.release, "accepted_by": accepted_by, "recovered": "yes"}
            record(actor, AuditEvent.ACCEPTED, draft.id, told)
        remember_labels(desk, actor, draft.answers)
        _mark(desk, actor, draft, outcome.release)
    return draft


def _again(desk: Workspace, draft: Draft) -> PublishResult:
    return result_of_release(desk, desk.store.release(draft.release))


def _reviewed(desk: Workspace, proposal: Proposal) -> Proposal:
    """Count the figures that a proposal adds or changes as reviewed."""
    touched = [*proposal.changes.added["key"], *proposal.changes.changed["key"]]
    head = desk.store.read(proposal.parent, NOTHING)
    if proposal.only is None:
        head = desk.store.read(proposal.parent)
    else:
        head = replace(head, figures=read_figures(desk.store, head, proposal.only))
    figures = reviewed_of(proposal.figures, touched)
    return propose(head, figures, proposal.codes, proposal.only)


def _expect(right: bool, draft: Draft) -> None:
    if not right:
        raise CurationError("not_editable", {"status": draft.status})
