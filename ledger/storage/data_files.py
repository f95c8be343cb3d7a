"""Data files: a figures table as Parquet files, sorted by key, each indicator in one file.

They are built here, and written for a new release, except those that its parent has already.

Text is dictionary-encoded once for the whole table, so that sorting, splitting and writing move
small integers. In addition to the columns of figures.csv a file has computed columns for queries:
first and last day of the period, the province, prefecture and county of the area, and `covered`,
the level rank of the nearest containing area that reports the same figure (-1: none).
"""

import itertools
import json
from bisect import bisect_right
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ledger.area_tree import AreaTree
from ledger.code_lists import Codes, encode_code_list
from ledger.errors import StoreError
from ledger.queries.area_levels import (
    LEVEL_COLUMNS,
    NumpyArray,
    find_ancestors_by_level,
    find_nearest_reporting_ancestors,
)
from ledger.release import DataFile, Release, sha256_hex
from ledger.storage import delta_log
from ledger.storage.file_cache import FileCache
from ledger.storage.object_store import ObjectStore
from periods import period_bounds
from quantities.figure_keys import KEY_COLUMNS

VALUES = ("value", "value_low", "value_high")
SOURCE_COLUMNS = ("source", "locator", "note")
COLUMNS = (*KEY_COLUMNS, "as_reported", *VALUES, "qualifier", "obs_status", *SOURCE_COLUMNS)
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
# A file ends after the indicator with which it reaches so many rows. A release that changes one
# figure writes its file anew, and a query of one indicator opens its file alone.
FILE_ROWS = 131_072
ROW_GROUP_ROWS = 131_072  # a query skips Parquet row groups that cannot match
SMALL_FILE_ROWS = FILE_ROWS // 8  # smaller files are rewritten together with their neighbours
# Columns with more different texts than this are written without a dictionary.
MAX_DICTIONARY_WORDS = 4_096
THREADS = 2  # as many as a small server has cores
FigureRows: TypeAlias = pd.DataFrame | pa.Table


@dataclass(frozen=True, slots=True)
class DictionaryColumn:
    """A dictionary-encoded text column: each row's index into `words`, sorted by their bytes."""

    indices: NumpyArray
    words: pa.Array


@dataclass(frozen=True, slots=True)
class ColumnarFigures:
    """A figures table with dictionary-encoded text columns; missing numbers are NaN."""

    rows: int
    text: dict[str, DictionaryColumn]
    values: dict[str, NumpyArray]


def build_key_column(table: pa.Table) -> pa.ChunkedArray:
    """Return the key of each figure in a table: "members..330200..2024-01"."""
    return pc.binary_join_element_wise(*(table[name] for name in KEY_COLUMNS), ".")


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
    """Return a figures table with dictionary-encoded text, encoding several columns at a time.

    Null text becomes "", null numbers become NaN. Raises StoreError("wrong_type").
    """
    with _wrap_type_errors():
        with ThreadPoolExecutor(THREADS) as pool:
            encoded = pool.map(_encode_column, (table[name] for name in TEXT))
            text = dict(zip(TEXT, encoded, strict=True))
        floats = {name: table[name].cast(pa.float64()).combine_chunks() for name in VALUES}
        values = {name: floats[name].to_numpy(zero_copy_only=False) for name in VALUES}
    return ColumnarFigures(table.num_rows, text, values)


@contextmanager
def _wrap_type_errors() -> Iterator[None]:
    """Raise StoreError("wrong_type") in place of Arrow's conversion errors."""
    try:
        yield
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError) as error:
        raise StoreError("wrong_type", detail=str(error)) from error


def _encode_column(column: pa.ChunkedArray) -> DictionaryColumn:
    """Return a dictionary-encoded column: ["b", null, "b"] → indices [1, 0, 1] into ["", "b"].

    The words are sorted, so that sorting the indices sorts the text.
    """
    if pa.types.is_dictionary(column.type):  # with words in any order
        column = column.cast(pa.string())
    elif column.nbytes > 2**31 - 1:
        column = column.cast(pa.large_string())  # a plain string column has at most 2 GiB
    encoded = column.fill_null("").combine_chunks().dictionary_encode()
    words = encoded.dictionary.cast(pa.string())
    order = pc.sort_indices(words).to_numpy()
    # ranks[n] is the position of word n among the sorted words. The smallest integer type is used,
    # because moving the indices is most of the work.
    ranks = np.empty(len(words), dtype=np.min_scalar_type(max(len(words) - 1, 0)))
    ranks[order] = np.arange(len(words), dtype=ranks.dtype)
    indices = _take_unchecked(ranks, encoded.indices.to_numpy())
    return DictionaryColumn(indices, words.take(pa.array(order)))


