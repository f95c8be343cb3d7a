"""The Data page, with tabs for figures, definitions, completeness, sources and downloads."""

from functools import partial

import streamlit as st

from app_pages.components import figure_tables, url_widgets
from app_pages.components.notices import show_empty
from app_pages.data.downloads import MAX_FIGURES, show_downloads
from app_pages.state import figure_search, release
from exports.html_tables import render_table

chart_data = release.get_current_chart_data()
words = chart_data.words


def ask_search() -> tuple[str, str]:
    """Show the search field and the selectbox of topics; return the text and the topic."""
    left, right = st.columns([3, 1])
    with left:
        text = url_widgets.text_input_param(
            words.say("pages.search"), "q", words.say("pages.search_hint")
        )
    with right:
        topic = url_widgets.selectbox_param(
            words.say("pages.topic"),
            "topic",
            [each.topic for each in release.get_settings().topics],
            partial(words.name, "topic"),
            empty_label=words.say("pages.all_topics"),
        )
    return text, topic


def show_figures() -> None:
    """Show the figures of a search, page by page."""
    text, topic = ask_search()
    number, language = release.get_release_number(), release.get_language()
    count = figure_search.search_figures(number, language, text, topic).count
    if not count:
        show_empty(words.say("pages.nothing_found"))
        return
    pages = -(-count // figure_tables.PAGE_SIZE)
    page = st.pagination(pages, key="at") if pages > 1 else 1
    st.html(figure_tables.render_search_page(number, language, text, topic, page))


def show_definitions() -> None:
    """Show the definition of each indicator (指标解释)."""
    rows = [
        (
            words.pick(i["name"]),
            words.pick(i["definition"]),
            words.pick(i["unit"]),
            words.say(f"pages.kind_{i['kind']}"),
            i["code"],
        )
        for i in chart_data.indicators
    ]
    head = [
        words.say(f"pages.column_{n}") for n in ("figure", "definition", "unit", "kind", "code")
    ]
    st.html(render_table(head, rows, words.say("pages.definitions")))


def show_completeness() -> None:
    """Show where and when each indicator is reported."""
    st.html(
        figure_tables.get_completeness_table(release.get_release_number(), release.get_language())
    )


def show_sources() -> None:
    """Show the documents that the figures come from."""
    rows = [
        (
            words.pick(s["producer"]),
            words.pick(s["title"]),
            str(s["date_published"]),
            words.pick(s["citation"]),
        )
        for s in release.get_code_lists(release.get_release_number()).sources
    ]
    head = [words.say(f"pages.column_{n}") for n in ("producer", "title", "date", "citation")]
    st.html(render_table(head, rows, words.say("pages.sources")))


def show_files() -> None:
    """Show download buttons for all figures or, if these are too many, for those of a search."""
    is_large = release.get_reported_extent(release.get_release_number()).figures > MAX_FIGURES
    show_downloads(*(ask_search() if is_large else ("", "")))


st.title(words.say("pages.data"))
TABS = {
    "figures": show_figures,
    "definitions": show_definitions,
    "completeness": show_completeness,
    "sources": show_sources,
    "downloads": show_files,
}
tab = url_widgets.tab_param(
    words.say("pages.data"), "show", list(TABS), lambda name: words.say(f"pages.{name}")
)
TABS[tab]()
