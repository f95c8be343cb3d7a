"""One damaged file harms one thing: every kind of file, in every way, is found and named."""

import re
import shutil
from pathlib import Path

import pytest
from sqlalchemy import text

import auth
from auth import DatabaseUnavailableError
from curation import remembered_labels
from curation.drafts import draft_editing
from curation.maintenance import workspace_backup
from curation.maintenance.local_file_verification import find_first_loss, find_local_damage
from curation.maintenance.workspace_verification import IntegrityFinding, verify_workspace
from curation.releases.upload_review import Upload, check_upload
from curation.reports import report_editing
from curation.upload_answers import Answers
from curation.workspace import Workspace
from ledger import CorruptFileError, StoreError
from locales import LANGUAGES, Words
from tests.helpers.full_store import DAMAGES, KINDS, files_of_kind, replace_by_older
from tests.helpers.reviews import publish_now
from tests.helpers.small_desk import copied_workspace, files, signed_in
from tests.helpers.workspaces import all_labels, seen_now, workspace_at

NEW = {"visits.p.330203..2023-05": "15人"}
LOCAL = [kind for kind in KINDS if kind.partition(" ")[0] in ("draft", "reading", "labels")]
RELEASED = ["log entry", "data file", "code list"]
CHECKED = [*LOCAL, *RELEASED, "proof", "receipt"]
STATES = ["draft", "reading", "labels"]
SINGLE = ["reading head", "reading file", "labels head", "proof"]  # nothing older is there


def errors(workspace: Workspace) -> list[IntegrityFinding]:
    found = verify_workspace(workspace, signed_in(workspace, "boss"))
    return [each for each in found if each.level == "error"]


def work_goes_on(workspace: Workspace) -> None:
    """Pages are filled, an upload is checked and published, a backup is written."""
    zhao = signed_in(workspace, "zhao")
    assert workspace.store.read().release.number == 3
    assert len(draft_editing.list_drafts(workspace, zhao)) >= 4
    report_editing.list_reports(workspace, zhao)
    all_labels(workspace)
    find_local_damage(workspace, zhao)
    assert check_upload(workspace, zhao, Upload(files(NEW))).errors == ()
    draft_editing.create_draft(workspace, zhao, files(NEW))
    assert publish_now(workspace, zhao, Upload(files(NEW)), reason="x").release.number == 4
    path = workspace.settings.folder / "b.tar"
    assert workspace_backup.write_backup(workspace, signed_in(workspace, "boss"), path).number == 4


def names(path: Path, folder: Path, found: list[IntegrityFinding]) -> bool:
    """Whether findings name a file: its path, or the draft and the SHA-256 or name of its file."""
    place = path.relative_to(folder / "store").as_posix()
    item = re.match(r"\w+/([^/]+)/files", place)
    return any(each.place == place or (item and each.place.startswith(item[1])) for each in found)


def test_every_file_in_a_full_store_is_of_a_known_kind(full: Path):
    store = full / "store"
    known = {path for kind in KINDS for path in files_of_kind(store, kind)}
    unknown = {path for path in store.rglob("*") if path.is_file()} - known
    assert {path.relative_to(store).as_posix() for path in unknown} == set()
    assert [kind for kind in KINDS if not files_of_kind(store, kind)] == []


def test_a_whole_store_has_no_damage(copy: Path):
    workspace = workspace_at(copy)
    assert verify_workspace(workspace, signed_in(workspace, "boss")) == []
    assert find_first_loss(workspace) is None
    work_goes_on(workspace)
    assert verify_workspace(workspace, signed_in(workspace, "boss")) == []
    workspace.database.close()


def damaged_copy(full: Path, folder: Path, kind: str, damage: str) -> tuple[Path, Path]:
    """A copy of the store with one file damaged: the newest of its kind; gives both."""
    copy = copied_workspace(full, folder)
    path = files_of_kind(copy / "store", kind)[-1]
    if kind == "data file":  # their names tell nothing of their age
        workspace = workspace_at(copy)
        newest, before = (workspace.store.release(number).files for number in (3, 2))
        path = copy / "store" / next(name for name, _ in newest if name not in dict(before))
        workspace.database.close()
    DAMAGES[damage](path)
    return copy, path


