"""Draws forms over time: the trend of an indicator, a timeline of events."""

import math
import re
from typing import Any, NamedTuple

import pandas as pd

from charts.marks import split_lines
from charts.render.canvas import Canvas, find_value_range
from charts.render.text_wrapping import count_lines, measure_markup, measure_text, wrap_text
from charts.theme import SMALL_SIZE
from locales import choose_axis_ticks
from metrics.metric_table import to_records

LETTER, SMALL_LETTER = 7.4, 6.6
"""The pixels of a Latin letter in a line's label and in a text of the axes; a Chinese has two."""
MAX_LARGE_POINTS = 40
"""The most periods whose points are drawn large."""
PERIOD_GAP = 8
"""The pixels between two labels of periods."""
LABEL_WIDTH = 14
"""The letters of a line's label in one row, at the right of the drawing."""
LABEL_LINE = 18
"""The pixels of a row of a line's label."""
TREND_HEIGHT, TOP, BOTTOM = 234, 14, 46
"""The pixels of a trend's lines, and of the margins above and below them."""
EVENT_HEIGHT = 46
"""The pixels of one unit of a timeline's axis; an event of two lines takes about one unit."""
EVENT_WIDTH = 40
CHINESE_PERIOD = re.compile(r"(?P<year>\d{4}年)(?P<part>(?:[^年]*[月日季度半年])?)")
ENGLISH_PERIOD = re.compile(r"(?:(?P<part>.*\S) )?(?P<year>\d{4})")
ENGLISH_MONTH = re.compile(r"\b([A-Z][a-z]{2})[a-z]+")
ENGLISH_PART = re.compile(r"(?P<number>first|second|third|fourth) (?P<kind>quarter|half) of")


def draw_trend(canvas: Canvas) -> None:
    """Draw the time series of a trend as lines, with error bars, and a label right of each line.

    Horizontal positions count periods from 0. A line is not drawn across a gap (a period that is
    not reported) or a break (where the series is defined anew, `split_lines`); a dotted line stands
    at a break. The labels are made first: the margin for them decides how many periods are named.
    """
    periods = list(canvas.table["category"].unique())
    low, high = find_value_range(canvas.table)
    space = 0.08 * (high - low)  # above the highest point, below the lowest if it is negative
    low, high = low - space * (low < 0), high + space
    line_ends: list[LineEnd] = []
    for number, runs in enumerate(split_lines(canvas.table).values()):
        colour = canvas.palette.series[number % len(canvas.palette.series)]
        line_ends += _add_line(canvas, runs, periods, colour)
    _add_breaks(canvas, periods, low, high)
    labels = [end.markup for end in line_ends]
    label_letters = max(map(measure_markup, labels), default=0)
    # 14 pixels: the space beside the labels.
    canvas.margin |= {"b": BOTTOM, "r": round(14 + LETTER * label_letters), "t": TOP}
    height = max(TREND_HEIGHT, sum(map(count_lines, labels)) * LABEL_LINE)
    canvas.height = height + TOP + BOTTOM
    _label_line_ends(canvas, line_ends, low, high, height)
    _add_value_axis(canvas, low, high)
    _add_period_axis(canvas, periods)


def _add_value_axis(canvas: Canvas, low: float, high: float) -> None:
    """Set the axis of values from `low` to `high`, and the margin at its left for its texts.

    The line at zero is grey if values or bounds are below it. Otherwise it is the lower edge of the
    drawing, in the paler grey of what is not reported.
    """
    ticks, tick_texts = choose_axis_ticks(low, high, canvas.chart.language, max_intervals=4)
    # The longest text, and 12 pixels of space around it.
    canvas.margin["l"] = round(12 + SMALL_LETTER * max(map(measure_text, tick_texts)))
    canvas.yaxis |= {
        "visible": True,
        "tickvals": ticks,
        "ticktext": tick_texts,
        "tickangle": 0,
        "gridcolor": canvas.palette.grid,
        "range": [low, high],
        "zeroline": True,
        "zerolinecolor": canvas.palette.quiet if low < 0 else canvas.palette.missing,
        "tickfont": {"size": SMALL_SIZE, "color": canvas.palette.quiet},
    }


