"""Whether every file of a store is what was published; each that is not is named."""

import re
from collections.abc import Iterator

from deltalake import DeltaTable

from ledger.code_lists import code_list_file
from ledger.errors import CorruptReleaseError, StoreError, VerifyFinding, wrap_storage_errors
from ledger.release import Release, sha256_hex
from ledger.storage import delta_log
from ledger.storage.cache import FileCache
from ledger.storage.object_store import PART_PREFIX, ObjectStore

FOLDERS = (delta_log.TABLE, "codes", "proofs", "receipts")
HASHED_NAME = re.compile(r"(?:[a-z]+-)?([0-9a-f]{64})(?:\.parquet|\.json)?")
# What deltalake leaves of a commit that was interrupted before it counted.
INTERRUPTED_COMMIT_NAME = re.compile(r"_commit_.*\.tmp|\d{20}\.json#\d+|.*\.json\.tmp.*")


def verify_store(shelf: FileCache) -> list[VerifyFinding]:
    """Read and hash everything, and hold the log's chain; what is wrong comes as faults.

    Codes: altered, missing, unreadable, foreign (a commit that is no release), extra (a file that
    no release knows), and the warning leftover (of an interrupted publish; it harms nothing).
    """
    place = shelf.place
    last = _newest_number(place)
    faults = _verify_releases(place, last)
    # What was published meanwhile is not known to this look, and looks like damage.
    while faults and (now := _newest_number(place)) != last:
        last, faults = now, _verify_releases(place, now)
    return faults


def _verify_releases(place: ObjectStore, last: int) -> list[VerifyFinding]:
    """Look through everything up to an entry."""
    faults, releases = _verify_log(place, last)
    wanted = _expected_files(releases)
    for name, (sha256, number) in wanted.items():
        faults += _verify_file(place, name, sha256, number)
    faults += _verify_receipts(place, releases, last)
    faults += _find_unknown_files(place, set(wanted), last)
    return faults or _verify_delta_table(place, releases)


def find_last_good(shelf: FileCache) -> Release | None:
    """Give the newest release that can be read whole; None if there is none."""
    for number in range(shelf.last(), 0, -1):
        try:
            release = shelf.release(number)
            if release.previous != shelf.entry(number - 1).sha256:
                continue
            for kind in release.codes:
                shelf.codes(release, kind)
            shelf.paths(release)
        except CorruptReleaseError:
            continue
        return release
    return None


def _newest_number(place: ObjectStore) -> int:
    """The last release that an entry or a receipt tells of."""
    receipts = [int(name[-25:-5]) for name in place.names("receipts") if name[-25:-5].isdigit()]
    return max([delta_log.newest_entry(place), *receipts])


def _verify_log(place: ObjectStore, last: int) -> tuple[list[VerifyFinding], list[Release]]:
    """Read every entry, and hold each against what the next one or the receipt has of it."""
    faults: list[VerifyFinding] = []
    releases: list[Release] = []
    before = ""
    for number in range(last + 1):
        name = delta_log.entry_name(number)
        try:
            entry = delta_log.read_entry(place, number)
        except CorruptReleaseError as fault:
            faults.append(VerifyFinding(fault.code, fault.path, number))
            before = ""
            continue
        if entry.release:
            releases.append(entry.release)
            if before and entry.release.previous != before:
                faults.append(
                    VerifyFinding("altered", delta_log.entry_name(number - 1), number - 1)
                )
        noted = delta_log.read_receipt(place, number).get("entry", entry.sha256)
        if number == last and noted != entry.sha256:
            faults.append(VerifyFinding("altered", name, number))
        before = entry.sha256
    return faults, releases


def _expected_files(releases: list[Release]) -> dict[str, tuple[str, int]]:
    """Give hash and first release of every file that some release knows."""
    wanted: dict[str, tuple[str, int]] = {}
    for release in releases:
        files = dict(release.files)
        files |= {code_list_file(kind, version): version for kind, version in release.codes.items()}
        files |= {f"proofs/{sha256}": sha256 for sha256 in release.proofs.values()}
        for name, sha256 in files.items():
            wanted.setdefault(name, (sha256, release.number))
    return wanted


def _verify_file(
    place: ObjectStore, name: str, sha256: str, number: int
) -> Iterator[VerifyFinding]:
    try:
        if sha256_hex(place.get(name)) != sha256:
            yield VerifyFinding("altered", name, number)
    except FileNotFoundError:
        yield VerifyFinding("missing", name, number)
    except StoreError:
        yield VerifyFinding("unreadable", name, number)


def _verify_receipts(
    place: ObjectStore, releases: list[Release], last: int
) -> Iterator[VerifyFinding]:
    """Hold receipts against the chain of entries, and checkpoints against receipts."""
    chain = {release.number - 1: release.previous for release in releases}
    pointer = ""
    for number in range(1, last + 1):
        name = delta_log.receipt_name(number)
        noted = delta_log.read_receipt(place, number)
        entry = noted.get("entry", "")
        if place.size(name) is not None and (not entry or entry != chain.get(number, entry)):
            yield VerifyFinding("altered", name, number)
        if "checkpoint" in noted:
            yield from _verify_file(
                place, delta_log.checkpoint_name(number), noted["checkpoint"], number
            )
            pointer = noted.get("pointer", "")
    if pointer:
        yield from _verify_file(place, delta_log.POINTER, pointer, last)


def _find_unknown_files(place: ObjectStore, wanted: set[str], last: int) -> Iterator[VerifyFinding]:
    """Name every file of the store that no release knows; other folders beside are not ours."""
    known = wanted | {delta_log.POINTER}
    for number in range(last + 1):
        known |= {
            name(number)
            for name in (delta_log.entry_name, delta_log.receipt_name, delta_log.checkpoint_name)
        }
    for room in FOLDERS:
        for name in place.names(room):
            if name not in known:
                yield _classify_unknown_file(place, name)


def _classify_unknown_file(place: ObjectStore, name: str) -> VerifyFinding:
    bare = name.rpartition("/")[2]
    match = HASHED_NAME.fullmatch(bare)
    whole = bool(match) and match is not None and sha256_hex(place.get(name)) == match[1]
    if whole or bare.startswith(PART_PREFIX) or INTERRUPTED_COMMIT_NAME.fullmatch(bare):
        return VerifyFinding("leftover", name, None, "warning")
    return VerifyFinding("extra", name)


def _verify_delta_table(place: ObjectStore, releases: list[Release]) -> list[VerifyFinding]:
    """Ask Delta itself which files the newest release has; other readers rely on its answer."""
    if not releases:
        return []
    address = f"{place.uri}/{delta_log.TABLE}"
    try:
        with wrap_storage_errors(address):
            uris = DeltaTable(address, storage_options=place.options).file_uris()
    except StoreError:
        return [VerifyFinding("unreadable", delta_log.LOG, releases[-1].number)]
    listed = {uri.rpartition("/")[2] for uri in uris}
    expected = {name.rpartition("/")[2] for name, _ in releases[-1].files}
    return (
        [] if listed == expected else [VerifyFinding("altered", delta_log.LOG, releases[-1].number)]
    )
