"""Which data files a publish writes, and which it leaves as they are."""

import random

import pytest

import ledger
from ledger import Provenance, TotalsRequest
from ledger.storage import data_files
from tests.helpers.small_release import figure, indicator, table

BY = {"author": "陈", "reason": "发布"}


@pytest.fixture(autouse=True)
def _small_files(monkeypatch):
    """A file is full at four figures, and small below two."""
    monkeypatch.setattr(data_files, "FILE_ROWS", 4)
    monkeypatch.setattr(data_files, "SMALL_FILE_ROWS", 2)


def rows(code, value, areas=4):
    return [figure(f"{code}..33{area:04}..2024-01", value) for area in range(areas)]


def firsts(release):
    return [(file.first, file.last, file.rows) for file in release.data_files]


@pytest.fixture
def abcd(store, codes):
    codes["indicators"] = [indicator(code) for code in "abcdef"]
    state = [row for code in "abcd" for row in rows(code, 1)]
    store.write(0, table(*state), codes, Provenance(**BY))
    return store


def values(store):
    figures = store.read().figures
    return dict(figures.groupby("indicator")["value"].agg(list))


def test_files_end_between_indicators(abcd):
    assert firsts(abcd.head()) == [(code, code, 4) for code in "abcd"]


def test_an_unchanged_indicator_keeps_its_file(abcd):
    state = rows("a", 1) + rows("b", 2, 3) + rows("c", 1) + rows("d", 1)
    second = abcd.write(1, table(*state), {}, Provenance(**BY))
    old, new = (dict(zip("abcd", r.files, strict=True)) for r in (abcd.release(1), second))
    assert [old[code] == new[code] for code in "abcd"] == [True, False, True, True]


def test_named_indicators_are_replaced_and_the_others_stay(abcd):
    new = rows("b", 7, 2) + rows("e", 5, 1)
    second = abcd.write(1, table(*new), {}, Provenance(**BY), only_indicators=["b", "c", "e"])
    assert values(abcd) == {"a": [1] * 4, "b": [7, 7], "d": [1] * 4, "e": [5]}
    assert abcd.read().figures["indicator"].is_monotonic_increasing
    kept = set(abcd.release(1).files) & set(second.files)
    assert kept == {abcd.release(1).files[0], abcd.release(1).files[3]}
    # What is too small for a file of its own is written with the next that changes.
    third = abcd.write(2, table(*rows("f", 6, 4)), {}, Provenance(**BY), only_indicators=["f"])
    assert values(abcd)["e"] == [5]
    assert [file.first for file in third.data_files] == ["a", "b", "d", "e"]
    assert firsts(third)[3] == ("e", "f", 5)
    assert abcd.verify() == []


def test_the_same_state_by_names_or_whole_is_the_same_files(abcd, codes, tmp_path):
    new = rows("b", 7)
    by_name = abcd.write(1, table(*new), {}, Provenance(**BY), only_indicators=["b"])
    whole = ledger.open_store(str(tmp_path / "whole"))
    whole.write(
        0, table(*rows("a", 1), *new, *rows("c", 1), *rows("d", 1)), codes, Provenance(**BY)
    )
    assert by_name.files == whole.head().files


def test_an_indicator_that_is_not_named_is_refused(abcd):
    with pytest.raises(ledger.StoreError) as caught:
        abcd.write(
            1, table(*rows("b", 7), *rows("c", 7)), {}, Provenance(**BY), only_indicators=["b"]
        )
    assert (caught.value.code, caught.value.detail) == ("not_named", "c")
    assert abcd.head().number == 1


def test_nothing_is_left(abcd):
    abcd.write(1, table(), {}, Provenance(**BY), only_indicators=list("abcd"))
    assert abcd.read().figures.empty
    abcd.write(2, table(*rows("a", 1)), {}, Provenance(**BY))
    assert values(abcd) == {"a": [1] * 4}


def test_an_area_that_moves_moves_its_figures(store, codes):
    """The province of every figure is worked out when it is written: then it is written anew."""
    store.write(0, table(figure("notices..330203..2024-01", 3)), codes, Provenance(**BY))
    areas = codes["areas"].copy()
    areas.loc[areas["code"] == "330200", "parent"] = "340000"
    store.write(1, None, {"areas": areas}, Provenance(**BY))
    totals = TotalsRequest("province", "month")
    assert store.roll_up(2, totals=totals)["ref_area"].tolist() == ["340000"]
    assert store.roll_up(1, totals=totals)["ref_area"].tolist() == ["330000"]
    renamed = areas.assign(name_zh="新名")
    third = store.write(2, None, {"areas": renamed}, Provenance(**BY))
    assert third.files == store.release(2).files
    assert store.read().figures["value"].tolist() == [3]


def test_any_course_of_publishes_holds_what_was_last_said(store, codes):
    dice = random.Random(3)
    names = [f"i{number:02}" for number in range(12)]
    state = {}
    for number in range(12):
        named = dice.sample(names, dice.randint(1, 4))
        new = {code: (dice.randint(0, 9), dice.randint(0, 6)) for code in named}
        whole = dice.random() < 0.2
        state = new if whole else state | new
        given = [row for code, (value, areas) in new.items() for row in rows(code, value, areas)]
        store.write(
            number, table(*given), codes, Provenance(**BY), only_indicators=None if whole else named
        )
        read = store.read().figures
        expected = {code: [float(value)] * areas for code, (value, areas) in state.items() if areas}
        assert values(store) == expected
        assert read["key"].tolist() == sorted(read["key"])
    assert store.verify() == []
