"""Totals: what is summed, what stands for what, and what stays open."""

import math

import pytest

from ledger import FigureFilter, Provenance, TotalsRequest
from quantities import NotCombinableError
from tests.helpers.small_release import figure, indicator, table

BY = {"author": "陈", "reason": "发布"}


@pytest.fixture
def read(store, codes):
    def publish(*rows):
        store.write(0, table(*rows), codes, Provenance(**BY))
        return store

    return publish


def rows(totals):
    columns = ["ref_area", "time_period", "value", "value_low", "value_high", "figures"]
    return totals[columns].to_numpy().tolist()


def test_counties_add_up_to_their_province_month_by_month(read):
    store = read(
        figure("notices..330203..2024-01", 3),
        figure("notices..330205..2024-01", 4),
        figure("notices..330205..2024-02", 10),
        figure("notices..340200..2024-01", 100),
    )
    totals = store.roll_up(totals=TotalsRequest("province", "month"))
    assert rows(totals) == [
        ["330000", "2024-01", 7, 7, 7, 2],
        ["330000", "2024-02", 10, 10, 10, 1],
        ["340000", "2024-01", 100, 100, 100, 1],
    ]
    assert totals["unit"].tolist() == ["件"] * 3
    country = store.roll_up(totals=TotalsRequest("country", "month"))
    assert rows(country)[0] == ["100000", "2024-01", 107, 107, 107, 3]


def test_a_provinces_own_figure_stands_for_its_counties(read):
    store = read(
        figure("notices..330000..2024-01", 50),
        figure("notices..330203..2024-01", 3),
        figure("notices..330203..2024-02", 4),
        figure("notices.p.330205..2024-01", 8),
        figure("notices..340200..2024-01", 1),
        figure("notices..ORG-A..2024-02", 9),
    )
    assert rows(store.roll_up(totals=TotalsRequest("province", "month"))) == [
        ["330000", "2024-01", 50, 50, 50, 1],
        ["330000", "2024-02", 4, 4, 4, 1],
        ["340000", "2024-01", 1, 1, 1, 1],
        ["330000", "2024-01", 8, 8, 8, 1],
    ]
    # Below the province nothing else reports, so the county's own figure counts.
    counties = store.roll_up(
        totals=TotalsRequest("county", "month"), where=FigureFilter(programmes=[""])
    )
    assert rows(counties) == [
        ["330203", "2024-01", 3, 3, 3, 1],
        ["330203", "2024-02", 4, 4, 4, 1],
    ]


def test_an_area_without_a_value_stands_for_nobody(read):
    store = read(
        figure("notices..330000..2024-01", None, obs_status="M"),
        figure("notices..330203..2024-01", 3),
    )
    assert rows(store.roll_up(totals=TotalsRequest("province", "month"))) == [
        ["330000", "2024-01", 3, 3, 3, 1]
    ]


def test_the_nearest_area_above_decides(read):
    store = read(
        figure("notices..100000..2024-01", 1000),
        figure("notices..330200..2024-01", 60),
        figure("notices..330203..2024-01", 3),
        figure("notices..ORG-A..2024-01", 2),
    )
    assert rows(store.roll_up(totals=TotalsRequest("country", "month")))[0][2] == 1000
    assert rows(store.roll_up(totals=TotalsRequest("province", "month")))[0][2] == 60
    assert rows(store.roll_up(totals=TotalsRequest("county", "month")))[0][2] == 3


def test_one_open_bound_leaves_the_total_open_on_that_side(read):
    store = read(
        figure("notices..330203..2024-01", 3, value_high=None, qualifier="at_least"),
        figure("notices..330205..2024-01", 20, value_high=30, qualifier="and_more"),
    )
    [(_, _, value, low, high, count)] = rows(
        store.roll_up(totals=TotalsRequest("province", "month"))
    )
    assert (value, low, count) == (23, 23, 2)
    assert math.isnan(high)


