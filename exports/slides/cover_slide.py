"""The first slide: title, occasion and release."""

from typing import Any

from pptx.enum.shapes import PP_PLACEHOLDER

from exports.export_request import ExportRequest
from exports.slides.chart_slide import SlideCanvas, move_placeholder, set_text_body
from exports.slides.drawingml import TextStyle, build_solid_fill
from exports.slides.pptx_template import TITLE_INDEX, Deck
from exports.slides.slide_geometry import SlideRectangle, to_emu
from exports.slides.text_layout import fit_text

TITLE_SIZES, LINE_SIZES = (38.0, 32.0, 26.0, 22.0, 18.0, 14.0), (18.0, 16.0, 14.0, 12.0)
"""Font sizes in points: the first in which the title, or the lines below it, fit is used."""
TEXT_PLACEHOLDERS = (PP_PLACEHOLDER.SUBTITLE, PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT)
"""Placeholders that take text: not those of pictures or tables."""


def add_cover(deck: Deck, request: ExportRequest) -> None:
    """Add the cover slide in the layout for titles; placeholders that stay empty are removed.

    A template's own title and subtitle keep their place and style. Without a template, or if its
    layout has no title, the texts are laid out as in the default deck.
    """
    slide = deck.add_slide("title")
    release = request.words.say("exports.release", release=request.release)
    lines = [line for line in (request.occasion, release) if line]
    title = slide.shapes.title
    others = [p for p in slide.placeholders if p.placeholder_format.idx != TITLE_INDEX]
    subtitle = next((p for p in others if p.placeholder_format.type in TEXT_PLACEHOLDERS), None)
    for placeholder in others:
        if placeholder is not subtitle:
            placeholder._element.getparent().remove(placeholder._element)
    if deck.is_default or title is None:
        # A canvas has a chart, although the cover shows none.
        canvas = SlideCanvas(slide, deck, request.charts[0], request, deck.area)
        _lay_out_cover(canvas, title, subtitle, lines)
        return
    title.text_frame.text = request.title
    if subtitle is not None:
        subtitle.text_frame.text = "\n".join(lines)


def _lay_out_cover(canvas: SlideCanvas, title: Any, subtitle: Any, lines: list[str]) -> None:
    """Lay out a cover without a template: aligned left, with a red mark.

    Placeholders that are None become text boxes. Lengths are in inches, sizes of text in points.
    """
    request, area = canvas.request, canvas.area.inset(top=2.3, bottom=0.5, left=0.95, right=0.95)
    mark = SlideRectangle(area.left, area.top - to_emu(0.3), to_emu(0.9), to_emu(0.07))
    canvas.add_shape(mark, "Mark", fill=build_solid_fill("accent6"))
    title_area = SlideRectangle(area.left, area.top, area.width, to_emu(1.5))
    text, size = fit_text(request.title, title_area.width, title_area.height, TITLE_SIZES)
    _fill_placeholder(
        canvas, title, title_area, [canvas.build_line(text, TextStyle(size, bold=True))]
    )
    lines_top = title_area.top + title_area.height
    lines_area = SlideRectangle(area.left, lines_top, area.width, to_emu(1.3))
    text, size = fit_text("\n".join(lines), lines_area.width, lines_area.height, LINE_SIZES)
    style = TextStyle(size, "tx2")
    paragraphs = [canvas.build_line(line, style, after=4) for line in text.split("\n")]
    _fill_placeholder(canvas, subtitle, lines_area, paragraphs)


def _fill_placeholder(
    canvas: SlideCanvas, placeholder: Any, area: SlideRectangle, paragraphs: list[str]
) -> None:
    """Move a placeholder of the cover to an area and fill it with paragraphs, given as XML.

    If it is None, since the layout lacks it, a text box is added in its place.
    """
    if placeholder is None:
        canvas.add_text_box(area, paragraphs)
        return
    move_placeholder(placeholder, area)
    set_text_body(placeholder, paragraphs)
