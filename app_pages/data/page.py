"""The Data page: tabs for figures, definitions, who has reported, sources and downloads."""

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from app_pages.components import url_widgets
from app_pages.components.folded_table import render_folded_table
from app_pages.components.notices import show_empty
from app_pages.data.downloads import MAX_FIGURES, show_downloads
from app_pages.data.figure_list import ask_query, describe_query, show_figures
from app_pages.data.reporting_page import show_filing
from app_pages.state import release, url, user
from app_pages.state.figure_search import FigureQuery
from auth import Action
from exports.html_tables import render_table
from locales.pinyin_search import matches_search
from metrics.figure_queries import counts_by_value
from quantities.annual_targets import without_annual_targets

chart_data = release.get_current_chart_data()
words = chart_data.words


def list_definitions() -> list[Mapping[str, Any]]:
    """Return the indicators to define: those with figures and, for users who can upload, others.

    Annual targets that are made by rule are left out.
    """
    entries = [*chart_data.reported_indicators]
    if user.may_open(user.get_reader(), Action.UPLOAD):
        shown = {entry["code"] for entry in entries}
        listed = without_annual_targets(chart_data.indicators)
        entries += [entry for entry in listed if entry["code"] not in shown]
    return entries


def show_definitions() -> None:
    """Show the definitions of indicators with unit and kind and, on request, their codes.

    A search by name or pinyin narrows the list.
    """
    query = url_widgets.show_param_text_input(
        words.say("pages.search"), "q", words.say("data.definition_hint")
    )
    entries = [
        entry
        for entry in list_definitions()
        if matches_search(query, *entry["name"].values(), entry["code"])
    ]
    if not entries:
        show_empty(words.say("data.no_definition"))
        return
    with_codes = bool(url.get_param("codes"))
    # The code is the last column, and is cut off unless it is asked for.
    columns = ("figure", "definition", "unit", "kind", "code")[: 5 if with_codes else 4]
    rows = [
        (
            words.pick(entry["name"]),
            words.pick(entry.get("definition")),
            words.pick(entry.get("unit")),
            words.say(f"pages.kind_{entry['kind']}"),
            entry["code"],
        )[: len(columns)]
        for entry in entries
    ]
    heading = [words.say(f"pages.column_{name}") for name in columns]
    st.html(render_folded_table(heading, rows, words))
    label = words.say("data.without_codes" if with_codes else "data.with_codes")
    link = f'<a href="?codes={"" if with_codes else 1}" data-here>{escape(label)}</a>'
    st.html(f'<p class="data-codes">{link}</p>')


def show_sources() -> None:
    """Show the documents that the figures of the release come from, with how many figures of each.

    They are in the order of the code list. A last row counts the figures without a source, or with
    one that the list does not have.
    """
    number = release.get_release_number()
    counts = counts_by_value(release.get_figures(number), "source")
    sources = release.get_code_lists(number).sources
    rows = [
        (
            words.pick(source.get("producer")),
            words.pick(source.get("title")),
            str(source.get("date_published", "")),
            words.pick(source.get("citation")),
            words.number(counts.pop(source["id"], 0)),
        )
        for source in sources
    ]
    if unnamed := sum(counts.values()):
        rows.append((words.say("data.no_source"), "", "", "", words.number(unnamed)))
    names = ("producer", "title", "date", "citation", "count")
    heading = [words.say(f"pages.column_{name}") for name in names]
    st.html(render_table(heading, rows, words.say("pages.sources"), numbers=[len(names) - 1]))


def show_files() -> None:
    """Show download buttons for all figures or, if these are too many, for the figures of a search.

    MAX_FIGURES is the most that one file may have.
    """
    is_large = release.get_reported_extent(release.get_release_number()).figures > MAX_FIGURES
    query = ask_query(words) if is_large else FigureQuery()
    show_downloads(query, describe_query(query, words))


st.title(words.say("pages.data"))
TABS = {
    "figures": show_figures,
    "definitions": show_definitions,
    "completeness": show_filing,
    "sources": show_sources,
    "downloads": show_files,
}
with st.container(key="data-tabs"):
    tab = url_widgets.show_param_tabs(
        words.say("pages.data"), "show", list(TABS), lambda name: words.say(f"data.tab_{name}")
    )
TABS[tab]()
