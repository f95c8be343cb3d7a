"""Submit, accept, return and publish drafts: how a draft becomes a release.

Each function takes the state of the draft that the actor saw. If the draft has changed since, the
function raises an error that says how.

open ──publish──▶ published
open ──submit──▶ submitted ──accept──▶ published
                 submitted ──return──▶ returned ──submit──▶ …
                 submitted ──take over, if its author may no longer submit it──▶ open
"""

from contextlib import suppress
from dataclasses import replace
from threading import RLock

from auth import (
    Action,
    Actor,
    AuditEvent,
    DatabaseUnavailableError,
    may,
    read_account_actor,
    record_event,
    require,
)
from curation.drafts import draft_storage
from curation.drafts.draft import Draft
from curation.drafts.draft_editing import create_event, is_author, read_draft_upload
from curation.errors import CurationError, StateChangedError
from curation.releases.notes import ACCEPTED_BY
from curation.releases.proposed_release import (
    ProposedRelease,
    build_proposed_release,
    mark_reviewed,
)
from curation.releases.publishing import (
    PublishResult,
    build_result_of_release,
    build_review_notes,
    check_newest_seen,
    check_reason,
    check_review,
    combine_file_hashes,
    publish_proposed_release,
)
from curation.releases.release_audit import build_correction_detail, record_release
from curation.releases.upload_review import Progress, Review, SeenReview, review_upload
from curation.remembered_labels import list_answer_changes, remember_labels
from curation.state_audit import record_state
from curation.upload_answers import Answers
from curation.workspace import NO_FIGURES, Workspace
from errors import SeenState
from ledger import FigureFilter, Provenance, Release, StoreError

_PUBLISHING_LOCK = RLock()
"""Held while a draft is published: a second click waits and then finds the draft published."""
MAX_AUDITED_AREAS = 20  # areas that a row of the audit trail names
WRITING_PROGRESS = 0.95  # share of the work done when checking ends and writing begins


def publish_draft(
    workspace: Workspace,
    actor: Actor,
    seen: SeenState,
    *,
    reason: str,
    reviewed: SeenReview,
    progress: Progress | None = None,
) -> PublishResult:
    """Publish the actor's own draft without acceptance by another person: open → published.

    `seen` is the draft and `reviewed` its review as the actor saw them. The draft is checked again:
    newest release and answers used must be the same as in that review. If the draft is published
    already, its release is returned. Raises PermissionDeniedError, PublishBlockedError,
    CurationError (reason_missing, approval_needed, not_yours, not_editable), StateChangedError,
    ReleaseConflictError, StoreError; the draft is then unchanged.
    """
    actor = require(actor, Action.PUBLISH, area=actor.area)
    with _PUBLISHING_LOCK:
        draft = _load_and_recover(workspace, actor, seen.subject)
        _require_author(actor, draft)
        draft_storage.check_seen(workspace, draft, seen)
        if draft.release:
            return build_result_of_release(workspace, workspace.store.release(draft.release))
        if workspace.settings.publishing.approval:
            raise CurationError("approval_needed")
        _require_status(draft, draft.editable or draft.status == "publishing")
        check_reason(reason)
        check_newest_seen(workspace, reviewed.parent)
        review = review_upload(workspace, actor, read_draft_upload(workspace, draft), progress)
        _check_review_seen(workspace, review, reviewed)
        check_review(actor, review, draft.explanations)
        draft = replace(draft, reason=reason)
        return _publish_checked_draft(workspace, actor, draft, review, review.proposal, progress)


def submit_draft(
    workspace: Workspace,
    actor: Actor,
    seen: SeenState,
    *,
    reason: str,
    reviewed: SeenReview,
    progress: Progress | None = None,
) -> Draft:
    """Submit the actor's own draft, so that another person can accept it (送审): open → submitted.

    `seen` is the draft and `reviewed` its review as the actor saw them; neither may have changed
    since. The remembered answers that the review used are stored with the draft. Raises
    PermissionDeniedError, PublishBlockedError, CurationError (reason_missing, not_yours,
    not_editable, no_changes), StateChangedError, ReleaseConflictError.
    """
    actor = require(actor, Action.SUBMIT, area=actor.area)
    draft = draft_storage.load_draft(workspace, seen.subject)
    _require_author(actor, draft)
    draft_storage.check_seen(workspace, draft, seen)
    _require_status(draft, draft.editable)
    check_reason(reason)
    check_newest_seen(workspace, reviewed.parent)
    review = review_upload(workspace, actor, read_draft_upload(workspace, draft), progress)
    _check_review_seen(workspace, review, reviewed)
    check_review(actor, review, draft.explanations, Action.SUBMIT)
    if not review.proposal.changes:
        raise CurationError("no_changes")
    submitted = draft.with_event(
        create_event(workspace, actor, "submitted", reason),
        status="submitted",
        reason=reason,
        answers=_with_followed_answers(draft.answers, review),
        areas=tuple(review.proposal.changes.areas),
        reviewed=review.proposal.parent,
    )
    draft_storage.save_draft(workspace, submitted)
    detail = {"areas": submitted.areas[:MAX_AUDITED_AREAS], "state": submitted.version}
    record_state(actor, AuditEvent.SUBMITTED, draft.id, detail | build_correction_detail(review))
    return submitted


