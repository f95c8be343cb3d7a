"""The chart part of a native PowerPoint chart as XML (ECMA-376, part 1, 21.2).

A native chart is one that PowerPoint itself draws from its values, and that can be edited there.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from xml.sax.saxutils import quoteattr

from charts.render.text_wrapping import measure_text
from exports.slides.category_axis import (
    PeriodLevels,
    build_category_reference,
    build_string_reference,
    list_category_columns,
    split_into_levels,
)
from exports.slides.drawingml import (
    SlideFonts,
    TextStyle,
    build_outline,
    build_run,
    build_run_properties,
    build_solid_fill,
)
from exports.slides.text_layout import BOLD_WIDTH, LATIN_WIDTH
from file_formats.sheet import column_letters
from locales import Language
from locales.numbers import format_compact

ChartKind = Literal["bar", "stacked", "line"]
_NAMESPACES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


@dataclass(frozen=True)
class NativeSeries:
    """One series: a value or None for each category, and labels by the index of the category.

    `fill` and `label_color` are names of theme colours. A `faded` series shows a range. `hollow`
    has the indices of derived values, drawn as outlines; `open` those of values with an unknown
    bound, whose bars fade out. A series that is not `listed` has no entry in the legend.
    """

    name: str
    values: Sequence[float | None]
    labels: Mapping[int, str]
    fill: str
    faded: bool = False
    hollow: frozenset[int] = frozenset()
    open: frozenset[int] = frozenset()
    label_color: str = "tx1"
    listed: bool = True


@dataclass(frozen=True)
class ValueAxis:
    """A visible value axis: a grid line every `major_unit`, and Excel's format code of numbers."""

    major_unit: float
    number_format: str


@dataclass(frozen=True)
class NativeChartData:
    """Chart data with python-pptx's interface: the XML of the chart part and the embedded workbook.

    `font_size` and `size` (width and height) are in points, `gap_width` in percent of a bar.
    Without `value_axis` the axis is hidden.
    """

    kind: ChartKind
    categories: Sequence[str]
    series: Sequence[NativeSeries]
    fonts: SlideFonts
    font_size: float
    axis_minimum: float
    axis_maximum: float
    workbook: bytes
    gap_width: int
    has_legend: bool
    value_axis: ValueAxis | None
    size: tuple[float, float]

    @property
    def levels(self) -> PeriodLevels | None:
        """The periods below lines in two rows, months and years; None if they stand in one."""
        if self.kind != "line":
            return None
        left, right = _compute_side_margins(self)
        return split_into_levels(self.categories, (1 - left - right) * self.size[0])

    @property
    def xlsx_blob(self) -> bytes:
        """The workbook to embed, as bytes."""
        return self.workbook

    def xml_bytes(self, chart_type: Any) -> bytes:
        """Return the XML of the chart part; `chart_type`, which python-pptx passes, is ignored.

        The slide has the title, so the chart has none. Empty cells stay gaps in lines.
        """
        plot = _build_line_chart(self) if self.kind == "line" else _build_bar_chart(self)
        text_properties = _build_text_properties(TextStyle(self.font_size), self.fonts)
        unlisted = "".join(
            f'<c:legendEntry><c:idx val="{index}"/><c:delete val="1"/></c:legendEntry>'
            for index, each in enumerate(self.series)
            if not each.listed
        )
        legend = (
            f'<c:legend><c:legendPos val="b"/>{unlisted}<c:overlay val="0"/>{text_properties}'
            "</c:legend>"
            if self.has_legend
            else ""
        )
        layout = _build_line_layout(self) if self.kind == "line" else "<c:layout/>"
        return (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
            f'<c:chartSpace {_NAMESPACES}><c:date1904 val="0"/><c:roundedCorners val="0"/>'
            '<c:chart><c:autoTitleDeleted val="1"/>'
            f"<c:plotArea>{layout}{plot}<c:spPr><a:noFill/></c:spPr></c:plotArea>{legend}"
            '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
            f"<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>{text_properties}</c:chartSpace>"
        ).encode()


