import io
import tarfile
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from random import Random
from threading import Event
from time import monotonic

import pytest

import auth
from auth import Role
from curation import remembered_labels
from curation.drafts import draft_editing
from curation.errors import CurationError, UnreadableFolderError
from curation.maintenance import workspace_backup
from curation.maintenance.workspace_verification import verify_workspace
from curation.upload_answers import Answers
from curation.workspace import Workspace
from ledger import Release, StoreError
from tests.helpers.drill import times
from tests.helpers.reviews import publish_draft_now
from tests.helpers.workspaces import (
    HAISHU,
    all_labels,
    notices,
    person,
    seen_now,
    upload,
    wordings,
    workspace_at,
)

A_PUBLISH = 0.5  # seconds, about
LONGEST = 60  # seconds to load a backup on a clean machine


@pytest.fixture
def boss(workspace):
    return auth.operator_actor(workspace.database, "boss")


@pytest.fixture
def empty(tmp_path_factory):
    """A desk on a machine where nothing is yet."""
    workspace = workspace_at(tmp_path_factory.mktemp("clean"))
    yield workspace
    workspace.database.close()


def test_a_backup_brings_back_releases_drafts_labels_accounts_and_trail(
    workspace, staff, boss, empty, tmp_path
):
    published = draft_editing.create_draft(workspace, staff, upload(notices(HAISHU, "2024-09", 9)))
    draft_editing.attach_proof(
        workspace, staff, seen_now(workspace, published.id), "章.png", b"\x89PNG\r\n\x1a\n"
    )
    publish_draft_now(workspace, staff, published.id, 1, reason="九月")
    waiting = draft_editing.create_draft(workspace, staff, upload(notices(HAISHU, "2024-10", 12)))
    remembered_labels.remember_labels(
        workspace, staff, Answers(indicators={"提示函份数": "supervision_notices"})
    )
    path = tmp_path / "b.tar"
    assert workspace_backup.write_backup(workspace, boss, path).number == 2
    there = auth.operator_actor(empty.database, "boss")
    assert workspace_backup.load_backup(empty, there, path).sha256 == workspace.store.head().sha256
    assert [r.sha256 for r in empty.store.history()] == [
        r.sha256 for r in workspace.store.history()
    ]
    assert wordings(empty) == wordings(workspace)
    assert empty.store.proof(2, "章.png") == b"\x89PNG\r\n\x1a\n"
    assert verify_workspace(empty, there) == []
    assert all_labels(empty).indicators == {"提示函份数": "supervision_notices"}
    actor = auth.sign_in(empty.database, "zhao", "碧海 correct horse", ip_address="::1").actor
    assert [draft.id for draft in draft_editing.list_drafts(empty, actor)] == [
        waiting.id,
        published.id,
    ]
    publish_draft_now(empty, actor, waiting.id, 2, reason="十月")
    assert len(wordings(empty)) == 51
    with pytest.raises(StoreError) as fault:
        workspace_backup.load_backup(empty, there, path)
    assert fault.value.code == "not_empty"


def seconds_to_load(path: Path, head: Release, workspace: Workspace, clean: Workspace) -> float:
    """Load a backup on a clean machine, where it must be what it was taken of."""
    there, began = auth.operator_actor(clean.database, "boss"), monotonic()
    assert workspace_backup.load_backup(clean, there, path).sha256 == head.sha256
    taken = monotonic() - began
    hashes = [release.sha256 for release in workspace.store.history()][-head.number :]
    assert [release.sha256 for release in clean.store.history()] == hashes
    assert [finding for finding in verify_workspace(clean, there) if finding.level == "error"] == []
    clean.database.close()
    return taken


def test_backups_taken_while_others_publish_are_whole(
    workspace, staff, boss, tmp_path, tmp_path_factory, record_property
):
    ended, wanted = Event(), times(3, 50)

    def publish() -> None:
        for number in count(1):
            if ended.is_set():
                return
            row = notices(HAISHU, f"{2000 + number // 12}-{number % 12 + 1:02}", number)
            draft = draft_editing.create_draft(workspace, staff, upload(row))
            head = workspace.store.head().number
            publish_draft_now(workspace, staff, draft.id, head, reason="x")

    with ThreadPoolExecutor(1) as pool:
        publishing = pool.submit(publish)
        try:
            paths, heads, dice = [tmp_path / f"{n}.tar" for n in range(wanted)], [], Random(1)
            for path in paths:  # each at another moment of a publish
                ended.wait(dice.uniform(0, A_PUBLISH))
                heads.append(workspace_backup.write_backup(workspace, boss, path))
        finally:
            ended.set()
        publishing.result()
    assert [head.number for head in heads] == sorted(head.number for head in heads)
    record_property("backups", wanted)
    meanwhile = heads[-1].number - heads[0].number
    record_property("releases_meanwhile", meanwhile)
    assert meanwhile >= wanted // 5
    taken = [
        seconds_to_load(path, head, workspace, workspace_at(tmp_path_factory.mktemp("clean")))
        for path, head in zip(paths, heads, strict=True)
    ]
    record_property("slowest_load_s", round(max(taken), 1))
    assert max(taken) < LONGEST


@pytest.mark.parametrize("name", ["../outside", "/etc/x", "drafts/../x.json", "accounts.db"])
def test_a_backup_with_a_strange_member_is_refused(workspace, boss, empty, tmp_path, name):
    path = tmp_path / "b.tar"
    workspace_backup.write_backup(workspace, boss, path)
    with tarfile.open(path, "a") as tar:
        info = tarfile.TarInfo(name)
        info.size = 1
        tar.addfile(info, io.BytesIO(b"x"))
    with pytest.raises(CurationError) as refused:
        workspace_backup.load_backup(empty, auth.operator_actor(empty.database, "boss"), path)
    assert refused.value.code == "not_a_backup"
    assert not (empty.local_folder.parent / "outside").exists()
    assert empty.store.head() is None
    assert auth.list_accounts(auth.operator_actor(empty.database, "boss")) == []


@pytest.mark.parametrize("data", [b"", b"not a tar", bytes(10_240)])
def test_what_is_no_backup_is_refused(empty, tmp_path, data):
    path = tmp_path / "b.tar"
    path.write_bytes(data)
    with pytest.raises(CurationError) as refused:
        workspace_backup.load_backup(empty, auth.operator_actor(empty.database, "boss"), path)
    assert refused.value.code == "not_a_backup"
    assert empty.store.head() is None


def test_where_there_is_no_folder_there_is_no_half_backup(workspace, boss, tmp_path):
    for work in (workspace_backup.write_backup, workspace_backup.load_backup):
        with pytest.raises(UnreadableFolderError) as bad:
            work(workspace, boss, tmp_path / "nowhere" / "b.tar")
        assert bad.value.code == "missing_file"
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(UnreadableFolderError):
        workspace_backup.write_backup(workspace, boss, tmp_path / "file" / "b.tar")
    assert list(tmp_path.glob("*.tar")) == []
    viewer = person(workspace, "zhou", Role.VIEWER)
    with pytest.raises(auth.PermissionDeniedError):
        workspace_backup.write_backup(workspace, viewer, tmp_path / "b.tar")
    assert not (tmp_path / "b.tar").exists()