def _with_followed_answers(answers: Answers, review: Review) -> Answers:
    """Return a draft's answers about labels together with the remembered ones its review used.

    Stored in the submitted draft, they let the reviewer see what the author saw, even if remembered
    answers change meanwhile.
    """
    for (kind, label), code in review.followed.items():
        answers = answers.with_answers(
            "indicators" if kind == "indicator" else "areas", {label: code}
        )
    return answers


def _check_review_seen(workspace: Workspace, review: Review, reviewed: SeenReview) -> None:
    """Raise StateChangedError unless a review is the same as the one that the actor saw.

    `reviewed` identifies the review that the actor saw: its parent release, and the answers about
    labels that it used. The error names the answers that have changed.
    """
    if review.seen != reviewed:
        # Answers (kind, label, code) that only one of the two reviews has used.
        labels = {label for _, label, _ in review.seen.followed ^ reviewed.followed}
        raise StateChangedError(list_answer_changes(workspace, labels))


def withdraw_draft(workspace: Workspace, actor: Actor, seen: SeenState) -> Draft:
    """Withdraw the actor's own submitted draft, so that it can be changed again: submitted → open.

    `seen` is its state as the actor saw it. Raises PermissionDeniedError, CurationError (not_yours,
    not_editable), StateChangedError.
    """
    actor = require(actor, Action.SUBMIT, area=actor.area)
    draft = draft_storage.load_draft(workspace, seen.subject)
    _require_author(actor, draft)
    draft_storage.check_seen(workspace, draft, seen)
    _require_status(draft, draft.status == "submitted")
    withdrawn = draft.with_event(create_event(workspace, actor, "withdrawn"), status="open")
    return draft_storage.save_draft(workspace, withdrawn)


def accept_draft(
    workspace: Workspace,
    actor: Actor,
    seen: SeenState,
    *,
    reviewed: SeenReview,
    progress: Progress | None = None,
) -> PublishResult:
    """Publish another person's submitted draft as accepted (审核通过): submitted → published.

    Its figures are marked as reviewed. `seen` is the draft and `reviewed` its review as the actor
    saw them. If it is published already, its release is returned. Raises PermissionDeniedError,
    PublishBlockedError, CurationError (own_draft, not_submitted, author_disabled, author_narrowed),
    StateChangedError, ReleaseConflictError, StoreError.
    """
    require(actor, Action.READ_DRAFTS)
    submitted = draft_storage.load_draft(workspace, seen.subject)
    # A draft without areas needs the permission for the actor's own area.
    actor = require(actor, Action.ACCEPT, area=submitted.areas or actor.area)
    with _PUBLISHING_LOCK:
        draft = _load_and_recover(workspace, actor, seen.subject)
        if is_author(actor, draft):
            raise CurationError("own_draft")
        draft_storage.check_seen(workspace, draft, seen)
        if draft.release:
            return build_result_of_release(workspace, workspace.store.release(draft.release))
        _check_can_be_accepted(workspace, draft)
        check_newest_seen(workspace, reviewed.parent)
        upload, areas = read_draft_upload(workspace, draft), draft.areas
        review = review_upload(
            workspace, actor, upload, progress, removable_areas=areas, own_answers=False
        )
        _check_review_seen(workspace, review, reviewed)
        check_review(actor, review, draft.explanations, Action.ACCEPT)
        proposal = _mark_proposed_figures_reviewed(workspace, review.proposal)
        return _publish_checked_draft(
            workspace, actor, draft, review, proposal, progress, accepted_by=actor.name
        )


def _check_can_be_accepted(workspace: Workspace, draft: Draft) -> None:
    """Raise CurationError unless a draft is submitted and its author could submit it today.

    A submitted draft whose publishing was interrupted counts as submitted. Codes: not_submitted,
    author_disabled, author_narrowed (the author's role or area no longer allows it).
    """
    was_interrupted = draft.status == "publishing" and draft.previous_status == "submitted"
    if draft.status != "submitted" and not was_interrupted:
        raise CurationError("not_submitted", {"status": draft.status})
    if code := find_author_obstacle(workspace, draft):
        raise CurationError(code, {"name": draft.author})


