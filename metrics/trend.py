"""Trends: an indicator's figures in time order, with a row for each gap."""

from typing import Any

import pandas as pd

from metrics.figure_queries import Figures, choose, list_reported
from metrics.latest_figures import SERIES
from metrics.metric_table import build_metric_table, build_number_columns, to_records
from periods import canonical_period, comparable_period, last_month, period_bounds
from quantities.figure_keys import KEY_COLUMNS


def find_period_type(period: str) -> str:
    """Return the type of a period: year, month, day, since_january or span (any other).

    2024 -> year, 2024-09 -> month, 2024-01/2024-09 -> since_january, 2024-02/2024-09 -> span;
    2024-01/2024-12 is the year, however it is spelled.
    """
    start, _, end = canonical_period(period).partition("/")
    if not end:
        return {4: "year", 7: "month", 10: "day"}[len(start)]
    return "since_january" if start[:4] == end[:4] and start[4:] == "-01" else "span"


def find_end_months(counts: pd.DataFrame) -> pd.Series:
    """Return the month in which each period ends: 2024-01/2024-09 -> 2024-09; a year stays 2024.

    `counts` has the columns indicator and time_period. A year ends in its December where the
    indicator has months or spans since January of that year, too, or an older release spells it
    2024-01/2024-12: a year alone may be a plan.
    """
    types = counts["time_period"].map(find_period_type)
    ends = counts["time_period"].map(last_month)
    years = counts["indicator"] + "." + ends.str[:4]
    has_months = years.isin(years[types.isin(("month", "since_january"))])
    is_year = (types == "year") & ~has_months & (counts["time_period"].str.len() == len("2024"))
    # A span of whole years is named by its last one.
    are_years = counts["time_period"].str.len() == len("2023/2024")
    return ends.where(~is_year & ~are_years, ends.str[:4])


def build_trend(figures: Figures, indicator: str, period_type: str | None = None) -> pd.DataFrame:
    """Return an indicator's figures in time order, with periods of only one type.

    Without `period_type` it is the type with the most figures, so that a year and its months are
    never on one line; of types with equally many the first in the alphabet. Only counts since
    January end with the year. A year or month missing between two others of a series gets a row
    with value NaN.
    """
    reported = choose(figures, indicator=indicator)
    if reported.empty:
        return build_metric_table([], KEY_COLUMNS)
    # A year may be spelled 2023-01/2023-12 in an older release.
    reported = reported.assign(time_period=reported["time_period"].map(comparable_period))
    types = reported["time_period"].map(find_period_type)
    period_type = period_type or types.mode().iloc[0]
    is_shown = types == period_type
    if period_type == "since_january":  # to which a whole year is the last month
        years = reported["time_period"].str[:4]
        is_shown |= (types == "year") & years.isin(years[is_shown])
    trend = list_reported(reported[is_shown])
    gaps = [gap for _, series in trend.groupby(SERIES, sort=False) for gap in _list_gaps(series)]
    if gaps:
        trend = pd.concat([trend, build_metric_table(gaps, KEY_COLUMNS)], ignore_index=True)
    order = trend["time_period"].map(period_bounds).sort_values(kind="stable").index
    return trend.loc[order].reset_index(drop=True)


def _list_gaps(series: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows for the missing years or months of a trend's series, newest first.

    The periods of days and spans do not follow on each other, so they have no gaps.
    """
    reported = set(series["time_period"])
    oldest, period = min(reported), find_previous_period(max(reported))
    first, *_ = to_records(series)
    gaps = []
    while period and period > oldest:
        if period not in reported:
            dimensions = {name: first[name] for name in SERIES} | {"time_period": period}
            gaps.append(dimensions | build_number_columns(None, (), first["unit"]))
        period = find_previous_period(period)
    return gaps


def find_previous_period(period: str) -> str | None:
    """Return the year or month before in a trend, 2024-01 -> 2023-12; None for days and spans."""
    period = comparable_period(period)
    match find_period_type(period):
        case "year":
            return f"{int(period) - 1:04d}"
        case "month":
            year, month = map(int, period.split("-"))
            # December of the year before comes before January.
            return f"{year - (month == 1):04d}-{(month - 2) % 12 + 1:02d}"
    return None
