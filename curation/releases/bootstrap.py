"""First start of a store: publish the curated datasets as release 1.

Modules that read folders of tables are imported inside functions, since most starts need none.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from auth import AuthDatabase
from curation.errors import CurationError
from curation.releases.notes import DATASETS_SHA256
from curation.releases.release_rows import (
    read_sealed_releases,
    record_first_release,
)
from file_formats import verified_folder
from ledger import CorruptReleaseError, Provenance, Release, ReleaseConflictError, Store, StoreError
from ledger.code_lists import is_demonstration

AUTHOR = "operator:start"


@dataclass(frozen=True)
class StartResult:
    """The newest release at the start of the dashboard.

    `first` is true if the store was empty before; `datasets_differ` is true if datasets/ has
    changed since it was last published. `fault` is what stops datasets/ from being published.
    """

    release: Release
    first: bool
    datasets_differ: bool
    fault: CurationError | None = None


def hash_folder(folder: Path) -> str:
    """Return one SHA-256 over a folder of tables, by which a start sees that it has changed.

    It is over names and contents, sorted by name.

    Files without a dot in their name do not count: each table's name has one.
    """
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.*")):
        # No file name contains \0, so names and contents cannot be confused.
        digest.update(f"{path.name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def publish_first_release(
    store: Store,
    folder: Path,
    static_site: Path | None = None,
    database: AuthDatabase | None = None,
) -> StartResult:
    """Publish a folder of tables as release 1 at a first start; with a store, compare the two.

    If two processes start at once, one release 1 is published. With `database`, the release is
    recorded in the audit trail. If the newest releases are damaged, the result has the newest
    undamaged one. Raises UnreadableFolderError, PublishBlockedError,
    DatabaseUnavailableError, StoreError ("gone": the store is empty, but there is a `static_site`
    that was made of its releases; "gone_by_trail": the audit trail in `database` has releases).
    """
    sha256 = hash_folder(folder)
    try:
        head = store.head()
        if head is None:
            _check_never_published(store, static_site, database)
            result = _publish_datasets(store, folder, sha256)
            if database:
                record_first_release(database, result.release)
            return result
        # The newest published hash; without one, nothing is said to differ.
        hashes = (release.notes.get(DATASETS_SHA256) for release in store.history())
        published_sha256 = next(filter(None, hashes), sha256)
        if published_sha256 == sha256:
            return StartResult(head, first=False, datasets_differ=False)
        differ, fault = _compare_datasets(store, folder)
        return StartResult(head, first=False, datasets_differ=differ, fault=fault)
    except CorruptReleaseError:
        last_good = store.last_good()
        if last_good is None:
            raise
        return StartResult(last_good, first=False, datasets_differ=False)


def _check_never_published(
    store: Store, static_site: Path | None, database: AuthDatabase | None
) -> None:
    """Raise StoreError if there is a trace of releases that an empty store has lost.

    Codes: gone (a static site was made of them), gone_by_trail (the audit trail has them).
    """
    if static_site and verified_folder.open_verified_folder(static_site):
        raise StoreError("gone", store.uri, str(static_site))
    if database and (sealed := read_sealed_releases(database, limit=1)):
        raise StoreError("gone_by_trail", store.uri, number=sealed[0].number)


def _compare_datasets(store: Store, folder: Path) -> tuple[bool, CurationError | None]:
    """Return whether, at a start, a folder's figures or code lists have changed since published.

    True too if it was never published, or has a fault, which is the second value.
    """
    # Imported here, since most starts compare nothing.
    from curation.releases import datasets
    from curation.releases.changes import compare_states
    from curation.releases.proposed_release import code_lists_of, read_published_datasets

    published = read_published_datasets(store)
    try:
        tables = datasets.read_datasets(folder)
    except CurationError as fault:
        return True, fault
    return published is None or bool(
        compare_states(published.figures, tables.figures, code_lists_of(published), tables.codes)
    ), None


def _publish_datasets(store: Store, folder: Path, sha256: str) -> StartResult:
    """Publish a folder of tables as release 1, at the first start of a store.

    If another process did so first, return its release.
    """
    from curation.releases import datasets

    tables = datasets.read_datasets(folder)
    # A demonstration is not made of datasets/: nothing is said of what differs from that.
    notes = {} if is_demonstration(tables.codes["sources"]) else {DATASETS_SHA256: sha256}
    try:
        release = store.write(
            0,  # no parent
            tables.figures,
            tables.codes,
            Provenance(author=AUTHOR, reason="datasets/", request=sha256, notes=notes),
        )
    except ReleaseConflictError as conflict:
        release = conflict.head
    return StartResult(release, first=True, datasets_differ=False)
