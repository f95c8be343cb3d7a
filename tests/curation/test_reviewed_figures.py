"""Figures reviewed and releases restored: who may, what of it is written, and from what they come.

Release 2 is sun's: a figure of 330203 that is new and one of 330200 that was corrected.
"""

import json
from pathlib import Path

import pytest

import auth
import ledger
from auth import AuditEvent, PermissionDeniedError
from curation.errors import CurationError
from curation.releases import figure_review, restoring
from curation.releases.figure_review import find_authors_since_review
from curation.releases.upload_review import Upload
from curation.workspace import Workspace
from ledger import Provenance, ReleaseConflictError, UnknownReleaseError
from tests.helpers.damage import flip
from tests.helpers.reviews import publish_now
from tests.helpers.small_desk import REPORTED, files, signed_in
from tests.helpers.workspaces import seen_number

MARCH, MEN = "visits.p.330203..2024-03", "members..330200.men.2024"
JANUARY, APRIL = "visits.q.340200..2024-01", "visits.p.330203..2024-04"


def review(workspace: Workspace, who: str, keys: list[str], head: int = 2, why: str = "已核对"):
    return figure_review.review_figures(
        workspace,
        signed_in(workspace, who),
        keys,
        reviewed=seen_number(workspace, head),
        reason=why,
    )


def refused(call, *args, **kwargs) -> tuple[str, dict[str, object]]:
    with pytest.raises(CurationError) as fault:
        call(*args, **kwargs)
    return fault.value.code, dict(fault.value.values)


def publish(workspace: Workspace, who: str, figures: dict[str, str], **more: str):
    upload = Upload(files(figures, **more))
    actor = signed_in(workspace, who)
    return publish_now(workspace, actor, upload, reason="x", explanations={"*": "x"})


def statuses(workspace: Workspace) -> dict[str, str]:
    figures = workspace.store.read().figures
    return dict(zip(figures["key"], figures["obs_status"], strict=True))


def test_of_two_that_wait_one_is_reviewed_and_the_other_waits_on(small):
    outcome = review(small, "qian", [MARCH])
    assert outcome.changes.changed["key"].tolist() == [MARCH]
    assert statuses(small) == {**dict.fromkeys(REPORTED, "A"), MARCH: "A", MEN: "V"}
    assert outcome.release.author == "qian"
    wordings = small.store.read().figures.set_index("key")["as_reported"]
    assert (wordings[MARCH], wordings[MEN], wordings[JANUARY]) == ("12人", "601人", "30人")


@pytest.mark.parametrize(
    ("keys", "code", "values"),
    [
        ([], "no_figures_chosen", {}),
        ([MARCH, APRIL], "unknown_figure", {"key": APRIL}),
        (["nothing..330203..2024"], "unknown_figure", {"key": "nothing..330203..2024"}),
        (["visits." + "x" * 300], "unknown_figure", {"key": "visits." + "x" * 193}),
        ([MARCH, JANUARY], "not_waiting", {"key": JANUARY}),
        ([JANUARY, "visits.q.330100..2024-01"], "not_waiting", {"key": "visits.q.330100..2024-01"}),
    ],
)
def test_what_cannot_be_reviewed_is_named(small, keys, code, values):
    assert refused(review, small, "qian", keys) == (code, values)
    assert small.store.release().number == 2


def test_nobody_reviews_what_they_have_published(small):
    publish(small, "wu", {APRIL: "14人"})
    assert refused(review, small, "wu", [MARCH, APRIL], 3) == ("own_figure", {"key": APRIL})
    assert statuses(small)[MARCH] == "V"
    assert review(small, "wu", [MARCH], 3).release.number == 4
    assert review(small, "qian", [APRIL], 4).release.number == 5


def test_an_older_page_reviews_nothing(small):
    publish(small, "zhao", {APRIL: "14人"})
    with pytest.raises(ReleaseConflictError) as conflict:
        review(small, "qian", [MARCH], 2)
    assert conflict.value.head == small.store.release(3)


def test_a_reviewer_of_an_area_reviews_what_lies_in_it(small):
    publish(small, "zhao", {"visits.q.340200..2024-02": "31人"})
    outside = [MARCH, "visits.q.340200..2024-02"]
    with pytest.raises(PermissionDeniedError) as denied:
        review(small, "wang", outside, 3)
    assert denied.value.code == "area"
    outcome = review(small, "wang", [MARCH, MEN], 3)
    assert outcome.changes.areas == ["330200", "330203"]
    assert outcome.release.notes["reviewed_by"] == "wang"


def test_the_trail_names_twenty_of_the_figures(small):
    rows = {f"visits.p.330203..2022-{month:02}": f"{month}人" for month in range(1, 13)}
    rows |= {f"visits.p.330203..2023-{month:02}": f"{month}人" for month in range(1, 13)}
    publish(small, "zhao", rows)
    review(small, "qian", [*reversed(rows)], 3)
    (row,) = auth.read_audit(signed_in(small, "boss"), event=AuditEvent.FIGURES_REVIEWED)
    assert json.loads(row.detail)["keys"] == " ".join(sorted(rows)[:20])


