"""A FigureSource for large releases: it turns every call into a filtered read of the store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from app_pages.state.cache import memoize
from ledger import FigureFilter, Store, TextSearch
from metrics.figures import choose
from metrics.latest import select_latest

FILTER_FIELDS = {
    "indicator": "indicators",
    "programme": "programmes",
    "ref_area": "ref_areas",
    "breakdown": "breakdowns",
    "time_period": "time_periods",
    "obs_status": "statuses",
    "key": "keys",
}
OF_INDICATOR = ("topic", "kind")
SEARCHED = ("indicator", "programme", "ref_area")
NO_FILTER = FigureFilter()
NOTHING = FigureFilter(indicators=("",))  # no indicator has an empty code
NOT_IN_SERIES = ("time_period", "obs_status", "key")


@dataclass(frozen=True)
class LedgerFigures:
    """The figures of one release that match a filter; each method reads them from the store."""

    store: Store
    number: int
    indicators: Sequence[Mapping[str, Any]]
    within: FigureFilter = NO_FILTER

    def choose(self, **where: Any) -> pd.DataFrame:
        """Read the figures that meet the conditions."""
        if not self.within.newest:
            return self._read(self._where(where))
        # Which of two periods that end together is the newest is decided before a filter by period.
        later = {name: where.pop(name) for name in NOT_IN_SERIES if name in where}
        return choose(select_latest(self._read(self._where(where))), **later)

    def first_rows(self, most: int, offset: int = 0, **where: Any) -> pd.DataFrame:
        """Read at most `most` matching figures, from row `offset`, ordered by key."""
        return self._read(replace(self._where(where), limit=most, offset=offset))

    def count_by(self, by: Sequence[str], **where: Any) -> pd.DataFrame:
        """Count the matching figures by columns, without reading them."""
        condition = self._where(where)
        if condition.indicators == NOTHING.indicators:
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
        text_search = TextSearch(text, *(tuple(codes.get(name, ())) for name in SEARCHED))
        within = replace(self.within, sought=(*self.within.sought, text_search))
        return replace(self, within=within)

    def within_area(self, area: str) -> "LedgerFigures":
        """Return a source of the figures of an area and everything below it."""
        return replace(self, within=replace(self.within, under_area=area))

    def _read(self, where: FigureFilter) -> pd.DataFrame:
        """Read the figures that match a filter."""
        if where.indicators == NOTHING.indicators:
            return _no_figures(self.store, self.number)
        return self.store.figures(self.number, where)

    def _where(self, where: Mapping[str, Any]) -> FigureFilter:
        """Return the filter with further conditions; NOTHING if no figure can match all of them."""
        result = self.within
        for name, value in where.items():
            values = [value] if isinstance(value, str) else list(value)
            if name in OF_INDICATOR:
                values = [each["code"] for each in self.indicators if each[name] in values]
            if name in ("indicator", *OF_INDICATOR):
                reported = _reported_indicators(self.store, self.number)
                values = [each for each in values if each in reported]
            field = FILTER_FIELDS.get(name, "indicators")
            allowed = getattr(result, field)
            values = [each for each in values if each in allowed] if allowed else values
            if not values:
                return NOTHING
            changes: dict[str, Any] = {field: tuple(values)}
            result = replace(result, **changes)
        return result


@memoize(256, warm=None)
def _count_figures(
    store: Store, number: int, by: tuple[str, ...], where: FigureFilter
) -> pd.DataFrame:
    """Count figures by columns, cached; `number` is the release's number."""
    return store.counts(by, number, where)


@memoize(4, warm=None)
def _reported_indicators(store: Store, number: int) -> frozenset[str]:
    """Return the indicators with figures, so that the store is not searched for others."""
    return frozenset(_count_figures(store, number, ("indicator",), NO_FILTER)["indicator"])


@memoize(4, warm=None)
def _no_figures(store: Store, number: int) -> pd.DataFrame:
    """Return an empty table with the columns of figures, cached."""
    return store.figures(number, FigureFilter(limit=0))
