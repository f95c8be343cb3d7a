"""Comparisons cut by a limit, over several files, kept and let go of; corrections with limits."""

import math
import random
import shutil
from pathlib import Path

import pandas as pd
import pytest

import ledger
from ledger import Provenance
from ledger import store as ledger_store
from ledger.storage import data_files
from tests.helpers.small_release import figure, indicator, table

BY = {"author": "陈", "reason": "发布"}
KINDS = ("added", "changed", "removed")


@pytest.fixture
def small_files(monkeypatch):
    """A file is full at three figures, so that what differs lies in several."""
    monkeypatch.setattr(data_files, "FILE_ROWS", 3)
    monkeypatch.setattr(data_files, "SMALL_FILE_ROWS", 1)


def state(**values: dict[int, float]) -> pd.DataFrame:
    return table(
        *(
            figure(f"{code}..33{area:04}..2024-01", value)
            for code, areas in values.items()
            for area, value in areas.items()
        )
    )


OLD = {
    "a": {1: 1, 2: 2, 3: 3},
    "b": {1: 1, 2: 2, 3: 3},
    "c": {1: 1},
    "d": {1: 1, 2: 2, 3: 3},
    "e": {1: 1, 2: 2},
}
NEW = {
    "a": {1: 5, 2: 2, 4: 4},
    "b": {1: 6, 3: 7, 5: 5, 6: 6},
    "c": {1: 1},
    "d": {2: 2, 7: 7},
    "f": {1: 1, 2: 2},
}
WANTED = {
    "added": [
        *("a..330004..2024-01", "b..330005..2024-01", "b..330006..2024-01", "d..330007..2024-01"),
        *("f..330001..2024-01", "f..330002..2024-01"),
    ],
    "changed": ["a..330001..2024-01", "b..330001..2024-01", "b..330003..2024-01"],
    "removed": [
        *("a..330003..2024-01", "b..330002..2024-01", "d..330001..2024-01", "d..330003..2024-01"),
        *("e..330001..2024-01", "e..330002..2024-01"),
    ],
}


@pytest.fixture(scope="module")
def two_states(tmp_path_factory):
    """A store of two releases in several files; tests read it, or take a copy."""
    store = ledger.open_store(str(tmp_path_factory.mktemp("two") / "store"))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(data_files, "FILE_ROWS", 3)
        patched.setattr(data_files, "SMALL_FILE_ROWS", 1)
        store.write(0, state(**OLD), {}, Provenance(**BY))
        store.write(1, state(**NEW), {}, Provenance(**BY))
    assert len(store.release(1).files) > 3
    assert len(store.release(2).files) > 3
    return store.uri


@pytest.fixture
def two(two_states):
    return ledger.open_store(two_states)


def keys(found: ledger.ReleaseComparison) -> dict[str, list[str]]:
    return {kind: getattr(found, kind)["key"].tolist() for kind in KINDS}


@pytest.mark.parametrize("limit", [None, 0, 1, 2, 3, 4, 5, 6, 7, 1_000, 1_001])
def test_each_kind_is_cut_at_the_limit_and_counted_whole(two, limit):
    found = two.compare(1, 2, limit)
    assert keys(found) == {kind: WANTED[kind][:limit] for kind in KINDS}
    assert found.totals == {"added": 6, "changed": 3, "removed": 6}
    changed = found.changed
    assert changed["old_value"].tolist() == [1, 1, 3][:limit]
    assert changed["new_value"].tolist() == [5, 6, 7][:limit]
    assert changed["percent"].tolist() == [400, 500, pytest.approx(400 / 3)][:limit]
    for kind in KINDS:
        assert getattr(found, kind).index.tolist() == [*range(len(WANTED[kind][:limit]))]
    back = two.compare(2, 1, limit)
    assert keys(back) == {
        "added": WANTED["removed"][:limit],
        "changed": WANTED["changed"][:limit],
        "removed": WANTED["added"][:limit],
    }


def test_where_the_first_files_fill_the_limit_the_later_are_counted_alone(two, monkeypatch):
    full = two.compare(1, 2)
    # Not by cutting what is kept: of each file no more is read than there is room for.
    monkeypatch.setattr(ledger_store, "MAX_KEPT_ROWS", 0)
    for limit in (1, 2, 3):
        cut = two.compare(1, 2, limit)
        for kind in KINDS:
            wanted = getattr(full, kind).head(limit)
            pd.testing.assert_frame_equal(getattr(cut, kind), wanted)
        assert cut.totals == full.totals


