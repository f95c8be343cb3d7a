"""A release as a draft would leave it: what stays is left unread until it is asked for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from metrics import figures, trend
from metrics.figures import Figures
from quantities.keys import KEY


@dataclass(frozen=True)
class OverlaidFigures:
    """Figures that stay and figures that stand beside them, as `metrics.figures.Stored` wants them.

    No series has figures in both.
    """

    stays: Figures
    instead: Figures

    def choose(self, **where: Any) -> pd.DataFrame:
        """Choose from both, in the order of the keys."""
        parts = [figures.choose(each, **where) for each in (self.stays, self.instead)]
        return pd.concat(parts).sort_values(list(KEY), ignore_index=True)

    def first(self, most: int, offset: int = 0, **where: Any) -> pd.DataFrame:
        """Give a window of what is chosen."""
        reach = most + offset
        parts = [figures.first_rows(each, reach, **where) for each in (self.stays, self.instead)]
        found = pd.concat(parts).sort_values(list(KEY), ignore_index=True)
        return found.iloc[offset:reach]

    def counted(self, by: Sequence[str], **where: Any) -> pd.DataFrame:
        """Count both."""
        parts = [figures.count_by(each, by, **where) for each in (self.stays, self.instead)]
        return pd.concat(parts).groupby(list(by))["figures"].sum().reset_index()

    def newest(self) -> "OverlaidFigures":
        """Give the newest of each series alone."""
        return self._each(trend.latest)

    def only(self, **where: Any) -> "OverlaidFigures":
        """Give what is chosen, unread."""
        return self._each(lambda each: figures.filter_lazy(each, **where))

    def under(self, area: str) -> "OverlaidFigures":
        """Give those of an area and of everything below it."""
        return self._each(lambda each: figures.within_area(each, area))

    def holding(self, text: str, codes: Mapping[str, Sequence[str]]) -> "OverlaidFigures":
        """Give those that hold a text, or have one of the codes."""
        return self._each(lambda each: figures.search(each, text, codes))

    def _each(self, change: Callable[[Figures], Figures]) -> "OverlaidFigures":
        return OverlaidFigures(change(self.stays), change(self.instead))
