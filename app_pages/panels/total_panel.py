"""The panel of a total: which units, months and figures it is made of, and what is missing.

It opens at the right for the parameter `total` of an address: an indicator's code, or with an area
of its own new_members@990106. Any number of a page leads here (`area_marks.link_total`).
"""

from collections.abc import Iterable, Sequence
from functools import partial
from html import escape
from itertools import groupby
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from app_pages.components.area_marks import (
    describe_distance_to_schedule,
    find_unit_of_measure,
    format_area_total,
    format_completion_rate,
    link_area,
    render_change,
    render_growth,
)
from app_pages.components.table_downloads import DownloadTable, show_downloads
from app_pages.state import release, url
from app_pages.state.cache import memoize
from app_pages.state.overviews import get_overview, get_unit_tree
from app_pages.state.scope import current_scope
from charts.labels import format_row_number
from locales import Language, Words
from metrics.figure_queries import choose, list_reported
from metrics.metric_table import to_records
from metrics.rollup.area_results import AreaIndicator, AreaOverview, Coverage
from periods import last_month
from quantities import add_quantities, format_total, quantity_of_figure

MAX_SHOWN = 200
"""Rows of figures that the panel shows; its downloads have all."""
MAX_NAMED = 30
"""Missing units that are named."""


class TotalAsked(NamedTuple):
    """A total that an address asks for: of an indicator, an area and a span of a release."""

    number: int
    language: Language
    code: str
    area: str
    through: str
    since: str


def find_asked_total() -> TotalAsked | None:
    """Return the total that the address asks for; None without one, or for an unknown code."""
    code, _, area = url.get_param("total").partition("@")
    number, scope = release.get_release_number(), current_scope()
    listed = {entry["code"] for entry in release.get_code_lists(number).indicators}
    area = area or scope.area
    if code not in listed or area not in get_unit_tree(number).above or not scope.through:
        return None
    return TotalAsked(number, release.get_language(), code, area, scope.through, scope.since)


def show_total_if_asked() -> None:
    """Show the panel, a dialog at the right, while the address has the parameter `total`."""
    asked = find_asked_total()
    if asked is None:
        return
    words = release.get_chart_data(asked.number, asked.language).words
    title = words.say("totals.panel")
    close = partial(url.set_param, "total")
    st.dialog(title, position="right", width="large", on_dismiss=close)(_show_content)(asked, words)


def _show_content(asked: TotalAsked, words: Words) -> None:
    """Show the total in words, its figures as a table, and the buttons that take them away."""
    overview = _read_overview(asked)
    indicator = overview.indicators[0]
    st.html(render_total_head(overview, indicator, words))
    rows = list_operands(asked)
    if rows:
        st.html(render_operands(rows, words))
        name = words.name("indicator", asked.code)
        title = f"{words.name('area', asked.area)}_{name}_{words.period(overview.period)}"
        tables = partial(make_tables, asked, words)
        show_downloads(words.mark(title), tables, key="operands")
    else:
        st.html(f'<p class="none">{escape(words.say("totals.no_operands"))}</p>')


def _read_overview(asked: TotalAsked) -> AreaOverview:
    """Return the overview of the one indicator, with the keys of its operands."""
    return get_overview(
        asked.number, asked.area, asked.through, asked.since, (asked.code,), with_operands=True
    )


