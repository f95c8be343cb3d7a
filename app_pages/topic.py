"""One topic: its programmes with their steps, its charts, its table."""

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from app_pages import _chart, _release, _session
from app_pages._table import figures_table
from charts.overview import programme_events, programme_flow
from metrics.figures import choose

material = _release.material()
words = material.words
topic = next(t for t in _release.settings().topics if t.topic == _session.page_path())


def programme(found: Mapping[str, Any]) -> None:
    """Say who runs a programme, where, since when, and how it proceeds."""
    facts = [
        words.say("pages.organiser", name=words.pick(found["organiser"])),
        words.name("area", found["ref_area"]),
    ]
    held = any(event["kind"] == "contest" for event in found.get("events", ()))
    if found.get("since"):
        message = "pages.held" if held else "pages.since"
        facts.append(words.say(message, period=words.period(str(found["since"]))))
    st.html(
        f'<section class="programme"><h2>{escape(words.pick(found["name"]))}</h2>'
        f'<p class="facts">{escape(" · ".join(facts))}</p>'
        f"<p>{escape(words.pick(found['summary']))}</p>{_lists(found)}</section>"
    )
    if found.get("steps"):
        _chart.show_flow(programme_flow(material, found["id"]), f"flow-{found['id']}")


def _lists(found: Mapping[str, Any]) -> str:
    """List what else a programme consists of: channels, themes."""
    lines = [
        (name, words.listing([words.pick(item) for item in found[name]]))
        for name in ("channels", "themes")
        if found.get(name)
    ]
    items = (f"<dt>{escape(words.say(f'pages.{n}'))}</dt><dd>{escape(t)}</dd>" for n, t in lines)
    return f"<dl>{''.join(items)}</dl>" if lines else ""


def charts() -> None:
    """Show the topic's charts two by two, and what happened when."""
    makers = [lambda spec=spec: _chart.show(spec) for spec in topic.charts]
    events = programme_events(material, topic.topic)
    if len(events.table) > 1 and "supervision_notices" not in topic.charts:
        makers.append(lambda: _chart.show_chart(events, f"events-{topic.topic}"))
    for pair in (makers[at : at + 2] for at in range(0, len(makers), 2)):
        for column, maker in zip(st.columns(2, gap="large"), pair, strict=False):
            with column:
                maker()


st.title(words.pick(topic.name.model_dump()))
for found in material.programmes:
    if found["topic"] == topic.topic:
        programme(found)
charts()
figures = choose(material.figures, topic=topic.topic)
if len(figures):
    st.html(
        figures_table(
            material, figures, words.say("pages.topic_table", name=words.name("topic", topic.topic))
        )
    )
sources = words.listing([words.name("source", code) for code in sorted(set(figures["source"]))])
if sources:
    st.html(f'<p class="foot">{escape(words.say("pages.sources_are", names=sources))}</p>')
