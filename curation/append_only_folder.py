"""Append-only storage on the local disk: each change of an item writes a new numbered JSON file.

An item is a draft, a report or the remembered labels; it has a folder of its own. A state is one
version of the item: the file with the highest number is the present state, the others are history.
Files are never written partly; if two processes write the same number, the second fails.

Each state has the SHA-256 of the state before (`previous`), and the head, the file ITEM.head beside
the folder, has number and SHA-256 of the newest state: so every altered or missing state is found.
The log of all states (`curation.states_log`) shows that item and head were replaced by older ones.
States that version 0.1 wrote have no hash and no head; the chain begins with the first state after.
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
from curation.states_log import append_to_log
from errors import SeenState
from ledger import CorruptFileError, StoreError
from ledger.errors import wrap_storage_errors
from ledger.release import content_hash, sha256_hex
from private_files import make_private_folder, write_partial_file

ITEM_ID = re.compile(r"\d{20}-[0-9a-f]{12}")  # see `create_item_id`
HEAD_SUFFIX = ".head"
PREVIOUS = "previous"
STATE_FILE_NAME = re.compile(r"(?P<number>\d{6})\.json")


class VersionedItem(Protocol):
    """What an AppendOnlyFolder stores, such as a draft: a value with an id and a state number."""

    @property
    def id(self) -> str:
        """The name of the item's folder."""

    @property
    def version(self) -> int:
        """The number of the item's state, counted from 1."""


Item = TypeVar("Item", bound=VersionedItem)


