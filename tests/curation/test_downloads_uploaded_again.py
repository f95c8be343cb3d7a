"""Whatever is published, its downloads change nothing when they are uploaded again."""

import csv
import io
import re
import tempfile
import zipfile
from collections.abc import Callable
from datetime import date
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


def saved_by_excel(made: bytes) -> bytes:
    """A CSV as Excel saves it again: dates turned, no quotes but where needed, empty columns."""
    rows = csv.reader(io.StringIO(made.decode("utf-8-sig"), newline=""))
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(
        [*map(_turned_into_date, row), "", ""] for row in rows
    )
    return out.getvalue().encode("utf-8-sig")


def _turned_into_date(cell: str) -> str:
    if re.fullmatch(r"\d{4}-\d\d", cell):
        return date.fromisoformat(f"{cell}-01").strftime("%b-%y")
    if re.fullmatch(r"\d{4}-\d\d-\d\d", cell):
        return "{0.year}/{0.month}/{0.day}".format(date.fromisoformat(cell))
    return re.sub(r"^([A-Z][a-z]{2})[a-z]* (?:19|20)(\d\d)$", r"\1-\2", cell)


def shown_as_days(made: bytes) -> bytes:
    """A CSV whose months and days a spreadsheet shows as days: 2025/9/1."""
    rows = csv.reader(io.StringIO(made.decode("utf-8-sig"), newline=""))
    out = io.StringIO(newline="")
    csv.writer(out).writerows([*map(_as_day, row)] for row in rows)
    return out.getvalue().encode("gb18030")


def _as_day(cell: str) -> str:
    is_month, is_day = (re.fullmatch(form, cell) for form in (r"\d{4}-\d\d", r"\d{4}-\d\d-\d\d"))
    if not is_month and not is_day:
        return cell
    day = date.fromisoformat(cell if is_day else f"{cell}-01")
    return f"{day.year}/{day.month}/{day.day}"


def saved_by_wps(made: bytes) -> bytes:
    """A CSV in the encoding of Chinese Windows, with its ends of lines."""
    text = made.decode("utf-8-sig").replace("\r\n", "\n")
    return text.replace("\n", "\r\n").encode("gb18030")


@pytest.mark.parametrize("save", [saved_by_excel, saved_by_wps, shown_as_days])
def test_a_csv_that_was_saved_again_comes_back_unchanged(
    save: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    state = datasets.read_datasets(SHIPPED)
    publish(tmp_path / "store", state.figures, state.codes)
    workspace = workspace_at(tmp_path)
    actor, snapshot = operator_actor(workspace.database, "boss"), workspace.store.read()
    names = read_code_names(snapshot)
    files = {"figures.csv": data.build_package_files(snapshot)["figures.csv"]}
    for language in LANGUAGES:
        for kind in ("csv", "sdmx"):
            made = data.make_download(kind, snapshot, Words(language, names))
            files[f"{language}-{kind}.csv"] = made.data
    for name, made_data in files.items():
        review = check_upload(workspace, actor, Upload([(name, save(made_data))]))
        assert (len(review.checked.figures), found_in(review)) == (len(snapshot.figures), []), name
    workspace.database.close()
