"""The review screen of a draft: answers for all files, one file's review items, the footer."""

from functools import partial
from html import escape

import streamlit as st

from app_pages.state import release, session, url, user
from app_pages.upload import common_answers, definition_grid, files, remembered_answers, sheet_panel
from app_pages.upload.definition_grid import DecisionChoices
from app_pages.upload.draft_review import get_draft_review
from app_pages.upload.file_tabs import (
    find_shown_file,
    list_shown_files,
    render_item_link,
    render_tabs,
)
from app_pages.upload.item_widgets import ItemWidgets
from app_pages.upload.review_items import ReviewItems, find_review_items, list_unknown_labels
from app_pages.upload.undo_buttons import show_undo_buttons
from auth import Actor
from curation.drafts.draft import Draft
from curation.drafts.draft_editing import read_draft_file
from curation.error_messages import format_problem
from curation.label_decisions import (
    DecidedLabel,
    Decision,
    group_labels,
)
from curation.releases.upload_review import Review
from exports.html_tables import render_table
from intake.in_child import annotate_workbook_in_child
from intake.model.choices import find_question_code
from intake.problem_messages import format_place
from locales import Words

MAX_NOTICES = 50
REST_DECISIONS: tuple[Decision, ...] = ("new", "leave")
XLSX_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show_screen(draft: Draft, words: Words) -> None:
    """Show the review screen of a draft that its author can change.

    If the draft could not be checked, the error is shown in place of the review items; the widgets
    to correct it are there all the same.
    """
    review = get_draft_review(draft, words)
    items = find_review_items(draft, review) if review else ReviewItems()
    file = find_shown_file(draft, items)
    common_answers.show_common_answers(draft, review, words)
    with st.container(horizontal=True, vertical_alignment="center", key="file-row"):
        st.html(render_tabs(draft, review, items, file, words))
        files.show_file_tools(draft, words)
    if review:
        _show_file_and_items(draft, review, items, file, words)
    _show_footer(draft, review, items, file, words)


def _show_file_and_items(
    draft: Draft, review: Review, items: ReviewItems, file: int, words: Words
) -> None:
    """Show the items that several files share, a sheet beside its items, and folded lists.

    Only the sheets and items of the file with the position `file` are shown.
    """
    suggestions = [
        each for question in list_unknown_labels(review) for each in question.label.suggestions
    ]
    choices = DecisionChoices(review, suggestions, words)
    widgets = ItemWidgets(draft, review, choices)
    shared_items = [each for those in items.by_file.values() for each in those if each.shared]
    if shared_items:
        with st.container(key="shared-points"):
            for item in shared_items:
                widgets.show_item(item)
    left, right = st.columns([3, 1], gap="medium")
    with right, st.container(key="rail"):
        widgets.show_items_of_file(
            [each for each in items.get_items_of_file(file) if not each.shared]
        )
    with left, st.container(key="sheet"):
        sheet_panel.show_sheet(draft, review, items, file, words)
        files.show_read_tables(review, words)
    remembered_answers.show_followed_answers(draft, review, words)
    _ask_many_labels(draft, items, choices, words)
    _show_settled_labels(draft, review, words)
    _show_notices(review, words)


def _ask_many_labels(
    draft: Draft, items: ReviewItems, choices: DecisionChoices, words: Words
) -> None:
    """Show the table in which many unknown headings are answered at once, if there are any.

    A form collects the answers, so that they are saved as one change of the draft.
    """
    questions = [
        question
        for item in items.open_items
        if item.kind == "labels"
        for question in item.questions
    ]
    if not questions:
        return
    title = words.say("desk.labels_open", count=len(questions))
    with st.container(key="open-labels"), st.expander(title, expanded=True):
        st.html(f"<p>{escape(words.say('desk.grid_hint', count=len(questions)))}</p>")
        with st.form(f"answers.{draft.id}", border=False):
            key = f"labels.{draft.id}.{draft.version}"
            rows = definition_grid.ask_decisions(questions, choices, key, words)
            decision_for_rest = _show_table_buttons(draft, words)
    if decision_for_rest is not None:
        rows = definition_grid.fill_decisions(rows, decision_for_rest)
        definition_grid.save_decisions(session.pop_pinned_state("answers"), rows, choices)
        st.rerun()


def _show_table_buttons(draft: Draft, words: Words) -> Decision | None:
    """Show the buttons of the table of labels; return what the clicked one decides for the rest.

    The rest are the labels without a decision in the table. "" decides nothing about them; None
    means that no button was clicked.
    """
    # The callback runs at the click: it pins the state of the draft that the page has shown.
    button = partial(
        st.form_submit_button, on_click=session.pin_state, args=("answers", draft.seen)
    )
    with st.container(horizontal=True):
        if button(words.say("desk.confirm"), type="primary"):
            return ""
        for decision in REST_DECISIONS:
            if button(words.say(f"desk.rest_{decision}")):
                return decision
    return None


