"""Trends: an indicator's figures in time order, with a row for each gap."""

from collections.abc import Iterable
from functools import cache
from typing import Any

import pandas as pd

from metrics.figure_queries import Figures, choose, list_reported
from metrics.latest_of_series import SERIES
from metrics.metric_table import build_metric_table, build_number_columns
from periods import (
    canonical_period,
    comparable_period,
    join_periods,
    last_month,
    period_bounds,
)
from periods.spans import MonthSpan, count_month
from quantities.figure_keys import KEY_COLUMNS

LENGTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
"""The length in months of each type of line whose periods follow each other."""
COUNTED = "since_january"
"""The type of line whose values are counted since January and begin anew each year."""
KINDS = ("month", "quarter", "half_year", "year", COUNTED, "span", "day")
"""The types of line, in the order in which they are offered."""
LINE_COLUMNS = ("obs_status", "note", "line_type", "run")
"""The columns of a trend beside those of any metric's table."""


def find_period_type(period: str) -> str:
    """Return the type of a period: year, month, day, since_january or span (any other).

    2024 -> year, 2024-09 -> month, 2024-01/2024-09 -> since_january, 2024-02/2024-09 -> span;
    2024-01/2024-12 is the year, however it is spelled.
    """
    start, _, end = canonical_period(period).partition("/")
    if not end:
        return {4: "year", 7: "month", 10: "day"}[len(start)]  # 2024, 2024-09, 2024-09-30
    return "since_january" if start[:4] == end[:4] and start[4:] == "-01" else "span"


def find_end_months(counts: pd.DataFrame) -> pd.Series:
    """Return the month in which each period ends: 2024-01/2024-09 -> 2024-09; a year stays 2024.

    `counts` has the columns indicator and time_period. A year becomes its December if the indicator
    has months or spans since January of that year, too, or if an older release spells the year
    2024-01/2024-12. Otherwise it stays a year: it may be a plan.
    """
    types = counts["time_period"].map(find_period_type)
    ends = counts["time_period"].map(last_month)
    years = counts["indicator"] + "." + ends.str[:4]  # such as "members.2024"
    has_months = years.isin(years[types.isin(("month", "since_january"))])
    is_year = (types == "year") & ~has_months & (counts["time_period"].str.len() == len("2024"))
    # A span of whole years is named by its last one.
    are_years = counts["time_period"].str.len() == len("2023/2024")
    return ends.where(~is_year & ~are_years, ends.str[:4])


def list_line_types(period: str) -> tuple[str, ...]:
    """Return the types of line on which a period can be drawn; since_january follows any other.

    A line joins periods of one type alone: year, month, day, quarter, half_year, since_january or
    span (any other). A period that begins in January can have two types; the other figures of its
    series decide which one is meant. Examples: 2024-04/2024-06 -> quarter; 2024-01/2024-03 ->
    quarter, since_january; 2024-01 -> month, since_january.
    """
    period = canonical_period(period)
    start, _, end = period.partition("/")
    own_type = find_period_type(period)
    if own_type == "month":
        return ("month", "since_january") if start.endswith("-01") else ("month",)
    if not end or len(end) != len("2024-09") or start[:4] != end[:4]:
        return (own_type,)
    # A span of months within one year.
    first_month, last_month_number = int(start[5:]), int(end[5:])
    part_type = {3: "quarter", 6: "half_year"}.get(last_month_number - first_month + 1, "")
    is_part_of_year = part_type and first_month % LENGTHS[part_type] == 1
    since_january = ("since_january",) if first_month == 1 else ()
    return (part_type, *since_january) if is_part_of_year else since_january or ("span",)


