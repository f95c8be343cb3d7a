import pytest

import auth
from auth import AuditEvent, PermissionDeniedError, Role
from curation.drafts import actions, workflow
from curation.errors import CurationError
from curation.releases import publishing
from curation.releases.publishing import ACCEPTED_BY
from curation.releases.review import Upload
from ledger import ReleaseConflictError
from tests.helpers.workspaces import (
    HAISHU,
    JIANGBEI,
    NINGBO,
    WUHU,
    notices,
    person,
    statuses,
    upload,
    wordings,
)

OCTOBER = f"supervision_notices.ningbo-supervision.{HAISHU}..2024-10"


@pytest.fixture
def desk(approving):
    return approving


@pytest.fixture
def waiting(desk, staff):
    draft = actions.create_draft(desk, staff, upload(notices(HAISHU, "2024-10", 12)))
    return workflow.submit_draft(desk, staff, draft.id, reason="十月")


def test_nobody_publishes_alone(desk, staff):
    draft = actions.create_draft(desk, staff, upload(notices(HAISHU, "2024-10", 12)))
    files = upload(notices(HAISHU, "2024-10", 12))
    for attempt in (
        lambda: workflow.publish_draft(desk, staff, draft.id, reason="x", reviewed=1),
        lambda: publishing.publish_upload(desk, staff, Upload(files), reason="x"),
    ):
        with pytest.raises(CurationError) as refused:
            attempt()
        assert refused.value.code == "approval_needed"
    assert desk.store.head().number == 1


def test_an_accepted_draft_is_published_as_its_authors_and_counts_as_reviewed(
    desk, staff, reviewer, waiting
):
    assert [draft.id for draft in actions.list_drafts(desk, reviewer)] == [waiting.id]
    outcome = workflow.accept_draft(desk, reviewer, waiting.id, reviewed=1)
    assert (outcome.release.number, outcome.release.author) == (2, "zhao")
    assert outcome.release.notes[ACCEPTED_BY] == "qian"
    assert statuses(desk)[OCTOBER] == "A"
    again = workflow.accept_draft(desk, reviewer, waiting.id, reviewed=1)
    assert again.release == outcome.release
    boss = auth.operator(desk.gate, "boss")
    events = [row.event for row in reversed(auth.read_audit(boss))]
    assert events[-4:] == ["uploaded", "submitted", "published", "accepted"]
    assert actions.list_drafts(desk, reviewer) == []
    (kept,) = actions.list_drafts(desk, staff)
    steps = [step.what for step in kept.steps]
    assert steps == ["created", "submitted", "publishing", "published"]


def test_the_submitter_cannot_accept_not_even_as_reviewer_or_operator(desk, reviewer):
    boss = auth.operator(desk.gate, "boss")
    for actor in (reviewer, boss):
        draft = actions.create_draft(desk, actor, upload(notices(HAISHU, "2024-10", 12)))
        workflow.submit_draft(desk, actor, draft.id, reason="十月")
        for decide in (
            lambda a=actor, d=draft: workflow.accept_draft(desk, a, d.id, reviewed=1),
            lambda a=actor, d=draft: workflow.return_draft(desk, a, d.id, reason="x"),
        ):
            with pytest.raises(CurationError) as refused:
                decide()
            assert refused.value.code == "own_draft"
    assert desk.store.head().number == 1


def test_a_returned_draft_says_why_and_may_be_submitted_again(desk, staff, reviewer, waiting):
    with pytest.raises(CurationError) as refused:
        workflow.return_draft(desk, reviewer, waiting.id, reason=" ")
    assert refused.value.code == "reason_missing"
    back = workflow.return_draft(desk, reviewer, waiting.id, reason="缺附件")
    assert (back.status, back.returned_because) == ("returned", "缺附件")
    with pytest.raises(CurationError) as refused:
        workflow.accept_draft(desk, reviewer, waiting.id, reviewed=1)
    assert (refused.value.code, refused.value.values["status"]) == ("not_submitted", "returned")
    actions.attach_proof(desk, staff, waiting.id, "签章.png", b"\x89PNG\r\n\x1a\n")
    workflow.submit_draft(desk, staff, waiting.id, reason="十月，附签章")
    outcome = workflow.accept_draft(desk, reviewer, waiting.id, reviewed=1)
    assert outcome.release.reason == "十月，附签章"
    assert desk.store.proof(2, "签章.png") == b"\x89PNG\r\n\x1a\n"


