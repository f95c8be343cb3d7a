"""One slide: title, finding, unit, the room for the drawing, footnotes, source, speaker notes."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit
from xml.sax.saxutils import quoteattr

from pptx.opc.constants import RELATIONSHIP_TYPE

from charts.chart import Chart
from exports.citations import format_citations
from exports.footnotes import list_footnotes
from exports.request import ExportRequest
from exports.slides.deck import EMU_PER_INCH, Deck, SlideRectangle
from exports.slides.text import (
    TextStyle,
    build_paragraph,
    build_run,
    build_text_body,
    count_lines,
    element,
    fit_text,
    truncate_lines,
)

TITLE_STYLE, FINDING_STYLE = TextStyle(28, bold=True), TextStyle(16, "tx2")
NOTE_STYLE, SOURCE_STYLE = TextStyle(11, "tx2"), TextStyle(10, "tx2")
TITLE_SIZES, FINDING_SIZES = (28.0, 22.0, 17.0, 14.0, 12.0), (16.0, 14.0, 12.0)
"""Sizes in points of a title and a finding: the first in which it has room."""
MAX_LINK_LENGTH = 72
"""Letters of an address that are shown; the whole of it is behind them."""
MAX_FINDING_SHARE = 0.24
"""The part of a slide's height that a finding may take."""
MIN_CHART_SHARE = 0.4
"""The part of a slide's height that notes leave to the drawing."""


