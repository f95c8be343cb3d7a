"""Forms that PowerPoint has no chart for, drawn from shapes that can be moved and recoloured."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from charts.chart import BOTH_WAYS, ONE_WAY
from exports.footnotes import mark_label
from exports.request import rows_of
from exports.slides.deck import INCH, SlideRectangle
from exports.slides.native_charts import ACCENTS
from exports.slides.slide import SlideArea, outline, shape, solid
from exports.slides.text import LEADING, POINT, TextStyle, body, fitting, lines_of, paragraph

WIDEST_TILE = 2.6
"""A tile is at most so many times as wide as it is high."""
SQUARES_ACROSS = 40
NAME, NAMED = 0.42, 0.45
"""Inches that the name of a part takes, and the part of a drawing that all of them may take."""
LETTERS = (20.0, 18.0, 16.0, 14.0, 12.0, 11.0, 10.0, 9.0)
"""Sizes of type in points: the first with which a text fits its shape."""
Row = Mapping[str, Any]


def tiles(place: SlideArea) -> None:
    """Draw the grid of places or names: the fuller the colour the larger, grey where missing."""
    rows = rows_of(place.chart)
    left, top = min(row["column"] for row in rows), min(row["row"] for row in rows)
    across = int(max(row["column"] for row in rows) - left) + 1
    down = int(max(row["row"] for row in rows) - top) + 1
    height = min(place.area.height // down, round(1.4 * INCH))
    width = min(place.area.width // across, round(height * WIDEST_TILE))
    start = place.area.left + (place.area.width - width * across) // 2
    most = max((row["value"] for row in rows if row["value"] == row["value"]), default=0)
    gap = round(0.05 * INCH)
    for row in rows:
        cell = SlideRectangle(
            start + int(row["column"] - left) * width,
            place.area.top + int(row["row"] - top) * height,
            width - gap,
            height - gap,
        )
        place.put(_tile(place, row, cell, most))


def _tile(place: SlideArea, row: Row, cell: SlideRectangle, most: float) -> str:
    known, counted = row["status"] != "missing", most > 0 and math.isfinite(row["value"])
    level = (max(1, math.ceil(4 * row["value"] / most)) if counted else 1) if known else 0
    fill = solid("accent1", (0, 18, 38, 62, 100)[level]) if level else solid("bg2", 55)
    texts = [text for text in (row["series"], row["detail"]) if text]
    size = _letters(texts, "", replace(cell, width=cell.width - 80_000))
    ink = TextStyle(size, "bg1" if level == 4 else "tx1" if known else "tx2")
    words = [paragraph([place.run(row["series"], ink)], "ctr")]
    if row["detail"]:
        words.append(paragraph([place.run(row["detail"], ink.replaced(bold=True))], "ctr"))
    return shape(cell, row["category"], body(words, "ctr", (40000, 0, 40000, 0)), fill)


def _letters(texts: Sequence[str], below: str, inside: SlideRectangle) -> float:
    """Give the size of type in points with which texts, and a smaller one below, fit a shape."""
    highs = ((size, _high(texts, below, size, inside.width)) for size in LETTERS)
    return next((size for size, high in highs if high <= inside.height), 8.0)


def flow(place: SlideArea) -> None:
    """Draw boxes line by line, with what joins each to the one before it."""
    rows = rows_of(place.chart)
    lines = sorted({row["row"] for row in rows})
    across = max(len([row for row in rows if row["row"] == line]) for line in lines)
    gap = round(0.55 * INCH)
    width = min((place.area.width - gap * (across - 1)) // across, round(5.2 * INCH))
    start = place.area.left + (place.area.width - across * (width + gap) + gap) // 2
    between = round(0.3 * INCH)
    height = min(place.area.height // len(lines) - between, round(1.8 * INCH))
    first = place.area.top + (place.area.height - len(lines) * (height + between)) * 2 // 5
    for number, line in enumerate(lines):
        boxes = sorted((row for row in rows if row["row"] == line), key=lambda row: row["column"])
        top = first + number * (height + between)
        for at, row in enumerate(boxes):
            cell = SlideRectangle(start + at * (width + gap), top, width, height)
            place.put(_step(place, row, cell))
            if at and row["series"]:
                _joint(place, row["series"], SlideRectangle(cell.left - gap, top, gap, height))


def _step(place: SlideArea, row: Row, cell: SlideRectangle) -> str:
    name, wording = row["category"], row["wording"]
    texts = list(dict.fromkeys(text for text in (name, wording) if text))
    below = row["detail"] if row["detail"] not in texts else ""
    inside = replace(cell, width=cell.width - 180_000, height=cell.height - 90_000)
    size = _letters(texts, below, inside)
    words = [
        paragraph([place.run(text, TextStyle(size, bold=text == texts[-1]))], "ctr")
        for text in texts
    ]
    if below:
        words.append(paragraph([place.run(below, TextStyle(max(10, size - 3), "tx2"))], "ctr"))
    fill = solid("bg1") if row["status"] == "derived" else solid("accent1", 14)
    text = body(words, "ctr", (90000, 45000, 90000, 45000))
    return shape(cell, name, text, fill, outline("accent1"))


def _joint(place: SlideArea, sign: str, gap: SlideRectangle) -> None:
    kinds = {ONE_WAY: "rightArrow", BOTH_WAYS: "leftRightArrow"}
    if sign not in kinds:
        place.write(
            gap, [paragraph([place.run(sign, TextStyle(24, "tx2", bold=True))], "ctr")], "ctr"
        )
        return
    thick = round(0.26 * INCH)
    arrow = replace(gap, top=gap.top + (gap.height - thick) // 2, height=thick)
    form = f'<a:prstGeom prst="{kinds[sign]}"><a:avLst/></a:prstGeom>'
    place.put(shape(arrow.cut(left=0.08, right=0.08), sign, fill=solid("tx2"), geometry=form))


def timeline(place: SlideArea) -> None:
    """Draw events one under the other: date, a dot on the line, what happened."""
    rows = rows_of(place.chart)
    each = min(place.area.height // max(1, len(rows)), round(1.1 * INCH))
    first = place.area.top + (place.area.height - each * len(rows)) * 2 // 5
    dates, dot = round(2.4 * INCH), round(0.16 * INCH)
    axis = place.area.left + dates + round(0.2 * INCH)
    line = SlideRectangle(
        axis + dot // 2 - 9000, first + round(0.15 * INCH), 18000, each * (len(rows) - 1)
    )
    place.put(shape(line, "Line", fill=solid("bg2")))
    left = axis + dot + round(0.2 * INCH)
    wide = place.area.left + place.area.width - left
    size = _events(rows, dates, wide, each)
    for number, row in enumerate(rows):
        top = first + number * each
        box = SlideRectangle(place.area.left, top, dates, each)
        place.write(box, [paragraph([place.run(row["wording"], TextStyle(size, "tx2"))], "r")])
        mark = SlideRectangle(axis, top + round(0.07 * INCH), dot, dot)
        ellipse = '<a:prstGeom prst="ellipse"><a:avLst/></a:prstGeom>'
        place.put(shape(mark, row["wording"], fill=solid("accent1"), geometry=ellipse))
        words = [paragraph([place.run(row["category"], TextStyle(size))])]
        if row["detail"]:
            words.append(paragraph([place.run(row["detail"], TextStyle(max(10, size - 3), "tx2"))]))
        place.write(SlideRectangle(left, top, wide, each), words)


def _events(rows: Sequence[Row], dates: int, wide: int, high: int) -> float:
    """Give the largest size of type with which every date and event fits its row, in points."""
    for size in (18.0, 15.0, 13.0, 11.0):
        told = [_high([row["category"]], row["detail"], size, wide) for row in rows]
        if max(*told, *(_high([row["wording"]], "", size, dates) for row in rows)) <= high:
            return size
    return 10.0


def _high(texts: Sequence[str], below: str, size: float, width: int) -> int:
    """Give how high texts and a smaller one below them stand in EMU."""
    small = max(10, size - 3)
    points = sum(lines_of(text, size, width) * size for text in texts)
    points += lines_of(below, small, width) * small if below else 0
    return round(points * LEADING * POINT)


def waffle(place: SlideArea) -> None:
    """Draw one square a unit, a shape for each part, and name the parts beside their colour."""
    rows, area = rows_of(place.chart), place.area
    counts = [round(row["value"]) if math.isfinite(row["value"]) else 0 for row in rows]
    total = max(1, sum(counts))
    columns = math.ceil(len(rows) / max(1, int(area.height * NAMED / (NAME * INCH))))
    lines = math.ceil(len(rows) / columns)
    room_high = area.height - round((NAME * lines + 0.15) * INCH)
    across = min(SQUARES_ACROSS, math.ceil(math.sqrt(total * area.width / room_high)))
    side = min(room_high // math.ceil(total / across), area.width // across)
    grid = replace(area, width=side * across, height=side * math.ceil(total / across))
    at = 0
    for number, (row, count) in enumerate(zip(rows, counts, strict=True)):
        hollow, colour = row["status"] == "derived", ACCENTS[number % len(ACCENTS)]
        fill = solid("bg1") if hollow else solid(colour)
        line = outline("tx2" if hollow else colour, 0.75)
        cells = [(n % across, n // across) for n in range(at, at + count)]
        squares = _squares(grid, side, cells)
        place.put(shape(grid, row["category"], fill=fill, line=line, geometry=squares))
        at += count
        column, line_of = divmod(number, lines)
        wide = area.width // columns
        top = area.top + grid.height + round((0.15 + NAME * line_of) * INCH)
        box = SlideRectangle(area.left + column * wide, top, wide, round(0.36 * INCH))
        _name(place, row, box, fill, line)


def _name(place: SlideArea, row: Row, box: SlideRectangle, fill: str, line: str) -> None:
    """Name a part of a whole beside its colour."""
    square = round(0.2 * INCH)
    swatch = SlideRectangle(box.left, box.top + round(0.06 * INCH), square, square)
    place.put(shape(swatch, row["category"], fill=fill, line=line))
    text = box.cut(left=0.34, right=0.1)
    named, counted = f"{row['category']}　", mark_label(row)
    shown, size = fitting(named + counted, text.width, text.height, (14.0, 12.0, 10.0, 8.0))
    runs = [place.run(shown[: len(named)], TextStyle(size))]
    runs += [place.run(shown[len(named) :], TextStyle(size, bold=True))]
    place.write(text, [paragraph(runs)])


def _squares(grid: SlideRectangle, side: int, cells: Sequence[tuple[int, int]]) -> str:
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


__all__ = ["flow", "tiles", "timeline", "waffle"]