def _take_unchecked(values: NumpyArray, indices: NumpyArray) -> NumpyArray:
    """Return the elements of an array at some indices, all of which must exist.

    With `mode="clip"` NumPy does not check them (another index would silently give a wrong element)
    and is ten times as fast. An empty array is returned as it is.
    """
    return values.take(indices, mode="clip") if len(values) else values


def split_files(figures: ColumnarFigures, boundaries: Collection[str] = ()) -> Iterator[NumpyArray]:
    """Yield for each data file to write the row numbers of its figures, in the order of `figures`.

    Files contain indicators in the order of their codes; no indicator is split. A file ends after
    the indicator with which it has FILE_ROWS rows, and before each indicator code in `boundaries`.
    If these are the codes where files of the parent release begin, unchanged figures give the same
    files as before. There must be fewer than 65,536 files.
    """
    sorted_boundaries, boundaries_before = sorted(boundaries), -1
    column = figures.text["indicator"]
    row_counts = np.bincount(column.indices, minlength=len(column.words))
    # Sixteen bits, because NumPy sorts such numbers in linear time if the sort is stable.
    file_of_indicator = np.zeros(len(row_counts), dtype=np.uint16)
    file_number = rows_in_file = 0
    for index, indicator in enumerate(column.words.to_pylist()):
        # A boundary lies between the indicator before and this one if this number has grown.
        boundaries_passed = bisect_right(sorted_boundaries, indicator)
        if rows_in_file >= FILE_ROWS or (rows_in_file and boundaries_passed > boundaries_before):
            file_number, rows_in_file = file_number + 1, 0
        boundaries_before = boundaries_passed
        file_of_indicator[index] = file_number
        rows_in_file += int(row_counts[index])
    file_of_row = _take_unchecked(file_of_indicator, column.indices)
    order = np.argsort(file_of_row, kind="stable")
    ends = np.cumsum(np.bincount(file_of_row, minlength=file_number + 1)).tolist()
    for begin, end in itertools.pairwise([0, *ends]):
        if end > begin:
            yield order[begin:end]


def build_data_file(figures: ColumnarFigures, rows: NumpyArray, areas: AreaTree) -> pa.Table:
    """Return the table of one data file with the columns of SCHEMA: the figures in `rows` by key.

    `rows` are positions in `figures`. The computed columns are those that the module's docstring
    names. Raises StoreError("duplicate_key") if two figures have the same key.
    """
    keys = {name: _select_rows(figures.text[name], rows) for name in KEY_COLUMNS}
    ranks = compute_sort_ranks([keys[name] for name in KEY_COLUMNS])
    order = np.argsort(ranks)
    duplicates = order[1:][np.diff(ranks[order]) == 0]  # rows with the rank of the row before
    if len(duplicates):
        raise StoreError("duplicate_key", detail=_format_key_of_row(keys, int(duplicates[0])))
    rows = _take_unchecked(rows, order)
    text = {
        name: DictionaryColumn(_take_unchecked(keys[name].indices, order), keys[name].words)
        if name in keys
        else _select_rows(figures.text[name], rows)
        for name in TEXT
    }
    values = {name: _take_unchecked(figures.values[name], rows) for name in VALUES}
    columns = {name: _build_text_array(column) for name, column in text.items()}
    columns |= {name: pa.array(floats, from_pandas=True) for name, floats in values.items()}
    columns |= _build_day_columns(text["time_period"])
    columns |= _build_ancestor_columns(text["ref_area"], areas)
    # Rows with the same number in `series` differ in the area alone.
    series = compute_sort_ranks([text[name] for name in KEY_COLUMNS if name != "ref_area"])
    area_column, has_value = text["ref_area"], ~np.isnan(values["value"])
    covering_ranks = find_nearest_reporting_ancestors(
        series, area_column.indices, area_column.words.to_pylist(), has_value, areas
    )
    columns["covered"] = pa.array(covering_ranks)
    return pa.table({name: columns[name] for name in SCHEMA.names})


