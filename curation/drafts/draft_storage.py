"""Reads and writes drafts and their files; each draft has a folder.

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

# In characters. What follows the last full stop is no extension if it is longer.
MAX_FILE_NAME, MAX_EXTENSION = 120, 9


def draft_folder(workspace: Workspace) -> AppendOnlyFolder[Draft]:
    """Return the folder that contains all drafts, each in a folder of its own."""
    return AppendOnlyFolder(workspace.local_folder / "drafts", "no_draft", asdict, draft_from_dict)


def load_draft(workspace: Workspace, draft_id: str) -> Draft:
    """Read the newest state of the draft with this id.

    A stored status "publishing" is replaced by the status that the draft really has (see
    `Draft.with_outcome`). Raises CurationError("no_draft"), StoreError.
    """
    return _with_publishing_outcome(workspace, draft_folder(workspace).load(draft_id))


def load_all_drafts(workspace: Workspace) -> list[Draft]:
    """Read the newest state of every draft, newest drafts first. Raises StoreError."""
    return [
        _with_publishing_outcome(workspace, draft) for draft in draft_folder(workspace).load_all()
    ]


def check_seen(workspace: Workspace, draft: Draft, seen: SeenState) -> None:
    """Raise StateChangedError, with the events since, unless a draft contains what the actor saw.

    `seen` identifies the state that the actor saw by number and hash. PUBLISHING_EVENTS do not
    change the content: if only these have happened since, the state of that time is compared.
    Raises StoreError.
    """
    events = draft.events_since(seen.version)
    compared = draft
    if events and all(event.what in PUBLISHING_EVENTS for event in events):
        compared = load_draft_state(workspace, draft, seen.version)
    if compared.seen != seen:
        raise StateChangedError(map(describe_event, events))


def load_draft_state(workspace: Workspace, draft: Draft, state_number: int) -> Draft:
    """Read an earlier state of a draft by its number, to undo a change or to compare with it.

    Raises CorruptFileError, StoreError.
    """
    folder = draft_folder(workspace)
    return folder.from_dict(read_state(folder.root / draft.id, state_number))


def save_draft(workspace: Workspace, draft: Draft) -> Draft:
    """Write a draft's next state and return it.

    Raises CurationError("changed_meanwhile"), StoreError.
    """
    return draft_folder(workspace).save(draft)


def find_release(workspace: Workspace, draft: Draft) -> int:
    """Return the number of the release that was published from a draft; 0 if there is none.

    The store is asked, not the draft: after a crash the draft does not know of its release. The
    release has the draft's request id (`Draft.request`).
    """
    for release in workspace.store.history():  # newest first
        # A draft's id begins with the time of its creation, so older releases are not its own.
        if f"{release.at:%Y%m%d%H%M%S%f}" < draft.id:
            break
        if release.request == draft.request:
            return release.number
    return 0


def store_files(
    workspace: Workspace, draft: Draft, files: Sequence[tuple[str, bytes]]
) -> tuple[StoredFile, ...]:
    """Write files (name, bytes) into a draft's folder, and return what its state says about them.

    Of two files of the same name the second gets a number. The files belong to the draft only when
    the caller has saved a state that lists the result.
    """
    stored: dict[str, StoredFile] = {}
    for name, data in files:
        unique_name = _make_unique_file_name(make_printable_file_name(name), stored)
        sha256 = draft_folder(workspace).store_file(draft.id, data)
        stored[unique_name] = StoredFile(unique_name, sha256, len(data))
    return tuple(stored.values())


def store_rows(workspace: Workspace, draft: Draft, rows: SubmittedRows) -> StoredFile:
    """Write figures without a file, as JSON, into a draft's folder; return the file of kind "rows".

    Such figures are typed on a page or accepted from a report. The file belongs to the draft only
    when the caller has saved a state that lists it.
    """
    data = rows.to_json()
    sha256 = draft_folder(workspace).store_file(draft.id, data)
    return StoredFile(make_printable_file_name(f"{rows.name}.json"), sha256, len(data), kind="rows")


def read_stored_file(workspace: Workspace, draft: Draft, file: StoredFile) -> bytes:
    """Return the bytes of a stored file.

    Raises CorruptFileError ("missing"; "altered": its bytes have another hash), StoreError.
    """
    return draft_folder(workspace).read_file(draft.id, file.sha256)


def make_printable_file_name(name: str) -> str:
    """Return an uploaded file's name without folders and control characters.

    "C:\\reports\\一月.xlsx" → "一月.xlsx". A name longer than MAX_FILE_NAME is shortened before its
    extension. "file" is returned if nothing is left.
    """
    base_name = PurePosixPath(name.replace("\\", "/")).name
    # Categories beginning with C are control and format characters, such as reversed direction.
    printable = "".join(
        char for char in base_name if not unicodedata.category(char).startswith("C")
    ).strip(". ")
    stem, dot, extension = printable.rpartition(".")
    if len(printable) > MAX_FILE_NAME and dot and len(extension) <= MAX_EXTENSION:
        printable = f"{stem[: MAX_FILE_NAME - 1 - len(extension)]}.{extension}"
    return printable[:MAX_FILE_NAME] or "file"


def _make_unique_file_name(name: str, existing: Container[str]) -> str:
    """Return a file name that `existing` does not contain: "a (2).csv" if it has "a.csv"."""
    stem, dot, extension = name.rpartition(".")
    unique_name, number = name, 1
    while unique_name in existing:
        number += 1
        unique_name = f"{stem} ({number}).{extension}" if dot else f"{name} ({number})"
    return unique_name


def _with_publishing_outcome(workspace: Workspace, draft: Draft) -> Draft:
    """Return a draft; if its status is "publishing", with the status that it really has now.

    It may have been published, or publishing it may have been interrupted by a crash.
    """
    if draft.status != "publishing":
        return draft
    return draft.with_outcome(find_release(workspace, draft), workspace.database.now())
