"""The text of an article with its marks, and one figure beside it."""

import re
from html import escape

from app_pages.report.model import ReviewedFigure, indicator_name
from charts.table import figure_name
from curation.reports.report import Report, complete_wording
from extraction import ArticleResult, ProposedFigure, PublicationStatus
from locales import Words
from quantities import quantity_of_figure, word_bounds

_GAPS = re.compile(r"\n\s*\n+")


def article_html(text: str, piece: ArticleResult, shown: list[ReviewedFigure], words: Words) -> str:
    """Write an article, every figure underlined, numbered and linked to what was made of it."""
    parts, place = [], piece.start
    for one in shown:
        start, end = one.proposal.start, one.proposal.end
        label = words.say("report.mark", number=one.number)
        parts.append(_plain(text[place:start]))
        parts.append(
            f'<a class="quantity-mark {one.state}" id="mark-{one.number}" '
            f'href="#figure-{one.number}" aria-label="{escape(f"{text[start:end]} {label}")}">'
            f"{_plain(text[start:end])}<sup>{one.number}</sup></a>"
        )
        place = end
    parts.append(_plain(text[place : piece.end]))
    label = escape(words.say("report.text"), quote=True)
    body = "".join(parts).strip()
    return f'<div class="report-text" tabindex="0" role="region" aria-label="{label}">{body}</div>'


def _plain(text: str) -> str:
    return escape(_GAPS.sub("\n", text))


def figure_html(one: ReviewedFigure, reading: Report, words: Words) -> str:
    """Write what was made of one figure, and what stands against it."""
    now = one.now
    name = indicator_name(now.indicator, reading, words) if now.indicator else ""
    new = words.say("report.new_indicator", name=now.subject or now.phrase)
    badge = f'<span class="badge {one.state}">{escape(words.say(f"report.{one.state}"))}</span>'
    head = (
        f'<p><a class="number" href="#mark-{one.number}" '
        f'aria-label="{escape(words.say("report.mark", number=one.number))}">{one.number}</a> '
        f'<span class="wording">{escape(complete_wording(now))}</span>'
        f"{badge if one.decision else ''}</p>"
        f'<p class="{"name" if name else "name unknown"}">{escape(name or new)}</p>'
    )
    rows = "".join(
        f"<dt>{escape(words.say(label))}</dt><dd>{escape(said)}</dd>"
        for label, said in _facts(now, words)
        if said
    )
    return (
        f'<div class="quantity" id="figure-{one.number}" tabindex="-1">{head}<dl>{rows}</dl>'
        f"{_against(one, words)}</div>"
    )


def _facts(now: ProposedFigure, words: Words) -> list[tuple[str, str]]:
    """List what a figure is, each with the message that labels it."""
    quantity = quantity_of_figure({**now.as_dict(), "as_reported": complete_wording(now)})
    exact = now.value_low == now.value_high is not None
    bounds = "" if exact else word_bounds(quantity, words.language, now.unit)
    group = words.name("breakdown", f"{now.indicator}.{now.breakdown}") if now.breakdown else ""
    return [
        ("pages.column_value", words.number(now.value)),
        ("pages.column_bounds", "" if exact else bounds or words.say("pages.no_bounds")),
        ("pages.column_unit", now.unit),
        ("pages.column_area", words.name("area", now.ref_area) if now.ref_area else ""),
        ("pages.column_period", words.period(now.time_period)),
        ("report.breakdown", group),
        ("pages.column_programme", words.name("programme", now.programme) if now.programme else ""),
        ("pages.column_place", now.locator),
    ]


def _against(one: ReviewedFigure, words: Words) -> str:
    """Write what is published already, or otherwise, and what the body says unlike the headline."""
    lines = []
    if one.published is not None:
        known = one.compared.standing is PublicationStatus.KNOWN
        message = "report.known" if known else "report.contradicts"
        said = words.say(
            message,
            name=figure_name(one.compared.key, words),
            wording=str(one.published["as_reported"]),
            period=words.period(str(one.published["time_period"])),
            source=words.name("source", str(one.published["source"])),
        )
        lines.append((said, "" if known else "late"))
    if one.body:
        said = words.say(
            "report.headline", headline=one.proposal.as_reported, body=one.body.as_reported
        )
        lines.append((said, "lagging"))
    return "".join(f'<p class="against {kind}">{escape(text)}</p>' for text, kind in lines)