@pytest.mark.parametrize("kind", CHECKED)
def test_each_kind_damaged_in_each_way_is_named_with_its_way_back(full, kind, tmp_path):
    unseen = []
    for damage in DAMAGES:
        copy, path = damaged_copy(full, tmp_path / damage, kind, damage)
        workspace = workspace_at(copy)
        found = errors(workspace)
        if not names(path, copy, found) or not all(map(told, found)):
            unseen.append((damage, found))
        if kind != "proof" and not kind.endswith(("head", "receipt")):
            assert find_first_loss(workspace) or kind.endswith("file") or kind == "code list", (
                damage
            )
        workspace.database.close()
    assert unseen == []


@pytest.mark.parametrize("kind", [*LOCAL, "receipt"])
def test_whatever_of_a_desk_is_damaged_all_else_goes_on(full, kind, tmp_path):
    for damage in DAMAGES:
        copy, _ = damaged_copy(full, tmp_path / damage, kind, damage)
        workspace = workspace_at(copy)
        work_goes_on(workspace)
        workspace.database.close()


@pytest.mark.parametrize("kind", [*RELEASED, "proof"])
def test_a_release_that_is_damaged_is_not_built_upon_and_drafts_go_on(full, kind, tmp_path):
    for damage in DAMAGES:
        copy, _ = damaged_copy(full, tmp_path / damage, kind, damage)
        workspace = workspace_at(copy)
        zhao = signed_in(workspace, "zhao")
        assert len(draft_editing.list_drafts(workspace, zhao)) == 5
        report_editing.list_reports(workspace, zhao)
        upload = Upload(files(NEW))
        with pytest.raises(StoreError):
            (
                workspace.store.proof(3, "章.pdf")
                if kind == "proof"
                else publish_now(workspace, zhao, upload, reason="x")
            )
        last_good = workspace.store.last_good()
        assert (last_good.number if last_good else None) == {
            "log entry": 2,
            "data file": 2,
            "code list": None,  # every release has it: the static copy is served
            "proof": 3,
        }[kind]
        workspace.database.close()


def told(finding: IntegrityFinding) -> bool:
    """Whether the way back is said in every language."""
    return all(Words(language).say(finding.repair_message_id) for language in LANGUAGES)


@pytest.mark.parametrize("kind", [kind for kind in CHECKED if kind not in SINGLE])
def test_a_file_in_whose_place_an_older_one_stands_is_named(copy: Path, kind: str):
    paths = files_of_kind(copy / "store", kind)
    replace_by_older(paths[-1], paths[-2])
    if paths[-1].read_bytes() != paths[-2].read_bytes():
        raise AssertionError
    workspace = workspace_at(copy)
    assert names(paths[-1], copy, errors(workspace))
    workspace.database.close()


@pytest.mark.parametrize("kind", STATES)
@pytest.mark.parametrize("which", [0, 1])
def test_an_earlier_state_that_is_edited_or_gone_is_named(full, kind, which, tmp_path):
    for name in ("edited", "deleted"):
        copy = copied_workspace(full, tmp_path / name)
        newest = files_of_kind(copy / "store", kind)[-1]
        path = sorted(newest.parent.glob("*.json"))[which - 1 if which else 0]
        path = path if path != newest else sorted(newest.parent.glob("*.json"))[0]
        if name == "edited":
            path.write_bytes(path.read_bytes().replace(b'"', b' "', 1))
        else:
            path.unlink()
        workspace = workspace_at(copy)
        assert names(path, copy, errors(workspace)), (name, path)
        workspace.database.close()


@pytest.mark.parametrize("kind", STATES)
def test_a_whole_folder_that_is_gone_is_named(copy: Path, kind: str):
    newest = files_of_kind(copy / "store", kind)[-1]
    shutil.rmtree(newest.parent)
    workspace = workspace_at(copy)
    assert names(newest, copy, errors(workspace))
    newest.parent.with_name(newest.parent.name + ".head").unlink()
    (found,) = errors(workspace)  # the trail has the row of its upload
    assert newest.parent.name in found.place
    workspace.database.close()


