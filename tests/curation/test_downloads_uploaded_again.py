"""Whatever is published, its downloads change nothing when they are uploaded again."""

import io
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import Phase
from hypothesis import strategies as st

from auth import operator_actor
from curation.code_names import read_code_names
from curation.releases import datasets
from curation.releases.publishing import check_folder
from curation.releases.upload_review import Review, Upload, check_upload
from curation.workspace import Workspace, open_workspace
from demonstration import make_demonstration
from exports import data
from locales import LANGUAGES, Words
from settings import load_settings
from tests.helpers.examples import given, settings
from tests.helpers.generated_releases import ROWS, Row, open_desk, publish_rows
from tests.helpers.releases import publish
from tests.helpers.report_copy import REPORT, SHIPPED
from tests.helpers.workspaces import workspace_at

UPLOADED: tuple[data.DownloadKind, ...] = ("csv", "xlsx", "sdmx", "package")


def found_in(review: Review) -> list[object]:
    """Problems and changes of an upload that should have none."""
    changes = review.proposal.changes
    return [
        *((p.code, p.row, p.column, p.value, p.expected) for p in review.problems),
        *changes.keys,
        *changes.codes,
    ]


def downloads_of(workspace: Workspace, folder: Path) -> dict[str, list[object]]:
    """What each download of the newest release says when it is uploaded again, if anything."""
    snapshot = workspace.store.read()
    actor, names = operator_actor(workspace.database, "boss"), read_code_names(snapshot)
    found = {}
    for language in LANGUAGES:
        for kind in UPLOADED:
            made = data.make_download(kind, snapshot, Words(language, names))
            review = check_upload(workspace, actor, Upload([(made.name, made.data)]))
            found[f"{kind} {language}"] = found_in(review)
            assert len(review.checked.figures) == len(snapshot.figures)
    zip_files = io.BytesIO(data.make_download("package", snapshot, Words("zh")).data)
    with zipfile.ZipFile(zip_files) as archive:
        archive.extractall(folder / "package")
    datasets.write_datasets(snapshot, folder / "dump")
    for name in ("package", "dump"):
        found[name] = found_in(check_folder(workspace, actor, folder / name))
    return {name: said for name, said in found.items() if said}


@given(rows=st.lists(ROWS, min_size=20, max_size=60))
@settings(max_examples=5, derandomize=True, phases=(Phase.explicit, Phase.reuse, Phase.generate))
def test_a_release_made_at_random_comes_back_unchanged(rows: list[Row]) -> None:
    with tempfile.TemporaryDirectory() as path:
        folder = Path(path)
        workspace = open_desk(folder)
        try:
            publish_rows(workspace, rows)
            assert downloads_of(workspace, folder) == {}
        finally:
            workspace.database.close()


@pytest.mark.parametrize("tables", [REPORT, SHIPPED], ids=["report", "datasets"])
def test_the_figures_of_a_folder_come_back_unchanged(tables: Path, tmp_path: Path) -> None:
    state = datasets.read_datasets(tables)
    publish(tmp_path / "store", state.figures, state.codes)
    workspace = workspace_at(tmp_path)
    assert downloads_of(workspace, tmp_path) == {}
    workspace.database.close()


def test_the_demonstration_comes_back_unchanged(tmp_path: Path) -> None:
    make_demonstration(tmp_path / "demo")
    workspace = open_workspace(load_settings(tmp_path / "demo" / "config.yaml"))
    assert downloads_of(workspace, tmp_path) == {}
    workspace.database.close()
