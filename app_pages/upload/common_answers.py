"""The bar above the files of a draft: what is asked once for all of them.

It asks for the source, the period, whether figures are achieved or planned, and for the area and
the unit where a file states none.
"""

from collections.abc import Callable
from datetime import date
from html import escape

import streamlit as st

from app_pages.state import release, session
from app_pages.state.session import state_key
from app_pages.upload import draft_actions
from app_pages.upload.file_tabs import list_shown_files
from curation.drafts.draft import Draft
from curation.new_sources import build_source_entry
from curation.releases.upload_review import Review
from curation.upload_answers import Answers
from errors import SeenState
from intake.model.areas import AreaList
from locales import Words

VALUES_AS = ("actual", "target")
NEW_SOURCE_FIELDS = ("producer", "title", "url")


def show_common_answers(draft: Draft, review: Review | None, words: Words) -> None:
    """Show the bar above a draft's files; each answer is saved at once and counts for all files.

    Area and unit are asked for only if a file lacks them, or they were answered before.
    """
    problem_codes = {problem.code for problem in review.problems} if review else set()
    answers = draft.answers
    with st.container(key="stated-once", horizontal=True, vertical_alignment="bottom"):
        _ask_source(draft, review, words)
        period = _format_stated_period(review, words)
        _ask_text("period", draft, answers.period, period or _format_hint("period", words), words)
        if answers.area or "area_missing" in problem_codes:
            shown = words.full_area(answers.area) if answers.area else ""
            _ask_text("area", draft, shown, _format_hint("area", words), words)
        if answers.unit or "table_without_unit" in problem_codes:
            _ask_text("unit", draft, answers.unit, _format_hint("unit", words), words)
        _ask_values_as(draft, words)
        asked = escape(words.say("desk.asked_once", count=len(list_shown_files(draft))))
        st.html(f'<p class="place">{asked}</p>', width="content")


def _format_hint(name: str, words: Words) -> str:
    """Return the example shown in an empty text field."""
    return words.say(f"desk.stated_{name}_hint")


def _format_stated_period(review: Review | None, words: Words) -> str:
    """Format the period that all tables of an upload state; "" if they differ or state none.

    It stands in the empty field for the period as what counts without an answer.
    """
    periods = {shape.period for shape in review.checked.shapes} if review else set()
    period = periods.pop() if len(periods) == 1 else ""
    try:
        return words.period(period) if period else ""
    except ValueError:
        return period


def _ask_source(draft: Draft, review: Review | None, words: Words) -> None:
    """Ask for the source: a list of the known ones, the newest first, and a form for a new one.

    Known are those of the newest release and those that the draft defines itself.
    """
    code_lists = release.get_code_lists(release.get_newest_number())
    defined = {str(entry["id"]): entry for entry in (review.checked.sources if review else ())}
    known = {str(entry["id"]): entry for entry in code_lists.sources} | defined
    ids = sorted(
        known, key=lambda source_id: str(known[source_id].get("date_published")), reverse=True
    )
    chosen_id = draft.answers.source
    key = state_key("source", draft.seen)
    st.selectbox(
        words.say("desk.stated_source"),
        ids,
        index=ids.index(chosen_id) if chosen_id in ids else None,
        format_func=lambda source_id: words.pick(known[source_id]["title"]),
        placeholder=words.say("desk.choose_source"),
        key=key,
        on_change=_save_answer,
        args=(draft.seen, "source", key),
    )
    with st.popover(words.say("desk.new_source")), st.form(f"new-source.{draft.id}", border=False):
        prefix = f"new-source.{draft.id}"
        for name in NEW_SOURCE_FIELDS:
            st.text_input(words.say(f"desk.source_{name}"), max_chars=200, key=f"{prefix}.{name}")
        day_label = words.say("desk.source_day")
        st.date_input(day_label, None, format="YYYY-MM-DD", key=f"{prefix}.day")
        st.form_submit_button(
            words.say("desk.add_source"),
            on_click=_add_source,
            args=(draft.seen, prefix, frozenset(known)),
        )


def _add_source(seen: SeenState, prefix: str, known_ids: frozenset[str]) -> None:
    """Define the source typed in the form and use it for all files; a callback.

    Without a title or a day, a notice says so. `prefix` begins the keys of the form's widgets;
    `known_ids` are the ids of known sources.
    """
    words = release.get_current_chart_data().words
    value = session.get_widget_value
    producer, title, url = (
        str(value(f"{prefix}.{name}") or "").strip() for name in NEW_SOURCE_FIELDS
    )
    day = value(f"{prefix}.day")
    if not title or not isinstance(day, date):
        session.add_notice(words.say("desk.source_incomplete"), is_error=True)
        return
    entry = build_source_entry("source", known_ids, producer, title, url, day)
    draft_actions.add_source(seen, entry)


def _ask_text(name: str, draft: Draft, value: str, hint: str, words: Words) -> None:
    """Show the text field for the answer `name`: "period", "area" or "unit".

    `value` is the answer so far, `hint` the text of the empty field. An answer is saved as soon as
    it is entered.
    """
    key = state_key(name, draft.seen)
    st.text_input(
        words.say(f"desk.stated_{name}"),
        value,
        placeholder=hint,
        max_chars=60,
        key=key,
        on_change=_save_answer,
        args=(draft.seen, name, key),
        width=180,
    )


def _ask_values_as(draft: Draft, words: Words) -> None:
    """Ask whether figures are achieved or planned, for tables that do not say so."""
    key = state_key("values_as", draft.seen)
    st.segmented_control(
        words.say("desk.stated_values_as"),
        VALUES_AS,
        default=draft.answers.values_as or None,
        format_func=lambda each: words.say(f"desk.values_{each}"),
        key=key,
        on_change=_save_answer,
        args=(draft.seen, "values_as", key),
        width="content",
    )


def _save_answer(seen: SeenState, name: str, key: str) -> None:
    """Save the answer `name` from the widget `key`; a callback.

    An empty text removes the answer. An area that is not found, or that is one of several with the
    same name, becomes a notice, and nothing is saved.
    """
    text = str(session.get_widget_value(key) or "").strip()
    value = find_area(text) if name == "area" else text
    if text and not value:
        add_not_found_notice(text)
        return
    draft_actions.change_answers(seen, _build_default(name, value))


def _build_default(name: str, value: str) -> Callable[[Answers], Answers]:
    """Return a function that sets `name` in a draft's answers, for files that do not state it."""
    return lambda answers: answers.with_defaults({name: value})


def find_area(code_or_name: str) -> str:
    """Return the code of the area with this code or name; "" if there is none or several."""
    areas = AreaList.from_table(release.get_current_chart_data().areas)
    if code_or_name in areas.by_code:
        return code_or_name
    codes = areas.find(code_or_name)
    return codes[0] if len(codes) == 1 else ""


def add_not_found_notice(text: str) -> None:
    """Add a notice that no single area has this name."""
    words = release.get_current_chart_data().words
    session.add_notice(words.say("desk.not_found", text=text), is_error=True)
