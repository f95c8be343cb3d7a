"""Lines of months as HTML: a panel with an axis, its months, and each line's name at its end.

Labels are text of the page, so that they keep their size on a phone and can lead to figures; the
lines are a picture that stretches with the panel. A table of the numbers stands below.
"""

import math
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from app_pages.components.number_scale import NumberScale
from locales import Words

STYLE = (
    "path{fill:none;vector-effect:non-scaling-stroke;stroke-linejoin:round}"
    ".main{stroke:#2f6690;stroke-width:2.5}.other{stroke:#8a8e94;stroke-width:2}"
    ".grid{stroke:#d5d5d0}.year{stroke:#d5d5d0;stroke-dasharray:2 3}"
    "@media(prefers-color-scheme:dark){.main{stroke:#6fa6d3}.other{stroke:#85898f}"
    ".grid,.year{stroke:#3c3f44}}"
)
LABEL_GAP = 20.0
"""Percent of a panel's height that the two rows of an end label take."""
STEPS = (1, 2, 2.5, 5, 10)
FULL_AXIS = 0.6
"""Of numbers at a date the axis begins above zero if the least is more than this of the largest."""


@dataclass(frozen=True)
class Line:
    """A line of months: its name, its numbers (NaN: none), main (blue) or other (grey).

    `breaks` are positions with which a new definition begins: the line is cut there. `label` is
    HTML around the last number, "{}" for the number itself; "" leaves it out at the line's end.
    `is_partial`: the last number lacks units, so its disc is hollow.
    """

    name: str
    values: tuple[float, ...]
    role: str = "main"
    breaks: frozenset[int] = frozenset()
    label: str = "{}"
    is_partial: bool = False


@dataclass(frozen=True)
class PanelAxis:
    """What the vertical axis of a panel spans, and where it has lines."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def place(self, value: float) -> float:
        """Return the distance of a number from the top, in percent."""
        return 100 * (self.high - value) / (self.high - self.low)


def choose_axis(values: Iterable[float], *, from_zero: bool) -> PanelAxis:
    """Return an axis for numbers (NaN: none) with two to five lines at round numbers.

    It begins at zero `from_zero` or where the numbers are far apart, else at a round number below.
    Example: choose_axis([76, 92], from_zero=False) spans 75 to 92.6, with lines at 75, 80, 85, 90.
    """
    known = [value for value in values if math.isfinite(value)] or [0.0, 1.0]
    low, high = min(known), max(known)
    if from_zero or low <= FULL_AXIS * high:
        low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        low, high = low - 1, high + 1
    rough = (high - low) / 3
    size = 10 ** math.floor(math.log10(rough))
    step = next(step * size for step in STEPS if step * size >= rough * 0.999)
    first = math.floor(low / step + 1e-9)
    high += (high - first * step) * 0.04
    count = math.floor(high / step + 1e-9) - first + 1
    return PanelAxis(first * step, high, tuple(round((first + n) * step, 6) for n in range(count)))


def render_panel(
    lines: Sequence[Line], months: Sequence[str], axis: PanelAxis, scale: NumberScale, words: Words
) -> str:
    """Return the HTML of a panel of lines that share their months (2025-09) and an axis.

    Names and last numbers stand at the right, apart from each other. Where lines have no months of
    their own year, `months` may be any periods; those of January begin a year.
    """
    plot = "".join(
        (
            f'<img alt="" src="data:image/svg+xml;base64,{_draw_svg(lines, months, axis)}">',
            *(_render_end(line, axis, len(months)) for line in reversed(lines)),
            _render_years(months, words),
        )
    )
    ticks = "".join(
        f'<span style="top:{axis.place(tick):.1f}%">{write_tick(tick, scale)}</span>'
        for tick in axis.ticks
    )
    return (
        f'<div class="lp"><div class="lp-y" aria-hidden="true">{ticks}</div>'
        f'<div class="lp-plot">{plot}</div>'
        f'<div class="lp-ends">{_render_labels(lines, months, axis, scale, words)}</div>'
        f'<div class="lp-x" aria-hidden="true">{_render_months(months, words)}</div></div>'
    )


def write_tick(value: float, scale: NumberScale) -> str:
    """Return a number of the axis, without the zeros of its decimals: 75 and not 75.0."""
    text = scale.format_number(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _month_left(at: int, count: int) -> float:
    """Return the distance of a month from the left, in percent."""
    return 1.5 + 97 * at / max(count - 1, 1)


def _draw_svg(lines: Sequence[Line], months: Sequence[str], axis: PanelAxis) -> str:
    """Return the lines as SVG in base64, stretched over 100 by 100."""
    paths = "".join(
        f'<path class="grid" d="M0 {axis.place(tick):.2f}H100"/>' for tick in axis.ticks
    )
    paths += "".join(
        f'<path class="year" d="M{left:.2f} 0V100"/>' for left, *_ in _find_years(months)
    )
    for line in sorted(lines, key=lambda line: line.role == "main"):
        spots = [
            f"{_month_left(at, len(months)):.2f} {axis.place(value):.2f}"
            if math.isfinite(value)
            else ""
            for at, value in enumerate(line.values)
        ]
        drawn = "".join(
            f"M{one}L{two}"
            for at, (one, two) in enumerate(pairwise(spots), 1)
            if one and two and at not in line.breaks
        )
        paths += f'<path class="{line.role}" d="{drawn}"/>' if drawn else ""
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" width="100%" height="100%" '
        f'preserveAspectRatio="none"><style>{STYLE}</style>{paths}</svg>'
    )
    return b64encode(svg.encode()).decode()


def _find_last_number(line: Line) -> int | None:
    """Return the position of a line's last number, None without one."""
    known = [at for at, value in enumerate(line.values) if math.isfinite(value)]
    return known[-1] if known else None


