"""Restoring an earlier release, and marking published figures as reviewed."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from auth import Action, Actor, AuditEvent, require
from curation.errors import CurationError
from curation.releases.changes import to_table
from curation.releases.notes import REVIEWED_BY
from curation.releases.proposed_release import build_proposal, mark_reviewed, read_changes
from curation.releases.publishing import (
    PublishResult,
    audit_note,
    check_parent,
    check_reason,
    publish_proposal,
    record_release,
    result_of_release,
)
from curation.releases.upload_review import read_figures
from curation.workspace import NO_FIGURES, Workspace
from ledger import FigureFilter, Provenance, Store
from ledger.storage.data_files import COLUMNS


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
    current = require(actor, Action.RESTORE)
    check_reason(reason)
    if existing := _find_result(workspace, reviewed, request):
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
            author=current.name, reason=reason.strip(), request=request, notes=audit_note(workspace)
        ),
    )
    record_release(current, release, changes, AuditEvent.RESTORED, {"restored": str(number)})
    return PublishResult(release, changes)


def review_figures(
    workspace: Workspace, actor: Actor, keys: Sequence[str], *, reviewed: int, reason: str
) -> PublishResult:
    """Mark unreviewed figures of other authors as reviewed: obs_status V becomes A.

    `keys` are the figures' keys, `reviewed` is the number of the newest release that the actor saw.
    Raises PermissionDeniedError, CurationError (no_figures_chosen, unknown_figure, not_waiting,
    own_figure, reason_missing), ReleaseConflictError, StoreError.
    """
    current = require(actor, Action.REVIEW_FIGURES, area=actor.area)
    check_reason(reason)
    if not keys:
        raise CurationError("no_figures_chosen")
    check_parent(workspace, reviewed)
    indicators = tuple(sorted({key.partition(".")[0] for key in keys}))
    head = workspace.store.read(reviewed, NO_FIGURES)
    head = replace(head, figures=read_figures(workspace.store, head, indicators))
    chosen = head.figures["key"].isin(list(keys))
    figures = head.figures[chosen]
    for key in keys:
        if key not in set(figures["key"]):
            raise CurationError("unknown_figure", {"key": key[:200]})
    current = require(current, Action.REVIEW_FIGURES, area=sorted(set(figures["ref_area"])))
    if (figures["obs_status"] != "V").any():
        raise CurationError(
            "not_waiting", {"key": str(figures[figures["obs_status"] != "V"]["key"].iloc[0])}
        )
    writers = find_authors_since_review(workspace.store, keys, reviewed)
    for key in keys:
        if current.name in writers[key]:
            raise CurationError("own_figure", {"key": key[:200]})
    reviewed_figures = mark_reviewed(to_table(head.figures), keys)
    return publish_proposal(
        workspace,
        current,
        build_proposal(head, reviewed_figures, {}, indicators),
        Provenance(current.name, reason, notes={REVIEWED_BY: current.name}),
        AuditEvent.FIGURES_REVIEWED,
        {"keys": " ".join(sorted(keys)[:20])},
    )


def find_authors_since_review(
    store: Store, keys: Iterable[str], number: int | None = None
) -> dict[str, set[str]]:
    """Return, by key, who changed or restored each figure since it was last reviewed.

    `number` is the release to start from, None for the newest. Raises StoreError.
    """
    open_keys = set(keys)
    authors: dict[str, set[str]] = {key: set() for key in open_keys}
    release = store.release(number)
    new = _read_figure_texts(store, release.number, open_keys)
    while open_keys and release.number:
        old = _read_figure_texts(store, release.parent, open_keys)
        changed = {key for key in open_keys if new.get(key) != old.get(key)}
        for key in changed:
            authors[key].add(release.author)
        if release.restored:
            for key, names in find_authors_since_review(store, changed, release.restored).items():
                authors[key] |= names
            open_keys -= changed
        open_keys = {key for key in open_keys if old.get(key, ("A",))[-1] != "A"}
        if not release.parent:
            break
        release, new = store.release(release.parent), old
    return authors


def _read_figure_texts(store: Store, number: int, keys: set[str]) -> dict[str, tuple[str, ...]]:
    """Return figures of release `number` by key, as tuples of text with obs_status at the end."""
    if not number or not keys:
        return {}
    figures = store.read(number, FigureFilter(keys=sorted(keys))).figures
    names = [name for name in COLUMNS if name != "obs_status"]
    columns = [figures[name].astype(str) for name in (*names, "obs_status")]
    return dict(zip(figures["key"], zip(*columns, strict=True), strict=True))


def _find_result(workspace: Workspace, reviewed: int, request: str) -> PublishResult | None:
    """Return the result of an earlier run of the same request; None if there was none.

    Only releases after number `reviewed` are searched.
    """
    for release in workspace.store.history():
        if release.number <= reviewed or not request:
            return None
        if release.request == request:
            return result_of_release(workspace, release)
    return None