def _add_period_axis(canvas: Canvas, periods: list[str]) -> None:
    """Set the axis of periods; as many are named as have room between the margins."""
    width = canvas.width - canvas.margin["l"] - canvas.margin["r"]
    labelled, period_texts = _choose_period_labels(periods, width)
    canvas.xaxis |= {
        "visible": True,
        "tickvals": labelled,
        "ticktext": period_texts,
        "tickangle": 0,
        "ticklabelstandoff": 5,
        "ticklabeloverflow": "allow",  # else the newest one is left out on a phone
        "showgrid": False,
        "zeroline": False,
        "range": [-0.4, len(periods) - 0.6],  # 0.4 of a period at each end
        "tickfont": {"size": SMALL_SIZE, "color": canvas.palette.quiet},
    }


def _choose_period_labels(periods: list[str], width: float) -> tuple[list[int], list[str]]:
    """Return the positions of the periods that have a label, and the labels: 9月, below it 2024年.

    Every period has a label if all fit in `width` pixels, otherwise every n-th, counted back from
    the newest period, which always has one. A label has the year only if it differs from that of
    the label before.
    """
    parts_and_years = [split_period(period) for period in periods]
    letters = max((measure_text(text) for pair in parts_and_years for text in pair), default=0)
    label_pixels = SMALL_LETTER * letters + PERIOD_GAP
    step = max(1, math.ceil(len(periods) * label_pixels / max(width, 1)))
    labelled_positions = list(range(len(periods) - 1, -1, -step))[::-1]
    texts, year_before = [], ""
    for position in labelled_positions:
        part, year = parts_and_years[position]
        year_line = wrap_text(year, LABEL_WIDTH) if year != year_before else ""
        texts.append(
            "<br>".join(text for text in (wrap_text(part, LABEL_WIDTH), year_line) if text)
        )
        year_before = year
    return labelled_positions, texts


def split_period(period: str) -> tuple[str, str]:
    """Split a period's name into a short name of its part of the year, and the year.

    Examples: 2024年9月 -> 9月, 2024年; first quarter of 2024 -> Q1, 2024; 2024年 -> "", 2024年. Any
    other name is returned as the part, with "" as the year.
    """
    if match := CHINESE_PERIOD.fullmatch(period):
        return match["part"].removeprefix("第"), match["year"]
    if match := ENGLISH_PERIOD.fullmatch(period):
        part = ENGLISH_MONTH.sub(r"\1", match["part"] or "")
        if named := ENGLISH_PART.fullmatch(match["part"] or ""):
            number = ("first", "second", "third", "fourth").index(named["number"]) + 1
            part = f"{'Q' if named['kind'] == 'quarter' else 'H'}{number}"
        return part, match["year"]
    return period, ""


class LineEnd(NamedTuple):
    """The value of the last point of a trend's line, and the label beside the line."""

    value: float
    markup: str


def _label_line_ends(
    canvas: Canvas, line_ends: list[LineEnd], low: float, high: float, height: int
) -> None:
    """Add the label of each line at the right of the drawing, at the height of the line's end.

    Labels that would overlap are moved apart: from the lowest up, each is placed above the one
    before; then, from the highest down, those beyond the upper edge are pushed back. The value axis
    goes from `low` to `high` and is `height` pixels high.
    """
    ends = sorted(line_ends)
    sizes = [count_lines(end.markup) * LABEL_LINE for end in ends]
    centres: list[float] = []  # in pixels from the bottom
    free_from = 0.0
    for end, size in zip(ends, sizes, strict=True):
        height_of_end = (end.value - low) / (high - low) * height
        centres.append(max(height_of_end, free_from + size / 2))
        free_from = centres[-1] + size / 2
    free_to = float(height)
    for index in reversed(range(len(ends))):
        centres[index] = min(centres[index], free_to - sizes[index] / 2)
        free_to = centres[index] - sizes[index] / 2
    beside: dict[str, Any] = {"xref": "paper", "yref": "paper", "xanchor": "left", "align": "left"}
    for end, centre in zip(ends, centres, strict=True):
        canvas.add_label(1, centre / height, end.markup, xshift=6, yanchor="middle", **beside)