def _compute_plot_area(chart: NativeChartData) -> tuple[float, float, float, float]:
    """Return left, top, width and height of a line chart's plot as shares of the chart.

    The rest is room for the labels of the lines' ends at the right, and for periods and legend
    below, half of the chart at most; three hundredths are free above. PowerPoint would not make
    this room for labels, so the plot is placed by hand. Widths of texts are estimated by their
    letters; a line of text takes 1.2 times the font size.
    """
    width, height = chart.size
    left, right = _compute_side_margins(chart)
    # The letters of each name in the legend; its sign is as wide as 6.
    name_letters = [
        measure_text(one_series.name) + 6 for one_series in chart.series if one_series.listed
    ]
    is_one_row = sum(name_letters) * chart.font_size * LATIN_WIDTH < width
    legend_rows = (1 if is_one_row else len(name_letters)) if chart.has_legend else 0
    period_rows = 3.4 if chart.levels else 2.2  # lines of text, with the space around them
    below = min(0.5, (period_rows + 1.5 * legend_rows) * chart.font_size * 1.2 / height)
    return left, 0.03, 1 - left - right, 0.97 - below


def _compute_side_margins(chart: NativeChartData) -> tuple[float, float]:
    """Return the room left of a line chart's plot and right of it, as shares of the chart's width.

    At the left are the numbers of the value axis: five times the font size, a fifth of the chart at
    most. At the right are the labels of the lines' ends: the longest and 14 points of space, three
    tenths at most.
    """
    letters = max(
        (
            measure_text(label)
            for one_series in chart.series
            for label in one_series.labels.values()
        ),
        default=0,
    )
    right = (letters * chart.font_size * LATIN_WIDTH * BOLD_WIDTH + 14) / chart.size[0]
    return min(0.2, 5 * chart.font_size / chart.size[0]), min(0.3, right)


def _build_line_layout(chart: NativeChartData) -> str:
    """Return the `c:layout` element of a line chart's plot, without its labels (`inner`).

    Without it PowerPoint would choose the place itself and leave no room for the lines' labels.
    """
    places = zip("xywh", _compute_plot_area(chart), strict=True)
    return (
        '<c:layout><c:manualLayout><c:layoutTarget val="inner"/>'
        '<c:xMode val="edge"/><c:yMode val="edge"/>'
        + "".join(f'<c:{name} val="{share:.4f}"/>' for name, share in places)
        + "</c:manualLayout></c:layout>"
    )


def _compute_label_shifts(chart: NativeChartData) -> dict[tuple[int, int], float]:
    """Return how far labels of lines are moved down, as shares of the chart's height.

    Labels of lines that end close together would overlap. From the top down, each is moved to at
    least one line of text below the one before. Keys are the indices of series and category; labels
    that stay are left out.
    """
    *_, height = _compute_plot_area(chart)
    extent = chart.axis_maximum - chart.axis_minimum
    distance = 1.25 * chart.font_size / chart.size[1]  # of two lines of text
    # Where each label would be without a move, from the top: its distance, and its key.
    places = sorted(
        ((chart.axis_maximum - value) / extent * height, (index, category))
        for index, one_series in enumerate(chart.series)
        for category in one_series.labels
        if (value := one_series.values[category]) is not None
    )
    moves, free_from = {}, 0.0
    for place, key in places:
        moves[key] = max(place, free_from) - place
        free_from = place + moves[key] + distance
    return {key: move for key, move in moves.items() if move}


def _build_bar_chart(chart: NativeChartData) -> str:
    """Return the `c:barChart` element with its axes.

    Series overlap by 100 %: a bar lies over the faded one up to its upper bound, while the parts
    of a stacked bar are end to end.
    """
    grouping = "stacked" if chart.kind == "stacked" else "clustered"
    return (
        f'<c:barChart><c:barDir val="bar"/><c:grouping val="{grouping}"/><c:varyColors val="0"/>'
        f"{_build_all_series(chart)}"
        f'<c:gapWidth val="{chart.gap_width}"/><c:overlap val="100"/>'
        '<c:axId val="1"/><c:axId val="2"/></c:barChart>'
        f"{_build_category_axis(chart)}{_build_value_axis(chart)}"
    )


