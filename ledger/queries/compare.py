"""Comparison of two releases by the hashes of their rows.

Files that both releases have are skipped. In the other files each row is hashed, the hashes are
joined, and only rows without a match are read. Two different rows with the same 64-bit hash would
be taken as equal: with ten million figures the probability is one in a hundred thousand.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ledger.queries.area_levels import Numbers
from ledger.queries.engines import quote_path
from ledger.release import DataFile
from ledger.storage.data_files import COLUMNS, SCHEMA
from quantities.figure_keys import KEY_COLUMNS

if TYPE_CHECKING:
    import duckdb

ROW_OFFSET = 2**40  # more rows than a file has, so that row numbers of several files differ
DIFFERING_ROWS_SQL = """
    SELECT old.key AS old_key, old.row AS old_row, new.key AS new_key, new.row AS new_row
    FROM ({old}) old FULL JOIN ({new}) new ON old.hash = new.hash
    WHERE old.hash IS NULL OR new.hash IS NULL
"""
HASHED_ROWS_SQL = """
    SELECT hash({columns}) AS hash, hash({key}) AS key, file_row_number + {offset} AS row
    FROM read_parquet({path}, file_row_number = true)
"""
SELECTED_ROWS_SQL = """
    SELECT {columns} FROM read_parquet({path}, file_row_number = true)
    WHERE file_row_number IN (SELECT row FROM wanted) ORDER BY file_row_number
"""


@dataclass(frozen=True, slots=True, eq=False)
class ReleaseComparison:
    """The difference between two releases, with data frames sorted by key.

    `added` and `removed` have `key` and the columns of figures.csv; `changed` has `key`, each
    column as `old_…` and `new_…`, and `percent`, the change of the value (NaN if the old value is
    zero or missing). `totals` counts all rows of each, even if a limit truncated the frames;
    `codes` names the code lists that differ.
    """

    added: pd.DataFrame
    changed: pd.DataFrame
    removed: pd.DataFrame
    totals: dict[str, int]
    codes: tuple[str, ...]

    def head(self, limit: int) -> "ReleaseComparison":
        """Return a comparison with the first `limit` rows of each frame."""
        frames = (frame.head(limit) for frame in (self.added, self.changed, self.removed))
        added, changed, removed = frames
        return ReleaseComparison(added, changed, removed, self.totals, self.codes)


class ComparedRelease(NamedTuple):
    """The files of a release that a comparison reads; release 0, the empty state, has none.

    `codes` has the SHA-256 of each code list, `paths` the local path of each data file.
    """

    data_files: tuple[DataFile, ...] = ()
    codes: Mapping[str, str] = MappingProxyType({})
    paths: Mapping[str, str] = MappingProxyType({})


class _DifferingRows(NamedTuple):
    """Row numbers of figures that differ, sorted by key.

    The same positions in `changed_old` and `changed_new` are the same figure.
    """

    added: Numbers
    removed: Numbers
    changed_old: Numbers
    changed_new: Numbers

    def truncate(self, limit: int | None, counts: dict[str, int]) -> "_DifferingRows":
        """Return the first rows of each kind; `limit` None returns all.

        `counts` are the numbers of rows in earlier files, which count towards the limit.
        """
        if limit is None:
            return self
        left = {kind: max(limit - count, 0) for kind, count in counts.items()}
        return _DifferingRows(
            self.added[: left["added"]],
            self.removed[: left["removed"]],
            self.changed_old[: left["changed"]],
            self.changed_new[: left["changed"]],
        )


def compare_releases(
    cursor: "duckdb.DuckDBPyConnection",
    old: ComparedRelease,
    new: ComparedRelease,
    limit: int | None,
) -> ReleaseComparison:
    """Compare two releases; `limit` truncates the data frames but not `totals`, None does not."""
    totals = {"added": 0, "changed": 0, "removed": 0}
    frames: dict[str, list[pa.Table]] = {kind: [] for kind in totals}
    for before, after in group_files(old.data_files, new.data_files):
        left = [old.paths[file.name] for file in before]
        right = [new.paths[file.name] for file in after]
        rows = _find_differing_rows(cursor, left, right)
        listed = rows.truncate(limit, totals)
        removed, old_rows = _read_rows(cursor, left, listed.removed, listed.changed_old)
        added, new_rows = _read_rows(cursor, right, listed.added, listed.changed_new)
        frames["added"].append(_with_key(added))
        frames["removed"].append(_with_key(removed))
        frames["changed"].append(_pair_columns(old_rows, new_rows))
        totals["added"] += len(rows.added)
        totals["removed"] += len(rows.removed)
        totals["changed"] += len(rows.changed_new)
    kinds = {*old.codes, *new.codes}
    differing = [kind for kind in kinds if old.codes.get(kind) != new.codes.get(kind)]
    return ReleaseComparison(
        added=_join_frames(frames["added"], _with_key(_NO_ROWS)),
        changed=_join_frames(frames["changed"], _pair_columns(_NO_ROWS, _NO_ROWS)),
        removed=_join_frames(frames["removed"], _with_key(_NO_ROWS)),
        totals=totals,
        codes=tuple(sorted(differing)),
    )


def group_files(
    old: Sequence[DataFile], new: Sequence[DataFile]
) -> Iterator[tuple[list[DataFile], list[DataFile]]]:
    """Yield groups of (old, new) files that only one of the releases has.

    Files with figures of the same indicator are in the same group, so that groups can be compared
    one by one.
    """
    shared = {file.name for file in old} & {file.name for file in new}
    both = [(file, side) for side, data_files in enumerate((old, new)) for file in data_files]
    unshared = sorted(
        (pair for pair in both if pair[0].name not in shared),
        key=lambda pair: (pair[0].first, pair[0].last),
    )
    group: tuple[list[DataFile], list[DataFile]] = ([], [])
    last_indicator = ""
    for file, side in unshared:
        if any(group) and file.first > last_indicator:
            yield group
            group = ([], [])
        group[side].append(file)
        last_indicator = max(last_indicator, file.last)
    if any(group):
        yield group


def _find_differing_rows(
    cursor: "duckdb.DuckDBPyConnection", left: list[str], right: list[str]
) -> _DifferingRows:
    """Return the rows in files `left` (old) and `right` (new) that have no equal in the other."""
    query = DIFFERING_ROWS_SQL.format(old=_hashed_rows_sql(left), new=_hashed_rows_sql(right))
    table = cursor.sql(query).to_arrow_table()
    old_key, old_row = _side_columns(table, "old")
    new_key, new_row = _side_columns(table, "new")
    _, at_old, at_new = np.intersect1d(old_key, new_key, assume_unique=True, return_indices=True)
    order = np.argsort(new_row[at_new])
    return _DifferingRows(
        added=np.sort(np.delete(new_row, at_new)),
        removed=np.sort(np.delete(old_row, at_old)),
        changed_old=old_row[at_old][order],
        changed_new=new_row[at_new][order],
    )


def _side_columns(table: pa.Table, side: str) -> tuple[Numbers, Numbers]:
    """Return key hashes and row numbers of one side, "old" or "new"."""
    key, row = (table[f"{side}_{name}"].drop_null() for name in ("key", "row"))
    return key.to_numpy(), row.to_numpy()


def _hashed_rows_sql(paths: list[str]) -> str:
    """Return SQL that yields hash, key hash and row number of each row in some files.

    Row numbers of file n begin at n × ROW_OFFSET.
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
    none = "SELECT NULL::UBIGINT AS hash, NULL::UBIGINT AS key, NULL::BIGINT AS row WHERE false"
    return " UNION ALL ".join(selects or [none])


