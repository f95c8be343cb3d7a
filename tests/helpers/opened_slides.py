"""Decks opened again as plain values: where each shape stands, what it says, how it is filled."""

import io
import math
from dataclasses import dataclass
from typing import Any, NamedTuple

from pptx import Presentation
from pptx.util import Pt

from charts.render.text_wrapping import measure_text
from tests.helpers.opened_workbooks import Sheet, sheets_of

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
INCH = 914400


class Line(NamedTuple):
    """A paragraph: text, side (l, ctr, r), a run's size, colour and weight, points after it."""

    text: str
    side: str
    size: float
    colour: str
    bold: bool
    after: float = 0.0


@dataclass(frozen=True)
class Shape:
    """A shape of a slide; sides in inches; fill and outline are '' where there is none.

    `insets` of its text are EMU left, top, right, bottom; `cells` are the squares it is made of,
    `corners` those of the first square.
    """

    name: str
    left: float
    top: float
    width: float
    height: float
    lines: tuple[Line, ...]
    fill: str
    outline: str
    form: str
    anchor: str
    insets: tuple[int, ...]
    cells: tuple[tuple[int, int], ...] = ()
    corners: tuple[tuple[int, int], ...] = ()

    @property
    def text(self) -> str:
        """Give the paragraphs, one a line."""
        return "\n".join(line.text for line in self.lines)

    @property
    def right(self) -> float:
        """Give the right side in inches."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Give the lower side in inches."""
        return self.top + self.height

    @property
    def needed(self) -> float:
        """Give the height in inches that the text takes in its box.

        A Chinese letter is as wide as it is high, a Latin one half as wide.
        """
        high = 0.0
        for line in self.lines:
            letters = measure_text(line.text) * line.size * 0.5 / (self.width * 72)
            high += max(1, math.ceil(letters - 1e-6)) * line.size * 1.2 / 72
        return high


@dataclass(frozen=True)
class Series:
    """A series of a native chart; `labels` by the number of their point.

    Inks are colour, size and whether it is bold; `fades` tells how the points of `fading` fade.
    """

    name: str
    values: list[float | None]
    fill: str
    hollow: list[int]
    fading: list[int]
    broken: list[int]
    fades: set[str]
    labels: dict[int, str]
    label_inks: set[tuple[str, float, bool]]
    label_place: str
    symbol: str
    smooth: str
    references: tuple[str, str, str]


@dataclass(frozen=True)
class Native:
    """A native chart; `step` and `format` are those of the shown value axis, 0 and '' without.

    `sides` are those at which the names and the values stand: l left, b bottom. `grid` is the
    outline of grid lines, `gaps` what is drawn where there is no value. `levels` are the names in
    each row of an axis of two rows (none in one row), every `skip`-th name is shown.
    """

    kind: str
    grouping: str
    categories: list[str]
    levels: list[dict[int, str]]
    skip: int
    series: list[Series]
    low: float
    high: float
    step: float
    format: str
    gap: int
    overlap: int
    legend: bool
    size: float
    downwards: bool
    named: bool
    sides: tuple[str, str]
    grid: str
    gaps: str
    book: list[Sheet]


@dataclass(frozen=True)
class Slide:
    """A slide: its size in inches, shapes in the order of drawing, native charts, words for it."""

    width: float
    height: float
    layout: str
    shapes: list[Shape]
    charts: list[tuple[Shape, Native]]
    notes: list[str]
    links: list[tuple[str, str]]
    described: list[str]

    def named(self, text: str) -> Shape:
        """Find the shape of a text."""
        return next(shape for shape in self.shapes if shape.text == text)


def slides_of(data: bytes) -> list[Slide]:
    """Open a deck."""
    deck: Any = Presentation(io.BytesIO(data))
    return [_slide(slide, deck) for slide in deck.slides]


