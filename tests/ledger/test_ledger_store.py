"""What is published is read again, release after release, in a folder and in an object store."""

import math
import shutil

import pandas as pd
import pytest

import ledger
from ledger import FigureFilter, Provenance
from quantities.annual_targets import with_annual_targets
from tests.helpers.small_release import figure, table

BY = {"author": "陈", "reason": "第一次发布"}


@pytest.fixture
def store(either):
    return either


def test_an_empty_store_has_no_head(store):
    assert store.head() is None
    assert store.history() == []
    with pytest.raises(ledger.UnknownReleaseError):
        store.read()


def test_a_release_is_read_back_joined(store, figures, codes):
    release = store.write(0, figures, codes, Provenance(source_sha256="f" * 64, **BY))
    assert (release.number, release.parent, release.kind) == (1, 0, "publish")
    assert (release.author, release.reason, release.rows) == ("陈", "第一次发布", 4)
    assert [store.has_receipt(number) for number in (1, 2)] == [True, False]
    assert release == store.head() == ledger.open_store(store.uri).head()
    read = store.read()
    assert read.figures["key"].tolist() == [
        "members..330200..2024",
        "notices..340200..2024-02",
        "notices.p.330203..2024-01",
        "notices.p.330205..2024-01",
    ]
    last = read.figures.iloc[3]
    assert (last["value"], last["value_low"], math.isnan(last["value_high"])) == (4, 4, True)
    assert last["parents"] == "330200/330000/100000"
    assert last[["unit", "kind", "aggregation", "topic"]].tolist() == [
        "件",
        "flow",
        "sum",
        "supervision",
    ]
    assert read.figures.isna().to_numpy().sum() == 1
    assert read.indicators == with_annual_targets(codes["indicators"])
    assert read.programmes == codes["programmes"]
    assert read.sources == codes["sources"]
    assert read.areas["code"].tolist() == codes["areas"]["code"].tolist()
    assert read.areas["tile_col"].tolist()[1:3] == [6, pd.NA]


def test_the_same_figures_give_the_same_files(store, figures, codes, tmp_path):
    first = store.write(0, figures, codes, Provenance(**BY))
    shuffled = figures.iloc[::-1].reset_index(drop=True)
    other = ledger.open_store(str(tmp_path / "other")).write(0, shuffled, codes, Provenance(**BY))
    assert other.files == first.files
    assert other.codes == first.codes


def test_an_earlier_release_stays_readable(store, figures, codes):
    store.write(0, figures, codes, Provenance(**BY))
    store.write(1, figures.head(1), codes, Provenance(author="李", reason="只留一条"))
    assert len(store.read(1).figures) == 4
    assert len(store.read(2).figures) == len(store.read().figures) == 1
    assert [(r.number, r.author) for r in store.history()] == [(2, "李"), (1, "陈")]
    with pytest.raises(ledger.UnknownReleaseError):
        store.read(3)


def test_a_change_of_labels_alone_is_a_release(store, figures, codes):
    first = store.write(0, figures, codes, Provenance(**BY))
    renamed = [codes["programmes"][0] | {"name": {"zh": "新名", "en": "New"}}]
    second = store.write(1, None, {"programmes": renamed}, Provenance(**BY))
    assert second.files == first.files
    assert second.codes["indicators"] == first.codes["indicators"]
    assert second.codes["programmes"] != first.codes["programmes"]
    assert store.read(2).programmes[0]["name"]["zh"] == "新名"
    assert store.read(1).programmes[0]["name"]["zh"] == "某项目"
    assert len(store.read(2).figures) == 4


def test_a_restore_is_a_new_release(store, figures, codes):
    first = store.write(0, figures, codes, Provenance(**BY))
    store.write(1, figures.head(2), codes, Provenance(**BY))
    third = store.restore(2, 1, Provenance(author="王", reason="误删"))
    assert (third.number, third.kind, third.restored) == (3, "restore", 1)
    assert (third.files, third.codes) == (first.files, first.codes)
    pd.testing.assert_frame_equal(store.read(3).figures, store.read(1).figures)
    assert len(store.read(2).figures) == 2


def test_somebody_elses_release_in_between_is_a_conflict(store, figures, codes):
    store.write(0, figures, codes, Provenance(**BY))
    ledger.open_store(store.uri).write(
        1, figures.head(3), codes, Provenance(author="李", reason="先到")
    )
    with pytest.raises(ledger.ReleaseConflictError) as caught:
        store.write(1, figures.head(2), codes, Provenance(author="陈", reason="后到"))
    assert (caught.value.head.number, caught.value.head.author) == (2, "李")
    assert store.head().number == 2