def return_draft(workspace: Workspace, actor: Actor, seen: SeenState, *, reason: str) -> Draft:
    """Return another person's draft to its author for correction (退回): submitted → returned.

    `seen` is its state as the actor saw it. Return and reason are recorded in the audit trail.
    Raises PermissionDeniedError, CurationError (reason_missing, own_draft, not_submitted),
    StateChangedError.
    """
    require(actor, Action.READ_DRAFTS)
    draft = draft_storage.load_draft(workspace, seen.subject)
    actor = require(actor, Action.RETURN, area=draft.areas or actor.area)
    check_reason(reason)
    if is_author(actor, draft):
        raise CurationError("own_draft")
    draft_storage.check_seen(workspace, draft, seen)
    if draft.status != "submitted":
        raise CurationError("not_submitted", {"status": draft.status})
    event = create_event(workspace, actor, "returned", reason)
    returned = draft_storage.save_draft(workspace, draft.with_event(event, status="returned"))
    detail = {"reason": reason[:200], "state": returned.version}  # the draft has the whole reason
    record_state(actor, AuditEvent.RETURNED, draft.id, detail)
    return returned


def find_author_obstacle(workspace: Workspace, draft: Draft) -> str:
    """Return the error code why the author of a draft could not submit it today; "" if they could.

    Codes: author_disabled; author_narrowed: the author's role or area no longer allows it.
    Operators, who have no account, always can.
    """
    if not draft.account:
        return ""
    author = read_account_actor(workspace.database, draft.account)
    if author.role is None:
        return "author_disabled"
    return "" if may(author, Action.SUBMIT, area=draft.areas or author.area) else "author_narrowed"


def take_over_draft(workspace: Workspace, actor: Actor, seen: SeenState) -> Draft:
    """Make the actor the author of a draft whose author may no longer submit it: submitted → open.

    The actor submits it again, so that somebody else accepts it. `seen` is its state as the actor
    saw it. Recorded in the audit trail. Raises PermissionDeniedError, CurationError (not_submitted,
    author_present), StateChangedError, StoreError.
    """
    draft = draft_storage.load_draft(workspace, seen.subject)
    actor = require(actor, Action.SUBMIT, area=draft.areas or actor.area)
    draft_storage.check_seen(workspace, draft, seen)
    if draft.status != "submitted":
        raise CurationError("not_submitted", {"status": draft.status})
    if not find_author_obstacle(workspace, draft):
        raise CurationError("author_present")
    event = create_event(workspace, actor, "taken_over", draft.author)
    new_author = {"author": actor.name, "account": actor.account_id}
    taken_over = draft_storage.save_draft(
        workspace, draft.with_event(event, status="open", **new_author)
    )
    detail = {"author": draft.author, "state": taken_over.version}
    record_state(actor, AuditEvent.TAKEN_OVER, draft.id, detail)
    return taken_over


def build_author_actor(workspace: Workspace, draft: Draft) -> Actor:
    """Return the author of a draft as an Actor with name and account, without any permission.

    Answers are remembered under this name, although another person may accept the draft.
    """
    return Actor(workspace.database, draft.author, account_id=draft.account)


def _require_author(actor: Actor, draft: Draft) -> None:
    """Raise CurationError("not_yours") unless the actor is the author of the draft."""
    if not is_author(actor, draft):
        raise CurationError("not_yours")


def _require_status(draft: Draft, is_allowed: bool) -> None:
    """Raise CurationError("not_editable") with the draft's status unless that status is allowed."""
    if not is_allowed:
        raise CurationError("not_editable", {"status": draft.status})


def _publish_checked_draft(
    workspace: Workspace,
    actor: Actor,
    draft: Draft,
    review: Review,
    proposal: ProposedRelease,
    progress: Progress | None,
    accepted_by: str = "",
) -> PublishResult:
    """Publish a draft that has been checked, and remember its author's answers.

    The draft is saved as "publishing" before and as "published" after; after an error it gets its
    earlier status back. `accepted_by` is the name of the person who accepted it, "" if the author
    publishes it; an acceptance is recorded in the audit trail.
    """
    if progress:
        progress("write", WRITING_PROGRESS)
    if not proposal.changes:
        raise CurationError("no_changes")
    publishing = _start_publishing(workspace, actor, draft, review)
    try:
        provenance = _build_provenance(workspace, draft, review, accepted_by)
        detail = {"draft": draft.id, "author": draft.author, **build_correction_detail(review)}
        result = publish_proposed_release(workspace, actor, proposal, provenance, detail=detail)
    except (StoreError, CurationError, DatabaseUnavailableError):
        # If this fails too, the status comes back after PUBLISHING_TIMEOUT.
        with suppress(StoreError, CurationError):
            if not draft_storage.find_release(workspace, draft):
                event = create_event(workspace, actor, "not_published")
                status, answers = draft.previous_status, draft.answers
                restored = publishing.with_event(event, status=status, answers=answers)
                draft_storage.save_draft(workspace, restored)
        raise
    # The release exists: what fails from here on is done when the draft is next published.
    with suppress(StoreError, CurationError, DatabaseUnavailableError):
        if accepted_by:
            record_event(actor, AuditEvent.ACCEPTED, draft.id, {"release": result.release.number})
        _remember_answers(workspace, actor, publishing)
        _mark_published(workspace, actor, publishing, result.release)
    return result


