"""The file beside the database that notes number and hash of the newest row of the audit trail.

It shows that the last rows, or the whole database, are missing; the trail's own hashes do not.
"""

import hashlib
import json
from contextlib import suppress
from pathlib import Path

from private_files import make_private_folder, write_partial_file

NEW_HEAD = "new_audit_head"
"""Key in `Connection.info`: number and hash of the newest row that the transaction has added."""


def read_noted_head(path: Path | None) -> tuple[int, str] | None:
    """Return number and hash of the noted audit row; None if there is no such file.

    Raises ValueError if the file is damaged: unreadable, or its own hash (`_hash_note`) is wrong.
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
    """Write number and hash of the newest row to the file, unless it has the same or a later row.

    A damaged file is replaced. Errors are ignored, because an older note is still correct.
    """
    if path is None:
        return
    with suppress(OSError, ValueError):
        noted = read_noted_head(path)
        if noted:
            noted_number, _digest = noted
            if noted_number >= number:
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
    """Return the hash over the content of the file, by which a damaged file is recognised.

    It is no signature: who can write the file can also compute it.
    """
    return hashlib.sha256(f"{number}:{digest}".encode()).hexdigest()
