"""Remembered answers about labels: those a draft follows, and a list to share or forget them."""

from html import escape

import streamlit as st

from app_pages.components import url_widgets
from app_pages.components.notices import show_user_error
from app_pages.state import actions, user
from app_pages.state.session import state_key
from auth import Action, Actor, may
from charts.labels import format_figure_name
from curation.drafts.draft import Draft
from curation.releases.upload_review import Review
from curation.remembered_labels import (
    RememberedAnswer,
    forget_answer,
    list_answers,
    read_answers_in_force,
    share_answer,
)
from errors import UserError
from exports.html_tables import TableCell, render_table
from locales import Words

MAX_ROWS = 200
KIND_OF_LABEL = {"indicator": "indicators", "area": "areas"}


def show_followed_answers(draft: Draft, review: Review, words: Words) -> None:
    """Show which labels of a draft were read by earlier answers, whose they are, and from when.

    Answers about labels are remembered when an upload is published. An author's own answers and
    those shared with everybody are followed. For a submitted draft only the shared ones count
    (`own` is None), as its author's own were copied into the draft when it was submitted.
    """
    own = None if draft.status == "submitted" else user.get_reader()
    in_force = {
        (answer.kind, answer.key): answer
        for answer in read_answers_in_force(user.get_workspace(), own)
    }
    lines = [
        _format_answer(in_force[key], words)
        for label in review.checked.labels
        if (key := (KIND_OF_LABEL[label.kind], label.answer)) in in_force
    ]
    if lines:
        items = "".join(f"<li>{escape(line)}</li>" for line in dict.fromkeys(lines))
        st.html(f"<p>{escape(words.say('desk.answers_followed'))}</p><ul>{items}</ul>")


def show_answers(actor: Actor, words: Words) -> None:
    """Show the remembered answers about labels, and buttons to share or forget one of them.

    A reviewer of all areas sees everybody's answers, others see their own and the shared ones; at
    most MAX_ROWS are listed. An error is shown in place of the list.
    """
    try:
        # The first 16 digits of its hash are an answer's code in the selectbox and in the URL.
        answers = {
            remembered.seen.sha256[:16]: remembered
            for remembered in list_answers(user.get_workspace(), actor)
        }
    except UserError as error:
        show_user_error(error, words)
        return
    if not answers:
        return
    st.subheader(words.say("desk.answers"))
    rows: list[list[TableCell]] = [
        [
            _format_label(answer),
            _format_code(answer, words),
            answer.who or words.say("desk.answer_of_all"),
            answer.at[:16].replace("T", " ") or "—",  # to the minute
            words.say("desk.answer_shared" if answer.shared else "desk.answer_own"),
        ]
        for answer in list(answers.values())[:MAX_ROWS]
    ]
    names = ("label", "meaning", "answered_by", "answered_at", "scope")
    st.html(render_table([words.say(f"desk.column_{name}") for name in names], rows))
    selected = url_widgets.show_param_selectbox(
        words.say("desk.answer"),
        name="answer",
        options=list(answers),
        format_code=lambda key: _format_answer(answers[key], words),
    )
    _show_buttons(answers[selected], actor, words)


def _show_buttons(answer: RememberedAnswer, actor: Actor, words: Words) -> None:
    """Show the buttons to share or forget an answer, as far as the actor may do so.

    Everybody may forget their own answers; sharing one, or forgetting a shared one, takes a
    reviewer of all areas.
    """
    is_reviewer = may(actor, Action.ACCEPT)
    buttons = {
        "share_answer": (share_answer, is_reviewer and not answer.shared),
        "forget_answer": (forget_answer, is_reviewer or not answer.shared),
    }
    with st.container(horizontal=True):
        for name, (action, allowed) in buttons.items():
            if allowed:
                st.button(
                    words.say(f"desk.{name}"),
                    key=state_key(name, answer.seen),
                    on_click=actions.run_action,
                    args=(action, answer.seen),
                    kwargs={"done": words.say("desk.answer_changed")},
                )


def _format_answer(answer: RememberedAnswer, words: Words) -> str:
    """Format an answer as a sentence: the label, what it is read as, who answered, and when (UTC).

    An answer stored by an older version has no author and time: it counts for everybody.
    """
    return words.say(
        "desk.answer_line",
        label=_format_label(answer),
        code=_format_code(answer, words),
        who=answer.who or words.say("desk.answer_of_all"),
        at=answer.at[:16].replace("T", " ") or "—",  # to the minute
    )


def _format_label(answer: RememberedAnswer) -> str:
    """Format the label of an answer; in a label from a report, the unit follows after a dot."""
    return answer.label.replace("\t", " · ")


def _format_code(answer: RememberedAnswer, words: Words) -> str:
    """Format the meaning of an answer: the name of an area or indicator, or that it is left out."""
    if not answer.code:
        return words.say("desk.answer_left_out")
    if answer.kind == "areas":
        return words.name("area", answer.code)
    indicator, _, breakdown = answer.code.partition(".")
    # The key of a figure without programme, area and period, which the name does not need.
    return format_figure_name(f"{indicator}...{breakdown}.", words)
