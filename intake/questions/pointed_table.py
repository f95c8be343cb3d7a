"""Tables that are not found: a person names the row of the header and the first figure's cell."""

import re
from collections.abc import Mapping, Sequence

from file_formats.sheet import column_index
from intake.model.choices import find_choice
from intake.model.problem import Hint, Problem

_POINTED = re.compile(
    r"(?P<head>[1-9]\d{0,6})[\s,，]+(?P<column>[A-Za-z]{1,3})(?P<row>[1-9]\d{0,6})"
)
"""A person's answer, such as "3 B4": the row of the header, and the cell of the first figure."""
_MAX_ROWS, _MAX_CELLS, _MAX_TEXT = 5, 6, 12
"""Rows, cells and characters that a problem shows of a sheet without a table."""


def find_pointed_table(
    file: str, choices: Mapping[str, str], rows: int
) -> tuple[int, tuple[int, int]] | None:
    """Return the header row and the cell of the first figure that a person named ("3 B4").

    Rows and columns of the result count from 0. None without an answer, or if it is outside the
    sheet, which has `rows` rows.
    """
    pointed = parse_pointed_table(find_choice(Problem("no_table", file=file), choices))
    return pointed if pointed and pointed[1][0] < rows else None


def parse_pointed_table(text: str) -> tuple[int, tuple[int, int]] | None:
    """Return header row and first figure's cell (row, column), from 0: "3 B4" → (2, (3, 1)).

    None if the text has another form, or if the cell is not below the header row.
    """
    match = _POINTED.fullmatch(text.strip())
    if not match:
        return None
    header_row, figure_row = int(match["head"]) - 1, int(match["row"]) - 1
    first_figure = (figure_row, column_index(match["column"].upper()))
    return (header_row, first_figure) if header_row < figure_row else None


def build_no_table_problem(file: str, rows: Sequence[Sequence[str]], head: int) -> Problem:
    """Return the problem of a file in which no table was found, with its first rows as hints.

    It asks a person for the header and the first figure. `head` is the row number of the likely
    header, which the question offers, 0 if there is none. □ stands for an empty cell.
    """
    shown_rows: list[str] = []
    for row_number, cells in enumerate(rows, 1):
        texts = [cell.strip()[:_MAX_TEXT] or "□" for cell in cells[:_MAX_CELLS]]
        if any(cell.strip() for cell in cells) and len(shown_rows) < _MAX_ROWS:
            shown_rows.append(f"{row_number}：{' | '.join(texts)}")
    hints: dict[str, Hint] = {"seen": "  ".join(shown_rows) or "—", "head": head or "—"}
    return Problem("no_table", file=file, hints=hints)
