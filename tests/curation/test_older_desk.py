"""Drafts, readings and labels that were written before are read as they were meant."""

import shutil

import pytest

from curation.drafts import draft_storage
from curation.releases.proposed_release import read_published_datasets
from curation.reports import report_editing
from curation.reports.report import Decision
from curation.upload_answers import Answers
from tests.helpers.servers import ROOT
from tests.helpers.workspaces import all_labels, all_subjects, workspace_at

DRAFT = "20261129102359756440-f90fdad41cee"
READING = "20261129102400143651-63f3582e8559"
ACCOUNT = "bb5aaf424f7128e6"
SAID = Answers(
    area="330200",
    period="2024",
    unit="人",
    source="s",
    encodings={"g.csv": "gb18030"},
    indicators={"走访": "visits"},
    areas={"本区": "330203"},
    subjects={"职工\t人": "members.women"},
)


@pytest.fixture
def older(tmp_path):
    shutil.copytree(ROOT / "tests/data/older_store", tmp_path / "store")
    workspace = workspace_at(tmp_path)
    yield workspace
    workspace.database.close()


def test_a_draft_is_what_it_was(older):
    (draft,) = draft_storage.load_all_drafts(older)
    assert (draft.id, draft.version, draft.status, draft.mode) == (DRAFT, 5, "returned", "append")
    assert (draft.author, draft.account, draft.title) == ("zhao", ACCOUNT, "f.csv")
    assert (draft.answers, dict(draft.explanations)) == (SAID, {"*": "核对"})
    assert (draft.reason, draft.areas, draft.reviewed, draft.release) == ("二月", ("340200",), 2, 0)
    assert [(step.what, step.who, step.reason) for step in draft.steps] == [
        ("created", "zhao", ""),
        ("proof_attached", "zhao", "章.pdf"),
        ("changed", "zhao", ""),
        ("submitted", "zhao", "二月"),
        ("returned", "qian", "缺一月"),
    ]
    assert (draft.editable, draft.return_reason, draft.previous_status) == (
        True,
        "缺一月",
        "returned",
    )
    assert draft.request == f"draft:{DRAFT}"
    (file,), (proof,) = draft.files, draft.proofs
    assert draft_storage.read_stored_file(older, draft, file).startswith(b"indicator,")
    assert (proof.name, draft_storage.read_stored_file(older, draft, proof)) == (
        "章.pdf",
        b"%PDF-1.7",
    )


def test_a_reading_is_what_it_was(older):
    (reading,) = report_editing.report_folder(older).load_all()
    assert (reading.id, reading.version, reading.status) == (READING, 2, "open")
    assert (reading.author, reading.account, reading.name) == ("zhao", ACCOUNT, "报道.txt")
    assert (reading.day, reading.source, reading.draft) == ("2024-12-03", "s", "")
    text = "宁波市总工会今年以来走访职工177人，组建服务队近40支。"
    assert report_editing.read_report_text(older, reading) == text
    assert (
        report_editing.report_folder(older).read_file(reading.id, reading.sha256) == text.encode()
    )
    accepted, left = reading.decisions["14-18"], reading.decisions["24-28"]
    assert (accepted.accepted, accepted.subject, accepted.unit) == (True, "走访职工", "人")
    assert (accepted.taught, accepted.row["as_reported"]) == (True, "177人")
    assert left == Decision(False)
    assert [each["code"] for each in reading.indicators] == ["posts"]


def test_labels_mean_what_they_meant(older):
    known = all_labels(older)
    assert (known.indicators, known.areas) == ({"走访": "visits"}, {"本区": "330203"})
    assert all_subjects(older) == {("职工", "人"): ("members", "women")}


def test_the_release_that_datasets_were_published_as_is_known(older):
    assert read_published_datasets(older.store).release.number == 1
