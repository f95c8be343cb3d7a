"""Charts that any indicator can have: newest values, trend, ranking."""

import math
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import pairwise

import pandas as pd

from charts.assemble import MAX_MARKS, assemble_chart, list_rest_notes
from charts.chart import RUN_COLUMN, Chart, ChartData, Form, ReferenceLine
from charts.figures_of_area import find_comparable_figures
from charts.labels import Row, format_breakdown_name, format_row_number, name_rows
from charts.marks import build_marks
from locales import Words
from metrics.figure_queries import choose, counts_by_value, filter_lazy, list_reported
from metrics.latest_of_series import SERIES, build_recency_key
from metrics.metric_table import to_records
from metrics.ranking import find_area_level, rank_areas
from metrics.trend import build_trend, find_previous_period
from metrics.year_on_year import list_changes
from periods import year_before
from quantities import Direction, describe_change
from quantities.figure_keys import COUNTRY
from quantities.rates_and_changes import POINTS

SIGNS = {Direction.RISE: "▲", Direction.FALL: "▼"}
"""The signs of a change that is certain."""
MAX_LINES = 5
"""The most lines of a trend: as many as a palette has colours for series."""
MAX_CANDIDATES = 20
"""The number of series with the highest newest values among which a trend's lines are chosen."""
MAX_BREAK_NOTES = 3
"""The most notes on breaks in series below a trend."""
MIN_AVERAGED = 3
"""The fewest bars across which their average is drawn."""
AVERAGE_DIGITS = 3
"""The significant digits of that average in its label."""
MAX_POINTS = 120
"""The most points of a line: more cannot be distinguished on a page."""


def build_values_chart(data: ChartData, indicator: str, form: Form = Form.DOTS) -> Chart:
    """Build a chart of an indicator's newest figures; a note has the number of those left out.

    The MAX_MARKS highest are drawn.
    """
    newest = choose(data.newest, indicator=indicator)
    highest = newest.sort_values("value", ascending=False, kind="stable").head(MAX_MARKS)
    return _build_indicator_chart(
        data, indicator, "indicator_values", form, list_reported(highest), len(newest)
    )


def build_trend_chart(data: ChartData, indicator: str) -> Chart:
    """Build a chart of an indicator over time.

    It has a line for each of the MAX_LINES series (programme, area and breakdown) with the highest
    newest values among those reported for periods of the chart's type (months, quarters, years).
    Of more than MAX_POINTS periods only every n-th is drawn. Notes say so, how many series are left
    out, and where a series breaks, that is, where its definition changes.
    """
    words = data.words
    newest = choose(data.newest, indicator=indicator)
    highest = newest.sort_values("value", ascending=False, kind="stable").head(MAX_CANDIDATES)
    figures = choose(data.figures, indicator=indicator, ref_area=highest["ref_area"].unique())
    lines = highest[SERIES]  # the merge below keeps the figures of these series
    trend = build_trend(figures.merge(lines), indicator, lines=lines, max_lines=MAX_LINES)
    drawn_series = trend[SERIES].drop_duplicates()
    reported_periods = trend.loc[trend["value"].notna(), "time_period"]
    trend, thinning_notes = _thin_out(trend, words)
    notes = [*list_rest_notes(words, len(drawn_series), len(newest)), *thinning_notes]
    is_part = trend["line_type"].isin(("quarter", "half_year")).any()
    name_period = words.part_of_year if is_part else words.period
    table = build_marks(trend, words, lambda row: name_period(row["time_period"]))
    table[RUN_COLUMN] = list(trend["run"])
    if len(newest) > 1:  # a single line is named, too, if others are left out
        table["series"] = _name_series(trend, words)
    table["detail"] = _describe_breaks(trend, table["category"], words)
    notes += _list_break_notes(table, words)
    return assemble_chart(
        data if figures.empty else replace(data, figures=figures),  # already in memory
        "indicator_trend",
        Form.TREND,
        table,
        unit=words.name("unit", indicator),
        notes=notes,
        name=words.name("indicator", indicator),
        count=reported_periods.nunique(),
    )


def _thin_out(trend: pd.DataFrame, words: Words) -> tuple[pd.DataFrame, list[str]]:
    """Return a trend's rows for at most MAX_POINTS periods, and a note if some are left out.

    Figures with which a series breaks (status B) are always kept, as its line ends before them.
    """
    periods = list(trend["time_period"].unique())
    step = math.ceil(len(periods) / MAX_POINTS)
    if step <= 1:
        return trend, []
    # Every n-th period is kept, counted back from the newest, which is among them.
    is_drawn = trend["time_period"].isin(periods[::-step]) | (trend["obs_status"] == "B")
    return trend[is_drawn], [words.say("charts.thinned", count=len(periods), step=step)]


