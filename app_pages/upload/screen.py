"""The screen of a draft: what is asked once, its files, their points, and the way on."""

from functools import partial
from html import escape

import streamlit as st

from app_pages.state import release, session, url, user
from app_pages.upload import definition_grid, files, remembered_answers, sheet_panel, stated_once
from app_pages.upload.definition_grid import DecisionChoices
from app_pages.upload.draft_review import get_draft_review
from app_pages.upload.file_tabs import chosen_file, file_positions, render_tabs, render_way_to
from app_pages.upload.points import Points, find_points, unknown_labels
from app_pages.upload.rail import Rail
from app_pages.upload.ways_back import show_ways_back
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
from intake.model.choices import question_of
from intake.problem_messages import place_text
from locales import Words

MAX_NOTICES = 50
REST_DECISIONS: tuple[Decision, ...] = ("new", "leave")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show_screen(draft: Draft, words: Words) -> None:
    """Show a draft that its author can change: the bar, the tabs of files, points, and the foot.

    If it could not be checked, its error stands in place of the points; the widgets to mend it are
    there all the same.
    """
    review = get_draft_review(draft, words)
    points = find_points(draft, review) if review else Points()
    file = chosen_file(draft, points)
    stated_once.show_bar(draft, review, words)
    with st.container(horizontal=True, vertical_alignment="center", key="file-row"):
        st.html(render_tabs(draft, review, points, file, words))
        files.show_file_tools(draft, words)
    if review:
        _show_points(draft, review, points, file, words)
    _show_foot(draft, review, points, file, words)


def _show_points(draft: Draft, review: Review, points: Points, file: int, words: Words) -> None:
    """Show the strip of shared headings, a file beside its points, and what is folded below."""
    likely = [each for q in unknown_labels(review) for each in q.label.suggestions]
    choices = DecisionChoices(review, likely, words)
    rail = Rail(draft, review, choices)
    shared = [each for those in points.by_file.values() for each in those if each.shared]
    if shared:
        with st.container(key="shared-points"):
            for point in shared:
                rail.show_point(point)
    sheet, side = st.columns([3, 1], gap="medium")
    with side, st.container(key="rail"):
        rail.show_points([each for each in points.of_file(file) if not each.shared])
    with sheet, st.container(key="sheet"):
        sheet_panel.show_sheet(draft, review, points, file, words)
        files.show_read_tables(review, words)
    remembered_answers.show_followed_answers(draft, review, words)
    _ask_many_labels(draft, points, choices, words)
    _change_settled_labels(draft, review, words)
    _show_notices(review, draft, words)


def _ask_many_labels(draft: Draft, points: Points, choices: DecisionChoices, words: Words) -> None:
    """Show the table in which many unknown headings are answered at once."""
    those = [q for each in points.open if each.kind == "labels" for q in each.questions]
    if not those:
        return
    title = words.say("desk.labels_open", count=len(those))
    with st.container(key="open-labels"), st.expander(title, expanded=True):
        st.html(f"<p>{escape(words.say('desk.grid_hint', count=len(those)))}</p>")
        with st.form(f"answers.{draft.id}", border=False):
            key = f"labels.{draft.id}.{draft.version}"
            rows = definition_grid.ask_decisions(those, choices, key, words)
            rest = _show_buttons(draft, words)
    if rest is not None:
        rows = definition_grid.decide_rest(rows, rest)
        definition_grid.save_decisions(session.pop_pinned_state("answers"), rows, choices)
        st.rerun()


def _show_buttons(draft: Draft, words: Words) -> Decision | None:
    """Show the buttons of the table; return what the clicked one decides about all open labels.

    "" is nothing, None that no button was clicked.
    """
    # The callback runs at the click, and keeps the draft's state as the page has shown it.
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


def _change_settled_labels(draft: Draft, review: Review, words: Words) -> None:
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
        definition_grid.save_decisions(session.pop_pinned_state("settled"), changed, choices)
        st.rerun()


def _is_as_before(row: DecidedLabel) -> bool:
    """Return whether a row says of its label what it means already."""
    label = row.question.label
    if row.decision == "same":
        return row.indicator == label.code
    return not row.decision or (row.decision == "leave" and not label.code)


def _show_notices(review: Review, draft: Draft, words: Words) -> None:
    """Show folded what was read in another form than it was written; nothing is to be done."""
    notices = [
        problem
        for problem in review.problems
        if problem.level == "notice" and not question_of(problem)
    ]
    if not notices:
        return
    rows = [
        [place_text(each, words) or "—", each.value or "—", format_problem(words, each)]
        for each in notices[:MAX_NOTICES]
    ]
    heading = [words.say(f"desk.column_{name}") for name in ("where", "value", "problem")]
    with st.expander(words.say("desk.notices", count=len(notices))):
        st.html(render_table(heading, rows, words.say("desk.notices", count=len(notices))))
        rest = len(notices) - MAX_NOTICES
        if rest > 0:
            st.html(f"<p>{escape(words.say('desk.more_problems', count=rest))}</p>")


def _show_foot(
    draft: Draft, review: Review | None, points: Points, file: int, words: Words
) -> None:
    """Show the foot of the screen: what the draft comes to, ways back, and the way on."""
    with st.container(key="upload-foot", horizontal=True, vertical_alignment="center"):
        if review:
            st.html(f'<p class="sum">{escape(_format_sum(draft, review, points, words))}</p>')
        show_ways_back(draft, words)
        if review:
            _offer_annotated_workbook(draft, review, file, words)
        if points.open:
            label = words.say("desk.next_point", count=len(points.open))
            st.html(render_way_to(points.open[0], label, "way-on"), width="content")
        elif review:
            needs_approval = release.get_settings().publishing.approval
            st.button(
                words.say("desk.submit" if needs_approval else "desk.publish"),
                key="to-changes",
                type="primary",
                on_click=url.set_param,
                args=("step", "changes"),
            )


def _format_sum(draft: Draft, review: Review, points: Points, words: Words) -> str:
    """Format what a draft comes to: its numbers, what they change, and what is open or left out."""
    added, changed, removed = map(len, review.proposal.changes.frames)
    left_out = sum(
        label.figures for label in review.checked.labels if label.sure and not label.code
    )
    counts = {"added": added, "changed": changed, "removed": removed}
    counts |= {"open": len(points.open), "left_out": left_out}
    parts = [
        words.say(f"desk.sum_{name}", count=count)
        for name, count in counts.items()
        if count or name in ("added", "changed", "open")
    ]
    return words.say(
        "desk.sum",
        files=words.say("desk.file_count", count=len(file_positions(draft))),
        figures=words.number(review.checked.count + left_out),
        parts=words.say("desk.sum_join").join(parts),
    )


def _offer_annotated_workbook(draft: Draft, review: Review, file: int, words: Words) -> None:
    """Show a download button for the file that is shown, as a workbook with marked cells.

    With notices only there is none, as nothing is to be corrected. The workbook is made when the
    button is clicked.
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
        mime=XLSX,
        key=f"marked-{stored.sha256}-{stored.name}",
        on_click="ignore",
        type="tertiary",
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
