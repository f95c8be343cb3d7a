"""Older copies that are whole in themselves, their own heads among them, are named by verify."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

import auth
from curation import remembered_labels
from curation.drafts import draft_editing
from curation.maintenance import workspace_backup
from curation.maintenance.local_file_verification import find_first_loss
from curation.maintenance.workspace_verification import rewrite_receipts_and_log, verify_workspace
from curation.reports import report_editing
from curation.reports.report import Decision
from curation.upload_answers import Answers
from curation.workspace import Workspace
from ledger.release import content_hash
from tests.helpers.full_store import DAMAGES
from tests.helpers.small_desk import copied_workspace, files, signed_in
from tests.helpers.workspaces import PASSWORD, seen_now, workspace_at

Change = Callable[..., str]


def found(folder: Path) -> list[tuple[str, str]]:
    """The errors that verify names, as another process finds them."""
    workspace = workspace_at(folder)
    findings = verify_workspace(workspace, auth.operator_actor(workspace.database, "boss"))
    workspace.database.close()
    return [(each.code, each.place) for each in findings if each.level == "error"]


def put_back(store: Path, earlier: Path, *names: str) -> None:
    """Put an earlier copy of files and folders into the place of later ones."""
    for name in names:
        if (earlier / name).is_dir():
            shutil.rmtree(store / name)
            shutil.copytree(earlier / name, store / name)
        else:
            shutil.copyfile(earlier / name, store / name)


def change_open_draft(workspace: Workspace, *, other: bool = False) -> str:
    """Add a file to a draft that nobody has submitted; no row of the trail is about it."""
    zhao = auth.sign_in(workspace.database, "zhao", PASSWORD, ip_address="192.0.2.1").actor
    draft = next(d for d in draft_editing.list_drafts(workspace, zhao) if d.status == "open")
    rows = files({"visits.p.330203..2023-04": "16人" if other else "15人"}, "more.csv")
    draft_editing.add_files(workspace, zhao, seen_now(workspace, draft.id), rows)
    return f"drafts/{draft.id}"


def change_reading(workspace: Workspace, *, other: bool = False) -> str:
    """Decide on a figure of a report."""
    zhao = signed_in(workspace, "zhao")
    (report,) = report_editing.list_reports(workspace, zhao)
    seen = seen_now(workspace, report.id)
    report_editing.save_decisions(workspace, zhao, seen, {"14-18": Decision(not other)})
    return f"readings/{report.id}"


CHANGES: dict[str, Change] = {"draft": change_open_draft, "reading": change_reading}


@pytest.mark.parametrize("kind", CHANGES)
def test_an_item_of_an_earlier_day_with_its_head_is_named_without_a_row_of_the_trail(
    full: Path, copy: Path, kind: str
) -> None:
    workspace = workspace_at(copy)
    item = CHANGES[kind](workspace)
    workspace.database.close()
    assert found(copy) == []
    number = len([*(copy / "store" / item).glob("*.json")])
    put_back(copy / "store", full / "store", item, f"{item}.head")
    assert found(copy) == [(f"{kind}_missing", f"{item}/{number:06}.json")]


@pytest.mark.parametrize("kind", CHANGES)
def test_another_state_of_the_same_number_with_its_head_is_named(
    full: Path, tmp_path: Path, kind: str
) -> None:
    here, there = (copied_workspace(full, tmp_path / name) for name in ("here", "there"))
    item = ""
    for folder in (here, there):
        workspace = workspace_at(folder)
        item = CHANGES[kind](workspace, other=folder == there)
        workspace.database.close()
    number = len([*(here / "store" / item).glob("*.json")])
    put_back(here / "store", there / "store", item, f"{item}.head")
    assert found(here) == [(f"{kind}_altered", f"{item}/{number:06}.json")]


def test_an_item_that_is_gone_with_its_head_and_its_row_is_named_by_the_log(copy: Path) -> None:
    workspace = workspace_at(copy)
    zhao = signed_in(workspace, "zhao")
    made = report_editing.create_report(
        workspace, zhao, "新报道.txt", "走访职工8人。".encode(), day=date(2024, 12, 3), source="s"
    )
    workspace.database.close()
    shutil.rmtree(copy / "store" / "readings" / made.id)
    (copy / "store" / "readings" / f"{made.id}.head").unlink()
    assert found(copy) == [("reading_missing", f"readings/{made.id}")]


def test_an_earlier_log_is_named_by_the_heads(full: Path, copy: Path) -> None:
    workspace = workspace_at(copy)
    change_open_draft(workspace)
    workspace.database.close()
    put_back(copy / "store", full / "store", "states.log")
    assert found(copy) == [("states_cut", "states.log")]


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        ("truncated", "states_altered"),
        ("empty", "states_altered"),
        ("flipped", "states_altered"),
        ("deleted", "states_missing"),
        ("unreadable", "states_altered"),
    ],
)
def test_a_damaged_log_is_named_and_may_be_written_again(
    copy: Path, damage: str, code: str
) -> None:
    DAMAGES[damage](copy / "store" / "states.log")
    assert (code, "states.log") in found(copy)
    workspace = workspace_at(copy)
    loss = find_first_loss(workspace)
    assert loss
    assert loss.place == "states.log"
    change_open_draft(workspace)  # work goes on
    remembered_labels.remember_labels(
        workspace, signed_in(workspace, "zhao"), Answers(areas={"此区": "330200"})
    )
    if damage == "unreadable":
        (copy / "store" / "states.log").rmdir()
    rewrite_receipts_and_log(workspace, signed_in(workspace, "boss"))
    workspace.database.close()
    assert found(copy) == []


def test_a_line_that_was_cut_off_is_ended_by_the_next(copy: Path) -> None:
    path = copy / "store" / "states.log"
    path.write_bytes(path.read_bytes()[:-30])
    workspace = workspace_at(copy)
    item = change_open_draft(workspace)
    workspace.database.close()
    last = path.read_bytes().splitlines()[-1]
    assert item.encode() in last
    assert ("states_altered", "states.log") in found(copy)


def test_lines_of_the_log_that_change_places_are_named(copy: Path) -> None:
    path = copy / "store" / "states.log"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([lines[1], lines[0], *lines[2:]]))
    assert found(copy) == [("states_altered", "states.log")]


def test_a_store_from_a_backup_has_a_log_of_its_own(copy: Path, tmp_path: Path) -> None:
    workspace = workspace_at(copy)
    path = tmp_path / "b.tar"
    workspace_backup.write_backup(workspace, signed_in(workspace, "boss"), path)
    workspace.database.close()
    later = workspace_at(tmp_path / "later")
    workspace_backup.load_backup(later, auth.operator_actor(later.database, "boss"), path)
    later.database.close()
    assert found(tmp_path / "later") == []
    shutil.copytree(tmp_path / "later", tmp_path / "kept")
    workspace = workspace_at(tmp_path / "later")
    item = change_open_draft(workspace)
    workspace.database.close()
    put_back(tmp_path / "later" / "store", tmp_path / "kept" / "store", item, f"{item}.head")
    ((code, _),) = found(tmp_path / "later")
    assert code == "draft_missing"


def test_heads_of_an_earlier_version_need_no_log(copy: Path) -> None:
    """They have no number of the log; the first state after has one."""
    workspace = workspace_at(copy)
    (copy / "store" / "states.log").unlink()
    for head in (copy / "store").rglob("*.head"):
        if b'"logged"' in head.read_bytes():
            rewrite_without_log(head)
    assert found(copy) == []
    change_open_draft(workspace)
    workspace.database.close()
    assert found(copy) == []
    assert len((copy / "store" / "states.log").read_bytes().splitlines()) == 1


def rewrite_without_log(head: Path) -> None:
    """Write a head as version 0.3 did."""
    values = json.loads(head.read_bytes())
    del values["logged"], values["seal"]
    head.write_bytes(json.dumps({**values, "seal": content_hash(values)}).encode())


ACCOUNTS = ("accounts.db", "accounts.db.head")


def disable_zhao(workspace: Workspace) -> None:
    """Disable an account, of which no release tells."""
    boss = signed_in(workspace, "boss")
    (zhao,) = [each for each in auth.list_accounts(boss) if each.name == "zhao"]
    auth.disable_account(boss, zhao.seen)


def test_an_accounts_database_of_an_earlier_day_with_its_note_is_named(
    full: Path, copy: Path
) -> None:
    workspace = workspace_at(copy)
    disable_zhao(workspace)
    workspace.database.close()
    assert found(copy) == []
    put_back(copy / "store", full / "store", *ACCOUNTS)
    ((code, _),) = found(copy)
    assert code == "audit_cut"
    later = workspace_at(copy)
    loss = find_first_loss(later)
    assert loss
    assert loss.code == "audit_cut"
    later.database.close()


def test_an_earlier_accounts_database_is_named_though_the_other_note_is_gone(
    full: Path, copy: Path
) -> None:
    workspace = workspace_at(copy)
    disable_zhao(workspace)
    workspace.database.close()
    put_back(copy / "store", full / "store", *ACCOUNTS)
    (copy / "store" / "audit.head").unlink()
    assert [code for code, _ in found(copy)] == ["audit_head"]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_second_note_is_named(copy: Path, damage: str) -> None:
    DAMAGES[damage](copy / "store" / "audit.head")
    assert [code for code, _ in found(copy)] == ["audit_head"]


def test_a_session_that_was_moved_to_another_account_is_named(copy: Path) -> None:
    workspace = workspace_at(copy)
    auth.sign_in(workspace.database, "zhao", PASSWORD, ip_address="192.0.2.1")
    workspace.database.close()
    assert found(copy) == []
    workspace = workspace_at(copy)
    with workspace.database.write_transaction() as db:
        db.execute(
            text("UPDATE sessions SET account_id = (SELECT id FROM accounts WHERE name = 'qian')")
        )
    workspace.database.close()
    assert set(found(copy)) == {("session_altered", "qian")}
