"""Downloads of the release's figures, built when the button is clicked."""

from dataclasses import replace
from functools import partial
from html import escape

import streamlit as st

from app_pages.components import figure_tables
from app_pages.state import release
from curation.context import NO_FIGURES
from exports import data
from exports.data import Kind
from locales import Language
from metrics.figures import choose

MAX_FIGURES = 100_000
"""Figures in one file: a workbook of more takes a server's memory from all other readers."""


def show_downloads(asked: str, topic: str) -> None:
    """Offer the figures that are asked for as CSV, XLSX and SDMX-CSV; all, as Data Package too.

    A part is no Data Package: put back as datasets/ it would withdraw all others.
    """
    words, number, language = (
        release.get_current_chart_data().words,
        release.get_release_number(),
        release.get_language(),
    )
    count = figure_tables.search_figures(number, language, asked, topic).count
    if count > MAX_FIGURES:
        said = words.say("pages.too_many_to_download", count=count, most=words.number(MAX_FIGURES))
        st.html(f'<p class="empty">{escape(said)}</p>')
        return
    if not count:
        st.html(f'<p class="empty">{escape(words.say("pages.nothing_found"))}</p>')
        return
    part = " ".join(filter(None, (topic and words.name("topic", topic), asked)))
    if part:
        st.html(f'<p class="lead">{escape(words.say("pages.found", count=count))}</p>')
    for kind in data.KINDS:
        if part and kind == "package":
            continue
        st.html(f"<p>{escape(words.say(f'pages.download_{kind}_about'))}</p>")
        st.download_button(
            words.say(f"pages.download_{kind}"),
            data=partial(_build_download, kind, number, language, asked, topic),
            file_name=data.build_download_name(kind, number, words, part),
            key=f"download-{kind}",
            on_click="ignore",
        )


def _build_download(kind: Kind, number: int, language: Language, asked: str, topic: str) -> bytes:
    """Build a download; nobody's session stands around this."""
    figures = choose(figure_tables.search_figures(number, language, asked, topic).figures)
    released = replace(release.get_store().read(number, NO_FIGURES), figures=figures)
    return data.make_download(kind, released, release.get_chart_data(number, language).words).data
