"""The first slide: title, occasion, release and address."""

from typing import Any

from pptx.enum.shapes import PP_PLACEHOLDER

from exports.request import ExportRequest
from exports.slides.deck import INCH, Deck, SlideRectangle
from exports.slides.slide import SlideArea, move, shape, solid
from exports.slides.text import TextStyle, body, cut, element, fitting, paragraph

TITLES, LINES = (38.0, 32.0, 26.0, 22.0, 18.0, 14.0), (18.0, 16.0, 14.0, 12.0)
"""Sizes in points of the title and the lines below it: the first in which they have room."""
ADDRESS = TextStyle(11, "tx2")
WRITTEN = (PP_PLACEHOLDER.SUBTITLE, PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT)
"""Placeholders that take text: not those of pictures or tables."""


def add_cover(deck: Deck, order: ExportRequest) -> None:
    """Add the cover in the layout for titles; no placeholder is left empty on it."""
    slide = deck.presentation.slides.add_slide(deck.layout("title"))
    release = order.words.say("exports.release", release=order.release)
    lines = [line for line in (order.occasion, release) if line]
    place = SlideArea(
        slide, deck, order.charts[0], order, SlideRectangle(0, 0, deck.width, deck.height)
    )
    title = slide.shapes.title
    others = [p for p in slide.placeholders if p.placeholder_format.idx != 0]
    texts = [holder for holder in others if holder.placeholder_format.type in WRITTEN][:1]
    for holder in others:
        if holder not in texts:
            holder._element.getparent().remove(holder._element)
    if deck.own or title is None:
        _plain(place, title, texts, lines)
        return
    title.text_frame.text = order.title
    for holder in texts:
        holder.text_frame.text = "\n".join(lines)


def _plain(place: SlideArea, title: Any, others: list[Any], lines: list[str]) -> None:
    """Set a cover without a layout's help: flush left, one red mark, the address at the foot."""
    area, order = (
        SlideRectangle(0, 0, place.deck.width, place.deck.height).cut(2.3, 0.5, 0.95, 0.95),
        place.order,
    )
    mark = SlideRectangle(
        area.left, area.top - round(0.3 * INCH), round(0.9 * INCH), round(0.07 * INCH)
    )
    place.put(shape(mark, "Mark", fill=solid("accent6")))
    head = SlideRectangle(area.left, area.top, area.width, round(1.5 * INCH))
    text, size = fitting(order.title, head.width, head.height, TITLES)
    _fill(place, title, head, [paragraph([place.run(text, TextStyle(size, bold=True))])])
    below = SlideRectangle(area.left, head.top + head.height, area.width, round(1.3 * INCH))
    text, size = fitting("\n".join(lines), below.width, below.height, LINES)
    words = [
        paragraph([place.run(line, TextStyle(size, "tx2"))], after=4) for line in text.split("\n")
    ]
    _fill(place, others[0] if others else None, below, words)
    if order.link:
        foot = SlideRectangle(
            area.left, area.top + area.height - round(0.4 * INCH), area.width, 365760
        )
        shown = cut(order.link, ADDRESS.size, foot.width, 2)
        place.write(foot, [paragraph([place.run(shown, ADDRESS, order.link)])], "b")


def _fill(place: SlideArea, holder: Any, area: SlideRectangle, paragraphs: list[str]) -> None:
    """Put text into a placeholder and the placeholder into an area; a box where there is none."""
    if holder is None:
        place.write(area, paragraphs)
        return
    move(holder, area)
    inner = holder._element
    inner.replace(inner.txBody, element(body(paragraphs)))
