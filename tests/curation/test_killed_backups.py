"""A backup that is killed harms neither the earlier one nor the disk; a load may be run again."""

import subprocess
import sys
from pathlib import Path

import auth
from curation.maintenance import workspace_backup
from curation.maintenance.workspace_verification import verify_workspace
from tests.helpers.small_desk import signed_in
from tests.helpers.workspaces import workspace_at

KILLED = """
import os, signal, sys
from pathlib import Path
import auth
from curation.maintenance import workspace_backup
from tests.helpers.workspaces import workspace_at

def die(*values, **more):
    os.kill(os.getpid(), signal.SIGKILL)

if sys.argv[1] == "load_backup":
    auth.load_backup = die
else:
    workspace_backup._add_file = die
workspace = workspace_at(Path(sys.argv[2]))
boss = auth.operator_actor(workspace.database, "boss")
getattr(workspace_backup, sys.argv[1])(workspace, boss, Path(sys.argv[3]))
"""


def kill_in(act: str, folder: Path, path: Path) -> None:
    """Do something with a backup in another process, which is killed in the middle."""
    done = subprocess.run([sys.executable, "-c", KILLED, act, str(folder), str(path)], check=False)
    assert done.returncode == -9


def test_killed_backups_leave_the_earlier_one_and_no_copies(copy: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    path = folder / "b.tar"
    workspace = workspace_at(copy)
    boss = signed_in(workspace, "boss")
    workspace_backup.write_backup(workspace, boss, path)
    before = path.read_bytes()
    for _ in range(2):
        kill_in("write_backup", copy, path)
    assert path.read_bytes() == before
    assert len([*folder.iterdir()]) == 3  # the partial file and what the last one has left
    workspace_backup.write_backup(workspace, boss, path)
    assert [each.name for each in folder.iterdir()] == ["b.tar"]
    workspace.database.close()


def test_a_killed_load_is_run_again(copy: Path, tmp_path: Path) -> None:
    workspace = workspace_at(copy)
    path = tmp_path / "b.tar"
    workspace_backup.write_backup(workspace, signed_in(workspace, "boss"), path)
    workspace.database.close()
    kill_in("load_backup", tmp_path / "new", path)
    log = tmp_path / "new" / "store" / "states.log"
    log.write_bytes(log.read_bytes()[:-20])  # killed while it was written
    later = workspace_at(tmp_path / "new")
    boss = auth.operator_actor(later.database, "boss")
    assert workspace_backup.load_backup(later, boss, path).number == 3
    assert verify_workspace(later, boss) == []
    later.database.close()
