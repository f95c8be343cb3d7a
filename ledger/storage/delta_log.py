"""The Delta log of a store: one entry (commit) for each release, with the release's number.

Entry 0 only creates the empty table. Entries are read as plain JSON files and written through Delta
Lake, so that a release is published exactly when Delta Lake has committed it. A receipt is a small
file outside the log with the hash of an entry.
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

from ledger.errors import CorruptFileError, StoreError, wrap_storage_errors
from ledger.release import (
    DataFile,
    Release,
    content_hash,
    release_from_dict,
    release_to_dict,
    sha256_hex,
)
from ledger.storage.object_store import LocalStore, ObjectStore, read_stored_file
from private_files import make_private_folder

TABLE = "figures"
LOG = f"{TABLE}/_delta_log"
POINTER = f"{LOG}/_last_checkpoint"  # Delta Lake's file with the number of its newest checkpoint
ENTRY_NAME = re.compile(r"(?P<number>\d{20})\.json")
# Delta Lake must never delete old entries, which are the history.
CONFIGURATION = {
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.deletedFileRetentionDuration": "interval 36500 days",
    "delta.enableExpiredLogCleanup": "false",
    "delta.enableDeletionVectors": "false",
}


class CommitConflictError(Exception):
    """Another release has been committed with this number."""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One log entry: its release (None for entry 0) and the SHA-256 of the entry's file."""

    release: Release | None
    sha256: str


def entry_name(number: int) -> str:
    """Return the file name of the log entry with this number."""
    return f"{LOG}/{number:020}.json"


def find_newest_entry(object_store: ObjectStore, known_number: int = -1) -> int:
    """Return the number of the newest entry of the Delta log, -1 if there is none.

    `known_number` is the number of an entry that is known to exist, -1 for none. With it, only the
    entries after it are looked for, one by one, without listing the log.
    """
    if known_number >= 0:
        while object_store.size(entry_name(known_number + 1)) is not None:
            known_number += 1
        return known_number
    base_names = (name.rpartition("/")[2] for name in object_store.names(LOG))
    entries = filter(None, map(ENTRY_NAME.fullmatch, base_names))
    return max((int(entry["number"]) for entry in entries), default=-1)


def read_entry(object_store: ObjectStore, number: int) -> LogEntry:
    """Read the entry of the Delta log with this number.

    Raises CorruptFileError: missing, unreadable, altered (its release has another hash or number,
    or its Delta actions add files that the release does not have), foreign (it contains no release,
    because another program has written it).
    """
    name = entry_name(number)
    data = read_stored_file(object_store, name, number)
    try:
        actions = [json.loads(line) for line in data.splitlines() if line.strip()]
        return _parse_entry(name, number, data, actions)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise CorruptFileError("unreadable", name, number) from None


def _parse_entry(name: str, number: int, data: bytes, actions: list[dict[str, Any]]) -> LogEntry:
    """Return the log entry in a file, after comparing its Delta actions with the release in them.

    `data` are the bytes of the file `name`; `actions` are its lines, parsed. Entry 0 has no release
    and is not compared. Raises CorruptFileError (foreign, altered), and KeyError, TypeError or
    ValueError for malformed actions.
    """
    if number == 0:
        return LogEntry(None, sha256_hex(data))
    infos = (action["commitInfo"] for action in actions if "commitInfo" in action)
    info: dict[str, Any] = next(infos, {})
    if "release" not in info:
        raise CorruptFileError("foreign", name, number)
    release = release_from_dict(info["release"])
    expected = {
        (_strip_table_folder(file.name), file.size, file.rows) for file in release.data_files
    }
    additions = (action["add"] for action in actions if "add" in action)
    added = {
        (add["path"], add["size"], json.loads(add["stats"])["numRecords"]) for add in additions
    }
    if (
        release.number != number
        or content_hash(info["release"]) != release.sha256
        or not added <= expected  # a subset, since files of the parent are not added again
    ):
        raise CorruptFileError("altered", name, number)
    return LogEntry(release, sha256_hex(data))


def create_log(object_store: ObjectStore, schema: pa.Schema) -> None:
    """Create the empty Delta table, which writes log entry 0, unless it exists.

    Raises StoreError.
    """
    with wrap_storage_errors(f"{object_store.uri}/{TABLE}"):
        # Others could read a folder that Delta Lake creates.
        if isinstance(object_store, LocalStore):
            with suppress(FileNotFoundError):  # Delta Lake then raises an error with the path
                make_private_folder(object_store.root / LOG)
        try:
            DeltaTable.create(
                f"{object_store.uri}/{TABLE}",
                schema=schema,
                mode="ignore",
                configuration=CONFIGURATION,
                storage_options=object_store.options,
                # With retries the slower of two creations would be committed as version 1.
                commit_properties=CommitProperties(max_commit_retries=0),
            )
        except CommitFailedError:
            # Another process has created it at the same moment.
            if find_newest_entry(object_store) < 0:
                raise