def build_trend(
    figures: Figures,
    indicator: str,
    period_type: str | None = None,
    lines: pd.DataFrame | None = None,
    max_lines: int = 0,
) -> pd.DataFrame:
    """Return an indicator's figures in time order, with periods of one type and a row for each gap.

    `period_type` is one of KINDS; None chooses the type on which the most figures follow another,
    so that a year, its quarters and its months are never on one line. Counts since January begin
    with the month of January and end with the year. `lines` has a row for each series wanted
    (columns SERIES); the first `max_lines` of them that have periods of the type are kept. A period
    missing between two others of a series gets a row with the value NaN.

    The columns are those of a metric's table and LINE_COLUMNS: `obs_status` and `note` of the
    figure ("" for a gap), `line_type`, and `run`, the number of the unbroken part of the series. A
    part ends where the definition changes (status B), and for counts since January with the year.
    """
    reported = choose(figures, indicator=indicator)
    if reported.empty:
        return build_metric_table([], KEY_COLUMNS).assign(**dict.fromkeys(LINE_COLUMNS, ""))
    # A year may be spelled 2023-01/2023-12 in an older release.
    reported = reported.assign(time_period=reported["time_period"].map(comparable_period))
    by_type = _group_by_line_type(reported["time_period"])
    period_type = period_type or _choose_line_type(reported, by_type)
    shown = reported[by_type.get(period_type, reported["key"].isna())]
    if lines is not None:
        shown = shown.merge(lines.merge(shown[SERIES].drop_duplicates()).head(max_lines))
    trend = list_reported(shown)
    trend["obs_status"], trend["note"] = list(shown["obs_status"]), list(shown["note"])
    gaps = _list_gaps(trend, period_type)
    if gaps:
        missing = build_metric_table(gaps, KEY_COLUMNS).assign(obs_status="", note="")
        trend = pd.concat([trend, missing], ignore_index=True)
    order = trend["time_period"].map(period_bounds).sort_values(kind="stable").index
    trend = trend.loc[order].reset_index(drop=True)
    return trend.assign(line_type=period_type, run=_number_runs(trend, period_type))


def _choose_line_type(figures: pd.DataFrame, by_type: dict[str, pd.Series]) -> str:
    """Return the type of line on which the most figures follow another one of their series.

    Among several it is the one with the most figures, then the first in the alphabet. `by_type`
    marks the figures that are on each type of line.
    """

    def rank(name: str) -> tuple[int, int, str]:
        """Return the sort key of a type: most figures that follow another, most figures, name.

        All figures but the first of each series follow another.
        """
        of_type = figures[by_type[name]]
        return len(of_type[SERIES].drop_duplicates()) - len(of_type), -len(of_type), name

    return min(by_type, key=rank)


def _group_by_line_type(periods: pd.Series) -> dict[str, pd.Series]:
    """Return a boolean series for each type of line: which of the periods are on it.

    `periods` has one entry for each figure. A January or a whole year is a count since January only
    if the same year has another span since January.
    """
    types = periods.map(list_line_types)
    by_type = {
        name: types.map(lambda each, name=name: name in each) for name in set().union(*types)
    }
    if COUNTED in by_type:
        years, is_span = periods.str[:4], periods.str.contains("/")
        counted = set(years[by_type[COUNTED] & is_span])
        is_year = types.map(lambda each: each == ("year",))
        by_type[COUNTED] = (by_type[COUNTED] | is_year) & years.isin(counted)
    return by_type


def group_periods(periods: Iterable[str]) -> dict[str, list[str]]:
    """Return the periods of each type of line, in the order of KINDS, spelled as they are given.

    A period may be of two types. A type is left out if all of its periods are also of another type
    that has more of them, or as many and comes first.

    Example: group_periods(["2024-01", "2024-02", "2024-01/2024-03"]) ->
    {"month": ["2024-01", "2024-02"], "since_january": ["2024-01", "2024-01/2024-03"], ...}.
    """
    spelled = {period: comparable_period(period) for period in periods}
    column = pd.Series(list(dict.fromkeys(spelled.values())), dtype=str)
    by_type = _group_by_line_type(column) if spelled else {}
    sets = {name: frozenset(column[by_type[name]]) for name in KINDS if name in by_type}
    return {
        name: [period for period, spelling in spelled.items() if spelling in of_type]
        for index, (name, of_type) in enumerate(sets.items())
        if of_type
        and not any(
            of_type < other or (of_type == other and other_index < index)
            for other_index, other in enumerate(sets.values())
            if other_index != index
        )
    }


