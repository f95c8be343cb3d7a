"""The first slide: title, occasion, release and address."""

from typing import Any

from pptx.enum.shapes import PP_PLACEHOLDER

from exports.request import ExportRequest
from exports.slides.deck import EMU_PER_INCH, Deck, SlideRectangle
from exports.slides.slide import SlideCanvas, build_shape, build_solid_fill, move_placeholder
from exports.slides.text import (
    TextStyle,
    build_paragraph,
    build_text_body,
    element,
    fit_text,
    truncate_lines,
)

TITLE_SIZES, LINE_SIZES = (38.0, 32.0, 26.0, 22.0, 18.0, 14.0), (18.0, 16.0, 14.0, 12.0)
"""Sizes in points of the title and the lines below it: the first in which they have room."""
LINK_STYLE = TextStyle(11, "tx2")
TEXT_PLACEHOLDERS = (PP_PLACEHOLDER.SUBTITLE, PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT)
"""Placeholders that take text: not those of pictures or tables."""


def add_cover(deck: Deck, request: ExportRequest) -> None:
    """Add the cover in the layout for titles; no placeholder is left empty on it."""
    slide = deck.presentation.slides.add_slide(deck.layout("title"))
    release = request.words.say("exports.release", release=request.release)
    lines = [line for line in (request.occasion, release) if line]
    canvas = SlideCanvas(
        slide, deck, request.charts[0], request, SlideRectangle(0, 0, deck.width, deck.height)
    )
    title = slide.shapes.title
    others = [p for p in slide.placeholders if p.placeholder_format.idx != 0]
    texts = [holder for holder in others if holder.placeholder_format.type in TEXT_PLACEHOLDERS][:1]
    for holder in others:
        if holder not in texts:
            holder._element.getparent().remove(holder._element)
    if deck.is_default or title is None:
        _lay_out_cover(canvas, title, texts, lines)
        return
    title.text_frame.text = request.title
    for holder in texts:
        holder.text_frame.text = "\n".join(lines)


def _lay_out_cover(canvas: SlideCanvas, title: Any, others: list[Any], lines: list[str]) -> None:
    """Set a cover without a layout's help: flush left, one red mark, the address at the foot."""
    area, request = (
        SlideRectangle(0, 0, canvas.deck.width, canvas.deck.height).inset(2.3, 0.5, 0.95, 0.95),
        canvas.request,
    )
    mark = SlideRectangle(
        area.left,
        area.top - round(0.3 * EMU_PER_INCH),
        round(0.9 * EMU_PER_INCH),
        round(0.07 * EMU_PER_INCH),
    )
    canvas.add_shape(build_shape(mark, "Mark", fill=build_solid_fill("accent6")))
    head = SlideRectangle(area.left, area.top, area.width, round(1.5 * EMU_PER_INCH))
    text, size = fit_text(request.title, head.width, head.height, TITLE_SIZES)
    _fill_placeholder(
        canvas, title, head, [build_paragraph([canvas.build_run(text, TextStyle(size, bold=True))])]
    )
    below = SlideRectangle(area.left, head.top + head.height, area.width, round(1.3 * EMU_PER_INCH))
    text, size = fit_text("\n".join(lines), below.width, below.height, LINE_SIZES)
    words = [
        build_paragraph([canvas.build_run(line, TextStyle(size, "tx2"))], after=4)
        for line in text.split("\n")
    ]
    _fill_placeholder(canvas, others[0] if others else None, below, words)
    if request.link:
        foot = SlideRectangle(
            area.left, area.top + area.height - round(0.4 * EMU_PER_INCH), area.width, 365760
        )
        shown = truncate_lines(request.link, LINK_STYLE.size, foot.width, 2)
        canvas.add_text_box(
            foot, [build_paragraph([canvas.build_run(shown, LINK_STYLE, request.link)])], "b"
        )


def _fill_placeholder(
    canvas: SlideCanvas, holder: Any, area: SlideRectangle, paragraphs: list[str]
) -> None:
    """Put text into a placeholder and the placeholder into an area; a box where there is none."""
    if holder is None:
        canvas.add_text_box(area, paragraphs)
        return
    move_placeholder(holder, area)
    inner = holder._element
    inner.replace(inner.txBody, element(build_text_body(paragraphs)))
