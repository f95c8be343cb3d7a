"""What differs between two releases, and what became of a figure."""

import math

import pandas as pd
import pytest

import ledger
from ledger import DataFile, Provenance
from ledger.queries.compare import group_files
from tests.helpers.small_release import figure, indicator, table


@pytest.fixture
def three(store, codes):
    """Three releases: a value changed, one figure came, one went; then labels and a note."""
    first = table(
        figure("notices..330203..2024-01", 100),
        figure("notices..330205..2024-01", 0),
        figure("members..330200..2024", 8),
        figure("members..340200..2024", 8, value_high=None, qualifier="at_least"),
    )
    second = table(
        figure("notices..330203..2024-01", 150),
        figure("notices..330205..2024-01", 5),
        figure("notices..330205..2024-02", 7),
        figure("members..340200..2024", 8, value_high=None, qualifier="at_least"),
    )
    third = second.assign(note=["说明", "", "", ""])
    store.write(0, first, codes, Provenance(author="陈", reason="首次"))
    store.write(1, second, codes, Provenance(author="李", reason="更正"))
    indicators = [indicator("notices"), indicator("members", "last", "名")]
    store.write(
        2, third, codes | {"indicators": indicators}, Provenance(author="王", reason="注释")
    )
    return store


def test_added_changed_removed(three):
    found = three.compare(1, 2)
    assert found.totals == {"added": 1, "changed": 2, "removed": 1}
    assert found.added["key"].tolist() == ["notices..330205..2024-02"]
    assert found.added["as_reported"].tolist() == ["7件"]
    assert found.removed["key"].tolist() == ["members..330200..2024"]
    changed = found.changed
    assert changed["key"].tolist() == ["notices..330203..2024-01", "notices..330205..2024-01"]
    assert changed[["old_value", "new_value"]].to_numpy().tolist() == [[100, 150], [0, 5]]
    assert changed["percent"].iloc[0] == 50
    assert math.isnan(changed["percent"].iloc[1])
    assert found.codes == ()


def test_backwards_is_the_opposite(three):
    found = three.compare(2, 1)
    assert found.added["key"].tolist() == ["members..330200..2024"]
    assert found.removed["key"].tolist() == ["notices..330205..2024-02"]
    assert found.changed["percent"].tolist()[0] == pytest.approx(-100 / 3)


def test_a_note_and_a_label_are_changes_too(three):
    found = three.compare(2, 3)
    assert found.changed["key"].tolist() == ["notices..330203..2024-01"]
    assert found.changed[["old_note", "new_note"]].to_numpy().tolist() == [["", "说明"]]
    assert found.changed["percent"].tolist() == [0]
    assert found.codes == ("indicators",)


def test_a_missing_value_has_no_percentage(store, codes):
    key = "notices..330203..2024-01"
    store.write(0, table(figure(key, None)), codes, Provenance(author="陈", reason="缺"))
    store.write(1, table(figure(key, 3)), codes, Provenance(author="陈", reason="补"))
    assert math.isnan(store.compare(1, 2).changed["percent"].iloc[0])
    assert math.isnan(store.compare(2, 1).changed["percent"].iloc[0])


def test_everything_is_new_in_the_first(three):
    found = three.compare(0, 1)
    assert found.totals == {"added": 4, "changed": 0, "removed": 0}
    assert found.codes == ("areas", "indicators", "programmes", "sources")


def test_nothing_differs_from_itself(three):
    found = three.compare(2, 2)
    assert found.totals == {"added": 0, "changed": 0, "removed": 0}
    assert found.changed.columns.tolist() == three.compare(1, 2).changed.columns.tolist()
    assert found.added.columns.tolist() == three.compare(1, 2).added.columns.tolist()


def test_a_limit_cuts_the_frames_not_the_totals(three):
    found = three.compare(1, 2, limit=1)
    assert found.totals == {"added": 1, "changed": 2, "removed": 1}
    assert found.changed["key"].tolist() == ["notices..330203..2024-01"]


