"""Invented figures never stand in a store of real ones, nor real ones in a demonstration."""

import shutil
from pathlib import Path

import pytest

import auth
from curation.errors import CurationError
from curation.maintenance import workspace_backup
from curation.releases import datasets, publishing
from curation.workspace import Workspace
from demonstration.figures import CITY, UNITS
from file_formats import yaml
from ledger import StoreError
from tests.helpers.command_line import manage
from tests.helpers.report_copy import REPORT
from tests.helpers.servers import own_config
from tests.helpers.workspaces import workspace_at


@pytest.fixture
def real(first_release, tmp_path):
    """A store with the report's figures, and its accounts."""
    shutil.copytree(first_release, tmp_path / "real" / "store")
    workspace = workspace_at(tmp_path / "real")
    auth.create_account(operator(workspace), "zhao", "赵", auth.Role.STAFF)
    yield workspace
    workspace.database.close()


@pytest.fixture
def dumped(snapshot, tmp_path) -> Path:
    """The demonstration as a folder of tables."""
    folder = tmp_path / "dumped"
    datasets.write_datasets(snapshot, folder)
    return folder


@pytest.fixture
def backup(workspace, tmp_path) -> Path:
    """The demonstration as a backup."""
    path = tmp_path / "demonstration.tar"
    workspace_backup.write_backup(workspace, operator(workspace), path)
    return path


def operator(workspace: Workspace) -> auth.Actor:
    """An operator of a workspace."""
    return auth.operator_actor(workspace.database, "op")


def files_of(folder: Path) -> dict[Path, bytes]:
    """Every file of a folder; databases change by being opened."""
    return {
        path: path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".db" not in path.name
    }


def test_a_demonstration_written_as_tables_is_refused_by_a_real_store(real, dumped):
    before = files_of(real.local_folder)
    with pytest.raises(CurationError, match="demonstration_mixed"):
        publishing.check_folder(real, operator(real), dumped)
    assert files_of(real.local_folder) == before


def test_so_it_is_without_the_number_of_its_release(real, dumped):
    (dumped / "datapackage.yaml").unlink()
    with pytest.raises(CurationError, match="demonstration_mixed"):
        publishing.check_folder(real, operator(real), dumped)


@pytest.mark.parametrize("command", ["check", "publish"])
def test_the_command_says_why(first_release, dumped, tmp_path, command):
    folder = tmp_path / "office"
    shutil.copytree(first_release, folder / "store")
    own_config(folder)
    who = ("--by", "LI", "--reason", "x") if command == "publish" else ()
    done = manage(folder, command, dumped, *who)
    assert (done.status, "演示库只接受演示数据" in done.err) == (1, True)
    assert [each["release"] for each in manage(folder, "history", "--json").json] == [1]


def test_a_real_folder_is_refused_by_a_demonstration(workspace):
    with pytest.raises(CurationError, match="demonstration_mixed"):
        publishing.check_folder(workspace, operator(workspace), REPORT)


def test_a_source_in_an_upload_cannot_make_a_demonstration_of_a_store(real):
    from curation.releases.proposed_release import build_proposed_release, collect_code_lists

    head = real.store.read()
    sources = [*head.sources, {"id": "x", "title": {"zh": "x"}, "demonstration": "true"}]
    codes = {**collect_code_lists(head), "sources": sources}
    proposal = build_proposed_release(head, head.figures, codes)
    provenance = publishing.Provenance("operator:op", "x")
    with pytest.raises(CurationError, match="demonstration_mixed"):
        publishing.publish_proposed_release(real, operator(real), proposal, provenance)
    assert real.store.release().number == 1


def test_its_backup_is_not_loaded_over_a_real_store(real, backup):
    before = files_of(real.local_folder)
    with pytest.raises(StoreError) as refused:
        workspace_backup.load_backup(real, operator(real), backup)
    assert refused.value.code == "not_empty"
    assert files_of(real.local_folder) == before


def test_nor_in_the_place_of_a_real_store_that_was_lost(real, backup):
    """Its accounts are still there: nothing is written beside them."""
    for name in ("figures", "codes", "receipts"):
        shutil.rmtree(real.local_folder / name, ignore_errors=True)
    lost = workspace_at(real.settings.folder)
    with pytest.raises(auth.InvalidValueError) as refused:
        workspace_backup.load_backup(lost, operator(lost), backup)
    assert refused.value.code == "backup_not_empty"
    assert lost.store.head() is None
    assert not list(real.local_folder.glob("drafts/*"))
    lost.database.close()


def test_it_is_loaded_into_an_empty_workspace_and_stays_marked(backup, tmp_path, workspace):
    empty = workspace_at(tmp_path / "empty")
    workspace_backup.load_backup(empty, operator(empty), backup)
    assert empty.store.read().demonstration
    assert empty.store.release().sha256 == workspace.store.release().sha256
    empty.database.close()


def test_a_dump_keeps_who_answers_to_the_city(dumped, snapshot):
    tables = datasets.check_tables(dumped)
    assert not [problem for problem in tables.checked.problems if problem.level == "error"]
    for areas in (tables.codes["areas"], snapshot.areas):
        answers = dict(zip(areas["code"], areas["reports_to"], strict=True))
        assert {unit: area for unit, area in answers.items() if area} == dict.fromkeys(UNITS, CITY)
    assert yaml.load_yaml((dumped / "sources.yaml").read_bytes())[0]["demonstration"] == "true"
