"""Trends: an indicator's figures in time order, with a row for each gap."""

from typing import Any

import pandas as pd

from metrics.figure_queries import DIMENSIONS, Figures, choose, list_reported
from metrics.latest_figures import SERIES
from metrics.metric_table import build_metric_table, build_number_columns, to_records
from quantities.period_bounds import period_bounds


def find_period_type(period: str) -> str:
    """Return the type of a period: year, month, day, since_january or span (any other)."""
    start, _, end = period.partition("/")
    if not end:
        return {4: "year", 7: "month", 10: "day"}[len(start)]
    return "since_january" if start[:4] == end[:4] and start[4:] == "-01" else "span"


def build_trend(figures: Figures, indicator: str, kind: str | None = None) -> pd.DataFrame:
    """Return an indicator's figures in time order, with periods of only one type.

    Without `kind` it is the type with the most figures, so that a year and its months are never on
    one line. A year or month missing between two others gets a row with value NaN.
    """
    rows = choose(figures, indicator=indicator)
    types = rows["time_period"].map(find_period_type)
    if rows.empty:
        return build_metric_table([], DIMENSIONS)
    rows = rows[types == (kind or types.mode().iloc[0])]
    metric = list_reported(rows)
    gaps = [gap for _, series in metric.groupby(SERIES, sort=False) for gap in _list_gaps(series)]
    whole = (
        pd.concat([metric, build_metric_table(gaps, DIMENSIONS)], ignore_index=True)
        if gaps
        else metric
    )
    order = whole["time_period"].map(period_bounds).sort_values(kind="stable").index
    return whole.loc[order].reset_index(drop=True)


def _list_gaps(series: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows for the missing periods of a series, newest first."""
    known = set(series["time_period"])
    oldest, at = min(known), find_previous_period(max(known))
    same = to_records(series)[0]
    gaps = []
    while at and at > oldest:
        if at not in known:
            where = {name: same[name] for name in SERIES} | {"time_period": at}
            gaps.append(where | build_number_columns(None, (), same["unit"]))
        at = find_previous_period(at)
    return gaps


def find_previous_period(period: str) -> str | None:
    """Return the year or month before a period; None for days and spans."""
    kind = find_period_type(period)
    if kind == "year":
        return f"{int(period) - 1:04d}"
    if kind == "month":
        year, month = int(period[:4]), int(period[5:])
        return f"{year - (month == 1):04d}-{(month - 2) % 12 + 1:02d}"
    return None
