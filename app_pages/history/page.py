"""The History page: list of releases, comparison of two releases, corrections, restoring."""

from functools import partial
from html import escape

import streamlit as st

from app_pages.components import affected_charts, diff, url_widgets
from app_pages.components.notices import render_empty, show_error
from app_pages.history import restore
from app_pages.state import release as release_state
from app_pages.state import user
from exports.html_tables import render_table
from ledger import StoreError

chart_data = release_state.get_current_chart_data()
words = chart_data.words
language = release_state.get_language()
releases = release_state.get_store().history()


def format_release(number: str) -> str:
    """Return the label of a release in a widget; the option "0" is the state before the first."""
    return words.say("pages.release", number=number) if number != "0" else words.say("pages.empty")


def show_releases() -> None:
    """Show the history: all releases, newest first, and buttons that show one of them everywhere.

    Such a button writes the release's number into the URL (`release`). Names that people sign in
    with are not shown, but display names. `releases` are all releases, which the script reads at
    its head, as it does `words`.
    """
    authors = user.find_display_names(release.author for release in releases)
    rows = [
        (
            words.say("pages.release", number=release.number),
            words.period(release.at.date().isoformat()),
            diff.format_author(release, authors, words),
            diff.format_reason(release, words),
            str(release.rows),
        )
        for release in releases
    ]
    names = ("release", "date", "author", "reason", "count")
    heading = [words.say(f"pages.column_{name}") for name in names]
    st.html(render_table(heading, rows, words.say("pages.releases")))
    numbers = [str(release.number) for release in releases]
    if len(numbers) > 1:
        url_widgets.pills_param(words.say("pages.read_as_of"), "release", numbers, format_release)


def show_comparison() -> None:
    """Show, on the History page, what differs between two selected releases, and affected charts.

    The newer one is the newest at first, the older one that before it; this may be 0, the state
    before the first release. Only earlier ones can be selected as the older one. Below are the
    attachments of the newer one, for staff. `releases` are all releases, newest first.
    """
    numbers = [str(release.number) for release in releases]
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
    st.html(f"<p>{escape(diff.format_change_counts(older, newer, words))}</p>")
    table = diff.render_changes(older, newer, language)
    if table:
        st.html(table + affected_charts.render_affected_links(older, newer, words))
    restore.show_attachments(newer, words)


def show_corrections() -> None:
    """Show the figures that were corrected after their publication, up to the reader's release."""
    st.subheader(words.say("pages.corrections"))
    table = diff.render_corrections(release_state.get_release_number(), language)
    st.html(table or render_empty(words.say("pages.no_corrections")))


st.title(words.say("pages.history"))
# An error of one section is shown in its place, so that a damaged release can still be restored.
for show_section in (
    show_releases,
    show_comparison,
    show_corrections,
    partial(restore.show_restore, words),
):
    try:
        show_section()
    except StoreError:
        show_error(words.say("pages.unreadable"))
