"""Writes the data files of a new release, except those that its parent has already."""

import json
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from typing import TypeAlias

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ledger.area_tree import AreaTree
from ledger.code_lists import Codes, encode_code_list
from ledger.errors import StoreError
from ledger.queries.area_levels import NumpyArray
from ledger.release import DataFile, Release, sha256_hex
from ledger.storage import data_files, delta_log
from ledger.storage.file_cache import FileCache
from ledger.storage.object_store import ObjectStore

FigureRows: TypeAlias = pd.DataFrame | pa.Table


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
        return write_all_files(
            cache.object_store, data_files.select_columns(figures), areas or AreaTree([])
        )
    parent_areas, _ = cache.areas(parent)  # as a tree, not as a data frame
    areas_changed = areas is not None and areas != parent_areas
    if figures is None and not areas_changed:
        return parent.data_files
    unchanged: list[DataFile] = []
    if figures is not None and only_indicators is None:
        table = data_files.select_columns(figures)
    else:
        indicators = frozenset(only_indicators or ())
        if not areas_changed:
            unchanged = [file for file in parent.data_files if _keeps_data_file(file, indicators)]
        affected = [file for file in parent.data_files if file not in unchanged]
        table = _merge_figures(cache, parent.number, affected, figures, indicators)
    # New files begin where the parent's begin, so that unchanged figures give the same files.
    boundaries = {
        file.first for file in parent.data_files if file.rows >= data_files.SMALL_FILE_ROWS
    }
    written = write_all_files(cache.object_store, table, areas or parent_areas, boundaries)
    return tuple(sorted([*unchanged, *written], key=lambda file: file.first))


def _keeps_data_file(file: DataFile, indicators: frozenset[str]) -> bool:
    """Return whether a data file can stay when figures of these indicators are replaced.

    It can if it has none of these indicators. Files with fewer than SMALL_FILE_ROWS rows are always
    rewritten, together with their neighbours.
    """
    return file.rows >= data_files.SMALL_FILE_ROWS and not any(
        file.first <= code <= file.last for code in indicators
    )


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
    no_figures = data_files.select_columns(None)
    codes = pa.array(sorted(indicators), pa.string())
    tables = [no_figures]
    for file in affected:
        path = cache.path(file.name, file.sha256, parent_number)
        table = pq.read_table(path, columns=list(data_files.COLUMNS))
        tables.append(table.filter(pc.invert(pc.is_in(table["indicator"], codes))))
    if figures is not None:
        new_rows = data_files.select_columns(figures).cast(no_figures.schema)
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
    figures = data_files.dictionary_encode(table)

    def write_rows(rows: NumpyArray) -> DataFile:
        """Write the data file with these rows (positions in the table); its name is its hash."""
        table_of_file = data_files.build_data_file(figures, rows, areas)
        data = data_files.write_parquet(table_of_file)
        sha256 = sha256_hex(data)
        name = f"{delta_log.TABLE}/{sha256}.parquet"
        object_store.put(name, data)
        # The first and last indicator, by which files are skipped.
        first, last = (table_of_file["indicator"][row].as_py() for row in (0, -1))
        return DataFile(
            name, sha256, size=len(data), rows=table_of_file.num_rows, first=first, last=last
        )

    with ThreadPoolExecutor(data_files.THREADS) as pool:
        return tuple(pool.map(write_rows, data_files.split_files(figures, boundaries)))
