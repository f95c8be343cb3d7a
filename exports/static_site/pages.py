"""Every page of a release as one HTML document, in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from charts.catalogue import make_chart
from charts.chart import ChartData
from exports.static_site import fragments
from exports.static_site.content import (
    FIGURES_PAGE,
    FRONT_PAGE,
    SOURCES_PAGE,
    SiteContent,
    page_file_name,
)
from exports.static_site.svg import SvgRenderer
from locales import LANGUAGES, Language, Words
from metrics.coverage import extent
from metrics.figures import choose

STYLE = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
NOTICE = "<!-- notice -->"
"""Where a server may say why it shows this page."""
LANG: Mapping[Language, str] = {"zh": "zh-CN", "en": "en-GB"}
OWN_NAMES: Mapping[Language, str] = {"zh": "中文", "en": "English"}


@dataclass(frozen=True)
class WrittenSite:
    """The files of a snapshot, what may be said of it, and why charts are missing, if they are."""

    files: Mapping[str, bytes]
    about: Mapping[str, Any]
    charts: int
    refused: tuple[str, Mapping[str, Any]] | None


def write_site(contents: SiteContent) -> WrittenSite:
    """Write every page in both languages; `index.html` is the first one in the first language.

    Without Chromium the pages have their tables alone and say so.
    """
    renderer = SvgRenderer()
    pages = {
        page_file_name(page, language): _render_page(contents, page, language, renderer).encode()
        for language in LANGUAGES
        for page in contents.pages
    }
    pages["index.html"] = pages[page_file_name(FRONT_PAGE, contents.first)]
    about = {
        "release": contents.release.number,
        "sha256": contents.release.sha256,
        "made": contents.made.isoformat(timespec="seconds"),
        "first": contents.first,
        "front": FRONT_PAGE,
        "notice": NOTICE,
    }
    refused = renderer.refused
    why = (refused.code, refused.values) if refused else None
    return WrittenSite(pages, about, renderer.count, why)


def _render_page(
    contents: SiteContent, page: str, language: Language, renderer: SvgRenderer
) -> str:
    chart_data = contents.chart_data[language]
    words, title = chart_data.words, contents.titles[language]
    heading = _page_heading(contents, page, words)
    body = _render_body(contents, page, chart_data, renderer)
    missing, wide = "", " wide" if page == FIGURES_PAGE else ""
    if renderer.refused and page not in (FIGURES_PAGE, SOURCES_PAGE):
        said = words.say(f"exports.{renderer.refused.code}", **renderer.refused.values)
        missing = f'<p class="quiet">{escape(words.say("snapshot.no_charts", why=said))}</p>'
    return (
        f'<!DOCTYPE html>\n<html lang="{LANG[language]}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(heading)} · {escape(title)}</title><style>{STYLE}</style></head>"
        f'<body><div class="sheet{wide}">{_render_header(contents, page, words)}{NOTICE}'
        f"<main><h1>{escape(heading)}</h1>{missing}{body}</main>"
        f"{_render_footer(contents, words)}</div></body></html>\n"
    )


def _page_heading(contents: SiteContent, page: str, words: Words) -> str:
    named = {
        FRONT_PAGE: "pages.overview",
        FIGURES_PAGE: "snapshot.figures",
        SOURCES_PAGE: "snapshot.sources",
    }
    return words.say(named[page]) if page in named else words.name("topic", page)


def _render_header(contents: SiteContent, page: str, words: Words) -> str:
    """Write the bar: name, the other language, the pages, and what release this is."""
    other: Language = "en" if words.language == "zh" else "zh"
    links = "".join(
        f'<span class="here" aria-current="page">{escape(_page_heading(contents, each, words))}</span>'
        if each == page
        else f'<a href="{page_file_name(each, words.language)}">'
        f"{escape(_page_heading(contents, each, words))}</a>"
        for each in contents.pages
    )
    return (
        f'<div class="top"><a class="other" href="{page_file_name(page, other)}" lang="{LANG[other]}">'
        f'{OWN_NAMES[other]}</a><span class="name">{escape(contents.titles[words.language])}</span>'
        f'<span class="quiet">{escape(_describe_release(contents, words))}</span></div>'
        f'<nav class="pages" aria-label="{escape(words.say("snapshot.pages"))}">{links}</nav>'
    )


def _describe_release(contents: SiteContent, words: Words) -> str:
    held = extent(contents.chart_data[words.language].figures)
    said = [words.say("pages.release", number=contents.release.number)]
    if held.last_month:
        said.append(words.say("pages.as_of", period=words.period(held.last_month)))
    return " · ".join([*said, words.say("pages.figure_count", count=held.figures)])


def _render_body(
    contents: SiteContent, page: str, chart_data: ChartData, renderer: SvgRenderer
) -> str:
    if page == FRONT_PAGE:
        return _render_front_page(contents, chart_data, renderer)
    if page == FIGURES_PAGE:
        return fragments.render_figures(
            chart_data, choose(chart_data.figures), chart_data.words.say("snapshot.figures")
        )
    if page == SOURCES_PAGE:
        return _render_sources_page(contents, chart_data)
    return _render_topic_page(contents, page, chart_data, renderer)


def _render_front_page(contents: SiteContent, chart_data: ChartData, renderer: SvgRenderer) -> str:
    cards = "".join(fragments.render_card(chart_data, wanted) for wanted in contents.cards)
    drawn = fragments.render_charts(contents.overview, chart_data, renderer)
    lead = escape(fragments.write_lead(chart_data))
    return f'<p>{lead}</p><div>{cards}</div><div class="charts">{drawn}</div>'


def _render_topic_page(
    contents: SiteContent, topic: str, chart_data: ChartData, renderer: SvgRenderer
) -> str:
    words = chart_data.words
    programmes = "".join(
        fragments.render_programme(found, words)
        for found in chart_data.programmes
        if found["topic"] == topic
    )
    listed = list(contents.topics[topic])
    if not make_chart(f"events.{topic}", chart_data).empty:
        listed.append(f"events.{topic}")
    drawn = fragments.render_charts(listed, chart_data, renderer)
    chosen = choose(chart_data.figures, topic=topic)
    title = words.say("pages.topic_table", name=words.name("topic", topic))
    table = fragments.render_figures(chart_data, chosen, title)
    return f'{programmes}<div class="charts">{drawn}</div>{table}'


def _render_sources_page(contents: SiteContent, chart_data: ChartData) -> str:
    words = chart_data.words
    cited = (
        (
            words.pick(source["producer"]),
            words.pick(source["title"]),
            str(source["date_published"]),
            words.pick(source["citation"]),
        )
        for source in contents.sources
    )
    meant = (
        (words.pick(each["name"]), words.pick(each["definition"]), words.pick(each["unit"]))
        for each in chart_data.indicators
    )
    named, told = ("producer", "title", "date", "citation"), ("figure", "definition", "unit")
    return fragments.render_word_table(
        named, cited, words.say("pages.sources"), words
    ) + fragments.render_word_table(told, meant, words.say("pages.definitions"), words)


def _render_footer(contents: SiteContent, words: Words) -> str:
    """Say how to cite this: release, day, seal; and when the page was made."""
    release, made = contents.release, contents.made
    cite = words.say(
        "snapshot.cite",
        title=contents.titles[words.language],
        number=release.number,
        day=words.period(release.at.date().isoformat()),
    )
    when = words.period(made.date().isoformat())
    return (
        f'<div class="foot"><p>{escape(cite)}</p>'
        f'<p>{escape(words.say("snapshot.seal"))} <span class="seal">{release.sha256}</span></p>'
        f"<p>{escape(words.say('snapshot.made', day=when, time=f'{made:%H:%M}'))}</p></div>"
    )
