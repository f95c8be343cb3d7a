"""The beginning of a reading: the report's text, its date, where it comes from."""

from datetime import UTC, date, datetime
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from app_pages.components.links import page_link
from app_pages.state import release, user
from app_pages.state import url as url_state
from auth import Actor
from curation.context import Workspace
from curation.reports.actions import create_report, list_reports
from errors import UserError
from file_formats.detect_format import REPORT_ENDINGS
from locales import Words

NEW = ""


def show_start(who: Actor, words: Words) -> None:
    """Take a report, pasted or as a file, and list those that were begun before."""
    st.html(f"<p>{escape(words.say('report.begin'))}</p>")
    left, right = st.columns([2, 1])
    with left:
        text = st.text_area(words.say("report.paste"), height=360, key="report.paste")
        file = st.file_uploader(words.say("report.file"), REPORT_ENDINGS, key="report.file")
    with right:
        day = st.date_input(words.say("report.day"), None, format="YYYY-MM-DD", key="report.day")
        source, entry = _source(day if isinstance(day, date) else None, words)
    given = (file.name, file.getvalue()) if file else (words.say("report.pasted"), text.encode())
    ready = bool(given[1].strip()) and isinstance(day, date)
    pressed = st.button(words.say("report.read"), type="primary", disabled=not ready)
    if not ready:
        st.html(f'<p class="place">{escape(words.say("report.needed"))}</p>')
    if pressed and isinstance(day, date):
        user.run_action(partial(_begin, given=given, day=day, source=source, entry=entry))
        st.rerun()
    _begun(who, words)


def _begin(
    workspace: Workspace,
    actor: Actor,
    *,
    given: tuple[str, bytes],
    day: date,
    source: str,
    entry: dict[str, Any] | None,
) -> None:
    name, data = given
    reading = create_report(workspace, actor, name, data, day=day, source=source, entry=entry)
    url_state.set_param("reading", reading.id)


def _source(day: date | None, words: Words) -> tuple[str, dict[str, Any] | None]:
    """Ask for one of the sources there are, or for what describes a new one."""
    known = [str(each["id"]) for each in release.code_lists(release.newest_number()).sources]
    chosen = st.selectbox(
        words.say("pages.column_source"),
        [NEW, *known],
        format_func=lambda code: words.name("source", code) if code else words.say("report.other"),
        key="report.source",
    )
    if chosen:
        return chosen, None
    producer = st.text_input(words.say("report.producer"), max_chars=100, key="report.producer")
    title = st.text_input(words.say("report.title"), max_chars=200, key="report.title")
    url = st.text_input(words.say("report.url"), max_chars=500, key="report.url")
    if not title.strip() or not day:
        return "", None
    return "", _entry(known, producer.strip(), title.strip(), url.strip(), day)


def _entry(known: list[str], producer: str, title: str, url: str, day: date) -> dict[str, Any]:
    """Describe a new source as sources.yaml does; its id is made of its date."""
    base = f"report-{day.isoformat()}"
    ids = [base, *(f"{base}-{n}" for n in range(2, len(known) + 3))]
    cited = "，".join(filter(None, (producer, f"《{title}》", f"{day.isoformat()}")))
    return {
        "id": next(each for each in ids if each not in known),
        "producer": {"zh": producer, "en": producer},
        "title": {"zh": title, "en": title},
        "date_published": day.isoformat(),
        "date_accessed": datetime.now(UTC).date().isoformat(),
        "citation": {"zh": cited, "en": cited},
        "url": url,
    }


def _begun(who: Actor, words: Words) -> None:
    """List the reports that were begun and not finished."""
    try:
        readings = list_reports(user.get_workspace(), who)[:20]
    except UserError as fault:
        user.add_error(fault, words)
        return
    if not readings:
        return
    items = "".join(
        f"<li>{page_link(_named(each.entry, each.source, words), 'report', words, reading=each.id)}"
        " · "
        f"{escape(words.period(each.day))} · "
        f"{escape(words.say('report.decided', count=len(each.decisions)))}</li>"
        for each in readings
    )
    st.subheader(words.say("report.begun"))
    st.html(f'<ul class="drafts">{items}</ul>')


def _named(entry: Any, source: str, words: Words) -> str:
    return words.pick(entry["title"]) if entry else words.name("source", source)
