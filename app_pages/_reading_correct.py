"""The sheet in which one figure of a report is corrected, and a new indicator is defined."""

from collections.abc import Mapping, Sequence
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from app_pages import _release, _staff
from app_pages._reading import Shown, indicator_name
from curation.reading import Reading, accepting, wording_of
from curation.readings import decide
from intake import Label
from intake import draft as drafted
from intake.definitions import KINDS
from intake.periods import parse
from locales import Words
from quantities import Unreadable, read

NEW = "\x00new"
Row = dict[str, str]


def correct(one: Shown, reading: Reading, words: Words) -> None:
    """Open the sheet of one figure."""
    title = words.say("report.correct_title", number=one.number, wording=wording_of(one.now))
    st.dialog(title, position="right", width="medium")(_sheet)(one, reading, words)


def _sheet(one: Shown, reading: Reading, words: Words) -> None:
    now, key = one.now, f"{reading.id}.{one.key}"
    snapshot = _release.snapshot_in(_release.newest())
    own = [str(each["code"]) for each in reading.indicators]
    row: Row = {}
    row["as_reported"] = st.text_input(
        words.say("pages.column_as_reported"), wording_of(now), max_chars=60, key=f"wording.{key}"
    )
    codes = [*own, *(str(each["code"]) for each in snapshot.indicators)]
    chosen = _choice("indicator", codes, now.indicator, partial(_named, reading, words), words, key)
    entry = _defined(one, words, key) if chosen == NEW else None
    row["indicator"] = str(entry["code"]) if entry else chosen
    row["breakdown"] = _breakdown(row["indicator"], now.breakdown, words, key)
    row["ref_area"] = _choice(
        "area", _areas(), now.ref_area, partial(_area, words), words, key, empty=False
    )
    row["time_period"] = st.text_input(
        words.say("pages.column_period"),
        now.time_period,
        max_chars=40,
        key=f"period.{key}",
        help=words.say("desk.answer_period_hint"),
    )
    ids = [str(each["id"]) for each in snapshot.programmes]
    names = partial(words.name, "programme")
    row["programme"] = _choice("programme", ids, now.programme, names, words, key)
    if st.button(words.say("report.correct_and_accept"), type="primary", key=f"save.{key}"):
        wrong = _wrong(row, entry)
        if wrong:
            st.html(f'<p class="said refused" role="alert">{escape(words.say(wrong))}</p>')
            return
        row["time_period"] = parse(row["time_period"])
        decision = accepting(one.proposal, row)
        _staff.act(decide, reading.id, {one.key: decision}, indicator=entry)
        st.rerun()


def _choice(
    name: str,
    codes: Sequence[str],
    now: str,
    named: Any,
    words: Words,
    key: str,
    empty: bool = True,
) -> str:
    """Ask for one code; an indicator may be a new one."""
    options = [*([NEW] if name == "indicator" else [""] if empty else []), *codes]
    first = options.index(now) if now in options else None if name != "programme" else 0
    label = "pages.column_figure" if name == "indicator" else f"pages.column_{name}"
    return (
        st.selectbox(
            words.say(label),
            options,
            index=first,
            format_func=lambda code: named(code) if code else words.say("report.none"),
            placeholder=words.say("report.choose"),
            key=f"{name}.{key}",
        )
        or ""
    )


def _named(reading: Reading, words: Words, code: str) -> str:
    if code == NEW:
        return words.say("desk.new_indicator")
    return indicator_name(code, reading, words)


def _breakdown(indicator: str, now: str, words: Words, key: str) -> str:
    """Ask for a breakdown where the indicator has some."""
    entries = _release.snapshot_in(_release.newest()).indicators
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


@st.cache_data(max_entries=2, show_spinner=False)
def _parents(release: int) -> dict[str, str]:
    areas = _release.snapshot_in(release).areas
    return dict(zip(areas["code"], areas["parent"], strict=True))


def _areas() -> list[str]:
    return list(_parents(_release.newest()))


def _area(words: Words, code: str) -> str:
    """Name an area and what it lies in: 海曙区，宁波市."""
    above = _parents(_release.newest()).get(code, "")
    name = words.name("area", code)
    return f"{name} · {words.name('area', above)}" if above and above != "100000" else name


def _defined(one: Shown, words: Words, key: str) -> dict[str, Any]:
    """Ask for what defines a new indicator; what can be told from the report is filled in."""
    topics = [topic.topic for topic in _release.settings().topics]
    label = Label("indicator", one.now.subject or one.now.phrase, "", unit=one.now.unit)
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
    if not parse(row["time_period"]):
        return "report.no_period"
    try:
        read(row["as_reported"])
    except Unreadable:
        return "report.no_number"
    return ""
