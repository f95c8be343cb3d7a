"""The newest figures of a source, a page at a time."""

from collections.abc import Sequence

import pandas as pd

from metrics.figure_queries import Figures, counts_by_value, first_rows
from metrics.latest_figures import build_recency_key
from metrics.reporting_units import REPORTED_KINDS
from periods import list_spellings

ORDER_OF_KINDS: tuple[Sequence[str], ...] = (REPORTED_KINDS, ("target",))


def newest_rows(figures: Figures, max_rows: int, offset: int = 0) -> pd.DataFrame:
    """Read at most `max_rows` figures from row `offset`, those of the newest period first.

    Targets, whose period is mostly to come, follow all others. Figures of one period are in the
    order of their keys. No other rows are loaded.
    """
    newest = []
    for kinds in ORDER_OF_KINDS:
        for period, count in _count_by_period(figures, kinds).items():
            if max_rows > 0 and offset < count:
                rows = first_rows(figures, max_rows, offset, kind=kinds, time_period=period)
                newest.append(rows)
                max_rows -= len(rows)
            offset = max(offset - count, 0)
    return pd.concat(newest, ignore_index=True) if newest else first_rows(figures, 0)


def sort_newest_first(periods: Sequence[str]) -> list[str]:
    """Return periods, each once and in its shortest spelling, the newest first."""
    shortest = {list_spellings(period)[0] for period in periods}
    return sorted(shortest, key=build_recency_key, reverse=True)


def _count_by_period(figures: Figures, kinds: Sequence[str]) -> dict[str, int]:
    """Return the number of figures of some kinds in each period, newest first."""
    counts = counts_by_value(figures, "time_period", kind=kinds)
    return {
        period: sum(counts.get(spelling, 0) for spelling in list_spellings(period))
        for period in sort_newest_first([*counts])
    }
