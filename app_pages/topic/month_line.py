"""An indicator's months as a line, this year's beside last year's, as HTML.

Lines are a picture that stretches with the page; points, numbers and months are texts beside it, so
that they keep their size on a phone and each number is a link to its operands.
"""

import math
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from app_pages.components.area_marks import link_total
from app_pages.components.number_scale import NumberScale
from locales import Words, axis_ticks
from metrics.rollup.months_of_units import MonthsOfUnits

SLOTS = 12
STYLE = (
    "path{fill:none;vector-effect:non-scaling-stroke;stroke-linejoin:round}"
    ".last{stroke:#8a8e94;stroke-width:2}.now{stroke:#2f6690;stroke-width:3}"
    "@media(prefers-color-scheme:dark){.last{stroke:#85898f}.now{stroke:#6fa6d3}}"
)
LEAST_GAP = 9
"""Percent of the height that two labels at the ends of lines are apart."""
FLAT = 0.5
"""A line whose lowest number is above this share of the highest has an axis that begins near it."""


@dataclass(frozen=True)
class MonthAxis:
    """The vertical axis: from `low` to `high`, with ticks and their texts."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]

    def share(self, value: float) -> float:
        """Return the height of a value, in percent of the axis."""
        return (value - self.low) / (self.high - self.low) * 100


def make_axis(values: Iterable[float], scale: NumberScale, *, from_zero: bool) -> MonthAxis:
    """Return an axis for values; it begins at zero, or with `from_zero` False near a flat line."""
    known = [value for value in values if not math.isnan(value)] or [0.0]
    low, high = min(0.0, *known), max(0.0, *known)
    if not from_zero and min(known) > FLAT * high:
        low = min(known) - 0.25 * (high - min(known))
    span = (high - low) or 1.0
    high += 0.12 * span
    low -= 0.12 * span * (low < 0)
    ticks, _texts = axis_ticks(low, high, scale.language, max_intervals=4)
    return MonthAxis(low, high, tuple((tick, scale.write(tick)) for tick in ticks))


def has_run(values: Sequence[float]) -> bool:
    """Return whether two months one after the other have a number (NaN: none): a line can begin."""
    return any(not math.isnan(one + two) for one, two in pairwise(values))


def _month_left(position: int) -> float:
    """Return the position of a month from the left, in percent."""
    return (position + 0.5) / SLOTS * 100


def draw_lines(unit_months: MonthsOfUnits, axis: MonthAxis, breaks: Sequence[str]) -> str:
    """Return the lines as an SVG of 100 × 100: last year's grey, this year's blue.

    A line is not drawn across a month without a number, nor into a month of `breaks`, with which a
    new definition begins.
    """
    drawn = []
    for css, months, values in (
        ("last", unit_months.months_before, unit_months.whole.before),
        ("now", unit_months.months, unit_months.whole.now),
    ):
        path = ""
        for at, (one, two) in enumerate(pairwise(values)):
            if math.isnan(one) or math.isnan(two) or months[at + 1] in breaks:
                continue
            ends = [(at, one), (at + 1, two)]
            path += "M" + "L".join(
                f"{_month_left(n):.2f} {100 - axis.share(v):.2f}" for n, v in ends
            )
        drawn.append(f'<path class="{css}" d="{path}"/>' if path else "")
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" preserveAspectRatio="none">'
        f"<style>{STYLE}</style>{''.join(drawn)}</svg>"
    )


def _name_years(unit_months: MonthsOfUnits, words: Words) -> tuple[str, str]:
    """Return the names of the two lines: 2025年 and 2024年, or this and last year of the union."""
    if unit_months.months[0].endswith("-01"):
        return words.period(unit_months.months[0][:4]), words.period(
            unit_months.months_before[0][:4]
        )
    return words.say("topic.this_year"), words.say("topic.last_year")


def _find_last_number(values: Sequence[float]) -> int:
    """Return the position of the last number that is there, -1 without any."""
    return max((at for at, value in enumerate(values) if not math.isnan(value)), default=-1)


def _format_month_numbers(
    unit_months: MonthsOfUnits, at: int, scale: NumberScale, words: Words
) -> str:
    """Return a month's two numbers for a pointer or a reader of screens."""
    before = unit_months.whole.before[at]
    return words.say(
        "topic.point" if not math.isnan(before) else "topic.point_alone",
        month=words.period(unit_months.months[at]),
        now=scale.write_amount(unit_months.whole.now[at]),
        before=scale.write_amount(before),
    )


