"""Collect what the cells of a sheet are taken as while it is read, for the sheet as it is shown."""

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
from intake.tables.computed_cells import shown_texts
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
"""Of the columns of long tables; those that are not named have codes of what is counted."""


class ShownSheets:
    """The sheets of an upload that are shown, in the order in which they are read."""

    def __init__(self) -> None:
        """Begin without a sheet."""
        self._sheets: dict[tuple[str, str], ShownSheet] = {}
        self._cells_left = MAX_CELLS

    def add(self, file: str, sheet: Sheet, rows: int = 0) -> "ShownSheet":
        """Return a sheet to be shown, `rows` the number of rows if `sheet` has only the first."""
        shown = ShownSheet(file, sheet, rows, self._cells_left)
        self._cells_left -= len(shown.cells) * shown.width
        return self._sheets.setdefault((file, sheet.name), shown)

    def find(self, file: str, sheet: str) -> "ShownSheet":
        """Return the sheet of this name, which has been added."""
        return self._sheets[file, sheet]

    def finish(self, figures: pa.Table, problems: Sequence[Problem]) -> tuple[SheetView, ...]:
        """Return all sheets as they are shown; `figures` are those of the upload with places."""
        names = ("file", "sheet", "row", "column", *KEY_COLUMNS)
        first = figures.select(names).filter(pc.less_equal(figures["row"], MAX_ROWS))
        keys: dict[tuple[str, str], dict[str, str]] = {}
        for figure in first.to_pylist():
            if all(figure[name] for name in REQUIRED_COLUMNS):
                of_sheet = keys.setdefault((figure["file"], figure["sheet"]), {})
                of_sheet[f"{figure['column']}{figure['row']}"] = figure_key(figure)
        return tuple(
            shown.finish(problems, keys.get(place, {})) for place, shown in self._sheets.items()
        )


