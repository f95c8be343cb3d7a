"""Questions about a draft's tables: labels, area, period, encodings, new indicators.

Each question shows suggestions first. Confirmed labels are remembered when the draft is published.
"""

from collections.abc import Iterable, Sequence

import streamlit as st

from app_pages.components.markdown import escape_markdown
from app_pages.state import actions, release, session
from app_pages.upload import new_indicator
from app_pages.upload.new_indicator import NEW_INDICATOR
from charts.labels import format_figure_name
from curation.drafts.draft import Draft
from curation.drafts.draft_editing import change_draft
from curation.releases.upload_review import Review
from intake.model.areas import AreaList
from intake.model.problem import Problem
from intake.model.upload_labels import LabelMatch
from locales import Words

# The option of a selectbox for a label to leave out: no code has a NUL.
IGNORE_LABEL = "\x00leave"
MAX_LABELS = 30  # asked at a time
MIN_SCORE = 0.6  # of the likeness of a label and a name, 0 to 1, for a suggestion to be preselected
# Code of a problem → the answer that mends it.
FIELD_OF_PROBLEM = {
    "area_missing": "area",
    "period_missing": "period",
    "period_unclear": "period",
}


def ask_questions(draft: Draft, review: Review, words: Words) -> bool:
    """Show a form with the open questions of a draft; return False if there are none.

    Questions are about labels that match no name for sure (at most MAX_LABELS at a time), files
    whose encoding is unclear, and the area or period of tables that state none. A form sends all
    answers at once, so that the draft is checked again only once. For a label that means a new
    indicator, the form that defines it follows.
    """
    labels = [label for label in review.checked.labels if not label.sure][:MAX_LABELS]
    unclear_encodings = [p for p in review.problems if p.code == "encoding_unclear"]
    codes = dict.fromkeys(problem.code for problem in review.problems)
    fields = list(dict.fromkeys(FIELD_OF_PROBLEM[c] for c in codes if c in FIELD_OF_PROBLEM))
    if not (labels or unclear_encodings or fields):
        return False
    st.subheader(words.say("desk.unclear"))
    with st.form(f"answers.{draft.id}", border=False):
        choices = {
            "indicators": _ask_indicators(labels, words),
            "areas": _ask_areas(labels, words),
            "encodings": _ask_encodings(unclear_encodings, words),
        }
        defaults = {field: _ask_default(field, draft, words) for field in fields}
        is_submitted = st.form_submit_button(
            words.say("desk.confirm"),
            type="primary",
            # Runs at the click, and keeps the draft's state as the page has shown it.
            on_click=session.pin_state,
            args=("answers", draft.seen),
        )
    if is_submitted:
        _save_answers(draft, choices, defaults, words)
    for label in labels:
        if choices["indicators"].get(label.text) == NEW_INDICATOR:
            new_indicator.define_indicator(draft, label, words)
    return True


def _ask_indicators(labels: Iterable[LabelMatch], words: Words) -> dict[str, str]:
    """Show the questions which indicator each label means; return the answers by label.

    Options are the suggested codes (`indicator` or `indicator.breakdown`), a new indicator, leaving
    the label out, and all other indicators. Labels of areas are not asked about here. "" is no
    answer yet.
    """
    answers = {}
    all_codes = [str(entry["code"]) for entry in release.get_current_chart_data().indicators]
    for label in labels:
        if label.kind != "indicator":
            continue
        suggested = [suggestion.code for suggestion in label.suggestions]
        options = list(dict.fromkeys([*suggested, NEW_INDICATOR, IGNORE_LABEL, *all_codes]))
        answers[label.text] = _ask_meaning(label, options, words)
    return answers


def _ask_areas(labels: Iterable[LabelMatch], words: Words) -> dict[str, str]:
    """Show the questions which area each label means; return the answers by label.

    Options are the suggested codes and leaving the label out; the code or name of any other area
    can be typed. Labels of indicators are not asked about here. "" is no answer yet.
    """
    answers = {}
    for label in labels:
        if label.kind == "area":
            suggested = [suggestion.code for suggestion in label.suggestions]
            answers[label.text] = _ask_meaning(label, [*suggested, IGNORE_LABEL], words)
    return answers


