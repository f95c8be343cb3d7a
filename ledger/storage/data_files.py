"""A figures table as Parquet files, sorted by key; each indicator is in one file.

Text is dictionary-encoded once for the whole table; sorting, splitting and writing then move small
integers. In addition to the columns of figures.csv a file has computed columns for queries: first
and last day of the period, the province, prefecture and county of the area, and `covered`, the
level rank of the nearest containing area that reports the same figure (-1: none).
"""

from bisect import bisect_right
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ledger.code_lists import AreaTree
from ledger.errors import StoreError
from ledger.queries.area_levels import (
    LEVEL_COLUMNS,
    Numbers,
    ancestor_by_level,
    nearest_reporting_ancestor,
)
from quantities.figure_keys import KEY_COLUMNS
from quantities.period_bounds import period_bounds

VALUES = ("value", "value_low", "value_high")
COLUMNS = (
    *KEY_COLUMNS,
    "as_reported",
    *VALUES,
    "qualifier",
    "obs_status",
    "source",
    "locator",
    "note",
)
TEXT = tuple(name for name in COLUMNS if name not in VALUES)
SCHEMA = pa.schema(
    [pa.field(name, pa.float64() if name in VALUES else pa.string()) for name in COLUMNS]
    + [
        pa.field("first_day", pa.date32()),
        pa.field("last_day", pa.date32()),
        *(pa.field(name, pa.string()) for name in LEVEL_COLUMNS.values()),
        pa.field("covered", pa.int8()),
    ]
)
FILE_ROWS = 1_000_000
GROUP_ROWS = 131_072
SMALL_FILE_ROWS = FILE_ROWS // 8  # smaller files are rewritten together with their neighbours
# Columns with more different texts than this are written without a dictionary.
MAX_DICTIONARY_WORDS = 4_096
THREADS = 2


@dataclass(frozen=True, slots=True)
class DictionaryColumn:
    """A dictionary-encoded text column: indices into `words`, which are sorted by their bytes."""

    indices: Numbers
    words: pa.Array


@dataclass(frozen=True, slots=True)
class ColumnarFigures:
    """A figures table with dictionary-encoded text columns; missing numbers are NaN."""

    rows: int
    text: dict[str, DictionaryColumn]
    values: dict[str, Numbers]


def select_columns(figures: pd.DataFrame | pa.Table | None) -> pa.Table:
    """Return the columns of figures.csv as an Arrow table; an empty table for None.

    Raises StoreError (missing_column, wrong_type).
    """
    if figures is None:
        return SCHEMA.empty_table().select(COLUMNS)
    names = list(figures.columns if isinstance(figures, pd.DataFrame) else figures.column_names)
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        raise StoreError("missing_column", detail=", ".join(missing))
    if not isinstance(figures, pd.DataFrame):
        return figures.select(COLUMNS)
    with _wrap_type_errors():
        return pa.Table.from_pandas(figures[list(COLUMNS)], preserve_index=False)


def dictionary_encode(table: pa.Table) -> ColumnarFigures:
    """Dictionary-encode a figures table; null text is "". Raises StoreError("wrong_type")."""
    with _wrap_type_errors():
        with ThreadPoolExecutor(THREADS) as pool:
            text = dict(
                zip(TEXT, pool.map(_encode_column, (table[name] for name in TEXT)), strict=True)
            )
        values = {name: _float_array(table[name]) for name in VALUES}
    return ColumnarFigures(table.num_rows, text, values)


@contextmanager
def _wrap_type_errors() -> Iterator[None]:
    """Turn Arrow's conversion errors into StoreError("wrong_type")."""
    try:
        yield
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError) as error:
        raise StoreError("wrong_type", detail=str(error)) from error


