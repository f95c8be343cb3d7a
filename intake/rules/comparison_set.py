"""The comparison set: uploaded and published figures with integer keys, for quick comparisons.

A context is one integer for programme, area, period and breakdown, so that figures of the same
context differ only in their indicator. It is a mixed-radix number with a digit for each of these
columns: the index of the column's code in the list of its distinct codes.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from intake.model.column_arrays import Flags, Floats, Ints
from intake.model.fields import KEY_COLUMNS
from intake.model.figure_table import FigureTable
from intake.model.reference import Reference

_CONTEXT_COLUMNS = ("programme", "ref_area", "time_period", "breakdown")


@dataclass(frozen=True)
class ComparisonSet:
    """Figures of some indicators; an uploaded figure replaces the published one of the same key.

    `codes` are the distinct codes of each key column. `indicator` has the index of each figure's
    indicator among them, `context` an integer made of the other indices. `row` is the row in the
    upload, -1 for a published figure. An open low bound is 0, an open high bound infinity.
    """

    codes: dict[str, list[str]]
    indicator: Ints
    context: Ints
    value: Floats
    low: Floats
    high: Floats
    row: Ints

    def has_indicator(self, indicator: str) -> Flags:
        """Return for each figure of the set whether it is of an indicator."""
        return np.asarray(self.indicator == self.find_index("indicator", indicator))

    def find_index(self, name: str, code: str) -> int:
        """Return the index of a code in the key column `name`; -1 if no figure has that code."""
        codes = self.codes[name]
        return codes.index(code) if code in codes else -1

    def find_indices(self, contexts: Ints, name: str) -> Ints:
        """Return, for each context, the index of its code in the key column `name`.

        This is the digit of that column in the mixed-radix number.
        """
        return contexts // self._place_value(name) % len(self.codes[name])

    def replace_index(self, contexts: Ints, name: str, indices: Ints | int) -> Ints:
        """Return the contexts with other code indices in the key column `name`."""
        difference: Ints = np.asarray(indices - self.find_indices(contexts, name))
        return np.asarray(contexts + difference * self._place_value(name))

    def code(self, context: int, name: str) -> str:
        """Return the code that a context has in the key column `name`."""
        return self.codes[name][int(self.find_indices(np.array([context]), name)[0])]

    def _place_value(self, name: str) -> int:
        """Return the place value of a key column's digit in a context.

        It is the product of the numbers of codes of the later columns: with 3 periods and 2
        breakdowns after it, an area's index is multiplied by 6.
        """
        later_columns = _CONTEXT_COLUMNS[_CONTEXT_COLUMNS.index(name) + 1 :]
        return prod(len(self.codes[later]) for later in later_columns)


def build_comparison_set(
    table: FigureTable,
    reference: Reference,
    indicators: Collection[str],
    other_period: Callable[[str], str] | None = None,
) -> ComparisonSet:
    """Return the valid uploaded figures of some indicators together with the published ones.

    `other_period` returns for a period the one in which it will be compared (a year later), so that
    this one gets an index, too.
    """
    column = table.codes["indicator"]
    is_compared = np.array([code in indicators for code in column.codes], bool)
    rows = np.flatnonzero(is_compared[column.indices] & table.valid)
    published = reference.figures
    if not published.empty:
        published = published[published["indicator"].isin(list(indicators))]
    codes = _list_distinct_codes(table, rows, published, other_period)
    indices = {
        name: _index_codes(table, rows, published, name, codes[name]) for name in KEY_COLUMNS
    }
    context = np.zeros(len(indices["indicator"]), np.int64)
    for name in _CONTEXT_COLUMNS:
        context = context * len(codes[name]) + indices[name]
    key = indices["indicator"] * (int(context.max(initial=0)) + 1) + context
    # Of each key the first figure is kept: uploaded ones come before published ones.
    _, first_indices = np.unique(key, return_index=True)
    low = _join_values(table.low[rows], published, "value_low")
    high = _join_values(table.high[rows], published, "value_high")
    row = np.concatenate([rows.astype(np.int64), np.full(len(published), -1, np.int64)])
    return ComparisonSet(
        codes=codes,
        indicator=indices["indicator"][first_indices],
        context=context[first_indices],
        value=_join_values(table.value[rows], published, "value")[first_indices],
        low=np.nan_to_num(low[first_indices], nan=0.0),
        high=np.nan_to_num(high[first_indices], nan=np.inf, posinf=np.inf),
        row=row[first_indices],
    )


def _list_distinct_codes(
    table: FigureTable,
    rows: npt.NDArray[np.intp],
    published: pd.DataFrame,
    other_period: Callable[[str], str] | None,
) -> dict[str, list[str]]:
    """Return the distinct codes of each key column, from the figures and from `other_period`.

    "" (no code) is always the first, with index 0.
    """
    distinct: dict[str, list[str]] = {}
    for name in KEY_COLUMNS:
        column = table.codes[name]
        uploaded = [column.codes[index] for index in np.unique(column.indices[rows]).tolist()]
        codes = ["", *uploaded, *(published[name].unique() if len(published) else ())]
        if name == "time_period" and other_period:
            codes += [other_period(code) for code in codes if code]
        distinct[name] = list(dict.fromkeys(codes))
    return distinct


def _index_codes(
    table: FigureTable,
    rows: npt.NDArray[np.intp],
    published: pd.DataFrame,
    name: str,
    codes: list[str],
) -> Ints:
    """Return the index in `codes` of each compared figure's code in the key column `name`.

    The uploaded figures in `rows` come first, then the published ones.
    """
    index = {code: i for i, code in enumerate(codes)}
    column = table.codes[name]
    # Codes of figures that are not compared get 0; no row in `rows` has them.
    new_indices = np.array([index.get(code, 0) for code in column.codes], np.int64)
    uploaded = new_indices[column.indices[rows]]
    if not len(published):
        return uploaded
    return np.concatenate([uploaded, published[name].map(index).to_numpy(np.int64)])


def _join_values(uploaded: Floats, published: pd.DataFrame, name: str) -> Floats:
    """Return the values (or bounds) of the uploaded figures, then those of the published ones."""
    if not len(published):
        return uploaded
    values: Any = published[name].to_numpy(np.float64)
    return np.concatenate([uploaded, values])
