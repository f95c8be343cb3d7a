"""A store that was written before is read, verified and written on: what is on disks stays good.

Its files are as they were written, the name of a temporary folder in the first entry of its log
included: the entry is hashed, and a changed byte would be damage.
"""

import shutil
from datetime import UTC, datetime

import pytest

import ledger
from ledger import FigureFilter, Provenance, TotalsRequest
from ledger.storage.delta_log import entry_name, receipt_name
from tests.helpers.releases import codes, figures_of
from tests.helpers.servers import ROOT

OLDER = ROOT / "tests/data/older_store"
MARCH, MEN = "visits.p.330203..2024-03", "members..330200.men.2024"
FIRST = [
    *(MEN, "members..330200.women.2024", "members..340200.women.2024"),
    *("teams..330200..2024", "visits.p.330203..2024-01", "visits.p.330203..2024-02"),
    *("visits.q.330100..2024-01", "visits.q.340200..2024-01"),
]


@pytest.fixture
def older(tmp_path):
    shutil.copytree(OLDER, tmp_path / "store")
    return ledger.open_store(str(tmp_path / "store"))


def test_every_release_is_there_with_what_it_says_of_itself(older):
    assert older.verify() == []
    assert older.last_good() == older.head()
    told = [(r.number, r.parent, r.author, r.kind, r.restored, r.rows) for r in older.history()]
    assert told == [
        (4, 3, "王", "restore", 1, 8),
        (3, 2, "李", "publish", None, 9),
        (2, 1, "sun", "publish", None, 9),
        (1, 0, "operator:start", "publish", None, 8),
    ]
    third = older.release(3)
    assert (third.reason, third.request, third.source_sha256) == ("更正", "r-1", "f" * 64)
    assert third.notes == {"audit": "1:ab", "explanations": "[]"}
    assert older.proof(3, "扫描.png") == b"\x89PNG"
    assert third.at == datetime(2026, 11, 29, 10, 24, 0, third.at.microsecond, UTC)


def test_figures_lists_and_areas_are_read(older):
    read = older.read()
    assert read.figures["key"].tolist() == FIRST
    assert older.read(3).figures["key"].tolist() == sorted([*FIRST, MARCH])
    row = older.read(2).figures.set_index("key").loc[MEN]
    assert (row["as_reported"], row["value"], row["obs_status"]) == ("601人", 601, "V")
    assert (row["unit"], row["kind"], row["parents"]) == ("人", "stock", "330000/100000")
    open_ended = read.figures.set_index("key").loc["members..340200.women.2024"]
    assert (open_ended["value"], open_ended["value_high"], open_ended["qualifier"]) == (
        *(500, 600),
        "and_more",
    )
    codes = ["visits", "visits_target", "members", "teams"]  # the target of a flow is made by rule
    assert [each["code"] for each in read.indicators] == codes
    assert [each["since"] for each in older.read(3).programmes if "since" in each] == ["2020"]
    assert [each["id"] for each in read.sources] == ["s", "t"]
    assert read.areas.set_index("code").loc["330000", "tile_col"] == 6


def test_what_was_worked_out_when_it_was_written_still_serves(older):
    assert older.read(2, FigureFilter(since="2024-02", until="2024-03")).figures[
        "key"
    ].tolist() == [
        "visits.p.330203..2024-02",
        MARCH,
    ]
    found = older.roll_up(2, totals=TotalsRequest("province", "quarter"))
    assert found[["programme", "ref_area", "value", "periods"]].to_numpy().tolist() == [
        ["p", "330000", 33, 3],
        ["q", "330000", 20, 1],
        ["q", "340000", 30, 1],
    ]
    assert older.counts(["ref_area"], area="prefecture").to_numpy().tolist() == [
        ["330100", 1],
        ["330200", 5],
        ["340200", 2],
    ]
    compared = older.compare(1, 3)
    assert (compared.added["key"].tolist(), compared.changed["key"].tolist()) == ([MARCH], [MEN])
    assert compared.codes == ("programmes",)
    corrections = older.corrections()[["release", "key", "author"]].to_numpy().tolist()
    assert corrections == [[4, MEN, "王"], [2, MEN, "sun"]]


def test_the_same_figures_are_still_the_same_file(older, tmp_path):
    again = ledger.open_store(str(tmp_path / "again"))
    head = older.read(1)
    release = again.write(
        0, head.figures, {"areas": head.areas}, Provenance(author="x", reason="x")
    )
    assert release.files == older.release(1).files
    assert release.codes["areas"] == older.release(1).codes["areas"]


def test_it_is_written_on(older):
    new = figures_of({"visits.p.330203..2024-04": "14人"})
    release = older.write(
        4, new, codes(), Provenance(author="x", reason="x"), only_indicators=["visits"]
    )
    assert (release.number, release.rows) == (5, 5)
    assert older.restore(5, 2, Provenance(author="x", reason="x")).files == older.release(2).files
    again = ledger.open_store(older.uri)
    assert again.verify() == []
    assert len(again.read().figures) == 9


def test_a_backup_of_it_is_loaded(older, tmp_path):
    older.backup(tmp_path / "b.tar")
    loaded = ledger.load_backup(tmp_path / "b.tar", str(tmp_path / "loaded"))
    assert loaded.history() == older.history()
    for name in (entry_name(4), receipt_name(4)):
        assert (tmp_path / "loaded" / name).is_file()
