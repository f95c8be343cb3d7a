"""Published figures that nobody has reviewed yet, each beside its source."""

from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from app_pages.components.links import render_page_link
from app_pages.components.markdown import escape_markdown
from app_pages.state import release, session, user
from auth import Action, Actor, may
from charts.table import figure_name, row_wording
from curation.releases.restoring import find_authors_since_review, review_figures
from exports.tables import format_locator
from locales import Words
from metrics.figures import counts_by_value, filter_lazy, first_rows, reported
from metrics.table import records

PAGE_SIZE = 20


def show_unreviewed(who: Actor, words: Words) -> None:
    """List the figures of status V that the actor may review, and take what is ticked."""
    number = release.get_newest_number()
    open_ones = filter_lazy(release.get_figures(number), obs_status="V")
    waiting = {
        area: count
        for area, count in counts_by_value(open_ones, "ref_area").items()
        if may(who, Action.REVIEW_FIGURES, area=area)
    }
    if not waiting:
        st.html(f'<p class="empty">{escape(words.say("desk.none_unreviewed"))}</p>')
        return
    count = sum(waiting.values())
    st.html(f"<p>{escape(words.say('desk.compare_with_source', count=count))}</p>")
    pages = -(-count // PAGE_SIZE)
    at = st.pagination(pages, key="review.at") if pages > 1 else 1
    shown = first_rows(open_ones, PAGE_SIZE, (at - 1) * PAGE_SIZE, ref_area=list(waiting))
    writers = find_authors_since_review(user.get_workspace().store, shown["key"], number)
    ticked = [row["key"] for row in records(shown) if _show_figure(row, who.name, writers, words)]
    _show_decision(ticked, number, words)


def _show_figure(
    row: dict[str, Any],
    name: str,
    writers: dict[str, set[str]],
    words: Words,
) -> bool:
    """Show one figure with its source; tell whether it is ticked."""
    key = str(row["key"])
    wording = row_wording(records(reported(pd.DataFrame([row])))[0], words)
    area, period = words.name("area", row["ref_area"]), words.period(row["time_period"])
    own = name in writers.get(key, set())
    label = words.say(
        "desk.figure_line",
        name=figure_name(key, words),
        wording=wording,
        area=area,
        period=period,
    )
    ticked = st.checkbox(escape_markdown(label), key=f"tick.{key}", disabled=own)
    source = words.name("source", row["source"]) if row["source"] else words.say("desk.no_source")
    place = format_locator(row["locator"], words)
    link = render_page_link(words.say("pages.panel"), "data", words, figure=key)
    about = [source, place, words.say("desk.own_figure") if own else ""]
    said = " · ".join(escape(part) for part in about if part)
    st.html(f'<p class="place behind">{said} · {link}</p>')
    return ticked and not own


def _show_decision(keys: list[str], number: int, words: Words) -> None:
    st.text_input(
        words.say("desk.review_reason"), words.say("desk.review_said"), key="review.reason"
    )
    st.button(
        words.say("desk.reviewed", count=len(keys)),
        type="primary",
        disabled=not keys,
        on_click=_accept_figures,
        args=(keys, number),
    )


def _accept_figures(keys: list[str], number: int) -> None:
    words = release.get_current_chart_data().words
    said = str(session.get_widget_value("review.reason") or "")
    done = words.say("desk.figures_reviewed", count=len(keys))
    user.run_action(review_figures, keys, reviewed=number, reason=said, done=done)
    release.refresh_newest()
