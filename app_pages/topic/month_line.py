"""An indicator's months as two lines, this year's and last year's, as HTML.

The lines are a picture that stretches with the page. Points, numbers and months are texts above it,
so that they keep their size on a phone and each number can link to its operands.
"""

import math
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from app_pages.components.area_marks import link_total
from app_pages.components.number_scale import NumberScale
from locales import Words, choose_axis_ticks
from metrics.rollup.months_of_units import MonthsOfUnits

MONTH_COUNT = 12
STYLE = (
    "path{fill:none;vector-effect:non-scaling-stroke;stroke-linejoin:round}"
    ".last{stroke:#8a8e94;stroke-width:2}.now{stroke:#2f6690;stroke-width:3}"
    "@media(prefers-color-scheme:dark){.last{stroke:#85898f}.now{stroke:#6fa6d3}}"
)
MIN_LABEL_GAP = 9
"""Percent of the height by which the labels at the ends of the two lines are at least apart."""
FLAT_SHARE = 0.5
"""A line is flat if its lowest number is above this share of its highest number."""


@dataclass(frozen=True)
class MonthAxis:
    """The vertical axis from `low` to `high`, with the values and texts of its ticks."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]

    def find_height(self, value: float) -> float:
        """Return the height of a value on the axis, in percent from its lower end."""
        return (value - self.low) / (self.high - self.low) * 100


def build_axis(values: Iterable[float], scale: NumberScale, *, from_zero: bool) -> MonthAxis:
    """Return the axis for the values of the lines; NaN stands for no number.

    It begins at zero or, unless `from_zero`, shortly below a flat line, so that its changes show.
    At the top, and below negative numbers, it leaves room for labels.
    """
    known = [value for value in values if not math.isnan(value)] or [0.0]
    low, high = min(0.0, *known), max(0.0, *known)
    if not from_zero and min(known) > FLAT_SHARE * high:
        low = min(known) - 0.25 * (high - min(known))  # a quarter of the lines' height
    span = (high - low) or 1.0
    high += 0.12 * span  # room for labels
    low -= 0.12 * span * (low < 0)  # only below negative numbers
    ticks, _texts = choose_axis_ticks(low, high, scale.language, max_intervals=4)
    return MonthAxis(low, high, tuple((tick, scale.format_number(tick)) for tick in ticks))


def has_consecutive_months(values: Sequence[float]) -> bool:
    """Return whether any two consecutive months have a number (not NaN): there is a line."""
    return any(not math.isnan(number + following) for number, following in pairwise(values))


def _find_month_position(index: int) -> float:
    """Return the horizontal position of the middle of a month's column, in percent from the left.

    Months are counted from 0.
    """
    return (index + 0.5) / MONTH_COUNT * 100


def _format_position(index: int, height: float) -> str:
    """Return the CSS of a position above a month; `height` is in percent of the axis."""
    return f"left:{_find_month_position(index):.2f}%;bottom:{height:.2f}%"


def draw_lines(unit_months: MonthsOfUnits, axis: MonthAxis, breaks: Sequence[str]) -> str:
    """Return the whole area's two lines as SVG of 100 × 100: last year's grey, this year's blue.

    A line is interrupted at a month without a number, and before each month of `breaks`, in which a
    new definition begins.
    """
    paths = []
    for css, months, values in (
        ("last", unit_months.months_before, unit_months.whole.before),
        ("now", unit_months.months, unit_months.whole.now),
    ):
        path = ""
        for index, (number, following) in enumerate(pairwise(values)):
            if math.isnan(number) or math.isnan(following) or months[index + 1] in breaks:
                continue
            line_ends = [(index, number), (index + 1, following)]
            path += "M" + "L".join(
                f"{_find_month_position(end_index):.2f} {100 - axis.find_height(end_number):.2f}"
                for end_index, end_number in line_ends
            )
        paths.append(f'<path class="{css}" d="{path}"/>' if path else "")
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" preserveAspectRatio="none">'
        f"<style>{STYLE}</style>{''.join(paths)}</svg>"
    )


def _name_year_lines(unit_months: MonthsOfUnits, words: Words) -> tuple[str, str]:
    """Return the names of the two lines: 2025年 and 2024年.

    If the year does not begin in January, as some unions' years, they are 本年度 and 上年度.
    """
    if unit_months.months[0].endswith("-01"):
        return words.period(unit_months.months[0][:4]), words.period(
            unit_months.months_before[0][:4]
        )
    return words.say("topic.this_year"), words.say("topic.last_year")


def _find_last_number(values: Sequence[float]) -> int:
    """Return the index of the last month with a number (not NaN); -1 if there is none."""
    return max((index for index, value in enumerate(values) if not math.isnan(value)), default=-1)


def _format_month_numbers(
    unit_months: MonthsOfUnits, index: int, scale: NumberScale, words: Words
) -> str:
    """Format a month of this year, by its index, with its number and that of the year before.

    It is the tooltip of a point, also for screen readers. This year's number must be known; that of
    the year before is left out if it is NaN.
    """
    before = unit_months.whole.before[index]
    return words.say(
        "topic.point" if not math.isnan(before) else "topic.point_alone",
        month=words.period(unit_months.months[index]),
        now=scale.format_amount(unit_months.whole.now[index]),
        before=scale.format_amount(before),
    )


def _render_points(
    unit_months: MonthsOfUnits, axis: MonthAxis, scale: NumberScale, words: Words
) -> Iterable[str]:
    """Yield the HTML of a point, which is a link, for each month of this year with a number."""
    css = "dot sum" if unit_months.whole.is_sum else "dot"
    for index, value in enumerate(unit_months.whole.now):
        if math.isnan(value):
            continue
        label = escape(_format_month_numbers(unit_months, index, scale, words))
        dot = f'<i class="{css}"></i><span class="unseen">{label}</span>'
        position = _format_position(index, axis.find_height(value))
        link = link_total(dot, unit_months.code)
        yield f'<span class="point" style="{position}" title="{label}">{link}</span>'


def _move_label_up(height: float, line_heights: Sequence[float]) -> float:
    """Return the height of a label, moved above the other line if it would overlap it.

    `line_heights` are those of the other line in the months beside the label. All heights
    are in percent of the axis; NaN stands for a gap in the line.
    """
    overlapped = [
        other_height for other_height in line_heights if abs(other_height - height) < MIN_LABEL_GAP
    ]
    return max(overlapped) + MIN_LABEL_GAP if overlapped else height


def _render_numbers(
    unit_months: MonthsOfUnits, axis: MonthAxis, scale: NumberScale, words: Words
) -> Iterable[str]:
    """Yield the HTML of the printed numbers: the end of each line, and this year's highest month.

    Labels of ends in the same month that would overlap are moved apart, both by the same distance.
    """
    now, before = unit_months.whole.now, unit_months.whole.before
    last_index, last_index_before = _find_last_number(now), _find_last_number(before)
    this_year, last_year = map(escape, _name_year_lines(unit_months, words))
    # An index is -1, and its height unused, if a line has no number.
    heights = {"now": axis.find_height(now[last_index]) if last_index >= 0 else 0.0}
    heights["last"] = axis.find_height(before[last_index_before]) if last_index_before >= 0 else 0.0
    if last_index == last_index_before and abs(heights["now"] - heights["last"]) < MIN_LABEL_GAP:
        middle = sum(heights.values()) / 2
        shift = MIN_LABEL_GAP / 2 if heights["now"] >= heights["last"] else -MIN_LABEL_GAP / 2
        heights = {"now": middle + shift, "last": middle - shift}
    # This year's label, about three months wide, may lie over last year's line as it goes on.
    heights["now"] = _move_label_up(
        heights["now"],
        [
            axis.find_height(number_before)
            for number_before in before[last_index + 1 : last_index + 4]
        ],
    )
    if last_index >= 0:
        text = f"<b>{this_year} {scale.format_number(now[last_index])}</b>"
        position = _format_position(last_index, heights["now"])
        yield f'<span class="end" style="{position}">{link_total(text, unit_months.code)}</span>'
        known = [value if not math.isnan(value) else -math.inf for value in now]
        top_index = known.index(max(known))
        if top_index != last_index:
            position = _format_position(top_index, axis.find_height(now[top_index]))
            number = link_total(f"<b>{scale.format_number(now[top_index])}</b>", unit_months.code)
            yield f'<span class="top" style="{position}">{number}</span>'
    if last_index_before >= 0:
        text = f"{last_year} {scale.format_number(before[last_index_before])}"
        position = _format_position(last_index_before, heights["last"])
        number = link_total(text, unit_months.code)
        yield f'<span class="end quiet" style="{position}">{number}</span>'


def render_month_line(
    unit_months: MonthsOfUnits,
    scale: NumberScale,
    words: Words,
    *,
    from_zero: bool = True,
    breaks: Sequence[str] = (),
) -> str:
    """Return the HTML of the two lines with axis, months and numbers.

    Without two consecutive months with numbers the HTML is "". `breaks` are months in which a new
    definition of the indicator begins. `from_zero` is for monthly counts; the axis of numbers at a
    date and shares may begin higher.
    """
    if not has_consecutive_months(unit_months.whole.now):
        return ""
    values = (*unit_months.whole.now, *unit_months.whole.before)
    axis = build_axis(values, scale, from_zero=from_zero)
    ticks = "".join(
        f'<span class="tick" style="bottom:{axis.find_height(tick):.2f}%">'
        f"<span>{escape(text)}</span></span>"
        for tick, text in axis.ticks
    )
    months = "".join(
        f'<span style="left:{_find_month_position(index):.2f}%">'
        f"{escape(words.say(f'scope.month_{int(month[5:])}'))}</span>"
        for index, month in enumerate(unit_months.months_before)
    )
    data = b64encode(draw_lines(unit_months, axis, breaks).encode()).decode()
    label = escape(words.say("topic.line_of", name=words.name("indicator", unit_months.code)))
    return (
        f'<div class="month-line" role="group" aria-label="{label}"><div class="plot">{ticks}'
        f'<img alt="" src="data:image/svg+xml;base64,{data}">'
        f"{''.join(_render_points(unit_months, axis, scale, words))}"
        f"{''.join(_render_numbers(unit_months, axis, scale, words))}</div>"
        f'<div class="months">{months}</div></div>'
    )
