from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

import auth
from auth import Role
from curation.drafts import draft_editing, draft_publishing
from curation.errors import CurationError, PublishBlockedError
from curation.maintenance.workspace_verification import verify_workspace
from curation.workspace import Workspace
from ledger import CorruptFileError, ReleaseConflictError, StoreError
from tests.helpers.reviews import reviewed_now
from tests.helpers.workspaces import (
    HAISHU,
    JIANGBEI,
    notices,
    person,
    seen_now,
    statuses,
    upload,
    wordings,
)

MINUTES = timedelta(minutes=3)
OCTOBER = f"supervision_notices.ningbo-supervision.{HAISHU}..2024-10"


def test_a_draft_is_shown_then_published_and_its_figures_wait_for_review(workspace, staff):
    draft = draft_editing.create_draft(workspace, staff, upload(notices(HAISHU, "2024-10", 12)))
    _, found = draft_editing.review_draft(workspace, staff, draft.id)
    assert found.errors == ()
    assert list(found.proposal.changes.added["key"]) == [OCTOBER]
    assert len(found.proposal.changes.changed) == len(found.proposal.changes.removed) == 0
    assert found.proposal.parent == 1
    outcome = draft_publishing.publish_draft(
        workspace,
        staff,
        seen_now(workspace, draft.id),
        reason="十月",
        reviewed=reviewed_now(workspace, draft.id, 1),
    )
    assert (outcome.release.number, outcome.release.author) == (2, "zhao")
    assert outcome.release.reason == "十月"
    assert wordings(workspace)[OCTOBER] == "12份"
    assert statuses(workspace)[OCTOBER] == "V"
    assert len(wordings(workspace)) == 50
    assert draft_editing.read_draft(workspace, staff, draft.id).release == 2


def test_publishing_twice_is_one_release(workspace, staff):
    draft = draft_editing.create_draft(workspace, staff, upload(notices(HAISHU, "2024-10", 12)))
    first = draft_publishing.publish_draft(
        workspace,
        staff,
        seen_now(workspace, draft.id),
        reason="十月",
        reviewed=reviewed_now(workspace, draft.id, 1),
    )
    again = draft_publishing.publish_draft(
        workspace,
        staff,
        seen_now(workspace, draft.id),
        reason="十月",
        reviewed=reviewed_now(workspace, draft.id, 1),
    )
    assert first.release == again.release
    assert list(again.changes.added["key"]) == [OCTOBER]
    assert [release.number for release in workspace.store.history()] == [2, 1]
    boss = auth.operator_actor(workspace.database, "boss")
    assert len(auth.read_audit(boss, event=auth.AuditEvent.PUBLISHED)) == 1


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_publishers_the_second_reviews_again(workspace: Workspace, order: tuple[int, int]):
    people = [person(workspace, "zhao"), person(workspace, "sun")]
    rows = [notices(HAISHU, "2024-10", 12), notices(JIANGBEI, "2024-10", 7)]
    made = [
        draft_editing.create_draft(workspace, actor, upload(row))
        for actor, row in zip(people, rows, strict=True)
    ]
    first, second = order
    draft_publishing.publish_draft(
        workspace,
        people[first],
        seen_now(workspace, made[first].id),
        reason="a",
        reviewed=reviewed_now(workspace, made[first].id, 1),
    )
    with pytest.raises(ReleaseConflictError) as conflict:
        draft_publishing.publish_draft(
            workspace,
            people[second],
            seen_now(workspace, made[second].id),
            reason="b",
            reviewed=reviewed_now(workspace, made[second].id, 1),
        )
    assert conflict.value.head.number == 2
    assert conflict.value.head.author == people[first].name
    kept, found = draft_editing.review_draft(workspace, people[second], made[second].id)
    assert (kept.status, found.proposal.parent) == ("open", 2)
    draft_publishing.publish_draft(
        workspace,
        people[second],
        seen_now(workspace, made[second].id),
        reason="b",
        reviewed=reviewed_now(workspace, made[second].id, 2),
    )
    assert {OCTOBER, f"supervision_notices.ningbo-supervision.{JIANGBEI}..2024-10"} < set(
        wordings(workspace)
    )
    assert len(wordings(workspace)) == 51


