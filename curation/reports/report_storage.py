"""Reading and writing of reports, one folder for each, next to the drafts.

Nothing here checks permissions: callers must have called `auth.require`.
"""

from dataclasses import replace

from curation.append_only_folder import AppendOnlyFolder
from curation.reports.report import Report, from_dict, to_dict
from curation.workspace import Workspace


def report_folder(workspace: Workspace) -> AppendOnlyFolder[Report]:
    """Return the folder that contains all reports."""
    return AppendOnlyFolder(workspace.local_folder / "readings", "no_reading", to_dict, from_dict)


def store_report(workspace: Workspace, report: Report, data: bytes, text: str) -> Report:
    """Write a new report (the uploaded file `data`, its text, its first state) and return it."""
    folder = report_folder(workspace)
    sha256 = folder.store_file(report.id, data)
    text_sha256 = folder.store_file(report.id, text.encode("utf-8", "replace"))
    return folder.save(replace(report, sha256=sha256, text=text_sha256))


def save_report(workspace: Workspace, report: Report) -> Report:
    """Write a report's next state and return it.

    Raises CurationError("changed_meanwhile"), StoreError.
    """
    return report_folder(workspace).save(report)


def load_report(workspace: Workspace, id: str) -> Report:
    """Read the newest state of the report with this id.

    Raises CurationError("no_reading"), StoreError.
    """
    return report_folder(workspace).load(id)


def load_all_reports(workspace: Workspace) -> list[Report]:
    """Read the newest state of every report, newest first. Raises StoreError."""
    return report_folder(workspace).load_all()


def read_document(workspace: Workspace, report: Report) -> bytes:
    """Return the bytes of the uploaded file. Raises CorruptReleaseError, StoreError."""
    return report_folder(workspace).read_file(report.id, report.sha256)


def read_text(workspace: Workspace, report: Report) -> str:
    """Return a report's text. Raises CorruptReleaseError, StoreError."""
    return report_folder(workspace).read_file(report.id, report.text).decode("utf-8")
