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

    `title` words the query in the file names, "" for all figures. Only all figures can also be
    downloaded as a Data Package; if a package of some figures were uploaded again, it would remove
    all others. For none, or more than MAX_FIGURES, a message is shown instead.
    """
    words = release.get_current_chart_data().words
    number, language = release.get_release_number(), release.get_language()
    count = search_figures(number, language, query).count
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
                data=partial(_build_download, kind, number, language, query),
                file_name=data.build_download_name(kind, number, words, title),
                key=f"download-{kind}",
                on_click="ignore",
            )


def _build_download(
    kind: DownloadKind, number: int, language: Language, query: FigureQuery
) -> bytes:
    """Return the figures of a query as a file of this kind, with the code lists that explain them.

    `number` is the release's number. Streamlit calls this when the button is clicked, outside a
    session: it cannot read the URL, so that all comes as arguments.
    """
    figures = choose(search_figures(number, language, query).figures)
    released = replace(release.get_store().read(number, NO_FIGURES), figures=figures)
    return data.make_download(kind, released, release.get_chart_data(number, language).words).data
