"""What the cells of a wide table were taken as: its lines above, labels, figures and notes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from intake.model.sheet_view import CellRole
from intake.tables.grid import CellGrid, CellPosition, cell_kind
from intake.tables.headings import HeadingMeaning, HeadingReader
from intake.tables.table_context import TableContext
from intake.tables.table_layout import TableLayout
from intake.values import printed_units
from periods import read_title

_PERIOD_KINDS = ("year", "period")


@dataclass(frozen=True)
class WideTableRoles:
    """A wide table that was read, to tell what its cells were taken as.

    `rows` and `columns` are the meanings of its labels, `checks` the labels of totals that are no
    figures.
    """

    grid: CellGrid
    layout: TableLayout
    headings: HeadingReader
    context: TableContext
    rows: Sequence[HeadingMeaning]
    columns: Sequence[HeadingMeaning]
    checks: frozenset[CellPosition] = field(default_factory=frozenset)

    def find_roles(
        self, rows: int, columns: int, figures: frozenset[CellPosition]
    ) -> Iterator[tuple[tuple[int, int], CellRole]]:
        """Yield the cells of the table in the first rows and columns of its sheet, with their role.

        Those of columns that have no role in the table are left out.
        """
        by_column = {meaning.position.column: meaning for meaning in self.columns}
        for row in self.layout.context_rows:
            for column in range(columns if row < rows else 0):
                if text := self.grid.cells[row][column].strip():
                    yield (row, column), self._role_above(text)
        for row in (row for row in self.layout.header_rows if row < rows):
            for column in self._columns_of_table(columns):
                yield (row, column), self._role_of_heading(row, column, by_column.get(column))
        for meaning in (meaning for meaning in self.rows if meaning.position.row < rows):
            for column in self._columns_of_table(columns):
                at = CellPosition(meaning.position.row, column)
                yield at, self._role_in_body(at, meaning, by_column.get(column), figures)
        for row in (row for row in self.layout.note_rows if row < rows):
            yield from (((row, column), CellRole.NOTE) for column in range(columns))

    def _columns_of_table(self, columns: int) -> range:
        """Return the columns of the table, which may stand beside another one on its left."""
        layout = self.layout
        others = [layout.unit_column, layout.code_column]
        own = [
            *layout.label_columns,
            *layout.value_columns,
            *(other for other in others if other >= 0),
        ]
        left = min(own, default=0)
        # Line numbers and remarks at the edges of the sheet belong to the table.
        return range(0 if left <= 1 else left, columns)

    def _role_above(self, text: str) -> CellRole:
        """Return what a line above the table was taken as."""
        context = self.context
        if text == context.title:
            return CellRole.TITLE
        if context.unit and printed_units.find_unit(text) == context.unit:
            return CellRole.UNIT
        if context.period and read_title(text).period == context.period:
            return CellRole.PERIOD
        if context.area and self.headings.areas.area_in_text(text) == context.area:
            return CellRole.AREA
        return CellRole.LEFT_OUT

    def _role_of_heading(self, row: int, column: int, meaning: HeadingMeaning | None) -> CellRole:
        """Return what a cell of a header row was taken as."""
        layout, headings = self.layout, self.headings
        if column in (*layout.label_columns, layout.unit_column, layout.code_column):
            return CellRole.HEADING
        if meaning is None or meaning.derived or row in headings.unused_rows:
            return CellRole.LEFT_OUT
        if row in headings.unit_rows:
            return CellRole.UNIT
        if row in headings.area_rows:
            return CellRole.TOTAL if meaning.is_total else CellRole.AREA
        is_period = cell_kind(self.grid.filled[row][column]) in _PERIOD_KINDS
        return CellRole.PERIOD if is_period else CellRole.HEADING

    def _role_in_body(
        self,
        at: CellPosition,
        row: HeadingMeaning,
        column: HeadingMeaning | None,
        figures: frozenset[CellPosition],
    ) -> CellRole:
        """Return what a cell below the header was taken as."""
        layout, cell = self.layout, self.grid.filled[at.row][at.column]
        if at.column == layout.unit_column:
            return CellRole.UNIT
        if at.column == layout.code_column:
            return CellRole.AREA
        if at.column in layout.label_columns:
            return self._role_of_label(at, row, cell)
        if at in figures:
            return CellRole.FIGURE
        if column is None or row.derived or column.derived:
            return CellRole.LEFT_OUT
        if self.checks & {row.position, column.position}:
            return CellRole.TOTAL
        is_missing = cell_kind(self.grid.cells[at.row][at.column]) in ("empty", "mark")
        return CellRole.MISSING if is_missing else CellRole.LEFT_OUT

    def _role_of_label(self, at: CellPosition, row: HeadingMeaning, cell: str) -> CellRole:
        """Return what a label beside the figures was taken as."""
        if row.derived:
            return CellRole.LEFT_OUT
        if at.column in self.headings.area_columns:
            return CellRole.TOTAL if row.is_total else CellRole.AREA
        return CellRole.PERIOD if cell_kind(cell) in _PERIOD_KINDS else CellRole.HEADING
