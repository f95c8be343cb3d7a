"""Figures in time: trend, the newest, change on the year and on the period before."""

from collections.abc import Callable

import pandas as pd
import pytest

from metrics.latest_of_series import SERIES, select_latest
from metrics.trend import build_trend
from metrics.year_on_year import compare_year_on_year
from tests.helpers.known_numbers import gone
from tests.helpers.small_year import months, row_of

Figures = Callable[[dict[str, str]], pd.DataFrame]


def test_a_trend_leaves_a_gap_where_a_month_is_missing(small_year: pd.DataFrame):
    line = build_trend(small_year, "visits", "month")
    own = line[(line["ref_area"] == "330100") & line["time_period"].str.startswith("2024")]
    assert list(own["time_period"]) == [f"2024-{m:02d}" for m in range(1, 13)]
    assert list(own["value"].dropna()) == [101, 102, 103, 104, 106, 107, 108, 109, 110, 111, 112]
    gap = row_of(own, time_period="2024-05")
    assert gone(gap["value"])
    assert (gap["figures"], gap["derived"], gap["unit"]) == ((), False, "人")


def test_a_trend_never_mixes_a_year_with_its_months(figures: Figures):
    table = figures(
        {**months("330100", 2024, {1: 5, 2: 6}), "visits..330100..2024": "70人"},
    )
    assert list(build_trend(table, "visits")["time_period"]) == ["2024-01", "2024-02"]
    assert list(build_trend(table, "visits", "year")["time_period"]) == ["2024"]
    assert build_trend(table, "members").empty


def test_of_some_lines_the_first_that_have_the_months_are_kept(figures: Figures):
    table = figures(
        {
            "visits..330100..2024": "99人",
            **{f"visits..3302{n:02d}..2024-0{m}": f"{n}人" for n in (1, 2, 3) for m in (1, 3)},
        }
    )
    lines = table[SERIES].drop_duplicates().iloc[::-1]
    lines = pd.concat([lines[lines["ref_area"] == "330100"], lines]).drop_duplicates()
    trend = build_trend(table, "visits", lines=lines, max_lines=2)
    assert sorted(set(trend["ref_area"])) == ["330202", "330203"]
    assert list(trend[trend["ref_area"] == "330202"]["time_period"]) == [
        "2024-01",
        "2024-02",
        "2024-03",
    ]


def test_the_latest_figure_of_a_series_ends_last_and_is_the_longest(figures: Figures):
    table = figures(
        {
            "visits..330100..2024-09": "9人",
            "visits..330100..2024-01/2024-09": "90人",
            "visits..330100..2024-08": "8人",
            "visits..330200..2024-08": "7人",
        }
    )
    assert set(select_latest(table)["time_period"]) == {"2024-01/2024-09", "2024-08"}


def test_change_on_the_same_month_of_last_year(small_year: pd.DataFrame):
    changes = compare_year_on_year(small_year, "visits")
    march = {"ref_area": "330100", "time_period": "2024-03"}
    amount, rate = (row_of(changes, change=c, **march) for c in ("amount", "rate"))
    assert (amount["value"], amount["unit"]) == (3, "人")
    assert (rate["value"], rate["unit"]) == (pytest.approx(3), "%")
    assert (rate["value_low"], rate["value_high"]) == (pytest.approx(3), pytest.approx(3))
    assert rate["figures"] == ("visits..330100..2024-03", "visits..330100..2023-03")


def test_a_zero_base_has_an_amount_and_no_rate(small_year: pd.DataFrame):
    changes = compare_year_on_year(small_year, "visits")
    march = {"ref_area": "330200", "time_period": "2024-03"}
    assert row_of(changes, change="amount", **march)["value"] == 200
    rate = row_of(changes, change="rate", **march)
    assert gone(rate["value"])
    assert rate["figures"] == ("visits..330200..2024-03", "visits..330200..2023-03")


def test_a_missing_year_before_is_named_and_never_zero(small_year: pd.DataFrame):
    july = row_of(
        compare_year_on_year(small_year, "visits"),
        change="amount",
        ref_area="340200",
        time_period="2024-07",
    )
    assert gone(july["value"])
    assert (july["base_period"], july["figures"]) == ("2023-07", ("visits..340200..2024-07",))


def test_change_of_an_open_bound_stays_open(figures: Figures):
    table = figures({"visits..330100..2023": "100人", "visits..330100..2024": "超120人"})
    rate = row_of(compare_year_on_year(table, "visits"), change="rate", time_period="2024")
    assert rate["value"] == pytest.approx(20)
    assert rate["value_low"] == pytest.approx(20)
    assert gone(rate["value_high"])
    assert rate["low_exclusive"]


def test_change_of_a_percentage_is_in_percentage_points(figures: Figures):
    table = figures({"coverage..330100..2023": "40%", "coverage..330100..2024": "52%"})
    changes = compare_year_on_year(table, "coverage")
    assert set(changes["change"]) == {"amount"}
    change = row_of(changes, time_period="2024")
    assert (change["value"], change["unit"]) == (12, "个百分点")


@pytest.mark.parametrize(
    ("broken_at", "comparable"),
    [("2023-03", True), ("2023-04", False), ("2024-02", False), ("2024-03", False)],
)
def test_no_rate_and_no_difference_reach_across_a_break(
    figures: Figures, broken_at: str, comparable: bool
):
    months = ["2023-03", "2023-04", "2024-02", "2024-03"]
    rows = figures({f"visits..330100..{month}": "20人" for month in months})
    rows.loc[rows["time_period"] == broken_at, "obs_status"] = "B"
    changes = compare_year_on_year(rows, "visits")
    march = changes[changes["time_period"] == "2024-03"]
    assert list(march["change"]) == ["amount", "rate"]
    assert march["value"].notna().tolist() == [comparable] * 2


def test_the_difference_of_two_rates_per_mille_is_in_points_of_that_kind(figures: Figures):
    rows = figures({f"visits..330100..{year}": "20人" for year in (2023, 2024)})
    rows["unit"] = "‰"
    changes = compare_year_on_year(rows, "visits")
    assert set(zip(changes["change"], changes["unit"], strict=True)) == {("amount", "个千分点")}
