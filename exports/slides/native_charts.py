"""Charts that PowerPoint draws itself: bars, stacked bars, bullets, lines, small multiples.

Such a "native" chart has its values in an embedded workbook, so that they can be edited there.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import cycle
from typing import Any

import pandas as pd
from pptx.enum.chart import XL_CHART_TYPE

from charts.chart import Form
from charts.marks import split_lines
from charts.render.text_wrapping import measure_text
from exports.footnotes import format_mark_label, format_open_bounds
from exports.slides.category_axis import list_category_columns
from exports.slides.chart_slide import SlideCanvas
from exports.slides.chart_xml import (
    ChartKind,
    NativeChartData,
    NativeSeries,
    ValueAxis,
    choose_value_axis,
)
from exports.slides.drawingml import TextStyle
from exports.slides.embedded_workbook import EXTRA_COLUMNS, write_embedded_workbook
from exports.slides.slide_geometry import EMU_PER_INCH, EMU_PER_POINT, SlideRectangle, to_emu
from exports.slides.text_layout import BOLD_WIDTH, LATIN_WIDTH, count_lines, fit_text
from metrics.metric_table import to_records

ACCENT_COLORS = ("accent1", "accent2", "accent3", "accent4", "accent5")
TARGET_COLOR = "accent6"
Row = Mapping[str, Any]

PANEL_TITLE_INCHES, PANEL_FOOT_INCHES = 0.34, 0.14
"""Heights above and below the plot of a small chart."""
FONT_SIZES = (18.0, 16.0, 14.0, 12.0, 11.0, 10.0, 9.0)
LABEL_SPACING = 1.6
"""The height of a line of an axis label as a multiple of the font size.

A line of Noto Sans CJK is 1.45 high; LibreOffice omits every second label if they nearly touch.
"""
PANEL_TITLE_SIZES = (14.0, 12.0, 10.0)
"""Font sizes in points: the first that fits is used."""
MAX_LABEL_SHARE = 0.36
"""The share of a chart's width that the labels of its categories may take."""


def add_bar_chart(canvas: SlideCanvas) -> None:
    """Add a chart with a bar for each mark, and a lighter one up to its reported upper bound.

    PowerPoint has no chart of dots with labels: dots become thin bars.
    """
    rows = to_records(canvas.chart.table)
    bar_inches = 0.24 if canvas.chart.form is Form.DOTS else 0.42
    area = _place_bars(canvas.area, len(rows))
    _add_bars(canvas, area, rows, _build_bar_series(rows, canvas), bar_inches)


def add_bullet_chart(canvas: SlideCanvas) -> None:
    """Add the actual values as bars and the targets as outlines, on an axis to 100 % or more.

    Actual values and targets are two series over all rows; each has no value in the rows of the
    other. The axis has a line at every 50 %.
    """
    rows, words = to_records(canvas.chart.table), canvas.request.words
    series = []
    for is_target, message, fill in ((False, "actual", "accent1"), (True, "target", TARGET_COLOR)):
        own_rows = {
            n: row for n, row in enumerate(rows) if (row["status"] == "target") is is_target
        }
        values = [
            _get_finite(row["value"]) if n in own_rows else None for n, row in enumerate(rows)
        ]
        known_rows = {n: row for n, row in own_rows.items() if row["status"] != "missing"}
        series.append(
            NativeSeries(
                name=words.say(f"exports.{message}"),
                values=values,
                labels={n: format_mark_label(row) for n, row in known_rows.items()},
                fill=fill,
                hollow=frozenset(
                    n for n, row in own_rows.items() if is_target or row["status"] == "derived"
                ),
                open=frozenset(n for n, row in own_rows.items() if format_open_bounds(row)),
            )
        )
    area = _place_bars(canvas.area, len(rows))
    _add_bars(canvas, area, rows, series, bar_inches=0.42, value_axis=ValueAxis(50, '0"%"'))


