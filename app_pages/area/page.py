"""The page of one area, `/area?area=990102`: its rank among siblings, its indicators and months."""

from functools import partial
from html import escape

import streamlit as st

from app_pages.area.area_view import AreaView, get_area_view, list_indicators_of_area_above
from app_pages.area.headline import render_head
from app_pages.area.indicator_table import build_rows, format_title, render_indicator_table
from app_pages.area.places import render_gaps, render_places, render_programmes
from app_pages.area.position_chart import build_value_rows, render_position_chart
from app_pages.area.trends import build_month_rows, render_trends
from app_pages.components.table_downloads import DownloadTable, Rows, show_downloads
from app_pages.pages import set_tab_title
from app_pages.state import charts, release, url
from app_pages.state.overviews import (
    get_unit_tree,
    list_main_indicators,
    list_reported_indicators,
)
from app_pages.state.scope import Scope, get_current_scope, get_reporting_units
from locales import Words

ALL_ROWS = "every"
"""The value of the parameter `rows` for all indicators in place of the main ones."""


def show_empty_page(words: Words, area: str, message: str) -> None:
    """Show the name of an area without content, a sentence why, and a link to the data."""
    name = escape(words.name("area", area))
    text = escape(words.say(f"area.{message}", area=words.name("area", area)))
    link = f'<a href="data">{escape(words.say("area.see_data"))}</a>'
    st.html(f'<h1 class="ar-alone">{name}</h1><p class="empty">{text} {link}</p>')


def build_download_tables(view: AreaView, words: Words) -> list[DownloadTable]:
    """Return what the page shows as tables to download.

    They are the table of indicators, the numbers of all siblings in the position chart, and the
    lines of months. A table without rows is left out, but the first one is always there, as the CSV
    file is made of it.
    """
    tables: dict[str, Rows] = {
        "table": build_rows(view, words),
        "standing": build_value_rows(view, words),
        "months": build_month_rows(view, words),
    }
    return [
        DownloadTable(words.say(f"area.sheet_{name}"), rows)
        for name, rows in tables.items()
        if len(rows) > 1 or name == "table"
    ]


def render_unreported(view: AreaView, words: Words) -> str:
    """Return a sentence if an area has not reported the span, with a link to its newest month."""
    if any(indicator.total.quantity is not None for indicator in view.own.indicators):
        return ""
    area, period = words.name("area", view.own.area), words.period(view.own.period)
    text = escape(words.say("area.not_this_time", area=area, period=period))
    months = sorted(get_reporting_units(release.get_release_number()).find_months_of(view.own.area))
    link = ""
    if months and months[-1] != view.own.through:
        label = words.say("area.see_newest", period=words.period(months[-1]))
        link = f' <a href="?through={months[-1]}" data-here>{escape(label)}</a>'
    return f'<p class="empty">{text}{link}</p>'


def render_row_switch(words: Words, *, shows_every: bool, count: int) -> str:
    """Return the HTML of a link that shows all indicators of an area, or its main ones again."""
    message, value = ("area.main", "") if shows_every else ("area.every", ALL_ROWS)
    label = escape(words.say(message, count=count))
    return f'<p class="ar-switch"><a href="?rows={value}" data-here>{label}</a></p>'


def show_area(release_number: int, scope: Scope, words: Words) -> None:
    """Show the page of an area that has indicators."""
    main_codes = list_main_indicators(release_number, scope.area)
    reported = list_reported_indicators(release_number, scope.area)
    all_codes = tuple(dict.fromkeys((*main_codes, *reported)))
    shows_every = url.get_param("rows") == ALL_ROWS
    codes = all_codes if shows_every else main_codes
    view = get_area_view(release_number, scope.area, scope.through, scope.since, codes)
    codes_of_area_above = list_indicators_of_area_above(
        release_number, view, scope.through, scope.since
    )
    st.html(render_head(view, words) + render_unreported(view, words))
    st.html(
        f'<div class="ar-two"><section>{render_position_chart(view, words)}</section><section>'
        f"{render_places(view, words)}{render_gaps(view, codes_of_area_above, words)}"
        "</section></div>"
    )
    with st.container(key="ar-table-head", horizontal=True, vertical_alignment="bottom"):
        st.html(f'<h2 class="ar-title">{escape(format_title(view, words))}</h2>')
        show_downloads(
            words.mark(scope.describe(words)), partial(build_download_tables, view, words), "area"
        )
    switch = render_row_switch(words, shows_every=shows_every, count=len(all_codes))
    st.html(
        render_indicator_table(view, words) + (switch if len(all_codes) > len(main_codes) else "")
    )
    if trends := render_trends(view, words):
        st.html(trends)


def show_programmes(release_number: int, area: str, words: Words) -> None:
    """Show the programmes in reports of an area or of areas below it."""
    programmes = render_programmes(
        release.get_code_lists(release_number).programmes,
        get_unit_tree(release_number).get_branch(area).codes,
        charts.get_current_topics(),
        words,
    )
    if programmes:
        st.html(programmes)


scope, release_number = get_current_scope(), release.get_release_number()
words = release.get_current_chart_data().words
set_tab_title(scope.describe(words))
if not scope.through:
    show_empty_page(words, scope.area, "no_months")
elif not list_reported_indicators(release_number, scope.area):
    show_empty_page(words, scope.area, "no_indicators")
else:
    show_area(release_number, scope, words)
show_programmes(release_number, scope.area, words)