def test_a_crash_before_publishing_loses_nothing(
    open_workspace: Callable[..., Workspace], workspace, staff
):
    draft = draft_editing.create_draft(workspace, staff, upload(notices(HAISHU, "2024-10", 12)))
    draft_editing.change_draft(
        workspace, staff, seen_now(workspace, draft.id), reason="十月", explanations={"*": "核对过"}
    )
    later = open_workspace()
    actor = auth.Actor(
        later.database, staff.name, account_id=staff.account_id, session_id=staff.session_id
    )
    (found,) = draft_editing.list_drafts(later, auth.require(actor, auth.Action.READ_DRAFTS))
    assert (found.id, found.reason, found.explanations) == (draft.id, "十月", {"*": "核对过"})
    assert (
        draft_editing.read_draft_file(later, staff, draft.id, "figures.csv")
        == upload(notices(HAISHU, "2024-10", 12))[0][1]
    )
    draft_publishing.publish_draft(
        later,
        staff,
        seen_now(later, draft.id),
        reason="十月",
        reviewed=reviewed_now(later, draft.id, 1),
    )
    assert wordings(workspace)[OCTOBER] == "12份"


def test_a_crash_after_the_release_is_finished_at_the_next_click(workspace, staff, monkeypatch):
    draft = draft_editing.create_draft(workspace, staff, upload(notices(HAISHU, "2024-10", 12)))

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as crash:
        crash.setattr("curation.releases.publishing.record_release", killed)
        with pytest.raises(KeyboardInterrupt):
            draft_publishing.publish_draft(
                workspace,
                staff,
                seen_now(workspace, draft.id),
                reason="十月",
                reviewed=reviewed_now(workspace, draft.id, 1),
            )
    assert workspace.store.head().number == 2
    assert draft_editing.read_draft(workspace, staff, draft.id).release == 2
    boss = auth.operator_actor(workspace.database, "boss")
    assert [(f.code, f.level, f.release) for f in verify_workspace(workspace, boss)] == [
        ("unaudited", "warning", 2)
    ]
    outcome = draft_publishing.publish_draft(
        workspace,
        staff,
        seen_now(workspace, draft.id),
        reason="十月",
        reviewed=reviewed_now(workspace, draft.id, 1),
    )
    assert verify_workspace(workspace, boss) == []
    assert (outcome.release.number, workspace.store.head().number) == (2, 2)
    assert draft_editing.read_draft(workspace, staff, draft.id).status == "published"
    (row,) = auth.read_audit(boss, event=auth.AuditEvent.PUBLISHED)
    assert '"recovered": "yes"' in row.detail
    assert row.subject == "2"


def test_a_crash_while_publishing_leaves_a_draft_that_can_be_published_or_changed(
    workspace, staff, monkeypatch
):
    draft = draft_editing.create_draft(workspace, staff, upload(notices(HAISHU, "2024-10", 12)))

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as crash:
        crash.setattr("ledger.store.Store.write", killed)
        with pytest.raises(KeyboardInterrupt):
            draft_publishing.publish_draft(
                workspace,
                staff,
                seen_now(workspace, draft.id),
                reason="十月",
                reviewed=reviewed_now(workspace, draft.id, 1),
            )
    assert draft_editing.read_draft(workspace, staff, draft.id).status == "publishing"
    with pytest.raises(CurationError) as refused:
        draft_editing.change_draft(workspace, staff, seen_now(workspace, draft.id), reason="y")
    assert refused.value.code == "not_editable"
    later = replace(
        workspace,
        database=replace(workspace.database, clock=lambda: workspace.database.now() + MINUTES),
    )
    assert draft_editing.read_draft(later, staff, draft.id).status == "open"
    outcome = draft_publishing.publish_draft(
        workspace,
        staff,
        seen_now(workspace, draft.id),
        reason="十月",
        reviewed=reviewed_now(workspace, draft.id, 1),
    )
    assert outcome.release.number == 2


