"""What a store has read stays known, what changes under it is noticed, and threads may share it."""

import os
import random
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import ledger
from ledger import FigureFilter, Provenance, TotalsRequest
from ledger.queries.engines import connect_duckdb, escape_pattern, quote_path
from ledger.storage import data_files, delta_log
from ledger.storage.delta_log import checkpoint_name
from ledger.storage.object_store import LocalStore
from tests.helpers.small_release import figure, indicator, table

BY = {"author": "陈", "reason": "发布"}
KEY = "notices..330203..2024-01"


@pytest.fixture
def two(store, codes):
    for number in range(2):
        rows = table(figure(KEY, number), figure("members..330200..2024", 8, note="注"))
        store.write(number, rows, {} if number else codes, Provenance(**BY))
    return store


@pytest.fixture
def read_files(monkeypatch):
    """Names of the files that are read whole, in order."""
    names, real = [], LocalStore.get

    def get(self: LocalStore, name: str) -> bytes:
        names.append(name)
        return real(self, name)

    monkeypatch.setattr(LocalStore, "get", get)
    return names


def test_nothing_that_never_changes_is_read_twice(two, read_files):
    store = ledger.open_store(two.uri)
    first = store.read(1).figures
    assert len(read_files) == len(set(read_files)) > 0
    read_files.clear()
    assert store.read(1).figures.equals(first)
    store.counts(release_number=1)
    store.roll_up(1)
    assert read_files == []
    # The next release brings its entry, its receipt and the file it alone has.
    two.write(2, table(figure(KEY, 5)), {}, Provenance(**BY))
    read_files.clear()
    assert store.read().figures["value"].tolist() == [5]
    assert sorted(name.split("/")[0] for name in read_files) == ["figures", "figures", "receipts"]


def test_a_data_file_that_changes_under_it_is_hashed_again(two):
    name = two.release(2).files[0][0]
    path = Path(two.uri) / name
    assert len(two.read().figures) == 2
    data = path.read_bytes()
    path.write_bytes(data[:-9] + b"123456789")
    with pytest.raises(ledger.CorruptFileError) as caught:
        two.read()
    assert (caught.value.code, caught.value.path, caught.value.release) == ("altered", name, 2)
    path.write_bytes(data)
    os.utime(path, ns=(1, 1))
    assert len(two.read().figures) == 2
    path.unlink()
    for where in (FigureFilter(), FigureFilter(limit=0)):
        with pytest.raises(ledger.CorruptFileError) as caught:
            two.read(where=where)
        assert (caught.value.code, caught.value.path, caught.value.release) == ("missing", name, 2)
    assert len(two.read(1).figures) == 2


def test_what_a_reader_changes_is_their_own(two):
    first = two.read()
    first.indicators[0]["code"] = "spoilt"
    first.sources.clear()
    first.areas.loc[0, "code"] = "spoilt"
    first.figures.loc[0, "note"] = "spoilt"
    again = two.read()
    assert [each["code"] for each in again.indicators] == [
        "notices",
        "notices_target",
        "members",
    ]
    assert len(again.sources) == 1
    assert "spoilt" not in set(again.areas["code"]) | set(again.figures["note"])


def test_an_indicator_says_of_itself_what_it_has(store, codes):
    bare = {"code": "bare", "unit": "次", "kind": "flow"}
    codes["indicators"] = [indicator("notices"), bare, {"code": "english", "unit": {"en": "x"}}]
    keys = ("bare", "english", "notices", "unlisted")
    rows = [figure(f"{code}..330203..2024", 1) for code in keys]
    store.write(0, table(*rows), codes, Provenance(**BY))
    found = store.read().figures
    told = found[["indicator", "unit", "kind", "aggregation", "topic"]].to_numpy().tolist()
    assert told == [
        ["bare", "次", "flow", "", ""],
        ["english", "", "", "", ""],
        ["notices", "件", "flow", "sum", "supervision"],
        ["unlisted", "", "", "", ""],
    ]
    assert found["parents"].tolist() == ["330200/330000/100000"] * 4


def test_threads_share_a_store(two):
    def work(number: int) -> tuple[float, int, int]:
        release = number % 2 + 1
        value = two.read(release, FigureFilter(indicators=["notices"])).figures["value"].item()
        return value, two.compare(1, 2).totals["changed"], int(two.counts().figures.item())

    store = ledger.open_store(two.uri)
    assert store.head() == two.head()
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(work, range(24)))
    assert found == [(float(number % 2), 1, 2) for number in range(24)]


