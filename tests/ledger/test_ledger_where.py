"""Which figures a choice takes: two of each column, days on each border, what is sought, newest."""

import pandas as pd
import pytest

import ledger
from ledger import FigureFilter, Provenance, TextSearch
from tests.helpers.small_release import AREAS, figure, indicator, table

BY = {"author": "陈", "reason": "发布"}
PERIODS = (
    "2023",
    "2023-12",
    "2024",
    "2024-01",
    "2024-01-30",
    "2024-01-31",
    "2024-01/2024-03",
    "2024-02",
    "2024-02-29",
    "2024-10",
)


def keys(store: ledger.Store, **where: object) -> list[str]:
    return store.read(where=FigureFilter(**where)).figures["key"].tolist()


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """Two indicators, programmes, areas, breakdowns and statuses, in every combination."""
    columns = ["code", "name_zh", "name_en", "parent", "level", "tile_row", "tile_col"]
    areas = pd.DataFrame([line.split(",") for line in AREAS.splitlines()], columns=columns)
    lists = {
        "indicators": [indicator("notices"), indicator("members", "last", "人")],
        "programmes": [],
        "sources": [],
        "areas": areas,
    }
    store = ledger.open_store(str(tmp_path_factory.mktemp("many") / "store"))
    rows = [
        figure(f"{code}.{programme}.{area}.{breakdown}.2024-0{month}", month, obs_status=status)
        for code in ("members", "notices")
        for programme in ("", "p")
        for area in ("330203", "340200")
        for breakdown, status in (("", "A"), ("b", "V"))
        for month in (1, 2)
    ]
    store.write(0, table(*rows), lists, Provenance(**BY))
    store.write(
        1, table(*(figure(f"notices..330203..{each}", 5) for each in PERIODS)), {}, Provenance(**BY)
    )
    return store


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("indicators", 0),
        ("programmes", 1),
        ("ref_areas", 2),
        ("breakdowns", 3),
        ("time_periods", 4),
    ],
)
def test_one_or_two_values_of_a_column(many, name, part):
    every = many.read(1).figures["key"].tolist()
    assert len(every) == 32
    assert every == sorted(every)
    words = sorted({key.split(".")[part] for key in every})
    for chosen in (words[:1], words[1:], words, words[::-1], [words[1], "none", words[1]]):
        found = many.read(1, FigureFilter(**{name: chosen})).figures["key"].tolist()
        assert found == [key for key in every if key.split(".")[part] in chosen]
    assert many.read(1, FigureFilter(**{name: ["none", "zz"]})).figures.empty


def test_statuses_and_two_columns_together(many):
    waiting = many.read(1, FigureFilter(statuses=["V"])).figures
    assert set(waiting["obs_status"]) == {"V"}
    assert len(waiting) == 16
    assert len(many.read(1, FigureFilter(statuses=["A", "V"])).figures) == 32
    both = many.read(
        1, FigureFilter(indicators=["notices"], breakdowns=["b"], statuses=["A"])
    ).figures
    assert both.empty
    both = many.read(
        1, FigureFilter(indicators=["notices"], programmes=["p"], statuses=["A"])
    ).figures
    assert both["key"].tolist() == [
        *(f"notices.p.{area}..2024-0{month}" for area in ("330203", "340200") for month in (1, 2)),
    ]


def test_keys_are_whole_and_come_in_their_order(many):
    chosen = ["notices.p.340200.b.2024-02", "members..330203..2024-01"]
    assert many.read(1, FigureFilter(keys=chosen)).figures["key"].tolist() == chosen[::-1]
    # Each part of one is in another, but no figure asked for is made of them.
    mixed = [*chosen, "notices..340200..2024-09"]
    assert many.read(1, FigureFilter(keys=mixed)).figures["key"].tolist() == chosen[::-1]
    with pytest.raises(ValueError, match="five parts"):
        many.read(1, FigureFilter(keys=["notices.p"]))


def test_an_area_with_everything_below_it(many):
    assert len(many.read(1, FigureFilter(under_area="330000")).figures) == 16
    assert set(many.read(1, FigureFilter(under_area="330200")).figures["ref_area"]) == {"330203"}
    assert set(many.read(1, FigureFilter(under_area="340200")).figures["ref_area"]) == {"340200"}
    assert len(many.read(1, FigureFilter(under_area="100000")).figures) == 32
    assert many.read(1, FigureFilter(under_area="999999")).figures.empty


@pytest.mark.parametrize(
    ("where", "periods"),
    [
        ({"until": "2023"}, ["2023", "2023-12"]),
        ({"since": "2024-01", "until": "2024-01"}, ["2024-01", "2024-01-30", "2024-01-31"]),
        ({"until": "2024-01-30"}, ["2023", "2023-12", "2024-01-30"]),
        ({"since": "2024-01-30", "until": "2024-01-31"}, ["2024-01-30", "2024-01-31"]),
        ({"since": "2024-01-31", "until": "2024-02-28"}, ["2024-01-31"]),
        ({"since": "2024-02", "until": "2024-02-29"}, ["2024-02", "2024-02-29"]),
        (
            {"since": "2024-01", "until": "2024-03"},
            ["2024-01", "2024-01-30", "2024-01-31", "2024-01/2024-03", "2024-02", "2024-02-29"],
        ),
        ({"since": "2024-10"}, ["2024-10"]),
        ({"since": "2024-02-01"}, ["2024-02", "2024-02-29", "2024-10"]),
        ({"since": "2024", "until": "2024"}, [*PERIODS[2:]]),
        ({"since": "2024-01-02"}, ["2024-01-30", "2024-01-31", "2024-02", "2024-02-29", "2024-10"]),
        ({"until": "2024-12-30"}, [each for each in PERIODS if each != "2024"]),
        ({"until": "2024-12-31"}, [*PERIODS]),
        ({"since": "2025"}, []),
    ],
)
def test_a_whole_period_lies_between_the_first_day_and_the_last(many, where, periods):
    assert many.read(where=FigureFilter(**where)).figures["time_period"].tolist() == periods
    assert many.counts(where=FigureFilter(**where))["figures"].tolist() == [len(periods)]