def _describe_breaks(trend: pd.DataFrame, periods: Iterable[str], words: Words) -> list[str]:
    """Return a text for each row of a trend with which its series breaks, "" for the others.

    A series breaks where what it counts is defined anew (status B); the figure's note says what has
    changed. `periods` are the names of the rows' periods.
    """
    return [
        words.say(
            "charts.series_break" if (note := words.note(row["note"])) else "charts.bare_break",
            period=period,
            note=note,
        )
        if row["obs_status"] == "B"
        else ""
        for row, period in zip(to_records(trend), periods, strict=True)
    ]


def _list_break_notes(table: pd.DataFrame, words: Words) -> list[str]:
    """Return a note for each different break of a trend, with the series that it affects.

    The text of a break is the detail of the mark after it. At most MAX_BREAK_NOTES are returned;
    the marks' tooltips show all.
    """
    breaks = table[table["detail"] != ""]
    series_by_text = breaks.groupby("detail", sort=False)["series"].agg(
        lambda names: [*dict.fromkeys(names)]
    )
    return [
        words.told_apart(str(text), words.listing(names, MAX_LINES)) if any(names) else str(text)
        for text, names in list(series_by_text.items())[:MAX_BREAK_NOTES]
    ]


def build_ranking_chart(data: ChartData, indicator: str) -> Chart:
    """Build a ranking of the areas that report an indicator in its newest usual period.

    A period is usual if it has at least half as many figures as the period before it: otherwise one
    early county would replace the ranking of all counties. Beside the rank is the change since the
    period before; for a span or a day since the same one a year earlier. Of figures of several
    levels, such as a city and its counties, one level is ranked. Raises NotCombinableError as
    `rank_areas` does.
    """
    data = _keep_one_level(data, indicator)
    counts = counts_by_value(data.figures, "time_period", indicator=indicator)
    periods = sorted(counts, key=build_recency_key, reverse=True)
    usual = (newer for newer, older in pairwise(periods) if counts[newer] * 2 >= counts[older])
    newest = next(usual, periods[-1] if periods else "")  # if none is usual, the oldest
    # Without any figure both periods are "", and the chart is empty.
    previous = find_previous_period(newest) or year_before(newest) if newest else ""
    ranks = rank_areas(data.figures, indicator, newest, previous, MAX_MARKS)
    return _build_indicator_chart(
        data, indicator, "indicator_ranking", Form.RANKING, ranks, counts.get(newest, 0)
    )


def _keep_one_level(data: ChartData, indicator: str) -> ChartData:
    """Return the data with an indicator's figures of one level of areas and one kind of period.

    Charts of an area and month have only such figures already. Others would rank a city among its
    own counties, which `rank_areas` refuses.
    """
    areas = counts_by_value(data.figures, "ref_area", indicator=indicator)
    if len(set(map(find_area_level, areas))) < 2:
        return data
    found = find_comparable_figures(data, indicator, COUNTRY)
    figures = filter_lazy(
        data.figures, ref_area=found.areas, time_period=found.periods, breakdown=found.parts
    )
    return replace(data, figures=figures)


def _format_rank(row: Row, words: Words, figure_count: int) -> str:
    """Return an area's rank and its change as text: 第2位 ▲1 (second, up by one).

    `figure_count` is the number of figures ranked. Returns "" if only one area reports the
    indicator, and for a chart that is no ranking, whose rows have no place.
    """
    if "place" not in row or figure_count < 2:
        return ""
    rank_change = row["place_change"]
    change_text = ""
    if rank_change and not math.isnan(rank_change):
        change_text = f" {'▲' if rank_change > 0 else '▼'}{abs(rank_change):.0f}"
    return f"{words.say('charts.place', place=int(row['place']))}{change_text}"