def test_several_files_are_one_release(store, codes, monkeypatch):
    monkeypatch.setattr(data_files, "FILE_ROWS", 2)
    names = [f"i{number:02}" for number in range(9)]
    codes["indicators"] = [indicator(name) for name in names]
    rows = [figure(f"{name}..33020{n}..2024-0{n}", n) for name in names for n in (1, 2, 3)]
    random.Random(5).shuffle(rows)
    release = store.write(0, table(*rows), codes, Provenance(**BY))
    assert len(release.files) == 9
    every = store.read().figures["key"].tolist()
    assert every == sorted(every)
    for limit, offset in ((4, 0), (4, 5), (None, 20), (1, 26), (5, 27)):
        found = store.read(where=FigureFilter(limit=limit, offset=offset)).figures["key"].tolist()
        assert found == every[offset:][:limit]
    assert store.roll_up(totals=TotalsRequest("country", "month"))["value"].sum() == 9 * 6
    assert (
        store.read(where=FigureFilter(indicators=names[3:5])).figures["key"].tolist() == every[9:15]
    )


def test_a_release_without_a_figure_answers_everything(store, codes):
    store.write(0, table(), codes, Provenance(**BY))
    assert store.release(1).files == ()
    assert store.read().figures.empty
    assert store.counts()["figures"].tolist() == [0]
    assert store.counts(["ref_area"]).empty
    assert store.roll_up(totals=TotalsRequest("province")).empty
    assert store.compare(0, 1).totals == {"added": 0, "changed": 0, "removed": 0}
    assert store.versions([KEY]).empty
    assert store.corrections().empty
    assert store.last_good() == store.head()


@pytest.mark.parametrize(
    ("path", "told"),
    [("a/b.parquet", "a/b.parquet"), ("a*b?[c]", "a[*]b[?][[]c]"), ("it's", "it's"), ("", "")],
)
def test_a_path_is_no_pattern_and_no_statement(path, told):
    assert escape_pattern(path) == told
    assert quote_path(path) == "'" + told.replace("'", "''") + "'"
    with connect_duckdb() as duck:
        assert duck.execute(f"SELECT {quote_path(path)}").fetchall() == [(told,)]


def test_the_engine_fetches_nothing_while_the_dashboard_runs():
    with connect_duckdb() as duck:
        for name in ("autoinstall_known_extensions", "autoload_known_extensions"):
            assert duck.execute(f"SELECT current_setting('{name}')").fetchall() == [(False,)]


def test_where_spark_is_not_installed_it_is_said(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "py4j", None)
    with pytest.raises(ledger.StoreError) as fault:
        ledger.open_store(str(tmp_path), engine="spark://nowhere:1")
    assert (fault.value.code, fault.value.path) == ("no_spark", "spark://nowhere:1")


@pytest.fixture
def checkpointed(store, codes, monkeypatch):
    """Seven releases, after two of which Delta has written a checkpoint."""
    monkeypatch.setitem(delta_log.CONFIGURATION, "delta.checkpointInterval", "3")
    for number in range(7):
        rows = table(figure(KEY, number))
        store.write(number, rows, {} if number else codes, Provenance(**BY))
    return store


def test_checkpoints_and_their_pointer_are_held_by_receipts(checkpointed):
    store, root = checkpointed, Path(checkpointed.uri)
    there = [n for n in range(1, 8) if (root / checkpoint_name(n)).exists()]
    assert len(there) >= 2
    assert store.verify() == []
    for name, number in [*((checkpoint_name(n), n) for n in there), (delta_log.POINTER, 7)]:
        path, data = root / name, (root / name).read_bytes()
        path.write_bytes(data[:-1])
        assert store.verify() == [ledger.VerifyFinding("altered", name, number)]
        path.unlink()
        assert store.verify() == [ledger.VerifyFinding("missing", name, number)]
        path.write_bytes(data)
    assert store.verify() == []


def test_a_log_is_listed_once_and_then_followed(two, monkeypatch):
    store, listed, real = ledger.open_store(two.uri), [], LocalStore.names

    def names(self: LocalStore, below: str = "") -> list[str]:
        listed.append(below)
        return real(self, below)

    monkeypatch.setattr(LocalStore, "names", names)
    assert store.head().number == 2
    for number in (2, 3):
        two.write(number, None, {"sources": []}, Provenance(**BY))
        assert store.head().number == number + 1
        assert len(store.history()) == number + 1
    assert listed == [delta_log.LOG]


def test_a_store_is_opened_before_its_first_release(tmp_path, codes):
    early, late = ledger.open_store(str(tmp_path / "s")), ledger.open_store(str(tmp_path / "s"))
    assert early.head() is None
    delta_log.create_log(LocalStore(str(tmp_path / "s")), data_files.SCHEMA)
    assert (early.head(), early.history()) == (None, [])
    with pytest.raises(ledger.UnknownReleaseError):
        early.read()
    late.write(0, table(figure(KEY, 1)), codes, Provenance(**BY))
    assert early.head().number == 1
    delta_log.create_log(LocalStore(str(tmp_path / "s")), data_files.SCHEMA)
    assert len(early.history()) == 1