def test_what_waits_cannot_be_changed_but_taken_back(desk, staff, reviewer, waiting):
    with pytest.raises(CurationError) as refused:
        actions.add_files(desk, staff, waiting.id, upload(notices(HAISHU, "2024-09", 1)))
    assert refused.value.code == "not_editable"
    assert workflow.withdraw_draft(desk, staff, waiting.id).status == "open"
    with pytest.raises(CurationError):
        workflow.accept_draft(desk, reviewer, waiting.id, reviewed=1)


def test_a_release_in_between_is_seen_before_accepting(desk, staff, reviewer, waiting):
    other = person(desk, "sun")
    second = actions.create_draft(desk, other, upload(notices(JIANGBEI, "2024-10", 7)))
    workflow.submit_draft(desk, other, second.id, reason="b")
    workflow.accept_draft(desk, reviewer, waiting.id, reviewed=1)
    with pytest.raises(ReleaseConflictError) as conflict:
        workflow.accept_draft(desk, reviewer, second.id, reviewed=1)
    assert conflict.value.head.number == 2
    workflow.accept_draft(desk, reviewer, second.id, reviewed=2)
    assert len(wordings(desk)) == 51


def test_a_city_sees_and_returns_its_counties_and_no_others(desk, staff):
    county = person(desk, "li", area=HAISHU)
    ningbo = person(desk, "wang", Role.REVIEWER, NINGBO)
    wuhu = person(desk, "sun", Role.REVIEWER, WUHU)
    draft = actions.create_draft(desk, county, upload(notices(HAISHU, "2024-10", 12)))
    assert workflow.submit_draft(desk, county, draft.id, reason="十月").areas == (HAISHU,)
    assert [each.id for each in actions.list_drafts(desk, ningbo)] == [draft.id]
    assert actions.list_drafts(desk, wuhu) == []
    assert actions.list_drafts(desk, staff) == []
    for attempt in (
        lambda: workflow.return_draft(desk, wuhu, draft.id, reason="x"),
        lambda: workflow.accept_draft(desk, wuhu, draft.id, reviewed=1),
        lambda: actions.read_draft(desk, wuhu, draft.id),
        lambda: actions.read_draft_file(desk, wuhu, draft.id, "figures.csv"),
    ):
        with pytest.raises(PermissionDeniedError) as denied:
            attempt()
        assert denied.value.code == "area"
    assert workflow.return_draft(desk, ningbo, draft.id, reason="缺八月").status == "returned"


def test_a_county_publishes_its_own_rows_only(desk):
    county = person(desk, "li", area=HAISHU)
    rows = [notices(HAISHU, "2024-10", 12), notices(JIANGBEI, "2024-10", 7)]
    draft = actions.create_draft(desk, county, upload(*rows))
    _, found = actions.review_draft(desk, county, draft.id)
    (problem,) = found.errors
    assert (problem.code, problem.value, problem.expected) == ("area_not_yours", JIANGBEI, HAISHU)
    with pytest.raises(CurationError) as refused:
        workflow.submit_draft(desk, county, draft.id, reason="x")
    assert refused.value.code == "has_errors"


def test_denials_are_written_down(desk, waiting):
    viewer = person(desk, "zhou", Role.VIEWER)
    with pytest.raises(PermissionDeniedError):
        workflow.accept_draft(desk, viewer, waiting.id, reviewed=1)
    boss = auth.operator(desk.gate, "boss")
    (row,) = auth.read_audit(boss, event=AuditEvent.DENIED)
    assert row.who == "zhou"
