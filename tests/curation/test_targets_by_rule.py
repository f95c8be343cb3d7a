"""The year's target of a flow that no list writes out: uploaded, published, told, verified."""

from datetime import date

import pytest

from auth import operator_actor
from charts.chart import ChartData
from curation.code_names import read_code_names
from curation.drafts import draft_editing, draft_publishing
from curation.maintenance.workspace_verification import verify_workspace
from curation.releases import datasets
from curation.workspace import Workspace
from exports.bulletins.bulletin import build_bulletin
from file_formats import yaml
from ledger import Release
from locales import Words
from metrics.metric_table import to_records
from metrics.progress import compute_progress, read_progress_data
from tests.helpers.reviews import reviewed_now
from tests.helpers.workspaces import NINGBO, notices, seen_now, table

NOTICES, TARGET = "supervision_notices", "supervision_notices_target"
TASK = f"{TARGET},ningbo-supervision,{NINGBO},,2025,480份,page-2024-11-05,¶1"
MONTHS = [notices(NINGBO, f"2025-{month:02d}", 20) for month in range(1, 7)]
EXPLICIT = {
    "code": TARGET,
    "name": {"zh": "提示函任务", "en": "Notices to send"},
    "definition": {"zh": "一年的任务。", "en": "The task of a year."},
    "unit": {"zh": "份", "en": "notices"},
    "kind": "target",
    "target_for": NOTICES,
    "aggregation": "none",
    "topic": "supervision",
}


@pytest.fixture
def published(workspace: Workspace, staff) -> Release:
    """Six months of notices and the task of the year, by the code of a target made by rule."""
    return publish(workspace, staff, ("figures.csv", table(*MONTHS, TASK)))


def publish(workspace: Workspace, staff, *files: tuple[str, bytes]) -> Release:
    draft = draft_editing.create_draft(workspace, staff, files)
    _, found = draft_editing.review_draft(workspace, staff, draft.id)
    assert found.errors == ()
    outcome = draft_publishing.publish_draft(
        workspace,
        staff,
        seen_now(workspace, draft.id),
        reason="任务",
        reviewed=reviewed_now(workspace, draft.id, workspace.store.release().number),
    )
    return outcome.release


def test_a_target_is_uploaded_by_its_code_and_counts_towards_progress(workspace, published):
    snapshot = workspace.store.read()
    (figure,) = to_records(snapshot.figures[snapshot.figures["indicator"] == TARGET])
    assert (figure["unit"], figure["kind"], figure["topic"]) == ("份", "target", "supervision")
    parents = dict(zip(snapshot.areas["code"], snapshot.areas["parent"], strict=True))
    data = read_progress_data(snapshot.figures, snapshot.indicators, 2025, parents, "100000")
    (row,) = to_records(compute_progress(data.figures, data.indicators, 2025, 6))
    assert (row["cumulative"].value, row["target"].value) == (120, 480)
    assert (row["completion"].value, row["gap"]) == (25, -25)


def test_a_bulletin_tells_how_much_of_it_is_done(workspace, published):
    snapshot = workspace.store.read()
    data = ChartData(
        figures=snapshot.figures,
        programmes=tuple(snapshot.programmes),
        indicators=tuple(snapshot.indicators),
        areas=snapshot.areas,
        words=Words("zh", read_code_names(snapshot)),
        release=2,
    )
    assert data.words.name("indicator", TARGET) == "劳动法律监督提示函年度任务"
    bulletin = build_bulletin(["supervision"], data, day=date(2025, 7, 1))
    assert bulletin is not None
    assert [each.value for each in bulletin.progress["completion"]] == [25]


@pytest.mark.parametrize("name", ["劳动法律监督提示函年度任务", "提示函目标", "提示函全年任务"])
def test_a_table_names_it_as_unions_do(workspace, staff, name):
    rows = f"地区,{name}（份）\n宁波市,480\n"
    answers = draft_editing.Answers(period="2025")
    draft = draft_editing.create_draft(
        workspace, staff, [("任务.csv", rows.encode())], answers=answers
    )
    _, found = draft_editing.review_draft(workspace, staff, draft.id)
    assert found.checked.figures["indicator"].tolist() == [TARGET]


def test_it_is_stored_in_no_list_and_what_is_verified_is_whole(workspace, published, tmp_path):
    assert verify_workspace(workspace, operator_actor(workspace.database, "boss")) == []
    assert published.codes == workspace.store.release(1).codes
    datasets.write_datasets(workspace.store.read(), tmp_path / "dump")
    listed = yaml.load_yaml((tmp_path / "dump" / "indicators.yaml").read_bytes())
    assert TARGET not in {entry["code"] for entry in listed}
    again = datasets.read_datasets(tmp_path / "dump")
    assert (again.figures["indicator"] == TARGET).sum() == 1


def test_an_entry_of_its_own_wins_and_is_one_change(workspace, staff, published):
    definition = ("i.yaml", yaml.dump_yaml({"indicators": [EXPLICIT]}))
    publish(workspace, staff, definition)
    found = {entry["code"]: entry for entry in workspace.store.read().indicators}
    assert found[TARGET]["name"]["zh"] == "提示函任务"
    assert [entry["code"] for entry in found.values() if entry.get("target_for") == NOTICES] == [
        TARGET
    ]
    assert "terms" not in found[TARGET]
