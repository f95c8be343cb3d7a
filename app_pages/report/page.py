"""The Report page, on which figures of a news report are accepted one by one into a draft.

The text stands beside its figures, each to be accepted, corrected or rejected. `new_report` takes
the text, `reviewed_figures` reads the figures, `markup` renders both, `correction` is the dialog
for one figure. In the URL, `reading` is the report's id, `article` one of its articles, and `draft`
leads to the Upload page.
"""

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from app_pages.components import damaged_files, url_widgets
from app_pages.components.notices import show_user_error
from app_pages.pages import get_script
from app_pages.report import markup, new_report
from app_pages.report.correction import open_correction
from app_pages.report.reviewed_figures import (
    ReviewedFigure,
    find_decisions_at,
    find_decisions_to_repeat,
    read_report,
    review_figures,
)
from app_pages.state import actions, release, session, url, user
from auth import Action, Actor
from curation.reports.report import (
    Decision,
    Report,
    accept_figure,
    complete_wording,
    parse_span_key,
    reject_figure,
)
from curation.reports.report_editing import (
    create_draft_of_report,
    discard_report,
    open_report,
    save_decisions,
)
from curation.reports.report_reading import read_articles
from curation.workspace import Workspace
from errors import SeenState, UserError
from extraction import ArticleResult
from file_formats.sandbox.run import warm_up
from locales import Words

words = release.get_current_chart_data().words


def _show_report(actor: Actor, report_id: str) -> bool:
    """Show the report with this id; show the error and return False if it cannot be opened."""
    try:
        report, text = open_report(user.get_workspace(), actor, report_id)
    except UserError as error:
        show_user_error(error, words)
        return False
    _show_articles(report, text, words)
    return True


def _show_articles(report: Report, text: str, words: Words) -> None:
    """Show one article of a report beside the figures extracted from it, to be decided one by one.

    If there are several articles, a selectbox selects one. A decision is outdated if a newer
    version of the extraction reads the text differently; it must then be made again.
    """
    try:
        articles = read_report(report, text)
    except UserError as error:  # reading it takes too much time or memory
        show_user_error(error, words)
        return
    outdated = find_decisions_to_repeat(report, articles)
    _show_progress(report, articles, outdated, words)
    _show_lost_decisions(report, text, articles, outdated, words)
    article = _select_article(articles, words)
    # Figures are numbered through the whole report.
    earlier_articles = articles[: articles.index(article)]
    first_number = 1 + sum(len(earlier.proposals) for earlier in earlier_articles)
    figures = review_figures(report, article, first_number, outdated)
    left, right = st.columns([5, 6], gap="large")
    with left, st.container(key="report-text"):
        st.html(markup.render_article(text, article, figures, words))
    with right:
        _show_accept_all_button(report, figures, words)
        for figure in figures:
            _show_figure(figure, report, text, words)
        if not figures:
            st.html(f'<p class="empty">{escape(words.say("report.nothing"))}</p>')


def _show_progress(
    report: Report,
    articles: Sequence[ArticleResult],
    outdated: Mapping[str, Decision],
    words: Words,
) -> None:
    """Show how many figures are decided, and buttons to make a draft and to discard the report.

    `outdated` are decisions to be made again, by their spans in the text; they count as open. The
    draft gets the accepted figures: without any, its button is disabled.
    """
    count = sum(len(article.proposals) for article in articles)
    accepted = len(report.accepted.keys() - outdated.keys())
    title = words.pick(report.entry.get("title")) if report.entry else ""
    progress = words.say(
        "report.state",
        source=title or words.name("source", report.source),
        day=words.period(report.day),
        all=count,
        accepted=accepted,
        left=count - (len(report.decisions) - len(outdated)),  # still to be decided
    )
    st.html(f'<p class="place">{escape(progress)}</p>')
    if outdated:
        notice = words.say("report.outdated", count=len(outdated))
        st.html(f'<p class="against lagging">{escape(notice)}</p>')
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            words.say("report.draft", count=accepted),
            type="primary",
            disabled=not accepted,
            on_click=actions.run_action,
            args=(_create_draft, report.seen),
        )
        st.button(
            words.say("report.discard"),
            type="tertiary",
            on_click=_discard_report,
            args=(report.seen,),
        )


def _show_lost_decisions(
    report: Report,
    text: str,
    articles: Sequence[ArticleResult],
    outdated: Mapping[str, Decision],
    words: Words,
) -> None:
    """Show the decisions whose place in the text has no figure any more, with delete buttons.

    This happens if a newer version of the extraction finds no figure there; without the button such
    a decision could not be reached. `outdated` are the decisions that no longer apply, by their
    spans in the text, such as "120-126".
    """
    proposals = [proposal for article in articles for proposal in article.proposals]
    at_figures = {key for proposal in proposals for key in find_decisions_at(proposal, outdated)}
    for key, decision in outdated.items():
        if key in at_figures:
            continue
        with st.container(horizontal=True, vertical_alignment="center"):
            message = "report.lost_accepted" if decision.accepted else "report.lost_rejected"
            phrase = text[slice(*parse_span_key(key))]
            st.html(f'<p class="against late">{escape(words.say(message, phrase=phrase))}</p>')
            st.button(
                words.say("report.delete_decision"),
                key=f"delete.{report.id}.{key}",
                type="tertiary",
                on_click=actions.run_action,
                args=(save_decisions, report.seen, {key: None}),  # None deletes it
            )


