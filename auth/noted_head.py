"""Files that note number and hash of the newest row of the audit trail, outside the database.

They show that the last rows, or the whole database, are missing or have been replaced by an older
copy; the trail's own hashes do not. One lies beside the database; another one, in the store's
folder, shows that the database was replaced together with the file beside it.
"""

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from private_files import make_private_folder, write_partial_file

NEW_HEAD = "new_audit_head"
"""Key in `Connection.info`: number and hash of the newest row that the transaction has added."""


@dataclass(frozen=True, slots=True)
class NotedHead:
    """Number and hash of the newest audit row, as a file notes it.

    `files` is how many files the program that wrote it keeps; an earlier version kept one.
    """

    number: int
    hash: str
    files: int = 1


def read_noted_head(path: Path) -> NotedHead | None:
    """Return the noted audit row; None if there is no such file.

    Raises ValueError if the file is damaged: unreadable, or its own hash (`_hash_note`) is wrong.
    """
    if not path.exists():
        return None
    try:
        data = path.read_bytes()
        noted = json.loads(data)
        head = NotedHead(int(noted["number"]), str(noted["hash"]), int(noted.get("files", 1)))
        if noted["seal"] == _hash_note(head) and json.dumps(noted).encode() == data:
            return head
    except (OSError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(str(path)) from error
    raise ValueError(str(path))


def note_head(paths: Sequence[Path], number: int, digest: str) -> None:
    """Write number and hash of the newest row to each file, unless it has the same or a later row.

    A damaged file is replaced. Errors are ignored, because an older note is still correct.
    """
    head = NotedHead(number, digest, len(paths))
    for path in paths:
        with suppress(OSError, ValueError):
            noted = read_noted_head(path)
            if noted and noted.number >= number:
                continue
        with suppress(OSError):
            make_private_folder(path.parent)
            values = {**asdict(head), "seal": _hash_note(head)}
            partial = write_partial_file(path, json.dumps(values).encode())
            try:
                partial.replace(path)
            finally:
                partial.unlink(missing_ok=True)


def _hash_note(head: NotedHead) -> str:
    """Return the hash over the content of the file, by which a damaged file is recognised.

    It is no signature: who can write the file can also compute it.
    """
    more = f":{head.files}" if head.files > 1 else ""
    return hashlib.sha256(f"{head.number}:{head.hash}{more}".encode()).hexdigest()
