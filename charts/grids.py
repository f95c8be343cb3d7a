"""Forms on a grid: waffle, the tile grid of the provinces, the flow of a programme's steps.

Squares are bars with a base, so that they grow with the screen and report clicks.
"""

import math
from typing import Any

import pandas as pd

from charts.canvas import Canvas, quiet, wrap
from charts.chart import BOTH_WAYS, ONE_WAY
from charts.look import SMALL_SIZE, TEXT_SIZE

COLUMNS = 24
TILE = 0.92
BOX = 0.9
WIDTH = 0.8


def _squares(
    canvas: Canvas, indices: list[int], x: list[float], y: list[float], **values: Any
) -> None:
    size = values.pop("size", TILE)
    canvas.trace(
        "bar",
        indices,
        x=x,
        base=[at - size / 2 for at in y],
        y=[size] * len(x),
        width=size,
        unselected={"marker": {"opacity": 1}},
        **values,
    )


def waffle(canvas: Canvas) -> None:
    """Paint one square a unit, filled row by row, and name each part with its number."""
    counts = [round(value) for value in canvas.table["value"]]
    at = 0
    lines = math.ceil(sum(counts) / COLUMNS)
    for index, count in enumerate(counts):
        cells = range(at, at + count)
        hollow = canvas.rows[index]["status"] == "derived"
        colour = canvas.palette.series[index % len(canvas.palette.series)]
        marker = {
            "color": canvas.palette.ground if hollow else colour,
            "line": {"color": canvas.palette.missing if hollow else colour, "width": 1},
        }
        _squares(
            canvas,
            [index] * count,
            [float(cell % COLUMNS) for cell in cells],
            [-float(cell // COLUMNS) for cell in cells],
            marker=marker,
            size=0.8,
        )
        row = canvas.rows[index]
        swatch = f"<span style='color:{colour}'>{'□' if hollow else '■'}</span>"
        line = -lines - 0.6 - 1.9 * index
        canvas.label(0, line, f"{swatch} {wrap(row['category'], 36)}", xref="paper", xanchor="left")
        canvas.label(1, line, f"<b>{wrap(row['wording'], 30)}</b>", xref="paper", xanchor="right")
        at += count
    below = 1.9 * len(counts)
    canvas.xaxis["range"] = [-0.6, COLUMNS - 0.4]
    canvas.yaxis["range"] = [-lines - below, 0.7]
    canvas.height = round((lines + below) * 16)


def tiles(canvas: Canvas) -> None:
    """Paint the province grid: shade by value, grey where nothing is reported."""
    table = canvas.table
    most = table["value"].max()
    steps = canvas.palette.steps
    letters = round(58 / (table["column"].max() - table["column"].min() + 1))
    colours, inks = [], []
    for value, status in zip(table["value"], table["status"], strict=True):
        known = status != "missing" and value > 0
        level = 1 + math.floor((len(steps) - 2) * (value / most)) if known and most else 0
        if status == "reported" and math.isnan(value):
            level = 1
        colours.append(steps[level])
        dark = level >= len(steps) - 2
        inks.append(
            canvas.palette.ground
            if dark
            else canvas.palette.text
            if known
            else canvas.palette.quiet
        )
    y = [-float(row) for row in table["row"]]
    _squares(
        canvas,
        list(table.index),
        list(table["column"].astype(float)),
        y,
        marker={"color": colours, "line": {"width": 0}},
        text=[
            f"{wrap(name, letters)}<br>{wrap(wording, letters)}"
            for name, wording in zip(table["series"], table["detail"], strict=True)
        ],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        constraintext="none",
        textfont={"color": inks, "size": SMALL_SIZE - 1},
        cliponaxis=False,
    )
    columns, rows = table["column"].max(), table["row"].max()
    canvas.xaxis["range"] = [table["column"].min() - 0.55, columns + 0.55]
    canvas.yaxis["range"] = [-rows - 0.55, -table["row"].min() + 0.55]
    canvas.height = round(42 * (rows - table["row"].min() + 1))


def flow(canvas: Canvas) -> None:
    """Paint boxes from left to right with what joins them: an arrow, ⇄, or a sign of arithmetic."""
    table: pd.DataFrame = canvas.table
    columns = int(table["column"].max()) + 1
    letters = max(7, 46 // columns)
    texts = [_box_text(canvas, row, letters) for row in canvas.rows]
    lines = max(text.count("<br>") + 1 for text in texts)
    derived = (table["status"] == "derived").to_numpy()
    x, y = list(table["column"].astype(float)), [-float(row) for row in table["row"]]
    canvas.trace(
        "bar",
        list(table.index),
        x=x,
        base=[at - BOX / 2 for at in y],
        y=[BOX] * len(table),
        width=WIDTH,
        marker={
            "color": [canvas.palette.ground if d else canvas.palette.steps[0] for d in derived],
            "line": {
                "color": canvas.palette.series[0],
                "width": [1.6 if d else 0.6 for d in derived],
            },
        },
        unselected={"marker": {"opacity": 1}},
    )
    for at, level, text, joint in zip(x, y, texts, table["series"], strict=True):
        canvas.label(at, level, text, align="center", size=SMALL_SIZE + 1)
        if at > 0:
            _joint(canvas, at, level, joint)
    canvas.xaxis["range"] = [-0.5, columns - 0.5]
    canvas.yaxis["range"] = [min(y) - 0.55, max(y) + 0.55]
    canvas.height = round((34 + 19 * lines) * (1 - min(y)))


def _box_text(canvas: Canvas, row: dict[str, Any], letters: int) -> str:
    lines = [wrap(row["category"], letters)]
    if row["wording"] != row["category"]:
        lines = [quiet(canvas, lines[0]), f"<b>{wrap(row['wording'], letters)}</b>"]
    if row["detail"]:
        lines.append(quiet(canvas, wrap(row["detail"], letters)))
    return "<br>".join(lines)


def _joint(canvas: Canvas, x: float, y: float, joint: str) -> None:
    """Join a box to the one before it."""
    if joint not in (ONE_WAY, BOTH_WAYS):
        canvas.label(x - 0.5, y, f"<b>{joint}</b>", size=TEXT_SIZE + 2)
        return
    canvas.label(
        x - WIDTH / 2,
        y,
        "",
        showarrow=True,
        ax=x - 1 + WIDTH / 2,
        ay=y,
        axref="x",
        ayref="y",
        arrowhead=2,
        startarrowhead=2,
        arrowside="end+start" if joint == BOTH_WAYS else "end",
        arrowwidth=1.5,
        arrowcolor=canvas.palette.quiet,
    )
