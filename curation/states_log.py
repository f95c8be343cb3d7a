"""The log of all states of drafts, reports and labels, a file in the store's folder.

The head of an item shows that its newest state is missing, unless somebody puts an older copy of
the item's folder and of its head into their place. Each line of this log names item, number and
SHA-256 of a state, in the order in which they were written, whatever the item: so an older copy of
some items is found. Each line has a hash over itself and the line before. The log shows nothing
where it was replaced together with everything that it is about.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ledger.release import content_hash
from private_files import make_private_folder

LOG_NAME = "states.log"
MAX_LINE_BYTES = 1_000
"""More than a line of the log can have: the end of the file is read to find the last line."""


@dataclass(frozen=True, slots=True)
class LoggedState:
    """A line of the log: an item, such as "drafts/ID" or "labels", with a state's number and hash.

    `chain` is the hash over the other values and the `chain` of the line before.
    """

    item: str
    number: int
    hash: str
    chain: str = ""


@dataclass(frozen=True)
class StatesLog:
    """What the log has: the newest state of each item, and whether a line of it is damaged."""

    newest: Mapping[str, LoggedState]
    is_damaged: bool


def append_to_log(root: Path, item: str, number: int, sha256: str) -> bool:
    """Add a state to the log in the folder `root`; return whether it was written.

    `item` is the item's name ("drafts/ID"), `number` and `sha256` are those of its new state. If
    the log was not written, because the disk is full or something else is in its place, the state
    stays valid, and the item's head says that the log does not have it.
    """
    with suppress(OSError):
        file = os.open(root / LOG_NAME, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)  # ends with the descriptor
            size = os.fstat(file).st_size
            start = max(0, size - MAX_LINE_BYTES)
            end = os.pread(file, MAX_LINE_BYTES, start)
            last = _parse_line(end.rstrip(b"\n").rpartition(b"\n")[2])
            line = _format_line(LoggedState(item, number, sha256), last.chain if last else "")
            # A line that was cut off, as by a power failure, is ended first.
            data = line if not end or end.endswith(b"\n") else b"\n" + line
            if os.write(file, data) != len(data):
                return False
            os.fsync(file)
            return True
        finally:
            os.close(file)
    return False


def read_log(root: Path) -> StatesLog | None:
    """Return what the log in the folder `root` has; None if there is no log.

    Lines after a damaged one count; the first line after it is not compared with the one before.
    """
    try:
        lines = (root / LOG_NAME).read_bytes().split(b"\n")
    except FileNotFoundError:
        return None
    except OSError:
        return StatesLog({}, is_damaged=True)
    newest: dict[str, LoggedState] = {}
    is_damaged = lines.pop() != b"" or not lines  # the last line has its end, and there is one
    previous: LoggedState | None = LoggedState("", 0, "")
    for line in lines:
        state = _parse_line(line)
        if state is None or _format_line(state, previous.chain if previous else "") != line + b"\n":
            is_damaged = True
        if state is not None:
            known = newest.get(state.item)
            newest[state.item] = state if known is None else max(known, state, key=_read_number)
        previous = state
    return StatesLog(newest, is_damaged)


def rewrite_log(root: Path, states: Mapping[str, tuple[int, str]]) -> None:
    """Replace the log by one with a single state of each item: number and hash by item.

    Without items there is no log; an empty file would be one that has lost its lines.
    It is written in place, because another process may be adding a line. Raises OSError.
    """
    make_private_folder(root)
    if not states:
        (root / LOG_NAME).unlink(missing_ok=True)
        return
    with os.fdopen(os.open(root / LOG_NAME, os.O_RDWR | os.O_CREAT, 0o600), "wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # ends with the descriptor
        file.truncate()
        file.writelines(_format_lines(states))
        file.flush()
        os.fsync(file.fileno())


def _format_lines(states: Mapping[str, tuple[int, str]]) -> Iterator[bytes]:
    """Yield the lines of a new log with these states, in order of the items."""
    chain = ""
    for item, (number, sha256) in sorted(states.items()):
        line = _format_line(LoggedState(item, number, sha256), chain)
        chain = str(json.loads(line)["chain"])
        yield line


def _format_line(state: LoggedState, previous_chain: str) -> bytes:
    """Return the line of a state that follows a line with this `chain`."""
    values = {"item": state.item, "number": state.number, "hash": state.hash}
    chain = content_hash({**values, "previous": previous_chain})
    return json.dumps({**values, "chain": chain}).encode() + b"\n"


def _parse_line(line: bytes) -> LoggedState | None:
    """Return the state in a line; None if the line is damaged."""
    with suppress(ValueError, TypeError, RecursionError):
        state = LoggedState(**json.loads(line))
        if all(isinstance(value, str) for value in (state.item, state.hash, state.chain)):
            return state if isinstance(state.number, int) else None
    return None


def _read_number(state: LoggedState) -> int:
    """Return the number of a state, by which states of an item are ordered."""
    return state.number
