"""One topic: its programmes with their steps, its charts, its table."""

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from app_pages.components import chart, figures
from app_pages.components.export_buttons import page_buttons
from app_pages.state import release, url

material = release.current_chart_data()
words = material.words
topic = next(t for t in release.get_settings().topics if t.topic == url.page_path())


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
        chart.show_flow(found["id"])


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
    specs = [*topic.charts]
    if "supervision_notices" not in specs and chart.has_marks(f"events.{topic.topic}"):
        specs.append(f"events.{topic.topic}")
    for pair in (specs[at : at + 2] for at in range(0, len(specs), 2)):
        for column, spec in zip(st.columns(2, gap="large"), pair, strict=False):
            with column:
                chart.show_chart(spec)


st.title(words.pick(topic.name.model_dump()))
st.html(page_buttons(release.get_settings().topic_charts[topic.topic], words))
for found in material.programmes:
    if found["topic"] == topic.topic:
        programme(found)
charts()
st.html(
    figures.topic_table(release.release_number(), release.get_language(), topic.topic) or "<p></p>"
)
