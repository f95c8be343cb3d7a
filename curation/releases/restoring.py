"""Restoring an earlier release: publishing its state again as the newest release."""

from auth import Action, Actor, AuditEvent, require
from curation.errors import CurationError
from curation.releases.proposed_release import read_changes
from curation.releases.publishing import (
    PublishResult,
    check_newest_seen,
    check_reason,
    check_release_seen,
    result_of_release,
)
from curation.releases.release_rows import publishing_lock, record_release, write_announced
from curation.workspace import Workspace
from errors import SeenState
from ledger import Provenance, Release


def restore_release(
    workspace: Workspace,
    actor: Actor,
    seen: SeenState,
    *,
    reason: str,
    reviewed: SeenState,
    request: str = "",
) -> PublishResult:
    """Publish the state of the release `seen` again, as the release after `reviewed`.

    `reviewed` is the newest release that the actor saw (`seen_release`); repeating a `request` id
    returns the first result. If the newest release is damaged, the result has the changes from the
    newest undamaged one. Raises PermissionDeniedError, CurationError (reason_missing,
    nothing_to_restore), StateChangedError, ReleaseConflictError, UnknownReleaseError, StoreError.
    """
    actor, number = require(actor, Action.RESTORE), seen.version
    check_reason(reason)
    if existing := _find_restored(workspace, reviewed.version, request):
        return existing
    check_newest_seen(workspace, reviewed)
    workspace.store.release(number)  # a number that nobody has seen is told as unknown
    check_release_seen(workspace, seen)
    # If the newest release is damaged, what changes is counted from the newest undamaged one.
    last_good = workspace.store.last_good()
    head = last_good.number if last_good else reviewed.version
    changes = read_changes(workspace.store, head, number)
    if not changes and head == reviewed.version:
        raise CurationError("nothing_to_restore", {"number": number})
    event, detail = AuditEvent.RESTORED, {"restored": str(number)}

    def write(note: dict[str, str]) -> Release:
        """Write the release with the note of its announcement in the audit trail."""
        provenance = Provenance(actor.name, reason.strip(), request=request, notes=note)
        return workspace.store.restore(reviewed.version, number, provenance)

    with publishing_lock(workspace):
        release = write_announced(workspace, actor, event, reviewed.version + 1, detail, write)
        record_release(actor, release, changes, event, detail)
    return PublishResult(release, changes)


def _find_restored(workspace: Workspace, reviewed: int, request: str) -> PublishResult | None:
    """Return the result of an earlier restore with the same request id; None if there was none.

    Only releases after number `reviewed` are searched; "" is the id of none.
    """
    for release in workspace.store.history():
        if release.number <= reviewed or not request:
            return None
        if release.request == request:
            return result_of_release(workspace, release)
    return None
