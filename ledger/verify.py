"""Verification: finds every file of a store that is missing, altered or unknown."""

import re
from collections.abc import Iterator

from deltalake import DeltaTable

from ledger.errors import CorruptFileError, StoreError, VerifyFinding, wrap_storage_errors
from ledger.release import Release, sha256_hex
from ledger.storage import delta_log
from ledger.storage.file_cache import FileCache, list_files_of_release
from ledger.storage.object_store import ObjectStore
from private_files import TEMPORARY_PREFIX

FOLDERS = (delta_log.TABLE, "codes", "proofs", "receipts")
# Names of data files, code lists and proofs, without their folder.
HASHED_NAME = re.compile(r"(?:[a-z]+-)?(?P<sha256>[0-9a-f]{64})(?:\.parquet|\.json)?")
RECEIPT_NAME = re.compile(r"(?:.*/)?(?P<number>\d{20})\.json")
# Files that deltalake leaves when a commit is interrupted.
INTERRUPTED_COMMIT_NAME = re.compile(r"_commit_.*\.tmp|\d{20}\.json#\d+|.*\.json\.tmp.*")


def verify_store(cache: FileCache) -> list[VerifyFinding]:
    """Read and hash every file, check the hash chain of the log, and return the findings.

    Codes: altered (not the published hash), missing, unreadable, foreign (a Delta commit without a
    release), extra (a file that no release has), and the warning leftover (a harmless file of an
    interrupted publish).
    """
    object_store = cache.object_store
    last = _find_newest_number(object_store)
    findings = _verify_releases(object_store, last)
    # A release published meanwhile looks like damage, so repeat until no new release appears.
    while findings and (now := _find_newest_number(object_store)) != last:
        last, findings = now, _verify_releases(object_store, now)
    return findings


def _verify_releases(object_store: ObjectStore, last: int) -> list[VerifyFinding]:
    """Return the findings about all releases up to number `last`.

    Delta Lake is asked only if nothing else was found, because it would fail on the same damage.
    """
    findings, releases = _verify_log(object_store, last)
    expected_files = _list_expected_files(releases)
    for name, (sha256, number) in expected_files.items():
        findings += _verify_file(object_store, name, sha256, number)
    findings += _verify_receipts(object_store, releases, last)
    findings += _find_unknown_files(object_store, set(expected_files), last)
    return findings or _verify_delta_table(object_store, releases)


def find_last_good(cache: FileCache) -> Release | None:
    """Return the newest release without damaged files; None if there is none.

    It is what a damaged store can be restored to. Log entry, code lists and data files are read and
    hashed, attached files are not.
    """
    for number in range(cache.find_last_entry_number(), 0, -1):
        try:
            release = cache.release(number)
            if release.previous != cache.entry(number - 1).sha256:  # that entry was altered
                continue
            for kind in release.codes:
                cache.codes(release, kind)
            cache.paths(release)
        except CorruptFileError:
            continue
        return release
    return None


def read_release_hash(object_store: ObjectStore, number: int) -> str | None:
    """Return the SHA-256 of a release that is in its log entry, to compare it with the audit trail.

    None if there is no such entry, "" if it is damaged.
    """
    if object_store.size(delta_log.entry_name(number)) is None:
        return None
    try:
        release = delta_log.read_entry(object_store, number).release
    except CorruptFileError:
        return ""
    return release.sha256 if release else ""


def _find_newest_number(object_store: ObjectStore) -> int:
    """Return the highest number of a log entry or a receipt; -1 if there is none.

    Receipts count, so that the loss of the newest log entry is found.
    """
    receipts = map(RECEIPT_NAME.fullmatch, object_store.names("receipts"))
    numbers = [int(receipt["number"]) for receipt in receipts if receipt]
    return max([delta_log.find_newest_entry(object_store), *numbers])


def _verify_log(object_store: ObjectStore, last: int) -> tuple[list[VerifyFinding], list[Release]]:
    """Read every log entry up to number `last`; return findings and the readable releases.

    The hash of each entry is compared with the hash that the next entry has of it, that of the last
    entry with its receipt, if there is one.
    """
    findings: list[VerifyFinding] = []
    releases: list[Release] = []
    previous_sha256 = ""
    for number in range(last + 1):
        try:
            entry = delta_log.read_entry(object_store, number)
        except CorruptFileError as error:
            findings.append(VerifyFinding(error.code, error.path, number))
            previous_sha256 = ""  # unknown, so that the next entry is not compared
            continue
        if entry.release:
            releases.append(entry.release)
            if previous_sha256 and entry.release.previous != previous_sha256:
                findings.append(
                    VerifyFinding("altered", delta_log.entry_name(number - 1), number - 1)
                )
        expected = delta_log.read_receipt(object_store, number).get("entry", entry.sha256)
        if number == last and entry.sha256 != expected:
            findings.append(VerifyFinding("altered", delta_log.entry_name(number), number))
        previous_sha256 = entry.sha256
    return findings, releases


