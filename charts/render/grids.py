"""Draws forms on a grid: the tile grid of provinces, boxes of steps and equations.

Squares are bars with a base, so that they scale with the screen and report clicks. Positions count
columns to the right and rows downwards, so that a row's vertical position is negative.
"""

import math
from typing import Any

from charts.chart import BOTH_WAYS, ONE_WAY
from charts.render.canvas import Canvas
from charts.render.text_wrapping import count_lines, wrap_text
from charts.theme import SMALL_SIZE, TEXT_SIZE

TILE_SIDE = 0.92
BOX_WIDTH, BOX_HEIGHT = 0.8, 0.9
TILES_WIDTH, BOXES_WIDTH = 58, 40
"""The letters of a line of tiles or boxes on a narrow phone; each has its share of them."""
MIN_BOX_WIDTH = 7
"""The letters of a line in the narrowest box: three Chinese characters."""


def add_squares(
    canvas: Canvas,
    indices: list[int],
    columns: list[float],
    row_positions: list[float],
    side: float,
    marker: dict[str, Any],
) -> None:
    """Add a square at each position of a grid; `indices` are the rows of the chart's table.

    `columns` and `row_positions` are the places of the centres, `side` is a share of a column.
    """
    canvas.add_marks(
        "bar",
        indices,
        x=columns,
        base=[centre - side / 2 for centre in row_positions],
        y=[side] * len(columns),
        width=side,
        marker=marker,
    )


def draw_tiles(canvas: Canvas) -> None:
    """Draw a grid of tiles, such as the provinces: darker for larger values, hatched without any.

    In a tile are its short name (the column `series`) and, below it, its detail: the number.
    """
    table = canvas.table
    first_column, last_column = table["column"].min(), table["column"].max()
    first_row, last_row = table["row"].min(), table["row"].max()
    columns = list(table["column"].astype(float))
    row_positions = [-float(row) for row in table["row"]]
    highest = table["value"].max()
    shades = [_choose_tile_shade(canvas, row, highest) for row in canvas.rows]
    fills = [fill for fill, _ in shades]
    hatching = {
        "shape": ["/" if row["status"] == "missing" else "" for row in canvas.rows],
        "fgcolor": canvas.palette.missing,
        "bgcolor": canvas.palette.ground,
        "size": 6,
        "solidity": 0.2,
    }
    marker = {"color": fills, "line": {"width": 0}, "pattern": hatching}
    add_squares(canvas, list(table.index), columns, row_positions, TILE_SIDE, marker)
    tile_width = round(TILES_WIDTH / (last_column - first_column + 1))  # in letters
    texts = [
        "<br>".join(wrap_text(text, tile_width) for text in (row["series"], row["detail"]) if text)
        for row in canvas.rows
    ]
    canvas.add_decoration(
        "scatter",
        mode="text",
        x=columns,
        y=row_positions,
        text=texts,
        textfont={"color": [text_colour for _, text_colour in shades], "size": SMALL_SIZE - 1},
    )
    canvas.xaxis["range"] = [first_column - 0.55, last_column + 0.55]  # half a tile, and a margin
    canvas.yaxis["range"] = [-last_row - 0.55, -first_row + 0.55]
    # At least 42, which is about as high as wide on a phone.
    tile_height = max(42, 16 * max(map(count_lines, texts)) + 12)
    canvas.height = round(tile_height * (last_row - first_row + 1))


def _choose_tile_shade(canvas: Canvas, row: dict[str, Any], highest: float) -> tuple[str, str]:
    """Return a grid tile's colour, by its share of the highest value, and the colour of its text.

    The palette's first step is for missing values, the second for the lowest values, for zero and
    for NaN (several values that are not added up). The last is for the highest value alone; those
    from the second on divide the range below it evenly. The text on the last two steps has the
    colour of the background.
    """
    palette, steps = canvas.palette, canvas.palette.steps
    if row["status"] == "missing":
        return steps[0], palette.quiet
    if not row["value"] > 0:
        return steps[1], palette.text
    step = 1 + math.floor((len(steps) - 2) * (row["value"] / highest))
    return steps[step], palette.ground if step >= len(steps) - 2 else palette.text


def draw_flow(canvas: Canvas) -> None:
    """Draw a grid of boxes, each row from left to right, joined by an arrow, ⇄, or another sign.

    The sign between two boxes, such as ÷ or =, is the series of the right one. A box of a derived
    value, which is computed from figures, is hollow.
    """
    table, palette = canvas.table, canvas.palette
    column_count = int(table["column"].max()) + 1
    row_positions = [-float(row) for row in table["row"]]
    derived = (table["status"] == "derived").to_numpy()
    canvas.add_marks(
        "bar",
        list(table.index),
        x=list(table["column"].astype(float)),
        base=[centre - BOX_HEIGHT / 2 for centre in row_positions],
        y=[BOX_HEIGHT] * len(table),
        width=BOX_WIDTH,
        marker={
            "color": [palette.ground if hollow else palette.steps[0] for hollow in derived],
            "line": {
                "color": palette.series[0],
                "width": [1.6 if hollow else 0.6 for hollow in derived],
            },
        },
    )
    max_width = max(MIN_BOX_WIDTH, BOXES_WIDTH // column_count)
    texts = [_format_box_text(canvas, row, max_width) for row in canvas.rows]
    for row, y, text in zip(canvas.rows, row_positions, texts, strict=True):
        column = float(row["column"])
        canvas.add_label(column, y, text, align="center", size=SMALL_SIZE + 1)
        if column > 0:
            _add_connector(canvas, column, y, row["series"])
    # Half a column at each side; half a row, and a margin, above and below.
    canvas.xaxis["range"] = [-0.5, column_count - 0.5]
    canvas.yaxis["range"] = [min(row_positions) - 0.55, max(row_positions) + 0.55]
    box_pixels = 34 + 19 * max(map(count_lines, texts))  # the space around it, and its lines
    canvas.height = round(box_pixels * (1 - min(row_positions)))


def _format_box_text(canvas: Canvas, row: dict[str, Any], max_width: int) -> str:
    """Return the text of a box in Plotly's markup: name, wording (the number's text) and detail.

    A wording that differs from the name is bold, with the name above it in small grey letters.
    """
    lines = [wrap_text(row["category"], max_width)]
    if row["wording"] != row["category"]:
        lines = [
            canvas.format_small_grey(row["category"], max_width),
            f"<b>{wrap_text(row['wording'], max_width)}</b>",
        ]
    if row["detail"]:
        lines.append(canvas.format_small_grey(row["detail"], max_width))
    return "<br>".join(lines)


def _add_connector(canvas: Canvas, column: float, y: float, sign: str) -> None:
    """Add the arrow or arithmetic sign between a grid's box in a column and the one before it.

    The arrow is an annotation without a text that points from (ax, ay) to its own position.
    """
    if sign not in (ONE_WAY, BOTH_WAYS):
        canvas.add_label(column - 0.5, y, f"<b>{sign}</b>", size=TEXT_SIZE + 2)
        return
    canvas.add_label(
        column - BOX_WIDTH / 2,
        y,
        "",
        showarrow=True,
        ax=column - 1 + BOX_WIDTH / 2,
        ay=y,
        axref="x",
        ayref="y",
        arrowhead=2,
        startarrowhead=2,
        arrowside="end+start" if sign == BOTH_WAYS else "end",
        arrowwidth=1.5,
        arrowcolor=canvas.palette.quiet,
    )
