"""Change over time: trends with gaps, change against the year before."""

from dataclasses import replace
from typing import Any

import pandas as pd

from metrics.figures import DIMENSIONS, Figures, choose, list_reported, read_quantities
from metrics.latest import SERIES
from metrics.table import build_metric_table, build_number_columns, to_records
from quantities import Quantity, divide_quantities, subtract_quantities
from quantities.periods import period_bounds


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


def shift_to_last_year(period: str) -> str:
    """Return the same period a year earlier; 29 February becomes the 28th."""
    moved = "/".join(f"{int(p[:4]) - 1:04d}{p[4:]}" for p in period.split("/"))
    return moved.replace("-02-29", "-02-28")


def find_previous_period(period: str) -> str | None:
    """Return the year or month before a period; None for days and spans."""
    kind = find_period_type(period)
    if kind == "year":
        return f"{int(period) - 1:04d}"
    if kind == "month":
        year, month = int(period[:4]), int(period[5:])
        return f"{year - (month == 1):04d}-{(month - 2) % 12 + 1:02d}"
    return None


def compute_percent_change(now: Quantity, before: Quantity) -> Quantity | None:
    """Return the change in percent with bounds; None if `before` is zero."""
    if before.value == 0:
        return None
    quotient = divide_quantities(now, before)
    return replace(
        quotient,
        value=(quotient.value - 1) * 100,
        low=None if quotient.low is None else (quotient.low - 1) * 100,
        high=None if quotient.high is None else (quotient.high - 1) * 100,
        unit="%",
    )


def compare_year_on_year(figures: Figures, indicator: str) -> pd.DataFrame:
    """Compare each figure with the same period a year before (同比).

    Two rows for each figure, with `change` amount (in its unit) and rate (percent). `base_period`
    is the earlier period. The value is NaN if that is not reported, or for a rate if it is zero. A
    percentage has no rate: its change is the amount, in percentage points.
    """
    rows = choose(figures, indicator=indicator)
    reports = {
        (*(row[name] for name in SERIES), row["time_period"]): (quantity, row["key"])
        for row, quantity in zip(to_records(rows), read_quantities(rows), strict=True)
    }
    changes: list[dict[str, Any]] = []
    for (*series, period), (now, key) in reports.items():
        earlier = shift_to_last_year(period)
        base = reports.get((*series, earlier))
        dimensions = dict(zip(SERIES, series, strict=True))
        dimensions |= {"time_period": period, "base_period": earlier}
        keys = [key, base[1]] if base else [key]
        amount = subtract_quantities(now, base[0]) if base else None
        unit = "个百分点" if now.unit == "%" else now.unit
        changes.append({"change": "amount"} | dimensions | build_number_columns(amount, keys, unit))
        if now.unit != "%":
            rate = compute_percent_change(now, base[0]) if base else None
            changes.append({"change": "rate"} | dimensions | build_number_columns(rate, keys, "%"))
    return build_metric_table(changes, ["change", *DIMENSIONS, "base_period"])
