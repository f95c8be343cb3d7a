"""A FigureSource for large releases, which turns every call into a filtered read of the store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from app_pages.state.cache import memoize
from ledger import FigureFilter, Store, TextSearch
from metrics.figure_queries import choose
from metrics.figure_source import spell_out
from metrics.latest_of_series import select_latest

# The field of `FigureFilter` with the values to keep, by column of the figures.
FILTER_FIELDS = {
    "indicator": "indicators",
    "programme": "programmes",
    "ref_area": "ref_areas",
    "breakdown": "breakdowns",
    "time_period": "time_periods",
    "obs_status": "statuses",
    "key": "keys",
}
# Conditions on indicators.yaml: the store has no such columns, so they become indicator codes.
INDICATOR_ATTRIBUTES = ("topic", "kind")
# Columns whose codes are searched, in the order of the fields of `TextSearch`.
SEARCHED_COLUMNS = ("indicator", "programme", "ref_area")
NO_FILTER = FigureFilter()
NO_MATCH = FigureFilter(indicators=("",))  # no indicator has an empty code
# Columns in which figures of the same series differ.
COLUMNS_WITHIN_SERIES = ("time_period", "obs_status", "key")


@dataclass(frozen=True)
class LedgerFigures:
    """The figures of one release that match a filter; each method reads them from the store."""

    store: Store
    release_number: int
    indicators: Sequence[Mapping[str, Any]]
    within: FigureFilter = NO_FILTER

    def choose(self, **where: Any) -> pd.DataFrame:
        """Read the figures that meet the conditions column=value or column=values.

        If this source has only the newest figure of each series (`latest`), conditions on columns
        that differ within a series, such as the period, are applied after the newest is selected:
        otherwise they would make an older figure the newest.
        """
        if not self.within.newest:
            return self._read(self._build_filter(where))
        # The store may return two newest periods that end together; select_latest keeps one.
        later_conditions = {
            name: where.pop(name) for name in COLUMNS_WITHIN_SERIES if name in where
        }
        return choose(select_latest(self._read(self._build_filter(where))), **later_conditions)

    def first_rows(self, max_rows: int, offset: int = 0, **where: Any) -> pd.DataFrame:
        """Read at most `max_rows` matching figures, from row `offset`, ordered by key."""
        return self._read(replace(self._build_filter(where), limit=max_rows, offset=offset))

    def count_by(self, by: Sequence[str], **where: Any) -> pd.DataFrame:
        """Count the matching figures by the columns `by`, without reading them.

        The counts are in the column `figures`. The store is not asked if no figure can match.
        """
        condition = self._build_filter(where)
        if condition.indicators == NO_MATCH.indicators:
            return pd.DataFrame(columns=[*by, "figures"])
        return _count_figures(self.store, self.release_number, tuple(by), condition)

    def latest(self) -> "LedgerFigures":
        """Return a source of only the newest figure of each series."""
        return replace(self, within=replace(self.within, newest=True))

    def filter(self, **where: Any) -> "LedgerFigures":
        """Return a source with further conditions."""
        return replace(self, within=self._build_filter(where))

    def search(self, text: str, codes: Mapping[str, Sequence[str]]) -> "LedgerFigures":
        """Return a source of the figures that contain a text or have one of the codes."""
        text_search = TextSearch(text, *(tuple(codes.get(name, ())) for name in SEARCHED_COLUMNS))
        within = replace(self.within, text_searches=(*self.within.text_searches, text_search))
        return replace(self, within=within)

    def within_area(self, area: str) -> "LedgerFigures":
        """Return a source of the figures of an area and everything below it."""
        return replace(self, within=replace(self.within, under_area=area))

    def _read(self, where: FigureFilter) -> pd.DataFrame:
        """Read the figures of this release that match a filter from the store."""
        if where.indicators == NO_MATCH.indicators:
            return _read_no_figures(self.store, self.release_number)
        return self.store.figures(self.release_number, where)

    def _build_filter(self, where: Mapping[str, Any]) -> FigureFilter:
        """Return this source's filter with more conditions: `where` has a code or codes by column.

        FILTER_FIELDS has the field of the filter for each column. Codes that this source already
        excludes are left out, as a figure must meet all conditions. If no code is left for a
        column, no figure can match, and NO_MATCH is returned.
        """
        result = self.within
        for column, value in where.items():
            codes = [value] if isinstance(value, str) else list(value)
            # A topic or a kind of indicators means the indicators that have it.
            if column in INDICATOR_ATTRIBUTES:
                codes = [entry["code"] for entry in self.indicators if entry[column] in codes]
            if column in ("indicator", *INDICATOR_ATTRIBUTES):
                reported = _list_reported_indicators(self.store, self.release_number)
                codes = [code for code in codes if code in reported]  # others need no search
            if column in ("time_period", "key"):
                reported = _list_reported_periods(self.store, self.release_number)
                spelled = spell_out(column, codes)  # a period may be written in several ways
                # The last part of a key is its period; a period has no dot.
                codes = [code for code in spelled if code.rpartition(".")[2] in reported]
            field = FILTER_FIELDS.get(column, "indicators")  # "indicators": a topic or kind
            allowed = getattr(result, field)  # () allows all codes
            codes = [code for code in codes if code in allowed] if allowed else codes
            if not codes:
                return NO_MATCH
            changes: dict[str, Any] = {field: tuple(codes)}
            result = replace(result, **changes)
        return result


@memoize(max_results=256, warm=None)
def _count_figures(
    store: Store, release_number: int, by: tuple[str, ...], where: FigureFilter
) -> pd.DataFrame:
    """Return the number of a release's matching figures by the columns `by`; cached.

    The counts are in the column `figures`.
    """
    return store.counts(by, release_number, where)


@memoize(max_results=4, warm=None)
def _list_reported_indicators(store: Store, release_number: int) -> frozenset[str]:
    """Return the codes of the indicators with at least one figure in a release; cached.

    A question about any other indicator is answered without reading the store.
    """
    return frozenset(_count_figures(store, release_number, ("indicator",), NO_FILTER)["indicator"])


@memoize(max_results=4, warm=None)
def _list_reported_periods(store: Store, release_number: int) -> frozenset[str]:
    """Return the periods of a release's figures, as they are spelled there; cached."""
    return frozenset(
        _count_figures(store, release_number, ("time_period",), NO_FILTER)["time_period"]
    )


@memoize(max_results=4, warm=None)
def _read_no_figures(store: Store, release_number: int) -> pd.DataFrame:
    """Return an empty table with the columns of a release's figures; cached.

    It is read from the store, which has more columns than figures.csv.
    """
    return store.figures(release_number, FigureFilter(limit=0))
