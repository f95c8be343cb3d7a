"""A store and a backup that version 0.1 wrote are opened: releases, drafts, labels, accounts."""

import gzip
import tarfile
from datetime import date
from pathlib import Path

import pytest

import auth
from auth import Role
from charts.declarations import ChartDeclaration, load_named_charts
from curation.drafts import draft_editing, draft_publishing
from curation.maintenance import workspace_backup
from curation.maintenance.workspace_verification import verify_workspace
from curation.reports import report_editing
from curation.workspace import Workspace
from tests.helpers.made_charts import made, materials_of
from tests.helpers.report_copy import CONFIG, ROOT
from tests.helpers.reviews import reviewed_now
from tests.helpers.workspaces import PASSWORD, all_labels, person, seen_now, wordings, workspace_at

EARLIER = ROOT / "tests/data/earlier"
SEPTEMBER = "supervision_notices.ningbo-supervision.330203..2024-09"
REASONS = ["恢复", "订正海曙九月", "九月", "datasets/"]
HEAD = "41d9a4011c1645076c769118f3c91473b79542e2d9f21dfc5a9ec3968c0e1855"


@pytest.fixture
def earlier(tmp_path: Path) -> Workspace:
    """The desk over the store as version 0.1 left it."""
    with tarfile.open(EARLIER / "store-0.1.tar.gz") as archive:
        archive.extractall(tmp_path, filter="data")
    workspace = workspace_at(tmp_path / "earlier")
    yield workspace
    workspace.database.close()


@pytest.fixture
def loaded(tmp_path: Path) -> Workspace:
    """A new desk into which the backup of version 0.1 was loaded."""
    (tmp_path / "backup.tar").write_bytes(
        gzip.decompress((EARLIER / "backup-0.1.tar.gz").read_bytes())
    )
    workspace = workspace_at(tmp_path / "new")
    workspace_backup.load_backup(
        workspace, auth.operator_actor(workspace.database, "boss"), tmp_path / "backup.tar"
    )
    yield workspace
    workspace.database.close()


@pytest.mark.parametrize("which", ["earlier", "loaded"])
def test_releases_drafts_labels_and_accounts_are_as_they_were(
    which: str, request: pytest.FixtureRequest
) -> None:
    workspace: Workspace = request.getfixturevalue(which)
    assert verify_workspace(workspace, auth.operator_actor(workspace.database, "boss")) == []
    history = list(workspace.store.history())
    assert [(release.number, release.reason) for release in history] == list(
        zip((4, 3, 2, 1), REASONS, strict=True)
    )
    assert history[0].sha256 == HEAD
    assert [wordings(workspace, n).get(SEPTEMBER) for n in (1, 2, 3, 4)] == [
        None,
        "9份",
        "19份",
        "9份",
    ]
    assert workspace.store.proof(2, "章.png") == b"\x89PNG\r\n\x1a\n"
    assert all_labels(workspace).indicators == {"提示函份数": "supervision_notices"}
    zhao = auth.sign_in(workspace.database, "zhao", PASSWORD, ip_address="192.0.2.1").actor
    assert [draft.status for draft in draft_editing.list_drafts(workspace, zhao)] == [
        "open",
        "published",
        "published",
    ]
    (listed,) = report_editing.list_reports(workspace, zhao)
    reading, text = report_editing.open_report(workspace, zhao, listed.id)
    assert (reading.date, text[:4]) == (date(2024, 12, 3), "本报讯（")
    assert [each.accepted for each in reading.decisions.values()] == [True, False]


def test_work_of_then_goes_on_now(earlier: Workspace) -> None:
    zhao = auth.sign_in(earlier.database, "zhao", PASSWORD, ip_address="192.0.2.1").actor
    begun = next(each for each in draft_editing.list_drafts(earlier, zhao) if each.status == "open")
    draft_publishing.publish_draft(
        earlier,
        zhao,
        seen_now(earlier, begun.id),
        reason="十月",
        reviewed=reviewed_now(earlier, begun.id, 4),
    )
    chief = person(earlier, "chief", Role.REVIEWER)
    (waiting,) = (d for d in draft_editing.list_drafts(earlier, chief) if d.status == "submitted")
    draft_publishing.accept_draft(
        earlier, chief, seen_now(earlier, waiting.id), reviewed=reviewed_now(earlier, waiting.id, 5)
    )
    assert wordings(earlier)[SEPTEMBER.replace("-09", "-10")] == "12份"
    assert wordings(earlier)[SEPTEMBER.replace("-09", "-11")] == "15份"
    assert verify_workspace(earlier, auth.operator_actor(earlier.database, "boss")) == []


def asks_for(chart: ChartDeclaration) -> set[str]:
    """The indicators that a named chart is drawn of."""
    return {*chart.indicators, *(code for pair in chart.ratios for code in pair)}


@pytest.mark.parametrize("which", ["earlier", "loaded"])
def test_every_named_chart_is_drawn_of_a_release_from_before_ratios_were_declared(
    which: str, request: pytest.FixtureRequest
) -> None:
    workspace: Workspace = request.getfixturevalue(which)
    snapshot = workspace.store.read(1)
    assert not any("ratios" in indicator for indicator in snapshot.indicators)
    charts = made(load_named_charts(), materials_of(snapshot, CONFIG)["zh"])
    assert list(charts) == list(load_named_charts())
    known = {indicator["code"] for indicator in snapshot.indicators}
    later = [name for name, chart in load_named_charts().items() if not asks_for(chart) <= known]
    assert [name for name, chart in charts.items() if chart.empty] == later
    assert charts["competitors_per_group"].finding == "平均6.8人/支和3.1人/家（推算）。"
