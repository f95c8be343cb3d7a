"""The page of a topic: its indicators of the scope's area, then what reports tell of it."""

from functools import partial

import streamlit as st

from app_pages.components import chart_card
from app_pages.components.export_buttons import render_page_buttons
from app_pages.components.links import render_page_link
from app_pages.components.table_downloads import show_downloads
from app_pages.state import release, url
from app_pages.state.charts import chart_in_scope, find_chart
from app_pages.state.overviews import list_programmes_within
from app_pages.state.scope import current_scope
from app_pages.topic import reported_work, sections
from app_pages.topic.newest_figures import render_newest
from app_pages.topic.topic_numbers import has_targets_alone
from charts.declarations import load_named_charts

OPEN_CHARTS = 6
"""Charts of reports that a page without indicators shows at once; the others are folded."""

chart_data = release.get_current_chart_data()
words = chart_data.words
settings = release.get_settings()
# A forged request may name this page beside another page's URL.
topic = next((t for t in settings.topics if t.topic == url.get_page_path()), settings.topics[0])
number, language, scope = release.get_release_number(), release.get_language(), current_scope()
programmes = list_programmes_within(number, chart_data.programmes_of(topic.topic), scope)
specs = settings.topic_charts[topic.topic]
asked = (number, language, scope, topic.topic, url.get_param("indicator"))


def list_configured_charts() -> list[str]:
    """Return the codes of the topic's charts of config.yaml for the scope that have marks."""
    codes = [chart_in_scope(number, spec, scope) for spec in specs]
    # A chart that the scope does not change says itself that its figures are not reported.
    return [
        code
        for spec, code in zip(specs, codes, strict=True)
        if (code == spec and find_chart(number, language, code)) or chart_card.has_marks(code)
    ]


def list_charts() -> list[str]:
    """Return the addresses of the topic's charts with something to draw, in their order.

    The steps of its programmes come first, then the charts of config.yaml in the scope, then its
    events, unless one of the charts shows them already (its form is "notices").
    """
    declared = [load_named_charts()[spec] for spec in specs if spec in load_named_charts()]
    flows = [f"flow.{each['id']}" for each in programmes if each.get("steps")]
    events = [] if any(chart.form == "notices" for chart in declared) else [f"events.{topic.topic}"]
    return [
        *flows,
        *list_configured_charts(),
        *(each for each in events if chart_card.has_marks(each)),
    ]


def show_in_columns(addresses: list[str]) -> None:
    """Show charts in two columns, row by row."""
    for row in (addresses[start : start + 2] for start in range(0, len(addresses), 2)):
        for column, address in zip(st.columns(2, gap="large"), row, strict=False):
            with column:
                chart_card.show_chart(address)


def show_when_opened(addresses: list[str], label: str) -> None:
    """Show charts in a part of the page that is drawn once it is opened."""
    with st.expander(label, key="reported-charts", on_change="rerun") as part:
        if part.open:
            show_in_columns(addresses)


def write_empty() -> str:
    """Return the HTML of a page whose indicators have no numbers for the scope, and a way on."""
    place = scope.describe(words)
    if has_targets_alone(number, scope.area, topic.topic):
        text = words.say("topic.only_targets", place=place)
    elif programmes or specs:
        text = words.say("topic.no_figures", place=place)
    else:
        text = words.say("topic.no_figures_at_all", place=place)
    link = render_page_link(words.say("topic.see_data"), "data", words, topic=topic.topic)
    return f'<p class="said-empty">{text} {link}</p>'


drawn = sections.render_topic(*asked)
charts = list_charts()
with st.container(horizontal=True, vertical_alignment="center", key="topic-head"):
    st.title(words.pick(topic.name.model_dump()))
    if drawn:
        st.html(sections.render_copy_button(words))
    if charts:
        st.html(render_page_buttons(list_configured_charts(), words))
st.html(f'<div class="topic">{drawn or write_empty()}</div>')
if drawn and (table := sections.render_table_section(*asked)):
    st.html(f'<div class="topic">{table}</div>')
    show_downloads(
        sections.title_of_table(*asked), partial(sections.make_tables, *asked), key="months"
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
if newest := render_newest(number, language, scope.area, not drawn, "topic", topic.topic):
    st.html(f'<div class="topic">{newest}</div>')