def _render_end(line: Line, axis: PanelAxis, count: int) -> str:
    """Return the disc (main line) or ring (other) at a line's last number; "" without one."""
    last = _find_last_number(line)
    if last is None:
        return ""
    left, top = _month_left(last, count), axis.place(line.values[last])
    css = f"{line.role} partial" if line.is_partial else line.role
    return f'<i class="lp-dot {css}" style="left:{left:.2f}%;top:{top:.2f}%"></i>'


def _render_labels(
    lines: Sequence[Line], months: Sequence[str], axis: PanelAxis, scale: NumberScale, words: Words
) -> str:
    """Return names and last numbers of lines beside their ends, moved apart where they touch.

    A line that ends before the last month says with which.
    """
    named = [
        (line, last)
        for line in lines
        if line.label and (last := _find_last_number(line)) is not None
    ]
    named.sort(key=lambda pair: axis.place(pair[0].values[pair[1]]))
    tops = _move_apart([axis.place(line.values[last]) for line, last in named])
    labels = []
    for (line, last), top in zip(named, tops, strict=True):
        month = ""
        if last < len(months) - 1:
            month = escape(words.say(f"scope.month_{int(months[last][5:7])}")) + " "
        number = line.label.format(_with_unit(line.values[last], scale))
        labels.append(
            f'<span class="{line.role}" style="top:{top:.1f}%"><small>{escape(line.name)}</small>'
            f"<b>{month}{number}</b></span>"
        )
    return "".join(labels)


def _move_apart(tops: Sequence[float]) -> list[float]:
    """Return places from the top, in order, LABEL_GAP apart at least and inside 0 to 100."""
    placed: list[float] = []
    for top in tops:
        placed.append(max(top, placed[-1] + LABEL_GAP) if placed else max(top, LABEL_GAP / 2))
    limit = 100 - LABEL_GAP / 2
    for at in range(len(placed) - 1, -1, -1):
        placed[at] = min(placed[at], limit)
        limit = placed[at] - LABEL_GAP
    return placed


def _with_unit(value: float, scale: NumberScale) -> str:
    """Return a number with % where that is its unit, others without, as the panel names it."""
    return escape(scale.format_number(value) + (scale.unit if scale.unit in ("%", "‰") else ""))


def _render_months(months: Sequence[str], words: Words) -> str:
    """Return the months below a panel: each third, and the last; `minor` ones leave on a phone."""
    count = len(months)
    shown = [at for at, month in enumerate(months) if int(month[5:7]) % 3 == 1 and at < count - 2]
    spans = []
    for at in [*shown, count - 1]:
        month = int(months[at][5:7])
        is_minor = month in (4, 10) or at >= count - 4
        inner = "minor" if is_minor else "" if month == 1 else "middle"
        css = f' class="{inner}"' if inner and 0 < at < count - 1 else ""
        text = escape(words.say(f"scope.month_{month}"))
        spans.append(f'<span{css} style="left:{_month_left(at, count):.1f}%">{text}</span>')
    return "".join(spans)


def _find_years(months: Sequence[str]) -> list[tuple[float, str, str]]:
    """Return where years meet, percent from the left, with the year before and after."""
    count = len(months)
    return [
        ((_month_left(at, count) + _month_left(at + 1, count)) / 2, one[:4], two[:4])
        for at, (one, two) in enumerate(pairwise(months))
        if one[:4] != two[:4]
    ]


def _render_years(months: Sequence[str], words: Words) -> str:
    """Return the names of the years at the top of a panel, beside the line where they meet."""
    return "".join(
        f'<span class="lp-year" style="left:{left:.2f}%">{escape(words.period(after))}</span>'
        + (
            f'<span class="lp-year before" style="right:{100 - left:.2f}%">'
            f"{escape(words.period(before))}</span>"
            if number == 0
            else ""
        )
        for number, (left, before, after) in enumerate(_find_years(months))
    )


def render_numbers(
    lines: Sequence[Line], months: Sequence[str], scale: NumberScale, words: Words
) -> str:
    """Return the numbers of a panel as a table that opens below it."""
    heads = "".join(f'<th scope="col">{escape(line.name)}</th>' for line in lines)
    rows = "".join(
        f'<tr><th scope="row">{escape(words.period(month))}</th>'
        + "".join(f"<td>{scale.format_number(line.values[at])}</td>" for line in lines)
        + "</tr>"
        for at, month in reversed(list(enumerate(months)))
    )
    return (
        f'<details class="lp-table"><summary>{escape(words.say("area.numbers"))}</summary>'
        f'<table><thead><tr><th scope="col">{escape(words.say("area.month"))}</th>{heads}</tr>'
        f"</thead><tbody>{rows}</tbody></table></details>"
    )
