"""A folder that is written completely or not at all, and whose files are checked by their hash."""

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
"""The file that lists the others with their hashes, written last."""
PREVIOUS_SUFFIX = ".before"
"""Suffix of the folder that is being replaced, between two renames."""


class NotVerifiedFolderError(UserError):
    """Raised if the folder to be replaced contains other files; it is left unchanged."""

    domain = "manage"

    def __init__(self, path: Path) -> None:
        """Store the folder's path."""
        super().__init__("snapshot_not_ours", {"folder": str(path)})
        self.path = path

    def __str__(self) -> str:
        """Return the folder's path."""
        return str(self.path)


@dataclass(frozen=True)
class VerifiedFolder:
    """A folder and the hashes of its files; `about` is the data stored about the folder."""

    path: Path
    about: Mapping[str, Any]
    hashes: Mapping[str, str]

    def get(self, name: str) -> bytes | None:
        """Return the file `name`; None if it is not listed or its hash differs."""
        wanted = self.hashes.get(name)
        if wanted is None:
            return None
        try:
            data = (self.path / name).read_bytes()
        except OSError:
            return None
        return data if _sha256(data) == wanted else None


def open_verified_folder(path: Path) -> VerifiedFolder | None:
    """Open a folder written by write_verified_folder; None if `path` is not such a folder."""
    for place in (path, path.with_name(path.name + PREVIOUS_SUFFIX)):
        with suppress(OSError, ValueError, KeyError, TypeError):
            contents = orjson.loads((place / CONTENTS).read_bytes())
            return VerifiedFolder(place, dict(contents["about"]), dict(contents["files"]))
    return None


def write_verified_folder(path: Path, files: Mapping[str, bytes], about: Mapping[str, Any]) -> None:
    """Write files (name → bytes) to a temporary folder and rename it, replacing an old one.

    `about` is stored with them. Raises NotVerifiedFolderError if `path` is neither such a folder
    nor empty, OSError if it cannot be written; then the old folder is kept.
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
    """Rename the folder `new` to `path`; if that fails, restore the old one."""
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
    """Write a file and flush it to disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sha256(data: bytes) -> str:
    """Return the SHA-256 hash of bytes in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()
