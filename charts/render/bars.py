"""Draws forms with one mark in each row: bars, dots with bounds, small multiples, bullet.

Above each mark are its name (left) and its wording (right), so that neither is cut on a narrow
screen. An open bound is an arrow, a derived mark is hollow, a missing value is a hatched bar.
Vertical positions count rows from the top, downwards negative: the first row is at -1.
"""

import math
from typing import Any

import pandas as pd

from charts.render.canvas import Canvas, find_value_range
from charts.render.text_wrapping import count_lines, escape_markup, measure_text, wrap_text
from charts.theme import SMALL_SIZE
from locales import choose_axis_ticks

ROW_HEIGHT = 56
"""The height of a row in pixels: a line of text, the bar, and the space to the next row."""
BAR_HEIGHT = 0.3
EXTRA_LINE, PANEL_EXTRA_LINE = 0.36, 0.4
"""The height in rows of each further line of a name; rows of small multiples are lower."""
LINE_WIDTH = 40
"""The letters of name, detail and wording together that fit in a line on a narrow phone."""
NAME_WIDTH, WORDING_WIDTH, MIN_DETAIL_WIDTH, PANEL_TITLE_WIDTH = 36, 34, 14, 60


def _add_axis(canvas: Canvas) -> None:
    """Set the horizontal axis of bars or dots, which contains zero and all values.

    It extends 8 % beyond the values, so that arrows of open bounds have room.
    """
    low, high = (1.08 * end for end in find_value_range(canvas.table))
    canvas.set_value_axis(
        *choose_axis_ticks(low, high, canvas.chart.language, max_intervals=3), low, high
    )


def _format_row_name(canvas: Canvas, index: int) -> str:
    """Return name and detail of a bar's row as Plotly markup that fits beside its wording.

    The wording, the text of the row's number, is at the right of the same line. The detail is on
    this line, too, if there is room, else on the next.
    """
    row = canvas.rows[index]
    category, detail = row["category"], row["detail"]
    name = wrap_text(category, NAME_WIDTH)
    free_width = LINE_WIDTH - measure_text(row["wording"])
    if detail and measure_text(category) + measure_text(detail) < free_width:
        return f"{name}　{canvas.format_small_grey(detail, NAME_WIDTH)}"
    if detail:
        return f"{name}<br>{canvas.format_small_grey(detail, max(MIN_DETAIL_WIDTH, free_width))}"
    # A blank second line moves a long name above its wording. A name without a detail may come 4
    # letters closer to the wording.
    fits = measure_text(name.rsplit("<br>", 1)[-1]) < free_width + 4
    return name if fits else f"{name}<br> "


def _add_row_texts(canvas: Canvas, index: int, y: float) -> None:
    """Add name and wording of a row above its bar or dot, whose vertical position is `y`.

    The wording is the text of its number, mostly as printed: 2300万余元. The name begins and the
    wording ends at an edge of the drawing (0 and 1 of Plotly's "paper"), both 9 pixels above `y`.
    """
    wording = f"<b>{wrap_text(canvas.rows[index]['wording'], WORDING_WIDTH)}</b>"
    above_mark: dict[str, Any] = {"xref": "paper", "yanchor": "bottom", "yshift": 9, "borderpad": 1}
    above_mark["bgcolor"] = canvas.palette.ground  # lines of the grid do not cross the texts
    name = _format_row_name(canvas, index)
    canvas.add_label(0, y, name, xanchor="left", align="left", **above_mark)
    canvas.add_label(1, y, wording, xanchor="right", align="right", **above_mark)


def _choose_series_colour(canvas: Canvas, index: int) -> str:
    """Return the colour of the bar or dot of a row: that of its series, in order of appearance.

    After the last colour of the palette the first follows again.
    """
    series_names = list(canvas.table["series"].unique())
    colours = canvas.palette.series
    return colours[series_names.index(canvas.rows[index]["series"]) % len(colours)]


