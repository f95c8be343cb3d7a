"""All figures of an upload in one table, and where each of them stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from intake.model.batch import Batch, Flags, Floats, Numbers, all_true, smallest_int
from intake.model.fields import CODE_COLUMNS, FIGURE_COLUMNS, KEY_COLUMNS
from intake.model.measured import MeasuredValues
from intake.model.problem import Level, Problem
from intake.values.codes import CodedColumn

AnyArray = TypeVar("AnyArray", bound=npt.NDArray[Any])
_EMPTY = np.zeros(0, np.int32)
ParsedChunk = tuple[Batch, dict[str, CodedColumn], MeasuredValues]


@dataclass(frozen=True)
class JoinedColumn:
    """A code column of all batches: the number of each row's code, and the codes."""

    numbers: Numbers
    words: list[str]

    def __getitem__(self, row: int) -> str:
        """Return the code of one row."""
        return self.words[int(self.numbers[row])]


@dataclass(frozen=True)
class FigureTable:
    """Every figure of the upload. `batch` and `at` lead from a row to its place in a file.

    `keyed`: the row's key is complete and without fault; `good`: so is its value.
    """

    batches: tuple[Batch, ...]
    batch: Numbers
    at: npt.NDArray[np.int32]
    codes: dict[str, JoinedColumn]
    texts: dict[str, pa.ChunkedArray]
    value: Floats
    low: Floats
    high: Floats
    worded: Flags
    keyed: Flags
    good: Flags

    def __len__(self) -> int:
        """Count the figures."""
        return len(self.batch)

    def used(self, name: str) -> set[str]:
        """Return the codes that stand in a code column."""
        column = self.codes.get(name)
        return {column.words[at] for at in np.unique(column.numbers)} - {""} if column else set()

    def key(self, row: int) -> dict[str, str]:
        """Return the key of one figure."""
        return {name: self.codes[name][row] for name in KEY_COLUMNS}

    def place(self, row: int) -> tuple[str, str, int]:
        """Return file, sheet and row number of one figure."""
        batch = self.batches[self.batch[row]]
        return batch.file, batch.sheet, int(batch.rows[self.at[row]])

    def problem(
        self,
        code: str,
        row: int,
        level: Level = "error",
        name: str = "",
        **more: str | int | float,
    ) -> Problem:
        """Make a problem of one figure; `value` and `expected` among `more` are its own."""
        batch = self.batches[self.batch[row]]
        value, expected = str(more.pop("value", "")), str(more.pop("expected", ""))
        field = name or ("as_reported" if self.worded[row] else "value")
        at = int(self.at[row])
        found: Problem = batch.problem(code, at, field, level, value, expected, **more)
        return found

    def wording(self, row: int) -> str:
        """Return a figure as it was reported."""
        return str(self.texts["as_reported"][row].as_py())


def join_batches(parts: list[ParsedChunk]) -> FigureTable:
    """Put the batches one below the other; column by column they are let go of."""
    batches = tuple(batch for batch, _, _ in parts)
    sizes = [len(batch) for batch in batches]
    coded, measured = [each for _, each, _ in parts], [each for _, _, each in parts]
    parts.clear()
    keyed = _join_flags([_valid_keys(each) for each in coded])
    codes = {name: _join_codes([each.pop(name) for each in coded]) for name in CODE_COLUMNS}
    codes["qualifier"] = _join_codes([each.qualifier for each in measured])
    columns: dict[str, list[Any]] = {
        name: [getattr(each, name) for each in measured]
        for name in ("as_reported", "value", "low", "high", "worded", "good")
    }
    del measured
    return FigureTable(
        batches,
        cast(Numbers, np.repeat(smallest_int(np.arange(len(sizes)), len(sizes)), sizes)),
        np.concatenate([_EMPTY, *(np.arange(size, dtype=np.int32) for size in sizes)]),
        codes,
        {
            "as_reported": _join_texts(columns.pop("as_reported")),
            "locator": _join_texts([batch.column("locator") for batch in batches]),
            "note": _join_texts([batch.column("note") for batch in batches]),
        },
        _join_numbers(columns.pop("value")),
        _join_numbers(columns.pop("low")),
        _join_numbers(columns.pop("high")),
        _join_flags(columns.pop("worded")),
        keyed,
        keyed & _join_flags(columns.pop("good")),
    )


