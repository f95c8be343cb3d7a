"""The numbers of an area as HTML: total, change, coverage, completion bar, small line of months.

All pages show them alike. A total that is a sum of units is hollow, with ○ and how many units are
in it; one that the area reported itself is solid. Only changes are red or green. All text is
escaped here.
"""

import math
from base64 import b64encode
from collections.abc import Sequence
from html import escape
from itertools import pairwise
from urllib.parse import urlencode

from locales import Words
from locales.numbers import add_decimal
from metrics.rollup.area_results import AreaTotal, Completion, Growth, MonthPoint
from quantities import (
    Direction,
    Qualifier,
    Quantity,
    change_message,
    describe_change,
    format_rate,
)
from quantities.format import format_total
from quantities.rates_and_changes import POINTS

LINE_WIDTH, LINE_HEIGHT = 304, 36
LINE_MARGIN = 5
"""Space above and below the small line, so that the ring of the last month is not cut off."""
LINE_STYLE = (
    "path{fill:none}.last{stroke:#8a8e94;stroke-width:1.5}.now{stroke:#2f6690;stroke-width:2}"
    ".year{stroke:#d5d5d0}circle{fill:#2f6690;stroke:#2f6690;stroke-width:2}.sum{fill:#fff}"
    "@media(prefers-color-scheme:dark){.last{stroke:#85898f}.now{stroke:#6fa6d3}"
    ".year{stroke:#3c3f44}circle{fill:#6fa6d3;stroke:#6fa6d3}.sum{fill:#141517}}"
)


def link_total(html: str, code: str, area: str = "", css: str = "total") -> str:
    """Return the HTML of a link around `html` that opens a panel with the figures behind a total.

    `html` is the number, `code` the indicator, `css` the link's class; `area` is "" for the area of
    the page's scope.
    `server/browser/scope.js` opens the panel on the page that is shown; it is
    app_pages/panels/total_panel.py.
    """
    query = urlencode({"total": f"{code}@{area}" if area else code})
    return f'<a class="{css}" href="?{escape(query)}" data-here>{html}</a>'


def link_area(words: Words, area: str, name: str = "") -> str:
    """Return the HTML of a link to the page of an area; the browser adds the rest of the scope."""
    label = escape(name or words.name("area", area))
    return f'<a class="area" href="area?{urlencode({"area": area})}">{label}</a>'


def find_unit_of_measure(words: Words, code: str) -> str | None:
    """Return the unit that numbers of an indicator need when formatted; None in Chinese.

    A Chinese number is formatted with the unit that it was reported in.
    """
    return None if words.language == "zh" else words.name("unit", code)


def format_area_total(total: AreaTotal, words: Words, code: str) -> str:
    """Format a total as union reports word it: 至少2.98万人, at least 29,800 people, 未报."""
    if total.quantity is None:
        return words.say("totals.not_reported")
    return format_total(total.quantity, words.language, find_unit_of_measure(words, code))


def render_total(total: AreaTotal, words: Words, code: str) -> str:
    """Return the HTML of a total: a large number (<b>), and small words before it such as 至少."""
    text = format_area_total(total, words, code)
    if total.quantity is None:
        return f'<span class="none">{escape(text)}</span>'
    # The number begins at the first digit or sign.
    start = next((index for index, sign in enumerate(text) if sign.isdigit() or sign in "-−"), 0)
    words_html = f'<span class="low">{escape(text[:start].strip())}</span>' if start else ""
    return f"{words_html}<b>{escape(text[start:])}</b>"


def format_area_change(change: Quantity, words: Words, code: str) -> tuple[str, Direction]:
    """Format a change (增长8.4%, 提高1.1个百分点), and return its direction as well.

    `change` comes from `compute_change`, for the indicator `code`.
    """
    is_points = change.unit in POINTS.values()
    unit = None if is_points else find_unit_of_measure(words, code)
    name, values, direction = change_message(change, words.language, unit)
    if is_points and direction in (Direction.RISE, Direction.FALL):
        name = f"{direction}_in_points"
    return words.say(f"totals.{name}", **values), direction


SIGNS = {Direction.RISE: "▲", Direction.FALL: "▼"}


def render_change(change: Quantity | None, words: Words, code: str, *, short: bool = False) -> str:
    """Return the HTML of a change with its sign and colour: ▲ 增长8.4%; "" for None.

    With `short` it is ▲ 8.4% for a column of a table, where an exact rate has a decimal even if
    that is 0: ▲ 10.0%.
    """
    if change is None:
        return ""
    text, direction = format_area_change(change, words, code)
    if short and direction in SIGNS:
        unit = None if change.unit in POINTS.values() else find_unit_of_measure(words, code)
        _direction, text = describe_change(change, words.language, unit)
        if change.qualifier is Qualifier.EXACT:
            text = add_decimal(text)
    css = {Direction.RISE: "rise", Direction.FALL: "fall"}.get(direction, "flat")
    sign = f"{SIGNS[direction]} " if direction in SIGNS else ""
    return f'<span class="{css}">{sign}{escape(text)}</span>'


