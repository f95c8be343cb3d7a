"""The first start of a store: the curated datasets become release 1.

What reads folders of tables is loaded where one is read: most starts read none, and wait for less.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from curation.errors import CurationError
from curation.releases.notes import DATASETS_SHA256
from file_formats import verified_folder
from ledger import CorruptReleaseError, Provenance, Release, ReleaseConflictError, Store, StoreError

AUTHOR = "operator:start"


@dataclass(frozen=True)
class StartResult:
    """What the start found: the newest release, and whether datasets/ has moved on since."""

    release: Release
    first: bool
    datasets_differ: bool


def hash_folder(folder: Path) -> str:
    """Hash the tables of a folder, names and contents, in the order of their names."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.*")):
        digest.update(f"{path.name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def publish_first_release(store: Store, folder: Path, snapshot: Path | None = None) -> StartResult:
    """Publish `folder` as release 1 if the store is empty; else tell whether it differs.

    An empty store beside the static `snapshot` of a release has lost its files: StoreFault `gone`.

    Two processes that start at once publish one release 1. A store with damaged files starts
    with the last good release. Raises curation.faults.BadFolder and
    Blocked, which name file, row and column, and ledger.StoreFault; nothing is then published.
    """
    now = hash_folder(folder)
    try:
        head = store.head()
        if head is None and snapshot and verified_folder.open_verified_folder(snapshot):
            raise StoreError("gone", store.uri, str(snapshot))
        if head is None:
            return _publish_datasets(store, folder, now)
        last = next((r for r in store.history() if DATASETS_SHA256 in r.notes), None)
        differ = (
            last is not None
            and last.notes[DATASETS_SHA256] != now
            and _content_differs(store, folder)
        )
        return StartResult(head, first=False, datasets_differ=differ)
    except CorruptReleaseError:
        good = store.last_good()
        if good is None:
            raise
        return StartResult(good, first=False, datasets_differ=False)


def _content_differs(store: Store, folder: Path) -> bool:
    """Tell whether a folder whose files changed says anything else than it did."""
    from curation.releases import datasets
    from curation.releases.changes import compare_states
    from curation.releases.proposals import code_lists_of, read_published_datasets

    before = read_published_datasets(store)
    try:
        state = datasets.check_tables(folder)
    except CurationError:
        return True
    return before is None or bool(
        compare_states(before.figures, state.figures, code_lists_of(before), state.codes)
    )


def _publish_datasets(store: Store, folder: Path, now: str) -> StartResult:
    from curation.releases import datasets

    state = datasets.read_datasets(folder)
    try:
        release = store.write(
            0,
            state.figures,
            state.codes,
            Provenance(
                author=AUTHOR, reason="datasets/", request=now, notes={DATASETS_SHA256: now}
            ),
        )
    except ReleaseConflictError as conflict:
        release = conflict.head
    return StartResult(release, first=True, datasets_differ=False)
