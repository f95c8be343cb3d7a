"""Number and hash of the newest row of the audit trail, noted in a file beside the database.

The trail's own hashes do not give away that its last rows, or the whole database, are missing.
"""

import hashlib
import json
from contextlib import suppress
from pathlib import Path

from private_files import make_private_folder, write_partial_file

NEW_HEAD = "new_audit_head"
"""Key in `Connection.info` of the row that the present transaction has added."""


def read_noted_head(path: Path | None) -> tuple[int, str] | None:
    """Return number and hash of the noted audit row; None if there is no such file.

    Raises ValueError if the file is damaged: not readable, or without its own hash (`_hash_note`).
    """
    if path is None or not path.exists():
        return None
    try:
        data = path.read_bytes()
        noted = json.loads(data)
        number, digest = int(noted["number"]), str(noted["hash"])
        if noted["seal"] == _hash_note(number, digest) and json.dumps(noted).encode() == data:
            return number, digest
    except (OSError, KeyError, TypeError) as error:
        raise ValueError(str(path)) from error
    raise ValueError(str(path))


def note_head(path: Path | None, number: int, digest: str) -> None:
    """Note number and hash of the newest row, unless the same or a later row is noted.

    A damaged note is replaced. Errors are ignored: an older note is still right.
    """
    if path is None:
        return
    with suppress(OSError, ValueError):
        known = read_noted_head(path)
        if known and known[0] >= number:  # the noted row's number
            return
    with suppress(OSError):
        make_private_folder(path.parent)
        values = {"number": number, "hash": digest, "seal": _hash_note(number, digest)}
        partial = write_partial_file(path, json.dumps(values).encode())
        try:
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)


def _hash_note(number: int, digest: str) -> str:
    """Return the hash of a note's own content, by which a damaged one is recognised."""
    return hashlib.sha256(f"{number}:{digest}".encode()).hexdigest()