def _read_rows(
    cursor: "duckdb.DuckDBPyConnection", paths: list[str], *choices: Numbers
) -> list[pa.Table]:
    """Return a table for each list of row numbers in `choices`; every file is read once."""
    rows = np.sort(np.concatenate(choices))
    tables = [_NO_ROWS]
    for index, path in enumerate(paths):
        in_file = (
            rows[(rows >= index * ROW_OFFSET) & (rows < (index + 1) * ROW_OFFSET)]
            - index * ROW_OFFSET
        )
        if len(in_file):
            cursor.register("wanted", pa.table({"row": in_file}))
            query = SELECTED_ROWS_SQL.format(columns=", ".join(COLUMNS), path=quote_path(path))
            tables.append(cursor.sql(query).to_arrow_table())
    table = pa.concat_tables(tables)
    return [table.take(np.searchsorted(rows, choice)) for choice in choices]


_NO_ROWS = SCHEMA.empty_table().select(COLUMNS)


def _figure_keys(table: pa.Table) -> pa.ChunkedArray:
    """Return the key of each figure: "members..330200..2024-01"."""
    return pc.binary_join_element_wise(*(table[name] for name in KEY_COLUMNS), ".")


def _with_key(table: pa.Table) -> pa.Table:
    """Add the column `key`."""
    return table.add_column(0, "key", _figure_keys(table))


def _pair_columns(old: pa.Table, new: pa.Table) -> pa.Table:
    """Return one table of `old_…` and `new_…` columns and the change of the value in percent."""
    columns = {"key": _figure_keys(new)}
    columns |= {f"old_{name}": old[name] for name in COLUMNS}
    columns |= {f"new_{name}": new[name] for name in COLUMNS}
    before, after = old["value"], new["value"]
    base = pc.if_else(pc.equal(before, 0.0), None, pc.abs(before))
    columns["percent"] = pc.multiply(pc.divide(pc.subtract(after, before), base), 100.0)
    return pa.table(columns)


def _join_frames(tables: list[pa.Table], empty: pa.Table) -> pd.DataFrame:
    """Return tables as one data frame; `empty` gives the columns if there are none."""
    frame: pd.DataFrame = pa.concat_tables([empty, *tables]).to_pandas()
    return frame
