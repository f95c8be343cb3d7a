import pytest

import auth
from auth import AuditEvent, PermissionDeniedError, Role
from curation.drafts import draft_editing, draft_publishing
from curation.errors import CurationError
from curation.releases.notes import ACCEPTED_BY
from curation.releases.upload_review import Upload
from ledger import ReleaseConflictError
from tests.helpers.reviews import publish_now, reviewed_now
from tests.helpers.workspaces import (
    HAISHU,
    JIANGBEI,
    NINGBO,
    WUHU,
    notices,
    person,
    seen_now,
    statuses,
    upload,
    wordings,
)

OCTOBER = f"supervision_notices.ningbo-supervision.{HAISHU}..2024-10"


@pytest.fixture
def workspace(approving):
    return approving


@pytest.fixture
def waiting(workspace, staff):
    draft = draft_editing.create_draft(workspace, staff, upload(notices(HAISHU, "2024-10", 12)))
    return draft_publishing.submit_draft(
        workspace,
        staff,
        seen_now(workspace, draft.id),
        reason="十月",
        reviewed=reviewed_now(workspace, draft.id),
    )


def test_nobody_publishes_alone(workspace, staff):
    draft = draft_editing.create_draft(workspace, staff, upload(notices(HAISHU, "2024-10", 12)))
    files = upload(notices(HAISHU, "2024-10", 12))
    for attempt in (
        lambda: draft_publishing.publish_draft(
            workspace,
            staff,
            seen_now(workspace, draft.id),
            reason="x",
            reviewed=reviewed_now(workspace, draft.id, 1),
        ),
        lambda: publish_now(workspace, staff, Upload(files), reason="x"),
    ):
        with pytest.raises(CurationError) as refused:
            attempt()
        assert refused.value.code == "approval_needed"
    assert workspace.store.head().number == 1


def test_an_accepted_draft_is_published_as_its_authors_and_counts_as_reviewed(
    workspace, staff, reviewer, waiting
):
    assert [draft.id for draft in draft_editing.list_drafts(workspace, reviewer)] == [waiting.id]
    outcome = draft_publishing.accept_draft(
        workspace,
        reviewer,
        seen_now(workspace, waiting.id),
        reviewed=reviewed_now(workspace, waiting.id, 1),
    )
    assert (outcome.release.number, outcome.release.author) == (2, "zhao")
    assert outcome.release.notes[ACCEPTED_BY] == "qian"
    assert statuses(workspace)[OCTOBER] == "A"
    again = draft_publishing.accept_draft(
        workspace,
        reviewer,
        seen_now(workspace, waiting.id),
        reviewed=reviewed_now(workspace, waiting.id, 1),
    )
    assert again.release == outcome.release
    boss = auth.operator_actor(workspace.database, "boss")
    events = [row.event for row in reversed(auth.read_audit(boss))]
    assert events[-5:] == ["uploaded", "submitted", "publishing", "published", "accepted"]
    assert draft_editing.list_drafts(workspace, reviewer) == []
    (kept,) = draft_editing.list_drafts(workspace, staff)
    steps = [step.what for step in kept.steps]
    assert steps == ["created", "submitted", "publishing", "published"]


def test_the_submitter_cannot_accept_not_even_as_reviewer_or_operator(workspace, reviewer):
    boss = auth.operator_actor(workspace.database, "boss")
    for actor in (reviewer, boss):
        draft = draft_editing.create_draft(workspace, actor, upload(notices(HAISHU, "2024-10", 12)))
        draft_publishing.submit_draft(
            workspace,
            actor,
            seen_now(workspace, draft.id),
            reason="十月",
            reviewed=reviewed_now(workspace, draft.id),
        )
        for decide in (
            lambda a=actor, d=draft: draft_publishing.accept_draft(
                workspace, a, seen_now(workspace, d.id), reviewed=reviewed_now(workspace, d.id, 1)
            ),
            lambda a=actor, d=draft: draft_publishing.return_draft(
                workspace, a, seen_now(workspace, d.id), reason="x"
            ),
        ):
            with pytest.raises(CurationError) as refused:
                decide()
            assert refused.value.code == "own_draft"
    assert workspace.store.head().number == 1


def test_a_returned_draft_says_why_and_may_be_submitted_again(workspace, staff, reviewer, waiting):
    with pytest.raises(CurationError) as refused:
        draft_publishing.return_draft(
            workspace, reviewer, seen_now(workspace, waiting.id), reason=" "
        )
    assert refused.value.code == "reason_missing"
    back = draft_publishing.return_draft(
        workspace, reviewer, seen_now(workspace, waiting.id), reason="缺附件"
    )
    assert (back.status, back.return_reason) == ("returned", "缺附件")
    with pytest.raises(CurationError) as refused:
        draft_publishing.accept_draft(
            workspace,
            reviewer,
            seen_now(workspace, waiting.id),
            reviewed=reviewed_now(workspace, waiting.id, 1),
        )
    assert (refused.value.code, refused.value.values["status"]) == ("not_submitted", "returned")
    draft_editing.attach_proof(
        workspace, staff, seen_now(workspace, waiting.id), "签章.png", b"\x89PNG\r\n\x1a\n"
    )
    draft_publishing.submit_draft(
        workspace,
        staff,
        seen_now(workspace, waiting.id),
        reason="十月，附签章",
        reviewed=reviewed_now(workspace, waiting.id),
    )
    outcome = draft_publishing.accept_draft(
        workspace,
        reviewer,
        seen_now(workspace, waiting.id),
        reviewed=reviewed_now(workspace, waiting.id, 1),
    )
    assert outcome.release.reason == "十月，附签章"
    assert workspace.store.proof(2, "签章.png") == b"\x89PNG\r\n\x1a\n"