def test_a_file_that_two_releases_share_is_not_read_again(two_states, tmp_path, small_files):
    shutil.copytree(two_states, tmp_path / "store")
    two = ledger.open_store(str(tmp_path / "store"))
    third = state(**{**NEW, "f": {1: 9, 2: 2}})
    two.write(2, third, {}, Provenance(**BY))
    found = two.compare(2, 3)
    assert keys(found) == {"added": [], "changed": ["f..330001..2024-01"], "removed": []}
    shared = set(two.release(2).files) & set(two.release(3).files)
    assert shared
    for name, _ in shared:
        path = Path(two.uri) / name
        path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(ledger.CorruptFileError):
        ledger.open_store(two.uri).compare(2, 3)


def test_any_two_states_are_compared_as_a_dictionary_would(store, codes, small_files):
    dice, names = random.Random(4), "abcdef"
    states: list[dict[str, dict[int, float]]] = []
    codes["indicators"] = [indicator(code) for code in names]
    for number in range(4):
        chosen = {
            code: {area: dice.randint(0, 2) for area in dice.sample(range(9), dice.randint(1, 6))}
            for code in dice.sample(names, dice.randint(2, 5))
        }
        states.append(chosen)
        store.write(number, state(**chosen), codes if not number else {}, Provenance(**BY))

    def flat(values: dict[str, dict[int, float]]) -> dict[str, float]:
        return {
            f"{code}..33{area:04}..2024-01": value
            for code, areas in values.items()
            for area, value in areas.items()
        }

    for old in range(4):
        for new in range(4):
            before, after = flat(states[old]), flat(states[new])
            found = keys(store.compare(old + 1, new + 1))
            assert found["added"] == sorted(after.keys() - before.keys())
            assert found["removed"] == sorted(before.keys() - after.keys())
            both = before.keys() & after.keys()
            assert found["changed"] == sorted(key for key in both if before[key] != after[key])


def test_only_a_change_from_a_value_above_nought_has_a_percentage(store, codes):
    key = "notices..330203..2024-0{}"
    values = [(0, 3), (None, 3), (3, None), (-2, -1), (-2, 2), (4, 1), (1, 1)]
    for number, side in enumerate((0, 1)):
        rows = [figure(key.format(n), pair[side], note=str(side)) for n, pair in enumerate(values)]
        store.write(number, table(*rows), codes if not number else {}, Provenance(**BY))
    percent = store.compare(1, 2).changed["percent"].tolist()
    assert [math.isnan(each) for each in percent] == [True] * 5 + [False] * 2
    assert percent[5:] == [-75, 0]


def test_the_latest_comparisons_are_kept_and_the_oldest_let_go(store, codes, monkeypatch):
    monkeypatch.setattr(ledger_store, "MAX_KEPT_COMPARISONS", 2)
    for number in range(4):
        lists = {} if number else codes
        store.write(
            number, table(figure("notices..330203..2024-01", number)), lists, Provenance(**BY)
        )
    asked, real = [], ledger_store.find_differences

    def counted(cursor, old, new, limit):
        asked.append(limit)
        return real(cursor, old, new, limit)

    monkeypatch.setattr(ledger_store, "find_differences", counted)
    for old, new, times in ((1, 2, 1), (1, 2, 1), (2, 3, 2), (1, 2, 2), (3, 4, 3), (2, 3, 3)):
        assert store.compare(old, new, 5).changed["new_value"].tolist() == [new - 1]
        assert len(asked) == times
    store.compare(1, 2, 5)
    assert asked == [10_000] * 4
    # All there is, or more than is kept, is read for whoever asks.
    store.compare(1, 2)
    store.compare(1, 2, 10_001)
    store.compare(1, 2, 10_000)
    assert asked[4:] == [None, 10_001]


def test_labels_that_differ_are_named_in_order(store, codes):
    store.write(0, table(figure("notices..330203..2024-01", 1)), codes, Provenance(**BY))
    store.write(1, None, {"sources": [], "areas": codes["areas"].head(7)}, Provenance(**BY))
    found = store.compare(1, 2)
    assert found.codes == ("areas", "sources")
    assert found.totals == dict.fromkeys(KINDS, 0)
    assert store.compare(1, 1).codes == ()
    lists = {"indicators", "programmes", "sources", "areas"}
    assert set(store.compare(1, 0).codes) == set(store.compare(0, 1).codes) == lists


