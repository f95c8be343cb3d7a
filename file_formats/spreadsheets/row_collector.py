"""Collect the cells of a sheet that is read element by element, within the limits."""

from dataclasses import dataclass, field
from typing import Any

from file_formats.errors import FileFormatError
from file_formats.limits import FileLimits
from file_formats.sheet import Cell


@dataclass
class CollectedSize:
    """The number of cells read from the sheets of one file so far, and the length of their texts.

    Repeated cells and rows make a small file large, so that both are limited while it is read.
    """

    limits: FileLimits
    cells: int = 0
    text: int = 0

    def add(self, cells: int, text: int, sheet: str) -> None:
        """Count more cells, and `text`, the length of their texts; errors name the `sheet`.

        Raises FileFormatError (too_many_cells, unpacked_too_large).
        """
        self.cells += cells
        self.text += text
        for code, limit, found in (
            ("too_many_cells", self.limits.cells, self.cells),
            ("unpacked_too_large", self.limits.unpacked_size, self.text),
        ):
            if found > limit:
                raise FileFormatError(code, sheet=sheet, values={"limit": limit, "found": found})


@dataclass
class RowCollector:
    """The rows of one sheet, without the empty ones at its end; positions count from 0.

    `fields` has the other lists that `Sheet.from_fields` reads, by name.
    """

    name: str
    size: CollectedSize
    rows: list[list[Cell]] = field(default_factory=list)
    fields: dict[str, list[Any]] = field(default_factory=dict)
    _row: list[Cell] = field(default_factory=list)
    _text: int = 0
    _row_fields: list[tuple[str, int, tuple[Any, ...]]] = field(default_factory=list)
    _empty_rows: int = 0

    @property
    def next_row(self) -> int:
        """The index of the row that is being collected."""
        return len(self.rows) + self._empty_rows

    def add_cell(self, column: int, cell: Cell, repeated: int = 1) -> None:
        """Add a filled cell to the row at `column`; `repeated` is how often it occurs side by side.

        Raises FileFormatError (too_many_columns, cell_too_long).
        """
        limits, row_number = self.size.limits, self.next_row + 1
        if column + repeated > limits.columns:
            values = {"limit": limits.columns, "found": column + repeated}
            raise FileFormatError("too_many_columns", row_number, sheet=self.name, values=values)
        length = len(cell) if isinstance(cell, str) else 8  # a number has eight bytes
        if length > limits.cell_text:
            values = {"limit": limits.cell_text, "row": row_number}
            raise FileFormatError("cell_too_long", row_number, sheet=self.name, values=values)
        missing_count = column + repeated - len(self._row)
        self._row += [""] * missing_count
        self._row[column : column + repeated] = [cell] * repeated
        self._text += length * repeated

    def note(self, name: str, column: int, *value: Any) -> None:
        """Note a property of a cell of the row: `percents`, or a field with a value (`indents`).

        `name` is the name of the field in `Sheet`.
        """
        self._row_fields.append((name, column, value))

    def end_row(self, repeated: int = 1) -> None:
        """End the row; `repeated` is how often it occurs one below the other.

        Empty rows are only counted, and added when a filled one follows.

        Raises FileFormatError (too_many_rows, too_many_cells, unpacked_too_large).
        """
        if not self._row:
            self._empty_rows += repeated
            return
        limit = self.size.limits.rows
        if self.next_row + repeated > limit:
            values = {"limit": limit}
            raise FileFormatError("too_many_rows", limit + 1, sheet=self.name, values=values)
        width = len(self._row)
        # Empty rows above count as one cell each.
        cells = width * repeated + self._empty_rows
        self.size.add(cells, self._text * repeated, self.name)
        self.rows += ([] for _ in range(self._empty_rows))
        for row in range(len(self.rows), len(self.rows) + repeated):
            self.rows.append(list(self._row))
            for name, column, value in self._row_fields:
                self.fields.setdefault(name, []).append((row, column, *value))
        self._row, self._row_fields, self._text, self._empty_rows = [], [], 0, 0

    def merge(self, row: int, column: int, rows: int, columns: int) -> None:
        """Note a merged cell of the sheet: its first row and column, and how many it spans."""
        if rows > 1 or columns > 1:
            merged = (row, column, row + rows - 1, column + columns - 1)
            self.fields.setdefault("merged", []).append(merged)

    def to_fields(self) -> dict[str, Any]:
        """Return the fields of the sheet for `Sheet.from_fields`."""
        return {"name": self.name, "rows": self.rows, **self.fields}
