"""The table of an area's indicators: month, span, year before, change, completion and rank."""

import math
from html import escape
from urllib.parse import urlencode

from app_pages.area.area_view import AreaView
from app_pages.area.places import render_gained
from app_pages.components.area_marks import (
    compute_points_behind,
    find_unit_of_measure,
    format_area_total,
    format_completion_rate,
    link_total,
    render_change,
    render_completion_bar,
    render_coverage,
    render_growth,
)
from app_pages.components.folded_table import fold_rows
from app_pages.components.number_scale import NumberScale, choose_scale
from file_formats.sheet import Cell
from locales import Words
from locales.numbers import add_decimal
from metrics.rollup.area_results import AreaIndicator, AreaTotal
from quantities import format_quantity

NO_NUMBER = '<span class="none">—</span>'
COLUMNS = (
    *("indicator", "unit", "month", "span", "before", "growth"),
    *("completion", "target", "place", "gained"),
)


def render_indicator_table(view: AreaView, words: Words) -> str:
    """Return the HTML of an area's table: a row for each indicator, without empty columns.

    Notes below it say what ranks, targets and numbers at a date mean.
    """
    columns = list_columns(view)
    headings = "".join(
        f'<th scope="col" class="{name}">{escape(format_heading(view, name, words))}</th>'
        for name in columns
    )
    rows = "".join(
        _render_row(view, indicator, columns, words) for indicator in view.own.indicators
    )
    label = escape(format_title(view, words), quote=True)
    table = (
        f'<div class="ar-table" tabindex="0" role="region" aria-label="{label}"><table>'
        f"<thead><tr>{headings}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
    return fold_rows(table, len(view.own.indicators), words) + _render_notes(view, words)


def format_title(view: AreaView, words: Words) -> str:
    """Format the title of the table: 2025年1—9月东湖区工会工作主要指标."""
    period, area = words.period(view.own.period), words.name("area", view.own.area)
    return words.say("area.table_title", period=period, area=area)


def list_columns(view: AreaView) -> list[str]:
    """Return the names of the columns of an area's table that have content."""
    has_target = any(indicator.completion for indicator in view.own.indicators)
    is_shown = {
        "month": view.month_overview is not None,
        **dict.fromkeys(("completion", "target"), has_target),
        **dict.fromkeys(("place", "gained"), bool(view.placed_standings)),
    }
    return [name for name in COLUMNS if is_shown.get(name, True)]


def format_heading(view: AreaView, column: str, words: Words) -> str:
    """Format a column heading of an area's table; months and spans have no year."""
    year = view.own.through[:4]
    if column == "month":
        return words.say(f"scope.month_{int(view.own.through[5:])}")
    if column == "span":
        period = words.period(view.own.period)
        prefix = words.say("area.year_prefix", year=year)
        return period.removeprefix(prefix).removesuffix(f" {year}") or period
    elapsed = f"{view.own.elapsed:.1f}%"
    return words.say(f"area.column_{column}", elapsed=elapsed)


def choose_row_scale(view: AreaView, indicator: AreaIndicator, words: Words) -> NumberScale:
    """Return the scale (unit and decimals) for all numbers in an indicator's row of the table."""
    month = view.find_month_indicator(indicator.code)
    totals = [indicator.total, indicator.before, indicator.target, month and month.total]
    values = [total.quantity.value for total in totals if total and total.quantity]
    return choose_scale(values, words, indicator.code)


def _render_row(view: AreaView, indicator: AreaIndicator, columns: list[str], words: Words) -> str:
    """Return the HTML row of an indicator in the area's table."""
    cells = {
        column: _render_cell(view, indicator, column, words)
        for column in columns
        if column != "indicator"
    }
    name = link_total(
        escape(words.name("indicator", indicator.code)), indicator.code, css="total name"
    )
    rest = "".join(f'<td class="{column}">{cell}</td>' for column, cell in cells.items())
    return f'<tr><th scope="row">{name}</th>{rest}</tr>'


def _render_cell(view: AreaView, indicator: AreaIndicator, column: str, words: Words) -> str:
    """Return the HTML of a cell in the area's table; a dash stands for no number.

    Without a number of the span it says "not reported" and shows the newest figure, if any.
    """
    code, scale = indicator.code, choose_row_scale(view, indicator, words)
    standing = view.standings.get(code)
    if column == "unit":
        return escape(scale.unit)
    if column == "growth":
        if indicator.growth.reason == "not_reported":
            return NO_NUMBER
        if indicator.growth.change is None:
            return render_growth(indicator.growth, words, code)
        return render_change(indicator.growth.change, words, code, short=True)
    if column == "completion":
        return render_completion(indicator, words, view.late_points)
    if column == "place":
        return f"{standing.place}/{standing.ranked}" if standing and standing.place else NO_NUMBER
    if column == "gained":
        return (
            render_gained(view.places_gained.get(code))
            if standing and standing.place
            else NO_NUMBER
        )
    total = _find_total(view, indicator, column)
    if column == "span" and indicator.total.quantity is None:
        return _render_unreported(view, code, words)
    if total is None or total.quantity is None:
        return NO_NUMBER
    number = escape(format_total_of_row(total, scale, words, code))
    if column != "span":
        return number
    cover = f"{render_coverage(total, words)} " if total.source == "units" else ""
    return cover + link_total(number, code)


def _render_unreported(view: AreaView, code: str, words: Words) -> str:
    """Return the HTML of a cell for a span not reported, with the indicator's newest figure.

    So a reader sees what was reported last, and for when; its number opens the figure.
    """
    not_reported = f'<span class="none">{escape(words.say("totals.not_reported"))}</span>'
    newest = view.newest.get(code)
    if newest is None:
        return not_reported
    number = escape(
        format_quantity(newest.quantity, words.language, find_unit_of_measure(words, code))
    )
    query = escape(urlencode({"figure": newest.key}))
    period = escape(words.period(newest.period))
    return (
        f'{not_reported} <small class="newest">{period} '
        f'<a class="total" href="?{query}" data-here>{number}</a></small>'
    )


def _find_total(view: AreaView, indicator: AreaIndicator, column: str) -> AreaTotal | None:
    """Return the total that a column of the area's table shows: month, span, before or target."""
    month = view.find_month_indicator(indicator.code)
    return {
        "month": month.total if month else None,
        "span": indicator.total,
        "before": indicator.before,
        "target": indicator.target,
    }[column]


def format_total_of_row(total: AreaTotal, scale: NumberScale, words: Words, code: str) -> str:
    """Format a total in the unit of its row; if inexact, in words with its unit: 至少2.98万人."""
    quantity = total.quantity
    if quantity is None:
        return "—"
    text, value = format_area_total(total, words, code), quantity.value
    is_exact = quantity.low == quantity.high == value or text == scale.format_amount(value)
    return scale.format_number(value) if is_exact else text


def render_completion(indicator: AreaIndicator, words: Words, late_points: float) -> str:
    """Return the HTML of a completion's bar and rate, marked if `late_points` behind or more."""
    completion = indicator.completion
    if completion is None or completion.rate is None:
        return NO_NUMBER
    behind = compute_points_behind(completion)
    css = ' class="warn"' if behind is not None and behind >= late_points else ""
    bar = render_completion_bar(completion, hollow=indicator.total.source == "units")
    rate = add_decimal(format_completion_rate(completion.rate, words))
    return f'<span class="rate">{bar}<span{css}>{rate}</span></span>'


def _render_notes(view: AreaView, words: Words) -> str:
    """Return the HTML of the notes below the area's table: places, targets, numbers at a date.

    Each note is there only if the table has such numbers.
    """
    notes = []
    if view.placed_standings:
        compared = words.period(view.compared_period)
        notes.append(words.say("area.note_places", compared=compared))
    if "target" in list_columns(view):
        notes.append(words.say("area.note_target"))
    stocks = [
        words.name("indicator", indicator.code)
        for indicator in view.own.indicators
        if indicator.kind == "stock" and indicator.total.quantity is not None
    ]
    if stocks:
        month = words.say(f"scope.month_{int(view.own.through[5:])}")
        names = words.listing(stocks, 3)  # names at most 3 of them
        notes.append(words.say("area.note_stocks", names=names, month=month))
    text = escape(words.say("area.note", notes="".join(notes)))
    return f'<p class="ar-note">{text}</p>' if notes else ""


def build_rows(view: AreaView, words: Words) -> list[list[Cell | None]]:
    """Return the rows of the area's table of indicators for a file, the first with headings.

    Numbers are in the unit of their row, shares in percent; what is not exact is a text. Without
    indicators there are only headings.
    """
    columns = list_columns(view)
    rows: list[list[Cell | None]] = [[format_heading(view, column, words) for column in columns]]
    for indicator in view.own.indicators:
        rows.append([_build_cell(view, indicator, column, words) for column in columns])
    return rows


def _build_cell(view: AreaView, indicator: AreaIndicator, column: str, words: Words) -> Cell | None:
    """Return a cell of the area's table for a file; None if it is empty.

    A number is in the unit of its row; one that is not exact is a text as on the page:
    至少2.98万人.
    """
    scale, standing = choose_row_scale(view, indicator, words), view.standings.get(indicator.code)
    placed_standing = standing if standing and standing.place else None
    change = indicator.growth.change
    rate = indicator.completion.rate if indicator.completion else None
    values: dict[str, Cell | None] = {
        "indicator": words.name("indicator", indicator.code),
        "unit": scale.unit,
        "growth": round(change.value, 1) if change else None,
        "completion": round(rate.value, 1) if rate else None,
        "place": f"{placed_standing.place}/{placed_standing.ranked}" if placed_standing else None,
        "gained": view.places_gained.get(indicator.code) if placed_standing else None,
    }
    if column in values:
        return values[column]
    total = _find_total(view, indicator, column)
    if total is None or total.quantity is None or math.isnan(total.quantity.value):
        return None
    value = total.quantity.value / scale.factor
    is_exact = total.quantity.low == total.quantity.high == total.quantity.value
    return round(value, 2) if is_exact else format_area_total(total, words, indicator.code)