class ShownSheet:
    """The first rows of a sheet that is being read; `roles` are collected meanwhile."""

    def __init__(self, file: str, sheet: Sheet, rows: int, most_cells: int) -> None:
        """Take the first rows of a sheet before it is read, with at most so many cells."""
        self.file, self.sheet = file, sheet
        texts = shown_texts(sheet, MAX_ROWS)
        self.rows = rows or len(sheet.rows)
        self.columns = max(map(len, sheet.rows), default=0)
        self.width = min(max(map(_filled_width, texts), default=0), MAX_COLUMNS)
        self.cells = [[cell[:MAX_TEXT] for cell in row[: self.width]] for row in texts]
        self.cells = self.cells[: most_cells // max(self.width, 1)]
        for row in self.cells:
            row.extend([""] * (self.width - len(row)))
        while self.cells and not any(self.cells[-1]):
            self.cells.pop()
        self.roles: dict[tuple[int, int], CellRole] = {}
        self.periods: dict[str, tuple[tuple[int, int], ...]] = {}

    def mark(self, cells: Iterable[tuple[int, int]], role: CellRole) -> None:
        """Say what cells, by row and column from 0, were taken as."""
        self.roles.update(dict.fromkeys(cells, role))

    def mark_filled(self, role: CellRole) -> None:
        """Say what all cells that have a text were taken as."""
        self.mark(self._filled_cells(range(len(self.cells))), role)

    def mark_hidden(self) -> None:
        """Say that what the sheet hides is not read."""
        rows = product(self.sheet.hidden_rows, range(self.width))
        columns = product(range(len(self.cells)), self.sheet.hidden_columns)
        self.mark(chain(rows, columns), CellRole.HIDDEN)

    def mark_long_table(self, header: LongHeader, note_rows: Collection[int] | None = None) -> None:
        """Say what the cells of a long table were taken as.

        `note_rows` are the rows of the notes below it, from 0; None where they are looked for.
        """
        self._mark_above(range(header.row))
        by_column = {column: name for name, column in header.columns.items()}
        for row in range(header.row, len(self.cells)):
            texts = [cell for cell in self.cells[row] if cell.strip()]
            is_below = row in note_rows if note_rows is not None else all(map(is_note, texts))
            for column, cell in enumerate(self.cells[row]):
                role = _FIELD_ROLES.get(by_column.get(column, ""), CellRole.HEADING)
                if column not in by_column:
                    role = CellRole.LEFT_OUT
                elif row == header.row:
                    role = CellRole.HEADING
                elif is_below:
                    role = CellRole.NOTE
                elif not cell.strip() and role == CellRole.FIGURE:
                    role = CellRole.NONE
                if texts:
                    self.mark([(row, column)], role)

    def mark_wide_table(self, table: WideTableRoles, figures: Collection[CellPosition]) -> None:
        """Say what the cells of a wide table were taken as, of which these are its figures."""
        for at, role in table.find_roles(len(self.cells), self.width, frozenset(figures)):
            if self.roles.get(at) != CellRole.HIDDEN:
                self.roles[at] = role
            if role in (CellRole.TITLE, CellRole.PERIOD) and at[0] in table.layout.context_rows:
                self._note_periods(*at)

    def _mark_above(self, rows: range) -> None:
        """Say what the lines above a long table were taken as."""
        for row, column in self._filled_cells(rows):
            text = self.cells[row][column]
            is_of_unit = text.strip().startswith("单位") or is_unit(text.strip())
            self.mark([(row, column)], CellRole.UNIT if is_of_unit else CellRole.TITLE)
            self._note_periods(row, column)

    def _note_periods(self, row: int, column: int) -> None:
        """Note where a line above a table prints its period."""
        found = tuple(
            (period.start, period.end) for period in find_periods(self.cells[row][column])
        )
        if found:
            self.periods[cell_name(row, column)] = found

    def _filled_cells(self, rows: range) -> list[tuple[int, int]]:
        """Return the cells of some rows that have a text."""
        return [
            (row, column)
            for row in rows
            for column, cell in enumerate(self.cells[row])
            if cell.strip()
        ]

    def finish(self, problems: Sequence[Problem], keys: Mapping[str, str]) -> SheetView:
        """Return the sheet as it is shown, with the keys of its figures by cell."""
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
        corrected = [problem for problem in problems if problem.code == "cell_corrected"]
        before = {cell: told.value for told in corrected if (cell := view.cell_of(told))}
        return replace(view, levels=_worst_levels(view, problems), corrected=before)

    def _mark_merged(self) -> tuple[tuple[int, int, int, int], ...]:
        """Return the merged cells that are shown; all of them are what the first one is."""
        merged = [
            (top, left, min(bottom, len(self.cells) - 1), min(right, self.width - 1))
            for top, left, bottom, right in self.sheet.merged
            if top < len(self.cells) and left < self.width
        ]
        for top, left, bottom, right in merged:
            role = self.roles.get((top, left), CellRole.NONE)
            for at in product(range(top, bottom + 1), range(left, right + 1)):
                self.roles.setdefault(at, role)
        return tuple(merged)

    def _mark_rest(self) -> None:
        """Say that all other cells of a sheet with a table are left out.

        Without a table nothing is known of any cell; hidden cells alone are no table.
        """
        if set(self.roles.values()) - {CellRole.HIDDEN, CellRole.NONE}:
            for at in self._filled_cells(range(len(self.cells))):
                self.roles.setdefault(at, CellRole.LEFT_OUT)


def _filled_width(row: list[str]) -> int:
    """Return the number of cells of a row up to its last text."""
    return max((column for column, cell in enumerate(row, 1) if cell.strip()), default=0)


def _worst_levels(view: SheetView, problems: Iterable[Problem]) -> dict[str, Level]:
    """Return the worst level of the problems that name a cell; notices do not count."""
    levels: dict[str, Level] = {}
    for problem in problems:
        cell = view.cell_of(problem)
        if cell and problem.level != "notice":
            levels[cell] = max(problem.level, levels.get(cell, "notice"), key=_LEVELS.index)
    return levels
