"""The list of figures on the Data page: filters, pages, and downloads of exactly what is listed."""

import math
from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from typing import NamedTuple
from zlib import crc32

import streamlit as st

from app_pages.components import figure_tables, url_widgets
from app_pages.data.downloads import show_downloads
from app_pages.state import charts, release, scope, url
from app_pages.state.figure_search import FigureQuery, list_periods, search_figures
from locales import Words
from metrics.figure_queries import counts_by_value

PAGE_SIZES = (12, 50)
"""How many figures a page of the list has: at first, and on request."""


class ListFilter(NamedTuple):
    """A filter of the list: its query parameter, its codes, and the function that formats them."""

    name: str
    options: Sequence[str]
    format_code: Callable[[str], str]


def list_filters(words: Words) -> list[ListFilter]:
    """Return the filters of the list of figures for the release that is shown, in order.

    They offer only codes with figures.
    """
    release_number = release.get_release_number()
    reported = counts_by_value(release.get_figures(release_number), "indicator")
    codes = [entry["code"] for entry in release.get_code_lists(release_number).indicators]
    areas = scope.get_area_names(release_number, words.language)
    return [
        ListFilter("area", tuple(areas), areas.__getitem__),
        ListFilter("period", list_periods(release_number), words.period),
        ListFilter("topic", charts.get_current_topics(), partial(words.name, "topic")),
        ListFilter(
            "indicator",
            [code for code in codes if code in reported],
            partial(words.name, "indicator"),
        ),
    ]


def ask_query(words: Words) -> FigureQuery:
    """Show a search field and the filters, each bound to the URL, and return the query they make.

    A code in the URL that a filter does not have, as of an older link, is ignored, and a message
    says so; of an unknown area the scope bar says it.
    """
    filters = list_filters(words)
    with st.container(key="data-filters"):
        columns = st.columns([3, 2, 2, 2, 3])
        with columns[0]:
            text = url_widgets.show_param_text_input(
                words.say("pages.search"), "q", words.say("data.search_hint")
            )
        selected = {}
        for column, list_filter in zip(columns[1:], filters, strict=True):
            with column:
                selected[list_filter.name] = url_widgets.show_param_selectbox(
                    words.say(f"data.filter_{list_filter.name}"),
                    name=list_filter.name,
                    options=list_filter.options,
                    format_code=list_filter.format_code,
                    empty_label=words.say(f"data.all_{list_filter.name}"),
                )
    unknown_values = [
        url.get_param(list_filter.name)
        for list_filter in filters[1:]
        if not selected[list_filter.name]
    ]
    for value in filter(None, unknown_values):  # "" is a filter that the URL does not name
        fault = words.say("data.unknown_filter", value=value[:40])  # a URL may have any text
        st.html(f'<p class="scope-fault" role="alert">{escape(fault)}</p>')
    return FigureQuery(text, **selected)


def describe_query(query: FigureQuery, words: Words, separator: str = " ") -> str:
    """Describe the filters of a list in words: 江湾区 2025年9月; "" for a list of everything.

    It is the list's title, and part of the names of its downloads. `separator` stands between the
    area, period, topic, indicator and typed text.
    """
    parts = [
        query.area and scope.get_area_name(words, query.area),
        query.period and words.period(query.period),
        query.topic and words.name("topic", query.topic),
        query.indicator and words.name("indicator", query.indicator),
        query.text.strip(),
    ]
    return separator.join(filter(None, parts))


def show_figures() -> None:
    """Show a page of the figures that the filters leave, the newest first, and download buttons.

    The table of each page is cached, so that turning pages reads little.
    """
    words = release.get_current_chart_data().words
    query = ask_query(words)
    release_number, language = release.get_release_number(), release.get_language()
    count = search_figures(release_number, language, query).count
    if not count:
        _show_nothing_found(words)
        return
    page_size = PAGE_SIZES[url.get_param("rows") == str(PAGE_SIZES[1])]
    table = st.container(key="data-list")
    with st.container(horizontal=True, vertical_alignment="center", key="data-pages"):
        page = _ask_page(math.ceil(count / page_size), query)
        if count > PAGE_SIZES[0]:
            st.html(_render_page_size_switch(page_size, words))
    with table:
        title = words.say("pages.found", count=count)
        if named := describe_query(query, words, " · "):
            title = f"{named} · {title}"
        st.html(
            figure_tables.render_search_page(
                release_number, language, query, title, page, page_size
            )
        )
    show_downloads(query, describe_query(query, words), ("csv", "xlsx"))


def _show_nothing_found(words: Words) -> None:
    """Show that nothing is found, and a link that empties the search field and all filters."""
    cleared = "&".join(
        f"{name}=" for name in ("q", *(figure_filter.name for figure_filter in list_filters(words)))
    )
    link = f'<a href="?{cleared}" data-here>{escape(words.say("data.without_filters"))}</a>'
    text = escape(words.say("pages.nothing_found"))
    st.html(f'<div class="empty"><p>{text}</p>{link}</div>')


def _ask_page(page_count: int, query: FigureQuery) -> int:
    """Show the page numbers of the list of figures; return the selected one, 1 for a new list.

    A list of one page has no numbers. `query` is what the list was searched by.
    """
    if page_count == 1:
        return 1
    # A key of its own for each query, so that the list of another query begins at page 1. A
    # checksum of the query keeps the key short.
    key = f"at-{crc32(repr((query, page_count)).encode())}"
    return int(st.pagination(page_count, key=key))


def _render_page_size_switch(page_size: int, words: Words) -> str:
    """Return the HTML of the switch between few and many figures on a page of the list."""
    links = " ".join(
        f'<a href="?rows={offered_size if offered_size != PAGE_SIZES[0] else ""}" data-here'
        f"{' aria-current=true' if offered_size == page_size else ''}>{offered_size}</a>"
        for offered_size in PAGE_SIZES
    )
    label = escape(words.say("data.rows"))
    return f'<p class="data-rows">{label} <span class="seg2" role="group">{links}</span></p>'
