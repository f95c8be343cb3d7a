"""The marks of an area's numbers as HTML: total, change, coverage, completion bar, line of months.

All pages draw them alike: a sum is hollow with ○ and how many units are in it, a number that the
area reported itself is solid; red and green are changes alone. All text is escaped here.
"""

import math
import re
from base64 import b64encode
from collections.abc import Sequence
from html import escape
from itertools import pairwise
from urllib.parse import urlencode

from locales import Words
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
from quantities.rates import POINTS

SPARK_WIDTH, SPARK_HEIGHT = 304, 36
SPARK_MARGIN = 5
"""Space above and below the line, so that the ring of the last month is whole."""
SPARK_STYLE = (
    "path{fill:none}.last{stroke:#8a8e94;stroke-width:1.5}.now{stroke:#2f6690;stroke-width:2}"
    ".year{stroke:#d5d5d0}circle{fill:#2f6690;stroke:#2f6690;stroke-width:2}.sum{fill:#fff}"
    "@media(prefers-color-scheme:dark){.last{stroke:#85898f}.now{stroke:#6fa6d3}"
    ".year{stroke:#3c3f44}circle{fill:#6fa6d3;stroke:#6fa6d3}.sum{fill:#141517}}"
)


def link_total(html: str, code: str, area: str = "", css: str = "total") -> str:
    """Return a link around `html` that opens the operands of a total on the page that is shown.

    `area` is another area than the scope's. `server/browser/scope.js` opens it in place; the panel
    is app_pages/panels/total_panel.py.
    """
    query = urlencode({"total": f"{code}@{area}" if area else code})
    return f'<a class="{css}" href="?{escape(query)}" data-here>{html}</a>'


def link_area(words: Words, area: str, name: str = "") -> str:
    """Return a link to the page of an area; the rest of the scope is added in the browser."""
    label = escape(name or words.name("area", area))
    return f'<a class="area" href="area?{urlencode({"area": area})}">{label}</a>'


def unit_name(words: Words, code: str) -> str | None:
    """Return the unit of an indicator where numbers need it: none in Chinese, as they have it."""
    return None if words.language == "zh" else words.name("unit", code)


def format_area_total(total: AreaTotal, words: Words, code: str) -> str:
    """Return a total in union wording: 至少2.98万人, at least 29,800 people, 未报."""
    if total.quantity is None:
        return words.say("totals.not_reported")
    return format_total(total.quantity, words.language, unit_name(words, code))


def render_total(total: AreaTotal, words: Words, code: str) -> str:
    """Return a total with its number large, and 至少, 约 or the like before it small."""
    text = format_area_total(total, words, code)
    if total.quantity is None:
        return f'<span class="none">{escape(text)}</span>'
    start = next((at for at, sign in enumerate(text) if sign.isdigit() or sign in "-−"), 0)
    before = f'<span class="low">{escape(text[:start].strip())}</span>' if start else ""
    return f"{before}<b>{escape(text[start:])}</b>"


def format_area_change(change: Quantity, words: Words, code: str) -> tuple[str, Direction]:
    """Return a change in words, 增长8.4%, 提高1.1个百分点, and its direction.

    `change` is what `compute_change` returns, of the indicator `code`.
    """
    is_points = change.unit in POINTS.values()
    unit = None if is_points else unit_name(words, code)
    name, values, direction = change_message(change, words.language, unit)
    if is_points and direction in (Direction.RISE, Direction.FALL):
        name = f"{direction}_in_points"
    return words.say(f"totals.{name}", **values), direction


WHOLE_RATE = re.compile(r"(?:(?<=^)|(?<=[▲▼] ))(\d+)%")
SIGNS = {Direction.RISE: "▲", Direction.FALL: "▼"}


def render_change(change: Quantity | None, words: Words, code: str, *, short: bool = False) -> str:
    """Return a change with its sign and colour: ▲ 增长8.4%, `short` ▲ 8.4%; "" without one.

    A short one stands in a column: an exact rate has its decimal also where it is 0, ▲ 10.0%.
    """
    if change is None:
        return ""
    text, direction = format_area_change(change, words, code)
    if short and direction in SIGNS:
        unit = None if change.unit in POINTS.values() else unit_name(words, code)
        _direction, text = describe_change(change, words.language, unit)
        if change.qualifier is Qualifier.EXACT:
            text = with_decimal(text)
    css = {Direction.RISE: "rise", Direction.FALL: "fall"}.get(direction, "flat")
    sign = f"{SIGNS[direction]} " if direction in SIGNS else ""
    return f'<span class="{css}">{sign}{escape(text)}</span>'