@dataclass(frozen=True)
class SlideCanvas:
    """Where a form is drawn: a slide of a deck, and the area left for the drawing."""

    slide: Any
    deck: Deck
    chart: Chart
    request: ExportRequest
    area: SlideRectangle

    @property
    def missing(self) -> str:
        """Say that something is not reported."""
        return self.request.words.say("charts.not_reported")

    def add_shape(self, xml: str) -> None:
        """Add a shape written as XML, under the next number."""
        tree = self.slide.shapes._spTree
        added: Any = element(xml)
        added[0][0].set("id", str(1000 + len(tree)))
        tree.append(added)

    def add_text_box(self, area: SlideRectangle, paragraphs: list[str], anchor: str = "t") -> None:
        """Add a box of text without ground or outline."""
        self.add_shape(build_shape(area, "Text", build_text_body(paragraphs, anchor)))

    def build_run(self, text: str, style: TextStyle, link: str = "") -> str:
        """Write a run in the deck's faces; `link` is followed only where it is a web address."""
        number = ""
        if link and urlsplit(link).scheme in ("http", "https"):
            number = self.slide.part.relate_to(link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return build_run(text, style, self.deck.fonts, number)


def build_shape(
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
        f"{text or build_text_body([build_paragraph([])])}</p:sp>"
    )


def build_solid_fill(colour: str, alpha: int = 100) -> str:
    """Write a fill in a colour of the theme; `alpha` in percent."""
    inner = f'<a:alpha val="{alpha * 1000}"/>' if alpha < 100 else ""
    return f'<a:solidFill><a:schemeClr val="{colour}">{inner}</a:schemeClr></a:solidFill>'


def build_outline(colour: str, points: float = 1.5) -> str:
    """Write an outline in a colour of the theme."""
    return f'<a:ln w="{round(points * 12700)}">{build_solid_fill(colour)}</a:ln>'


def add_chart_slide(deck: Deck, request: ExportRequest, chart: Chart, link: str) -> SlideCanvas:
    """Add a slide with everything around the drawing, and give the place for the drawing."""
    slide = deck.presentation.slides.add_slide(deck.layout("titleOnly"))
    canvas = SlideCanvas(slide, deck, chart, request, SlideRectangle(0, 0, deck.width, deck.height))
    inside = _add_title(canvas)
    canvas = _add_finding(replace(canvas, area=inside))
    canvas, left_out = _add_footer(canvas, link)
    _write_speaker_notes(canvas, left_out)
    return canvas


def _add_title(canvas: SlideCanvas) -> SlideRectangle:
    """Fill the title, leave no other placeholder empty, and give the area below it."""
    deck, title = canvas.deck, canvas.slide.shapes.title
    for holder in [p for p in canvas.slide.placeholders if p.placeholder_format.idx != 0]:
        holder._element.getparent().remove(holder._element)
    area = SlideRectangle(0, 0, deck.width, deck.height).inset(0.42, 0.3, 0.62, 0.62)
    head = SlideRectangle(area.left, area.top, area.width, round(0.62 * EMU_PER_INCH))
    text, size = fit_text(canvas.chart.title, head.width, head.height, TITLE_SIZES)
    words = build_text_body(
        [build_paragraph([canvas.build_run(text, TITLE_STYLE.replaced(size=size))])], "ctr"
    )
    if title is None:
        canvas.add_shape(build_shape(head, "Text", words))
    elif deck.is_default:
        move_placeholder(title, head)
        title._element.replace(title._element.txBody, element(words))
        mark = SlideRectangle(0, head.top, round(0.14 * EMU_PER_INCH), head.height)
        canvas.add_shape(build_shape(mark, "Mark", fill=build_solid_fill("accent6")))
    else:
        title.text_frame.text = canvas.chart.title
        if title.top + title.height > deck.height // 2:
            move_placeholder(title, head)  # below it there would be no room for a chart
        head = SlideRectangle(title.left, title.top, title.width, title.height)
        if head.width > deck.width // 2:
            area = replace(area, left=head.left, width=head.width)
        area = replace(area, top=head.top, height=deck.height - head.top).inset(bottom=0.3)
    return area.inset(top=head.height / EMU_PER_INCH)


def move_placeholder(holder: Any, area: SlideRectangle) -> None:
    """Put a placeholder somewhere else than its layout does."""
    holder.left, holder.top, holder.width, holder.height = (
        area.left,
        area.top,
        area.width,
        area.height,
    )


def _add_finding(canvas: SlideCanvas) -> SlideCanvas:
    """Write the finding, and the unit at the right."""
    chart, area = canvas.chart, canvas.area
    unit = 2.4 if chart.unit else 0.0
    wide = area.inset(right=unit).width
    most = round(canvas.deck.height * MAX_FINDING_SHARE)
    finding, size = fit_text(chart.finding, wide, most, FINDING_SIZES)
    lines_needed = count_lines(finding, size, wide) if finding else 0
    height = 0.02 * size * lines_needed + 0.08
    box = SlideRectangle(area.left, area.top, area.width, round(height * EMU_PER_INCH))
    if finding:
        style = FINDING_STYLE.replaced(size=size)
        canvas.add_text_box(
            box.inset(right=unit), [build_paragraph([canvas.build_run(finding, style)])]
        )
    if chart.unit:
        said = canvas.request.words.say("charts.unit", unit=chart.unit)
        right = SlideRectangle(
            box.left + box.width - round(unit * EMU_PER_INCH),
            box.top,
            round(unit * EMU_PER_INCH),
            0,
        )
        right = replace(right, height=round(0.32 * EMU_PER_INCH))
        canvas.add_text_box(
            right, [build_paragraph([canvas.build_run(said, NOTE_STYLE.replaced(size=12))], "r")]
        )
    return replace(canvas, area=area.inset(top=max(height, 0.4) + 0.12))


def _add_footer(canvas: SlideCanvas, link: str) -> tuple[SlideCanvas, list[str]]:
    """Write notes above the source line, and the slide's number; gives the notes that were cut."""
    area, style = canvas.area, canvas.deck.fonts
    corner = SlideRectangle(
        area.left + area.width - round(0.6 * EMU_PER_INCH), 0, round(0.6 * EMU_PER_INCH), 0
    )
    bottom = area.top + area.height
    line = round(0.26 * EMU_PER_INCH)
    number = (
        f'<a:fld id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum">'
        f"{build_run('', SOURCE_STYLE, style)[5:].partition('<a:t>')[0]}<a:t>‹#›</a:t></a:fld>"
    )
    at = replace(corner, top=bottom - line, height=line)
    canvas.add_text_box(at, [build_paragraph([number], "r")], "b")
    if canvas.request.options.source_line:
        bottom -= _add_source(canvas, link, area.width - corner.width)
    else:
        bottom -= line
    return _add_footnotes(canvas, bottom)


def _add_source(canvas: SlideCanvas, link: str, width: int) -> int:
    """Write source, release and address at the foot; gives the height that they take in EMU."""
    area, source = canvas.area, canvas.chart.source
    shown = link if len(link) <= MAX_LINK_LENGTH else link[: MAX_LINK_LENGTH - 1] + "…"
    runs = [canvas.build_run(source, SOURCE_STYLE)]
    if link:
        runs += [canvas.build_run("　", SOURCE_STYLE), canvas.build_run(shown, SOURCE_STYLE, link)]
    taken = count_lines(f"{source}　{shown}" if link else source, SOURCE_STYLE.size, width)
    height = round((0.26 + 0.19 * (taken - 1)) * EMU_PER_INCH)
    box = SlideRectangle(area.left, area.top + area.height - height, width, height)
    canvas.add_text_box(box, [build_paragraph(runs)], "b")
    return height


def _add_footnotes(canvas: SlideCanvas, bottom: int) -> tuple[SlideCanvas, list[str]]:
    """Write what the marks leave open, as far as there is room, and give what was cut."""
    area = canvas.area
    notes = [note for note in list_footnotes(canvas.chart, canvas.request.words) if note]
    line = round(0.21 * EMU_PER_INCH)
    most = (bottom - area.top - round(canvas.deck.height * MIN_CHART_SHARE)) // line
    shown: list[str] = []
    for note in notes:
        left = most - sum(count_lines(each, NOTE_STYLE.size, area.width) for each in shown)
        if left > 0:
            shown.append(truncate_lines(note, NOTE_STYLE.size, area.width, left))
    height = line * sum(count_lines(each, NOTE_STYLE.size, area.width) for each in shown)
    if shown:
        box = SlideRectangle(area.left, bottom - height, area.width, height)
        canvas.add_text_box(
            box, [build_paragraph([canvas.build_run(note, NOTE_STYLE)]) for note in shown], "b"
        )
    inside = replace(area, height=bottom - height - round(0.08 * EMU_PER_INCH) - area.top)
    return replace(canvas, area=inside), [note for note in notes if note not in shown]


def _write_speaker_notes(canvas: SlideCanvas, left_out: list[str]) -> None:
    """Give the speaker the finding, the notes that had no room, and where each figure stands."""
    chart, request = canvas.chart, canvas.request
    told = [chart.finding] if chart.finding else []
    told += left_out
    told += [
        f"· {line}" for line in format_citations(chart.table, request.citations, request.words)
    ]
    told += [chart.source]
    frame = canvas.slide.notes_slide.notes_text_frame
    if frame is not None:
        words = [build_paragraph([canvas.build_run(line, TextStyle(12))]) for line in told]
        frame._element.getparent().replace(frame._element, element(build_text_body(words)))
