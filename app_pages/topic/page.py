"""The page of a topic: its programmes with their steps, its charts, and a table of its figures."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from app_pages.components import chart_card, figure_tables
from app_pages.components.export_buttons import render_page_buttons
from app_pages.state import release, url
from charts.declarations import load_named_charts
from exports.html_fragments import render_programme

chart_data = release.get_current_chart_data()
words = chart_data.words
topic = next(t for t in release.get_settings().topics if t.topic == url.get_page_path())


def show_programme(programme: Mapping[str, Any]) -> None:
    """Show a programme's name and summary, and its steps as a chart, if it has any.

    `programme` is its entry in programmes.yaml.
    """
    st.html(render_programme(programme, words))
    if programme.get("steps"):
        chart_card.show_programme_steps(programme["id"])


def show_charts() -> None:
    """Show the topic's charts in two columns, row by row, with a timeline of its events.

    The charts are those of the topic in config.yaml, by their addresses. The timeline is left out
    if there are no events, or one of the charts already shows them (its form is "notices"). `topic`
    is the entry of config.yaml for this page, found by the page's path.
    """
    specs = [*topic.charts]
    declared = [load_named_charts()[spec] for spec in specs if spec in load_named_charts()]
    shows_events = any(chart.form == "notices" for chart in declared)
    if not shows_events and chart_card.has_marks(f"events.{topic.topic}"):
        specs.append(f"events.{topic.topic}")
    for row in (specs[start : start + 2] for start in range(0, len(specs), 2)):
        for column, spec in zip(st.columns(2, gap="large"), row, strict=False):
            with column:
                chart_card.show_chart(spec)


st.title(words.pick(topic.name.model_dump()))
if topic.charts:
    st.html(render_page_buttons(release.get_settings().topic_charts[topic.topic], words))
for programme in chart_data.programmes:
    if programme["topic"] == topic.topic:
        show_programme(programme)
show_charts()
st.html(
    figure_tables.render_topic_table(
        release.get_release_number(), release.get_language(), topic.topic
    )
    or "<p></p>"  # st.html refuses an empty text
)
