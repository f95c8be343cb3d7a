"""Reading and writing of drafts and their files, one folder for each draft.

Nothing here checks permissions: callers must have called `auth.require`.
"""

import unicodedata
from collections.abc import Sequence
from pathlib import PurePosixPath

from curation.append_only_folder import AppendOnlyFolder
from curation.drafts.draft import Draft, StoredFile, from_dict, to_dict
from curation.workspace import Workspace
from intake.model.submitted_rows import SubmittedRows


def draft_folder(workspace: Workspace) -> AppendOnlyFolder[Draft]:
    """Return the folder that contains all drafts."""
    return AppendOnlyFolder(workspace.local_folder / "drafts", "no_draft", to_dict, from_dict)


def load_draft(workspace: Workspace, id: str) -> Draft:
    """Read the newest state of the draft with this id.

    A draft whose publishing was interrupted has the status "published" if its release exists.
    Raises CurationError("no_draft"), StoreError.
    """
    return _with_release(workspace, draft_folder(workspace).load(id))


def load_all_drafts(workspace: Workspace) -> list[Draft]:
    """Read the newest state of every draft, newest drafts first. Raises StoreError."""
    return [_with_release(workspace, draft) for draft in draft_folder(workspace).load_all()]


def save_draft(workspace: Workspace, draft: Draft) -> Draft:
    """Write a draft's next state and return it.

    Raises CurationError("changed_meanwhile"), StoreError.
    """
    return draft_folder(workspace).save(draft)


def find_release(workspace: Workspace, draft: Draft) -> int:
    """Return the number of the release that was published from a draft; 0 if there is none."""
    for release in workspace.store.history():
        if f"{release.at:%Y%m%d%H%M%S%f}" < draft.id:
            break
        if release.request == draft.request:
            return release.number
    return 0


def store_files(
    workspace: Workspace, draft: Draft, files: Sequence[tuple[str, bytes]]
) -> tuple[StoredFile, ...]:
    """Write files (name, bytes) into a draft's folder.

    The caller must then save a draft that lists the returned files.
    """
    folder, stored = draft_folder(workspace), list[StoredFile]()
    for name, data in files:
        unique = _unique_name(printable_file_name(name), [file.name for file in stored])
        stored.append(StoredFile(unique, folder.store_file(draft.id, data), len(data)))
    return tuple(stored)


def store_rows(workspace: Workspace, draft: Draft, rows: SubmittedRows) -> StoredFile:
    """Write rows as JSON into a draft's folder.

    The caller must then save a draft that lists the returned file.
    """
    data = rows.to_json()
    sha256 = draft_folder(workspace).store_file(draft.id, data)
    return StoredFile(printable_file_name(f"{rows.name}.json"), sha256, len(data), "rows")


def read_stored_file(workspace: Workspace, draft: Draft, file: StoredFile) -> bytes:
    """Return the bytes of a stored file.

    Raises CorruptReleaseError ("missing"; "altered": its bytes have another hash), StoreError.
    """
    return draft_folder(workspace).read_file(draft.id, file.sha256)


def printable_file_name(name: str) -> str:
    """Return a file name without folders and control characters, at most 120 characters long.

    "C:\\reports\\一月.xlsx" → "一月.xlsx".
    """
    base = PurePosixPath(name.replace("\\", "/")).name
    clean = "".join(c for c in base if not unicodedata.category(c).startswith("C")).strip(". ")
    stem, dot, extension = clean.rpartition(".")
    if len(clean) <= 120:
        return clean or "file"
    return (
        f"{stem[: 119 - len(extension)]}.{extension}"
        if dot and len(extension) < 10
        else clean[:120]
    )


def _unique_name(name: str, existing: Sequence[str]) -> str:
    """Return the name, with a number if it is in `existing`: "a.csv" → "a (2).csv"."""
    stem, dot, extension = name.rpartition(".")
    first, number = name, 1
    while name in existing:
        number += 1
        name = f"{stem} ({number}).{extension}" if dot else f"{first} ({number})"
    return name


def _with_release(workspace: Workspace, draft: Draft) -> Draft:
    """Return a draft of status "publishing" with the outcome known by now; others unchanged."""
    if draft.status != "publishing":
        return draft
    return draft.with_outcome(find_release(workspace, draft), workspace.database.now())
