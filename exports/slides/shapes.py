"""Forms that PowerPoint has no chart for, drawn from shapes that can be moved and recoloured."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from charts.chart import BOTH_WAYS, ONE_WAY
from exports.footnotes import format_mark_label
from exports.slides.deck import EMU_PER_INCH, SlideRectangle
from exports.slides.native_charts import ACCENT_COLORS
from exports.slides.slide import SlideCanvas, build_outline, build_shape, build_solid_fill
from exports.slides.text import (
    EMU_PER_POINT,
    LINE_SPACING,
    TextStyle,
    build_paragraph,
    build_text_body,
    count_lines,
    fit_text,
)
from metrics.table import records

MAX_TILE_RATIO = 2.6
"""A tile is at most so many times as wide as it is high."""
MAX_SQUARES_ACROSS = 40
LEGEND_ROW, MAX_LEGEND_SHARE = 0.42, 0.45
"""Inches that the name of a part takes, and the part of a drawing that all of them may take."""
FONT_SIZES = (20.0, 18.0, 16.0, 14.0, 12.0, 11.0, 10.0, 9.0)
"""Sizes of type in points: the first with which a text fits its shape."""
Row = Mapping[str, Any]


def add_tile_grid(canvas: SlideCanvas) -> None:
    """Draw the grid of places or names: the fuller the colour the larger, grey where missing."""
    rows = records(canvas.chart.table)
    left, top = min(row["column"] for row in rows), min(row["row"] for row in rows)
    across = int(max(row["column"] for row in rows) - left) + 1
    down = int(max(row["row"] for row in rows) - top) + 1
    height = min(canvas.area.height // down, round(1.4 * EMU_PER_INCH))
    width = min(canvas.area.width // across, round(height * MAX_TILE_RATIO))
    start = canvas.area.left + (canvas.area.width - width * across) // 2
    most = max((row["value"] for row in rows if row["value"] == row["value"]), default=0)
    gap = round(0.05 * EMU_PER_INCH)
    for row in rows:
        cell = SlideRectangle(
            start + int(row["column"] - left) * width,
            canvas.area.top + int(row["row"] - top) * height,
            width - gap,
            height - gap,
        )
        canvas.add_shape(_build_tile(canvas, row, cell, most))


def _build_tile(canvas: SlideCanvas, row: Row, cell: SlideRectangle, most: float) -> str:
    known, counted = row["status"] != "missing", most > 0 and math.isfinite(row["value"])
    level = (max(1, math.ceil(4 * row["value"] / most)) if counted else 1) if known else 0
    fill = (
        build_solid_fill("accent1", (0, 18, 38, 62, 100)[level])
        if level
        else build_solid_fill("bg2", 55)
    )
    texts = [text for text in (row["series"], row["detail"]) if text]
    size = _fit_font_size(texts, "", replace(cell, width=cell.width - 80_000))
    style = TextStyle(size, "bg1" if level == 4 else "tx1" if known else "tx2")
    words = [build_paragraph([canvas.build_run(row["series"], style)], "ctr")]
    if row["detail"]:
        words.append(
            build_paragraph([canvas.build_run(row["detail"], style.replaced(bold=True))], "ctr")
        )
    return build_shape(
        cell, row["category"], build_text_body(words, "ctr", (40000, 0, 40000, 0)), fill
    )


def _fit_font_size(texts: Sequence[str], below: str, inside: SlideRectangle) -> float:
    """Give the size of type in points with which texts, and a smaller one below, fit a shape."""
    highs = ((size, _measure_text_height(texts, below, size, inside.width)) for size in FONT_SIZES)
    return next((size for size, high in highs if high <= inside.height), 8.0)


def add_flow(canvas: SlideCanvas) -> None:
    """Draw boxes line by line, with what joins each to the one before it."""
    rows = records(canvas.chart.table)
    lines = sorted({row["row"] for row in rows})
    across = max(len([row for row in rows if row["row"] == line]) for line in lines)
    gap = round(0.55 * EMU_PER_INCH)
    width = min((canvas.area.width - gap * (across - 1)) // across, round(5.2 * EMU_PER_INCH))
    start = canvas.area.left + (canvas.area.width - across * (width + gap) + gap) // 2
    between = round(0.3 * EMU_PER_INCH)
    height = min(canvas.area.height // len(lines) - between, round(1.8 * EMU_PER_INCH))
    first = canvas.area.top + (canvas.area.height - len(lines) * (height + between)) * 2 // 5
    for number, line in enumerate(lines):
        boxes = sorted((row for row in rows if row["row"] == line), key=lambda row: row["column"])
        top = first + number * (height + between)
        for at, row in enumerate(boxes):
            cell = SlideRectangle(start + at * (width + gap), top, width, height)
            canvas.add_shape(_build_step(canvas, row, cell))
            if at and row["series"]:
                _add_connector(
                    canvas, row["series"], SlideRectangle(cell.left - gap, top, gap, height)
                )


def _build_step(canvas: SlideCanvas, row: Row, cell: SlideRectangle) -> str:
    name, wording = row["category"], row["wording"]
    texts = list(dict.fromkeys(text for text in (name, wording) if text))
    below = row["detail"] if row["detail"] not in texts else ""
    inside = replace(cell, width=cell.width - 180_000, height=cell.height - 90_000)
    size = _fit_font_size(texts, below, inside)
    words = [
        build_paragraph([canvas.build_run(text, TextStyle(size, bold=text == texts[-1]))], "ctr")
        for text in texts
    ]
    if below:
        words.append(
            build_paragraph([canvas.build_run(below, TextStyle(max(10, size - 3), "tx2"))], "ctr")
        )
    fill = (
        build_solid_fill("bg1") if row["status"] == "derived" else build_solid_fill("accent1", 14)
    )
    text = build_text_body(words, "ctr", (90000, 45000, 90000, 45000))
    return build_shape(cell, name, text, fill, build_outline("accent1"))


def _add_connector(canvas: SlideCanvas, sign: str, gap: SlideRectangle) -> None:
    kinds = {ONE_WAY: "rightArrow", BOTH_WAYS: "leftRightArrow"}
    if sign not in kinds:
        canvas.add_text_box(
            gap,
            [build_paragraph([canvas.build_run(sign, TextStyle(24, "tx2", bold=True))], "ctr")],
            "ctr",
        )
        return
    thick = round(0.26 * EMU_PER_INCH)
    arrow = replace(gap, top=gap.top + (gap.height - thick) // 2, height=thick)
    form = f'<a:prstGeom prst="{kinds[sign]}"><a:avLst/></a:prstGeom>'
    canvas.add_shape(
        build_shape(
            arrow.inset(left=0.08, right=0.08), sign, fill=build_solid_fill("tx2"), geometry=form
        )
    )


def add_timeline(canvas: SlideCanvas) -> None:
    """Draw events one under the other: date, a dot on the line, what happened."""
    rows = records(canvas.chart.table)
    each = min(canvas.area.height // max(1, len(rows)), round(1.1 * EMU_PER_INCH))
    first = canvas.area.top + (canvas.area.height - each * len(rows)) * 2 // 5
    dates, dot = round(2.4 * EMU_PER_INCH), round(0.16 * EMU_PER_INCH)
    axis = canvas.area.left + dates + round(0.2 * EMU_PER_INCH)
    line = SlideRectangle(
        axis + dot // 2 - 9000, first + round(0.15 * EMU_PER_INCH), 18000, each * (len(rows) - 1)
    )
    canvas.add_shape(build_shape(line, "Line", fill=build_solid_fill("bg2")))
    left = axis + dot + round(0.2 * EMU_PER_INCH)
    wide = canvas.area.left + canvas.area.width - left
    size = _fit_event_font_size(rows, dates, wide, each)
    for number, row in enumerate(rows):
        top = first + number * each
        box = SlideRectangle(canvas.area.left, top, dates, each)
        canvas.add_text_box(
            box, [build_paragraph([canvas.build_run(row["wording"], TextStyle(size, "tx2"))], "r")]
        )
        mark = SlideRectangle(axis, top + round(0.07 * EMU_PER_INCH), dot, dot)
        ellipse = '<a:prstGeom prst="ellipse"><a:avLst/></a:prstGeom>'
        canvas.add_shape(
            build_shape(mark, row["wording"], fill=build_solid_fill("accent1"), geometry=ellipse)
        )
        words = [build_paragraph([canvas.build_run(row["category"], TextStyle(size))])]
        if row["detail"]:
            words.append(
                build_paragraph(
                    [canvas.build_run(row["detail"], TextStyle(max(10, size - 3), "tx2"))]
                )
            )
        canvas.add_text_box(SlideRectangle(left, top, wide, each), words)


def _fit_event_font_size(rows: Sequence[Row], dates: int, wide: int, high: int) -> float:
    """Give the largest size of type with which every date and event fits its row, in points."""
    for size in (18.0, 15.0, 13.0, 11.0):
        told = [_measure_text_height([row["category"]], row["detail"], size, wide) for row in rows]
        if (
            max(*told, *(_measure_text_height([row["wording"]], "", size, dates) for row in rows))
            <= high
        ):
            return size
    return 10.0


def _measure_text_height(texts: Sequence[str], below: str, size: float, width: int) -> int:
    """Give how high texts and a smaller one below them stand in EMU."""
    small = max(10, size - 3)
    points = sum(count_lines(text, size, width) * size for text in texts)
    points += count_lines(below, small, width) * small if below else 0
    return round(points * LINE_SPACING * EMU_PER_POINT)


def add_waffle(canvas: SlideCanvas) -> None:
    """Draw one square a unit, a shape for each part, and name the parts beside their colour."""
    rows, area = records(canvas.chart.table), canvas.area
    counts = [round(row["value"]) if math.isfinite(row["value"]) else 0 for row in rows]
    total = max(1, sum(counts))
    columns = math.ceil(
        len(rows) / max(1, int(area.height * MAX_LEGEND_SHARE / (LEGEND_ROW * EMU_PER_INCH)))
    )
    lines = math.ceil(len(rows) / columns)
    room_high = area.height - round((LEGEND_ROW * lines + 0.15) * EMU_PER_INCH)
    across = min(MAX_SQUARES_ACROSS, math.ceil(math.sqrt(total * area.width / room_high)))
    side = min(room_high // math.ceil(total / across), area.width // across)
    grid = replace(area, width=side * across, height=side * math.ceil(total / across))
    at = 0
    for number, (row, count) in enumerate(zip(rows, counts, strict=True)):
        hollow, colour = row["status"] == "derived", ACCENT_COLORS[number % len(ACCENT_COLORS)]
        fill = build_solid_fill("bg1") if hollow else build_solid_fill(colour)
        line = build_outline("tx2" if hollow else colour, 0.75)
        cells = [(n % across, n // across) for n in range(at, at + count)]
        squares = _build_squares(grid, side, cells)
        canvas.add_shape(build_shape(grid, row["category"], fill=fill, line=line, geometry=squares))
        at += count
        column, line_of = divmod(number, lines)
        wide = area.width // columns
        top = area.top + grid.height + round((0.15 + LEGEND_ROW * line_of) * EMU_PER_INCH)
        box = SlideRectangle(area.left + column * wide, top, wide, round(0.36 * EMU_PER_INCH))
        _add_legend_entry(canvas, row, box, fill, line)


def _add_legend_entry(
    canvas: SlideCanvas, row: Row, box: SlideRectangle, fill: str, line: str
) -> None:
    """Name a part of a whole beside its colour."""
    square = round(0.2 * EMU_PER_INCH)
    swatch = SlideRectangle(box.left, box.top + round(0.06 * EMU_PER_INCH), square, square)
    canvas.add_shape(build_shape(swatch, row["category"], fill=fill, line=line))
    text = box.inset(left=0.34, right=0.1)
    named, counted = f"{row['category']}　", format_mark_label(row)
    shown, size = fit_text(named + counted, text.width, text.height, (14.0, 12.0, 10.0, 8.0))
    runs = [canvas.build_run(shown[: len(named)], TextStyle(size))]
    runs += [canvas.build_run(shown[len(named) :], TextStyle(size, bold=True))]
    canvas.add_text_box(text, [build_paragraph(runs)])


def _build_squares(grid: SlideRectangle, side: int, cells: Sequence[tuple[int, int]]) -> str:
    """Write many squares as one geometry."""
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


__all__ = ["add_flow", "add_tile_grid", "add_timeline", "add_waffle"]
