"""A chart part in DrawingML (ECMA-376, part 1, 21.2), and the workbook embedded in it."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from xml.sax.saxutils import escape, quoteattr

from exports.slides.text import SlideFonts, TextStyle, build_run, build_run_properties
from locales import Language

ChartKind = Literal["bar", "stacked", "line"]
_NAMESPACES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


@dataclass(frozen=True)
class NativeSeries:
    """One series: a value a category (None where there is none), a label where one is wanted.

    `fill` is a colour of the theme, faded where it only shows a range; hollow points are drawn as
    outlines, open ones (a bound was not reported) fade out.
    """

    name: str
    values: Sequence[float | None]
    labels: Mapping[int, str]
    fill: str
    faded: bool = False
    hollow: frozenset[int] = frozenset()
    open: frozenset[int] = frozenset()
    label_color: str = "tx1"


@dataclass(frozen=True)
class ValueAxis:
    """A value axis that is shown: a grid line every `step`, numbers in a format of Excel's."""

    step: float
    format: str


@dataclass(frozen=True)
class NativeChartData:
    """What python-pptx asks of chart data: the part's XML and the workbook behind it."""

    kind: ChartKind
    categories: Sequence[str]
    series: Sequence[NativeSeries]
    fonts: SlideFonts
    size: float
    low: float
    high: float
    workbook: bytes
    gap: int
    legend: bool
    scale: ValueAxis | None

    @property
    def xlsx_blob(self) -> bytes:
        """Give the workbook to embed."""
        return self.workbook

    def xml_bytes(self, chart_type: Any) -> bytes:
        """Write the chart part; the type is known already."""
        plot = _build_line_chart(self) if self.kind == "line" else _build_bar_chart(self)
        legend = (
            '<c:legend><c:legendPos val="b"/><c:overlay val="0"/>'
            f"{_build_text_properties(TextStyle(self.size, 'tx1'), self.fonts)}</c:legend>"
            if self.legend
            else ""
        )
        return (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
            f'<c:chartSpace {_NAMESPACES}><c:date1904 val="0"/><c:roundedCorners val="0"/>'
            '<c:chart><c:autoTitleDeleted val="1"/>'
            f"<c:plotArea><c:layout/>{plot}<c:spPr><a:noFill/></c:spPr></c:plotArea>{legend}"
            '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
            f"<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
            f"{_build_text_properties(TextStyle(self.size), self.fonts)}</c:chartSpace>"
        ).encode()


def _build_bar_chart(chart: NativeChartData) -> str:
    grouping = "stacked" if chart.kind == "stacked" else "clustered"
    drawn = "".join(_build_series(chart, number, each) for number, each in enumerate(chart.series))
    return (
        f'<c:barChart><c:barDir val="bar"/><c:grouping val="{grouping}"/><c:varyColors val="0"/>'
        f'{drawn}<c:gapWidth val="{chart.gap}"/><c:overlap val="100"/>'
        '<c:axId val="1"/><c:axId val="2"/></c:barChart>'
        f"{_build_category_axis(chart)}{_build_value_axis(chart)}"
    )


def _build_line_chart(chart: NativeChartData) -> str:
    drawn = "".join(_build_series(chart, number, each) for number, each in enumerate(chart.series))
    return (
        '<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>'
        f'{drawn}<c:marker val="1"/><c:axId val="1"/><c:axId val="2"/></c:lineChart>'
        f"{_build_category_axis(chart)}{_build_value_axis(chart)}"
    )


