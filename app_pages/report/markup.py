"""The HTML of a report's text with its figures marked, and of one figure with its details."""

import re
from collections.abc import Sequence
from html import escape

from app_pages.report.reviewed_figures import ReviewedFigure, get_indicator_name
from charts.labels import format_figure_name
from curation.reports.report import Report, complete_wording, parse_span_key
from extraction import ArticleResult, ProposedFigure, PublicationStatus
from locales import Words
from quantities import format_bounds, quantity_of_figure

_BLANK_LINES = re.compile(r"\n\s*\n+")


def render_article(
    text: str, article: ArticleResult, figures: Sequence[ReviewedFigure], words: Words
) -> str:
    """Return the HTML of an article: each figure is underlined, numbered and linked to its details.

    `text` is that of the whole report, to which the figures' positions refer. The figures are in
    text order, so that each part of the text is escaped once.
    """
    pieces, shown_end = [], article.start
    for figure in figures:
        start, end = figure.proposal.start, figure.proposal.end
        label = f"{text[start:end]} {words.say('report.mark', number=figure.number)}"
        pieces.append(_render_report_text(text[shown_end:start]))
        pieces.append(
            f'<a class="quantity-mark {figure.state}" id="mark-{figure.number}" '
            f'href="#figure-{figure.number}" aria-label="{escape(label)}">'
            f"{_render_report_text(text[start:end])}<sup>{figure.number}</sup></a>"
        )
        shown_end = end
    pieces.append(_render_report_text(text[shown_end : article.end]))
    label = escape(words.say("report.text"), quote=True)
    body = "".join(pieces).strip()
    return f'<div class="report-text" tabindex="0" role="region" aria-label="{label}">{body}</div>'


def _render_report_text(text: str) -> str:
    """Return a part of a report's text as HTML, escaped and without blank lines.

    Line breaks are kept, as the style sheet shows them.
    """
    return escape(_BLANK_LINES.sub("\n", text))


def render_figure(figure: ReviewedFigure, report: Report, text: str, words: Words) -> str:
    """Return the HTML of a report's figure: wording, state, indicator, details, contradictions.

    Its number links back to its mark in the text. Without an indicator the name is that of a new
    one, after the thing counted. An undecided figure has no badge; unknown details are left out.
    """
    current = figure.corrected
    name = get_indicator_name(current.indicator, report, words) if current.indicator else ""
    unknown = words.say("report.new_indicator", name=current.subject or current.phrase)
    badge = (
        f'<span class="badge {figure.state}">{escape(words.say(f"report.{figure.state}"))}</span>'
    )
    heading = (
        f'<p><a class="number" href="#mark-{figure.number}" '
        f'aria-label="{escape(words.say("report.mark", number=figure.number))}">'
        f"{figure.number}</a> "
        f'<span class="wording">{escape(complete_wording(current))}</span>'
        f"{badge if figure.state != 'open' else ''}</p>"
        f'<p class="{"name" if name else "name unknown"}">{escape(name or unknown)}</p>'
    )
    rows = "".join(
        f"<dt>{escape(words.say(label))}</dt><dd>{escape(value)}</dd>"
        for label, value in _list_figure_details(current, words)
        if value
    )
    return (
        f'<div class="quantity" id="figure-{figure.number}" tabindex="-1">{heading}<dl>{rows}</dl>'
        f"{_render_contradictions(figure, text, words)}</div>"
    )


def _list_figure_details(figure: ProposedFigure, words: Words) -> list[tuple[str, str]]:
    """Return the details of a figure: pairs of a label's message id and a text, "" if unknown.

    An exact number, whose bounds are equal, has no text for them; a number without bounds has a
    text that says so.
    """
    # Of "3、5万人" the first figure is printed as "3"; its complete wording is 3万人.
    quantity = quantity_of_figure({**figure.as_dict(), "as_reported": complete_wording(figure)})
    is_exact = figure.value_low is not None and figure.value_low == figure.value_high
    bounds = "" if is_exact else format_bounds(quantity, words.language, figure.unit)
    breakdown = f"{figure.indicator}.{figure.breakdown}" if figure.breakdown else ""
    return [
        ("pages.column_value", words.number(figure.value)),
        ("pages.column_bounds", "" if is_exact else bounds or words.say("pages.no_bounds")),
        ("pages.column_unit", figure.unit),
        ("pages.column_area", words.name("area", figure.ref_area) if figure.ref_area else ""),
        ("pages.column_period", words.period(figure.time_period)),
        ("report.kind", words.say("report.planned") if figure.planned else ""),
        ("report.breakdown", words.name("breakdown", breakdown) if breakdown else ""),
        (
            "pages.column_programme",
            words.name("programme", figure.programme) if figure.programme else "",
        ),
        ("pages.column_place", figure.locator),
    ]


def _render_contradictions(figure: ReviewedFigure, text: str, words: Words) -> str:
    """Return the HTML of what contradicts a figure: a published figure, headline or decisions.

    - A published figure with the same number is named as well: it need not be entered again.
    - `figure.body` is the figure in the article's text, if the headline gives another number.
    - Old decisions, on an earlier extraction, are left out once the figure is decided again.
    """
    # Pairs of a text and a CSS class, which is "" for a figure published with the same number.
    remarks = []
    if figure.published is not None:
        is_same_number = figure.compared.status is PublicationStatus.KNOWN
        remark = words.say(
            "report.known" if is_same_number else "report.contradicts",
            name=format_figure_name(figure.compared.key, words),
            wording=str(figure.published["as_reported"]),
            period=words.period(str(figure.published["time_period"])),
            source=words.name("source", str(figure.published["source"])),
        )
        remarks.append((remark, "" if is_same_number else "late"))
    if figure.body:
        remark = words.say(
            "report.headline", headline=figure.proposal.as_reported, body=figure.body.as_reported
        )
        remarks.append((remark, "lagging"))
    if not figure.decision:
        for key, decision in figure.outdated.items():
            message = "report.was_accepted" if decision.accepted else "report.was_rejected"
            phrase = text[slice(*parse_span_key(key))]
            remarks.append((words.say(message, phrase=phrase), "late"))
    return "".join(
        f'<p class="against {css_class}">{escape(remark)}</p>' for remark, css_class in remarks
    )