def _format_key_of_row(keys: dict[str, DictionaryColumn], row: int) -> str:
    """Return the figure key of one row as text, for an error."""
    return ".".join(keys[name].words[int(keys[name].indices[row])].as_py() for name in KEY_COLUMNS)


def compute_sort_ranks(columns: list[DictionaryColumn]) -> NumpyArray:
    """Return one integer for each row; sorting by it sorts by the columns, first to last.

    The indices are like the digits of a number: with 3 words in the second column, a row with
    indices 1 and 2 has the rank 1 × 3 + 2. Only rows that are equal in all columns have equal
    ranks. `columns` must not be empty.
    """
    ranks, rank_count = np.zeros(len(columns[0].indices), dtype=np.int64), 1
    for column in columns:
        if rank_count * len(column.words) >= 2**62:  # renumber, because 64 bits would not suffice
            unique, ranks = np.unique(ranks, return_inverse=True)
            rank_count = len(unique)
        ranks = ranks * len(column.words) + column.indices
        rank_count *= len(column.words)
    return ranks


def _select_rows(column: DictionaryColumn, rows: NumpyArray) -> DictionaryColumn:
    """Return a column's rows at the positions `rows`, with only the words that these rows have.

    So the bytes of a file depend on its own rows alone.
    """
    if len(column.words) == 1:  # every row has this word
        return DictionaryColumn(np.zeros(len(rows), dtype=np.int8), column.words)
    indices = _take_unchecked(column.indices, rows)
    is_used = np.bincount(indices, minlength=len(column.words)) > 0
    if is_used.all():
        return DictionaryColumn(indices, column.words)
    # Number the words that are used: [True, False, True] → [0, 0, 1].
    new_indices = (np.cumsum(is_used) - 1).astype(np.min_scalar_type(len(is_used) - 1))
    words = column.words.filter(pa.array(is_used))
    return DictionaryColumn(_take_unchecked(new_indices, indices), words)


def _build_text_array(column: DictionaryColumn) -> pa.Array:
    """Return a text column for Parquet, without a dictionary above MAX_DICTIONARY_WORDS words."""
    if len(column.words) > MAX_DICTIONARY_WORDS:
        return column.words.take(pa.array(column.indices))
    return pa.DictionaryArray.from_arrays(pa.array(column.indices), column.words)


def _build_ancestor_columns(area: DictionaryColumn, areas: AreaTree) -> dict[str, pa.Array]:
    """Return the columns with province, prefecture and county of each row's area, by name.

    `area` has the code of each row's area. The three are looked up once for each different code.
    """
    ancestors = find_ancestors_by_level(area.words.to_pylist(), areas)
    encoded = {name: words.dictionary_encode() for name, words in ancestors.items()}
    return {
        name: pa.DictionaryArray.from_arrays(
            pa.array(_take_unchecked(words.indices.to_numpy(), area.indices)), words.dictionary
        )
        for name, words in encoded.items()
    }


def _build_day_columns(periods: DictionaryColumn) -> dict[str, pa.Array]:
    """Return the columns first_day and last_day of each row's period; null if it is malformed."""
    bounds = [_find_first_and_last_day(period) for period in periods.words.to_pylist()]
    first_days = pa.array([first_day for first_day, _ in bounds], pa.date32())
    last_days = pa.array([last_day for _, last_day in bounds], pa.date32())
    indices = pa.array(periods.indices)
    return {"first_day": first_days.take(indices), "last_day": last_days.take(indices)}


def _find_first_and_last_day(period: str) -> tuple[date | None, date | None]:
    """Return first and last day of a period; (None, None) if it is malformed."""
    try:
        return period_bounds(period)
    except ValueError:
        return None, None


def write_parquet(table: pa.Table) -> bytes:
    """Return the table of a data file as Parquet bytes.

    Equal figures give equal bytes, and so the same file, because files are named by their hash.
    """
    buffer = pa.BufferOutputStream()
    pq.write_table(
        table,
        buffer,
        row_group_size=ROW_GROUP_ROWS,
        compression="lz4",
        # Only of columns by which queries skip row groups, because statistics cost time.
        write_statistics=[*KEY_COLUMNS, "first_day", "last_day", "in_province"],
        # If the Arrow schema were stored, readers would return dictionary columns instead of text.
        store_schema=False,
    )
    return bytes(buffer.getvalue())


