"""Charts of any indicator: what an upload needs without new code."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from charts.chart import Chart, ChartData, Form
from charts.table import MOST, assemble_chart, breakdown_name, chart_rows, rest_note
from locales import Words
from metrics.figures import choose, counts_by_value, reported
from metrics.latest import SERIES, recency_key
from metrics.ranking import ranking
from metrics.trend import period_before, same_period_last_year, trend

MOST_LINES = 5
MOST_POINTS = 120  # of a line: a page is no wider


def indicator_values(data: ChartData, indicator: str, form: Form = Form.DOTS) -> Chart:
    """Show the newest figures of an indicator, at most MOST of them and the rest named."""
    newest = choose(data.newest, indicator=indicator)
    first = newest.sort_values("value", ascending=False, kind="stable").head(MOST)
    return _chart(data, indicator, "indicator_values", form, reported(first), len(newest))


def indicator_trend(data: ChartData, indicator: str) -> Chart:
    """Show an indicator over time, one line a series; of many the MOST_LINES highest of late."""
    words = data.words
    ends = choose(data.newest, indicator=indicator)
    ends = ends.sort_values("value", ascending=False, kind="stable")
    highest = ends.head(MOST_LINES)
    theirs = choose(data.figures, indicator=indicator, ref_area=highest["ref_area"].unique())
    whole = trend(theirs.merge(highest[SERIES]), indicator)
    metric, step = _thinned(whole)
    notes = rest_note(words, len(highest), len(ends))
    if step > 1:
        notes.append(words.say("charts.thinned", count=whole["time_period"].nunique(), step=step))
    table = chart_rows(
        metric,
        words,
        lambda row: words.period(row["time_period"]),
        series=lambda row: _who(row, data) if len(highest) > 1 else "",
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


def indicator_ranking(data: ChartData, indicator: str) -> Chart:
    """Rank the areas that report an indicator in its newest period, with the change of place."""
    reports = counts_by_value(data.figures, "time_period", indicator=indicator)
    newest = max(reports, key=recency_key, default="")
    before = period_before(newest) or same_period_last_year(newest) if newest else ""
    metric = ranking(data.figures, indicator, newest, before, MOST)
    found = reports.get(newest, 0)
    return _chart(data, indicator, "indicator_ranking", Form.RANKING, metric, found)


def _thinned(metric: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Keep at most MOST_POINTS periods, evenly back from the newest; gives every how manieth."""
    periods = list(dict.fromkeys(metric["time_period"]))
    step = -(-len(periods) // MOST_POINTS) or 1
    shown = periods[::-1][::step]
    return (metric[metric["time_period"].isin(shown)] if step > 1 else metric), step


def _place(row: Mapping[str, Any], words: Words, found: int) -> str:
    """Word a row's place and its change, where there are others to compare with."""
    if "place" not in row or found < 2:
        return ""
    change = row["place_change"]
    moved = (
        "" if not change or change != change else f" {'▲' if change > 0 else '▼'}{abs(change):.0f}"
    )
    return f" · {words.say('charts.place', place=int(row['place']))}{moved}"


def _who(row: Mapping[str, Any], data: ChartData) -> str:
    """Name a row by its area, and by its breakdown where it has one."""
    words = data.words
    area = words.name("area", row["ref_area"])
    return f"{area} {breakdown_name(row, words)}" if row["breakdown"] else area


def _chart(
    data: ChartData, indicator: str, name: str, form: Form, metric: pd.DataFrame, found: int
) -> Chart:
    words = data.words
    table = chart_rows(
        metric,
        words,
        lambda row: _who(row, data),
        detail=lambda row: words.period(row["time_period"]) + _place(row, words, found),
    )
    return assemble_chart(
        data,
        name,
        form,
        table,
        unit=words.name("unit", indicator),
        notes=rest_note(words, len(metric), found),
        name=words.name("indicator", indicator),
        count=found,
    )
