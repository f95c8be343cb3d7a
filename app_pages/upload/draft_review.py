"""The review of a draft against the newest release, cached for all pages that show the draft."""

from collections import OrderedDict
from functools import cache

from app_pages.components.notices import show_user_error
from app_pages.state import session, user
from app_pages.state.actions import show_progress
from app_pages.state.memory_size import measure_memory
from curation.drafts.draft import PUBLISHING_EVENTS, Draft, describe_event
from curation.drafts.draft_editing import review_draft
from curation.errors import StateChangedError
from curation.releases.proposed_release import identify_release
from curation.releases.upload_review import Review
from curation.remembered_labels import read_answers_in_force
from errors import UserError
from locales import Words

MAX_REVIEWS = 8
MAX_REVIEW_BYTES = 64 * 2**20  # the newest is kept whatever its size: it is on the page


@cache
def _get_cached_reviews() -> OrderedDict[tuple[object, ...], Review]:
    """Return the cached reviews of drafts, oldest first, shared by all sessions of the process."""
    return OrderedDict()


def show_changes_since(draft: Draft, words: Words) -> None:
    """Show a message if somebody else has changed a draft since this tab last showed it.

    Otherwise a rerun would silently replace the figures that a person is deciding on. Events of
    publishing are not mentioned, as they change nothing in the draft.
    """
    shown_before = session.swap_shown_state(draft.seen)
    events = (
        draft.events_since(shown_before.version)
        if shown_before and shown_before != draft.seen
        else ()
    )
    if any(event.what not in PUBLISHING_EVENTS for event in events):
        show_user_error(StateChangedError(map(describe_event, events)), words)


def get_draft_review(draft: Draft, words: Words) -> Review | None:
    """Return the review of a draft against the newest release, cached for all sessions.

    The cache key has everything the review depends on: the draft's state, the newest release, the
    reader, and the remembered answers about labels. At most MAX_REVIEWS reviews and about
    MAX_REVIEW_BYTES are kept, but always the newest. If the check fails, the error is shown and
    None is returned.
    """
    actor, reviews = user.get_reader(), _get_cached_reviews()
    newest_release = identify_release(user.get_workspace().store.release())
    answers = tuple(read_answers_in_force(user.get_workspace(), actor))
    key = (draft.seen, newest_release, actor.account_id, actor.area, answers)
    if key in reviews:
        return reviews[key]
    try:
        with show_progress(words) as progress:
            checked_draft, review = review_draft(user.get_workspace(), actor, draft.id, progress)
            if checked_draft.seen != draft.seen:  # the page shows an older state of the draft
                raise StateChangedError(
                    map(describe_event, checked_draft.events_since(draft.version))
                )
            reviews[key] = review
            _ = review.proposal  # computed here, while the progress is shown
    except UserError as error:
        show_user_error(error, words)
        return None
    while len(reviews) > 1 and (
        len(reviews) > MAX_REVIEWS or measure_memory(reviews) > MAX_REVIEW_BYTES
    ):
        reviews.popitem(last=False)
    return review


def format_check_counts(review: Review, words: Words) -> str:
    """Format how many figures a draft's files have, and how many errors and warnings.

    Notices, the third level of problems, are not counted.
    """
    levels = [problem.level for problem in review.problems]
    return words.say(
        "desk.checked",
        figures=review.checked.count,
        errors=levels.count("error"),
        warnings=levels.count("warning"),
    )
