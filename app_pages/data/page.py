"""Data: every figure with search and filters, sources, definitions, completeness, downloads."""

from functools import partial

import streamlit as st

from app_pages.components import figure_tables
from app_pages.data.downloads import MAX_FIGURES, show_downloads
from app_pages.state import release, session
from exports.tables import render_table

chart_data = release.get_current_chart_data()
words = chart_data.words


def ask_filters() -> tuple[str, str]:
    """Ask for words and a topic."""
    search, topic = st.columns([3, 1])
    with search:
        asked = session.text_input_param(
            words.say("pages.search"), "q", words.say("pages.search_hint")
        )
    with topic:
        chosen = session.selectbox_param(
            words.say("pages.topic"),
            "topic",
            [topic.topic for topic in release.get_settings().topics],
            partial(words.name, "topic"),
            none=words.say("pages.all_topics"),
        )
    return asked, chosen


def show_figures() -> None:
    """Show the figures that are asked for, PAGE at a time."""
    asked, chosen = ask_filters()
    number, language = release.get_release_number(), release.get_language()
    count = figure_tables.search_figures(number, language, asked, chosen).count
    if not count:
        st.html(f'<p class="empty">{words.say("pages.nothing_found")}</p>')
        return
    pages = -(-count // figure_tables.PAGE_SIZE)
    at = st.pagination(pages, key="at") if pages > 1 else 1
    st.html(figure_tables.render_search_page(number, language, asked, chosen, at))


def show_definitions() -> None:
    """Explain every indicator (指标解释)."""
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
    """Show which indicator is reported where and when."""
    st.html(figure_tables.render_completeness(release.get_release_number(), release.get_language()))


def show_sources() -> None:
    """List the documents that the figures come from."""
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
    """Offer the figures as files: all, or of very many those that are asked for."""
    many = figure_tables.get_reported_extent(release.get_release_number()).figures > MAX_FIGURES
    show_downloads(*(ask_filters() if many else ("", "")))


st.title(words.say("pages.data"))
tabs = ("figures", "definitions", "completeness", "sources", "downloads")
contents = (show_figures, show_definitions, show_completeness, show_sources, show_files)
chosen = session.tab_param(
    words.say("pages.data"), "show", tabs, lambda name: words.say(f"pages.{name}")
)
contents[tabs.index(chosen)]()
