"""Figures in time: trend, the newest, change on the year and on the period before."""

from collections.abc import Callable

import pandas as pd
import pytest

from metrics.latest_of_series import SERIES, select_latest
from metrics.trend import build_trend
from metrics.year_on_year import list_changes
from quantities import Quantity
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


def change_of(table: pd.DataFrame, now: str, before: str, area: str = "330100") -> Quantity | None:
    """The change of an area's only indicator between two periods."""
    (indicator,) = table["indicator"].unique()
    return list_changes(table, indicator, now, before)[indicator, "", area, ""]


def test_change_on_the_same_month_of_last_year(small_year: pd.DataFrame):
    visits = small_year[small_year["indicator"] == "visits"]
    rate = change_of(visits, "2024-03", "2023-03")
    assert rate is not None
    assert (rate.value, rate.low, rate.high, rate.unit) == (*[pytest.approx(3)] * 3, "%")
    zero_before = change_of(visits, "2024-03", "2023-03", "330200")
    assert zero_before is not None
    assert (zero_before.value, zero_before.unit) == (200, "人")
    assert change_of(visits, "2024-07", "2023-07", "340200") is None


def test_change_of_an_open_bound_stays_open(figures: Figures):
    table = figures({"visits..330100..2023": "100人", "visits..330100..2024": "超120人"})
    rate = change_of(table, "2024", "2023")
    assert rate is not None
    assert (rate.value, rate.low, rate.high) == (pytest.approx(20), pytest.approx(20), None)
    assert rate.low_exclusive


@pytest.mark.parametrize(("unit", "points"), [("%", "个百分点"), ("‰", "个千分点")])
def test_change_of_a_share_is_in_points_of_its_kind(figures: Figures, unit: str, points: str):
    table = figures({"coverage..330100..2023": "40%", "coverage..330100..2024": "52%"})
    table["unit"] = unit
    change = change_of(table, "2024", "2023")
    assert change is not None
    assert (change.value, change.unit) == (12, points)


@pytest.mark.parametrize(
    ("broken_at", "comparable"),
    [("2023-03", True), ("2023-04", False), ("2024-02", False), ("2024-03", False)],
)
def test_no_change_reaches_across_a_break(figures: Figures, broken_at: str, comparable: bool):
    months = ["2023-03", "2023-04", "2024-02", "2024-03"]
    rows = figures({f"visits..330100..{month}": "20人" for month in months})
    rows.loc[rows["time_period"] == broken_at, "obs_status"] = "B"
    assert (change_of(rows, "2024-03", "2023-03") is not None) == comparable
