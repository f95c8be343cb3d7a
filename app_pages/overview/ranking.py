"""The section of the Overview page on an area's units: head with choices, and ranking as a table.

Each row of the table has a bar, and all bars share one axis. Units that have not reported come
last, hatched and without a rank. `rank_units` puts the units in order, `tiles` draws the tiles
below the table.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from app_pages.components.area_marks import (
    format_completion_rate,
    link_area,
    link_total,
    render_growth,
)
from app_pages.components.area_words import format_title_by_unit
from app_pages.components.folded_table import fold_rows
from app_pages.overview.month_view import NO_LEVEL, MonthView
from app_pages.overview.rank_units import (
    Measure,
    UnitRanking,
    UnitRow,
    describe_missing,
    list_unit_indicators,
    rank_units,
    write_finding,
)
from app_pages.overview.tiles import render_tiles
from locales.numbers import add_decimal

MAX_OPEN_ROWS = 16
"""Rows of a ranking that are shown openly; further ones are folded."""
HtmlByMeasure = dict[Measure, str]
"""The number cells of a row as HTML, by measure; "—" for no number."""
LABEL_DISTANCE = 12
"""Percent of the axis: a tick closer than this to the time elapsed has no label."""
COLUMNS: dict[Measure, tuple[Measure, ...]] = {
    "completion": ("completion", "value", "growth"),
    "value": ("value", "growth", "completion"),
    "growth": ("growth", "value", "completion"),
}


@dataclass(frozen=True)
class Axis:
    """The axis that all bars of a ranking share; `ticks` are its labelled numbers."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def find_position(self, number: float) -> float:
        """Return the position of a number on the axis, in percent from its left end."""
        return 100 * (number - self.low) / ((self.high - self.low) or 1)


def choose_axis(numbers: Sequence[float], measure: Measure) -> Axis:
    """Return the axis on which the bars of `numbers` begin at 0; `numbers` must not be empty.

    For completions it reaches at least 100 % and ends at a multiple of 50 %. For others its ends
    are rounded outwards to multiples of the largest power of ten within its length: −3 to 47, of
    length 50, becomes −10 to 50.
    """
    if measure == "completion":
        high = max(100.0, 50 * math.ceil(max(numbers, default=0) / 50))
        low = min(0.0, 50 * math.floor(min(numbers, default=0) / 50))
        return Axis(low, high, tuple(sorted({low, 0.0, 50.0, 100.0, high})))
    low, high = min(0.0, *numbers), max(0.0, *numbers)
    step = 10 ** math.floor(math.log10(max(high - low, 1e-9)))  # no logarithm of 0
    low, high = math.floor(low / step) * step, math.ceil(high / step) * step
    return Axis(low, high, tuple(sorted({low, 0.0, high})))


def render_ranking(ranking: UnitRanking) -> str:
    """Return the HTML of the ranking of units: the area first, then each unit with bar and numbers.

    Above the table stands its finding, one sentence on the best and the weakest unit.
    """
    view, measure = ranking.view, ranking.measure
    area_number = _find_number_of_area(ranking)
    numbers = [row.get_number(measure) for row in ranking.ranked]
    axis = choose_axis([*numbers, *([area_number] if area_number is not None else [])], measure)
    columns = [column for column in COLUMNS[measure] if column in ranking.offered_measures]
    rows = [_render_unit_row(ranking, row, axis, columns) for row in ranking.ranked]
    rows += [_render_missing(ranking, row, columns) for row in ranking.others]
    table = _render_table(
        view, _render_axis(ranking, axis, columns), _render_area_row(ranking, axis, columns), rows
    )
    message = "ranking_value" if measure == "value" else "ranking"
    title = view.say(message, name=ranking.indicator_name, measure=ranking.measure_name)
    return (
        f'<div class="ov-ranking"><div class="ov-hd"><h3>{escape(title)}</h3>'
        '<span class="ov-gap"></span>'
        f'<span class="ov-quiet">{escape(_format_units(ranking, columns))}</span></div>'
        f'<p class="ov-quiet">{escape(write_finding(ranking))}</p>{table}</div>'
    )


