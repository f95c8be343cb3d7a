"""`SheetView`: the first rows of a sheet as they were read, and the role of each cell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from file_formats.sheet import column_index, column_letters
from intake.model.problem import Level, Problem

MAX_ROWS, MAX_COLUMNS = 200, 60
"""First rows and columns of a sheet that are shown."""
MAX_TEXT = 200
"""Characters of a cell that are shown."""


class CellRole(StrEnum):
    """How a cell was read. Each value is one letter, since `SheetView` has one for every cell.

    A TITLE may state area and period, see `SheetView.periods`. A HEADING names an indicator, a part
    of one or the kind of cells in a row or column. AREA, PERIOD and UNIT are cells with one
    wherever they stand. A TOTAL is only compared with the sum of its rows. MISSING is a figure that
    nobody has reported. LEFT_OUT cells are not read: remarks, line numbers, growth rates, and what
    a person chose to leave out. HIDDEN cells are not read either. A DEFINITION is that of an
    indicator or a source.
    """

    NONE = "."
    TITLE = "i"
    HEADING = "h"
    UNIT = "u"
    AREA = "a"
    PERIOD = "p"
    FIGURE = "f"
    TOTAL = "t"
    MISSING = "m"
    NOTE = "n"
    LEFT_OUT = "x"
    HIDDEN = "d"
    DEFINITION = "e"


@dataclass(frozen=True)
class SheetView:
    """The first rows of a sheet: at most MAX_ROWS rows of MAX_COLUMNS cells, from A1 on.

    `cells` are the texts that a spreadsheet shows, cut to MAX_TEXT characters, all rows of equal
    length; `roles` has for each row a string with the letter of each cell's `CellRole`. `rows` and
    `columns` are the numbers of those in the whole sheet; for a large CSV `rows` counts its lines.
    `merged` are merged cells (first row, first column, last row, last column), from 0.

    The mappings are by cell, such as "C6". `keys` are the keys of figures, `levels` the worst level
    of the problems that name the cell, `corrected` its text before a person corrected it, `periods`
    the places (start, end) in a title where it prints the table's period.
    """

    file: str
    sheet: str
    cells: tuple[tuple[str, ...], ...] = ()
    roles: tuple[str, ...] = ()
    rows: int = 0
    columns: int = 0
    merged: tuple[tuple[int, int, int, int], ...] = ()
    keys: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[str, Level] = field(default_factory=dict)
    corrected: Mapping[str, str] = field(default_factory=dict)
    periods: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)

    def role(self, row: int, column: int) -> CellRole:
        """Return the role of the cell in a row and column, both from 0."""
        return CellRole(self.roles[row][column])

    def find_cell(self, problem: Problem) -> str:
        """Return the name of the shown cell that a problem is about, such as "C6"; "" if none.

        For merged cells it is the first one, which has their text.
        """
        row, column = problem.row - 1, column_index(problem.column)
        is_here = (problem.file, problem.sheet) == (self.file, self.sheet)
        if not is_here or not (0 <= row < len(self.cells) and 0 <= column < len(self.cells[0])):
            return ""
        for top, left, bottom, right in self.merged:
            if top <= row <= bottom and left <= column <= right:
                row, column = top, left
        return cell_name(row, column)


def cell_name(row: int, column: int) -> str:
    """Return the name of the cell of a row and column, from 0: (5, 2) → C6."""
    return f"{column_letters(column)}{row + 1}"