def _build_line_chart(chart: NativeChartData) -> str:
    """Return the `c:lineChart` element with its axes, which have the ids 1 and 2."""
    return (
        '<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>'
        f"{_build_all_series(chart)}"
        '<c:marker val="1"/><c:axId val="1"/><c:axId val="2"/></c:lineChart>'
        f"{_build_category_axis(chart)}{_build_value_axis(chart)}"
    )


def _build_all_series(chart: NativeChartData) -> str:
    """Return the `c:ser` elements of all series."""
    return "".join(
        _build_series(chart, index, one_series) for index, one_series in enumerate(chart.series)
    )


def _build_series(chart: NativeChartData, index: int, series: NativeSeries) -> str:
    """Return a `c:ser` element that refers to its column of the embedded workbook.

    `index` is that of the series in the chart; the first columns have the categories, row 1 the
    headings.
    """
    category_columns = len(list_category_columns(chart.categories, chart.levels))
    column, last_row = column_letters(index + category_columns), len(chart.categories) + 1
    name = build_string_reference(f"Sheet1!${column}$1", [series.name])
    categories = build_category_reference(chart.categories, chart.levels)
    values = _build_number_reference(f"Sheet1!${column}$2:${column}${last_row}", series.values)
    fill, points = _build_series_fill(series), _build_data_points(series, chart.kind)
    moves = _compute_label_shifts(chart) if chart.kind == "line" else {}
    own_moves = {category: move for (number, category), move in moves.items() if number == index}
    if chart.kind == "line":
        line = f'<a:ln w="28575" cap="rnd">{fill}<a:round/></a:ln>'  # EMU: 2.25 points
        marker = _build_marker(f"<c:spPr>{fill}<a:ln><a:noFill/></a:ln></c:spPr>")
        shape, smoothing = f"<c:spPr>{line}</c:spPr>{marker}", '<c:smooth val="0"/>'
    else:
        shape, smoothing = f'<c:spPr>{fill}</c:spPr><c:invertIfNegative val="0"/>', ""
    return (
        f'<c:ser><c:idx val="{index}"/><c:order val="{index}"/><c:tx>{name}</c:tx>{shape}{points}'
        f"{_build_data_labels(chart, series, own_moves)}<c:cat>{categories}</c:cat>"
        f"<c:val>{values}</c:val>{smoothing}</c:ser>"
    )


def _build_series_fill(series: NativeSeries) -> str:
    """Return the fill of a series; a faded one, which shows a range, is 30% opaque."""
    return build_solid_fill(series.fill, 30 if series.faded else 100)


def _build_marker(shape_properties: str) -> str:
    """Return the round marker of a line's points with these shape properties."""
    return '<c:marker><c:symbol val="circle"/><c:size val="7"/>' + shape_properties + "</c:marker>"


def _build_data_points(series: NativeSeries, kind: ChartKind) -> str:
    """Return the `c:dPt` elements of points that are drawn differently from their series.

    Hollow points have only an outline, points with open bounds fade out. A point that is both is
    drawn hollow.
    """
    points = ""
    for index in sorted(series.hollow | series.open):
        is_hollow = index in series.hollow
        shape = _build_hollow_shape(series) if is_hollow else _build_gradient_shape(series)
        point = _build_marker(shape) if kind == "line" else f'<c:invertIfNegative val="0"/>{shape}'
        points += f'<c:dPt><c:idx val="{index}"/>{point}</c:dPt>'
    return points


def _build_hollow_shape(series: NativeSeries) -> str:
    """Return the XML of a derived value's shape: an outline, filled with the background."""
    outline = f'<a:ln w="19050">{_build_series_fill(series)}</a:ln>'
    return f"<c:spPr>{build_solid_fill('bg1')}{outline}</c:spPr>"


def _build_gradient_shape(series: NativeSeries) -> str:
    """Return the XML of a fill that fades out towards a bar's end: the value has an open bound.

    It is full up to 70 % of the bar and fades to an opacity of 25 %.
    """

    def build_stop(position: int, alpha: int) -> str:
        """Return a gradient stop at `position` with an opacity of `alpha`.

        Both are in thousandths of a percent: 100000 is 100%.
        """
        color = f'<a:schemeClr val="{series.fill}"><a:alpha val="{alpha}"/></a:schemeClr>'
        return f'<a:gs pos="{position}">{color}</a:gs>'

    stops = build_stop(0, 100000) + build_stop(70000, 100000) + build_stop(100000, 25000)
    return (
        f'<c:spPr><a:gradFill rotWithShape="1"><a:gsLst>{stops}</a:gsLst>'
        '<a:lin ang="0" scaled="0"/></a:gradFill></c:spPr>'
    )


