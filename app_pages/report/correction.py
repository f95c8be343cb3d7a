"""The dialog that corrects one figure of a report and can define a new indicator."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from app_pages.report.reviewed_figures import ReviewedFigure, indicator_name
from app_pages.state import actions
from app_pages.state import release as release_state
from app_pages.state.cache import memoize
from curation.reports.report import Report, accept_figure, complete_wording
from curation.reports.report_editing import save_decisions
from extraction import ProposedFigure
from intake.model.upload_labels import LabelMatch
from intake.tables.definitions import INDICATOR_KINDS, draft_indicator
from intake.values.printed_periods import parse_period
from locales import Words
from quantities import UnreadableQuantityError, parse_quantity
from quantities.figure_keys import COUNTRY

NEW = "\x00new"
"""The option of the selectbox for an indicator that is defined in the dialog."""
Row = dict[str, str]


def open_correction(figure: ReviewedFigure, report: Report, words: Words) -> None:
    """Open the dialog for one figure."""
    wording = complete_wording(figure.corrected)
    title = words.say("report.correct_title", number=figure.number, wording=wording)
    st.dialog(title, position="right", width="medium")(_show_form)(figure, report, words)


def _show_form(figure: ReviewedFigure, report: Report, words: Words) -> None:
    """Show the form for the figure; when it is submitted, save it as accepted with corrections."""
    present, key = figure.corrected, f"{report.id}.{figure.key}"
    published = release_state.get_code_lists(release_state.get_newest_number()).indicators
    indicator = _select_code(
        "indicator",
        [str(each["code"]) for each in (*report.indicators, *published)],
        present.indicator,
        partial(_indicator_label, report, words),
        words,
        key,
    )
    # The other fields are sent together: a rerun while one is typed would empty the others.
    with st.form(f"correct.{key}", border=False):
        definition = _definition_fields(figure, words, key) if indicator == NEW else None
        code = str(definition["code"]) if definition else indicator
        row = {"indicator": code, **_figure_fields(present, words, key)}
        row["breakdown"] = _select_breakdown(code, present.breakdown, words, key)
        sent = st.form_submit_button(words.say("report.correct_and_accept"), type="primary")
    if not sent:
        return
    if error := _form_error(row, definition):
        st.html(f'<p class="said refused" role="alert">{escape(words.say(error))}</p>')
        return
    row["time_period"] = parse_period(row["time_period"])
    decisions = figure.decisions_with(accept_figure(figure.proposal, row))
    actions.run_action(save_decisions, report.id, decisions, indicator=definition)
    st.rerun()


def _figure_fields(present: ProposedFigure, words: Words, key: str) -> Row:
    """Show the fields for wording, area, period and programme; return their values.

    `present` is the figure as it is now, `key` the beginning of the widgets' keys.
    """
    wording = st.text_input(
        words.say("pages.column_as_reported"),
        complete_wording(present),
        max_chars=60,
        key=f"wording.{key}",
    )
    areas = list(_area_parents(release_state.get_newest_number()))
    area = _select_code("area", areas, present.ref_area, partial(_area_label, words), words, key)
    period = st.text_input(
        words.say("report.period"), present.time_period, max_chars=40, key=f"period.{key}"
    )
    programmes = release_state.get_code_lists(release_state.get_newest_number()).programmes
    programme = _select_code(
        "programme",
        [str(each["id"]) for each in programmes],
        present.programme,
        partial(words.name, "programme"),
        words,
        key,
    )
    return {
        "as_reported": wording,
        "ref_area": area,
        "time_period": period,
        "programme": programme,
    }


def _select_code(
    kind: str,
    codes: Sequence[str],
    present: str,
    label_of: Callable[[str], str],
    words: Words,
    key: str,
) -> str:
    """Show a selectbox of codes and return the selected one.

    `kind` is indicator, area or programme, `present` the code selected at first. An indicator may
    be a new one, a programme none.
    """
    first = {"indicator": [NEW], "programme": [""]}.get(kind, [])
    options = [*first, *codes]
    label = "pages.column_figure" if kind == "indicator" else f"pages.column_{kind}"
    return (
        st.selectbox(
            words.say(label),
            options,
            index=options.index(present) if present in options else None,
            format_func=lambda code: label_of(code) if code else words.say("report.none"),
            placeholder=words.say("report.choose"),
            key=f"{kind}.{key}",
        )
        or ""
    )


def _select_breakdown(indicator: str, present: str, words: Words, key: str) -> str:
    """Show a selectbox of breakdowns if the indicator has any; return the code, "" for none.

    `present` is the code selected at first.
    """
    indicators = release_state.get_code_lists(release_state.get_newest_number()).indicators
    entry: Mapping[str, Any] = next((e for e in indicators if e["code"] == indicator), {})
    codes = ["", *(str(each["code"]) for each in entry.get("breakdowns") or ())]
    if len(codes) == 1:
        return ""
    return st.selectbox(
        words.say("report.breakdown"),
        codes,
        index=codes.index(present) if present in codes else 0,
        format_func=lambda code: (
            words.name("breakdown", f"{indicator}.{code}") if code else words.say("report.none")
        ),
        key=f"breakdown.{indicator}.{key}",
    )


def _indicator_label(report: Report, words: Words, code: str) -> str:
    """Return the label of an indicator in the selectbox."""
    if code == NEW:
        return words.say("desk.new_indicator")
    return indicator_name(code, report, words)


@memoize(2, warm=None)
def _area_parents(release: int) -> dict[str, str]:
    """Return the parent of each area; `release` is the release's number."""
    areas = release_state.get_code_lists(release).areas
    return dict(zip(areas["code"], areas["parent"], strict=True))


