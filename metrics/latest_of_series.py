"""Selection of the newest figure of each series."""

import pandas as pd

from periods import period_bounds

SERIES = ["indicator", "programme", "ref_area", "breakdown"]
"""Columns that identify a series: figures that differ in their period alone."""


def build_recency_key(period: str) -> tuple[int, int]:
    """Return a sort key for periods: a later end is newer; of two with the same end, the longer.

    Sorted by it: 2024-08, 2024-09, 2024-01/2024-09, 2024.
    """
    start, end = period_bounds(period)
    return end.toordinal(), -start.toordinal()


def select_latest(table: pd.DataFrame) -> pd.DataFrame:
    """Return the newest row of each series, of figures or of a metric's table.

    A series is all rows with the same indicator, programme, area, breakdown, part and measure (as
    far as there are such columns). Of two periods with the same end the longer one is returned.
    """
    periods = sorted(table["time_period"].unique(), key=build_recency_key)
    recency = table["time_period"].map({period: n for n, period in enumerate(periods)})
    series = [table[name] for name in (*SERIES, "part", "measure") if name in table]
    return table[recency == recency.groupby(series, sort=False).transform("max")]