def _list_gaps(trend: pd.DataFrame, period_type: str) -> list[dict[str, Any]]:
    """Return rows for the periods that are missing between the first and last of each series.

    Counts since January need not be reported every month: a series lacks those that another series
    has in the same year. Days and spans have no gaps, since nothing says which one comes next.
    """
    gaps = []
    list_periods = cache(_list_periods)  # most series begin and end together
    for _, series in trend.groupby(SERIES, sort=False):
        reported = set(series["time_period"])
        if period_type in LENGTHS:
            expected = list_periods(min(reported), max(reported), LENGTHS[period_type])
        else:
            expected = _list_counts_between(trend, reported) if period_type == COUNTED else []
        first = series.iloc[0]
        for period in expected:
            if period not in reported:
                dimensions = {name: first[name] for name in SERIES} | {"time_period": period}
                gaps.append(dimensions | build_number_columns(None, (), first["unit"]))
    return gaps


def _list_periods(oldest: str, newest: str, months: int) -> list[str]:
    """Return all periods of a length in months, from the oldest to the newest, in order.

    `oldest` and `newest` have that length themselves. Example: from 2024-11 to 2025-01 with 1 month
    → 2024-11, 2024-12, 2025-01.
    """
    # The first months of both periods, counted since the year 0.
    start, end = (
        day.year * 12 + day.month - 1
        for day in (period_bounds(oldest)[0], period_bounds(newest)[0])
    )
    spans = ((first, first + months - 1) for first in range(start, end + 1, months))
    return [
        join_periods(*(f"{month // 12:04d}-{month % 12 + 1:02d}" for month in first_and_last))
        for first_and_last in spans
    ]


def _list_counts_between(trend: pd.DataFrame, reported: set[str]) -> list[str]:
    """Return the counts since January of all series that one series might have reported as well.

    `reported` are the periods of the one series. A count of another series is returned if it ends
    between the first and the last that the one series has reported in the same year.
    """
    ends = {period: period_bounds(period)[1] for period in trend["time_period"]}
    return [
        period
        for period, end in ends.items()
        if (own_ends := [ends[each] for each in reported if each[:4] == period[:4]])
        and min(own_ends) < end < max(own_ends)
    ]


def _number_runs(trend: pd.DataFrame, period_type: str) -> pd.Series:
    """Return for each row of a trend, in time order, the number of its series' unbroken part.

    A chart draws a line through the points of one part, and leaves a gap before the next. Counts
    since January have parts of their own in each year, since they begin anew.
    """
    is_break = (trend["obs_status"] == "B").astype(int)
    runs = is_break.groupby([trend[name] for name in SERIES], sort=False).cumsum()
    if period_type == COUNTED:
        # A different number for each year: no series has as many breaks as the table has rows.
        runs += trend["time_period"].str[:4].astype(int) * len(trend)
    return runs


def find_period_before(period: str, line_type: str) -> str:
    """Return the period before another one of the same type: 2025-04/2025-06 -> 2025-01/2025-03.

    The result is "" for the types without a next period: counts since January, spans, days.
    """
    if line_type not in LENGTHS:
        return ""
    last = count_month(period) - LENGTHS[line_type]
    return MonthSpan(last - LENGTHS[line_type] + 1, last).period


def find_previous_period(period: str) -> str | None:
    """Return the year or month before another one, 2024-01 -> 2023-12; None for days and spans."""
    period = comparable_period(period)
    match find_period_type(period):
        case "year":
            return f"{int(period) - 1:04d}"
        case "month":
            year, month = map(int, period.split("-"))
            # December of the year before comes before January.
            return f"{year - (month == 1):04d}-{(month - 2) % 12 + 1:02d}"
    return None