@dataclass(frozen=True)
class AppendOnlyFolder(Generic[Item]):
    """A folder of items of one kind, such as drafts.

    Each item's folder contains numbered states ("000001.json") and, in `files/`, uploaded bytes
    named by their SHA-256. `not_found_code` is the error code for an unknown id, such as
    "no_draft"; `to_dict` and `from_dict` convert an item to and from the values of its JSON.
    """

    root: Path
    not_found_code: str
    to_dict: Callable[[Item], dict[str, Any]]
    from_dict: Callable[[Mapping[str, Any]], Item]

    def load(self, item_id: str) -> Item:
        """Read the newest state of the item with this id.

        Raises CurationError with the code `not_found_code` for an unknown id and for an item
        without any state file, CorruptFileError (missing, altered, unreadable), StoreError.
        """
        folder = self.root / item_id
        number, state = 0, None
        if ITEM_ID.fullmatch(item_id):
            try:
                number, state = read_newest_state(folder)
            except CorruptFileError:
                # With no state file left the item is not found; `find_damage` still names the loss.
                if find_next_state_number(folder, use_head=False) > 1:
                    raise
        if not state:
            # The message for "no_draft" has the placeholder "draft"; ids are shorter than 40.
            item_kind = self.not_found_code.removeprefix("no_")
            raise CurationError(self.not_found_code, {item_kind: item_id[:40]})
        try:
            item = self.from_dict(state)
        except (TypeError, KeyError, ValueError, AttributeError):
            raise CorruptFileError("unreadable", str(_state_path(folder, number))) from None
        if item.version != number:  # an older state in its place
            raise CorruptFileError("altered", str(_state_path(folder, number)))
        return item

    def load_all(self) -> list[Item]:
        """Read the newest state of every undamaged item, newest items first. Raises StoreError.

        Damaged items and those without a state are left out; if `root` is no folder, there are
        none.
        """
        items: list[Item] = []
        ids: list[str] = []
        with suppress(CorruptFileError):  # reported by `find_local_damage`
            ids = self.list_ids()
        for item_id in reversed(ids):
            # A folder without a state belongs to an upload that was interrupted.
            with suppress(CurationError, CorruptFileError):
                items.append(self.load(item_id))
        return items

    def list_ids(self) -> list[str]:
        """Return the ids of all items, damaged ones included, oldest first.

        Raises CorruptFileError("unreadable") if `root` is a file, StoreError.
        """
        names: list[str] = []
        with suppress(FileNotFoundError), wrap_storage_errors(str(self.root)):
            try:
                names = os.listdir(self.root)
            except NotADirectoryError:
                raise CorruptFileError("unreadable", str(self.root)) from None
        # An item whose folder is lost is known by its head, the file beside the folder.
        item_ids = {name.removesuffix(HEAD_SUFFIX) for name in names}
        return sorted(filter(ITEM_ID.fullmatch, item_ids))

    def find_damage(self, item_id: str) -> CorruptFileError | None:
        """Return the damage of an item's newest state; None if it is undamaged.

        An item without any state is undamaged: its upload was interrupted. Raises StoreError.
        """
        try:
            # This also reports an item whose states are all lost; `load` only says "not found".
            read_newest_state(self.root / item_id)
            self.load(item_id)
        except CorruptFileError as error:
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

        The SHA-256 is the file's name, so the same bytes are stored once. Raises StoreError.
        """
        sha256 = sha256_hex(data)
        with suppress(FileExistsError):
            write_once(self.root / item_id / "files" / sha256, data)
        return sha256

    def read_file(self, item_id: str, sha256: str) -> bytes:
        """Read the bytes stored for an item, given the item's id and their SHA-256.

        Raises CorruptFileError (missing, unreadable; "altered": the bytes have another hash),
        StoreError.
        """
        path = self.root / item_id / "files" / sha256
        data = read_stored_bytes(path)
        if sha256_hex(data) != sha256:
            raise CorruptFileError("altered", str(path))
        return data

    def read_file_size(self, item_id: str, sha256: str) -> int | None:
        """Return the size in bytes of a file stored for an item; None if it is missing.

        The quick check for damage compares it, since reading all files would take long.
        """
        path = self.root / item_id / "files" / sha256
        return path.stat().st_size if path.is_file() else None


def build_seen_state(item: VersionedItem, state: Mapping[str, Any]) -> SeenState:
    """Return id, state number and hash of an item, which identify the state that a person saw.

    An action takes them to check that the item has not changed since. `state` has the item's values
    as in its JSON; what may differ without a new state, such as a status, is left out by callers.
    """
    values = json.dumps(state, ensure_ascii=False, sort_keys=True)
    return SeenState(item.id, item.version, sha256_hex(values.encode("utf-8", "surrogatepass")))


def create_item_id(now: datetime) -> str:
    """Return a new item id that sorts by time: "20240301083000000000-0a1b2c3d4e5f".

    The random end keeps items apart that are created in the same microsecond.
    """
    return f"{now:%Y%m%d%H%M%S%f}-{secrets.token_hex(6)}"


@dataclass(frozen=True)
class StateHead:
    """Number and SHA-256 of the newest state of an item; number 0 while it has no state.

    `logged` is the newest state that is in the log of all states; 0 if an earlier version, which
    had no log, wrote the head.
    """

    number: int = 0
    sha256: str = ""
    logged: int = 0


def read_newest_state(folder: Path) -> tuple[int, Any]:
    """Read the newest state in an item's folder: its number and values; (0, None) if there is none.

    Raises CorruptFileError (unreadable; missing or altered: the item's head has a higher number
    or another SHA-256), StoreError.
    """
    # The head is read first: a state is added before its head, so that no head is newer than the
    # states listed after it, even if another process saves meanwhile.
    head = _read_undamaged_head(folder)
    number = max([0, *_list_state_numbers(folder)])
    if head and head.number > number:
        raise CorruptFileError("missing", str(_state_path(folder, head.number)))
    if not number:
        return 0, None
    state, sha256 = _read_chained_state(folder, number)
    if head and head.number == number and head.sha256 != sha256:
        raise CorruptFileError("altered", str(_state_path(folder, number)))
    state.pop(PREVIOUS, None)  # the hash of the state before, which is no value of the item
    return number, state


def read_state(folder: Path, number: int) -> dict[str, Any]:
    """Read the state with this number of an item's folder.

    Raises CorruptFileError (missing, unreadable), StoreError.
    """
    state, _ = _read_chained_state(folder, number)  # without the hash of its file
    state.pop(PREVIOUS, None)
    return state


def read_state_hash(folder: Path, number: int) -> str:
    """Return the SHA-256 of the file of a state in an item's folder.

    Raises CorruptFileError (missing, unreadable), StoreError.
    """
    return sha256_hex(read_stored_bytes(_state_path(folder, number)))


def find_next_state_number(folder: Path, *, use_head: bool = True) -> int:
    """Return the number of the state to add: one more than the newest, even if that is damaged.

    With `use_head`, a lost state that only the item's head names counts as the newest. Raises
    StoreError.
    """
    head = (_read_undamaged_head(folder) if use_head else None) or StateHead()
    return max([head.number, *_list_state_numbers(folder)]) + 1


def add_state(folder: Path, number: int, state: Mapping[str, Any]) -> None:
    """Write a new state of an item and then the item's head.

    `number` is one more than that of the newest state. The new state also gets the SHA-256 of the
    state before, "" if that is lost or there is none. The state is also added to the log of all
    states. Raises CurationError("changed_meanwhile") if a state with this number exists already,
    StoreError.
    """
    path, head = _state_path(folder, number), _read_undamaged_head(folder)
    if head and head.number == number - 1:
        previous_sha256 = head.sha256
    else:
        previous_sha256 = ""
        with suppress(CorruptFileError):
            previous_sha256 = sha256_hex(read_stored_bytes(_state_path(folder, number - 1)))
    data = json.dumps({**state, PREVIOUS: previous_sha256}, ensure_ascii=False, indent=1).encode()
    if not head:  # a chained state without a head is a loss, so the head comes first
        with wrap_storage_errors(str(path)):
            write_head(folder, StateHead(number - 1, previous_sha256))
    try:
        write_once(path, data)
    except FileExistsError:
        raise CurationError("changed_meanwhile") from None
    sha256 = sha256_hex(data)
    is_logged = append_to_log(find_log_folder(folder), name_item(folder), number, sha256)
    logged = number if is_logged else head.logged if head else 0
    with suppress(StoreError), wrap_storage_errors(str(path)):  # a head may be one state behind
        write_head(folder, StateHead(number, sha256, logged))


def find_damaged_states(folder: Path) -> list[CorruptFileError]:
    """Return an error for each state of an item that is missing, unreadable or altered.

    The verification of the workspace reads all states; pages read only the newest. A damaged head,
    the file beside the folder, is returned too. Raises StoreError.
    """
    while True:  # a state that another process adds meanwhile looks like damage: check again
        checked = _read_undamaged_head(folder), _list_state_numbers(folder)
        damage = list(_find_damaged_states(folder, *checked))
        if not damage or checked == (_read_undamaged_head(folder), _list_state_numbers(folder)):
            return damage


def _find_damaged_states(
    folder: Path, head: StateHead | None, numbers: list[int]
) -> Iterator[CorruptFileError]:
    """Yield an error for each damaged state, newest first, and for a damaged head.

    `head` (None: missing or unreadable) and `numbers`, the numbers of the state files, are what the
    caller has read. The newest state is compared with the hash in the head, every other state with
    the hash that the next state has of it. A state before a damaged one, or one of version 0.1, is
    not compared, because its hash is not known.
    """
    newest = max([head.number if head else 0, *numbers])
    expected_sha256 = head.sha256 if head and head.number == newest else None  # None: not known
    is_chained = False  # whether any state has the hash of the state before; then there is a head
    for number in range(newest, 0, -1):
        try:
            state, sha256 = _read_chained_state(folder, number)
        except CorruptFileError as error:
            yield error
            expected_sha256 = None
            continue
        if expected_sha256 not in (None, sha256):
            yield CorruptFileError("altered", str(_state_path(folder, number)))
            expected_sha256 = None
            continue
        expected_sha256 = state.get(PREVIOUS)  # None in a state of version 0.1
        is_chained = is_chained or expected_sha256 is not None
    try:
        # After a crash the head may be of the state before the newest.
        if is_chained and read_head(folder).number < newest - 1:
            yield CorruptFileError("altered", str(head_path(folder)))
    except CorruptFileError as error:
        yield error


def find_log_folder(folder: Path) -> Path:
    """Return the folder that has the log of all states, for an item's folder: the store's folder.

    Drafts and reports lie one level deeper (drafts/ID) than the remembered labels (labels).
    """
    return folder.parent.parent if ITEM_ID.fullmatch(folder.name) else folder.parent


def name_item(folder: Path) -> str:
    """Return the name of an item in the log of all states: "drafts/ID", "readings/ID", "labels"."""
    return folder.relative_to(find_log_folder(folder)).as_posix()


def head_path(folder: Path) -> Path:
    """Return the path of an item's head, the file beside its folder: drafts/ID → drafts/ID.head.

    The head notes number and SHA-256 of the item's newest state.
    """
    return folder.with_name(folder.name + HEAD_SUFFIX)


def _state_path(folder: Path, number: int) -> Path:
    """Return the path of the state with this number: 7 → "000007.json" in the item's folder."""
    return folder / f"{number:06}.json"


