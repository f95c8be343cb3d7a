"""The dialog that corrects one figure of a report, and can define a new indicator."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from app_pages.components.notices import show_error
from app_pages.report.reviewed_figures import ReviewedFigure, get_indicator_name
from app_pages.state import actions
from app_pages.state import release as release_state
from app_pages.state.cache import memoize
from curation.reports.report import Report, accept_figure, complete_wording
from curation.reports.report_editing import save_decisions
from extraction import ProposedFigure
from intake.model.upload_labels import LabelMatch
from intake.tables.definitions import INDICATOR_KINDS, draft_indicator
from locales import Words
from periods import parse_period
from quantities import UnreadableQuantityError, parse_quantity
from quantities.figure_keys import COUNTRY

NEW_INDICATOR = "\x00new"
"""The option for an indicator that is defined in the dialog; no code has a NUL character."""
CorrectedRow = dict[str, str]
"""The values in the dialog, by column of figures.csv."""


def open_correction(figure: ReviewedFigure, report: Report, words: Words) -> None:
    """Open the dialog that corrects one figure of a report; its title has number and wording.

    The wording is the number as printed, completed if it shares its 万 (10,000) with others in a
    list.
    """
    wording = complete_wording(figure.corrected)
    title = words.say("report.correct_title", number=figure.number, wording=wording)
    st.dialog(title, position="right", width="medium")(_show_correction_form)(figure, report, words)


def _show_correction_form(figure: ReviewedFigure, report: Report, words: Words) -> None:
    """Show the form for the figure; when it is submitted, save it as accepted with corrections.

    The indicator is asked for first, outside the form, as breakdowns and the fields of a new
    indicator depend on it. If a field is missing or unreadable, a message names it and nothing is
    saved. Outdated decisions about the same place are deleted. The page then runs again, which
    closes the dialog.
    """
    current, key = figure.corrected, f"{report.id}.{figure.key}"
    published = release_state.get_code_lists(release_state.get_newest_number()).indicators
    indicator = _select_code(
        "indicator",
        codes=[str(entry["code"]) for entry in (*report.indicators, *published)],
        default=current.indicator,
        format_code=partial(_format_indicator, report, words),
        words=words,
        key=key,
    )
    # The other fields are sent together: a rerun while one is typed would empty the others.
    with st.form(f"correct.{key}", border=False):
        definition = _ask_new_indicator(figure, words, key) if indicator == NEW_INDICATOR else None
        code = str(definition["code"]) if definition else indicator
        row = {"indicator": code, **_ask_figure_fields(current, words, key)}
        row["breakdown"] = _select_breakdown(code, current.breakdown, words, key)
        is_submitted = st.form_submit_button(words.say("report.correct_and_accept"), type="primary")
    if not is_submitted:
        return
    if message := _find_form_error(row, definition):
        show_error(words.say(message))
        return
    row["time_period"] = parse_period(row["time_period"])
    decisions = figure.build_decisions(accept_figure(figure.proposal, row))
    actions.run_action(save_decisions, report.seen, decisions, indicator=definition)
    st.rerun()


def _ask_figure_fields(figure: ProposedFigure, words: Words, key: str) -> CorrectedRow:
    """Show the fields for wording, area, period and programme, and return their values.

    At first they have the values of `figure`, with earlier corrections. `key` is the end of the
    widgets' keys, different for each figure's dialog. The period is returned as typed: it is parsed
    when the form is submitted.
    """
    wording = st.text_input(
        words.say("pages.column_as_reported"),
        complete_wording(figure),
        max_chars=60,
        key=f"wording.{key}",
    )
    areas = list(_get_parent_by_area(release_state.get_newest_number()))
    area = _select_code("area", areas, figure.ref_area, partial(_format_area, words), words, key)
    period = st.text_input(
        words.say("report.period"), figure.time_period, max_chars=40, key=f"period.{key}"
    )
    programmes = release_state.get_code_lists(release_state.get_newest_number()).programmes
    programme = _select_code(
        "programme",
        codes=[str(entry["id"]) for entry in programmes],
        default=figure.programme,
        format_code=partial(words.name, "programme"),
        words=words,
        key=key,
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
    default: str,
    format_code: Callable[[str], str],
    words: Words,
    key: str,
) -> str:
    """Show a selectbox of codes to correct a figure of a report; return the selected one or "".

    `kind` is "indicator", "area" or "programme"; an indicator can be a new one, a programme none.
    `default` is preselected if it is an option. `format_code` returns the text for a code; `key` is
    the end of the widget's key.
    """
    first_options = {"indicator": [NEW_INDICATOR], "programme": [""]}.get(kind, [])
    options = [*first_options, *codes]
    label = "pages.column_figure" if kind == "indicator" else f"pages.column_{kind}"
    return (
        st.selectbox(
            words.say(label),
            options,
            index=options.index(default) if default in options else None,
            format_func=lambda code: format_code(code) if code else words.say("report.none"),
            placeholder=words.say("report.choose"),
            key=f"{kind}.{key}",
        )
        or ""
    )


def _select_breakdown(indicator: str, default: str, words: Words, key: str) -> str:
    """Show a selectbox to correct the breakdown, if the indicator has any; return its code or "".

    A breakdown is a part that is counted separately, such as women among members. `default` is
    preselected. The widget's key contains the indicator, so that another indicator starts anew.
    """
    indicators = release_state.get_code_lists(release_state.get_newest_number()).indicators
    entry: Mapping[str, Any] = next((each for each in indicators if each["code"] == indicator), {})
    codes = ["", *(str(breakdown["code"]) for breakdown in entry.get("breakdowns") or ())]
    if len(codes) == 1:
        return ""
    return st.selectbox(
        words.say("report.breakdown"),
        codes,
        index=codes.index(default) if default in codes else 0,
        format_func=lambda code: (
            words.name("breakdown", f"{indicator}.{code}") if code else words.say("report.none")
        ),
        key=f"breakdown.{indicator}.{key}",
    )


def _format_indicator(report: Report, words: Words, code: str) -> str:
    """Return the label of an indicator in the selectbox: its name, or that it is a new one."""
    if code == NEW_INDICATOR:
        return words.say("desk.new_indicator")
    return get_indicator_name(code, report, words)


@memoize(max_results=2, warm=None)
def _get_parent_by_area(release_number: int) -> dict[str, str]:
    """Return the code of each area's parent, by the area's code; "" for the country. Cached."""
    areas = release_state.get_code_lists(release_number).areas
    return dict(zip(areas["code"], areas["parent"], strict=True))


def _format_area(words: Words, code: str) -> str:
    """Return the name of an area and of its parent, as several areas may have the same name.

    "330203" → 海曙区 · 宁波市 (Haishu District · Ningbo).
    """
    parent = _get_parent_by_area(release_state.get_newest_number()).get(code, "")
    name = words.name("area", code)
    return f"{name} · {words.name('area', parent)}" if parent not in ("", COUNTRY) else name


def _ask_new_indicator(figure: ReviewedFigure, words: Words, key: str) -> dict[str, Any]:
    """Show the fields of a new indicator, filled from the report; return its entry in YAML form.

    At first they have what `draft_indicator` makes of the thing counted and its unit. "name_zh" is
    the Chinese text of `name`. Fields that are not shown, such as the English definition, keep
    their values. The aggregation follows from the kind.
    """
    topics = [topic.topic for topic in release_state.get_settings().topics]
    current = figure.corrected
    # "": no published indicator is meant. The thing counted may be unknown; then its phrase counts.
    label = LabelMatch("indicator", current.subject or current.phrase, code="", unit=current.unit)
    entry = draft_indicator(label, topics[0])  # the first topic until one is selected
    for name in ("name_zh", "name_en", "code", "unit_zh", "unit_en", "definition_zh"):
        field, _, language = name.partition("_")
        value = entry[field][language] if language else entry[field]
        typed = st.text_input(
            words.say(f"desk.new_{name}"), value, max_chars=200, key=f"{name}.{key}"
        ).strip()
        entry[field] = {**entry[field], language: typed} if language else typed
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
    # The last number at a date (stock) is that of the year; counts of months (flow) add up.
    entry["aggregation"] = {"stock": "last", "flow": "sum"}.get(entry["kind"], "none")
    return entry


def _find_form_error(row: CorrectedRow, definition: Mapping[str, Any] | None) -> str:
    """Return the message id for the first missing or unreadable field of the dialog; "" for none.

    `definition` is the entry of a new indicator, which needs a Chinese name; None for a published
    one.
    """
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
