"""Draws forms with one mark in each row: bars, dots with bounds, small multiples, bullet.

Above each mark are its name (left) and its wording (right), so that neither is cut on a narrow
screen. An open bound is an arrow, a derived mark is hollow, a missing value is a hatched bar.
"""

import math
from typing import Any

from charts.render.canvas import (
    Canvas,
    find_value_range,
    format_small_grey,
    measure_text,
    wrap_text,
)
from locales import axis_ticks

ROW = 56
BAR = 0.3
LINE = 40


def _add_axis(canvas: Canvas) -> None:
    """Set the horizontal axis: from zero, or the lowest negative value, to the highest value."""
    low, high = (1.08 * end for end in find_value_range(canvas.table))
    values, texts = axis_ticks(low, high, canvas.chart.language, max_intervals=3)
    canvas.set_value_axis(values, texts, low, high)


def _format_name(canvas: Canvas, index: int) -> str:
    """Return the name and detail of the row `index` as a label that fits beside its wording.

    The detail is on the same line if there is room, else on the next.
    """
    row = canvas.rows[index]
    name = wrap_text(row["category"], 36)
    beside = LINE - measure_text(row["wording"])
    if row["detail"] and measure_text(row["category"]) + measure_text(row["detail"]) < beside:
        return f"{name}　{format_small_grey(canvas, wrap_text(row['detail'], 36))}"
    if row["detail"]:
        return f"{name}<br>{format_small_grey(canvas, wrap_text(row['detail'], max(14, beside)))}"
    return name if measure_text(name.rsplit("<br>", 1)[-1]) < beside + 4 else f"{name}<br> "


def _write_texts(canvas: Canvas, index: int, y: float) -> None:
    """Add name and wording of the row `index` above its mark; `y` is the mark's position."""
    wording = f"<b>{wrap_text(canvas.rows[index]['wording'], 34)}</b>"
    side = {"xref": "paper", "yanchor": "bottom", "yshift": 9, "borderpad": 1}
    side["bgcolor"] = canvas.palette.ground
    canvas.add_label(0, y, _format_name(canvas, index), xanchor="left", align="left", **side)
    canvas.add_label(1, y, wording, xanchor="right", align="right", **side)


def _choose_colour(canvas: Canvas, index: int) -> str:
    """Return the colour of the series that the row `index` belongs to."""
    names = list(dict.fromkeys(canvas.table["series"]))
    series = canvas.palette.series
    return series[names.index(canvas.rows[index]["series"]) % len(series)]


def _place_rows(canvas: Canvas) -> list[float]:
    """Return the vertical position of each row; a name of two lines gets more room."""
    y, places = 0.0, []
    for index in canvas.table.index:
        y -= 1 + 0.36 * _format_name(canvas, index).count("<br>")
        places.append(y)
    canvas.yaxis["range"] = [y - 0.45, -0.25]
    canvas.height = round(-y * ROW + 26 + canvas.margin["t"])
    return places


def draw_bars(canvas: Canvas) -> None:
    """Draw horizontal bars from zero; the part between value and upper bound is lighter."""
    _add_axis(canvas)
    for index, y in enumerate(_place_rows(canvas)):
        _write_texts(canvas, index, y)
        _add_bar(canvas, index, y, 1.0, _choose_colour(canvas, index))


def _add_bar(canvas: Canvas, index: int, y: float, scale: float, colour: str) -> None:
    """Add the bar of the row `index` from zero; `scale` is the value drawn with length 1.

    `y` is the bar's vertical position.
    """
    row = canvas.rows[index]
    if row["status"] == "missing":
        _add_hatch(canvas, index, y)
        return
    value, high = row["value"] / scale, row["value_high"] / scale
    hollow = row["status"] == "derived"
    marker: dict[str, Any] = {
        "color": canvas.palette.ground if hollow else colour,
        "line": {"color": colour, "width": 1.5 if hollow else 0},
    }
    canvas.add_trace(
        "bar",
        [index],
        orientation="h",
        x=[value],
        y=[y],
        width=BAR,
        marker=marker,
    )
    if high > value:
        fade = {"color": colour, "opacity": 0.28}
        canvas.add_decoration(
            "bar", orientation="h", base=[value], x=[high - value], y=[y], width=BAR, marker=fade
        )
    _add_arrow(canvas, row, value, y, colour)


def _add_arrow(canvas: Canvas, row: dict[str, Any], value: float, y: float, colour: str) -> None:
    """Add an arrow at a bar's end for an open bound, or a diamond if both bounds are open.

    The arrow points right for an open upper bound and left for an open lower one. `value` is the
    bar's end on the horizontal axis, `y` its vertical position.
    """
    right, left = math.isnan(row["value_high"]), math.isnan(row["value_low"])
    if not (right or left):
        return
    symbol = (
        "diamond-open"
        if right and left
        else "triangle-right-open"
        if right
        else "triangle-left-open"
    )
    shift = 0.0 if right == left else 1.0 if right else -1.0
    low, high = canvas.xaxis["range"]
    canvas.add_decoration(
        "scatter",
        mode="markers",
        x=[value + shift * (high - low) * 0.012],
        y=[y],
        marker={"symbol": symbol, "size": 12, "color": colour, "line": {"width": 2}},
        cliponaxis=False,
    )


