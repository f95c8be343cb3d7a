"""Every file that is altered, missing or strange is found and named; no wrong number is served."""

import json
import os
import random
import shutil
from pathlib import Path

import pytest

import ledger
from ledger import Provenance
from ledger.release import content_hash, sha256_hex
from ledger.storage.delta_log import CONFIGURATION, entry_name, receipt_name
from tests.helpers.drill import times
from tests.helpers.small_release import figure, table

BY = {"author": "陈", "reason": "发布"}


@pytest.fixture
def full(store, codes, figures):
    """Three releases with a label change, a restore and a proof: every kind of file there is."""
    store.write(0, figures, codes, Provenance(proofs={"扫描.png": b"\x89PNG"}, **BY))
    store.write(
        1, table(figure("notices..330203..2024-03", 9)), {"programmes": []}, Provenance(**BY)
    )
    store.restore(2, 1, Provenance(**BY))
    return store


def files(store):
    root = Path(store.uri)
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def errors(store):
    """What verify finds, without files that only an entry that is lost knew of."""
    return [fault for fault in store.verify() if fault.level == "error"]


def flip(path, place):
    data = bytearray(path.read_bytes())
    data[place] ^= 1 << random.Random(place).randrange(8)
    path.write_bytes(data)


def read_or_corrupt(uri):
    """What a process that opens the store now would show: each release, or the fault's path."""
    opened = ledger.open_store(uri)
    shown = {}
    for number in range(1, 4):
        try:
            read = opened.read(number)
            shown[number] = read.figures.to_csv() + str(read.programmes) + str(read.sources)
        except ledger.CorruptFileError as fault:
            shown[number] = fault
    return shown


def test_an_intact_store_has_no_faults(full):
    assert full.verify() == []
    assert full.last_good() == full.head()
    assert len(files(full)) == 4 + 2 + 5 + 1 + 3


def test_one_flipped_bit_anywhere_is_found_and_no_wrong_number_shown(full, record_property):
    good = read_or_corrupt(full.uri)
    record_property("flips", len(files(full)) * times(2, 20))
    for name in files(full):
        path = Path(full.uri) / name
        size = path.stat().st_size
        for place in random.Random(name).sample(range(size), min(size, times(2, 20))):
            flip(path, place)
            faults = errors(ledger.open_store(full.uri))
            assert [fault.path for fault in faults] == [name], (name, place, faults)
            for number, shown in read_or_corrupt(full.uri).items():
                if isinstance(shown, ledger.CorruptFileError):
                    assert shown.path == name
                else:
                    assert shown == good[number], (name, place)
            flip(path, place)
    assert full.verify() == []


def test_a_missing_file_is_found(full, tmp_path):
    for name in files(full):
        copy = tmp_path / "copy"
        shutil.copytree(full.uri, copy)
        (copy / name).unlink()
        faults = errors(ledger.open_store(str(copy)))
        # The receipt of an entry is a second witness, not a part of a release.
        expected = [] if name.startswith("receipts/") else [(name, "missing")]
        assert [(fault.path, fault.code) for fault in faults] == expected, name
        shutil.rmtree(copy)


def test_strange_files_are_named_and_what_an_interrupted_publish_leaves_is_no_error(full):
    root = Path(full.uri)
    whole = sha256_hex(b"left")
    strange = {
        "figures/evil.parquet": ("extra", "error"),
        "codes/areas.json": ("extra", "error"),
        f"codes/areas-{whole}.json": ("extra", "error"),
        "figures/_delta_log/00000000000000000009.json.bak": ("extra", "error"),
        "figures/_delta_log/_commit_1.json.tmp": ("leftover", "warning"),
        "figures/.part-0a": ("leftover", "warning"),
        f"figures/{whole}.parquet": ("leftover", "warning"),
    }
    for name in strange:
        (root / name).write_bytes(b"left" if name.endswith("parquet") else b"x")
    (root / "accounts.db").write_bytes(b"not the ledger's")
    found = {fault.path: (fault.code, fault.level) for fault in full.verify()}
    assert found == strange
    assert len(full.read().figures) == 4


def test_a_corrupt_newest_release_leaves_the_last_good_one(full):
    newest = full.release(3)
    full.write(3, table(figure("notices..330203..2024-04", 1)), {}, Provenance(**BY))
    part = full.release(4).files[0][0]
    flip(Path(full.uri) / part, 100)
    for store in (full, ledger.open_store(full.uri)):
        with pytest.raises(ledger.CorruptFileError) as caught:
            store.read()
        assert (caught.value.code, caught.value.path) == ("altered", part)
        assert caught.value.release == 4
        assert store.last_good() == newest
        assert len(store.read(store.last_good().number).figures) == 4
    # The way back: the last good state becomes the newest release.
    assert full.restore(4, 3, Provenance(author="王", reason="文件损坏")).number == 5
    assert len(full.read().figures) == 4


def test_an_altered_newest_entry_is_noticed_on_opening(full):
    path = Path(full.uri) / entry_name(3)
    path.write_text(path.read_text().replace("陈", "李"))
    store = ledger.open_store(full.uri)
    with pytest.raises(ledger.CorruptFileError) as caught:
        store.head()
    assert (caught.value.code, caught.value.path) == ("altered", entry_name(3))
    assert store.last_good().number == 2


def test_a_newest_entry_that_vanished_is_noticed_on_opening(full):
    (Path(full.uri) / entry_name(3)).unlink()
    store = ledger.open_store(full.uri)
    with pytest.raises(ledger.CorruptFileError) as caught:
        store.head()
    assert (caught.value.code, caught.value.path) == ("missing", entry_name(3))
    assert store.last_good().number == 2
    assert len(store.read(2).figures) == 1
    assert [fault.path for fault in store.verify()] == [entry_name(3)]


