"""What is lost of releases, receipts and the audit trail is found, and never covered up."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

import auth
import ledger
from auth import AuditEvent
from curation.errors import CurationError
from curation.maintenance import workspace_backup
from curation.maintenance.local_file_verification import find_first_loss
from curation.maintenance.workspace_verification import rewrite_receipts_and_log, verify_workspace
from curation.releases import restoring
from curation.releases.bootstrap import publish_first_release
from curation.releases.publishing import PublishResult
from curation.releases.release_audit import find_lost_release
from curation.releases.upload_review import Upload
from curation.workspace import Workspace
from ledger import StoreError
from ledger.storage.delta_log import entry_name, receipt_name
from ledger.storage.object_store import LocalStore
from tests.helpers.reviews import publish_now
from tests.helpers.small_desk import copied_workspace, files, signed_in
from tests.helpers.workspaces import seen_number, workspace_at

NEXT = {3: "visits.p.330203..2023-03", 4: "visits.p.330203..2023-04"}


def publish(workspace: Workspace, number: int) -> PublishResult:
    upload = Upload(files({NEXT[number]: "15人"}))
    return publish_now(workspace, signed_in(workspace, "zhao"), upload, reason="x")


def found(workspace: Workspace, level: str = "error") -> list[tuple[str, int | None]]:
    findings = verify_workspace(workspace, signed_in(workspace, "boss"))
    return [(each.code, each.release) for each in findings if each.level == level]


@pytest.fixture
def three(open_two: Callable[..., Workspace]) -> Workspace:
    """Three releases; what is deleted afterwards is looked at by another process."""
    workspace = open_two()
    publish(workspace, 3)
    return open_two()


def remove(workspace: Workspace, *names: str) -> None:
    for name in names:
        path = Path(workspace.store.uri) / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def again(workspace: Workspace) -> Workspace:
    """The same desk as another process finds it."""
    return workspace_at(workspace.settings.folder)


def test_releases_that_are_gone_altogether_are_named_by_the_trail(three: Workspace):
    assert found(three) == []
    remove(three, "figures", "receipts", "codes")
    later = again(three)
    assert found(later) == [("release_lost", 3), ("release_lost", 2)]
    loss = find_first_loss(later)
    assert loss
    assert (loss.code, loss.release) == ("release_lost", 3)
    folder = three.settings.folder / "tables"
    with pytest.raises(StoreError) as gone:
        publish_first_release(later.store, folder, None, later.database)
    assert (gone.value.code, gone.value.values["number"]) == ("gone_by_trail", 3)
    assert later.store.head() is None


def test_a_first_start_is_in_the_trail(small: Workspace, tmp_path: Path):
    store = ledger.open_store(str(tmp_path / "other"))
    empty = auth.open_auth_database(f"sqlite:///{tmp_path}/other/accounts.db")
    publish_first_release(store, small.settings.folder / "tables", None, empty)
    remove_all = tmp_path / "other" / "figures"
    shutil.rmtree(remove_all)
    shutil.rmtree(tmp_path / "other" / "receipts")
    with pytest.raises(StoreError) as gone:
        publish_first_release(
            ledger.open_store(store.uri), small.settings.folder / "tables", None, empty
        )
    assert gone.value.code == "gone_by_trail"
    empty.close()


def test_a_newest_release_that_is_lost_is_not_published_over_but_may_be_restored(three: Workspace):
    remove(three, entry_name(3), receipt_name(3))
    later = again(three)
    assert later.store.release().number == 2
    assert found(later) == [("release_lost", 3)]
    with pytest.raises(StoreError) as lost:
        publish(later, 3)
    assert (lost.value.code, lost.value.values["number"]) == ("lost", 3)
    with pytest.raises(StoreError) as lost:
        workspace_backup.write_backup(
            later, signed_in(later, "boss"), later.settings.folder / "b.tar"
        )
    assert lost.value.code == "lost"
    assert not (later.settings.folder / "b.tar").exists()
    qian = signed_in(later, "qian")
    restoring.restore_release(
        later, qian, seen_number(later, 1), reason="第3版丢失", reviewed=seen_number(later, 2)
    )
    leftovers = [("leftover", None)]  # the data file of the lost release
    assert (found(later), found(later, "warning")) == ([], [*leftovers, ("release_differs", 3)])
    assert publish(later, 4).release.number == 4


def test_receipts_that_are_gone_are_named_and_may_be_written_again(three: Workspace):
    whole = {path.name: path.read_bytes() for path in (three.local_folder / "receipts").iterdir()}
    remove(three, "receipts")
    later = again(three)
    assert found(later) == [("receipt_missing", 3), ("receipt_missing", 2)]
    assert rewrite_receipts_and_log(later, signed_in(later, "boss")) == [3, 2]
    assert found(later) == []
    for number in (2, 3):
        name = Path(receipt_name(number)).name
        assert (three.local_folder / "receipts" / name).read_bytes() == whole[name]


def test_an_edited_release_that_hashes_right_is_not_that_of_the_trail(three: Workspace):
    """A log entry may be forged with every hash in it; the trail has the hash of the true one."""
    other = copied_workspace(three.settings.folder, three.settings.folder / "other")
    forger = workspace_at(other)
    remove(forger, entry_name(3), receipt_name(3))
    upload = Upload(files({NEXT[3]: "999人"}))
    with forger.database.engine.begin() as db:
        for name in db.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            db.execute(text(f"DROP TRIGGER {name[0]}"))
        db.execute(text("DELETE FROM audit WHERE event = 'published' AND subject = '3'"))
    publish_now(workspace_at(other), signed_in(forger, "zhao"), upload, reason="x")
    for name in (entry_name(3), receipt_name(3)):
        shutil.copyfile(other / "store" / name, Path(three.store.uri) / name)
    for path in (other / "store" / "figures").glob("*.parquet"):
        shutil.copyfile(path, Path(three.store.uri) / "figures" / path.name)
    later = again(three)
    assert ("release_differs", 3) in found(later)
    lost = find_lost_release(later.database, later.store)
    assert lost
    assert lost.number == 3


@pytest.mark.parametrize("rows", [1, 3])
def test_newest_rows_of_the_trail_that_are_gone_are_named(small: Workspace, rows: int):
    auth.record_event(signed_in(small, "boss"), AuditEvent.SIGNED_OUT)
    head = auth.read_audit_head(small.database).number
    with small.database.engine.begin() as db:
        for name in db.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            db.execute(text(f"DROP TRIGGER {name[0]}"))
        db.execute(text(f"DELETE FROM audit WHERE number > {head - rows}"))
    assert ("audit_cut", None) in found(small)
    loss = find_first_loss(small)
    assert loss
    assert loss.code == "audit_cut"


def test_a_backup_does_not_replace_one_that_has_more(three: Workspace):
    boss, path = signed_in(three, "boss"), three.settings.folder / "b.tar"
    (three.local_folder / "labels").mkdir(exist_ok=True)
    workspace_backup.write_backup(three, boss, path)
    whole = path.read_bytes()
    publish(three, 4)
    workspace_backup.write_backup(three, boss, path)  # it has more: it replaces it
    assert path.read_bytes() != whole
    whole = path.read_bytes()
    with three.database.engine.begin() as db:
        for name in db.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            db.execute(text(f"DROP TRIGGER {name[0]}"))
        db.execute(text("DELETE FROM audit WHERE number > 3"))
    with pytest.raises(CurationError) as less:
        workspace_backup.write_backup(three, boss, path)
    assert less.value.code == "backup_less"
    assert str(less.value.values["names"]).startswith("audit:")
    assert path.read_bytes() == whole
    workspace_backup.write_backup(three, boss, path, allow_less=True)
    assert path.read_bytes() != whole
    assert sorted(each.name for each in three.settings.folder.glob("*.tar")) == ["b.tar"]


def test_a_lost_store_is_filled_from_a_backup_beside_the_trail_that_went_on(three: Workspace):
    boss, path = signed_in(three, "boss"), three.settings.folder / "b.tar"
    workspace_backup.write_backup(three, boss, path)
    publish(three, 4)
    remove(three, "figures", "receipts", "codes")
    later = again(three)
    there = signed_in(later, "boss")
    assert workspace_backup.load_backup(later, there, path).number == 3
    assert found(later) == [("release_lost", 4)]


@pytest.mark.parametrize("fault", ["after the entry", "after the row before"])
def test_release_and_trail_agree_when_the_disk_is_full(
    small: Workspace, fault: str, monkeypatch: pytest.MonkeyPatch
):
    real: Callable[..., Any] = LocalStore.sync if fault == "after the entry" else LocalStore.put

    def full(self: LocalStore, name: str, *data: Any) -> None:
        if fault == "after the entry" and "_delta_log" not in name:
            real(self, name, *data)
            return
        raise StoreError("disk_full", name)

    name = "sync" if fault == "after the entry" else "put"
    with monkeypatch.context() as once:
        once.setattr(LocalStore, name, full)
        if fault == "after the entry":
            assert publish(small, 3).release.number == 3
        else:
            with pytest.raises(StoreError) as refused:
                publish(small, 3)
            assert refused.value.code == "disk_full"
    rows = auth.read_audit(signed_in(small, "boss"), limit=2)
    kinds = [row.event for row in reversed(rows)]
    last = "published" if fault == "after the entry" else "withdrawn"
    assert kinds == ["publishing", last]
    assert small.store.release().number == (3 if last == "published" else 2)
    errors = [each for each in found(small) if each[0] != "receipt_missing"]
    assert (errors, found(small, "warning")) in (([], []), ([], [("leftover", None)]))