def commit_entry(
    object_store: ObjectStore, release: Release, parent_files: tuple[DataFile, ...]
) -> None:
    """Publish a release: write its log entry if its number is free, then its receipt.

    `parent_files` are the parent's data files. Raises CommitConflictError if another release has
    the number, StoreError.
    """
    values = release_to_dict(release)
    # With a retry Delta Lake would commit the release with the next number, after another parent.
    properties = CommitProperties(custom_metadata={"release": values}, max_commit_retries=0)
    table_uri = f"{object_store.uri}/{TABLE}"
    with wrap_storage_errors(f"{object_store.uri}/{entry_name(release.number)}"):
        try:
            table = DeltaTable(
                table_uri, version=release.parent, storage_options=object_store.options
            )
            table.create_write_transaction(
                _build_delta_actions(release, parent_files),
                "append",  # only recorded in the log; the actions say what is added and removed
                table.schema(),
                commit_properties=properties,
            )
        except (OSError, DeltaError) as error:
            if find_newest_entry(object_store) < release.number:
                raise
            # This commit may have succeeded: its response was lost, or its checkpoint failed.
            committed = read_entry(object_store, release.number).release
            if committed is None or committed.sha256 != values["sha256"]:
                raise CommitConflictError from error
    if isinstance(object_store, LocalStore):
        object_store.sync(entry_name(release.number))
    write_receipt(object_store, release.number)


def _build_delta_actions(
    release: Release, parent_files: tuple[DataFile, ...]
) -> list[AddAction | RemoveAction]:
    """Return the Delta actions that turn the parent's data files into the release's.

    There are none for files that both have.
    """
    parent_names = {file.name for file in parent_files}
    names = {file.name for file in release.data_files}
    timestamp = int(release.at.timestamp() * 1000)  # milliseconds
    data_change, no_partition = True, dict[str, str | None]()
    actions: list[AddAction | RemoveAction] = []
    for file in release.data_files:
        if file.name not in parent_names:
            path, stats = _strip_table_folder(file.name), json.dumps({"numRecords": file.rows})
            actions.append(AddAction(path, file.size, no_partition, timestamp, data_change, stats))
    for file in parent_files:
        if file.name not in names:
            path = _strip_table_folder(file.name)
            actions.append(RemoveAction(path, data_change, timestamp, file.size, no_partition))
    return actions


def write_receipt(object_store: ObjectStore, number: int) -> None:
    """Write a release's receipt: the hashes of its log entry and of Delta Lake's checkpoint.

    The next log entry will contain the hash of this entry, too; until it is written, only the
    receipt shows whether this entry was altered. `seal` is a hash over the receipt itself. Errors
    are ignored, since a receipt may be missing.
    """
    files = {"entry": entry_name(number), "checkpoint": checkpoint_name(number), "pointer": POINTER}
    hashes: dict[str, str] = {"release": str(number)}
    # Most entries have no checkpoint: the loop then ends without the pointer, which is of an
    # earlier checkpoint.
    with suppress(FileNotFoundError, StoreError):
        for role, name in files.items():
            hashes[role] = sha256_hex(object_store.get(name))
    receipt = json.dumps(hashes | {"seal": content_hash(hashes)}).encode()
    with suppress(StoreError):
        object_store.put(receipt_name(number), receipt)


def read_receipt(object_store: ObjectStore, number: int) -> dict[str, str]:
    """Return the hashes in the receipt of a log entry; {} if it is missing or damaged.

    The keys are entry, checkpoint and pointer; most receipts have only the entry.
    """
    try:
        data = object_store.get(receipt_name(number))
        hashes: dict[str, str] = json.loads(data)
        is_as_written = json.dumps(hashes).encode() == data
        is_undamaged = hashes.pop("seal") == content_hash(hashes) and is_as_written
        # Receipts of version 0.1 have no release number.
        is_own = hashes.pop("release", str(number)) == str(number)
        return hashes if is_undamaged and is_own else {}
    except (FileNotFoundError, StoreError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def receipt_name(number: int) -> str:
    """Return the file name of the receipt of the release with this number."""
    return f"receipts/{number:020}.json"


def checkpoint_name(number: int) -> str:
    """Return the file name of the checkpoint that Delta Lake may write after a release."""
    return f"{LOG}/{number:020}.checkpoint.parquet"


def _strip_table_folder(name: str) -> str:
    """Return a data file's name relative to the folder of the Delta table."""
    return name.removeprefix(f"{TABLE}/")
