"""Data files: sorted, cut between indicators, named by their hash; and what no table may hold."""

import random

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import ledger
from ledger import FigureFilter, Provenance
from ledger.queries.engines import DuckDbEngine, collect
from ledger.storage import data_files, delta_log
from ledger.storage.data_files import COLUMNS
from ledger.storage.file_cache import FileCache
from ledger.storage.object_store import LocalStore, open_object_store
from tests.helpers.small_release import figure, table

BY = {"author": "陈", "reason": "发布"}


def keys(store: ledger.Store, number: int | None = None) -> list[str]:
    return store.read(number).figures["key"].tolist()


def refused(call, *args, **kwargs) -> tuple[str, str]:
    with pytest.raises(ledger.StoreError) as fault:
        call(*args, **kwargs)
    return fault.value.code, fault.value.detail


@pytest.fixture
def small_files(monkeypatch):
    monkeypatch.setattr(data_files, "FILE_ROWS", 4)
    monkeypatch.setattr(data_files, "SMALL_FILE_ROWS", 2)


def rows(code: str, count: int, value: float = 1) -> list[dict[str, object]]:
    return [figure(f"{code}..33{n:04}..2024-01", value) for n in range(count)]


def firsts(release: ledger.Release) -> list[tuple[str, str, int]]:
    return [(file.first, file.last, file.rows) for file in release.data_files]


@pytest.mark.parametrize(
    ("counts", "files"),
    [
        ({"a": 4, "b": 4}, [("a", "a", 4), ("b", "b", 4)]),
        ({"a": 3, "b": 1, "c": 4}, [("a", "b", 4), ("c", "c", 4)]),
        ({"a": 3, "b": 3, "c": 1}, [("a", "b", 6), ("c", "c", 1)]),
        ({"a": 9, "b": 1}, [("a", "a", 9), ("b", "b", 1)]),
        ({"a": 1, "b": 1, "c": 1}, [("a", "c", 3)]),
        ({}, []),
    ],
)
def test_a_file_ends_with_the_indicator_that_fills_it(store, codes, small_files, counts, files):
    state = [row for code, count in counts.items() for row in rows(code, count)]
    random.Random(1).shuffle(state)
    release = store.write(0, table(*state), codes, Provenance(**BY))
    assert firsts(release) == files
    assert release.rows == sum(counts.values())
    wanted = sorted(f"{code}..33{n:04}..2024-01" for code in counts for n in range(counts[code]))
    assert keys(store) == wanted
    for file in release.data_files:
        assert file.size == LocalStore(store.uri).size(file.name)
        assert file.name == f"figures/{file.sha256}.parquet"


def test_where_a_large_file_began_it_begins_again(store, codes, small_files):
    state = [*rows("a", 1), *rows("b", 4), *rows("d", 4)]
    first = store.write(0, table(*state), codes, Provenance(**BY))
    assert firsts(first) == [("a", "b", 5), ("d", "d", 4)]
    second = store.write(1, table(*state, *rows("c", 1)), {}, Provenance(**BY))
    assert firsts(second) == [("a", "b", 5), ("c", "c", 1), ("d", "d", 4)]
    assert second.files[0] == first.files[0]
    assert second.files[2] == first.files[1]
    third = store.write(2, table(*rows("d", 4, 2)), {}, Provenance(**BY), only_indicators=["d"])
    assert firsts(third) == [("a", "b", 5), ("c", "c", 1), ("d", "d", 4)]
    assert third.files[:2] == second.files[:2]
    assert store.verify() == []


def test_an_indicator_between_others_is_replaced_and_its_neighbours_stay(store, codes, small_files):
    state = [*rows("a", 4), *rows("c", 4), *rows("e", 4)]
    first = store.write(0, table(*state), codes, Provenance(**BY))
    second = store.write(
        1, table(*rows("b", 1), *rows("d", 2)), {}, Provenance(**BY), only_indicators=["d", "b"]
    )
    assert set(first.files) < set(second.files)
    assert [file.first for file in second.data_files] == ["a", "b", "c", "d", "e"]
    assert keys(store) == sorted(keys(store))
    empty = store.write(2, table(), {}, Provenance(**BY), only_indicators=["a", "b", "d"])
    assert [file.first for file in empty.data_files] == ["c", "e"]
    assert len(keys(store)) == 8