def _ask_meaning(label: LabelMatch, options: Sequence[str], words: Words) -> str:
    """Show the question what a label means; return the selected option, "" for none.

    The first of the suggestions, with which the options begin, is preselected if its score is at
    least MIN_SCORE. For an area any text can be typed as well, which is returned as it is:
    `_save_answers` finds its code. The title has the number of figures with this label.
    """
    is_likely = bool(label.suggestions) and label.suggestions[0].score >= MIN_SCORE
    title = words.say("desk.label", label=escape_markdown(label.text), count=label.figures)
    selected = st.selectbox(
        title,
        options,
        index=0 if is_likely else None,
        format_func=lambda code: _format_answer(code, label.kind, words),
        placeholder=words.say(f"desk.choose_{label.kind}"),
        accept_new_options=label.kind == "area",
        key=f"label.{label.kind}.{label.text}",
    )
    return selected or ""


def _format_answer(code: str, kind: str, words: Words) -> str:
    """Format an answer to a question: a code with its name, a new indicator, or ignoring the label.

    Of an area the code is shown too, as several have the same name; what was typed is shown as it
    is. `kind` is "indicator" or "area".
    """
    if code in (IGNORE_LABEL, NEW_INDICATOR):
        return words.say("desk.leave_out" if code == IGNORE_LABEL else "desk.new_indicator")
    if kind == "area":
        name = words.full_area(code)
        # The message of a name with a breakdown has the brackets of each language.
        name_and_code = words.say("charts.with_breakdown", name=name, breakdown=code)
        return name if name == code else name_and_code
    indicator, _, breakdown = code.partition(".")
    # The key of a figure with neither programme nor area nor period, as names need none.
    return format_figure_name(f"{indicator}...{breakdown}.", words)


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


def _save_answers(
    draft: Draft, choices: dict[str, dict[str, str]], typed: dict[str, str], words: Words
) -> None:
    """Save the answers to a draft's questions; it is then checked again. Report unknown areas.

    `choices` are the selected options by kind (indicators, areas, encodings) and label or file;
    those of areas may be typed names. `typed` has the area and period of tables that state none.
    What was left open, and labels that mean a new indicator, get no answer yet; the answer "" means
    that the label is left out. Areas that are not found become notices, and the rest is saved.
    """
    areas = AreaList.from_table(release.get_current_chart_data().areas)
    answers, unknown = draft.answers, []
    for kind, choice_of_label in choices.items():
        codes = {}
        for label, choice in choice_of_label.items():
            is_area = kind == "areas" and choice not in ("", IGNORE_LABEL)
            code = _find_area(choice, areas) if is_area else choice
            if choice and not code:
                unknown.append(choice)
            elif code not in ("", NEW_INDICATOR):
                codes[label] = "" if code == IGNORE_LABEL else code
        answers = answers.with_answers(kind, codes)
    defaults = {}
    for field, text in typed.items():
        defaults[field] = _find_area(text.strip(), areas) if field == "area" else text.strip()
        if text.strip() and not defaults[field]:
            unknown.append(text)
    for text in unknown:
        session.add_notice(words.say("desk.not_found", text=text), is_error=True)
    seen = session.pop_pinned_state("answers")  # the draft as the form has shown it
    actions.run_action(change_draft, seen, answers=answers.with_defaults(defaults))
    st.rerun()


def _find_area(code_or_name: str, areas: AreaList) -> str:
    """Return the code of the area with this code or name; "" if there is none or several.

    A name that several areas have would have to be asked about again.
    """
    if code_or_name in areas.by_code:
        return code_or_name
    codes = areas.find(code_or_name)
    return codes[0] if len(codes) == 1 else ""
