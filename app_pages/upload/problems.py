"""The second step of a draft: open questions, problems and how to correct them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from html import escape

import streamlit as st

from app_pages.components import url_widgets
from app_pages.components.markdown import escape_markdown
from app_pages.state import actions, session, user
from app_pages.upload import choices, questions, remembered_answers
from app_pages.upload.draft_review import get_draft_review
from app_pages.upload.files import format_check_counts
from auth import Actor
from curation.drafts.draft import Draft
from curation.drafts.draft_editing import change_draft, read_draft, read_draft_file
from curation.error_messages import problem_text
from curation.releases.upload_review import Review, find_explanation
from curation.workspace import Workspace
from errors import SeenState
from exports.html_tables import TableCell, render_table
from intake.in_child import annotate_workbook_in_child
from intake.model.problem import Level, Problem
from intake.problem_messages import place_text
from locales import Words

MAX_ROWS = 50
LEVELS: tuple[Level, ...] = ("error", "warning", "notice")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show_problems_step(draft: Draft, words: Words) -> None:
    """Show questions, problems by kind, annotated workbooks, and a button for the next step.

    Questions are about labels and the like that could not be read; as long as there are some, there
    is no next step. Errors come first, then warnings, then notices.
    """
    review = get_draft_review(draft, words)
    if not review:
        return
    st.html(f'<p class="lead">{escape(format_check_counts(review, words))}</p>')
    remembered_answers.show_followed_answers(draft, review, words)
    has_questions = questions.ask_questions(draft, review, words)
    has_questions = choices.ask_choices(draft, review, words) or has_questions
    questions.change_settled_labels(draft, review, words)
    groups = _group_problems(questions.problems_beside_questions(review))
    for level in LEVELS:
        for code, problems in groups[level].items():
            _show_problem_group(draft, level, code, problems, words)
    _offer_annotated_workbooks(draft, review, words)
    if not has_questions:
        _show_next_step(draft, review, words)


def _group_problems(problems: Sequence[Problem]) -> Mapping[Level, dict[str, list[Problem]]]:
    """Return problems by level and code; codes with a single problem are together under "".

    So a table is shown for each kind of problem that occurs more than once, and one for the rest.
    Warnings are not put together, as each code has a field for its explanation.
    """
    groups: dict[Level, dict[str, list[Problem]]] = {level: {} for level in LEVELS}
    counts = Counter(problem.code for problem in problems)
    for problem in problems:
        is_single = problem.level != "warning" and counts[problem.code] == 1
        groups[problem.level].setdefault("" if is_single else problem.code, []).append(problem)
    return groups


def _show_problem_group(
    draft: Draft, level: Level, code: str, problems: Sequence[Problem], words: Words
) -> None:
    """Show the problems with one code: place, value, and how to correct them, at most MAX_ROWS.

    The code "" means a group of different problems. If all are in one column, the title names it.
    Notices, which need nothing to be done, are folded up. Below warnings is the field for their
    explanation; the draft is published only with one for each.
    """
    fields = {problem.field for problem in problems if problem.field}
    level_name = words.say(f"intake.level_{level}")
    if len(fields) == 1:
        level_name = words.say("desk.level_of_field", level=level_name, field=fields.pop())
    title = words.say("desk.problem_group", level=level_name, count=len(problems))
    rows: list[list[TableCell]] = [
        [
            _format_problem_place(problem, draft, words),
            problem.value or "—",
            problem_text(words, problem),
        ]
        for problem in problems[:MAX_ROWS]
    ]
    heading = [words.say(f"desk.column_{name}") for name in ("where", "value", "problem")]
    content = render_table(heading, rows, title)
    rest = len(problems) - MAX_ROWS
    if rest > 0:
        content += f"<p>{escape(words.say('desk.more_problems', count=rest))}</p>"
    if level == "notice":
        content = f"<details><summary>{escape(title)}</summary>{content}</details>"
    st.html(f'<section class="problems {level}">{content}</section>')
    if level == "warning":
        st.text_input(
            words.say("desk.explain"),
            find_explanation(problems[0], draft.explanations),  # the same for all of one code
            key=f"explain.{draft.id}.{code}",
            max_chars=500,
            placeholder=words.say("desk.explain_hint"),
            on_change=_save_explanation,
            args=(draft, code),
        )


def _format_problem_place(problem: Problem, draft: Draft, words: Words) -> str:
    """Format the place of a problem as text, without the file name if the draft has one file.

    Without any other place it is the file all the same. The first letter is made a capital, but not
    that of a file's name.
    """
    place = replace(problem, file="") if len(draft.files) == 1 else problem
    text = place_text(place, words) or problem.file or "—"
    starts_with_file = bool(problem.file) and text.startswith(problem.file)
    return text if starts_with_file else text[0].upper() + text[1:]


def _save_explanation(draft: Draft, code: str) -> None:
    """Save the explanation for the warnings with this code; the callback of its text field.

    Its text is read from the session, as the page has not been drawn with it yet.
    """
    explanation = str(session.get_widget_value(f"explain.{draft.id}.{code}") or "")
    actions.run_action(_add_explanations, draft.seen, explanations={code: explanation})


def _add_explanations(
    workspace: Workspace, actor: Actor, seen: SeenState, *, explanations: Mapping[str, str]
) -> Draft:
    """Add explanations to those that the draft has now, and return the changed draft.

    They are read again, since another one may have been typed just before, which the page does not
    show yet. Keys are the codes of warnings; `seen` is the draft's state as this tab knows it.
    """
    draft = read_draft(workspace, actor, seen.subject)
    explanations = {**draft.explanations, **explanations}
    return change_draft(workspace, actor, seen, explanations=explanations)


def _offer_annotated_workbooks(draft: Draft, review: Review, words: Words) -> None:
    """Show a download button for each file with problems, as a workbook with marked cells.

    Files with notices only have none, as nothing is to be corrected. A workbook is made when its
    button is clicked.
    """
    faulty_files = {problem.file for problem in review.problems if problem.level != "notice"}
    for file in draft.files:
        if file.name in faulty_files:
            stem = file.name.rpartition(".")[0] or file.name
            st.download_button(
                words.say("desk.marked", file=escape_markdown(file.name)),
                data=partial(_annotate_file, user.get_reader(), draft, file.name, review, words),
                file_name=f"{stem}-{words.say('desk.marked_name')}.xlsx",
                mime=XLSX,
                key=f"marked-{file.sha256}-{file.name}",
                on_click="ignore",
            )


def _annotate_file(actor: Actor, draft: Draft, name: str, review: Review, words: Words) -> bytes:
    """Return a file of the draft as a workbook in which the cells with problems are marked.

    Streamlit calls this when the button is clicked, outside a session, so that the actor is given.
    For a CSV whose encoding was asked for, the answer is used.
    """
    data = read_draft_file(user.get_workspace(), actor, draft.id, name)
    encoding = draft.answers.encodings.get(name, "")
    limits = user.get_workspace().file_limits
    return annotate_workbook_in_child(name, data, review.problems, words, limits, encoding)


def _show_next_step(draft: Draft, review: Review, words: Words) -> None:
    """Show below the problems a button to the changes, or say what must be done first.

    Errors must be corrected in the files, to which the button then leads; warnings must be
    explained on this page, and there is no button.
    """
    if review.errors:
        st.html(f"<p>{escape(words.say('desk.mend_first'))}</p>")
        step, label = "files", words.say("desk.to_files")
    elif review.unexplained(draft.explanations):
        st.html(f"<p>{escape(words.say('desk.explain_first'))}</p>")
        return
    else:
        step, label = "changes", words.say("desk.to_changes")
    st.button(label, type="primary", on_click=url_widgets.set_choice, args=("step", step))
