"""What a backup holds, name by name, and what is no backup of ours."""

import io
import tarfile
import tempfile
from datetime import date
from pathlib import Path

import pytest

import auth
import ledger
from curation import remembered_labels
from curation.drafts import draft_editing
from curation.errors import CurationError, UnreadableFolderError
from curation.maintenance import workspace_backup
from curation.reports import report_editing
from curation.upload_answers import Answers
from curation.workspace import Workspace
from ledger import Provenance, StoreError
from tests.helpers.small_desk import files, signed_in
from tests.helpers.workspaces import workspace_at

RELEASES, ACCOUNTS = "releases.tar", "accounts.jsonl.gz"
JANUARY = "visits.q.340200..2024-01"


@pytest.fixture
def full(small) -> Workspace:
    """A desk with two drafts, a reading and labels beside its releases."""
    zhao = signed_in(small, "zhao")
    for wording in ("31人", "32人"):
        draft_editing.create_draft(small, zhao, files({JANUARY: wording}))
    told = {"day": date(2024, 12, 3), "source": "s"}
    report_editing.create_report(small, zhao, "r.txt", "三份".encode(), **told)
    remembered_labels.remember_labels(small, zhao, Answers(areas={"本区": "330203"}))
    return small


@pytest.fixture
def empty(tmp_path_factory):
    workspace = workspace_at(tmp_path_factory.mktemp("clean"))
    yield workspace
    workspace.database.close()


def beside(workspace: Workspace) -> dict[str, bytes]:
    """Every file of drafts, readings and labels, by its name in a backup."""
    root = workspace.local_folder
    places = [
        root / "labels.head",
        *(path for room in ("drafts", "readings", "labels") for path in (root / room).rglob("*")),
    ]
    return {
        path.relative_to(root).as_posix(): path.read_bytes() for path in places if path.is_file()
    }


def backed_up(workspace: Workspace, path: Path) -> ledger.Release:
    return workspace_backup.write_backup(workspace, signed_in(workspace, "boss"), path)


def load(workspace: Workspace, path: Path) -> ledger.Release:
    return workspace_backup.load_backup(
        workspace, auth.operator_actor(workspace.database, "boss"), path
    )


def rewritten(path: Path, target: Path, change) -> Path:
    """Write a backup again with its members changed: name → bytes, in order."""
    with tarfile.open(path) as tar:
        members = {member.name: file.read() for member in tar if (file := tar.extractfile(member))}
    with tarfile.open(target, "w") as tar:
        for name, data in change(members).items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return target


def test_a_backup_has_each_file_once_and_the_accounts_last(full, tmp_path):
    path = tmp_path / "b.tar"
    path.write_bytes(b"an older one")
    assert backed_up(full, path) == full.store.release(2)
    with tarfile.open(path) as tar:
        names = tar.getnames()
        kept = {name: tar.extractfile(name).read() for name in names}
    assert names[0] == RELEASES
    assert names[-1] == ACCOUNTS
    assert names[1:-1] == [
        *sorted(name for name in beside(full) if name.startswith("drafts/")),
        *sorted(name for name in beside(full) if name.startswith("labels")),
        *sorted(name for name in beside(full) if name.startswith("readings/")),
    ]
    assert {name: kept[name] for name in beside(full)} == beside(full)
    heads = 2 + 1 + 1
    assert len(beside(full)) == 2 * 2 + 1 + 2 + heads
    assert [each.name for each in tmp_path.iterdir() if each.name != "small"] == ["b.tar"]


def test_what_is_half_written_or_strange_is_left_out(full, tmp_path):
    root = full.local_folder
    (draft, *_) = (path for path in (root / "drafts").iterdir() if path.is_dir())
    strange = (
        draft / ".part-0a",
        draft / "notes.txt",
        full.local_folder / "drafts" / "000001.json",
        root / "labels" / "files",
    )
    for path in strange[:3]:
        path.write_bytes(b"x")
    strange[3].mkdir()
    (strange[3] / "x").write_bytes(b"x")
    before = {name for name in beside(full) if "part" not in name}
    backed_up(full, tmp_path / "b.tar")
    with tarfile.open(tmp_path / "b.tar") as tar:
        left = before - set(tar.getnames())
    assert left == {
        f"drafts/{draft.name}/notes.txt",
        "drafts/000001.json",
        "labels/files/x",
    }


def test_a_load_brings_everything_back_and_may_be_run_again(full, empty, tmp_path):
    backed_up(full, tmp_path / "b.tar")
    assert load(empty, tmp_path / "b.tar") == full.store.release(2)
    assert beside(empty) == beside(full)
    assert empty.store.history() == full.store.history()
    names = {each.name for each in auth.list_accounts(auth.operator_actor(empty.database, "boss"))}
    assert names == {"zhao", "sun", "qian", "wu", "li", "wang", "zhou"}


