"""Lines of months as HTML: a panel with an axis, its months, and a label at the end of each line.

The lines are a picture that stretches with the panel. Labels are text of the page, so that they
keep their size on a phone and can link to figures. A table of the numbers is folded below.
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
LABEL_HEIGHT = 20.0
"""Percent of a panel's height that a label at the end of a line takes."""
STEPS = (1, 2, 2.5, 5, 10)
"""Steps between the ticks of an axis, times a power of ten."""
ZERO_AXIS_SHARE = 0.6
"""If the lowest number is at most this share of the highest, an axis begins at zero."""


@dataclass(frozen=True)
class PanelLine:
    """A line of months: its name, its numbers (NaN for none), and its role.

    The role is "main" (blue) or "other" (grey). `breaks` are positions at which a new definition
    begins, where the line is interrupted. `label` is HTML with "{}" for the last number, "" for no
    label. `is_partial` means that the last number lacks units, so that its disc is hollow.
    """

    name: str
    values: tuple[float, ...]
    role: str = "main"
    breaks: frozenset[int] = frozenset()
    label: str = "{}"
    is_partial: bool = False


@dataclass(frozen=True)
class PanelAxis:
    """The vertical axis of a panel: its lowest and highest number, and its ticks."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def find_top(self, value: float) -> float:
        """Return the distance of a number from the top of the axis, in percent."""
        return 100 * (self.high - value) / (self.high - self.low)


def choose_axis(values: Iterable[float], *, from_zero: bool) -> PanelAxis:
    """Return an axis for numbers (NaN for none) with two to five ticks at round numbers.

    It begins at zero with `from_zero` or if the lowest number is at most ZERO_AXIS_SHARE of the
    highest, else at a round number below the lowest. The step is the smallest of STEPS that is at
    least a third of the numbers' range. A little room for the line is left at the top. Example:
    choose_axis([76, 92], from_zero=False) is 75 to 92.6 with ticks 75, 80, 85, 90.
    """
    known = [value for value in values if math.isfinite(value)] or [0.0, 1.0]
    low, high = min(known), max(known)
    if from_zero or low <= ZERO_AXIS_SHARE * high:
        low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        low, high = low - 1, high + 1
    min_step = (high - low) / 3
    power = 10 ** math.floor(math.log10(min_step))
    # 0.999 and 1e-9: a number that equals a bound counts as such in spite of rounding errors.
    step = next(step * power for step in STEPS if step * power >= min_step * 0.999)
    first_multiple = math.floor(low / step + 1e-9)
    high += (high - first_multiple * step) * 0.04  # room for the line at the top
    count = math.floor(high / step + 1e-9) - first_multiple + 1
    return PanelAxis(
        first_multiple * step,
        high,
        # Rounded, as 3 × 0.1 would be 0.30000000000000004.
        tuple(round((first_multiple + index) * step, 6) for index in range(count)),
    )


def render_panel(
    lines: Sequence[PanelLine],
    months: Sequence[str],
    axis: PanelAxis,
    scale: NumberScale,
    words: Words,
) -> str:
    """Return the HTML of a panel of lines that share their months and an axis.

    `months` are such as "2025-09"; a vertical line is drawn where the year changes. Names and last
    numbers stand at the right.
    """
    plot = "".join(
        (
            f'<img alt="" src="data:image/svg+xml;base64,{_draw_svg(lines, months, axis)}">',
            *(_render_end_dot(line, axis, len(months)) for line in reversed(lines)),
            _render_years(months, words),
        )
    )
    ticks = "".join(
        f'<span style="top:{axis.find_top(tick):.1f}%">{format_tick(tick, scale)}</span>'
        for tick in axis.ticks
    )
    return (
        f'<div class="lp"><div class="lp-y" aria-hidden="true">{ticks}</div>'
        f'<div class="lp-plot">{plot}</div>'
        f'<div class="lp-ends">{_render_labels(lines, months, axis, scale, words)}</div>'
        f'<div class="lp-x" aria-hidden="true">{_render_months(months, words)}</div></div>'
    )


def format_tick(value: float, scale: NumberScale) -> str:
    """Format a number on a panel's axis without the zeros of its decimals: 75 instead of 75.0."""
    text = scale.format_number(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _find_left(index: int, month_count: int) -> float:
    """Return the position of the month with an index from 0, in percent from the left."""
    # 1.5 % at each end keep the discs of the first and last month within the panel.
    return 1.5 + 97 * index / max(month_count - 1, 1)


def _draw_svg(lines: Sequence[PanelLine], months: Sequence[str], axis: PanelAxis) -> str:
    """Return the lines of a panel as an SVG of 100 by 100, in base64.

    Below the lines are those of the axis at its ticks, and between two years. A gap, or a break, at
    which a new definition begins, interrupts a line.
    """
    paths = "".join(
        f'<path class="grid" d="M0 {axis.find_top(tick):.2f}H100"/>' for tick in axis.ticks
    )
    paths += "".join(
        f'<path class="year" d="M{left:.2f} 0V100"/>' for left, *_ in _find_year_bounds(months)
    )
    for line in sorted(lines, key=lambda line: line.role == "main"):  # the main line on top
        points = [
            f"{_find_left(index, len(months)):.2f} {axis.find_top(value):.2f}"
            if math.isfinite(value)
            else ""
            for index, value in enumerate(line.values)
        ]
        path_data = "".join(
            f"M{point}L{following}"
            for index, (point, following) in enumerate(pairwise(points), 1)
            if point and following and index not in line.breaks
        )
        paths += f'<path class="{line.role}" d="{path_data}"/>' if path_data else ""
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" width="100%" height="100%" '
        f'preserveAspectRatio="none"><style>{STYLE}</style>{paths}</svg>'
    )
    return b64encode(svg.encode()).decode()