def _place_rows(canvas: Canvas) -> list[float]:
    """Return the vertical position of each row's bar, and set the height of the drawing.

    A row whose name has several lines is higher.
    """
    y, positions = 0.0, []
    for index in canvas.table.index:
        y -= 1 + EXTRA_LINE * (count_lines(_format_row_name(canvas, index)) - 1)
        positions.append(y)
    canvas.yaxis["range"] = [y - 0.45, -0.25]  # half a bar, and the space below and above
    canvas.height = round(-y * ROW_HEIGHT + 26 + canvas.margin["t"])  # 26 for the axis' texts
    return positions


def draw_bars(canvas: Canvas) -> None:
    """Draw horizontal bars from zero, one in each row, for bar charts and rankings.

    The part between a value and its upper bound is lighter.
    """
    _add_axis(canvas)
    for index, y in enumerate(_place_rows(canvas)):
        _add_row_texts(canvas, index, y)
        _add_bar(canvas, index, y, 1.0, _choose_series_colour(canvas, index))
    _add_reference(canvas)


def _add_reference(canvas: Canvas) -> None:
    """Draw a dashed line across all bars at the chart's reference value, with its label above.

    The value, such as the average of the bars, is what they are compared with. The drawing becomes
    higher for the label, and the axis longer if the line would lie outside.
    """
    reference = canvas.chart.reference
    if reference is None:
        return
    bottom, top = canvas.yaxis["range"]
    label_height = 0.4  # in rows
    canvas.yaxis["range"] = [bottom, top + label_height]
    canvas.height += round(label_height * ROW_HEIGHT)
    low, high = canvas.xaxis["range"]
    # 8 % beyond the line, as in `_add_axis`.
    canvas.xaxis["range"] = [min(low, 1.08 * reference.value), max(high, 1.08 * reference.value)]
    line = {"color": canvas.palette.quiet, "width": 1.5, "dash": "dash"}
    ends = [bottom, top]
    canvas.add_decoration("scatter", mode="lines", x=[reference.value] * 2, y=ends, line=line)
    # The label runs towards the middle of the drawing, so that no edge cuts it.
    share_of_axis = (reference.value - low) / (high - low)
    anchor = "left" if share_of_axis < 1 / 3 else "right" if share_of_axis > 2 / 3 else "center"
    canvas.add_label(
        reference.value,
        top,
        escape_markup(reference.label),
        size=SMALL_SIZE,
        color=canvas.palette.quiet,
        xanchor=anchor,
        yanchor="bottom",
    )


def _add_bar(canvas: Canvas, index: int, y: float, scale: float, colour: str) -> None:
    """Add the bar of a row from zero; `scale` is the value that is drawn with length 1.

    `y` is the bar's vertical position. From the value to the upper bound the bar goes on in a
    lighter colour; an open bound has an arrow. A derived value is hollow, a missing one hatched.
    """
    row = canvas.rows[index]
    if row["status"] == "missing":
        _add_hatched_bar(canvas, index, y)
        return
    value, high = row["value"] / scale, row["value_high"] / scale
    hollow = row["status"] == "derived"
    marker: dict[str, Any] = {
        "color": canvas.palette.ground if hollow else colour,
        "line": {"color": colour, "width": 1.5 if hollow else 0},
    }
    place: dict[str, Any] = {"orientation": "h", "y": [y], "width": BAR_HEIGHT}
    canvas.add_marks("bar", [index], x=[value], marker=marker, **place)
    if high > value:  # never for an open bound, which is NaN
        lighter = {"color": colour, "opacity": 0.28}
        canvas.add_decoration("bar", base=[value], x=[high - value], marker=lighter, **place)
    _add_bar_arrow(canvas, row, value, y, colour)


def _add_bar_arrow(
    canvas: Canvas, row: dict[str, Any], bar_end: float, y: float, colour: str
) -> None:
    """Add an arrow at a bar's end for an open bound, or a diamond if both bounds are open.

    The arrow points right for an open upper bound and left for an open lower one.
    """
    match math.isnan(row["value_low"]), math.isnan(row["value_high"]):
        case True, True:
            symbol, direction = "diamond-open", 0
        case False, True:
            symbol, direction = "triangle-right-open", 1
        case True, False:
            symbol, direction = "triangle-left-open", -1
        case _:
            return
    low, high = canvas.xaxis["range"]
    distance = (high - low) * 0.012  # about half the arrow's size, so that it begins at the end
    canvas.add_decoration(
        "scatter",
        mode="markers",
        x=[bar_end + direction * distance],
        y=[y],
        marker={"symbol": symbol, "size": 12, "color": colour, "line": {"width": 2}},
        cliponaxis=False,
    )


