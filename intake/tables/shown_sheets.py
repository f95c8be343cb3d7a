"""Collect the role of each cell of the sheets that the page shows, while they are read.

The page marks by these roles how each cell was understood: as label, figure, note or left out.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain, product

import pyarrow as pa
import pyarrow.compute as pc

from file_formats import Sheet
from intake.model.fields import AMOUNT_COLUMNS, KEY_COLUMNS, REQUIRED_COLUMNS
from intake.model.problem import Level, Problem
from intake.model.sheet_view import (
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_TEXT,
    CellRole,
    SheetView,
    cell_name,
)
from intake.model.table_notes import is_note
from intake.tables.displayed_texts import read_displayed_texts
from intake.tables.grid import CellPosition
from intake.tables.long_tables import LongHeader
from intake.tables.wide_table_roles import WideTableRoles
from intake.values.printed_units import is_unit
from periods import find_periods
from quantities import figure_key

MAX_CELLS = 200_000
"""Cells of all sheets of an upload that are shown."""
_LEVELS: tuple[Level, ...] = ("notice", "warning", "error")
_FIELD_ROLES = {
    "ref_area": CellRole.AREA,
    "time_period": CellRole.PERIOD,
    "unit": CellRole.UNIT,
    **dict.fromkeys(("as_reported", *AMOUNT_COLUMNS), CellRole.FIGURE),
    **dict.fromkeys(("source", "locator", "note"), CellRole.NOTE),
}
"""Roles of the columns of a long table by field; other fields have the role HEADING."""


class ShownSheets:
    """The sheets of an upload that the page shows, in the order in which they are read."""

    def __init__(self) -> None:
        """Begin without a sheet."""
        self._sheets: dict[tuple[str, str], ShownSheet] = {}
        self._cells_left = MAX_CELLS

    def add(self, file: str, sheet: Sheet, rows: int = 0) -> "ShownSheet":
        """Add a sheet and return the shown part of it.

        `rows` is the number of rows in the file if `sheet` has only the first ones, else 0.
        """
        shown = ShownSheet(file, sheet, rows, self._cells_left)
        self._cells_left -= len(shown.cells) * shown.width
        return self._sheets.setdefault((file, sheet.name), shown)

    def find(self, file: str, sheet: str) -> "ShownSheet":
        """Return the shown part of a sheet that was added."""
        return self._sheets[file, sheet]

    def finish(self, figures: pa.Table, problems: Sequence[Problem]) -> tuple[SheetView, ...]:
        """Return the views of all sheets, after the last one was read.

        In a view, a cell with a figure has the figure's key, by which the page links the two, and a
        cell with a problem has the problem's level. `figures` are those of the upload with their
        places, see `figure_table.to_arrow`; a figure with an unknown code in its key has none.
        """
        names = ("file", "sheet", "row", "column", *KEY_COLUMNS)
        shown_figures = figures.select(names).filter(pc.less_equal(figures["row"], MAX_ROWS))
        keys_by_sheet: dict[tuple[str, str], dict[str, str]] = {}
        for figure in shown_figures.to_pylist():
            if all(figure[name] for name in REQUIRED_COLUMNS):
                keys = keys_by_sheet.setdefault((figure["file"], figure["sheet"]), {})
                keys[f"{figure['column']}{figure['row']}"] = figure_key(figure)
        return tuple(
            shown.finish(problems, keys_by_sheet.get(file_and_sheet, {}))
            for file_and_sheet, shown in self._sheets.items()
        )


class ShownSheet:
    """The first rows of a sheet that is being read; `roles` are collected meanwhile."""

    def __init__(self, file: str, sheet: Sheet, rows: int, max_cells: int) -> None:
        """Take the first rows of a sheet, at most `max_cells` cells, before the sheet is read.

        `rows` is as in `ShownSheets.add`. Cells are cut to MAX_TEXT characters, and empty rows at
        the end and empty columns on the right are left out.
        """
        self.file, self.sheet = file, sheet
        texts = read_displayed_texts(sheet, MAX_ROWS)
        self.rows = rows or len(sheet.rows)
        self.columns = max(map(len, sheet.rows), default=0)
        self.width = min(max(map(_measure_width, texts), default=0), MAX_COLUMNS)
        self.cells = [[cell[:MAX_TEXT] for cell in row[: self.width]] for row in texts]
        self.cells = self.cells[: max_cells // max(self.width, 1)]
        for row in self.cells:
            row.extend([""] * (self.width - len(row)))
        while self.cells and not any(self.cells[-1]):
            self.cells.pop()
        self.roles: dict[tuple[int, int], CellRole] = {}
        self.periods: dict[str, tuple[tuple[int, int], ...]] = {}

    def mark(self, cells: Iterable[tuple[int, int]], role: CellRole) -> None:
        """Set the role of cells, given by row and column from 0."""
        self.roles.update(dict.fromkeys(cells, role))

    def mark_filled(self, role: CellRole) -> None:
        """Set the role of all cells that have a text."""
        self.mark(self._list_filled_cells(range(len(self.cells))), role)

    def mark_hidden(self) -> None:
        """Set the role of all cells in rows and columns that the sheet hides."""
        rows = product(self.sheet.hidden_rows, range(self.width))
        columns = product(range(len(self.cells)), self.sheet.hidden_columns)
        self.mark(chain(rows, columns), CellRole.HIDDEN)

    def mark_long_table(self, header: LongHeader, note_rows: Collection[int] | None = None) -> None:
        """Set the roles of the cells of a long table (one figure a row) and of the lines above it.

        Of the columns of fields, empty cells of figures get the role NONE; columns of no field are
        left out. `note_rows` are the rows of its notes, from 0; None if they are not known yet, so
        that every row whose texts read like notes is taken for one.
        """
        self._mark_context(range(header.row))
        field_by_column = {column: name for name, column in header.columns.items()}
        for row in range(header.row, len(self.cells)):
            texts = [cell for cell in self.cells[row] if cell.strip()]
            is_note_row = row in note_rows if note_rows is not None else all(map(is_note, texts))
            for column, cell in enumerate(self.cells[row]):
                role = _FIELD_ROLES.get(field_by_column.get(column, ""), CellRole.HEADING)
                if column not in field_by_column:
                    role = CellRole.LEFT_OUT
                elif row == header.row:
                    role = CellRole.HEADING
                elif is_note_row:
                    role = CellRole.NOTE
                elif not cell.strip() and role == CellRole.FIGURE:
                    role = CellRole.NONE
                if texts:
                    self.mark([(row, column)], role)

    def mark_wide_table(self, table: WideTableRoles, figures: Collection[CellPosition]) -> None:
        """Set the roles of a wide table's cells; `figures` are the positions of its figures."""
        for position, role in table.find_roles(len(self.cells), self.width, frozenset(figures)):
            if self.roles.get(position) != CellRole.HIDDEN:
                self.roles[position] = role
            is_context = position[0] in table.layout.context_rows
            if is_context and role in (CellRole.TITLE, CellRole.PERIOD):
                self._note_periods(*position)

    def _mark_context(self, rows: range) -> None:
        """Set the roles of the lines above a long table."""
        for row, column in self._list_filled_cells(rows):
            text = self.cells[row][column]
            states_unit = text.strip().startswith("单位") or is_unit(text.strip())
            self.mark([(row, column)], CellRole.UNIT if states_unit else CellRole.TITLE)
            self._note_periods(row, column)

    def _note_periods(self, row: int, column: int) -> None:
        """Note which characters of a line above a table print its period, for the page to mark."""
        character_spans = tuple(
            (period.start, period.end) for period in find_periods(self.cells[row][column])
        )
        if character_spans:
            self.periods[cell_name(row, column)] = character_spans

    def _list_filled_cells(self, rows: range) -> list[tuple[int, int]]:
        """Return row and column of the cells in some rows that have a text."""
        return [
            (row, column)
            for row in rows
            for column, cell in enumerate(self.cells[row])
            if cell.strip()
        ]

    def finish(self, problems: Sequence[Problem], keys: Mapping[str, str]) -> SheetView:
        """Return the view of the sheet, after it was read; `keys` are those of its figures by cell.

        Roles of merged cells and of cells that were not read are completed first. `problems` are
        those of the whole upload: they give the levels of cells and the texts before corrections.
        """
        merged = self._mark_merged()
        self._mark_rest()
        view = SheetView(
            file=self.file,
            sheet=self.sheet.name,
            cells=tuple(map(tuple, self.cells)),
            roles=tuple(
                "".join(self.roles.get((row, column), ".") for column in range(self.width))
                for row in range(len(self.cells))
            ),
            rows=self.rows,
            columns=self.columns,
            merged=merged,
            keys=keys,
            periods=self.periods,
        )
        notices = [problem for problem in problems if problem.code == "cell_corrected"]
        corrected = {cell: notice.value for notice in notices if (cell := view.find_cell(notice))}
        return replace(view, levels=_find_worst_levels(view, problems), corrected=corrected)

    def _mark_merged(self) -> tuple[tuple[int, int, int, int], ...]:
        """Give merged cells the role of the first one; return the ranges that are shown.

        A range is its first row and column, then its last row and column, from 0, cut to the shown
        part of the sheet.
        """
        merged = [
            (top, left, min(bottom, len(self.cells) - 1), min(right, self.width - 1))
            for top, left, bottom, right in self.sheet.merged
            if top < len(self.cells) and left < self.width
        ]
        for top, left, bottom, right in merged:
            role = self.roles.get((top, left), CellRole.NONE)
            for position in product(range(top, bottom + 1), range(left, right + 1)):
                self.roles.setdefault(position, role)
        return tuple(merged)

    def _mark_rest(self) -> None:
        """Mark all other cells of a sheet with a table as left out.

        In a sheet without a table they get no role. A sheet in which only hidden cells have a role
        has no table.
        """
        if set(self.roles.values()) - {CellRole.HIDDEN, CellRole.NONE}:
            for position in self._list_filled_cells(range(len(self.cells))):
                self.roles.setdefault(position, CellRole.LEFT_OUT)


def _measure_width(row: list[str]) -> int:
    """Return the number of cells of a row up to its last text."""
    return max((column for column, cell in enumerate(row, 1) if cell.strip()), default=0)


def _find_worst_levels(view: SheetView, problems: Iterable[Problem]) -> dict[str, Level]:
    """Return by cell the worst level of the problems that name the cell; notices do not count."""
    levels: dict[str, Level] = {}
    for problem in problems:
        cell = view.find_cell(problem)
        if cell and problem.level != "notice":
            levels[cell] = max(problem.level, levels.get(cell, "notice"), key=_LEVELS.index)
    return levels
