"""The README's commands do what it says, in its order, on a new store."""

import os
import re
import shlex
import subprocess
import sys

import pytest

from tests.helpers.report_copy import ROOT, SHIPPED
from tests.helpers.servers import shipped_config

pytestmark = pytest.mark.programs
README = (ROOT / "README.md").read_text("utf-8")
LINES = [
    line.split("#")[0].strip()
    for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
]
COMMANDS = [line for line in LINES if "manage.py" in line]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("readme")
    shipped_config(folder)
    (folder / "datasets").symlink_to(SHIPPED)
    (folder / "report.txt").write_text("宁波市总工会今年以来发出提示函177份。", "utf-8")
    return folder


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_readme(folder, command):
    _, script, *words = shlex.split(command)
    done = subprocess.run(
        [sys.executable, str(ROOT / script), *words],
        cwd=folder,
        env={**os.environ, "DASHBOARD_CONFIG": str(folder / "config.yaml")},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr


def test_the_commands_made_what_they_promise(folder):
    assert COMMANDS
    shipped, dumped = (place / "figures.csv" for place in (SHIPPED, folder / "dump"))
    assert dumped.read_text("utf-8").count("\n") == shipped.read_text("utf-8").count("\n")
    assert (folder / "backup.tar").stat().st_size > 0


def test_every_make_command_of_the_readme_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"make ([a-z-]+)", "\n".join(LINES)))
    assert named >= {"run", "test"}
    assert named <= targets