def _area_label(words: Words, code: str) -> str:
    """Return the name of an area and of its parent: 海曙区 · 宁波市."""
    parent = _area_parents(release_state.get_newest_number()).get(code, "")
    name = words.name("area", code)
    return f"{name} · {words.name('area', parent)}" if parent not in ("", COUNTRY) else name


def _definition_fields(figure: ReviewedFigure, words: Words, key: str) -> dict[str, Any]:
    """Show the fields of a new indicator, filled from the report; return its entry."""
    topics = [topic.topic for topic in release_state.get_settings().topics]
    present = figure.corrected
    label = LabelMatch("indicator", present.subject or present.phrase, "", unit=present.unit)
    entry = draft_indicator(label, topics[0])
    for name in ("name_zh", "name_en", "code", "unit_zh", "unit_en", "definition_zh"):
        field, _, language = name.partition("_")
        value = entry[field][language] if language else entry[field]
        text = st.text_input(
            words.say(f"desk.new_{name}"), value, max_chars=200, key=f"{name}.{key}"
        ).strip()
        entry[field] = {**entry[field], language: text} if language else text
    entry["topic"] = st.selectbox(
        words.say("pages.topic"), topics, format_func=partial(words.name, "topic"), key=f"t.{key}"
    )
    entry["kind"] = st.selectbox(
        words.say("desk.new_kind"),
        INDICATOR_KINDS,
        index=INDICATOR_KINDS.index(entry["kind"]),
        format_func=lambda kind: words.say(f"desk.kind_{kind}"),
        key=f"k.{key}",
    )
    entry["aggregation"] = {"stock": "last", "flow": "sum"}.get(entry["kind"], "none")
    return entry


def _form_error(row: Row, definition: Mapping[str, Any] | None) -> str:
    """Return the message id for the first missing or unreadable field; "" if there is none."""
    if not row["indicator"] or (definition and not definition["name"]["zh"]):
        return "report.no_indicator"
    if not row["ref_area"]:
        return "report.no_area"
    if not parse_period(row["time_period"]):
        return "report.no_period"
    try:
        parse_quantity(row["as_reported"])
    except UnreadableQuantityError:
        return "report.no_number"
    return ""