def test_comparing_agrees_with_pandas(store, codes):
    """Many figures in many files on both sides, every kind of difference spread over them."""
    rows = [
        figure(f"i{number % 7}..{area}..2024-{month:02}", number * month)
        for number in range(40)
        for area in (f"33{number:04}", "330203")
        for month in (1, 2, 3)
    ]
    old = table(*rows).drop_duplicates(["indicator", "ref_area", "time_period"])
    new = old.copy()
    new.loc[new.index % 5 == 0, "value"] += 1
    new.loc[new.index % 11 == 0, "locator"] = "¶2"
    moved = new.index % 13 == 0
    new.loc[moved, "breakdown"] = "b"
    keys = ["indicator", "programme", "ref_area", "breakdown", "time_period"]
    store.write(0, old, codes, Provenance(author="陈", reason="旧"))
    store.write(1, new, codes, Provenance(author="陈", reason="新"))
    found = store.compare(1, 2)
    both = old.merge(new, on=keys, suffixes=("_old", "_new"))
    differ = both["value_old"].ne(both["value_new"]) | both["locator_old"].ne(both["locator_new"])
    assert found.totals == {"added": moved.sum(), "changed": differ.sum(), "removed": moved.sum()}
    joined = both[differ][keys].agg(".".join, axis=1).sort_values().tolist()
    assert sorted(found.changed["key"]) == joined


def part(name, first, last):
    return DataFile(name, "", 0, 1, first, last)


def test_files_are_compared_in_groups_that_share_no_indicator():
    old = [part("a", "a", "c"), part("b", "d", "f"), part("same", "g", "h"), part("d", "k", "k")]
    new = [part("x", "a", "d"), part("y", "e", "f"), part("same", "g", "h"), part("z", "m", "n")]
    groups = [
        ([p.name for p in left], [p.name for p in right]) for left, right in group_files(old, new)
    ]
    assert groups == [(["a", "b"], ["x", "y"]), (["d"], []), ([], ["z"])]


def test_the_life_of_a_figure(three):
    three.restore(3, 1, Provenance(author="赵", reason="退回"))
    lives = three.versions(["notices..330203..2024-01", "members..330200..2024", "a.b.c.d.e"])
    columns = ["key", "since", "until", "author", "reason", "as_reported", "value"]
    assert lives[columns].to_numpy().tolist() == [
        ["members..330200..2024", 1, 1, "陈", "首次", "8件", 8],
        ["members..330200..2024", 4, 4, "赵", "退回", "8件", 8],
        ["notices..330203..2024-01", 1, 1, "陈", "首次", "100件", 100],
        ["notices..330203..2024-01", 2, 3, "李", "更正", "150件", 150],
        ["notices..330203..2024-01", 4, 4, "赵", "退回", "100件", 100],
    ]
    assert lives["at"].tolist()[0] == pd.Timestamp(three.release(1).at)
    before = three.versions(["notices..330203..2024-01"], 2)
    assert before[["since", "until"]].to_numpy().tolist() == [[1, 1], [2, 2]]


def test_the_list_of_corrections(three):
    found = three.corrections()
    columns = ["key", "release", "author", "reason", "old_as_reported", "new_as_reported"]
    assert found[columns].to_numpy().tolist() == [
        ["notices..330203..2024-01", 2, "李", "更正", "100件", "150件"],
        ["notices..330205..2024-01", 2, "李", "更正", "0件", "5件"],
    ]
    assert found["at"].tolist() == [pd.Timestamp(three.release(2).at)] * 2
    mine = three.corrections(["notices..330203..2024-01", "members..340200..2024"])
    pd.testing.assert_frame_equal(mine, found.head(1))
    three.restore(3, 1, Provenance(author="赵", reason="退回"))
    assert three.corrections()["release"].tolist() == [4, 4, 2, 2]
    assert three.corrections(limit=1)["new_as_reported"].tolist() == ["100件"]
    assert three.corrections(release_number=3)["release"].tolist() == [2, 2]
    assert three.corrections(release_number=1).empty


def test_corrections_of_an_empty_store(store):
    with pytest.raises(ledger.UnknownReleaseError):
        store.corrections()
