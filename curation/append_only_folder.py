"""Append-only storage on the local disk: each change of an item writes a new numbered JSON file.

An item is a folder; the file with the highest number is its present state, the other files are its
history. Files are never written partly; if two processes write the same number, the second fails.

Each state has the SHA-256 of the one before (`previous`), and the file ITEM.head beside the folder
has number and SHA-256 of the newest: an altered or missing state is found, the newest included. The
states that version 0.1 wrote have neither; the chain begins with the first state after them.
"""

import fcntl
import json
import os
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from curation.errors import CurationError
from errors import SeenState
from ledger import CorruptReleaseError, StoreError
from ledger.errors import wrap_storage_errors
from ledger.release import content_hash, sha256_hex
from private_files import make_private_folder, write_partial_file

ITEM_ID = re.compile(r"\d{20}-[0-9a-f]{12}")  # as `new_id` makes them
HEAD_SUFFIX = ".head"
PREVIOUS = "previous"
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

        Raises CurationError with the code `not_found` for an unknown id and for an item without any
        state file, CorruptReleaseError (missing, altered, unreadable), StoreError.
        """
        folder = self.root / item_id
        number, state = 0, None
        if ITEM_ID.fullmatch(item_id):
            try:
                number, state = newest_state(folder)
            except CorruptReleaseError:
                # With no state file left the item is not found; `find_damage` still names the loss.
                if next_number(folder, use_head=False) > 1:
                    raise
        if not state:
            item_kind = self.not_found.removeprefix("no_")  # "no_draft" has the value "draft"
            raise CurationError(self.not_found, {item_kind: item_id[:40]})  # longer ones are none
        try:
            item = self.from_dict(state)
        except (TypeError, KeyError, ValueError, AttributeError):
            raise CorruptReleaseError("unreadable", str(_state_path(folder, number))) from None
        if item.version != number:  # an older state in its place
            raise CorruptReleaseError("altered", str(_state_path(folder, number)))
        return item

    def load_all(self) -> list[Item]:
        """Read the newest state of every undamaged item, newest items first. Raises StoreError."""
        items: list[Item] = []
        ids: list[str] = []
        with suppress(CorruptReleaseError):  # `find_local_damage` names it
            ids = self.ids()
        for item_id in reversed(ids):
            # A folder without a state belongs to an upload that was interrupted.
            with suppress(CurationError, CorruptReleaseError):
                items.append(self.load(item_id))
        return items

    def ids(self) -> list[str]:
        """Return the ids of all items (subfolders), damaged ones included, oldest first.

        Raises CorruptReleaseError("unreadable") for a file in place of the folder, StoreError.
        """
        names: list[str] = []
        with suppress(FileNotFoundError), wrap_storage_errors(str(self.root)):
            try:
                names = os.listdir(self.root)
            except NotADirectoryError:
                raise CorruptReleaseError("unreadable", str(self.root)) from None
        # An item whose folder is lost still has its head beside it.
        item_ids = {name.removesuffix(HEAD_SUFFIX) for name in names}
        return sorted(filter(ITEM_ID.fullmatch, item_ids))

    def find_damage(self, item_id: str) -> CorruptReleaseError | None:
        """Return what is wrong with the newest state of an item; None if nothing is.

        An item whose upload was interrupted has no state: nothing is wrong with it. Raises
        StoreError.
        """
        try:
            newest_state(self.root / item_id)  # `load` does not report an item without any state
            self.load(item_id)
        except CorruptReleaseError as error:
            return error
        except CurationError:  # an upload that was interrupted
            return None
        return None

    def save(self, item: Item) -> Item:
        """Write an item's state with the number `item.version`, and return the item.

        Raises CurationError("changed_meanwhile") if that number exists already, StoreError.
        """
        add_state(self.root / item.id, item.version, self.to_dict(item))
        return item

    def store_file(self, item_id: str, data: bytes) -> str:
        """Store bytes in the folder of the item with this id; return their SHA-256.

        They are stored under it, so the same bytes are stored once. Raises StoreError.
        """
        sha256 = sha256_hex(data)
        with suppress(FileExistsError):
            write_once(self.root / item_id / "files" / sha256, data)
        return sha256

    def read_file(self, item_id: str, sha256: str) -> bytes:
        """Read the bytes stored for an item, given the item's id and their SHA-256.

        Raises CorruptReleaseError (missing, unreadable; "altered": the bytes have another hash),
        StoreError.
        """
        path = self.root / item_id / "files" / sha256
        data = read_stored_bytes(path)
        if sha256_hex(data) != sha256:
            raise CorruptReleaseError("altered", str(path))
        return data

    def file_size(self, item_id: str, sha256: str) -> int | None:
        """Return the size in bytes of a file stored for an item; None if it is missing."""
        path = self.root / item_id / "files" / sha256
        return path.stat().st_size if path.is_file() else None


def seen_state(item: VersionedItem, state: Mapping[str, Any]) -> SeenState:
    """Return an item's state as somebody sees it: id, number, and hash of the values in `state`."""
    values = json.dumps(state, ensure_ascii=False, sort_keys=True)
    return SeenState(item.id, item.version, sha256_hex(values.encode("utf-8", "surrogatepass")))


