"""What a proposed state would change: figures by their keys, entries of code lists by their codes.

The frames have the columns of a release's comparison: `key`, and for what is changed `old_…` and
`new_…` of every column and `percent` of the value (NaN where the old one is zero or open).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from ledger.parts import COLUMNS, VALUES
from quantities.keys import KEY

What = Literal["added", "changed", "removed"]
NUMBER = ("as_reported", *VALUES, "qualifier")
"""Columns that make the number a reader sees: a change of one of them is a correction."""


@dataclass(frozen=True, slots=True)
class CodeChange:
    """One entry of a code list that differs."""

    list: str
    code: str
    what: What


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """The difference between two states."""

    added: pd.DataFrame
    changed: pd.DataFrame
    removed: pd.DataFrame
    codes: tuple[CodeChange, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything differs."""
        return bool(len(self.added) or len(self.changed) or len(self.removed) or self.codes)

    @property
    def keys(self) -> list[str]:
        """The keys of all figures touched."""
        return [str(key) for frame in self.frames for key in frame["key"]]

    @property
    def areas(self) -> list[str]:
        """The reference areas of all figures touched, sorted."""
        return sorted({key.split(".")[2] for key in self.keys})

    @property
    def frames(self) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
        """Added, changed, removed."""
        return self.added, self.changed, self.removed


def keys_of(figures: pd.DataFrame) -> pd.Series:
    """Write the key of each figure."""
    joined = figures[KEY[0]].str.cat([figures[name] for name in KEY[1:]], sep=".")
    return joined.astype("str")


def compare(
    old: pd.DataFrame,
    new: pd.DataFrame,
    old_codes: Mapping[str, Any] | None = None,
    new_codes: Mapping[str, Any] | None = None,
) -> Changes:
    """Give what differs from `old` to `new`; code lists that are not given are not compared.

    Both frames have the columns of figures.csv and no key twice.
    """
    before, after = _keyed(old), _keyed(new)
    place = before.index.get_indexer(after.index)
    both = place >= 0
    left, right = before.take(place[both]), after[both]
    differ = np.zeros(len(right), dtype=bool)
    for name in COLUMNS:
        differ |= _differ(left[name], right[name])
    gone = np.ones(len(before), dtype=bool)
    gone[place[both]] = False
    return Changes(
        added=_plain(after[~both]),
        changed=_pairs(left[differ], right[differ]),
        removed=_plain(before[gone]),
        codes=compare_codes(old_codes or {}, new_codes or {}),
    )


def compare_codes(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[CodeChange, ...]:
    """Compare code lists entry by entry, in the order of the newer list."""
    found: list[CodeChange] = []
    for name in new:
        before, after = entries(old.get(name, [])), entries(new[name])
        found += [
            CodeChange(name, code, "changed" if code in before else "added")
            for code, value in after.items()
            if before.get(code) != value
        ]
        found += [CodeChange(name, code, "removed") for code in before if code not in after]
    return tuple(found)


def entries(values: Any) -> dict[str, dict[str, Any]]:
    """Give a code list by its codes; areas are a frame, and their numbers compare as text."""
    if isinstance(values, pd.DataFrame):
        plain = values.astype(object).where(values.notna(), "")
        values = [{name: str(row[name]) for name in row} for row in plain.to_dict("records")]
    return {str(value.get("code") or value.get("id")): value for value in values}


def _keyed(figures: pd.DataFrame) -> pd.DataFrame:
    frame = figures[list(COLUMNS)]
    return frame.set_axis(pd.Index(keys_of(frame), name="key"), axis="index")


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.sort_index().reset_index()


def _pairs(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    pairs = pd.concat([old.add_prefix("old_"), new.add_prefix("new_")], axis="columns")
    before, after = old["value"].to_numpy(), new["value"].to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        percent = (after - before) / np.abs(before) * 100
    pairs["percent"] = np.where(np.isfinite(percent), percent, np.nan)
    return _plain(pairs)


def _differ(old: pd.Series, new: pd.Series) -> Any:
    """Compare a column of two frames with equal keys, row by row; open equals open."""
    left, right = old.to_numpy(), new.to_numpy()
    if old.name in VALUES:
        return (left != right) & ~(np.isnan(left) & np.isnan(right))
    return left != right