def _find_last_number(line: PanelLine) -> int | None:
    """Return the index of a line's last number; None if it has no number."""
    known_indices = [index for index, value in enumerate(line.values) if math.isfinite(value)]
    return known_indices[-1] if known_indices else None


def _render_end_dot(line: PanelLine, axis: PanelAxis, month_count: int) -> str:
    """Return the HTML of a disc (main) or ring (other) at a line's last number, if it has one."""
    last_index = _find_last_number(line)
    if last_index is None:
        return ""
    left, top = _find_left(last_index, month_count), axis.find_top(line.values[last_index])
    css = f"{line.role} partial" if line.is_partial else line.role
    return f'<i class="lp-dot {css}" style="left:{left:.2f}%;top:{top:.2f}%"></i>'


def _render_labels(
    lines: Sequence[PanelLine],
    months: Sequence[str],
    axis: PanelAxis,
    scale: NumberScale,
    words: Words,
) -> str:
    """Return the HTML of the names and last numbers at the ends of lines, without overlaps.

    The label of a line that ends before the last month also names its month. A line without a
    label, or without any number, is left out.
    """
    labelled_lines = [
        (line, last_index)
        for line in lines
        if line.label and (last_index := _find_last_number(line)) is not None
    ]
    labelled_lines.sort(
        key=lambda line_and_index: axis.find_top(line_and_index[0].values[line_and_index[1]])
    )
    tops = _spread_labels(
        [axis.find_top(line.values[last_index]) for line, last_index in labelled_lines]
    )
    labels = []
    for (line, last_index), top in zip(labelled_lines, tops, strict=True):
        month = ""
        if last_index < len(months) - 1:
            month = escape(words.say(f"scope.month_{int(months[last_index][5:7])}")) + " "
        number = line.label.format(_format_with_percent(line.values[last_index], scale))
        labels.append(
            f'<span class="{line.role}" style="top:{top:.1f}%"><small>{escape(line.name)}</small>'
            f"<b>{month}{number}</b></span>"
        )
    return "".join(labels)


