"""Where drafts lie: one folder each, uploaded bytes by their sha256 beside the numbered states.

Nothing here asks who wants it; whoever calls has asked.
"""

import re
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath

from curation import versioned_folder
from curation.context import Workspace
from curation.drafts.draft import Draft, StoredFile, from_dict, to_dict
from curation.errors import CurationError
from ledger import CorruptReleaseError
from ledger.errors import storage_error
from ledger.release import sha256_hex

ID = re.compile(r"\d{20}-[0-9a-f]{12}")


def load_draft(desk: Workspace, name: str) -> Draft:
    """Read a draft as it holds; whether it became a release, the release itself tells.

    Raises Refused("no_draft"), ledger.StoreFault.
    """
    plain = versioned_folder.newest_state(_folder(desk, name))[1] if ID.fullmatch(name) else None
    if not plain:
        raise CurationError("no_draft", {"draft": name[:40]})
    draft = from_dict(plain)
    if draft.status != "publishing":
        return draft
    return draft.settled(find_release(desk, draft), desk.gate.now())


def find_release(desk: Workspace, draft: Draft) -> int:
    """Find the release that a draft became, among those newer than the draft; 0 for none."""
    for release in desk.store.history():
        if f"{release.at:%Y%m%d%H%M%S%f}" < draft.id:
            break
        if release.request == draft.request:
            return release.number
    return 0


def save_draft(desk: Workspace, draft: Draft) -> Draft:
    """Write a draft's next state. Raises Refused("changed_meanwhile"), ledger.StoreFault."""
    versioned_folder.add_state(_folder(desk, draft.id), draft.version, to_dict(draft))
    return draft


def load_all_drafts(desk: Workspace) -> list[Draft]:
    """Read every draft, newest first. Raises ledger.StoreFault."""
    with storage_error(str(desk.folder)):
        names = sorted((path.name for path in _listed(desk.folder)), reverse=True)
    found = []
    for name in names:
        # A folder without a state is an upload that was never acknowledged.
        with suppress(CurationError):
            found.append(load_draft(desk, name))
    return found


def store_files(
    desk: Workspace, draft: Draft, files: Sequence[tuple[str, bytes]]
) -> tuple[StoredFile, ...]:
    """Put bytes beside a draft's states, before a state speaks of them."""
    kept: list[StoredFile] = []
    for name, data in files:
        sha256 = sha256_hex(data)
        with suppress(FileExistsError):
            versioned_folder.write_once(_folder(desk, draft.id) / "files" / sha256, data)
        taken = [*(file.name for file in kept)]
        kept.append(StoredFile(_other_name(printable_file_name(name), taken), sha256, len(data)))
    return tuple(kept)


def read_stored_file(desk: Workspace, draft: Draft, kept: StoredFile) -> bytes:
    """Read a kept file. Raises ledger.Corrupt if it is missing or altered, StoreFault."""
    path = _folder(desk, draft.id) / "files" / kept.sha256
    try:
        with storage_error(str(path)):
            data = path.read_bytes()
    except FileNotFoundError:
        raise CorruptReleaseError("missing", str(path)) from None
    if sha256_hex(data) != kept.sha256:
        raise CorruptReleaseError("altered", str(path))
    return data


def printable_file_name(name: str) -> str:
    """Make a file's name fit to be shown and kept: no folders, nothing that does not print."""
    base = PurePosixPath(name.replace("\\", "/")).name
    clean = "".join(c for c in base if not unicodedata.category(c).startswith("C")).strip(". ")
    stem, dot, ending = clean.rpartition(".")
    if len(clean) <= 120:
        return clean or "file"
    return f"{stem[: 119 - len(ending)]}.{ending}" if dot and len(ending) < 10 else clean[:120]


def _other_name(name: str, taken: Sequence[str]) -> str:
    """Number a name that another file of the same upload has already."""
    stem, dot, ending = name.rpartition(".")
    first, number = name, 1
    while name in taken:
        number += 1
        name = f"{stem} ({number}).{ending}" if dot else f"{first} ({number})"
    return name


def _listed(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if ID.fullmatch(path.name)]
    except FileNotFoundError:
        return []


def _folder(desk: Workspace, name: str) -> Path:
    return desk.folder / name
