"""A folder that is written completely or not at all, and whose files are verified by their hash.

The static site is such a folder: the dashboard shows it while the release store is unreachable.
"""

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
from private_files import create_private_file, make_private_folder

CONTENTS = "contents.json"
"""The file that lists the others with their hashes, written last."""
PREVIOUS_SUFFIX = ".before"
"""Suffix of the previous folder while it is being replaced."""


class NotVerifiedFolderError(UserError):
    """Raised if the folder to be replaced contains other files; it is left unchanged."""

    domain = "manage"

    def __init__(self, path: Path) -> None:
        """Store the folder's path."""
        super().__init__("snapshot_not_ours", {"folder": str(path)})
        self.path = path

    def __str__(self) -> str:
        """Return the folder's path, for logs."""
        return str(self.path)


@dataclass(frozen=True)
class VerifiedFolder:
    """A folder and the expected hashes of its files; `about` is data about the content.

    `hashes` has the SHA-256 hash of each file by its name in the folder.
    """

    path: Path
    about: Mapping[str, Any]
    hashes: Mapping[str, str]

    def get(self, name: str) -> bytes | None:
        """Return the content of a file; None if it is not listed or readable, or its hash differs.

        Thus only files that `write_verified_folder` has written are ever shown.
        """
        if name in self.hashes:
            with suppress(OSError):
                data = (self.path / name).read_bytes()
                return data if _hash_sha256(data) == self.hashes[name] else None
        return None


def open_verified_folder(path: Path) -> VerifiedFolder | None:
    """Open a folder written by write_verified_folder; None if `path` is not such a folder.

    If the program was stopped while it replaced the folder, the previous one is opened.
    """
    for folder in (path, path.with_name(path.name + PREVIOUS_SUFFIX)):
        with suppress(OSError, ValueError, KeyError, TypeError):
            contents = orjson.loads((folder / CONTENTS).read_bytes())
            return VerifiedFolder(folder, dict(contents["about"]), dict(contents["files"]))
    return None


def write_verified_folder(path: Path, files: Mapping[str, bytes], about: Mapping[str, Any]) -> None:
    """Write files (name → bytes) to a temporary folder and rename it, replacing a previous one.

    Only their owner can read them; the configuration of a web server says who else may. `about` is
    stored with them. Raises NotVerifiedFolderError if `path` is neither such a folder nor empty,
    OSError if it cannot be written; the previous folder is then kept.
    """
    is_verified = (path / CONTENTS).is_file()
    if path.exists() and not is_verified and (not path.is_dir() or any(path.iterdir())):
        raise NotVerifiedFolderError(path)
    make_private_folder(path.parent)
    temporary = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
    try:
        for name, data in files.items():
            _write_file(temporary / name, data)
        hashes = {name: _hash_sha256(data) for name, data in files.items()}
        _write_file(temporary / CONTENTS, orjson.dumps({"about": dict(about), "files": hashes}))
        _replace_folder(path, temporary)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _replace_folder(path: Path, replacement: Path) -> None:
    """Rename the folder `replacement` to `path`; if that fails, restore the previous folder.

    Between the two renames the previous folder has another name, under which
    `open_verified_folder` finds it.
    """
    previous = path.with_name(path.name + PREVIOUS_SUFFIX)
    if not path.exists():
        replacement.rename(path)
    else:
        shutil.rmtree(previous, ignore_errors=True)
        path.rename(previous)
        try:
            replacement.rename(path)
        except OSError:
            previous.rename(path)
            raise
    shutil.rmtree(previous, ignore_errors=True)


def _write_file(path: Path, data: bytes) -> None:
    """Write a file of the folder and flush it to disk, before the folder is renamed.

    Missing subfolders are made. Only the owner can read them and the file.
    """
    make_private_folder(path.parent)
    with create_private_file(path) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _hash_sha256(data: bytes) -> str:
    """Return the SHA-256 hash of bytes in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()
