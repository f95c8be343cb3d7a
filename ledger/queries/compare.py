"""Comparison of two releases by the hashes of their rows.

Files that both releases have are skipped. In the other files each row is hashed, the hashes are
joined, and only rows without a match are read. Two different rows with the same 64-bit hash would
count as equal: with ten million figures the probability is one in a hundred thousand.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ledger.queries.area_levels import NumpyArray
from ledger.queries.engines import quote_path
from ledger.release import DataFile
from ledger.storage.data_files import COLUMNS, SCHEMA, build_key_column
from quantities.figure_keys import KEY_COLUMNS

if TYPE_CHECKING:
    import duckdb

ROW_OFFSET = 2**40  # added to row numbers for each further file, so that no two rows share one
# Rows of either release without an equal row in the other, whose columns are null then.
DIFFERING_ROWS_SQL = """
    SELECT old.key AS old_key, old.row AS old_row, new.key AS new_key, new.row AS new_row
    FROM ({old}) old FULL JOIN ({new}) new ON old.hash = new.hash
    WHERE old.hash IS NULL OR new.hash IS NULL
"""
HASHED_ROWS_SQL = """
    SELECT hash({columns}) AS hash, hash({key}) AS key, file_row_number + {offset} AS row
    FROM read_parquet({path}, file_row_number = true)
"""
# The table `wanted` has the row numbers; `_read_rows` registers it for each file.
SELECTED_ROWS_SQL = """
    SELECT {columns} FROM read_parquet({path}, file_row_number = true)
    WHERE file_row_number IN (SELECT row FROM wanted) ORDER BY file_row_number
