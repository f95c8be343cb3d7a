"""What is whole in itself and yet not what was stored last, or lost as a whole, is named."""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

import auth
from auth import DatabaseUnavailableError
from curation import remembered_labels
from curation.drafts import draft_editing, draft_publishing
from curation.maintenance.local_file_verification import find_first_loss
from curation.maintenance.workspace_verification import verify_workspace
from curation.upload_answers import Answers
from curation.workspace import Workspace
from tests.helpers.full_store import KINDS, files_of_kind
from tests.helpers.reviews import submit_draft_now
from tests.helpers.small_desk import signed_in
from tests.helpers.workspaces import seen_now, workspace_at


def found(folder: Path) -> list[tuple[str, str]]:
    """The errors that verify names, as another process finds them."""
    workspace = workspace_at(folder)
    boss = auth.operator_actor(workspace.database, "boss")
    findings = verify_workspace(workspace, boss)
    workspace.database.close()
    return [(each.code, each.place) for each in findings if each.level == "error"]


def put_back(store: Path, earlier: Path, *names: str) -> None:
    """Put an earlier copy of files and folders into the place of later ones."""
    for name in names:
        if (store / name).is_dir():
            shutil.rmtree(store / name)
            shutil.copytree(earlier / name, store / name)
        else:
            shutil.copyfile(earlier / name, store / name)


def test_labels_of_an_earlier_day_with_their_head_are_named(full: Path, copy: Path) -> None:
    workspace = workspace_at(copy)
    said = Answers(areas={"此区": "330200"})
    remembered_labels.remember_labels(workspace, signed_in(workspace, "zhao"), said)
    workspace.database.close()
    assert found(copy) == []
    put_back(copy / "store", full / "store", "labels", "labels.head")
    newest = len(files_of_kind(full / "store", "labels")) + 1
    assert found(copy) == [("labels_missing", f"labels/{newest:06}.json")]


def test_an_answer_that_was_forgotten_does_not_come_back_unseen(full: Path, copy: Path) -> None:
    workspace = workspace_at(copy)
    zhao = signed_in(workspace, "zhao")
    answer = remembered_labels.list_answers(workspace, zhao)[-1]
    remembered_labels.forget_answer(workspace, zhao, answer.seen)
    workspace.database.close()
    assert found(copy) == []
    put_back(copy / "store", full / "store", "labels", "labels.head")
    assert [code for code, _ in found(copy)] == ["labels_missing"]


def return_submitted(workspace: Workspace) -> str:
    """Return the draft that waits; gives its id."""
    qian = signed_in(workspace, "qian")
    (waiting,) = [d for d in draft_editing.list_drafts(workspace, qian) if d.status == "submitted"]
    seen = seen_now(workspace, waiting.id)
    return draft_publishing.return_draft(workspace, qian, seen, reason="x").id


def submit_returned(workspace: Workspace) -> str:
    """Submit the draft that was returned; gives its id."""
    zhao = signed_in(workspace, "zhao")
    (back,) = [d for d in draft_editing.list_drafts(workspace, zhao) if d.status == "returned"]
    return submit_draft_now(workspace, zhao, back.id, reason="x").id


@pytest.mark.parametrize("act", [return_submitted, submit_returned])
def test_a_draft_of_an_earlier_day_with_its_head_is_named(
    full: Path, copy: Path, act: Callable[[Workspace], str]
) -> None:
    workspace = workspace_at(copy)
    draft = act(workspace)
    workspace.database.close()
    assert found(copy) == []
    number = len([*(copy / "store" / "drafts" / draft).glob("*.json")])
    put_back(copy / "store", full / "store", f"drafts/{draft}", f"drafts/{draft}.head")
    assert found(copy) == [("draft_missing", f"drafts/{draft}/{number:06}.json")]


SEALED = ["receipt", "draft head", "reading head", "labels head", "accounts note"]


@pytest.mark.parametrize("kind", SEALED)
@pytest.mark.parametrize("change", [b"%s\n", b" %s", b"%s\x00"])
def test_a_file_with_a_seal_has_nothing_before_or_after_it(
    copy: Path, kind: str, change: bytes
) -> None:
    path = files_of_kind(copy / "store", kind)[-1]
    path.write_bytes(change % path.read_bytes())
    names = [place for _, place in found(copy)]
    assert len(names) == 1
    assert kind == "accounts note" or path.is_relative_to(copy / "store" / names[0])


LINKED = [kind for kind in KINDS if kind not in ("accounts", "accounts note", "lock")]


