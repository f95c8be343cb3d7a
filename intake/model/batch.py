"""Figures of one sheet before they are checked: a text column each, and where each row stands."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from intake.model.problem import MAX_PER_CODE, Hint, Level, Problem, Problems

Ints = npt.NDArray[np.int64]
CHUNK_ROWS = 200_000
"""Rows that are checked at once."""
Numbers = npt.NDArray[np.int16] | npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Batch:
    """The rows of one sheet. `fields` holds a text array for each column that the sheet has.

    `rows` are row numbers from 1. `letters` and `headings` name the column of a field; in a table
    whose figures stand side by side `cells` names the column of each figure instead.
    `settled`: labels were matched to codes already, what could not be is empty.
    """

    file: str
    sheet: str
    fields: dict[str, pa.ChunkedArray]
    rows: Ints
    letters: dict[str, str] = field(default_factory=dict)
    headings: dict[str, str] = field(default_factory=dict)
    cells: Sequence[str] = ()
    settled: bool = False

    def __len__(self) -> int:
        """Count the figures."""
        return len(self.rows)

    def column(self, name: str) -> pa.ChunkedArray:
        """Return a column as text, empty where the sheet has none."""
        found = self.fields.get(name)
        if found is not None:
            return found
        return pa.chunked_array([pa.repeat(pa.scalar("", pa.string()), len(self))])

    def take_chunks(self) -> Iterator["Batch"]:
        """Cut the batch into pieces that are checked one after the other, to keep memory low.

        It is used up by it: what was read of a piece is let go of with the piece.
        """
        left = {name: (column.type, deque(column.chunks)) for name, column in self.fields.items()}
        self.fields.clear()
        for start in range(0, max(len(self), 1), CHUNK_ROWS):
            stop = start + CHUNK_ROWS
            fields = {
                name: pa.chunked_array(_take_first(chunks, CHUNK_ROWS), kind)
                for name, (kind, chunks) in left.items()
            }
            rows, cells = self.rows[start:stop], self.cells[start:stop]
            yield replace(self, fields=fields, rows=rows, cells=cells)
            del fields

    def without_values(self) -> "Batch":
        """Keep the texts alone that are told on: what was read of the others stands elsewhere."""
        kept = {name: texts for name, texts in self.fields.items() if name in ("locator", "note")}
        return replace(self, fields=kept)

    def problem(
        self,
        code: str,
        at: int,
        name: str = "",
        level: Level = "error",
        value: str = "",
        expected: str = "",
        **hints: Hint,
    ) -> Problem:
        """Make a problem of the figure at index `at`, in the column of the field `name`."""
        column = self.letters.get(name, "")
        if not column and self.cells and name not in ("ref_area", "time_period", "indicator"):
            column = self.cells[at]
        return Problem(
            code,
            level,
            self.file,
            self.sheet,
            int(self.rows[at]),
            column,
            self.headings.get(name, ""),
            value[:200],
            expected[:200],
            hints,
        )

    def report(
        self, problems: Problems, at: Iterable[int] | Ints, make: Callable[[int], Problem]
    ) -> None:
        """Add a problem for each of the figures `at`, the first ones one by one."""
        places = np.asarray(at, dtype=np.int64)
        problems.add_many((make(int(index)) for index in places[:MAX_PER_CODE]), len(places))


def _take_first(chunks: deque[pa.Array], count: int) -> list[pa.Array]:
    """Take the first `count` cells out of the chunks of a column."""
    taken: list[pa.Array] = []
    while chunks and count:
        chunk = chunks.popleft()
        if len(chunk) > count:
            chunks.appendleft(chunk.slice(count))
            chunk = chunk.slice(0, count)
        taken.append(chunk)
        count -= len(chunk)
    return taken


def dictionary_encode(column: pa.ChunkedArray) -> tuple[Numbers, list[str]]:
    """Split a text column into the number of each row's word and the words themselves."""
    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    if not encoded.num_chunks:
        return np.zeros(0, np.int32), []
    whole = pa.concat_arrays(encoded.unify_dictionaries().chunks)
    words = list(map(str, whole.dictionary.to_pylist()))
    return smallest_int(whole.indices.to_numpy(zero_copy_only=False), len(words)), words


def smallest_int(numbers: npt.NDArray[np.signedinteger[Any]], most: int) -> Numbers:
    """Hold numbers below `most` in two bytes each where they fit."""
    if most < 2**15:
        return numbers.astype(np.int16, copy=False)
    return numbers.astype(np.int32, copy=False)


def all_true(size: int) -> Flags:
    """Return `size` true flags that take no memory; read only."""
    return np.broadcast_to(np.True_, size)


def text_column(texts: Sequence[str]) -> pa.ChunkedArray:
    """Make a text column."""
    return pa.chunked_array([pa.array(texts, pa.string())])


def unique_inverse(numbers: npt.NDArray[np.signedinteger[Any]]) -> tuple[Ints, Numbers]:
    """Return the different numbers, and for each row the place of its own among them."""
    encoded = pa.array(numbers).dictionary_encode()
    kinds: Ints = encoded.dictionary.to_numpy().astype(np.int64)
    return kinds, smallest_int(encoded.indices.to_numpy(), len(kinds))