def _render_points(
    unit_months: MonthsOfUnits, axis: MonthAxis, scale: NumberScale, words: Words
) -> Iterable[str]:
    """Yield a link for each month of this year, at its place on the line."""
    css = "dot sum" if unit_months.whole.is_sum else "dot"
    for at, value in enumerate(unit_months.whole.now):
        if math.isnan(value):
            continue
        label = escape(_format_month_numbers(unit_months, at, scale, words))
        dot = f'<i class="{css}"></i><span class="unseen">{label}</span>'
        place = f"left:{_month_left(at):.2f}%;bottom:{axis.share(value):.2f}%"
        link = link_total(dot, unit_months.code)
        yield f'<span class="point" style="{place}" title="{label}">{link}</span>'


def _move_label_up(height: float, beside: Sequence[float]) -> float:
    """Return the height of a label moved above a line that goes on `beside` it; NaN: a gap.

    All are percent of the axis.
    """
    near = [other_height for other_height in beside if abs(other_height - height) < LEAST_GAP]
    return max(near) + LEAST_GAP if near else height


def _render_labels(
    unit_months: MonthsOfUnits, axis: MonthAxis, scale: NumberScale, words: Words
) -> Iterable[str]:
    """Yield the numbers that are printed: the highest month, and the end of each line."""
    now, before = unit_months.whole.now, unit_months.whole.before
    end, end_before = _find_last_number(now), _find_last_number(before)
    this_year, last_year = map(escape, _name_years(unit_months, words))
    heights = {"now": axis.share(now[end]) if end >= 0 else 0.0}
    heights["last"] = axis.share(before[end_before]) if end_before >= 0 else 0.0
    if end == end_before and abs(heights["now"] - heights["last"]) < LEAST_GAP:
        middle, up = sum(heights.values()) / 2, 1 if heights["now"] >= heights["last"] else -1
        heights = {"now": middle + up * LEAST_GAP / 2, "last": middle - up * LEAST_GAP / 2}
    heights["now"] = _move_label_up(
        heights["now"], [axis.share(v) for v in before[end + 1 : end + 4]]
    )
    if end >= 0:
        text = f"<b>{this_year} {scale.write(now[end])}</b>"
        yield (
            f'<span class="end" style="left:{_month_left(end):.2f}%;bottom:{heights["now"]:.2f}%">'
            f"{link_total(text, unit_months.code)}</span>"
        )
        known = [value if not math.isnan(value) else -math.inf for value in now]
        top = known.index(max(known))
        if top != end:
            place = f"left:{_month_left(top):.2f}%;bottom:{axis.share(now[top]):.2f}%"
            number = link_total(f"<b>{scale.write(now[top])}</b>", unit_months.code)
            yield f'<span class="top" style="{place}">{number}</span>'
    if end_before >= 0:
        text = f"{last_year} {scale.write(before[end_before])}"
        place = f"left:{_month_left(end_before):.2f}%;bottom:{heights['last']:.2f}%"
        yield f'<span class="end quiet" style="{place}">{link_total(text, unit_months.code)}</span>'


def render_month_line(
    unit_months: MonthsOfUnits,
    scale: NumberScale,
    words: Words,
    *,
    from_zero: bool = True,
    breaks: Sequence[str] = (),
) -> str:
    """Return the two lines with axis, months and numbers; "" where no two months follow each other.

    `breaks` are months with which a new definition begins. `from_zero` is for counts of a month;
    numbers at a date and shares may begin higher.
    """
    if not has_run(unit_months.whole.now):
        return ""
    values = (*unit_months.whole.now, *unit_months.whole.before)
    axis = make_axis(values, scale, from_zero=from_zero)
    ticks = "".join(
        f'<span class="tick" style="bottom:{axis.share(tick):.2f}%">'
        f"<span>{escape(text)}</span></span>"
        for tick, text in axis.ticks
    )
    year = dict(
        zip(range(SLOTS), (int(month[5:]) for month in unit_months.months_before), strict=True)
    )
    months = "".join(
        f'<span style="left:{_month_left(at):.2f}%">'
        f"{escape(words.say(f'scope.month_{number}'))}</span>"
        for at, number in year.items()
    )
    data = b64encode(draw_lines(unit_months, axis, breaks).encode()).decode()
    label = escape(words.say("topic.line_of", name=words.name("indicator", unit_months.code)))
    return (
        f'<div class="month-line" role="group" aria-label="{label}"><div class="plot">{ticks}'
        f'<img alt="" src="data:image/svg+xml;base64,{data}">'
        f"{''.join(_render_points(unit_months, axis, scale, words))}"
        f"{''.join(_render_labels(unit_months, axis, scale, words))}</div>"
        f'<div class="months">{months}</div></div>'
    )