def _list_state_numbers(folder: Path) -> list[int]:
    """Return the numbers of the states in an item's folder, in no order.

    Raises CorruptFileError("unreadable") if `folder` is a file, StoreError.
    """
    names: list[str] = []
    with suppress(FileNotFoundError), wrap_storage_errors(str(folder)):
        try:
            names = os.listdir(folder)
        except NotADirectoryError:
            raise CorruptFileError("unreadable", str(folder)) from None
    matches = filter(None, map(STATE_FILE_NAME.fullmatch, names))
    return [int(match["number"]) for match in matches]


def _read_chained_state(folder: Path, number: int) -> tuple[dict[str, Any], str]:
    """Read a state, which includes the hash of the state before; return it and its file's SHA-256.

    Raises CorruptFileError (missing, unreadable), StoreError.
    """
    path = _state_path(folder, number)
    data = read_stored_bytes(path)
    try:
        state = json.loads(data)
    except (ValueError, RecursionError):
        raise CorruptFileError("unreadable", str(path)) from None
    if not isinstance(state, dict):
        raise CorruptFileError("unreadable", str(path))
    return state, sha256_hex(data)


def read_head(folder: Path) -> StateHead:
    """Return the head of an item: number and SHA-256 of the newest state.

    Raises CorruptFileError: missing; unreadable, if the file was altered after it was written (its
    `seal`, a hash over its values, does not match) or if it is the head of another item. Raises
    StoreError.
    """
    path = head_path(folder)
    try:
        data = read_stored_bytes(path)
        values = json.loads(data)
        # The hash is of the values alone: added blanks or a second key are found by their bytes.
        is_as_written = json.dumps(values).encode() == data
        is_sealed = values.pop("seal") == content_hash(values) and is_as_written
        if is_sealed and values["item"] == folder.name:
            return StateHead(values["number"], values["hash"], values.get("logged", 0))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    raise CorruptFileError("unreadable", str(path))


