"""Change against an earlier period: the same period of the year before (同比), or another one."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from metrics.figure_queries import Figures, choose, read_quantities
from metrics.latest_of_series import SERIES
from metrics.metric_table import build_metric_table, build_number_columns, to_records
from periods import comparable_period, period_bounds, year_before
from quantities import Quantity, compute_change, percent_change, subtract_quantities
from quantities.figure_keys import KEY_COLUMNS
from quantities.rates_and_changes import POINTS


def find_break(breaks: Iterable[Mapping[str, Any]], base: str, now: str) -> bool:
    """Return whether a series is broken between two periods, so that they cannot be compared.

    `breaks` are the figures of the series with status B (SDMX: time series break), each the first
    one of a new definition. A break at the beginning of `base` does not count: both periods come
    after it.
    """
    base_start, _ = period_bounds(base)
    _, now_end = period_bounds(now)
    bounds = (period_bounds(figure["time_period"]) for figure in breaks)
    return any(base_start < start and end <= now_end for start, end in bounds)


def list_changes(
    figures: Figures, indicator: str, period: str, base: str
) -> dict[tuple[str, ...], Quantity | None]:
    """Return the change of each series from the period `base` to `period`, by the codes of SERIES.

    `figures` must include those between the two periods, where a series may break. A change is the
    result of `compute_change`, None if there is no figure of `base` or the series is broken since.
    """
    rows = choose(figures, indicator=indicator)
    spelled = rows["time_period"].map(comparable_period)
    quantities_now, quantities_before = (
        dict(zip(_list_series(of_period), read_quantities(of_period), strict=True))
        for of_period in (rows[spelled == comparable_period(each)] for each in (period, base))
    )
    breaks: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    break_rows = choose(rows, obs_status="B")
    for series, row in zip(_list_series(break_rows), to_records(break_rows), strict=True):
        breaks.setdefault(series, []).append(row)
    return {
        series: None
        if series not in quantities_before or find_break(breaks.get(series, ()), base, period)
        else compute_change(quantity, quantities_before[series])
        for series, quantity in quantities_now.items()
    }


def _list_series(figures: pd.DataFrame) -> list[tuple[str, ...]]:
    """Return the codes of SERIES of each figure, in order."""
    return list(figures[SERIES].itertuples(index=False, name=None))


def compare_year_on_year(figures: Figures, indicator: str) -> pd.DataFrame:
    """Compare each figure with the same period a year before (同比).

    Returns two rows for each figure, with `change` amount (in its unit) and rate (percent);
    `base_period` is the earlier period. The value is NaN if the earlier figure is missing or the
    series is broken between the two; a rate is also NaN if the earlier value is zero or negative.
    A figure in % or ‰ has no rate: its amount is in 个百分点 or 千分点.
    """
    rows = choose(figures, indicator=indicator)
    reported = {
        (*(row[name] for name in SERIES), row["time_period"]): (quantity, row["key"])
        for row, quantity in zip(to_records(rows), read_quantities(rows), strict=True)
    }
    # An older release may have last year's figure in another spelling: 2023-01/2023-12.
    by_period = {
        (*series, comparable_period(period)): quantity_and_key
        for (*series, period), quantity_and_key in reported.items()
    }
    breaks: dict[Any, list[dict[str, Any]]] = {}
    for row in to_records(choose(rows, obs_status="B")):
        breaks.setdefault(tuple(row[name] for name in SERIES), []).append(row)
    changes: list[dict[str, Any]] = []
    for (*series, period), (now, key) in reported.items():
        base_period = year_before(period)
        before, *keys_before = by_period.get((*series, base_period), (None,))
        if find_break(breaks.get(tuple(series), ()), base_period, period):
            before = None
        dimensions = dict(zip(SERIES, series, strict=True))
        dimensions |= {"time_period": period, "base_period": base_period}
        keys = [key, *keys_before]
        amount = subtract_quantities(now, before) if before else None
        unit = POINTS.get(now.unit, now.unit)
        changes.append({"change": "amount"} | dimensions | build_number_columns(amount, keys, unit))
        if now.unit not in POINTS:
            rate = percent_change(now, before) if before else None
            changes.append({"change": "rate"} | dimensions | build_number_columns(rate, keys, "%"))
    return build_metric_table(changes, ["change", *KEY_COLUMNS, "base_period"])