def render_total_head(overview: AreaOverview, indicator: AreaIndicator, words: Words) -> str:
    """Return the HTML above the figures: name, number, how it was made, comparison, completion."""
    total, code = indicator.total, indicator.code
    title = " · ".join(
        (
            words.name("area", overview.area),
            words.name("indicator", code),
            words.period(total.period),
        )
    )
    lines = [_describe_source(indicator, words)]
    if total.coverage.missing:
        lines.append(_describe_missing(total.coverage, words))
    if total.coverage.incomplete:
        names = _list_area_names(total.coverage.incomplete, words)
        lines.append(escape(words.say("totals.incomplete", names=names)))
    lines.append(_describe_comparison(indicator, words))
    lines += [escape(words.note(note)) for note in indicator.growth.notes]
    if indicator.completion and indicator.completion.rate and indicator.completion.target:
        goal = format_total(
            indicator.completion.target, words.language, find_unit_of_measure(words, code)
        )
        rate = format_completion_rate(indicator.completion.rate, words)
        text = words.say("totals.completion", rate=rate, target=goal)
        lines.append(
            escape(
                " · ".join(
                    filter(None, (text, describe_distance_to_schedule(indicator.completion, words)))
                )
            )
        )
    for disagreement in indicator.disagreements:
        other = format_total(
            disagreement.quantity, words.language, find_unit_of_measure(words, code)
        )
        text = escape(words.say(f"totals.beside_{disagreement.of}", other=other))
        lines.append(f"{text} {render_change(disagreement.difference, words, code)}")
    paragraphs = "".join(f"<p>{line}</p>" for line in lines if line)
    number = escape(format_area_total(total, words, code))
    return (
        f'<div class="panel-head"><h3>{escape(title)}</h3><p class="wording">{number}</p>'
        f"{paragraphs}</div>"
    )


def _describe_source(indicator: AreaIndicator, words: Words) -> str:
    """Return in words how a total was made: reported, joined of several figures, or a sum."""
    total = indicator.total
    if total.source == "own":
        return escape(words.say("totals.made_joined" if total.joined else "totals.made_own"))
    reporting, expected = total.coverage.reporting, total.coverage.expected
    if total.source == "units":
        message = "made_sum" if indicator.kind != "ratio" else "made_ratio"
        return escape(words.say(f"totals.{message}", reporting=reporting, expected=expected))
    if expected:
        return escape(words.say("totals.too_few", reporting=reporting, expected=expected))
    return escape(words.say("totals.nothing"))


def _describe_comparison(indicator: AreaIndicator, words: Words) -> str:
    """Return the change against the year before with both numbers, or why there is none."""
    growth, period = indicator.growth, words.period(indicator.before.period)
    change = render_growth(growth, words, indicator.code)
    if growth.change is None or growth.before is None:
        before = format_area_total(indicator.before, words, indicator.code)
        return f"{escape(words.say('totals.year_before', period=period, total=before))} {change}"
    before = format_total(
        growth.before, words.language, find_unit_of_measure(words, indicator.code)
    )
    text = escape(words.say("totals.year_before", period=period, total=before))
    units, every = growth.coverage.reporting, growth.coverage.expected
    if growth.coverage.complete:
        return f"{text} {change}"
    return f"{text} {change} {escape(words.say('totals.same_units', units=units, all=every))}"


def _describe_missing(coverage: Coverage, words: Words) -> str:
    """Return which units are missing, each a link, with the months that those in part lack."""
    named = []
    for code in coverage.missing[:MAX_NAMED]:
        lacking = coverage.lacking.get(code, ())
        months = words.listing([words.period(month) for month in lacking], 3)
        link = link_area(words, code)
        named.append(
            f"{link}{escape(words.say('totals.lacks', months=months))}" if months else link
        )
    text = words.say("scope.comma").join(named)
    rest = len(coverage.missing) - MAX_NAMED
    more = escape(words.say("totals.and_rest", count=len(coverage.missing))) if rest > 0 else ""
    return f"{escape(words.say('scope.missing'))}{text}{more}"


def _list_area_names(codes: Iterable[str], words: Words) -> str:
    """Return names of areas in a row."""
    return words.listing([*words.areas(codes).values()], MAX_NAMED)


