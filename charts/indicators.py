"""Charts that any indicator can have: newest values, trend, ranking."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from charts.chart import Chart, ChartData, Form
from charts.table import (
    MAX_MARKS,
    assemble_chart,
    build_marks,
    format_breakdown_name,
    list_rest_notes,
)
from locales import Words
from metrics.figures import choose, counts_by_value, list_reported
from metrics.latest import SERIES, build_recency_key
from metrics.ranking import rank_areas
from metrics.trend import build_trend, find_previous_period, shift_to_last_year

MAX_LINES = 5
MAX_POINTS = 120
"""Most points of a line: more cannot be distinguished on a page."""


def build_values_chart(data: ChartData, indicator: str, form: Form = Form.DOTS) -> Chart:
    """Build a chart of an indicator's newest figures, at most MAX_MARKS.

    A note counts the others.
    """
    newest = choose(data.newest, indicator=indicator)
    first = newest.sort_values("value", ascending=False, kind="stable").head(MAX_MARKS)
    return _build_chart(
        data, indicator, "indicator_values", form, list_reported(first), len(newest)
    )


def build_trend_chart(data: ChartData, indicator: str) -> Chart:
    """Build a chart of an indicator over time.

    It has a line for each of the MAX_LINES series with the highest newest values.
    """
    words = data.words
    ends = choose(data.newest, indicator=indicator)
    ends = ends.sort_values("value", ascending=False, kind="stable")
    highest = ends.head(MAX_LINES)
    figures = choose(data.figures, indicator=indicator, ref_area=highest["ref_area"].unique())
    whole = build_trend(figures.merge(highest[SERIES]), indicator)
    metric, step = _thin_periods(whole)
    notes = list_rest_notes(words, len(highest), len(ends))
    if step > 1:
        notes.append(words.say("charts.thinned", count=whole["time_period"].nunique(), step=step))
    table = build_marks(
        metric,
        words,
        lambda row: words.period(row["time_period"]),
        series=lambda row: _format_series_name(row, data) if len(highest) > 1 else "",
    )
    return assemble_chart(
        data,
        "indicator_trend",
        Form.TREND,
        table,
        unit=words.name("unit", indicator),
        notes=notes,
        name=words.name("indicator", indicator),
        count=whole["time_period"].nunique(),
    )


def build_ranking_chart(data: ChartData, indicator: str) -> Chart:
    """Build a ranking of the areas that report an indicator in its newest period.

    The change against the rank in the period before is shown beside the rank.
    """
    reports = counts_by_value(data.figures, "time_period", indicator=indicator)
    newest = max(reports, key=build_recency_key, default="")
    before = find_previous_period(newest) or shift_to_last_year(newest) if newest else ""
    metric = rank_areas(data.figures, indicator, newest, before, MAX_MARKS)
    report_count = reports.get(newest, 0)
    return _build_chart(data, indicator, "indicator_ranking", Form.RANKING, metric, report_count)


def _thin_periods(metric: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Return every n-th period, counted back from the newest, and n.

    n is chosen so that at most MAX_POINTS periods remain.
    """
    periods = list(dict.fromkeys(metric["time_period"]))
    step = -(-len(periods) // MAX_POINTS) or 1
    drawn_periods = periods[::-1][::step]
    return (metric[metric["time_period"].isin(drawn_periods)] if step > 1 else metric), step


def _format_place(row: Mapping[str, Any], words: Words, report_count: int) -> str:
    """Format a row's rank and its change as text; "" if only one area reports (`report_count`)."""
    if "place" not in row or report_count < 2:
        return ""
    change = row["place_change"]
    change_text = (
        "" if not change or change != change else f" {'▲' if change > 0 else '▼'}{abs(change):.0f}"
    )
    return f" · {words.say('charts.place', place=int(row['place']))}{change_text}"


def _format_series_name(row: Mapping[str, Any], data: ChartData) -> str:
    """Return a row's area and, if it has one, its breakdown as text."""
    words = data.words
    area = words.name("area", row["ref_area"])
    return f"{area} {format_breakdown_name(row, words)}" if row["breakdown"] else area


def _build_chart(
    data: ChartData, indicator: str, name: str, form: Form, metric: pd.DataFrame, report_count: int
) -> Chart:
    """Build a chart with one mark for each area; `report_count` is how many areas report in all.

    `name` is the message id of its title.
    """
    words = data.words
    table = build_marks(
        metric,
        words,
        lambda row: _format_series_name(row, data),
        detail=lambda row: (
            words.period(row["time_period"]) + _format_place(row, words, report_count)
        ),
    )
    return assemble_chart(
        data,
        name,
        form,
        table,
        unit=words.name("unit", indicator),
        notes=list_rest_notes(words, len(metric), report_count),
        name=words.name("indicator", indicator),
        count=report_count,
    )
