"""A year of monthly figures for several areas: cumulative, targets, places, shares."""

from collections.abc import Callable

import pandas as pd
import pytest

from metrics.latest_of_series import select_latest
from metrics.metric_table import to_records
from metrics.progress import compute_cumulative, compute_elapsed_share, compute_progress
from metrics.ranking import find_area_level, rank_areas, rank_quantities
from metrics.trend import build_trend
from metrics.year_on_year import list_changes
from quantities import NotCombinableError, parse_quantity
from tests.helpers.known_numbers import gone
from tests.helpers.releases import INDICATORS
from tests.helpers.small_year import months, row_of

Figures = Callable[[dict[str, str]], pd.DataFrame]


def test_cumulative_from_months_and_from_spans(small_year: pd.DataFrame):
    through = {
        row["ref_area"]: row
        for row in to_records(compute_cumulative(small_year, "visits", 2024, 9))
    }
    assert through["330200"]["quantity"].value == 9 * 200
    assert through["330200"]["figures"] == tuple(
        f"visits..330200..2024-{m:02d}" for m in range(1, 10)
    )
    wuhu = through["340200"]["quantity"]
    assert (wuhu.value, wuhu.low, wuhu.high, wuhu.high_exclusive) == (450, 450, 550, True)
    assert through["340200"]["figures"] == (
        "visits..340200..2024-01/2024-06",
        *(f"visits..340200..2024-{m:02d}" for m in (7, 8, 9)),
    )


def test_a_reported_span_is_taken_as_it_is(figures: Figures):
    table = figures({"visits..330100..2024-01/2024-03": "超90人", **months("330100", 2024, {1: 1})})
    row = to_records(compute_cumulative(table, "visits", 2024, 3))[0]
    assert row["quantity"].wording == "超90人"
    assert row["figures"] == ("visits..330100..2024-01/2024-03",)
    assert to_records(compute_cumulative(table, "visits", 2024, 1))[0]["quantity"].value == 1


def test_a_missing_month_leaves_no_sum_and_is_named(small_year: pd.DataFrame):
    through = {
        row["ref_area"]: row
        for row in to_records(compute_cumulative(small_year, "visits", 2024, 9))
    }
    assert through["330100"]["quantity"] is None
    assert through["330100"]["missing"] == (5,)
    early = {
        row["ref_area"]: row
        for row in to_records(compute_cumulative(small_year, "visits", 2024, 3))
    }
    assert early["330100"]["quantity"].value == 101 + 102 + 103
    assert "340200" not in early


def test_progress_against_last_year_and_target(small_year: pd.DataFrame):
    table = compute_progress(small_year, INDICATORS, 2024, 9)
    assert set(table["indicator"]) == {"visits"}
    ningbo = row_of(table, ref_area="330200")
    assert ningbo["cumulative"].value == 1800
    assert ningbo["last_year"].value == 0
    assert ningbo["rate"] is None
    assert (ningbo["completion"].value, ningbo["completion"].unit) == (90, "%")
    assert (ningbo["elapsed"], ningbo["gap"]) == (75, 15)
    assert ningbo["figures"][-1] == "visits_target..330200..2024"


def test_progress_without_target_year_before_or_month_says_which(small_year: pd.DataFrame):
    table = compute_progress(small_year, INDICATORS, 2024, 9)
    hangzhou, wuhu = (row_of(table, ref_area=area) for area in ("330100", "340200"))
    assert (hangzhou["cumulative"], hangzhou["missing"]) == (None, (5,))
    assert (hangzhou["target"], hangzhou["completion"]) == (None, None)
    assert gone(hangzhou["gap"])
    assert hangzhou["last_year"].value == 900
    assert wuhu["last_year"].wording == "500人"
    assert (wuhu["rate"].value, wuhu["rate"].low) == (pytest.approx(-10), pytest.approx(-10))
    assert (wuhu["target"].value, wuhu["completion"]) == (0, None)