def _create_draft(workspace: Workspace, actor: Actor, seen: SeenState) -> Report:
    """Make a draft of the accepted figures, put its id into the URL, and return the report.

    With the query parameter `draft` the page leads on to the draft. The report is read again for
    its new state, as it has noted the draft; `run_action` remembers it as a change by this tab.
    """
    url.set_param("draft", create_draft_of_report(workspace, actor, seen).id)
    report, _text = open_report(workspace, actor, seen.subject)
    return report


def _discard_report(seen: SeenState) -> None:
    """Discard the report as it was shown, and remove it from the URL; a callback."""
    actions.run_action(discard_report, seen)
    url.set_param("reading")


def _select_article(articles: Sequence[ArticleResult], words: Words) -> ArticleResult:
    """Show a selectbox of the articles, bound to the URL, and return the selected one.

    The URL has the article's number, from 1. A report with one article needs no selectbox.
    """
    if len(articles) == 1:
        return articles[0]
    numbers = [str(number) for number in range(1, len(articles) + 1)]

    def format_article(number: str) -> str:
        """Return the label of an article: its number, title and number of figures."""
        article = articles[int(number) - 1]
        count = len(article.proposals)
        return words.say("report.article", number=number, title=article.title, n=count)

    label = words.say("report.articles")
    number = url_widgets.show_param_selectbox(label, "article", numbers, format_article)
    return articles[int(number) - 1]


def _show_accept_all_button(
    report: Report, figures: Sequence[ReviewedFigure], words: Words
) -> None:
    """Show a button that accepts all figures of the article that need no question.

    They are those with `ReviewedFigure.needs_no_question`: undecided, complete, achieved (not
    planned), not published yet, and nothing contradicts them. Without any the button is disabled.
    """
    decisions = {
        figure.key: accept_figure(figure.proposal) for figure in figures if figure.needs_no_question
    }
    st.button(
        words.say("report.accept_all", count=len(decisions)),
        disabled=not decisions,
        on_click=actions.run_action,
        args=(save_decisions, report.seen, decisions),
    )


def _show_figure(figure: ReviewedFigure, report: Report, text: str, words: Words) -> None:
    """Show one figure of a report with the controls to accept, reject and correct it.

    It can be accepted once it has an indicator and an area; a button opens the dialog to choose
    them. `text` is that of the whole report.
    """
    with st.container(key=f"figure-{figure.number}"):
        st.html(markup.render_figure(figure, report, text, words))
        with st.container(horizontal=True, vertical_alignment="center"):
            corrected = figure.corrected
            acceptable = ["accepted"] if corrected.indicator and corrected.ref_area else []
            # With another state or other options the widget starts anew with its default.
            widget_key = f"decide.{report.id}.{figure.key}.{figure.state}.{len(acceptable)}"
            wording = complete_wording(corrected)
            st.segmented_control(
                words.say("report.decide", number=figure.number, wording=wording),
                [*acceptable, "rejected"],
                default=figure.state if figure.decision else None,
                format_func=lambda state: words.say(f"report.do_{state}"),
                key=widget_key,
                label_visibility="collapsed",
                on_change=_save_decision,
                args=(widget_key, figure, report.seen),
            )
            label = "report.correct" if corrected.indicator else "report.choose_indicator"
            key = f"correct.{report.id}.{figure.key}"
            if st.button(words.say(label), key=key, type="tertiary"):
                open_correction(figure, report, words)


def _save_decision(widget_key: str, figure: ReviewedFigure, seen: SeenState) -> None:
    """Save the decision just selected for a figure, or withdraw it if selected again; a callback.

    `seen` is the report's id, version and hash as shown. Corrections that a person has made before
    are kept with either decision. Outdated decisions about the same place are deleted.
    """
    choice = session.get_widget_value(widget_key)
    row = dict(figure.decision.row) if figure.decision else None
    decision: Decision | None = None
    if choice == "accepted":
        decision = accept_figure(figure.proposal, row)
    elif choice == "rejected":
        decision = reject_figure(figure.proposal, row)
    actions.run_action(save_decisions, seen, figure.build_decisions(decision))


if draft := url.get_param("draft"):
    st.switch_page(get_script("upload"), query_params={"draft": draft, "step": "changes"})
st.title(words.say("desk.report"))
actor = user.require_page_access("report", Action.UPLOAD, words)
if actor:
    warm_up(read_articles)
    damaged_files.show_damaged_files(actor, words)
    report_id = url.get_param("reading")
    if not report_id or not _show_report(actor, report_id):
        new_report.show_form(actor, words)