def new_id(now: datetime) -> str:
    """Return a new id that sorts by time: "20240301083000000000-0a1b2c3d4e5f"."""
    return f"{now:%Y%m%d%H%M%S%f}-{secrets.token_hex(6)}"


@dataclass(frozen=True)
class StateHead:
    """Number and SHA-256 of the newest state of an item; number 0 before the first."""

    number: int = 0
    sha256: str = ""


def newest_state(folder: Path) -> tuple[int, Any]:
    """Read the newest state of an item's folder: its number and values; (0, None) if none.

    The item's head, a file beside the folder, has number and SHA-256 of the newest state. Raises
    CorruptReleaseError if the state that it names is missing or altered, or one is unreadable,
    StoreError.
    """
    head = _read_undamaged_head(folder)  # first: states are added before it is written
    number = max([0, *_state_numbers(folder)])
    if head and head.number > number:
        raise CorruptReleaseError("missing", str(_state_path(folder, head.number)))
    if not number:
        return 0, None
    state, sha256 = _read_chained_state(folder, number)
    if head and head.number == number and head.sha256 != sha256:
        raise CorruptReleaseError("altered", str(_state_path(folder, number)))
    state.pop(PREVIOUS, None)  # the hash of the state before, which is no value of the item
    return number, state


def read_state(folder: Path, number: int) -> dict[str, Any]:
    """Read the state with this number of an item's folder.

    Raises CorruptReleaseError (missing, unreadable), StoreError.
    """
    state, _ = _read_chained_state(folder, number)  # without the hash of its file
    state.pop(PREVIOUS, None)
    return state


def next_number(folder: Path, *, use_head: bool = True) -> int:
    """Return the number of the state to add, one more than the newest; damaged ones are counted.

    So are those that only the head names, because their files are lost; without `use_head` they are
    not. Raises StoreError.
    """
    head = (_read_undamaged_head(folder) if use_head else None) or StateHead()
    return max([head.number, *_state_numbers(folder)]) + 1


def add_state(folder: Path, number: int, state: Mapping[str, Any]) -> None:
    """Write the state with this number, one more than the newest, then the item's head.

    The state also gets the SHA-256 of the one before it; "" if that is lost. Raises
    CurationError("changed_meanwhile") if the number exists already, StoreError.
    """
    path, head = _state_path(folder, number), _read_undamaged_head(folder)
    if head and head.number == number - 1:
        before = head.sha256
    else:
        before = ""
        with suppress(CorruptReleaseError):
            before = sha256_hex(read_stored_bytes(_state_path(folder, number - 1)))
    data = json.dumps({**state, PREVIOUS: before}, ensure_ascii=False, indent=1).encode()
    if not head:  # a chained state without a head is a loss, so the head comes first
        with wrap_storage_errors(str(path)):
            _write_head(folder, StateHead(number - 1, before))
    try:
        write_once(path, data)
    except FileExistsError:
        raise CurationError("changed_meanwhile") from None
    with suppress(StoreError), wrap_storage_errors(str(path)):  # a head may be one state behind
        _write_head(folder, StateHead(number, sha256_hex(data)))


def find_damaged_states(folder: Path) -> list[CorruptReleaseError]:
    """Return every state of an item's folder that is missing, unreadable or altered.

    So is its head, the file beside it with number and hash of the newest state. Raises StoreError.
    """
    while True:  # a state that is added meanwhile looks like damage
        seen = _read_undamaged_head(folder), _state_numbers(folder)
        damage = list(_check_states(folder, *seen))
        if not damage or seen == (_read_undamaged_head(folder), _state_numbers(folder)):
            return damage


def _check_states(
    folder: Path, head: StateHead | None, numbers: list[int]
) -> Iterator[CorruptReleaseError]:
    """Yield damaged states, newest first, and the head if it is damaged.

    Each state is compared with the hash that the next one has of it, the newest with the head's.
    After a damaged state, and in those of version 0.1, there is no hash to compare with.
    """
    last = max([head.number if head else 0, *numbers])
    expected = head.sha256 if head and head.number == last else None  # None: not known
    is_chained = False  # whether any state has the hash of the one before; then there is a head
    for number in range(last, 0, -1):
        try:
            state, sha256 = _read_chained_state(folder, number)
        except CorruptReleaseError as error:
            yield error
            expected = None
            continue
        if expected not in (None, sha256):
            yield CorruptReleaseError("altered", str(_state_path(folder, number)))
            expected = None
            continue
        expected = state.get(PREVIOUS)  # None in a state of version 0.1
        is_chained = is_chained or expected is not None
    try:
        # A crash after a state leaves its head one behind.
        if is_chained and read_head(folder).number < last - 1:
            yield CorruptReleaseError("altered", str(head_path(folder)))
    except CorruptReleaseError as error:
        yield error


