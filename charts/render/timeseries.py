"""Draws forms over time: the trend of an indicator, a timeline of events."""

import math
from typing import Any, NamedTuple

import pandas as pd

from charts.render.canvas import Canvas, find_value_range
from charts.render.text_wrapping import count_lines, measure_text, wrap_text
from charts.theme import SMALL_SIZE
from locales import Language, axis_ticks
from metrics.metric_table import to_records

MAX_PERIOD_LABELS = 6
"""The most labels of periods below a trend."""
PERIOD_WIDTH: dict[Language, int] = {"zh": 14, "en": 10}
"""The letters of a line of such a label: an English month and its year are two lines."""
ALL_PERIODS_WIDTH: dict[Language, int] = {"zh": 54, "en": 40}
"""The letters of all of them side by side on a narrow phone, with the space between words."""
TICK_LETTER = 6.5
"""The pixels of a letter of the value axis' texts; they have 10 more beside them."""
LABEL_WIDTH = 24
LABEL_HEIGHT = 0.085
"""The height of a line's label as a share of the value axis: 20 of the trend's 234 pixels."""
EVENT_HEIGHT = 46
"""The pixels of one unit of a timeline's axis; an event of two lines takes about one unit."""
EVENT_WIDTH = 40


def draw_trend(canvas: Canvas) -> None:
    """Draw the time series of a trend as lines, with error bars and a label at each line's end.

    Horizontal positions count periods from 0; at most MAX_PERIOD_LABELS of them have a label.
    """
    periods = list(canvas.table["category"].unique())
    low, high = (1.12 * end for end in find_value_range(canvas.table))  # room for the labels
    line_ends: list[LineEnd] = []
    for number, (_, marks) in enumerate(canvas.table.groupby("series", sort=False)):
        columns = [periods.index(period) for period in marks["category"]]
        colour = canvas.palette.series[number % len(canvas.palette.series)]
        line_ends += _add_line(canvas, marks, columns, colour)
    _mark_breaks(canvas, periods, low, high)
    high = _label_line_ends(canvas, line_ends, low, high)
    _add_axes(canvas, periods, low, high)


