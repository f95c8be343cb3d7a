import json

import pandas as pd
import pytest

import auth
import ledger
from auth import AuditEvent, PermissionDeniedError, Role
from curation.drafts import draft_editing, draft_publishing
from curation.errors import CurationError
from curation.releases import figure_review, restoring
from curation.releases.changes import compare_states
from curation.releases.figure_review import find_authors_since_review
from curation.releases.notes import AUDIT_HEAD, REVIEWED_BY
from curation.releases.proposed_release import collect_code_lists, read_changes
from ledger import Provenance, ReleaseConflictError
from tests.helpers.reviews import reviewed_now
from tests.helpers.workspaces import (
    HAISHU,
    WUHU,
    notices,
    person,
    seen_now,
    seen_number,
    statuses,
    upload,
    wordings,
)

OCTOBER = f"supervision_notices.ningbo-supervision.{HAISHU}..2024-10"
TRAINED = "supervisors_trained.ningbo-supervision.330200..2024-01/2024-11"
CORRECTED = (
    "supervisors_trained,ningbo-supervision,330200,,2024-01/2024-11,4351人,page-2024-11-05,¶4"
)


def publish(workspace, actor, row, reason="x"):
    draft = draft_editing.create_draft(workspace, actor, upload(row))
    return draft_publishing.publish_draft(
        workspace,
        actor,
        seen_now(workspace, draft.id),
        reason=reason,
        reviewed=reviewed_now(workspace, draft.id, workspace.store.head().number),
    )


def test_a_changed_figure_is_a_correction_with_its_reason(workspace, staff):
    outcome = publish(workspace, staff, CORRECTED, "原报有误")
    assert outcome.changes.changed["percent"].round(3).tolist() == [0.834]
    found = workspace.store.corrections()
    assert found[["key", "release", "author", "reason"]].to_numpy().tolist() == [
        [TRAINED, 2, "zhao", "原报有误"]
    ]
    assert found[["old_as_reported", "new_as_reported"]].to_numpy().tolist() == [
        ["4315人", "4351人"]
    ]
    assert statuses(workspace)[TRAINED] == "V"


def test_restoring_is_a_new_release_and_a_correction_too(workspace, staff, reviewer):
    publish(workspace, staff, CORRECTED)
    publish(workspace, staff, notices(HAISHU, "2024-10", 12))
    outcome = restoring.restore_release(
        workspace,
        reviewer,
        seen_number(workspace, 1),
        reason="复原",
        reviewed=seen_number(workspace, 3),
    )
    release = outcome.release
    assert (release.number, release.kind, release.restored, release.parent) == (4, "restore", 1, 3)
    assert wordings(workspace) == wordings(workspace, 1)
    assert statuses(workspace) == statuses(workspace, 1)
    found = workspace.store.corrections()
    assert found[["release", "key"]].to_numpy().tolist() == [[4, TRAINED], [2, TRAINED]]
    boss = auth.operator_actor(workspace.database, "boss")
    (row,) = auth.read_audit(boss, event=AuditEvent.RESTORED)
    detail = json.loads(row.detail)
    assert (detail["release"], detail["changed"], detail["removed"]) == (4, 1, 1)
    assert detail["sha256"] == release.sha256
    number, digest = release.notes[AUDIT_HEAD].split(":")
    assert auth.verify_audit(workspace.database, [auth.AuditHead(int(number), digest)]) is None


def test_restoring_what_stands_or_an_older_page_changes_nothing(workspace, staff, reviewer):
    with pytest.raises(CurationError) as refused:
        restoring.restore_release(
            workspace,
            reviewer,
            seen_number(workspace, 1),
            reason="x",
            reviewed=seen_number(workspace, 1),
        )
    assert refused.value.code == "nothing_to_restore"
    publish(workspace, staff, CORRECTED)
    publish(workspace, staff, notices(HAISHU, "2024-10", 12))
    with pytest.raises(ReleaseConflictError):
        restoring.restore_release(
            workspace,
            reviewer,
            seen_number(workspace, 1),
            reason="x",
            reviewed=seen_number(workspace, 2),
        )
    first = restoring.restore_release(
        workspace,
        reviewer,
        seen_number(workspace, 1),
        reason="x",
        reviewed=seen_number(workspace, 3),
        request="click",
    )
    again = restoring.restore_release(
        workspace,
        reviewer,
        seen_number(workspace, 1),
        reason="x",
        reviewed=seen_number(workspace, 3),
        request="click",
    )
    assert first.release == again.release == workspace.store.head()


