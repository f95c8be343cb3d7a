"""Totals of two indicators over two provinces, of every kind of period and area, on each border."""

import math
from typing import get_args

import pandas as pd
import pytest

from ledger import FigureFilter, Provenance, TotalsRequest
from ledger.queries.totals import Span
from tests.helpers.small_release import figure, indicator, table

BY = {"author": "陈", "reason": "发布"}
PERIODS = (None, *get_args(Span))
ADDS_UP = {("quarter", "month"), ("year", "month"), ("month", "day"), ("year", "day")}


@pytest.fixture
def read(store, codes):
    codes["indicators"] += [indicator("visits", unit="次")]

    def publish(*rows):
        store.write(0, table(*rows), codes, Provenance(**BY))
        return store

    return publish


def rows(found: pd.DataFrame, *columns: str) -> list[list[object]]:
    return found[list(columns)].to_numpy().tolist()


def test_twelve_months_are_four_quarters_and_a_year(read):
    store = read(*(figure(f"notices..330203..2024-{m:02}", 2 ** (m - 1)) for m in range(1, 13)))
    quarters = store.roll_up(totals=TotalsRequest(period="quarter"))
    assert rows(quarters, "time_period", "value", "figures", "periods") == [
        ["2024-01/2024-03", 7, 3, 3],
        ["2024-04/2024-06", 56, 3, 3],
        ["2024-07/2024-09", 448, 3, 3],
        ["2024-10/2024-12", 3584, 3, 3],
    ]
    year = store.roll_up(totals=TotalsRequest(period="year", sum_of="month"))
    assert rows(year, "time_period", "value", "figures", "periods") == [["2024", 4095, 12, 12]]
    months = store.roll_up(totals=TotalsRequest(period="month"))
    assert months["value"].tolist() == [2**m for m in range(12)]
    assert months["periods"].tolist() == [1] * 12
    assert store.roll_up(totals=TotalsRequest(period="month", sum_of="month")).equals(months)
    assert store.roll_up(totals=TotalsRequest(period="year")).empty


def test_days_are_months_and_years(read):
    days = ("2024-01-31", "2024-02-01", "2024-02-29", "2024-12-31", "2025-01-01")
    store = read(
        *(figure(f"notices..330203..{day}", 10**n) for n, day in enumerate(days)),
        figure("notices..330203..2024-02", 7),
    )
    months = store.roll_up(totals=TotalsRequest(period="month", sum_of="day"))
    assert rows(months, "time_period", "value", "periods") == [
        ["2024-01", 1, 1],
        ["2024-02", 110, 2],
        ["2024-12", 1000, 1],
        ["2025-01", 10000, 1],
    ]
    years = store.roll_up(totals=TotalsRequest(period="year", sum_of="day"))
    assert rows(years, "time_period", "value") == [["2024", 1111], ["2025", 10000]]
    alone = store.roll_up(totals=TotalsRequest(period="day"))
    assert alone["time_period"].tolist() == list(days)
    assert rows(store.roll_up(totals=TotalsRequest(period="month")), "time_period", "value") == [
        ["2024-02", 7]
    ]


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("of", PERIODS)
def test_what_adds_up_to_what(period, of):
    if of and of != period and (period, of) not in ADDS_UP:
        with pytest.raises(ValueError, match=f"{of} figures do not add up to a {period}"):
            TotalsRequest(period=period, sum_of=of)
        return
    totals = TotalsRequest(period=period, sum_of=of)
    assert totals.summed == (of or ("month" if period == "quarter" else period))
    assert totals.over_time is ((period, totals.summed) in ADDS_UP)


@pytest.fixture
def levels(read):
    """Two indicators, of two provinces, reported at every level; organisations below counties."""
    return read(
        *(
            figure(f"{code}..{area}..2024-01", value)
            for code in ("notices", "visits")
            for area, value in (("330203", 1), ("330205", 2), ("340200", 4), ("ORG-A", 8))
        ),
        figure("visits..330200..2024-01", 16),
        figure("visits..340000..2024-01", 32),
        figure("notices..999999..2024-01", 64),
    )


@pytest.mark.parametrize(
    ("area", "wanted"),
    [
        (
            "county",
            [
                *(["notices", "330203", 1, 1], ["notices", "330205", 2, 1]),
                *(["visits", "330203", 1, 1], ["visits", "330205", 2, 1]),
            ],
        ),
        (
            "prefecture",
            [
                *(["notices", "330200", 3, 2], ["notices", "340200", 4, 1]),
                *(["visits", "330200", 16, 1], ["visits", "340200", 4, 1]),
            ],
        ),
        (
            "province",
            [
                *(["notices", "330000", 3, 2], ["notices", "340000", 4, 1]),
                *(["visits", "330000", 16, 1], ["visits", "340000", 32, 1]),
            ],
        ),
        ("country", [["notices", "100000", 71, 4], ["visits", "100000", 48, 2]]),
    ],
)
def test_each_level_counts_what_nothing_below_it_stands_for(levels, area, wanted):
    found = levels.roll_up(totals=TotalsRequest(area))
    assert rows(found, "indicator", "ref_area", "value", "figures") == wanted
    units = {"notices": "件", "visits": "次"}
    assert found["unit"].tolist() == [units[code] for code in found["indicator"]]
    assert found.index.tolist() == [*range(len(wanted))]
    assert found.columns.tolist() == [
        *("indicator", "programme", "ref_area", "breakdown", "time_period"),
        *("value", "value_low", "value_high", "unit", "figures", "periods"),
    ]
    only = levels.roll_up(totals=TotalsRequest(area), where=FigureFilter(indicators=["visits"]))
    assert only.equals(found[found["indicator"] == "visits"].reset_index(drop=True))


