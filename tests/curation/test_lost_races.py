"""Somebody else publishes first, or the store or the trail fails: nothing is written."""

from collections.abc import Callable

import pytest

import auth
from curation.releases import publishing, restoring
from curation.releases.publishing import PublishResult
from curation.releases.upload_review import Upload, check_upload
from curation.workspace import Workspace
from intake.model.upload_modes import UploadMode
from ledger import ReleaseConflictError, StoreError
from tests.helpers.interrupted_publishing import meanwhile, without_trail
from tests.helpers.reviews import publish_now
from tests.helpers.small_desk import files, signed_in
from tests.helpers.ways_to_publish import (
    FEBRUARY,
    FILES,
    LABELS,
    SAID,
    WAYS,
    WHY,
    Ready,
    somebody_else,
    tables,
    unchanged,
)
from tests.helpers.workspaces import seen_number


def seen_before(ready: Ready) -> Callable[[], PublishResult]:
    """Show somebody the changes now; gives the click that confirms what they have seen."""
    workspace, actor = ready.workspace, ready.actor
    if ready.name == "folder":
        found = publishing.check_folder(workspace, actor, tables(workspace))
        assert found.proposal.parent == 2
        return lambda: publishing.publish_folder(
            workspace, actor, tables(workspace), reason=WHY, reviewed=found
        )
    if ready.name == "files":
        upload = Upload(FILES, answers=LABELS)
        found = check_upload(workspace, actor, upload)
        assert found.proposal.parent == 2
        return lambda: publishing.publish_upload(
            workspace, actor, upload, reason=WHY, explanations=SAID, reviewed=found
        )
    return lambda: ready.click(2)


@pytest.mark.parametrize("ready", WAYS, indirect=True)
def test_what_was_seen_before_somebody_published_is_not_published(ready: Ready):
    click = seen_before(ready)
    won, before = somebody_else(ready.other), auth.read_audit_head(ready.workspace.database)
    with pytest.raises(ReleaseConflictError) as conflict:
        click()
    assert conflict.value.head == won
    assert (won.number, won.author) == (3, "sun")
    unchanged(ready, 3, before, [])
    assert ready.click(3).release.number == 4
    theirs = "visits.q.330100..2024-02" in set(ready.workspace.store.read().figures["key"])
    assert theirs is (ready.name != "restore")


@pytest.mark.parametrize("ready", WAYS, indirect=True)
def test_a_race_that_is_lost_at_the_last_moment_writes_nothing(ready: Ready, monkeypatch):
    before, won = auth.read_audit_head(ready.workspace.database), []
    meanwhile(monkeypatch, lambda: won.append(somebody_else(ready.other)))
    with pytest.raises(ReleaseConflictError) as conflict:
        ready.click()
    assert (conflict.value.head.number, conflict.value.head.author) == (3, "sun")
    assert [conflict.value.head] == won
    who = ready.way.who
    unchanged(ready, 3, before, [("publishing", who, ""), ("not_published", who, "")])
    again = ready.click(3)
    assert (again.release.number, again.release.parent) == (4, 3)
    assert ready.findings() == []


@pytest.mark.parametrize("ready", WAYS, indirect=True)
def test_a_disk_that_is_full_is_said_and_writes_nothing(ready: Ready, monkeypatch):
    before = auth.read_audit_head(ready.workspace.database)

    def full() -> None:
        raise StoreError("disk_full", "figures")

    meanwhile(monkeypatch, full)
    with pytest.raises(StoreError) as fault:
        ready.click()
    assert fault.value.code == "disk_full"
    who = ready.way.who
    unchanged(ready, 2, before, [("publishing", who, ""), ("not_published", who, "")])
    assert ready.click().release.number == 3


@pytest.mark.parametrize("ready", WAYS, indirect=True)
def test_without_the_trail_nothing_is_published(ready: Ready):
    before = auth.read_audit_head(ready.workspace.database)
    without_trail(ready.other, True)
    with pytest.raises(auth.DatabaseUnavailableError):
        ready.click()
    without_trail(ready.other, False)
    who = ready.way.who
    unchanged(ready, 2, before, [("publishing", who, ""), ("not_published", who, "")])
    assert ready.click().release.number == 3


@pytest.mark.parametrize("ready", WAYS, indirect=True)
def test_a_second_click_makes_no_second_release(ready: Ready):
    first = ready.click()
    since = auth.read_audit_head(ready.workspace.database)
    if ready.name in ("restore", "review"):
        with pytest.raises(ReleaseConflictError) as conflict:
            ready.click()
        assert conflict.value.head == first.release
    else:
        again = ready.click()
        assert again.release == first.release
        assert again.made == (ready.way.draft)
        assert bool(again.changes) == ready.way.draft
    assert ready.workspace.store.release().number == 3
    assert ready.trail(since) == []


def test_a_restore_that_is_asked_for_twice_at_once_is_one_release(open_two, monkeypatch):
    workspace, other = open_two(), open_two()
    qian = signed_in(workspace, "qian")

    def click(at: Workspace, request: str = "click-1") -> PublishResult:
        return restoring.restore_release(
            at,
            qian,
            seen_number(at, 1),
            reason="退回",
            reviewed=seen_number(at, 2),
            request=request,
        )

    made: list[PublishResult] = []
    meanwhile(monkeypatch, lambda: made.append(click(other)))
    outcome = click(workspace)
    assert (outcome.release, outcome.release.number) == (made[0].release, 3)
    assert tuple(map(len, click(workspace).changes.frames)) == (0, 1, 1)
    assert workspace.store.release().request == "click-1"
    with pytest.raises(ReleaseConflictError):
        click(workspace, "click-2")
    with pytest.raises(ReleaseConflictError):
        click(workspace, "")
    assert workspace.store.release().number == 3


@pytest.mark.parametrize(
    ("wording", "name", "mode", "one"),
    [
        ("32人", "f.csv", "upsert", True),
        ("33人", "f.csv", "upsert", False),
        ("32人", "g.csv", "upsert", False),
        ("32人", "f.csv", "replace", False),
    ],
)
def test_only_the_same_files_at_the_same_moment_are_one_release(
    open_two, monkeypatch, wording: str, name: str, mode: UploadMode, one: bool
):
    workspace, other = open_two(), open_two()
    zhao, made = signed_in(workspace, "zhao"), []

    def publish(at: Workspace, upload: Upload) -> PublishResult:
        return publish_now(at, zhao, upload, reason="x", explanations={"*": "x"})

    theirs = Upload(files({FEBRUARY: "32人"}))
    meanwhile(monkeypatch, lambda: made.append(publish(other, theirs)))
    mine = Upload(files({FEBRUARY: wording}, name), mode)
    if one:
        assert publish(workspace, mine).release == made[0].release
    else:
        with pytest.raises(ReleaseConflictError) as conflict:
            publish(workspace, mine)
        assert conflict.value.head == made[0].release
    assert workspace.store.release().number == 3
