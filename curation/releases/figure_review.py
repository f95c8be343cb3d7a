"""Review of published figures: another person than the author compares them with their source."""

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

# In place of a figure that a release does not have: like a review, it ends the search for authors.
REVIEWED = {"obs_status": "A"}
MAX_SHOWN_KEY = 200  # characters of a key in a message; keys of figures are shorter
MAX_AUDITED_KEYS = 20  # keys that a row of the audit trail names


def review_figures(
    workspace: Workspace, actor: Actor, keys: Sequence[str], *, reviewed: SeenState, reason: str
) -> PublishResult:
    """Mark published figures as reviewed and publish this: obs_status V (unchecked) becomes A.

    `keys` are the figures' keys; none may be of the actor's own making. `reviewed` is the newest
    release as the actor saw it (`identify_release`). Raises PermissionDeniedError, CurationError
    (no_figures_chosen, unknown_figure, not_waiting, own_figure, reason_missing), StateChangedError,
    ReleaseConflictError, StoreError.
    """
    actor = require(actor, Action.REVIEW_FIGURES, area=actor.area)
    check_reason(reason)
    if not keys:
        raise CurationError("no_figures_chosen")
    check_newest_seen(workspace, reviewed)
    indicators = tuple(sorted({key.partition(".")[0] for key in keys}))  # first part of a key
    # All figures of these indicators are read, since whole indicators are written.
    head = workspace.store.read(reviewed.version, FigureFilter(indicators=indicators))
    figures = head.figures[head.figures["key"].isin(list(keys))]
    known_keys = set(figures["key"])
    for key in keys:
        if key not in known_keys:
            raise CurationError("unknown_figure", {"key": key[:MAX_SHOWN_KEY]})
    # Above the permission for the actor's own area was checked, here for those of the figures.
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
    store: Store, keys: Iterable[str], release_number: int | None = None
) -> dict[str, set[str]]:
    """Return, by key, the names of the people who changed a figure since it was last reviewed.

    They may not review it, because a second person must. The search goes back from release
    `release_number` (None: the newest), release by release, to the one in which the figure was
    reviewed or did not exist. Whenever a figure differs from the release before, the author of that
    release has changed it. Raises StoreError.
    """
    open_keys = set(keys)  # figures whose review has not been found yet
    authors: dict[str, set[str]] = {key: set() for key in open_keys}
    release = store.release(release_number)
    cells = _read_figure_cells(store, release.number, open_keys)
    while open_keys:
        cells_before = _read_figure_cells(store, release.parent, open_keys)
        changed_keys = {key for key in open_keys if cells.get(key) != cells_before.get(key)}
        for key in changed_keys:
            authors[key].add(release.author)
        if release.restored:
            # The authors of restored figures are found in the restored release and before it.
            earlier_authors = find_authors_since_review(store, changed_keys, release.restored)
            for key, names in earlier_authors.items():
                authors[key] |= names
            open_keys -= changed_keys
        open_keys = {
            key for key in open_keys if cells_before.get(key, REVIEWED)["obs_status"] != "A"
        }
        if not release.parent:
            break
        release, cells = store.release(release.parent), cells_before
    return authors


def _read_figure_cells(
    store: Store, release_number: int, keys: set[str]
) -> dict[str, dict[str, str]]:
    """Return figure key → column → text for figures of a release, to compare them with another's.

    Figures that the release does not have are left out. Release 0 is the empty state.
    """
    if not release_number or not keys:
        return {}
    figures = store.figures(release_number, FigureFilter(keys=sorted(keys)))
    rows = figures[list(COLUMNS)].astype(str).to_dict("records")
    return dict(zip(figures["key"], rows, strict=True))