def test_places_and_their_change_among_areas_of_one_level(small_year: pd.DataFrame):
    table = compute_progress(small_year, INDICATORS, 2024, 3)
    assert row_of(table, ref_area="330200")["place"] == 1
    assert row_of(table, ref_area="330200")["place_change"] == 1
    assert row_of(table, ref_area="330100")["place"] == 2
    assert row_of(table, ref_area="330100")["place_change"] == -1


def test_progress_of_nothing_is_an_empty_table(small_year: pd.DataFrame):
    table = compute_progress(small_year, [], 2024, 9)
    assert table.empty
    assert {"place", "place_change", "missing", "figures"} <= set(table.columns)
    assert compute_elapsed_share(12) == 100


def test_ties_share_a_place_and_the_next_is_left_out(figures: Figures):
    now = {"330100": 50, "330200": 80, "340100": 80, "340200": 10}
    before = {"330100": 90, "330200": 20, "340200": 10}
    table = figures(
        {f"visits..{area}..2024": f"{n}人" for area, n in now.items()}
        | {f"visits..{area}..2023": f"{n}人" for area, n in before.items()}
    )
    ranked = rank_areas(table, "visits", "2024", "2023")
    assert list(ranked["ref_area"]) == ["330200", "340100", "330100", "340200"]
    assert list(ranked["place"]) == [1, 1, 3, 4]
    # Among the three that report both years: 340100, which did not, takes no place from anybody.
    assert list(ranked["place_change"].fillna(99)) == [1, 99, -1, 0]
    assert rank_areas(table, "visits", "2020").empty


def test_places_are_numbered_within_their_group_and_need_another_to_compare_with():
    several = rank_quantities(
        [parse_quantity("5人"), None, parse_quantity("7人"), parse_quantity("9人")],
        ["a", "a", "a", "b"],
    )
    assert list(several.fillna(0)) == [2, 0, 1, 0]


def test_levels_are_told_by_the_code():
    codes = ("100000", "330000", "330200", "330203", "429004", "ORG-A")
    assert [find_area_level(code) for code in codes] == [
        "country",
        "province",
        "prefecture",
        "county",
        "county",
        "organisation",
    ]


def test_a_year_of_figures_is_not_changed_by_a_metric(small_year: pd.DataFrame):
    before = small_year.copy(deep=True)
    (
        build_trend(small_year, "visits"),
        list_changes(small_year, "visits", "2024-03", "2023-03"),
        select_latest(small_year),
    )
    compute_progress(small_year, INDICATORS, 2024, 9)
    pd.testing.assert_frame_equal(small_year, before)


def test_refused_rankings_by_name(figures: Figures):
    table = figures(
        {
            "visits..330000..2024": "9人",
            "visits..330100..2024": "4人",
            "members..330100.women.2024": "3人",
            "members..330100..2024": "7人",
            "visits.p.340200..2024": "2人",
            "visits.q.340200..2024": "2人",
        }
    )
    for expected, refused in (
        ("nested_areas", lambda: rank_areas(table, "visits", "2024")),
        ("total_and_part", lambda: rank_areas(table, "members", "2024")),
        (
            "programmes_differ",
            lambda: rank_areas(table[table["ref_area"] == "340200"], "visits", "2024"),
        ),
    ):
        with pytest.raises(NotCombinableError) as fault:
            refused()
        assert fault.value.code == expected


def test_progress_has_no_rate_across_a_break(small_year: pd.DataFrame):
    before = row_of(compute_progress(small_year, INDICATORS, 2024, 3), ref_area="330100")
    assert (before["rate"] is not None, before["broken"]) == (True, False)
    broken = small_year.assign(
        obs_status=[
            "B" if (area, period[:4]) == ("330100", "2024") else "A"
            for area, period in zip(small_year["ref_area"], small_year["time_period"], strict=True)
        ]
    )
    after = row_of(compute_progress(broken, INDICATORS, 2024, 3), ref_area="330100")
    assert (after["rate"], after["broken"]) == (None, True)
    assert after["cumulative"] == before["cumulative"]
