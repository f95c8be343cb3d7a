"""Comparison of reported values with the targets set for them."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from metrics.figure_queries import Figures, choose
from metrics.latest_of_series import build_recency_key
from metrics.metric_table import build_metric_table, build_number_columns, to_records
from periods import period_bounds
from quantities import quantity_of_figure

Figure = Mapping[str, Any]


def compare_with_target(figures: Figures, indicator: str, target: str) -> pd.DataFrame:
    """Return two rows for each target, with the `measure` actual and target, both in percent.

    A chart draws them side by side. `target` is the indicator of the targets. The actual value is
    the newest figure of `indicator` within the target's period, with its programme, area and
    breakdown; NaN if there is none.
    """
    rows = []
    reported = to_records(choose(figures, indicator=indicator))
    for goal in to_records(choose(figures, indicator=target)):
        dimensions = {"ref_area": goal["ref_area"], "time_period": goal["time_period"]}
        for measure, figure in (("actual", _find_actual(reported, goal)), ("target", goal)):
            quantity, keys = (quantity_of_figure(figure), [figure["key"]]) if figure else (None, [])
            number = build_number_columns(quantity, keys, "%")
            rows.append({"measure": measure, **dimensions} | number)
    return build_metric_table(rows, ["measure", "ref_area", "time_period"])


def _find_actual(figures: Iterable[Figure], target: Figure) -> Figure | None:
    """Return the newest figure within a target's period, with its programme, area and breakdown.

    If there is no such figure, the result is None. A target of 2024 is compared with the figure of
    January to September 2024 while no longer one is reported.
    """
    start, end = period_bounds(target["time_period"])
    fitting = [
        figure
        for figure in figures
        if all(figure[name] == target[name] for name in ("programme", "ref_area", "breakdown"))
        and start <= period_bounds(figure["time_period"])[0]
        and period_bounds(figure["time_period"])[1] <= end
    ]
    return max(fitting, key=lambda figure: build_recency_key(figure["time_period"]), default=None)
