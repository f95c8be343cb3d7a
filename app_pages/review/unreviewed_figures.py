"""Published figures that nobody has reviewed, each beside its source, to be marked as reviewed."""

import math
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from app_pages.components.links import render_page_link
from app_pages.components.markdown import escape_markdown
from app_pages.components.notices import show_empty
from app_pages.state import actions, release, session, user
from auth import Action, Actor, may
from charts.labels import format_figure_name, format_row_number
from curation.releases.figure_review import find_authors_since_review, review_figures
from curation.releases.proposed_release import identify_release
from errors import SeenState
from exports.html_tables import format_locator
from locales import Words
from metrics.figure_queries import counts_by_value, filter_lazy, first_rows, list_reported
from metrics.metric_table import to_records

PAGE_SIZE = 20


def show_unreviewed_figures(actor: Actor, words: Words) -> None:
    """Show the unreviewed figures that the actor may review, page by page, each with a checkbox.

    They are figures with the obs_status V, which a review changes to A. The button below marks the
    checked ones of the page. The newest release is shown, whichever the URL names, as only that one
    can be changed.
    """
    release_number = release.get_newest_number()
    unreviewed = filter_lazy(release.get_figures(release_number), obs_status="V")
    count_by_area = {
        area: count
        for area, count in counts_by_value(unreviewed, "ref_area").items()
        if may(actor, Action.REVIEW_FIGURES, area=area)
    }
    if not count_by_area:
        show_empty(words.say("desk.none_unreviewed"))
        return
    count = sum(count_by_area.values())
    st.html(f"<p>{escape(words.say('desk.compare_with_source', count=count))}</p>")
    page_count = math.ceil(count / PAGE_SIZE)
    page = st.pagination(page_count, key="review.at") if page_count > 1 else 1
    rows = first_rows(unreviewed, PAGE_SIZE, (page - 1) * PAGE_SIZE, ref_area=list(count_by_area))
    authors = find_authors_since_review(user.get_workspace().store, rows["key"], release_number)
    keys = [row["key"] for row in to_records(rows) if _show_figure(row, actor.name, authors, words)]
    _show_review_button(keys, identify_release(release.get_store().release(release_number)), words)


def _show_figure(
    row: dict[str, Any], reviewer: str, authors: dict[str, set[str]], words: Words
) -> bool:
    """Show an unreviewed figure with its source and a checkbox; return whether it is checked.

    `row` has the columns of figures.csv. `reviewer` is the actor's name. `authors` are, by key, the
    people who have changed a figure since its last review; they may not review it.
    """
    key = str(row["key"])
    # The same figure as a row of a metric table, from which numbers are formatted.
    [metric_row] = to_records(list_reported(pd.DataFrame([row])))
    area, period = words.name("area", row["ref_area"]), words.period(row["time_period"])
    is_own = reviewer in authors.get(key, set())
    label = words.say(
        "desk.figure_line",
        name=format_figure_name(key, words),
        wording=format_row_number(metric_row, words),
        area=area,
        period=period,
    )
    is_ticked = st.checkbox(escape_markdown(label), key=f"tick.{key}", disabled=is_own)
    source = words.name("source", row["source"]) if row["source"] else words.say("desk.no_source")
    place = format_locator(row["locator"], words)
    link = render_page_link(words.say("pages.panel"), "data", words, figure=key)
    notes = [source, place, words.say("desk.own_figure") if is_own else ""]
    line = " · ".join(escape(note) for note in notes if note)
    st.html(f'<p class="place behind">{line} · {link}</p>')
    return is_ticked and not is_own  # a disabled checkbox keeps the value that it had


def _show_review_button(keys: list[str], seen: SeenState, words: Words) -> None:
    """Show a field for the reason, and the button that marks figures as reviewed, by their keys.

    `seen` is the number and hash of the release that is shown; the callback gets it, as there may
    be a newer release when the button is clicked.
    """
    st.text_input(
        words.say("desk.review_reason"), words.say("desk.review_said"), key="review.reason"
    )
    st.button(
        words.say("desk.reviewed", count=len(keys)),
        type="primary",
        disabled=not keys,
        on_click=_mark_as_reviewed,
        args=(keys, seen),
    )


def _mark_as_reviewed(keys: list[str], seen: SeenState) -> None:
    """Mark the figures with these keys as reviewed, which publishes a release; a callback.

    `seen` is the number and hash of the release that was shown. If there is a newer one, the action
    is refused, and a notice says so.
    """
    words = release.get_current_chart_data().words
    reason = str(session.get_widget_value("review.reason") or "")
    done = words.say("desk.figures_reviewed", count=len(keys))
    actions.run_action(review_figures, keys, reviewed=seen, reason=reason, done=done)
    release.refresh_newest()
