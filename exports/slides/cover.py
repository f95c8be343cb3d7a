"""The first slide: title, occasion, release and address."""

from exports.order import Order
from exports.slides.deck import INCH, Area, Deck
from exports.slides.page import Place, shape, solid
from exports.slides.text import Ink, body, element, paragraph


def add_cover(deck: Deck, order: Order) -> None:
    """Add the cover in the layout for titles."""
    slide = deck.presentation.slides.add_slide(deck.layout("title"))
    release = order.words.say("exports.release", release=order.charts[0].release)
    lines = [line for line in (order.occasion, release) if line]
    place = Place(slide, deck, order.charts[0], order, Area(0, 0, deck.width, deck.height))
    title = slide.shapes.title
    others = [p for p in slide.placeholders if p.placeholder_format.idx != 0]
    if deck.own and title is not None:
        _plain(place, title, others, lines)
    else:
        if title is not None:
            title.text_frame.text = order.title
        for holder in others[:1]:
            holder.text_frame.text = "\n".join(lines)


def _plain(place: Place, title: object, others: list[object], lines: list[str]) -> None:
    """Set the cover of our own deck: flush left, one red mark, the address at the foot."""
    area = Area(0, 0, place.deck.width, place.deck.height).cut(2.3, 0.5, 0.95, 0.95)
    place.put(
        shape(
            Area(area.left, area.top - round(0.3 * INCH), round(0.9 * INCH), round(0.07 * INCH)),
            "Mark",
            fill=solid("accent6"),
        )
    )
    order = place.order
    head = Area(area.left, area.top, area.width, round(1.5 * INCH))
    _fill(title, head, [paragraph([place.run(order.title, Ink(38, bold=True))])])
    words = [paragraph([place.run(line, Ink(18, "tx2"))], after=4) for line in lines]
    below = Area(area.left, head.top + head.height, area.width, round(1.3 * INCH))
    for number, holder in enumerate(others):
        _fill(holder, below, words) if not number else None
    if order.link:
        foot = Area(area.left, area.top + area.height - round(0.4 * INCH), area.width, 365760)
        place.write(foot, [paragraph([place.run(order.link, Ink(11, "tx2"), order.link)])], "b")


def _fill(holder: object, area: Area, paragraphs: list[str]) -> None:
    frame: object = holder
    frame.left, frame.top, frame.width, frame.height = (  # type: ignore[attr-defined]
        area.left,
        area.top,
        area.width,
        area.height,
    )
    inner = frame._element  # type: ignore[attr-defined]
    inner.replace(inner.txBody, element(body(paragraphs)))
