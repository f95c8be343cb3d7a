"""Find the role of each cell of a wide table: context lines, labels, figures and notes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from intake.model.sheet_view import CellRole
from intake.tables.grid import CellGrid, CellPosition, find_cell_kind
from intake.tables.heading_meaning import HeadingMeaning
from intake.tables.headings import HeadingReader
from intake.tables.table_context import TableContext
from intake.tables.table_layout import TableLayout
from intake.values import printed_units
from periods import read_title

_PERIOD_KINDS = ("year", "period")


@dataclass(frozen=True)
class WideTableRoles:
    """A wide table that was read, from which the roles of its cells are found.

    `rows` and `columns` are the meanings of its labels. `checks` are the positions of the labels of
    totals that are not figures, but only compared with the sum of their parts.
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
        """Yield position and role of each cell of the table that the page shows.

        The page shows the first `rows` and `columns` (both numbers) of the sheet. `figures` are the
        positions of the table's figures. Columns of a table to its left are left out.
        """
        by_column = {meaning.position.column: meaning for meaning in self.columns}
        for row in self.layout.context_rows:
            for column in range(columns if row < rows else 0):
                if text := self.grid.cells[row][column].strip():
                    yield (row, column), self._find_context_role(text)
        for row in (row for row in self.layout.header_rows if row < rows):
            for column in self._list_columns(columns):
                yield (row, column), self._find_heading_role(row, column, by_column.get(column))
        for meaning in (meaning for meaning in self.rows if meaning.position.row < rows):
            for column in self._list_columns(columns):
                position = CellPosition(meaning.position.row, column)
                role = self._find_body_role(position, meaning, by_column.get(column), figures)
                yield position, role
        for row in (row for row in self.layout.note_rows if row < rows):
            yield from (((row, column), CellRole.NOTE) for column in range(columns))

    def _list_columns(self, shown_count: int) -> range:
        """Return the table's columns among the first `shown_count` of the sheet.

        They begin with the table's first column, as another table may be on its left.
        """
        layout = self.layout
        table_columns = [*layout.label_columns, *layout.value_columns]
        # -1 stands for no column of units or codes.
        optional_columns = (layout.unit_column, layout.code_column)
        table_columns += [column for column in optional_columns if column >= 0]
        first_column = min(table_columns, default=0)
        # A single column left of it has line numbers, and belongs to the table.
        return range(0 if first_column <= 1 else first_column, shown_count)

    def _find_context_role(self, text: str) -> CellRole:
        """Return the role of a text in the lines above the table, by what the table took from it.

        A text from which neither title, unit, period nor area was taken is left out.
        """
        context = self.context
        if text == context.title:
            return CellRole.TITLE
        if context.unit and printed_units.find_unit(text) == context.unit:
            return CellRole.UNIT
        if context.period and read_title(text).period == context.period:
            return CellRole.PERIOD
        if context.area and self.headings.areas.find_area_in_text(text) == context.area:
            return CellRole.AREA
        return CellRole.LEFT_OUT

    def _find_heading_role(self, row: int, column: int, meaning: HeadingMeaning | None) -> CellRole:
        """Return the role of a cell in a header row; `meaning` is that of its column, if any.

        Cells above columns without figures (None), above growth rates and the like (`is_derived`),
        and in rows that are not read are left out.
        """
        layout, headings = self.layout, self.headings
        if column in (*layout.label_columns, layout.unit_column, layout.code_column):
            return CellRole.HEADING
        if meaning is None or meaning.is_derived or row in headings.unused_rows:
            return CellRole.LEFT_OUT
        if row in headings.unit_rows:
            return CellRole.UNIT
        if row in headings.area_rows:
            return CellRole.TOTAL if meaning.is_total else CellRole.AREA
        is_period = find_cell_kind(self.grid.filled[row][column]) in _PERIOD_KINDS
        return CellRole.PERIOD if is_period else CellRole.HEADING

    def _find_body_role(
        self,
        position: CellPosition,
        row: HeadingMeaning,
        column: HeadingMeaning | None,
        figures: frozenset[CellPosition],
    ) -> CellRole:
        """Return the role of a cell below the header, from the meanings of its row and column.

        `column` is None for a column without figures, `figures` are the positions of all figures.
        """
        layout = self.layout
        if position.column == layout.unit_column:
            return CellRole.UNIT
        if position.column == layout.code_column:
            return CellRole.AREA
        if position.column in layout.label_columns:
            return self._find_label_role(position, row)
        if position in figures:
            return CellRole.FIGURE
        if column is None or row.is_derived or column.is_derived:
            return CellRole.LEFT_OUT
        if self.checks & {row.position, column.position}:
            return CellRole.TOTAL
        kind = find_cell_kind(self.grid.cells[position.row][position.column])
        return CellRole.MISSING if kind in ("empty", "mark") else CellRole.LEFT_OUT

    def _find_label_role(self, position: CellPosition, row: HeadingMeaning) -> CellRole:
        """Return the role of a label beside the figures; `row` is the meaning of its row."""
        if row.is_derived:
            return CellRole.LEFT_OUT
        if position.column in self.headings.area_columns:
            return CellRole.TOTAL if row.is_total else CellRole.AREA
        kind = find_cell_kind(self.grid.filled[position.row][position.column])
        return CellRole.PERIOD if kind in _PERIOD_KINDS else CellRole.HEADING
