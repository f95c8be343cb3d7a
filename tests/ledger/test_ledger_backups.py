"""Backups of releases: what is in them and in which order, and what is no backup."""

import io
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

import ledger
from ledger import Provenance
from ledger.release import sha256_hex
from ledger.storage.delta_log import entry_name, receipt_name
from tests.helpers.small_release import figure, table

BY = {"author": "陈", "reason": "发布"}


@pytest.fixture
def full(store, codes):
    """Three releases that share a list and a proof."""
    for number in range(3):
        proofs = {"a.png": b"same", f"{number}.png": bytes([number])}
        rows = table(figure("notices..330203..2024-01", number % 2))
        store.write(number, rows, {} if number else codes, Provenance(proofs=proofs, **BY))
    return store


@pytest.fixture
def tar(full, tmp_path) -> Path:
    path = tmp_path / "b.tar"
    path.write_bytes(b"an older one")
    assert full.backup(path) == full.head()
    return path


def members(path: Path) -> dict[str, bytes]:
    with tarfile.open(path) as tar:
        return {member.name: tar.extractfile(member).read() for member in tar}


def written(path: Path, files: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w") as tar:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return path


def test_each_file_is_in_it_once_and_the_log_comes_last(full, tar, tmp_path):
    with tarfile.open(tar) as opened:
        names = opened.getnames()
        assert all(member.isfile() and member.mtime > 1.7e9 for member in opened)
    assert len(names) == len(set(names)) == 2 + 4 + 4 + 4
    assert names[-4:] == [entry_name(number) for number in range(4)]
    place = Path(full.uri)
    assert all((place / name).read_bytes() == data for name, data in members(tar).items())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.tar", "store"]


def test_what_is_loaded_is_the_same_store_with_receipts_of_its_own(full, tar, tmp_path):
    loaded = ledger.load_backup(tar, str(tmp_path / "loaded"))
    assert loaded.history() == full.history()
    assert loaded.verify() == []
    assert loaded.proof(3, "2.png") == bytes([2])
    place = tmp_path / "loaded"
    # They hold the newest entry as a publish's own would.
    assert all((place / receipt_name(number)).is_file() for number in range(1, 4))
    entry = place / entry_name(3)
    entry.write_bytes(entry.read_bytes() + b"\n")
    with pytest.raises(ledger.CorruptFileError) as caught:
        ledger.open_store(str(place)).head()
    assert (caught.value.code, caught.value.path) == ("altered", entry_name(3))


def test_a_load_that_was_cut_off_goes_on_from_any_point(full, tar, tmp_path):
    names = list(members(tar))
    for kept in (0, 1, 5, len(names) - 2, len(names) - 1, len(names)):
        place = tmp_path / f"half{kept}"
        for name in names[:kept]:
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(Path(full.uri) / name, place / name)
        if kept:
            (place / names[0]).write_bytes(b"half")  # what was being written
        assert ledger.load_backup(tar, str(place)).verify() == [], kept


@pytest.mark.parametrize("number", [0, 1, 3])
def test_a_place_with_other_releases_is_left_as_it_is(full, tar, tmp_path, codes, number):
    other = ledger.open_store(str(tmp_path / "other"))
    for parent in range(max(number, 1)):
        other.write(parent, table(figure("notices..340200..2024", 9)), codes, Provenance(**BY))
    before = other.history()
    with pytest.raises(ledger.StoreError) as fault:
        ledger.load_backup(tar, other.uri)
    assert (fault.value.code, fault.value.path) == ("not_empty", other.uri)
    assert ledger.open_store(other.uri).history() == before
    assert not (Path(other.uri) / full.release(3).files[0][0]).exists()


def test_files_beside_a_log_are_no_other_releases(full, tar, tmp_path):
    place = tmp_path / "drafts there already"
    (place / "figures/_delta_log").mkdir(parents=True)
    (place / "figures/_delta_log/notes.json").write_text("{}")
    (place / "drafts").mkdir()
    assert ledger.load_backup(tar, str(place)).head() == full.head()


CHANGED: dict[str, tuple[Callable[[dict[str, bytes]], dict[str, bytes]], str]] = {
    "a strange name": (lambda files: {**files, "x": b"x"}, "not_a_backup"),
    "a name with more": (lambda files: {**files, "codes/areas-x.json": b"x"}, "not_a_backup"),
    "a way out": (lambda files: {**files, "../x": b"x"}, "not_a_backup"),
    "other data": (
        lambda files: {
            name: data[:-1] + b"x" if name.endswith(".parquet") else data
            for name, data in files.items()
        },
        "altered",
    ),
    "another list": (
        lambda files: {
            name: data + b" " if name.startswith("codes/") else data for name, data in files.items()
        },
        "altered",
    ),
    "another proof": (
        lambda files: {
            name: b"x" if name.startswith("proofs/") else data for name, data in files.items()
        },
        "altered",
    ),
}


@pytest.mark.parametrize("what", CHANGED)
def test_what_is_not_what_its_name_promises_is_refused(tar, tmp_path, what):
    change, code = CHANGED[what]
    odd = written(tmp_path / "odd.tar", change(members(tar)))
    with pytest.raises(ledger.StoreError) as fault:
        ledger.load_backup(odd, str(tmp_path / "into"))
    assert fault.value.code == code
    wrong = [name for name, data in members(odd).items() if members(tar).get(name) != data]
    assert fault.value.path == wrong[0]
    assert not (tmp_path / "x").exists()
    assert ledger.open_store(str(tmp_path / "into")).head() is None
    if code == "not_a_backup":
        assert not (tmp_path / "into").exists()


def test_what_is_no_plain_file_is_refused(tar, tmp_path):
    for kind in (tarfile.DIRTYPE, tarfile.SYMTYPE):
        with tarfile.open(tmp_path / "odd.tar", "w") as opened:
            info = tarfile.TarInfo(f"proofs/{sha256_hex(b'')}")
            info.type, info.linkname = kind, "/etc/passwd"
            opened.addfile(info)
        with pytest.raises(ledger.StoreError) as fault:
            ledger.load_backup(tmp_path / "odd.tar", str(tmp_path / "into"))
        assert (fault.value.code, fault.value.path) == ("not_a_backup", info.name)


def test_what_cannot_be_opened_is_named(tmp_path):
    (tmp_path / "text.tar").write_bytes(b"no archive")
    with tarfile.open(tmp_path / "packed.tar", "w:gz"):
        pass
    for name in ("text.tar", "packed.tar"):
        with pytest.raises(ledger.StoreError) as fault:
            ledger.load_backup(tmp_path / name, str(tmp_path / "into"))
        assert (fault.value.code, fault.value.path) == ("not_a_backup", str(tmp_path / name))
        assert fault.value.detail
    with pytest.raises(FileNotFoundError):
        ledger.load_backup(tmp_path / "none.tar", str(tmp_path / "into"))


def test_an_empty_store_has_nothing_to_back_up(store, tmp_path):
    with pytest.raises(ledger.UnknownReleaseError):
        store.backup(tmp_path / "b.tar")
    assert not (tmp_path / "b.tar").exists()


def test_where_a_backup_fails_the_older_one_stays(full, tar, tmp_path):
    before = tar.read_bytes()
    proof = f"proofs/{sha256_hex(bytes([2]))}"
    (Path(full.uri) / proof).unlink()
    with pytest.raises(ledger.CorruptFileError) as caught:
        full.backup(tar)
    assert (caught.value.code, caught.value.path, caught.value.release) == ("missing", proof, 3)
    assert tar.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.tar", "store"]


def test_an_entry_that_is_not_the_one_before_the_next_is_not_backed_up(full, tmp_path):
    entry = Path(full.uri) / entry_name(2)
    entry.write_bytes(entry.read_bytes() + b"\n")
    with pytest.raises(ledger.CorruptFileError) as caught:
        ledger.open_store(full.uri).backup(tmp_path / "b.tar")
    assert (caught.value.code, caught.value.path, caught.value.release) == (
        *("altered", entry_name(2)),
        2,
    )
    assert not (tmp_path / "b.tar").exists()