def test_a_load_that_was_cut_off_before_the_accounts_is_run_again(
    full, empty, tmp_path, monkeypatch
):
    backed_up(full, tmp_path / "b.tar")

    def killed(*args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as once:
        once.setattr(auth, "load_backup", killed)
        with pytest.raises(KeyboardInterrupt):
            load(empty, tmp_path / "b.tar")
    assert load(empty, tmp_path / "b.tar").number == 2
    assert beside(empty) == beside(full)


def test_a_backup_without_drafts_is_one(small, empty, tmp_path):
    backed_up(small, tmp_path / "b.tar")
    with tarfile.open(tmp_path / "b.tar") as tar:
        assert tar.getnames() == [RELEASES, ACCOUNTS]
    assert load(empty, tmp_path / "b.tar").number == 2
    assert beside(empty) == {}


@pytest.mark.parametrize("missing", [RELEASES, ACCOUNTS])
def test_without_releases_or_accounts_it_is_no_backup(full, empty, tmp_path, missing):
    backed_up(full, tmp_path / "b.tar")

    def less(members: dict[str, bytes]) -> dict[str, bytes]:
        return {name: data for name, data in members.items() if name != missing}

    path = rewritten(tmp_path / "b.tar", tmp_path / "less.tar", less)
    with pytest.raises(CurationError) as refused:
        load(empty, path)
    assert (refused.value.code, refused.value.values) == ("not_a_backup", {"file": "less.tar"})
    assert empty.store.head() is None
    assert beside(empty) == {}


@pytest.mark.parametrize(
    "name",
    [
        "drafts/000001.json",
        "labels/0000001.json",
        "labels/000001.json/x",
        "readings/x/000001.json",
        f"drafts/{'0' * 20}-{'0' * 12}/files/{'0' * 63}",
        f"drafts/{'0' * 20}-{'0' * 12}/files/{'g' * 64}",
        f"labels/{'٠' * 6}.json",
    ],
)
def test_a_name_that_no_backup_of_ours_has_is_refused(full, empty, tmp_path, name):
    backed_up(full, tmp_path / "b.tar")
    path = rewritten(tmp_path / "b.tar", tmp_path / "odd.tar", lambda each: {**each, name: b"x"})
    with pytest.raises(CurationError) as refused:
        load(empty, path)
    assert (refused.value.code, refused.value.values) == ("not_a_backup", {"file": "odd.tar"})
    assert empty.store.head() is None


def test_a_file_that_cannot_be_opened_is_named(full, empty, tmp_path):
    text = tmp_path / "text.tar"
    text.write_bytes(b"no archive")
    with pytest.raises(CurationError) as refused:
        load(empty, text)
    assert (refused.value.code, refused.value.values) == ("not_a_backup", {"file": "text.tar"})
    with pytest.raises(UnreadableFolderError) as bad:
        load(empty, tmp_path / "none.tar")
    assert (bad.value.code, bad.value.path) == ("missing_file", tmp_path / "none.tar")
    with pytest.raises(UnreadableFolderError) as bad:
        backed_up(full, tmp_path / "nowhere" / "b.tar")
    assert (bad.value.code, bad.value.path) == ("missing_file", tmp_path / "nowhere")
    # Only what is written whole and plain is read: nothing is unpacked on the way.
    with tarfile.open(tmp_path / "packed.tar", "w:gz"):
        pass
    with pytest.raises(CurationError):
        load(empty, tmp_path / "packed.tar")


def test_where_a_backup_fails_there_is_no_file(full, tmp_path, monkeypatch):
    def gone(*args: object) -> None:
        raise auth.DatabaseUnavailableError("database_unreachable")

    monkeypatch.setattr(auth, "back_up", gone)
    with pytest.raises(auth.DatabaseUnavailableError):
        backed_up(full, tmp_path / "b.tar")
    assert [each.name for each in tmp_path.iterdir() if each.name != "small"] == []


def test_the_releases_are_gathered_beside_the_backup(full, tmp_path, monkeypatch):
    # The system's own folder for temporary files may be small, and its disk another.
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    assert backed_up(full, tmp_path / "b.tar").number == 2


def test_where_releases_lie_already_nothing_is_loaded(full, small, tmp_path):
    backed_up(full, tmp_path / "b.tar")
    small.store.write(2, None, {"sources": []}, Provenance(author="x", reason="x"))
    with pytest.raises(StoreError) as fault:
        load(small, tmp_path / "b.tar")
    assert fault.value.code == "not_empty"
    assert small.store.release().number == 3
