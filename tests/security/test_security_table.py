"""SECURITY.md: no row is missing, and each names tests that exist and a guard."""

import ast
import re

import pytest

from tests.helpers.servers import ROOT

TEXT = (ROOT / "SECURITY.md").read_text("utf-8")
NUMBERS = {"A": 17, "N": 6, "U": 9, "X": 5, "L": 3, "S": 1, "P": 3, "F": 6, "R": 15}
ROWS = {
    cells[0]: cells
    for line in TEXT.splitlines()
    if re.match(r"\| [A-Z]\d+ \|", line)
    for cells in [[cell.strip() for cell in line.strip("|").split("|")]]
}


def test_no_row_is_missing() -> None:
    wanted = {f"{kind}{n}" for kind, last in NUMBERS.items() for n in range(1, last + 1)}
    assert set(ROWS) == wanted
    assert len(re.findall(r"^\| [A-Z]\d+ \|", TEXT, re.MULTILINE)) == len(wanted)


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_row_names_tests_that_exist_and_what_makes_them_fail(row: list[str]) -> None:
    assert len(row) == 5
    assert all(row)
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", row[3])
    assert named
    assert len(named) == row[3].count("`") // 2
    for path, test in named:
        tree = ast.parse((ROOT / path).read_text("utf-8"))
        functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        assert test in functions, (path, test)


def test_every_command_named_exists() -> None:
    import typer

    import manage

    known = set(getattr(typer.main.get_command(manage.app), "commands", {}))
    assert set(re.findall(r"manage\.py ([a-z-]+)", TEXT)) <= known
