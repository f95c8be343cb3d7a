"""Compares a backup with the new one that is to replace it: the new one must not lack anything."""

import gzip
import json
import tarfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

HEAD_SUFFIX = ".head"  # these files are replaced; all others are never changed
INNER_BACKUP = ".tar"
ACCOUNTS_SUFFIX = ".jsonl.gz"


def find_missing_in_new_backup(old_path: Path, new_path: Path) -> list[str]:
    """Return the names of files of an old backup that a new backup lacks or has with other content.

    What is stored only grows, so a new backup that lacks something shows a loss, and must not
    replace the old one.
    If the new audit trail lacks the newest row of the old one, that is named "audit:12", with the
    row's number. A damaged backup is compared as far as it can be read, since a damaged old backup
    must not prevent a new one.
    """
    missing: list[str] = []
    with (
        suppress(OSError, tarfile.TarError, ValueError, KeyError, EOFError),
        old_path.open("rb") as old,
        new_path.open("rb") as new,
    ):
        missing.extend(_find_lost_members(old, new))
    return missing


def _find_lost_members(old_file: IO[bytes], new_file: IO[bytes]) -> Iterator[str]:
    """Yield the names of files of an old .tar file that a new one lacks or has with other content.

    Releases and audit trail grow: of the inner .tar file the members are compared, of the accounts
    file the newest audit row is looked for. Files with HEAD_SUFFIX are not compared.
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
                yield from _find_lost_members(old_data, new_data)
            elif name.endswith(ACCOUNTS_SUFFIX):  # accounts and audit trail
                yield from _find_missing_audit_row(old_data, new_data)
            elif old_data.read() != new_data.read():
                yield name


def _find_missing_audit_row(old_file: IO[bytes], new_file: IO[bytes]) -> Iterator[str]:
    """Yield "audit:12" if a new accounts file lacks the newest audit row (12) of an old one.

    The first line of each file has number and hash of the newest audit row as `head`; each further
    line is a row of a table.
    """
    with gzip.open(old_file) as old, gzip.open(new_file) as new:
        number, digest = json.loads(old.readline())["head"]
        new.readline()  # the head may be newer than the row that is looked for
        for line in new:
            row = json.loads(line)["row"]
            if (row.get("number"), row.get("hash")) == (number, digest):
                return
    yield f"audit:{number}"
