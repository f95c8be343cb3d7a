"""Change against the same period of the year before (同比)."""

from dataclasses import replace
from typing import Any

import pandas as pd

from metrics.figure_queries import Figures, choose, read_quantities
from metrics.latest_figures import SERIES
from metrics.metric_table import build_metric_table, build_number_columns, to_records
from quantities import Quantity, divide_quantities, subtract_quantities
from quantities.figure_keys import KEY_COLUMNS


def shift_to_last_year(period: str) -> str:
    """Return the same period a year earlier: 2024-01/2024-09 -> 2023-01/2023-09.

    29 February becomes the 28th.
    """
    ends = (f"{int(end[:4]) - 1:04d}{end[4:]}" for end in period.split("/"))
    return "/".join(ends).replace("-02-29", "-02-28")


def compute_percent_change(now: Quantity, before: Quantity) -> Quantity | None:
    """Return the change in percent with bounds, 120 from 100 -> 20%; None if `before` is zero.

    An open bound of the ratio of both stays open.
    """
    if before.value == 0:
        return None
    ratio = divide_quantities(now, before)
    return replace(
        ratio,
        value=(ratio.value - 1) * 100,
        low=None if ratio.low is None else (ratio.low - 1) * 100,
        high=None if ratio.high is None else (ratio.high - 1) * 100,
        unit="%",
    )


def compare_year_on_year(figures: Figures, indicator: str) -> pd.DataFrame:
    """Compare each figure with the same period a year before (同比).

    Two rows for each figure, with `change` amount (in its unit) and rate (percent). `base_period`
    is the earlier period. The value is NaN if that is not reported, or for a rate if it is zero. A
    percentage has no rate: its change is the amount, in percentage points (个百分点).
    """
    rows = choose(figures, indicator=indicator)
    reported = {
        (*(row[name] for name in SERIES), row["time_period"]): (quantity, row["key"])
        for row, quantity in zip(to_records(rows), read_quantities(rows), strict=True)
    }
    changes: list[dict[str, Any]] = []
    for (*series, period), (now, key) in reported.items():
        base_period = shift_to_last_year(period)
        before, *keys_before = reported.get((*series, base_period), (None,))
        dimensions = dict(zip(SERIES, series, strict=True))
        dimensions |= {"time_period": period, "base_period": base_period}
        keys = [key, *keys_before]
        amount = subtract_quantities(now, before) if before else None
        unit = "个百分点" if now.unit == "%" else now.unit
        changes.append({"change": "amount"} | dimensions | build_number_columns(amount, keys, unit))
        if now.unit != "%":
            rate = compute_percent_change(now, before) if before else None
            changes.append({"change": "rate"} | dimensions | build_number_columns(rate, keys, "%"))
    return build_metric_table(changes, ["change", *KEY_COLUMNS, "base_period"])
