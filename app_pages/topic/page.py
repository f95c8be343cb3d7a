"""The page of a topic: its indicators for the scope's area, then the charts and work in reports."""

from functools import partial

import streamlit as st

from app_pages.components import chart_card
from app_pages.components.export_buttons import render_page_buttons
from app_pages.components.links import render_page_link
from app_pages.components.table_downloads import show_downloads
from app_pages.state import release, url
from app_pages.state.charts import find_chart, find_chart_code_in_scope
from app_pages.state.overviews import list_programmes_within
from app_pages.state.scope import get_current_scope
from app_pages.topic import reported_work, sections
from app_pages.topic.newest_figures import render_newest
from app_pages.topic.topic_numbers import has_only_targets
from charts.declarations import load_named_charts

OPEN_CHARTS = 6
"""Charts of reports that a page without indicators shows at once; the others are folded."""

chart_data = release.get_current_chart_data()
words = chart_data.words
settings = release.get_settings()
# A forged request may name this page beside another page's URL.
topic = next((t for t in settings.topics if t.topic == url.get_page_path()), settings.topics[0])
release_number, language, scope = (
    release.get_release_number(),
    release.get_language(),
    get_current_scope(),
)
programmes = list_programmes_within(release_number, chart_data.list_programmes(topic.topic), scope)
specs = settings.topic_charts[topic.topic]
arguments = (release_number, language, scope, topic.topic, url.get_param("indicator"))


def list_configured_charts() -> list[str]:
    """Return the codes of the topic's charts in config.yaml, moved to the scope's area and month.

    A chart without marks is left out, unless the scope cannot change it.
    """
    codes = [find_chart_code_in_scope(release_number, spec, scope) for spec in specs]
    # A chart that the scope does not change says itself that its figures are not reported.
    return [
        code
        for spec, code in zip(specs, codes, strict=True)
        if (code == spec and find_chart(release_number, language, code))
        or chart_card.has_marks(code)
    ]


def list_charts() -> list[str]:
    """Return the codes of all charts of the topic, in the order of the page.

    First come the steps of its programmes as flow charts, then the charts in config.yaml, then the
    topic's events, unless a chart of the form "notices" shows these already.
    """
    declared = [load_named_charts()[spec] for spec in specs if spec in load_named_charts()]
    flows = [f"flow.{each['id']}" for each in programmes if each.get("steps")]
    events = [] if any(chart.form == "notices" for chart in declared) else [f"events.{topic.topic}"]
    return [
        *flows,
        *list_configured_charts(),
        *(each for each in events if chart_card.has_marks(each)),
    ]


def show_in_columns(codes: list[str]) -> None:
    """Show a topic's charts in two columns, row by row."""
    for row in (codes[start : start + 2] for start in range(0, len(codes), 2)):
        for column, code in zip(st.columns(2, gap="large"), row, strict=False):
            with column:
                chart_card.show_chart(code)


def show_when_opened(codes: list[str], label: str) -> None:
    """Show a topic's charts in a folded part of the page, drawn when it is opened."""
    with st.expander(label, key="reported-charts", on_change="rerun") as part:
        if part.open:
            show_in_columns(codes)


def render_empty_page() -> str:
    """Return the HTML for a topic without numbers in the scope: why, and a link to the data."""
    place = scope.describe(words)
    if has_only_targets(release_number, scope.area, topic.topic):
        text = words.say("topic.only_targets", place=place)
    elif programmes or specs:
        text = words.say("topic.no_figures", place=place)
    else:
        text = words.say("topic.no_figures_at_all", place=place)
    link = render_page_link(words.say("topic.see_data"), "data", words, topic=topic.topic)
    return f'<p class="said-empty">{text} {link}</p>'


drawn = sections.render_topic(*arguments)
charts = list_charts()
with st.container(horizontal=True, vertical_alignment="center", key="topic-head"):
    st.title(words.pick(topic.name.model_dump()))
    if drawn:
        st.html(sections.render_copy_button(words))
    if charts:
        st.html(render_page_buttons(list_configured_charts(), words))
st.html(f'<div class="topic">{drawn or render_empty_page()}</div>')
if drawn and (table := sections.render_table_section(*arguments)):
    st.html(f'<div class="topic">{table}</div>')
    show_downloads(
        sections.format_table_title(*arguments),
        partial(sections.build_download_tables, *arguments),
        key="months",
    )
if work := reported_work.render_work(programmes, words):
    st.html(f'<div class="topic">{work}</div>')
if drawn and charts:
    show_when_opened(charts, words.say("topic.charts_reported", count=len(charts)))
elif charts:
    show_in_columns(charts[:OPEN_CHARTS])
    if rest := charts[OPEN_CHARTS:]:
        with st.expander(words.say("topic.other_charts", count=len(rest))):
            show_in_columns(rest)
if newest := render_newest(release_number, language, scope.area, not drawn, "topic", topic.topic):
    st.html(f'<div class="topic">{newest}</div>')