def head_path(folder: Path) -> Path:
    """Return the path of the head of an item's folder: `drafts/ID` → `drafts/ID.head`."""
    return folder.with_name(folder.name + HEAD_SUFFIX)


def _state_path(folder: Path, number: int) -> Path:
    """Return the path of the state with this number."""
    return folder / f"{number:06}.json"


def _state_numbers(folder: Path) -> list[int]:
    """Return the numbers of the states in an item's folder, in no order.

    Raises CorruptReleaseError("unreadable") for a file in place of the folder, StoreError.
    """
    names: list[str] = []
    with suppress(FileNotFoundError), wrap_storage_errors(str(folder)):
        try:
            names = os.listdir(folder)
        except NotADirectoryError:
            raise CorruptReleaseError("unreadable", str(folder)) from None
    states = filter(None, map(STATE_FILE_NAME.fullmatch, names))
    return [int(state["number"]) for state in states]


def _read_chained_state(folder: Path, number: int) -> tuple[dict[str, Any], str]:
    """Read a state with the hash of the one before it, and return it with the file's SHA-256.

    Raises CorruptReleaseError (missing, unreadable), StoreError.
    """
    path = _state_path(folder, number)
    data = read_stored_bytes(path)
    try:
        state = json.loads(data)
    except (ValueError, RecursionError):
        raise CorruptReleaseError("unreadable", str(path)) from None
    if not isinstance(state, dict):
        raise CorruptReleaseError("unreadable", str(path))
    return state, sha256_hex(data)


def read_head(folder: Path) -> StateHead:
    """Return the head of an item's folder: number and SHA-256 of the newest state.

    Raises CorruptReleaseError (missing; unreadable: its `seal`, a hash over itself, does not match,
    or it is another item's), StoreError.
    """
    path = head_path(folder)
    try:
        data = read_stored_bytes(path)
        values = json.loads(data)
        is_as_written = json.dumps(values).encode() == data
        is_sealed = values.pop("seal") == content_hash(values) and is_as_written
        if is_sealed and values["item"] == folder.name:
            return StateHead(values["number"], values["hash"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    raise CorruptReleaseError("unreadable", str(path))


def _read_undamaged_head(folder: Path) -> StateHead | None:
    """Return the head of an item's folder; None if it is missing or unreadable."""
    try:
        return read_head(folder)
    except CorruptReleaseError:
        return None


def _write_head(folder: Path, head: StateHead) -> None:
    """Replace the head of an item's folder, unless it is of a later state.

    A lock on the folder keeps two processes from replacing it at once. Raises OSError, StoreError.
    """
    path = head_path(folder)
    values = {"item": folder.name, "number": head.number, "hash": head.sha256}
    data = json.dumps({**values, "seal": content_hash(values)}).encode()
    make_private_folder(folder)
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)  # ends with the descriptor
        known = _read_undamaged_head(folder)
        if not known or known.number <= head.number:
            write_partial_file(path, data).replace(path)
            _sync_folder(path.parent)
    finally:
        os.close(lock)


def read_stored_bytes(path: Path) -> bytes:
    """Return the bytes of a file in an item's folder.

    Raises CorruptReleaseError (missing; unreadable: such as a folder of that name), and
    StoreError("too_many_files") if no file can be opened at present.
    """
    try:
        with wrap_storage_errors(str(path)):
            return path.read_bytes()
    except FileNotFoundError:
        raise CorruptReleaseError("missing", str(path)) from None
    except StoreError as error:
        if error.code == "too_many_files":
            raise
        raise CorruptReleaseError("unreadable", str(path)) from error


def write_once(target: Path, data: bytes) -> None:
    """Write a new file; it gets its name only once complete and flushed to disk.

    Raises FileExistsError if a file of that name exists, StoreError.
    """
    with wrap_storage_errors(str(target)):
        make_private_folder(target.parent)
        partial = write_partial_file(target, data)
        try:
            os.link(partial, target)  # a second name: unlike a rename, it never replaces a file
            exists = False
        except FileExistsError:
            exists = True
        finally:
            partial.unlink(missing_ok=True)
        _sync_folder(target.parent)
    if exists:
        raise FileExistsError(target)


def _sync_folder(folder: Path) -> None:
    """Flush a folder to the disk: a new name in it is on the disk only then."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
