"""The difference between two states of the data: figures by key, entries of code lists by code.

The data frames have the columns of `ledger.ReleaseComparison`: `key` and the columns of
figures.csv. Changed figures have every column twice, as `old_…` and `new_…`, and `percent`, the
change of the value (NaN if the old value is zero, negative or missing).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ledger.queries.compare import add_key_column, pair_columns
from ledger.storage.data_files import COLUMNS, VALUES, build_key_column
from quantities.figure_keys import split_key

ChangeKind = Literal["added", "changed", "removed"]
Figures: TypeAlias = pd.DataFrame | pa.Table


@dataclass(frozen=True, slots=True)
class CodeChange:
    """One entry of a code list that was added, changed or removed; `list` is the list's name."""

    list: str
    code: str
    what: ChangeKind


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """The difference between two states of the data; falsy if there is none."""

    added: pd.DataFrame
    changed: pd.DataFrame
    removed: pd.DataFrame
    codes: tuple[CodeChange, ...] = ()

    def __bool__(self) -> bool:
        """Return whether anything differs."""
        return bool(len(self.added) or len(self.changed) or len(self.removed) or self.codes)

    @property
    def keys(self) -> list[str]:
        """The keys of all figures that differ."""
        return [str(key) for frame in self.frames for key in frame["key"]]

    @property
    def areas(self) -> list[str]:
        """The codes of the areas of all figures that differ, sorted."""
        return sorted({split_key(key)["ref_area"] for key in self.keys})

    @property
    def frames(self) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
        """The data frames of added, changed and removed figures, in this order."""
        return self.added, self.changed, self.removed


def to_table(figures: Figures) -> pa.Table:
    """Return figures as an Arrow table with the columns of figures.csv.

    All columns are text except the numbers (VALUES), where null or NaN means missing.
    """
    if isinstance(figures, pd.DataFrame):
        figures = pa.Table.from_pandas(figures[list(COLUMNS)], preserve_index=False)
    return pa.table(
        {
            name: figures[name].cast(pa.float64() if name in VALUES else pa.string())
            for name in COLUMNS
        }
    )


def are_rows_equal(old: pa.Table, new: pa.Table, columns: Iterable[str]) -> pa.ChunkedArray:
    """Return for each row whether `old` and `new` are equal in all of some columns.

    Both tables have the same figures in the same order. Two missing numbers (null or NaN), such as
    two open bounds, are equal.
    """
    rows_are_equal: Any = pa.scalar(True)
    for name in columns:
        old_column, new_column = old[name], new[name]
        cells_are_equal = pc.fill_null(pc.equal(old_column, new_column), False)
        if name in VALUES:
            is_old_missing = pc.is_null(old_column, nan_is_null=True)
            is_new_missing = pc.is_null(new_column, nan_is_null=True)
            cells_are_equal = pc.or_(cells_are_equal, pc.and_(is_old_missing, is_new_missing))
        rows_are_equal = pc.and_(rows_are_equal, cells_are_equal)
    return rows_are_equal


def compare_states(
    old: Figures,
    new: Figures,
    old_codes: Mapping[str, Any] | None = None,
    new_codes: Mapping[str, Any] | None = None,
) -> Changes:
    """Return the changes from the figures and code lists `old` to `new`.

    The figures have the columns of figures.csv and each key once. A figure counts as changed if any
    of its columns differs, even its note. Only code lists in `new_codes` are compared.

    Of each new figure the row in the old table with the same key is looked up. Figures without one
    were added; the others are put side by side with their old rows and compared column by column.
    """
    old_table, new_table = to_table(old), to_table(new)
    old_keys, new_keys = build_key_column(old_table), build_key_column(new_table)
    # For each new figure the row number of the old one; null if there is none.
    old_row_numbers = pc.index_in(new_keys, value_set=old_keys)
    is_in_both = old_row_numbers.is_valid()
    # Both tables have the same figures in the same rows.
    matched_old = old_table.take(old_row_numbers.drop_null())
    matched_new = new_table.filter(is_in_both)
    differs = pc.invert(are_rows_equal(matched_old, matched_new, COLUMNS))
    is_removed = pc.invert(pc.is_in(old_keys, value_set=new_keys))
    return Changes(
        added=_sort_by_key(add_key_column(new_table.filter(pc.invert(is_in_both)))),
        changed=_sort_by_key(
            pair_columns(matched_old.filter(differs), matched_new.filter(differs))
        ),
        removed=_sort_by_key(add_key_column(old_table.filter(is_removed))),
        codes=compare_code_lists(old_codes or {}, new_codes or {}),
    )


def compare_code_lists(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[CodeChange, ...]:
    """Return the changes of code lists (name → entries); only lists in `new` are compared.

    Of each list, added and changed entries come first, in the order of the new list, then removed
    ones.
    """
    changes: list[CodeChange] = []
    for name in new:
        old_entries, new_entries = entries_by_code(old.get(name, [])), entries_by_code(new[name])
        changes += [
            CodeChange(name, code, "changed" if code in old_entries else "added")
            for code, entry in new_entries.items()
            if old_entries.get(code) != entry
        ]
        changes += [
            CodeChange(name, code, "removed") for code in old_entries if code not in new_entries
        ]
    return tuple(changes)


def entries_by_code(entries: Any) -> dict[str, dict[str, Any]]:
    """Return the entries of a code list by their code or id.

    `entries` is a list of mappings or, for areas, a data frame, whose missing values become "".
    """
    if isinstance(entries, pd.DataFrame):
        cells = entries.astype(object).where(entries.notna(), "")
        entries = [
            {name: str(cell) for name, cell in row.items()} for row in cells.to_dict("records")
        ]
    return {str(entry.get("code") or entry.get("id")): entry for entry in entries}


def _sort_by_key(table: pa.Table) -> pd.DataFrame:
    """Return an Arrow table of figures as a data frame, sorted by the column `key`."""
    frame: pd.DataFrame = table.to_pandas()
    return frame.sort_values("key", ignore_index=True)
