"""Downloads of a release's figures; each file is built only when its button is clicked."""

from dataclasses import replace
from functools import partial
from html import escape

import streamlit as st

from app_pages.components.notices import show_empty
from app_pages.state import figure_search, release
from curation.workspace import NO_FIGURES
from exports import data
from exports.data import Kind
from locales import Language
from metrics.figure_queries import choose

MAX_FIGURES = 100_000  # a workbook of more takes too much of the server's memory


def show_downloads(text: str, topic: str) -> None:
    """Show buttons for the figures of a search as CSV, XLSX and SDMX-CSV.

    `text` and `topic` are the search. All figures can also be had as a Data Package; a package of
    some figures would remove all others if it were published.
    """
    words = release.get_current_chart_data().words
    number, language = release.get_release_number(), release.get_language()
    count = figure_search.search_figures(number, language, text, topic).count
    if count > MAX_FIGURES:
        most = words.number(MAX_FIGURES)
        show_empty(words.say("pages.too_many_to_download", count=count, most=most))
        return
    if not count:
        show_empty(words.say("pages.nothing_found"))
        return
    search = " ".join(filter(None, (topic and words.name("topic", topic), text)))
    if search:
        st.html(f'<p class="lead">{escape(words.say("pages.found", count=count))}</p>')
    for kind in data.KINDS:
        if search and kind == "package":
            continue
        st.html(f"<p>{escape(words.say(f'pages.download_{kind}_about'))}</p>")
        st.download_button(
            words.say(f"pages.download_{kind}"),
            data=partial(_build_download, kind, number, language, text, topic),
            file_name=data.build_download_name(kind, number, words, search),
            key=f"download-{kind}",
            on_click="ignore",
        )


def _build_download(kind: Kind, number: int, language: Language, text: str, topic: str) -> bytes:
    """Return a download as bytes.

    Streamlit calls it outside a session when the button is clicked. `number` is the release's
    number, `text` and `topic` are the search.
    """
    figures = choose(figure_search.search_figures(number, language, text, topic).figures)
    released = replace(release.get_store().read(number, NO_FIGURES), figures=figures)
    return data.make_download(kind, released, release.get_chart_data(number, language).words).data
