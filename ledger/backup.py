"""Backup of a store as one .tar file, and loading of such a file."""

import io
import re
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path

from ledger.code_lists import code_list_file, read_verified_file
from ledger.errors import CorruptReleaseError, StoreError, wrap_storage_errors
from ledger.release import Release, sha256_hex
from ledger.storage import delta_log
from ledger.storage.file_cache import FileCache
from ledger.storage.object_store import PART_PREFIX, ObjectStore

# Names of files in a backup, with the hash in the name.
MEMBER_NAME = re.compile(
    r"figures/(?P<data>[0-9a-f]{64})\.parquet"
    r"|codes/[a-z]+-(?P<code>[0-9a-f]{64})\.json"
    r"|proofs/(?P<proof>[0-9a-f]{64})"
    r"|figures/_delta_log/(?P<entry>\d{20})\.json"
)


def write_backup(cache: FileCache, path: Path) -> Release:
    """Write every release into a new .tar file and return the newest release; verify each file.

    Releases that are published meanwhile are left out. Raises UnknownReleaseError for an empty
    store, CorruptReleaseError for a damaged file, StoreError if the .tar file cannot be written.
    """
    head = cache.release(None)
    partial = path.with_name(f"{PART_PREFIX}{path.name}")
    with wrap_storage_errors(str(path)):
        try:
            with tarfile.open(partial, "w") as tar:
                for name, data in _list_contents(cache, head.number):
                    info = tarfile.TarInfo(name)
                    info.size, info.mtime = len(data), int(time.time())
                    tar.addfile(info, io.BytesIO(data))
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
    return head


def _list_contents(cache: FileCache, last: int) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each file of the releases up to number `last`.

    Log entries come after all other files, so that no entry is loaded before the files it names.
    """
    seen: set[str] = set()
    entries = []
    previous = ""
    for number in range(last + 1):
        name = delta_log.entry_name(number)
        entry, data = delta_log.read_entry(cache.object_store, number), cache.object_store.get(name)
        if entry.release and entry.release.previous != previous:
            raise CorruptReleaseError("altered", delta_log.entry_name(number - 1), number - 1)
        previous = entry.sha256
        entries.append((name, data))
        for file, sha256 in _files_of_release(entry.release):
            if file not in seen:
                seen.add(file)
                yield file, read_verified_file(cache.object_store, file, sha256, number)
    yield from entries


def _files_of_release(release: Release | None) -> list[tuple[str, str]]:
    """Return name and SHA-256 of each file of a release; None (version 0 of the log) has none."""
    if release is None:
        return []
    codes = [(code_list_file(kind, version), version) for kind, version in release.codes.items()]
    proofs = [(f"proofs/{sha256}", sha256) for sha256 in release.proofs.values()]
    return [*release.files, *codes, *proofs]


def load_backup(path: Path, object_store: ObjectStore) -> None:
    """Write a backup's files into a store without other releases, log entries last.

    After an interruption it may be run again. Raises StoreError (not_empty, not_a_backup), and
    CorruptReleaseError for a file whose content does not have the hash in its name.
    """
    with wrap_storage_errors(str(path)):
        try:
            with tarfile.open(path, "r:") as tar:
                _check_target(tar, object_store)
                for member in tar:
                    _load_member(object_store, member, _read_member(tar, member))
        except tarfile.TarError as error:
            raise StoreError("not_a_backup", str(path), str(error)) from error
    for number in range(max(delta_log.newest_entry(object_store), 0) + 1):
        delta_log.write_receipt(object_store, number)


def _check_target(tar: tarfile.TarFile, object_store: ObjectStore) -> None:
    """Raise StoreError if the .tar file is no backup, or the store has other releases."""
    for member in tar.getmembers():
        _expected_hash(member.name)
    existing = {
        name: object_store.get(name)
        for name in object_store.names(delta_log.LOG)
        if delta_log.ENTRY.fullmatch(name[-25:])
    }
    if existing != {m.name: _read_member(tar, m) for m in tar.getmembers() if m.name in existing}:
        raise StoreError("not_empty", object_store.uri)


def _read_member(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    """Return the bytes of a file in a backup.

    Raises StoreError("not_a_backup") for a folder or link.
    """
    file = tar.extractfile(member) if member.isfile() else None
    if file is None:
        raise StoreError("not_a_backup", member.name)
    return file.read()


def _expected_hash(name: str) -> str:
    """Return the SHA-256 in a file's name, "" for a log entry.

    Raises StoreError("not_a_backup") for any other name.
    """
    match = MEMBER_NAME.fullmatch(name)
    if not match:
        raise StoreError("not_a_backup", name)
    return match["data"] or match["code"] or match["proof"] or ""


def _load_member(object_store: ObjectStore, member: tarfile.TarInfo, data: bytes) -> None:
    """Write a file of a backup into the store, unless it is there. Raises CorruptReleaseError."""
    expected = _expected_hash(member.name)
    if expected and sha256_hex(data) != expected:
        raise CorruptReleaseError("altered", member.name)
    if object_store.size(member.name) != len(data):
        object_store.put(member.name, data)
