"""All figures of an upload as one table of arrays, and the place of each figure in its file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from intake.model.batch import Batch
from intake.model.column_arrays import (
    CodedColumn,
    Flags,
    Floats,
    MeasuredAmounts,
    Numbers,
    all_true,
    smallest_int,
)
from intake.model.fields import CODE_COLUMNS, FIGURE_COLUMNS, KEY_COLUMNS
from intake.model.problem import Level, Problem

AnyArray = TypeVar("AnyArray", bound=npt.NDArray[Any])
ParsedChunk = tuple[Batch, dict[str, CodedColumn], MeasuredAmounts]
"""A chunk of rows after reading: the places, the code columns, the amounts."""


@dataclass(frozen=True)
class JoinedColumn:
    """A code column of all batches: row `i` has the code `codes[numbers[i]]`."""

    numbers: Numbers
    codes: list[str]

    def __getitem__(self, row: int) -> str:
        """Return the code of one row."""
        return self.codes[int(self.numbers[row])]


@dataclass(frozen=True)
class FigureTable:
    """Every figure of the upload as arrays of equal length.

    Row `i` came from the batch with the index `batch_numbers[i]` and is row `batch_rows[i]` of it.
    `key_valid`: the row's key is complete and without fault; `valid`: its value is, too.
    """

    batches: tuple[Batch, ...]
    batch_numbers: Numbers
    batch_rows: npt.NDArray[np.int32]
    codes: dict[str, JoinedColumn]
    texts: dict[str, pa.ChunkedArray]
    value: Floats
    low: Floats
    high: Floats
    from_wording: Flags
    key_valid: Flags
    valid: Flags

    def __len__(self) -> int:
        """Return the number of figures."""
        return len(self.batch_numbers)

    def distinct_codes(self, name: str) -> set[str]:
        """Return the codes that occur in the code column `name`."""
        column = self.codes.get(name)
        return {column.codes[i] for i in np.unique(column.numbers)} - {""} if column else set()

    def key(self, row: int) -> dict[str, str]:
        """Return the key of the figure at `row`: the code of each key column."""
        return {name: self.codes[name][row] for name in KEY_COLUMNS}

    def place(self, row: int) -> tuple[str, str, int]:
        """Return file, sheet and row number of the figure at `row`."""
        batch = self.batches[self.batch_numbers[row]]
        return batch.file, batch.sheet, int(batch.rows[self.batch_rows[row]])

    def make_problem(
        self,
        code: str,
        row: int,
        level: Level = "error",
        name: str = "",
        **hints: str | int | float,
    ) -> Problem:
        """Return a problem of the figure at `row`, in the column of the field `name`.

        `hints` fill the message's placeholders; `value` and `expected` are taken out of them.
        """
        batch = self.batches[self.batch_numbers[row]]
        value, expected = str(hints.pop("value", "")), str(hints.pop("expected", ""))
        field = name or ("as_reported" if self.from_wording[row] else "value")
        index = int(self.batch_rows[row])
        problem: Problem = batch.make_problem(code, index, field, level, value, expected, **hints)
        return problem

    def wording(self, row: int) -> str:
        """Return the figure at `row` as it was reported."""
        return str(self.texts["as_reported"][row].as_py())


def join_batches(chunks: list[ParsedChunk]) -> FigureTable:
    """Join chunks into one table. The list is emptied meanwhile, to keep memory low."""
    batches = tuple(batch for batch, _, _ in chunks)
    sizes = [len(batch) for batch in batches]
    coded, measured = [each for _, each, _ in chunks], [each for _, _, each in chunks]
    chunks.clear()
    key_valid = _join_flags([_valid_keys(each) for each in coded])
    codes = {name: _join_codes([each.pop(name) for each in coded]) for name in CODE_COLUMNS}
    codes["qualifier"] = _join_codes([each.qualifier for each in measured])
    columns: dict[str, list[Any]] = {
        name: [getattr(each, name) for each in measured]
        for name in ("as_reported", "value", "low", "high", "from_wording", "valid")
    }
    del measured
    return FigureTable(
        batches,
        cast(Numbers, np.repeat(smallest_int(np.arange(len(sizes)), len(sizes)), sizes)),
        _join_arrays([np.arange(size, dtype=np.int32) for size in sizes], np.zeros(0, np.int32)),
        codes,
        {
            "as_reported": _join_texts(columns.pop("as_reported")),
            "locator": _join_texts([batch.column("locator") for batch in batches]),
            "note": _join_texts([batch.column("note") for batch in batches]),
        },
        _join_arrays(columns.pop("value"), np.zeros(0)),
        _join_arrays(columns.pop("low"), np.zeros(0)),
        _join_arrays(columns.pop("high"), np.zeros(0)),
        _join_flags(columns.pop("from_wording")),
        key_valid,
        key_valid & _join_flags(columns.pop("valid")),
    )


def to_dataframe(table: FigureTable) -> pd.DataFrame:
    """Return the figures with the columns of figures.csv; text columns are `str`."""
    columns: dict[str, object] = {}
    for name in FIGURE_COLUMNS:
        if name in table.codes:
            column = table.codes[name]
            codes = pa.array(column.codes, pa.large_string())
            columns[name] = _text_series(pa.chunked_array([codes.take(pa.array(column.numbers))]))
        elif name in table.texts:
            columns[name] = _text_series(table.texts[name])
        else:
            columns[name] = getattr(table, name.removeprefix("value_"))
    return pd.DataFrame(columns, copy=False)


def figure_places(table: FigureTable) -> pd.DataFrame:
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


def _repeat_by_batch(table: FigureTable, texts: list[str]) -> "pd.Series[str]":
    """Return for each figure the text of its batch, as a categorical column."""
    distinct = list(dict.fromkeys(texts))
    numbers = np.array([distinct.index(text) for text in texts], np.int32)
    return pd.Series(
        pd.Categorical.from_codes(numbers[table.batch_numbers], categories=pd.Index(distinct))
    )


def _column_letters(batch: Batch) -> "pd.Series[str]":
    """Return the letter of the column that each figure of a batch is in."""
    if batch.figure_columns:
        return pd.Series(list(batch.figure_columns), dtype="str")
    letter = batch.column_letters.get("as_reported") or batch.column_letters.get("value", "")
    return pd.Series(np.repeat(np.array([letter], dtype=object), len(batch)), dtype="str")


def _join_codes(columns: Sequence[CodedColumn]) -> JoinedColumn:
    """Join code columns and renumber them: equal codes get equal numbers in all of them."""
    codes = list(dict.fromkeys(code for column in columns for code in column.codes)) or [""]
    index = {code: i for i, code in enumerate(codes)}
    new_numbers = [
        smallest_int(np.array([index[code] for code in column.codes] or [0], np.int32), len(codes))
        for column in columns
    ]
    numbers = [new[column.numbers] for new, column in zip(new_numbers, columns, strict=True)]
    return JoinedColumn(_join_arrays(numbers, np.zeros(0, np.int16)), codes)


def _valid_keys(coded: dict[str, CodedColumn]) -> Flags:
    """Return which rows have a code in every key column."""
    valid = all_true(len(next(iter(coded.values())).numbers))
    for name in KEY_COLUMNS:
        if not coded[name].valid.all():
            valid = valid & coded[name].valid
    return valid


def _join_flags(arrays: Sequence[Flags]) -> Flags:
    """Join arrays of flags."""
    return _join_arrays(arrays, all_true(0))


def _join_arrays(arrays: Sequence[AnyArray], empty: AnyArray) -> AnyArray:
    """Join arrays of the type of `empty`; a single one is returned without a copy."""
    if len(arrays) == 1:
        return arrays[0]
    return cast(AnyArray, np.concatenate([empty, *arrays]))


def _join_texts(columns: Sequence[pa.ChunkedArray]) -> pa.ChunkedArray:
    """Join text columns; dictionary-encoded ones are decoded."""
    chunks = [chunk for column in columns for chunk in column.cast(pa.string()).chunks]
    return pa.chunked_array(chunks, pa.string())


def _text_series(column: pa.ChunkedArray) -> "pd.Series[str]":
    """Return a `str` series without making a Python string of each cell."""
    array = pd.array(column.cast(pa.large_string()), dtype="str")
    return pd.Series(array)
