"""A figures table as data files: sorted by key, cut between indicators, each named by its hash.

Text is numbered once for the whole table; sorting, cutting and writing then move small numbers.
Beside the figures' own columns a file holds what reading would else have to work out again for
every row: first and last day of the period, the province, prefecture and county its area lies in,
and `covered`, the rank of the nearest area above that reports the same thing itself (-1: none).
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
from ledger.queries.coverage import (
    LEVEL_COLUMNS,
    Numbers,
    ancestor_by_level,
    nearest_reporting_ancestor,
)
from quantities.keys import KEY
from quantities.periods import period_bounds

VALUES = ("value", "value_low", "value_high")
COLUMNS = (*KEY, "as_reported", *VALUES, "qualifier", "obs_status", "source", "locator", "note")
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
SMALL_FILE_ROWS = FILE_ROWS // 8  # parts below this are written together with their neighbours
# Up to so many different texts Parquet is given the numbers as they are.
MAX_DICTIONARY_WORDS = 4_096
THREADS = 2


@dataclass(frozen=True, slots=True)
class DictionaryColumn:
    """A text column as numbers into its words, which stand in the order of their bytes."""

    numbers: Numbers
    words: pa.Array


@dataclass(frozen=True, slots=True)
class ColumnarFigures:
    """A figures table, every text column numbered; values are NaN where open."""

    rows: int
    text: dict[str, DictionaryColumn]
    values: dict[str, Numbers]


def select_columns(figures: pd.DataFrame | pa.Table | None) -> pa.Table:
    """Take the columns of a figures table as they are; None is an empty one.

    StoreFault `missing_column` or `wrong_type`.
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
    """Number the columns of a figures table; empty text is "". StoreFault `wrong_type`."""
    with _wrap_type_errors():
        with ThreadPoolExecutor(THREADS) as pool:
            text = dict(
                zip(TEXT, pool.map(_encode_column, (table[name] for name in TEXT)), strict=True)
            )
        values = {name: _float_array(table[name]) for name in VALUES}
    return ColumnarFigures(table.num_rows, text, values)


@contextmanager
def _wrap_type_errors() -> Iterator[None]:
    try:
        yield
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError) as error:
        raise StoreError("wrong_type", detail=str(error)) from error


def _encode_column(column: pa.ChunkedArray) -> DictionaryColumn:
    if pa.types.is_dictionary(column.type):
        column = column.cast(pa.string())
    elif column.nbytes > 2**31 - 1:
        column = column.cast(pa.large_string())  # the offsets of plain text end at 2 GiB
    encoded = column.fill_null("").combine_chunks().dictionary_encode()
    words = encoded.dictionary.cast(pa.string())
    order = pc.sort_indices(words).to_numpy()
    # The smallest numbers that will do: moving them is most of the work.
    place = np.empty(len(words), dtype=np.min_scalar_type(max(len(words) - 1, 0)))
    place[order] = np.arange(len(words), dtype=place.dtype)
    return DictionaryColumn(_take(place, encoded.indices.to_numpy()), words.take(pa.array(order)))


def _take(values: Numbers, rows: Numbers) -> Numbers:
    """Pick rows that are known to exist: without the bounds check it is ten times as fast."""
    return values.take(rows, mode="clip") if len(values) else values


def _float_array(column: pa.ChunkedArray) -> Numbers:
    floats: Numbers = column.cast(pa.float64()).combine_chunks().to_numpy(zero_copy_only=False)
    return floats


def split_files(figures: ColumnarFigures, cuts: Collection[str] = ()) -> Iterator[Numbers]:
    """Give the row numbers of each part: whole indicators, in order, not yet sorted within.

    A part ends where it is large enough, and reaches over none of the codes of `cuts`, where
    files of the release before begin: so what did not change comes out as the same file, and a
    file that stays lies between those that are written.
    """
    edges, reached = sorted(cuts), -1
    column = figures.text["indicator"]
    counts = np.bincount(column.numbers, minlength=len(column.words))
    part_of, part, filled = np.zeros(len(counts), dtype=np.uint16), 0, 0
    for index, indicator in enumerate(column.words.to_pylist()):
        crossed = bisect_right(edges, indicator)
        if filled >= FILE_ROWS or (filled and crossed > reached):
            part, filled = part + 1, 0
        reached = crossed
        part_of[index] = part
        filled += int(counts[index])
    parts = _take(part_of, column.numbers)
    # A stable sort of sixteen-bit numbers is a radix sort.
    order = np.argsort(parts, kind="stable")
    ends = np.cumsum(np.bincount(parts, minlength=part + 1))
    for begin, end in zip([0, *ends[:-1].tolist()], ends.tolist(), strict=True):
        if end > begin:
            yield order[begin:end]


