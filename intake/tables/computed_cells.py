"""Round the results of formulas in a table, which have more digits than anybody reports."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from file_formats import Sheet
from file_formats.sheet import column_index
from intake.model.problem import Problem
from intake.tables.open_file import cell_texts

_RESULT = re.compile(r"(?P<number>-?\d+\.\d{7,})(?P<percent>%?)")
_DIGITS = 4
"""Least significant digits of a result whose cell has no fixed decimals; it has two decimals."""


def shown_texts(sheet: Sheet, rows: int | None = None) -> list[list[str]]:
    """Return the cells of a sheet as they are shown and read; faults such as #REF! stand in theirs.

    `rows` limits the number of rows; None means all.
    """
    texts = cell_texts(sheet, rows)
    round_results(sheet, texts)
    for (row, column), fault in sheet.faults.items():
        if row < len(texts) and column < len(texts[row]):
            texts[row][column] = texts[row][column] or fault
    return texts


def round_results(sheet: Sheet, texts: list[list[str]]) -> dict[tuple[int, int], str]:
    """Round the long numbers among the texts of a sheet's cells in place.

    A cell with a number format has the decimals that it shows. Returns what stood in the cells that
    were rounded, by row and column.
    """
    rounded = {}
    for row, cells in enumerate(texts):
        for column, cell in enumerate(cells):
            # Most cells are short: that is found faster than a match.
            if len(cell) > 8 and (result := _RESULT.fullmatch(cell)):
                number = _round_to_text(
                    Decimal(result["number"]), sheet.decimals.get((row, column))
                )
                cells[column] = f"{number}{result['percent']}"
                rounded[row, column] = cell
    return rounded


def rounding_notices(
    rounded: Mapping[tuple[int, int], str],
    texts: Sequence[Sequence[str]],
    cells: Iterable[tuple[int, str]],
    in_table: Problem,
) -> list[Problem]:
    """Return a notice for each column in which results of formulas were rounded.

    `rounded` is that of round_results, `texts` are those of the sheet, `cells` the rows (from 1)
    and column letters of a table's figures, `in_table` a problem with the place of the table.
    """
    rows: dict[str, list[int]] = {}
    for row, letters in cells:
        if (row - 1, column_index(letters)) in rounded:
            rows.setdefault(letters, []).append(row)
    notices = []
    for letters, (row, *others) in rows.items():
        at = (row - 1, column_index(letters))
        shown = texts[at[0]][at[1]]
        notice = replace(in_table, code="results_rounded", level="notice", row=row, column=letters)
        hints = {"figures": 1 + len(others)}
        notices.append(replace(notice, value=rounded[at], expected=shown, hints=hints))
    return notices


def _round_to_text(number: Decimal, decimals: int | None) -> str:
    """Return a number with so many decimals, None for a format without; zeros at its end go."""
    shown = _quantize(number, decimals) if decimals is not None else Decimal(0)
    if not shown:
        shown = _quantize(number, max(2, _DIGITS - 1 - number.adjusted()))
    return format(shown.normalize(), "f") if shown else "0"


def _quantize(number: Decimal, decimals: int) -> Decimal:
    """Return a number with so many decimals, rounded half up."""
    return number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
