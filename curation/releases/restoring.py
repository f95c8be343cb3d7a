"""Restoring an earlier release: publishing its state again as the newest release."""

from auth import Action, Actor, AuditEvent, require
from curation.errors import CurationError
from curation.releases.proposed_release import read_changes
from curation.releases.publishing import (
    PublishResult,
    audit_note,
    check_parent,
    check_reason,
    record_release,
    result_of_release,
)
from curation.workspace import Workspace
from ledger import Provenance


def restore_release(
    workspace: Workspace,
    actor: Actor,
    number: int,
    *,
    reason: str,
    reviewed: int,
    request: str = "",
) -> PublishResult:
    """Publish the state of release number `number` again, as the release after `reviewed`.

    `reviewed` is the number of the newest release that the actor saw; repeating a `request` id
    returns the first result. If the newest release is damaged, the result has the changes from the
    newest undamaged one. Raises PermissionDeniedError, CurationError (reason_missing,
    nothing_to_restore), ReleaseConflictError, UnknownReleaseError, StoreError.
    """
    actor = require(actor, Action.RESTORE)
    check_reason(reason)
    if existing := _find_restored(workspace, reviewed, request):
        return existing
    check_parent(workspace, reviewed)
    last_good = workspace.store.last_good()
    head = last_good.number if last_good else reviewed
    changes = read_changes(workspace.store, head, number)
    if not changes and head == reviewed:
        raise CurationError("nothing_to_restore", {"number": number})
    release = workspace.store.restore(
        reviewed,
        number,
        Provenance(
            author=actor.name, reason=reason.strip(), request=request, notes=audit_note(workspace)
        ),
    )
    record_release(actor, release, changes, AuditEvent.RESTORED, {"restored": str(number)})
    return PublishResult(release, changes)


def _find_restored(workspace: Workspace, reviewed: int, request: str) -> PublishResult | None:
    """Return the result of an earlier restore with the same request id; None if there was none.

    Only releases after number `reviewed` are searched.
    """
    for release in workspace.store.history():
        if release.number <= reviewed or not request:
            return None
        if release.request == request:
            return result_of_release(workspace, release)
    return None
