"""The figure table: all figures of an upload as arrays, with the place of each in its file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from intake.model.batch import Batch
from intake.model.column_arrays import (
    CodedColumn,
    Flags,
    Floats,
    Indices,
    MeasuredAmounts,
    make_true_flags,
    shrink_indices,
)
from intake.model.fields import CODE_COLUMNS, FIGURE_COLUMNS, KEY_COLUMNS, TEXT_COLUMNS
from intake.model.problem import Level, Problem

PLACE_COLUMNS = ("file", "sheet", "row", "column")
"""Where a figure was uploaded from: file, sheet, row from 1, and letter of its column."""
AnyArray = TypeVar("AnyArray", bound=npt.NDArray[Any])


class ParsedChunk(NamedTuple):
    """A chunk of rows after reading; its `batch` has only row numbers, locators and notes left."""

    batch: Batch
    codes: dict[str, CodedColumn]
    amounts: MeasuredAmounts


class FigurePlace(NamedTuple):
    """The place that a figure was uploaded from; `row` counts from 1."""

    file: str
    sheet: str
    row: int


@dataclass(frozen=True)
class JoinedColumn:
    """A code column of the figure table: row `i` has the code `codes[indices[i]]`."""

    indices: Indices
    codes: list[str]

    def __getitem__(self, row: int) -> str:
        """Return the code of the figure at `row`."""
        return self.codes[int(self.indices[row])]


@dataclass(frozen=True)
class FigureTable:
    """Every figure of the upload as arrays of equal length.

    Figure `i` came from `batches[batch_indices[i]]` and is at index `batch_rows[i]` in that batch.
    `low` and `high` are the bounds of `value`, NaN if open. `from_wording`: the number was read
    from the figure as printed, not from the column `value`. `key_valid`: every code of the key was
    found; `valid`: the value could be read, too. `source_valid`: the source is listed, or none is
    given.
    """

    batches: tuple[Batch, ...]
    batch_indices: Indices
    batch_rows: npt.NDArray[np.int32]
    codes: dict[str, JoinedColumn]
    texts: dict[str, pa.ChunkedArray]
    value: Floats
    low: Floats
    high: Floats
    from_wording: Flags
    key_valid: Flags
    valid: Flags
    source_valid: Flags

    def __len__(self) -> int:
        """Return the number of figures in the table."""
        return len(self.batch_indices)

    def distinct_codes(self, name: str) -> set[str]:
        """Return the codes, except "", that occur in the code column `name`."""
        column = self.codes.get(name)
        return {column.codes[i] for i in np.unique(column.indices)} - {""} if column else set()

    def key(self, row: int) -> dict[str, str]:
        """Return the key of the figure at `row`: the code of each key column."""
        return {name: self.codes[name][row] for name in KEY_COLUMNS}

    def place(self, row: int) -> FigurePlace:
        """Return the place that the figure at `row` of the table was uploaded from."""
        batch = self.batches[self.batch_indices[row]]
        return FigurePlace(batch.file, batch.sheet, int(batch.rows[self.batch_rows[row]]))

    def make_problem(
        self,
        code: str,
        row: int,
        level: Level = "error",
        field_name: str = "",
        **hints: str | int | float,
    ) -> Problem:
        """Return a problem of the figure at `row` of the table, in the column of a field.

        Without `field_name` it is the column that the figure's number was read from. `hints` fill
        the message's placeholders; the hints `value` and `expected` become fields of the problem.
        """
        batch: Batch = self.batches[self.batch_indices[row]]
        value, expected = str(hints.pop("value", "")), str(hints.pop("expected", ""))
        field_name = field_name or ("as_reported" if self.from_wording[row] else "value")
        index = int(self.batch_rows[row])
        return batch.make_problem(code, index, field_name, level, value, expected, **hints)

    def wording(self, row: int) -> str:
        """Return the wording of the figure at `row`: its number as it was printed, 2300万余元."""
        return str(self.texts["as_reported"][row].as_py())


def join_batches(chunks: list[ParsedChunk]) -> FigureTable:
    """Join chunks into one figure table; they are emptied meanwhile to keep memory low."""
    batches = tuple(chunk.batch for chunk in chunks)
    sizes = [len(batch) for batch in batches]
    coded, amounts = [chunk.codes for chunk in chunks], [chunk.amounts for chunk in chunks]
    chunks.clear()
    key_valid = _join_flags([_has_valid_key(columns) for columns in coded])
    source_valid = _join_flags([columns["source"].valid for columns in coded])
    codes = {
        name: _join_code_columns([columns.pop(name) for columns in coded]) for name in CODE_COLUMNS
    }
    # `amounts` have the qualifiers of the wording (2300万余元), too; `coded` only the column's.
    codes["qualifier"] = _join_code_columns([chunk.qualifier for chunk in amounts])
    arrays: dict[str, list[Any]] = {
        name: [getattr(chunk, name) for chunk in amounts]
        for name in ("as_reported", "value", "low", "high", "from_wording", "valid")
    }
    del amounts
    batch_indices = np.repeat(shrink_indices(np.arange(len(sizes)), len(sizes)), sizes)
    batch_rows = [np.arange(size, dtype=np.int32) for size in sizes]
    return FigureTable(
        batches=batches,
        batch_indices=cast(Indices, batch_indices),
        batch_rows=_join_arrays(batch_rows, np.zeros(0, np.int32)),
        codes=codes,
        texts={
            "as_reported": _join_text_columns(arrays.pop("as_reported")),
            **{
                name: _join_text_columns([batch.column(name) for batch in batches])
                for name in TEXT_COLUMNS
            },
        },
        value=_join_arrays(arrays.pop("value"), np.zeros(0)),
        low=_join_arrays(arrays.pop("low"), np.zeros(0)),
        high=_join_arrays(arrays.pop("high"), np.zeros(0)),
        from_wording=_join_flags(arrays.pop("from_wording")),
        key_valid=key_valid,
        valid=key_valid & _join_flags(arrays.pop("valid")),
        source_valid=source_valid,
    )


def to_arrow(table: FigureTable) -> pa.Table:
    """Return the figures with the columns of figures.csv, and with the columns PLACE_COLUMNS.

    Codes, files and sheets are dictionary-encoded; arrays of numbers are not copied.
    """
    columns: dict[str, Any] = {}
    for name in FIGURE_COLUMNS:
        if name in table.codes:
            column = table.codes[name]
            columns[name] = pa.DictionaryArray.from_arrays(
                pa.array(column.indices), pa.array(column.codes, pa.string())
            )
        elif name in table.texts:
            columns[name] = table.texts[name]
        else:
            # The table's names of value, value_low and value_high are value, low and high.
            columns[name] = pa.array(getattr(table, name.removeprefix("value_")))
    batches = table.batches
    columns["file"] = _spread_over_figures(table, [batch.file for batch in batches])
    columns["sheet"] = _spread_over_figures(table, [batch.sheet for batch in batches])
    columns["row"] = pa.chunked_array([pa.array(batch.rows) for batch in batches], pa.int64())
    columns["column"] = pa.chunked_array(map(_list_column_letters, batches), pa.string())
    return pa.table(columns)


def to_dataframe(figures: pa.Table, names: Sequence[str] = FIGURE_COLUMNS) -> pd.DataFrame:
    """Return columns of `to_arrow` as a data frame; text columns are `str`."""
    return pd.DataFrame({name: _convert_to_series(figures[name]) for name in names}, copy=False)


def _convert_to_series(column: pa.ChunkedArray) -> "pd.Series[Any]":
    """Return a column as a pandas series, without making a Python string of each cell."""
    if pa.types.is_dictionary(column.type):
        chunks = [c.dictionary.cast(pa.large_string()).take(c.indices) for c in column.chunks]
        column = pa.chunked_array(chunks, pa.large_string())
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        return pd.Series(pd.array(column.cast(pa.large_string()), dtype="str"))
    return pd.Series(column.to_numpy())


def _spread_over_figures(table: FigureTable, text_by_batch: list[str]) -> pa.DictionaryArray:
    """Return a column with a text for each figure of the table: that of the batch it came from.

    A batch is the rows of one sheet; its text is the name of its file or sheet. The column is
    dictionary-encoded: each distinct text is stored once, each figure has an index of it.
    """
    distinct = list(dict.fromkeys(text_by_batch))
    # Without any batch there is no figure; [0] keeps the look-up by its empty indices valid.
    index_by_batch = np.array([distinct.index(text) for text in text_by_batch] or [0], np.int32)
    return pa.DictionaryArray.from_arrays(
        pa.array(index_by_batch[table.batch_indices]), pa.array(distinct, pa.string())
    )


def _list_column_letters(batch: Batch) -> pa.Array:
    """Return for each figure of a batch the letter of the column it is in.

    A wide table (labels beside and above) has figures in many columns. In a long table (one figure
    a row) all are in the column of the number as printed (`as_reported`) or, without one, of the
    value.
    """
    if batch.figure_columns:
        return pa.array(batch.figure_columns, pa.string())
    letter = batch.column_letters.get("as_reported") or batch.column_letters.get("value", "")
    return pa.repeat(pa.scalar(letter, pa.string()), len(batch))


def _join_code_columns(columns: Sequence[CodedColumn]) -> JoinedColumn:
    """Join a code column of all chunks to one with a common list of codes.

    Each chunk has its own list of codes, so that one code may have different indices: chunk by
    chunk they are translated to the indices in the common list.
    """
    codes = list(dict.fromkeys(code for column in columns for code in column.codes)) or [""]
    index_by_code = {code: i for i, code in enumerate(codes)}
    indices_by_chunk = []
    for column in columns:
        # An empty chunk has no codes; [0] keeps the look-up by its empty indices valid.
        new_indices = np.array([index_by_code[code] for code in column.codes] or [0], np.int32)
        indices_by_chunk.append(shrink_indices(new_indices, len(codes))[column.indices])
    return JoinedColumn(_join_arrays(indices_by_chunk, np.zeros(0, np.int16)), codes)


def _has_valid_key(columns: dict[str, CodedColumn]) -> Flags:
    """Return for each figure of a chunk whether it has a valid code in every key column.

    Only such a figure can be stored. No array is made as long as all are valid.
    """
    valid = make_true_flags(len(next(iter(columns.values())).indices))
    for name in KEY_COLUMNS:
        if not columns[name].valid.all():
            valid = valid & columns[name].valid
    return valid


def _join_flags(arrays: Sequence[Flags]) -> Flags:
    """Join the flags of all chunks."""
    return _join_arrays(arrays, make_true_flags(0))


def _join_arrays(arrays: Sequence[AnyArray], empty: AnyArray) -> AnyArray:
    """Join the arrays of all chunks; a single one is returned without a copy.

    `empty` is the result if there are no chunks.
    """
    if len(arrays) == 1:
        return arrays[0]
    return cast(AnyArray, np.concatenate([empty, *arrays]))


def _join_text_columns(columns: Sequence[pa.ChunkedArray]) -> pa.ChunkedArray:
    """Join a text column of all chunks; dictionary-encoded ones are decoded."""
    chunks = [chunk for column in columns for chunk in column.cast(pa.string()).chunks]
    return pa.chunked_array(chunks, pa.string())
