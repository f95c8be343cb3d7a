"""Downloads of a release's figures; each file is built only when its button is clicked."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from html import escape

import streamlit as st

from app_pages.components.notices import show_empty
from app_pages.state import release
from app_pages.state.figure_search import FigureQuery, search_figures
from curation.workspace import NO_FIGURES
from exports import data
from exports.data import DownloadKind
from locales import Language
from metrics.figure_queries import choose

MAX_FIGURES = 100_000  # a workbook of more takes too much of the server's memory


def show_downloads(
    query: FigureQuery, title: str = "", kinds: Sequence[DownloadKind] = data.DOWNLOAD_KINDS
) -> None:
    """Show buttons that download the figures of a query, each with its format explained.

    `title` describes the query in the file names; it is "" for all figures. Only all figures can be
    downloaded as a Data Package: a package of some figures, uploaded again, would remove all
    others. If there are no figures, or more than MAX_FIGURES, a message is shown instead.
    """
    words = release.get_current_chart_data().words
    release_number, language = release.get_release_number(), release.get_language()
    count = search_figures(release_number, language, query).count
    if count > MAX_FIGURES:
        limit = words.number(MAX_FIGURES)
        show_empty(words.say("pages.too_many_to_download", count=count, most=limit))
        return
    if not count:
        show_empty(words.say("pages.nothing_found"))
        return
    is_explained = kinds == data.DOWNLOAD_KINDS
    with st.container(horizontal=not is_explained, gap="small", key="data-downloads"):
        for kind in kinds:
            if title and kind == "package":
                continue
            if is_explained:
                st.html(f"<p>{escape(words.say(f'pages.download_{kind}_about'))}</p>")
            st.download_button(
                words.say(f"pages.download_{kind}"),
                data=partial(_build_download, kind, release_number, language, query),
                file_name=data.build_download_name(kind, release_number, words, title),
                key=f"download-{kind}",
                on_click="ignore",
            )


def _build_download(
    kind: DownloadKind, release_number: int, language: Language, query: FigureQuery
) -> bytes:
    """Return the figures of a query as a file of this kind, with the code lists that explain them.

    Streamlit calls it when the button is clicked, outside a session, and so it cannot read the URL:
    all values are passed in.
    """
    figures = choose(search_figures(release_number, language, query).figures)
    release_data = replace(release.get_store().read(release_number, NO_FIGURES), figures=figures)
    return data.make_download(
        kind, release_data, release.get_chart_data(release_number, language).words
    ).data
