"""Reading and writing of drafts and their files, one folder for each draft.

Nothing here checks permissions: callers must have called `auth.require`.
"""

import unicodedata
from collections.abc import Container, Sequence
from dataclasses import asdict
from pathlib import PurePosixPath

from curation.append_only_folder import AppendOnlyFolder, read_state
from curation.drafts.draft import (
    PUBLISHING_EVENTS,
    Draft,
    StoredFile,
    describe_event,
    draft_from_dict,
)
from curation.errors import StateChangedError
from curation.workspace import Workspace
from errors import SeenState
from intake.model.submitted_rows import SubmittedRows

# Lengths in characters. A longer "extension" is a full stop within the name.
MAX_FILE_NAME, MAX_EXTENSION = 120, 9


def draft_folder(workspace: Workspace) -> AppendOnlyFolder[Draft]:
    """Return the folder that contains all drafts."""
    return AppendOnlyFolder(workspace.local_folder / "drafts", "no_draft", asdict, draft_from_dict)


def load_draft(workspace: Workspace, draft_id: str) -> Draft:
    """Read the newest state of the draft with this id.

    A stored status "publishing" is replaced by the outcome: "published" if its release exists, the
    status before if a crash has interrupted it. Raises CurationError("no_draft"), StoreError.
    """
    return _with_publishing_outcome(workspace, draft_folder(workspace).load(draft_id))


def load_all_drafts(workspace: Workspace) -> list[Draft]:
    """Read the newest state of every draft, newest drafts first. Raises StoreError."""
    return [
        _with_publishing_outcome(workspace, draft) for draft in draft_folder(workspace).load_all()
    ]


def check_seen(workspace: Workspace, draft: Draft, seen: SeenState) -> None:
    """Check that a draft contains what the actor saw.

    Only PUBLISHING_EVENTS, which change nothing of its content, may have happened since: then the
    state of that time is compared. Raises StateChangedError with the events since, StoreError.
    """
    events = draft.events_since(seen.version)
    was = draft
    if events and all(event.what in PUBLISHING_EVENTS for event in events):
        was = load_version(workspace, draft, seen.version)
    if was.seen != seen:
        raise StateChangedError(map(describe_event, events))


def load_version(workspace: Workspace, draft: Draft, number: int) -> Draft:
    """Read an earlier state of a draft, by its number. Raises CorruptReleaseError, StoreError."""
    folder = draft_folder(workspace)
    return folder.from_dict(read_state(folder.root / draft.id, number))


def save_draft(workspace: Workspace, draft: Draft) -> Draft:
    """Write a draft's next state and return it.

    Raises CurationError("changed_meanwhile"), StoreError.
    """
    return draft_folder(workspace).save(draft)


def find_release(workspace: Workspace, draft: Draft) -> int:
    """Return the number of the release that was published from a draft; 0 if there is none.

    Such a release carries the draft's id as its request. The newest releases are searched first.
    """
    for release in workspace.store.history():
        # A draft's id begins with its time: an earlier release was not made of it.
        if f"{release.at:%Y%m%d%H%M%S%f}" < draft.id:
            break
        if release.request == draft.request:
            return release.number
    return 0


def store_files(
    workspace: Workspace, draft: Draft, files: Sequence[tuple[str, bytes]]
) -> tuple[StoredFile, ...]:
    """Write files (name, bytes) into a draft's folder.

    Of two files of the same name the second gets a number. The caller must then save a draft that
    lists the returned files: only these belong to it.
    """
    stored: dict[str, StoredFile] = {}
    for name, data in files:
        unique_name = _unique_file_name(printable_file_name(name), stored)
        sha256 = draft_folder(workspace).store_file(draft.id, data)
        stored[unique_name] = StoredFile(unique_name, sha256, len(data))
    return tuple(stored.values())


def store_rows(workspace: Workspace, draft: Draft, rows: SubmittedRows) -> StoredFile:
    """Write figures that came without a file, as JSON, into a draft's folder.

    The caller must then save a draft that lists the returned file, which has the kind "rows".
    """
    data = rows.to_json()
    sha256 = draft_folder(workspace).store_file(draft.id, data)
    return StoredFile(printable_file_name(f"{rows.name}.json"), sha256, len(data), kind="rows")


def read_stored_file(workspace: Workspace, draft: Draft, file: StoredFile) -> bytes:
    """Return the bytes of a stored file.

    Raises CorruptReleaseError ("missing"; "altered": its bytes have another hash), StoreError.
    """
    return draft_folder(workspace).read_file(draft.id, file.sha256)


def printable_file_name(name: str) -> str:
    """Return the name to store a draft's file by: without folders and control characters.

    "C:\\reports\\一月.xlsx" → "一月.xlsx". A name longer than MAX_FILE_NAME is cut before its
    extension; "file" if nothing is left.
    """
    base_name = PurePosixPath(name.replace("\\", "/")).name
    # Categories beginning with C are control and format characters, such as reversed direction.
    printable = "".join(c for c in base_name if not unicodedata.category(c).startswith("C"))
    printable = printable.strip(". ")
    stem, dot, extension = printable.rpartition(".")
    if len(printable) > MAX_FILE_NAME and dot and len(extension) <= MAX_EXTENSION:
        printable = f"{stem[: MAX_FILE_NAME - 1 - len(extension)]}.{extension}"
    return printable[:MAX_FILE_NAME] or "file"


def _unique_file_name(name: str, existing: Container[str]) -> str:
    """Return the name to store a draft's file by, "a (2).csv" if `existing` has "a.csv"."""
    stem, dot, extension = name.rpartition(".")
    unique_name, number = name, 1
    while unique_name in existing:
        number += 1
        unique_name = f"{stem} ({number}).{extension}" if dot else f"{name} ({number})"
    return unique_name


def _with_publishing_outcome(workspace: Workspace, draft: Draft) -> Draft:
    """Return a draft of status "publishing" with the outcome known by now; others unchanged."""
    if draft.status != "publishing":
        return draft
    return draft.with_outcome(find_release(workspace, draft), workspace.database.now())