def test_what_a_table_lacks_or_holds_wrongly_is_named(store, codes, figures):
    write = store.write
    lacking = figures.drop(columns=["locator", "note"])
    assert refused(write, 0, lacking, codes, Provenance(**BY)) == (
        "missing_column",
        "locator, note",
    )
    arrow = pa.Table.from_pandas(figures[list(COLUMNS)], preserve_index=False)
    assert refused(write, 0, arrow.drop_columns(["value"]), codes, Provenance(**BY)) == (
        "missing_column",
        "value",
    )
    code, detail = refused(
        write, 0, figures.astype({"value": object}).assign(value="x"), codes, Provenance(**BY)
    )
    assert code == "wrong_type"
    assert "x" in detail
    code, detail = refused(
        write, 0, figures.assign(note=[1, "a", None, 2]), codes, Provenance(**BY)
    )
    assert code == "wrong_type"
    assert detail
    assert store.head() is None
    arrow = arrow.set_column(
        arrow.column_names.index("note"), "note", pa.array(["甲", None, "", "乙"])
    )
    store.write(0, arrow, codes, Provenance(**BY))
    assert sorted(store.read().figures["note"]) == ["", "", "乙", "甲"]


def test_the_first_key_that_stands_twice_is_named(store, codes):
    twice = [
        figure("notices.p.330205.b.2024-02", 1),
        figure("notices.p.330203.b.2024-02", 1),
        figure("notices.p.330203.b.2024-01", 1),
        figure("notices.p.330205.b.2024-02", 2),
        figure("notices.p.330203.b.2024-02", 1),
    ]
    assert refused(store.write, 0, table(*twice), codes, Provenance(**BY)) == (
        "duplicate_key",
        "notices.p.330203.b.2024-02",
    )
    store.write(0, table(*twice[:3]), codes, Provenance(**BY))
    assert refused(
        store.write,
        1,
        table(*twice[3:], twice[0]),
        {},
        Provenance(**BY),
        only_indicators=["notices"],
    ) == (
        "duplicate_key",
        "notices.p.330205.b.2024-02",
    )
    assert store.head().number == 1


def test_the_indicators_that_were_not_named_are(store, codes):
    store.write(0, table(*rows("a", 1)), codes, Provenance(**BY))
    more = table(*rows("c", 1), *rows("b", 1), *rows("a", 1), *rows("c", 2)[1:])
    assert refused(store.write, 1, more, {}, Provenance(**BY), only_indicators=["a"]) == (
        "not_named",
        "c, b",
    )


def test_texts_of_every_kind_are_told_apart_and_sorted_by_their_bytes(store, codes):
    words = ["", " ", "!", "0", "10", "2", "A", "a", "é", "中", "中国", "𝄞", "a b", "a\tb", "甲'乙"]
    state = [figure("notices..330203..2024-01", 1) | {"breakdown": word} for word in words]
    random.Random(2).shuffle(state)
    store.write(0, table(*state), codes, Provenance(**BY))
    read = store.read().figures
    assert read["breakdown"].tolist() == sorted(words, key=lambda word: word.encode())
    for word in words:
        found = store.read(where=FigureFilter(breakdowns=[word])).figures["breakdown"].tolist()
        assert found == [word]


def test_many_different_words_in_every_column_keep_their_rows(store, codes):
    """So many that their numbers do not fit together in one number of 64 bits."""
    dice, count = random.Random(3), 6_000
    numbers = {name: dice.sample(range(count), count) for name in data_files.KEY_COLUMNS}
    frame = pd.DataFrame(
        {name: [f"{n:05}" for n in numbers[name]] for name in data_files.KEY_COLUMNS}
    )
    frame["as_reported"] = [f"{n}件" for n in range(count)]
    frame = frame.assign(value=range(count), value_low=0.0, value_high=None)
    for name in ("qualifier", "obs_status", "source", "locator", "note"):
        frame[name] = [f"{name}{n % 5_000}" for n in range(count)]
    store.write(0, frame.astype({"value": float, "value_high": float}), {}, Provenance(**BY))
    read = store.read().figures
    wanted = frame.sort_values(list(data_files.KEY_COLUMNS), ignore_index=True)
    for name in ("as_reported", "note", "time_period", "value"):
        assert read[name].tolist() == wanted[name].tolist()
    assert read["value_high"].isna().all()
    again = pd.concat([frame, frame.iloc[[77]]], ignore_index=True)
    key = ".".join(frame.iloc[77][name] for name in data_files.KEY_COLUMNS)
    again["indicator"] = "same"
    assert refused(store.write, 1, again, {}, Provenance(**BY)) == (
        "duplicate_key",
        "same." + key.partition(".")[2],
    )


