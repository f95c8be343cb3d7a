"""Verification: find every file of a store that is missing, changed or unknown."""

import re
from collections.abc import Iterator

from deltalake import DeltaTable

from ledger.code_lists import code_list_file
from ledger.errors import CorruptReleaseError, StoreError, VerifyFinding, wrap_storage_errors
from ledger.release import Release, sha256_hex
from ledger.storage import delta_log
from ledger.storage.file_cache import FileCache
from ledger.storage.object_store import PART_PREFIX, ObjectStore

FOLDERS = (delta_log.TABLE, "codes", "proofs", "receipts")
HASHED_NAME = re.compile(r"(?:[a-z]+-)?([0-9a-f]{64})(?:\.parquet|\.json)?")
# Files that deltalake leaves when a commit is interrupted.
INTERRUPTED_COMMIT_NAME = re.compile(r"_commit_.*\.tmp|\d{20}\.json#\d+|.*\.json\.tmp.*")


def verify_store(cache: FileCache) -> list[VerifyFinding]:
    """Read and hash every file, check the hash chain of the log, and return the findings.

    Codes: altered (another hash than published), missing, unreadable, foreign (a Delta commit
    without a release), extra (a file that no release has), and the warning leftover (a harmless
    file of an interrupted publish).
    """
    object_store = cache.object_store
    last = _newest_number(object_store)
    findings = _verify_releases(object_store, last)
    # A release published meanwhile looks like damage: repeat until no new release appears.
    while findings and (now := _newest_number(object_store)) != last:
        last, findings = now, _verify_releases(object_store, now)
    return findings


def _verify_releases(object_store: ObjectStore, last: int) -> list[VerifyFinding]:
    """Verify everything up to the release with the number `last`."""
    findings, releases = _verify_log(object_store, last)
    expected_files = _expected_files(releases)
    for name, (sha256, number) in expected_files.items():
        findings += _verify_file(object_store, name, sha256, number)
    findings += _verify_receipts(object_store, releases, last)
    findings += _find_unknown_files(object_store, set(expected_files), last)
    return findings or _verify_delta_table(object_store, releases)


def find_last_good(cache: FileCache) -> Release | None:
    """Return the newest release without damaged files; None if there is none."""
    for number in range(cache.last(), 0, -1):
        try:
            release = cache.release(number)
            if release.previous != cache.entry(number - 1).sha256:
                continue
            for kind in release.codes:
                cache.codes(release, kind)
            cache.paths(release)
        except CorruptReleaseError:
            continue
        return release
    return None


def _newest_number(object_store: ObjectStore) -> int:
    """Return the number of the newest release that has a log entry or a receipt; -1 for none."""
    receipts = [
        int(name[-25:-5]) for name in object_store.names("receipts") if name[-25:-5].isdigit()
    ]
    return max([delta_log.newest_entry(object_store), *receipts])


def _verify_log(object_store: ObjectStore, last: int) -> tuple[list[VerifyFinding], list[Release]]:
    """Read every log entry; return findings and the releases of readable entries.

    Each entry's hash is compared with the hash that the next entry has of it; the last entry's hash
    is compared with its receipt.
    """
    findings: list[VerifyFinding] = []
    releases: list[Release] = []
    before = ""
    for number in range(last + 1):
        name = delta_log.entry_name(number)
        try:
            entry = delta_log.read_entry(object_store, number)
        except CorruptReleaseError as fault:
            findings.append(VerifyFinding(fault.code, fault.path, number))
            before = ""
            continue
        if entry.release:
            releases.append(entry.release)
            if before and entry.release.previous != before:
                findings.append(
                    VerifyFinding("altered", delta_log.entry_name(number - 1), number - 1)
                )
        receipt = delta_log.read_receipt(object_store, number).get("entry", entry.sha256)
        if number == last and receipt != entry.sha256:
            findings.append(VerifyFinding("altered", name, number))
        before = entry.sha256
    return findings, releases


