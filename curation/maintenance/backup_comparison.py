"""What a backup has that the one to replace it lacks: nothing in a backup is ever taken away."""

import gzip
import json
import tarfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

HEAD_SUFFIX = ".head"  # these files are replaced; the others stay as they were written
INNER_BACKUP = ".tar"
ACCOUNTS_SUFFIX = ".jsonl.gz"


def find_less(old_path: Path, new_path: Path) -> list[str]:
    """Return the names of files that a backup has and a newer one has not, or has otherwise.

    A newer audit trail without the newest row of the old one is named "audit:12", with the number
    of that row. If one of the two cannot be read, what was found before that is returned: a damaged
    older backup does not prevent a new one.
    """
    less: list[str] = []
    with (
        suppress(OSError, tarfile.TarError, ValueError, KeyError, EOFError),
        old_path.open("rb") as old,
        new_path.open("rb") as new,
    ):
        less.extend(_compare_members(old, new))
    return less


def _compare_members(old_file: IO[bytes], new_file: IO[bytes]) -> Iterator[str]:
    """Yield the names of files in an old .tar file that a new one has not, or has otherwise.

    The .tar file of the releases inside it is compared file by file, the accounts by their audit
    trail: both grow. Heads (see HEAD_SUFFIX) are not compared, since they are replaced.
    """
    with tarfile.open(fileobj=old_file) as old, tarfile.open(fileobj=new_file) as new:
        members = {member.name: member for member in new if member.isfile()}
        for member in old:
            name = member.name
            if not member.isfile() or name.endswith(HEAD_SUFFIX):
                continue
            old_data = old.extractfile(member)
            new_data = new.extractfile(members[name]) if name in members else None
            if old_data is None or new_data is None:
                yield name
            elif name.endswith(INNER_BACKUP):  # the releases
                yield from _compare_members(old_data, new_data)
            elif name.endswith(ACCOUNTS_SUFFIX):  # accounts and audit trail
                yield from _compare_trails(old_data, new_data)
            elif old_data.read() != new_data.read():
                yield name


def _compare_trails(old_file: IO[bytes], new_file: IO[bytes]) -> Iterator[str]:
    """Yield the newest row of an old audit trail, as "audit:12", if a new one has not got it.

    The first line of a file has number and hash of the newest row as `head`, each further line a
    row of a table.
    """
    with gzip.open(old_file) as old, gzip.open(new_file) as new:
        number, digest = json.loads(old.readline())["head"]
        new.readline()  # the head: it may be newer, so the row is looked for below
        for line in new:
            row = json.loads(line)["row"]
            if (row.get("number"), row.get("hash")) == (number, digest):
                return
    yield f"audit:{number}"
