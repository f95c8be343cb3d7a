"""The History page: corrections, the list of releases, a comparison of two, and restoring."""

from functools import partial
from html import escape

import streamlit as st

from app_pages.components import affected_charts, diff, url_widgets
from app_pages.components.notices import show_error
from app_pages.components.table_downloads import show_downloads
from app_pages.history import restore
from app_pages.history.comparison import build_download_tables, render_comparison
from app_pages.history.releases import render_releases
from app_pages.state import release as release_state
from ledger import StoreError

chart_data = release_state.get_current_chart_data()
words = chart_data.words
language = release_state.get_language()
releases = release_state.get_store().history()


def format_release(number: str) -> str:
    """Return the label of a release in a widget; "0" is the state before the first release."""
    return words.say("pages.release", number=number) if number != "0" else words.say("pages.empty")


def show_corrections() -> None:
    """Show the figures that were corrected after their publication, up to the reader's release."""
    st.subheader(words.say("pages.corrections"))
    table = diff.render_corrections(release_state.get_release_number(), language)
    st.html(table or f"<p>{escape(words.say('pages.no_corrections'))}</p>")


def show_releases() -> None:
    """Show the list of all releases on the History page."""
    st.subheader(words.say("pages.releases"))
    st.html(render_releases(releases, words))


def show_comparison() -> None:
    """Show the differences between two selected releases, and the charts that they affect.

    The newer one is the newest at first; the older one is that before it, or 0, the state before
    the first release. Staff also see the attachments of the newer one.
    """
    numbers = [str(release.number) for release in releases]
    with st.container(key="compare"):
        st.subheader(words.say("pages.compare"))
    left, right = st.columns(2)
    with left:
        newer = int(
            url_widgets.show_param_selectbox(
                words.say("pages.newer"), "new", numbers, format_release
            )
        )
    with right:
        earlier = [str(number) for number in range(newer - 1, -1, -1)]
        older = int(
            url_widgets.show_param_selectbox(
                words.say("pages.older"), "old", earlier, format_release
            )
        )
    st.html(render_comparison(older, newer, language))
    if sum(diff.compare_releases(older, newer).totals.values()):
        title = words.say("history.file", older=older, newer=newer)
        show_downloads(title, partial(build_download_tables, older, newer, language), "compare")
        if links := affected_charts.render_affected_links(older, newer, words):
            st.html(links)
    restore.show_attachments(newer, words)


st.title(words.say("pages.history"))
# An error of one section is shown in its place, so that a damaged release can still be restored.
for show_section in (
    show_corrections,
    show_releases,
    show_comparison,
    partial(restore.show_restore, words),
):
    try:
        show_section()
    except StoreError:
        show_error(words.say("pages.unreadable"))