@pytest.mark.parametrize("where", [{"since": "soon"}, {"until": "2024-13"}])
def test_a_period_that_is_none_is_refused(many, where):
    with pytest.raises(ValueError, match=r".+"):
        many.read(where=FigureFilter(**where))


def test_what_is_no_period_lies_between_no_days(store, codes):
    store.write(0, table(figure("notices..330203..soon", 1)), codes, Provenance(**BY))
    assert keys(store) == ["notices..330203..soon"]
    assert keys(store, since="1900") == []
    assert keys(store, until="2100") == []


@pytest.fixture
def texts(store, codes):
    rows = [
        figure("notices.p.330203.b.2024-01", 1, as_reported="1.5万件"),
        figure("notices.q.330205.c.2024-02", 2, as_reported="100%"),
        figure("members.p.340200.d.2024-11", 3, as_reported="3_人"),
    ]
    store.write(0, table(*rows), codes, Provenance(**BY))
    return store


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("notice", ["01", "02"]),
        ("q", ["02"]),
        ("3302", ["01", "02"]),
        ("d", ["11"]),
        ("-11", ["11"]),
        ("万", ["01"]),
        # No pattern: what stands there is what is sought.
        (".", ["01"]),
        ("%", ["02"]),
        ("_", ["11"]),
        ("1.5", ["01"]),
        ("1_5", []),
        ("[0-9]", []),
        ("330203.b", []),
        ("件", ["01"]),
    ],
)
def test_a_text_is_sought_in_each_part_of_the_key_and_in_the_wording(texts, text, months):
    found = texts.read(where=FigureFilter(text_searches=[TextSearch(text)])).figures["time_period"]
    assert sorted(period[-2:] for period in found) == months


@pytest.mark.parametrize(
    ("more", "months"),
    [
        ({"indicators": ["members"]}, ["11"]),
        ({"indicators": ["members", "notices"]}, ["01", "02", "11"]),
        ({"programmes": ["q"]}, ["02"]),
        ({"ref_areas": ["330203", "340200"]}, ["01", "11"]),
        ({"programmes": ["q"], "ref_areas": ["340200"]}, ["02", "11"]),
        ({}, []),
    ],
)
def test_a_name_stands_for_its_codes(texts, more, months):
    found = texts.read(
        where=FigureFilter(text_searches=[TextSearch("no such text", **more)])
    ).figures
    assert sorted(period[-2:] for period in found["time_period"]) == months


def test_of_several_that_are_sought_each_must_be_found(texts):
    def found(*sought: TextSearch) -> list[str]:
        return keys(texts, text_searches=list(sought))

    assert found(TextSearch("notices"), TextSearch("p")) == ["notices.p.330203.b.2024-01"]
    assert found(TextSearch("notices"), TextSearch("x", ref_areas=["330205"])) == [
        "notices.q.330205.c.2024-02"
    ]
    assert found(TextSearch("members"), TextSearch("q")) == []


def test_the_newest_of_each_series(store, codes):
    rows = [
        *("notices.p.330203..2024-01", "notices.p.330203..2024-03", "notices.p.330203..2023"),
        *("notices.p.330205..2024-01/2024-03", "notices.p.330205..2024-03"),
        *("notices..330203..2023-12", "notices.p.330203.b.2022"),
        *("members..330203..2024", "members..330203..2024-11"),
    ]
    store.write(0, table(*(figure(key, 1) for key in rows)), codes, Provenance(**BY))
    newest = [
        "members..330203..2024",
        "notices..330203..2023-12",
        "notices.p.330203..2024-03",
        "notices.p.330203.b.2022",
        # Two periods that end on the same day are both the newest.
        "notices.p.330205..2024-01/2024-03",
        "notices.p.330205..2024-03",
    ]
    assert keys(store, newest=True) == newest
    assert keys(store, newest=True, limit=2, offset=1) == newest[1:3]
    assert keys(store, newest=True, until="2024-01-31", ref_areas=["330203"]) == [
        "notices..330203..2023-12",
        "notices.p.330203..2024-01",
        "notices.p.330203.b.2022",
    ]


def test_a_window_counts_in_the_order_of_the_keys(many):
    every = many.read(1).figures["key"].tolist()
    for more in ({}, {"indicators": ["notices", "members"]}, {"under_area": "100000"}):
        for limit, offset in ((0, 0), (1, 0), (5, 3), (None, 30), (10, 31), (3, 32), (32, 0)):
            where = FigureFilter(limit=limit, offset=offset, **more)
            found = many.read(1, where).figures["key"].tolist()
            assert found == every[offset:][:limit], (limit, offset, more)
