"""A publish that a crash cut off between its steps is finished, and never done twice."""

from typing import Any

import pytest

import auth
import ledger
from curation.errors import CurationError
from curation.releases.release_audit import publishing_lock, resolve_interrupted_publishing
from ledger import ReleaseConflictError
from tests.helpers.interrupted_publishing import WRITERS, Killed, killed_at, without_trail
from tests.helpers.small_desk import signed_in
from tests.helpers.ways_to_publish import BEFORE, WAYS, Ready, steps
from tests.helpers.workspaces import all_labels

POINTS = ("before the release", "after the release", "after its row")
FURTHER = {
    "draft": (*POINTS, "before its labels"),
    "acceptance": (*POINTS, "after the acceptance", "before its labels"),
}


RECOVERED = {
    "before the release": [None],
    "after the release": ["yes"],
    "after its row": [None],
    "after the acceptance": [None],
    "before its labels": [None],
}
"""Which rows of the trail say that the release was made before."""


def written_down(ready: Ready, since: auth.AuditHead, point: str) -> None:
    """The trail has the release and its acceptance, whatever was cut off."""
    rows, release = ready.trail(since), ready.workspace.store.release(3)
    published = [each for each in rows if each[0] == "published"]
    assert {each[1:3] for each in published} == {(ready.way.who, "3")}
    assert [each[3].get("recovered") for each in published] == RECOVERED[point]
    for event, who, subject, detail in published:
        assert (event, who, subject) == ("published", ready.way.who, "3")
        assert (detail["draft"], detail["author"]) == (ready.draft, "zhao")
        assert (detail["release"], detail["sha256"]) == (3, release.sha256)
        assert tuple(detail[kind] for kind in ("added", "changed", "removed")) == (1, 2, 0)
    accepted = [each for each in rows if each[0] == "accepted"]
    assert {each[1:3] for each in accepted} == (
        {("qian", ready.draft)} if ready.name == "acceptance" else set()
    )
    for event, who, subject, detail in accepted:
        assert (event, who, subject) == ("accepted", "qian", ready.draft)
        again = {"accepted_by": "qian", "recovered": "yes"} if "recovered" in detail else {}
        assert detail == {"release": 3, **again}


