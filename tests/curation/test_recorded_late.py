"""A change that is stored while the accounts database is full is recorded by the next start."""

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

import auth
from app_pages import startup
from auth import Actor, AuditEvent, DatabaseUnavailableError
from curation import remembered_labels
from curation.drafts import draft_editing, draft_publishing
from curation.drafts.draft import Draft
from curation.maintenance.late_records import record_late
from curation.maintenance.workspace_verification import verify_workspace
from curation.reports import report_editing
from curation.upload_answers import Answers
from curation.workspace import Workspace
from locales import LANGUAGES, Words
from tests.helpers.reviews import submit_draft_now
from tests.helpers.small_desk import files, signed_in
from tests.helpers.workspaces import seen_now, workspace_at

NEW = {"visits.p.330203..2023-05": "15人"}


def one_of(workspace: Workspace, actor: Actor, status: str) -> Draft:
    """A draft of a status."""
    return next(d for d in draft_editing.list_drafts(workspace, actor) if d.status == status)


def upload(workspace: Workspace) -> str:
    zhao = signed_in(workspace, "zhao")
    return f"drafts/{draft_editing.create_draft(workspace, zhao, files(NEW)).id}"


def submit(workspace: Workspace) -> str:
    zhao = signed_in(workspace, "zhao")
    draft = one_of(workspace, zhao, "returned")
    return f"drafts/{submit_draft_now(workspace, zhao, draft.id, reason='x').id}"


def send_back(workspace: Workspace) -> str:
    qian = signed_in(workspace, "qian")
    seen = seen_now(workspace, one_of(workspace, qian, "submitted").id)
    return f"drafts/{draft_publishing.return_draft(workspace, qian, seen, reason='x').id}"


def hand_in(workspace: Workspace) -> str:
    zhao, text = signed_in(workspace, "zhao"), "走访职工8人。".encode()
    day = date(2024, 12, 3)
    made = report_editing.create_report(workspace, zhao, "r.txt", text, day=day, source="s")
    return f"readings/{made.id}"


def remember(workspace: Workspace) -> str:
    answers = Answers(areas={"此区": "330200"})
    remembered_labels.remember_labels(workspace, signed_in(workspace, "zhao"), answers)
    return "labels"


def forget(workspace: Workspace) -> str:
    zhao = signed_in(workspace, "zhao")
    answer = remembered_labels.list_answers(workspace, zhao)[-1]
    remembered_labels.forget_answer(workspace, zhao, answer.seen)
    return "labels"


CHANGES: dict[str, tuple[Callable[[Workspace], str], AuditEvent, str]] = {
    "uploaded": (upload, AuditEvent.UPLOADED, "zhao"),
    "submitted": (submit, AuditEvent.SUBMITTED, "zhao"),
    "returned": (send_back, AuditEvent.RETURNED, "qian"),
    "handed in": (hand_in, AuditEvent.UPLOADED, "zhao"),
    "remembered": (remember, AuditEvent.LABELS_REMEMBERED, ""),
    "forgotten": (forget, AuditEvent.LABELS_REMEMBERED, ""),
}


def fill(workspace: Workspace) -> None:
    """Let the database file grow no further, and fill what room it has with rows."""

    def limit(connection: Any, record: object) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")

    workspace.database.close()
    event.listen(workspace.database.engine, "connect", limit)
    boss = signed_in(workspace, "boss")
    with suppress(DatabaseUnavailableError):
        while True:
            auth.record_event(boss, AuditEvent.SIGNED_OUT)


def make_older(folder: Path) -> None:
    """Let every file of a store be of an hour ago."""
    for path in folder.rglob("*.json"):
        os.utime(path, (path.stat().st_mtime - 3600,) * 2)


@pytest.mark.parametrize("change", CHANGES)
def test_a_stored_change_is_no_error_and_its_row_follows(copy: Path, change: str) -> None:
    act, kind, who = CHANGES[change]
    workspace = workspace_at(copy)
    fill(workspace)
    place = act(workspace)
    number = auth.read_audit_head(workspace.database).number
    workspace.database.close()
    later = workspace_at(copy)
    boss = signed_in(later, "boss")
    assert record_late(later) == []  # another process may be recording it
    make_older(copy / "store")
    (found,) = verify_workspace(later, boss)
    assert (found.code, found.place, found.level) == ("unaudited", place, "warning")
    assert record_late(later) == [place]
    (row,) = auth.read_audit(boss, limit=1)
    detail = auth.read_detail(row)
    assert (row.number, row.event, row.who) == (number + 1, kind.value, "operator:start")
    assert (detail["recovered"], detail.get("by", "")) == ("yes", who)
    assert verify_workspace(later, boss) == []
    assert record_late(later) == []
    later.database.close()


def test_a_whole_store_has_nothing_to_record(copy: Path) -> None:
    workspace = workspace_at(copy)
    make_older(copy / "store")
    assert record_late(workspace) == []
    workspace.database.close()


def test_a_start_records_it_and_says_so(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    workspace = workspace_at(copy)
    fill(workspace)
    place = upload(workspace)
    workspace.database.close()
    make_older(copy / "store")
    later = workspace_at(copy)
    startup._settle_interrupted_publishes(later)
    told = [Words(language).say("curation.recorded_late", place=place) for language in LANGUAGES]
    assert capsys.readouterr().err.splitlines() == told
    assert verify_workspace(later, signed_in(later, "boss")) == []
    later.database.close()
