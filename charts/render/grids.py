"""Draws forms on a grid: the tile grid of provinces, boxes of steps and equations.

Squares are bars with a base, so that they scale with the screen and report clicks.
"""

import math
from typing import Any

import pandas as pd

from charts.chart import BOTH_WAYS, ONE_WAY
from charts.render.canvas import Canvas, format_small_grey, wrap_text
from charts.theme import SMALL_SIZE, TEXT_SIZE

TILE = 0.92
BOX = 0.9
WIDTH = 0.8


def add_squares(
    canvas: Canvas, indices: list[int], x: list[float], y: list[float], **values: Any
) -> None:
    """Add a square at each position for the rows `indices`; `size` (in `values`) is its side."""
    size = values.pop("size", TILE)
    canvas.add_trace(
        "bar",
        indices,
        x=x,
        base=[at - size / 2 for at in y],
        y=[size] * len(x),
        width=size,
        **values,
    )


def draw_tiles(canvas: Canvas) -> None:
    """Draw the grid of provinces: darker for larger values, grey if nothing is reported."""
    table = canvas.table
    most = table["value"].max()
    letters = round(58 / (table["column"].max() - table["column"].min() + 1))
    colours, inks = zip(*(_choose_shade(canvas, row, most) for row in canvas.rows), strict=True)
    y = [-float(row) for row in table["row"]]
    add_squares(
        canvas,
        list(table.index),
        list(table["column"].astype(float)),
        y,
        marker={"color": colours, "line": {"width": 0}},
    )
    names = zip(table["series"], table["detail"], strict=True)
    texts = ["<br>".join(wrap_text(t, letters) for t in pair if t) for pair in names]
    canvas.add_decoration(
        "scatter",
        mode="text",
        x=list(table["column"].astype(float)),
        y=y,
        text=texts,
        textfont={"color": inks, "size": SMALL_SIZE - 1},
    )
    columns, rows = table["column"].max(), table["row"].max()
    canvas.xaxis["range"] = [table["column"].min() - 0.55, columns + 0.55]
    canvas.yaxis["range"] = [-rows - 0.55, -table["row"].min() + 0.55]
    lines = max(text.count("<br>") + 1 for text in texts)
    canvas.height = round(max(42, 16 * lines + 12) * (rows - table["row"].min() + 1))


def _choose_shade(canvas: Canvas, row: dict[str, Any], most: float) -> tuple[str, str]:
    """Return a tile's colour, by its share of the highest value `most`, and its text colour."""
    palette, steps = canvas.palette, canvas.palette.steps
    if row["status"] == "missing":
        return steps[0], palette.quiet
    if not row["value"] > 0:
        return steps[1], palette.text
    level = 1 + math.floor((len(steps) - 2) * (row["value"] / most))
    return steps[level], palette.ground if level >= len(steps) - 2 else palette.text


def draw_flow(canvas: Canvas) -> None:
    """Draw boxes from left to right, joined by an arrow, ⇄, or an arithmetic sign."""
    table: pd.DataFrame = canvas.table
    columns = int(table["column"].max()) + 1
    letters = max(7, 40 // columns)
    texts = [_format_box(canvas, row, letters) for row in canvas.rows]
    lines = max(text.count("<br>") + 1 for text in texts)
    derived = (table["status"] == "derived").to_numpy()
    x, y = list(table["column"].astype(float)), [-float(row) for row in table["row"]]
    canvas.add_trace(
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
    )
    for at, level, text, joint in zip(x, y, texts, table["series"], strict=True):
        canvas.add_label(at, level, text, align="center", size=SMALL_SIZE + 1)
        if at > 0:
            _add_joint(canvas, at, level, joint)
    canvas.xaxis["range"] = [-0.5, columns - 0.5]
    canvas.yaxis["range"] = [min(y) - 0.55, max(y) + 0.55]
    canvas.height = round((34 + 19 * lines) * (1 - min(y)))


def _format_box(canvas: Canvas, row: dict[str, Any], letters: int) -> str:
    """Return the text of a box, at most `letters` wide: name, wording if it differs, detail."""
    lines = [wrap_text(row["category"], letters)]
    if row["wording"] != row["category"]:
        lines = [
            format_small_grey(canvas, lines[0]),
            f"<b>{wrap_text(row['wording'], letters)}</b>",
        ]
    if row["detail"]:
        lines.append(format_small_grey(canvas, wrap_text(row["detail"], letters)))
    return "<br>".join(lines)


def _add_joint(canvas: Canvas, x: float, y: float, joint: str) -> None:
    """Add the arrow or sign `joint` between a box and the one before it."""
    if joint not in (ONE_WAY, BOTH_WAYS):
        canvas.add_label(x - 0.5, y, f"<b>{joint}</b>", size=TEXT_SIZE + 2)
        return
    canvas.add_label(
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
