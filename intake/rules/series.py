"""Check series (figures over time): falling cumulative counts, implausibly large changes."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from intake.model.figure_table import FigureTable
from intake.model.problem import MAX_PER_CODE, Level, Problem, Problems
from intake.model.reference import Reference
from intake.rules.comparison_set import ComparisonSet, build_comparison_set
from periods import period_bounds
from quantities.aggregation import read_aggregation

_SERIES_COLUMNS = ["indicator", "programme", "ref_area", "breakdown"]
_UNIT_FACTORS = (10**3, 10**4, 10**8)
"""千, 万 and 亿: factors by which a value in the wrong unit differs."""
_UNIT_FACTOR_TOLERANCE = 0.2
"""Relative difference up to which a change counts as one by such a factor."""


@dataclass(frozen=True)
class _PeriodSpan:
    """A period as numbers: year, first and last month (0 if it ends in another year).

    Periods with the same `length_key` can be compared: years, months, or spans of equal length that
    begin in the same month.
    """

    year: int = 0
    first_month: int = 0
    last_month: int = 0
    length_key: str = ""

    @property
    def month_number(self) -> int:
        """The first month, counted from the year 0 on, to sort periods by."""
        return self.year * 12 + self.first_month

    @classmethod
    def from_period(cls, period: str) -> "_PeriodSpan":
        """Return the span of an ISO 8601 period; an empty span for any other text.

        2024-01/2024-09 → year 2024, months 1 to 9, and the length key `7:7:9:1`. Its parts are the
        numbers of characters of 2024-01 and 2024-09, the number of months, and the first month.
        """
        try:
            first, last = period_bounds(period)
        except ValueError:
            return cls()
        start, _, end = period.partition("/")
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        # Spans must begin in the same month: January to March is not compared with April to June.
        length_key = f"{len(start)}:{len(end)}:{months}:{first.month if end else ''}"
        last_month = last.month if last.year == first.year else 0
        return cls(first.year, first.month, last_month, length_key)


def check_cumulative(
    table: FigureTable, reference: Reference, level: Level, problems: Problems
) -> None:
    """Report counts since January that are smaller than those of an earlier month of the year.

    `level` is that of the problems. A count is smaller if its upper bound is below the other's
    lower bound. Each month with a figure is compared with the next one that has a figure; at least
    one of the two must be uploaded.
    """
    flows = _find_cumulative_indicators(table, reference)
    if not flows:
        return
    figures = build_comparison_set(table, reference, flows)
    spans = [_PeriodSpan.from_period(period) for period in figures.codes["time_period"]]
    is_cumulative = np.array([span.first_month == 1 and span.last_month > 0 for span in spans])
    period_indices = figures.find_indices(figures.context, "time_period")
    indices = np.flatnonzero(is_cumulative[period_indices])
    year = np.array([span.year for span in spans], np.int64)[period_indices[indices]]
    month = np.array([span.last_month for span in spans], np.int64)[period_indices[indices]]
    # A context without its period is a series; sorted, the months of a year follow each other.
    series = figures.replace_index(figures.context[indices], "time_period", 0)
    order = np.lexsort((month, year, series, figures.indicator[indices]))
    indices, year, series = indices[order], year[order], series[order]
    # Each figure is compared with the one before it in this order.
    later, earlier = indices[1:], indices[:-1]
    is_falling = (series[1:] == series[:-1]) & (year[1:] == year[:-1])
    is_falling &= figures.indicator[later] == figures.indicator[earlier]
    is_falling &= figures.high[later] < figures.low[earlier]
    is_falling &= (figures.row[later] >= 0) | (figures.row[earlier] >= 0)
    pairs = list(zip(later[is_falling].tolist(), earlier[is_falling].tolist(), strict=True))
    first = (_build_falling_problem(table, figures, *pair, level) for pair in pairs[:MAX_PER_CODE])
    problems.add_many(first, len(pairs))


def _find_cumulative_indicators(table: FigureTable, reference: Reference) -> set[str]:
    """Return the flows of which the upload has counts since January.

    A flow is counted over a period (people trained), unlike a stock, which is counted at a date
    (members). Flows that may not be added over time are left out, as they need not rise.
    """
    column, periods = table.codes["indicator"], table.codes["time_period"]
    spans = map(_PeriodSpan.from_period, periods.codes)
    since_january = np.array([span.first_month == 1 and span.last_month > 0 for span in spans])
    uploaded = [column.codes[i] for i in np.unique(column.indices[since_january[periods.indices]])]
    return {
        code
        for code in uploaded
        if (entry := reference.by_code.get(code, {})).get("kind") == "flow"
        and read_aggregation(entry).time == "sum"
    }


def _build_falling_problem(
    table: FigureTable, figures: ComparisonSet, later: int, earlier: int, level: Level
) -> Problem:
    """Return the problem that a cumulative count is smaller than an earlier one.

    The problem is placed at the later figure or, if this is published already, at the earlier one.
    `later` and `earlier` are indices in `figures`.
    """
    row = int(figures.row[later] if figures.row[later] >= 0 else figures.row[earlier])
    context = int(figures.context[later])
    return table.make_problem(
        "cumulative_falls",
        row,
        level,
        value=f"{figures.value[later]:.15g}",
        expected=f"≥ {figures.low[earlier]:.15g}",
        indicator=figures.codes["indicator"][int(figures.indicator[later])],
        area=figures.code(context, "ref_area"),
        breakdown=figures.code(context, "breakdown"),
        period=figures.code(context, "time_period"),
        other_period=figures.code(int(figures.context[earlier]), "time_period"),
    )


def check_changes(
    table: FigureTable, reference: Reference, factor: float, problems: Problems
) -> None:
    """Warn of values more than `factor` times larger or smaller than the published ones.

    Each value is compared with the published one of the same key, else with that of the latest
    earlier period of the same length. If they have bounds, the least possible change counts.
    """
    if reference.figures.empty or not table.valid.any():
        return
    pairs = _pair_with_published(table, reference.figures)
    if pairs.empty:
        return
    # The least possible rise and the least possible fall; an open bound counts as the value itself.
    low, high = pairs["low"].fillna(pairs["value"]), pairs["high"].fillna(pairs["value"])
    min_ratio = low / pairs["published_high"].fillna(pairs["published_value"])
    max_ratio = high / pairs["published_low"].fillna(pairs["published_value"])
    pairs = pairs.assign(ratio=np.where(min_ratio > factor, min_ratio, max_ratio))
    large = pairs[(min_ratio > factor) | (max_ratio < 1 / factor)].sort_values("row")
    problems.extend(_build_change_problem(table, pair) for pair in large.to_dict("records"))


def find_earlier(table: FigureTable, reference: Reference) -> dict[int, float]:
    """Return by row of each figure the published number that `check_changes` compares it with."""
    if reference.figures.empty or not table.valid.any():
        return {}
    pairs = _pair_with_published(table, reference.figures)
    return dict(zip(pairs["row"].tolist(), pairs["published_value"].tolist(), strict=True))


def _pair_with_published(table: FigureTable, figures: pd.DataFrame) -> pd.DataFrame:
    """Return pairs of an uploaded figure and the published one that it is compared with.

    The pairs are joined by integers for the series (all figures that differ only in their period)
    and for the length of the period. A series' integer is made of the indices of its codes, as
    digits of a number with a base for each column. Pairs with a value of 0 are left out, as they
    have no ratio.
    """
    published = _list_published_series(table, figures)
    spans = [_PeriodSpan.from_period(period) for period in table.codes["time_period"].codes]
    lengths = {key: i for i, key in enumerate(dict.fromkeys(span.length_key for span in spans))}
    period_indices = table.codes["time_period"].indices
    series = np.zeros(len(table), np.int64)
    for name in _SERIES_COLUMNS:
        series = series * len(table.codes[name].codes) + table.codes[name].indices
    rows = np.flatnonzero(table.valid & np.isin(series, published["series"].unique()))
    month = np.array([span.month_number for span in spans], np.int64)
    length = np.array([lengths[span.length_key] for span in spans], np.int64)
    uploaded = pd.DataFrame(
        {
            "row": rows,
            "series": series[rows],
            "length": length[period_indices[rows]],
            "month": month[period_indices[rows]],
            "value": table.value[rows],
            "low": table.low[rows],
            "high": table.high[rows],
        }
    ).sort_values("month", kind="stable")
    published = published.assign(length=published["length_key"].map(lengths))
    published = published.dropna(subset=["length"]).astype({"length": np.int64})
    published = published.sort_values("month", kind="stable")
    # Each uploaded figure with the latest published one of the same month or earlier.
    pairs = pd.merge_asof(uploaded, published, on="month", by=["series", "length"])
    has_both = pairs["published_value"].notna() & (pairs["published_value"] != 0)
    return pairs[has_both & (pairs["value"] != 0)]


def _list_published_series(table: FigureTable, figures: pd.DataFrame) -> pd.DataFrame:
    """Return the published figures of uploaded series, with the number of each series.

    The number is made of the indices of the upload's codes, as in `_pair_with_published`.
    """
    series = np.zeros(len(figures), np.int64)
    in_upload = np.ones(len(figures), bool)
    for name in _SERIES_COLUMNS:
        codes = table.codes[name].codes
        indices = pd.Index(codes).get_indexer(pd.Index(figures[name]))
        in_upload &= indices >= 0
        series = series * len(codes) + indices
    figures = figures[in_upload]
    periods = figures["time_period"]
    spans = {period: _PeriodSpan.from_period(period) for period in periods.unique()}
    return pd.DataFrame(
        {
            "series": series[in_upload],
            "length_key": periods.map({p: span.length_key for p, span in spans.items()}),
            "month": periods.map({p: s.month_number for p, s in spans.items()}).astype(np.int64),
            "published_period": periods,
            "published_value": figures["value"],
            "published_low": figures["value_low"],
            "published_high": figures["value_high"],
        }
    )


def _build_change_problem(table: FigureTable, pair: Mapping[Hashable, Any]) -> Problem:
    """Return the problem that a figure differs much from the published one of its pair.

    `pair` is a row of `_pair_with_published` with the `ratio` of new to old. A change by about 千
    (1,000), 万 (10,000) or 亿 (100,000,000) is reported as a wrong unit.
    """
    ratio, row = float(pair["ratio"]), int(pair["row"])
    times = max(ratio, 1 / ratio)
    # 0 if the change is not by the factor of a unit.
    unit_factor = next(
        (each for each in _UNIT_FACTORS if abs(times / each - 1) <= _UNIT_FACTOR_TOLERANCE), 0
    )
    key = table.key(row)
    return table.make_problem(
        "scale_slip" if unit_factor else "large_change",
        row,
        "warning",
        value=table.wording(row),
        expected=f"{pair['published_value']:.15g}",
        times=float(f"{times:.3g}"),
        slip=unit_factor,
        direction="up" if ratio > 1 else "down",
        indicator=key["indicator"],
        area=key["ref_area"],
        breakdown=key["breakdown"],
        period=key["time_period"],
        other_period=str(pair["published_period"]),
    )
