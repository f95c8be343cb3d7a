"""`SheetView`: the first rows of a sheet as they were read, and what each cell was taken as."""

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
    """What a cell was taken as; one letter each, since `SheetView` has a letter for every cell.

    A title may state area and period, see `SheetView.periods`. A heading names an indicator, a part
    of one or what a row or column has; an area, a period and a unit count as such wherever they
    stand. A total is only a check of its rows. A figure that nobody has reported is missing; what
    is left out is not read: remarks, line numbers, growth rates, and what a person chose to leave
    out. Hidden cells are not read either. A definition is that of an indicator or a source.
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
    length; `roles` has one letter for each of them, see `CellRole`. `rows` and `columns` are those
    of the whole sheet; of a large CSV `rows` are its lines. `merged` are merged cells (first row,
    first column, last row, last column), from 0. By cell, such as "C6": `keys` are the keys of its
    figures, `levels` the worst level of the problems that name it, `corrected` what stood in it
    before a person corrected it, `periods` where a title or line above the table prints its period
    (first and end of the characters).
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
        """Return what the cell of a row and column, from 0, was taken as."""
        return CellRole(self.roles[row][column])

    def cell_of(self, problem: Problem) -> str:
        """Return the cell that a problem names, such as "C6"; "" if none that is shown.

        Of merged cells it is the first one, in which their text stands.
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
