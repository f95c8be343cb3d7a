"""Figures of the upload beside the published ones, as numbers that are quick to compare.

Every key is one whole number: indicator, programme, area, period and breakdown counted off in that
order. Two figures of one context differ in nothing but indicator and breakdown.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from intake.model.batch import Flags, Floats, Ints
from intake.model.fields import KEY_COLUMNS
from intake.model.figure_table import FigureTable
from intake.model.reference import Reference

_CONTEXT = ("programme", "ref_area", "time_period", "breakdown")


@dataclass(frozen=True)
class ComparisonSet:
    """Figures of some indicators, an uploaded one in the place of its published one.

    `context` numbers programme, area, period and breakdown together; `row` is the row of the
    upload, -1 for a published figure. Open bounds are 0 and infinity: counts, money and shares
    are not negative.
    """

    words: dict[str, list[str]]
    indicator: Ints
    context: Ints
    value: Floats
    low: Floats
    high: Floats
    row: Ints

    def of(self, indicator: str) -> Flags:
        """Say which figures are of an indicator."""
        return np.asarray(self.indicator == self.number("indicator", indicator))

    def number(self, name: str, word: str) -> int:
        """Number a word of a key column; -1 for one that no figure has."""
        words = self.words[name]
        return words.index(word) if word in words else -1

    def part(self, contexts: Ints, name: str) -> Ints:
        """Take the number of one key column out of contexts."""
        after = _CONTEXT[_CONTEXT.index(name) + 1 :]
        return contexts // self._size(after) % len(self.words[name])

    def with_part(self, contexts: Ints, name: str, numbers: Ints | int) -> Ints:
        """Put another number of one key column into contexts."""
        after = _CONTEXT[_CONTEXT.index(name) + 1 :]
        difference: Ints = np.asarray(numbers - self.part(contexts, name))
        return np.asarray(contexts + difference * self._size(after))

    def word(self, context: int, name: str) -> str:
        """Give the word of one key column of a context."""
        return self.words[name][int(self.part(np.array([context]), name)[0])]

    def _size(self, names: tuple[str, ...]) -> int:
        size = 1
        for name in names:
            size *= len(self.words[name])
        return size


def build_comparison_set(
    table: FigureTable,
    known: Reference,
    indicators: Collection[str],
    more_periods: Callable[[str], str] | None = None,
) -> ComparisonSet:
    """Bring together the figures of some indicators.

    `more_periods` names for each period another one that contexts may be moved to.
    """
    column = table.codes["indicator"]
    wanted = np.array([word in indicators for word in column.words], bool)
    rows = np.flatnonzero(wanted[column.numbers] & table.good)
    published = _published_figures(known, indicators)
    words = _distinct_codes(table, rows, published, more_periods)
    codes = {name: _number_codes(table, rows, published, name, words[name]) for name in KEY_COLUMNS}
    context = np.zeros(len(codes["indicator"]), np.int64)
    for name in _CONTEXT:
        context = context * len(words[name]) + codes[name]
    key = codes["indicator"] * max(int(context.max(initial=0)) + 1, 1) + context
    _, first = np.unique(key, return_index=True)
    low = _join_values(table.low[rows], published, "value_low")
    high = _join_values(table.high[rows], published, "value_high")
    number = np.concatenate([rows.astype(np.int64), np.full(len(published), -1, np.int64)])
    return ComparisonSet(
        words,
        codes["indicator"][first],
        context[first],
        _join_values(table.value[rows], published, "value")[first],
        np.nan_to_num(low[first], nan=0.0),
        np.nan_to_num(high[first], nan=np.inf, posinf=np.inf),
        number[first],
    )


def _published_figures(known: Reference, indicators: Collection[str]) -> pd.DataFrame:
    if known.figures.empty:
        return known.figures.iloc[:0]
    return known.figures[known.figures["indicator"].isin(list(indicators))]


def _distinct_codes(
    table: FigureTable,
    rows: npt.NDArray[np.intp],
    published: pd.DataFrame,
    more_periods: Callable[[str], str] | None,
) -> dict[str, list[str]]:
    """The words of each key column: those the figures have, "" always, and moved periods."""
    found: dict[str, list[str]] = {}
    for name in KEY_COLUMNS:
        column = table.codes[name]
        used = [column.words[at] for at in np.unique(column.numbers[rows]).tolist()]
        listed = list(published[name].unique()) if len(published) else []
        words = ["", *used, *listed]
        if name == "time_period" and more_periods:
            words += [more_periods(word) for word in words if word]
        found[name] = list(dict.fromkeys(words))
    return found


def _number_codes(
    table: FigureTable,
    rows: npt.NDArray[np.intp],
    published: pd.DataFrame,
    name: str,
    words: list[str],
) -> Ints:
    place = {word: at for at, word in enumerate(words)}
    column = table.codes[name]
    moved = np.array([place.get(word, 0) for word in column.words], np.int64)
    uploaded = moved[column.numbers[rows]]
    if not len(published):
        return uploaded
    listed = published[name].map(place).to_numpy(np.int64)
    return np.concatenate([uploaded, listed])


def _join_values(uploaded: Floats, published: pd.DataFrame, name: str) -> Floats:
    if not len(published):
        return uploaded
    listed: Any = published[name].to_numpy(np.float64)
    return np.concatenate([uploaded, listed])
