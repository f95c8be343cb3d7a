"""Rows of cells as they stood in a file, whatever its format."""

from dataclasses import dataclass, field

Cell = str | int | float
"""Text, or a number that the file itself held as a number; an empty cell is ""."""


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook, or one text file; row 1 is `rows[0]`.

    `merged` are (first row, first column, last row, last column), `percents` the cells shown as
    percentages, `indents` the indentation levels set by cell format; all of them count from 0.
    """

    name: str
    rows: list[list[Cell]]
    encoding: str = ""
    separator: str = ""
    merged: tuple[tuple[int, int, int, int], ...] = ()
    percents: frozenset[tuple[int, int]] = frozenset()
    indents: dict[tuple[int, int], int] = field(default_factory=dict)
