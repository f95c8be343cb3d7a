"""Progress of areas in a year: sum since January, against last year and against the target."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import accumulate
from typing import Any, NamedTuple

import pandas as pd

from metrics.figure_queries import (
    Figures,
    choose,
    count_by,
    counts_by_value,
    filter_lazy,
    read_quantities,
)
from metrics.metric_table import to_records
from metrics.ranking import count_places_gained, find_area_level, rank_quantities
from metrics.trend import find_end_months, find_period_type
from metrics.year_on_year import find_break
from periods import is_period, period_bounds
from quantities import (
    Quantity,
    add_quantities,
    compute_change,
    percentage_of,
    quantity_of_figure,
)
from quantities.aggregation import read_aggregation

ROW_KEY = ["programme", "ref_area", "breakdown"]
"""Columns that identify a row among those of one indicator."""
ROW_COLUMNS = [
    *ROW_KEY,
    *("cumulative", "last_year", "change", "rate", "broken"),
    *("target", "completion", "elapsed", "gap"),
    *("missing", "figures"),
]
"""Columns of the progress table that `_build_progress_row` fills."""
MAX_AREAS = 60
"""With more areas, a progress table has only one area and those directly below it."""
MAX_FIGURES = 2_000
"""The most figures that are read for a table, so that it is made within a second.

Targets, of which there are few, are not counted.
"""


def compute_elapsed_share(month: int) -> float:
    """Return the share of the year that has passed at a month's end, in percent (序时进度)."""
    return month / 12 * 100


def list_month_ends(figures: Figures) -> list[str]:
    """Return the months through which progress can be shown, newest first.

    They are those in which a reported month or a span since January of a flow ends. A year counts
    as ending in its December if the indicator has months or spans of the same year; a figure of a
    year alone may be a plan.
    """
    counts = count_by(figures, ["indicator", "time_period"], kind="flow")
    types, ends = counts["time_period"].map(find_period_type), find_end_months(counts)
    is_december = (types == "year") & (ends.str.len() == len("2024-12"))
    is_counted = types.isin(("month", "since_january")) | is_december
    return sorted(set(ends[is_counted]), reverse=True)


class ProgressData(NamedTuple):
    """The figures and indicators of one progress table, in memory.

    `figures_by_area` is the number of figures in the two years, for every area that has any.
    `children_only`: only one area and those directly below it were read.
    """

    figures: pd.DataFrame
    indicators: list[Mapping[str, Any]]
    figures_by_area: dict[str, int]
    children_only: bool


def read_progress_data(
    figures: Figures,
    indicators: Iterable[Mapping[str, Any]],
    year: int,
    parents: Mapping[str, str],
    parent_area: str,
) -> ProgressData:
    """Read the figures of a year and the year before for a progress table, and their targets.

    Only indicators whose figures can be added up are read. If there are more than MAX_AREAS areas,
    only `parent_area` and the areas directly below it are read (`parents` maps an area to its
    parent). Indicators are read completely, in their order, until MAX_FIGURES is reached; the first
    one is read in any case.
    """
    all_indicators = list(indicators)
    targets = _map_targets(all_indicators)
    flows = list_summable_flows(all_indicators)
    codes = [*(flow["code"] for flow in flows), *targets.values()]
    years = (str(year), str(year - 1))
    selected = filter_lazy(figures, indicator=codes)  # nothing is read before `choose`
    periods = counts_by_value(selected, "time_period")
    selected = filter_lazy(selected, time_period=[p for p in periods if p[:4] in years])
    figures_by_area = counts_by_value(selected, "ref_area")
    if children_only := len(figures_by_area) > MAX_AREAS:
        areas = [area for area in figures_by_area if parent_area in (area, parents.get(area))]
        selected = filter_lazy(selected, ref_area=areas)
    counts = counts_by_value(selected, "indicator")
    reported = [flow for flow in flows if flow["code"] in counts]
    totals = accumulate(counts[flow["code"]] for flow in reported)
    fitting = [flow for flow, total in zip(reported, totals, strict=True) if total <= MAX_FIGURES]
    chosen = fitting or reported[:1]
    chosen_codes = [flow["code"] for flow in chosen]
    chosen_targets = {targets[code] for code in chosen_codes if code in targets} - {*chosen_codes}
    return ProgressData(
        figures=choose(selected, indicator=[*chosen_codes, *chosen_targets]),
        indicators=chosen + [entry for entry in all_indicators if entry["code"] in chosen_targets],
        figures_by_area=figures_by_area,
        children_only=children_only,
    )