def _list_expected_files(releases: list[Release]) -> dict[str, tuple[str, int]]:
    """Return file name → SHA-256 and number of the first release that has the file."""
    expected_files: dict[str, tuple[str, int]] = {}
    for release in releases:
        for name, sha256 in list_files_of_release(release).items():
            expected_files.setdefault(name, (sha256, release.number))
    return expected_files


def _verify_file(
    object_store: ObjectStore, name: str, sha256: str, number: int
) -> Iterator[VerifyFinding]:
    """Yield a finding if a file is missing, unreadable or has another SHA-256.

    `number` is the number of the release that the finding names.
    """
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
    """Yield findings for receipts that differ from the log, and for altered checkpoints.

    A receipt has the hashes of a log entry and, if Delta Lake then wrote a checkpoint (its summary
    of the log), of that checkpoint and of the pointer, the file that names the newest checkpoint.
    `releases` are the readable releases, `last` the number of the newest. A missing receipt is no
    finding here.
    """
    # Entry number → the hash that the next entry has of it.
    entry_hashes = {release.number - 1: release.previous for release in releases}
    pointer_sha256 = ""
    for number in range(1, last + 1):
        name = delta_log.receipt_name(number)
        receipt = delta_log.read_receipt(object_store, number)
        sha256 = receipt.get("entry", "")
        # `_verify_log` compares the last entry, of which no next entry has the hash.
        matches = sha256 and sha256 == entry_hashes.get(number, sha256)
        if not matches and object_store.size(name) is not None:
            yield VerifyFinding("altered", name, number)
        if "checkpoint" in receipt:
            yield from _verify_file(
                object_store, delta_log.checkpoint_name(number), receipt["checkpoint"], number
            )
            pointer_sha256 = receipt.get("pointer", "")
    if pointer_sha256:
        # Delta Lake overwrites the pointer: only the receipt of the last checkpoint has its hash.
        yield from _verify_file(object_store, delta_log.POINTER, pointer_sha256, last)


def _find_unknown_files(
    object_store: ObjectStore, expected_files: set[str], last: int
) -> Iterator[VerifyFinding]:
    """Yield findings for files in the store's FOLDERS that belong to no release.

    `expected_files` are the names of data files, code lists and proofs. Also expected are log
    entries, receipts and checkpoints up to number `last`, that of the newest release.
    """
    known_names = expected_files | {delta_log.POINTER}
    for build_name in (delta_log.entry_name, delta_log.receipt_name, delta_log.checkpoint_name):
        known_names.update(map(build_name, range(last + 1)))
    for folder in FOLDERS:
        for name in object_store.names(folder):
            if name not in known_names:
                yield _classify_unknown_file(object_store, name)


def _classify_unknown_file(object_store: ObjectStore, name: str) -> VerifyFinding:
    """Return the finding for a file that no release has: the warning "leftover", or "extra".

    An interrupted publish leaves complete files (named by the hash of their content), temporary
    files, and files of an unfinished commit. Any other file is "extra".
    """
    _, _, base_name = name.rpartition("/")
    hashed = HASHED_NAME.fullmatch(base_name)
    if (
        (hashed and sha256_hex(object_store.get(name)) == hashed["sha256"])
        or base_name.startswith(TEMPORARY_PREFIX)
        or INTERRUPTED_COMMIT_NAME.fullmatch(base_name)
    ):
        return VerifyFinding("leftover", name, level="warning")
    return VerifyFinding("extra", name)


def _verify_delta_table(object_store: ObjectStore, releases: list[Release]) -> list[VerifyFinding]:
    """Return a finding if Delta Lake lists other data files than the newest release has.

    Names are compared without their folder.
    """
    if not releases:
        return []
    newest = releases[-1]
    table_uri = f"{object_store.uri}/{delta_log.TABLE}"
    try:
        with wrap_storage_errors(table_uri):
            uris = DeltaTable(table_uri, storage_options=object_store.options).file_uris()
    except StoreError:
        return [VerifyFinding("unreadable", delta_log.LOG, newest.number)]
    in_delta_lake = {uri.rpartition("/")[2] for uri in uris}
    in_release = {name.rpartition("/")[2] for name, _ in newest.files}
    if in_delta_lake == in_release:
        return []
    return [VerifyFinding("altered", delta_log.LOG, newest.number)]