def _build_series(chart: NativeChartData, number: int, series: NativeSeries) -> str:
    column = _column_letters(number + 1)
    count = len(chart.categories)
    line = chart.kind == "line"
    shape = (
        _build_line_properties(series) if line else f"<c:spPr>{_build_series_fill(series)}</c:spPr>"
    )
    after = (
        f"{_build_marker(series)}{_build_data_points(series, line)}"
        if line
        else f'<c:invertIfNegative val="0"/>{_build_data_points(series, line)}'
    )
    smooth = '<c:smooth val="0"/>' if line else ""
    return (
        f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/>'
        f"<c:tx>{_build_string_reference(f'Sheet1!${column}$1', [series.name])}</c:tx>{shape}{after}"
        f"{_build_data_labels(chart, series)}"
        f"<c:cat>{_build_string_reference(f'Sheet1!$A$2:$A${count + 1}', chart.categories)}</c:cat>"
        f"<c:val>{_build_number_reference(f'Sheet1!${column}$2:${column}${count + 1}', series.values)}</c:val>"
        f"{smooth}</c:ser>"
    )


def _column_letters(number: int) -> str:
    """Give the letters of a sheet's column, counted from 0: A, Z, AA."""
    before, last = divmod(number, 26)
    return (_column_letters(before - 1) if before else "") + chr(ord("A") + last)


def _build_series_fill(series: NativeSeries) -> str:
    inner = '<a:alpha val="30000"/>' if series.faded else ""
    return f'<a:solidFill><a:schemeClr val="{series.fill}">{inner}</a:schemeClr></a:solidFill>'


def _build_line_properties(series: NativeSeries) -> str:
    return (
        f'<c:spPr><a:ln w="28575" cap="rnd">{_build_series_fill(series)}<a:round/></a:ln></c:spPr>'
    )


def _build_marker(series: NativeSeries) -> str:
    return (
        '<c:marker><c:symbol val="circle"/><c:size val="7"/>'
        f"<c:spPr>{_build_series_fill(series)}<a:ln><a:noFill/></a:ln></c:spPr></c:marker>"
    )


def _build_data_points(series: NativeSeries, line: bool) -> str:
    """Draw derived points as outlines, and those with an open bound fading out."""
    drawn = ""
    for point in sorted(series.hollow | series.open):
        shape = (
            _build_hollow_fill(series) if point in series.hollow else _build_gradient_fill(series)
        )
        inner = (
            f'<c:marker><c:symbol val="circle"/><c:size val="7"/>{shape}</c:marker>'
            if line
            else f'<c:invertIfNegative val="0"/>{shape}'
        )
        drawn += f'<c:dPt><c:idx val="{point}"/>{inner}</c:dPt>'
    return drawn


def _build_hollow_fill(series: NativeSeries) -> str:
    return (
        '<c:spPr><a:solidFill><a:schemeClr val="bg1"/></a:solidFill>'
        f'<a:ln w="19050">{_build_series_fill(series)}</a:ln></c:spPr>'
    )


def _build_gradient_fill(series: NativeSeries) -> str:
    def stop(at: int, alpha: int) -> str:
        colour = f'<a:schemeClr val="{series.fill}"><a:alpha val="{alpha}"/></a:schemeClr>'
        return f'<a:gs pos="{at}">{colour}</a:gs>'

    stops = stop(0, 100000) + stop(70000, 100000) + stop(100000, 25000)
    return (
        f'<c:spPr><a:gradFill rotWithShape="1"><a:gsLst>{stops}</a:gsLst>'
        '<a:lin ang="0" scaled="0"/></a:gradFill></c:spPr>'
    )


def _build_data_labels(chart: NativeChartData, series: NativeSeries) -> str:
    place = {"bar": "outEnd", "stacked": "ctr", "line": "t"}[chart.kind]
    style = TextStyle(chart.size, series.label_color, bold=True)
    shown = (
        '<c:showLegendKey val="0"/><c:showVal val="{0}"/><c:showCatName val="0"/>'
        '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/>'
    )
    each = "".join(
        f'<c:dLbl><c:idx val="{point}"/><c:tx><c:rich><a:bodyPr wrap="none"/><a:lstStyle/>'
        f"<a:p><a:pPr>{build_run_properties(style, chart.fonts, 'a:defRPr')}</a:pPr>"
        f"{build_run(label, style, chart.fonts)}</a:p></c:rich></c:tx>"
        f'<c:dLblPos val="{place}"/>{shown.format(1)}</c:dLbl>'
        for point, label in sorted(series.labels.items())
    )
    return f"<c:dLbls>{each}{_build_text_properties(style, chart.fonts)}{shown.format(0)}</c:dLbls>"


