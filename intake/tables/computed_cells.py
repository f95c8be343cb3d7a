"""Round the results of formulas in a table, which have more digits than anybody reports."""

import re
from decimal import ROUND_HALF_UP, Decimal

from file_formats import Sheet

_RESULT = re.compile(r"(?P<number>-?\d+\.\d{7,})(?P<percent>%?)")
_DIGITS = 6
"""Significant digits of a result whose cell has no fixed decimals, as a cell of usual width shows;
at least two decimals."""


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
                number = _round(Decimal(result["number"]), sheet.decimals.get((row, column)))
                cells[column] = f"{number}{result['percent']}"
                rounded[row, column] = cell
    return rounded


def _round(number: Decimal, decimals: int | None) -> str:
    """Return a number with so many decimals, None for a format without; zeros at its end go."""
    shown = _quantize(number, decimals) if decimals is not None else Decimal(0)
    if not shown:
        shown = _quantize(number, max(2, _DIGITS - 1 - number.adjusted()))
    return format(shown.normalize(), "f") if shown else "0"


def _quantize(number: Decimal, decimals: int) -> Decimal:
    """Return a number with so many decimals, rounded half up."""
    return number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
