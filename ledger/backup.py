"""Backup of a store as one .tar file, and loading of such a file."""

import io
import re
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path

from ledger.errors import CorruptFileError, StoreError, wrap_storage_errors
from ledger.release import Release, sha256_hex
from ledger.storage import delta_log
from ledger.storage.file_cache import FileCache, list_files_of_release
from ledger.storage.object_store import ObjectStore, read_verified_file
from private_files import TEMPORARY_PREFIX, create_private_file

# Names of the files in a backup; those of data files, code lists and proofs contain their hash.
MEMBER_NAME = re.compile(
    r"figures/(?P<data>[0-9a-f]{64})\.parquet"
    r"|codes/[a-z]+-(?P<code>[0-9a-f]{64})\.json"
    r"|proofs/(?P<proof>[0-9a-f]{64})"
    r"|figures/_delta_log/(?P<entry>\d{20})\.json"
)


def write_backup(cache: FileCache, path: Path, release_number: int | None = None) -> Release:
    """Write all releases up to `release_number` (None: all) into a .tar file; return the newest.

    Each file is verified. Releases that are published meanwhile are left out. A file at `path` is
    replaced when the new one is complete. Raises UnknownReleaseError for an empty store,
    CorruptFileError for a damaged file, StoreError if the .tar file cannot be written.
    """
    head = cache.release(release_number)
    partial_path = path.with_name(f"{TEMPORARY_PREFIX}{path.name}")
    with wrap_storage_errors(str(path)):
        try:
            partial_path.unlink(missing_ok=True)  # left by an interrupted backup
            with (
                create_private_file(partial_path) as file,
                tarfile.open(fileobj=file, mode="w") as tar,
            ):
                for name, data in _read_release_files(cache, head.number):
                    info = tarfile.TarInfo(name)
                    info.size, info.mtime, info.mode = len(data), int(time.time()), 0o600
                    tar.addfile(info, io.BytesIO(data))
            partial_path.replace(path)
        finally:
            partial_path.unlink(missing_ok=True)
    return head


def _read_release_files(cache: FileCache, last: int) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each file of the releases up to number `last`, each file once.

    Log entries come after all other files, so that a backup is never loaded with an entry but
    without its files. Raises CorruptFileError for a damaged file, and for an entry whose hash is
    not the one that the next entry has of it.
    """
    yielded: set[str] = set()
    log_files = []
    previous_sha256 = ""
    for number in range(last + 1):
        log_file = delta_log.entry_name(number)
        entry = delta_log.read_entry(cache.object_store, number)
        if entry.release and entry.release.previous != previous_sha256:
            raise CorruptFileError("altered", delta_log.entry_name(number - 1), number - 1)
        previous_sha256 = entry.sha256
        log_files.append((log_file, cache.object_store.get(log_file)))
        files = list_files_of_release(entry.release) if entry.release else {}  # entry 0 has none
        for name, sha256 in files.items():
            if name not in yielded:
                yielded.add(name)
                yield name, read_verified_file(cache.object_store, name, sha256, number)
    yield from log_files


def load_backup(path: Path, object_store: ObjectStore) -> None:
    """Write the files of a backup into a store that has no other releases, log entries last.

    An interrupted load may be run again. Raises StoreError (not_empty, not_a_backup), and
    CorruptFileError for a file whose content does not have the hash in its name.
    """
    with wrap_storage_errors(str(path)):
        try:
            with tarfile.open(path, "r:") as tar:
                _check_backup_and_store(tar, object_store)
                for member in tar:
                    _store_backup_file(object_store, member, _read_backup_file(tar, member))
        except tarfile.TarError as error:
            raise StoreError("not_a_backup", str(path), str(error)) from error
    # Receipts are not in a backup and are written anew, also for entry 0, which creates the table.
    for number in range(max(delta_log.find_newest_entry(object_store), 0) + 1):
        delta_log.write_receipt(object_store, number)


def _check_backup_and_store(tar: tarfile.TarFile, object_store: ObjectStore) -> None:
    """Raise StoreError if the .tar file is no backup, or the store has other releases.

    An interrupted load may have left entries of this backup: every log entry of the store must be
    in the backup, with the same bytes. Codes: not_a_backup, not_empty.
    """
    for member in tar.getmembers():
        _parse_hash_in_name(member.name)  # raises for a name that is no file of a store
    stored_entries = {
        name: object_store.get(name)
        for name in object_store.names(delta_log.LOG)
        if delta_log.ENTRY_NAME.fullmatch(name.rpartition("/")[2])
    }
    entries_in_backup = {
        member.name: _read_backup_file(tar, member)
        for member in tar.getmembers()
        if member.name in stored_entries
    }
    if stored_entries != entries_in_backup:
        raise StoreError("not_empty", object_store.uri)


def _read_backup_file(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    """Return the bytes of a file in a backup.

    Raises StoreError("not_a_backup") for a folder or link.
    """
    file = tar.extractfile(member) if member.isfile() else None
    if file is None:
        raise StoreError("not_a_backup", member.name)
    return file.read()


def _parse_hash_in_name(name: str) -> str:
    """Return the SHA-256 in a file's name, "" for a log entry.

    Raises StoreError("not_a_backup") for any other name.
    """
    match = MEMBER_NAME.fullmatch(name)
    if not match:
        raise StoreError("not_a_backup", name)
    return match["data"] or match["code"] or match["proof"] or ""


def _store_backup_file(object_store: ObjectStore, member: tarfile.TarInfo, data: bytes) -> None:
    """Write a file of a backup into the store, unless it has a file of this name and size.

    Raises CorruptFileError("altered") if its content does not have the hash in its name.
    """
    expected = _parse_hash_in_name(member.name)  # "" for a log entry
    if expected and sha256_hex(data) != expected:
        raise CorruptFileError("altered", member.name)
    if object_store.size(member.name) != len(data):
        object_store.put(member.name, data)