def build_data_file(figures: ColumnarFigures, rows: Numbers, areas: AreaTree) -> pa.Table:
    """Build one part: its rows sorted by key, with what their columns imply.

    StoreFault `duplicate_key`.
    """
    keys = {name: _compact(figures.text[name], rows) for name in KEY}
    ranks = sort_ranks([keys[name] for name in KEY])
    order = np.argsort(ranks)
    twice = np.flatnonzero(np.diff(ranks[order]) == 0)
    if len(twice):
        raise StoreError("duplicate_key", detail=_key_text(keys, int(order[twice[0]])))
    rows = _take(rows, order)
    text = {
        name: DictionaryColumn(_take(keys[name].numbers, order), keys[name].words)
        if name in keys
        else _compact(figures.text[name], rows)
        for name in TEXT
    }
    values = {name: _take(figures.values[name], rows) for name in VALUES}
    columns = {name: _text_array(column) for name, column in text.items()}
    columns |= {name: pa.array(floats, from_pandas=True) for name, floats in values.items()}
    columns |= _day_columns(text["time_period"])
    columns |= _ancestor_columns(text["ref_area"], areas)
    slices = sort_ranks([text[name] for name in KEY if name != "ref_area"])
    area, valued = text["ref_area"], ~np.isnan(values["value"])
    covered = nearest_reporting_ancestor(
        slices, area.numbers, area.words.to_pylist(), valued, areas
    )
    columns["covered"] = pa.array(covered)
    return pa.table({name: columns[name] for name in SCHEMA.names})


def _key_text(keys: dict[str, DictionaryColumn], row: int) -> str:
    """Write one row's key for a message."""
    return ".".join(keys[name].words[int(keys[name].numbers[row])].as_py() for name in KEY)


def sort_ranks(columns: list[DictionaryColumn]) -> Numbers:
    """Give one number a row that orders rows as the columns do, the first before the next."""
    ranks, size = np.zeros(len(columns[0].numbers), dtype=np.int64), 1
    for column in columns:
        if size * len(column.words) >= 2**62:
            found, ranks = np.unique(ranks, return_inverse=True)
            size = len(found)
        ranks = ranks * len(column.words) + column.numbers
        size *= len(column.words)
    return ranks


def _compact(column: DictionaryColumn, rows: Numbers) -> DictionaryColumn:
    """Number only the words that these rows use, so that a part depends on nothing else."""
    if len(column.words) == 1:
        return DictionaryColumn(np.zeros(len(rows), dtype=np.int8), column.words)
    numbers = _take(column.numbers, rows)
    used = np.bincount(numbers, minlength=len(column.words)) > 0
    if used.all():
        return DictionaryColumn(numbers, column.words)
    place = (np.cumsum(used) - 1).astype(np.min_scalar_type(len(used) - 1))
    return DictionaryColumn(_take(place, numbers), column.words.filter(pa.array(used)))


def _text_array(column: DictionaryColumn) -> pa.Array:
    if len(column.words) > MAX_DICTIONARY_WORDS:
        return column.words.take(pa.array(column.numbers))
    return pa.DictionaryArray.from_arrays(pa.array(column.numbers), column.words)


def _ancestor_columns(area: DictionaryColumn, areas: AreaTree) -> dict[str, pa.Array]:
    """Give for each level the area that each row lies in, numbered for Parquet."""
    found = ancestor_by_level(area.words.to_pylist(), areas)
    encoded = {name: words.dictionary_encode() for name, words in found.items()}
    return {
        name: pa.DictionaryArray.from_arrays(
            pa.array(_take(words.indices.to_numpy(), area.numbers)), words.dictionary
        )
        for name, words in encoded.items()
    }


def _day_columns(periods: DictionaryColumn) -> dict[str, pa.Array]:
    """Give first and last day of each period; null for what is none."""
    known = [_period_days(text) for text in periods.words.to_pylist()]
    kinds = (("first_day", pa.date32()), ("last_day", pa.date32()))
    return {
        name: pa.array([period[index] for period in known], kind).take(pa.array(periods.numbers))
        for index, (name, kind) in enumerate(kinds)
    }


def _period_days(text: str) -> tuple[date | None, date | None]:
    try:
        return period_bounds(text)
    except ValueError:
        return None, None


def write_parquet(table: pa.Table) -> bytes:
    """Write a part as Parquet; the same figures always give the same bytes."""
    buffer = pa.BufferOutputStream()
    pq.write_table(
        table,
        buffer,
        row_group_size=GROUP_ROWS,
        compression="lz4",
        # Bounds of row groups are what a filter skips them by; for the others they cost time only.
        write_statistics=[*KEY, "first_day", "last_day", "in_province"],
        # Without it a reader gives dictionaries where it should give text.
        store_schema=False,
    )
    return bytes(buffer.getvalue())
