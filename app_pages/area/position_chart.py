"""Where an area stands at a glance (一图看位置): a line an indicator, all siblings on it.

The average of the area above is in the middle, better is at the right, each line has its own scale.
"""

import math
from collections.abc import Sequence
from html import escape

from app_pages.area.area_view import AreaView
from app_pages.components.area_marks import (
    format_area_total,
    format_completion_rate,
    link_area,
    link_total,
    unit_name,
    with_decimal,
)
from app_pages.components.area_words import name_whole_area, shorten_indicator_name, title_by_unit
from locales import Words
from metrics.rollup.area_results import AreaIndicator
from metrics.rollup.places import Standing
from quantities import Direction, describe_change
from quantities.rates import POINTS

LEANS = ("ahead", "behind", "even")


def list_lines(view: AreaView) -> list[Standing]:
    """Return the standings that can be drawn: with the area's number, others', and an average."""
    return [standing for standing in view.placed if math.isfinite(standing.average)]


def render_position_chart(view: AreaView, words: Words) -> str:
    """Return the HTML of the chart; a sentence if the area has no siblings to compare with."""
    lines = list_lines(view)
    title = f"<h2>{escape(words.say('area.spine'))}</h2>"
    if not lines or view.above is None:
        text = escape(words.say("area.no_spine"))
        return f'{title}<p class="empty">{text} {_link_elsewhere(view, words)}</p>'
    whole = name_whole_area(words, view.above.area)
    keys = "".join(
        f'<span><i class="stand is-{lean}"></i>'
        f"{escape(words.say(f'area.{lean}', whole=whole))}</span>"
        for lean in LEANS
    )
    each = title_by_unit(words, view.level, "").strip()
    note = words.say("area.spine_note", each=each)
    if any(line.better == "less" for line in lines):
        note += words.say("area.turned_note")
    own, average = words.name("area", view.own.area), words.say("area.average", whole=whole)
    heads = (words.say("area.indicator"), own, average, whole)
    head = (
        f"<span>{escape(heads[0])}</span><span>{escape(heads[1])}</span>"
        f'<span class="axis"><i>{escape(words.say("area.lowest"))}</i><b>{escape(average)}</b>'
        f"<i>{escape(words.say('area.highest'))}</i></span><span>{escape(whole)}</span>"
    )
    rows = "".join(_render_line(view, line, words) for line in lines)
    return (
        f'<div class="ar-spine-head">{title}<p class="key">{keys}</p></div>'
        f'<p class="ar-note">{escape(note)}</p><div class="ar-spine {words.language}" role="list">'
        f'<div class="head" aria-hidden="true">{head}</div>{rows}</div>'
    )


def _link_elsewhere(view: AreaView, words: Words) -> str:
    """Return a link to the comparison of the areas below this one, else to the area above it."""
    if view.children:
        label = escape(words.say("area.compare_below"))
        return f'<a href="compare?area={view.own.area}">{label}</a>'
    return link_area(words, view.above.area) if view.above else ""


def _render_line(view: AreaView, line: Standing, words: Words) -> str:
    """Return the line of an indicator: its name, own number, the drawing, the average."""
    indicator = next(indicator for indicator in view.own.indicators if indicator.code == line.code)
    above = view.indicator_above(line.code)
    own = escape(format_measure(indicator, line.measure, words))
    average = escape(format_measure(above, line.measure, words)) if above else ""
    area_above = view.above.area if view.above else ""
    measure = "" if line.measure == "value" else words.say(f"area.by_{line.measure}")
    turned = words.say("area.turned") if line.better == "less" else ""
    place = words.say("area.place_of", place=line.place, of=line.of)
    return (
        f'<div class="line" role="listitem"><span>{escape(shorten_indicator_name(words, line.code))}'
        f"<small>{escape(f'{measure}{turned}')}</small></span>"
        f"{link_total(own, line.code, css=f'total own is-{line.lean}')}"
        f'<span class="range" role="img" aria-label="{escape(place, quote=True)}">'
        f"{_render_line_marks(line)}</span>"
        f"{link_total(average, line.code, area_above, css='total above')}</div>"
    )


def place_on_line(line: Standing, value: float) -> float:
    """Return a number's position on a line, 0 to 100: the average at 50, better to the right."""
    farthest = max(abs(value - line.average) for value in line.values.values()) or 1
    sign = -1 if line.better == "less" else 1
    return 50 + sign * 50 * (value - line.average) / farthest


def _render_line_marks(line: Standing) -> str:
    """Return the marks of a line: the range, the siblings, the average, the area itself."""
    places = {code: place_on_line(line, value) for code, value in line.values.items()}
    low, high = min(places.values()), max(places.values())
    ticks = "".join(
        f'<i class="tick" style="left:{place:.1f}%"></i>'
        for code, place in places.items()
        if code != line.area
    )
    return (
        f'<i class="band" style="left:{low:.1f}%;width:{high - low:.1f}%"></i>{ticks}'
        f'<i class="average"></i>'
        f'<i class="stand is-{line.lean}" style="left:{places[line.area]:.1f}%"></i>'
    )


def format_measure(indicator: AreaIndicator, measure: str, words: Words) -> str:
    """Return the number by which areas are compared: 77.1%, +2.8% or −5.4%, a ratio 79.5%."""
    if measure == "completion":
        rate = indicator.completion.rate if indicator.completion else None
        return with_decimal(format_completion_rate(rate, words)) if rate else "—"
    if measure == "value":
        return format_area_total(indicator.total, words, indicator.code)
    change = indicator.growth.change
    if change is None:
        return "—"
    unit = None if change.unit in POINTS.values() else unit_name(words, indicator.code)
    direction, text = describe_change(change, words.language, unit)
    signs = {Direction.RISE: "+", Direction.FALL: "−"}
    return signs.get(direction, "") + with_decimal(text)


def list_values(view: AreaView, words: Words) -> list[Sequence[str | float]]:
    """Return the numbers of the chart as a table to take away: a row an indicator and area."""
    heads = ("indicator", "measure", "area", "value")
    rows: list[Sequence[str | float]] = [[words.say(f"area.{name}") for name in heads]]
    for line in list_lines(view):
        names = words.areas(line.values)
        name, measure = words.name("indicator", line.code), words.say(f"area.by_{line.measure}")
        rows += [[name, measure, names[code], value] for code, value in line.values.items()]
        above = words.name("area", view.above.area) if view.above else ""
        rows.append([name, measure, above, line.average])
    return rows
