"""The panel on the right (a sheet from below on a phone): the figures behind a mark."""

from html import escape

import pandas as pd
import streamlit as st

from app_pages.components import diff
from app_pages.components.links import render_page_link
from app_pages.state import release as release_state
from app_pages.state import session
from app_pages.state.session import PanelTarget
from charts.table import figure_name, row_wording
from exports.tables import format_locator
from locales import Words
from metrics.figures import choose, reported
from metrics.table import records
from quantities import quantity_of_figure, word_bounds

MAX_FIGURES = 12


def show_panel_if_open() -> None:
    """Open the panel if a mark was clicked or the address names a figure."""
    opened = session.pop_panel()
    if opened is None:
        return
    words = release_state.get_current_chart_data().words
    title = words.say("pages.panel")
    st.dialog(title, position="right", width="medium")(_show_content)(opened, words)


def _show_content(opened: PanelTarget, words: Words) -> None:
    found = choose(release_state.get_current_chart_data().figures, key=opened.keys[:MAX_FIGURES])
    if opened.title and (opened.formula or len(found) != 1):
        st.html(_render_summary(opened, words))
    if found.empty:
        message = "pages.no_figure" if opened.keys else "pages.no_figures_behind"
        st.html(f"<p>{escape(words.say(message))}</p>")
    order = {key: n for n, key in enumerate(opened.keys)}
    found = found.sort_values("key", key=lambda keys: keys.map(order))
    for record in records(found):
        st.html(_render_figure(record, words))
    more = len(opened.keys) - MAX_FIGURES
    if more > 0:
        st.html(f"<p>{escape(words.say('pages.more_figures', count=more))}</p>")


def _render_summary(opened: PanelTarget, words: Words) -> str:
    formula = ""
    if opened.formula:
        label = words.say("pages.formula" if opened.derived else "pages.about")
        formula = f"<dl><dt>{escape(label)}</dt><dd>{escape(opened.formula)}</dd></dl>"
    detail = f'<p class="finding">{escape(opened.detail)}</p>' if opened.detail else ""
    wording = f'<p class="wording">{escape(opened.wording)}</p>' if opened.wording else ""
    return (
        f'<div class="panel-head"><h3>{escape(opened.title)}</h3>{wording}{detail}{formula}</div>'
    )


def _render_figure(record: dict[str, object], words: Words) -> str:
    key = str(record["key"])
    quantity = quantity_of_figure(record)
    table = records(reported(pd.DataFrame([record])))[0]
    bounds = word_bounds(quantity, words.language, words.name("unit", str(record["indicator"])))
    release = release_state.get_current_release()
    facts = [
        ("programme", words.name("programme", str(record["programme"]))),
        ("area", words.name("area", str(record["ref_area"]))),
        ("period", words.period(str(record["time_period"]))),
        ("as_reported", str(record["as_reported"])),
        ("bounds", bounds or words.say("pages.no_bounds")),
        ("qualifier", words.say(f"pages.qualifier_{record['qualifier']}")),
        ("status", words.say(f"pages.status_{record['obs_status']}")),
        ("source", words.name("source", str(record["source"]))),
        ("place", format_locator(str(record["locator"]), words)),
        ("note", words.note(str(record["note"]))),
        ("release", words.say("pages.release", number=release.number)),
    ]
    rows = "".join(
        f"<dt>{escape(words.say(f'pages.column_{name}'))}</dt><dd>{escape(text)}</dd>"
        for name, text in facts
        if text
    )
    link = render_page_link(words.say("pages.permanent"), "data", words, figure=key)
    link = f"{_render_versions(key, words)}<p>{link}</p>"
    name, wording = figure_name(key, words), row_wording(table, words)
    return (
        f'<article class="figure"><h4>{escape(name)}</h4>'
        f'<p class="wording">{escape(wording)}</p><dl>{rows}</dl>{link}</article>'
    )


def _render_versions(key: str, words: Words) -> str:
    """Tell what a figure was before; nothing where it never changed."""
    found = release_state.get_store().versions([key], release_state.get_release_number())
    if len(found) < 2:
        return ""
    lines = [
        words.say(
            "pages.version",
            number=row["since"],
            day=words.period(row["at"].date().isoformat()),
            wording=diff.word_number(row, key, words),
            reason=diff.word_reason(release_state.get_store().release(row["since"]), words),
        )
        for row in records(found)
    ]
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    label = escape(words.say("pages.figure_corrected"))
    return f'<p class="corrected">{label}</p><ol class="versions">{items}</ol>'