def test_figures_are_reviewed_by_somebody_else_than_their_author(workspace, reviewer):
    publish(workspace, reviewer, notices(HAISHU, "2024-10", 12))
    with pytest.raises(CurationError) as refused:
        figure_review.review_figures(
            workspace, reviewer, [OCTOBER], reviewed=seen_number(workspace, 2), reason="已核对"
        )
    assert refused.value.code == "own_figure"
    other = person(workspace, "wu", Role.REVIEWER)
    outcome = figure_review.review_figures(
        workspace, other, [OCTOBER], reviewed=seen_number(workspace, 2), reason="已核对"
    )
    assert outcome.release.notes[REVIEWED_BY] == "wu"
    assert statuses(workspace)[OCTOBER] == "A"
    assert len(workspace.store.corrections()) == 0
    with pytest.raises(CurationError) as refused:
        figure_review.review_figures(
            workspace, other, [OCTOBER], reviewed=seen_number(workspace, 3), reason="已核对"
        )
    assert refused.value.code == "not_waiting"


def test_who_wrote_a_figure_is_followed_through_changes_and_restores(workspace, staff, reviewer):
    sun, wu = person(workspace, "sun"), person(workspace, "wu", Role.REVIEWER)
    publish(workspace, staff, notices(HAISHU, "2024-10", 12))
    publish(workspace, sun, notices(HAISHU, "2024-10", 13))
    assert find_authors_since_review(workspace.store, [OCTOBER]) == {OCTOBER: {"zhao", "sun"}}
    restoring.restore_release(
        workspace, wu, seen_number(workspace, 1), reason="x", reviewed=seen_number(workspace, 3)
    )
    restoring.restore_release(
        workspace, wu, seen_number(workspace, 2), reason="x", reviewed=seen_number(workspace, 4)
    )
    assert find_authors_since_review(workspace.store, [OCTOBER]) == {OCTOBER: {"zhao", "wu"}}
    figure_review.review_figures(
        workspace, reviewer, [OCTOBER], reviewed=seen_number(workspace, 5), reason="x"
    )
    publish(workspace, sun, notices(HAISHU, "2024-10", 14))
    assert find_authors_since_review(workspace.store, [OCTOBER]) == {OCTOBER: {"sun"}}


def test_a_reviewer_bound_to_an_area_reviews_that_area_alone(workspace, staff):
    publish(workspace, staff, notices(HAISHU, "2024-10", 12))
    wuhu = person(workspace, "sun", Role.REVIEWER, WUHU)
    with pytest.raises(PermissionDeniedError) as denied:
        figure_review.review_figures(
            workspace, wuhu, [OCTOBER], reviewed=seen_number(workspace, 2), reason="x"
        )
    assert denied.value.code == "area"
    with pytest.raises(PermissionDeniedError):
        restoring.restore_release(
            workspace,
            wuhu,
            seen_number(workspace, 1),
            reason="x",
            reviewed=seen_number(workspace, 2),
        )
    assert workspace.store.head().number == 2


def test_a_reviewed_figure_that_changes_waits_again_and_staff_cannot_say_otherwise(
    workspace, staff
):
    header = "indicator,programme,ref_area,breakdown,time_period,as_reported,obs_status,source"
    row = f"supervision_notices,ningbo-supervision,{HAISHU},,2024-10,12份,A,page-2024-11-05"
    draft = draft_editing.create_draft(workspace, staff, [("f.csv", f"{header}\n{row}\n".encode())])
    draft_publishing.publish_draft(
        workspace,
        staff,
        seen_now(workspace, draft.id),
        reason="x",
        reviewed=reviewed_now(workspace, draft.id, 1),
    )
    assert statuses(workspace)[OCTOBER] == "V"


def test_what_differs_between_releases_is_found_where_the_figures_lie(workspace, staff):
    publish(workspace, staff, CORRECTED)
    publish(workspace, staff, notices(HAISHU, "2024-10", 12))
    labels = {"sources": [{**workspace.store.read().sources[0], "id": "other"}]}
    workspace.store.write(3, None, labels, Provenance(author="x", reason="x"))
    for old, new in ((1, 3), (3, 1), (1, 4), (4, 2), (2, 2)):
        before, after = workspace.store.read(old), workspace.store.read(new)
        read = compare_states(
            before.figures, after.figures, collect_code_lists(before), collect_code_lists(after)
        )
        found = read_changes(workspace.store, old, new)
        assert found.codes == read.codes
        for mine, theirs in zip(found.frames, read.frames, strict=True):
            pd.testing.assert_frame_equal(mine, theirs)
    assert [len(frame) for frame in read_changes(workspace.store, 0, 1).frames] == [49, 0, 0]


def test_restoring_and_reviewing_read_no_more_than_they_touch(
    workspace, staff, reviewer, monkeypatch
):
    publish(workspace, staff, CORRECTED)
    read, was = [], ledger.Store.figures

    def counted(*args, **kwargs):
        found = was(*args, **kwargs)
        read.append(len(found))
        return found

    monkeypatch.setattr(ledger.Store, "figures", counted)
    figure_review.review_figures(
        workspace, reviewer, [TRAINED], reviewed=seen_number(workspace, 2), reason="x"
    )
    restoring.restore_release(
        workspace,
        reviewer,
        seen_number(workspace, 1),
        reason="x",
        reviewed=seen_number(workspace, 3),
    )
    assert 0 < max(read) <= 4
