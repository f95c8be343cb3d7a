"""One slide: title, finding, unit, the area for the chart, footnotes, source, speaker notes."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml

from charts.chart import Chart
from exports.citations import format_citations
from exports.export_request import ExportRequest
from exports.footnotes import list_footnotes
from exports.slides.drawingml import (
    TextStyle,
    build_paragraph,
    build_run,
    build_run_properties,
    build_shape,
    build_solid_fill,
    build_text_body,
)
from exports.slides.pptx_template import TITLE_INDEX, Deck
from exports.slides.slide_geometry import EMU_PER_INCH, SlideRectangle, to_emu
from exports.slides.text_layout import count_lines, fit_text, truncate_lines

NOTE_STYLE, SOURCE_STYLE = TextStyle(11, "tx2"), TextStyle(10, "tx2")
TITLE_SIZES, FINDING_SIZES = (28.0, 22.0, 17.0, 14.0, 12.0), (16.0, 14.0, 12.0)
"""Font sizes in points: the first in which a title or finding fits is used."""
MAX_LINK_LENGTH = 72
"""Characters of an address that are printed; the hyperlink has all of them."""
MAX_FINDING_SHARE = 0.24
"""The share of a slide's height that a finding may take."""
MIN_CHART_SHARE = 0.4
"""The share of a slide's height that footnotes leave to the chart."""


@dataclass(frozen=True)
class SlideCanvas:
    """A slide to which a chart of a request is being added.

    `area` is the part of the slide that is still empty. Functions that add something return a
    canvas with a smaller area.
    """

    slide: Any
    deck: Deck
    chart: Chart
    request: ExportRequest
    area: SlideRectangle

    @property
    def missing_text(self) -> str:
        """The text for a value that is not reported."""
        return self.request.words.say("charts.not_reported")

    def add_shape(self, area: SlideRectangle, name: str, text: str = "", **elements: str) -> None:
        """Add a shape with the next free id; `elements` are further arguments of `build_shape`."""
        tree = self.slide.shapes._spTree
        shape: Any = parse_xml(build_shape(area, name, text, **elements))
        shape.nvSpPr.cNvPr.set("id", str(1000 + len(tree)))  # above the ids of placeholders
        tree.append(shape)

    def add_text_box(self, area: SlideRectangle, paragraphs: list[str], anchor: str = "t") -> None:
        """Add a text box without fill or outline; `anchor` is t, ctr or b (top, centre, bottom)."""
        self.add_shape(area, "Text", build_text_body(paragraphs, anchor))

    def build_run(self, text: str, style: TextStyle, link: str = "") -> str:
        """Return a run of text as XML; a `link` that is not an http(s) URL is ignored."""
        relation_id = ""
        if link and urlsplit(link).scheme in ("http", "https"):
            relation_id = self.slide.part.relate_to(
                link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True
            )
        return build_run(text, style, self.deck.fonts, relation_id)

    def build_line(self, text: str, style: TextStyle, align: str = "l", after: float = 0) -> str:
        """Return a paragraph of a single run of text as XML.

        `align` is l, ctr or r, `after` the space below in points.
        """
        return build_paragraph([self.build_run(text, style)], align, after)


def move_placeholder(placeholder: Any, area: SlideRectangle) -> None:
    """Move a placeholder (a title or text field of the slide's layout) to an area of its slide."""
    placeholder.left, placeholder.top = area.left, area.top
    placeholder.width, placeholder.height = area.width, area.height


def set_text_body(placeholder: Any, paragraphs: list[str], anchor: str = "t") -> None:
    """Replace the text of a placeholder by paragraphs, each given as XML.

    `anchor` is t, ctr or b (top, centre, bottom).
    """
    element = placeholder._element
    element.replace(element.txBody, parse_xml(build_text_body(paragraphs, anchor)))