def _add_line(
    canvas: Canvas, runs: list[pd.DataFrame], periods: list[str], colour: str
) -> list[LineEnd]:
    """Add a line with gaps at missing periods; return its end, which is to be labelled.

    The end is a list of one; [] if all periods are missing. `runs` are the unbroken parts of the
    line, each a trace; `periods` are the names of all periods in order.
    """
    for marks in runs:
        canvas.add_marks(
            "scatter",
            list(marks.index),
            mode="lines+markers",
            x=[periods.index(period) for period in marks["category"]],
            y=list(marks["value"]),
            connectgaps=False,
            line={"color": colour, "width": 2},
            marker={"size": 8 if len(periods) <= MAX_LARGE_POINTS else 5, "color": colour},
            error_y=_build_error_bars(marks, colour),
            cliponaxis=False,
        )
    reported = [mark for marks in runs for mark in to_records(marks) if mark["status"] != "missing"]
    if not reported:
        return []
    newest = reported[-1]
    label = f"<b>{wrap_text(newest['wording'], LABEL_WIDTH)}</b>"
    if newest["series"]:
        name = wrap_text(f"● {newest['series']}", LABEL_WIDTH)
        name = name.replace("●", f"<span style='color:{colour}'>●</span>", 1)
        label = f"{name}<br>{label}"
    if newest["category"] != periods[-1]:  # the label is not beside the line's last point
        label += f"<br>{canvas.format_small_grey(newest['category'], LABEL_WIDTH + 2)}"
    return [LineEnd(newest["value"], label)]


def _add_breaks(canvas: Canvas, periods: list[str], low: float, high: float) -> None:
    """Add a dotted line before each period with which a series breaks, from `low` to `high`.

    The line is halfway between the period and the one before, so that the first of `periods` has
    none. From there on the series is defined anew; the mark's detail says how.
    """
    dotted = {"color": canvas.palette.quiet, "width": 1, "dash": "dot"}
    break_periods = {row["category"] for row in canvas.rows if row["detail"]}
    for position in (n - 0.5 for n, period in enumerate(periods) if n and period in break_periods):
        canvas.add_decoration(
            "scatter", mode="lines", x=[position, position], y=[low, high], line=dotted
        )


def _build_error_bars(marks: pd.DataFrame, colour: str) -> dict[str, object]:
    """Return Plotly error bars from the values of a line to their bounds; none at an open bound.

    Widths are in pixels. If no bound differs from its value, they are invisible.
    """
    # The distances from each value to its bounds; an open bound is NaN.
    above = (marks["value_high"] - marks["value"]).fillna(0)
    below = (marks["value"] - marks["value_low"]).fillna(0)
    return {
        "type": "data",
        "symmetric": False,
        "array": list(above),
        "arrayminus": list(below),
        "color": colour,
        "thickness": 1.2,
        "width": 4,
        "visible": bool((above + below).any()),
    }


def draw_timeline(canvas: Canvas) -> None:
    """Draw a timeline, a series of events: one below the other, with date, name and detail.

    The date is in the column `wording` of an event's row, which has the number in other forms.
    Vertical positions go downwards from 0, in units of EVENT_HEIGHT; shifts are in pixels.
    """
    y, dots = 0.0, []
    for row in canvas.rows:
        lines = [
            canvas.format_small_grey(row["wording"], EVENT_WIDTH),
            wrap_text(row["category"], EVENT_WIDTH),
        ]
        if row["detail"]:
            # Small letters: 48 of them are as wide as 40 of the name.
            lines.append(canvas.format_small_grey(row["detail"], EVENT_WIDTH + 8))
        text = "<br>".join(lines)
        canvas.add_label(
            0, y, text, xanchor="left", yanchor="top", align="left", xshift=14, yshift=11
        )
        dots.append(y)
        y -= 0.55 + (count_lines(text) - 1) * 0.42  # one line with the space below; further lines
    line = {"color": canvas.palette.grid, "width": 2}
    canvas.add_decoration("scatter", mode="lines", x=[0, 0], y=[0.1, dots[-1]], line=line)
    canvas.add_marks(
        "scatter",
        list(canvas.table.index),
        mode="markers",
        x=[0.0] * len(dots),
        y=dots,
        marker={"size": 12, "color": canvas.palette.series[0]},
        cliponaxis=False,
    )
    canvas.xaxis["range"] = [-0.03, 1]
    canvas.yaxis["range"] = [y + 0.1, 0.35]
    canvas.height = round((0.45 - y) * EVENT_HEIGHT)
