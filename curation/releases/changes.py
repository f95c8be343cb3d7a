"""The difference between two states: figures compared by key, entries of code lists by code.

The data frames have the columns of `ledger.ReleaseComparison`: `key` and the columns of
figures.csv. Changed figures have every column twice, as `old_…` and `new_…`, and `percent`, the
change of the value (NaN if the old value is zero or missing).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ledger.storage.data_files import COLUMNS, VALUES
from quantities.figure_keys import KEY_COLUMNS

ChangeKind = Literal["added", "changed", "removed"]
Figures: TypeAlias = pd.DataFrame | pa.Table
NUMBER = ("as_reported", *VALUES, "qualifier")
"""Columns of the number itself; the others are about its source and status."""


@dataclass(frozen=True, slots=True)
class CodeChange:
    """One entry of a code list that was added, changed or removed; `list` is the list's name."""

    list: str
    code: str
    what: ChangeKind


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """The difference between two states; false if there is none."""

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
        return sorted({key.split(".")[2] for key in self.keys})

    @property
    def frames(self) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
        """The data frames of added, changed and removed figures."""
        return self.added, self.changed, self.removed


def to_table(figures: Figures) -> pa.Table:
    """Return the columns of figures.csv as an Arrow table; missing numbers are null or NaN."""
    if isinstance(figures, pd.DataFrame):
        figures = pa.Table.from_pandas(figures[list(COLUMNS)], preserve_index=False)
    return pa.table(
        {
            name: figures[name].cast(pa.float64() if name in VALUES else pa.string())
            for name in COLUMNS
        }
    )


def figure_keys(table: pa.Table) -> pa.ChunkedArray:
    """Return the key of each figure: "members..330200..2024-01"."""
    return pc.binary_join_element_wise(*(table[name] for name in KEY_COLUMNS), ".")


def rows_equal(old: pa.Table, new: pa.Table, names: Iterable[str]) -> pa.ChunkedArray:
    """Compare some columns of two tables row by row; two missing numbers are equal."""
    equal: Any = pa.scalar(True)
    for name in names:
        left, right = old[name], new[name]
        same = pc.fill_null(pc.equal(left, right), False)
        open_both = pc.and_(_is_open(left), _is_open(right)) if name in VALUES else False
        equal = pc.and_(equal, pc.or_(same, open_both))
    return equal


def compare_states(
    old: Figures,
    new: Figures,
    old_codes: Mapping[str, Any] | None = None,
    new_codes: Mapping[str, Any] | None = None,
) -> Changes:
    """Return what differs from `old` to `new`.

    Both have the columns of figures.csv, and each key once. Only code lists in `new_codes` are
    compared.
    """
    before, after = to_table(old), to_table(new)
    old_keys, new_keys = figure_keys(before), figure_keys(after)
    place = pc.index_in(new_keys, value_set=old_keys)
    in_both = place.is_valid()
    left, right = before.take(place.drop_null()), after.filter(in_both)
    differ = pc.invert(rows_equal(left, right, COLUMNS))
    removed = pc.invert(pc.is_in(old_keys, value_set=new_keys))
    return Changes(
        added=_figures_frame(after.filter(pc.invert(in_both))),
        changed=_pairs_frame(left.filter(differ), right.filter(differ)),
        removed=_figures_frame(before.filter(removed)),
        codes=compare_code_lists(old_codes or {}, new_codes or {}),
    )


def compare_code_lists(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[CodeChange, ...]:
    """Compare code lists (name → entries) entry by entry, in the order of the newer list.

    Only lists in `new` are compared.
    """
    changes: list[CodeChange] = []
    for name in new:
        before, after = entries_by_code(old.get(name, [])), entries_by_code(new[name])
        changes += [
            CodeChange(name, code, "changed" if code in before else "added")
            for code, value in after.items()
            if before.get(code) != value
        ]
        changes += [CodeChange(name, code, "removed") for code in before if code not in after]
    return tuple(changes)


def entries_by_code(values: Any) -> dict[str, dict[str, Any]]:
    """Return the entries of a code list by code or id; a data frame (areas) gives text values."""
    if isinstance(values, pd.DataFrame):
        plain = values.astype(object).where(values.notna(), "")
        values = [{name: str(row[name]) for name in row} for row in plain.to_dict("records")]
    return {str(value.get("code") or value.get("id")): value for value in values}


def _figures_frame(table: pa.Table) -> pd.DataFrame:
    """Return figures as a data frame with their keys, sorted by key."""
    frame: pd.DataFrame = table.append_column("key", figure_keys(table)).to_pandas()
    return _sort_by_key(frame)


def _pairs_frame(old: pa.Table, new: pa.Table) -> pd.DataFrame:
    """Return changed figures as a data frame: each row is the same figure in both tables."""
    columns = {f"old_{name}": old[name] for name in COLUMNS}
    columns |= {f"new_{name}": new[name] for name in COLUMNS}
    pairs: pd.DataFrame = pa.table({"key": figure_keys(new), **columns}).to_pandas()
    before, after = pairs["old_value"].to_numpy(), pairs["new_value"].to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        percent = (after - before) / np.abs(before) * 100
    pairs["percent"] = np.where(np.isfinite(percent), percent, np.nan)
    return _sort_by_key(pairs)


def _sort_by_key(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a data frame with the column `key` first, sorted by it."""
    columns = ["key", *(name for name in frame.columns if name != "key")]
    return frame[columns].sort_values("key", ignore_index=True)


def _is_open(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return for each number whether it is missing (null or NaN), such as an open bound."""
    return pc.is_null(column, nan_is_null=True)
