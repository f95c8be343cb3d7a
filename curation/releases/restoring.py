"""Restoring an earlier release: publishing its state again as the newest release."""

from auth import Action, Actor, AuditEvent, require
from curation.errors import CurationError
from curation.releases.proposed_release import read_changes
from curation.releases.publishing import (
    PublishResult,
    build_result_of_release,
    check_newest_seen,
    check_reason,
    check_release_seen,
)
from curation.releases.release_audit import announce_and_write, publishing_lock, record_release
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
    """Publish figures and code lists of the release `seen` again, as the release after `reviewed`.

    `reviewed` is the newest release that the actor saw (`identify_release`). `request` is an id
    that the page creates once: a second click with the same id returns the first result. If the
    newest release is damaged, the result has the changes from the newest undamaged one. Raises
    PermissionDeniedError, CurationError (reason_missing, nothing_to_restore), StateChangedError,
    ReleaseConflictError, UnknownReleaseError, StoreError.
    """
    actor, release_number = require(actor, Action.RESTORE), seen.version
    check_reason(reason)
    if existing := _find_earlier_restore(workspace, reviewed.version, request):
        return existing
    check_newest_seen(workspace, reviewed)
    workspace.store.release(release_number)  # raises UnknownReleaseError
    check_release_seen(workspace, seen)
    last_good = workspace.store.last_good()
    compared_number = last_good.number if last_good else reviewed.version
    changes = read_changes(workspace.store, compared_number, release_number)
    if not changes and compared_number == reviewed.version:
        raise CurationError("nothing_to_restore", {"number": release_number})
    event, detail = AuditEvent.RESTORED, {"restored": str(release_number)}

    def write(note: dict[str, str]) -> Release:
        """Write the release; `note` names the row of the audit trail that announces it."""
        provenance = Provenance(actor.name, reason.strip(), request=request, notes=note)
        return workspace.store.restore(reviewed.version, release_number, provenance)

    with publishing_lock(workspace):
        release = announce_and_write(workspace, actor, event, reviewed.version + 1, detail, write)
        record_release(actor, release, changes, event, detail)
    return PublishResult(release, changes)


def _find_earlier_restore(
    workspace: Workspace, reviewed_number: int, request: str
) -> PublishResult | None:
    """Return the result of an earlier restore with the same request id, after a second click.

    The first click is then the answer, and nothing is restored twice. None if there was no such
    restore after release `reviewed_number`; an empty id matches nothing.
    """
    for release in workspace.store.history():  # newest first
        if release.number <= reviewed_number or not request:
            return None
        if release.request == request:
            return build_result_of_release(workspace, release)
    return None
