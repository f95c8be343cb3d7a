"""Ask whether a row or column of whole numbers that may be years holds periods or figures."""

from collections.abc import Iterable, Mapping, Sequence

from file_formats.sheet import column_letters
from intake.model.choices import chosen_notice, find_choice
from intake.model.problem import Problem
from intake.tables.grid import CellGrid, CellPosition, cell_kind
from intake.tables.headings import HeadingMeaning
from intake.tables.table_layout import TableLayout

_CODE = "years_or_figures"
_MIN_CELLS = 2
"""One number such as 1998 in a row or column may well be a figure: two or more are asked about."""
_YEAR_WORDS = ("年", "时间", "year", "date")


class YearQuestions:
    """The questions about years in the tables of one sheet; `problems` are those of `ask`."""

    def __init__(self, grid: CellGrid, file: str, sheet: str, choices: Mapping[str, str]) -> None:
        """Begin without a problem; `choices` are those that a person has made."""
        self.grid, self.file, self.sheet, self.choices = grid, file, sheet, choices
        self.problems: list[Problem] = []

    def find_choice(self, row: int, column: int) -> str:
        """Return the choice for a row (column -1), or for the column below a heading's row."""
        return find_choice(self._row_question(row, column, ""), self.choices)

    def ask(
        self,
        layout: TableLayout,
        rows: Sequence[HeadingMeaning],
        columns: Sequence[HeadingMeaning],
    ) -> frozenset[CellPosition]:
        """Return the positions of a table's cells that are no figures, or are not yet known to be.

        Each column, then each row, that has only years becomes a problem, or a notice once a person
        has chosen what it is. What is left out anyway (`derived`) is not asked about, nor what has
        a unit of its own (人).
        """
        body = [row.position.row for row in rows if not row.derived]
        heading_row = layout.header_rows[-1] if layout.header_rows else layout.body.start
        left_out: set[CellPosition] = set()
        asked: set[CellPosition] = set()
        for column in (m.position.column for m in columns if not m.derived and not m.unit):
            cells = self._find_years(CellPosition(row, column) for row in body)
            heading = self.grid.filled[heading_row][column].casefold()
            required = 1 if any(word in heading for word in _YEAR_WORDS) else _MIN_CELLS
            if len(cells) >= required:
                asked.update(cells)
                left_out.update(self._ask_about(heading_row, column, cells))
        value_columns = [m.position.column for m in columns if not m.derived]
        with_unit = {row.position.row for row in rows if row.unit}
        for row in (row for row in body if row not in with_unit):
            cells = self._find_years(CellPosition(row, column) for column in value_columns)
            if len(cells) >= _MIN_CELLS and not asked.issuperset(cells):
                left_out.update(self._ask_about(row, -1, cells))
        return frozenset(left_out)

    def _find_years(self, positions: Iterable[CellPosition]) -> list[CellPosition]:
        """Return the positions of the filled cells if all of them are years, else []."""
        kinds = {at: cell_kind(self.grid.cells[at.row][at.column]) for at in positions}
        filled = {at: kind for at, kind in kinds.items() if kind not in ("empty", "mark")}
        return list(filled) if set(filled.values()) == {"year"} else []

    def _ask_about(
        self, row: int, column: int, cells: Sequence[CellPosition]
    ) -> Sequence[CellPosition]:
        """Add the question about these cells, or the choice's notice; return those left out."""
        years = [self.grid.cells[at.row][at.column].strip() for at in cells[:3]]
        question = self._row_question(row, column, "、".join(years))
        choice = find_choice(question, self.choices)
        self.problems.append(chosen_notice(question, choice) if choice else question)
        return () if choice == "figures" else cells

    def _row_question(self, row: int, column: int, value: str) -> Problem:
        """Return the question about a row (column -1), or the column below a heading's row."""
        letters = column_letters(column) if column >= 0 else ""
        return Problem(
            _CODE, file=self.file, sheet=self.sheet, row=row + 1, column=letters, value=value
        )
