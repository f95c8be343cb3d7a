"""A FigureSource for large releases: it turns every call into a filtered read of the store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from app_pages.state.cache import memoize
from ledger import FigureFilter, Store, TextSearch
from metrics.figure_queries import choose
from metrics.figure_source import spell_out
from metrics.latest_figures import select_latest

# Column of the figures -> field of `FigureFilter` with the values to keep.
FILTER_FIELDS = {
    "indicator": "indicators",
    "programme": "programmes",
    "ref_area": "ref_areas",
    "breakdown": "breakdowns",
    "time_period": "time_periods",
    "obs_status": "statuses",
    "key": "keys",
}
# Conditions on an indicator's entry: the store has no such columns, so they select indicators.
INDICATOR_ATTRIBUTES = ("topic", "kind")
# Columns whose codes a search compares, in the order of the fields of `TextSearch`.
SEARCHED_COLUMNS = ("indicator", "programme", "ref_area")
NO_FILTER = FigureFilter()
NO_MATCH = FigureFilter(indicators=("",))  # no indicator has an empty code
# Columns in which the figures of one series differ.
COLUMNS_WITHIN_SERIES = ("time_period", "obs_status", "key")


@dataclass(frozen=True)
class LedgerFigures:
    """The figures of one release that match a filter; each method reads them from the store."""

    store: Store
    number: int
    indicators: Sequence[Mapping[str, Any]]
    within: FigureFilter = NO_FILTER

    def choose(self, **where: Any) -> pd.DataFrame:
        """Read from the store the figures that meet the conditions: column=value, or column=values.

        If this source has only the newest figure of each series (`latest`), conditions in which the
        figures of one series differ, such as the period, are applied after that choice: they must
        not make an older figure the newest.
        """
        if not self.within.newest:
            return self._read(self._where(where))
        # The store may return two newest periods that end together; select_latest keeps one.
        filtered_later = {name: where.pop(name) for name in COLUMNS_WITHIN_SERIES if name in where}
        return choose(select_latest(self._read(self._where(where))), **filtered_later)

    def first_rows(self, max_rows: int, offset: int = 0, **where: Any) -> pd.DataFrame:
        """Read at most `max_rows` matching figures, from row `offset`, ordered by key."""
        return self._read(replace(self._where(where), limit=max_rows, offset=offset))

    def count_by(self, by: Sequence[str], **where: Any) -> pd.DataFrame:
        """Count the matching figures by the columns `by`, without reading them.

        The counts are in the column `figures`. No query is made if no figure can match.
        """
        condition = self._where(where)
        if condition.indicators == NO_MATCH.indicators:
            return pd.DataFrame(columns=[*by, "figures"])
        return _count_figures(self.store, self.number, tuple(by), condition)

    def latest(self) -> "LedgerFigures":
        """Return a source of only the newest figure of each series."""
        return replace(self, within=replace(self.within, newest=True))

    def filter(self, **where: Any) -> "LedgerFigures":
        """Return a source with further conditions."""
        return replace(self, within=self._where(where))

    def search(self, text: str, codes: Mapping[str, Sequence[str]]) -> "LedgerFigures":
        """Return a source of the figures that contain a text or have one of the codes."""
        text_search = TextSearch(text, *(tuple(codes.get(name, ())) for name in SEARCHED_COLUMNS))
        within = replace(self.within, text_searches=(*self.within.text_searches, text_search))
        return replace(self, within=within)

    def within_area(self, area: str) -> "LedgerFigures":
        """Return a source of the figures of an area and everything below it."""
        return replace(self, within=replace(self.within, under_area=area))

    def _read(self, where: FigureFilter) -> pd.DataFrame:
        """Read the figures that match a filter."""
        if where.indicators == NO_MATCH.indicators:
            return _no_figures(self.store, self.number)
        return self.store.figures(self.number, where)

    def _where(self, where: Mapping[str, Any]) -> FigureFilter:
        """Return this source's filter for the store with more conditions: column=value or =values.

        FILTER_FIELDS names the field of the filter for each column. Values that the filter does not
        allow already are left out, as a figure must meet both. If none is left for a column, no
        figure can match, and NO_MATCH is returned.
        """
        result = self.within
        for column, value in where.items():
            codes = [value] if isinstance(value, str) else list(value)
            # A topic or a kind of indicators means the indicators that have it.
            if column in INDICATOR_ATTRIBUTES:
                codes = [entry["code"] for entry in self.indicators if entry[column] in codes]
            if column in ("indicator", *INDICATOR_ATTRIBUTES):
                reported = _reported_indicators(self.store, self.number)
                codes = [code for code in codes if code in reported]  # others need no search
            if column in ("time_period", "key"):
                reported = _reported_periods(self.store, self.number)
                spelled = spell_out(column, codes)  # a period may be written in several ways
                # The last part of a key is its period; a period has no dot.
                codes = [code for code in spelled if code.rpartition(".")[2] in reported]
            field = FILTER_FIELDS.get(column, "indicators")
            allowed = getattr(result, field)  # empty: all
            codes = [code for code in codes if code in allowed] if allowed else codes
            if not codes:
                return NO_MATCH
            changes: dict[str, Any] = {field: tuple(codes)}
            result = replace(result, **changes)
        return result


@memoize(max_results=256, warm=None)
def _count_figures(
    store: Store, number: int, by: tuple[str, ...], where: FigureFilter
) -> pd.DataFrame:
    """Count the figures of a release that match a filter by the columns `by`, cached.

    The counts are in the column `figures`; `number` is the release's number.
    """
    return store.counts(by, number, where)


@memoize(max_results=4, warm=None)
def _reported_indicators(store: Store, number: int) -> frozenset[str]:
    """Return the indicators with figures, so that the store is not searched for others."""
    return frozenset(_count_figures(store, number, ("indicator",), NO_FILTER)["indicator"])


@memoize(max_results=4, warm=None)
def _reported_periods(store: Store, number: int) -> frozenset[str]:
    """Return the periods of a release's figures as they are spelled there, cached."""
    return frozenset(_count_figures(store, number, ("time_period",), NO_FILTER)["time_period"])


@memoize(max_results=4, warm=None)
def _no_figures(store: Store, number: int) -> pd.DataFrame:
    """Return an empty table with the columns of a release's figures, cached.

    It is read from the store, which adds columns to those of figures.csv.
    """
    return store.figures(number, FigureFilter(limit=0))
