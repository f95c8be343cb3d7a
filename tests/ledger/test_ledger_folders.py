"""Files of a folder: whole, on the disk, named in order; and what a system says goes wrong."""

import errno
import gc
import os
from pathlib import Path

import pytest
from deltalake.exceptions import DeltaError

import ledger
from ledger import Provenance
from ledger.errors import CorruptFileError, StoreError, wrap_storage_errors
from ledger.storage.local_copies import LocalCopies
from ledger.storage.object_store import BucketStore, LocalStore, open_object_store


@pytest.fixture
def place(tmp_path):
    return LocalStore(str(tmp_path / "store"))


def test_a_file_is_written_whole_read_and_listed(place):
    assert place.names() == []
    assert place.names("codes") == []
    assert place.size("codes/a.json") is None
    with pytest.raises(FileNotFoundError):
        place.get("codes/a.json")
    with pytest.raises(FileNotFoundError):
        place.state("codes/a.json")
    for name, data in (("codes/b.json", b"12"), ("codes/a.json", b"1"), ("x/y/z", b"")):
        place.put(name, data)
    assert place.names() == ["codes/a.json", "codes/b.json", "x/y/z"]
    assert place.names("codes") == ["codes/a.json", "codes/b.json"]
    assert [place.size(name) for name in place.names()] == [1, 2, 0]
    assert [place.get(name) for name in place.names()] == [b"1", b"12", b""]
    assert Path(place.path("codes/a.json")).read_bytes() == b"1"
    before = place.state("codes/a.json")
    assert place.state("codes/a.json") == before
    place.put("codes/a.json", b"3")
    assert place.get("codes/a.json") == b"3"
    assert place.state("codes/a.json") != before
    assert place.names("codes") == ["codes/a.json", "codes/b.json"]


def test_the_state_of_a_file_changes_with_its_bytes_its_size_and_its_time(place):
    place.put("a", b"1")
    path, states = Path(place.path("a")), {place.state("a")}
    path.write_bytes(b"22")
    states.add(place.state("a"))
    os.utime(path, ns=(1, 1))
    states.add(place.state("a"))
    other = path.with_name("b")
    other.write_bytes(b"22")
    os.utime(other, ns=(1, 1))
    other.replace(path)
    states.add(place.state("a"))
    assert len(states) == 4


def test_a_file_is_on_the_disk_before_it_has_its_name_and_its_name_before_it_is_told(
    place, tmp_path, monkeypatch
):
    real_sync, real_replace, done = os.fsync, Path.replace, []
    root = tmp_path / "store"

    def sync(handle: int) -> None:
        real_sync(handle)
        path = Path(os.readlink(f"/proc/self/fd/{handle}"))
        size = "folder" if path.is_dir() else path.stat().st_size
        done.append(("sync", path.name.startswith(".part-") or path.name, size))

    def replace(self: Path, target: Path) -> Path:
        done.append(("name", Path(target).name))
        return real_replace(self, target)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(Path, "replace", replace)
    handles = len(os.listdir("/proc/self/fd"))
    place.put("codes/a.json", b"12345")
    assert done == [
        ("sync", True, 5),
        ("name", "a.json"),
        ("sync", "a.json", 5),
        ("sync", "codes", "folder"),
    ]
    assert len(os.listdir("/proc/self/fd")) == handles
    assert os.listdir(root / "codes") == ["a.json"]


def test_a_log_entry_is_on_the_disk_before_a_publish_is_told(store, figures, codes, monkeypatch):
    synced, real = [], LocalStore.sync

    def sync(self: LocalStore, name: str) -> None:
        real(self, name)
        synced.append(name)

    monkeypatch.setattr(LocalStore, "sync", sync)
    store.write(0, figures, codes, Provenance(author="陈", reason="发布"))
    assert "figures/_delta_log/00000000000000000001.json" in synced


