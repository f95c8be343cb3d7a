"""Questions about a draft that a choice settles: years or figures, totals, units, hidden rows."""

from collections.abc import Sequence

import streamlit as st

from app_pages.components.markdown import escape_markdown
from app_pages.state import actions, release, session
from curation.drafts.draft import Draft
from curation.drafts.draft_editing import change_draft
from curation.error_messages import problem_text
from curation.releases.upload_review import Review
from intake.model.choices import CHOICES, choice_key, question_of
from intake.model.problem import Problem
from intake.problem_messages import choice_text, place_text
from locales import Words

MAX_QUESTIONS = 30
"""Questions that are asked at a time."""
_MUST_BE_SAID = ("years_or_figures",)
"""Questions without a usual choice: nothing is preselected."""


def ask_choices(draft: Draft, review: Review, words: Words) -> bool:
    """Show a form with the questions that a choice settles; return whether one is still open.

    Those that are settled, by a choice or as usual, can be changed below the open ones.
    """
    problems = [problem for problem in review.problems if question_of(problem)]
    unsettled = [problem for problem in problems if problem.level != "notice"][:MAX_QUESTIONS]
    settled = [problem for problem in problems if problem.level == "notice"][:MAX_QUESTIONS]
    if not problems:
        return False
    with st.form(f"choices.{draft.id}", border=False):
        answers = _ask_all(unsettled, words)
        below = st.expander(words.say("desk.settled", count=len(settled))) if settled else None
        if below:
            with below:
                answers |= _ask_all(settled, words)
        with st.container() if unsettled or not below else below:
            is_submitted = st.form_submit_button(
                words.say("desk.confirm"),
                type="primary" if unsettled else "secondary",
                on_click=session.pin_state,
                args=("choices", draft.seen),
            )
    if is_submitted:
        changed = draft.answers.with_answers("choices", answers)
        actions.run_action(change_draft, session.pop_pinned_state("choices"), answers=changed)
        st.rerun()
    return any(problem.level == "error" for problem in unsettled)


def _ask_all(problems: Sequence[Problem], words: Words) -> dict[str, str]:
    """Show the questions, and return the choices by the key of their problem, without open ones."""
    answers = {choice_key(problem): _ask(problem, words) for problem in problems}
    return {key: choice for key, choice in answers.items() if choice}


def _ask(problem: Problem, words: Words) -> str:
    """Show one question with its choices; return the selected one, "" for none."""
    question, chosen = question_of(problem), str(problem.hints.get("choice", ""))
    place = place_text(problem, words)
    text = problem_text(words, problem)
    label = escape_markdown(f"{place}：{text}" if words.language == "zh" else f"{place}: {text}")
    key = f"choice.{choice_key(problem)}"
    options = CHOICES[question]
    if question == "source_missing":
        return _ask_source(label, chosen, key, words)
    if question == "no_table":
        return st.text_input(label, chosen, key=key, max_chars=20)
    if not options:
        units = list(filter(None, str(problem.hints.get("units", "")).split(",")))
        units = list(dict.fromkeys([*([chosen] if chosen else []), *units]))
        index = 0 if chosen else None
        return st.selectbox(label, units, index=index, accept_new_options=True, key=key) or ""
    usual = None if question in _MUST_BE_SAID else 0
    return (
        st.radio(
            label,
            options,
            index=options.index(chosen) if chosen else usual,
            format_func=lambda choice: choice_text(question, choice, words),
            horizontal=True,
            key=key,
        )
        or ""
    )


def _ask_source(label: str, chosen: str, key: str, words: Words) -> str:
    """Show the sources of the newest release, those published last first; return the id."""
    code_lists = release.get_code_lists(release.get_release_number())
    newest_first = sorted(
        code_lists.sources, key=lambda entry: str(entry.get("date_published") or ""), reverse=True
    )
    ids = [str(entry["id"]) for entry in newest_first]
    selected = st.selectbox(
        label,
        ids,
        index=ids.index(chosen) if chosen in ids else None,
        format_func=lambda source: words.name("source", source),
        key=key,
    )
    return selected or ""
