"""Verifying and starting over damage: code lists, data files, uploads, the trail."""

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

import auth
import ledger
from auth import PermissionDeniedError
from curation.drafts import draft_editing, draft_publishing
from curation.maintenance.workspace_verification import IntegrityFinding, verify_workspace
from curation.releases import figure_review, restoring
from curation.releases.bootstrap import AUTHOR, hash_folder, publish_first_release
from curation.releases.upload_review import Upload
from curation.workspace import Workspace
from file_formats import verified_folder
from ledger import CorruptFileError, Provenance, StoreError
from ledger.code_lists import build_code_list_name
from ledger.storage.delta_log import entry_name
from tests.helpers.reviews import publish_now, reviewed_now
from tests.helpers.small_desk import REPORTED, files, signed_in, write_folder
from tests.helpers.workspaces import seen_now, seen_number

LISTS = ("indicators", "programmes", "sources", "areas")
MARCH, JANUARY = "visits.p.330203..2024-03", "visits.q.340200..2024-01"


def flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[random.Random(1).randrange(len(data))] ^= 1
    path.write_bytes(data)


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "altered": (flipped, "altered"),
    "truncated": (lambda path: path.write_bytes(path.read_bytes()[:-1]), "altered"),
    "empty": (lambda path: path.write_bytes(b""), "altered"),
    "longer": (lambda path: path.write_bytes(path.read_bytes() + b" "), "altered"),
    "missing": (lambda path: path.unlink(), "missing"),
}


def changed_lists(workspace: Workspace) -> ledger.Release:
    """Release 3: every code list differs from that of releases 1 and 2."""
    head = workspace.store.read()
    lists = {
        "indicators": [{**each, "terms": ["x"]} for each in head.indicators],
        "programmes": [{**each, "since": "2020"} for each in head.programmes],
        "sources": [{**each, "url": "https://x"} for each in head.sources],
        "areas": head.areas.assign(name_en=head.areas["name_en"] + "!"),
    }
    return workspace.store.write(2, None, lists, Provenance(author="x", reason="x"))


def found(workspace: Workspace) -> list[IntegrityFinding]:
    return [
        each
        for each in verify_workspace(workspace, signed_in(workspace, "boss"))
        if each.code != "unaudited"
    ]


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("kind", LISTS)
def test_a_damaged_code_list_is_named_and_the_release_before_is_the_last_good(
    open_two, kind, damage
):
    workspace = open_two()
    release = changed_lists(workspace)
    name = build_code_list_name(kind, release.codes[kind])
    spoil, code = DAMAGES[damage]
    spoil(Path(workspace.store.uri) / name)
    # Another process knows nothing of what this one has read before.
    workspace = open_two()
    assert found(workspace) == [IntegrityFinding(code, name, 3)]
    assert workspace.store.last_good().number == 2
    with pytest.raises(CorruptFileError) as corrupt:
        workspace.store.read()
    assert (corrupt.value.code, corrupt.value.path, corrupt.value.release) == (code, name, 3)
    # Restoring it is the way back.
    outcome = restoring.restore_release(
        workspace,
        signed_in(workspace, "qian"),
        seen_number(workspace, 2),
        reason="文件损坏",
        reviewed=seen_number(workspace, 3),
    )
    assert (outcome.release.number, bool(outcome.changes)) == (4, False)
    assert workspace.store.last_good().number == 4
    assert set(workspace.store.read().figures["key"]) == {*REPORTED, MARCH}
    assert found(workspace) == [IntegrityFinding(code, name, 3)]


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_that_every_release_has_leaves_none_good(open_two, kind):
    workspace = open_two()
    name = build_code_list_name(kind, workspace.store.release(1).codes[kind])
    (Path(workspace.store.uri) / name).unlink()
    workspace = open_two()
    assert found(workspace) == [IntegrityFinding("missing", name, 1)]
    assert workspace.store.last_good() is None
    # Where nothing of it is asked of the store, a start says so instead of guessing.
    tables = write_folder(workspace.local_folder.parent / "tables", {**REPORTED, JANUARY: "33人"})
    with pytest.raises(CorruptFileError) as corrupt:
        publish_first_release(workspace.store, tables)
    assert (corrupt.value.code, corrupt.value.path) == ("missing", name)


def test_what_is_whole_has_nothing_found(small):
    boss = signed_in(small, "boss")
    assert verify_workspace(small, boss) == []
    changed_lists(small)
    assert verify_workspace(small, boss) == [IntegrityFinding("unaudited", "3", 3, "warning")]
    with pytest.raises(PermissionDeniedError):
        verify_workspace(small, signed_in(small, "qian"))


def test_the_first_start_needs_no_row_in_the_trail(small):
    assert small.store.release(1).author == AUTHOR == "operator:start"
    with small.database.engine.begin() as db:
        events = db.execute(text("SELECT event FROM audit")).scalars().all()
    assert events.count("published") == 1


def test_every_kind_of_release_is_known_by_its_own_row(small):
    qian = signed_in(small, "qian")
    figure_review.review_figures(small, qian, [MARCH], reviewed=seen_number(small, 2), reason="x")
    restoring.restore_release(
        small, qian, seen_number(small, 1), reason="x", reviewed=seen_number(small, 3)
    )
    assert verify_workspace(small, signed_in(small, "boss")) == []