def to_dataframe(table: FigureTable) -> pd.DataFrame:
    """Return the figures with the columns of figures.csv; text columns are `str`."""
    columns: dict[str, object] = {}
    for name in FIGURE_COLUMNS:
        if name in table.codes:
            column = table.codes[name]
            words = pa.array(column.words, pa.large_string())
            columns[name] = _text_series(pa.chunked_array([words.take(pa.array(column.numbers))]))
        elif name in table.texts:
            columns[name] = _text_series(table.texts[name])
        else:
            columns[name] = getattr(table, name.removeprefix("value_"))
    return pd.DataFrame(columns, copy=False)


def figure_locations(table: FigureTable) -> pd.DataFrame:
    """Return file, sheet, row and column letter of each figure."""
    rows = [batch.rows for batch in table.batches]
    letters = [_column_letters(batch) for batch in table.batches]
    return pd.DataFrame(
        {
            "file": _repeat_by_batch(table, [batch.file for batch in table.batches]),
            "sheet": _repeat_by_batch(table, [batch.sheet for batch in table.batches]),
            "row": np.concatenate(rows) if rows else np.zeros(0, np.int64),
            "column": pd.concat(letters, ignore_index=True) if letters else pd.Series(dtype="str"),
        }
    )


def _repeat_by_batch(table: FigureTable, words: list[str]) -> "pd.Series[str]":
    known = list(dict.fromkeys(words))
    numbers = np.array([known.index(word) for word in words], np.int32)
    return pd.Series(pd.Categorical.from_codes(numbers[table.batch], categories=pd.Index(known)))


def _column_letters(batch: Batch) -> "pd.Series[str]":
    if batch.cells:
        return pd.Series(list(batch.cells), dtype="str")
    letter = batch.letters.get("as_reported") or batch.letters.get("value", "")
    return pd.Series(np.repeat(np.array([letter], dtype=object), len(batch)), dtype="str")


def _join_codes(parts: Sequence[CodedColumn]) -> JoinedColumn:
    """Give the same code the same number in all parts."""
    words = list(dict.fromkeys(word for part in parts for word in part.words)) or [""]
    place = {word: at for at, word in enumerate(words)}
    moved = [
        smallest_int(np.array([place[word] for word in part.words] or [0], np.int32), len(words))
        for part in parts
    ]
    numbers = [table[part.numbers] for table, part in zip(moved, parts, strict=True)]
    return JoinedColumn(_join_arrays(numbers, np.zeros(0, np.int16)), words)


def _valid_keys(coded: dict[str, CodedColumn]) -> Flags:
    good = all_true(len(next(iter(coded.values())).numbers))
    for name in KEY_COLUMNS:
        if not coded[name].good.all():
            good = good & coded[name].good
    return good


def _join_flags(parts: Sequence[Flags]) -> Flags:
    return _join_arrays(parts, all_true(0))


def _join_numbers(parts: Sequence[Floats]) -> Floats:
    return _join_arrays(parts, np.zeros(0))


def _join_arrays(parts: Sequence[AnyArray], empty: AnyArray) -> AnyArray:
    """Join arrays; a single one is taken as it is."""
    if len(parts) == 1:
        return parts[0]
    return cast(AnyArray, np.concatenate([empty, *parts]))


def _join_texts(parts: Sequence[pa.ChunkedArray]) -> pa.ChunkedArray:
    chunks = [chunk for part in parts for chunk in part.cast(pa.string()).chunks]
    return pa.chunked_array(chunks, pa.string())


def _text_series(column: pa.ChunkedArray) -> "pd.Series[str]":
    """Make a `str` column without a Python string for each cell."""
    array = pd.array(column.cast(pa.large_string()), dtype="str")
    return pd.Series(array)
