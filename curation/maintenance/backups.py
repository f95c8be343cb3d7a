"""Everything in one file: releases, drafts, readings, labels, accounts and the audit trail.

It holds password hashes and drafts: keep it as safe as the store itself.
"""

import io
import re
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import auth
import ledger
from auth import Action, Actor, require
from curation import versioned_folder
from curation.context import Workspace
from curation.errors import CurationError, UnreadableFolderError
from ledger import Release
from ledger.errors import wrap_storage_errors

RELEASES, ACCOUNTS = "releases.tar", "accounts.jsonl.gz"
FOLDERS = ("drafts", "labels", "readings")
"""Folders beside the releases."""
MEMBER_NAME = re.compile(
    r"((?:drafts|readings)/\d{20}-[0-9a-f]{12}|labels)/(\d{6}\.json|files/[0-9a-f]{64})",
    re.ASCII,
)


def write_backup(workspace: Workspace, actor: Actor, path: Path) -> Release:
    """Write a backup while others work; gives the newest release in it.

    Accounts come last, so that the trail in it knows of every release in it. Raises
    access.Denied, BadFolder("missing_file"), ledger.StoreFault; where it fails there is no file.
    """
    current = require(actor, Action.BACK_UP)
    if not path.parent.is_dir():
        raise UnreadableFolderError("missing_file", path.parent)
    part = path.with_name(f".part-{path.name}")
    with wrap_storage_errors(str(path)), tempfile.TemporaryDirectory(dir=path.parent) as folder:
        try:
            with tarfile.open(part, "w") as tar:
                head = workspace.store.backup(Path(folder) / RELEASES)
                tar.add(Path(folder) / RELEASES, RELEASES)
                for name, kept in _list_files(workspace):
                    tar.add(kept, name)
                stream = io.BytesIO()
                auth.back_up(current, stream)
                info = tarfile.TarInfo(ACCOUNTS)
                info.size = stream.tell()
                tar.addfile(info, io.BytesIO(stream.getvalue()))
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    return head


def load_backup(workspace: Workspace, actor: Actor, path: Path) -> Release:
    """Fill an empty desk from a backup; an interrupted load may be run again.

    Raises access.Denied, access.Invalid, Refused("not_a_backup"), BadFolder("missing_file"),
    ledger.StoreFault (not_empty, not_a_backup).
    """
    current = require(actor, Action.BACK_UP)
    with wrap_storage_errors(str(path)):
        try:
            with tarfile.open(path, "r:") as tar:
                members = {member.name: member for member in tar if member.isfile()}
                ours = all(
                    MEMBER_NAME.fullmatch(name) for name in set(members) - {RELEASES, ACCOUNTS}
                )
                if not ours or not {RELEASES, ACCOUNTS} <= set(members):
                    raise CurationError("not_a_backup", {"file": path.name})
                _load_releases(workspace, tar, members.pop(RELEASES))
                accounts = _read_member(tar, members.pop(ACCOUNTS))
                for name, member in members.items():
                    _load_file(workspace, name, _read_member(tar, member))
        except FileNotFoundError:
            raise UnreadableFolderError("missing_file", path) from None
        except tarfile.TarError:
            raise CurationError("not_a_backup", {"file": path.name}) from None
    auth.load_backup(current, io.BytesIO(accounts))
    return workspace.store.release()


def _list_files(workspace: Workspace) -> Iterator[tuple[str, Path]]:
    root = workspace.local_folder
    for room in FOLDERS:
        for path in sorted((root / room).rglob("*")):
            name = path.relative_to(root).as_posix()
            if MEMBER_NAME.fullmatch(name):
                yield name, path


def _read_member(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = tar.extractfile(member)
    return file.read() if file else b""


def _load_releases(workspace: Workspace, tar: tarfile.TarFile, member: tarfile.TarInfo) -> None:
    """Unpack the releases to a file before they are loaded: they may be large."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / RELEASES
        with path.open("wb") as file:
            shutil.copyfileobj(tar.extractfile(member) or io.BytesIO(), file)
        ledger.load_backup(path, workspace.settings.store_uri, workspace.settings.store.options)


def _load_file(workspace: Workspace, name: str, data: bytes) -> None:
    with suppress(FileExistsError):
        versioned_folder.write_once(workspace.local_folder / name, data)
