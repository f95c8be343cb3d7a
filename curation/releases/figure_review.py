"""Review of published figures: marking them as compared with their source by another person."""

from collections.abc import Iterable, Sequence

from auth import Action, Actor, AuditEvent, require
from curation.errors import CurationError
from curation.releases.changes import to_table
from curation.releases.notes import REVIEWED_BY
from curation.releases.proposed_release import build_proposed_release, mark_reviewed
from curation.releases.publishing import (
    PublishResult,
    check_newest_seen,
    check_reason,
    publish_proposed_release,
)
from curation.workspace import Workspace
from errors import SeenState
from ledger import FigureFilter, Provenance, Store
from ledger.storage.data_files import COLUMNS

REVIEWED = {"obs_status": "A"}  # stands for a figure that did not exist: nothing before it counts
MAX_SHOWN_KEY = 200  # characters of a key in a message; a longer one is no key
MAX_AUDITED_KEYS = 20  # the audit trail names no more


def review_figures(
    workspace: Workspace, actor: Actor, keys: Sequence[str], *, reviewed: SeenState, reason: str
) -> PublishResult:
    """Mark published figures of other authors as reviewed: obs_status V (unchecked) becomes A.

    `keys` are the figures' keys, `reviewed` is the newest release, in which the actor saw them
    (`seen_release`). The marks are published as a release. Raises PermissionDeniedError,
    CurationError (no_figures_chosen, unknown_figure, not_waiting, own_figure, reason_missing),
    StateChangedError, ReleaseConflictError, StoreError.
    """
    actor = require(actor, Action.REVIEW_FIGURES, area=actor.area)
    check_reason(reason)
    if not keys:
        raise CurationError("no_figures_chosen")
    check_newest_seen(workspace, reviewed)
    indicators = tuple(sorted({key.partition(".")[0] for key in keys}))
    # All figures of these indicators: a release is published by whole indicators.
    head = workspace.store.read(reviewed.version, FigureFilter(indicators=indicators))
    figures = head.figures[head.figures["key"].isin(list(keys))]
    known_keys = set(figures["key"])
    for key in keys:
        if key not in known_keys:
            raise CurationError("unknown_figure", {"key": key[:MAX_SHOWN_KEY]})
    # Checked above for the actor's own area; now the areas of the figures are known.
    actor = require(actor, Action.REVIEW_FIGURES, area=sorted(set(figures["ref_area"])))
    for key in figures[figures["obs_status"] != "V"]["key"]:
        raise CurationError("not_waiting", {"key": str(key)})
    authors = find_authors_since_review(workspace.store, keys, reviewed.version)
    for key in keys:
        if actor.name in authors[key]:
            raise CurationError("own_figure", {"key": key[:MAX_SHOWN_KEY]})
    reviewed_figures = mark_reviewed(to_table(head.figures), keys)
    return publish_proposed_release(
        workspace,
        actor,
        build_proposed_release(head, reviewed_figures, {}, indicators),
        Provenance(actor.name, reason, notes={REVIEWED_BY: actor.name}),
        AuditEvent.FIGURES_REVIEWED,
        {"keys": " ".join(sorted(keys)[:MAX_AUDITED_KEYS])},
    )


def find_authors_since_review(
    store: Store, keys: Iterable[str], number: int | None = None
) -> dict[str, set[str]]:
    """Return, by key, who changed or restored each figure since it was last reviewed.

    These people may not review it. `number` is the newest release to look at, None for the newest
    of all; from there the search goes back to the release in which the figure was reviewed or did
    not exist. Raises StoreError.
    """
    open_keys = set(keys)  # figures whose review has not been found yet
    authors: dict[str, set[str]] = {key: set() for key in open_keys}
    release = store.release(number)
    new_cells = _read_figure_cells(store, release.number, open_keys)
    while open_keys:
        old_cells = _read_figure_cells(store, release.parent, open_keys)
        changed = {key for key in open_keys if new_cells.get(key) != old_cells.get(key)}
        for key in changed:
            authors[key].add(release.author)
        if release.restored:
            # Who wrote the restored figures is in the releases before the restored one.
            earlier = find_authors_since_review(store, changed, release.restored)
            for key, names in earlier.items():
                authors[key] |= names
            open_keys -= changed
        open_keys = {key for key in open_keys if old_cells.get(key, REVIEWED)["obs_status"] != "A"}
        if not release.parent:
            break
        release, new_cells = store.release(release.parent), old_cells
    return authors


def _read_figure_cells(store: Store, number: int, keys: set[str]) -> dict[str, dict[str, str]]:
    """Return the values of figures in release `number` as text, by figure key and column.

    Figures that the release has not are left out; release 0, the empty state, has none.
    """
    if not number or not keys:
        return {}
    figures = store.figures(number, FigureFilter(keys=sorted(keys)))
    rows = figures[list(COLUMNS)].astype(str).to_dict("records")
    return dict(zip(figures["key"], rows, strict=True))
