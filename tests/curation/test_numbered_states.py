"""States in numbered files: whole, on the disk before they are acknowledged, each written once."""

import json
import os
from pathlib import Path

import pytest

from curation import append_only_folder
from curation.errors import CurationError
from ledger import StoreError


def test_the_highest_number_holds_and_the_others_stay(tmp_path):
    folder = tmp_path / "a" / "b"
    assert append_only_folder.read_newest_state(folder) == (0, None)
    folder.mkdir(parents=True)
    assert append_only_folder.read_newest_state(folder) == (0, None)
    for number in (1, 2, 3):
        append_only_folder.add_state(folder, number, {"n": number})
    assert append_only_folder.read_newest_state(folder) == (3, {"n": 3})
    assert sorted(os.listdir(folder)) == ["000001.json", "000002.json", "000003.json"]
    assert json.loads((folder / "000001.json").read_bytes()) == {"n": 1, "previous": ""}
    for name in ("4.json", "0000004.json", "000004.json.bak", "x000004.json", "000004jjson"):
        (folder / name).write_text("{}")
    assert append_only_folder.read_newest_state(folder) == (3, {"n": 3})


def test_a_number_that_is_taken_stays_as_it_is(tmp_path):
    append_only_folder.add_state(tmp_path, 1, {"n": 1})
    with pytest.raises(CurationError) as refused:
        append_only_folder.add_state(tmp_path, 1, {"n": 2})
    assert refused.value.code == "changed_meanwhile"
    assert append_only_folder.read_newest_state(tmp_path) == (1, {"n": 1})
    assert os.listdir(tmp_path) == ["000001.json"]
    with pytest.raises(FileExistsError):
        append_only_folder.write_once(tmp_path / "000001.json", b"x")
    assert os.listdir(tmp_path) == ["000001.json"]


def test_an_operator_can_read_a_state(tmp_path):
    append_only_folder.add_state(tmp_path, 1, {"title": "十月.csv"})
    assert "十月.csv" in (tmp_path / "000001.json").read_text("utf-8")


def test_a_file_is_on_the_disk_before_it_has_its_name_and_the_name_before_it_is_told(
    tmp_path, monkeypatch
):
    real_sync, real_link, done = os.fsync, os.link, []

    def sync(handle: int) -> None:
        real_sync(handle)
        path = Path(os.readlink(f"/proc/self/fd/{handle}"))
        done.append(("sync", path.name if path == tmp_path else path.stat().st_size))

    def link(source: Path, target: Path) -> None:
        real_link(source, target)
        done.append(("link", Path(target).name))

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(os, "link", link)
    open_before = len(os.listdir("/proc/self/fd"))
    append_only_folder.write_once(tmp_path / "a", b"12345")
    assert done == [("sync", 5), ("link", "a"), ("sync", tmp_path.name)]
    assert os.listdir(tmp_path) == ["a"]
    assert len(os.listdir("/proc/self/fd")) == open_before


def test_where_nothing_can_be_written_nothing_is_left(tmp_path, monkeypatch):
    def broken(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(os, "fsync", broken)
        with pytest.raises(StoreError) as fault:
            append_only_folder.add_state(tmp_path, 1, {"n": 1})
    assert (fault.value.code, fault.value.path) == ("disk_full", str(tmp_path / "000001.json"))
    assert os.listdir(tmp_path) == []
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StoreError) as fault:
        append_only_folder.read_newest_state(tmp_path / "file")
    assert fault.value.path == str(tmp_path / "file")