def _read_undamaged_head(folder: Path) -> StateHead | None:
    """Return the head of an item; None if it is missing or unreadable.

    An item without a head stays usable: only the loss of its newest state would go unnoticed.
    """
    try:
        return read_head(folder)
    except CorruptFileError:
        return None


def write_head(folder: Path, head: StateHead) -> None:
    """Replace the head of an item, unless the stored head is of a later state.

    A lock on the folder keeps two processes from replacing it at once. Raises OSError, StoreError.
    """
    path = head_path(folder)
    values = {"item": folder.name, "number": head.number, "hash": head.sha256}
    if head.logged:
        values["logged"] = head.logged
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

    Raises CorruptFileError (missing; unreadable, such as a folder of that name), and
    StoreError("too_many_files") if this process can open no further file.
    """
    try:
        with wrap_storage_errors(str(path)):
            return path.read_bytes()
    except FileNotFoundError:
        raise CorruptFileError("missing", str(path)) from None
    except StoreError as error:
        if error.code == "too_many_files":
            raise
        raise CorruptFileError("unreadable", str(path)) from error


def write_once(target: Path, data: bytes) -> None:
    """Write a new file, which gets its name only when it is complete and flushed to disk.

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
    """Flush a folder to the disk, so that the name of a new file in it survives a power failure."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
