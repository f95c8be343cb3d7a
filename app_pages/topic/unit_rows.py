"""The units of an area as rows in HTML: bars with a tick for last year, and pairs of dots.

Units are sorted by their number, the highest first. Those that have not reported follow, hatched.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from html import escape

from app_pages.components.area_marks import link_area, link_total, render_change
from app_pages.components.folded_table import fold_rows
from app_pages.components.number_scale import NumberScale
from locales import Words, choose_axis_ticks
from metrics.rollup.months_of_units import AreaMonths, MonthsOfUnits

MAX_ROWS = 12
"""Units that are drawn at once; the others are folded."""


def sort_units(unit_months: MonthsOfUnits) -> tuple[list[AreaMonths], list[AreaMonths]]:
    """Return the units with a number of the span, the highest first, and those without one."""
    reporting = [unit for unit in unit_months.units if not math.isnan(unit.total)]
    reporting.sort(key=lambda unit: -unit.total)
    return reporting, [unit for unit in unit_months.units if math.isnan(unit.total)]


def describe_missing_months(unit: AreaMonths, unit_months: MonthsOfUnits, words: Words) -> str:
    """Describe what a unit without a number of the span has not reported.

    It is 9月未报, or 未报 if the unit lacks all months (or none).
    """
    months = zip(unit_months.months, unit.now, strict=True)
    lacking = [month for month, value in months if math.isnan(value)]
    if not lacking or len(lacking) == len(unit_months.months):
        return words.say("totals.not_reported")
    month_names = [words.say(f"scope.month_{int(month[5:])}") for month in lacking]
    # At most 3 months are named.
    return words.say("topic.months_missing", months=words.listing(month_names, 3))


def _build_axis(low: float, high: float) -> Callable[[float], float]:
    """Return a function from a value to its position between `low` and `high`, in percent.

    An axis without length has all values at its left end.
    """
    return lambda value: (value - low) / ((high - low) or 1.0) * 100


def _render_change_cell(unit: AreaMonths, code: str, words: Words) -> str:
    """Return the HTML of a unit's change against the same span last year; "—" if there is none."""
    change = render_change(unit.change, words, code, short=True)
    return f'<span class="change">{change or "—"}</span>'


def _render_missing(unit: AreaMonths, unit_months: MonthsOfUnits, name: str, words: Words) -> str:
    """Return the hatched HTML row of a unit that has not reported: its name and what it lacks."""
    reason = escape(describe_missing_months(unit, unit_months, words))
    return (
        f'<li class="missing">{_render_name(unit, name, words)}'
        f'<span class="track hatch"><span>{reason}</span></span></li>'
    )


def _render_name(unit: AreaMonths, name: str, words: Words) -> str:
    """Return the HTML of a unit's name at the head of its row, a link to the unit's page."""
    return f'<span class="name">{link_area(words, unit.area, name)}</span>'


def _render_folded_rows(rows: Sequence[str], css: str, head: str, words: Words) -> str:
    """Return units' rows as an HTML list under `head`; those beyond MAX_ROWS are folded.

    `rows` and `head` are HTML list items, `css` is a class of the list ("bars", "pairs").
    """
    shown, rest = rows[:MAX_ROWS], rows[MAX_ROWS:]
    more = words.say("topic.other_units", count=len(rest)) if rest else ""
    folded = ""
    if rest:
        inner = f'<ol class="unit-rows {css}">{"".join(rest)}</ol>'
        folded = f"<details><summary>{escape(more)}</summary>{inner}</details>"
    listed = f'<ol class="unit-rows {css}">{head}{"".join(shown)}</ol>{folded}'
    return fold_rows(listed, len(rows), words)


def render_bars(
    unit_months: MonthsOfUnits,
    scale: NumberScale,
    names: Mapping[str, str],
    words: Words,
    period: str,
) -> str:
    """Return the HTML of the units as bars from zero, with a tick at the number of the year before.

    `names` are the units' names by code, no two alike; `period` names the span: 1—9月.
    """
    reporting, missing = sort_units(unit_months)
    numbers = [
        number for unit in reporting for number in (unit.total, unit.base) if not math.isnan(number)
    ]
    low, high = min([0.0, *numbers]), max([0.0, *numbers])
    to_percent = _build_axis(low, high)
    code, rows = unit_months.code, []
    for unit in reporting:
        number = link_total(f"<b>{scale.format_number(unit.total)}</b>", code, unit.area)
        rows.append(
            f"<li>{_render_name(unit, names[unit.area], words)}"
            f'<span class="track">{_render_bar(unit, to_percent)}</span>'
            f'<span class="value">{number}</span>{_render_change_cell(unit, code, words)}</li>'
        )
    rows += [_render_missing(unit, unit_months, names[unit.area], words) for unit in missing]
    head = (
        f'<li class="head"><span class="name"></span><span class="track">'
        f"{escape(words.say('topic.tick_is_last_year'))}</span>"
        f'<span class="value">{escape(period)}</span>'
        f'<span class="change">{escape(words.say("topic.change"))}</span></li>'
    )
    return _render_folded_rows(rows, "bars", head, words)