def test_damaged_uploads_and_proofs_of_drafts_are_named(small):
    zhao = signed_in(small, "zhao")
    draft = draft_editing.create_draft(small, zhao, files({JANUARY: "33人"}))
    draft = draft_editing.attach_proof(
        small, zhao, seen_now(small, draft.id), "章.pdf", b"%PDF-1.7"
    )
    draft_publishing.publish_draft(
        small,
        zhao,
        seen_now(small, draft.id),
        reason="x",
        reviewed=reviewed_now(small, draft.id, 2),
    )
    place = small.local_folder / "drafts" / draft.id / "files"
    (place / draft.files[0].sha256).unlink()
    flipped(place / draft.proofs[0].sha256)
    assert verify_workspace(small, signed_in(small, "boss")) == [
        IntegrityFinding("draft_missing", f"{draft.id}: f.csv"),
        IntegrityFinding("draft_altered", f"{draft.id}: 章.pdf"),
    ]


def tampered(workspace: Workspace, statement: str) -> None:
    with workspace.database.engine.begin() as db:
        names = db.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
        for name in names.scalars().all():
            db.execute(text(f"DROP TRIGGER {name}"))
        db.execute(text(statement))


def test_an_altered_row_of_the_trail_is_named(small):
    tampered(small, "UPDATE audit SET who = 'nobody' WHERE number = 3")
    assert verify_workspace(small, signed_in(small, "boss")) == [
        IntegrityFinding("audit_changed", "3")
    ]


def test_a_trail_that_is_cut_short_is_given_away_by_the_releases(small):
    publish_now(small, signed_in(small, "zhao"), Upload(files({JANUARY: "33人"})), reason="x")
    head = int(small.store.release(3).notes["audit"].partition(":")[0])
    tampered(small, f"DELETE FROM audit WHERE number >= {head}")
    assert verify_workspace(small, signed_in(small, "boss")) == [
        IntegrityFinding("audit_cut", str(head)),
        IntegrityFinding("unaudited", "3", 3, "warning"),
    ]


@pytest.mark.parametrize("note", ["", "x:y", "12", "12:", ":abc", "-1:abc"])
def test_a_note_that_ties_to_nothing_is_no_fault(small, note):
    small.store.write(
        2, None, {"sources": []}, Provenance(author="x", reason="x", notes={"audit": note})
    )
    assert verify_workspace(small, signed_in(small, "boss")) == [
        IntegrityFinding("unaudited", "3", 3, "warning")
    ]


def test_a_damaged_log_does_not_hide_what_else_is_wrong(open_two):
    workspace = open_two()
    path = Path(workspace.store.uri) / entry_name(2)
    path.write_text(path.read_text("utf-8").replace("sun", "son"), "utf-8")
    workspace = open_two()
    tampered(workspace, "UPDATE audit SET who = 'nobody' WHERE number = 3")
    errors = [
        each
        for each in verify_workspace(workspace, signed_in(workspace, "boss"))
        if each.level == "error"
    ]
    assert errors == [
        IntegrityFinding("altered", entry_name(2), 2),
        IntegrityFinding("audit_changed", "3"),
    ]
    began = publish_first_release(workspace.store, workspace.local_folder.parent / "tables")
    assert (began.release.number, began.first, began.datasets_differ) == (1, False, False)


def test_an_empty_store_beside_a_snapshot_has_lost_its_files(tmp_path):
    tables = write_folder(tmp_path / "tables")
    store = ledger.open_store(str(tmp_path / "store"))
    verified_folder.write_verified_folder(
        tmp_path / "snapshot", {"index.html": b"x"}, {"release": 2}
    )
    with pytest.raises(StoreError) as fault:
        publish_first_release(store, tables, tmp_path / "snapshot")
    assert (fault.value.code, fault.value.path) == ("gone", store.uri)
    assert fault.value.detail == str(tmp_path / "snapshot")
    assert store.head() is None
    began = publish_first_release(store, tables, tmp_path / "none")
    assert (began.first, began.release.number, began.datasets_differ) == (True, 1, False)
    assert (began.release.reason, began.release.author) == ("datasets/", "operator:start")
    assert dict(began.release.notes) == {"datasets_sha256": hash_folder(tables)}
    again = publish_first_release(store, tables, tmp_path / "snapshot")
    assert (again.first, again.release.number, again.datasets_differ) == (False, 1, False)


def test_the_mark_of_a_folder_is_of_names_and_contents(tmp_path):
    first = hash_folder(write_folder(tmp_path / "a"))
    assert first == hash_folder(write_folder(tmp_path / "b"))
    (tmp_path / "b" / "README").write_text("no table: it has no ending")
    assert first == hash_folder(tmp_path / "b")
    (tmp_path / "b" / "sources.yaml").rename(tmp_path / "b" / "origins.yaml")
    assert hash_folder(tmp_path / "b") != first
    (tmp_path / "b" / "origins.yaml").rename(tmp_path / "b" / "sources.yaml")
    assert hash_folder(tmp_path / "b") == first
    with (tmp_path / "b" / "areas.csv").open("ab") as file:
        file.write(b"\n")
    assert hash_folder(tmp_path / "b") != first
    assert len(first) == 64


def test_a_first_start_that_meets_another_gives_the_release_that_was_faster(tmp_path, monkeypatch):
    tables, uri = write_folder(tmp_path / "tables"), str(tmp_path / "store")
    store, other = ledger.open_store(uri), ledger.open_store(uri)
    real, made = ledger.Store.write, []

    def late(*args, **kwargs):
        monkeypatch.setattr(ledger.Store, "write", real)
        state = json.loads(json.dumps({"sources": []}))
        made.append(other.write(0, None, state, Provenance(author="x", reason="faster")))
        return real(*args, **kwargs)

    monkeypatch.setattr(ledger.Store, "write", late)
    began = publish_first_release(store, tables)
    assert (began.release, began.first) == (made[0], True)
    assert store.head().number == 1


def test_who_reads_the_trail_is_asked(small):
    with pytest.raises(PermissionDeniedError):
        verify_workspace(small, auth.anonymous_actor(small.database))
