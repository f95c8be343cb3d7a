"""One slide: title, finding, unit, the room for the drawing, footnotes, source, speaker notes."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit
from xml.sax.saxutils import quoteattr

from pptx.opc.constants import RELATIONSHIP_TYPE

from charts.chart import Chart
from exports.citations import citation_lines
from exports.footnotes import footnotes
from exports.request import ExportRequest
from exports.slides.deck import INCH, Deck, SlideRectangle
from exports.slides.text import TextStyle, body, cut, element, fitting, lines_of, paragraph, run

TITLE, FINDING = TextStyle(28, bold=True), TextStyle(16, "tx2")
SMALL, SOURCE = TextStyle(11, "tx2"), TextStyle(10, "tx2")
TITLES, FINDINGS = (28.0, 22.0, 17.0, 14.0, 12.0), (16.0, 14.0, 12.0)
"""Sizes in points of a title and a finding: the first in which it has room."""
LONG_LINK = 72
"""Letters of an address that are shown; the whole of it is behind them."""
HEAD = 0.24
"""The part of a slide's height that a finding may take."""
DRAWING = 0.4
"""The part of a slide's height that notes leave to the drawing."""


@dataclass(frozen=True)
class SlideArea:
    """Where a form is drawn: a slide of a deck, and the area left for the drawing."""

    slide: Any
    deck: Deck
    chart: Chart
    order: ExportRequest
    area: SlideRectangle

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

    def write(self, area: SlideRectangle, paragraphs: list[str], anchor: str = "t") -> None:
        """Add a box of text without ground or outline."""
        self.put(shape(area, "Text", body(paragraphs, anchor)))

    def run(self, text: str, ink: TextStyle, link: str = "") -> str:
        """Write a run in the deck's faces; `link` is followed only where it is a web address."""
        number = ""
        if link and urlsplit(link).scheme in ("http", "https"):
            number = self.slide.part.relate_to(link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return run(text, ink, self.deck.face, number)


def shape(
    area: SlideRectangle,
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


def add_page(deck: Deck, order: ExportRequest, chart: Chart, link: str) -> SlideArea:
    """Add a slide with everything around the drawing, and give the place for the drawing."""
    slide = deck.presentation.slides.add_slide(deck.layout("titleOnly"))
    place = SlideArea(slide, deck, chart, order, SlideRectangle(0, 0, deck.width, deck.height))
    inside = _title(place)
    place = _head(replace(place, area=inside))
    place, left_out = _foot(place, link)
    _speaker_notes(place, left_out)
    return place


def _title(place: SlideArea) -> SlideRectangle:
    """Fill the title, leave no other placeholder empty, and give the area below it."""
    deck, title = place.deck, place.slide.shapes.title
    for holder in [p for p in place.slide.placeholders if p.placeholder_format.idx != 0]:
        holder._element.getparent().remove(holder._element)
    area = SlideRectangle(0, 0, deck.width, deck.height).cut(0.42, 0.3, 0.62, 0.62)
    head = SlideRectangle(area.left, area.top, area.width, round(0.62 * INCH))
    text, size = fitting(place.chart.title, head.width, head.height, TITLES)
    words = body([paragraph([place.run(text, TITLE.replaced(size=size))])], "ctr")
    if title is None:
        place.put(shape(head, "Text", words))
    elif deck.own:
        move(title, head)
        title._element.replace(title._element.txBody, element(words))
        mark = SlideRectangle(0, head.top, round(0.14 * INCH), head.height)
        place.put(shape(mark, "Mark", fill=solid("accent6")))
    else:
        title.text_frame.text = place.chart.title
        if title.top + title.height > deck.height // 2:
            move(title, head)  # below it there would be no room for a chart
        head = SlideRectangle(title.left, title.top, title.width, title.height)
        if head.width > deck.width // 2:
            area = replace(area, left=head.left, width=head.width)
        area = replace(area, top=head.top, height=deck.height - head.top).cut(bottom=0.3)
    return area.cut(top=head.height / INCH)


def move(holder: Any, area: SlideRectangle) -> None:
    """Put a placeholder somewhere else than its layout does."""
    holder.left, holder.top, holder.width, holder.height = (
        area.left,
        area.top,
        area.width,
        area.height,
    )


def _head(place: SlideArea) -> SlideArea:
    """Write the finding, and the unit at the right."""
    chart, area = place.chart, place.area
    unit = 2.4 if chart.unit else 0.0
    wide = area.cut(right=unit).width
    most = round(place.deck.height * HEAD)
    finding, size = fitting(chart.finding, wide, most, FINDINGS)
    lines_needed = lines_of(finding, size, wide) if finding else 0
    height = 0.02 * size * lines_needed + 0.08
    box = SlideRectangle(area.left, area.top, area.width, round(height * INCH))
    if finding:
        ink = FINDING.replaced(size=size)
        place.write(box.cut(right=unit), [paragraph([place.run(finding, ink)])])
    if chart.unit:
        said = place.order.words.say("exports.unit", unit=chart.unit)
        right = SlideRectangle(
            box.left + box.width - round(unit * INCH), box.top, round(unit * INCH), 0
        )
        right = replace(right, height=round(0.32 * INCH))
        place.write(right, [paragraph([place.run(said, SMALL.replaced(size=12))], "r")])
    return replace(place, area=area.cut(top=max(height, 0.4) + 0.12))


def _foot(place: SlideArea, link: str) -> tuple[SlideArea, list[str]]:
    """Write notes above the source line, and the slide's number; gives the notes that were cut."""
    area, ink = place.area, place.deck.face
    corner = SlideRectangle(area.left + area.width - round(0.6 * INCH), 0, round(0.6 * INCH), 0)
    bottom = area.top + area.height
    line = round(0.26 * INCH)
    number = (
        f'<a:fld id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum">'
        f"{run('', SOURCE, ink)[5:].partition('<a:t>')[0]}<a:t>‹#›</a:t></a:fld>"
    )
    at = replace(corner, top=bottom - line, height=line)
    place.write(at, [paragraph([number], "r")], "b")
    if place.order.look.source_line:
        bottom -= _source(place, link, area.width - corner.width)
    else:
        bottom -= line
    return _notes(place, bottom)


def _source(place: SlideArea, link: str, width: int) -> int:
    """Write source, release and address at the foot; gives the height that they take in EMU."""
    area, source = place.area, place.chart.source
    shown = link if len(link) <= LONG_LINK else link[: LONG_LINK - 1] + "…"
    runs = [place.run(source, SOURCE)]
    if link:
        runs += [place.run("　", SOURCE), place.run(shown, SOURCE, link)]
    taken = lines_of(f"{source}　{shown}" if link else source, SOURCE.size, width)
    height = round((0.26 + 0.19 * (taken - 1)) * INCH)
    box = SlideRectangle(area.left, area.top + area.height - height, width, height)
    place.write(box, [paragraph(runs)], "b")
    return height


def _notes(place: SlideArea, bottom: int) -> tuple[SlideArea, list[str]]:
    """Write what the marks leave open, as far as there is room, and give what was cut."""
    area = place.area
    notes = [note for note in footnotes(place.chart, place.order.words) if note]
    line = round(0.21 * INCH)
    most = (bottom - area.top - round(place.deck.height * DRAWING)) // line
    shown: list[str] = []
    for note in notes:
        left = most - sum(lines_of(each, SMALL.size, area.width) for each in shown)
        if left > 0:
            shown.append(cut(note, SMALL.size, area.width, left))
    height = line * sum(lines_of(each, SMALL.size, area.width) for each in shown)
    if shown:
        box = SlideRectangle(area.left, bottom - height, area.width, height)
        place.write(box, [paragraph([place.run(note, SMALL)]) for note in shown], "b")
    inside = replace(area, height=bottom - height - round(0.08 * INCH) - area.top)
    return replace(place, area=inside), [note for note in notes if note not in shown]


def _speaker_notes(place: SlideArea, left_out: list[str]) -> None:
    """Give the speaker the finding, the notes that had no room, and where each figure stands."""
    chart, order = place.chart, place.order
    told = [chart.finding] if chart.finding else []
    told += left_out
    told += [f"· {line}" for line in citation_lines(chart.table, order.places, order.words)]
    told += [chart.source]
    frame = place.slide.notes_slide.notes_text_frame
    if frame is not None:
        words = [paragraph([place.run(line, TextStyle(12))]) for line in told]
        frame._element.getparent().replace(frame._element, element(body(words)))