def write_changed_files(
    cache: FileCache,
    parent: Release | None,
    figures: FigureRows | None,
    codes: Codes,
    only_indicators: Collection[str] | None,
) -> tuple[DataFile, ...]:
    """Write data files that differ from the parent's; return all data files of the new release.

    `parent` is None for the first release. `figures` are all figures or, with `only_indicators`,
    all figures of these; None changes no figure. `codes` has the code lists that change. If the
    areas change, every file is rewritten, because files have columns computed from the areas. The
    result is sorted by indicator. Raises StoreError, CorruptFileError.
    """
    areas = AreaTree(json.loads(encode_code_list(codes["areas"]))) if "areas" in codes else None
    if parent is None:
        return write_all_files(cache.object_store, select_columns(figures), areas or AreaTree([]))
    parent_areas, _ = cache.areas(parent)  # as a tree, not as a data frame
    areas_changed = areas is not None and areas != parent_areas
    if figures is None and not areas_changed:
        return parent.data_files
    unchanged: list[DataFile] = []
    if figures is not None and only_indicators is None:
        table = select_columns(figures)
    else:
        indicators = frozenset(only_indicators or ())
        if not areas_changed:
            unchanged = [
                file for file in parent.data_files if _can_keep_data_file(file, indicators)
            ]
        affected = [file for file in parent.data_files if file not in unchanged]
        table = _merge_figures(cache, parent.number, affected, figures, indicators)
    # New files begin where the parent's begin, so that unchanged figures give the same files.
    boundaries = {file.first for file in parent.data_files if file.rows >= SMALL_FILE_ROWS}
    written = write_all_files(cache.object_store, table, areas or parent_areas, boundaries)
    return tuple(sorted([*unchanged, *written], key=lambda file: file.first))


def _can_keep_data_file(file: DataFile, indicators: frozenset[str]) -> bool:
    """Return whether a data file of the parent can stay when figures of indicators are replaced.

    It can if none of their codes lies between the first and the last code in the file. Files with
    fewer than SMALL_FILE_ROWS rows never stay, so that they are joined with the files beside them.
    """
    return file.rows >= SMALL_FILE_ROWS and not file.may_hold(indicators)


def _merge_figures(
    cache: FileCache,
    parent_number: int,
    affected: list[DataFile],
    figures: FigureRows | None,
    indicators: frozenset[str],
) -> pa.Table:
    """Return the rows of the `affected` files, with figures of `indicators` replaced by `figures`.

    Raises StoreError("not_named") if `figures` has other indicators.
    """
    no_figures = select_columns(None)
    codes = pa.array(sorted(indicators), pa.string())
    tables = [no_figures]
    for file in affected:
        path = cache.path(file.name, file.sha256, parent_number)
        table = pq.read_table(path, columns=list(COLUMNS))
        tables.append(table.filter(pc.invert(pc.is_in(table["indicator"], codes))))
    if figures is not None:
        new_rows = select_columns(figures).cast(no_figures.schema)
        is_other = pc.invert(pc.is_in(new_rows["indicator"], codes))
        if others := pc.unique(new_rows["indicator"].filter(is_other)).to_pylist():
            raise StoreError("not_named", detail=", ".join(others))
        tables.append(new_rows)
    return pa.concat_tables(tables)


def write_all_files(
    object_store: ObjectStore, table: pa.Table, areas: AreaTree, boundaries: Collection[str] = ()
) -> tuple[DataFile, ...]:
    """Write a figures table as data files, THREADS at a time; return them in order.

    A file begins at each indicator in `boundaries` (see `split_files`). Raises StoreError
    (wrong_type, duplicate_key; or if a file cannot be written).
    """
    figures = dictionary_encode(table)

    def write_rows(rows: NumpyArray) -> DataFile:
        """Write the data file with these rows (positions in the table); its name is its hash."""
        table_of_file = build_data_file(figures, rows, areas)
        data = write_parquet(table_of_file)
        sha256 = sha256_hex(data)
        name = f"{delta_log.TABLE}/{sha256}.parquet"
        object_store.put(name, data)
        # The first and last indicator, by which files are skipped.
        first, last = (table_of_file["indicator"][row].as_py() for row in (0, -1))
        return DataFile(
            name, sha256, size=len(data), rows=table_of_file.num_rows, first=first, last=last
        )

    with ThreadPoolExecutor(THREADS) as pool:
        return tuple(pool.map(write_rows, split_files(figures, boundaries)))