def _add_axes(canvas: Canvas, periods: list[str], low: float, high: float) -> None:
    """Set the axes of a trend: periods below it, values from `low` to `high` at its left."""
    ticks, tick_texts = axis_ticks(low, high, canvas.chart.language, max_intervals=3)
    language = canvas.chart.language
    texts = [wrap_text(period, PERIOD_WIDTH[language]) for period in periods]
    widest = max(measure_text(line) for text in texts for line in text.split("<br>"))
    step = math.ceil(len(periods) / min(MAX_PERIOD_LABELS, ALL_PERIODS_WIDTH[language] // widest))
    # Counted back from the newest period, which always has a label.
    labelled = list(range(len(periods) - 1, -1, -step))[::-1]
    tick_font = {"size": SMALL_SIZE, "color": canvas.palette.quiet}
    canvas.xaxis |= {
        "visible": True,
        "tickvals": labelled,
        "ticktext": [texts[column] for column in labelled],
        "tickangle": 0,
        "ticklabelstandoff": 5,
        "ticklabeloverflow": "allow",  # else the newest one is left out on a phone
        "showgrid": False,
        "zeroline": False,
        "range": [-0.4, len(periods) - 0.6],
        "tickfont": tick_font,
    }
    canvas.yaxis |= {
        "visible": True,
        "tickvals": ticks,
        "ticktext": tick_texts,
        "tickangle": 0,
        "gridcolor": canvas.palette.grid,
        "range": [low, high],
        "zeroline": True,
        "zerolinecolor": canvas.palette.missing,
        "tickfont": tick_font,
    }
    tick_width = TICK_LETTER * max(map(measure_text, tick_texts)) + 10
    canvas.margin |= {"l": max(52, round(tick_width)), "b": 46, "r": 20, "t": 20}


class LineEnd(NamedTuple):
    """The last point of a trend's line, its value and period's column, and its label.

    The label is written below the point if the line goes on higher under a new definition.
    """

    value: float
    column: int
    markup: str
    is_below: bool


def _label_line_ends(canvas: Canvas, line_ends: list[LineEnd], low: float, high: float) -> float:
    """Add a label at the end of each time series' line, from the lowest upwards, without overlaps.

    The value axis goes from `low` to `high`. Returns the upper end that the labels need; a single
    label has room in any case.
    """
    last_column = canvas.table["category"].nunique() - 1
    # LABEL_HEIGHT is a label's share of the axis; there is none below the first label.
    label_height, label_top = (high - low) * LABEL_HEIGHT, -math.inf
    for end in sorted(line_ends):
        # It begins at a point at the left, and ends at one further right.
        side = "right" if end.column > 0.4 * last_column else "left"
        if end.is_below:
            below: dict[str, Any] = {"yanchor": "top", "yshift": -8}
            below["bgcolor"] = canvas.palette.ground  # over the dotted line of the new definition
            canvas.add_label(end.column, end.value, end.markup, xanchor=side, **below)
            continue
        y = max(end.value, label_top)
        canvas.add_label(end.column, y, end.markup, xanchor=side, yanchor="bottom", yshift=8)
        label_top = y + label_height
    return max(high, label_top) if len(line_ends) > 1 else high


def _add_line(
    canvas: Canvas, marks: pd.DataFrame, columns: list[int], colour: str
) -> list[LineEnd]:
    """Add a time series' line with gaps at missing periods; return its end, [] if all are missing.

    It is interrupted before a mark with a detail, which has a new definition, and each part has an
    end. `columns` are the positions of the periods on the horizontal axis.
    """
    ends: list[LineEnd] = []
    # Each part between two changes of definition is a line of its own; the newest comes first.
    parts = marks.assign(column=columns).groupby((marks["detail"] != "").cumsum())
    later_value = -math.inf  # the first one under the next definition
    for _, part in reversed(list(parts)):
        canvas.add_marks(
            "scatter",
            list(part.index),
            mode="lines+markers",
            x=list(part["column"]),
            y=list(part["value"]),
            connectgaps=False,
            line={"color": colour, "width": 2},
            marker={"size": 8, "color": colour},
            error_y=_build_error_bars(part, colour),
            cliponaxis=False,
        )
        reported = part[part["status"] != "missing"]
        for newest in to_records(reported.tail(1)):
            label = f"<b>{wrap_text(newest['wording'], LABEL_WIDTH)}</b>"
            if newest["series"]:
                dot = f"<span style='color:{colour}'>●</span>"
                label = f"{dot} {wrap_text(newest['series'], LABEL_WIDTH)} {label}"
            is_below = later_value > newest["value"]
            ends.append(LineEnd(newest["value"], newest["column"], label, is_below))
            later_value = reported["value"].iloc[0]
    return ends


def _mark_breaks(canvas: Canvas, periods: list[str], low: float, high: float) -> None:
    """Add a dotted line before each period of a trend in which a series has a new definition.

    It goes from `low` to `high` of the value axis; `periods` are the names of the columns.
    """
    broken = canvas.table.loc[canvas.table["detail"] != "", "category"]
    for period in broken.unique():
        canvas.add_decoration(
            "scatter",
            mode="lines",
            x=[periods.index(period) - 0.5] * 2,
            y=[low, high],
            line={"color": canvas.palette.quiet, "width": 1.5, "dash": "dot"},
        )


def _build_error_bars(marks: pd.DataFrame, colour: str) -> dict[str, object]:
    """Return Plotly error bars from a time series' values to their bounds; none at an open bound.

    Widths are in pixels. Without any bound that differs from its value they are not visible.
    """
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

    The date is the wording of an event's row. Vertical positions go downwards from 0.
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
