"""From a choice of charts to files: the order, its links, building with named progress."""

from dataclasses import replace
from datetime import date
from html import escape
from urllib.parse import urlencode

import streamlit as st

from app_pages.present.selection import PresentationSelection
from app_pages.state import release, session, url
from app_pages.state.cache import NewRelease, memoize
from app_pages.state.chart_query import ChartQuery, parse_chart_query
from app_pages.state.charts import get_charts
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

SELECTION_PARAMS = ("charts", "title", "occasion", "in", "theme", "size", "ground", "source")


def build_selection_url(path: str, words: Words, **more: str) -> str:
    """Give the address of this choice under a path, without a release: it follows the newest."""
    kept = {name: url.get_params(name) for name in SELECTION_PARAMS}
    asked = {name: values for name, values in kept.items() if values}
    query = urlencode({**asked, **more, "lang": words.language}, doseq=True)
    return f"{url.get_site_url()}{path}?{query}"


def build_request(choice: PresentationSelection) -> ExportRequest:
    """Put together what is to be exported, from the release that is read."""
    settings, number = release.get_settings(), release.get_release_number()
    chart_data = release.get_chart_data(number, choice.language)
    found = get_charts(choice.codes, number, choice.language)
    queries = [parse_chart_query(code) for code in found]
    topics = find_topics([query.address for query in queries], chart_data, settings.topic_charts)
    told = build_topic_bulletin(number, choice.language, topics)
    tables = [*(chart.table for chart in found.values()), *([told.progress] if told else [])]
    keys = {key for table in tables for keys in table["figures"] for key in keys}
    return ExportRequest(
        charts=tuple(found.values()),
        words=chart_data.words,
        figures=choose(chart_data.figures, key=sorted(keys)),
        title=choice.title,
        occasion=choice.occasion,
        link=build_selection_url("present", chart_data.words),
        links=tuple(_build_chart_url(query, chart_data.words) for query in queries),
        options=choice.options,
        template=settings.template,
        bulletin=told and replace(told, day=date.today()),
    )


def _bulletins_of_topics(new: NewRelease) -> list[tuple[int, Language, tuple[str, ...]]]:
    """Return the arguments of a bulletin on each topic."""
    indicators = release.get_chart_data(new.number, new.language).indicators
    topics = dict.fromkeys(str(each["topic"]) for each in indicators)
    return [(new.number, new.language, (topic,)) for topic in topics]


@memoize(64, warm=_bulletins_of_topics)
def build_topic_bulletin(
    number: int, language: Language, topics: tuple[str, ...]
) -> Bulletin | None:
    """Tell of topics as the first bulletin on a release does: any day's says the same."""
    issued = release.get_settings().present.told_in(language)
    return build_bulletin(topics, release.get_chart_data(number, language), issued)


def _build_chart_url(query: ChartQuery, words: Words) -> str:
    """Return the address of a chart: of Explore if the query restricts its figures."""
    path, params = "chart", {"name": query.address}
    if query.params:
        path, params = "explore", {"indicator": query.indicator, "form": query.form}
    asked = {**params, **query.params, "lang": words.language}
    return f"{url.get_site_url()}{path}?{urlencode(asked, doseq=True)}"


def show_built_file(order: ExportRequest, kind: Format, words: Words) -> None:
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
        key=f"built-{session.increase_counter('built')}",
        on_click="ignore",
    )
    url.set_param("since", str(release.get_release_number()))