def test_the_same_request_twice_is_one_release(store, figures, codes):
    first = store.write(0, figures, codes, Provenance(request="r-1", **BY))
    assert store.write(0, figures, codes, Provenance(request="r-1", **BY)) == first
    assert store.head().number == 1
    with pytest.raises(ledger.ReleaseConflictError):
        store.write(0, figures, codes, Provenance(request="r-2", **BY))


def test_proofs_and_notes_are_kept_with_a_release(store, figures, codes):
    notes = {"warning": "已核实"}
    release = store.write(
        0, figures, codes, Provenance(proofs={"扫描.png": b"\x89"}, notes=notes, **BY)
    )
    assert release.notes == notes
    assert store.proof(1, "扫描.png") == b"\x89"


@pytest.mark.parametrize(
    ("where", "keys"),
    [
        (FigureFilter(indicators=["members"]), ["members..330200..2024"]),
        (FigureFilter(programmes=[""], since="2024-02"), ["notices..340200..2024-02"]),
        (FigureFilter(ref_areas=["330203"]), ["notices.p.330203..2024-01"]),
        (
            FigureFilter(under_area="330200", indicators=["notices"]),
            ["notices.p.330203..2024-01", "notices.p.330205..2024-01"],
        ),
        (
            FigureFilter(until="2024-01"),
            ["notices.p.330203..2024-01", "notices.p.330205..2024-01"],
        ),
        (FigureFilter(since="2024", until="2024", limit=1), ["members..330200..2024"]),
        (FigureFilter(limit=1, offset=1), ["notices..340200..2024-02"]),
        (FigureFilter(offset=3), ["notices.p.330205..2024-01"]),
        (FigureFilter(limit=0), []),
        (
            FigureFilter(keys=["notices.p.330205..2024-01", "no.such.key.is.there"]),
            ["notices.p.330205..2024-01"],
        ),
        (FigureFilter(indicators=["nothing"]), []),
    ],
)
def test_where(tmp_path, figures, codes, where, keys):
    here = ledger.open_store(str(tmp_path / "store"))
    here.write(0, figures, codes, Provenance(**BY))
    read = here.read(where=where).figures
    assert read["key"].tolist() == keys
    assert read.columns.tolist() == here.read().figures.columns.tolist()


def test_a_release_without_figures(store, figures, codes):
    store.write(0, figures.head(0), codes, Provenance(**BY))
    assert store.read().figures.empty
    assert store.read().figures.dtypes.tolist() == [
        *ledger.open_store(store.uri).read().figures.dtypes.tolist()
    ]


def test_what_no_figures_table_holds_is_refused(store, figures, codes):
    with pytest.raises(ledger.StoreError) as caught:
        store.write(0, figures.drop(columns=["locator"]), codes, Provenance(**BY))
    assert (caught.value.code, caught.value.detail) == ("missing_column", "locator")
    with pytest.raises(ledger.StoreError) as caught:
        store.write(0, pd.concat([figures, figures.tail(1)]), codes, Provenance(**BY))
    assert (caught.value.code, caught.value.detail) == ("duplicate_key", "members..330200..2024")
    wrong = figures.astype({"value": object})
    wrong.loc[0, "value"] = "three"
    with pytest.raises(ledger.StoreError) as caught:
        store.write(0, wrong, codes, Provenance(**BY))
    assert caught.value.code == "wrong_type"
    assert store.head() is None


def test_a_parent_that_does_not_exist(store, figures, codes):
    with pytest.raises(ledger.UnknownReleaseError):
        store.write(4, figures, codes, Provenance(**BY))


def test_a_folder_with_pattern_characters(tmp_path, codes):
    odd = ledger.open_store(str(tmp_path / "a[1]*"))
    odd.write(0, table(figure("notices..330200..2024", 1)), codes, Provenance(**BY))
    assert odd.read().figures["value"].tolist() == [1.0]


def test_a_store_that_was_replaced_meanwhile_is_read_anew(tmp_path, figures, codes):
    """Somebody loads another store from a backup while this process runs."""
    folder = tmp_path / "one"
    store = ledger.open_store(str(folder))
    assert not store.clear_caches_if_replaced()  # nothing is published
    store.write(0, figures, codes, Provenance(**BY))
    assert len(store.read().figures) == 4
    assert not store.clear_caches_if_replaced()
    other = ledger.open_store(str(tmp_path / "other"))
    other.write(0, figures.iloc[:1], codes, Provenance(**BY))
    shutil.rmtree(folder)
    (tmp_path / "other").rename(folder)
    assert store.clear_caches_if_replaced()
    assert len(store.read().figures) == 1
    assert store.head() == ledger.open_store(str(folder)).head()
    assert not store.clear_caches_if_replaced()
    shutil.rmtree(folder)
    assert not store.clear_caches_if_replaced()  # a missing entry is named by verify
