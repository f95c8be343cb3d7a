"""From a choice of charts to files: the order, its links, building with named progress."""

from dataclasses import replace
from datetime import date
from html import escape
from urllib.parse import urlencode

import streamlit as st

from app_pages.present import selection
from app_pages.present.selection import PresentationSelection
from app_pages.state import chart_query, release, session, url
from app_pages.state.cache import memoize
from exports import (
    Bulletin,
    ExportError,
    ExportRequest,
    Format,
    build_bulletin,
    find_topics,
    run_export,
)
from locales import Language, Words
from metrics.figures import choose

KEPT = ("charts", "title", "occasion", "in", "theme", "size", "ground", "source")


def selection_link(path: str, words: Words, **more: str) -> str:
    """Give the address of this choice under a path, without a release: it follows the newest."""
    kept = {name: url.get_params(name) for name in KEPT}
    asked = {name: values for name, values in kept.items() if values}
    query = urlencode({**asked, **more, "lang": words.language}, doseq=True)
    return f"{url.site_address()}{path}?{query}"


def export_request(choice: PresentationSelection) -> ExportRequest:
    """Put together what is to be exported, from the release that is read."""
    settings, number = release.get_settings(), release.release_number()
    material = release.get_chart_data(number, choice.language)
    found = selection.get_charts(choice.codes, number, choice.language)
    addresses = [chart_query.parse_chart_query(code).address for code in found]
    topics = find_topics(addresses, material, settings.topic_charts)
    told = bulletin_texts(number, choice.language, topics)
    tables = [*(chart.table for chart in found.values()), *([told.progress] if told else [])]
    keys = {key for table in tables for keys in table["figures"] for key in keys}
    return ExportRequest(
        charts=tuple(found.values()),
        words=material.words,
        figures=choose(material.figures, key=sorted(keys)),
        title=choice.title,
        occasion=choice.occasion,
        link=selection_link("present", material.words),
        links=tuple(_own_link(code, material.words) for code in found),
        options=choice.options,
        template=settings.template,
        bulletin=told and replace(told, day=date.today()),
    )


@memoize(64)
def bulletin_texts(number: int, language: Language, topics: tuple[str, ...]) -> Bulletin | None:
    """Tell of topics as the first bulletin on a release does: any day's says the same."""
    issued = release.get_settings().present.told_in(language)
    return build_bulletin(topics, release.get_chart_data(number, language), issued)


def _own_link(code: str, words: Words) -> str:
    """Give a chart's own address: that of the explored state where figures were chosen for it."""
    explored = chart_query.parse_chart_query(code)
    if not explored.query:
        query, path = {"name": code, "lang": words.language}, "chart"
        return f"{url.site_address()}{path}?{urlencode(query)}"
    indicator, _, form = explored.address.rpartition(".")
    asked = {"indicator": indicator, "form": form, **explored.query, "lang": words.language}
    return f"{url.site_address()}explore?{urlencode(asked, doseq=True)}"


def build_file(order: ExportRequest, kind: Format, words: Words) -> None:
    """Build a file, saying how far it is, and hand it over; the browser takes it by itself.

    The address then holds the release it was built from, for what changes from here on.
    """
    named = words.say(f"pages.format_{kind}")
    count = len(order.charts)
    bar = st.progress(0.0, text=words.say("pages.building", name=named, count=count))

    def heard(done: int, of: int) -> None:
        bar.progress(done / of, text=words.say("pages.building_at", name=named, done=done, of=of))

    try:
        file = run_export(order, kind, heard)
    except ExportError as refused:
        said = words.say(f"exports.{refused.code}", **refused.values)
        st.html(f'<p class="said refused" role="alert">{escape(said)}</p>')
        return
    finally:
        bar.empty()
    st.html(
        f'<p class="said done" role="status">{escape(words.say("pages.built", name=file.name))}</p>'
    )
    st.download_button(
        words.say("pages.save"),
        file.data,
        file.name,
        file.media_type,
        key=f"built-{session.next_number('built')}",
        on_click="ignore",
    )
    url.set_param("since", str(release.release_number()))
