"""One version number: that of pyproject.toml, printed by the command line too."""

import subprocess
import sys
import tomllib

import pytest

from settings import VERSION
from tests.helpers.servers import ROOT


@pytest.mark.programs
def test_manage_prints_the_version_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    printed = subprocess.run(
        [sys.executable, "manage.py", "--version"], cwd=ROOT, capture_output=True, text=True
    )
    assert (printed.returncode, printed.stdout, printed.stderr) == (0, f"{VERSION}\n", "")
    assert project["version"] == VERSION