def test_what_waits_cannot_be_changed_but_taken_back(workspace, staff, reviewer, waiting):
    with pytest.raises(CurationError) as refused:
        draft_editing.add_files(
            workspace, staff, seen_now(workspace, waiting.id), upload(notices(HAISHU, "2024-09", 1))
        )
    assert refused.value.code == "not_editable"
    assert (
        draft_publishing.withdraw_draft(workspace, staff, seen_now(workspace, waiting.id)).status
        == "open"
    )
    with pytest.raises(CurationError):
        draft_publishing.accept_draft(
            workspace,
            reviewer,
            seen_now(workspace, waiting.id),
            reviewed=reviewed_now(workspace, waiting.id, 1),
        )


def test_a_release_in_between_is_seen_before_accepting(workspace, staff, reviewer, waiting):
    other = person(workspace, "sun")
    second = draft_editing.create_draft(workspace, other, upload(notices(JIANGBEI, "2024-10", 7)))
    draft_publishing.submit_draft(
        workspace,
        other,
        seen_now(workspace, second.id),
        reason="b",
        reviewed=reviewed_now(workspace, second.id),
    )
    draft_publishing.accept_draft(
        workspace,
        reviewer,
        seen_now(workspace, waiting.id),
        reviewed=reviewed_now(workspace, waiting.id, 1),
    )
    with pytest.raises(ReleaseConflictError) as conflict:
        draft_publishing.accept_draft(
            workspace,
            reviewer,
            seen_now(workspace, second.id),
            reviewed=reviewed_now(workspace, second.id, 1),
        )
    assert conflict.value.head.number == 2
    draft_publishing.accept_draft(
        workspace,
        reviewer,
        seen_now(workspace, second.id),
        reviewed=reviewed_now(workspace, second.id, 2),
    )
    assert len(wordings(workspace)) == 51


def test_a_city_sees_and_returns_its_counties_and_no_others(workspace, staff):
    county = person(workspace, "li", area=HAISHU)
    ningbo = person(workspace, "wang", Role.REVIEWER, NINGBO)
    wuhu = person(workspace, "sun", Role.REVIEWER, WUHU)
    draft = draft_editing.create_draft(workspace, county, upload(notices(HAISHU, "2024-10", 12)))
    assert draft_publishing.submit_draft(
        workspace,
        county,
        seen_now(workspace, draft.id),
        reason="十月",
        reviewed=reviewed_now(workspace, draft.id),
    ).areas == (HAISHU,)
    assert [each.id for each in draft_editing.list_drafts(workspace, ningbo)] == [draft.id]
    assert draft_editing.list_drafts(workspace, wuhu) == []
    assert draft_editing.list_drafts(workspace, staff) == []
    for attempt in (
        lambda: draft_publishing.return_draft(
            workspace, wuhu, seen_now(workspace, draft.id), reason="x"
        ),
        lambda: draft_publishing.accept_draft(
            workspace,
            wuhu,
            seen_now(workspace, draft.id),
            reviewed=reviewed_now(workspace, draft.id, 1),
        ),
        lambda: draft_editing.read_draft(workspace, wuhu, draft.id),
        lambda: draft_editing.read_draft_file(workspace, wuhu, draft.id, "figures.csv"),
    ):
        with pytest.raises(PermissionDeniedError) as denied:
            attempt()
        assert denied.value.code == "area"
    assert (
        draft_publishing.return_draft(
            workspace, ningbo, seen_now(workspace, draft.id), reason="缺八月"
        ).status
        == "returned"
    )


def test_a_county_publishes_its_own_rows_only(workspace):
    county = person(workspace, "li", area=HAISHU)
    rows = [notices(HAISHU, "2024-10", 12), notices(JIANGBEI, "2024-10", 7)]
    draft = draft_editing.create_draft(workspace, county, upload(*rows))
    _, found = draft_editing.review_draft(workspace, county, draft.id)
    (problem,) = found.errors
    assert (problem.code, problem.value, problem.expected) == ("area_not_yours", JIANGBEI, HAISHU)
    with pytest.raises(CurationError) as refused:
        draft_publishing.submit_draft(
            workspace,
            county,
            seen_now(workspace, draft.id),
            reason="x",
            reviewed=reviewed_now(workspace, draft.id),
        )
    assert refused.value.code == "has_errors"


def test_denials_are_written_down(workspace, waiting):
    viewer = person(workspace, "zhou", Role.VIEWER)
    with pytest.raises(PermissionDeniedError):
        draft_publishing.accept_draft(
            workspace,
            viewer,
            seen_now(workspace, waiting.id),
            reviewed=reviewed_now(workspace, waiting.id, 1),
        )
    boss = auth.operator_actor(workspace.database, "boss")
    (row,) = auth.read_audit(boss, event=AuditEvent.DENIED)
    assert row.who == "zhou"
