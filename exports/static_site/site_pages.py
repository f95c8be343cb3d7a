"""Every page of a release as one HTML document, in both languages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from charts.catalogue import find_charts, make_chart
from charts.chart import Chart, ChartData
from exports.html_fragments import (
    find_headline,
    render_chart_head,
    render_chart_notes,
    render_headline,
    render_programme,
    write_lead,
)
from exports.html_tables import render_chart_table, render_table
from exports.static_site.chart_svg import SvgRenderer
from exports.static_site.site_content import (
    FIGURES_PAGE,
    FRONT_PAGE,
    SOURCES_PAGE,
    SiteContent,
    build_page_file_name,
)
from exports.static_site.site_figures_table import render_site_figures
from locales import LANGUAGE_NAMES, LANGUAGES, Language, Words
from metrics.figure_queries import choose
from metrics.reporting_coverage import measure_extent

STYLE = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
NOTICE = "<!-- notice -->"
"""A mark that the server may replace by the reason for showing this page."""
LANG: Mapping[Language, str] = {"zh": "zh-CN", "en": "en-GB"}


@dataclass(frozen=True)
class SiteFiles:
    """The files of a static site by name, and facts about them that the server reports.

    `charts` is the number of rendered charts; `error` is the code and values of the error for which
    others are missing.
    """

    files: Mapping[str, bytes]
    about: Mapping[str, Any]
    charts: int
    error: tuple[str, Mapping[str, Any]] | None


def write_site(content: SiteContent) -> SiteFiles:
    """Write every page in both languages; `index.html` is the front page in the default language.

    Without Chromium, or after the first chart that cannot be drawn, the pages have only the tables
    of charts, and a sentence that says why.
    """
    renderer = SvgRenderer()
    files = {
        build_page_file_name(page, language): _render_page(
            content, page, language, renderer
        ).encode()
        for language in LANGUAGES
        for page in content.pages
    }
    files["index.html"] = files[build_page_file_name(FRONT_PAGE, content.default_language)]
    # What the server reads when it shows the site in place of the dashboard.
    about = {
        "release": content.release.number,
        "sha256": content.release.sha256,
        "made": content.created.isoformat(timespec="seconds"),
        "first": content.default_language,
        "front": FRONT_PAGE,
        "notice": NOTICE,
    }
    error = renderer.error
    return SiteFiles(files, about, renderer.count, (error.code, error.values) if error else None)


def _render_page(content: SiteContent, page: str, language: Language, renderer: SvgRenderer) -> str:
    """Render one page as a complete HTML document; `page` is its name.

    NOTICE marks the place where the server may say why it shows the site. If `renderer` has met an
    error, a page with charts says why they are missing.
    """
    chart_data = content.chart_data[language]
    words, title = chart_data.words, content.titles[language]
    heading = _build_page_heading(page, words)
    # The body is rendered first: the notice says which error its charts have met.
    body = _render_body(content, page, chart_data, renderer)
    notice = ""
    wide = " wide" if page == FIGURES_PAGE else ""  # a CSS class: its table has many columns
    if renderer.error and page not in (FIGURES_PAGE, SOURCES_PAGE):
        why = words.say(f"exports.{renderer.error.code}", **renderer.error.values)
        notice = f'<p class="quiet">{escape(words.say("snapshot.no_charts", why=why))}</p>'
    return (
        f'<!DOCTYPE html>\n<html lang="{LANG[language]}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(heading)} · {escape(title)}</title><style>{STYLE}</style></head>"
        f'<body><div class="sheet{wide}">{_render_header(content, page, words)}{NOTICE}'
        f"<main><h1>{escape(heading)}</h1>{notice}{body}</main>"
        f"{_render_footer(content, words)}</div></body></html>\n"
    )


def _build_page_heading(page: str, words: Words) -> str:
    """Return the heading of a page, given by its name; a topic's page is named by the topic."""
    messages = {
        FRONT_PAGE: "pages.overview",
        FIGURES_PAGE: "snapshot.figures",
        SOURCES_PAGE: "snapshot.sources",
    }
    return words.say(messages[page]) if page in messages else words.name("topic", page)


def _render_header(content: SiteContent, page: str, words: Words) -> str:
    """Render the top of a static page: language link, title, release and the links to all pages.

    `page` is the name of the page itself, whose link is marked.
    """
    other: Language = "en" if words.language == "zh" else "zh"
    links = "".join(_render_page_link(name, name == page, words) for name in content.pages)
    return (
        f'<div class="top">'
        f'<a class="other" href="{build_page_file_name(page, other)}" lang="{LANG[other]}">'
        f"{LANGUAGE_NAMES[other]}</a>"
        f'<span class="name">{escape(content.titles[words.language])}</span>'
        f'<span class="quiet">{escape(_describe_release(content, words))}</span></div>'
        f'<nav class="pages" aria-label="{escape(words.say("snapshot.pages"))}">{links}</nav>'
    )


def _render_page_link(page: str, is_current: bool, words: Words) -> str:
    """Render the link to a page, or only its heading if it is the current page."""
    heading = escape(_build_page_heading(page, words))
    if is_current:
        return f'<span class="here" aria-current="page">{heading}</span>'
    return f'<a href="{build_page_file_name(page, words.language)}">{heading}</a>'


def _describe_release(content: SiteContent, words: Words) -> str:
    """Return the line at the top of each page: release number, newest month, count of figures.

    In a demonstration 演示数据 (demonstration data) comes first. Without any figure there is no
    month.
    """
    extent = measure_extent(content.chart_data[words.language].figures)
    facts = [words.demonstration] if words.demonstration else []
    facts.append(words.say("pages.release", number=content.release.number))
    if extent.last_month:
        facts.append(words.say("pages.as_of", period=words.period(extent.last_month)))
    return " · ".join([*facts, words.say("pages.figure_count", count=extent.figures)])


