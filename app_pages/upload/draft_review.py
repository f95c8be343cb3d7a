"""The review of a draft against the newest release, cached for all pages that show the draft."""

from collections import OrderedDict
from functools import cache

from app_pages.components.notices import show_user_error
from app_pages.state import release, user
from app_pages.state.actions import show_progress
from curation.drafts.draft import Draft
from curation.drafts.draft_editing import review_draft
from curation.releases.upload_review import Review
from errors import UserError
from locales import Words

MAX_REVIEWS = 8


@cache
def _cached_reviews() -> OrderedDict[tuple[object, ...], Review]:
    """Return the reviews of the last drafts shown, oldest first, shared by the process."""
    return OrderedDict()


def get_draft_review(draft: Draft, words: Words) -> Review | None:
    """Check a draft against the newest release, and return the review, cached by version.

    If that fails, show the error and return None.
    """
    actor, reviews = user.get_reader(), _cached_reviews()
    newest = release.get_store().release().number
    key = (draft.id, draft.version, newest, actor.account_id, actor.area)
    if key in reviews:
        return reviews[key]
    try:
        with show_progress(words) as progress:
            _, review = review_draft(user.get_workspace(), actor, draft.id, progress)
            reviews[key] = review
            _ = review.proposal  # computed here, while the progress is shown
    except UserError as error:
        show_user_error(error, words)
        return None
    while len(reviews) > MAX_REVIEWS:
        reviews.popitem(last=False)
    return review
