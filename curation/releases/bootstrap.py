"""First start of a store: publish the curated datasets as release 1.

Modules that read folders of tables are imported inside functions, since most starts need none.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from auth import AuthDatabase
from curation.errors import CurationError
from curation.releases.notes import DATASETS_SHA256
from curation.releases.release_audit import (
    read_recorded_releases,
    record_first_release,
)
from file_formats import verified_folder
from ledger import CorruptFileError, Provenance, Release, ReleaseConflictError, Store, StoreError
from ledger.code_lists import is_demonstration

AUTHOR = "operator:start"


@dataclass(frozen=True)
class StartResult:
    """The newest release at the start of the dashboard.

    `first` is true if the store was empty before; `datasets_differ` is true if datasets/ has
    changed since it was last published. `fault` is the error that prevents publishing datasets/.
    """

    release: Release
    first: bool
    datasets_differ: bool
    fault: CurationError | None = None


def hash_folder(folder: Path) -> str:
    """Return one SHA-256 over names and contents of a folder of tables, such as datasets/.

    It is stored with a release that was published from the folder. When the server or a command
    starts, it compares the folder's hash with the stored one to see whether a table has changed
    since. Files without a dot in their name do not count, because every table's name has one.
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
    """Publish a folder of tables as release 1 if the store is empty, else compare folder and store.

    It is called when the server or a command starts, with datasets/ as the folder. `static_site`
    (the folder of the written pages) shows whether an empty store had releases. If two processes
    start at once, one release 1 is published. With `database`, the release is recorded in the audit
    trail. If the newest releases are damaged, the result has the newest undamaged one. Raises
    UnreadableFolderError, PublishBlockedError, DatabaseUnavailableError, StoreError (gone,
    gone_by_trail: an empty store once had releases).
    """
    sha256 = hash_folder(folder)
    try:
        head = store.head()
        if head is None:
            _check_releases_not_lost(store, static_site, database)
            result = _publish_datasets(store, folder, sha256)
            if database:
                record_first_release(database, result.release)
            return result
        # Without a published hash the folder counts as unchanged.
        hashes = (release.notes.get(DATASETS_SHA256) for release in store.history())
        published_sha256 = next(filter(None, hashes), sha256)
        if published_sha256 == sha256:
            return StartResult(head, first=False, datasets_differ=False)
        differ, fault = _compare_datasets(store, folder)
        return StartResult(head, first=False, datasets_differ=differ, fault=fault)
    except CorruptFileError:
        last_good = store.last_good()
        if last_good is None:
            raise
        return StartResult(last_good, first=False, datasets_differ=False)


def _check_releases_not_lost(
    store: Store, static_site: Path | None, database: AuthDatabase | None
) -> None:
    """Raise StoreError if an empty store once had releases, which must not be published over.

    Codes: gone (there is a static site, which is written from a release), gone_by_trail (the audit
    trail in `database` has a release).
    """
    if static_site and verified_folder.open_verified_folder(static_site):
        raise StoreError("gone", store.uri, str(static_site))
    if database and (recorded := read_recorded_releases(database, limit=1)):
        raise StoreError("gone_by_trail", store.uri, number=recorded[0].number)


def _compare_datasets(store: Store, folder: Path) -> tuple[bool, CurationError | None]:
    """Return whether a folder's figures or code lists differ from what was last published of it.

    It is called if the folder's hash has changed, since another order or spelling of the same
    values is no difference. The second value is the error if the folder cannot be read. The folder
    also counts as different with an error, and if it was never published.
    """
    # Imported here, since most starts compare nothing.
    from curation.releases import datasets
    from curation.releases.changes import compare_states
    from curation.releases.proposed_release import collect_code_lists, read_published_datasets

    published = read_published_datasets(store)
    try:
        tables = datasets.read_datasets(folder)
    except CurationError as error:
        return True, error
    return published is None or bool(
        compare_states(
            published.figures, tables.figures, collect_code_lists(published), tables.codes
        )
    ), None


def _publish_datasets(store: Store, folder: Path, sha256: str) -> StartResult:
    """Publish a folder of tables as release 1 of an empty store.

    If another process has just done so, its release is returned. `sha256` is the folder's hash
    (`hash_folder`).
    """
    from curation.releases import datasets

    tables = datasets.read_datasets(folder)
    # Without the hash a later start does not compare a demonstration with datasets/.
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