def test_who_wrote_a_figure_since_it_was_last_reviewed(small):
    assert find_authors_since_review(small.store, [MARCH, MEN, JANUARY]) == {
        MARCH: {"sun"},
        MEN: {"sun"},
        JANUARY: set(),
    }
    publish(small, "zhao", {MARCH: "13人"})
    assert find_authors_since_review(small.store, [MARCH, MEN]) == {
        MARCH: {"sun", "zhao"},
        MEN: {"sun"},
    }
    # Up to a release that is named.
    assert find_authors_since_review(small.store, [MARCH], 2) == {MARCH: {"sun"}}
    assert find_authors_since_review(small.store, [MARCH], 1) == {MARCH: set()}
    review(small, "qian", [MARCH], 3)
    assert find_authors_since_review(small.store, [MARCH, MEN]) == {
        MARCH: {"qian", "sun", "zhao"},
        MEN: {"sun"},
    }
    publish(small, "wu", {MARCH: "15人"})
    assert find_authors_since_review(small.store, [MARCH, MEN]) == {MARCH: {"wu"}, MEN: {"sun"}}
    assert find_authors_since_review(small.store, []) == {}


def test_a_figure_that_was_taken_out_and_came_back_is_whose_brought_it_back(small):
    publish(small, "zhao", {APRIL: "14人"})
    restoring.restore_release(
        small,
        signed_in(small, "qian"),
        seen_number(small, 2),
        reason="x",
        reviewed=seen_number(small, 3),
    )
    assert find_authors_since_review(small.store, [APRIL]) == {APRIL: {"qian"}}
    publish(small, "wu", {APRIL: "14人"})
    assert find_authors_since_review(small.store, [APRIL]) == {APRIL: {"wu"}}


def test_whoever_restores_a_figure_has_written_it_beside_its_author(small):
    qian = signed_in(small, "qian")
    restoring.restore_release(
        small, qian, seen_number(small, 1), reason="x", reviewed=seen_number(small, 2)
    )
    restoring.restore_release(
        small, qian, seen_number(small, 2), reason="x", reviewed=seen_number(small, 3)
    )
    assert find_authors_since_review(small.store, [MARCH, MEN]) == {
        MARCH: {"qian", "sun"},
        MEN: {"qian", "sun"},
    }
    assert refused(review, small, "qian", [MEN], 4) == ("own_figure", {"key": MEN})
    assert review(small, "wu", [MEN], 4).release.number == 5


def restore(workspace: Workspace, number: int, head: int, who: str = "qian", why: str = "退回"):
    return restoring.restore_release(
        workspace,
        signed_in(workspace, who),
        seen_number(workspace, number),
        reason=why,
        reviewed=seen_number(workspace, head),
    )


def test_what_stands_already_is_not_restored(small):
    assert refused(restore, small, 2, 2) == ("nothing_to_restore", {"number": 2})
    restore(small, 1, 2)
    assert refused(restore, small, 1, 3) == ("nothing_to_restore", {"number": 1})
    with pytest.raises(UnknownReleaseError):
        restore(small, 9, 3)
    assert small.store.release().number == 3
    with pytest.raises(PermissionDeniedError):
        restore(small, 2, 3, "wang")


def test_labels_are_restored_with_the_figures(small):
    labels = {"sources": small.store.read().sources[:1]}
    small.store.write(2, None, labels, Provenance(author="x", reason="x"))
    outcome = restore(small, 2, 3)
    assert [(c.list, c.code, c.what) for c in outcome.changes.codes] == [("sources", "t", "added")]
    assert [each["id"] for each in small.store.read().sources] == ["s", "t"]


def damaged(workspace: Workspace) -> Workspace:
    """Release 3, whose data file is then altered."""
    publish(workspace, "zhao", {APRIL: "14人"})
    (name, _) = workspace.store.release(3).files[0]
    flip(Path(workspace.store.uri) / name)
    with pytest.raises(ledger.CorruptFileError):
        workspace.store.read()
    return workspace


def test_the_last_good_release_is_the_way_out_of_a_damaged_one(small):
    workspace = damaged(small)
    outcome = restore(workspace, 2, 3)
    # The same as the last good one: nothing changed for who reads it.
    assert (outcome.release.number, outcome.release.restored) == (4, 2)
    assert tuple(map(len, outcome.changes.frames)) == (0, 0, 0)
    assert len(workspace.store.read().figures) == 9


def test_what_is_restored_over_a_damaged_release_is_held_against_the_last_good_one(small):
    outcome = restore(damaged(small), 1, 3)
    assert (outcome.release.number, outcome.release.restored) == (4, 1)
    assert outcome.changes.removed["key"].tolist() == [MARCH]
    assert outcome.changes.changed["key"].tolist() == [MEN]
