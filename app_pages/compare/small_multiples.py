"""Lines of months side by side on one scale: a panel an area, or two spans in one panel."""

import math
from collections.abc import Sequence
from dataclasses import replace
from html import escape

from app_pages.area.line_panel import Line, choose_axis, render_numbers, render_panel
from app_pages.compare.comparison import Side
from app_pages.components.area_marks import link_total
from app_pages.components.number_scale import choose_scale
from locales import Words
from metrics.rollup.area_results import AreaIndicator, MonthPoint
from periods import period_bounds
from periods.spans import MONTHS_A_YEAR

LEAST_MONTHS = 3
"""Of a shorter span, the last twelve months are drawn."""


def render_multiples(sides: Sequence[Side], codes: Sequence[str], words: Words) -> str:
    """Return the HTML of the lines of all indicators that have months; "" without any."""
    rows = "".join(_render_row(sides, code, words) for code in codes)
    return f'<div class="ar-trends">{rows}</div>' if sides[0].through else rows


def _render_row(sides: Sequence[Side], code: str, words: Words) -> str:
    """Return the panels of an indicator, all on one scale; "" without months."""
    side_indicators = [(side, indicator) for side in sides if (indicator := side.find(code))]
    kept = [
        (side, make_line(side, measure, "other" if at and side.through else "main"))
        for at, (side, measure) in enumerate(side_indicators)
    ]
    lines = [line for _side, line in kept]
    if sides[0].through:  # the names of spans are too long for the end of a line
        lines = [replace(line, name=words.period(side.through)) for side, line in kept]
    values = [value for line in lines for value in line.values]
    if not any(math.isfinite(value) for value in values):
        return ""
    indicator = side_indicators[0][1]
    axis = choose_axis(values, from_zero=indicator.kind == "flow")
    scale = choose_scale(values, words, code)
    months = [point.period for point in list_points(sides[0], indicator)]
    if sides[0].through:
        panels = f"<div>{render_panel(lines, months, axis, scale, words)}</div>"
    else:
        panels = "".join(
            f"<div><h4>{escape(side.name)} {_render_last(side, line, months, code, words)}</h4>"
            + render_panel(_highlight_line(lines, at), months, axis, scale, words)
            + "</div>"
            for at, (side, line) in enumerate(kept)
        )
    title, unit = words.name("indicator", code), words.say("charts.unit", unit=scale.unit)
    css = "cp-span" if sides[0].through else f"cp-multiples of-{len(kept)}"
    return (
        f'<figure class="ar-trend"><div class="head"><h3>{escape(title)}</h3>'
        f'<span>{escape(unit)}</span></div><div class="{css}">{panels}</div>'
        f"{render_numbers(lines, months, scale, words)}</figure>"
    )


def _highlight_line(lines: Sequence[Line], at: int) -> list[Line]:
    """Return all lines for the panel of one: it is blue, the others grey, none has a label."""
    return [
        Line(line.name, line.values, "main" if number == at else "other", line.breaks, "")
        for number, line in enumerate(lines)
    ]


def _render_last(side: Side, line: Line, months: Sequence[str], code: str, words: Words) -> str:
    """Return the last number of a line with its unit, which leads to its figures; its month."""
    known = [at for at, value in enumerate(line.values) if math.isfinite(value)]
    if not known:
        return escape(words.say("totals.not_reported"))
    value = line.values[known[-1]]
    text = choose_scale([value], words, code).format_amount(value)
    month = words.say(f"scope.month_{int(months[known[-1]][5:7])}")
    return f"{escape(month)} <b>{link_total(escape(text), code, side.overview.area)}</b>"


def list_points(side: Side, indicator: AreaIndicator) -> tuple[MonthPoint, ...]:
    """Return the months of a side to draw: all of them, of two spans those of the span."""
    if not side.through:
        return indicator.months
    first, last = period_bounds(side.overview.period)
    count = 1 + (last.year - first.year) * MONTHS_A_YEAR + last.month - first.month
    return indicator.months[-(count if count >= LEAST_MONTHS else MONTHS_A_YEAR) :]


def make_line(side: Side, indicator: AreaIndicator, role: str) -> Line:
    """Return the line of a side: its months, cut at breaks; `role` main is blue, other grey."""
    points = list_points(side, indicator)
    breaks = frozenset(at for at, point in enumerate(points) if point.is_break)
    values = tuple(point.value for point in points)
    label = "{}" if side.through else ""
    return Line(side.name, values, role, breaks, label)