@pytest.mark.parametrize("kind", LINKED)
@pytest.mark.parametrize("target", ["itself", "/dev/null", "/nonexistent"])
def test_a_link_in_the_place_of_a_file_is_named(copy: Path, kind: str, target: str) -> None:
    path = files_of_kind(copy / "store", kind)[-1]
    path.unlink()
    path.symlink_to(path.name if target == "itself" else target)
    assert len(found(copy)) >= 1


FOLDERS = ["drafts", "readings", "labels", "figures", "codes", "receipts", "proofs"]


@pytest.mark.parametrize("name", FOLDERS)
def test_a_file_in_the_place_of_a_folder_is_named_and_the_rest_is_verified(
    copy: Path, name: str
) -> None:
    shutil.rmtree(copy / "store" / name)
    (copy / "store" / name).write_bytes(b"x")
    (copy / "store" / "accounts.db.head").write_bytes(b"{")
    places = [place for _, place in found(copy)]
    assert any(name in place for place in places)
    assert any(place.isdecimal() for place in places)  # the row of the damaged note
    workspace = workspace_at(copy)
    drafts = draft_editing.list_drafts(workspace, signed_in(workspace, "zhao"))
    assert len(drafts) == (0 if name == "drafts" else 5)
    workspace.database.close()


def test_a_folder_in_the_place_of_the_lock_is_named(copy: Path) -> None:
    (copy / "store" / "publishing.lock").unlink()
    (copy / "store" / "publishing.lock").mkdir()
    assert found(copy) == [("unreadable", "publishing.lock")]


def change_database(folder: Path, *statements: str, keep: bool = False) -> None:
    """Change the accounts database as somebody does who may write the file."""
    with sqlite3.connect(folder / "store" / "accounts.db") as db:
        triggers = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        before = triggers.fetchall()
        for name, _ in before:
            db.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            db.execute(statement)
        for _, sql in before if keep else ():
            db.execute(sql)
    db.close()


@pytest.mark.parametrize("table", ["audit", "accounts", "sessions", "claims", "attempts"])
def test_a_table_that_is_lost_is_named_and_all_else_is_verified(copy: Path, table: str) -> None:
    change_database(copy, f"DROP TABLE {table}", keep=table != "audit")
    files_of_kind(copy / "store", "draft")[-1].write_bytes(b"{")
    findings = found(copy)
    assert ("account_damaged", table) in findings
    assert "draft_unreadable" in [code for code, _ in findings]


def test_a_lost_table_is_a_loss_for_monitoring(copy: Path) -> None:
    change_database(copy, "ALTER TABLE claims DROP COLUMN used_at", keep=True)
    assert found(copy) == [("account_damaged", "claims.used_at")]
    workspace = workspace_at(copy)
    loss = find_first_loss(workspace)
    assert loss
    assert (loss.code, loss.place) == ("account_damaged", "claims.used_at")
    workspace.database.close()


@pytest.mark.parametrize("detail", ["", "{", "[]", "null", "1"])
def test_details_that_are_none_are_named_by_their_row(copy: Path, detail: str) -> None:
    change_database(copy, f"UPDATE audit SET detail = '{detail}' WHERE number = 5", keep=True)
    assert ("audit_changed", "5") in found(copy)


def test_a_role_that_is_none_harms_its_account_alone(copy: Path) -> None:
    change_database(copy, "UPDATE accounts SET role = 'king' WHERE name = 'sun'", keep=True)
    assert found(copy) == [("account_changed", "sun")]
    workspace = workspace_at(copy)
    boss = auth.operator_actor(workspace.database, "boss")
    roles = {account.name: account.role for account in auth.list_accounts(boss)}
    assert (roles["sun"], roles["qian"]) == ("viewer", "reviewer")
    with pytest.raises(auth.PermissionDeniedError):
        draft_editing.list_drafts(workspace, signed_in(workspace, "sun"))
    workspace.database.close()


def test_a_time_or_a_version_that_is_none_is_said(copy: Path) -> None:
    workspace = workspace_at(copy)
    zhao = signed_in(workspace, "zhao")
    with workspace.database.engine.begin() as db:
        db.execute(text("UPDATE sessions SET seen_at = 'yesterday'"))
    with pytest.raises(DatabaseUnavailableError) as refused:
        draft_editing.list_drafts(workspace, zhao)
    assert refused.value.code == "database_damaged"
    workspace.database.close()
    change_database(copy, "INSERT INTO schema_version VALUES (2)", keep=True)
    with pytest.raises(DatabaseUnavailableError) as refused:
        workspace_at(copy)
    assert refused.value.code == "database_damaged"
