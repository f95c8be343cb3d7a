"""Backup of releases, drafts, reports, labels, accounts and audit trail in one .tar file.

It contains password hashes and drafts: protect it like the store itself.
"""

import io
import re
import shutil
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import auth
import ledger
from auth import Action, Actor, require
from curation import append_only_folder
from curation.append_only_folder import read_stored_bytes
from curation.errors import CurationError, UnreadableFolderError
from curation.maintenance.backup_comparison import find_missing_in_new_backup
from curation.maintenance.local_file_verification import find_log_damage, rewrite_states_log
from curation.releases.release_audit import find_lost_release, publishing_lock
from curation.workspace import Workspace
from ledger import CorruptFileError, Release, StoreError
from ledger.errors import wrap_storage_errors
from private_files import TEMPORARY_PREFIX, create_private_file

RELEASES_MEMBER, ACCOUNTS_MEMBER = "releases.tar", "accounts.jsonl.gz"
LOCAL_FOLDERS = ("drafts", "labels", "readings")
# Paths of states, heads and uploaded files of drafts, reports ("readings") and labels. A backup is
# refused if it has any other file, so that it cannot write elsewhere. `item` is the folder of a
# draft, a report or the labels; the path goes on with ".head", or else with a state or a file.
LOCAL_FILE_NAME = re.compile(
    r"(?P<item>(?:drafts|readings)/\d{20}-[0-9a-f]{12}|labels)"
    r"(?P<head>\.head)?(?(head)|/(?:\d{6}\.json|files/[0-9a-f]{64}))",
    re.ASCII,
)
MAX_NAMED_FILES = 5  # in a message


def write_backup(
    workspace: Workspace, actor: Actor, path: Path, *, allow_less: bool = False
) -> Release:
    """Write a backup to `path` and return the newest release in it.

    Others may publish meanwhile. Unless `allow_less` is true, the backup must have everything that
    an earlier backup at `path` has, and every release that the audit trail names. Raises
    PermissionDeniedError, CurationError("backup_less"), UnreadableFolderError("missing_file"),
    StoreError; an earlier backup is then unchanged.
    """
    actor = require(actor, Action.BACK_UP)
    if not path.parent.is_dir():
        raise UnreadableFolderError("missing_file", path.parent)
    partial_path = path.with_name(f"{TEMPORARY_PREFIX}{path.name}")
    prefix = f"{TEMPORARY_PREFIX}{path.name}-"
    with (
        wrap_storage_errors(str(path)),
        tempfile.TemporaryDirectory(dir=path.parent, prefix=prefix) as folder,
    ):
        _remove_leftovers(Path(folder), prefix)
        try:
            partial_path.unlink(missing_ok=True)
            with (
                create_private_file(partial_path) as file,
                tarfile.open(fileobj=file, mode="w") as tar,
            ):
                head, accounts = _read_head_and_accounts(workspace, actor)
                workspace.store.backup(Path(folder) / RELEASES_MEMBER, head.number)
                tar.add(Path(folder) / RELEASES_MEMBER, RELEASES_MEMBER)
                for name, data in _read_local_files(workspace):
                    _add_file(tar, name, data)
                _add_file(tar, ACCOUNTS_MEMBER, accounts)
            if not allow_less:
                _check_replaces_backup(workspace, path, partial_path)
            partial_path.replace(path)
        finally:
            partial_path.unlink(missing_ok=True)
    return head


def load_backup(workspace: Workspace, actor: Actor, path: Path) -> Release:
    """Load the backup at `path` into an empty workspace and return its newest release.

    An interrupted load may be run again. If only the store was lost, it is filled beside existing
    accounts, which must be those of the backup. Raises PermissionDeniedError, InvalidValueError,
    CurationError("not_a_backup"), UnreadableFolderError("missing_file"), StoreError (not_empty,
    not_a_backup).
    """
    actor = require(actor, Action.BACK_UP)
    is_store_empty = workspace.store.head() is None
    with wrap_storage_errors(str(path)):
        try:
            with tarfile.open(path, "r:") as tar:
                members = {member.name: member for member in tar if member.isfile()}
                local_names = set(members) - {RELEASES_MEMBER, ACCOUNTS_MEMBER}
                if not {RELEASES_MEMBER, ACCOUNTS_MEMBER} <= set(members) or not all(
                    map(LOCAL_FILE_NAME.fullmatch, local_names)
                ):
                    raise CurationError("not_a_backup", {"file": path.name})
                accounts = _read_backup_member(tar, members.pop(ACCOUNTS_MEMBER))
                if is_store_empty:  # existing accounts are checked before anything is written
                    auth.check_backup(actor, io.BytesIO(accounts))
                _load_releases(workspace, tar, members.pop(RELEASES_MEMBER))
                for name, member in members.items():
                    _load_local_file(workspace, name, _read_backup_member(tar, member))
        except FileNotFoundError:
            raise UnreadableFolderError("missing_file", path) from None
        except tarfile.TarError:
            raise CurationError("not_a_backup", {"file": path.name}) from None
    # A backup has no log of states, and an interrupted load leaves a part of one.
    if any(find_log_damage(workspace)):
        rewrite_states_log(workspace)
    try:
        auth.load_backup(actor, io.BytesIO(accounts))
    except auth.InvalidValueError as error:
        # Existing accounts with the audit trail of the backup stay as they are.
        if not is_store_empty or not error.values.get("same_trail"):
            raise
    return workspace.store.release()


