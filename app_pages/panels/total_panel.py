"""The panel of a total: the units, months and figures that it is made of, and what is missing.

It opens at the right for the query parameter `total`: an indicator's code, perhaps with an area:
`new_members@990106`. Every number of a page links to it (`area_marks.link_total`).
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
from app_pages.state.scope import get_current_scope
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


class RequestedTotal(NamedTuple):
    """A total that a URL asks for: an indicator, an area and a span, in a release and language."""

    release_number: int
    language: Language
    code: str
    area: str
    through: str
    since: str


def find_requested_total() -> RequestedTotal | None:
    """Return the total that the URL asks for; None if there is none, or its code is unknown.

    Without an area in the URL it is that of the scope. An unknown area, or a scope without a month,
    gives None, too.
    """
    code, _, area = url.get_param("total").partition("@")
    release_number, scope = release.get_release_number(), get_current_scope()
    known_codes = {entry["code"] for entry in release.get_code_lists(release_number).indicators}
    area = area or scope.area
    if (
        code not in known_codes
        or area not in get_unit_tree(release_number).above
        or not scope.through
    ):
        return None
    return RequestedTotal(
        release_number, release.get_language(), code, area, scope.through, scope.since
    )


def show_total_panel_if_open() -> None:
    """Show the panel, a dialog at the right, while the URL has the parameter `total`."""
    requested = find_requested_total()
    if requested is None:
        return
    words = release.get_chart_data(requested.release_number, requested.language).words
    title = words.say("totals.panel")
    close = partial(url.set_param, "total")
    st.dialog(title, position="right", width="large", on_dismiss=close)(_show_content)(
        requested, words
    )


def _show_content(requested: RequestedTotal, words: Words) -> None:
    """Show what is in the panel of a total: the total in words, its figures, download buttons.

    Without figures a sentence says so. If the release is of invented figures, `Words.mark` adds
    演示数据 to the name of the downloaded files.
    """
    # The overview was asked for one indicator, and so has one.
    overview = _read_overview(requested)
    indicator = overview.indicators[0]
    st.html(render_total_head(overview, indicator, words))
    rows = list_operands(requested)
    if rows:
        st.html(render_operands(rows, words))
        name = words.name("indicator", requested.code)
        title = f"{words.name('area', requested.area)}_{name}_{words.period(overview.period)}"
        tables = partial(build_download_tables, requested, words)
        show_downloads(words.mark(title), tables, key="operands")
    else:
        st.html(f'<p class="none">{escape(words.say("totals.no_operands"))}</p>')


def _read_overview(requested: RequestedTotal) -> AreaOverview:
    """Return the overview of the requested indicator alone, with the keys of its operands.

    Operands are the figures from which the total is computed.
    """
    return get_overview(
        requested.release_number,
        requested.area,
        requested.through,
        requested.since,
        (requested.code,),
        with_operands=True,
    )


def render_total_head(overview: AreaOverview, indicator: AreaIndicator, words: Words) -> str:
    """Return the HTML above the figures: name, number, source, comparison and completion.

    It also names the units that are missing or incomplete, and other numbers for the same thing
    that disagree with the total.
    """
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
    lines.append(escape(_describe_completion(indicator, words)))
    for disagreement in indicator.disagreements:
        other = format_total(
            disagreement.quantity, words.language, find_unit_of_measure(words, code)
        )
        text = escape(words.say(f"totals.beside_{disagreement.summed_from}", other=other))
        lines.append(f"{text} {render_change(disagreement.difference, words, code)}")
    paragraphs = "".join(f"<p>{line}</p>" for line in lines if line)
    number = escape(format_area_total(total, words, code))
    return (
        f'<div class="panel-head"><h3>{escape(title)}</h3><p class="wording">{number}</p>'
        f"{paragraphs}</div>"
    )


def _describe_completion(indicator: AreaIndicator, words: Words) -> str:
    """Describe the completion of a total's target, and its distance to the schedule; or ""."""
    completion = indicator.completion
    if not (completion and completion.rate and completion.target):
        return ""
    unit = find_unit_of_measure(words, indicator.code)
    text = words.say(
        "totals.completion",
        rate=format_completion_rate(completion.rate, words),
        target=format_total(completion.target, words.language, unit),
    )
    return " · ".join(filter(None, (text, describe_distance_to_schedule(completion, words))))


def _describe_source(indicator: AreaIndicator, words: Words) -> str:
    """Describe how a total was made: reported, joined from several figures, or summed over units.

    Joined are figures of the area itself for parts of the span. Without a total it says why.
    """
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
    """Return the HTML of the change against the year before, with both numbers, or why not.

    If the change compares only some units, the number of the year before is theirs, and their count
    is given.
    """
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
    """Return the HTML of missing units as links to their pages.

    A unit that has reported some months of the span is followed by those that it lacks.
    """
    unit_links = []
    for code in coverage.missing[:MAX_NAMED]:
        lacking_months = coverage.lacking.get(code, ())
        # At most 3 months are named.
        months = words.listing([words.period(month) for month in lacking_months], 3)
        link = link_area(words, code)
        unit_links.append(
            f"{link}{escape(words.say('totals.lacks', months=months))}" if months else link
        )
    text = words.say("scope.comma").join(unit_links)
    unnamed_count = len(coverage.missing) - MAX_NAMED
    more = (
        escape(words.say("totals.and_rest", count=len(coverage.missing)))
        if unnamed_count > 0
        else ""
    )
    return f"{escape(words.say('scope.missing'))}{text}{more}"