"""


@dataclass(frozen=True, slots=True, eq=False)
class ReleaseComparison:
    """The difference between two releases, with data frames sorted by key.

    `added` and `removed` have `key` and the columns of figures.csv; `changed` has `key`, each
    column as `old_…` and `new_…`, and `percent`, the change of the value (NaN if the old value is
    zero, negative or missing). `totals` counts all rows of each, even if a limit truncated the
    frames; `codes` names the code lists that differ.
    """

    added: pd.DataFrame
    changed: pd.DataFrame
    removed: pd.DataFrame
    totals: dict[str, int]
    codes: tuple[str, ...]


class ComparedRelease(NamedTuple):
    """The files of a release that a comparison reads; release 0, the empty state, has none.

    `codes` has the SHA-256 of each code list, `paths` the local path of each data file.
    """

    data_files: tuple[DataFile, ...] = ()
    codes: Mapping[str, str] = MappingProxyType({})
    paths: Mapping[str, str] = MappingProxyType({})


class _DifferingRows(NamedTuple):
    """Row numbers of figures that differ, sorted by key.

    A changed figure has the same position in `changed_old` and `changed_new`.
    """

    added: NumpyArray
    removed: NumpyArray
    changed_old: NumpyArray
    changed_new: NumpyArray

    def truncate(self, limit: int | None, counts: dict[str, int]) -> "_DifferingRows":
        """Return the first rows of each kind, as many as a limit over all files leaves.

        `counts` maps the kinds added, removed and changed to the numbers of rows in earlier files;
        those and the result are together at most `limit` of each kind (None: no limit).
        """
        if limit is None:
            return self
        row_counts = {kind: max(limit - count, 0) for kind, count in counts.items()}
        return _DifferingRows(  # copies, because a slice would keep the whole array in memory
            added=self.added[: row_counts["added"]].copy(),
            removed=self.removed[: row_counts["removed"]].copy(),
            changed_old=self.changed_old[: row_counts["changed"]].copy(),
            changed_new=self.changed_new[: row_counts["changed"]].copy(),
        )


class Differences(NamedTuple):
    """Which rows of two releases differ.

    Each group has paths of old and new files and the row numbers of their differing rows. `totals`
    counts all differing rows of each kind (added, changed, removed).
    """

    groups: tuple[tuple[tuple[str, ...], tuple[str, ...], _DifferingRows], ...]
    totals: dict[str, int]


def find_differences(
    cursor: "duckdb.DuckDBPyConnection",
    old: ComparedRelease,
    new: ComparedRelease,
    limit: int | None,
) -> Differences:
    """Return which rows of two releases differ: the first `limit` of each kind (None: all).

    Release 0, the empty state, is a ComparedRelease without files.
    """
    totals, groups = dict.fromkeys(("added", "changed", "removed"), 0), []
    for old_group, new_group in group_files(old.data_files, new.data_files):
        old_paths = tuple(old.paths[file.name] for file in old_group)
        new_paths = tuple(new.paths[file.name] for file in new_group)
        if old_group and new_group:
            rows = _find_differing_rows(cursor, old_paths, new_paths)
        else:  # all rows are added or removed
            rows = _DifferingRows(
                _list_rows(new_group), _list_rows(old_group), _NO_ROW_NUMBERS, _NO_ROW_NUMBERS
            )
        # So far `totals` has the counts of earlier groups.
        groups.append((old_paths, new_paths, rows.truncate(limit, totals)))
        totals["added"] += len(rows.added)
        totals["removed"] += len(rows.removed)
        totals["changed"] += len(rows.changed_new)
    return Differences(tuple(groups), totals)


def compare_releases(
    cursor: "duckdb.DuckDBPyConnection",
    old: ComparedRelease,
    new: ComparedRelease,
    differences: Differences,
    limit: int | None,
) -> ReleaseComparison:
    """Read the differing figures of two releases, at most `limit` of each kind (None: all found).

    `differences` is the result of `find_differences` for the same releases.
    """
    counts = dict.fromkeys(differences.totals, 0)
    frames: dict[str, list[pa.Table]] = {kind: [] for kind in counts}
    for old_paths, new_paths, rows in differences.groups:
        wanted = rows.truncate(limit, counts)
        removed, old_rows = _read_rows(cursor, old_paths, wanted.removed, wanted.changed_old)
        added, new_rows = _read_rows(cursor, new_paths, wanted.added, wanted.changed_new)
        frames["added"].append(add_key_column(added))
        frames["removed"].append(add_key_column(removed))
        frames["changed"].append(pair_columns(old_rows, new_rows))
        counts["added"] += len(added)
        counts["removed"] += len(removed)
        counts["changed"] += len(new_rows)
    list_names = {*old.codes, *new.codes}
    changed_lists = [name for name in list_names if old.codes.get(name) != new.codes.get(name)]
    return ReleaseComparison(
        added=_join_frames(frames["added"], add_key_column(_NO_ROWS)),
        changed=_join_frames(frames["changed"], pair_columns(_NO_ROWS, _NO_ROWS)),
        removed=_join_frames(frames["removed"], add_key_column(_NO_ROWS)),
        totals=differences.totals,
        codes=tuple(sorted(changed_lists)),
    )


def group_files(
    old: Sequence[DataFile], new: Sequence[DataFile]
) -> Iterator[tuple[list[DataFile], list[DataFile]]]:
    """Yield groups of (old, new) files to compare; files that both releases have are left out.

    All files with figures of the same indicator are in the same group, so that each group can be
    compared separately. Files are read in the order of their first indicator; a group ends before a
    file that begins after the last indicator of the group.
    """
    old_names, new_names = {file.name for file in old}, {file.name for file in new}
    only_old = [file for file in old if file.name not in new_names]
    only_new = [file for file in new if file.name not in old_names]
    old_group: list[DataFile] = []
    new_group: list[DataFile] = []
    last_indicator = ""
    for file in sorted([*only_old, *only_new], key=lambda file: (file.first, file.last)):
        if (old_group or new_group) and file.first > last_indicator:
            yield old_group, new_group
            old_group, new_group = [], []
        (old_group if file.name in old_names else new_group).append(file)
        last_indicator = max(last_indicator, file.last)
    if old_group or new_group:
        yield old_group, new_group


def _find_differing_rows(
    cursor: "duckdb.DuckDBPyConnection", old_paths: Sequence[str], new_paths: Sequence[str]
) -> _DifferingRows:
    """Return the numbers of rows that have no equal row in the files of the other release.

    Rows are compared by hashes over all columns. Of the differing rows, those with the same key are
    changed figures; the others are added or removed.
    """
    query = DIFFERING_ROWS_SQL.format(
        old=_build_hashed_rows_sql(old_paths), new=_build_hashed_rows_sql(new_paths)
    )
    table = cursor.sql(query).to_arrow_table()
    old_keys, old_rows = _select_columns_of_release(table, "old")
    new_keys, new_rows = _select_columns_of_release(table, "new")
    # The positions of differing rows whose key is in both releases: changed figures.
    _, old_positions, new_positions = np.intersect1d(
        old_keys, new_keys, assume_unique=True, return_indices=True
    )
    # Rows of a file are sorted by key, so sorting by row number sorts by key.
    order = np.argsort(new_rows[new_positions])
    return _DifferingRows(
        added=np.sort(np.delete(new_rows, new_positions)),
        removed=np.sort(np.delete(old_rows, old_positions)),
        changed_old=old_rows[old_positions][order],
        changed_new=new_rows[new_positions][order],
    )


def _list_rows(files: Sequence[DataFile]) -> NumpyArray:
    """Return the numbers of all rows of files, as `_build_hashed_rows_sql` counts them."""
    row_numbers = [np.arange(file.rows) + index * ROW_OFFSET for index, file in enumerate(files)]
    return np.concatenate([_NO_ROW_NUMBERS, *row_numbers])


def _select_columns_of_release(table: pa.Table, side: str) -> tuple[NumpyArray, NumpyArray]:
    """Return key hashes and row numbers of the differing rows of one release, "old" or "new"."""
    key_hashes, row_numbers = (table[f"{side}_{name}"].drop_null() for name in ("key", "row"))
    return key_hashes.to_numpy(), row_numbers.to_numpy()


def _build_hashed_rows_sql(paths: Sequence[str]) -> str:
    """Return the SQL that yields hash, key hash and row number of each row in some data files.

    Row numbers of the file with index n begin at n × ROW_OFFSET. Without files it yields no rows.
    """
    selects = [
        HASHED_ROWS_SQL.format(
            columns=", ".join(COLUMNS),
            key=", ".join(KEY_COLUMNS),
            offset=index * ROW_OFFSET,
            path=quote_path(path),
        )
        for index, path in enumerate(paths)
    ]
    no_rows = "SELECT NULL::UBIGINT AS hash, NULL::UBIGINT AS key, NULL::BIGINT AS row WHERE false"
    return " UNION ALL ".join(selects or [no_rows])


def _read_rows(
    cursor: "duckdb.DuckDBPyConnection", paths: Sequence[str], *row_lists: NumpyArray
) -> list[pa.Table]:
    """Return for each list of row numbers a table of these figures, in this order.

    Row numbers of the file with index n begin at n × ROW_OFFSET. Every file is read once for all
    lists: the wanted rows of all lists are read in ascending order, then each list picks its own.
    """
    sorted_rows = np.sort(np.concatenate(row_lists))
    tables = [_NO_ROWS]
    for index, path in enumerate(paths):
        first_number = index * ROW_OFFSET
        first, end = np.searchsorted(sorted_rows, (first_number, first_number + ROW_OFFSET))
        if end > first:
            cursor.register("wanted", pa.table({"row": sorted_rows[first:end] - first_number}))
            query = SELECTED_ROWS_SQL.format(columns=", ".join(COLUMNS), path=quote_path(path))
            tables.append(cursor.sql(query).to_arrow_table())
    table = pa.concat_tables(tables)
    return [table.take(np.searchsorted(sorted_rows, row_numbers)) for row_numbers in row_lists]


_NO_ROW_NUMBERS = np.array([], dtype=np.int64)
_NO_ROWS = SCHEMA.empty_table().select(COLUMNS)


def add_key_column(table: pa.Table) -> pa.Table:
    """Return a figures table with the column `key` added as the first."""
    return table.add_column(0, "key", build_key_column(table))


def pair_columns(old: pa.Table, new: pa.Table) -> pa.Table:
    """Return changed figures as one table: key, `old_…` and `new_…` columns, percent.

    `old` and `new` have the same figures in the same order. `percent` is the change of the value,
    null if the old value is zero, negative or missing.
    """
    columns = {"key": build_key_column(new)}
    columns |= {f"old_{name}": old[name] for name in COLUMNS}
    columns |= {f"new_{name}": new[name] for name in COLUMNS}
    old_value, new_value = old["value"], new["value"]
    base = pc.if_else(pc.less_equal(old_value, 0.0), None, old_value)
    columns["percent"] = pc.multiply(pc.divide(pc.subtract(new_value, old_value), base), 100.0)
    return pa.table(columns)


def _join_frames(tables: list[pa.Table], empty: pa.Table) -> pd.DataFrame:
    """Return tables of several files as one data frame; `empty` has the columns, for no tables."""
    frame: pd.DataFrame = pa.concat_tables([empty, *tables]).to_pandas()
    return frame
