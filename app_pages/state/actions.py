"""Runs actions of curation and auth from a page, one at a time, with progress and notices."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext

import streamlit as st

from app_pages.state import release, session, user
from curation.error_messages import format_error
from curation.releases.upload_review import Progress
from errors import SeenState, UserError
from locales import Words

TEXTS = {"reason", "explanations"}
"""Keyword arguments of actions that are texts typed by a person; they change no figure."""


def run_action(
    action: Callable[..., object],
    *args: object,
    done: str = "",
    slow: bool = False,
    **kwargs: object,
) -> None:
    """Run an action of curation or auth in a widget callback, with the user as the actor.

    `action` is called with the workspace, the actor, `args` and `kwargs`. A UserError becomes a
    notice in the next run; after success the notice is `done`, unless it is "". A `slow` action
    also gets `progress`, a function that reports how much of the work is done.

    What the user acts on is a SeenState in `args` (such as a draft's id, version and hash), bound
    when the page was drawn; read only now, it could be a newer state that the user has not seen. It
    is replaced by the newer state if this tab itself has made that state since. For a slow action,
    which publishes or submits what is shown, this holds only for changes of texts.
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
            remember_own_change(args, result, is_text=bool(kwargs) and kwargs.keys() <= TEXTS)
    except UserError as error:
        add_error(error, words)
        # This message already says that the state has changed: the next run need not repeat it.
        for arg in args:
            if error.code == "state_changed" and isinstance(arg, SeenState):
                session.forget_shown_state(arg.subject)
    else:
        if done:
            session.add_notice(done)


def follow_own_changes(args: tuple[object, ...], *, only_texts: bool) -> tuple[object, ...]:
    """Return an action's arguments, with each SeenState replaced by what this tab has made of it.

    So the second of two quick clicks is not refused because of the first: both come from the page
    as it was before. With `only_texts`, only changes of a reason or an explanation are followed.
    """
    return tuple(
        session.get_followed_state(arg, only_texts=only_texts)
        if isinstance(arg, SeenState)
        else arg
        for arg in args
    )


def remember_own_change(args: tuple[object, ...], result: object, *, is_text: bool) -> None:
    """Remember which state an action has made from the one it was given (`session.follow_state`).

    `args` are the action's arguments, of which a SeenState is the state that it was given. The
    result of such an action, for example a draft, has its new state as `seen`. `is_text` means that
    only a reason or an explanation was changed.
    """
    new_state = getattr(result, "seen", None)
    for arg in args:
        if (
            isinstance(arg, SeenState)
            and isinstance(new_state, SeenState)
            and arg.subject == new_state.subject
        ):
            session.follow_state(arg, new_state, is_text=is_text)


def add_error(error: UserError, words: Words) -> None:
    """Add the message of an error as a notice for the next run of the page."""
    session.add_notice(format_error(words, error), is_error=True)


@contextmanager
def show_progress(words: Words) -> Iterator[Progress]:
    """Show a progress bar while an action runs, and remove it afterwards.

    Yield a function that moves the bar; it takes the stage of the work ("read"), which labels the
    bar, and the share of the whole work that is done (0 to 1).
    """
    bar = st.progress(0.0, words.say("desk.stage_read"))

    def move_bar(stage: str, share: float) -> None:
        """Move the bar to the share that is done, and label it with the stage."""
        bar.progress(min(share, 1.0), words.say(f"desk.stage_{stage}"))

    try:
        yield move_bar
    finally:
        bar.empty()
