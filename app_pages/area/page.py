"""The page of one area, `/area?area=990102`: where it stands, all its indicators, its months."""

from functools import partial
from html import escape

import streamlit as st

from app_pages.area.area_view import AreaView, get_area_view, list_of_above
from app_pages.area.headline import render_head
from app_pages.area.indicator_table import list_rows, render_indicator_table, word_title
from app_pages.area.places import render_gaps, render_places, render_programmes
from app_pages.area.spine import list_values, render_spine
from app_pages.area.trends import list_months, render_trends
from app_pages.components.table_downloads import Rows, TableToTake, show_downloads
from app_pages.pages import name_tab
from app_pages.state import charts, release, url
from app_pages.state.overviews import (
    get_unit_tree,
    list_main_indicators,
    list_reported_indicators,
)
from app_pages.state.scope import current_scope, get_units
from locales import Words

EVERY = "every"
"""The value of the parameter `rows` for all indicators in place of the main ones."""


def show_nothing(words: Words, area: str, message: str) -> None:
    """Show the name of an area that has nothing to show, a sentence, and a way on."""
    name = escape(words.name("area", area))
    text = escape(words.say(f"area.{message}", area=words.name("area", area)))
    link = f'<a href="data">{escape(words.say("area.see_data"))}</a>'
    st.html(f'<h1 class="ar-alone">{name}</h1><p class="empty">{text} {link}</p>')


def make_tables(view: AreaView, words: Words) -> list[TableToTake]:
    """Return what the page shows as tables: indicators, standings, months."""
    tables: dict[str, Rows] = {
        "table": list_rows(view, words),
        "standing": list_values(view, words),
        "months": list_months(view, words),
    }
    return [
        TableToTake(words.say(f"area.sheet_{name}"), rows)
        for name, rows in tables.items()
        if len(rows) > 1 or name == "table"
    ]


def render_unreported(view: AreaView, words: Words) -> str:
    """Return a sentence where an area has not reported the span, and a link to its newest month."""
    if any(each.total.quantity is not None for each in view.own.indicators):
        return ""
    area, period = words.name("area", view.own.area), words.period(view.own.period)
    text = escape(words.say("area.not_this_time", area=area, period=period))
    months = sorted(get_units(release.get_release_number()).months_of(view.own.area))
    link = ""
    if months and months[-1] != view.own.through:
        label = words.say("area.see_newest", period=words.period(months[-1]))
        link = f' <a href="?through={months[-1]}" data-here>{escape(label)}</a>'
    return f'<p class="empty">{text}{link}</p>'


def render_row_switch(words: Words, *, shows_every: bool, count: int) -> str:
    """Return the link that shows all indicators of an area, or its main ones again."""
    message, value = ("area.main", "") if shows_every else ("area.every", EVERY)
    label = escape(words.say(message, count=count))
    return f'<p class="ar-switch"><a href="?rows={value}" data-here>{label}</a></p>'


scope, number = current_scope(), release.get_release_number()
chart_data = release.get_current_chart_data()
words = chart_data.words
name_tab(scope.word(words))
main = list_main_indicators(number, scope.area)
reported = list_reported_indicators(number, scope.area)
if not scope.through or not reported:
    show_nothing(words, scope.area, "no_indicators" if scope.through else "no_months")
    st.stop()
shows_every = url.get_param("rows") == EVERY
codes = tuple(dict.fromkeys((*main, *reported))) if shows_every else main
view = get_area_view(number, scope.area, scope.through, scope.since, codes)
of_above = list_of_above(number, view, scope.through, scope.since)
programmes = render_programmes(
    chart_data.programmes,
    get_unit_tree(number).branch(scope.area).codes,
    charts.get_current_topics(),
    words,
)
st.html(render_head(view, words) + render_unreported(view, words))
st.html(
    f'<div class="ar-two"><section>{render_spine(view, words)}</section>'
    f"<section>{render_places(view, words)}{render_gaps(view, of_above, words)}</section></div>"
)
with st.container(key="ar-table-head", horizontal=True, vertical_alignment="bottom"):
    st.html(f'<h2 class="ar-title">{escape(word_title(view, words))}</h2>')
    show_downloads(words.mark(scope.word(words)), partial(make_tables, view, words), "area")
table = render_indicator_table(view, words)
if len(reported) > len(main):
    table += render_row_switch(words, shows_every=shows_every, count=len({*reported, *main}))
st.html(table)
st.html(render_trends(view, words) + programmes or "<p></p>")
