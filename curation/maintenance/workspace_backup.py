"""Backup of releases, drafts, reports, labels, accounts and audit trail in one .tar file.

It contains password hashes and drafts: protect it like the store itself.
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
from curation import append_only_folder
from curation.errors import CurationError, UnreadableFolderError
from curation.workspace import Workspace
from ledger import Release
from ledger.errors import wrap_storage_errors

RELEASES_MEMBER, ACCOUNTS_MEMBER = "releases.tar", "accounts.jsonl.gz"
LOCAL_FOLDERS = ("drafts", "labels", "readings")
# Numbered states and uploaded files of drafts and reports ("readings"), and remembered labels. No
# other name may be written into the workspace.
LOCAL_FILE_NAME = re.compile(
    r"((?:drafts|readings)/\d{20}-[0-9a-f]{12}|labels)/(\d{6}\.json|files/[0-9a-f]{64})", re.ASCII
)


def write_backup(workspace: Workspace, actor: Actor, path: Path) -> Release:
    """Write a backup to `path` and return the newest release in it.

    Other users may publish meanwhile. Accounts are written last, so that the audit trail covers
    every release in the backup. Raises PermissionDeniedError,
    UnreadableFolderError("missing_file"), StoreError; no file remains then.
    """
    actor = require(actor, Action.BACK_UP)
    if not path.parent.is_dir():
        raise UnreadableFolderError("missing_file", path.parent)
    partial_path = path.with_name(f".part-{path.name}")
    with wrap_storage_errors(str(path)), tempfile.TemporaryDirectory(dir=path.parent) as folder:
        try:
            with tarfile.open(partial_path, "w") as tar:
                head = workspace.store.backup(Path(folder) / RELEASES_MEMBER)
                tar.add(Path(folder) / RELEASES_MEMBER, RELEASES_MEMBER)
                for name, local_path in _list_local_files(workspace):
                    tar.add(local_path, name)
                stream = io.BytesIO()
                auth.back_up(actor, stream)
                info = tarfile.TarInfo(ACCOUNTS_MEMBER)
                info.size = stream.tell()
                tar.addfile(info, io.BytesIO(stream.getvalue()))
            partial_path.replace(path)
        finally:
            partial_path.unlink(missing_ok=True)
    return head


def load_backup(workspace: Workspace, actor: Actor, path: Path) -> Release:
    """Load the backup at `path` into an empty workspace and return its newest release.

    After an interruption it may be run again. Raises PermissionDeniedError, InvalidValueError,
    CurationError("not_a_backup"), UnreadableFolderError("missing_file"), StoreError (not_empty,
    not_a_backup).
    """
    actor = require(actor, Action.BACK_UP)
    with wrap_storage_errors(str(path)):
        try:
            with tarfile.open(path, "r:") as tar:
                members = {member.name: member for member in tar if member.isfile()}
                local_names = set(members) - {RELEASES_MEMBER, ACCOUNTS_MEMBER}
                if not {RELEASES_MEMBER, ACCOUNTS_MEMBER} <= set(members) or not all(
                    map(LOCAL_FILE_NAME.fullmatch, local_names)
                ):
                    raise CurationError("not_a_backup", {"file": path.name})
                _load_releases(workspace, tar, members.pop(RELEASES_MEMBER))
                accounts = _read_backup_member(tar, members.pop(ACCOUNTS_MEMBER))
                for name, member in members.items():
                    # Present already if an earlier run was interrupted.
                    with suppress(FileExistsError):
                        append_only_folder.write_once(
                            workspace.local_folder / name, _read_backup_member(tar, member)
                        )
        except FileNotFoundError:
            raise UnreadableFolderError("missing_file", path) from None
        except tarfile.TarError:
            raise CurationError("not_a_backup", {"file": path.name}) from None
    auth.load_backup(actor, io.BytesIO(accounts))
    return workspace.store.release()


def _list_local_files(workspace: Workspace) -> Iterator[tuple[str, Path]]:
    """Yield name in the backup and path of each file of drafts, labels and reports."""
    root = workspace.local_folder
    for folder in LOCAL_FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            name = path.relative_to(root).as_posix()
            if LOCAL_FILE_NAME.fullmatch(name):
                yield name, path


def _read_backup_member(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    """Return the bytes of a file in a backup."""
    file = tar.extractfile(member)
    return file.read() if file else b""


def _load_releases(workspace: Workspace, tar: tarfile.TarFile, member: tarfile.TarInfo) -> None:
    """Load the releases of a backup into the store, through a file since they may be large."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / RELEASES_MEMBER
        with path.open("wb") as file:
            shutil.copyfileobj(tar.extractfile(member) or io.BytesIO(), file)
        ledger.load_backup(path, workspace.settings.store_uri, workspace.settings.store.options)
