"""The newest figures of a source, a page at a time."""

from collections.abc import Sequence

import pandas as pd

from metrics.figure_queries import Figures, counts_by_value, first_rows
from metrics.latest_of_series import build_recency_key
from metrics.reporting_units import REPORTED_KINDS
from periods import list_spellings

KINDS_IN_ORDER: tuple[Sequence[str], ...] = (REPORTED_KINDS, ("target",))
"""Kinds of indicators, in the order in which their figures are listed."""


def read_newest_rows(figures: Figures, max_rows: int, offset: int = 0) -> pd.DataFrame:
    """Read at most `max_rows` figures from row `offset`, those of the newest period first.

    Targets, whose period is mostly to come, follow all others. Figures of one period are in the
    order of their keys.

    Periods are counted first, so that no other rows are loaded: a period before the offset is
    skipped, periods wanted whole are read together, and one at an end of the page is read in part.
    """
    tables = []
    for kinds in KINDS_IN_ORDER:
        whole_periods: dict[str, int] = {}  # periods of which all figures are wanted
        for period, count in _count_by_period(figures, kinds).items():
            wanted_count = max(min(count - offset, max_rows), 0)
            if wanted_count == count:
                whole_periods[period] = count
            elif wanted_count:
                if whole_periods:
                    tables.append(_read_whole_periods(figures, kinds, whole_periods))
                whole_periods = {}
                tables.append(
                    first_rows(figures, wanted_count, offset, kind=kinds, time_period=period)
                )
            max_rows -= wanted_count
            offset = max(offset - count, 0)  # what is left to skip in the periods that follow
        if whole_periods:
            tables.append(_read_whole_periods(figures, kinds, whole_periods))
    return pd.concat(tables, ignore_index=True) if tables else first_rows(figures, 0)


def _read_whole_periods(
    figures: Figures, kinds: Sequence[str], periods: dict[str, int]
) -> pd.DataFrame:
    """Read all figures of some periods, in the order of `periods`.

    `periods` maps each period to the number of its figures.
    """
    rows = first_rows(figures, sum(periods.values()), kind=kinds, time_period=[*periods])
    order = {each: index for index, period in enumerate(periods) for each in list_spellings(period)}
    return rows.sort_values(
        "time_period", key=lambda column: column.map(order), kind="stable", ignore_index=True
    )


def sort_newest_first(periods: Sequence[str]) -> list[str]:
    """Return periods, each once and in its shortest spelling, the newest first."""
    shortest = {list_spellings(period)[0] for period in periods}
    return sorted(shortest, key=build_recency_key, reverse=True)


def _count_by_period(figures: Figures, kinds: Sequence[str]) -> dict[str, int]:
    """Return the number of figures of some kinds in each period, newest first.

    A period that older figures spell otherwise (2024-01/2024-12 for 2024) is counted once.
    """
    counts = counts_by_value(figures, "time_period", kind=kinds)
    return {
        period: sum(counts.get(spelling, 0) for spelling in list_spellings(period))
        for period in sort_newest_first([*counts])
    }
