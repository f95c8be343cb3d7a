"""Charts drawn from shapes, for forms that PowerPoint lacks: tile grid, flow, timeline, waffle."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from charts.chart import BOTH_WAYS, ONE_WAY
from exports.footnotes import format_mark_label
from exports.slides.chart_slide import SlideCanvas
from exports.slides.drawingml import (
    TextStyle,
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
Row = Mapping[str, Any]


def add_tile_grid(canvas: SlideCanvas) -> None:
    """Add a grid of areas or names: larger values in stronger colours, missing ones in grey."""
    rows, area = to_records(canvas.chart.table), canvas.area
    left, top = min(row["column"] for row in rows), min(row["row"] for row in rows)
    across = int(max(row["column"] for row in rows) - left) + 1
    down = int(max(row["row"] for row in rows) - top) + 1
    height = min(area.height // down, to_emu(1.4))
    width = min(area.width // across, round(height * MAX_TILE_RATIO))
    start = area.left + (area.width - width * across) // 2
    maximum = max((row["value"] for row in rows if row["value"] == row["value"]), default=0)
    gap = to_emu(0.05)
    for row in rows:
        cell = SlideRectangle(
            start + int(row["column"] - left) * width,
            area.top + int(row["row"] - top) * height,
            width - gap,
            height - gap,
        )
        _add_tile(canvas, row, cell, maximum)


def _add_tile(canvas: SlideCanvas, row: Row, cell: SlideRectangle, maximum: float) -> None:
    """Add a tile: grey if the value is missing, else in one of four strengths of colour.

    The strength is the value's share of `maximum`.
    """
    is_known = row["status"] != "missing"
    has_value = maximum > 0 and math.isfinite(row["value"])
    level = (max(1, math.ceil(4 * row["value"] / maximum)) if has_value else 1) if is_known else 0
    alpha = (0, 18, 38, 62, 100)[level]
    fill = build_solid_fill("accent1", alpha) if level else build_solid_fill("bg2", 55)
    texts = [text for text in (row["series"], row["detail"]) if text]
    size = _fit_font_size(texts, "", replace(cell, width=cell.width - 80_000))
    style = TextStyle(size, "bg1" if level == 4 else "tx1" if is_known else "tx2")
    paragraphs = [canvas.build_line(row["series"], style, "ctr")]
    if row["detail"]:
        paragraphs.append(canvas.build_line(row["detail"], replace(style, bold=True), "ctr"))
    text_body = build_text_body(paragraphs, "ctr", (40000, 0, 40000, 0))
    canvas.add_shape(cell, row["category"], text_body, fill=fill)


def _fit_font_size(texts: Sequence[str], below: str, area: SlideRectangle) -> float:
    """Return the font size in points at which texts, and a smaller text `below`, fit an area."""
    heights = ((size, _measure_text_height(texts, below, size, area.width)) for size in FONT_SIZES)
    return next((size for size, height in heights if height <= area.height), 8.0)


def add_flow(canvas: SlideCanvas) -> None:
    """Add boxes row by row, with a sign between each and the one before it."""
    rows, area = to_records(canvas.chart.table), canvas.area
    lines = sorted({row["row"] for row in rows})
    across = max(len([row for row in rows if row["row"] == line]) for line in lines)
    gap = to_emu(0.55)
    width = min((area.width - gap * (across - 1)) // across, to_emu(5.2))
    start = area.left + (area.width - across * (width + gap) + gap) // 2
    row_gap = to_emu(0.3)
    height = min(area.height // len(lines) - row_gap, to_emu(1.8))
    first = area.top + (area.height - len(lines) * (height + row_gap)) * 2 // 5
    for number, line in enumerate(lines):
        boxes = sorted((row for row in rows if row["row"] == line), key=lambda row: row["column"])
        top = first + number * (height + row_gap)
        for position, row in enumerate(boxes):
            cell = SlideRectangle(start + position * (width + gap), top, width, height)
            _add_step(canvas, row, cell)
            if position and row["series"]:
                space = SlideRectangle(cell.left - gap, top, gap, height)
                _add_connector(canvas, row["series"], space)


def _add_step(canvas: SlideCanvas, row: Row, cell: SlideRectangle) -> None:
    """Add a box of a flow, hollow where its value is derived."""
    name, wording = row["category"], row["wording"]
    texts = list(dict.fromkeys(text for text in (name, wording) if text))
    below = row["detail"] if row["detail"] not in texts else ""
    inside = replace(cell, width=cell.width - 180_000, height=cell.height - 90_000)
    size = _fit_font_size(texts, below, inside)
    paragraphs = [
        canvas.build_line(text, TextStyle(size, bold=text == texts[-1]), "ctr") for text in texts
    ]
    if below:
        paragraphs.append(canvas.build_line(below, TextStyle(max(10, size - 3), "tx2"), "ctr"))
    is_derived = row["status"] == "derived"
    fill = build_solid_fill("bg1") if is_derived else build_solid_fill("accent1", 14)
    text_body = build_text_body(paragraphs, "ctr", (90000, 45000, 90000, 45000))
    canvas.add_shape(cell, name, text_body, fill=fill, line=build_outline("accent1"))


def _add_connector(canvas: SlideCanvas, sign: str, space: SlideRectangle) -> None:
    """Add an arrow between two boxes, or the sign given, such as + or =."""
    arrows = {ONE_WAY: "rightArrow", BOTH_WAYS: "leftRightArrow"}
    if sign not in arrows:
        style = TextStyle(24, "tx2", bold=True)
        canvas.add_text_box(space, [canvas.build_line(sign, style, "ctr")], "ctr")
        return
    height = to_emu(0.26)
    area = replace(space, top=space.top + (space.height - height) // 2, height=height)
    geometry = f'<a:prstGeom prst="{arrows[sign]}"><a:avLst/></a:prstGeom>'
    area, fill = area.inset(left=0.08, right=0.08), build_solid_fill("tx2")
    canvas.add_shape(area, sign, fill=fill, geometry=geometry)


def add_timeline(canvas: SlideCanvas) -> None:
    """Add events one below another: date, a dot on a line, text."""
    rows, area = to_records(canvas.chart.table), canvas.area
    row_height = min(area.height // max(1, len(rows)), to_emu(1.1))
    first = area.top + (area.height - row_height * len(rows)) * 2 // 5
    date_width, dot = to_emu(2.4), to_emu(0.16)
    axis = area.left + date_width + to_emu(0.2)
    line = SlideRectangle(
        axis + dot // 2 - 9000, first + to_emu(0.15), 18000, row_height * (len(rows) - 1)
    )
    canvas.add_shape(line, "Line", fill=build_solid_fill("bg2"))
    left = axis + dot + to_emu(0.2)
    text_width = area.left + area.width - left
    size = _fit_event_font_size(rows, date_width, text_width, row_height)
    for number, row in enumerate(rows):
        top = first + number * row_height
        box = SlideRectangle(area.left, top, date_width, row_height)
        canvas.add_text_box(box, [canvas.build_line(row["wording"], TextStyle(size, "tx2"), "r")])
        mark = SlideRectangle(axis, top + to_emu(0.07), dot, dot)
        geometry = '<a:prstGeom prst="ellipse"><a:avLst/></a:prstGeom>'
        fill = build_solid_fill("accent1")
        canvas.add_shape(mark, row["wording"], fill=fill, geometry=geometry)
        paragraphs = [canvas.build_line(row["category"], TextStyle(size))]
        if row["detail"]:
            style = TextStyle(max(10, size - 3), "tx2")
            paragraphs.append(canvas.build_line(row["detail"], style))
        canvas.add_text_box(SlideRectangle(left, top, text_width, row_height), paragraphs)


def _fit_event_font_size(
    rows: Sequence[Row], date_width: int, text_width: int, height: int
) -> float:
    """Return the font size in points at which every date and event fits its row.

    Widths and height are in EMU.
    """
    for size in (18.0, 15.0, 13.0, 11.0):
        heights = [
            _measure_text_height([row["category"]], row["detail"], size, text_width) for row in rows
        ]
        heights += [_measure_text_height([row["wording"]], "", size, date_width) for row in rows]
        if max(heights) <= height:
            return size
    return 10.0


def _measure_text_height(texts: Sequence[str], below: str, size: float, width: int) -> int:
    """Return the height in EMU of texts at `size` points and the smaller text `below` them."""
    small = max(10, size - 3)
    points = sum(count_lines(text, size, width) * size for text in texts)
    points += count_lines(below, small, width) * small if below else 0
    return round(points * LINE_SPACING * EMU_PER_POINT)


def add_waffle(canvas: SlideCanvas) -> None:
    """Add a square for each unit, one shape for all squares of a part, and a legend below."""
    rows, area = to_records(canvas.chart.table), canvas.area
    counts = [round(row["value"]) if math.isfinite(row["value"]) else 0 for row in rows]
    total = max(1, sum(counts))
    max_lines = max(1, int(area.height * MAX_LEGEND_SHARE / (LEGEND_ROW * EMU_PER_INCH)))
    columns = math.ceil(len(rows) / max_lines)
    lines = math.ceil(len(rows) / columns)
    height = area.height - to_emu(LEGEND_ROW * lines + 0.15)
    across = min(MAX_SQUARES_ACROSS, math.ceil(math.sqrt(total * area.width / height)))
    down = math.ceil(total / across)
    side = min(height // down, area.width // across)
    grid = replace(area, width=side * across, height=side * down)
    start = 0
    for number, (row, count) in enumerate(zip(rows, counts, strict=True)):
        is_derived, color = row["status"] == "derived", ACCENT_COLORS[number % len(ACCENT_COLORS)]
        fill = build_solid_fill("bg1" if is_derived else color)
        outline = build_outline("tx2" if is_derived else color, 0.75)
        cells = [(n % across, n // across) for n in range(start, start + count)]
        squares = _build_squares(grid, side, cells)
        canvas.add_shape(grid, row["category"], fill=fill, line=outline, geometry=squares)
        start += count
        column, line = divmod(number, lines)
        width = area.width // columns
        top = area.top + grid.height + to_emu(0.15 + LEGEND_ROW * line)
        box = SlideRectangle(area.left + column * width, top, width, to_emu(0.36))
        _add_legend_entry(canvas, row, box, fill, outline)


def _add_legend_entry(
    canvas: SlideCanvas, row: Row, box: SlideRectangle, fill: str, outline: str
) -> None:
    """Add a swatch with the name and the value of a part."""
    side = to_emu(0.2)
    swatch = SlideRectangle(box.left, box.top + to_emu(0.06), side, side)
    canvas.add_shape(swatch, row["category"], fill=fill, line=outline)
    area = box.inset(left=0.34, right=0.1)
    name, label = f"{row['category']}　", format_mark_label(row)
    text, size = fit_text(name + label, area.width, area.height, (14.0, 12.0, 10.0, 8.0))
    runs = [canvas.build_run(text[: len(name)], TextStyle(size))]
    runs += [canvas.build_run(text[len(name) :], TextStyle(size, bold=True))]
    canvas.add_text_box(area, [build_paragraph(runs)])


def _build_squares(grid: SlideRectangle, side: int, cells: Sequence[tuple[int, int]]) -> str:
    """Return the squares of cells (column and row) as one custom geometry in XML."""
    inner = round(side * 0.8)
    paths = "".join(
        f'<a:moveTo><a:pt x="{x * side}" y="{y * side}"/></a:moveTo>'
        + "".join(
            f'<a:lnTo><a:pt x="{x * side + dx}" y="{y * side + dy}"/></a:lnTo>'
            for dx, dy in ((inner, 0), (inner, inner), (0, inner))
        )
        + "<a:close/>"
        for x, y in cells
    )
    return (
        "<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/>"
        '<a:rect l="0" t="0" r="r" b="b"/><a:pathLst>'
        f'<a:path w="{grid.width}" h="{grid.height}">{paths}</a:path></a:pathLst></a:custGeom>'
    )
