"""The Data page, with tabs for figures, definitions, who has reported, sources, downloads."""

import math
from functools import partial

import streamlit as st

from app_pages.components import figure_tables, url_widgets
from app_pages.components.notices import show_empty
from app_pages.data.downloads import MAX_FIGURES, show_downloads
from app_pages.data.filing_page import show_filing
from app_pages.state import charts, figure_search, release, user
from auth import Action
from exports.html_tables import render_table
from quantities.annual_targets import without_annual_targets

chart_data = release.get_current_chart_data()
words = chart_data.words


def ask_search() -> tuple[str, str]:
    """Show the search field and the topics of the Data page; return the query and a topic's code.

    Both are bound to the URL, as `q` and `topic`; the topic "" means all.
    """
    left, right = st.columns([3, 1])
    with left:
        query = url_widgets.text_input_param(
            words.say("pages.search"), "q", words.say("pages.search_hint")
        )
    with right:
        topic = url_widgets.selectbox_param(
            words.say("pages.topic"),
            name="topic",
            options=charts.get_current_topics(),
            format_code=partial(words.name, "topic"),
            empty_label=words.say("pages.all_topics"),
        )
    return query, topic


def show_figures() -> None:
    """Show on the Data page the figures of a search, PAGE_SIZE of them at a time.

    The tables are cached for each page of a search, so that turning pages reads little.
    """
    query, topic = ask_search()
    number, language = release.get_release_number(), release.get_language()
    count = figure_search.search_figures(number, language, query, topic).count
    if not count:
        show_empty(words.say("pages.nothing_found"))
        return
    page_count = math.ceil(count / figure_tables.PAGE_SIZE)
    page = st.pagination(page_count, key="at") if page_count > 1 else 1
    st.html(figure_tables.render_search_page(number, language, query, topic, page))


def show_definitions() -> None:
    """Show the definitions of the indicators in a table: name, definition, unit, kind, code.

    Readers see those of indicators with figures, whoever may upload the whole list as well, without
    the targets that are made by rule.
    `chart_data` has the indicators of the release that the reader sees, `words` their language; the
    script reads both at its head, anew in every run.
    """
    entries = [*chart_data.reported_indicators]
    if user.may_open(user.get_reader(), Action.UPLOAD):
        shown = {entry["code"] for entry in entries}
        listed = without_annual_targets(chart_data.indicators)
        entries += [entry for entry in listed if entry["code"] not in shown]
    rows = [
        (
            words.pick(entry["name"]),
            words.pick(entry.get("definition")),
            words.pick(entry.get("unit")),
            words.say(f"pages.kind_{entry['kind']}"),
            entry["code"],
        )
        for entry in entries
    ]
    names = ("figure", "definition", "unit", "kind", "code")
    heading = [words.say(f"pages.column_{name}") for name in names]
    st.html(render_table(heading, rows, words.say("pages.definitions")))


def show_sources() -> None:
    """Show on the Data page the documents that the figures come from, in the code list's order.

    They are those of the release that the reader sees; `words` picks the reader's language.
    """
    rows = [
        (
            words.pick(source.get("producer")),
            words.pick(source.get("title")),
            source.get("date_published", ""),
            words.pick(source.get("citation")),
        )
        for source in release.get_code_lists(release.get_release_number()).sources
    ]
    names = ("producer", "title", "date", "citation")
    heading = [words.say(f"pages.column_{name}") for name in names]
    st.html(render_table(heading, rows, words.say("pages.sources")))


def show_files() -> None:
    """Show download buttons for all figures or, if these are too many, for those of a search.

    Too many are more than MAX_FIGURES, which is what one file may have.
    """
    is_large = release.get_reported_extent(release.get_release_number()).figures > MAX_FIGURES
    query, topic = ask_search() if is_large else ("", "")
    show_downloads(query, topic)


st.title(words.say("pages.data"))
TABS = {
    "figures": show_figures,
    "definitions": show_definitions,
    "completeness": show_filing,
    "sources": show_sources,
    "downloads": show_files,
}
tab = url_widgets.tab_param(
    words.say("pages.data"), "show", list(TABS), lambda name: words.say(f"pages.{name}")
)
TABS[tab]()
