"""What is not for everybody can be read by its owner alone, whatever the umask."""

import ast
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

import auth
from curation.maintenance import workspace_backup
from curation.workspace import open_workspace
from file_formats import verified_folder
from tests.helpers.full_store import fill
from tests.helpers.small_desk import copied_workspace, first_workspace, second_release, signed_in
from tests.helpers.source_tree import AROUND, ROOT, nodes, python_files, room_of
from tests.helpers.workspaces import workspace_at

PUBLIC = {
    "cli/exports.py": "what somebody takes away, where and as they say",
    "curation/releases/datasets.py": "published figures, written out",
    "demonstration/folder.py": "settings and figures of an invented city",
    "demonstration/uploads.py": "invented uploads to try",
    "server/static_files/precompress.py": "the browser's files, compressed",
    "private_files.py": "where it is done",
}
"""Modules that write files for everybody, and why."""
WRITERS = {"mkdir", "write_bytes", "write_text", "touch"}


@pytest.fixture(params=[0o000, 0o022], ids=["no umask", "the usual umask"])
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def others_may(folder: Path) -> list[str]:
    """What others than the owner may read or do; Delta Lake's own files are in closed folders."""
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if stat.S_IMODE(path.stat().st_mode) & 0o077 and path.parent.name != "_delta_log"
    )


def test_every_file_of_a_store_is_its_owners_alone(umask: None, tmp_path: Path):
    first_workspace(tmp_path)
    workspace = workspace_at(tmp_path)
    second_release(workspace)
    fill(workspace)
    boss = auth.operator_actor(workspace.database, "boss")
    (tmp_path / "backups").mkdir(mode=0o700)
    workspace_backup.write_backup(workspace, boss, tmp_path / "backups" / "b.tar")
    site = tmp_path / "site"
    verified_folder.write_verified_folder(site / "snapshot", {"a/index.html": b"x"}, {})
    assert others_may(tmp_path / "store") == []
    assert stat.S_IMODE((tmp_path / "store").stat().st_mode) == 0o700
    assert others_may(tmp_path / "backups") == []
    assert others_may(site) == []
    clean = workspace_at(tmp_path / "clean")
    there = auth.operator_actor(clean.database, "boss")
    workspace_backup.load_backup(clean, there, tmp_path / "backups" / "b.tar")
    assert others_may(tmp_path / "clean") == []
    clean.database.close()
    workspace.database.close()


def test_folders_that_an_earlier_version_left_open_are_closed(two_releases: Path, tmp_path: Path):
    folder = copied_workspace(two_releases, tmp_path / "desk")
    workspace = workspace_at(folder)
    fill(workspace)
    for path in (folder / "store").rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    opened = open_workspace(workspace.settings)
    modes = {
        name: stat.S_IMODE((folder / "store" / name).stat().st_mode)
        for name in ("drafts", "readings", "labels", "proofs")
    }
    assert set(modes.values()) == {0o700}
    assert signed_in(workspace, "boss")
    for each in (opened, workspace):
        each.database.close()


def writes_a_file(node: ast.AST) -> bool:
    """Whether a call creates a file or folder with the permissions that the umask leaves."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    if isinstance(node.func.value, ast.Name) and node.func.value.id in ("tarfile", "gzip"):
        return False  # these get an open file
    modes = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
    is_mode = any(str(mode) in {f"{w}{kind}" for w in "wxa" for kind in "bt "} for mode in modes)
    is_plain = any(mode in ("w", "x", "a") for mode in modes)
    return node.func.attr in WRITERS or (node.func.attr == "open" and (is_mode or is_plain))


def test_files_are_written_in_no_other_way():
    """A new place that writes files is named here, or writes them through `private_files`."""
    found = {
        path.relative_to(ROOT).as_posix()
        for path in python_files()
        if room_of(path) not in (*AROUND, ".ci") and any(map(writes_a_file, nodes(path)))
    }
    assert found == set(PUBLIC)