def _render_table(view: MonthView, head: str, whole: str, rows: Sequence[str]) -> str:
    """Return the HTML table of the ranking; rows beyond MAX_OPEN_ROWS are folded below it.

    A phone folds more of them. All parameters but `view` are HTML of table rows: `head` has the
    axis and the headings, `whole` is the row of the area itself ("" for none), and `rows` are those
    of its units.
    """
    start, rest = "".join(rows[:MAX_OPEN_ROWS]), "".join(rows[MAX_OPEN_ROWS:])
    table = f'<table class="ov-ranks"><thead>{head}</thead><tbody>{whole}{start}</tbody></table>'
    if rest:
        label = view.say("more_rows", count=len(rows) - MAX_OPEN_ROWS)
        table += (
            f'<details class="more"><summary>{escape(label)}</summary>'
            f'<table class="ov-ranks"><tbody>{rest}</tbody></table></details>'
        )
    return fold_rows(table, len(rows) + bool(whole), view.words)


def _format_units(ranking: UnitRanking, columns: Sequence[Measure]) -> str:
    """Format the units of the ranking's columns: 单位：%、人."""
    units = [ranking.scale.unit if measure == "value" else "%" for measure in columns]
    if ranking.is_share and "growth" in columns:
        units.append(ranking.view.say("points"))
    names = ranking.view.say("comma").join(dict.fromkeys(units))
    return ranking.view.words.say("charts.unit", unit=names)


def _render_axis(ranking: UnitRanking, axis: Axis, columns: Sequence[Measure]) -> str:
    """Return the HTML head of the ranking: the axis with labelled ticks, and column headings.

    The time elapsed of the year, if there is one, has a label of its own. A tick within
    LABEL_DISTANCE of it therefore has no label.
    """
    view = ranking.view
    suffix = "%" if ranking.measure != "value" and not ranking.is_share else ""
    labels = "".join(
        f'<i style="left:{axis.find_position(tick):.1f}%" class="{_find_end_class(axis, tick)}">'
        f"{escape(_format_tick(ranking, tick, suffix))}</i>"
        for tick in axis.ticks
        if ranking.elapsed is None
        or abs(axis.find_position(tick) - axis.find_position(ranking.elapsed)) > LABEL_DISTANCE
    )
    if (elapsed := ranking.elapsed) is not None:
        text = escape(view.say("schedule_tick", share=f"{elapsed:.0f}%"))
        labels += f'<i style="left:{axis.find_position(elapsed):.1f}%" class="now">{text}</i>'
    names = "".join(
        f'<th class="{"" if measure == ranking.measure else "more"}">'
        f"{escape(_format_column_heading(ranking, measure))}</th>"
        for measure in columns
    )
    name = escape(view.say("column_unit"))
    # Narrow screens hide the columns of class "more".
    return (
        f'<tr><th><span class="ov-unseen">{name}</span></th>'
        f'<th class="axis"><span>{labels}</span></th>{names}</tr>'
    )


def _format_column_heading(ranking: UnitRanking, measure: Measure) -> str:
    """Return the heading of a measure's column in the ranking.

    The heading of values says what they are: a sum of the span or month, a number at its end, or a
    share.
    """
    if measure != "value":
        return ranking.view.words.say(f"overview.column_{measure}")
    kind = ranking.indicator.kind
    flow_suffix = "_month" if ranking.view.is_month else ""
    suffix = {"ratio": "_share", "stock": "_stock"}.get(kind, flow_suffix)
    return ranking.view.words.say(f"overview.column_value{suffix}")


def _find_end_class(axis: Axis, tick: float) -> str:
    """Return the CSS class that keeps a label at an end of the axis inside it; "" for others."""
    return "first" if tick == axis.low else "last" if tick == axis.high else ""


def _format_tick(ranking: UnitRanking, tick: float, suffix: str) -> str:
    """Format the label of a tick on the ranking's axis: 0, 50%; values are in its scale."""
    if ranking.measure == "value":
        return ranking.scale.format_number(tick) if tick else "0"
    return f"{tick:g}{suffix}".replace("-", "−") if tick else "0"


def _find_number_of_area(ranking: UnitRanking) -> float | None:
    """Return the number of the whole area that is drawn as a bar; None if there is none.

    A sum of values is not drawn: on one axis with it the bars of the units would be too short.
    """
    indicator = ranking.indicator
    if ranking.measure == "completion":
        rate = indicator.completion.rate if indicator.completion else None
        return float(rate.value) if rate else None
    if ranking.measure == "growth":
        return float(indicator.growth.change.value) if indicator.growth.change else None
    is_ratio = indicator.kind == "ratio" and indicator.total.quantity
    return float(indicator.total.quantity.value) if is_ratio and indicator.total.quantity else None


