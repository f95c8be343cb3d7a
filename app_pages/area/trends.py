"""Lines of an area's months beside the average of the area above: two large, the others folded."""

import math
from collections.abc import Sequence
from html import escape
from itertools import pairwise

from app_pages.area.area_view import AreaView
from app_pages.area.line_panel import (
    PanelAxis,
    PanelLine,
    choose_axis,
    format_tick,
    render_numbers,
    render_panel,
)
from app_pages.components.area_marks import format_area_change, format_area_total, link_total
from app_pages.components.area_words import name_whole_area
from app_pages.components.folded_table import fold_part
from app_pages.components.number_scale import NumberScale, choose_scale
from locales import Words
from metrics.rollup.area_results import AreaIndicator
from metrics.rollup.places import Standing


def choose_large_trends(view: AreaView) -> list[str]:
    """Return the two indicators that are drawn large: those in which the area ranks worst and best.

    Indicators of which neither more nor less is better do not count. With fewer than two ranks they
    are the first two indicators that have months (`has_months`); there may be one or none.
    """
    codes_with_months = [
        indicator.code for indicator in view.own.indicators if has_months(indicator)
    ]
    placed = [
        standing
        for standing in view.placed_standings
        if standing.code in codes_with_months and standing.better != "none"
    ]
    if len(placed) < 2:
        return codes_with_months[:2]

    def find_relative_place(standing: Standing) -> float:
        """Return the rank as a share of the areas ranked: 1.0 is the last."""
        return (standing.place or 0) / standing.ranked

    worst = max(placed, key=find_relative_place)
    best = min((standing for standing in placed if standing is not worst), key=find_relative_place)
    return [worst.code, best.code]


def has_months(indicator: AreaIndicator) -> bool:
    """Return whether an indicator has two consecutive months without a break, to draw a line."""
    return any(
        not (math.isnan(point.value) or math.isnan(following.value) or following.is_break)
        for point, following in pairwise(indicator.months)
    )


def render_trends(view: AreaView, words: Words) -> str:
    """Return the HTML of an area's lines of months for all indicators; "" if none has months.

    Two indicators are drawn large (`choose_large_trends`), the others are folded below.
    """
    large_codes = choose_large_trends(view)
    if not large_codes:
        return ""
    large = "".join(render_trend(view, code, words) for code in large_codes)
    other_codes = [
        indicator.code
        for indicator in view.own.indicators
        if has_months(indicator) and indicator.code not in large_codes
    ]
    small = "".join(render_trend(view, code, words) for code in other_codes)
    label = escape(words.say("area.other_trends", count=len(other_codes)))
    folded = (
        f'<details class="ar-others"><summary>{label}</summary><div class="ar-trends">{small}'
        "</div></details>"
        if other_codes
        else ""
    )
    section = f'<section><div class="ar-trends">{large}</div>{folded}</section>'
    count = len(large_codes) + len(other_codes)
    return fold_part(section, words.say("area.trends", count=count))


def render_trend(view: AreaView, code: str, words: Words) -> str:
    """Return the HTML of an indicator's panel: title, unit, a sentence, the lines and a table.

    The axis of monthly counts begins at zero; that of other numbers may be cut.
    """
    indicator = next(indicator for indicator in view.own.indicators if indicator.code == code)
    lines = build_lines(view, indicator, words)
    months = [point.period for point in indicator.months]
    values = [value for line in lines for value in line.values]
    axis = choose_axis(values, from_zero=indicator.kind == "flow")
    scale = choose_scale(lines[0].values, words, code)
    title = words.say(
        "area.trend_title",
        area=words.name("area", view.own.area),
        name=words.name("indicator", code),
    )
    unit = words.say("charts.unit", unit=scale.unit)
    return (
        f'<figure class="ar-trend"><div class="head"><h3>{escape(title)}</h3>'
        f"<span>{escape(unit)}</span></div>"
        f'<p class="ar-note">{escape(describe_trend(view, indicator, axis, scale, words))}</p>'
        f"{render_panel(lines, months, axis, scale, words)}"
        f"{render_numbers(lines, months, scale, words)}</figure>"
    )