def add_chart_slide(deck: Deck, request: ExportRequest, chart: Chart, link: str) -> SlideCanvas:
    """Add a slide with all texts of a chart; return its canvas, whose area is for the chart.

    `link` is the chart's web address, "" for none.
    """
    canvas = SlideCanvas(deck.add_slide("titleOnly"), deck, chart, request, deck.area)
    # Each function returns the canvas with the area that is left for the next one.
    canvas = _add_finding(_add_title(canvas))
    canvas, omitted = _add_footer(canvas, link)
    _write_speaker_notes(canvas, omitted)
    return canvas


def _add_title(canvas: SlideCanvas) -> SlideCanvas:
    """Fill the slide's title, remove the other placeholders, and return the canvas that remains.

    In the default deck the title is placed here, in a font size in which it fits. A template's
    title keeps its place and style, but is moved up if it is in the lower half of the slide.
    Margins are in inches.
    """
    deck, title = canvas.deck, canvas.slide.shapes.title
    for placeholder in list(canvas.slide.placeholders):
        if placeholder.placeholder_format.idx != TITLE_INDEX:
            placeholder._element.getparent().remove(placeholder._element)
    area = deck.area.inset(top=0.42, bottom=0.3, left=0.62, right=0.62)
    title_area = replace(area, height=to_emu(0.62))
    text, size = fit_text(
        canvas.chart.slide_title, title_area.width, title_area.height, TITLE_SIZES
    )
    paragraphs = [canvas.build_line(text, TextStyle(size, bold=True))]
    if title is None:  # the template's layout has none
        canvas.add_text_box(title_area, paragraphs, "ctr")
    elif deck.is_default:
        move_placeholder(title, title_area)
        set_text_body(title, paragraphs, "ctr")
        mark = SlideRectangle(0, title_area.top, to_emu(0.14), title_area.height)
        canvas.add_shape(mark, "Mark", fill=build_solid_fill("accent6"))
    else:
        title.text_frame.text = canvas.chart.slide_title
        if title.top + title.height > deck.height // 2:
            move_placeholder(title, title_area)  # else there would be no room for a chart below
        title_area = SlideRectangle(title.left, title.top, title.width, title.height)
        # The chart is as wide as the title, unless that takes less than half of the slide.
        if title_area.width > deck.width // 2:
            area = replace(area, left=title_area.left, width=title_area.width)
        height = deck.height - title_area.top
        area = replace(area, top=title_area.top, height=height).inset(bottom=0.3)
    return replace(canvas, area=area.inset(top=title_area.height / EMU_PER_INCH))


def _add_finding(canvas: SlideCanvas) -> SlideCanvas:
    """Add the finding with the unit at its right, and return the canvas that remains.

    The finding is the sentence that the chart states. It has the first of FINDING_SIZES in which it
    fits; a longer one is cut. Bare numbers are lengths in inches.
    """
    chart, area = canvas.chart, canvas.area
    unit_inches = 2.4 if chart.unit else 0.0
    width = area.inset(right=unit_inches).width
    max_height = round(canvas.deck.height * MAX_FINDING_SHARE)
    finding, size = fit_text(chart.finding, width, max_height, FINDING_SIZES)
    lines = count_lines(finding, size, width) if finding else 0
    inches = 0.02 * size * lines + 0.08  # a line is LINE_SPACING / 72 = 0.018 inches a point
    if finding:
        box = SlideRectangle(area.left, area.top, width, to_emu(inches))
        canvas.add_text_box(box, [canvas.build_line(finding, TextStyle(size, "tx2"))])
    if chart.unit:
        unit_width = to_emu(unit_inches)
        left = area.left + area.width - unit_width
        box = SlideRectangle(left, area.top, unit_width, to_emu(0.32))
        unit = canvas.request.words.say("charts.unit", unit=chart.unit)
        canvas.add_text_box(box, [canvas.build_line(unit, TextStyle(size=12, color="tx2"), "r")])
    return replace(canvas, area=area.inset(top=max(inches, 0.4) + 0.12))