def test_an_organisation_counts_where_its_county_is_silent(read):
    store = read(figure("notices..ORG-A..2024-01", 8), figure("notices..330205..2024-01", 2))
    assert rows(store.roll_up(totals=TotalsRequest("county")), "ref_area", "value") == [
        ["330203", 8],
        ["330205", 2],
    ]
    assert rows(store.roll_up(totals=TotalsRequest("province")), "ref_area", "value") == [
        ["330000", 10]
    ]


def test_what_stands_for_others_does_so_within_its_own_slice(read):
    store = read(
        figure("notices..330000..2024-01", 50),
        figure("notices..330203..2024-01", 1),
        figure("notices..330203..2024-02", 2),
        figure("notices.p.330203..2024-01", 4),
        figure("notices..330203.b.2024-01", 8),
        figure("visits..330203..2024-01", 16),
    )
    found = store.roll_up(totals=TotalsRequest("province"))
    assert rows(found, "indicator", "programme", "breakdown", "time_period", "value") == [
        ["notices", "", "", "2024-01", 50],
        ["notices", "", "", "2024-02", 2],
        ["notices", "", "b", "2024-01", 8],
        ["notices", "p", "", "2024-01", 4],
        ["visits", "", "", "2024-01", 16],
    ]


@pytest.mark.parametrize("side", ["value_low", "value_high"])
def test_a_side_that_is_open_in_one_stays_open_and_the_other_is_summed(read, side):
    other = {"value_low": "value_high", "value_high": "value_low"}[side]
    store = read(
        figure("notices..330203..2024-01", 3, **{side: None}),
        figure("notices..330205..2024-01", 20),
        figure("notices..340200..2024-01", 5),
    )
    found = store.roll_up(totals=TotalsRequest("province"))
    assert found["value"].tolist() == [23, 5]
    assert found[other].tolist() == [23, 5]
    assert math.isnan(found[side].iloc[0])
    assert found[side].iloc[1] == 5


def test_the_operands_of_a_total_are_those_that_were_summed(levels):
    totals = TotalsRequest("prefecture")
    behind = levels.operands("notices..330200..2024-01", totals=totals)
    assert rows(behind, "key", "value") == [
        ["notices..330203..2024-01", 1],
        ["notices..330205..2024-01", 2],
    ]
    assert behind["unit"].tolist() == ["件", "件"]
    behind = levels.operands("visits..330200..2024-01", totals=totals)
    assert behind["key"].tolist() == ["visits..330200..2024-01"]
    last = FigureFilter(limit=1, offset=1)
    behind = levels.operands("notices..330200..2024-01", totals=totals, where=last)
    assert behind["key"].tolist() == ["notices..330205..2024-01"]
    county = FigureFilter(ref_areas=["330203"])
    behind = levels.operands("notices..330200..2024-01", totals=totals, where=county)
    assert behind["key"].tolist() == ["notices..330203..2024-01"]
    assert levels.operands("notices..330200..2024-02", totals=totals).empty
    assert levels.operands("notices.p.330200..2024-01", totals=totals).empty
    assert levels.operands("notices..330203..2024-01")["value"].tolist() == [1]


def test_totals_are_of_the_release_that_is_named(levels):
    levels.write(1, table(figure("notices..330203..2024-01", 9)), {}, Provenance(**BY))
    assert levels.roll_up(totals=TotalsRequest("province"))["value"].tolist() == [9]
    assert levels.roll_up(1, totals=TotalsRequest("province"))["value"].tolist() == [3, 4, 16, 32]
    assert levels.operands("notices..330203..2024-01", 1)["value"].tolist() == [1]
    assert levels.counts(release_number=1)["figures"].tolist() == [11]
    assert levels.counts()["figures"].tolist() == [1]


@pytest.mark.parametrize(
    ("area", "wanted"),
    [
        ("county", [["330203", 4], ["330205", 2]]),
        ("prefecture", [["330200", 7], ["340200", 2]]),
        ("province", [["330000", 7], ["340000", 3]]),
    ],
)
def test_figures_count_for_the_area_of_a_level_that_they_lie_in(levels, area, wanted):
    assert rows(levels.counts(["ref_area"], area=area), "ref_area", "figures") == wanted
    total = sum(count for _, count in wanted)
    assert levels.counts(area=area)["figures"].tolist() == [total]


def test_counts_by_several_columns_in_their_order(levels):
    found = levels.counts(
        ["indicator", "ref_area"], where=FigureFilter(ref_areas=["330203", "330205"])
    )
    assert rows(found, "indicator", "ref_area", "figures") == [
        ["notices", "330203", 1],
        ["notices", "330205", 1],
        ["visits", "330203", 1],
        ["visits", "330205", 1],
    ]
    assert found.index.tolist() == [0, 1, 2, 3]
    assert levels.counts(area="country")["figures"].tolist() == [11]
    assert len(levels.counts(["ref_area"], area="country")) == 7
