"""The limits of config.yaml hold for commands as for pages, and each says which it has passed."""

import re
from pathlib import Path

import pytest

from tests.helpers.command_line import HAISHU, SAYING_WHO, manage, table
from tests.helpers.made_uploads import slow_table


@pytest.fixture
def hasty(folder: Path) -> Path:
    """A folder whose settings give a second to read what is uploaded."""
    config = folder / "config.yaml"
    text, count = re.subn(r"(?m)^(  seconds:) \d+", r"\1 1", config.read_text())
    assert count == 1
    config.write_text(text)
    (folder / "好.csv").write_text(table(HAISHU))
    (folder / "坏.csv").write_bytes(slow_table())
    return folder


@pytest.mark.parametrize("command", [("check",), ("publish", *SAYING_WHO)], ids=lambda c: c[0])
def test_a_file_that_takes_too_long_is_named(hasty: Path, command: tuple[str, ...]) -> None:
    name, *options = command
    done = manage(hasty, name, "好.csv", "坏.csv", *options, "--json")
    assert done.status == 1
    (problem,) = done.json["problems"]
    assert problem["code"] == "too_slow"
    assert "坏.csv" in str(problem)
    assert "超过1秒" in manage(hasty, name, "好.csv", "坏.csv", *options).out


def test_a_report_that_takes_too_long_is_refused(hasty: Path) -> None:
    text = "宁波市总工会今年以来走访职工177人，组建服务队近40支。" * 40_000
    (hasty / "报道.txt").write_text(text)
    done = manage(hasty, "read-report", "报道.txt", "--date", "2024-11-05")
    assert done.status == 1
    assert "超过1秒" in done.out + done.err