def test_months_make_quarters_and_years_but_never_a_span_and_its_part(read):
    store = read(
        figure("notices..330203..2024-01", 1),
        figure("notices..330203..2024-03", 2),
        figure("notices..330203..2024-04", 4),
        figure("notices..330203..2024-01/2024-09", 99),
        figure("notices..330203..2024", 77),
        figure("notices..330203..2024-01-15", 55),
    )
    quarters = store.roll_up(totals=TotalsRequest(period="quarter"))
    assert quarters[["time_period", "value", "figures", "periods"]].to_numpy().tolist() == [
        ["2024-01/2024-03", 3, 2, 2],
        ["2024-04/2024-06", 4, 1, 1],
    ]
    year = store.roll_up(totals=TotalsRequest(period="year"))
    assert rows(year) == [["330203", "2024", 77, 77, 77, 1]]
    months = store.roll_up(totals=TotalsRequest(period="year", sum_of="month"))
    assert months[["value", "figures", "periods"]].to_numpy().tolist() == [[7, 3, 3]]
    assert rows(store.roll_up(totals=TotalsRequest(period="month")))[0][1:3] == ["2024-01", 1]
    assert len(store.roll_up()) == 6


@pytest.mark.parametrize(
    ("period", "of"), [("month", "year"), ("quarter", "year"), ("day", "month")]
)
def test_what_does_not_add_up(period, of):
    with pytest.raises(ValueError, match="do not add up"):
        TotalsRequest(period=period, sum_of=of)


def test_only_what_is_declared_to_add_up_is_summed(read):
    store = read(
        figure("members..330203..2024-01", 3),
        figure("notices..330203..2024-01", 4),
        figure("unheard_of..330203..2024-01", 5),
    )
    assert store.roll_up(totals=TotalsRequest("province"))["indicator"].tolist() == ["notices"]
    with pytest.raises(NotCombinableError) as caught:
        store.roll_up(where=FigureFilter(indicators=["members"]))
    assert (caught.value.code, caught.value.keys) == ("not_declared", ("members",))


def test_no_indicator_that_is_summed(store, codes):
    codes["indicators"] = [indicator("members", "last")]
    store.write(0, table(figure("members..330203..2024-01", 3)), codes, Provenance(**BY))
    assert store.roll_up(totals=TotalsRequest("province", "month")).empty


def test_breakdowns_and_programmes_stay_apart(read):
    store = read(
        figure("notices.p.330203.a.2024-01", 1),
        figure("notices.p.330203.b.2024-01", 2),
        figure("notices..330203.b.2024-01", 4),
        figure("notices.p.330205.b.2024-01", 8),
    )
    totals = store.roll_up(totals=TotalsRequest("province", "month"))
    assert totals[["programme", "breakdown", "value"]].to_numpy().tolist() == [
        ["", "b", 4],
        ["p", "a", 1],
        ["p", "b", 10],
    ]


def test_the_figures_behind_a_total(read):
    store = read(
        figure("notices..330203..2024-01", 3),
        figure("notices..330205..2024-02", 4),
        figure("notices..330205..2024-04", 5),
        figure("notices..340200..2024-02", 9),
    )
    totals = TotalsRequest("province", "quarter")
    behind = store.operands("notices..330000..2024-01/2024-03", totals=totals)
    assert behind["key"].tolist() == ["notices..330203..2024-01", "notices..330205..2024-02"]
    assert behind["parents"].tolist() == ["330200/330000/100000"] * 2
    first = store.operands(
        "notices..330000..2024-01/2024-03", totals=totals, where=FigureFilter(limit=1)
    )
    assert first["value"].tolist() == [3]


def test_counting_figures(read):
    store = read(
        figure("notices..330000..2024-01", 50),
        figure("notices..330203..2024-01", 3),
        figure("members..330203..2024-02", 3),
        figure("notices..340200..2024-01", None),
        figure("notices..100000..2024-01", 1),
    )
    assert store.counts()["figures"].tolist() == [5]
    assert store.counts(["ref_area"], area="province").to_numpy().tolist() == [
        ["330000", 3],
        ["340000", 1],
    ]
    by = ["indicator", "time_period"]
    assert store.counts(by, where=FigureFilter(under_area="330000")).to_numpy().tolist() == [
        ["members", "2024-02", 1],
        ["notices", "2024-01", 2],
    ]
    assert store.counts(where=FigureFilter(indicators=["none"]))["figures"].tolist() == [0]