@pytest.mark.parametrize("fault", [StoreError("disk_full", "x"), StoreError("read_only", "x")])
def test_a_publish_that_fails_says_why_and_leaves_the_draft(workspace, staff, monkeypatch, fault):
    draft = draft_editing.create_draft(workspace, staff, upload(notices(HAISHU, "2024-10", 12)))

    def fails(*_: object, **__: object) -> None:
        raise fault

    with monkeypatch.context() as full:
        full.setattr("ledger.store.Store.write", fails)
        with pytest.raises(StoreError) as raised:
            draft_publishing.publish_draft(
                workspace,
                staff,
                seen_now(workspace, draft.id),
                reason="十月",
                reviewed=reviewed_now(workspace, draft.id, 1),
            )
    assert raised.value.code == fault.code
    kept = draft_editing.read_draft(workspace, staff, draft.id)
    assert (kept.status, kept.steps[-1].what) == ("open", "not_published")
    assert (
        draft_publishing.publish_draft(
            workspace,
            staff,
            seen_now(workspace, draft.id),
            reason="x",
            reviewed=reviewed_now(workspace, draft.id, 1),
        ).release.number
        == 2
    )


def test_an_altered_upload_is_found_and_not_published(workspace, staff):
    draft = draft_editing.create_draft(workspace, staff, upload(notices(HAISHU, "2024-10", 12)))
    (kept,) = (workspace.local_folder / "drafts" / draft.id / "files").iterdir()
    kept.write_bytes(kept.read_bytes().replace("12份".encode(), "13份".encode()))
    boss = auth.operator_actor(workspace.database, "boss")
    assert [finding.code for finding in verify_workspace(workspace, boss)] == ["draft_altered"]
    with pytest.raises(CorruptFileError):
        draft_publishing.publish_draft(
            workspace,
            staff,
            seen_now(workspace, draft.id),
            reason="x",
            reviewed=reviewed_now(workspace, draft.id, 1),
        )


def test_errors_stop_and_nothing_changes(workspace, staff):
    draft = draft_editing.create_draft(workspace, staff, upload(notices("999999", "2024-10", 12)))
    with pytest.raises(PublishBlockedError) as blocked:
        draft_publishing.publish_draft(
            workspace,
            staff,
            seen_now(workspace, draft.id),
            reason="十月",
            reviewed=reviewed_now(workspace, draft.id, 1),
        )
    assert blocked.value.code == "has_errors"
    assert [problem.code for problem in blocked.value.problems] == ["unknown_area"]
    assert workspace.store.head().number == 1


def test_only_its_author_changes_a_draft(workspace, staff):
    draft = draft_editing.create_draft(workspace, staff, upload(notices(HAISHU, "2024-10", 12)))
    other = person(workspace, "sun", Role.ADMIN)
    for change in (
        lambda: draft_editing.change_draft(
            workspace, other, seen_now(workspace, draft.id), reason="x"
        ),
        lambda: draft_editing.discard_draft(workspace, other, seen_now(workspace, draft.id)),
        lambda: draft_publishing.publish_draft(
            workspace,
            other,
            seen_now(workspace, draft.id),
            reason="x",
            reviewed=reviewed_now(workspace, draft.id, 1),
        ),
        lambda: draft_publishing.submit_draft(
            workspace,
            other,
            seen_now(workspace, draft.id),
            reason="x",
            reviewed=reviewed_now(workspace, draft.id),
        ),
    ):
        with pytest.raises(CurationError) as refused:
            change()
        assert refused.value.code == "not_yours"


def test_what_stays_the_same_is_no_change(workspace, staff):
    row = "supervisors_trained,ningbo-supervision,330200,,2024-01/2024-11,4315人,,"
    draft = draft_editing.create_draft(workspace, staff, upload(row))
    _, found = draft_editing.review_draft(workspace, staff, draft.id)
    assert not found.proposal.changes
    with pytest.raises(CurationError) as refused:
        draft_publishing.publish_draft(
            workspace,
            staff,
            seen_now(workspace, draft.id),
            reason="x",
            reviewed=reviewed_now(workspace, draft.id, 1),
        )
    assert refused.value.code == "no_changes"


def test_publishing_tells_how_far_it_is(workspace, staff):
    told: list[tuple[str, float]] = []
    draft = draft_editing.create_draft(workspace, staff, upload(notices(HAISHU, "2024-10", 12)))
    draft_publishing.publish_draft(
        workspace,
        staff,
        seen_now(workspace, draft.id),
        reason="十月",
        reviewed=reviewed_now(workspace, draft.id, 1),
        progress=lambda *done: told.append(done),
    )
    assert [stage for stage, _ in told] == ["read", "rows", "compare", "write"]
    assert [share for _, share in told] == sorted(share for _, share in told)
