"""What a table does not say and a person is asked: labels, area, period, encodings, new indicators.

Suggestions are offered first; what is confirmed is remembered once the draft is published.
"""

from collections.abc import Iterable, Sequence

import streamlit as st

from app_pages.components.markdown import escape_markdown
from app_pages.state import release, session, user
from app_pages.upload import new_indicator
from app_pages.upload.new_indicator import NEW_INDICATOR
from charts.table import figure_name
from curation.drafts.actions import change_draft
from curation.drafts.draft import Draft
from curation.releases.review import Review
from intake.model.areas import AreaList
from intake.model.labels import LabelMatch
from intake.model.problem import Problem
from locales import Words

IGNORE_LABEL = "\x00leave"
MAX_LABELS = 30
MIN_SCORE = 0.6
FIELD_OF_PROBLEM = {"area_missing": "area", "period_missing": "period"}


def ask_questions(draft: Draft, found: Review, words: Words) -> bool:
    """Ask what is unclear, if anything is; tell whether something was asked."""
    labels = [label for label in found.checked.labels if not label.sure][:MAX_LABELS]
    unclear = [p for p in found.problems if p.code == "encoding_unclear"]
    fields = list(
        dict.fromkeys(
            FIELD_OF_PROBLEM[p.code] for p in found.problems if p.code in FIELD_OF_PROBLEM
        )
    )
    if not (labels or unclear or fields):
        return False
    st.subheader(words.say("desk.unclear"))
    with st.form(f"answers.{draft.id}", border=False):
        said = {
            "indicators": _ask_indicators(labels, words),
            "areas": _ask_areas(labels, words),
            "encodings": _ask_encodings(unclear, words),
        }
        typed = {name: _ask_text(name, draft, words) for name in fields}
        sent = st.form_submit_button(words.say("desk.confirm"), type="primary")
    if sent:
        _save_answers(draft, said, typed, words)
    new = [label for label in labels if said["indicators"].get(label.text) == NEW_INDICATOR]
    for label in new:
        new_indicator.define_indicator(draft, label, words)
    return True


def _ask_indicators(labels: Iterable[LabelMatch], words: Words) -> dict[str, str]:
    """Ask which indicator each label means."""
    said = {}
    known = [str(entry["code"]) for entry in release.get_current_chart_data().indicators]
    for label in labels:
        if label.kind != "indicator":
            continue
        near = [one.code for one in label.suggestions]
        options = list(dict.fromkeys([*near, NEW_INDICATOR, IGNORE_LABEL, *known]))
        said[label.text] = _ask_label(label, options, words)
    return said


def _ask_areas(labels: Iterable[LabelMatch], words: Words) -> dict[str, str]:
    """Ask which area each label means; one that is not suggested is typed."""
    said = {}
    for label in labels:
        if label.kind == "area":
            near = [one.code for one in label.suggestions]
            said[label.text] = _ask_label(label, [*near, IGNORE_LABEL], words)
    return said


def _ask_label(label: LabelMatch, options: Sequence[str], words: Words) -> str:
    """Ask what a label means; only a suggestion that is likely stands there already."""
    likely = bool(label.suggestions) and label.suggestions[0].score >= MIN_SCORE
    title = words.say("desk.label", label=escape_markdown(label.text), count=label.figures)
    chosen = st.selectbox(
        title,
        options,
        index=0 if likely else None,
        format_func=lambda code: _word_code(code, label.kind, words),
        placeholder=words.say(f"desk.choose_{label.kind}"),
        accept_new_options=label.kind == "area",
        key=f"label.{label.kind}.{label.text}",
    )
    return chosen or ""


def _word_code(code: str, kind: str, words: Words) -> str:
    if code in (IGNORE_LABEL, NEW_INDICATOR):
        return words.say("desk.leave_out" if code == IGNORE_LABEL else "desk.new_indicator")
    if kind == "area":
        name = words.name("area", code)
        both = words.say("charts.with_breakdown", name=name, breakdown=code)
        return name if name == code else both
    indicator, _, breakdown = code.partition(".")
    return figure_name(f"{indicator}...{breakdown}.", words)


def _ask_encodings(unclear: Iterable[Problem], words: Words) -> dict[str, str]:
    """Show how a file reads in each encoding that it may be in, and ask which is right."""
    said = {}
    for problem in unclear:
        codes = problem.expected.split(", ")
        shown = {code: str(problem.hints.get(f"preview_{code}", "")) for code in codes}
        said[problem.file] = st.radio(
            words.say("desk.which_encoding", file=escape_markdown(problem.file)),
            codes,
            index=None,
            captions=[escape_markdown(shown[code][:120]) for code in codes],
        )
    return {file: code for file, code in said.items() if code}


def _ask_text(name: str, draft: Draft, words: Words) -> str:
    return st.text_input(
        words.say(f"desk.answer_{name}"),
        str(getattr(draft.answers, name)),
        placeholder=words.say(f"desk.answer_{name}_hint"),
        max_chars=60,
    )


def _save_answers(
    draft: Draft, said: dict[str, dict[str, str]], typed: dict[str, str], words: Words
) -> None:
    """Keep what was said as the draft's next state and check again."""
    areas = AreaList.from_table(release.get_current_chart_data().areas)
    answers, missed = draft.answers, []
    for kind, choices in said.items():
        taken = {}
        for label, code in choices.items():
            meant = (
                _find_area(code, areas)
                if kind == "areas" and code not in ("", IGNORE_LABEL)
                else code
            )
            if code and not meant:
                missed.append(code)
            elif meant not in ("", NEW_INDICATOR):
                taken[label] = "" if meant == IGNORE_LABEL else meant
        answers = answers.having(kind, taken)
    standing = {}
    for name, text in typed.items():
        standing[name] = _find_area(text.strip(), areas) if name == "area" else text.strip()
        if text.strip() and not standing[name]:
            missed.append(text)
    for text in missed:
        session.add_notice(words.say("desk.not_found", text=text), is_error=True)
    user.run_action(change_draft, draft.id, answers=answers.standing(standing))
    st.rerun()


def _find_area(text: str, areas: AreaList) -> str:
    """Find the one area that a code or a name means; "" if none or several."""
    if text in areas.by_code:
        return text
    codes = areas.find(text)
    return codes[0] if len(codes) == 1 else ""