def build_lines(view: AreaView, indicator: AreaIndicator, words: Words) -> list[PanelLine]:
    """Return the lines of a panel: the area's months, and beside them those of the area above.

    The second line is the ratio of the area above, or the average of its units. If the area above
    reports its numbers itself, they are not a sum of its units, and so there is no average.
    """
    breaks = frozenset(index for index, point in enumerate(indicator.months) if point.is_break)
    own = tuple(point.value for point in indicator.months)
    code, name = indicator.code, words.name("area", view.own.area)
    is_partial = bool(indicator.months) and indicator.months[-1].at_least
    lines = [PanelLine(name, own, "main", breaks, link_total("{}", code), is_partial)]
    above = view.find_indicator_above(code)
    if above is None or view.overview_above is None:
        return lines
    label = link_total("{}", code, view.overview_above.area)
    if indicator.kind == "ratio":
        whole = name_whole_area(words, view.overview_above.area)
        lines.append(
            PanelLine(whole, tuple(point.value for point in above.months), "other", breaks, label)
        )
    elif above.total.source == "units":
        average = tuple(
            point.value / point.reporting if point.reporting else float("nan")
            for point in above.months
        )
        name = words.say(f"area.average_{view.level or 'other'}")
        lines.append(PanelLine(name, average, "other", breaks, label))
    return lines


def describe_trend(
    view: AreaView, indicator: AreaIndicator, axis: PanelAxis, scale: NumberScale, words: Words
) -> str:
    """Return a sentence on the last month: 9月246人，比去年9月增长21.8%.

    A ratio is compared with that of the area above instead, if both are known. A second sentence
    says so if the axis begins above zero. Without a number only that second sentence is left.
    """
    code, month = indicator.code, words.say(f"scope.month_{int(view.own.through[5:])}")
    month_indicator = view.find_month_indicator(code) or indicator
    parts = []
    if month_indicator.total.quantity is not None:
        total = format_area_total(month_indicator.total, words, code)
        parts.append(words.say("area.trend_month", month=month, total=total))
        above = view.find_indicator_above(code)
        difference = indicator.months[-1].value - above.months[-1].value if above else math.nan
        if (
            indicator.kind == "ratio"
            and view.overview_above is not None
            and math.isfinite(difference)
        ):
            points = f"{abs(difference):.1f}"
            side = "above" if difference > 0 else "below"
            message = "area.trend_alike" if points == "0.0" else f"area.trend_{side}"
            whole = name_whole_area(words, view.overview_above.area)
            parts.append(words.say(message, whole=whole, points=points))
        elif month_indicator.growth.change is not None:
            change, _direction = format_area_change(month_indicator.growth.change, words, code)
            parts.append(words.say("area.trend_change", month=month, change=change))
    text = words.say("area.comma").join(parts)
    text = words.say("area.sentence", text=text) if text else ""
    if axis.ticks[0] > 0:
        start = f"{format_tick(axis.ticks[0], scale)}{scale.unit if scale.unit == '%' else ''}"
        text += words.say("area.axis_from", start=start)
    return text


def build_month_rows(view: AreaView, words: Words) -> list[Sequence[str | float | None]]:
    """Return an area's lines as rows for a file: the headings, then a row a line, a column a month.

    There are no rows if no indicator has months. All indicators have the same months.
    """
    indicators = [indicator for indicator in view.own.indicators if has_months(indicator)]
    if not indicators:
        return []
    months = [words.period(point.period) for point in indicators[0].months]
    headings = [words.say("area.indicator"), words.say("area.area"), *months]
    rows: list[Sequence[str | float | None]] = [headings]
    for indicator in indicators:
        for line in build_lines(view, indicator, words):
            # An average may have many decimals: four are kept.
            values = [None if math.isnan(value) else round(value, 4) for value in line.values]
            rows.append([words.name("indicator", indicator.code), line.name, *values])
    return rows