def render_growth(growth: Growth, words: Words, code: str, *, short: bool = False) -> str:
    """Return the HTML of the change against the year before, or of why there is none."""
    if growth.change is not None:
        return render_change(growth.change, words, code, short=short)
    return f'<span class="none">{escape(words.say(f"totals.no_growth_{growth.reason}"))}</span>'


def render_coverage(total: AreaTotal, words: Words) -> str:
    """Return the HTML of how many units are in a sum (○ 9/10), or that the area itself reported.

    The HTML is "" if there is no number.
    """
    if total.source == "units":
        reporting, expected = total.coverage.reporting, total.coverage.expected
        label = words.say("totals.coverage", reporting=reporting, expected=expected)
        return (
            f'<span class="cover" title="{escape(label)}"><i class="ring"></i>'
            f"{reporting}/{expected}</span>"
        )
    return escape(words.say("totals.own")) if total.source == "own" else ""


def format_completion_rate(rate: Quantity, words: Words) -> str:
    """Format the rate of a completion: 73.9%."""
    return f"{format_rate(rate, words.language)}%"


def compute_points_behind(completion: Completion) -> float | None:
    """Return how many percentage points a completion is behind the schedule, None if unknown.

    The schedule is the share of the year that has elapsed. The result is negative for a completion
    ahead of it. Both shares are rounded as they are printed, so that readers can check the
    difference.
    """
    if completion.rate is None or completion.elapsed is None:
        return None
    return round(completion.elapsed, 1) - round(completion.rate.value, 1)


def describe_distance_to_schedule(completion: Completion, words: Words) -> str:
    """Describe how far a completion is from the time elapsed: 落后序时进度1.1个百分点; or ""."""
    behind = compute_points_behind(completion)
    if behind is None:
        return ""
    # Half of the last digit that is shown.
    message = "behind" if behind > 0.05 else "ahead" if behind < -0.05 else "on_time"
    return words.say(f"totals.{message}", points=f"{abs(behind):.1f}")


def render_completion_bar(completion: Completion, *, hollow: bool) -> str:
    """Return the HTML of a completion's bar from 0 to 100 %, with a tick at the time elapsed.

    A sum of units is `hollow`. Above 100 % the bar is full.
    """
    share = min(max(completion.rate.value, 0), 100) if completion.rate else 0
    tick = (
        f'<i class="tick" style="left:{min(completion.elapsed, 100):.1f}%"></i>'
        if completion.elapsed is not None
        else ""
    )
    css = "fill hollow" if hollow else "fill"
    return f'<span class="bar"><i class="{css}" style="width:{share:.1f}%"></i>{tick}</span>'


def render_small_line(months: Sequence[MonthPoint], label: str) -> str:
    """Return the HTML of an image of months as a line: the last year blue, earlier years grey.

    A gap or a new definition interrupts the line. The last number has a ring if its total lacks
    units, else a disc. `label` is for screen readers. Fewer than two numbers have no image ("").
    """
    numbers = [point.value for point in months if not math.isnan(point.value)]
    if len(numbers) < 2:
        return ""
    low, high = min(numbers), max(numbers)
    step = (LINE_WIDTH - 2 * 4) / max(len(months) - 1, 1)  # 4: space at the left and right end
    inner_height = LINE_HEIGHT - 2 * LINE_MARGIN

    def find_position(index: int) -> str:
        share = (months[index].value - low) / (high - low) if high > low else 0.5  # all equal
        return f"{4 + index * step:.1f} {LINE_MARGIN + inner_height * (1 - share):.1f}"

    path_by_class = {"last": "", "now": ""}
    year = months[-1].period[:4]
    for index, (one, two) in enumerate(pairwise(months)):
        if math.isnan(one.value) or math.isnan(two.value) or two.is_break:
            continue
        path_by_class["now" if two.period[:4] == year else "last"] += (
            f"M{find_position(index)}L{find_position(index + 1)}"
        )
    january = next((index for index, point in enumerate(months) if point.period[:4] == year), 0)
    divider = f'<path class="year" d="M{4 + (january - 0.5) * step:.1f} 0V{LINE_HEIGHT}"/>'
    last_index = max(index for index, point in enumerate(months) if not math.isnan(point.value))
    left, top = find_position(last_index).split()
    dot_class = ' class="sum"' if months[last_index].at_least else ""
    drawing = "".join(
        f'<path class="{css}" d="{path}"/>' for css, path in path_by_class.items() if path
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LINE_WIDTH} {LINE_HEIGHT}">'
        f"<style>{LINE_STYLE}</style>{divider if january else ''}"
        f'{drawing}<circle{dot_class} cx="{left}" cy="{top}" r="3.5"/></svg>'
    )
    data = b64encode(svg.encode()).decode()
    return f'<img class="spark" alt="{escape(label)}" src="data:image/svg+xml;base64,{data}">'
