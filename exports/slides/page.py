"""One slide: title, finding, unit, the room for the drawing, footnotes, source, speaker notes."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit
from xml.sax.saxutils import quoteattr

from pptx.opc.constants import RELATIONSHIP_TYPE

from charts.canvas import room
from charts.chart import Chart
from exports.cited import lines
from exports.footnotes import footnotes
from exports.order import Order
from exports.slides.deck import INCH, Area, Deck
from exports.slides.text import Ink, body, element, paragraph, run

TITLE, FINDING = Ink(28, bold=True), Ink(16, "tx2")
SMALL, SOURCE = Ink(11, "tx2"), Ink(10, "tx2")
LONG_TITLE = 56
"""Latin letters' room that a title has in one line."""


LONG_LINK = 72
"""Letters of an address that are shown; the whole of it is behind them."""


@dataclass(frozen=True)
class Place:
    """Where a form is drawn: a slide of a deck, and the area left for the drawing."""

    slide: Any
    deck: Deck
    chart: Chart
    order: Order
    area: Area

    @property
    def missing(self) -> str:
        """Say that something is not reported."""
        return self.order.words.say("charts.not_reported")

    def put(self, xml: str) -> None:
        """Add a shape written as XML, under the next number."""
        tree = self.slide.shapes._spTree
        added: Any = element(xml)
        added[0][0].set("id", str(1000 + len(tree)))
        tree.append(added)

    def write(self, area: Area, paragraphs: list[str], anchor: str = "t") -> None:
        """Add a box of text without ground or outline."""
        self.put(shape(area, "Text", body(paragraphs, anchor)))

    def run(self, text: str, ink: Ink, link: str = "") -> str:
        """Write a run in the deck's faces; `link` is followed only where it is a web address."""
        number = ""
        if link and urlsplit(link).scheme in ("http", "https"):
            number = self.slide.part.relate_to(link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return run(text, ink, self.deck.face, number)


def shape(
    area: Area,
    name: str,
    text: str = "",
    fill: str = "",
    line: str = "",
    geometry: str = '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>',
) -> str:
    """Write a shape; `fill`, `line` and `geometry` are elements."""
    box = ' txBox="1"' if not fill and not line else ""
    return (
        '<p:sp xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        f'<p:nvSpPr><p:cNvPr id="0" name={quoteattr(name)}/><p:cNvSpPr{box}/><p:nvPr/></p:nvSpPr>'
        f'<p:spPr><a:xfrm><a:off x="{area.left}" y="{area.top}"/>'
        f'<a:ext cx="{area.width}" cy="{area.height}"/></a:xfrm>{geometry}'
        f"{fill or '<a:noFill/>'}{line or '<a:ln><a:noFill/></a:ln>'}</p:spPr>"
        f"{text or body([paragraph([])])}</p:sp>"
    )


def solid(colour: str, alpha: int = 100) -> str:
    """Write a fill in a colour of the theme; `alpha` in percent."""
    inner = f'<a:alpha val="{alpha * 1000}"/>' if alpha < 100 else ""
    return f'<a:solidFill><a:schemeClr val="{colour}">{inner}</a:schemeClr></a:solidFill>'


def outline(colour: str, points: float = 1.5) -> str:
    """Write an outline in a colour of the theme."""
    return f'<a:ln w="{round(points * 12700)}">{solid(colour)}</a:ln>'


def add_page(deck: Deck, order: Order, chart: Chart, link: str) -> Place:
    """Add a slide with everything around the drawing, and give the place for the drawing."""
    slide = deck.presentation.slides.add_slide(deck.layout("titleOnly"))
    place = Place(slide, deck, chart, order, Area(0, 0, deck.width, deck.height).cut())
    inside = _title(place)
    place = _head(replace(place, area=inside))
    place = _foot(place, link)
    _speaker_notes(place)
    return place


def _title(place: Place) -> Area:
    """Fill the title, and give the area below it."""
    deck, title = place.deck, place.slide.shapes.title
    ink = TITLE if room(place.chart.title) <= LONG_TITLE else TITLE.replaced(size=22)
    if title is None or deck.own:
        area = Area(0, 0, deck.width, deck.height).cut(0.42, 0.3, 0.62, 0.62)
        head = Area(area.left, area.top, area.width, round(0.62 * INCH))
    else:
        head = Area(title.left, title.top, title.width, title.height)
        area = Area(head.left, head.top, head.width, deck.height - head.top).cut(bottom=0.3)
    if title is None:
        place.write(head, [paragraph([place.run(place.chart.title, ink)])], "ctr")
        return area.cut(top=head.height / INCH)
    if deck.own:
        title.left, title.top, title.width, title.height = (
            head.left,
            head.top,
            head.width,
            head.height,
        )
        words = [paragraph([place.run(place.chart.title, ink)])]
        title._element.replace(title._element.txBody, element(body(words, "ctr")))
        mark = Area(0, head.top, round(0.14 * INCH), head.height)
        place.put(shape(mark, "Mark", fill=solid("accent6")))
    else:
        title.text_frame.text = place.chart.title
    return area.cut(top=head.height / INCH)


def _head(place: Place) -> Place:
    """Write the finding, and the unit at the right."""
    chart, area = place.chart, place.area
    lines_needed = 1 + (room(chart.finding) - 1) // 96 if chart.finding else 0
    height = 0.32 * lines_needed + 0.08
    unit = 2.4 if chart.unit else 0.0
    box = Area(area.left, area.top, area.width, round(height * INCH))
    if chart.finding:
        place.write(box.cut(right=unit), [paragraph([place.run(chart.finding, FINDING)])])
    if chart.unit:
        said = place.order.words.say("exports.unit", unit=chart.unit)
        right = Area(box.left + box.width - round(unit * INCH), box.top, round(unit * INCH), 0)
        right = replace(right, height=round(0.32 * INCH))
        place.write(right, [paragraph([place.run(said, SMALL.replaced(size=12))], "r")])
    return replace(place, area=area.cut(top=max(height, 0.4) + 0.12))


def _foot(place: Place, link: str) -> Place:
    """Write footnotes and, below them, source, release and address, and the slide's number."""
    chart, area, words = place.chart, place.area, place.order.words
    bottom = area.top + area.height
    line = round(0.26 * INCH)
    if place.order.look.source_line:
        box = Area(area.left, bottom - line, area.width - round(0.6 * INCH), line)
        runs = [place.run(chart.source, SOURCE)]
        if link:
            shown = link if len(link) <= LONG_LINK else link[: LONG_LINK - 1] + "…"
            runs += [place.run("　", SOURCE), place.run(shown, SOURCE, link)]
        place.write(box, [paragraph(runs)], "b")
        bottom -= line
    number = (
        f'<a:fld id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum">'
        f"{run('', SOURCE, place.deck.face)[5:].partition('<a:t>')[0]}<a:t>‹#›</a:t></a:fld>"
    )
    right = Area(area.left + area.width - round(0.6 * INCH), area.top + area.height - line, 0, line)
    place.write(replace(right, width=round(0.6 * INCH)), [paragraph([number], "r")], "b")
    notes = footnotes(chart, words)
    wraps = [1 + (room(note) - 1) // 150 for note in notes if note]
    height = round(0.21 * sum(wraps) * INCH)
    if notes:
        box = Area(area.left, bottom - height, area.width, height)
        place.write(box, [paragraph([place.run(note, SMALL)]) for note in notes], "b")
    spare = round(0.08 * INCH)
    return replace(place, area=replace(area, height=bottom - height - spare - area.top))


def _speaker_notes(place: Place) -> None:
    """Give the speaker the finding, and where each figure stands."""
    chart, order = place.chart, place.order
    told = [chart.finding] if chart.finding else []
    told += [f"· {line}" for line in lines(chart.table, order.places, order.words)]
    told += [chart.source]
    frame = place.slide.notes_slide.notes_text_frame
    if frame is not None:
        words = [paragraph([place.run(line, Ink(12))]) for line in told]
        frame._element.getparent().replace(frame._element, element(body(words)))