@memoize(max_results=64, warm=None)
def list_operands(asked: TotalAsked) -> tuple[dict[str, Any], ...]:
    """Return the figures of a total as rows, in the order of its units and months, cached.

    Each has area, indicator, period, wording (texts), value, quantity, key and code.
    """
    words = release.get_chart_data(asked.number, asked.language).words
    keys = _read_overview(asked).indicators[0].total.operands
    figures = choose(release.get_figures(asked.number), key=list(keys))
    names = words.areas(figures["ref_area"])
    order = {code: at for at, code in enumerate(get_unit_tree(asked.number).above)}
    reported = to_records(list_reported(figures))
    rows = [
        {
            "area": names[str(figure["ref_area"])],
            "indicator": words.name("indicator", str(figure["indicator"])),
            "period": words.period(str(figure["time_period"])),
            "wording": format_row_number(row, words),
            "value": figure["value"],
            "quantity": quantity_of_figure(figure),
            "code": str(figure["indicator"]),
            "key": str(figure["key"]),
            "sort": (
                str(figure["indicator"]),
                order.get(str(figure["ref_area"]), len(order)),
                last_month(str(figure["time_period"])),
            ),
        }
        for figure, row in zip(to_records(figures), reported, strict=True)
    ]
    return tuple(sorted(rows, key=lambda row: row["sort"]))


COLUMNS = ("area", "indicator", "period", "wording")


def render_operands(rows: Sequence[dict[str, Any]], words: Words) -> str:
    """Return the figures of a total as HTML: a unit a row, which opens to its periods.

    Each number is a link to the panel of its figure. A unit with several figures has their sum.
    """
    parts = []
    by_indicator = groupby(rows[:MAX_SHOWN], key=lambda row: row["indicator"])
    for indicator, of_indicator in by_indicator:
        parts.append(f"<h5>{escape(indicator)}</h5>")
        for area, group in groupby(of_indicator, key=lambda row: row["area"]):
            parts.append(_render_group(area, [*group], words))
    title = escape(words.say("totals.operands", count=len(rows)))
    rest = (
        f'<p class="foot">{escape(words.say("totals.first_rows", count=MAX_SHOWN))}</p>'
        if len(rows) > MAX_SHOWN
        else ""
    )
    return f'<section class="operands"><h4>{title}</h4>{"".join(parts)}{rest}</section>'


def _render_group(name: str, group: Sequence[dict[str, Any]], words: Words) -> str:
    """Return the figures of a unit: one is a row, several are a row with their sum that opens."""
    if len(group) == 1:
        [row] = group
        return (
            f"<p><span>{escape(name)}</span><span>{escape(row['period'])}</span>"
            f"{_link_figure(row)}</p>"
        )
    total = add_quantities([row["quantity"] for row in group])
    text = format_total(total, words.language, find_unit_of_measure(words, group[0]["code"]))
    count = words.say("pages.figure_count", count=len(group))
    items = "".join(
        f"<li><span>{escape(row['period'])}</span>{_link_figure(row)}</li>" for row in group
    )
    return (
        f"<details><summary><span>{escape(name)}</span><span>{escape(count)}</span>"
        f"<b>{escape(text)}</b></summary><ul>{items}</ul></details>"
    )


def _link_figure(row: dict[str, Any]) -> str:
    """Return the wording of a figure as a link to the panel of the figure."""
    query = escape(urlencode({"figure": row["key"], "total": ""}))
    return f'<a href="?{query}" data-here>{escape(row["wording"])}</a>'


def make_tables(asked: TotalAsked, words: Words) -> list[DownloadTable]:
    """Return the panel's tables to download: the operands, and each unit's numbers by period.

    Numbers are in base units beside the wording of the report.
    """
    rows = list_operands(asked)
    heads = [words.say(f"totals.column_{name}") for name in (*COLUMNS, "value", "key")]
    listed = [[row[name] for name in (*COLUMNS, "value", "key")] for row in rows]
    tables = [DownloadTable(words.say("totals.sheet_figures"), [heads, *listed])]
    frame = pd.DataFrame(rows)
    for indicator, of_indicator in frame.groupby("indicator", sort=False):
        periods = list(dict.fromkeys(of_indicator["period"]))
        values = {(row["area"], row["period"]): row["value"] for row in to_records(of_indicator)}
        areas = list(dict.fromkeys(of_indicator["area"]))
        pivot = [[area, *(values.get((area, period)) for period in periods)] for area in areas]
        head = [words.say("totals.column_area"), *periods]
        tables.append(DownloadTable(str(indicator)[:31], [head, *pivot]))
    return tables