def _map_targets(indicators: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return the code of the target indicator by the code of the indicator it sets targets for."""
    return {
        indicator["target_for"]: indicator["code"]
        for indicator in indicators
        if indicator.get("target_for")
    }


def list_summable_flows(indicators: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the indicators that count over a period (flows) and whose figures may be added up."""
    return [
        indicator
        for indicator in indicators
        if indicator["kind"] == "flow" and read_aggregation(indicator) == ("sum", "sum")
    ]


def compute_cumulative(figures: Figures, indicator: str, year: int, month: int) -> pd.DataFrame:
    """Compute the sum of an indicator from January through `month`, for each area.

    Days, months and quarters that follow each other without gap or overlap are added up; a reported
    span since January is taken as it is. There is no sum if a month is missing.

    Columns: programme, ref_area, breakdown, quantity (None if months are missing), missing (the
    missing months, 1 to 12), figures (keys of the operands, also of an incomplete sum).
    """
    periods = counts_by_value(figures, "time_period", indicator=indicator)
    within = [period for period in periods if _list_days(period, year, month)]
    rows_by_key = _group_by_row_key(choose(figures, indicator=indicator, time_period=within))
    sums = [
        dict(zip(ROW_KEY, row_key, strict=True)) | _sum_since_january(rows, year, month)
        for row_key, rows in rows_by_key.items()
    ]
    # Series that have nothing but single days within a month get no row.
    used = [total for total in sums if total["figures"]]
    return pd.DataFrame(used, columns=[*ROW_KEY, "quantity", "missing", "figures"])


def _group_by_row_key(figures: pd.DataFrame) -> dict[tuple[str, ...], list[dict[str, Any]]]:
    """Return the rows of one indicator's figures by their programme, area and breakdown."""
    rows_by_key: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in to_records(figures):
        rows_by_key.setdefault(tuple(row[name] for name in ROW_KEY), []).append(row)
    return rows_by_key


def _list_days(period: str, year: int, last_month: int) -> range:
    """Return the days of a period as ordinals (`date.toordinal`).

    The range is empty if the period is malformed, is not within `year` or ends after `last_month`.
    Example: 2024-01, 2024, 9 -> 738886 to 738916.
    """
    if not is_period(period):
        return range(0)
    first, last = period_bounds(period)
    _, end = period_bounds(f"{year}-{last_month:02d}")
    is_inside = first.year == year and last <= end
    return range(first.toordinal(), last.toordinal() + 1) if is_inside else range(0)


def _sum_since_january(rows: list[dict[str, Any]], year: int, last_month: int) -> dict[str, Any]:
    """Return the sum of one area's months through `last_month`, and the missing months.

    It is the sum of the periods that follow each other from January on with the fewest missing
    months between them, and then the fewest figures. Keys: quantity (None if a month is missing),
    missing (1 to 12), figures (keys of the operands).

    `best` has the best chain up to each day, with its numbers of missing months and of figures.
    From each day it is continued by a figure that begins there, or by a missing month.
    """
    first_days = [date(year, month, 1).toordinal() for month in range(1, last_month + 1)]
    end = period_bounds(f"{year}-{last_month:02d}")[1].toordinal() + 1  # the day after
    spans = [(_list_days(row["time_period"], year, last_month), row) for row in rows]
    best: dict[int, tuple[int, int, _FigureChain]] = {first_days[0]: (0, 0, _FigureChain())}
    limits = (day for days, _ in spans for day in (days.start, days.stop) if day < end)
    for day in sorted({*first_days, *limits}):
        if day not in best:
            continue
        missing_count, figure_count, chain = best[day]
        month = bisect_right(first_days, day)
        next_month = first_days[month] if month < last_month else end
        with_gap = (missing_count + 1, figure_count, chain.with_missing_month(month))
        steps = [(next_month, with_gap)]
        for days, row in reversed(spans):
            if days.start == day:
                with_row = (missing_count, figure_count + 1, chain.with_figure(row))
                steps.append((days.stop, with_row))
        for stop, step in steps:
            # Of figures of the same days the first one is taken.
            if stop not in best or step[:2] <= best[stop][:2]:
                best[stop] = step
    *_, chain = best[end]
    quantities = [quantity_of_figure(row) for row in chain.rows]
    return {
        "quantity": None if chain.missing else add_quantities(quantities),
        "missing": chain.missing,
        "figures": tuple(row["key"] for row in chain.rows),
    }


class _FigureChain(NamedTuple):
    """Figures whose periods follow each other from January on, and the months missing between."""

    rows: tuple[dict[str, Any], ...] = ()
    missing: tuple[int, ...] = ()

    def with_figure(self, row: dict[str, Any]) -> "_FigureChain":
        """Return the chain with one more figure."""
        return _FigureChain((*self.rows, row), self.missing)

    def with_missing_month(self, month: int) -> "_FigureChain":
        """Return the chain with one more missing month (1 to 12)."""
        return _FigureChain(self.rows, (*self.missing, month))


def compute_progress(
    figures: Figures, indicators: list[Mapping[str, Any]], year: int, month: int
) -> pd.DataFrame:
    """Compute each area's progress through `month` of `year`, one row for each indicator and area.

    Columns that identify a row: indicator, programme, ref_area, breakdown.

    Columns with a quantity or None: cumulative, last_year, change (in percent or, on a base of zero
    or less, in the unit), rate (the change if it is in percent, 同比), target, completion (percent,
    完成率).

    Other columns: broken (a break in the series: there is no change or rate), elapsed (percent),
    gap (completion minus elapsed in percentage points, NaN without a target), place, place_of (how
    many are ranked), place_change (positive is up), missing (months) and figures (keys). Places are
    among the areas of one level and breakdown, 1 is the highest; an area with several programmes is
    ranked once in each of them.
    """
    targets = _map_targets(indicators)
    tables = [
        _compute_indicator_progress(figures, str(i["code"]), targets.get(i["code"]), year, month)
        for i in list_summable_flows(indicators)
    ]
    filled = [table for table in tables if not table.empty]
    return (
        pd.concat(filled, ignore_index=True)
        if filled
        # No indicator is called "": a table without rows that has all columns.
        else _compute_indicator_progress(figures, "", None, year, month)
    )


def _compute_indicator_progress(
    figures: Figures, indicator: str, target: str | None, year: int, month: int
) -> pd.DataFrame:
    """Compute the progress of one indicator, with the columns of `compute_progress`.

    `target` is the code of the indicator that sets its targets, None without one.
    """
    sums = compute_cumulative(figures, indicator, year, month)
    last_year_sums = {
        tuple(row[name] for name in ROW_KEY): row
        for row in to_records(compute_cumulative(figures, indicator, year - 1, month))
    }
    targets = _read_targets(figures, target, year)
    base, now = (f"{one_year}-01/{one_year}-{month:02d}" for one_year in (year - 1, year))
    # Status B marks the figures with which a series breaks: no rate is computed across them.
    breaks = _group_by_row_key(choose(figures, indicator=indicator, obs_status="B"))
    rows = []
    for row in to_records(sums):
        broken = find_break(breaks.get(tuple(row[name] for name in ROW_KEY), ()), base, now)
        rows.append(_build_progress_row(row, last_year_sums, targets, month, broken))
    result = pd.DataFrame(rows, columns=ROW_COLUMNS)
    result.insert(0, "indicator", indicator)
    # An area with several programmes is ranked once in each of them, not against itself.
    several = result.duplicated(["ref_area", "breakdown"], keep=False)
    # The group in which a row is ranked.
    peers = [
        (find_area_level(row["ref_area"]), row["breakdown"], row["programme"] if apart else "")
        for row, apart in zip(to_records(result), several, strict=True)
    ]
    result["place"] = rank_quantities(result["cumulative"], peers)
    groups = pd.Series([str(peer) for peer in peers], dtype=str)
    result["place_of"] = result["place"].groupby(groups).transform("count")
    result["place_change"] = count_places_gained(result["cumulative"], result["last_year"], peers)
    return result


def _read_targets(
    figures: Figures, target: str | None, year: int
) -> dict[tuple[str, ...], tuple[Quantity, str]]:
    """Return each target of a year with its figure's key, by programme, area and breakdown.

    `target` is the code of the indicator that sets the targets; None gives no targets.
    """
    rows = choose(figures, indicator=target or "", time_period=str(year))  # "" has no figures
    return {
        tuple(row[name] for name in ROW_KEY): (quantity, row["key"])
        for row, quantity in zip(to_records(rows), read_quantities(rows), strict=True)
    }


def _build_progress_row(
    this_year: dict[str, Any],
    last_year_sums: dict[Any, dict[str, Any]],
    targets: dict[Any, tuple[Quantity, str]],
    month: int,
    broken: bool,
) -> dict[str, Any]:
    """Return a row of the progress table from this year's sum, last year's sums and targets.

    The change is None if one of the two sums is missing or the series is `broken` between them. The
    rate is also None if last year's sum is zero or negative. The completion is None without a
    target above zero.
    """
    row_key = tuple(this_year[name] for name in ROW_KEY)
    last_year = last_year_sums.get(row_key, {})
    target, *target_keys = targets.get(row_key, (None,))  # without a target there is no key
    total, last_total = this_year["quantity"], last_year.get("quantity")
    change = compute_change(total, last_total) if total and last_total and not broken else None
    elapsed = compute_elapsed_share(month)
    completion = percentage_of(total, target) if total and target and target.value > 0 else None
    return dict(zip(ROW_KEY, row_key, strict=True)) | {
        "cumulative": total,
        "last_year": last_total,
        "change": change,
        "rate": change if change and change.unit == "%" else None,
        "broken": broken,
        "target": target,
        "completion": completion,
        "elapsed": elapsed,
        "gap": completion.value - elapsed if completion else float("nan"),
        "missing": this_year["missing"],
        "figures": (*this_year["figures"], *last_year.get("figures", ()), *target_keys),
    }