def _render_area_row(ranking: UnitRanking, axis: Axis, columns: Sequence[Measure]) -> str:
    """Return the HTML row of the area itself; "" if it has no number.

    If its number is a sum in which units are missing, it is named by those counted: 已报9个.
    `columns` are the measures that have a column.
    """
    view, indicator = ranking.view, ranking.indicator
    if indicator.total.quantity is None:
        return ""
    coverage, words = indicator.total.coverage, view.words
    name = view.whole_area_name
    if indicator.total.source == "units" and coverage.missing:
        name = view.say("reported_count", count=coverage.reporting)
    number = _find_number_of_area(ranking)
    is_sum = indicator.total.source == "units"
    bar = (
        _render_bar(axis, number, ranking, hollow=is_sum)
        if number is not None
        else _render_track(ranking, axis)
    )
    rate = indicator.completion.rate if indicator.completion else None
    cells: HtmlByMeasure = {
        "completion": escape(add_decimal(format_completion_rate(rate, words)) if rate else "—"),
        "value": escape(ranking.scale.format_number(indicator.total.quantity.value)),
        "growth": _render_growth_of_area(ranking),
    }
    return _render_table_row(
        f"<b>{escape(name)}</b>", bar, columns, ranking, cells, "", css="whole"
    )


def _render_growth_of_area(ranking: UnitRanking) -> str:
    """Return the HTML of the area's own change, formatted like that of a unit; "—" without one."""
    indicator = ranking.indicator
    if indicator.growth.change is None:
        return "—"
    if not ranking.is_share:
        return render_growth(indicator.growth, ranking.view.words, indicator.code, short=True)
    # As a row of its own, so that percentage points are formatted as in the rows of the units.
    row = UnitRow(ranking.view.overview.area, math.nan, indicator.growth.change.value, math.nan)
    return _render_number(ranking, row, "growth")


def _render_unit_row(
    ranking: UnitRanking, row: UnitRow, axis: Axis, columns: Sequence[Measure]
) -> str:
    """Return the HTML row of a unit: its name links to its page, its numbers to their figures.

    `columns` are the measures that have a column.
    """
    bar = _render_bar(axis, row.get_number(ranking.measure), ranking, hollow=False)
    cells: HtmlByMeasure = {measure: _render_number(ranking, row, measure) for measure in columns}
    name = ranking.view.unit_names.get(row.unit, row.unit)
    link = link_area(ranking.view.words, row.unit, name)
    return _render_table_row(link, bar, columns, ranking, cells, row.unit)


def _render_number(ranking: UnitRanking, row: UnitRow, measure: Measure) -> str:
    """Return the HTML of one of a unit's numbers in the ranking; changes are coloured."""
    text = escape(ranking.format_number(row, measure))
    if measure != "growth" or math.isnan(row.growth) or not row.growth:
        return text
    return f'<span class="{"rise" if row.growth > 0 else "fall"}">{text}</span>'


def _render_table_row(
    name_html: str,
    bar_html: str,
    columns: Sequence[Measure],
    ranking: UnitRanking,
    cells: HtmlByMeasure,
    area: str,
    css: str = "",
) -> str:
    """Return the HTML of a row of the ranking; each number links to the figures behind it.

    `columns` are the measures in the order of their cells, `cells` the HTML of each. `area` is the
    unit's code, "" for the area itself; `css` is the row's class.
    """
    numbers = ""
    for measure in columns:
        cell, css_class = cells[measure], "" if measure == ranking.measure else "more"
        # "—" stands for no number, which has no figures to link to.
        number = link_total(cell, ranking.indicator.code, area) if cell != "—" else cell
        numbers += f'<td class="{css_class}">{number}</td>'
    return (
        f'<tr class="{css}"><th scope="row">{name_html}</th>'
        f'<td class="axis">{bar_html}</td>{numbers}</tr>'
    )


