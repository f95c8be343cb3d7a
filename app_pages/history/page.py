"""The History page: corrections, list of releases, comparison of two of them, restoring."""

from functools import partial
from html import escape

import streamlit as st

from app_pages.components import affected_charts, diff, url_widgets
from app_pages.components.notices import show_error
from app_pages.components.table_downloads import show_downloads
from app_pages.history import restore
from app_pages.history.comparison import list_tables, render_comparison
from app_pages.history.releases import render_releases
from app_pages.state import release as release_state
from ledger import StoreError

chart_data = release_state.get_current_chart_data()
words = chart_data.words
language = release_state.get_language()
releases = release_state.get_store().history()


def format_release(number: str) -> str:
    """Return the label of a release in a widget; the option "0" is the state before the first."""
    return words.say("pages.release", number=number) if number != "0" else words.say("pages.empty")


def show_corrections() -> None:
    """Show the figures that were corrected after their publication, up to the reader's release."""
    st.subheader(words.say("pages.corrections"))
    table = diff.render_corrections(release_state.get_release_number(), language)
    st.html(table or f"<p>{escape(words.say('pages.no_corrections'))}</p>")


def show_releases() -> None:
    """Show all releases, which the script reads at its head, as it does `words`."""
    st.subheader(words.say("pages.releases"))
    st.html(render_releases(releases, words))


def show_comparison() -> None:
    """Show, on the History page, what differs between two selected releases, and affected charts.

    The newer one is the newest at first, the older one that before it; this may be 0, the state
    before the first release. Only earlier ones can be selected as the older one. Below are the
    attachments of the newer one, for staff. `releases` are all releases, newest first.
    """
    numbers = [str(release.number) for release in releases]
    with st.container(key="compare"):
        st.subheader(words.say("pages.compare"))
    left, right = st.columns(2)
    with left:
        newer = int(
            url_widgets.selectbox_param(words.say("pages.newer"), "new", numbers, format_release)
        )
    with right:
        earlier = [str(number) for number in range(newer - 1, -1, -1)]
        older = int(
            url_widgets.selectbox_param(words.say("pages.older"), "old", earlier, format_release)
        )
    st.html(render_comparison(older, newer, language))
    if sum(diff.compare_releases(older, newer).totals.values()):
        title = words.say("history.file", older=older, newer=newer)
        show_downloads(title, partial(list_tables, older, newer, language), "compare")
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