def _add_hatched_bar(canvas: Canvas, index: int, y: float) -> None:
    """Add a hatched bar over the whole axis for a row whose value is not reported.

    It is a mark, so that it has a tooltip and can be clicked like the others.
    """
    low, high = canvas.xaxis["range"]
    grey, ground = canvas.palette.missing, canvas.palette.ground
    canvas.add_marks(
        "bar",
        [index],
        orientation="h",
        base=[low],
        x=[high - low],
        y=[y],
        width=BAR_HEIGHT,
        marker={
            "color": ground,
            "pattern": {"shape": "/", "fgcolor": grey, "bgcolor": ground, "size": 6},
            "line": {"color": grey, "width": 1},
        },
    )


def _build_target_marker(canvas: Canvas) -> dict[str, Any]:
    """Return Plotly's marker of a target: an upright line, in pixels."""
    return {"symbol": "line-ns", "size": 26, "line": {"width": 4, "color": canvas.palette.accent}}


def draw_dots(canvas: Canvas) -> None:
    """Draw a dot at each value, a band between its bounds, and an arrow for each open bound.

    A derived value, computed from figures, is a hollow dot, a target an upright line; a missing
    value is a hatched bar. Sizes are in pixels.
    """
    _add_axis(canvas)
    for index, y in enumerate(_place_rows(canvas)):
        _add_row_texts(canvas, index, y)
        row, colour = canvas.rows[index], _choose_series_colour(canvas, index)
        if row["status"] == "missing":
            _add_hatched_bar(canvas, index, y)
            continue
        value, low, high = row["value"], row["value_low"], row["value_high"]
        # A line along the whole row, on which the dot lies.
        guide = {"color": canvas.palette.grid, "width": 2}
        canvas.add_decoration(
            "scatter", mode="lines", x=[*canvas.xaxis["range"]], y=[y, y], line=guide
        )
        if not math.isnan(low) and not math.isnan(high) and low != high:
            band = {"color": colour, "width": 9}
            canvas.add_decoration(
                "scatter", mode="lines", x=[low, high], y=[y, y], line=band, opacity=0.3
            )
        if math.isnan(high):
            _add_dot_arrow(canvas, value, 1.0, y, colour)
        if math.isnan(low):
            _add_dot_arrow(canvas, value, -1.0, y, colour)
        hollow = row["status"] == "derived"
        marker = {
            "size": 15,
            "symbol": "circle-open" if hollow else "circle",
            "color": colour,
            "line": {"width": 2.5 if hollow else 0, "color": colour},
        }
        if row["status"] == "target":
            marker = _build_target_marker(canvas)
        canvas.add_marks(
            "scatter", [index], mode="markers", x=[value], y=[y], cliponaxis=False, marker=marker
        )


def _add_dot_arrow(canvas: Canvas, value: float, direction: float, y: float, colour: str) -> None:
    """Add an arrow for an open bound to a row's dot: three ever paler segments and an arrow head.

    `direction` is 1 for an open upper bound (to the right), -1 for an open lower one.
    """
    low, high = canvas.xaxis["range"]
    space = high - value if direction > 0 else value - low
    segment = min((high - low) * 0.035, space / 3.2)  # three and the head end within the axis
    for position, opacity in enumerate((0.45, 0.28, 0.14)):
        start = value + direction * position * segment
        canvas.add_decoration(
            "scatter",
            mode="lines",
            x=[start, start + direction * segment],
            y=[y, y],
            line={"color": colour, "width": 9},
            opacity=opacity,
        )
    symbol = "triangle-right" if direction > 0 else "triangle-left"
    canvas.add_decoration(
        "scatter",
        mode="markers",
        x=[value + direction * 3 * segment],
        y=[y],
        marker={"symbol": symbol, "size": 10, "color": colour, "opacity": 0.5},
        cliponaxis=False,
    )


