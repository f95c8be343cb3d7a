"""Read the cells of a sheet as a spreadsheet displays them: results of formulas are rounded."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from file_formats import Sheet
from file_formats.sheet import column_index
from intake.model.problem import Problem
from intake.tables.open_file import format_cells

_RESULT = re.compile(r"(?P<number>-?\d+\.\d{7,})(?P<percent>%?)")
"""A number with seven decimals or more, as 12.345678912: the result of a formula."""
_MIN_RESULT_LENGTH = len("0.1234567")
_MIN_SIGNIFICANT_DIGITS = 4
"""Significant digits that a result keeps at least if its cell has no number format."""
_MIN_DECIMALS = 2
"""Decimals that such a result keeps at least."""


def read_displayed_texts(sheet: Sheet, rows: int | None = None) -> list[list[str]]:
    """Return the texts of a sheet's cells as the spreadsheet displays them.

    Results of formulas are rounded, and cells with an error value have it as text (#REF!). `rows`
    limits the number of rows; None means all.
    """
    texts = format_cells(sheet, rows)
    round_formula_results(sheet, texts)
    for (row, column), error_text in sheet.error_texts.items():
        if row < len(texts) and column < len(texts[row]):
            texts[row][column] = texts[row][column] or error_text
    return texts


def round_formula_results(sheet: Sheet, texts: list[list[str]]) -> dict[tuple[int, int], str]:
    """Round, in place, the texts of a sheet's cells that have more digits than anybody reports.

    A cell with a number format gets the decimals that it shows. The result is the text of each
    rounded cell before, by row and column.
    """
    rounded = {}
    for row, cells in enumerate(texts):
        for column, cell in enumerate(cells):
            # Most cells are shorter than any match: that is found faster.
            if len(cell) >= _MIN_RESULT_LENGTH and (result := _RESULT.fullmatch(cell)):
                number = _round_to_text(
                    Decimal(result["number"]), sheet.decimals.get((row, column))
                )
                cells[column] = f"{number}{result['percent']}"
                rounded[row, column] = cell
    return rounded


def build_rounding_notices(
    rounded: Mapping[tuple[int, int], str],
    texts: Sequence[Sequence[str]],
    cells: Iterable[tuple[int, str]],
    in_table: Problem,
) -> list[Problem]:
    """Return a notice for each column in which results of formulas were rounded.

    The notice is at the column's first such cell, with its text before and after, and says how many
    cells there are. `rounded` is the result of `round_formula_results`, `texts` are the sheet's
    texts after it. `cells` are row number (from 1) and column letters of each figure of a table,
    `in_table` is a problem with the table's file and sheet, from which the notices are made.
    """
    row_numbers: dict[str, list[int]] = {}
    for row_number, letters in cells:
        if (row_number - 1, column_index(letters)) in rounded:
            row_numbers.setdefault(letters, []).append(row_number)
    notices = []
    for letters, (first, *others) in row_numbers.items():
        row, column = first - 1, column_index(letters)
        place = replace(in_table, code="results_rounded", level="notice", row=first, column=letters)
        notices.append(
            replace(
                place,
                value=rounded[row, column],
                expected=texts[row][column],
                hints={"figures": 1 + len(others)},
            )
        )
    return notices


def _round_to_text(number: Decimal, decimals: int | None) -> str:
    """Return a number rounded to `decimals`, without zeros at its end.

    None stands for a cell without a number format. Its result, and one that would become 0, keeps
    _MIN_DECIMALS decimals and _MIN_SIGNIFICANT_DIGITS digits.
    """
    rounded = _round_half_up(number, decimals) if decimals is not None else Decimal(0)
    if not rounded:
        # `adjusted` is the exponent of the first digit: 0 for 1.234567, which needs three decimals.
        needed_decimals = _MIN_SIGNIFICANT_DIGITS - 1 - number.adjusted()
        rounded = _round_half_up(number, max(_MIN_DECIMALS, needed_decimals))
    return format(rounded.normalize(), "f") if rounded else "0"


def _round_half_up(number: Decimal, decimals: int) -> Decimal:
    """Return a number with so many decimals, rounded half up: 2.345 with 2 decimals → 2.35."""
    return number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
