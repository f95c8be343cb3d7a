"""States that change step by step: a folder of numbered JSON files, each written once.

The file with the highest number is what holds; the ones before it tell how it came about. A file
appears whole or not at all, and of two writers of one number the second is told so.
"""

import json
import os
import re
import uuid
from pathlib import Path
from typing import Any

from curation.errors import CurationError
from ledger.errors import storage_error

NUMBERED = re.compile(r"(\d{6})\.json")


def newest_state(folder: Path) -> tuple[int, Any]:
    """Read the state that holds and its number; (0, None) where there is none yet.

    Raises ledger.StoreFault.
    """
    with storage_error(str(folder)):
        try:
            names = os.listdir(folder)
        except FileNotFoundError:
            return 0, None
        number = max(
            (int(match[1]) for name in names if (match := NUMBERED.fullmatch(name))), default=0
        )
        if not number:
            return 0, None
        return number, json.loads((folder / f"{number:06}.json").read_bytes())


def add_state(folder: Path, number: int, value: Any) -> None:
    """Write the state after number - 1.

    Raises Refused("changed_meanwhile") if somebody else has written it, ledger.StoreFault.
    """
    data = json.dumps(value, ensure_ascii=False, indent=1).encode()
    try:
        write_once(folder / f"{number:06}.json", data)
    except FileExistsError:
        raise CurationError("changed_meanwhile") from None


def write_once(target: Path, data: bytes) -> None:
    """Write a file once: whole, on the disk, and only if there is none of that name.

    Raises FileExistsError, ledger.StoreFault.
    """
    with storage_error(str(target)):
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.parent / f".part-{uuid.uuid4().hex}"
        try:
            with part.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            taken = _link(part, target)
        finally:
            part.unlink(missing_ok=True)
        _sync(target.parent)
    if taken:
        raise FileExistsError(target)


def _link(part: Path, target: Path) -> bool:
    """Give the file its name; True where the name is taken."""
    try:
        os.link(part, target)
    except FileExistsError:
        return True
    return False


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
