"""Runs manage.py as people do, on a store of the test's own."""

import io
import json
import os
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from manage import main

ROOT = Path(__file__).parents[2]
HEADER = "indicator,programme,ref_area,breakdown,time_period,as_reported,source,locator"
HAISHU = "supervision_notices,ningbo-supervision,330203,,2024-10,12份,page-2024-11-05,¶1"
JIANGBEI = "supervision_notices,ningbo-supervision,330205,,2024-10,7份,page-2024-11-05,¶1"
SAYING_WHO = ("--by", "LI", "--reason", "十月")


@dataclass(frozen=True)
class Answer:
    """What a command printed, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The printed JSON."""
        assert self.out, self.err
        return json.loads(self.out)


def manage(folder: Path, *arguments: object) -> Answer:
    """Run a command in this process, on the store beside the config.yaml of a folder."""
    out, err = io.StringIO(), io.StringIO()
    line = [*map(str, arguments), "--config", str(folder / "config.yaml")]
    with redirect_stdout(out), redirect_stderr(err), chdir(folder):
        status = main(line)
    return Answer(status, out.getvalue(), err.getvalue())


def apart(folder: Path, *arguments: object) -> Answer:
    """Run a command in a process of its own, as people do."""
    command = [sys.executable, str(ROOT / "manage.py"), *map(str, arguments)]
    done = subprocess.run(
        [*command, "--config", str(folder / "config.yaml")],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "COLUMNS": "200"},
        timeout=300,
    )
    assert "Traceback" not in done.stdout + done.stderr, done.stderr
    return Answer(done.returncode, done.stdout, done.stderr)


def table(*rows: str) -> str:
    """A small CSV."""
    return "\n".join([HEADER, *rows]) + "\n"