def _expected_files(releases: list[Release]) -> dict[str, tuple[str, int]]:
    """Return, for every file of a release, its SHA-256 and its first release's number."""
    expected_files: dict[str, tuple[str, int]] = {}
    for release in releases:
        files = dict(release.files)
        files |= {code_list_file(kind, version): version for kind, version in release.codes.items()}
        files |= {f"proofs/{sha256}": sha256 for sha256 in release.proofs.values()}
        for name, sha256 in files.items():
            expected_files.setdefault(name, (sha256, release.number))
    return expected_files


def _verify_file(
    object_store: ObjectStore, name: str, sha256: str, number: int
) -> Iterator[VerifyFinding]:
    """Yield a finding if a file is missing, unreadable or has another SHA-256."""
    try:
        if sha256_hex(object_store.get(name)) != sha256:
            yield VerifyFinding("altered", name, number)
    except FileNotFoundError:
        yield VerifyFinding("missing", name, number)
    except StoreError:
        yield VerifyFinding("unreadable", name, number)


def _verify_receipts(
    object_store: ObjectStore, releases: list[Release], last: int
) -> Iterator[VerifyFinding]:
    """Yield findings for receipts that differ from the log, and for changed checkpoints.

    `last` is the number of the newest release.
    """
    chain = {release.number - 1: release.previous for release in releases}
    pointer = ""
    for number in range(1, last + 1):
        name = delta_log.receipt_name(number)
        receipt = delta_log.read_receipt(object_store, number)
        entry = receipt.get("entry", "")
        if object_store.size(name) is not None and (not entry or entry != chain.get(number, entry)):
            yield VerifyFinding("altered", name, number)
        if "checkpoint" in receipt:
            yield from _verify_file(
                object_store, delta_log.checkpoint_name(number), receipt["checkpoint"], number
            )
            pointer = receipt.get("pointer", "")
    if pointer:
        yield from _verify_file(object_store, delta_log.POINTER, pointer, last)


def _find_unknown_files(
    object_store: ObjectStore, expected_files: set[str], last: int
) -> Iterator[VerifyFinding]:
    """Yield findings for files in the store's folders that belong to no release."""
    known = expected_files | {delta_log.POINTER}
    for number in range(last + 1):
        known |= {
            name(number)
            for name in (delta_log.entry_name, delta_log.receipt_name, delta_log.checkpoint_name)
        }
    for folder in FOLDERS:
        for name in object_store.names(folder):
            if name not in known:
                yield _classify_unknown_file(object_store, name)


def _classify_unknown_file(object_store: ObjectStore, name: str) -> VerifyFinding:
    """Return the finding for an unknown file: a leftover of an interrupted publish, or "extra"."""
    bare = name.rpartition("/")[2]
    match = HASHED_NAME.fullmatch(bare)
    whole = bool(match) and match is not None and sha256_hex(object_store.get(name)) == match[1]
    if whole or bare.startswith(PART_PREFIX) or INTERRUPTED_COMMIT_NAME.fullmatch(bare):
        return VerifyFinding("leftover", name, None, "warning")
    return VerifyFinding("extra", name)


def _verify_delta_table(object_store: ObjectStore, releases: list[Release]) -> list[VerifyFinding]:
    """Return a finding if Delta Lake reports other files than the newest release has."""
    if not releases:
        return []
    address = f"{object_store.uri}/{delta_log.TABLE}"
    try:
        with wrap_storage_errors(address):
            uris = DeltaTable(address, storage_options=object_store.options).file_uris()
    except StoreError:
        return [VerifyFinding("unreadable", delta_log.LOG, releases[-1].number)]
    listed = {uri.rpartition("/")[2] for uri in uris}
    expected = {name.rpartition("/")[2] for name, _ in releases[-1].files}
    return (
        [] if listed == expected else [VerifyFinding("altered", delta_log.LOG, releases[-1].number)]
    )
