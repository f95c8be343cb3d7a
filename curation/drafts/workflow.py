"""A draft's way to a release: published by its author, or submitted and accepted by another.

open ──publish──▶ published
open ──submit──▶ submitted ──accept──▶ published
                 submitted ──return──▶ returned ──submit──▶ …
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from threading import RLock

from auth import Action, Actor, Event, Unavailable, record, require
from curation.answers.remembered_labels import remember
from curation.context import NOTHING, Desk
from curation.drafts import storage
from curation.drafts.actions import own, step, upload_of
from curation.drafts.draft import Draft
from curation.errors import Refused
from curation.releases.proposals import Proposal, propose
from curation.releases.proposals import reviewed as reviewed_of
from curation.releases.publishing import (
    ACCEPTED_BY,
    Cause,
    Outcome,
    check_parent,
    check_problems,
    check_reason,
    explained,
    outcome_of,
    record_release,
    require_changes,
    source_of,
    write,
)
from curation.releases.review import Progress, Review, figures_of, review
from ledger import Release, StoreFault

_ONE_AT_A_TIME = RLock()
"""A second click waits for the first and then finds the draft published."""


def publish_draft(
    desk: Desk,
    actor: Actor,
    name: str,
    *,
    reason: str,
    reviewed: int,
    progress: Progress | None = None,
) -> Outcome:
    """Publish one's own draft after the release `reviewed`, the one its changes were shown against.

    A draft that is published already gives its release again. Raises access.Denied, Blocked,
    Refused (reason_missing, approval_needed, not_yours, not_editable), Conflict, StoreFault; the
    draft then stays as it was.
    """
    current = require(actor, Action.PUBLISH, area=actor.area)
    with _ONE_AT_A_TIME:
        draft = _settled(desk, current, name)
        if not own(current, draft):
            raise Refused("not_yours")
        if draft.release:
            return _again(desk, draft)
        if desk.settings.publishing.approval:
            raise Refused("approval_needed")
        _expect(draft.editable or draft.status == "publishing", draft)
        check_reason(reason)
        check_parent(desk, reviewed)
        found = review(desk, current, upload_of(desk, draft), progress)
        check_problems(found, draft.explanations)
        require_changes(current, found.proposal.changes)
        _tell_writing(progress)
        return _publish(desk, current, replace(draft, reason=reason), found, found.proposal, {})


def submit_draft(
    desk: Desk, actor: Actor, name: str, *, reason: str, progress: Progress | None = None
) -> Draft:
    """Submit one's own draft for acceptance (送审).

    Raises access.Denied, Blocked, Refused (reason_missing, not_yours, not_editable, no_changes).
    """
    current = require(actor, Action.SUBMIT, area=actor.area)
    draft = storage.load(desk, name)
    if not own(current, draft):
        raise Refused("not_yours")
    _expect(draft.editable, draft)
    check_reason(reason)
    found = review(desk, current, upload_of(desk, draft), progress)
    check_problems(found, draft.explanations)
    changes = found.proposal.changes
    if not changes:
        raise Refused("no_changes")
    require_changes(current, changes, Action.SUBMIT)
    waiting = draft.after(
        step(desk, current, "submitted", reason),
        status="submitted",
        reason=reason,
        areas=tuple(changes.areas),
        reviewed=found.proposal.parent,
    )
    storage.save(desk, waiting)
    record(current, Event.SUBMITTED, draft.id, {"areas": changes.areas[:20]})
    return waiting


def withdraw_draft(desk: Desk, actor: Actor, name: str) -> Draft:
    """Take back one's own submitted draft. Raises access.Denied, Refused (not_yours, …)."""
    current = require(actor, Action.SUBMIT, area=actor.area)
    draft = storage.load(desk, name)
    if not own(current, draft):
        raise Refused("not_yours")
    _expect(draft.status == "submitted", draft)
    return storage.save(desk, draft.after(step(desk, current, "withdrawn"), status="open"))


def accept_draft(
    desk: Desk, actor: Actor, name: str, *, reviewed: int, progress: Progress | None = None
) -> Outcome:
    """Accept somebody else's draft (审核通过): it is published, and its figures count as reviewed.

    Raises access.Denied, Refused (own_draft, not_submitted), Blocked, Conflict, StoreFault.
    """
    waiting = _waiting(desk, actor, name)
    current = require(actor, Action.ACCEPT, area=waiting.areas or actor.area)
    with _ONE_AT_A_TIME:
        draft = _settled(desk, current, name)
        if own(current, draft):
            raise Refused("own_draft")
        if draft.release:
            return _again(desk, draft)
        waits = draft.status == "publishing" and draft.before == "submitted"
        if draft.status != "submitted" and not waits:
            raise Refused("not_submitted", {"status": draft.status})
        check_parent(desk, reviewed)
        found = review(desk, current, upload_of(desk, draft), progress, within=draft.areas)
        check_problems(found, draft.explanations)
        require_changes(current, found.proposal.changes, Action.ACCEPT)
        proposal = _reviewed(desk, found.proposal)
        _tell_writing(progress)
        return _publish(desk, current, draft, found, proposal, {ACCEPTED_BY: current.name})


