"""Publishing: the only way in which a store changes. Called by curation alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from ledger.code_lists import Codes, store_code_lists
from ledger.errors import ReleaseConflictError, UnknownReleaseError
from ledger.release import DataFile, Kind, Release, sha256_hex
from ledger.storage import delta_log
from ledger.storage.cache import FileCache
from ledger.storage.data_files import SCHEMA
from ledger.storage.object_store import ObjectStore
from ledger.storage.write_files import Only, Rows, write_changed_files


@dataclass(frozen=True, slots=True)
class CommitInfo:
    """Who publishes what and why, as the commit keeps it.

    `source_sha256` is the uploaded file's; `request` makes a second publish with the same text
    the same release; `notes` are short texts kept with it (an explanation, the audit head);
    `proofs` are files kept with it, by name.
    """

    author: str
    reason: str
    source_sha256: str = ""
    request: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)
    proofs: Mapping[str, bytes] = field(default_factory=dict)


def publish_release(
    shelf: FileCache, parent: int, figures: Rows | None, codes: Codes, why: CommitInfo, only: Only
) -> Release:
    """Publish a state as the release after `parent`; see `Store.write`."""
    before = _parent(shelf, parent)
    done = _overtaken(shelf, parent, why)
    if done:
        return done
    delta_log.create_log(shelf.place, SCHEMA)
    parts = write_changed_files(shelf, before, figures, codes, only)
    versions = dict(before.codes if before else {}) | store_code_lists(shelf.place, codes)
    return _commit(shelf, before, parts, versions, "publish", None, why)


def restore_release(shelf: FileCache, parent: int, number: int, why: CommitInfo) -> Release:
    """Publish an earlier state again as the release after `parent`."""
    before, then = _parent(shelf, parent), shelf.release(number)
    done = _overtaken(shelf, parent, why)
    if done:
        return done
    shelf.paths(then)
    return _commit(shelf, before, then.parts, dict(then.codes), "restore", number, why)


def _parent(shelf: FileCache, parent: int) -> Release | None:
    if parent > shelf.newest():
        raise UnknownReleaseError(parent)
    return shelf.release(parent) if parent else None


def _overtaken(shelf: FileCache, parent: int, why: CommitInfo) -> Release | None:
    """None if `parent` is the newest; the release of the same request, or Conflict."""
    newest = shelf.newest()
    if newest == parent:
        return None
    for number in range(parent + 1, newest + 1):
        release = shelf.release(number)
        if why.request and release.request == why.request:
            return release
    raise ReleaseConflictError(shelf.release(newest))


def _commit(
    shelf: FileCache,
    before: Release | None,
    parts: tuple[DataFile, ...],
    codes: Mapping[str, str],
    kind: Kind,
    restored: int | None,
    why: CommitInfo,
) -> Release:
    parent = before.number if before else 0
    release = Release(
        number=parent + 1,
        parent=parent,
        at=datetime.now(UTC),
        author=why.author,
        reason=why.reason,
        kind=kind,
        restored=restored,
        source_sha256=why.source_sha256,
        parts=parts,
        codes=codes,
        proofs=store_proofs(shelf.place, why.proofs),
        notes=dict(why.notes),
        request=why.request,
        previous=shelf.entry(parent).sha256,
    )
    try:
        delta_log.commit_entry(shelf.place, release, before.parts if before else ())
    except delta_log.CommitConflictError:
        done = _overtaken(shelf, parent, why)
        if done:
            return done
        raise
    return shelf.release(release.number)


def store_proofs(place: ObjectStore, proofs: Mapping[str, bytes]) -> dict[str, str]:
    """Keep files beside a release; gives the sha256 of each."""
    kept: dict[str, Any] = {}
    for name, data in proofs.items():
        kept[name] = sha256_hex(data)
        place.put(f"proofs/{kept[name]}", data)
    return kept
