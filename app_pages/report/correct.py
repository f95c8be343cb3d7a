"""The sheet in which one figure of a report is corrected, and a new indicator is defined."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from app_pages.report.model import ReviewedFigure, indicator_name
from app_pages.state import release as release_state
from app_pages.state import user
from app_pages.state.cache import memoize
from curation.reports.actions import save_decisions
from curation.reports.report import Report, accept_proposal, complete_wording
from extraction import ProposedFigure
from intake.result import LabelMatch
from intake.tables.definitions import KINDS
from intake.tables.definitions import draft_indicator as drafted
from intake.values.periods import parse_period
from locales import Words
from quantities import UnreadableQuantityError, read
from quantities.keys import COUNTRY

NEW = "\x00new"
Row = dict[str, str]
Named = Callable[[str], str]


def show_correction(one: ReviewedFigure, reading: Report, words: Words) -> None:
    """Open the sheet of one figure."""
    title = words.say("report.correct_title", number=one.number, wording=complete_wording(one.now))
    st.dialog(title, position="right", width="medium")(_sheet)(one, reading, words)


def _sheet(one: ReviewedFigure, reading: Report, words: Words) -> None:
    now, key = one.now, f"{reading.id}.{one.key}"
    codes = [
        *reading.indicators,
        *release_state.code_lists(release_state.newest_number()).indicators,
    ]
    chosen = _choice(
        "indicator",
        [str(each["code"]) for each in codes],
        now.indicator,
        partial(_named, reading, words),
        words,
        key,
    )
    # What follows is sent together: no field is lost to a redraw while the next one is typed.
    with st.form(f"correct.{key}", border=False):
        entry = _defined(one, words, key) if chosen == NEW else None
        row = {"indicator": str(entry["code"]) if entry else chosen, **_asked(now, words, key)}
        row["breakdown"] = _breakdown(row["indicator"], now.breakdown, words, key)
        pressed = st.form_submit_button(words.say("report.correct_and_accept"), type="primary")
    if not pressed:
        return
    wrong = _wrong(row, entry)
    if wrong:
        st.html(f'<p class="said refused" role="alert">{escape(words.say(wrong))}</p>')
        return
    row["time_period"] = parse_period(row["time_period"])
    user.run_action(
        save_decisions, reading.id, {one.key: accept_proposal(one.proposal, row)}, indicator=entry
    )
    st.rerun()


def _asked(now: ProposedFigure, words: Words, key: str) -> Row:
    """Ask for wording, area, period and programme."""
    wording = st.text_input(
        words.say("pages.column_as_reported"),
        complete_wording(now),
        max_chars=60,
        key=f"wording.{key}",
    )
    area = _choice("area", _areas(), now.ref_area, partial(_area, words), words, key)
    period = st.text_input(
        words.say("report.period"), now.time_period, max_chars=40, key=f"period.{key}"
    )
    ids = [
        str(each["id"])
        for each in release_state.code_lists(release_state.newest_number()).programmes
    ]
    names = partial(words.name, "programme")
    programme = _choice("programme", ids, now.programme, names, words, key)
    return {
        "as_reported": wording,
        "ref_area": area,
        "time_period": period,
        "programme": programme,
    }


def _choice(name: str, codes: Sequence[str], now: str, named: Named, words: Words, key: str) -> str:
    """Ask for one code; an indicator may be a new one, a programme none."""
    first = {"indicator": [NEW], "programme": [""]}.get(name, [])
    options = [*first, *codes]
    at = options.index(now) if now in options else None
    label = "pages.column_figure" if name == "indicator" else f"pages.column_{name}"
    return (
        st.selectbox(
            words.say(label),
            options,
            index=at,
            format_func=lambda code: named(code) if code else words.say("report.none"),
            placeholder=words.say("report.choose"),
            key=f"{name}.{key}",
        )
        or ""
    )


def _named(reading: Report, words: Words, code: str) -> str:
    if code == NEW:
        return words.say("desk.new_indicator")
    return indicator_name(code, reading, words)


def _breakdown(indicator: str, now: str, words: Words, key: str) -> str:
    """Ask for a breakdown where the indicator has some."""
    entries = release_state.code_lists(release_state.newest_number()).indicators
    found: Mapping[str, Any] = next((e for e in entries if e["code"] == indicator), {})
    codes = ["", *(str(each["code"]) for each in found.get("breakdowns") or ())]
    if len(codes) == 1:
        return ""
    return st.selectbox(
        words.say("report.breakdown"),
        codes,
        index=codes.index(now) if now in codes else 0,
        format_func=lambda code: (
            words.name("breakdown", f"{indicator}.{code}") if code else words.say("report.none")
        ),
        key=f"breakdown.{indicator}.{key}",
    )


@memoize(2)
def _parents(release: int) -> dict[str, str]:
    areas = release_state.code_lists(release).areas
    return dict(zip(areas["code"], areas["parent"], strict=True))


def _areas() -> list[str]:
    return list(_parents(release_state.newest_number()))


def _area(words: Words, code: str) -> str:
    """Name an area and what it lies in: 海曙区，宁波市."""
    above = _parents(release_state.newest_number()).get(code, "")
    name = words.name("area", code)
    return f"{name} · {words.name('area', above)}" if above and above != COUNTRY else name


def _defined(one: ReviewedFigure, words: Words, key: str) -> dict[str, Any]:
    """Ask for what defines a new indicator; what can be told from the report is filled in."""
    topics = [topic.topic for topic in release_state.get_settings().topics]
    label = LabelMatch("indicator", one.now.subject or one.now.phrase, "", unit=one.now.unit)
    entry = drafted(label, topics[0])
    for name in ("name_zh", "name_en", "code", "unit_zh", "unit_en", "definition_zh"):
        field, _, language = name.partition("_")
        value = entry[field][language] if language else entry[field]
        said = st.text_input(
            words.say(f"desk.new_{name}"), value, max_chars=200, key=f"{name}.{key}"
        ).strip()
        entry[field] = {**entry[field], language: said} if language else said
    entry["topic"] = st.selectbox(
        words.say("pages.topic"), topics, format_func=partial(words.name, "topic"), key=f"t.{key}"
    )
    entry["kind"] = st.selectbox(
        words.say("desk.new_kind"),
        KINDS,
        index=KINDS.index(entry["kind"]),
        format_func=lambda kind: words.say(f"desk.kind_{kind}"),
        key=f"k.{key}",
    )
    entry["aggregation"] = {"stock": "last", "flow": "sum"}.get(entry["kind"], "none")
    return entry


def _wrong(row: Row, entry: Mapping[str, Any] | None) -> str:
    """Name what is missing or cannot be read, as a message."""
    if not row["indicator"] or (entry and not entry["name"]["zh"]):
        return "report.no_indicator"
    if not row["ref_area"]:
        return "report.no_area"
    if not parse_period(row["time_period"]):
        return "report.no_period"
    try:
        read(row["as_reported"])
    except UnreadableQuantityError:
        return "report.no_number"
    return ""