def _build_category_axis(chart: NativeChartData) -> str:
    across = chart.kind == "line"
    order, place = ("minMax", "b") if across else ("maxMin", "l")
    return (
        f'<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="{order}"/></c:scaling>'
        f'<c:delete val="{int(chart.kind == "stacked")}"/><c:axPos val="{place}"/>'
        '<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        '<c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        '<c:spPr><a:ln w="9525"><a:solidFill><a:schemeClr val="tx2"/></a:solidFill></a:ln></c:spPr>'
        f"{_build_text_properties(TextStyle(chart.size), chart.fonts)}"
        '<c:crossAx val="2"/><c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/>'
        '<c:lblOffset val="100"/><c:tickLblSkip val="1"/><c:noMultiLvlLbl val="1"/></c:catAx>'
    )


def _build_value_axis(chart: NativeChartData) -> str:
    """Scale the values; the axis itself shows only where labels do not say them all."""
    scale, line = chart.scale, chart.kind == "line"
    grid = (
        '<c:majorGridlines><c:spPr><a:ln w="6350"><a:solidFill><a:schemeClr val="bg2"/>'
        "</a:solidFill></a:ln></c:spPr></c:majorGridlines>"
        if scale
        else ""
    )
    unit = f'<c:majorUnit val="{scale.step:.10g}"/>' if scale else ""
    written = quoteattr(scale.format if scale else "General")
    return (
        f'<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/>'
        f'<c:max val="{chart.high:.15g}"/><c:min val="{chart.low:.15g}"/></c:scaling>'
        f'<c:delete val="{0 if scale else 1}"/><c:axPos val="{"l" if line else "b"}"/>{grid}'
        f'<c:numFmt formatCode={written} sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        "<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>"
        f"{_build_text_properties(TextStyle(chart.size - 2, 'tx2'), chart.fonts)}"
        f'<c:crossAx val="1"/><c:crosses val="{"autoZero" if line else "max"}"/>'
        f'<c:crossBetween val="between"/>{unit}</c:valAx>'
    )


def choose_value_axis(high: float, language: Language) -> ValueAxis:
    """Choose at most three round steps up to `high`, written in 万 and 亿 or with separators."""
    step = 1.0
    if high > 0:
        power = 10.0 ** math.floor(math.log10(high / 3))
        step = next(n * power for n in (1, 2, 5, 10) if n * power >= high / 3)
    if language == "en":
        return ValueAxis(step, "#,##0.##" if step < 1 else "#,##0")
    return ValueAxis(step, '[>=100000000]0\\.00,,"亿";[>=10000]0\\.0,"万";General')


def _build_text_properties(style: TextStyle, fonts: SlideFonts) -> str:
    inner = build_run_properties(style, fonts, "a:defRPr")
    return (
        f"<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr>{inner}</a:pPr>"
        '<a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'
    )


def _build_string_reference(reference: str, values: Sequence[str]) -> str:
    points = "".join(
        f'<c:pt idx="{n}"><c:v>{escape(value)}</c:v></c:pt>' for n, value in enumerate(values)
    )
    return (
        f"<c:strRef><c:f>{reference}</c:f><c:strCache>"
        f'<c:ptCount val="{len(values)}"/>{points}</c:strCache></c:strRef>'
    )


def _build_number_reference(reference: str, values: Iterable[float | None]) -> str:
    listed = list(values)
    points = "".join(
        f'<c:pt idx="{n}"><c:v>{value:.15g}</c:v></c:pt>'
        for n, value in enumerate(listed)
        if value is not None and math.isfinite(value)
    )
    return (
        f"<c:numRef><c:f>{reference}</c:f><c:numCache><c:formatCode>General</c:formatCode>"
        f'<c:ptCount val="{len(listed)}"/>{points}</c:numCache></c:numRef>'
    )