def _add_hatch(canvas: Canvas, index: int, y: float) -> None:
    """Add a hatched bar for the row `index`, whose value is not reported, at the height `y`."""
    low, high = canvas.xaxis["range"]
    pattern = {
        "shape": "/",
        "fgcolor": canvas.palette.missing,
        "bgcolor": canvas.palette.ground,
        "size": 6,
    }
    canvas.add_trace(
        "bar",
        [index],
        orientation="h",
        base=[low],
        x=[high - low],
        y=[y],
        width=BAR,
        marker={
            "color": canvas.palette.ground,
            "pattern": pattern,
            "line": {"color": canvas.palette.missing, "width": 1},
        },
    )


def draw_dots(canvas: Canvas) -> None:
    """Draw a dot at each value, a band between its bounds, and an arrow for each open bound."""
    _add_axis(canvas)
    for index, y in enumerate(_place_rows(canvas)):
        _write_texts(canvas, index, y)
        row, colour = canvas.rows[index], _choose_colour(canvas, index)
        if row["status"] == "missing":
            _add_hatch(canvas, index, y)
            continue
        value, low, high = row["value"], row["value_low"], row["value_high"]
        lead = {"color": canvas.palette.grid, "width": 2}
        canvas.add_decoration(
            "scatter", mode="lines", x=[*canvas.xaxis["range"]], y=[y, y], line=lead
        )
        if not math.isnan(low) and not math.isnan(high) and low != high:
            band = {"color": colour, "width": 9}
            canvas.add_decoration(
                "scatter", mode="lines", x=[low, high], y=[y, y], line=band, opacity=0.3
            )
        _add_tails(canvas, row, y, colour)
        hollow = row["status"] == "derived"
        canvas.add_trace(
            "scatter",
            [index],
            mode="markers",
            x=[value],
            y=[y],
            cliponaxis=False,
            marker={
                "size": 15,
                "symbol": "circle-open" if hollow else "circle",
                "color": colour,
                "line": {"width": 2.5 if hollow else 0, "color": colour},
            },
        )


def _add_tails(canvas: Canvas, row: dict[str, Any], y: float, colour: str) -> None:
    """Add three fading segments and an arrow head for each open bound of the dot at height `y`."""
    low, high = canvas.xaxis["range"]
    ways = [1.0] * math.isnan(row["value_high"]) + [-1.0] * math.isnan(row["value_low"])
    for way in ways:
        room = high - row["value"] if way > 0 else row["value"] - low
        step = min((high - low) * 0.035, room / 3.2)
        for n, opacity in enumerate((0.45, 0.28, 0.14)):
            at = row["value"] + way * n * step
            line = {"color": colour, "width": 9}
            canvas.add_decoration(
                "scatter",
                mode="lines",
                x=[at, at + way * step],
                y=[y, y],
                line=line,
                opacity=opacity,
            )
        head = {
            "symbol": "triangle-right" if way > 0 else "triangle-left",
            "size": 10,
            "color": colour,
            "opacity": 0.5,
        }
        canvas.add_decoration(
            "scatter",
            mode="markers",
            x=[row["value"] + way * 3 * step],
            y=[y],
            marker=head,
            cliponaxis=False,
        )


def draw_multiples(canvas: Canvas) -> None:
    """Draw one panel for each series, each with its own scale."""
    y = 0.0
    canvas.xaxis["range"] = [0, 1.04]
    for name, panel in canvas.table.groupby("series", sort=False):
        y -= 0.72
        canvas.add_label(
            0,
            y,
            f"<b>{wrap_text(str(name), 60)}</b>",
            xref="paper",
            xanchor="left",
            yanchor="middle",
        )
        scale = find_value_range(panel)[1] or 1.0
        for index in panel.index.to_list():
            y -= 1 + 0.4 * _format_name(canvas, index).count("<br>")
            _write_texts(canvas, index, y)
            _add_bar(canvas, index, y, scale, canvas.palette.series[0])
        y -= 0.2
    canvas.yaxis["range"] = [y - 0.3, -0.2]
    canvas.height = round(-y * ROW * 0.94 + 10)


def draw_bullet(canvas: Canvas) -> None:
    """Draw each target as a line, shaded on its open side, and the actual value as a bar."""
    canvas.xaxis["range"] = [0, 100]
    canvas.set_value_axis([0, 50, 100], ["0", "50%", "100%"], 0, 100)
    for index, y in enumerate(_place_rows(canvas)):
        row = canvas.rows[index]
        _write_texts(canvas, index, y)
        if row["status"] != "target":
            _add_bar(canvas, index, y, 1.0, _choose_colour(canvas, index))
            continue
        accent = canvas.palette.accent
        canvas.add_decoration(
            "bar",
            orientation="h",
            base=[row["value"]],
            x=[100 - row["value"]],
            y=[y],
            width=BAR,
            marker={"color": accent, "opacity": 0.14},
        )
        canvas.add_trace(
            "scatter",
            [index],
            mode="markers",
            x=[row["value"]],
            y=[y],
            marker={"symbol": "line-ns", "size": 26, "line": {"width": 4, "color": accent}},
        )
        canvas.add_decoration(
            "scatter",
            mode="markers",
            x=[97],
            y=[y],
            marker={"symbol": "triangle-right", "size": 11, "color": accent, "opacity": 0.6},
        )
