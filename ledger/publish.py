"""Publishing a release: the only way in which a store changes. Called by curation alone."""

from collections.abc import Mapping
from datetime import UTC, datetime

from ledger.code_lists import Codes, store_code_lists
from ledger.errors import ReleaseConflictError, UnknownReleaseError
from ledger.release import Provenance, Release, sha256_hex
from ledger.storage import delta_log
from ledger.storage.cache import FileCache
from ledger.storage.data_files import SCHEMA
from ledger.storage.object_store import ObjectStore
from ledger.storage.write_files import Only, Rows, write_changed_files


def publish_release(
    shelf: FileCache,
    parent: int,
    figures: Rows | None,
    codes: Codes,
    provenance: Provenance,
    *,
    only: Only = None,
    restored: int | None = None,
) -> Release:
    """Publish a state, or that of the release `restored`, as the release after `parent`.

    See `Store.write` and `Store.restore`.
    """
    if parent > shelf.newest():
        raise UnknownReleaseError(parent)
    before = shelf.release(parent) if parent else None
    original = shelf.release(restored) if restored is not None else None
    if existing := _existing_release(shelf, parent, provenance.request):
        return existing
    if original:
        shelf.paths(original)
        parts, versions = original.parts, dict(original.codes)
    else:
        delta_log.create_log(shelf.place, SCHEMA)
        parts = write_changed_files(shelf, before, figures, codes, only)
        versions = dict(before.codes if before else {}) | store_code_lists(shelf.place, codes)
    release = Release(
        number=parent + 1,
        parent=parent,
        at=datetime.now(UTC),
        author=provenance.author,
        reason=provenance.reason,
        kind="restore" if original else "publish",
        restored=restored,
        source_sha256=provenance.source_sha256,
        parts=parts,
        codes=versions,
        proofs=store_proofs(shelf.place, provenance.proofs),
        notes=dict(provenance.notes),
        request=provenance.request,
        previous=shelf.entry(parent).sha256,
    )
    return _commit(shelf, release, before)


def _existing_release(shelf: FileCache, parent: int, request: str) -> Release | None:
    """Return the release that the same request has made after `parent`.

    None if `parent` is the newest release. Raises ReleaseConflictError if other releases follow it.
    """
    newest = shelf.newest()
    if newest == parent:
        return None
    for number in range(parent + 1, newest + 1):
        release = shelf.release(number)
        if request and release.request == request:
            return release
    raise ReleaseConflictError(shelf.release(newest))


def _commit(shelf: FileCache, release: Release, before: Release | None) -> Release:
    try:
        delta_log.commit_entry(shelf.place, release, before.parts if before else ())
    except delta_log.CommitConflictError:
        if existing := _existing_release(shelf, release.parent, release.request):
            return existing
        raise
    return shelf.release(release.number)


def store_proofs(place: ObjectStore, proofs: Mapping[str, bytes]) -> dict[str, str]:
    """Store attached files and return the sha256 of each."""
    hashes = {name: sha256_hex(data) for name, data in proofs.items()}
    for name, data in proofs.items():
        place.put(f"proofs/{hashes[name]}", data)
    return hashes
