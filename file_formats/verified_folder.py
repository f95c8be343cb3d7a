"""A folder of files that appears whole or not at all; what is read is held against its hash."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from errors import UserError

CONTENTS = "contents.json"
"""The file that names the others with their hashes, written last."""
PREVIOUS_SUFFIX = ".before"
"""What the folder that is being replaced is called for the moment between two renames."""


class NotVerifiedFolderError(UserError):
    """A folder that was to be replaced has other files in it; it is left as it is."""

    domain = "manage"

    def __init__(self, path: Path) -> None:
        super().__init__("snapshot_not_ours", {"folder": str(path)})
        self.path = path

    def __str__(self) -> str:
        """Return the folder's path."""
        return str(self.path)


@dataclass(frozen=True)
class VerifiedFolder:
    """A folder as its list tells of it; `about` is what was said of the whole."""

    path: Path
    about: Mapping[str, Any]
    hashes: Mapping[str, str]

    def get(self, name: str) -> bytes | None:
        """Read a file of the list; None for any other, and for one that is not what was written."""
        wanted = self.hashes.get(name)
        if wanted is None:
            return None
        try:
            data = (self.path / name).read_bytes()
        except OSError:
            return None
        return data if _sha256(data) == wanted else None


def open_verified_folder(path: Path) -> VerifiedFolder | None:
    """Open a folder that `write` made; None where there is none."""
    for place in (path, path.with_name(path.name + PREVIOUS_SUFFIX)):
        with suppress(OSError, ValueError, KeyError, TypeError):
            told = orjson.loads((place / CONTENTS).read_bytes())
            return VerifiedFolder(place, dict(told["about"]), dict(told["files"]))
    return None


def write_verified_folder(path: Path, files: Mapping[str, bytes], about: Mapping[str, Any]) -> None:
    """Write files (name → bytes) beside the folder, then rename; one of before is replaced.

    Raises NotSealed where `path` is something else than such a folder or an empty one, OSError
    where it cannot be written; what was there then stays.
    """
    if (
        path.exists()
        and not (path / CONTENTS).is_file()
        and (not path.is_dir() or any(path.iterdir()))
    ):
        raise NotVerifiedFolderError(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
    try:
        for name, data in files.items():
            _write_file(new / name, data)
        hashes = {name: _sha256(data) for name, data in files.items()}
        _write_file(new / CONTENTS, orjson.dumps({"about": dict(about), "files": hashes}))
        new.chmod(0o755)  # as mkdir makes one; a temporary folder is its owner's alone
        _replace_folder(path, new)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _replace_folder(path: Path, new: Path) -> None:
    before = path.with_name(path.name + PREVIOUS_SUFFIX)
    if not path.exists():
        new.rename(path)
    else:
        shutil.rmtree(before, ignore_errors=True)
        path.rename(before)
        try:
            new.rename(path)
        except OSError:
            before.rename(path)
            raise
    shutil.rmtree(before, ignore_errors=True)


def _write_file(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
