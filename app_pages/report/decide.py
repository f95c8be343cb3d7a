"""A report that is being read: its text with the marks beside the figures made of it."""

from collections.abc import Mapping
from functools import partial
from html import escape

import streamlit as st

from app_pages.report import markup
from app_pages.report.correct import show_correction
from app_pages.report.model import ReviewedFigure, articles_of_reading, reviewed_figures
from app_pages.state import session, url, user
from auth import Actor
from curation.context import Workspace
from curation.reports.actions import create_draft_of_report, discard_report, save_decisions
from curation.reports.report import Decision, Report, accept_proposal, complete_wording
from extraction import ArticleResult
from locales import Words


def show_report(reading: Report, text: str, words: Words) -> None:
    """Show a report article by article; what is accepted becomes a draft."""
    found = articles_of_reading(reading, text)
    _state(reading, found, words)
    piece = _article(reading, found, words)
    before = sum(len(each.proposals) for each in found[: found.index(piece)])
    figures = reviewed_figures(reading, piece, before + 1)
    left, right = st.columns([5, 6], gap="large")
    with left, st.container(key="report-text"):
        st.html(markup.article_html(text, piece, figures, words))
    with right:
        _all_of_it(reading, figures, words)
        for one in figures:
            _one(one, reading, words)
        if not figures:
            st.html(f'<p class="empty">{escape(words.say("report.nothing"))}</p>')


def _state(reading: Report, found: list[ArticleResult], words: Words) -> None:
    """Tell how far the reading is, with the one step that goes on from here."""
    count, accepted = sum(len(each.proposals) for each in found), len(reading.accepted)
    source = words.pick(reading.entry["title"]) if reading.entry else ""
    said = words.say(
        "report.state",
        source=source or words.name("source", reading.source),
        day=words.period(reading.day),
        all=count,
        accepted=accepted,
        left=max(count - len(reading.decisions), 0),
    )
    st.html(f'<p class="place">{escape(said)}</p>')
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            words.say("report.draft", count=accepted),
            type="primary",
            disabled=not accepted,
            on_click=user.run_action,
            args=(_draft, reading.id),
        )
        st.button(
            words.say("report.discard"), type="tertiary", on_click=_discard, args=(reading.id,)
        )


def _draft(workspace: Workspace, actor: Actor, name: str) -> None:
    url.set_param("draft", create_draft_of_report(workspace, actor, name).id)


def _discard(name: str) -> None:
    user.run_action(discard_report, name)
    url.set_param("reading")


def _article(reading: Report, found: list[ArticleResult], words: Words) -> ArticleResult:
    """Let one article be chosen; the address keeps which."""
    if len(found) == 1:
        return found[0]
    numbers = [str(number) for number in range(1, len(found) + 1)]

    def named(number: str) -> str:
        piece = found[int(number) - 1]
        return words.say("report.article", number=number, title=piece.title, n=len(piece.proposals))

    return found[int(session.pick(words.say("report.articles"), "article", numbers, named)) - 1]


def _all_of_it(reading: Report, figures: list[ReviewedFigure], words: Words) -> None:
    """Offer to accept at once what nothing is in question about."""
    ready = {one.key: accept_proposal(one.proposal) for one in figures if one.ready}
    st.button(
        words.say("report.accept_all", count=len(ready)),
        disabled=not ready,
        on_click=user.run_action,
        args=(save_decisions, reading.id, ready),
    )


def _one(one: ReviewedFigure, reading: Report, words: Words) -> None:
    """Show one figure with what may be decided of it."""
    with st.container(key=f"figure-{one.number}"):
        st.html(markup.figure_html(one, reading, words))
        with st.container(horizontal=True, vertical_alignment="center"):
            name = f"decide.{reading.id}.{one.key}"
            choices = ["accepted"] if one.now.indicator and one.now.ref_area else []
            st.segmented_control(
                words.say("report.decide", number=one.number, wording=complete_wording(one.now)),
                [*choices, "rejected"],
                default=one.state if one.decision else None,
                format_func=lambda state: words.say(f"report.do_{state}"),
                key=f"{name}.{one.state}.{len(choices)}",
                label_visibility="collapsed",
                on_change=_decide,
                args=(f"{name}.{one.state}.{len(choices)}", one, reading),
            )
            label = "report.correct" if one.now.indicator else "report.choose_indicator"
            if st.button(words.say(label), key=f"correct.{reading.id}.{one.key}", type="tertiary"):
                show_correction(one, reading, words)


def _decide(widget: str, one: ReviewedFigure, reading: Report) -> None:
    """Keep what the reader has just chosen; to choose it again takes it back."""
    chosen = session.widget_value(widget)
    kept: Mapping[str, str] = one.decision.row if one.decision else {}
    told: Decision | None = None
    if chosen == "accepted":
        told = accept_proposal(one.proposal, dict(kept) or None)
    elif chosen == "rejected":
        told = Decision(False, dict(kept))
    user.run_action(partial(save_decisions), reading.id, {one.key: told})