def _render_bar(unit: AreaMonths, to_percent: Callable[[float], float]) -> str:
    """Return the HTML of a unit's bar from zero, with a tick at last year's number, if any.

    `to_percent` returns the position of a number on the axis (`_build_axis`). The bar of a sum is
    hollow.
    """
    left, right = sorted((to_percent(0), to_percent(unit.total)))
    css = "fill hollow" if unit.is_sum else "fill"
    bar = f'<i class="{css}" style="left:{left:.2f}%;width:{right - left:.2f}%"></i>'
    if math.isnan(unit.base):
        return bar
    return f'{bar}<i class="tick" style="left:{to_percent(unit.base):.2f}%"></i>'


def render_pairs(
    unit_months: MonthsOfUnits, scale: NumberScale, names: Mapping[str, str], words: Words
) -> str:
    """Return the HTML of the units as two dots on one axis: last year's grey, this year's blue.

    `names` are the units' names by code, no two alike. A dot's number is at its right if it is the
    higher one, otherwise at its left.
    """
    reporting, missing = sort_units(unit_months)
    numbers = [
        number for unit in reporting for number in (unit.total, unit.base) if not math.isnan(number)
    ]
    low, high = min([0.0, *numbers]), max([0.0, *numbers])
    # Ticks lie within the numbers; one more at each end makes the axis hold all of them. With 1.0
    # there is an axis even if all numbers are 0.
    # 1.001: a tick at the highest number itself lies within.
    ticks, _texts = choose_axis_ticks(low, high * 1.001 or 1.0, words.language, max_intervals=4)
    step = ticks[1] - ticks[0] if len(ticks) > 1 else (high - low) or 1.0
    ticks += [ticks[-1] + step] if ticks[-1] < high else []
    ticks = [ticks[0] - step, *ticks] if ticks[0] > low else ticks
    to_percent = _build_axis(ticks[0], ticks[-1])
    rows = [
        f"<li>{_render_name(unit, names[unit.area], words)}"
        f'<span class="track">{_render_pair(unit, unit_months.code, scale, to_percent)}</span>'
        f"{_render_change_cell(unit, unit_months.code, words)}</li>"
        for unit in reporting
    ]
    rows += [_render_missing(unit, unit_months, names[unit.area], words) for unit in missing]
    axis = "".join(
        f'<span class="tick" style="left:{to_percent(tick):.2f}%">'
        f"{escape(scale.format_number(tick))}</span>"
        for tick in ticks
    )
    head = (
        f'<li class="head"><span class="name"></span><span class="track">{axis}</span>'
        f'<span class="change">{escape(words.say("topic.change"))}</span></li>'
    )
    return _render_folded_rows(rows, "pairs", head, words)


def _render_pair(
    unit: AreaMonths, code: str, scale: NumberScale, to_percent: Callable[[float], float]
) -> str:
    """Return the HTML of a unit's two dots with their numbers, and of the line between them.

    `code` is the indicator; `to_percent` returns the position of a number on the axis
    (`_build_axis`). Without a number of last year there is only this year's dot.
    """
    now, before = unit.total, unit.base
    has_no_base = math.isnan(before)
    rises = has_no_base or now >= before
    side_now, side_before = ("right", "left") if rises else ("left", "right")
    number = link_total(f"<b>{scale.format_number(now)}</b>", code, unit.area)
    parts = [
        f'<i class="now" style="left:{to_percent(now):.2f}%"></i>'
        f'<span class="of {side_now}" style="left:{to_percent(now):.2f}%">{number}</span>'
    ]
    if not has_no_base:
        left, right = sorted((to_percent(now), to_percent(before)))
        number = link_total(scale.format_number(before), code, unit.area)
        # Before this year's dot, which so lies above the line and last year's dot.
        parts[:0] = [
            f'<i class="between" style="left:{left:.2f}%;width:{right - left:.2f}%"></i>'
            f'<i class="last" style="left:{to_percent(before):.2f}%"></i>'
            f'<span class="of {side_before}" style="left:{to_percent(before):.2f}%">{number}</span>'
        ]
    return "".join(parts)
