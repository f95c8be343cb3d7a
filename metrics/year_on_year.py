"""Change against the same period of the year before (同比)."""

from dataclasses import replace
from typing import Any

import pandas as pd

from metrics.figure_queries import DIMENSIONS, Figures, choose, read_quantities
from metrics.latest_figures import SERIES
from metrics.metric_table import build_metric_table, build_number_columns, to_records
from quantities import Quantity, divide_quantities, subtract_quantities


def shift_to_last_year(period: str) -> str:
    """Return the same period a year earlier; 29 February becomes the 28th."""
    moved = "/".join(f"{int(p[:4]) - 1:04d}{p[4:]}" for p in period.split("/"))
    return moved.replace("-02-29", "-02-28")


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