def _start_publishing(workspace: Workspace, actor: Actor, draft: Draft, review: Review) -> Draft:
    """Save a draft with the status "publishing", and its answers with their contexts.

    The context of an answer is the kind of table or the containing area where it was given; it is
    remembered for this context alone, and only the review knows it.
    """
    event = create_event(workspace, actor, "publishing")
    answers = draft.answers.with_contexts(review.checked.labels)
    return draft_storage.save_draft(
        workspace, draft.with_event(event, status="publishing", answers=answers)
    )


def _remember_answers(workspace: Workspace, actor: Actor, draft: Draft) -> None:
    """Remember the answers of a published draft as its author's, for their next uploads."""
    remember_labels(
        workspace, actor, draft.answers.to_remember, build_author_actor(workspace, draft)
    )


def _build_provenance(
    workspace: Workspace, draft: Draft, review: Review, accepted_by: str
) -> Provenance:
    """Return author, reason, hashes, notes and proofs to store with the draft's release.

    The notes are the explanations of warnings and, unless `accepted_by` is "", who accepted the
    draft. Raises CorruptFileError, StoreError.
    """
    acceptance = {ACCEPTED_BY: accepted_by} if accepted_by else {}
    return Provenance(
        author=draft.author,
        reason=draft.reason,
        source_sha256=combine_file_hashes([file.sha256 for file in draft.files]),
        request=draft.request,
        notes={**build_review_notes(review, draft.explanations), **acceptance},
        proofs={
            file.name: draft_storage.read_stored_file(workspace, draft, file)
            for file in draft.proofs
        },
    )


def _mark_published(workspace: Workspace, actor: Actor, draft: Draft, release: Release) -> None:
    """Save the draft's last status, "published", with the release's number.

    A CurationError is ignored: even if the stored status stays "publishing", `load_draft` finds the
    release by its request id and returns the draft as published.
    """
    published = draft.with_event(
        create_event(workspace, actor, "published"),
        status="published",
        release=release.number,
        reviewed=release.parent,  # the number of the release that it was reviewed against
    )
    with suppress(CurationError):  # another process has saved the same at the same time
        draft_storage.save_draft(workspace, published)


def _load_and_recover(workspace: Workspace, actor: Actor, draft_id: str) -> Draft:
    """Read a draft; if a crash interrupted its publishing after the release was written, finish it.

    What publishing does after writing a release is done now: audit rows (marked as recovered),
    remembered answers and the status "published".
    """
    draft = draft_storage.load_draft(workspace, draft_id)
    if draft.needs_recovery:
        result = build_result_of_release(workspace, workspace.store.release(draft.release))
        detail = {"draft": draft.id, "author": draft.author, "recovered": "yes"}
        record_release(actor, result.release, result.changes, AuditEvent.PUBLISHED, detail)
        if accepted_by := result.release.notes.get(ACCEPTED_BY):
            facts = {"release": draft.release, "accepted_by": accepted_by, "recovered": "yes"}
            record_event(actor, AuditEvent.ACCEPTED, draft.id, facts)
        _remember_answers(workspace, actor, draft)
        _mark_published(workspace, actor, draft, result.release)
    return draft


def _mark_proposed_figures_reviewed(
    workspace: Workspace, proposal: ProposedRelease
) -> ProposedRelease:
    """Return the proposed release of an accepted draft, with its figures marked as reviewed.

    The obs_status V (unchecked) of new and changed figures becomes A, because a second person has
    accepted them. So the changes from the parent release are computed once more.
    """
    changes, indicators = proposal.changes, proposal.only_indicators
    # None: all figures; (): the proposed release changes code lists alone.
    where = FigureFilter(indicators=indicators or ()) if indicators != () else NO_FIGURES
    parent = workspace.store.read(proposal.parent, where)
    figures = mark_reviewed(proposal.figures, [*changes.added["key"], *changes.changed["key"]])
    return build_proposed_release(parent, figures, proposal.codes, indicators)
