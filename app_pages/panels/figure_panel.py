"""The figure panel at the right of a page: the figures from which a clicked mark is computed."""

from html import escape

import pandas as pd
import streamlit as st

from app_pages.components import diff
from app_pages.components.links import render_page_link
from app_pages.state import release as release_state
from app_pages.state import session
from app_pages.state.session import PanelTarget
from charts.labels import (
    REVIEW_STATUSES,
    format_figure_name,
    format_row_number,
    format_status,
)
from exports.html_tables import format_locator
from locales import Words
from metrics.figure_queries import choose, list_reported
from metrics.figure_source import spell_out
from metrics.metric_table import to_records
from quantities import format_bounds, quantity_of_figure

MAX_FIGURES = 12


def show_panel_if_open() -> bool:
    """Show the panel if a mark was clicked or the URL names a figure; return if it is shown."""
    target = session.pop_panel()
    if target is None:
        return False
    words = release_state.get_current_chart_data().words
    title = words.say("pages.panel")
    # st.dialog is a decorator; here it has the title in the reader's language.
    st.dialog(title, position="right", width="medium")(_show_panel_content)(target, words)
    return True


def _show_panel_content(target: PanelTarget, words: Words) -> None:
    """Show the clicked mark, then the figures behind it, in the order of the mark's keys.

    At most MAX_FIGURES are shown, with the number of further ones. If there are none, a message
    says whether the mark has no figures (such as a box in a chart of steps) or the release lacks
    them.
    """
    figures = choose(release_state.get_current_chart_data().figures, key=target.keys[:MAX_FIGURES])
    # The mark of a single reported figure would only repeat the figure.
    if target.title and (target.formula or len(figures) != 1):
        st.html(_render_clicked_mark(target, words))
    if figures.empty:
        message = "pages.no_figure" if target.keys else "pages.no_figures_behind"
        st.html(f"<p>{escape(words.say(message))}</p>")
    positions = {key: position for position, key in enumerate(target.keys)}
    figures = figures.sort_values("key", key=lambda keys: keys.map(positions))
    for record in to_records(figures):
        st.html(_render_figure(record, words))
    hidden = len(target.keys) - MAX_FIGURES
    if hidden > 0:
        st.html(f"<p>{escape(words.say('pages.more_figures', count=hidden))}</p>")


def _render_clicked_mark(target: PanelTarget, words: Words) -> str:
    """Return the HTML of the clicked mark: title, number, detail and formula, if it has them.

    For a derived number the formula is how it was computed, for an event what is known about it;
    the labels differ.
    """
    formula = ""
    if target.formula:
        label = words.say("pages.formula" if target.derived else "pages.about")
        formula = f"<dl><dt>{escape(label)}</dt><dd>{escape(target.formula)}</dd></dl>"
    detail = f'<p class="finding">{escape(target.detail)}</p>' if target.detail else ""
    wording = f'<p class="wording">{escape(target.wording)}</p>' if target.wording else ""
    return (
        f'<div class="panel-head"><h3>{escape(target.title)}</h3>{wording}{detail}{formula}</div>'
    )


def _render_figure(record: dict[str, object], words: Words) -> str:
    """Return the HTML of a figure: its number, its other columns, earlier values, permanent link.

    `record` is a row of figures.csv, whose empty columns are left out. The link leads to the Data
    page, which opens this panel for the figure.
    """
    key = str(record["key"])
    quantity = quantity_of_figure(record)
    # The same figure as a row of a metric table, from which numbers are formatted.
    [metric_row] = to_records(list_reported(pd.DataFrame([record])))
    bounds = format_bounds(quantity, words.language, words.name("unit", str(record["indicator"])))
    release = release_state.get_current_release()
    facts = [
        ("programme", words.name("programme", str(record["programme"]))),
        ("area", words.name("area", str(record["ref_area"]))),
        ("period", words.period(str(record["time_period"]))),
        ("as_reported", str(record["as_reported"])),
        ("bounds", bounds or words.say("pages.no_bounds")),
        ("qualifier", words.say(f"pages.qualifier_{record['qualifier']}")),
        _describe_status(str(record["obs_status"]), words),
        ("source", words.name("source", str(record["source"]))),
        ("place", format_locator(str(record["locator"]), words)),
        ("note", words.note(str(record["note"]))),
        ("release", words.say("pages.release", number=release.number)),
    ]
    rows = "".join(
        f"<dt>{escape(words.say(f'pages.column_{column}'))}</dt><dd>{escape(content)}</dd>"
        for column, content in facts
        if content
    )
    link = render_page_link(words.say("pages.permanent"), "data", words, figure=key)
    name, wording = format_figure_name(key, words), format_row_number(metric_row, words)
    return (
        f'<article class="figure"><h4>{escape(name)}</h4>'
        f'<p class="wording">{escape(wording)}</p><dl>{rows}</dl>'
        f"{_render_earlier_values(key, words)}<p>{link}</p></article>"
    )


def _describe_status(code: str, words: Words) -> tuple[str, str]:
    """Return under which heading a figure's status is shown, and the status in words.

    How far a figure was reviewed ("status") and what else its obs_status says are shown apart.
    """
    if code in REVIEW_STATUSES:
        return "status", words.say(f"pages.status_{code}")
    return "obs_status", format_status(code, words)


def _render_earlier_values(key: str, words: Words) -> str:
    """Return an HTML list of all values that a figure has had; "" if it was never changed.

    Each has the release that introduced it, with date and reason. Releases after the one that the
    reader sees are left out.
    """
    spellings = spell_out("key", [key])  # an older release may have spelled its period otherwise
    versions = release_state.get_store().versions(spellings, release_state.get_release_number())
    versions = versions.sort_values("since")  # by the release that introduced each value
    if len(versions) < 2:
        return ""
    lines = [
        words.say(
            "pages.version",
            number=row["since"],
            day=words.period(row["at"].date().isoformat()),
            wording=diff.format_number(row, key, words),
            reason=diff.format_reason(release_state.get_store().release(row["since"]), words),
        )
        for row in to_records(versions)
    ]
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    label = escape(words.say("pages.figure_corrected"))
    return f'<p class="corrected">{label}</p><ol class="versions">{items}</ol>'
