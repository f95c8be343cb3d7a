"""Forms that PowerPoint draws itself: bars, dots as thin bars, parts of a whole, targets, lines."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pptx.enum.chart import XL_CHART_TYPE

from charts.chart import Form
from charts.render.canvas import text_width
from exports.footnotes import format_mark_label, format_open_bounds
from exports.slides.deck import EMU_PER_INCH, SlideRectangle
from exports.slides.drawingml import NativeChartData, NativeSeries, ValueAxis, choose_value_axis
from exports.slides.embedded_workbook import EXTRA_COLUMNS, write_embedded_workbook
from exports.slides.slide import SlideCanvas
from exports.slides.text import (
    EMU_PER_POINT,
    LATIN_WIDTH,
    TextStyle,
    build_paragraph,
    count_lines,
    fit_text,
)
from metrics.table import records

ACCENT_COLORS = ("accent1", "accent2", "accent3", "accent4", "accent5")
TARGET_COLOR = "accent6"
Row = Mapping[str, Any]

FONT_SIZES = (18.0, 16.0, 14.0, 12.0, 11.0, 10.0, 9.0)
PANEL_TITLE_SIZES = (14.0, 12.0, 10.0)
"""Sizes in points of the name above a small chart."""
MAX_LABEL_SHARE = 0.36
"""The part of a chart's width that the names of its rows may take."""


def add_bar_chart(canvas: SlideCanvas) -> None:
    """Draw one bar a mark, lighter up to a reported upper bound, dots as thin bars."""
    rows = records(canvas.chart.table)
    thick = 0.24 if canvas.chart.form is Form.DOTS else 0.42
    area = _center_rows(canvas.area, len(rows))
    _add_bars(canvas, area, rows, _build_bar_series(rows, canvas), thick)


def add_bullet_chart(canvas: SlideCanvas) -> None:
    """Draw the actual as a bar and the target as an outline, on the scale from 0 to 100."""
    rows, words = records(canvas.chart.table), canvas.request.words
    series = []
    for target, message, fill in (
        (False, "actual", ACCENT_COLORS[0]),
        (True, "target", TARGET_COLOR),
    ):
        mine = [n for n, row in enumerate(rows) if (row["status"] == "target") is target]
        shown = [n for n in mine if rows[n]["status"] != "missing"]
        values = [
            _finite_or_none(row["value"]) if n in mine else None for n, row in enumerate(rows)
        ]
        hollow = frozenset(n for n in mine if target or rows[n]["status"] == "derived")
        fading = frozenset(n for n in mine if format_open_bounds(rows[n]))
        labels = {n: format_mark_label(rows[n]) for n in shown}
        name = words.say(f"exports.{message}")
        series.append(NativeSeries(name, values, labels, fill, hollow=hollow, open=fading))
    percent = ValueAxis(50, '0"%"')
    _add_bars(canvas, _center_rows(canvas.area, len(rows)), rows, series, 0.42, percent)


