"""Draws the parts of a whole as waffle or stacked bar, with a legend line for each part.

A waffle is a grid of squares, one for each unit counted.
"""

import math

from charts.render.canvas import Canvas
from charts.render.grids import add_squares
from charts.render.text_wrapping import wrap_text

WAFFLE_COLUMNS = 24
SQUARE_PIXELS = 16
WAFFLE_LEGEND_LINE, STACKED_LEGEND_LINE = 1.9, 0.62
"""The height of a legend line in units of the axis: squares of a waffle, or stacked bars."""


def _choose_part_colour(canvas: Canvas, index: int) -> str:
    """Return the colour of the part with this index; after the last colour the first follows."""
    return canvas.palette.series[index % len(canvas.palette.series)]


def _add_legend_line(canvas: Canvas, index: int, y: float, name_width: int) -> None:
    """Add the legend line of a part at the vertical position `y`: colour, name and wording.

    The wording is the text of the part's number. The name breaks at `name_width` Latin letters, the
    wording at 30.
    """
    row = canvas.rows[index]
    square = "□" if row["status"] == "derived" else "■"
    swatch = f"<span style='color:{_choose_part_colour(canvas, index)}'>{square}</span>"
    name = f"{swatch} {wrap_text(row['category'], name_width)}"
    canvas.add_label(0, y, name, xref="paper", xanchor="left", align="left")
    wording = f"<b>{wrap_text(row['wording'], 30)}</b>"
    canvas.add_label(1, y, wording, xref="paper", xanchor="right")


def draw_waffle(canvas: Canvas) -> None:
    """Draw one square for each unit of the whole, row by row, with a legend line for each part.

    A derived part, which is computed from figures, has hollow squares; a missing one has none.
    """
    counts = [round(value) for value in canvas.table["value"].fillna(0)]
    row_count = math.ceil(sum(counts) / WAFFLE_COLUMNS)
    first_cell = 0
    for index, count in enumerate(counts):
        hollow = canvas.rows[index]["status"] == "derived"
        colour = _choose_part_colour(canvas, index)
        marker = {
            "color": canvas.palette.ground if hollow else colour,
            "line": {"color": canvas.palette.missing if hollow else colour, "width": 1},
        }
        # Squares are numbered row by row; each part goes on where the one before it ends.
        cells = [divmod(cell, WAFFLE_COLUMNS) for cell in range(first_cell, first_cell + count)]
        add_squares(
            canvas,
            [index] * count,
            [float(column) for _, column in cells],
            [-float(row) for row, _ in cells],
            side=0.8,  # of a column: the rest is the space between squares
            marker=marker,
        )
        # Below the squares; a name in the legend breaks at 36 letters.
        _add_legend_line(canvas, index, -row_count - 0.6 - WAFFLE_LEGEND_LINE * index, 36)
        first_cell += count
    legend_height = WAFFLE_LEGEND_LINE * len(counts)
    canvas.xaxis["range"] = [-0.6, WAFFLE_COLUMNS - 0.4]  # half a column, and a margin
    canvas.yaxis["range"] = [-row_count - legend_height, 0.7]
    canvas.height = round((row_count + legend_height) * SQUARE_PIXELS)


def draw_stacked(canvas: Canvas) -> None:
    """Draw the parts of the whole end to end in one bar, with a legend line for each.

    A derived part, which is computed from figures, is hollow; a missing one has no length.
    """
    lengths = canvas.table["value"].fillna(0)
    canvas.xaxis["range"] = [0, float(lengths.sum())]
    start = 0.0
    for index, (row, length) in enumerate(zip(canvas.rows, lengths, strict=True)):
        colour = _choose_part_colour(canvas, index)
        canvas.add_marks(
            "bar",
            [index],
            orientation="h",
            base=[start],
            x=[length],
            y=[0.0],
            width=0.8,
            marker={
                "color": canvas.palette.ground if row["status"] == "derived" else colour,
                "line": {"color": colour, "width": 2},
            },
        )
        # The bar is at 0 and goes down to -0.4; the lines of the legend are below it.
        _add_legend_line(canvas, index, y=-1.05 - STACKED_LEGEND_LINE * index, name_width=40)
        start += length
    canvas.yaxis["range"] = [-1.1 - STACKED_LEGEND_LINE * len(canvas.rows), 0.6]
    canvas.height = 72 + 32 * len(canvas.rows)  # the bar, and a line of text for each part