def _build_data_labels(
    chart: NativeChartData, series: NativeSeries, moves: Mapping[int, float]
) -> str:
    """Return the labels of a series, each with its own text.

    PowerPoint's own labels would show bare values, without the printed number and its unit. `moves`
    has the share of the chart's height by which a label is moved down.
    """
    position = {"bar": "outEnd", "stacked": "ctr", "line": "r"}[chart.kind]
    style = TextStyle(chart.font_size, series.label_color, bold=True)
    properties = build_run_properties(style, chart.fonts, "a:defRPr")
    # {0} is 1 to show the labels, 0 to hide them.
    flags = (
        '<c:showLegendKey val="0"/><c:showVal val="{0}"/><c:showCatName val="0"/>'
        '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/>'
    )
    labels = "".join(
        f'<c:dLbl><c:idx val="{number}"/>{_build_label_shift(moves.get(number, 0.0))}<c:tx><c:rich>'
        '<a:bodyPr wrap="none"/><a:lstStyle/>'
        f"<a:p><a:pPr>{properties}</a:pPr>{build_run(label, style, chart.fonts)}</a:p>"
        f'</c:rich></c:tx><c:dLblPos val="{position}"/>{flags.format(1)}</c:dLbl>'
        for number, label in sorted(series.labels.items())
    )
    text_properties = _build_text_properties(style, chart.fonts)
    return f"<c:dLbls>{labels}{text_properties}{flags.format(0)}</c:dLbls>"


def _build_label_shift(share: float) -> str:
    """Return the `c:layout` element that moves a label down by a share of the chart; "" for 0."""
    if not share:
        return ""
    return (
        f'<c:layout><c:manualLayout><c:x val="0"/><c:y val="{share:.4f}"/>'
        "</c:manualLayout></c:layout>"
    )


def _choose_label_interval(chart: NativeChartData) -> int:
    """Return the interval of named periods below a line: 1 if all fit, 2 for every second one.

    In two rows all fit.
    """
    if chart.levels:
        return 1
    letters = max((measure_text(category) for category in chart.categories), default=0)
    needed = (letters + 2) * chart.font_size * LATIN_WIDTH * len(chart.categories)
    return max(1, math.ceil(needed / (_compute_plot_area(chart)[2] * chart.size[0])))


def _build_category_axis(chart: NativeChartData) -> str:
    """Return the category axis, which is hidden for a stacked bar.

    PowerPoint draws bars from the bottom upwards; maxMin reverses them, so that the first is on
    top.
    """
    orientation, position = ("minMax", "b") if chart.kind == "line" else ("maxMin", "l")
    step = _choose_label_interval(chart) if chart.kind == "line" else 1
    size = chart.levels.size if chart.levels else chart.font_size
    return (
        f'<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="{orientation}"/></c:scaling>'
        f'<c:delete val="{int(chart.kind == "stacked")}"/><c:axPos val="{position}"/>'
        '<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        '<c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        f"<c:spPr>{build_outline('tx2', 0.75)}</c:spPr>"
        f"{_build_text_properties(TextStyle(size), chart.fonts)}"
        '<c:crossAx val="2"/><c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/>'
        f'<c:lblOffset val="100"/><c:tickLblSkip val="{step}"/>'
        f'<c:noMultiLvlLbl val="{int(chart.levels is None)}"/></c:catAx>'
    )


