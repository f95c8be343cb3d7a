"""The form for a new report with its date and source, and the list of unfinished reports."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from app_pages.components.links import render_page_link
from app_pages.state import actions, release, user
from app_pages.state import url as url_state
from auth import Actor
from curation.new_sources import build_source_entry
from curation.reports.report import Report
from curation.reports.report_editing import create_report, list_reports
from curation.workspace import Workspace
from errors import UserError
from file_formats.detect_format import REPORT_ENDINGS
from locales import Words

NEW_SOURCE = ""
"""The option of the selectbox for a source that is not published yet."""
MAX_LISTED = 20


def show_form(actor: Actor, words: Words) -> None:
    """Show the form for a report (pasted, or as a file), and the actor's unfinished reports.

    If there is a file, a pasted text is ignored. The report can be submitted once it has a text and
    a date. Afterwards the page runs again and shows the report, or a notice if it was refused.
    """
    st.html(f"<p>{escape(words.say('report.begin'))}</p>")
    left, right = st.columns([2, 1])
    with left:
        text = st.text_area(words.say("report.paste"), height=360, key="report.paste")
        file = st.file_uploader(words.say("report.file"), REPORT_ENDINGS, key="report.file")
    with right:
        day = st.date_input(words.say("report.day"), None, format="YYYY-MM-DD", key="report.day")

        source, entry = _ask_source(day if isinstance(day, date) else None, words)
    name, data = (
        (file.name, file.getvalue()) if file else (words.say("report.pasted"), text.encode())
    )
    is_complete = bool(data.strip()) and isinstance(day, date)
    is_submitted = st.button(words.say("report.read"), type="primary", disabled=not is_complete)
    if not is_complete:
        st.html(f'<p class="place">{escape(words.say("report.needed"))}</p>')
    if is_submitted and isinstance(day, date):
        actions.run_action(
            partial(_create_report, name=name, data=data, day=day, source=source, entry=entry)
        )
        st.rerun()
    _show_unfinished_reports(actor, words)


def _create_report(
    workspace: Workspace,
    actor: Actor,
    *,
    name: str,
    data: bytes,
    day: date,
    source: str,
    entry: Mapping[str, Any] | None,
) -> None:
    """Store the report, and put its id into the URL so that the page shows it in the next run.

    `name` and `data` are those of the file or of the pasted text; `day` is the report's date.
    `source` is the id of a published source; for a new source it is "", and `entry` is its entry.
    """
    report = create_report(workspace, actor, name, data, day=day, source=source, entry=entry)
    url_state.set_param("reading", report.id)


def _ask_source(day: date | None, words: Words) -> tuple[str, dict[str, Any] | None]:
    """Show the fields of the source; return a published source's id, or "" and a new entry.

    `day` is the report's date, which is part of the entry; None if it was not typed yet. Until a
    new source has a title and the report a date, the result is ("", None).
    """
    sources = release.get_code_lists(release.get_newest_number()).sources
    published = [str(entry["id"]) for entry in sources]
    selected = st.selectbox(
        words.say("pages.column_source"),
        [NEW_SOURCE, *published],
        format_func=lambda code: words.name("source", code) if code else words.say("report.other"),
        key="report.source",
    )
    if selected:
        return selected, None
    producer = st.text_input(words.say("report.producer"), max_chars=100, key="report.producer")
    title = st.text_input(words.say("report.title"), max_chars=200, key="report.title")
    url = st.text_input(words.say("report.url"), max_chars=500, key="report.url")
    if not title.strip() or not day:
        return "", None
    texts = (producer.strip(), title.strip(), url.strip())
    return "", build_source_entry("report", published, *texts, day)


def _show_unfinished_reports(actor: Actor, words: Words) -> None:
    """Show the actor's open reports, newest first, each as a link with its progress.

    At most MAX_LISTED are listed. An error becomes a notice of the next run.
    """
    try:
        reports = list_reports(user.get_workspace(), actor)[:MAX_LISTED]
    except UserError as error:
        actions.add_error(error, words)
        return
    if not reports:
        return
    items = "".join(
        f"<li>{_render_report_link(report, words)}"
        f" · {escape(words.period(report.day))}"
        f" · {escape(words.say('report.decided', count=len(report.decisions)))}</li>"
        for report in reports
    )
    st.subheader(words.say("report.begun"))
    st.html(f'<ul class="drafts">{items}</ul>')


def _render_report_link(report: Report, words: Words) -> str:
    """Return the HTML of a link to a report, named after its source."""
    # A new source has its entry in the report, a published one its name in the code lists.
    title = words.pick(report.entry.get("title")) if report.entry else ""
    source = title or words.name("source", report.source)
    return render_page_link(source, "report", words, reading=report.id)
