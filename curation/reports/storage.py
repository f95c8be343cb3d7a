"""Where readings lie: one folder each beside the drafts, the report beside the numbered states.

Nothing here asks who wants it; whoever calls has asked.
"""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from curation import versioned_folder
from curation.context import Workspace
from curation.drafts.storage import ID
from curation.errors import CurationError
from curation.reports.session import Reading, from_dict, to_dict
from ledger import CorruptReleaseError
from ledger.errors import storage_error
from ledger.release import sha256_hex


def store_reading(desk: Workspace, reading: Reading, data: bytes, text: str) -> Reading:
    """Write a new reading: the report as it came, its text, its first state."""
    plain = text.encode("utf-8", "replace")
    for each in (data, plain):
        with suppress(FileExistsError):
            versioned_folder.write_once(
                _folder(desk, reading.id) / "files" / sha256_hex(each), each
            )
    return save_reading(desk, replace(reading, sha256=sha256_hex(data), text=sha256_hex(plain)))


def save_reading(desk: Workspace, reading: Reading) -> Reading:
    """Write a reading's next state. Raises Refused("changed_meanwhile"), ledger.StoreFault."""
    versioned_folder.add_state(_folder(desk, reading.id), reading.version, to_dict(reading))
    return reading


def load_reading(desk: Workspace, name: str) -> Reading:
    """Read a reading as it holds. Raises Refused("no_reading"), ledger.StoreFault."""
    plain = versioned_folder.newest_state(_folder(desk, name))[1] if ID.fullmatch(name) else None
    if not plain:
        raise CurationError("no_reading", {"reading": name[:40]})
    return from_dict(plain)


def load_all_readings(desk: Workspace) -> list[Reading]:
    """Read every reading, newest first. Raises ledger.StoreFault."""
    root = desk.folder.parent / "readings"
    with storage_error(str(root)):
        names = [path.name for path in root.iterdir()] if root.is_dir() else []
    found = []
    for name in sorted(names, reverse=True):
        # A folder without a state is a report that was never acknowledged.
        with suppress(CurationError):
            found.append(load_reading(desk, name))
    return found


def read_document(desk: Workspace, reading: Reading) -> bytes:
    """Give a report as it came. Raises ledger.Corrupt, StoreFault."""
    return _bytes(desk, reading, reading.sha256)


def read_text(desk: Workspace, reading: Reading) -> str:
    """Give a report's text. Raises ledger.Corrupt, StoreFault."""
    return _bytes(desk, reading, reading.text).decode("utf-8")


def _bytes(desk: Workspace, reading: Reading, sha256: str) -> bytes:
    path = _folder(desk, reading.id) / "files" / sha256
    try:
        with storage_error(str(path)):
            data = path.read_bytes()
    except FileNotFoundError:
        raise CorruptReleaseError("missing", str(path)) from None
    if sha256_hex(data) != sha256:
        raise CorruptReleaseError("altered", str(path))
    return data


def _folder(desk: Workspace, name: str) -> Path:
    return desk.folder.parent / "readings" / name
