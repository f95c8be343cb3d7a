"""The documents of the repository, and what they name: commands, paths, links, names of code."""

import re
from functools import cache
from pathlib import Path

from tests.helpers.report_copy import ROOT

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
MANUAL = ROOT / "docs" / "manual"


@cache
def text_of(path: Path) -> str:
    """The text of a document."""
    return path.read_text("utf-8")


def command_lines(path: Path) -> list[str]:
    """The lines of its blocks of shell commands, without comments."""
    blocks = re.findall(r"```sh\n(.*?)```", text_of(path), re.DOTALL)
    lines = (line.split(" #")[0].strip() for block in blocks for line in block.splitlines())
    return [line for line in lines if line]


def quoted(path: Path) -> list[str]:
    """What stands in backticks in its running text."""
    running = re.sub(r"```.*?```", "", text_of(path), flags=re.DOTALL)
    return re.findall(r"`([^`\n]+)`", running)


def commands(path: Path) -> list[str]:
    """Every command it names: lines of its blocks, and what is quoted as a command."""
    inline = (each for each in quoted(path) if re.match(r"(make|\S*manage\.py|python -m) ", each))
    return [*command_lines(path), *inline]


def links(path: Path) -> list[str]:
    """The targets of its links and pictures that stand in the repository."""
    found = re.findall(r"\]\(([^)\s]+)\)", text_of(path))
    return [target.partition("#")[0] for target in found if ":" not in target]