def test_what_a_file_holds_beside_the_figures(store, codes):
    """Days of the period, places of the area, whether an area above reports the same."""
    state = [
        figure("notices..330203..2024-01/2024-02", 1),
        figure("notices..330200..2024-01/2024-02", 2),
        figure("notices..340200..soon", 3),
        figure("notices..ORG-A..2024-01/2024-02", 4),
        figure("notices..100000..2024-02-29", None),
        figure("notices..999999..2023", 5),
    ]
    release = store.write(0, table(*state), codes, Provenance(**BY))
    found = pq.read_table(LocalStore(store.uri).path(release.files[0][0])).to_pylist()
    told = ("first_day", "last_day", "in_province", "in_prefecture", "in_county", "covered")
    place = {row["ref_area"]: tuple(str(row[name]) for name in told) for row in found}
    span = ("2024-01-01", "2024-02-29")
    assert place == {
        "330203": (*span, "330000", "330200", "330203", "2"),
        "330200": (*span, "330000", "330200", "", "-1"),
        "340200": ("None", "None", "340000", "340200", "", "-1"),
        "ORG-A": (*span, "330000", "330200", "330203", "3"),
        "100000": ("2024-02-29", "2024-02-29", "", "", "", "-1"),
        "999999": ("2023-01-01", "2023-12-31", "", "", "", "-1"),
    }
    meta = pq.read_metadata(LocalStore(store.uri).path(release.files[0][0]))
    bounded = {
        meta.schema.column(n).name
        for n in range(meta.num_columns)
        if meta.row_group(0).column(n).statistics is not None
    }
    assert bounded == {*data_files.KEY_COLUMNS, "first_day", "last_day", "in_province"}


def test_the_same_figures_are_the_same_bytes_whatever_form_they_come_in(store, codes, tmp_path):
    state = table(*rows("a", 3), figure("b..330203..2024", None, note="甲"))
    first = store.write(0, state, codes, Provenance(**BY))
    forms = {
        "shuffled": state.iloc[::-1],
        "categories": state.astype({"ref_area": "category", "note": "category"}),
        "more columns": state.assign(extra=1),
        "other order": state[[*reversed(COLUMNS)]],
        "arrow": pa.Table.from_pandas(state, preserve_index=False),
        "chunks": pa.concat_tables(
            pa.Table.from_pandas(state.iloc[n : n + 1], preserve_index=False) for n in range(4)
        ),
    }
    for name, form in forms.items():
        other = ledger.open_store(str(tmp_path / name))
        assert other.write(0, form, codes, Provenance(**BY)).files == first.files, name


def test_a_list_that_is_there_is_not_written_again(store, codes, figures):
    store.write(0, figures, codes, Provenance(**BY))
    place = LocalStore(store.uri)
    before = {name: place.state(name) for name in place.names("codes")}
    store.write(1, figures, codes, Provenance(**BY))
    assert {name: place.state(name) for name in place.names("codes")} == before
    # One that an interrupted publish has cut short is.
    name = next(iter(before))
    (place.root / name).write_bytes(b"[")
    store.write(2, figures, codes, Provenance(**BY))
    assert ledger.open_store(store.uri).verify() == []


@pytest.mark.parametrize(
    ("wanted", "opened"),
    [((), "abce"), (["b"], "b"), (["e", "a"], "ae"), (["d"], ""), (["b", "f"], "b")],
)
def test_only_files_that_may_have_an_indicator_are_opened(
    store, codes, small_files, wanted, opened
):
    state = [row for code in "abce" for row in rows(code, 4)]
    release = store.write(0, table(*state), codes, Provenance(**BY))
    cache = FileCache(open_object_store(store.uri, {}))
    frame = DuckDbEngine().scan(cache, release, wanted)
    assert sorted(collect(frame)["indicator"].to_pylist()) == sorted(opened * 4)


def test_the_newest_entry_is_found_from_any_known_one(store, codes):
    for number in range(3):
        store.write(number, table(*rows("a", 1, number)), codes, Provenance(**BY))
    objects = open_object_store(store.uri, {})
    assert [delta_log.find_newest_entry(objects, known) for known in range(-1, 4)] == [3] * 5
