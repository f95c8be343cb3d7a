"""Where readings lie: one folder each beside the drafts, the report beside the numbered states.

Nothing here asks who wants it; whoever calls has asked.
"""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from curation import versioned_folder
from curation.context import Desk
from curation.drafts.storage import ID
from curation.errors import Refused
from curation.reports.session import Reading, plain_of, reading_of
from ledger import Corrupt
from ledger.errors import storage
from ledger.release import digest


def keep(desk: Desk, reading: Reading, data: bytes, text: str) -> Reading:
    """Write a new reading: the report as it came, its text, its first state."""
    plain = text.encode("utf-8", "replace")
    for each in (data, plain):
        with suppress(FileExistsError):
            versioned_folder.keep(_folder(desk, reading.id) / "files" / digest(each), each)
    return save(desk, replace(reading, sha256=digest(data), text=digest(plain)))


def save(desk: Desk, reading: Reading) -> Reading:
    """Write a reading's next state. Raises Refused("changed_meanwhile"), ledger.StoreFault."""
    versioned_folder.add(_folder(desk, reading.id), reading.version, plain_of(reading))
    return reading


def load(desk: Desk, name: str) -> Reading:
    """Read a reading as it holds. Raises Refused("no_reading"), ledger.StoreFault."""
    plain = versioned_folder.newest(_folder(desk, name))[1] if ID.fullmatch(name) else None
    if not plain:
        raise Refused("no_reading", {"reading": name[:40]})
    return reading_of(plain)


def all_readings(desk: Desk) -> list[Reading]:
    """Read every reading, newest first. Raises ledger.StoreFault."""
    root = desk.folder.parent / "readings"
    with storage(str(root)):
        names = [path.name for path in root.iterdir()] if root.is_dir() else []
    found = []
    for name in sorted(names, reverse=True):
        # A folder without a state is a report that was never acknowledged.
        with suppress(Refused):
            found.append(load(desk, name))
    return found


def document(desk: Desk, reading: Reading) -> bytes:
    """Give a report as it came. Raises ledger.Corrupt, StoreFault."""
    return _bytes(desk, reading, reading.sha256)


def text(desk: Desk, reading: Reading) -> str:
    """Give a report's text. Raises ledger.Corrupt, StoreFault."""
    return _bytes(desk, reading, reading.text).decode("utf-8")


def _bytes(desk: Desk, reading: Reading, sha256: str) -> bytes:
    path = _folder(desk, reading.id) / "files" / sha256
    try:
        with storage(str(path)):
            data = path.read_bytes()
    except FileNotFoundError:
        raise Corrupt("missing", str(path)) from None
    if digest(data) != sha256:
        raise Corrupt("altered", str(path))
    return data


def _folder(desk: Desk, name: str) -> Path:
    return desk.folder.parent / "readings" / name
