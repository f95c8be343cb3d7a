"""Builds files from selected charts: the export request, URLs in it, and the file with progress."""

from dataclasses import replace
from datetime import date
from html import escape
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from app_pages.components.notices import show_error
from app_pages.present.selection import PresentationSelection
from app_pages.state import release, session, url
from app_pages.state.cache import NewRelease, memoize
from app_pages.state.chart_query import ChartQuery, parse_chart_query
from app_pages.state.charts import get_charts
from app_pages.state.scope import get_current_scope, get_home_area
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
from metrics.figure_queries import choose, within_area
from quantities.figure_keys import COUNTRY

SELECTION_PARAMS = (
    *("charts", "heading", "title", "occasion", "in", "theme", "size", "ground", "source", "area"),
)


def build_selection_url(path: str, words: Words, **params: str) -> str:
    """Return the URL of a page with the selected charts and their options as query parameters.

    They are taken from the URL of this page. There is no release in it, so that it shows the newest
    one. `path` is the page's, such as "wall"; `params` are further query parameters.
    """
    selection = {name: values for name in SELECTION_PARAMS if (values := url.get_params(name))}
    query = urlencode({**selection, **params, "lang": words.language}, doseq=True)
    return f"{url.get_site_url()}{path}?{query}"


def build_request(choice: PresentationSelection) -> ExportRequest:
    """Return the export request for a selection of charts in the release that the reader sees.

    A request has everything that a file is made from: charts, their figures, and the bulletin,
    which is a text about the topics of the charts, if they have one. Charts that the release lacks
    are left out.
    """
    settings, release_number = release.get_settings(), release.get_release_number()
    chart_data = release.get_chart_data(release_number, choice.language)
    charts = get_charts(choice.codes, release_number, choice.language)
    queries = [parse_chart_query(code) for code in charts]
    topics = find_topics([query.address for query in queries], chart_data, settings.topic_charts)
    bulletin = build_topic_bulletin(
        release_number, choice.language, topics, get_current_scope().area
    )
    tables = [chart.table for chart in charts.values()]
    tables += [bulletin.progress] if bulletin else []
    keys = {key for table in tables for keys in table["figures"] for key in keys}
    return ExportRequest(
        charts=tuple(
            replace(chart, heading=choice.headings.get(code, chart.heading))
            for code, chart in charts.items()
        ),
        words=chart_data.words,
        figures=_read_figures(release_number, tuple(sorted(keys))),
        title=choice.title,
        occasion=choice.occasion,
        link=build_selection_url("present", chart_data.words),
        links=tuple(_build_chart_url(query, chart_data.words) for query in queries),
        options=choice.options,
        template=settings.template,
        # The cached bulletin has no date, as it is the same on every day.
        bulletin=bulletin and replace(bulletin, day=date.today()),
    )


@memoize(max_results=16, warm=None)
def _read_figures(release_number: int, keys: tuple[str, ...]) -> pd.DataFrame:
    """Return the figures of a release with these keys; cached."""
    return choose(release.get_figures(release_number), key=keys)


def _list_default_arguments(new: NewRelease) -> list[tuple[int, Language, tuple[str, ...], str]]:
    """Return the arguments of `build_topic_bulletin` for each single topic of a new release.

    These bulletins are made early; those on several topics are made when they are needed.
    """
    indicators = release.get_chart_data(new.number, new.language).reported_indicators
    topics = dict.fromkeys(str(indicator.get("topic", "")) for indicator in indicators)
    home = get_home_area(new.number)
    return [(new.number, new.language, (topic,), home) for topic in topics]


@memoize(max_results=64, warm=_list_default_arguments)
def build_topic_bulletin(
    release_number: int, language: Language, topics: tuple[str, ...], area: str
) -> Bulletin | None:
    """Return the bulletin on topics, without a date; None if there is nothing to report. Cached.

    It is a table of what the topics' indicators have reached since January in an area and all below
    it, with texts around it. Its sentences, and who issues it, are in config.yaml. The title names
    the area unless it is the home area.
    """
    texts = release.get_settings().present.bulletin_texts(language)
    data = release.get_chart_data(release_number, language)
    if area not in ("", COUNTRY):
        data = replace(data, figures=within_area(data.figures, area))
    return build_bulletin(
        topics, data, texts, area="" if area == get_home_area(release_number) else area
    )


def _build_chart_url(query: ChartQuery, words: Words) -> str:
    """Return the full URL of a chart's page, or of Explore if the query restricts areas or periods.

    Files have these URLs, so that their readers find the chart.
    """
    path, params = "chart", {"name": query.address}
    if query.params:
        path, params = "explore", {"indicator": query.indicator, "form": query.form}
    encoded = urlencode({**params, **query.params, "lang": words.language}, doseq=True)
    return f"{url.get_site_url()}{path}?{encoded}"


def build_file(request: ExportRequest, file_format: Format, words: Words) -> None:
    """Build a file with a progress bar and show its download button, which the browser clicks.

    The button's key counts up, so that a script in the browser finds a new button and clicks it.
    The query parameter `since` becomes the number of the release that the file was built from, so
    that the page can list later changes. If the file cannot be built, an error is shown.
    """
    name, count = words.say(f"pages.format_{file_format}"), len(request.charts)
    bar = st.progress(0.0, text=words.say("pages.building", name=name, count=count))

    def show_step(done: int, steps: int) -> None:
        """Move the progress bar after `done` of all steps."""
        label = words.say("pages.building_at", name=name, done=done, of=steps)
        bar.progress(done / steps, text=label)

    try:
        file = run_export(request, file_format, show_step)
    except ExportError as error:
        show_error(words.say(f"exports.{error.code}", **error.values))
        return
    finally:
        bar.empty()
    st.html(
        f'<p class="said done" role="status">{escape(words.say("pages.built", name=file.name))}</p>'
    )
    st.download_button(
        words.say("pages.save"),
        data=file.data,
        file_name=file.name,
        mime=file.media_type,
        key=f"built-{session.increase_counter('built')}",
        on_click="ignore",
    )
    url.set_param("since", str(release.get_release_number()))