def test_a_rewritten_history_breaks_the_chain(full):
    """An entry forged with a right seal of its own is given away by the entry after it."""
    path = Path(full.uri) / entry_name(2)
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    told = next(line["commitInfo"] for line in lines if "commitInfo" in line)["release"]
    told["author"] = "别人"
    told["sha256"] = content_hash(told)
    path.write_text("\n".join(json.dumps(line) for line in lines))
    (Path(full.uri) / receipt_name(2)).unlink()
    assert [(f.code, f.path) for f in ledger.open_store(full.uri).verify()] == [
        ("altered", entry_name(2))
    ]


def test_somebody_elses_commit_is_no_release(full):
    from deltalake import write_deltalake

    write_deltalake(f"{full.uri}/figures", full_schema(full), mode="append")
    with pytest.raises(ledger.CorruptFileError) as caught:
        ledger.open_store(full.uri).read()
    assert (caught.value.code, caught.value.release) == ("foreign", 4)
    assert ledger.open_store(full.uri).last_good().number == 3


def full_schema(store):
    import pyarrow.parquet as pq

    return pq.read_table(f"{store.uri}/{store.release(1).files[0][0]}")


def test_history_is_for_good(store, codes, monkeypatch):
    """Delta has written checkpoints and deleted nothing."""
    monkeypatch.setitem(CONFIGURATION, "delta.checkpointInterval", "5")
    from deltalake import DeltaTable

    store.write(0, table(figure("notices..330203..2024-01", 0)), codes, Provenance(**BY))
    for number in range(1, 13):
        store.write(number, table(figure("notices..330203..2024-01", number)), {}, Provenance(**BY))
    delta = DeltaTable(f"{store.uri}/figures")
    kept = delta.metadata().configuration
    assert kept["delta.logRetentionDuration"] == "interval 36500 days"
    assert kept["delta.enableExpiredLogCleanup"] == "false"
    checkpoints = [name for name in files(store) if "checkpoint" in name]
    assert len(checkpoints) == 3
    assert store.verify() == []
    assert [store.read(n).figures["value"].tolist() for n in (1, 5, 13)] == [[0], [4], [12]]
    assert [release.number for release in store.history()] == list(range(13, 0, -1))
    for name in checkpoints:
        flip(Path(store.uri) / name, 50)
        assert [fault.path for fault in store.verify()] == [name]
        flip(Path(store.uri) / name, 50)


def test_a_backup_has_the_same_hashes(full, tmp_path):
    tar = tmp_path / "backup.tar"
    assert full.backup(tar) == full.head()
    loaded = ledger.load_backup(tar, str(tmp_path / "loaded"))
    assert loaded.history() == full.history()
    assert [r.sha256 for r in loaded.history()] == [r.sha256 for r in full.history()]
    assert loaded.verify() == []
    assert read_or_corrupt(loaded.uri) == read_or_corrupt(full.uri)
    assert loaded.proof(1, "扫描.png") == b"\x89PNG"
    # It goes on from there, and loading once more changes nothing that is there.
    loaded.write(3, None, {"sources": []}, Provenance(**BY))
    with pytest.raises(ledger.StoreError) as caught:
        ledger.load_backup(tar, loaded.uri)
    assert caught.value.code == "not_empty"
    assert loaded.head().number == 4


def test_an_interrupted_load_is_run_again(full, tmp_path):
    tar = tmp_path / "backup.tar"
    full.backup(tar)
    half = ledger.load_backup(tar, str(tmp_path / "half"))
    for name in (entry_name(3), receipt_name(3), full.release(2).files[0][0]):
        (Path(half.uri) / name).unlink()
    assert ledger.load_backup(tar, half.uri).verify() == []


def test_a_damaged_store_is_not_backed_up_as_if_it_were_whole(full, tmp_path):
    name = full.release(2).files[0][0]
    flip(Path(full.uri) / name, 50)
    with pytest.raises(ledger.CorruptFileError) as caught:
        full.backup(tmp_path / "backup.tar")
    assert caught.value.path == name
    assert os.listdir(tmp_path) == ["store"]


def test_what_is_no_backup_is_refused(tmp_path, full):
    import io
    import tarfile

    (tmp_path / "text.tar").write_text("no archive")
    with tarfile.open(tmp_path / "evil.tar", "w") as tar:
        info = tarfile.TarInfo("../outside")
        info.size = 1
        tar.addfile(info, io.BytesIO(b"x"))
    for name in ("text.tar", "evil.tar"):
        with pytest.raises(ledger.StoreError) as caught:
            ledger.load_backup(tmp_path / name, str(tmp_path / "into"))
        assert caught.value.code == "not_a_backup"
    assert not (tmp_path / "outside").exists()
    tar = tmp_path / "b.tar"
    full.backup(tar)
    data = bytearray(tar.read_bytes())
    data[600] ^= 1
    tar.write_bytes(data)
    with pytest.raises(ledger.CorruptFileError):
        ledger.load_backup(tar, str(tmp_path / "into"))


def test_not_even_the_code_lists_of_an_altered_release_are_given(full):
    """What is published on top of a release begins with reading them."""
    figures = sorted((Path(full.uri) / "figures").glob("*.parquet"))
    for path in figures:
        path.chmod(0o644)
        flip(path, 40)
    with pytest.raises(ledger.CorruptFileError) as damaged:
        ledger.open_store(full.uri).read(3, ledger.FigureFilter(limit=0))
    assert damaged.value.code == "altered"
