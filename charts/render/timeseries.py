"""Draws forms over time: the trend of an indicator, a timeline of events."""

import math
from typing import NamedTuple

import pandas as pd

from charts.render.canvas import Canvas, find_value_range, format_small_grey, wrap_text
from charts.theme import SMALL_SIZE
from locales import axis_ticks
from metrics.metric_table import to_records

EVENT = 46
LETTERS = 40
APART = 0.085  # of the axis: a line of text of the drawing's 234 pixels


def draw_trend(canvas: Canvas) -> None:
    """Draw one line for each series over the periods, with error bars and a label at its end."""
    names = list(dict.fromkeys(canvas.table["series"]))
    periods = list(dict.fromkeys(canvas.table["category"]))
    low, high = (1.12 * end for end in find_value_range(canvas.table))
    ends: list[LineEnd] = []
    for number, name in enumerate(names):
        part = canvas.table[canvas.table["series"] == name]
        x = [periods.index(category) for category in part["category"]]
        colour = canvas.palette.series[number % len(canvas.palette.series)]
        ends += _add_line(canvas, part, x, colour)
    high = _label_line_ends(canvas, ends, low, high)
    values, texts = axis_ticks(low, high, canvas.chart.language, max_intervals=3)
    step = math.ceil(len(periods) / 6)
    labelled = list(range(len(periods) - 1, -1, -step))[::-1]
    small = {"size": SMALL_SIZE, "color": canvas.palette.quiet}
    canvas.xaxis |= {
        "visible": True,
        "tickvals": labelled,
        "ticktext": [wrap_text(periods[n], 14) for n in labelled],
        "tickangle": 0,
        "showgrid": False,
        "zeroline": False,
        "range": [-0.4, len(periods) - 0.6],
        "tickfont": small,
    }
    canvas.yaxis |= {
        "visible": True,
        "tickvals": values,
        "ticktext": texts,
        "tickangle": 0,
        "gridcolor": canvas.palette.grid,
        "range": [low, high],
        "zeroline": True,
        "zerolinecolor": canvas.palette.missing,
        "tickfont": small,
    }
    canvas.margin |= {"l": 52, "b": 46, "r": 20, "t": 20}
    canvas.height = 300


class LineEnd(NamedTuple):
    """The position of a line's last point, and its label."""

    value: float
    at: int
    words: str


def _label_line_ends(canvas: Canvas, ends: list[LineEnd], low: float, high: float) -> float:
    """Add a label at each line's end without overlaps; return the height the axis needs.

    `low` and `high` are the ends of the value axis.
    """
    apart, below = (high - low) * APART, -math.inf
    for end in sorted(ends):
        place = max(end.value, below + apart)
        canvas.add_label(end.at, place, end.words, xanchor="right", yanchor="bottom", yshift=8)
        below = place
    return max(high, below + apart) if len(ends) > 1 else high


def _add_line(canvas: Canvas, part: pd.DataFrame, x: list[int], colour: str) -> list[LineEnd]:
    """Add a line with gaps at missing periods; return its end, or [] if all periods are missing.

    `x` are the positions of the periods.
    """
    canvas.add_trace(
        "scatter",
        list(part.index),
        mode="lines+markers",
        x=x,
        y=list(part["value"]),
        connectgaps=False,
        line={"color": colour, "width": 2},
        marker={"size": 8, "color": colour},
        error_y=_build_error_bars(part, colour),
        cliponaxis=False,
    )
    points = zip(x, to_records(part), strict=True)
    known = [(at, row) for at, row in points if row["status"] != "missing"]
    if not known:
        return []
    at, last = known[-1]
    dot = f"<span style='color:{colour}'>●</span> "
    words = f"{dot}{wrap_text(last['series'], 24)} " if last["series"] else ""
    return [LineEnd(last["value"], at, f"{words}<b>{wrap_text(last['wording'], 24)}</b>")]


def _build_error_bars(part: pd.DataFrame, colour: str) -> dict[str, object]:
    """Return Plotly error bars from value to bounds; an open bound gets none."""
    above = (part["value_high"] - part["value"]).fillna(0)
    below = (part["value"] - part["value_low"]).fillna(0)
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
    """Draw events one below the other in time order, with date, name and detail."""
    table = canvas.table
    heights, texts, y = [], [], 0.0
    for row in canvas.rows:
        lines = [
            format_small_grey(canvas, wrap_text(row["wording"], 40)),
            wrap_text(row["category"], LETTERS),
        ]
        if row["detail"]:
            lines.append(format_small_grey(canvas, wrap_text(row["detail"], LETTERS + 8)))
        texts.append("<br>".join(lines))
        heights.append(y)
        y -= 0.55 + texts[-1].count("<br>") * 0.42
    line = {"color": canvas.palette.grid, "width": 2}
    canvas.add_decoration("scatter", mode="lines", x=[0, 0], y=[0.1, heights[-1]], line=line)
    canvas.add_trace(
        "scatter",
        list(table.index),
        mode="markers",
        x=[0.0] * len(table),
        y=heights,
        marker={"size": 12, "color": canvas.palette.series[0]},
        cliponaxis=False,
    )
    for at, text in zip(heights, texts, strict=True):
        canvas.add_label(
            0, at, text, xanchor="left", yanchor="top", align="left", xshift=14, yshift=11
        )
    canvas.xaxis["range"] = [-0.03, 1]
    canvas.yaxis["range"] = [y + 0.1, 0.35]
    canvas.height = round((0.45 - y) * EVENT)