@pytest.fixture(scope="module")
def corrected(tmp_path_factory):
    """Two figures, each of whose numbers changes in each of three releases; then a note alone."""
    store = ledger.open_store(str(tmp_path_factory.mktemp("corrected") / "store"))
    first, second = "notices..330203..2024-01", "notices..330205..2024-01"
    people = ("陈", "李", "王", "赵", "孙")
    for number, who in enumerate(people):
        last = min(number, 3)
        rows = [
            figure(first, 10 + last, note=str(number)),
            figure(second, 20 + last, locator=str(number)),
        ]
        store.write(number, table(*rows), {}, Provenance(author=who, reason=f"第{number}次"))
    return store


COLUMNS = ["release", "key", "author", "reason", "old_as_reported", "new_as_reported"]
ALL = [
    [release, f"notices..{area}..2024-01", author, f"第{release - 1}次", old, new]
    for release, author in ((4, "赵"), (3, "王"), (2, "李"))
    for area, first in (("330203", 10), ("330205", 20))
    for old, new in [(f"{first + release - 2}件", f"{first + release - 1}件")]
]


@pytest.mark.parametrize("limit", [0, 1, 2, 3, 5, 6, 7])
def test_corrections_are_the_newest_up_to_the_limit(corrected, limit):
    found = corrected.corrections(limit=limit)
    assert found[COLUMNS].to_numpy().tolist() == ALL[:limit]
    assert found.index.tolist() == [*range(len(ALL[:limit]))]
    named = ["notices..330203..2024-01", "notices..330205..2024-01"]
    assert corrected.corrections(named, limit=limit)[COLUMNS].to_numpy().tolist() == ALL[:limit]


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_corrections_up_to_a_release(corrected, number):
    wanted = [row for row in ALL if row[0] <= number]
    assert corrected.corrections(release_number=number)[COLUMNS].to_numpy().tolist() == wanted
    mine = ["notices..330205..2024-01"]
    found = corrected.corrections(mine, release_number=number)[COLUMNS].to_numpy().tolist()
    assert found == [row for row in wanted if row[1] in mine]


def test_a_list_of_corrections_has_its_columns_and_moments(corrected):
    columns = ["key", "release", "at", "author", "reason"]
    number = ["as_reported", "value", "value_low", "value_high", "qualifier"]
    found = corrected.corrections()
    assert found.columns.tolist() == [
        *columns,
        *(f"old_{name}" for name in number),
        *(f"new_{name}" for name in number),
    ]
    assert found["at"].tolist() == [
        pd.Timestamp(corrected.release(each).at) for each in found["release"]
    ]
    none = corrected.corrections(release_number=1)
    assert (len(none), none.columns.tolist()) == (0, found.columns.tolist())
    assert len(corrected.corrections(["notices..340200..2024-01"])) == 0


@pytest.mark.parametrize("name", ["value", "value_low", "value_high", "qualifier", "as_reported"])
def test_each_part_of_a_number_makes_another_number(store, codes, name):
    key = "notices..330203..2024-01"
    other = {"qualifier": "about", "as_reported": "三件"}.get(name)
    for number, more in enumerate(({}, {name: other}, {name: other}, {})):
        row = figure(key, 3, note=str(number)) | more
        rows = [row, figure("notices..330205..2024-01", 3)]
        store.write(number, table(*rows), {} if number else codes, Provenance(**BY))
    for found in (store.corrections(), store.corrections([key])):
        assert found[["release", "key"]].to_numpy().tolist() == [[4, key], [2, key]]
    lives = store.versions([key])
    assert lives[["since", "until"]].to_numpy().tolist() == [[1, 1], [2, 3], [4, 4]]


def test_a_figure_that_was_withdrawn_and_came_back_has_a_gap(store, codes, small_files):
    key, other = "a..330001..2024-01", "b..330001..2024-01"
    codes["indicators"] = [indicator(code) for code in "ab"]
    for number, there in enumerate((True, True, False, False, True)):
        values = {"b": {1: 7}} | ({"a": {1: 5}} if there else {})
        store.write(number, state(**values), {} if number else codes, Provenance(**BY))
    lives = store.versions([other, key])
    columns = ["key", "since", "until", "value"]
    assert lives[columns].to_numpy().tolist() == [[key, 1, 2, 5], [key, 5, 5, 5], [other, 1, 5, 7]]
    assert store.corrections([key]).empty
    before = store.versions([key], 4)
    assert before[["since", "until"]].to_numpy().tolist() == [[1, 2]]
    assert store.versions([]).empty