def _encode_column(column: pa.ChunkedArray) -> DictionaryColumn:
    """Dictionary-encode a text column with sorted words."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(pa.string())
    elif column.nbytes > 2**31 - 1:
        column = column.cast(pa.large_string())  # the offsets of plain text end at 2 GiB
    encoded = column.fill_null("").combine_chunks().dictionary_encode()
    words = encoded.dictionary.cast(pa.string())
    order = pc.sort_indices(words).to_numpy()
    # Use the smallest integer type: moving the indices is most of the work.
    place = np.empty(len(words), dtype=np.min_scalar_type(max(len(words) - 1, 0)))
    place[order] = np.arange(len(words), dtype=place.dtype)
    return DictionaryColumn(_take(place, encoded.indices.to_numpy()), words.take(pa.array(order)))


def _take(values: Numbers, rows: Numbers) -> Numbers:
    """Return `values` at the indices `rows`, all of which must exist.

    Without a bounds check, as here, this is ten times as fast.
    """
    return values.take(rows, mode="clip") if len(values) else values


def _float_array(column: pa.ChunkedArray) -> Numbers:
    """Return a column as floats; nulls become NaN."""
    floats: Numbers = column.cast(pa.float64()).combine_chunks().to_numpy(zero_copy_only=False)
    return floats


def split_files(figures: ColumnarFigures, boundaries: Collection[str] = ()) -> Iterator[Numbers]:
    """Yield the row numbers of each file: whole indicators in order, rows not yet sorted.

    A file ends once it has FILE_ROWS rows, and before each indicator in `boundaries`, where files
    of the parent release begin: unchanged figures then give the same files as before.
    """
    edges, passed = sorted(boundaries), -1
    column = figures.text["indicator"]
    counts = np.bincount(column.indices, minlength=len(column.words))
    file_of_indicator, file, filled = np.zeros(len(counts), dtype=np.uint16), 0, 0
    for index, indicator in enumerate(column.words.to_pylist()):
        crossed = bisect_right(edges, indicator)
        if filled >= FILE_ROWS or (filled and crossed > passed):
            file, filled = file + 1, 0
        passed = crossed
        file_of_indicator[index] = file
        filled += int(counts[index])
    files = _take(file_of_indicator, column.indices)
    # A stable sort of sixteen-bit numbers is a radix sort.
    order = np.argsort(files, kind="stable")
    ends = np.cumsum(np.bincount(files, minlength=file + 1))
    for begin, end in zip([0, *ends[:-1].tolist()], ends.tolist(), strict=True):
        if end > begin:
            yield order[begin:end]


def build_data_file(figures: ColumnarFigures, rows: Numbers, areas: AreaTree) -> pa.Table:
    """Return the table of one file: its rows sorted by key, with the computed columns.

    Raises StoreError("duplicate_key").
    """
    keys = {name: _compact(figures.text[name], rows) for name in KEY_COLUMNS}
    ranks = sort_ranks([keys[name] for name in KEY_COLUMNS])
    order = np.argsort(ranks)
    twice = np.flatnonzero(np.diff(ranks[order]) == 0)
    if len(twice):
        raise StoreError("duplicate_key", detail=_key_text(keys, int(order[twice[0]])))
    rows = _take(rows, order)
    text = {
        name: DictionaryColumn(_take(keys[name].indices, order), keys[name].words)
        if name in keys
        else _compact(figures.text[name], rows)
        for name in TEXT
    }
    values = {name: _take(figures.values[name], rows) for name in VALUES}
    columns = {name: _text_array(column) for name, column in text.items()}
    columns |= {name: pa.array(floats, from_pandas=True) for name, floats in values.items()}
    columns |= _day_columns(text["time_period"])
    columns |= _ancestor_columns(text["ref_area"], areas)
    slices = sort_ranks([text[name] for name in KEY_COLUMNS if name != "ref_area"])
    area, valued = text["ref_area"], ~np.isnan(values["value"])
    covered = nearest_reporting_ancestor(
        slices, area.indices, area.words.to_pylist(), valued, areas
    )
    columns["covered"] = pa.array(covered)
    return pa.table({name: columns[name] for name in SCHEMA.names})


def _key_text(keys: dict[str, DictionaryColumn], row: int) -> str:
    """Return the key of one row as text, for an error."""
    return ".".join(keys[name].words[int(keys[name].indices[row])].as_py() for name in KEY_COLUMNS)


def sort_ranks(columns: list[DictionaryColumn]) -> Numbers:
    """Return one integer for each row that sorts rows by the columns, the first column first."""
    ranks, size = np.zeros(len(columns[0].indices), dtype=np.int64), 1
    for column in columns:
        if size * len(column.words) >= 2**62:
            unique, ranks = np.unique(ranks, return_inverse=True)
            size = len(unique)
        ranks = ranks * len(column.words) + column.indices
        size *= len(column.words)
    return ranks


def _compact(column: DictionaryColumn, rows: Numbers) -> DictionaryColumn:
    """Return a column with only some rows, and in its dictionary only the words of these rows.

    A file's bytes then depend on its own rows alone.
    """
    if len(column.words) == 1:
        return DictionaryColumn(np.zeros(len(rows), dtype=np.int8), column.words)
    numbers = _take(column.indices, rows)
    used = np.bincount(numbers, minlength=len(column.words)) > 0
    if used.all():
        return DictionaryColumn(numbers, column.words)
    place = (np.cumsum(used) - 1).astype(np.min_scalar_type(len(used) - 1))
    return DictionaryColumn(_take(place, numbers), column.words.filter(pa.array(used)))


def _text_array(column: DictionaryColumn) -> pa.Array:
    """Return a column for Parquet, without a dictionary if it has too many different texts."""
    if len(column.words) > MAX_DICTIONARY_WORDS:
        return column.words.take(pa.array(column.indices))
    return pa.DictionaryArray.from_arrays(pa.array(column.indices), column.words)


def _ancestor_columns(area: DictionaryColumn, areas: AreaTree) -> dict[str, pa.Array]:
    """Return province, prefecture and county of each row's area, by column name."""
    ancestors = ancestor_by_level(area.words.to_pylist(), areas)
    encoded = {name: words.dictionary_encode() for name, words in ancestors.items()}
    return {
        name: pa.DictionaryArray.from_arrays(
            pa.array(_take(words.indices.to_numpy(), area.indices)), words.dictionary
        )
        for name, words in encoded.items()
    }


def _day_columns(periods: DictionaryColumn) -> dict[str, pa.Array]:
    """Return first and last day of each period by column name; null for malformed periods."""
    known = [_period_days(text) for text in periods.words.to_pylist()]
    kinds = (("first_day", pa.date32()), ("last_day", pa.date32()))
    return {
        name: pa.array([period[index] for period in known], kind).take(pa.array(periods.indices))
        for index, (name, kind) in enumerate(kinds)
    }


def _period_days(text: str) -> tuple[date | None, date | None]:
    """Return first and last day of a period; (None, None) if it is malformed."""
    try:
        return period_bounds(text)
    except ValueError:
        return None, None


def write_parquet(table: pa.Table) -> bytes:
    """Return a table as Parquet bytes; equal figures give equal bytes."""
    buffer = pa.BufferOutputStream()
    pq.write_table(
        table,
        buffer,
        row_group_size=GROUP_ROWS,
        compression="lz4",
        # Filters use these statistics to skip row groups; those of other columns only cost time.
        write_statistics=[*KEY_COLUMNS, "first_day", "last_day", "in_province"],
        # With the Arrow schema stored, readers would return dictionary columns instead of text.
        store_schema=False,
    )
    return bytes(buffer.getvalue())
