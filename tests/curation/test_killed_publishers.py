"""Publishers that are killed, with the accounts in either database; `make drill` kills many."""

import json
import os
import random
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

import auth
from curation.maintenance.workspace_verification import verify_workspace
from curation.workspace import Workspace
from tests.helpers.drill import times
from tests.helpers.servers import ROOT
from tests.helpers.workspaces import wordings, workspace_at

STARTED = 3.0  # seconds until a killed publisher's store is open again


class Publishers:
    """A process that forks publishers; see tests/helpers/publishers.py."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.helpers.publishers"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        assert self.told()["ready"]

    def told(self) -> dict[str, int]:
        """What a publisher, or the process, says next."""
        assert self.process.stdout
        told: dict[str, int] = json.loads(self.process.stdout.readline())
        return told

    def killed(self, after: float | None, **job: Any) -> list[int]:
        """Start a publisher and kill it, or wait until it dies; gives what it acknowledged."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps({"before_the_trail": False} | job).encode() + b"\n")
        self.process.stdin.flush()
        pid = self.told()["pid"]
        if after is not None:
            handle = os.pidfd_open(pid)
            select.select([handle], [], [], after)  # the moment of the kill is what is tried
            signal.pidfd_send_signal(handle, signal.SIGKILL)
            os.close(handle)
        acknowledged = []
        while "ended" not in (told := self.told()):
            acknowledged.append(told["acknowledged"])
        return acknowledged

    def end(self) -> None:
        """End the process."""
        self.process.communicate()


@pytest.fixture(scope="module")
def publishers() -> Iterator[Publishers]:
    started = Publishers()
    yield started
    started.end()


@pytest.fixture
def place(first_release: Path, tmp_path: Path, database: str) -> dict[str, str]:
    """A store with the report as release 1, and where its accounts are."""
    shutil.copytree(first_release, tmp_path / "store")
    return {"folder": str(tmp_path), "accounts": database}


def opened(place: dict[str, str]) -> Workspace:
    return workspace_at(Path(place["folder"]), accounts=place["accounts"])


def newest(place: dict[str, str], acknowledged: int) -> int:
    """The newest release: the one acknowledged last or the one after it, whole, and at once."""
    began = monotonic()
    workspace = opened(place)
    number = workspace.store.release().number
    assert monotonic() - began < STARTED
    assert acknowledged <= number <= acknowledged + 1
    added = {f"{n}份" for n in range(2, number + 1)}
    assert len(wordings(workspace)) == 49 + len(added)
    assert added <= set(wordings(workspace).values())
    assert auth.verify_audit(workspace.database) is None
    workspace.database.close()
    return number


def test_killed_at_random_moments(place, publishers, record_property) -> None:
    began = monotonic()
    publishers.killed(None, **place, before_the_trail=True, count=1)
    span, dice = 2 * (monotonic() - began), random.Random(1)
    kills, acknowledged, number = times(4, 100), set(), newest(place, 1)
    for _ in range(kills):
        done = publishers.killed(dice.uniform(0, span), **place)
        acknowledged |= {*done}
        number = newest(place, max([number, *done]))
    record_property("kills", kills)
    record_property("releases", number)
    workspace = opened(place)
    found = verify_workspace(workspace, auth.operator_actor(workspace.database, "boss"))
    assert [each for each in found if each.level == "error"] == []
    # What was acknowledged stands in the trail as well.
    assert {each.release for each in found if each.code == "unaudited"} & acknowledged == set()
    assert number > 2
    workspace.database.close()


def test_killed_between_the_release_and_its_row_in_the_trail(place, publishers) -> None:
    assert publishers.killed(None, **place, before_the_trail=True, count=1) == []
    assert newest(place, 1) == 2
    workspace = opened(place)
    (found,) = verify_workspace(workspace, auth.operator_actor(workspace.database, "boss"))
    assert (found.code, found.release, found.level) == ("unaudited", 2, "warning")
    workspace.database.close()
