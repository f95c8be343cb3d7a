"""Charts drawn from shapes, for forms that PowerPoint lacks: tile grid, flow, timeline, waffle.

A waffle shows the parts of a whole as a grid of squares, one for each unit counted.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from charts.chart import BOTH_WAYS, ONE_WAY
from exports.footnotes import format_mark_label
from exports.slides.chart_slide import SlideCanvas
from exports.slides.drawingml import (
    TextStyle,
    build_hatching,
    build_outline,
    build_paragraph,
    build_solid_fill,
    build_text_body,
)
from exports.slides.native_charts import ACCENT_COLORS
from exports.slides.slide_geometry import EMU_PER_INCH, EMU_PER_POINT, SlideRectangle, to_emu
from exports.slides.text_layout import LINE_SPACING, count_lines, fit_text
from metrics.metric_table import to_records

MAX_TILE_RATIO = 2.6
"""Width of a tile as a multiple of its height."""
MAX_SQUARES_ACROSS = 40
LEGEND_ROW, MAX_LEGEND_SHARE = 0.42, 0.45
"""Height of a legend entry in inches, and the share of a chart's height that all may take."""
FONT_SIZES = (20.0, 18.0, 16.0, 14.0, 12.0, 11.0, 10.0, 9.0)
"""Font sizes in points: the first with which a text fits its shape is used."""
TILE_OPACITIES = {1: 18, 2: 38, 3: 62, 4: 100}
"""Opacity in percent of each strength of colour."""
TILE_MARGIN, BOX_MARGINS = 40_000, (90_000, 45_000)
"""Distance in EMU of text from the edges: left and right of a tile, and of a box of a flow."""
Mark = Mapping[str, Any]
"""A row of a chart's table: a tile, a box, an event or a part."""