def render_growth(growth: Growth, words: Words, code: str, *, short: bool = False) -> str:
    """Return the change against the year before, or in words why there is none."""
    if growth.change is not None:
        return render_change(growth.change, words, code, short=short)
    return f'<span class="none">{escape(words.say(f"totals.no_growth_{growth.reason}"))}</span>'


def render_coverage(total: AreaTotal, words: Words) -> str:
    """Return ○ 9/10 of a sum; that the area reported it itself; "" without a number."""
    if total.source == "units":
        reporting, expected = total.coverage.reporting, total.coverage.expected
        label = words.say("totals.coverage", reporting=reporting, expected=expected)
        return (
            f'<span class="cover" title="{escape(label)}"><i class="ring"></i>'
            f"{reporting}/{expected}</span>"
        )
    return escape(words.say("totals.own")) if total.source == "own" else ""


def format_completion_rate(rate: Quantity, words: Words) -> str:
    """Return a completion as text: 73.9%."""
    return f"{format_rate(rate, words.language)}%"


def with_decimal(rate: str) -> str:
    """Return a text whose percentage is a whole number with its decimal, as columns have it.

    80% -> 80.0%, ▲ 5% -> ▲ 5.0%. A rough number stays as it is: 约80%.
    """
    return WHOLE_RATE.sub(r"\1.0%", rate)


def points_behind(completion: Completion) -> float | None:
    """Return how many percentage points a completion is behind the time elapsed; None without."""
    if completion.rate is None or completion.elapsed is None:
        return None
    return round(completion.elapsed, 1) - round(completion.rate.value, 1)


def describe_distance_to_schedule(completion: Completion, words: Words) -> str:
    """Return how far a completion is from the time elapsed: 落后序时进度1.1个百分点; "" if not."""
    behind = points_behind(completion)
    if behind is None:
        return ""
    message = "behind" if behind > 0.05 else "ahead" if behind < -0.05 else "on_time"
    return words.say(f"totals.{message}", points=f"{abs(behind):.1f}")


def render_completion_bar(completion: Completion, *, hollow: bool) -> str:
    """Return a bar of a completion on 0 to 100 %, with a tick at the time elapsed.

    `hollow`: a sum of those that reported. More than 100 % fills the bar.
    """
    share = min(max(completion.rate.value, 0), 100) if completion.rate else 0
    tick = (
        f'<i class="tick" style="left:{min(completion.elapsed, 100):.1f}%"></i>'
        if completion.elapsed is not None
        else ""
    )
    css = "fill hollow" if hollow else "fill"
    return f'<span class="bar"><i class="{css}" style="width:{share:.1f}%"></i>{tick}</span>'


def render_spark(months: Sequence[MonthPoint], label: str) -> str:
    """Return a picture of months as a line, the years before the last one grey, the last blue.

    A gap or break cuts the line; the last month is a ring where it is a sum of some, else a disc.
    `label` says for readers of screens what it shows. "" without two numbers.
    """
    known = [point.value for point in months if not math.isnan(point.value)]
    if len(known) < 2:
        return ""
    low, high = min(known), max(known)
    step = (SPARK_WIDTH - 2 * 4) / max(len(months) - 1, 1)
    inner = SPARK_HEIGHT - 2 * SPARK_MARGIN

    def place(at: int) -> str:
        share = (months[at].value - low) / (high - low) if high > low else 0.5
        return f"{4 + at * step:.1f} {SPARK_MARGIN + inner * (1 - share):.1f}"

    lines = {"last": "", "now": ""}
    year = months[-1].period[:4]
    for at, (one, two) in enumerate(pairwise(months)):
        if math.isnan(one.value) or math.isnan(two.value) or two.is_break:
            continue
        lines["now" if two.period[:4] == year else "last"] += f"M{place(at)}L{place(at + 1)}"
    january = next((at for at, point in enumerate(months) if point.period[:4] == year), 0)
    divider = f'<path class="year" d="M{4 + (january - 0.5) * step:.1f} 0V{SPARK_HEIGHT}"/>'
    last = max(at for at, point in enumerate(months) if not math.isnan(point.value))
    left, top = place(last).split()
    dot = ' class="sum"' if months[last].at_least else ""
    drawing = "".join(f'<path class="{css}" d="{path}"/>' for css, path in lines.items() if path)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SPARK_WIDTH} {SPARK_HEIGHT}">'
        f"<style>{SPARK_STYLE}</style>{divider if january else ''}"
        f'{drawing}<circle{dot} cx="{left}" cy="{top}" r="3.5"/></svg>'
    )
    data = b64encode(svg.encode()).decode()
    return f'<img class="spark" alt="{escape(label)}" src="data:image/svg+xml;base64,{data}">'
