"""The commands that documents print do what they say, in their order, on a new store."""

import os
import shlex
import subprocess
import sys

import pytest

from tests.helpers.documents import DOCUMENTS, command_lines
from tests.helpers.report_copy import ROOT, SHIPPED
from tests.helpers.servers import shipped_config

pytestmark = pytest.mark.programs
COMMANDS = list(
    dict.fromkeys(line for path in DOCUMENTS for line in command_lines(path) if "manage.py" in line)
)
"""README comes first: sorted() puts it before docs/, and CONTRIBUTING has none."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("documents")
    shipped_config(folder)
    (folder / "datasets").symlink_to(SHIPPED)
    (folder / "report.txt").write_text("宁波市总工会今年以来发出提示函177份。", "utf-8")
    return folder


@pytest.mark.parametrize("command", COMMANDS)
def test_a_documented_command(folder, command):
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
    assert len(COMMANDS) > 9
    shipped, dumped = (place / "figures.csv" for place in (SHIPPED, folder / "dump"))
    assert dumped.read_text("utf-8").count("\n") == shipped.read_text("utf-8").count("\n")
    assert (folder / "backup.tar").stat().st_size > 0
