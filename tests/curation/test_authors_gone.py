"""A waiting draft whose author may not submit it any more needs a new owner."""

import pytest

import auth
from auth import Actor, AuditEvent, PermissionDeniedError, Role
from curation.drafts import draft_editing, draft_publishing
from curation.drafts.draft import Draft
from curation.errors import CurationError
from curation.workspace import Workspace
from tests.helpers.auth_db import account_now
from tests.helpers.reviews import reviewed_now
from tests.helpers.small_desk import files, signed_in

APRIL = "visits.p.330203..2024-04"


@pytest.fixture
def strict(open_two) -> Workspace:
    """A desk where a second person accepts."""
    return open_two(approval=True)


@pytest.fixture
def waiting(strict: Workspace) -> Draft:
    """A draft of li's, who reports on one city, that waits for acceptance."""
    li = signed_in(strict, "li")
    draft = draft_editing.create_draft(strict, li, files({APRIL: "12人"}))
    return draft_publishing.submit_draft(
        strict, li, draft.seen, reason="四月", reviewed=reviewed_now(strict, draft.id)
    )


def lose(strict: Workspace, how: str) -> Actor:
    """Take something from li's account; gives the operator who did."""
    boss = auth.operator_actor(strict.database, "boss")
    seen = account_now(boss, signed_in(strict, "li").account_id)
    if how == "disabled":
        auth.disable_account(boss, seen)
    elif how == "area":
        auth.set_area(boss, seen, "340200")
    else:
        auth.set_role(boss, auth.set_area(boss, seen, "").seen, Role.VIEWER)
    return boss


LOST = {"disabled": "author_disabled", "area": "author_narrowed", "role": "author_narrowed"}


@pytest.mark.parametrize("how", LOST)
def test_it_is_not_accepted_and_says_why(strict: Workspace, waiting: Draft, how: str) -> None:
    lose(strict, how)
    qian = signed_in(strict, "qian")
    with pytest.raises(CurationError) as refused:
        draft_publishing.accept_draft(
            strict, qian, waiting.seen, reviewed=reviewed_now(strict, waiting.id, 2)
        )
    assert (refused.value.code, refused.value.values) == (LOST[how], {"name": "li"})
    assert strict.store.release().number == 2


@pytest.mark.parametrize("how", LOST)
def test_a_new_owner_submits_it_anew_and_another_accepts(
    strict: Workspace, waiting: Draft, how: str
) -> None:
    boss, qian, wu = lose(strict, how), signed_in(strict, "qian"), signed_in(strict, "wu")
    taken = draft_publishing.take_over_draft(strict, qian, waiting.seen)
    assert (taken.author, taken.status, taken.files) == ("qian", "open", waiting.files)
    again = draft_publishing.submit_draft(
        strict, qian, taken.seen, reason="接手", reviewed=reviewed_now(strict, taken.id)
    )
    with pytest.raises(CurationError, match="own_draft"):
        draft_publishing.accept_draft(
            strict, qian, again.seen, reviewed=reviewed_now(strict, again.id, 2)
        )
    assert (
        draft_publishing.accept_draft(
            strict, wu, again.seen, reviewed=reviewed_now(strict, again.id, 2)
        ).release.author
        == "qian"
    )
    (row,) = auth.read_audit(boss, event=AuditEvent.TAKEN_OVER)
    assert (row.who, row.subject) == ("qian", waiting.id)
    assert '"author": "li"' in row.detail


def test_what_its_author_can_still_do_is_nobody_elses(strict: Workspace, waiting: Draft) -> None:
    with pytest.raises(CurationError, match="author_present"):
        draft_publishing.take_over_draft(strict, signed_in(strict, "qian"), waiting.seen)
    lose(strict, "disabled")
    with pytest.raises(PermissionDeniedError):
        draft_publishing.take_over_draft(strict, signed_in(strict, "zhou"), waiting.seen)