def draw_multiples(canvas: Canvas) -> None:
    """Draw small multiples: one panel of bars for each series, each with its own scale.

    Their values, such as people and money, cannot share an axis.
    """
    y = 0.0
    panels = list(canvas.table.groupby("series", sort=False))
    # The longest bar of each panel has length 1; the rest is room for the arrow of an open bound.
    measures = [_measure_panel(panel) for _, panel in panels]
    lowest = min((low for low, _, _ in measures), default=0.0)
    highest = max((high for _, high, _ in measures), default=1.0)
    canvas.xaxis["range"] = [1.04 * lowest, 1.04 * highest]  # 4 % for arrows
    if lowest < 0:
        canvas.xaxis |= {"visible": True, "showticklabels": False, "showgrid": False}
        canvas.xaxis |= {"zeroline": True, "zerolinecolor": canvas.palette.quiet}
    for (series, panel), (_, _, scale) in zip(panels, measures, strict=True):
        y -= 0.72  # the line of the panel's title
        title = f"<b>{wrap_text(str(series), PANEL_TITLE_WIDTH)}</b>"
        canvas.add_label(0, y, title, xref="paper", xanchor="left", yanchor="middle")
        for index in panel.index.to_list():
            y -= 1 + PANEL_EXTRA_LINE * (count_lines(_format_row_name(canvas, index)) - 1)
            _add_row_texts(canvas, index, y)
            _add_bar(canvas, index, y, scale, canvas.palette.series[0])
        y -= 0.2  # the space to the next panel
    canvas.yaxis["range"] = [y - 0.3, -0.2]
    canvas.height = round(-y * ROW_HEIGHT * 0.94 + 10)  # slightly lower than in other forms


def _measure_panel(panel: pd.DataFrame) -> tuple[float, float, float]:
    """Return where the bars of a small multiple end, left and right, and the scale of its values.

    The scale is the value that is drawn with length 1: that of the longest bar, which goes from
    zero to a value or bound of either sign. So bars of 20 and 50 end at 0.4 and 1, the scale is 50.
    """
    low, high = find_value_range(panel)
    scale = max(high, -low)
    return low / scale, high / scale, scale


def draw_bullet(canvas: Canvas) -> None:
    """Draw a bullet chart: each target is a line, shaded from there to 100 %, each value a bar.

    Values are percentages. A target is a minimum: the shading shows the values that fulfil it. The
    axis goes from 0 to 100 %, or further if a value or bound lies outside.
    """
    low, high = find_value_range(canvas.table)
    if low < 0 or high > 100:
        low, high = 1.08 * low, max(100.0, 1.08 * high)
        ticks, texts = choose_axis_ticks(low, high, canvas.chart.language, max_intervals=3)
        canvas.set_value_axis(ticks, [f"{text}%" for text in texts], low, high)
    else:
        canvas.set_value_axis([0, 50, 100], ["0", "50%", "100%"], 0, 100)
    accent = canvas.palette.accent
    for index, y in enumerate(_place_rows(canvas)):
        row = canvas.rows[index]
        _add_row_texts(canvas, index, y)
        if row["status"] != "target":
            _add_bar(canvas, index, y, scale=1.0, colour=_choose_series_colour(canvas, index))
            continue
        target = row["value"]
        canvas.add_decoration(
            "bar",
            orientation="h",
            base=[target],
            x=[100 - target],
            y=[y],
            width=BAR_HEIGHT,
            marker={"color": accent, "opacity": 0.14},
        )
        target_line = _build_target_marker(canvas)
        canvas.add_marks("scatter", [index], mode="markers", x=[target], y=[y], marker=target_line)
        # The arrow says that the shaded side fulfils the target; at 97 it is within the axis.
        arrow = {"symbol": "triangle-right", "size": 11, "color": accent, "opacity": 0.6}
        canvas.add_decoration("scatter", mode="markers", x=[97], y=[y], marker=arrow)