def _slide(slide: Any, deck: Any) -> Slide:
    charts = [each for each in slide.shapes if each.has_chart]
    links = {number: rel.target_ref for number, rel in slide.part.rels.items() if rel.is_external}
    return Slide(
        width=deck.slide_width / INCH,
        height=deck.slide_height / INCH,
        layout=slide.slide_layout.name,
        shapes=[_shape(each) for each in slide.shapes],
        charts=[(_shape(each), _native(each.chart)) for each in charts],
        notes=[p.text for p in slide.notes_slide.notes_text_frame.paragraphs]
        if slide.has_notes_slide
        else [],
        links=[
            (run.text, links[click.get(f"{R}id")])
            for shape in slide.shapes
            if shape.has_text_frame
            for paragraph in shape.text_frame.paragraphs
            for run in paragraph.runs
            for click in run._r.iter(f"{A}hlinkClick")
        ],
        described=[each._element.nvGraphicFramePr.cNvPr.get("descr") for each in charts],
    )


def _shape(shape: Any) -> Shape:
    sides = [side / INCH for side in (shape.left, shape.top, shape.width, shape.height)]
    if not shape.has_text_frame:
        return Shape(
            shape.name, *sides, lines=(), fill="", outline="", form="", anchor="", insets=()
        )
    properties = shape._element.spPr
    body = shape._element.txBody
    line = properties.find(f"{A}ln")
    form = properties.find(f"{A}prstGeom")
    return Shape(
        shape.name,
        *sides,
        lines=tuple(_line(p) for p in body.iter(f"{A}p")),
        fill=colour(properties),
        outline="" if line is None else _outline(line),
        form="" if form is None else form.get("prst"),
        anchor=body.find(f"{A}bodyPr").get("anchor") or "",
        insets=tuple(int(body.find(f"{A}bodyPr").get(f"{n}Ins") or 0) for n in "ltrb"),
        cells=tuple(_point(start) for start in properties.iter(f"{A}moveTo")),
        corners=_corners(properties),
    )


def _point(element: Any) -> tuple[int, int]:
    (point,) = element.iter(f"{A}pt")
    return int(point.get("x")), int(point.get("y"))


def _corners(properties: Any) -> tuple[tuple[int, int], ...]:
    """Follow the outline of the first square until it is closed."""
    found = []
    for step in next(properties.iter(f"{A}path"), ()):
        if step.tag == f"{A}close":
            return tuple(found)
        found.append(_point(step))
    return ()


def _line(paragraph: Any) -> Line:
    properties = next(paragraph.iter(f"{A}rPr"), None)
    side = paragraph.find(f"{A}pPr")
    return Line(
        "".join(text.text or "" for text in paragraph.iter(f"{A}t")),
        "" if side is None else side.get("algn") or "",
        0.0 if properties is None else float(properties.get("sz") or 0) / 100,
        "" if properties is None else colour(properties),
        properties is not None and properties.get("b") == "1",
        sum(float(e.get("val")) / 100 for e in paragraph.iter(f"{A}spcPts")),
    )


def colour(element: Any) -> str:
    """Give the colour of a fill with its alpha in percent, that it fades, or both of hatching."""
    if element.find(f"{A}gradFill") is not None:
        stops = element.find(f"{A}gradFill").iter(f"{A}gs")
        return "fades " + ", ".join(f"{_scheme(s)} at {int(s.get('pos')) / 1000:g}" for s in stops)
    hatching = element.find(f"{A}pattFill")
    if hatching is not None:
        return " / ".join(each.get("val", "") for each in hatching.iter(f"{A}schemeClr"))
    fill = element.find(f"{A}solidFill")
    return "" if fill is None else _scheme(fill)


def _scheme(element: Any) -> str:
    scheme = element.find(f"{A}schemeClr")
    alpha = scheme.find(f"{A}alpha")
    share = "" if alpha is None else f" {int(alpha.get('val')) / 1000:g}%"
    return scheme.get("val") + share


def _outline(line: Any) -> str:
    width = float(line.get("w") or 0) / Pt(1)
    return "" if not colour(line) else f"{colour(line)} {width:g}"


def _value(element: Any, path: str) -> str:
    found = element.find("/".join(f"{C}{part}" for part in path.split("/")))
    return "" if found is None else found.get("val")


