"""A store with a file of every kind that the program writes, and ways to damage one of them."""

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import auth
from curation import remembered_labels
from curation.drafts import draft_editing, draft_publishing
from curation.reports import report_editing
from curation.reports.report import Decision
from curation.upload_answers import Answers
from curation.workspace import Workspace
from tests.helpers.damage import flip
from tests.helpers.reviews import publish_draft_now, submit_draft_now
from tests.helpers.small_desk import files, signed_in
from tests.helpers.workspaces import seen_now

JANUARY, FEBRUARY = "visits.p.330203..2023-01", "visits.p.330203..2023-02"
PDF = b"%PDF-1.7 a stamped scan"
ITEM = r"\d{20}-[0-9a-f]{12}"
KINDS = {
    "log entry": r"figures/_delta_log/\d{20}\.json",
    "data file": r"figures/[0-9a-f]{64}\.parquet",
    "code list": r"codes/[a-z]+-[0-9a-f]{64}\.json",
    "proof": r"proofs/[0-9a-f]{64}",
    "receipt": r"receipts/\d{20}\.json",
    "draft": rf"drafts/{ITEM}/\d{{6}}\.json",
    "draft head": rf"drafts/{ITEM}\.head",
    "draft file": rf"drafts/{ITEM}/files/[0-9a-f]{{64}}",
    "reading": rf"readings/{ITEM}/\d{{6}}\.json",
    "reading head": rf"readings/{ITEM}\.head",
    "reading file": rf"readings/{ITEM}/files/[0-9a-f]{{64}}",
    "labels": r"labels/\d{6}\.json",
    "labels head": r"labels\.head",
    "states log": r"states\.log",
    "accounts": r"accounts\.db",
    "accounts note": r"accounts\.db\.head",
    "trail note": r"audit\.head",
    "lock": r"publishing\.lock",
}
"""Every kind of file in a store, by the pattern of its name."""


def fill(workspace: Workspace) -> None:
    """Add drafts of every status, a report with decisions, labels and attachments to a desk."""
    zhao, qian = signed_in(workspace, "zhao"), signed_in(workspace, "qian")

    def draft(key: str, name: str) -> str:
        made = draft_editing.create_draft(workspace, zhao, files({key: "13人"}, name))
        seen = seen_now(workspace, made.id)
        return draft_editing.attach_proof(workspace, zhao, seen, "章.pdf", PDF).id

    published, returned, submitted, discarded, opened = (
        draft(JANUARY, f"{name}.csv")
        for name in ("published", "returned", "submitted", "discarded", "open")
    )
    draft_editing.change_draft(
        workspace,
        zhao,
        seen_now(workspace, published),
        answers=Answers(indicators={"走访": "visits"}, areas={"本区": "330203"}),
    )
    publish_draft_now(workspace, zhao, published, 2, reason="x")
    for each in (returned, submitted):
        rows = files({FEBRUARY: "14人"}, "again.csv")
        draft_editing.add_files(workspace, zhao, seen_now(workspace, each), rows)
        submit_draft_now(workspace, zhao, each, reason="x")
    draft_publishing.return_draft(workspace, qian, seen_now(workspace, returned), reason="x")
    draft_editing.discard_draft(workspace, zhao, seen_now(workspace, discarded))
    assert opened
    text = "宁波市总工会今年以来走访职工177人。".encode()
    report = report_editing.create_report(
        workspace, zhao, "报道.txt", text, day=date(2024, 12, 3), source="s"
    )
    seen = seen_now(workspace, report.id)
    report_editing.save_decisions(workspace, zhao, seen, {"14-18": Decision(False)})
    said = Answers(indicators={"走访": "visits"}, areas={"本区": "330203"})
    remembered_labels.remember_labels(workspace, zhao, said)
    remembered_labels.remember_labels(workspace, zhao, Answers(areas={"那区": "330200"}))


def files_of_kind(store: Path, kind: str) -> list[Path]:
    """The files of a kind in a store, sorted by name, so that of one item the newest is last."""
    return sorted(
        path
        for path in store.rglob("*")
        if path.is_file() and re.fullmatch(KINDS[kind], path.relative_to(store).as_posix())
    )


def replace_by_folder(path: Path) -> None:
    """Make a file unreadable for everybody, root included."""
    path.unlink()
    path.mkdir()


DAMAGES: dict[str, Callable[[Path], object]] = {
    "truncated": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "empty": lambda path: path.write_bytes(b""),
    "flipped": flip,
    "deleted": Path.unlink,
    "unreadable": replace_by_folder,
}


def replace_by_older(path: Path, older: Path) -> None:
    """Put what an older file of the kind holds in the place of a newer one."""
    shutil.copyfile(older, path)


def head_of_trail(workspace: Workspace) -> int:
    """The number of the newest row of the audit trail."""
    return auth.read_audit_head(workspace.database).number
