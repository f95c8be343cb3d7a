"""Questions about a draft's tables: labels, area, period, encodings.

Confirmed labels are remembered when the draft is published.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from html import escape

import streamlit as st

from app_pages.components.markdown import escape_markdown
from app_pages.state import release, session
from app_pages.upload import definition_grid
from app_pages.upload.definition_grid import DecisionChoices
from curation.answers import Answers
from curation.drafts.draft import Draft
from curation.label_decisions import DecidedLabel, Decision, LabelQuestion, group_labels
from curation.releases.upload_review import Review
from intake.model.areas import AreaList
from intake.model.problem import Problem
from intake.model.upload_labels import label_key
from locales import Words

# The option of a selectbox for a label to leave out: no code has a NUL.
IGNORE_LABEL = "\x00leave"
REST_DECISIONS: tuple[Decision, ...] = ("new", "leave")
# Code of a problem → the answer that mends it.
FIELD_OF_PROBLEM = {
    "area_missing": "area",
    "period_missing": "period",
    "period_unclear": "period",
}

ASKED_PROBLEMS = {
    *("indicator_unconfirmed", "indicator_unmatched", "unknown_indicator"),
    *("area_unconfirmed", "area_unmatched", "unknown_area", "area_ambiguous"),
}
"""Problems that the questions themselves tell of."""


def problems_beside_questions(review: Review) -> list[Problem]:
    """Return the problems of an upload but those of labels that are asked about."""
    asked = {label.key for label in review.checked.labels if not label.sure}
    return [
        problem
        for problem in review.problems
        if problem.code not in ASKED_PROBLEMS or label_key(problem.value) not in asked
    ]


def ask_questions(draft: Draft, review: Review, words: Words) -> bool:
    """Show a form with the open questions of a draft; return False if there are none.

    Questions are about labels that match no name for sure, files whose encoding is unclear, and the
    area or period of tables that state none; what several files have is asked once. A form sends
    all answers at once, so that the draft is checked again only once.
    """
    labels = [q for q in group_labels(review.checked.labels) if not q.label.sure]
    indicators = [question for question in labels if question.label.kind == "indicator"]
    areas = [question for question in labels if question.label.kind == "area"]
    unclear_encodings = [p for p in review.problems if p.code == "encoding_unclear"]
    codes = dict.fromkeys(problem.code for problem in review.problems)
    fields = list(dict.fromkeys(FIELD_OF_PROBLEM[c] for c in codes if c in FIELD_OF_PROBLEM))
    if not (labels or unclear_encodings or fields):
        return False
    st.subheader(words.say("desk.unclear"))
    likely = (each for question in indicators for each in question.label.suggestions)
    choices = DecisionChoices(review, likely, words)
    with st.form(f"answers.{draft.id}", border=False):
        rows = _ask_indicators(draft, indicators, choices, words)
        chosen = {
            "areas": _ask_areas(areas, words),
            "encodings": _ask_encodings(unclear_encodings, words),
        }
        defaults = {field: _ask_default(field, draft, words) for field in fields}
        rest = _show_buttons(draft, len(indicators), words)
    if rest is not None:
        if rest:
            rows = [row if row.decision else replace(row, decision=rest) for row in rows]
        answers = _collect_answers(draft, chosen, defaults, words)
        definition_grid.save_decisions(draft, answers, rows, choices, "answers")
        st.rerun()
    return True


def _ask_indicators(
    draft: Draft, questions: Sequence[LabelQuestion], choices: DecisionChoices, words: Words
) -> list[DecidedLabel]:
    """Show the table of labels that match no indicator for sure, with what to do in it."""
    if not questions:
        return []
    st.html(f"<p>{escape(words.say('desk.grid_hint', count=len(questions)))}</p>")
    key = f"labels.{draft.id}.{draft.version}"
    return definition_grid.ask_decisions(questions, choices, key, words)


def _show_buttons(draft: Draft, labels: int, words: Words) -> Decision | None:
    """Show the buttons of the form; return what the clicked one decides about all open labels.

    "" is nothing, None that no button was clicked. With one label there is no rest.
    """
    # The callback runs at the click, and keeps the draft's state as the page has shown it.
    button = partial(
        st.form_submit_button, on_click=session.pin_state, args=("answers", draft.seen)
    )
    with st.container(horizontal=True):
        if button(words.say("desk.confirm"), type="primary"):
            return ""
        for decision in REST_DECISIONS if labels > 1 else ():
            if button(words.say(f"desk.rest_{decision}")):
                return decision
    return None


def change_settled_labels(draft: Draft, review: Review, words: Words) -> None:
    """Show a folded table of the labels that are settled, in which what they mean can be changed.

    A published name can only be left out: it means nothing else.
    """
    settled = [
        question
        for question in group_labels(review.checked.labels)
        if question.label.kind == "indicator" and question.label.sure
    ]
    if not settled:
        return
    choices = DecisionChoices(review, (), words)
    title = words.say("desk.settled_labels", count=len(settled))
    with st.expander(title), st.form(f"settled.{draft.id}", border=False):
        key = f"settled.{draft.id}.{draft.version}"
        rows = definition_grid.ask_decisions(settled, choices, key, words)
        is_submitted = st.form_submit_button(
            words.say("desk.change_labels"),
            on_click=session.pin_state,
            args=("settled", draft.seen),
        )
    if is_submitted:
        changed = [row for row in rows if not _is_as_before(row)]
        definition_grid.save_decisions(draft, draft.answers, changed, choices, "settled")
        st.rerun()


def _is_as_before(row: DecidedLabel) -> bool:
    """Return whether a row says of its label what it means already."""
    label = row.question.label
    if row.decision == "same":
        return row.indicator == label.code
    return not row.decision or (row.decision == "leave" and not label.code)


def _ask_areas(questions: Iterable[LabelQuestion], words: Words) -> dict[str, str]:
    """Show the questions which area each label means; return the answers by label.

    Options are the suggested codes, of which none is selected beforehand, and leaving the label
    out; the code or name of any other area can be typed, which is returned as it is:
    `_collect_answers` finds its code. The title has the number of figures with this label.
    """
    answers = {}
    for question in questions:
        label = question.label
        suggested = [suggestion.code for suggestion in label.suggestions]
        selected = st.selectbox(
            words.say("desk.label", label=escape_markdown(label.text), count=question.figures),
            [*suggested, IGNORE_LABEL],
            index=None,
            format_func=lambda code: _format_area(code, words),
            placeholder=words.say("desk.choose_area"),
            accept_new_options=True,
            key=f"label.area.{label.key}",
        )
        answers[label.text] = selected or ""
    return answers


def _format_area(code: str, words: Words) -> str:
    """Format an answer to the question for an area: its name and code, as several have one name.

    What was typed is shown as it is.
    """
    if code == IGNORE_LABEL:
        return words.say("desk.leave_out")
    name = words.full_area(code)
    # The message of a name with a breakdown has the brackets of each language.
    name_and_code = words.say("charts.with_breakdown", name=name, breakdown=code)
    return name if name == code else name_and_code


def _ask_encodings(problems: Iterable[Problem], words: Words) -> dict[str, str]:
    """Show the question which encoding each file has, with previews; return the choices by file.

    Each problem is of one file: `expected` lists the encodings ("gb18030, big5"), and the hint
    `preview_CODE` has the beginning of its text, read in that encoding. Files without a choice are
    left out.
    """
    answers = {}
    for problem in problems:
        codes = problem.expected.split(", ")
        previews = {code: str(problem.hints.get(f"preview_{code}", "")) for code in codes}
        answers[problem.file] = st.radio(
            words.say("desk.which_encoding", file=escape_markdown(problem.file)),
            codes,
            index=None,
            captions=[escape_markdown(previews[code][:120]) for code in codes],  # a line or two
        )
    return {file: code for file, code in answers.items() if code}


def _ask_default(field: str, draft: Draft, words: Words) -> str:
    """Show the question for the area or period of tables that state none; return the text typed.

    `field` is "area" or "period"; an earlier answer of the draft is its first content.
    """
    return st.text_input(
        words.say(f"desk.answer_{field}"),
        str(getattr(draft.answers, field)),
        placeholder=words.say(f"desk.answer_{field}_hint"),
        max_chars=60,
    )


def _collect_answers(
    draft: Draft, chosen: dict[str, dict[str, str]], typed: dict[str, str], words: Words
) -> Answers:
    """Return a draft's answers with those to its questions. Report unknown areas.

    `chosen` are the selected options by kind (areas, encodings) and label or file; those of areas
    may be typed names. `typed` has the area and period of tables that state none. What was left
    open gets no answer yet; the answer "" means that the label is left out. Areas that are not
    found become notices.
    """
    areas = AreaList.from_table(release.get_current_chart_data().areas)
    answers, unknown = draft.answers, []
    for kind, choice_of_label in chosen.items():
        codes = {}
        for label, choice in choice_of_label.items():
            is_area = kind == "areas" and choice not in ("", IGNORE_LABEL)
            code = _find_area(choice, areas) if is_area else choice
            if choice and not code:
                unknown.append(choice)
            elif code:
                codes[label] = "" if code == IGNORE_LABEL else code
        answers = answers.with_answers(kind, codes)
    defaults = {}
    for field, text in typed.items():
        defaults[field] = _find_area(text.strip(), areas) if field == "area" else text.strip()
        if text.strip() and not defaults[field]:
            unknown.append(text)
    for text in unknown:
        session.add_notice(words.say("desk.not_found", text=text), is_error=True)
    return answers.with_defaults(defaults)


def _find_area(code_or_name: str, areas: AreaList) -> str:
    """Return the code of the area with this code or name; "" if there is none or several.

    A name that several areas have would have to be asked about again.
    """
    if code_or_name in areas.by_code:
        return code_or_name
    codes = areas.find(code_or_name)
    return codes[0] if len(codes) == 1 else ""