def _native(chart: Any) -> Native:
    space = chart._chartSpace
    plot = next(e for name in ("barChart", "lineChart") for e in space.iter(f"{C}{name}"))
    names, values = next(space.iter(f"{C}catAx")), next(space.iter(f"{C}valAx"))
    shown = _value(values, "delete") == "0"
    size = names.find(f"{C}txPr").find(f".//{A}defRPr").get("sz")
    return Native(
        kind={"barChart": "bar", "lineChart": "line"}[plot.tag.removeprefix(C)],
        grouping=_value(plot, "grouping"),
        categories=_names(plot.find(f"{C}ser").find(f"{C}cat")),
        levels=_levels(plot.find(f"{C}ser").find(f"{C}cat")),
        skip=int(_value(names, "tickLblSkip")),
        series=[_series(each) for each in plot.iter(f"{C}ser")],
        low=float(_value(values, "scaling/min")),
        high=float(_value(values, "scaling/max")),
        step=float(_value(values, "majorUnit") or 0) if shown else 0.0,
        format=values.find(f"{C}numFmt").get("formatCode") if shown else "",
        gap=int(_value(plot, "gapWidth") or 0),
        overlap=int(_value(plot, "overlap") or 0),
        legend=space.find(f".//{C}legend") is not None,
        size=float(size) / 100,
        downwards=_value(names, "scaling/orientation") == "maxMin",
        named=_value(names, "delete") == "0",
        grid="".join(
            _outline(e) for g in values.iter(f"{C}majorGridlines") for e in g.iter(f"{A}ln")
        ),
        gaps=next(space.iter(f"{C}dispBlanksAs")).get("val"),
        sides=(_value(names, "axPos"), _value(values, "axPos")),
        book=sheets_of(chart.part.chart_workbook.xlsx_part.blob),
    )


def _series(series: Any) -> Series:
    drawn = series.find(f"{C}spPr")
    line = drawn.find(f"{A}ln")
    points = {int(_value(p, "idx")): p for p in series.iter(f"{C}dPt")}
    fills = {n: colour(next(p.iter(f"{C}spPr"))) for n, p in points.items()}
    labels = series.find(f"{C}dLbls")
    each = {
        int(_value(label, "idx")): "".join(t.text or "" for t in label.iter(f"{A}t"))
        for label in labels.iter(f"{C}dLbl")
        if _value(label, "showVal") == "1"
    }
    assert _value(labels, "showVal") == "0"  # what has no label of its own has none
    first = labels.find(f"{C}dLbl")
    return Series(
        name=_texts(series.find(f"{C}tx"))[0],
        values=_numbers(series.find(f"{C}val")),
        fill=colour(drawn if line is None else line),
        hollow=[n for n, fill in fills.items() if fill == "bg1"],
        fading=[n for n, fill in fills.items() if fill.startswith("fades")],
        broken=[
            n for n, point in points.items() if next(point.iter(f"{A}noFill"), None) is not None
        ],
        fades={fill for fill in fills.values() if fill.startswith("fades")},
        labels=each,
        label_inks={_ink(each) for each in labels.iter(f"{A}defRPr", f"{A}rPr")},
        label_place="" if first is None else _value(first, "dLblPos"),
        symbol=_value(series, "marker/symbol"),
        smooth=_value(series, "smooth"),
        references=tuple(f.text for f in series.iter(f"{C}f")),  # type: ignore[arg-type]
    )


def _ink(run: Any) -> tuple[str, float, bool]:
    return colour(run), float(run.get("sz")) / 100, run.get("b") == "1"


def _levels(element: Any) -> list[dict[int, str]]:
    """The names in each row of an axis of two rows, by the index of the category."""
    return [
        {int(point.get("idx")): point.find(f"{C}v").text for point in level.iter(f"{C}pt")}
        for level in element.iter(f"{C}lvl")
    ]


def _names(element: Any) -> list[str]:
    """The names of the categories; of two rows both, the lower one carried on: 2024年1月."""
    if not (levels := _levels(element)):
        return _texts(element)
    parts, years = levels
    carried = [max(n for n in years if n <= index) for index in parts]
    return [years[n] + part for n, part in zip(carried, parts.values(), strict=True)]


def _texts(element: Any) -> list[str]:
    return [point.find(f"{C}v").text for point in element.iter(f"{C}pt")]


def _numbers(element: Any) -> list[float | None]:
    found = {int(p.get("idx")): float(p.find(f"{C}v").text) for p in element.iter(f"{C}pt")}
    count = int(_value(element, "numRef/numCache/ptCount"))
    return [found.get(n) for n in range(count)]