def _render_track(ranking: UnitRanking, axis: Axis, bar_html: str = "") -> str:
    """Return the HTML of the axis in a ranking's row: grid lines, bar, and the time elapsed."""
    lines = "".join(
        f'<i class="line" style="left:{axis.find_position(tick):.1f}%"></i>' for tick in axis.ticks
    )
    elapsed_html = ""
    if ranking.elapsed is not None:
        elapsed_html = (
            f'<i class="tick" style="left:{axis.find_position(ranking.elapsed):.1f}%"></i>'
        )
    return f'<span class="ov-track">{lines}{bar_html}{elapsed_html}</span>'


def _render_bar(axis: Axis, number: float, ranking: UnitRanking, *, hollow: bool) -> str:
    """Return the HTML of a bar from zero to a number on the axis; the bar of a sum is hollow."""
    start, end = sorted((axis.find_position(0), axis.find_position(number)))
    css = "fill hollow" if hollow else "fill below" if number < 0 else "fill"
    bar = f'<i class="{css}" style="left:{start:.1f}%;width:{end - start:.1f}%"></i>'
    return _render_track(ranking, axis, bar)


def _render_missing(ranking: UnitRanking, row: UnitRow, columns: Sequence[Measure]) -> str:
    """Return the HTML row of a unit without a number in the ranking: hatched, with the reason.

    `columns` are the number columns, which one empty cell spans.
    """
    name = ranking.view.unit_names.get(row.unit, row.unit)
    link = link_area(ranking.view.words, row.unit, name)
    return (
        f'<tr class="absent"><th scope="row">{link}</th><td class="axis">'
        f'<span class="ov-hatch"><span>{escape(describe_missing(ranking, row))}</span></span></td>'
        f'<td colspan="{len(columns)}"></td></tr>'
    )


def render_units(view: MonthView, code: str, measure: str) -> str:
    """Return the HTML of the section of an area's units; one sentence if the area has none.

    `code` and `measure` are the indicator and the number by which the reader compares the units, ""
    for the default. If no unit reports that indicator, the first one that units report is shown.
    """
    codes = list_unit_indicators(view)
    if not codes:
        return _render_no_units(view)
    ranking = rank_units(view, code if code in codes else codes[0], measure)
    if ranking is None:
        return ""
    return (
        f'<section class="ov-units"><div class="ov-hd">{_render_head(ranking, codes)}</div>'
        f'<div class="ov-side-by-side">{render_ranking(ranking)}'
        f"{render_tiles(ranking)}</div></section>"
    )


def _render_no_units(view: MonthView) -> str:
    """Return the HTML of a sentence that no unit below the area reports, with a link to its page.

    The HTML is "" if units should report: the top of the page says which of them have not.
    """
    if view.expected or not view.shown_indicators:
        return ""
    area, code = view.area_name, view.overview.area
    text = escape(view.say("no_units_here", area=area))
    link = link_area(view.words, code, view.say("area_page", area=area))
    return f'<p class="ov-no-units ov-quiet">{text}{link}</p>'


def _render_head(ranking: UnitRanking, indicator_codes: Sequence[str]) -> str:
    """Return the HTML heading of the units' section: a menu of indicators, a switch of measures.

    With only one measure to choose there is no switch.
    """
    view, words = ranking.view, ranking.view.words
    level = "" if view.unit_level == NO_LEVEL else view.unit_level
    title = format_title_by_unit(words, level, view.say("situation"))
    indicator_links = "".join(
        f'<a href="?{urlencode({"indicator": code})}" data-here'
        f"{' aria-current=true' if code == ranking.indicator.code else ''}>"
        f"{escape(words.name('indicator', code))}</a>"
        for code in indicator_codes
    )
    menu_label = escape(view.say("choose_indicator"))
    measure_links = "".join(
        f'<a href="?{urlencode({"measure": measure})}" data-here'
        f"{' aria-current=true' if measure == ranking.measure else ''}>"
        f"{escape(view.words.say(f'overview.measure_{measure}'))}</a>"
        for measure in ranking.offered_measures
    )
    switch_label = escape(view.say("choose_measure"))
    switch = f'<p class="ov-switch" role="group" aria-label="{switch_label}">{measure_links}</p>'
    return (
        f'<h2>{escape(title)}</h2><details class="ov-choose"><summary aria-label="{menu_label}">'
        f"<span>{escape(ranking.indicator_name)}</span></summary>"
        f'<div class="sheet">{indicator_links}</div></details><span class="ov-gap"></span>'
        f"{switch if len(ranking.offered_measures) > 1 else ''}"
    )
