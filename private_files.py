"""Files and folders that only their owner can read, whatever the umask says."""

import os
import uuid
from contextlib import suppress
from pathlib import Path
from typing import IO

TEMPORARY_PREFIX = ".part-"
"""The prefix of files that are being written; an interrupted write leaves one."""


def make_private_folder(path: Path) -> None:
    """Create a folder and its missing parents, each with mode 0700: only the owner may enter.

    Existing ones stay as they are. Raises OSError.
    """
    missing_folders = [folder for folder in (path, *path.parents) if not folder.exists()]
    for folder in reversed(missing_folders):  # outermost first
        with suppress(FileExistsError):  # another process was faster
            folder.mkdir(mode=0o700)


def tighten_folder(path: Path) -> None:
    """Remove the permissions of group and others on an existing folder; errors are ignored.

    Earlier versions created folders with the permissions of the umask.
    """
    with suppress(OSError):
        mode = path.stat().st_mode
        if mode & 0o077:  # any permission of group or others
            path.chmod(mode & 0o700)


def create_private_file(path: Path) -> IO[bytes]:
    """Create a file with mode 0600 (only the owner may read and write) and open it for writing.

    It never opens an existing file, whose mode may be another. Raises FileExistsError if a file of
    that name exists, OSError.
    """
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def write_partial_file(target: Path, data: bytes) -> Path:
    """Write a private file beside `target`, flush it to the disk and return its path.

    The caller then renames it to `target`, so that nobody reads `target` half written. Raises
    OSError; then no file is left.
    """
    partial = target.with_name(f"{TEMPORARY_PREFIX}{uuid.uuid4().hex}")
    try:
        with create_private_file(partial) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        partial.unlink(missing_ok=True)
        raise
    return partial