def _render_body(
    content: SiteContent, page: str, chart_data: ChartData, renderer: SvgRenderer
) -> str:
    """Render the main part of a static page; `page` is its name, for a topic's page the topic."""
    if page == FRONT_PAGE:
        return _render_front_page(content, chart_data, renderer)
    if page == FIGURES_PAGE:
        title = chart_data.words.say("snapshot.figures")
        return render_site_figures(chart_data, choose(chart_data.figures), title)
    if page == SOURCES_PAGE:
        return _render_sources_page(content, chart_data)
    return _render_topic_page(content, page, chart_data, renderer)


def _render_front_page(content: SiteContent, chart_data: ChartData, renderer: SvgRenderer) -> str:
    """Render the front page: its lead, the cards of headline figures, the charts of the overview.

    The lead is the sentence that says how much the release contains.
    """
    lead = escape(write_lead(measure_extent(chart_data.figures), chart_data))
    # A card of the settings maps columns to the values by which its figure is found.
    headlines = (find_headline(chart_data, where) for where in content.cards)
    cards = "".join(
        f'<div class="card">{render_headline(headline)}</div>' for headline in headlines
    )
    charts = _render_charts(content.overview, chart_data, renderer)
    return f"<p>{lead}</p><div>{cards}</div>{charts}"


def _render_topic_page(
    content: SiteContent, topic: str, chart_data: ChartData, renderer: SvgRenderer
) -> str:
    """Render the programmes, charts and figures of a topic.

    The timeline of its events, if there are any, follows the charts that settings name.
    """
    words = chart_data.words
    programmes = "".join(
        render_programme(programme, words, with_steps=True)
        for programme in chart_data.programmes
        if programme.get("topic") == topic
    )
    addresses = list(content.topics[topic])
    if not make_chart(f"events.{topic}", chart_data).empty:
        addresses.append(f"events.{topic}")
    title = words.say("pages.topic_table", name=words.name("topic", topic))
    table = render_site_figures(chart_data, choose(chart_data.figures, topic=topic), title)
    return f"{programmes}{_render_charts(addresses, chart_data, renderer)}{table}"


def _render_charts(addresses: Iterable[str], chart_data: ChartData, renderer: SvgRenderer) -> str:
    """Render charts, given by their addresses, in pairs that are printed side by side.

    An address is "members.trend" or a chart's name; one that the release lacks is left out.
    """
    charts = [
        render_site_chart(chart, chart_data.words, renderer)
        for chart in find_charts(addresses, chart_data).values()
    ]
    pairs = ("".join(charts[first : first + 2]) for first in range(0, len(charts), 2))
    blocks = "".join(f'<div class="pair">{pair}</div>' for pair in pairs)
    return f'<div class="charts">{blocks}</div>'


def render_site_chart(chart: Chart, words: Words, renderer: SvgRenderer) -> str:
    """Render title, finding, unit, SVG, table, notes and source of a chart.

    A chart without marks has only the first three.
    """
    head = render_chart_head(chart, unit_last=True)
    if chart.empty:
        return f'<div class="chart">{head}</div>'
    # The SVG is "" if Chromium cannot draw it; the table stays.
    svg, label = renderer.render(chart, words), escape(chart.title)
    drawing = f'<div class="drawing" role="img" aria-label="{label}">{svg}</div>' if svg else ""
    foot = f'<div class="chart-foot">{render_chart_notes(chart)}</div>'
    return f'<div class="chart">{head}{drawing}{render_chart_table(chart, words)}{foot}</div>'


def _render_sources_page(content: SiteContent, chart_data: ChartData) -> str:
    """Render the page of sources: tables of the sources and of the indicators' definitions."""
    words = chart_data.words
    sources = (
        (
            words.pick(source.get("producer")),
            words.pick(source.get("title")),
            source.get("date_published", ""),
            words.pick(source.get("citation")),
        )
        for source in content.sources
    )
    definitions = (
        tuple(words.pick(indicator.get(name)) for name in ("name", "definition", "unit"))
        for indicator in chart_data.reported_indicators
    )
    return _render_text_table(
        ("producer", "title", "date", "citation"), sources, words.say("pages.sources"), words
    ) + _render_text_table(
        ("figure", "definition", "unit"), definitions, words.say("pages.definitions"), words
    )


def _render_text_table(
    columns: Sequence[str], rows: Iterable[Sequence[str]], title: str, words: Words
) -> str:
    """Render rows of texts as a table of the sources page; `columns` name the column headings."""
    headings = [words.say(f"pages.column_{name}") for name in columns]
    return f'<div class="whole">{render_table(headings, rows, title)}</div>'


def _render_footer(content: SiteContent, words: Words) -> str:
    """Render the foot of a static page: how to cite the release, its hash, when it was written.

    The citation has the day of the release, the last line day and time of the page.
    """
    release, created = content.release, content.created
    citation = words.say(
        "snapshot.cite",
        title=content.titles[words.language],
        number=release.number,
        day=words.period(release.at.date().isoformat()),
    )
    day = words.period(created.date().isoformat())
    return (
        f'<div class="foot"><p>{escape(citation)}</p>'
        f'<p>{escape(words.say("snapshot.seal"))} <span class="seal">{release.sha256}</span></p>'
        f"<p>{escape(words.say('snapshot.made', day=day, time=f'{created:%H:%M}'))}</p></div>"
    )
