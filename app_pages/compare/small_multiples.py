"""Lines of months for the Compare page: a panel for each area, or one panel for two periods.

All panels of an indicator have the same scale.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from html import escape

from app_pages.area.line_panel import PanelLine, choose_axis, render_numbers, render_panel
from app_pages.compare.comparison import ComparisonColumn
from app_pages.components.area_marks import link_total
from app_pages.components.number_scale import choose_scale
from locales import Words
from metrics.rollup.area_results import AreaIndicator, MonthPoint
from periods import period_bounds
from periods.spans import MONTHS_A_YEAR

MIN_MONTHS = 3
"""For a shorter period, the last twelve months are drawn."""


def render_multiples(
    columns: Sequence[ComparisonColumn], codes: Sequence[str], words: Words
) -> str:
    """Return the HTML of the compared lines of all indicators (`codes`) that have months; or ""."""
    rows = "".join(_render_row(columns, code, words) for code in codes)
    return f'<div class="ar-trends">{rows}</div>' if columns[0].through else rows


def _render_row(columns: Sequence[ComparisonColumn], code: str, words: Words) -> str:
    """Return the HTML of the panels of the indicator `code`, on one scale; "" if it has no months.

    Areas have a panel each, in which the others' lines are grey; two periods share one panel.
    """
    column_indicators = [
        (column, indicator) for column in columns if (indicator := column.find(code))
    ]
    lines, months = _build_lines(column_indicators, words)
    values = [value for line in lines for value in line.values]
    if not any(math.isfinite(value) for value in values):
        return ""
    indicator = column_indicators[0][1]
    axis = choose_axis(values, from_zero=indicator.kind == "flow")
    scale = choose_scale(values, words, code)
    if columns[0].through:
        panels = f"<div>{render_panel(lines, months, axis, scale, words)}</div>"
    else:
        panels = "".join(
            f"<div><h4>{escape(column.name)} "
            f"{_render_last_number(column, line, months, code, words)}</h4>"
            + render_panel(_highlight_line(lines, position), months, axis, scale, words)
            + "</div>"
            for position, ((column, _), line) in enumerate(
                zip(column_indicators, lines, strict=True)
            )
        )
    title, unit = words.name("indicator", code), words.say("charts.unit", unit=scale.unit)
    css = "cp-span" if columns[0].through else f"cp-multiples of-{len(lines)}"
    return (
        f'<figure class="ar-trend"><div class="head"><h3>{escape(title)}</h3>'
        f'<span>{escape(unit)}</span></div><div class="{css}">{panels}</div>'
        f"{render_numbers(lines, months, scale, words)}</figure>"
    )


def _build_lines(
    column_indicators: Sequence[tuple[ComparisonColumn, AreaIndicator]], words: Words
) -> tuple[list[PanelLine], list[str]]:
    """Return the line of an indicator for each column that has it, and the months of the longest.

    Of two periods one may be shorter: its line ends with NaN before the other.
    """
    drawn = [list_drawn_months(column, indicator) for column, indicator in column_indicators]
    months = [point.period for point in max(drawn, key=len, default=())]
    lines = []
    for position, (column, indicator) in enumerate(column_indicators):
        line = build_line(column, indicator, "other" if position and column.through else "main")
        if column.through:  # the names of periods are too long for the end of a line
            line = replace(line, name=words.period(column.through))
        missing = [math.nan] * (len(months) - len(line.values))
        lines.append(replace(line, values=(*line.values, *missing)))
    return lines, months


def _highlight_line(lines: Sequence[PanelLine], highlighted_index: int) -> list[PanelLine]:
    """Return the lines for the panel of one of them, which is blue while the others are grey.

    None has a label at its end, as the number stands above the panel.
    """
    return [
        PanelLine(
            line.name,
            line.values,
            "main" if index == highlighted_index else "other",
            line.breaks,
            "",
        )
        for index, line in enumerate(lines)
    ]


def _render_last_number(
    column: ComparisonColumn, line: PanelLine, months: Sequence[str], code: str, words: Words
) -> str:
    """Return the HTML of a line's last number with its month and unit, linked to its figures."""
    known_positions = [
        position for position, value in enumerate(line.values) if math.isfinite(value)
    ]
    if not known_positions:
        return escape(words.say("totals.not_reported"))
    value = line.values[known_positions[-1]]
    text = choose_scale([value], words, code).format_amount(value)
    month = words.say(f"scope.month_{int(months[known_positions[-1]][5:7])}")
    return f"{escape(month)} <b>{link_total(escape(text), code, column.overview.area)}</b>"


def list_drawn_months(column: ComparisonColumn, indicator: AreaIndicator) -> tuple[MonthPoint, ...]:
    """Return the months of a column that are drawn: all or, if periods are compared, the period's.

    `indicator` is the column's, whose months go on to the last month of the column's overview.
    A period shorter than MIN_MONTHS would be no line: then the last twelve months are drawn.
    """
    if not column.through:
        return indicator.months
    first, last = period_bounds(column.overview.period)
    count = 1 + (last.year - first.year) * MONTHS_A_YEAR + last.month - first.month
    return indicator.months[-(count if count >= MIN_MONTHS else MONTHS_A_YEAR) :]


def build_line(column: ComparisonColumn, indicator: AreaIndicator, role: str) -> PanelLine:
    """Return the line of a compared column; `role` "main" is blue, "other" grey.

    A period's line has its last number as a label at its end. An area's line has none, as the
    number stands above its panel.
    """
    points = list_drawn_months(column, indicator)
    breaks = frozenset(index for index, point in enumerate(points) if point.is_break)
    values = tuple(point.value for point in points)
    label = "{}" if column.through else ""
    return PanelLine(column.name, values, role, breaks, label)
