"""The rows of one sheet before they are checked: a text column per field, and each row's place."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa

from intake.model.column_arrays import Ints
from intake.model.fields import TEXT_COLUMNS
from intake.model.problem import MAX_PER_CODE, Hint, Level, Problem, Problems

CHUNK_ROWS = 200_000
"""Rows that are checked at once."""


@dataclass(frozen=True)
class Batch:
    """The rows of one sheet; `fields` has a text array for each column that the sheet has.

    `rows` are row numbers from 1. `column_letters` and `headings` name the column of each field; in
    a wide table `figure_columns` names the column of each figure instead. `has_codes`: labels are
    already replaced by codes, unmatched ones by "".
    """

    file: str
    sheet: str
    fields: dict[str, pa.ChunkedArray]
    rows: Ints
    column_letters: dict[str, str] = field(default_factory=dict)
    headings: dict[str, str] = field(default_factory=dict)
    figure_columns: Sequence[str] = ()
    has_codes: bool = False

    def __len__(self) -> int:
        """Return the number of figures."""
        return len(self.rows)

    def column(self, name: str) -> pa.ChunkedArray:
        """Return a column of text; if the sheet has no such column, every cell is empty."""
        column = self.fields.get(name)
        if column is not None:
            return column
        return pa.chunked_array([pa.repeat(pa.scalar("", pa.string()), len(self))])

    def take_chunks(self) -> Iterator["Batch"]:
        """Yield the batch in chunks of CHUNK_ROWS, emptying it meanwhile to keep memory low."""
        columns = {
            name: (column.type, deque(column.chunks)) for name, column in self.fields.items()
        }
        self.fields.clear()
        for start in range(0, max(len(self), 1), CHUNK_ROWS):
            stop = start + CHUNK_ROWS
            fields = {
                name: pa.chunked_array(_take_first(arrays, CHUNK_ROWS), type_)
                for name, (type_, arrays) in columns.items()
            }
            rows, figure_columns = self.rows[start:stop], self.figure_columns[start:stop]
            yield replace(self, fields=fields, rows=rows, figure_columns=figure_columns)
            del fields

    def without_values(self) -> "Batch":
        """Return the batch with only its places, locators and notes, to free memory."""
        texts = {name: self.fields[name] for name in TEXT_COLUMNS if name in self.fields}
        return replace(self, fields=texts)

    def make_problem(
        self,
        code: str,
        index: int,
        name: str = "",
        level: Level = "error",
        value: str = "",
        expected: str = "",
        **hints: Hint,
    ) -> Problem:
        """Return a problem of the figure at `index`, in the column of the field `name`.

        `code` is the message's id; `value` is the cell's text, `expected` a correct one.
        """
        column = self.column_letters.get(name, "")
        if not column and self.figure_columns and name not in _LABEL_FIELDS:
            column = self.figure_columns[index]
        return Problem(
            code,
            level,
            self.file,
            self.sheet,
            int(self.rows[index]),
            column,
            self.headings.get(name, ""),
            value[:200],
            expected[:200],
            hints,
        )

    def add_problems(
        self, problems: Problems, rows: Iterable[int] | Ints, make: Callable[[int], Problem]
    ) -> None:
        """Add the problem `make(index)` for each index in `rows`.

        Only the first MAX_PER_CODE problems are made; the rest is counted.
        """
        indices = np.asarray(rows, dtype=np.int64)
        problems.add_many((make(int(index)) for index in indices[:MAX_PER_CODE]), len(indices))


_LABEL_FIELDS = ("ref_area", "time_period", "indicator")


def _take_first(arrays: deque[pa.Array], count: int) -> list[pa.Array]:
    """Remove the first `count` cells from the arrays of a column and return them."""
    taken: list[pa.Array] = []
    while arrays and count:
        array = arrays.popleft()
        if len(array) > count:
            arrays.appendleft(array.slice(count))
            array = array.slice(0, count)
        taken.append(array)
        count -= len(array)
    return taken