def add_tile_grid(canvas: SlideCanvas) -> None:
    """Add a grid of tiles to a slide: a stronger colour for a larger value, hatching for none.

    Each tile is a province or a project, in the row and column that the chart's table names. Empty
    columns and rows at the edges take no room. Lengths are in inches.
    """
    tiles, area = to_records(canvas.chart.table), canvas.area
    columns, rows = [tile["column"] for tile in tiles], [tile["row"] for tile in tiles]
    column_count = int(max(columns) - min(columns)) + 1
    row_count = int(max(rows) - min(rows)) + 1
    height = min(area.height // row_count, to_emu(1.4))
    width = min(area.width // column_count, round(height * MAX_TILE_RATIO))
    left = area.left + (area.width - width * column_count) // 2
    values = [tile["value"] for tile in tiles if math.isfinite(tile["value"])]
    maximum = max(values, default=0)
    gap = to_emu(0.05)
    for tile in tiles:
        cell = SlideRectangle(
            left + int(tile["column"] - min(columns)) * width,
            area.top + int(tile["row"] - min(rows)) * height,
            width - gap,
            height - gap,
        )
        _add_tile(canvas, tile, cell, maximum)


def _add_tile(canvas: SlideCanvas, tile: Mark, cell: SlideRectangle, maximum: float) -> None:
    """Add a tile: hatched if the value is missing, else in one of four strengths of colour.

    The strength is the value's share of `maximum`; a known value that is NaN has the lowest.
    """
    is_known = tile["status"] != "missing"
    strength = 1
    if maximum > 0 and math.isfinite(tile["value"]):
        strength = max(1, math.ceil(4 * tile["value"] / maximum))
    fill = build_solid_fill("accent1", TILE_OPACITIES[strength])
    fill = fill if is_known else build_hatching("bg2", "bg1")
    texts = [text for text in (tile["series"], tile["detail"]) if text]
    inside = replace(cell, width=cell.width - 2 * TILE_MARGIN)
    size = _fit_font_size(texts, small_text="", area=inside)
    # white letters on the strongest colour, grey ones on hatching
    color = "tx2" if not is_known else "bg1" if strength == max(TILE_OPACITIES) else "tx1"
    style = TextStyle(size, color)
    paragraphs = [canvas.build_line(tile["series"], style, "ctr")]
    if tile["detail"]:
        paragraphs.append(canvas.build_line(tile["detail"], replace(style, bold=True), "ctr"))
    text_body = build_text_body(paragraphs, "ctr", (TILE_MARGIN, 0, TILE_MARGIN, 0))
    canvas.add_shape(cell, tile["category"], text_body, fill=fill)


def _fit_font_size(texts: Sequence[str], small_text: str, area: SlideRectangle) -> float:
    """Return the largest of FONT_SIZES (in points) at which the texts of a shape fit its area.

    `small_text` is a smaller text below the others, "" for none. If no size fits, 8 is returned.
    """
    for size in FONT_SIZES:
        if _measure_text_height(texts, small_text, size, area.width) <= area.height:
            return size
    return 8.0


def add_flow(canvas: SlideCanvas) -> None:
    """Add the boxes of a flow to a slide, row by row, with a sign between neighbours.

    A flow is the steps of a programme, its roles, or an equation. The sign is in the column
    `series` of the second box (see `Chart`). Lengths are in inches.
    """
    boxes, area = to_records(canvas.chart.table), canvas.area
    boxes_by_row: dict[float, list[dict[str, Any]]] = defaultdict(list)
    for box in sorted(boxes, key=lambda box: (box["row"], box["column"])):
        boxes_by_row[box["row"]].append(box)
    column_count = max(map(len, boxes_by_row.values()))
    gap, row_gap = to_emu(0.55), to_emu(0.3)
    width = min((area.width - gap * (column_count - 1)) // column_count, to_emu(5.2))
    left = area.left + (area.width - column_count * (width + gap) + gap) // 2
    height = min(area.height // len(boxes_by_row) - row_gap, to_emu(1.8))
    top = area.place_centrally(len(boxes_by_row) * (height + row_gap)).top
    for boxes_of_row in boxes_by_row.values():
        for column, box in enumerate(boxes_of_row):
            cell = SlideRectangle(left + column * (width + gap), top, width, height)
            _add_box(canvas, box, cell)
            if column and box["series"]:
                space = SlideRectangle(cell.left - gap, top, gap, height)
                _add_connector(canvas, box["series"], space)
        top += height + row_gap


def _add_box(canvas: SlideCanvas, box: Mark, cell: SlideRectangle) -> None:
    """Add a box of a flow, hollow where its value is derived (computed from figures).

    A name that is the same text as the wording is written once; the last text above the detail is
    bold.
    """
    name, wording = box["category"], box["wording"]
    texts = list(dict.fromkeys(text for text in (name, wording) if text))
    detail = box["detail"] if box["detail"] not in texts else ""
    across, down = BOX_MARGINS  # in EMU, at each side and above and below
    inside = replace(cell, width=cell.width - 2 * across, height=cell.height - 2 * down)
    size = _fit_font_size(texts, detail, inside)
    paragraphs = [
        canvas.build_line(text, TextStyle(size, bold=text == texts[-1]), "ctr") for text in texts
    ]
    if detail:
        style = TextStyle(_reduce_font_size(size), "tx2")
        paragraphs.append(canvas.build_line(detail, style, "ctr"))
    is_derived = box["status"] == "derived"
    fill = build_solid_fill("bg1") if is_derived else build_solid_fill("accent1", alpha=14)
    text_body = build_text_body(paragraphs, "ctr", (across, down, across, down))
    canvas.add_shape(cell, name, text_body, fill=fill, line=build_outline("accent1"))


def _add_connector(canvas: SlideCanvas, sign: str, space: SlideRectangle) -> None:
    """Add a sign in the space between two boxes: an arrow for ONE_WAY and BOTH_WAYS, else text."""
    arrows = {ONE_WAY: "rightArrow", BOTH_WAYS: "leftRightArrow"}
    if sign not in arrows:
        style = TextStyle(size=24, color="tx2", bold=True)
        canvas.add_text_box(space, [canvas.build_line(sign, style, "ctr")], "ctr")
        return
    height = to_emu(0.26)  # in inches, as are the margins below
    area = replace(space, top=space.top + (space.height - height) // 2, height=height)
    geometry = f'<a:prstGeom prst="{arrows[sign]}"><a:avLst/></a:prstGeom>'
    area, fill = area.inset(left=0.08, right=0.08), build_solid_fill("tx2")
    canvas.add_shape(area, sign, fill=fill, geometry=geometry)


def add_timeline(canvas: SlideCanvas) -> None:
    """Add a timeline to a slide: for each event its date, a dot on a line, and its text.

    The date is in the mark's column `wording`, which has the number in other forms. Lengths are in
    inches.
    """
    events, area = to_records(canvas.chart.table), canvas.area
    row_height = min(area.height // max(1, len(events)), to_emu(1.1))
    top = area.place_centrally(row_height * len(events)).top
    date_width, dot_size, line_width = to_emu(2.4), to_emu(0.16), 18_000  # EMU: half a millimetre
    dots_left = area.left + date_width + to_emu(0.2)
    line_left = dots_left + dot_size // 2 - line_width // 2
    line_height = row_height * (len(events) - 1)
    # From the middle of the first dot to that of the last one.
    line = SlideRectangle(line_left, top + to_emu(0.15), line_width, line_height)
    canvas.add_shape(line, "Line", fill=build_solid_fill("bg2"))
    text_left = dots_left + dot_size + to_emu(0.2)
    text_width = area.left + area.width - text_left
    size = _fit_event_font_size(events, date_width, text_width, row_height)
    for event in events:
        date, date_style = event["wording"], TextStyle(size, "tx2")
        date_area = SlideRectangle(area.left, top, date_width, row_height)
        canvas.add_text_box(date_area, [canvas.build_line(date, date_style, "r")])
        dot = SlideRectangle(dots_left, top + to_emu(0.07), dot_size, dot_size)
        geometry = '<a:prstGeom prst="ellipse"><a:avLst/></a:prstGeom>'
        canvas.add_shape(dot, date, fill=build_solid_fill("accent1"), geometry=geometry)
        paragraphs = [canvas.build_line(event["category"], TextStyle(size))]
        if event["detail"]:
            style = TextStyle(_reduce_font_size(size), "tx2")
            paragraphs.append(canvas.build_line(event["detail"], style))
        canvas.add_text_box(SlideRectangle(text_left, top, text_width, row_height), paragraphs)
        top += row_height


def _fit_event_font_size(
    events: Sequence[Mark], date_width: int, text_width: int, height: int
) -> float:
    """Return the font size in points at which a timeline's dates and texts fit their shapes.

    Widths and height are in EMU. If no size fits, 10 is returned.
    """
    for size in (18.0, 15.0, 13.0, 11.0):
        if all(
            _measure_text_height([event["category"]], event["detail"], size, text_width) <= height
            # the date, without a smaller text below it
            and _measure_text_height([event["wording"]], "", size, date_width) <= height
            for event in events
        ):
            return size
    return 10.0


def _measure_text_height(texts: Sequence[str], small_text: str, size: float, width: int) -> int:
    """Return the height in EMU of a shape's texts at `size` points and the smaller text below.

    `width` is the shape's in EMU; `small_text` "" means none.
    """
    points = sum(count_lines(text, size, width) * size for text in texts)
    if small_text:
        small_size = _reduce_font_size(size)
        points += count_lines(small_text, small_size, width) * small_size
    return round(points * LINE_SPACING * EMU_PER_POINT)


def _reduce_font_size(size: float) -> float:
    """Return the font size in points of the smaller text in a shape with texts of `size`."""
    return max(10, size - 3)


def add_waffle(canvas: SlideCanvas) -> None:
    """Add a waffle to a slide: a grid with a square for each unit counted, and a legend below.

    All squares of a part are one shape, since hundreds of shapes would be hard to select. The
    squares are as large as the area above the legend allows, at most MAX_SQUARES_ACROSS in a row.
    Numbers for `to_emu` are inches, the outline's is points.
    """
    parts, area = to_records(canvas.chart.table), canvas.area
    counts = [round(part["value"]) if math.isfinite(part["value"]) else 0 for part in parts]
    total = max(1, sum(counts))
    max_legend_rows = max(1, int(area.height * MAX_LEGEND_SHARE / (LEGEND_ROW * EMU_PER_INCH)))
    legend_columns = math.ceil(len(parts) / max_legend_rows)
    legend_rows = math.ceil(len(parts) / legend_columns)
    height = area.height - to_emu(LEGEND_ROW * legend_rows + 0.15)
    column_count = min(MAX_SQUARES_ACROSS, math.ceil(math.sqrt(total * area.width / height)))
    row_count = math.ceil(total / column_count)
    side = min(height // row_count, area.width // column_count)
    grid = replace(area, width=side * column_count, height=side * row_count)
    first_cell = 0
    for number, (part, count) in enumerate(zip(parts, counts, strict=True)):
        is_derived, color = part["status"] == "derived", ACCENT_COLORS[number % len(ACCENT_COLORS)]
        fill = build_solid_fill("bg1" if is_derived else color)
        outline = build_outline("tx2" if is_derived else color, 0.75)
        # Row and column of each square; a part goes on where the one before it ends.
        cells = [divmod(cell, column_count) for cell in range(first_cell, first_cell + count)]
        squares = _build_waffle_geometry(grid, side, cells)
        canvas.add_shape(grid, part["category"], fill=fill, line=outline, geometry=squares)
        first_cell += count
        legend_column, legend_row = divmod(number, legend_rows)
        width = area.width // legend_columns
        top = area.top + grid.height + to_emu(0.15 + LEGEND_ROW * legend_row)
        box = SlideRectangle(area.left + legend_column * width, top, width, to_emu(0.36))
        _add_legend_entry(canvas, part, box, fill, outline)


def _add_legend_entry(
    canvas: SlideCanvas, part: Mark, box: SlideRectangle, fill: str, outline: str
) -> None:
    """Add a square with the name and the number of a part to the legend of a waffle.

    The text has the first of four font sizes at which it fits. If none does, its end is cut, and
    with it the number. Lengths are in inches.
    """
    side = to_emu(0.2)
    swatch = SlideRectangle(box.left, box.top + to_emu(0.06), side, side)
    canvas.add_shape(swatch, part["category"], fill=fill, line=outline)
    area = box.inset(left=0.34, right=0.1)
    name, label = f"{part['category']}　", format_mark_label(part)  # a full-width space between
    text, size = fit_text(name + label, area.width, area.height, (14.0, 12.0, 10.0, 8.0))
    runs = [canvas.build_run(text[: len(name)], TextStyle(size))]
    runs += [canvas.build_run(text[len(name) :], TextStyle(size, bold=True))]
    canvas.add_text_box(area, [build_paragraph(runs)])


def _build_waffle_geometry(
    grid: SlideRectangle, side: int, cells: Sequence[tuple[int, int]]
) -> str:
    """Return the squares in a waffle's cells as DrawingML: the geometry of one shape.

    `cells` are pairs of row and column in the `grid`, `side` is a cell's in EMU. A square takes
    four fifths of it; the rest is the gap to the next.
    """
    square = round(side * 0.8)
    paths = "".join(
        f'<a:moveTo><a:pt x="{column * side}" y="{row * side}"/></a:moveTo>'
        + "".join(
            f'<a:lnTo><a:pt x="{column * side + right}" y="{row * side + down}"/></a:lnTo>'
            for right, down in ((square, 0), (square, square), (0, square))
        )
        + "<a:close/>"
        for row, column in cells
    )
    return (
        "<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/>"
        '<a:rect l="0" t="0" r="r" b="b"/><a:pathLst>'
        f'<a:path w="{grid.width}" h="{grid.height}">{paths}</a:path></a:pathLst></a:custGeom>'
    )
