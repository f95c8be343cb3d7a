"""The log of a store: one Delta commit a release, release number = Delta version.

Version 0 only creates the empty table. An entry is read as the plain file it is; Delta itself is
asked to write entries, so that a release is published exactly when Delta says it is.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable
from deltalake.exceptions import CommitFailedError
from deltalake.transaction import AddAction, RemoveAction

from ledger.faults import Corrupt, storage
from ledger.folder import Folder, Local
from ledger.release import Part, Release, describe, digest, seal, understand

TABLE = "figures"
LOG = f"{TABLE}/_delta_log"
ENTRY = re.compile(r"(\d{20})\.json")
# History is for good: entries outlive every checkpoint, and nothing ever cleans them up.
CONFIGURATION = {
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.deletedFileRetentionDuration": "interval 36500 days",
    "delta.enableExpiredLogCleanup": "false",
    "delta.enableDeletionVectors": "false",
}


class Lost(Exception):
    """Another commit took the number first."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One log entry: its release (None for the creation) and the hash of its bytes."""

    release: Release | None
    sha256: str


def entry_name(number: int) -> str:
    """Name the log entry of a release."""
    return f"{LOG}/{number:020}.json"


def newest(place: Folder, known: int = -1) -> int:
    """Find the highest entry; -1 in an empty place. `known` saves listing the log again."""
    if known >= 0:
        while place.size(entry_name(known + 1)) is not None:
            known += 1
        return known
    names = (name.rpartition("/")[2] for name in place.names(LOG))
    return max((int(match[1]) for name in names if (match := ENTRY.fullmatch(name))), default=-1)


def read_entry(place: Folder, number: int) -> Entry:
    """Read one entry; Corrupt if it is missing, unreadable, altered or not ours."""
    name = entry_name(number)
    try:
        data = place.get(name)
    except FileNotFoundError:
        raise Corrupt("missing", name, number) from None
    try:
        actions = [json.loads(line) for line in data.splitlines() if line.strip()]
        return _entry(name, number, data, actions)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Corrupt("unreadable", name, number) from None


def _entry(name: str, number: int, data: bytes, actions: list[dict[str, Any]]) -> Entry:
    if number == 0:
        return Entry(None, digest(data))
    info = next(action["commitInfo"] for action in actions if "commitInfo" in action)
    if "release" not in info:
        raise Corrupt("foreign", name, number)
    release = understand(info["release"])
    known = {(_bare(part.name), part.size, part.rows) for part in release.parts}
    added = {_told(action["add"]) for action in actions if "add" in action}
    if release.number != number or seal(info["release"]) != release.sha256 or not added <= known:
        raise Corrupt("altered", name, number)
    return Entry(release, digest(data))


def _told(add: dict[str, Any]) -> tuple[str, int, int]:
    """What an add action says of a data file, to be held against the sealed release."""
    return add["path"], add["size"], json.loads(add["stats"])["numRecords"]


def create(place: Folder, schema: pa.Schema) -> None:
    """Create the empty table, version 0; nothing if it is there."""
    with storage(f"{place.uri}/{TABLE}"):
        try:
            DeltaTable.create(
                f"{place.uri}/{TABLE}",
                schema=schema,
                mode="ignore",
                configuration=CONFIGURATION,
                storage_options=place.options,
            )
        except CommitFailedError:
            # Somebody else is creating it at the same moment.
            if newest(place) < 0:
                raise


def commit(place: Folder, release: Release, before: tuple[Part, ...]) -> None:
    """Publish: one conditional write of the log entry, from the parent version, without retry.

    Raises Lost if the number is taken.
    """
    old, new = {part.name: part for part in before}, {part.name: part for part in release.parts}
    actions: list[AddAction | RemoveAction] = [
        _add(part, release) for name, part in new.items() if name not in old
    ]
    stamp = int(release.at.timestamp() * 1000)
    actions += [
        RemoveAction(_bare(name), True, stamp, part.size, {})
        for name, part in old.items()
        if name not in new
    ]
    properties = CommitProperties(
        custom_metadata={"release": describe(release)}, max_commit_retries=0
    )
    with storage(f"{place.uri}/{entry_name(release.number)}"):
        table = DeltaTable(
            f"{place.uri}/{TABLE}", version=release.parent, storage_options=place.options
        )
        try:
            table.create_write_transaction(
                actions, "append", table.schema(), commit_properties=properties
            )
        except CommitFailedError as error:
            if newest(place) >= release.number:
                raise Lost from error
            raise
    if isinstance(place, Local):
        place.sync(entry_name(release.number))


def _add(part: Part, release: Release) -> AddAction:
    stamp = int(release.at.timestamp() * 1000)
    stats = json.dumps({"numRecords": part.rows})
    return AddAction(_bare(part.name), part.size, {}, stamp, True, stats)


def _bare(name: str) -> str:
    """A data file's name as the table says it."""
    return name.removeprefix(f"{TABLE}/")
