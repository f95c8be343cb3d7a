"""Append-only storage on the local disk: each change of an item writes a new numbered JSON file.

An item is a folder; the file with the highest number is its present state, the other files are its
history. Files are never written partly; if two processes write the same number, the second fails.
"""

import json
import os
import re
import secrets
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from curation.errors import CurationError
from ledger import CorruptReleaseError
from ledger.errors import wrap_storage_errors
from ledger.release import sha256_hex

ITEM_ID = re.compile(r"\d{20}-[0-9a-f]{12}")  # as `new_id` makes them
STATE_FILE_NAME = re.compile(r"(?P<number>\d{6})\.json")


class VersionedItem(Protocol):
    """A value with the id of its folder and the number of its state, counted from 1."""

    @property
    def id(self) -> str:
        """The name of the item's folder."""

    @property
    def version(self) -> int:
        """The number of the item's state."""


Item = TypeVar("Item", bound=VersionedItem)


@dataclass(frozen=True)
class AppendOnlyFolder(Generic[Item]):
    """A folder of items of one kind, such as drafts.

    Each item's folder contains numbered states ("000001.json") and, in `files/`, uploaded bytes
    named by their SHA-256. `not_found` is the error code for an unknown id, such as "no_draft".
    """

    root: Path
    not_found: str
    to_dict: Callable[[Item], dict[str, Any]]
    from_dict: Callable[[Mapping[str, Any]], Item]

    def load(self, item_id: str) -> Item:
        """Read the newest state of the item with this id.

        Raises CurationError with the code `not_found`, StoreError.
        """
        _, state = newest_state(self.root / item_id) if ITEM_ID.fullmatch(item_id) else (0, None)
        if not state:
            item_kind = self.not_found.removeprefix("no_")  # "no_draft" has the value "draft"
            raise CurationError(self.not_found, {item_kind: item_id[:40]})
        return self.from_dict(state)

    def load_all(self) -> list[Item]:
        """Read the newest state of every item, newest items first. Raises StoreError."""
        names: list[str] = []
        with suppress(FileNotFoundError), wrap_storage_errors(str(self.root)):
            names = os.listdir(self.root)
        items = []
        for name in sorted(names, reverse=True):
            # A folder without a state belongs to an upload that was interrupted.
            with suppress(CurationError):
                items.append(self.load(name))
        return items

    def save(self, item: Item) -> Item:
        """Write an item's state with the number `item.version`, and return the item.

        Raises CurationError("changed_meanwhile") if that number exists already, StoreError.
        """
        add_state(self.root / item.id, item.version, self.to_dict(item))
        return item

    def store_file(self, item_id: str, data: bytes) -> str:
        """Store bytes in the folder of the item with this id; return their SHA-256.

        Raises StoreError.
        """
        sha256 = sha256_hex(data)
        with suppress(FileExistsError):
            write_once(self.root / item_id / "files" / sha256, data)
        return sha256

    def read_file(self, item_id: str, sha256: str) -> bytes:
        """Read the bytes stored for an item, given the item's id and their SHA-256.

        Raises CorruptReleaseError ("missing"; "altered": the bytes have another hash), StoreError.
        """
        path = self.root / item_id / "files" / sha256
        try:
            with wrap_storage_errors(str(path)):
                data = path.read_bytes()
        except FileNotFoundError:
            raise CorruptReleaseError("missing", str(path)) from None
        if sha256_hex(data) != sha256:
            raise CorruptReleaseError("altered", str(path))
        return data


def new_id(now: datetime) -> str:
    """Return a new id that sorts by time: "20240301083000000000-0a1b2c3d4e5f"."""
    return f"{now:%Y%m%d%H%M%S%f}-{secrets.token_hex(6)}"


def newest_state(folder: Path) -> tuple[int, Any]:
    """Read the newest state of an item's folder and its number; (0, None) if there is none.

    Raises StoreError.
    """
    with wrap_storage_errors(str(folder)):
        try:
            names = os.listdir(folder)
        except FileNotFoundError:
            return 0, None
        state_files = filter(None, map(STATE_FILE_NAME.fullmatch, names))
        number = max((int(state_file["number"]) for state_file in state_files), default=0)
        if not number:
            return 0, None
        return number, json.loads((folder / f"{number:06}.json").read_bytes())


def add_state(folder: Path, number: int, state: Any) -> None:
    """Write the state with this number, which must be one more than the newest.

    Raises CurationError("changed_meanwhile") if that number exists already, StoreError.
    """
    data = json.dumps(state, ensure_ascii=False, indent=1).encode()
    try:
        write_once(folder / f"{number:06}.json", data)
    except FileExistsError:
        raise CurationError("changed_meanwhile") from None


def write_once(target: Path, data: bytes) -> None:
    """Write a new file; it gets its name only once complete and flushed to disk.

    Raises FileExistsError if a file of that name exists, StoreError.
    """
    with wrap_storage_errors(str(target)):
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.parent / f".part-{uuid.uuid4().hex}"
        try:
            with partial.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            try:
                os.link(partial, target)  # unlike a rename, it never replaces a file
                exists = False
            except FileExistsError:
                exists = True
        finally:
            partial.unlink(missing_ok=True)
        # The new name is on the disk only once its folder is flushed too.
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    if exists:
        raise FileExistsError(target)
