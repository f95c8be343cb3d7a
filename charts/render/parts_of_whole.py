"""Draws the parts of a whole as waffle or stacked bar, with a legend line for each part."""

import math

from charts.render.canvas import Canvas, wrap_text
from charts.render.grids import add_squares

COLUMNS = 24


def draw_waffle(canvas: Canvas) -> None:
    """Draw one square for each unit, row by row, with a legend line for each part."""
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
        add_squares(
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
        canvas.add_label(
            0,
            line,
            f"{swatch} {wrap_text(row['category'], 36)}",
            xref="paper",
            xanchor="left",
            align="left",
        )
        canvas.add_label(
            1, line, f"<b>{wrap_text(row['wording'], 30)}</b>", xref="paper", xanchor="right"
        )
        at += count
    below = 1.9 * len(counts)
    canvas.xaxis["range"] = [-0.6, COLUMNS - 0.4]
    canvas.yaxis["range"] = [-lines - below, 0.7]
    canvas.height = round((lines + below) * 16)


def draw_stacked(canvas: Canvas) -> None:
    """Draw the parts end to end in one bar, with a legend line for each."""
    start = 0.0
    whole = float(canvas.table["value"].sum())
    canvas.xaxis["range"] = [0, whole]
    count = len(canvas.table)
    for index, row in enumerate(canvas.rows):
        colour = canvas.palette.series[index % len(canvas.palette.series)]
        hollow = row["status"] == "derived"
        marker = {
            "color": canvas.palette.ground if hollow else colour,
            "line": {"color": colour, "width": 2},
        }
        canvas.add_trace(
            "bar",
            [index],
            orientation="h",
            base=[start],
            x=[row["value"]],
            y=[0.0],
            width=0.8,
            marker=marker,
        )
        mark = f"<span style='color:{colour}'>{'□' if hollow else '■'}</span>"
        line = -1.05 - 0.62 * index
        canvas.add_label(
            0,
            line,
            f"{mark} {wrap_text(row['category'], 40)}",
            xref="paper",
            xanchor="left",
            align="left",
        )
        canvas.add_label(
            1, line, f"<b>{wrap_text(row['wording'], 30)}</b>", xref="paper", xanchor="right"
        )
        start += row["value"]
    canvas.yaxis["range"] = [-1.1 - 0.62 * count, 0.6]
    canvas.height = 72 + 32 * count
