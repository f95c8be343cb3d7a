"""Which data files a new state needs, and writing those that are not there yet."""

import json
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from typing import TypeAlias

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ledger.code_lists import AreaTree, Codes, encode_code_list
from ledger.errors import StoreError
from ledger.queries.coverage import Numbers
from ledger.release import DataFile, Release, sha256_hex
from ledger.storage import data_files, delta_log
from ledger.storage.cache import FileCache
from ledger.storage.object_store import ObjectStore

Rows: TypeAlias = pd.DataFrame | pa.Table
Only: TypeAlias = Collection[str] | None


def write_changed_files(
    shelf: FileCache, before: Release | None, figures: Rows | None, codes: Codes, only: Only
) -> tuple[DataFile, ...]:
    """Write the data files that differ from the parent's, and give all of the new release."""
    areas = _new_area_tree(codes)
    if before is None:
        return write_all_files(
            shelf.place, data_files.select_columns(figures), areas or AreaTree([])
        )
    known = shelf.areas(before)[0]
    moved = areas is not None and areas != known
    if figures is None and not moved:
        return before.parts
    kept: list[DataFile] = []
    if figures is not None and only is None:
        table = data_files.select_columns(figures)
    else:
        named = frozenset(only or ())
        # What a file says of areas was worked out when it was written.
        kept = [] if moved else [part for part in before.parts if _stays(part, named)]
        touched = [part for part in before.parts if part not in kept]
        table = _merge_rows(shelf, before.number, touched, figures, named)
    cuts = {part.first for part in before.parts if part.rows >= data_files.SMALL_FILE_ROWS}
    written = write_all_files(shelf.place, table, areas or known, cuts)
    return tuple(sorted([*kept, *written], key=lambda part: part.first))


def _stays(part: DataFile, named: frozenset[str]) -> bool:
    """Tell whether a file can stay as it is when the named indicators are replaced."""
    return part.rows >= data_files.SMALL_FILE_ROWS and not any(
        part.first <= code <= part.last for code in named
    )


def _merge_rows(
    shelf: FileCache,
    number: int,
    touched: list[DataFile],
    figures: Rows | None,
    named: frozenset[str],
) -> pa.Table:
    """Give the rows of some files, those of the named indicators replaced by new ones."""
    schema = data_files.SCHEMA.empty_table().select(data_files.COLUMNS).schema
    codes = pa.array(sorted(named), pa.string())
    tables = [schema.empty_table()]
    for part in touched:
        path = shelf.path(part.name, part.sha256, number)
        table = pq.read_table(path, columns=list(data_files.COLUMNS))
        tables.append(table.filter(pc.invert(pc.is_in(table["indicator"], codes))))
    if figures is not None:
        new = data_files.select_columns(figures).cast(schema)
        strange = pc.unique(new["indicator"].filter(pc.invert(pc.is_in(new["indicator"], codes))))
        if len(strange):
            raise StoreError("not_named", detail=", ".join(strange.to_pylist()))
        tables.append(new)
    return pa.concat_tables(tables)


def _new_area_tree(codes: Codes) -> AreaTree | None:
    """Give the areas that are published along, if there are any."""
    if "areas" not in codes:
        return None
    return AreaTree(json.loads(encode_code_list("areas", codes["areas"])))


def write_all_files(
    place: ObjectStore, table: pa.Table, areas: AreaTree, cuts: Collection[str] = ()
) -> tuple[DataFile, ...]:
    """Write a figures table as data files, two at a time."""
    figures = data_files.dictionary_encode(table)

    def put(rows: Numbers) -> DataFile:
        built = data_files.build_data_file(figures, rows, areas)
        data = data_files.write_parquet(built)
        sha256 = sha256_hex(data)
        name = f"{delta_log.TABLE}/{sha256}.parquet"
        place.put(name, data)
        first, last = (built["indicator"][row].as_py() for row in (0, -1))
        return DataFile(name, sha256, len(data), built.num_rows, first, last)

    with ThreadPoolExecutor(data_files.THREADS) as pool:
        return tuple(pool.map(put, data_files.split_files(figures, cuts)))
