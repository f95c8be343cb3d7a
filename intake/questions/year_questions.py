"""Questions whether a row or column of whole numbers such as 1998 has years or figures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from file_formats.sheet import column_letters
from intake.model.choices import build_choice_notice, find_choice
from intake.model.problem import Problem
from intake.tables.grid import CellGrid, CellPosition, find_cell_kind
from intake.tables.heading_meaning import HeadingMeaning
from intake.tables.table_layout import TableLayout, find_repeated_years

_CODE = "years_or_figures"
_MIN_CELLS = 2
"""Numbers from which a row or column is asked about: one number such as 1998 may be a figure."""
_YEAR_WORDS = ("年", "时间", "year", "date")


class YearQuestions:
    """The questions about years in the tables of one sheet; `ask` adds them to `problems`."""

    def __init__(self, grid: CellGrid, file: str, sheet: str, choices: Mapping[str, str]) -> None:
        """Begin without a problem; `choices` are those that a person has made."""
        self.grid, self.file, self.sheet, self.choices = grid, file, sheet, choices
        self.problems: list[Problem] = []

    def find_choice(self, row: int, column: int) -> str:
        """Return what a person chose that numbers such as 1998 are; "" if nobody has chosen.

        The result is `periods` (years), `figures` or `left_out`. The numbers are those of the
        column `column`, whose heading is in `row`; if `column` is -1, those of the row `row`. The
        layout of the table depends on the choice, since a row of years may be a header.
        """
        # Choices are found by the place of the question; the numbers that it shows do not count.
        return find_choice(self._build_question(row, column, ""), self.choices)

    def ask(
        self,
        layout: TableLayout,
        rows: Sequence[HeadingMeaning],
        columns: Sequence[HeadingMeaning],
    ) -> frozenset[CellPosition]:
        """Ask about columns, then rows, of years; return the positions of cells to leave out.

        Each column or row that has only years becomes a problem, or a notice once a person has
        chosen what it is. Its cells are left out unless the choice is that they are figures. Rows
        and columns that are left out anyway (`is_derived`) or have a unit of their own (人) are not
        asked about.
        """
        body_rows = [row.position.row for row in rows if not row.is_derived]
        heading_row = layout.header_rows[-1] if layout.header_rows else layout.body.start
        left_out: set[CellPosition] = set()
        asked: set[CellPosition] = set()
        asked_columns = (each for each in columns if not each.is_derived and not each.unit)
        for each in asked_columns:
            column = each.position.column
            cells = self._find_years(CellPosition(row, column) for row in body_rows)
            heading = self.grid.filled[heading_row][column].casefold()
            is_of_years = any(word in heading for word in _YEAR_WORDS)
            is_period = bool(each.period or each.relative_periods)  # 上年同期
            required = 1 if is_of_years and not is_period else _MIN_CELLS
            if len(cells) >= required:
                asked.update(cells)
                left_out.update(self._ask_about(heading_row, column, cells))
        value_columns = [each.position.column for each in columns if not each.is_derived]
        rows_with_unit = {row.position.row for row in rows if row.unit}
        for row in (row for row in body_rows if row not in rows_with_unit):
            cells = self._find_years(CellPosition(row, column) for column in value_columns)
            # Rows whose cells were all asked about as columns need no second question.
            if len(cells) >= _MIN_CELLS and not asked.issuperset(cells):
                left_out.update(self._ask_about(row, -1, cells))
        return frozenset(left_out)

    def build_head_warnings(self, above: TableLayout, layout: TableLayout) -> list[Problem]:
        """Return a warning if a table's head may be a row of the table above it, else []."""
        label = find_repeated_years(self.grid, above, layout)
        if not label:
            return []
        place = Problem("years_as_head", "warning", self.file, self.sheet)
        return [replace(place, row=layout.header_rows[0] + 1, value=label)]

    def _find_years(self, positions: Iterable[CellPosition]) -> list[CellPosition]:
        """Return the positions of the filled cells if all of them are years, else []."""
        kinds = {at: find_cell_kind(self.grid.cells[at.row][at.column]) for at in positions}
        filled = {at: kind for at, kind in kinds.items() if kind not in ("empty", "mark")}
        return list(filled) if set(filled.values()) == {"year"} else []

    def _ask_about(
        self, row: int, column: int, cells: Sequence[CellPosition]
    ) -> Sequence[CellPosition]:
        """Add the question about these cells, or the choice's notice; return those left out."""
        years = [self.grid.cells[at.row][at.column].strip() for at in cells[:3]]  # as an example
        question = self._build_question(row, column, "、".join(years))
        choice = find_choice(question, self.choices)
        self.problems.append(build_choice_notice(question, choice) if choice else question)
        return () if choice == "figures" else cells

    def _build_question(self, row: int, column: int, value: str) -> Problem:
        """Return the question about a column headed in `row`, or about the row if `column` is -1.

        `value` are the numbers that the question shows.
        """
        letters = column_letters(column) if column >= 0 else ""
        return Problem(
            _CODE, file=self.file, sheet=self.sheet, row=row + 1, column=letters, value=value
        )
