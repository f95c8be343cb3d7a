"""Running an action of curation or auth from a page: one at a time, with progress and notices."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext

import streamlit as st

from app_pages.state import release, session, user
from curation.error_messages import error_text
from curation.releases.upload_review import Progress
from errors import SeenState, UserError
from locales import Words

TEXTS = {"reason", "explanations"}
"""Arguments of `change_draft` that change nothing of its figures."""


def run_action(
    action: Callable[..., object],
    *args: object,
    done: str = "",
    slow: bool = False,
    **kwargs: object,
) -> None:
    """Run an action of curation or auth inside a widget callback.

    A UserError becomes a notice in the next run; after success the notice is `done`. A `slow`
    action is called with `progress`, a function that reports how much of the work is done. The
    state that the page shows is among the arguments, bound when it was drawn: never read here.
    """
    words = release.get_current_chart_data().words
    try:
        with (
            session.get_session_lock(),
            show_progress(words) if slow else nullcontext() as progress,
        ):
            if progress:
                kwargs["progress"] = progress
            args = follow_own_changes(args, only_texts=slow)
            result = action(user.get_workspace(), user.get_actor(), *args, **kwargs)
            remember_state(args, result, is_text=set(kwargs) <= TEXTS)
    except UserError as error:
        add_error(error, words)
        for arg in args:
            if error.code == "state_changed" and isinstance(arg, SeenState):
                session.forget_shown_state(arg.subject)
    else:
        if done:
            session.add_notice(done)


def follow_own_changes(args: tuple[object, ...], *, only_texts: bool) -> tuple[object, ...]:
    """Return arguments with the states that this tab has itself made of those that its page shows.

    With `only_texts` changes of anything but a reason or an explanation are not followed.
    """
    return tuple(
        session.get_followed_state(arg, only_texts=only_texts)
        if isinstance(arg, SeenState)
        else arg
        for arg in args
    )


def remember_state(args: tuple[object, ...], result: object, *, is_text: bool) -> None:
    """Remember which state an action made of the one it was given (`session.follow_state`)."""
    now = getattr(result, "seen", None)
    for arg in args:
        if isinstance(arg, SeenState) and isinstance(now, SeenState) and arg.subject == now.subject:
            session.follow_state(arg, now, is_text=is_text)


def add_error(error: UserError, words: Words) -> None:
    """Queue the message of an error as a notice for the next run of the page."""
    session.add_notice(error_text(words, error), is_error=True)


@contextmanager
def show_progress(words: Words) -> Iterator[Progress]:
    """Show a progress bar while an action runs.

    Yield a function to call with the stage of the work and the share of it that is done (0 to 1).
    """
    bar = st.progress(0.0, words.say("desk.stage_read"))

    def move_bar(stage: str, share: float) -> None:
        """Move the bar to the share that is done, and label it with the stage."""
        bar.progress(min(share, 1.0), words.say(f"desk.stage_{stage}"))

    try:
        yield move_bar
    finally:
        bar.empty()