def add_small_multiples(canvas: SlideCanvas) -> None:
    """Add a small bar chart for each series, each on its own axis, in up to three columns.

    Series of different units, such as people and money, cannot share an axis.
    """
    rows = to_records(canvas.chart.table)
    panels = {name: [row for row in rows if row["series"] == name] for name in _list_series(rows)}
    column_count = 1 if len(panels) <= 2 else 2 if len(panels) <= 4 else 3
    gap = to_emu(0.4)
    width = (canvas.area.width - gap * (column_count - 1)) // column_count
    max_bars = max(len(panel) for panel in panels.values())
    panel_rows = math.ceil(len(panels) / column_count)
    # At most 0.95 inches for each bar with its label, and 0.6 for title and space of a panel.
    height = min(canvas.area.height // panel_rows, to_emu(0.6 + 0.95 * max_bars))
    grid = canvas.area.place_centrally(height * panel_rows)
    plot_inches = height / EMU_PER_INCH - PANEL_TITLE_INCHES - PANEL_FOOT_INCHES
    labels = [_format_bar_label(row, canvas.missing_text) for row in rows]
    label_points = width / EMU_PER_INCH * 72 * MAX_LABEL_SHARE
    # Letters have one size, of at most 14 points, in all panels.
    font_size = min(14, _fit_font_size(labels, label_points, plot_inches / max_bars * 72))
    for index, (name, panel) in enumerate(panels.items()):
        row, column = divmod(index, column_count)
        left = grid.left + column * (width + gap)
        cell = SlideRectangle(left, grid.top + row * height, width, height)
        plot = cell.inset(top=PANEL_TITLE_INCHES, bottom=PANEL_FOOT_INCHES)
        title_area = replace(cell, height=plot.top - cell.top)
        title, size = fit_text(name, title_area.width, title_area.height, PANEL_TITLE_SIZES)
        canvas.add_text_box(title_area, [canvas.build_line(title, TextStyle(size, bold=True))])
        # Lower with fewer bars, so that bars are equally thick in all panels.
        plot = replace(plot, height=plot.height * len(panel) // max_bars)
        # Without a series all panels have the first colour.
        marks = [{**mark, "series": ""} for mark in panel]
        series = _build_bar_series(marks, canvas)
        _add_bars(canvas, plot, marks, series, bar_inches=0.3, font_size=font_size)


def add_stacked_chart(canvas: SlideCanvas) -> None:
    """Add the parts of a whole as one stacked bar: each part is a series with one value."""
    rows = to_records(canvas.chart.table)
    series = [
        NativeSeries(
            name=row["category"],
            values=[_get_finite(row["value"])],
            labels={0: format_mark_label(row)},
            fill=color,
            hollow=frozenset({0}) if row["status"] == "derived" else frozenset(),
            # dark letters on a hollow part, light ones on a filled part
            label_color="tx1" if row["status"] == "derived" else "bg1",
        )
        for color, row in zip(cycle(ACCENT_COLORS), rows, strict=False)
    ]
    whole = sum(value for row in rows if (value := _get_finite(row["value"])) is not None)
    area = _place_bars(canvas.area, 2)  # room for the bar and its legend
    # The workbook has one row, for the whole bar.
    merged = [_merge_marks([{**row, "series": row["category"]} for row in rows], canvas)]
    titles = [canvas.chart.title]
    _add_chart(
        canvas, area, "stacked", merged, titles, series, (0.0, whole), gap_width=40, has_legend=True
    )


def add_line_chart(canvas: SlideCanvas) -> None:
    """Add a line for each series over the periods, with a label right of its last point.

    Each unbroken part of a line is a series of its own in the same colour, so that no line crosses
    a break; the legend has only the first part.
    """
    rows = to_records(canvas.chart.table)
    periods = list(dict.fromkeys(row["category"] for row in rows))
    lines = split_lines(canvas.chart.table)
    series = [
        run
        for color, (name, runs) in zip(cycle(ACCENT_COLORS), lines.items(), strict=False)
        for run in _build_runs(name, runs, periods, color, canvas)
    ]
    # The workbook has a row for each period, with the points of all series.
    merged = [
        _merge_marks([row for row in rows if row["category"] == period], canvas)
        for period in periods
    ]
    low, high = (1.15 * end for end in _find_value_range(rows))  # room above the last point
    axis = choose_value_axis(high - low, canvas.chart.language, low)
    if low < 0:  # PowerPoint counts steps from the axis's lower end
        step = axis.major_unit
        low, high = math.floor(low / step) * step, math.ceil(high / step) * step
    _add_chart(
        canvas,
        canvas.area,
        "line",
        merged,
        periods,
        series,
        (low, high),
        has_legend=any(lines),
        value_axis=axis,
    )


def _build_runs(
    name: str,
    runs: Sequence[pd.DataFrame],
    periods: Sequence[str],
    color: str,
    canvas: SlideCanvas,
) -> list[NativeSeries]:
    """Return the unbroken parts of a line, each as a series of the chart.

    `runs` are the points of each part; between two parts the series' definition changes. Only the
    last part with a value is labelled, and only the first is in the legend; the names of the others
    include their first period.
    """
    name, words = name or canvas.chart.title, canvas.request.words
    run_series = [_build_run(name, to_records(marks), periods, color) for marks in runs]
    labelled_run = max((n for n, run in enumerate(run_series) if run.labels), default=0)
    starts = [marks["category"].iloc[0] for marks in runs]
    names = [words.say("exports.from_period", name=name, since=start) for start in starts]
    return [
        replace(
            run,
            name=names[n] if n else name,
            labels=run.labels if n == labelled_run else {},
            listed=not n,
        )
        for n, run in enumerate(run_series)
    ]


def _build_run(name: str, marks: Sequence[Row], periods: Sequence[str], color: str) -> NativeSeries:
    """Return an unbroken part of a line over all periods; its last point with a value is labelled.

    `marks` are its points, whose category is a period. The series has None for every other period.
    """
    by_period = {mark["category"]: mark for mark in marks}
    # The points that have a value, by the position of their period.
    points = {
        n: by_period[period]
        for n, period in enumerate(periods)
        if period in by_period and math.isfinite(by_period[period]["value"])
    }
    return NativeSeries(
        name=name,
        values=[float(points[n]["value"]) if n in points else None for n in range(len(periods))],
        # only the last point, if there is one
        labels={n: format_mark_label(mark) for n, mark in list(points.items())[-1:]},
        fill=color,
        hollow=frozenset(n for n, mark in points.items() if mark["status"] == "derived"),
        open=frozenset(n for n, mark in points.items() if format_open_bounds(mark)),
    )


def _merge_marks(marks: Sequence[Row], canvas: SlideCanvas) -> Row:
    """Return one row of the embedded workbook for several points or parts, their wordings joined.

    A wording is the text of a number, here with the series' name: "宁波市300余人；杭州市500人".
    Bounds, status, detail and formula are empty: one cell cannot have those of several marks. A
    single mark is returned as it is.
    """
    if len(marks) == 1:
        return marks[0]
    words = canvas.request.words
    wordings = [
        words.say("charts.part", name=mark["series"], wording=format_mark_label(mark))
        for mark in marks
    ]
    empty = dict.fromkeys(EXTRA_COLUMNS, "") | {"value_low": math.nan, "value_high": math.nan}
    return empty | {"wording": words.say("exports.join").join(wordings)}


def _build_bar_series(rows: Sequence[Row], canvas: SlideCanvas) -> list[NativeSeries]:
    """Return the series of a bar chart, preceded by a faded one up to the reported upper bounds.

    Each series has a value for its own rows and None for those of the others. Bars of a row lie
    over each other, later series on top. A row with an upper bound has its label at the end of the
    faded bar, which is longer. A derived value (computed from figures) and a target are hollow
    bars.
    """
    words = canvas.request.words
    upper_bounds = [
        _get_finite(row["value_high"])
        if row["status"] == "reported" and row["value_high"] > row["value"]
        else None
        for row in rows
    ]
    bounded_rows = {n for n, bound in enumerate(upper_bounds) if bound is not None}
    series = []
    if bounded_rows:
        name = words.say("exports.upper")
        labels = {n: format_mark_label(rows[n]) for n in bounded_rows}
        series.append(NativeSeries(name, upper_bounds, labels, fill=ACCENT_COLORS[0], faded=True))
    for color, name in zip(cycle(ACCENT_COLORS), _list_series(rows), strict=False):
        own_rows = {n: row for n, row in enumerate(rows) if row["series"] == name}
        values = [
            _get_finite(row["value"]) if n in own_rows else None for n, row in enumerate(rows)
        ]
        labelled_rows = [n for n in own_rows if n not in bounded_rows and values[n] is not None]
        series.append(
            NativeSeries(
                name=name or words.say("exports.value"),
                values=values,
                labels={n: format_mark_label(rows[n]) for n in labelled_rows},
                fill=color,
                hollow=frozenset(
                    n for n, row in own_rows.items() if row["status"] in ("derived", "target")
                ),
                open=frozenset(n for n, row in own_rows.items() if format_open_bounds(row)),
            )
        )
    return series


def _add_bars(
    canvas: SlideCanvas,
    area: SlideRectangle,
    rows: Sequence[Row],
    series: list[NativeSeries],
    bar_inches: float,
    value_axis: ValueAxis | None = None,
    font_size: float = 0,
) -> None:
    """Add a bar chart that PowerPoint itself draws, with bars `bar_inches` thick.

    With `value_axis` the axis is shown, and values are percentages; else it is hidden. `font_size`
    is in points; 0 means to choose one that fits.
    """
    categories = [_format_bar_label(row, canvas.missing_text) for row in rows]
    row_inches = area.height / EMU_PER_INCH / max(1, len(rows))
    # In percent of a bar's thickness; PowerPoint takes at most 500.
    gap_width = min(500, max(30, round((row_inches / bar_inches - 1) * 100)))
    points = area.width / EMU_PER_INCH * 72
    if not font_size:
        font_size = _fit_font_size(categories, points * MAX_LABEL_SHARE, row_inches * 72)
    least_end = 100.0 if value_axis else 0.0  # 0: the axis ends where the values need it to
    limits = _choose_axis_limits(rows, categories, points, font_size, least_end)
    _add_chart(
        canvas,
        area,
        "bar",
        rows,
        categories,
        series,
        limits,
        gap_width=gap_width,
        value_axis=value_axis,
        font_size=font_size,
    )


def _choose_axis_limits(
    rows: Sequence[Row], categories: Sequence[str], width: float, font_size: float, least_end: float
) -> tuple[float, float]:
    """Return limits of the value axis that leave room for the label beside each bar.

    PowerPoint would let labels of long bars run out of the chart. The axis contains zero; labels of
    negative bars are at their left. `width` is the chart's width and `font_size` the labels' size
    in points. Unless there are negative values, the upper limit is at least `least_end`.
    """
    # Widths of texts are estimated: so many letters, each a share of the font size wide.
    letters = max(measure_text(line) for category in categories for line in category.split("\n"))
    plot_width = width - min(letters * font_size * LATIN_WIDTH, width * MAX_LABEL_SHARE)
    lowest, highest = _find_value_range(rows)
    if lowest >= 0:
        highest = max(highest, least_end)
    has_both_signs = lowest < 0 < highest
    # Where each bar ends, and which share of the plot is left to it by its label.
    ends_and_shares = []
    for row in rows:
        ends = [end for name in ("value", "value_high") if math.isfinite(end := row[name])]
        label_width = measure_text(format_mark_label(row)) * font_size * LATIN_WIDTH * BOLD_WIDTH
        # Bar and label share the plot, with 2% between them: a bar of 100 with a label that takes
        # 28% of the plot needs an axis up to 100 / 0.7. A long label leaves a fifth to the bar,
        # three fifths where there are bars on both sides.
        share = max(0.6 if has_both_signs else 0.2, 1 - label_width / plot_width - 0.02)
        end = min(ends, default=0.0) if row["value"] < 0 else max(ends, default=0.0)
        ends_and_shares.append((end, share))
    span = highest - lowest
    low, high = 1.04 * lowest, 1.04 * highest  # even the longest bar ends before the edge
    if not has_both_signs:
        # How much longer than the longest bar the axis is.
        factor = max(1.04, *(abs(end) / span / share for end, share in ends_and_shares))
        return (0.0, span * factor) if highest > 0 else (span * -factor, 0.0)
    for _ in range(20):  # a wider axis needs more room for its labels; the steps become smaller
        span = high - low
        high = max(high, *(end + (1 - share) * span for end, share in ends_and_shares if end > 0))
        low = min(low, *(end - (1 - share) * span for end, share in ends_and_shares if end < 0))
    return low, high


def _fit_font_size(texts: Sequence[str], width: float, height: float) -> float:
    """Return the largest of FONT_SIZES with which each label of a chart's bars fits its area.

    `width` and `height` are those of one label. If no size fits, the last one is returned. All are
    in points.
    """
    for size in FONT_SIZES:
        lines = max(count_lines(text, size, round(width * EMU_PER_POINT)) for text in texts)
        if lines * size * LABEL_SPACING <= height:
            return size
    return FONT_SIZES[-1]


def _add_chart(
    canvas: SlideCanvas,
    area: SlideRectangle,
    kind: ChartKind,
    rows: Sequence[Row],
    categories: Sequence[str],
    series: list[NativeSeries],
    limits: tuple[float, float],
    gap_width: int = 60,
    has_legend: bool = False,
    value_axis: ValueAxis | None = None,
    font_size: float = 14,
) -> None:
    """Add a chart that PowerPoint draws, with its embedded workbook.

    `categories` are the names of bars or periods. `rows` fill the workbook's EXTRA_COLUMNS, which
    only people read. `limits` are the ends of the value axis (0 and 0 become 0 and 1), `gap_width`
    is the space between bars in percent of a bar, `font_size` in points.
    """
    low, high = limits
    data = NativeChartData(
        kind=kind,
        categories=categories,
        series=series,
        fonts=canvas.deck.fonts,
        font_size=font_size,
        axis_minimum=low,
        axis_maximum=high if low < high else low + 1.0,
        workbook=b"",  # what it holds depends on how the categories are written
        gap_width=gap_width,
        has_legend=has_legend,
        value_axis=value_axis,
        size=(area.width / EMU_PER_POINT, area.height / EMU_PER_POINT),
    )
    _place_chart(canvas, area, data, rows)


def _place_chart(
    canvas: SlideCanvas, area: SlideRectangle, data: NativeChartData, rows: Sequence[Row]
) -> None:
    """Put a native chart (drawn by PowerPoint) on its slide, with the workbook of its values.

    Screen readers read its title and its finding, the sentence that it states.
    """
    workbook = write_embedded_workbook(
        canvas.chart,
        list_category_columns(data.categories, data.levels),
        data.series,
        rows,
        canvas.request.citations,
        canvas.request.words,
    )
    data = replace(data, workbook=workbook)
    # The kind of chart is in the XML that `data` writes, not in the first argument.
    frame = canvas.slide.shapes.add_chart(
        XL_CHART_TYPE.BAR_CLUSTERED, area.left, area.top, area.width, area.height, data
    )
    chart = canvas.chart
    frame._element.nvGraphicFramePr.cNvPr.set("descr", f"{chart.title} {chart.finding}".strip())
    frame.name = chart.title


def _format_bar_label(row: Row, missing_text: str) -> str:
    """Return the label left of a bar: its category and, below it, the detail.

    The series' name stands in for an empty category. A missing value has no bar: `missing_text`
    says so after the detail, unless the detail is this very text.
    """
    details = [row["detail"]] if row["detail"] else []
    if row["status"] == "missing" and row["detail"] != missing_text:
        details.append(missing_text)
    lines = [row["category"] or row["series"], " · ".join(details)]
    return "\n".join(line for line in lines if line)


def _list_series(rows: Sequence[Row]) -> list[str]:
    """Return the names of the series in the order in which they first occur."""
    return list(dict.fromkeys(row["series"] for row in rows))


def _get_finite(value: float) -> float | None:
    """Return a number, or None for NaN and infinity, which a workbook's cell cannot have."""
    return float(value) if math.isfinite(value) else None


def _find_value_range(rows: Sequence[Row]) -> tuple[float, float]:
    """Return the range of values and bounds of a chart's rows, widened to contain zero.

    The axis of bars and lines is made of it, so its ends differ: (0, 1) if all numbers are 0, NaN
    or infinite.
    """
    names = ("value", "value_low", "value_high")
    numbers = [
        float(number) for row in rows for name in names if math.isfinite(number := row[name])
    ]
    low, high = min([0.0, *numbers]), max([0.0, *numbers])
    return low, 1.0 if low == high else high


def _place_bars(area: SlideRectangle, bar_count: int) -> SlideRectangle:
    """Return the part of a slide's area in which some bars are drawn.

    Few bars would be too thick in all of it: a bar gets at most 1.25 inches with its space.
    """
    return area.place_centrally(min(area.height, to_emu(max(1.5, 1.25 * bar_count))))