def _remove_leftovers(own_folder: Path, prefix: str) -> None:
    """Remove the folders that killed backups to the same path have left beside `own_folder`.

    Each has a copy of all releases; left there night after night, they would fill the disk.
    """
    for folder in own_folder.parent.iterdir():
        if folder.name.startswith(prefix) and folder != own_folder:
            shutil.rmtree(folder, ignore_errors=True)


def _read_head_and_accounts(workspace: Workspace, actor: Actor) -> tuple[Release, bytes]:
    """Return the newest release, and a backup of accounts and audit trail of the same moment.

    The backup is the gzipped file ACCOUNTS_MEMBER. Publishing on this machine is locked meanwhile,
    so that the audit trail has this release and no later one.
    """
    stream = io.BytesIO()
    with publishing_lock(workspace, alone=True):
        head = workspace.store.release()
        auth.back_up(actor, stream)
    return head, stream.getvalue()


def _check_replaces_backup(workspace: Workspace, old_path: Path, new_path: Path) -> None:
    """Raise CurationError("backup_less") if a new backup lacks what the one at `old_path` has.

    Raises StoreError("lost") if the store lacks the newest release of the audit trail: the new
    backup, which is made from the store, lacks it too, and the old one may be its only copy.
    """
    if lost := find_lost_release(workspace.database, workspace.store):
        raise StoreError("lost", workspace.store.uri, number=lost.number)
    if missing := find_missing_in_new_backup(old_path, new_path):
        names = ", ".join(missing[:MAX_NAMED_FILES])
        raise CurationError(
            "backup_less", {"file": old_path.name, "count": len(missing), "names": names}
        )


def _add_file(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    """Add a file with this content to a backup, readable by its owner alone when unpacked."""
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = len(data), int(time.time()), 0o600
    tar.addfile(info, io.BytesIO(data))


def _read_local_files(workspace: Workspace) -> Iterator[tuple[str, bytes]]:
    """Yield name in the backup and content of each file of drafts, labels and reports.

    So that states and head of an item fit each other while somebody saves, the head is read first
    and later states are left out, except the next one, which may be written before its head.
    Unreadable files are left out.
    """
    root = workspace.local_folder
    local_paths = (path for name in LOCAL_FOLDERS for path in (root / name).rglob("*"))
    # The labels are one item, whose head lies beside the folder "labels".
    paths = [root / "labels.head", *local_paths]
    matches = [LOCAL_FILE_NAME.fullmatch(path.relative_to(root).as_posix()) for path in paths]
    for item in sorted({match["item"] for match in matches if match}):
        last_state_number = sys.maxsize  # without a readable head every state is included
        with suppress(CorruptFileError):
            last_state_number = append_only_folder.read_head(root / item).number + 1
            path = append_only_folder.head_path(root / item)
            yield path.relative_to(root).as_posix(), read_stored_bytes(path)
        for path in sorted((root / item).rglob("*")):
            name = path.relative_to(root).as_posix()
            is_later = path.stem.isdecimal() and int(path.stem) > last_state_number
            if LOCAL_FILE_NAME.fullmatch(name) and not is_later:
                with suppress(CorruptFileError):
                    yield name, read_stored_bytes(path)


def _read_backup_member(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    """Return the bytes of a file in a backup; none for a member that is no file."""
    file = tar.extractfile(member)
    return file.read() if file else b""


def _load_local_file(workspace: Workspace, name: str, data: bytes) -> None:
    """Write a file of drafts, reports or labels; it exists if an earlier load was interrupted.

    Raises StoreError.
    """
    with suppress(FileExistsError):
        append_only_folder.write_once(workspace.local_folder / name, data)


def _load_releases(workspace: Workspace, tar: tarfile.TarFile, member: tarfile.TarInfo) -> None:
    """Load the releases of a backup into the store, through a file since they may be large.

    Raises StoreError, also if the store has other releases.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / RELEASES_MEMBER
        with create_private_file(path) as file:
            # A member that is no file, such as a folder, is read as an empty file.
            shutil.copyfileobj(tar.extractfile(member) or io.BytesIO(), file)
        ledger.load_backup(path, workspace.settings.store_uri, workspace.settings.store.options)
