"""Published figures that nobody has reviewed yet, each beside its source."""

from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from app_pages.components.markdown import literal
from app_pages.components.tables import address, locator_text
from app_pages.state import release, session, user
from auth import Action, Actor, may
from charts.table import figure_name, wording_of
from curation.releases.restoring import authors_of, review_figures
from locales import Words
from metrics.figures import counts, first, only, reported
from metrics.table import records

PAGE = 20


def show(who: Actor, words: Words) -> None:
    """List the figures of status V that the actor may review, and take what is ticked."""
    number = release.newest()
    open_ones = only(release.figures_in(number), obs_status="V")
    waiting = {
        area: count
        for area, count in counts(open_ones, "ref_area").items()
        if may(who, Action.REVIEW_FIGURES, area=area)
    }
    if not waiting:
        st.html(f'<p class="empty">{escape(words.say("desk.none_unreviewed"))}</p>')
        return
    count = sum(waiting.values())
    st.html(f"<p>{escape(words.say('desk.compare_with_source', count=count))}</p>")
    pages = -(-count // PAGE)
    at = st.pagination(pages, key="review.at") if pages > 1 else 1
    shown = first(open_ones, PAGE, (at - 1) * PAGE, ref_area=list(waiting))
    writers = authors_of(user.desk().store, shown["key"], number)
    ticked = [row["key"] for row in records(shown) if _figure(row, who.name, writers, words)]
    _decide(ticked, number, words)


def _figure(
    row: dict[str, Any],
    name: str,
    writers: dict[str, set[str]],
    words: Words,
) -> bool:
    """Show one figure with its source; tell whether it is ticked."""
    key = str(row["key"])
    wording = wording_of(records(reported(pd.DataFrame([row])))[0], words)
    area, period = words.name("area", row["ref_area"]), words.period(row["time_period"])
    own = name in writers.get(key, set())
    label = words.say(
        "desk.figure_line",
        name=figure_name(key, words),
        wording=wording,
        area=area,
        period=period,
    )
    ticked = st.checkbox(literal(label), key=f"tick.{key}", disabled=own)
    source = words.name("source", row["source"]) if row["source"] else words.say("desk.no_source")
    place = locator_text(row["locator"], words)
    link = f'<a href="{address("data", words, figure=key)}">{escape(words.say("pages.panel"))}</a>'
    about = [source, place, words.say("desk.own_figure") if own else ""]
    said = " · ".join(escape(part) for part in about if part)
    st.html(f'<p class="place behind">{said} · {link}</p>')
    return ticked and not own


def _decide(keys: list[str], number: int, words: Words) -> None:
    st.text_input(
        words.say("desk.review_reason"), words.say("desk.review_said"), key="review.reason"
    )
    st.button(
        words.say("desk.reviewed", count=len(keys)),
        type="primary",
        disabled=not keys,
        on_click=_accept,
        args=(keys, number),
    )


def _accept(keys: list[str], number: int) -> None:
    words = release.material().words
    said = str(session.held("review.reason") or "")
    done = words.say("desk.figures_reviewed", count=len(keys))
    user.act(review_figures, keys, reviewed=number, reason=said, done=done)
    release.look_again()