def _compare_periods(
    data: ChartData, indicator: str, metric: pd.DataFrame
) -> Callable[[Row], list[str]]:
    """Return a function that describes a row's changes against earlier periods (`data.earlier`).

    It returns a text for each comparison that the reader has chosen: 同比▲10% (10% above last
    year), 环比无上期数 (no figure of the previous period). Without a choice, or if the rows of
    `metric` have several periods, it returns none.
    """
    periods = list(metric["time_period"].unique())
    if data.earlier is None or len(periods) != 1:
        return lambda row: []
    figures, words = data.earlier.choose(indicator=indicator), data.words
    changes = {
        name: list_changes(figures, indicator, periods[0], base)
        for name, base in data.bases.items()
    }

    def describe_changes(row: Row) -> list[str]:
        """Return a text for each comparison, last_year and previous.

        A change that is certain begins with ▲ or ▼; otherwise words say what its bounds allow.
        """
        series = tuple(str(row[name]) for name in SERIES)
        texts = []
        for name, change_by_series in changes.items():
            change = change_by_series.get(series)
            if change is None:
                texts.append(words.say(f"charts.no_{name}"))
                continue
            unit = None if change.unit in POINTS.values() else words.name("unit", indicator)
            direction, size = describe_change(change, words.language, unit)
            if direction in SIGNS:
                text = f"{SIGNS[direction]}{size}"
            else:  # nearly unchanged, or perhaps a rise and perhaps a fall
                text = words.say(f"pages.{direction}", bounds=size)
            texts.append(words.say(f"charts.against_{name}", change=text))
        return texts

    return describe_changes


def _name_series(metric: pd.DataFrame, words: Words) -> list[str]:
    """Return each row's area and, if it has one, its breakdown: "宁波市 女职工" (Ningbo, women).

    Two series never share a name: see `name_rows`.
    """
    return name_rows(
        to_records(metric),
        words,
        lambda row, area: (
            f"{area} {format_breakdown_name(row, words)}" if row["breakdown"] else area
        ),
    )


def _build_indicator_chart(
    data: ChartData, indicator: str, name: str, form: Form, metric: pd.DataFrame, figure_count: int
) -> Chart:
    """Build a chart of an indicator with a mark for each row of `metric`.

    `name` is the name of its messages in charts.po ("indicator_values"), `figure_count` the number
    of all figures, including those that are not drawn. The second line of a mark has its period,
    unless all marks have the same, the rank of a ranked row, and the changes against earlier
    periods (`ChartData.earlier`). A line across the marks shows what they are compared with.
    """
    words, describe_changes = data.words, _compare_periods(data, indicator, metric)
    periods = [words.period(period) for period in metric["time_period"].unique()]
    shared_period = periods[0] if len(periods) == 1 and len(metric) > 1 else ""

    def write_detail(row: Row) -> str:
        """Return the second line of a row's mark."""
        period = "" if shared_period else words.period(row["time_period"])
        parts = (period, _format_rank(row, words, figure_count), *describe_changes(row))
        return " · ".join(filter(None, parts))

    table = build_marks(metric, words, _name_series(metric, words), detail=write_detail)
    reference, reference_notes = _choose_reference_line(data, indicator)
    chart = assemble_chart(
        data,
        name,
        form,
        table,
        unit=words.name("unit", indicator),
        notes=[*list_rest_notes(words, len(metric), figure_count), *reference_notes],
        name=words.name("indicator", indicator),
        count=figure_count,
        when=words.say("charts.when", period=shared_period) if shared_period else "",
    )
    return replace(chart, reference=reference)


def _choose_reference_line(
    data: ChartData, indicator: str
) -> tuple[ReferenceLine | None, list[str]]:
    """Return the line across an indicator's bars that they are compared with, or None, and notes.

    For a ratio the line is the value of the area above. For other indicators that value is a sum,
    and an axis that reaches it would squeeze the bars: a note tells it, and the line is the average
    of the bars if there are MIN_AVERAGED. Only charts of one level of areas, which have
    `ChartData.above`, have a line or notes.
    """
    words = data.words
    if data.above is None:
        return None, []
    row_above = next(iter(to_records(list_reported(data.above))), None)
    text_above = "" if row_above is None else _name_value_above(row_above, words)
    if data.indicator(indicator)["kind"] == "ratio":
        if row_above is None:
            return None, []
        line_note = words.say("charts.line_is", what=text_above)
        return ReferenceLine(row_above["value"], text_above, text_above, line_note), [line_note]
    notes_above = [words.say("charts.not_drawn", what=text_above)] if text_above else []
    values = choose(data.figures, indicator=indicator)["value"]
    if len(values) < MIN_AVERAGED:
        return None, notes_above
    mean = float(values.mean())
    label = words.say("charts.average", number=words.amount(mean, indicator, AVERAGE_DIGITS))
    meaning = words.say("charts.average_of", label=label, count=len(values))
    line_note = words.say("charts.line_is", what=meaning)
    return ReferenceLine(mean, label, meaning, line_note), [line_note, *notes_above]


def _name_value_above(row: Row, words: Words) -> str:
    """Return the name and number of the area above the compared ones, as part of a sentence."""
    return words.say(
        "charts.above",
        name=words.name("area", row["ref_area"]),
        number=format_row_number(row, words),
    )
