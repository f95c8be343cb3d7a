"""The chart of an area's position (一图看位置): a line for each indicator, with all siblings on it.

The average of the area above is in the middle and better is at the right; each line has a scale of
its own.
"""

import math
from collections.abc import Sequence
from html import escape

from app_pages.area.area_view import AreaView
from app_pages.components.area_marks import (
    find_unit_of_measure,
    format_area_total,
    format_completion_rate,
    link_area,
    link_total,
)
from app_pages.components.area_words import (
    format_title_by_unit,
    name_whole_area,
    shorten_indicator_name,
)
from locales import Words
from locales.numbers import add_decimal
from metrics.rollup.area_results import AreaIndicator
from metrics.rollup.places import Standing
from quantities import Direction, describe_change
from quantities.rates_and_changes import POINTS

LEANS = ("ahead", "behind", "even")
"""How an area can compare with the average: `Standing.lean`."""


def list_lines(view: AreaView) -> list[Standing]:
    """Return the standings that can be drawn, as they have an average to be compared with.

    A standing is how the area compares with its siblings in one indicator.
    """
    return [standing for standing in view.placed_standings if math.isfinite(standing.average)]


def render_position_chart(view: AreaView, words: Words) -> str:
    """Return the HTML of the position chart; a sentence if the area has no siblings.

    Above it are its title, a legend of how the area can compare with the average, and a note.
    """
    lines = list_lines(view)
    title = f"<h2>{escape(words.say('area.spine'))}</h2>"
    if not lines or view.overview_above is None:
        text = escape(words.say("area.no_spine"))
        return f'{title}<p class="empty">{text} {_render_other_link(view, words)}</p>'
    name_above = name_whole_area(words, view.overview_above.area)
    legend = "".join(
        f'<span><i class="stand is-{lean}"></i>'
        f"{escape(words.say(f'area.{lean}', whole=name_above))}</span>"
        for lean in LEANS
    )
    by_unit = format_title_by_unit(words, view.level, "").strip()
    note = words.say("area.spine_note", each=by_unit)
    if any(line.better == "less" for line in lines):
        note += words.say("area.turned_note")
    own, average = words.name("area", view.own.area), words.say("area.average", whole=name_above)
    headings = (words.say("area.indicator"), own, average, name_above)
    head = (
        f"<span>{escape(headings[0])}</span><span>{escape(headings[1])}</span>"
        f'<span class="axis"><i>{escape(words.say("area.lowest"))}</i><b>{escape(average)}</b>'
        f"<i>{escape(words.say('area.highest'))}</i></span><span>{escape(name_above)}</span>"
    )
    rows = "".join(_render_line(view, line, words) for line in lines)
    return (
        f'<div class="ar-spine-head">{title}<p class="key">{legend}</p></div>'
        f'<p class="ar-note">{escape(note)}</p><div class="ar-spine {words.language}" role="list">'
        f'<div class="head" aria-hidden="true">{head}</div>{rows}</div>'
    )


def _render_other_link(view: AreaView, words: Words) -> str:
    """Return the HTML of a link to the comparison of the areas below, else to the area above."""
    if view.children:
        label = escape(words.say("area.compare_below"))
        return f'<a href="compare?area={view.own.area}">{label}</a>'
    return link_area(words, view.overview_above.area) if view.overview_above else ""


def _render_line(view: AreaView, line: Standing, words: Words) -> str:
    """Return the HTML of a line in the position chart: indicator, own number, marks, average.

    Both numbers link to the figures behind them. Screen readers get the rank in place of the marks.
    """
    indicator = next(indicator for indicator in view.own.indicators if indicator.code == line.code)
    above = view.find_indicator_above(line.code)
    name = shorten_indicator_name(words, line.code)
    own = escape(format_measure(indicator, line.measure, words))
    average = escape(format_measure(above, line.measure, words)) if above else ""
    area_above = view.overview_above.area if view.overview_above else ""
    measure = "" if line.measure == "value" else words.say(f"area.by_{line.measure}")
    direction = words.say("area.turned") if line.better == "less" else ""
    place = words.say("area.place_of", place=line.place, of=line.ranked)
    return (
        f'<div class="line" role="listitem"><span>{escape(name)}'
        f"<small>{escape(f'{measure}{direction}')}</small></span>"
        f"{link_total(own, line.code, css=f'total own is-{line.lean}')}"
        f'<span class="range" role="img" aria-label="{escape(place, quote=True)}">'
        f"{_render_line_marks(line)}</span>"
        f"{link_total(average, line.code, area_above, css='total above')}</div>"
    )


def find_position_on_line(line: Standing, value: float) -> float:
    """Return the position of a number on a line, from 0 to 100; the average is at 50.

    The number farthest from the average is at an end. Better numbers are at the right, also where
    less is better.
    """
    # 1: all numbers equal the average, so that all are in the middle.
    largest_distance = max(abs(value - line.average) for value in line.values.values()) or 1
    sign = -1 if line.better == "less" else 1
    return 50 + sign * 50 * (value - line.average) / largest_distance


def _render_line_marks(line: Standing) -> str:
    """Return the HTML of the marks on a line: range of all, siblings, average, the area."""
    positions = {code: find_position_on_line(line, value) for code, value in line.values.items()}
    low, high = min(positions.values()), max(positions.values())
    ticks = "".join(
        f'<i class="tick" style="left:{position:.1f}%"></i>'
        for code, position in positions.items()
        if code != line.area
    )
    return (
        f'<i class="band" style="left:{low:.1f}%;width:{high - low:.1f}%"></i>{ticks}'
        f'<i class="average"></i>'
        f'<i class="stand is-{line.lean}" style="left:{positions[line.area]:.1f}%"></i>'
    )


def format_measure(indicator: AreaIndicator, measure: str, words: Words) -> str:
    """Format the number by which areas are compared: 77.1%, +2.8%, −5.4%, or a ratio 79.5%.

    `measure` is "completion", "growth" or "value". Without a completion or a growth the text is
    "—", without a value it is that of `format_area_total`.
    """
    if measure == "completion":
        rate = indicator.completion.rate if indicator.completion else None
        return add_decimal(format_completion_rate(rate, words)) if rate else "—"
    if measure == "value":
        return format_area_total(indicator.total, words, indicator.code)
    change = indicator.growth.change
    if change is None:
        return "—"
    unit = None if change.unit in POINTS.values() else find_unit_of_measure(words, indicator.code)
    direction, text = describe_change(change, words.language, unit)
    signs = {Direction.RISE: "+", Direction.FALL: "−"}
    return signs.get(direction, "") + add_decimal(text)


def build_value_rows(view: AreaView, words: Words) -> list[Sequence[str | float]]:
    """Return the numbers of the position chart as rows for a file, the first with headings.

    Each indicator has a row for each sibling, and one for the area above with the average.
    """
    columns = ("indicator", "measure", "area", "value")
    rows: list[Sequence[str | float]] = [[words.say(f"area.{name}") for name in columns]]
    for line in list_lines(view):
        area_names = words.areas(line.values)
        name, measure = words.name("indicator", line.code), words.say(f"area.by_{line.measure}")
        rows += [[name, measure, area_names[code], value] for code, value in line.values.items()]
        above = words.name("area", view.overview_above.area) if view.overview_above else ""
        rows.append([name, measure, above, line.average])
    return rows