def return_draft(desk: Desk, actor: Actor, name: str, *, reason: str) -> Draft:
    """Return somebody's draft with a reason (退回).

    Raises access.Denied, Refused (reason_missing, own_draft, not_submitted).
    """
    draft = _waiting(desk, actor, name)
    current = require(actor, Action.RETURN, area=draft.areas or actor.area)
    check_reason(reason)
    if own(current, draft):
        raise Refused("own_draft")
    if draft.status != "submitted":
        raise Refused("not_submitted", {"status": draft.status})
    back = storage.save(
        desk, draft.after(step(desk, current, "returned", reason), status="returned")
    )
    record(current, Event.RETURNED, draft.id, {"reason": reason[:200]})
    return back


def _tell_writing(progress: Progress | None) -> None:
    if progress:
        progress("write", 0.95)


def _waiting(desk: Desk, actor: Actor, name: str) -> Draft:
    require(actor, Action.READ_DRAFTS)
    return storage.load(desk, name)


def _publish(
    desk: Desk,
    actor: Actor,
    draft: Draft,
    found: Review,
    proposal: Proposal,
    notes: Mapping[str, str],
) -> Outcome:
    if not proposal.changes:
        raise Refused("no_changes")
    begun = storage.save(
        desk, draft.after(step(desk, actor, "publishing"), status="publishing", reason=draft.reason)
    )
    try:
        outcome = write(desk, actor, proposal, _cause(desk, draft, found, notes))
    except (StoreFault, Refused, Unavailable):
        # Back to what it was; where even that cannot be written, time does it.
        with suppress(StoreFault, Refused):
            if not storage.release_of(desk, draft):
                said = step(desk, actor, "not_published")
                storage.save(desk, begun.after(said, status=draft.before))
        raise
    if notes:
        record(actor, Event.ACCEPTED, draft.id, {"release": outcome.release.number})
    remember(desk, actor, draft.answers)
    _mark(desk, actor, begun, outcome.release)
    return outcome


def _cause(desk: Desk, draft: Draft, found: Review, notes: Mapping[str, str]) -> Cause:
    return Cause(
        draft.reason,
        author=draft.author,
        source_sha256=source_of([kept.sha256 for kept in draft.files]),
        request=draft.request,
        notes={**explained(found, draft.explanations), **notes},
        proofs={kept.name: storage.bytes_of(desk, draft, kept) for kept in draft.proofs},
        detail={"draft": draft.id, "author": draft.author},
    )


def _mark(desk: Desk, actor: Actor, draft: Draft, release: Release) -> None:
    """Write down that a draft is a release; the release itself is the truth of it."""
    said = step(desk, actor, "published")
    done = draft.after(said, status="published", release=release.number, reviewed=release.parent)
    # Of two clicks on two machines one is enough.
    with suppress(Refused):
        storage.save(desk, done)


def _settled(desk: Desk, actor: Actor, name: str) -> Draft:
    """Read a draft, and finish what a crash between the release and its own state left undone."""
    draft = storage.load(desk, name)
    if draft.unfinished:
        outcome = outcome_of(desk, desk.store.release(draft.release))
        more = {"draft": draft.id, "author": draft.author, "recovered": "yes"}
        record_release(actor, outcome.release, outcome.changes, Event.PUBLISHED, more)
        if accepted_by := outcome.release.notes.get(ACCEPTED_BY):
            told = {"release": draft.release, "accepted_by": accepted_by, "recovered": "yes"}
            record(actor, Event.ACCEPTED, draft.id, told)
        remember(desk, actor, draft.answers)
        _mark(desk, actor, draft, outcome.release)
    return draft


def _again(desk: Desk, draft: Draft) -> Outcome:
    return outcome_of(desk, desk.store.release(draft.release))


def _reviewed(desk: Desk, proposal: Proposal) -> Proposal:
    """Count the figures that a proposal adds or changes as reviewed."""
    touched = [*proposal.changes.added["key"], *proposal.changes.changed["key"]]
    head = desk.store.read(proposal.parent, NOTHING)
    if proposal.only is None:
        head = desk.store.read(proposal.parent)
    else:
        head = replace(head, figures=figures_of(desk.store, head, proposal.only))
    figures = reviewed_of(proposal.figures, touched)
    return propose(head, figures, proposal.codes, proposal.only)


def _expect(right: bool, draft: Draft) -> None:
    if not right:
        raise Refused("not_editable", {"status": draft.status})
