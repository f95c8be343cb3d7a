"""A large release's figures, left where they lie: metrics read only what they ask for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from app_pages.state.cache import memoize
from ledger import FigureFilter, Store, TextSearch
from metrics import figures, trend

PLURAL = {
    "indicator": "indicators",
    "programme": "programmes",
    "ref_area": "ref_areas",
    "breakdown": "breakdowns",
    "time_period": "time_periods",
    "obs_status": "statuses",
    "key": "keys",
}
OF_INDICATOR = ("topic", "kind")
SOUGHT = ("indicator", "programme", "ref_area")
EVERYTHING = FigureFilter()
NOTHING = FigureFilter(indicators=("",))  # no indicator has an empty code
NOT_OF_SERIES = ("time_period", "obs_status", "key")


@dataclass(frozen=True)
class LedgerFigures:
    """The figures of one release that `within` holds, read when they are asked for."""

    store: Store
    number: int
    indicators: Sequence[Mapping[str, Any]]
    within: FigureFilter = EVERYTHING

    def choose(self, **where: Any) -> pd.DataFrame:
        """Read what `metrics.figures.choose` keeps."""
        if not self.within.newest:
            return self._read(self._where(where))
        # Of two periods that end together one is the newest; what tells them apart comes after.
        later = {name: where.pop(name) for name in NOT_OF_SERIES if name in where}
        return figures.choose(trend.latest(self._read(self._where(where))), **later)

    def first(self, most: int, offset: int = 0, **where: Any) -> pd.DataFrame:
        """Read a window of what is chosen, in the order of the keys."""
        return self._read(replace(self._where(where), limit=most, offset=offset))

    def counted(self, by: Sequence[str], **where: Any) -> pd.DataFrame:
        """Count what is chosen by columns."""
        wanted = self._where(where)
        if wanted.indicators == NOTHING.indicators:
            return pd.DataFrame(columns=[*by, "figures"])
        return _counted(self.store, self.number, tuple(by), wanted)

    def newest(self) -> "LedgerFigures":
        """Give the newest of each series alone."""
        return replace(self, within=replace(self.within, newest=True))

    def only(self, **where: Any) -> "LedgerFigures":
        """Give what is chosen, unread."""
        return replace(self, within=self._where(where))

    def holding(self, text: str, codes: Mapping[str, Sequence[str]]) -> "LedgerFigures":
        """Give those that hold a text, or have one of the codes."""
        sought = TextSearch(text, *(tuple(codes.get(name, ())) for name in SOUGHT))
        within = replace(self.within, sought=(*self.within.sought, sought))
        return replace(self, within=within)

    def under(self, area: str) -> "LedgerFigures":
        """Give those of an area and of everything below it."""
        return replace(self, within=replace(self.within, under_area=area))

    def _read(self, where: FigureFilter) -> pd.DataFrame:
        if where.indicators == NOTHING.indicators:
            return _none(self.store, self.number)
        return self.store.figures(self.number, where)

    def _where(self, where: Mapping[str, Any]) -> FigureFilter:
        """Restrict `within` further; what lies in none of them is nothing."""
        wanted = self.within
        for name, value in where.items():
            values = [value] if isinstance(value, str) else list(value)
            if name in OF_INDICATOR:
                values = [each["code"] for each in self.indicators if each[name] in values]
            if name in ("indicator", *OF_INDICATOR):
                held = _held(self.store, self.number)
                values = [each for each in values if each in held]
            plural = PLURAL.get(name, "indicators")
            before = getattr(wanted, plural)
            values = [each for each in values if each in before] if before else values
            if not values:
                return NOTHING
            narrowed: dict[str, Any] = {plural: tuple(values)}
            wanted = replace(wanted, **narrowed)
        return wanted


@memoize(256)
def _counted(store: Store, number: int, by: tuple[str, ...], where: FigureFilter) -> pd.DataFrame:
    return store.counts(by, number, where)


@memoize(4)
def _held(store: Store, number: int) -> frozenset[str]:
    """List the indicators that have figures: what is asked of others is not looked for."""
    return frozenset(_counted(store, number, ("indicator",), EVERYTHING)["indicator"])


@memoize(4)
def _none(store: Store, number: int) -> pd.DataFrame:
    return store.figures(number, FigureFilter(limit=0))