def test_a_damaged_draft_is_left_aside_and_cannot_be_opened(copy: Path):
    workspace = workspace_at(copy)
    zhao = signed_in(workspace, "zhao")
    before = draft_editing.list_drafts(workspace, zhao)
    path = files_of_kind(copy / "store", "draft")[-1]
    path.write_bytes(b"")
    assert [each.id for each in draft_editing.list_drafts(workspace, zhao)] == [
        each.id for each in before if each.id != path.parent.name
    ]
    (found,) = find_local_damage(workspace, zhao)
    assert (found.code, found.place) == (
        "draft_unreadable",
        path.relative_to(copy / "store").as_posix(),
    )
    with pytest.raises(CorruptFileError):
        draft_editing.read_draft(workspace, zhao, path.parent.name)
    with pytest.raises(CorruptFileError):
        seen_now(workspace, path.parent.name)
    workspace.database.close()


def test_labels_that_are_damaged_are_asked_for_again_and_kept_anew(copy: Path):
    workspace = workspace_at(copy)
    zhao = signed_in(workspace, "zhao")
    files_of_kind(copy / "store", "labels")[-1].write_bytes(b"{")
    assert all_labels(workspace).areas == {}
    number = len(files_of_kind(copy / "store", "labels"))
    remembered_labels.remember_labels(workspace, zhao, Answers(areas={"那区": "330200"}))
    assert all_labels(workspace).areas == {"那区": "330200"}
    assert len(files_of_kind(copy / "store", "labels")) == number + 1
    assert [each.code for each in errors(workspace)] == ["labels_unreadable"]
    workspace.database.close()


@pytest.mark.parametrize("damage", ["empty", "deleted"])
def test_an_accounts_database_that_is_lost_is_said(copy: Path, damage: str):
    DAMAGES[damage](copy / "store" / "accounts.db")
    workspace = workspace_at(copy)
    boss = auth.operator_actor(workspace.database, "boss")
    assert "audit_cut" in [each.code for each in verify_workspace(workspace, boss)]
    loss = find_first_loss(workspace)
    assert loss
    assert loss.code == "audit_cut"
    workspace.database.close()


@pytest.mark.parametrize("damage", ["truncated", "unreadable"])
def test_an_accounts_database_that_is_damaged_is_said(copy: Path, damage: str):
    DAMAGES[damage](copy / "store" / "accounts.db")
    with pytest.raises(DatabaseUnavailableError):
        workspace_at(copy)


@pytest.mark.parametrize("which", range(0, 24, 3))
def test_one_flipped_bit_in_a_row_of_an_account_is_named(copy: Path, which: int):
    path = copy / "store" / "accounts.db"
    workspace = workspace_at(copy)
    (zhao,) = [
        account
        for account in auth.list_accounts(signed_in(workspace, "boss"))
        if account.name == "zhao"
    ]
    with workspace.database.read_transaction() as db:
        stored = db.execute(text("SELECT password_hash FROM accounts WHERE name = 'zhao'"))
        password_hash = stored.scalar_one().encode()
    workspace.database.close()
    data = bytearray(path.read_bytes())
    at = data.index(zhao.id.encode() + b"zhao" + b"zhao" + password_hash) + len(zhao.id)
    data[at + which] ^= 1 << (which % 8)
    path.write_bytes(data)
    later = workspace_at(copy)
    found = [each for each in errors(later) if each.code.startswith("account_")]
    assert found
    assert found[0].place in (zhao.name, zhao.id)
    assert all(map(told, found))
    later.database.close()


def test_a_note_of_the_trail_that_is_deleted_is_named(copy: Path):
    (copy / "store" / "accounts.db.head").unlink()
    workspace = workspace_at(copy)
    (found,) = errors(workspace)
    assert (found.code, found.repair_message_id) == ("audit_head", "manage.way_head")
    workspace.database.close()


def test_a_note_of_the_trail_that_is_damaged_is_said_and_written_anew(copy: Path):
    path = copy / "store" / "accounts.db.head"
    path.write_bytes(b"{")
    workspace = workspace_at(copy)
    assert [each.code for each in errors(workspace)] == ["audit_head"]
    auth.record_event(signed_in(workspace, "boss"), auth.AuditEvent.SIGNED_OUT)
    assert errors(workspace) == []
    workspace.database.close()