def _spread_labels(tops: Sequence[float]) -> list[float]:
    """Return the vertical positions of labels, moved so that they do not overlap.

    Positions are in percent from the top, and `tops` ascend. From the first to the last each label
    is moved down until it is LABEL_HEIGHT below the one before; then, from the last to the first,
    up as far as the panel's end or the label below it demands. If they are too many for the panel,
    the first ones lie above it (below 0).
    """
    positions: list[float] = []
    for top in tops:
        positions.append(
            max(top, positions[-1] + LABEL_HEIGHT) if positions else max(top, LABEL_HEIGHT / 2)
        )
    limit = 100 - LABEL_HEIGHT / 2
    for index in range(len(positions) - 1, -1, -1):
        positions[index] = min(positions[index], limit)
        limit = positions[index] - LABEL_HEIGHT
    return positions


def _format_with_percent(value: float, scale: NumberScale) -> str:
    """Format a number with its unit only if this is % or ‰, as the panel names other units."""
    return escape(scale.format_number(value) + (scale.unit if scale.unit in ("%", "‰") else ""))


def _render_months(months: Sequence[str], words: Words) -> str:
    """Return the HTML of month names below a panel: every third month, and the last one.

    The classes "minor" and "middle" let a phone hide some of them.
    """
    month_count = len(months)
    shown_indices = [
        index
        for index, month in enumerate(months)
        # January, April, July and October, unless the name of the last month is too close.
        if int(month[5:7]) % 3 == 1 and index < month_count - 2
    ]
    spans = []
    for index in [*shown_indices, month_count - 1]:
        month = int(months[index][5:7])
        is_minor = month in (4, 10) or index >= month_count - 4
        css_class = "minor" if is_minor else "" if month == 1 else "middle"
        css = f' class="{css_class}"' if css_class and 0 < index < month_count - 1 else ""
        text = escape(words.say(f"scope.month_{month}"))
        spans.append(f'<span{css} style="left:{_find_left(index, month_count):.1f}%">{text}</span>')
    return "".join(spans)


def _find_year_bounds(months: Sequence[str]) -> list[tuple[float, str, str]]:
    """Return each position where two years meet, in percent from the left, with both years."""
    month_count = len(months)
    return [
        (
            (_find_left(index, month_count) + _find_left(index + 1, month_count)) / 2,
            month[:4],
            following[:4],
        )
        for index, (month, following) in enumerate(pairwise(months))
        if month[:4] != following[:4]
    ]


def _render_years(months: Sequence[str], words: Words) -> str:
    """Return the HTML of the years' names at the top of a panel, beside the lines between them."""
    return "".join(
        f'<span class="lp-year" style="left:{left:.2f}%">{escape(words.period(year_after))}</span>'
        + (
            f'<span class="lp-year before" style="right:{100 - left:.2f}%">'
            f"{escape(words.period(year_before))}</span>"
            if index == 0
            else ""
        )
        for index, (left, year_before, year_after) in enumerate(_find_year_bounds(months))
    )


def render_numbers(
    lines: Sequence[PanelLine], months: Sequence[str], scale: NumberScale, words: Words
) -> str:
    """Return the HTML of a folded table with the numbers of a panel, the newest month first."""
    headings = "".join(f'<th scope="col">{escape(line.name)}</th>' for line in lines)
    rows = "".join(
        f'<tr><th scope="row">{escape(words.period(month))}</th>'
        + "".join(f"<td>{scale.format_number(line.values[index])}</td>" for line in lines)
        + "</tr>"
        for index, month in reversed(list(enumerate(months)))
    )
    return (
        f'<details class="lp-table"><summary>{escape(words.say("area.numbers"))}</summary>'
        f'<table><thead><tr><th scope="col">{escape(words.say("area.month"))}</th>{headings}</tr>'
        f"</thead><tbody>{rows}</tbody></table></details>"
    )
