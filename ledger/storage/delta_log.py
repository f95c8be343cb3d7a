"""The log of a store: one Delta commit a release, release number = Delta version.

Version 0 only creates the empty table. An entry is read as the plain file it is; Delta itself is
asked to write entries, so that a release is published exactly when Delta says it is.
"""

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable
from deltalake.exceptions import CommitFailedError, DeltaError
from deltalake.transaction import AddAction, RemoveAction

from ledger.errors import CorruptReleaseError, StoreError, wrap_storage_errors
from ledger.release import DataFile, Release, content_hash, from_dict, sha256_hex, to_dict
from ledger.storage.object_store import LocalStore, ObjectStore

TABLE = "figures"
LOG = f"{TABLE}/_delta_log"
POINTER = f"{LOG}/_last_checkpoint"
ENTRY = re.compile(r"(\d{20})\.json")
# History is for good: entries outlive every checkpoint, and nothing ever cleans them up.
CONFIGURATION = {
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.deletedFileRetentionDuration": "interval 36500 days",
    "delta.enableExpiredLogCleanup": "false",
    "delta.enableDeletionVectors": "false",
}


class CommitConflictError(Exception):
    """Another commit took the number first."""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One log entry: its release (None for the creation) and the hash of its bytes."""

    release: Release | None
    sha256: str


def entry_name(number: int) -> str:
    """Name the log entry of a release."""
    return f"{LOG}/{number:020}.json"


def newest_entry(place: ObjectStore, known: int = -1) -> int:
    """Find the highest entry; -1 in an empty place. `known` saves listing the log again."""
    if known >= 0:
        while place.size(entry_name(known + 1)) is not None:
            known += 1
        return known
    names = (name.rpartition("/")[2] for name in place.names(LOG))
    return max((int(match[1]) for name in names if (match := ENTRY.fullmatch(name))), default=-1)


def read_entry(place: ObjectStore, number: int) -> LogEntry:
    """Read one entry; Corrupt if it is missing, unreadable, altered or not ours."""
    name = entry_name(number)
    try:
        data = place.get(name)
    except FileNotFoundError:
        raise CorruptReleaseError("missing", name, number) from None
    try:
        actions = [json.loads(line) for line in data.splitlines() if line.strip()]
        return _parse_entry(name, number, data, actions)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise CorruptReleaseError("unreadable", name, number) from None


def _parse_entry(name: str, number: int, data: bytes, actions: list[dict[str, Any]]) -> LogEntry:
    if number == 0:
        return LogEntry(None, sha256_hex(data))
    infos = [action["commitInfo"] for action in actions if "commitInfo" in action]
    info: dict[str, Any] = infos[0] if infos else {}
    if "release" not in info:
        raise CorruptReleaseError("foreign", name, number)
    release = from_dict(info["release"])
    known = {(_name_in_table(part.name), part.size, part.rows) for part in release.parts}
    added = {_added_file(action["add"]) for action in actions if "add" in action}
    if (
        release.number != number
        or content_hash(info["release"]) != release.sha256
        or not added <= known
    ):
        raise CorruptReleaseError("altered", name, number)
    return LogEntry(release, sha256_hex(data))


def _added_file(add: dict[str, Any]) -> tuple[str, int, int]:
    """What an add action says of a data file, to be held against the sealed release."""
    return add["path"], add["size"], json.loads(add["stats"])["numRecords"]


def create_log(place: ObjectStore, schema: pa.Schema) -> None:
    """Create the empty table, version 0; nothing if it is there."""
    with wrap_storage_errors(f"{place.uri}/{TABLE}"):
        try:
            DeltaTable.create(
                f"{place.uri}/{TABLE}",
                schema=schema,
                mode="ignore",
                configuration=CONFIGURATION,
                storage_options=place.options,
                # Tried again, the slower of two would take number 1 for another creation.
                commit_properties=CommitProperties(max_commit_retries=0),
            )
        except CommitFailedError:
            # Somebody else is creating it at the same moment.
            if newest_entry(place) < 0:
                raise


def commit_entry(place: ObjectStore, release: Release, before: tuple[DataFile, ...]) -> None:
    """Publish: one conditional write of the log entry, from the parent version, without retry.

    Raises Lost if the number is taken.
    """
    told = to_dict(release)
    properties = CommitProperties(custom_metadata={"release": told}, max_commit_retries=0)
    address = f"{place.uri}/{TABLE}"
    with wrap_storage_errors(f"{place.uri}/{entry_name(release.number)}"):
        try:
            table = DeltaTable(address, version=release.parent, storage_options=place.options)
            table.create_write_transaction(
                _build_actions(release, before),
                "append",
                table.schema(),
                commit_properties=properties,
            )
        except (OSError, DeltaError) as error:
            if newest_entry(place) < release.number:
                raise
            # It may be ours all the same: the answer was lost, or a checkpoint failed after it.
            if _release_hash(place, release.number) != told["sha256"]:
                raise CommitConflictError from error
    if isinstance(place, LocalStore):
        place.sync(entry_name(release.number))
    write_receipt(place, release.number)


def _build_actions(
    release: Release, before: tuple[DataFile, ...]
) -> list[AddAction | RemoveAction]:
    """Say which data files come and which go; those that stay are not mentioned."""
    old, new = {part.name for part in before}, {part.name for part in release.parts}
    stamp = int(release.at.timestamp() * 1000)
    gone = (part for part in before if part.name not in new)
    return [
        *(_add_action(part, stamp) for part in release.parts if part.name not in old),
        *(RemoveAction(_name_in_table(part.name), True, stamp, part.size, {}) for part in gone),
    ]


def _release_hash(place: ObjectStore, number: int) -> str:
    release = read_entry(place, number).release
    return release.sha256 if release else ""


def write_receipt(place: ObjectStore, number: int) -> None:
    """Note the hashes of a log entry and of the checkpoint that Delta wrote after it.

    The next entry holds the hash of this one; until there is one, the receipt does. It comes
    after the commit, so its lack is no fault, and not being able to write it is none either.
    """
    names = [("entry", entry_name(number)), ("checkpoint", checkpoint_name(number))]
    kept: dict[str, str] = {}
    with suppress(FileNotFoundError, StoreError):
        for what, name in [*names, ("pointer", POINTER)]:
            kept[what] = sha256_hex(place.get(name))
    with suppress(StoreError):
        place.put(receipt_name(number), json.dumps(kept | {"seal": content_hash(kept)}).encode())


def read_receipt(place: ObjectStore, number: int) -> dict[str, str]:
    """Give what the receipt of a release notes; empty if there is none that can be trusted."""
    try:
        noted: dict[str, str] = json.loads(place.get(receipt_name(number)))
        return noted if noted.pop("seal") == content_hash(noted) else {}
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def receipt_name(number: int) -> str:
    """Name the receipt of a release."""
    return f"receipts/{number:020}.json"


def checkpoint_name(number: int) -> str:
    """Name the checkpoint that Delta may write after a release."""
    return f"{LOG}/{number:020}.checkpoint.parquet"


def _add_action(part: DataFile, stamp: int) -> AddAction:
    stats = json.dumps({"numRecords": part.rows})
    return AddAction(_name_in_table(part.name), part.size, {}, stamp, True, stats)


def _name_in_table(name: str) -> str:
    """A data file's name as the table says it."""
    return name.removeprefix(f"{TABLE}/")