def _add_footer(canvas: SlideCanvas, link: str) -> tuple[SlideCanvas, list[str]]:
    """Add the slide's number in the lower right corner, the source and, above it, footnotes.

    Returns the canvas that remains, and the footnotes for which there is not enough room.
    """
    area, corner_width, line_height = canvas.area, to_emu(0.6), to_emu(0.26)  # of inches
    bottom = area.top + area.height
    corner = SlideRectangle(
        area.left + area.width - corner_width, bottom - line_height, corner_width, line_height
    )
    # PowerPoint's field for the slide number; its id may be any GUID.
    slide_number = (
        f'<a:fld id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum">'
        f"{build_run_properties(SOURCE_STYLE, canvas.deck.fonts)}<a:t>‹#›</a:t></a:fld>"
    )
    canvas.add_text_box(corner, [build_paragraph([slide_number], "r")], "b")
    if canvas.request.options.source_line:
        bottom -= _add_source(canvas, link, area.width - corner_width)
    else:
        bottom -= line_height
    return _add_footnotes(canvas, bottom)


def _add_source(canvas: SlideCanvas, link: str, width: int) -> int:
    """Add source and URL at the bottom; return their height in EMU.

    `width` is the available width in EMU; `link` is the URL, "" for none. Of a long URL only the
    beginning is printed (MAX_LINK_LENGTH).
    """
    area, source = canvas.area, canvas.chart.source
    printed = link if len(link) <= MAX_LINK_LENGTH else link[: MAX_LINK_LENGTH - 1] + "…"
    runs = [canvas.build_run(source, SOURCE_STYLE)]
    if link:
        runs += [
            canvas.build_run("　", SOURCE_STYLE),
            canvas.build_run(printed, SOURCE_STYLE, link),
        ]
    lines = count_lines(f"{source}　{printed}" if link else source, SOURCE_STYLE.size, width)
    height = to_emu(0.26 + 0.19 * (lines - 1))  # the first line has the space around it
    box = SlideRectangle(area.left, area.top + area.height - height, width, height)
    canvas.add_text_box(box, [build_paragraph(runs)], "b")
    return height


def _add_footnotes(canvas: SlideCanvas, bottom: int) -> tuple[SlideCanvas, list[str]]:
    """Add as many footnotes above `bottom` (in EMU) as there is room for; the last may be cut.

    At least MIN_CHART_SHARE of the slide is left to the chart. Returns the canvas that remains, and
    the full texts of the footnotes that are omitted or cut.
    """
    area, line_height = canvas.area, to_emu(0.21)
    footnotes = list_footnotes(canvas.chart, canvas.request.words, has_line=False)
    notes = [note for note in footnotes if note]
    free_lines = (bottom - area.top - round(canvas.deck.height * MIN_CHART_SHARE)) // line_height
    fitting: list[str] = []
    height = 0
    for note in notes:
        if free_lines > 0:
            fitting_note = truncate_lines(note, NOTE_STYLE.size, area.width, free_lines)
            fitting.append(fitting_note)
            line_count = count_lines(fitting_note, NOTE_STYLE.size, area.width)
            free_lines, height = free_lines - line_count, height + line_count * line_height
    if fitting:
        box = SlideRectangle(area.left, bottom - height, area.width, height)
        canvas.add_text_box(box, [canvas.build_line(note, NOTE_STYLE) for note in fitting], "b")
    chart_area = replace(area, height=bottom - height - to_emu(0.08) - area.top)
    return replace(canvas, area=chart_area), [note for note in notes if note not in fitting]


def _write_speaker_notes(canvas: SlideCanvas, omitted: list[str]) -> None:
    """Write the speaker notes: finding, omitted footnotes, citations of all figures, source.

    A template whose notes page has no text placeholder gets no notes.
    """
    chart, request = canvas.chart, canvas.request
    citations = format_citations(chart.table["figures"], request.citations, request.words)
    lines = [chart.finding] if chart.finding else []
    lines += [*omitted, *(f"· {line}" for line in citations), chart.source]
    frame = canvas.slide.notes_slide.notes_text_frame
    if frame is not None:
        text_body = build_text_body([canvas.build_line(line, TextStyle(size=12)) for line in lines])
        frame._element.getparent().replace(frame._element, parse_xml(text_body))
