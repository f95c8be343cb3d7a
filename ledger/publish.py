"""Publishing of a release: the only way to change a store. Only `curation` calls it."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime

from ledger.code_lists import Codes, store_code_lists
from ledger.errors import ReleaseConflictError, UnknownReleaseError
from ledger.release import DataFile, Provenance, Release, sha256_hex
from ledger.storage import delta_log
from ledger.storage.data_files import SCHEMA, FigureRows, write_changed_files
from ledger.storage.file_cache import FileCache
from ledger.storage.object_store import ObjectStore


def publish_release(
    cache: FileCache,
    parent: int,
    figures: FigureRows | None,
    codes: Codes,
    provenance: Provenance,
    *,
    only_indicators: Collection[str] | None = None,
    restored: int | None = None,
) -> Release:
    """Publish figures and code lists as the release after number `parent` (0: the first release).

    They are those of release number `restored`, or `figures` (all, or all of `only_indicators`;
    None: no change) and `codes` (other lists stay). For a `provenance.request` that was published
    before, its release is returned. Raises UnknownReleaseError, ReleaseConflictError, StoreError.
    """
    if parent > cache.find_newest_number():
        raise UnknownReleaseError(parent)
    parent_release = cache.release(parent) if parent else None
    original = cache.release(restored) if restored is not None else None
    if existing := _find_release_of_request(cache, parent, provenance.request):
        return existing
    files, lists = _write_state(cache, parent_release, original, figures, codes, only_indicators)
    release = Release(
        number=parent + 1,
        parent=parent,
        at=datetime.now(UTC),
        author=provenance.author,
        reason=provenance.reason,
        kind="restore" if original else "publish",
        restored=restored,
        source_sha256=provenance.source_sha256,
        data_files=files,
        codes=lists,
        proofs=store_proofs(cache.object_store, provenance.proofs),
        notes=dict(provenance.notes),
        request=provenance.request,
        previous=cache.entry(parent).sha256,
    )
    return _commit_release(cache, release, parent_release)


def _write_state(
    cache: FileCache,
    parent: Release | None,
    original: Release | None,
    figures: FigureRows | None,
    codes: Codes,
    only_indicators: Collection[str] | None,
) -> tuple[tuple[DataFile, ...], dict[str, str]]:
    """Write the files of a new release; return its data files, and code list name → SHA-256.

    Files that the parent (None for the first release) has too are not written again. The files of
    an `original` release to restore exist already, and are only checked. The first call creates the
    Delta table.
    """
    if original:
        cache.paths(original)  # raises if a data file is missing or altered
        return original.data_files, dict(original.codes)
    delta_log.create_log(cache.object_store, SCHEMA)
    data_files = write_changed_files(cache, parent, figures, codes, only_indicators)
    unchanged = parent.codes if parent else {}
    return data_files, {**unchanged, **store_code_lists(cache.object_store, codes)}


def _find_release_of_request(cache: FileCache, parent: int, request: str) -> Release | None:
    """Return the release after number `parent` with this request id: publishing was repeated.

    Returns None if `parent` is the newest release. Raises ReleaseConflictError if releases follow
    it and none has this id; an empty id matches none.
    """
    newest = cache.find_newest_number()
    if newest == parent:
        return None
    for number in range(parent + 1, newest + 1):
        release = cache.release(number)
        if request and release.request == request:
            return release
    raise ReleaseConflictError(cache.release(newest))


def _commit_release(cache: FileCache, release: Release, parent: Release | None) -> Release:
    """Publish a release by committing it to the Delta log, and return it as it was stored.

    `parent` is None for the first release. If another process has taken its number for the same
    request, that release is returned; for another request, ReleaseConflictError is raised. Raises
    StoreError.
    """
    try:
        delta_log.commit_entry(cache.object_store, release, parent.data_files if parent else ())
    except delta_log.CommitConflictError:
        if existing := _find_release_of_request(cache, release.parent, release.request):
            return existing
        raise
    return cache.release(release.number)


def store_proofs(object_store: ObjectStore, proofs: Mapping[str, bytes]) -> dict[str, str]:
    """Store attached files (name → bytes) under their SHA-256; return name → SHA-256."""
    hashes = {name: sha256_hex(data) for name, data in proofs.items()}
    for name, data in proofs.items():
        object_store.put(f"proofs/{hashes[name]}", data)
    return hashes