def add_small_multiples(canvas: SlideCanvas) -> None:
    """Draw one small chart a series, each on its own scale."""
    rows = records(canvas.chart.table)
    panels = {name: [row for row in rows if row["series"] == name] for name in _list_series(rows)}
    across = 1 if len(panels) <= 2 else 2 if len(panels) <= 4 else 3
    down = math.ceil(len(panels) / across)
    gap = round(0.4 * EMU_PER_INCH)
    width = (canvas.area.width - gap * (across - 1)) // across
    most = max(len(part) for part in panels.values())
    height = min(canvas.area.height // down, round((0.6 + 0.95 * most) * EMU_PER_INCH))
    first = canvas.area.top + (canvas.area.height - height * down) * 2 // 5
    each = (height / EMU_PER_INCH - 0.48) / most * 72
    names = [_format_category(row, canvas.missing) for row in rows]
    size = min(14, _fit_font_size(names, width / EMU_PER_INCH * 72 * MAX_LABEL_SHARE, each))
    for number, (name, part) in enumerate(panels.items()):
        left = canvas.area.left + (number % across) * (width + gap)
        cell = SlideRectangle(left, first + (number // across) * height, width, height)
        inner = cell.inset(top=0.34, bottom=0.14)
        head = replace(cell, height=inner.top - cell.top)
        shown, letters = fit_text(name, head.width, head.height, PANEL_TITLE_SIZES)
        canvas.add_text_box(
            head, [build_paragraph([canvas.build_run(shown, TextStyle(letters, bold=True))])]
        )
        inner = replace(inner, height=inner.height * len(part) // most)
        plain = [{**row, "series": ""} for row in part]
        _add_bars(canvas, inner, plain, _build_bar_series(plain, canvas), 0.3, size=size)


def add_stacked_chart(canvas: SlideCanvas) -> None:
    """Draw the parts of one whole end to end."""
    rows = records(canvas.chart.table)
    series = [
        NativeSeries(
            row["category"],
            [_finite_or_none(row["value"])],
            {0: format_mark_label(row)},
            ACCENT_COLORS[number % len(ACCENT_COLORS)],
            hollow=frozenset({0}) if row["status"] == "derived" else frozenset(),
            label_color="tx1" if row["status"] == "derived" else "bg1",
        )
        for number, row in enumerate(rows)
    ]
    whole = sum(value for row in rows if (value := _finite_or_none(row["value"])) is not None)
    area = _center_rows(canvas.area, 2)
    one = [_merge_marks([{**row, "series": row["category"]} for row in rows], canvas)]
    _add_chart(
        canvas,
        area,
        "stacked",
        one,
        [canvas.chart.title],
        series,
        whole or 1.0,
        gap=40,
        legend=True,
    )


def add_line_chart(canvas: SlideCanvas) -> None:
    """Draw a line a series over the periods; the last point of each has its wording."""
    rows = records(canvas.chart.table)
    periods = list(dict.fromkeys(row["category"] for row in rows))
    series = []
    for number, name in enumerate(_list_series(rows)):
        part = {row["category"]: row for row in rows if row["series"] == name}
        values = [_finite_or_none(part[p]["value"]) if p in part else None for p in periods]
        known = [n for n, value in enumerate(values) if value is not None]
        series.append(
            NativeSeries(
                name or canvas.chart.title,
                values,
                {n: format_mark_label(part[periods[n]]) for n in known[-1:]},
                ACCENT_COLORS[number % len(ACCENT_COLORS)],
                hollow=frozenset(n for n in known if part[periods[n]]["status"] == "derived"),
                open=frozenset(n for n in known if format_open_bounds(part[periods[n]])),
            )
        )
    marks = [[row for row in rows if row["category"] == period] for period in periods]
    beside = [_merge_marks(part, canvas) for part in marks]
    high = _find_largest(rows) * 1.15
    axis = choose_value_axis(high, canvas.chart.language)
    several = len(series) > 1
    _add_chart(
        canvas, canvas.area, "line", beside, periods, series, high, legend=several, scale=axis
    )


def _merge_marks(marks: Sequence[Row], canvas: SlideCanvas) -> Row:
    """Put what stands beside several marks of one line of the workbook together: their wordings."""
    if len(marks) == 1:
        return marks[0]
    words = canvas.request.words
    named = [
        words.say("charts.part", name=m["series"], wording=format_mark_label(m)) for m in marks
    ]
    nothing = dict.fromkeys(EXTRA_COLUMNS, "") | {"value_low": math.nan, "value_high": math.nan}
    return nothing | {"wording": words.say("exports.join").join(named)}


def _build_bar_series(rows: Sequence[Row], canvas: SlideCanvas) -> list[NativeSeries]:
    """Make one series a name, drawn over a lighter one that reaches to reported upper bounds."""
    words = canvas.request.words
    names = _list_series(rows)
    highs = [
        _finite_or_none(row["value_high"])
        if row["status"] == "reported" and row["value_high"] > row["value"]
        else None
        for row in rows
    ]
    reaching = {n for n, high in enumerate(highs) if high is not None}
    made = []
    if reaching:
        labels = {n: format_mark_label(rows[n]) for n in reaching}
        made.append(
            NativeSeries(words.say("exports.upper"), highs, labels, ACCENT_COLORS[0], faded=True)
        )
    for number, name in enumerate(names):
        mine = [n for n, row in enumerate(rows) if row["series"] == name]
        values = [
            _finite_or_none(row["value"]) if n in mine else None for n, row in enumerate(rows)
        ]
        labels = {
            n: format_mark_label(rows[n])
            for n in mine
            if n not in reaching and values[n] is not None
        }
        made.append(
            NativeSeries(
                name or words.say("exports.value"),
                values,
                labels,
                ACCENT_COLORS[number % len(ACCENT_COLORS)],
                hollow=frozenset(n for n in mine if rows[n]["status"] == "derived"),
                open=frozenset(n for n in mine if format_open_bounds(rows[n])),
            )
        )
    return made


def _add_bars(
    canvas: SlideCanvas,
    area: SlideRectangle,
    rows: Sequence[Row],
    series: list[NativeSeries],
    thick: float,
    scale: ValueAxis | None = None,
    size: float = 0,
) -> None:
    """Add a bar chart whose bars are `thick` inches, whatever room a row has."""
    categories = [_format_category(row, canvas.missing) for row in rows]
    each = area.height / EMU_PER_INCH / max(1, len(rows))
    gap = min(500, max(30, round((each / thick - 1) * 100)))
    size = size or _fit_font_size(
        categories, area.width / EMU_PER_INCH * 72 * MAX_LABEL_SHARE, each * 72
    )
    high = _choose_axis_maximum(
        rows, categories, area.width / EMU_PER_INCH * 72, size, 100.0 if scale else 0.0
    )
    _add_chart(canvas, area, "bar", rows, categories, series, high, gap=gap, scale=scale, size=size)


def _choose_axis_maximum(
    rows: Sequence[Row], categories: Sequence[str], width: float, size: float, least: float
) -> float:
    """Give the end of the scale at which every bar leaves room for its label beside it."""
    reach = max(_find_largest(rows), least)
    names = max(text_width(line) for category in categories for line in category.split("\n"))
    plot = width - min(names * size * LATIN_WIDTH, width * MAX_LABEL_SHARE)
    ends = [0.0]
    for row in rows:
        edges = [edge for name in ("value", "value_high") if math.isfinite(edge := row[name])]
        share = text_width(format_mark_label(row)) * size * LATIN_WIDTH * 1.15 / plot
        ends.append(max(edges, default=0.0) / reach / max(0.2, 1 - share - 0.02))
    return reach * max(1.04, *ends)


def _fit_font_size(texts: Sequence[str], width: float, height: float) -> float:
    """Give the largest size of type with which each text fits its row, in points."""
    for size in FONT_SIZES:
        lines = max(count_lines(text, size, round(width * EMU_PER_POINT)) for text in texts)
        if lines * size * 1.3 <= height:
            return size
    return FONT_SIZES[-1]


def _add_chart(
    canvas: SlideCanvas,
    area: SlideRectangle,
    kind: Any,
    rows: Sequence[Row],
    categories: Sequence[str],
    series: list[NativeSeries],
    high: float,
    gap: int = 60,
    legend: bool = False,
    scale: ValueAxis | None = None,
    size: float = 14,
) -> None:
    chart, request = canvas.chart, canvas.request
    book = write_embedded_workbook(
        chart, categories, series, rows, request.citations, request.words
    )
    data = NativeChartData(
        kind,
        categories,
        series,
        canvas.deck.fonts,
        size,
        _choose_axis_minimum(series),
        high or 1.0,
        book,
        gap,
        legend,
        scale,
    )
    frame = canvas.slide.shapes.add_chart(
        XL_CHART_TYPE.BAR_CLUSTERED, area.left, area.top, area.width, area.height, data
    )
    frame._element.nvGraphicFramePr.cNvPr.set("descr", f"{chart.title} {chart.finding}".strip())
    frame.name = chart.title


def _format_category(row: Row, missing: str) -> str:
    """Name a row: what it is, and on a second line its detail and that it is not reported."""
    second = [row["detail"]] if row["detail"] else []
    if row["status"] == "missing" and row["detail"] != missing:
        second.append(missing)
    lines = [row["category"] or row["series"], " · ".join(second)]
    return "\n".join(line for line in lines if line)


def _list_series(rows: Sequence[Row]) -> list[str]:
    return list(dict.fromkeys(row["series"] for row in rows))


def _finite_or_none(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _find_largest(rows: Sequence[Row]) -> float:
    """Give the furthest value or reported upper bound; 1 where all are zero or none is known."""
    edges = [row[name] for row in rows for name in ("value", "value_high")]
    most = max((float(edge) for edge in edges if math.isfinite(edge)), default=1.0)
    return most if most > 0 else 1.0


def _choose_axis_minimum(series: Sequence[NativeSeries]) -> float:
    """Give the start of the scale: zero, or below the lowest value where one is negative."""
    least = min((v for each in series for v in each.values if v is not None), default=0.0)
    return least * 1.2 if least < 0 else 0.0


def _center_rows(area: SlideRectangle, rows: int) -> SlideRectangle:
    """Give so many rows their room, a little above the middle of what there is."""
    height = min(area.height, round(max(1.5, 1.25 * rows) * EMU_PER_INCH))
    return replace(area, top=area.top + (area.height - height) * 2 // 5, height=height)