def _list_area_names(codes: Iterable[str], words: Words) -> str:
    """Return the names of areas as a list in words."""
    return words.listing([*words.areas(codes).values()], MAX_NAMED)


@memoize(max_results=64, warm=None)
def list_operands(requested: RequestedTotal) -> tuple[dict[str, Any], ...]:
    """Return the figures of a total as rows, in the order of its units and months; cached.

    An operand is a figure from which the total is computed. A row has the texts area, indicator,
    period and wording (the number as it was printed), and value, quantity, key, code (of the
    indicator) and sort (the key of the order).
    """
    words = release.get_chart_data(requested.release_number, requested.language).words
    keys = _read_overview(requested).indicators[0].total.operands
    figures = choose(release.get_figures(requested.release_number), key=list(keys))
    area_names = words.areas(figures["ref_area"])
    position_by_area = {
        code: index for index, code in enumerate(get_unit_tree(requested.release_number).above)
    }
    reported = to_records(list_reported(figures))
    rows = [
        {
            "area": area_names[str(figure["ref_area"])],
            "indicator": words.name("indicator", str(figure["indicator"])),
            "period": words.period(str(figure["time_period"])),
            "wording": format_row_number(row, words),
            "value": figure["value"],
            "quantity": quantity_of_figure(figure),
            "code": str(figure["indicator"]),
            "key": str(figure["key"]),
            "sort": (
                str(figure["indicator"]),
                position_by_area.get(str(figure["ref_area"]), len(position_by_area)),
                last_month(str(figure["time_period"])),
            ),
        }
        for figure, row in zip(to_records(figures), reported, strict=True)
    ]
    return tuple(sorted(rows, key=lambda row: row["sort"]))


COLUMNS = ("area", "indicator", "period", "wording")


def render_operands(rows: Sequence[dict[str, Any]], words: Words) -> str:
    """Return the HTML of a total's figures: a row each unit, which unfolds to its periods.

    Each number links to the panel of its figure. A unit with several figures has their sum.
    """
    parts = []
    by_indicator = groupby(rows[:MAX_SHOWN], key=lambda row: row["indicator"])
    for indicator, rows_of_indicator in by_indicator:
        parts.append(f"<h5>{escape(indicator)}</h5>")
        for area, rows_of_area in groupby(rows_of_indicator, key=lambda row: row["area"]):
            parts.append(_render_unit(area, [*rows_of_area], words))
    title = escape(words.say("totals.operands", count=len(rows)))
    rest = (
        f'<p class="foot">{escape(words.say("totals.first_rows", count=MAX_SHOWN))}</p>'
        if len(rows) > MAX_SHOWN
        else ""
    )
    return f'<section class="operands"><h4>{title}</h4>{"".join(parts)}{rest}</section>'


def _render_unit(name: str, figures: Sequence[dict[str, Any]], words: Words) -> str:
    """Return the HTML of a unit's figures in a total: a row or, of several, their sum that unfolds.

    `figures` are rows of `list_operands`, all of one unit and indicator.
    """
    if len(figures) == 1:
        [row] = figures
        return (
            f"<p><span>{escape(name)}</span><span>{escape(row['period'])}</span>"
            f"{_link_figure(row)}</p>"
        )
    total = add_quantities([row["quantity"] for row in figures])
    text = format_total(total, words.language, find_unit_of_measure(words, figures[0]["code"]))
    count = words.say("pages.figure_count", count=len(figures))
    items = "".join(
        f"<li><span>{escape(row['period'])}</span>{_link_figure(row)}</li>" for row in figures
    )
    return (
        f"<details><summary><span>{escape(name)}</span><span>{escape(count)}</span>"
        f"<b>{escape(text)}</b></summary><ul>{items}</ul></details>"
    )


def _link_figure(row: dict[str, Any]) -> str:
    """Return the HTML of a figure's wording as a link to the panel of the figure."""
    query = escape(urlencode({"figure": row["key"], "total": ""}))
    return f'<a href="?{query}" data-here>{escape(row["wording"])}</a>'


def build_download_tables(requested: RequestedTotal, words: Words) -> list[DownloadTable]:
    """Return the panel's tables to download: the operands, and each unit's numbers by period.

    Numbers are in base units, beside the wording of the report.
    """
    rows = list_operands(requested)
    headings = [words.say(f"totals.column_{name}") for name in (*COLUMNS, "value", "key")]
    listed = [[row[name] for name in (*COLUMNS, "value", "key")] for row in rows]
    tables = [DownloadTable(words.say("totals.sheet_figures"), [headings, *listed])]
    frame = pd.DataFrame(rows)
    for indicator, rows_of_indicator in frame.groupby("indicator", sort=False):
        periods = list(dict.fromkeys(rows_of_indicator["period"]))
        values = {
            (row["area"], row["period"]): row["value"] for row in to_records(rows_of_indicator)
        }
        areas = list(dict.fromkeys(rows_of_indicator["area"]))
        pivot = [[area, *(values.get((area, period)) for period in periods)] for area in areas]
        head = [words.say("totals.column_area"), *periods]
        # The name of a sheet has at most 31 characters.
        tables.append(DownloadTable(str(indicator)[:31], [head, *pivot]))
    return tables