def test_where_a_write_fails_nothing_is_left(place, monkeypatch):
    place.put("a", b"1")

    def broken(*args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(Path, "replace", broken)
        with pytest.raises(StoreError) as fault:
            place.put("a", b"2")
    assert (fault.value.code, fault.value.path) == ("disk_full", place.path("a"))
    assert place.names() == ["a"]
    assert place.get("a") == b"1"
    with monkeypatch.context() as once:
        once.setattr(os, "fsync", broken)
        with pytest.raises(StoreError):
            place.put("b", b"2")
    assert place.names() == ["a"]


def test_a_folder_that_cannot_be_listed_is_a_fault(place, monkeypatch):
    place.put("a", b"1")
    (place.root / "file").write_bytes(b"")

    def refuse(*args: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(StoreError) as fault:
        place.names()
    assert fault.value.code == "read_only"


def test_an_address_is_a_folder_or_a_bucket(tmp_path):
    assert open_object_store(str(tmp_path), {}).uri == str(tmp_path)
    assert open_object_store(f"file://{tmp_path}/x", {}).uri == f"{tmp_path}/x"
    assert isinstance(open_object_store("relative", {}), LocalStore)
    assert open_object_store("relative", {}).uri == str(Path.cwd() / "relative")
    keys = {"AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s", "AWS_REGION": "x"}
    bucket = open_object_store("s3://figures/x/", keys)
    assert isinstance(bucket, BucketStore)
    assert bucket.uri == "s3://figures/x"
    assert bucket.options == {"aws_conditional_put": "etag", **keys}
    with pytest.raises(StoreError) as fault:
        open_object_store("s4://figures/x", {})
    assert (fault.value.code, fault.value.path) == ("unreachable", "s4://figures/x")


SAID: list[tuple[BaseException, str]] = [
    (OSError(errno.ENOSPC, "x"), "disk_full"),
    (OSError(errno.EDQUOT, "x"), "disk_full"),
    (OSError(errno.EFBIG, "x"), "disk_full"),
    (OSError(errno.EROFS, "x"), "read_only"),
    (PermissionError(errno.EACCES, "x"), "read_only"),
    (OSError(errno.EPERM, "x"), "read_only"),
    (OSError(errno.EMFILE, "x"), "too_many_files"),
    (OSError(errno.ENFILE, "x"), "too_many_files"),
    (OSError(errno.EIO, "x"), "device"),
    (OSError(errno.ECONNREFUSED, "x"), "unreachable"),
    (OSError("no number"), "unreachable"),
    (DeltaError("it says: os error 28 here"), "disk_full"),
    (DeltaError("Os { code: 30, kind: ReadOnlyFilesystem }"), "read_only"),
    (DeltaError("os error 24"), "too_many_files"),
    (DeltaError("os error 111"), "unreachable"),
    (DeltaError("no number at all"), "unreachable"),
    (DeltaError("Too many open files"), "too_many_files"),
    (DeltaError("No space left on device (of somebody)"), "disk_full"),
]


@pytest.mark.parametrize(("error", "code"), SAID, ids=repr)
def test_what_a_system_says_has_a_code(error, code):
    with pytest.raises(StoreError) as fault, wrap_storage_errors("a/b"):
        raise error
    assert (fault.value.code, fault.value.path, fault.value.detail) == (code, "a/b", str(error))
    assert fault.value.__cause__ is error


@pytest.mark.parametrize("name", ["PanicException", "IOException"])
def test_what_panics_is_known_by_its_name(name):
    panic = type(name, (BaseException,), {})
    below = type("Below", (panic,), {})
    for kind in (panic, below):
        with pytest.raises(StoreError) as fault, wrap_storage_errors("a/b"):
            raise kind("os error 24")
        assert (fault.value.code, fault.value.path) == ("too_many_files", "a/b")


@pytest.mark.parametrize(
    "error", [FileNotFoundError("x"), ValueError("os error 28"), KeyboardInterrupt()], ids=repr
)
def test_what_is_no_fault_of_storage_is_left_to_the_caller(error):
    with pytest.raises(type(error)) as raised, wrap_storage_errors("a/b"):
        raise error
    assert raised.value is error


def test_a_fault_says_what_and_where():
    assert str(StoreError("disk_full", "a/b", "why")) == "disk_full: a/b why"
    assert str(StoreError("disk_full")) == "disk_full:"
    assert str(CorruptFileError("altered", "a/b", 3)) == "altered: a/b"
    assert CorruptFileError("altered", "a/b", 3).release == 3
    assert str(ledger.UnknownReleaseError(9)) == "no_release:  9"
    assert (ledger.UnknownReleaseError(None).detail, ledger.UnknownReleaseError(None).number) == (
        "",
        None,
    )


def test_copies_go_with_the_process_that_made_them(tmp_path):
    place = LocalStore(str(tmp_path))
    for name in "ab":
        place.put(name, name.encode() * 10)
    copies = LocalCopies(place, max_bytes=20)
    where = Path(copies.local.uri)
    assert where.name.startswith("ledger-")
    copies.fetch("a")
    copies.fetch("b")
    assert copies.local.names() == ["a", "b"]  # exactly as much as there is room for
    place.put("a", b"other")
    copies.fetch("a")
    assert copies.local.get("a") == b"a" * 10
    copies.forget("a")
    copies.forget("a")
    assert copies.local.names() == ["b"]
    copies.fetch("a")
    assert copies.local.get("a") == b"other"
    with pytest.raises(FileNotFoundError):
        copies.fetch("c")
    place.put("c", b"c" * 21)
    copies.fetch("c")  # larger than the room: it is copied all the same, alone
    assert copies.local.names() == ["c"]
    del copies
    gc.collect()
    assert not where.exists()
