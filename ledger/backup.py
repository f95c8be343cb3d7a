"""A store as one .tar file, taken while others publish, and put back with the same hashes."""

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
from ledger.storage.cache import FileCache
from ledger.storage.object_store import PART_PREFIX, ObjectStore

# Names that a backup may hold, with the hash that a file's name promises.
MEMBER_NAME = re.compile(
    r"figures/(?P<data>[0-9a-f]{64})\.parquet"
    r"|codes/[a-z]+-(?P<code>[0-9a-f]{64})\.json"
    r"|proofs/(?P<proof>[0-9a-f]{64})"
    r"|figures/_delta_log/(?P<entry>\d{20})\.json"
)


def write_backup(shelf: FileCache, path: Path) -> Release:
    """Write every release up to the newest into a new .tar file, each file checked as it goes.

    Releases published meanwhile are left out. Gives the newest release in it; raises NoRelease
    for an empty store, Corrupt rather than keep a damaged file, StoreFault if it cannot write.
    """
    head = shelf.release(None)
    part = path.with_name(f"{PART_PREFIX}{path.name}")
    with wrap_storage_errors(str(path)):
        try:
            with tarfile.open(part, "w") as tar:
                for name, data in _list_contents(shelf, head.number):
                    info = tarfile.TarInfo(name)
                    info.size, info.mtime = len(data), int(time.time())
                    tar.addfile(info, io.BytesIO(data))
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    return head


def _list_contents(shelf: FileCache, last: int) -> Iterator[tuple[str, bytes]]:
    """Give all files of the releases up to one, log entries after what they point at."""
    done: set[str] = set()
    entries = []
    before = ""
    for number in range(last + 1):
        name = delta_log.entry_name(number)
        entry, data = delta_log.read_entry(shelf.place, number), shelf.place.get(name)
        if entry.release and entry.release.previous != before:
            raise CorruptReleaseError("altered", delta_log.entry_name(number - 1), number - 1)
        before = entry.sha256
        entries.append((name, data))
        for kept, sha256 in _files_of_release(entry.release):
            if kept not in done:
                done.add(kept)
                yield kept, read_verified_file(shelf.place, kept, sha256, number)
    yield from entries


def _files_of_release(release: Release | None) -> list[tuple[str, str]]:
    if release is None:
        return []
    codes = [(code_list_file(kind, version), version) for kind, version in release.codes.items()]
    proofs = [(f"proofs/{sha256}", sha256) for sha256 in release.proofs.values()]
    return [*release.files, *codes, *proofs]


def load_backup(path: Path, place: ObjectStore) -> None:
    """Put a backup's files into a place that holds no other releases, log entries last.

    An interrupted load may be run again. Raises StoreFault `not_empty`, `not_a_backup`, and
    Corrupt for a file whose content is not what its name promises.
    """
    with wrap_storage_errors(str(path)):
        try:
            with tarfile.open(path, "r:") as tar:
                _check_target(tar, place)
                for member in tar:
                    _load_member(place, member, _read_member(tar, member))
        except tarfile.TarError as error:
            raise StoreError("not_a_backup", str(path), str(error)) from error
    for number in range(max(delta_log.newest_entry(place), 0) + 1):
        delta_log.write_receipt(place, number)


def _check_target(tar: tarfile.TarFile, place: ObjectStore) -> None:
    """Every file must have a name of ours; entries that are there already must be its own."""
    for member in tar.getmembers():
        _expected_hash(member.name)
    here = {
        name: place.get(name)
        for name in place.names(delta_log.LOG)
        if delta_log.ENTRY.fullmatch(name[-25:])
    }
    ours = {m.name: _read_member(tar, m) for m in tar.getmembers() if m.name in here}
    if here != ours:
        raise StoreError("not_empty", place.uri)


def _read_member(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = tar.extractfile(member) if member.isfile() else None
    if file is None:
        raise StoreError("not_a_backup", member.name)
    return file.read()


def _expected_hash(name: str) -> str:
    """Give the hash that a file's name promises; "" for a log entry."""
    match = MEMBER_NAME.fullmatch(name)
    if not match:
        raise StoreError("not_a_backup", name)
    return match["data"] or match["code"] or match["proof"] or ""


def _load_member(place: ObjectStore, member: tarfile.TarInfo, data: bytes) -> None:
    promised = _expected_hash(member.name)
    if promised and sha256_hex(data) != promised:
        raise CorruptReleaseError("altered", member.name)
    if place.size(member.name) != len(data):
        place.put(member.name, data)
