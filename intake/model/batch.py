"""A batch: the rows of one sheet before they are checked, as a text column for each field."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import pyarrow as pa

from intake.model.column_arrays import Ints
from intake.model.fields import TEXT_COLUMNS
from intake.model.problem import MAX_PER_CODE, Hint, Level, Problem, Problems

CHUNK_ROWS = 200_000
"""Rows of a batch that are checked at once; it limits the memory that a large file takes."""
_MAX_PROBLEM_TEXT = 200
"""Characters of a cell that a problem shows."""
_LABEL_FIELDS = ("ref_area", "time_period", "indicator")
"""Fields that a wide table has as labels, outside the column of the figure."""


@dataclass(frozen=True)
class Batch:
    """The figures of one sheet; `fields` has a text array for each column that the sheet has.

    `rows` has for each figure its row number in the sheet, from 1. In a long table (one figure a
    row), `column_letters` and `headings` have letter and heading of each field's column; the
    heading of a period without a column is the line above the table that states it. In a wide one
    (labels beside and above), `figure_columns` has the column letter of each figure. `has_codes`:
    labels are already replaced by codes, unmatched ones by "". `values_as` is "target" if the
    figures are targets, but have the codes of the indicators that the targets are for.
    `common_title` is that of a long table, see `TableContext`; `within` is the area in which one of
    several areas of one name is meant.
    """

    file: str
    sheet: str
    fields: dict[str, pa.ChunkedArray]
    rows: Ints
    column_letters: dict[str, str] = field(default_factory=dict)
    headings: dict[str, str] = field(default_factory=dict)
    figure_columns: Sequence[str] = ()
    has_codes: bool = False
    values_as: str = ""
    common_title: str = ""
    within: str = ""

    def __len__(self) -> int:
        """Return the number of figures in the batch."""
        return len(self.rows)

    def column(self, name: str) -> pa.ChunkedArray:
        """Return the text column of a field; empty cells if the sheet has no such column.

        The column may be dictionary-encoded; it has as many cells as the batch has figures.
        """
        column = self.fields.get(name)
        if column is not None:
            return column
        return pa.chunked_array([pa.repeat(pa.scalar("", pa.string()), len(self))])

    def take_chunks(self) -> Iterator["Batch"]:
        """Yield the batch in chunks of CHUNK_ROWS, emptying it meanwhile to keep memory low.

        An empty batch yields one empty chunk.
        """
        columns = {
            name: (column.type, deque(column.chunks)) for name, column in self.fields.items()
        }
        self.fields.clear()
        for start in range(0, max(len(self), 1), CHUNK_ROWS):
            stop = start + CHUNK_ROWS
            fields = {
                name: pa.chunked_array(_take_first_cells(arrays, CHUNK_ROWS), type_)
                for name, (type_, arrays) in columns.items()
            }
            rows, figure_columns = self.rows[start:stop], self.figure_columns[start:stop]
            yield replace(self, fields=fields, rows=rows, figure_columns=figure_columns)
            del fields  # before the next chunk is made

    def without_values(self) -> "Batch":
        """Return the batch with only row numbers, locators and notes, so that memory is freed."""
        texts = {name: self.fields[name] for name in TEXT_COLUMNS if name in self.fields}
        return replace(self, fields=texts)

    def make_problem(
        self,
        code: str,
        index: int,
        field_name: str = "",
        level: Level = "error",
        value: str = "",
        expected: str = "",
        **hints: Hint,
    ) -> Problem:
        """Return a problem of the figure at `index` of the batch, in the column of a field.

        `code` is the message's id; `value` is the cell's text, `expected` a correct one: both are
        cut to 200 characters. In a wide table the column is that of the figure, "" for a field that
        is a label.
        """
        column = self.column_letters.get(field_name, "")
        if not column and self.figure_columns and field_name not in _LABEL_FIELDS:
            column = self.figure_columns[index]
        return Problem(
            code=code,
            level=level,
            file=self.file,
            sheet=self.sheet,
            row=int(self.rows[index]),
            column=column,
            field=self.headings.get(field_name, ""),
            value=value[:_MAX_PROBLEM_TEXT],
            expected=expected[:_MAX_PROBLEM_TEXT],
            hints=hints,
        )

    def add_problems(
        self, problems: Problems, indices: Ints, make_problem: Callable[[int], Problem]
    ) -> None:
        """Add the problem `make_problem(index)` for each index of a figure of the batch.

        All have the same code. Only the first MAX_PER_CODE problems are made; the rest is counted.
        """
        first = map(make_problem, indices[:MAX_PER_CODE].tolist())
        problems.add_many(first, len(indices))


def _take_first_cells(arrays: deque[pa.Array], cell_count: int) -> list[pa.Array]:
    """Remove the first cells of a batch's column, a queue of arrays, and return them.

    Arrays are sliced, not copied; at the end of the queue there may be fewer than `cell_count`.
    """
    first_arrays: list[pa.Array] = []
    while arrays and cell_count:
        array = arrays.popleft()
        if len(array) > cell_count:
            arrays.appendleft(array.slice(cell_count))
            array = array.slice(0, cell_count)
        first_arrays.append(array)
        cell_count -= len(array)
    return first_arrays
