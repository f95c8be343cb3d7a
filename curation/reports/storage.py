"""Reading and writing reports, one folder each beside the drafts.

Nothing here checks permissions: callers must have called `auth.require`.
"""

from dataclasses import replace

from curation.context import Workspace
from curation.reports.session import Reading, from_dict, to_dict
from curation.versioned_folder import VersionedFolder


def report_folder(desk: Workspace) -> VersionedFolder[Reading]:
    """Return the folder of all reports."""
    return VersionedFolder(desk.folder.parent / "readings", "no_reading", to_dict, from_dict)


def store_reading(desk: Workspace, reading: Reading, data: bytes, text: str) -> Reading:
    """Write a new report: the file as uploaded, its text, its first state."""
    folder = report_folder(desk)
    sha256 = folder.store_file(reading.id, data)
    text_sha256 = folder.store_file(reading.id, text.encode("utf-8", "replace"))
    return folder.save(replace(reading, sha256=sha256, text=text_sha256))


def save_reading(desk: Workspace, reading: Reading) -> Reading:
    """Write a report's next state. Raises CurationError("changed_meanwhile"), StoreError."""
    return report_folder(desk).save(reading)


def load_reading(desk: Workspace, id: str) -> Reading:
    """Read the newest state of a report. Raises CurationError("no_reading"), StoreError."""
    return report_folder(desk).load(id)


def load_all_readings(desk: Workspace) -> list[Reading]:
    """Read the newest state of every report, newest first. Raises StoreError."""
    return report_folder(desk).load_all()


def read_document(desk: Workspace, reading: Reading) -> bytes:
    """Return the file as uploaded. Raises CorruptReleaseError, StoreError."""
    return report_folder(desk).read_file(reading.id, reading.sha256)


def read_text(desk: Workspace, reading: Reading) -> str:
    """Return a report's text. Raises CorruptReleaseError, StoreError."""
    return report_folder(desk).read_file(reading.id, reading.text).decode("utf-8")
