"""Change against an earlier period, such as the same period of the year before (同比)."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from metrics.figure_queries import Figures, choose, read_quantities
from metrics.latest_of_series import SERIES
from metrics.metric_table import to_records
from periods import comparable_period, period_bounds
from quantities import Quantity, compute_change


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