@pytest.mark.parametrize(
    ("ready", "point"),
    [(name, point) for name in FURTHER for point in FURTHER[name]],
    indirect=["ready"],
)
def test_a_draft_whose_publishing_was_cut_off_becomes_one_release(
    ready: Ready, point: str, monkeypatch
):
    before = auth.read_audit_head(ready.workspace.database)
    killed_at(monkeypatch, point)
    with pytest.raises(Killed):
        ready.click()
    written = point != "before the release"
    assert ready.workspace.store.release().number == (3 if written else 2)
    cut = ready.state()
    assert cut
    assert (cut.status, cut.release) == (("published", 3) if written else ("publishing", 0))
    # The same click again, from the same page.
    outcome = ready.click()
    assert (outcome.release.number, outcome.release.author) == (3, "zhao")
    assert [release.number for release in ready.workspace.store.history()] == [3, 2, 1]
    assert tuple(map(len, outcome.changes.frames)) == ready.way.counts
    assert ready.workspace.store.release(3).request == f"draft:{ready.draft}"
    done = ready.state()
    assert done
    assert (done.status, done.release, done.reviewed) == ("published", 3, 2)
    begun = [("publishing", ready.way.who, "")] * (1 if written else 2)
    assert steps(done) == [*BEFORE[ready.name], *begun, ("published", ready.way.who, "")]
    written_down(ready, before, point)
    assert ready.findings() == []
    assert all_labels(ready.workspace).indicators == {"走访": "visits"}
    # And once more: there is nothing left to finish.
    since = auth.read_audit_head(ready.workspace.database)
    assert ready.click().release == outcome.release
    assert ready.trail(since) == []
    assert steps(ready.state()) == steps(done)


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("ready", ["folder", "files", "restore", "review"], indirect=True)
def test_a_publish_without_a_draft_that_was_cut_off_is_not_done_twice(
    ready: Ready, point: str, monkeypatch
):
    killed_at(monkeypatch, point)
    with pytest.raises(Killed):
        ready.click()
    if point == "before the release":
        assert ready.findings() == [("unsealed", 3, "warning")]
        assert ready.click().release.number == 3
        assert ready.findings() == []
        return
    # What no row of the trail tells of is named; the release itself says who made it.
    untold = [("unaudited", 3, "warning")] if point == "after the release" else []
    assert ready.findings() == untold
    assert ready.workspace.store.release(3).author == ready.way.author
    if ready.name in ("folder", "files"):
        again = ready.click()
        assert (again.made, again.release.number, bool(again.changes)) == (False, 3, False)
    else:
        with pytest.raises(ReleaseConflictError) as conflict:
            ready.click(2)
        assert conflict.value.head.number == 3
        with pytest.raises(CurationError) as refused:
            ready.click(3)
        assert refused.value.code in ("nothing_to_restore", "not_waiting")
    assert [release.number for release in ready.workspace.store.history()] == [3, 2, 1]
    settled = resolve_interrupted_publishing(ready.workspace)
    assert [(each.release_number, each.completed) for each in settled] == [(3, True)] * len(untold)
    assert ready.findings() == []


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("ready", FURTHER, indirect=True)
def test_a_start_completes_or_withdraws_what_was_interrupted(ready: Ready, point, monkeypatch):
    before = auth.read_audit_head(ready.workspace.database)
    killed_at(monkeypatch, point)
    with pytest.raises(Killed):
        ready.click()
    settled = resolve_interrupted_publishing(ready.other)
    number, way = ready.workspace.store.release().number, ready.way
    outcome = {"before the release": [(3, way.who, False)], "after its row": []}
    assert [(each.release_number, each.who, each.completed) for each in settled] == outcome.get(
        point, [(3, way.who, True)]
    )
    assert number == (2 if point == "before the release" else 3)
    assert resolve_interrupted_publishing(ready.workspace) == []
    if point == "after the release":
        kinds = ["published", "accepted"] if ready.name == "acceptance" else ["published"]
        rows = ready.trail(before)
        assert [(each[0], each[1], each[3]["recovered"]) for each in rows] == [
            (kind, "operator:start", "yes") for kind in kinds
        ]
        assert rows[0][3]["by"] == way.who
    assert ready.findings() == []


def test_what_is_being_published_at_this_moment_is_left_alone(small):
    with publishing_lock(small):
        auth.record_event(
            signed_in(small, "zhao"), auth.AuditEvent.PUBLISHING, "3", {"as": "published"}
        )
        assert resolve_interrupted_publishing(small) == []
    (settled,) = resolve_interrupted_publishing(small)
    assert (settled.release_number, settled.completed) == (3, False)


@pytest.mark.parametrize("ready", WAYS, indirect=True)
def test_a_trail_that_breaks_after_the_release_is_completed_by_a_start(ready: Ready, monkeypatch):
    before = auth.read_audit_head(ready.workspace.database)
    real = {name: getattr(ledger.Store, name) for name in WRITERS}

    def then_gone(name: str) -> Any:
        def write(*args: Any, **kwargs: Any) -> Any:
            release = real[name](*args, **kwargs)
            without_trail(ready.other, True)
            return release

        return write

    with monkeypatch.context() as once:
        for name in WRITERS:
            once.setattr(ledger.Store, name, then_gone(name))
        outcome = ready.click()  # it is a release: nobody is told that it was not published
    without_trail(ready.other, False)
    assert outcome.release.number == 3
    assert ready.findings() == [("unaudited", 3, "warning")]
    draft = ready.state()
    assert (draft.status, draft.release) == ("published", 3) if draft else True
    (settled,) = resolve_interrupted_publishing(ready.workspace)
    assert (settled.release_number, settled.who, settled.completed) == (3, ready.way.who, True)
    assert ready.findings() == []
    kinds = [ready.way.event, "accepted"] if ready.name == "acceptance" else [ready.way.event]
    assert [each[0] for each in ready.trail(before)] == kinds
