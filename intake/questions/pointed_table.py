"""Where a person points at a table that was not found: the row of its head, its first figure."""

import re
from collections.abc import Mapping, Sequence

from file_formats.sheet import column_index
from intake.model.choices import find_choice
from intake.model.problem import Hint, Problem

_POINTED = re.compile(
    r"(?P<head>[1-9]\d{0,6})[\s,，]+(?P<column>[A-Za-z]{1,3})(?P<row>[1-9]\d{0,6})"
)
_MAX_ROWS, _MAX_CELLS, _MAX_TEXT = 5, 6, 12
"""Rows, cells and characters that a problem shows of a sheet without a table."""


def find_pointed_table(
    file: str, choices: Mapping[str, str], rows: int
) -> tuple[int, tuple[int, int]] | None:
    """Return the head's row and the first figure's cell, from 0, that a person chose ("3 B4").

    None without a choice, or if it lies outside the `rows` of the sheet.
    """
    pointed = parse_pointed_table(find_choice(Problem("no_table", file=file), choices))
    return pointed if pointed and pointed[1][0] < rows else None


def parse_pointed_table(text: str) -> tuple[int, tuple[int, int]] | None:
    """Return row and cell, from 0, of "3 B4"; None if it is none, or the cell not below the row."""
    match = _POINTED.fullmatch(text.strip())
    if not match:
        return None
    head, row = int(match["head"]) - 1, int(match["row"]) - 1
    return (head, (row, column_index(match["column"].upper()))) if head < row else None


def no_table_problem(file: str, rows: Sequence[Sequence[str]], head: int) -> Problem:
    """Return the problem of a file without a table: its first rows, and the row taken for a head.

    `head` counts from 1, 0 for none.
    """
    seen: list[str] = []
    for number, cells in enumerate(rows, 1):
        texts = [cell.strip()[:_MAX_TEXT] or "□" for cell in cells[:_MAX_CELLS]]
        if any(cell.strip() for cell in cells) and len(seen) < _MAX_ROWS:
            seen.append(f"{number}：{' | '.join(texts)}")
    hints: dict[str, Hint] = {"seen": "  ".join(seen) or "—", "head": head or "—"}
    return Problem("no_table", file=file, hints=hints)