def _show_settled_labels(draft: Draft, review: Review, words: Words) -> None:
    """Show a folded table of the labels that are already settled, in which they can be changed.

    A label that is the name of a published indicator can only be left out.
    """
    settled_questions = [
        question
        for question in group_labels(review.checked.labels)
        if question.label.kind == "indicator" and question.label.sure
    ]
    if not settled_questions:
        return
    choices = DecisionChoices(review, (), words)
    title = words.say("desk.settled_labels", count=len(settled_questions))
    with st.expander(title), st.form(f"settled.{draft.id}", border=False):
        key = f"settled.{draft.id}.{draft.version}"
        rows = definition_grid.ask_decisions(settled_questions, choices, key, words)
        is_submitted = st.form_submit_button(
            words.say("desk.change_labels"),
            on_click=session.pin_state,
            args=("settled", draft.seen),
        )
    if is_submitted:
        changed_rows = [row for row in rows if not _is_unchanged(row)]
        definition_grid.save_decisions(session.pop_pinned_state("settled"), changed_rows, choices)
        st.rerun()


def _is_unchanged(row: DecidedLabel) -> bool:
    """Return whether a row of the table keeps what its label already means.

    That is so without a decision, with the same indicator, or if a label left out stays left out.
    """
    label = row.question.label
    if row.decision == "same":
        return row.indicator == label.code
    return not row.decision or (row.decision == "leave" and not label.code)


def _show_notices(review: Review, words: Words) -> None:
    """Show a folded list of notices: what was read differently from how it was written.

    Nothing has to be done about them.
    """
    notices = [
        problem
        for problem in review.problems
        if problem.level == "notice" and not find_question_code(problem)
    ]
    if not notices:
        return
    rows = [
        [format_place(notice, words) or "—", notice.value or "—", format_problem(words, notice)]
        for notice in notices[:MAX_NOTICES]
    ]
    heading = [words.say(f"desk.column_{name}") for name in ("where", "value", "problem")]
    with st.expander(words.say("desk.notices", count=len(notices))):
        st.html(render_table(heading, rows, words.say("desk.notices", count=len(notices))))
        hidden_count = len(notices) - MAX_NOTICES
        if hidden_count > 0:
            st.html(f"<p>{escape(words.say('desk.more_problems', count=hidden_count))}</p>")


def _show_footer(
    draft: Draft, review: Review | None, items: ReviewItems, file: int, words: Words
) -> None:
    """Show the footer: totals of the draft, undo buttons, and a link or button to the next step.

    As long as items are open, the next step is the first of them, then the changes of the draft.
    """
    with st.container(key="upload-foot", horizontal=True, vertical_alignment="center"):
        if review:
            st.html(f'<p class="sum">{escape(_format_totals(draft, review, items, words))}</p>')
        show_undo_buttons(draft, words)
        if review:
            _offer_annotated_workbook(draft, review, file, words)
        if items.open_items:
            label = words.say("desk.next_point", count=len(items.open_items))
            st.html(render_item_link(items.open_items[0], label, "way-on"), width="content")
        elif review:
            needs_approval = release.get_settings().publishing.approval
            st.button(
                words.say("desk.submit" if needs_approval else "desk.publish"),
                key="to-changes",
                type="primary",
                on_click=url.set_param,
                args=("step", "changes"),
            )


def _format_totals(draft: Draft, review: Review, items: ReviewItems, words: Words) -> str:
    """Format the totals of a draft: its files and figures, their changes, and what is open.

    Figures of labels that are left out count among the figures, and are also given on their own. Of
    the changes only added and changed figures are given if they are 0.
    """
    added, changed, removed = map(len, review.proposal.changes.frames)
    left_out = sum(
        label.figures for label in review.checked.labels if label.sure and not label.code
    )
    counts = {"added": added, "changed": changed, "removed": removed}
    counts |= {"open": len(items.open_items), "left_out": left_out}
    parts = [
        words.say(f"desk.sum_{name}", count=count)
        for name, count in counts.items()
        if count or name in ("added", "changed", "open")
    ]
    return words.say(
        "desk.sum",
        files=words.say("desk.file_count", count=len(list_shown_files(draft))),
        figures=words.number(review.checked.count + left_out),
        parts=words.say("desk.sum_join").join(parts),
    )


def _offer_annotated_workbook(draft: Draft, review: Review, file: int, words: Words) -> None:
    """Show a download button for the shown file as a workbook with its problem cells marked.

    There is none for a file with notices only, as nothing in it is to be corrected. The workbook is
    made when the button is clicked.
    """
    stored = draft.files[file]
    levels = {problem.level for problem in review.problems if problem.file == stored.name}
    if stored.kind == "rows" or levels <= {"notice"}:
        return
    stem = stored.name.rpartition(".")[0] or stored.name
    st.download_button(
        words.say("desk.marked"),
        data=partial(_annotate_file, user.get_reader(), draft, stored.name, review, words),
        file_name=f"{stem}-{words.say('desk.marked_name')}.xlsx",
        mime=XLSX_MEDIA_TYPE,
        key=f"marked-{stored.sha256}-{stored.name}",
        on_click="ignore",
        type="tertiary",
    )


def _annotate_file(actor: Actor, draft: Draft, name: str, review: Review, words: Words) -> bytes:
    """Return a file of the draft as a workbook in which the cells with problems are marked.

    Streamlit calls this at the click, outside a session, and so the actor is passed in. A CSV is
    read in the encoding that was answered for it.
    """
    data = read_draft_file(user.get_workspace(), actor, draft.id, name)
    encoding = draft.answers.encodings.get(name, "")
    limits = user.get_workspace().file_limits
    return annotate_workbook_in_child(name, data, review.problems, words, limits, encoding)