def _build_value_axis(chart: NativeChartData) -> str:
    """Return the value axis; without `chart.value_axis` it is hidden, and labels give the values.

    Since bars are drawn from the top, their value axis crosses at the last category to be at the
    bottom. Its texts are 2 points smaller than the chart's.
    """
    axis, is_line = chart.value_axis, chart.kind == "line"
    gridlines = major_unit = ""
    if axis:
        gridlines = (
            f"<c:majorGridlines><c:spPr>{build_outline('bg2', 0.5)}</c:spPr></c:majorGridlines>"
        )
        major_unit = f'<c:majorUnit val="{axis.major_unit:.10g}"/>'
    number_format = quoteattr(axis.number_format if axis else "General")
    return (
        f'<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/>'
        f'<c:max val="{chart.axis_maximum:.15g}"/><c:min val="{chart.axis_minimum:.15g}"/>'
        f'</c:scaling><c:delete val="{0 if axis else 1}"/>'
        f'<c:axPos val="{"l" if is_line else "b"}"/>{gridlines}'
        f'<c:numFmt formatCode={number_format} sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        "<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>"
        f"{_build_text_properties(TextStyle(chart.font_size - 2, 'tx2'), chart.fonts)}"
        f'<c:crossAx val="1"/><c:crosses val="{"autoZero" if is_line else "max"}"/>'
        f'<c:crossBetween val="between"/>{major_unit}</c:valAx>'
    )


def choose_value_axis(maximum: float, language: Language, low: float = 0.0) -> ValueAxis:
    """Return a native chart's value axis of at most three round steps: steps of 500 up to 800.

    `maximum` is the length of the axis, which begins at zero, or at `low` if that is negative; a
    length of 0 or less has steps of 1. Numbers are in 万 (10,000) and 亿 (100 million) in Chinese,
    with thousands separators in English, or with as many decimals as they need.
    """
    step = 1.0
    if maximum > 0:
        # The smallest of 1, 2, 5, 10 times a power of ten of which three cover the axis.
        power = 10.0 ** math.floor(math.log10(maximum / 3))
        step = next(step for n in (1, 2, 5, 10) if (step := n * power) >= maximum / 3)
    if language == "en":
        return ValueAxis(step, "General" if step < 1 else "#,##0")
    first, last = low / step, (low + maximum) / step
    # An axis that goes below zero begins and ends with whole steps.
    first, last = math.floor(first), math.ceil(last) if low < 0 else math.floor(last)
    ticks = [n * step for n in range(first, last + 1)]
    return ValueAxis(step, _format_chinese_ticks([tick for tick in ticks if abs(tick) >= 10**4]))


def _format_chinese_ticks(ticks: Sequence[float]) -> str:
    """Return Excel's format code of a Chinese axis; `ticks` are those from 万 (10,000) on.

    No format divides by 万, but one may print texts instead of two numbers: 500万, 1000万. The
    ticks of an axis stay when somebody edits the embedded workbook. Of more ticks, or
    some below zero, the numbers are divided by 1,000, and a point is printed before their last
    digit: 1.2万. All of them are then in 亿 (100 million), or none, as a format has two conditions
    at most.
    """
    if len(ticks) <= 2 and min(ticks, default=0) >= 0:
        texts = [f'[={tick:.0f}]"{format_compact(tick, "zh")}"' for tick in ticks]
        return ";".join([*texts, "General"])
    is_large = max(map(abs, ticks)) >= 10**8
    scaled, least = ('0\\.00,,"亿"', 10**6) if is_large else ('0\\.0,"万"', 10**4)
    return f"[>={least}]{scaled};[<=-{least}]-{scaled};General"


def _build_text_properties(style: TextStyle, fonts: SlideFonts) -> str:
    """Return the `c:txPr` element: the style of texts in a chart."""
    properties = build_run_properties(style, fonts, "a:defRPr")
    return (
        f"<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr>{properties}</a:pPr>"
        '<a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'
    )


def _build_number_reference(reference: str, values: Iterable[float | None]) -> str:
    """Return a chart's `c:numRef` element: a cell reference and the cached numbers.

    The numbers are drawn until somebody edits the embedded workbook. They have 15 digits, as many
    as Excel keeps. An empty cell is counted, but has no `c:pt`.
    """
    numbers = list(values)
    points = "".join(
        f'<c:pt idx="{n}"><c:v>{value:.15g}</c:v></c:pt>'
        for n, value in enumerate(numbers)
        if value is not None and math.isfinite(value)
    )
    return (
        f"<c:numRef><c:f>{reference}</c:f><c:numCache><c:formatCode>General</c:formatCode>"
        f'<c:ptCount val="{len(numbers)}"/>{points}</c:numCache></c:numRef>'
    )
