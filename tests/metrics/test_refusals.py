"""What must not be combined is refused by name; what only looks alike is not."""

from collections.abc import Callable

import pandas as pd
import pytest

from metrics.figure_queries import choose, list_reported
from metrics.sums_and_ratios import compute_ratios, require_summable, sum_by_event, sum_figures
from quantities import NotCombinableError

PAIR = ("competitors", "competing_teams")
Figures = Callable[[dict[str, str]], pd.DataFrame]

REFUSED = {
    "nested_areas": {"visits..330000..2024": "9人", "visits..330203..2024": "4人"},
    "span_and_part": {"visits..330100..2024-01/2024-09": "9人", "visits..330100..2024-03": "4人"},
    "units_differ": {"visits..330100..2024": "9人", "competing_teams..330100..2024": "4支"},
    "total_and_part": {"members..330100..2024": "9人", "members..330100.women.2024": "4人"},
    "programmes_differ": {"funds.p.330100..2024": "9元", "funds.q.340100..2024": "4元"},
    "same_event": {"visits.p.330100..2024": "9人", "visits.q.330100..2024": "9人"},
    "not_declared": {"visits..330100..2024": "9人", "competitors..330100..2024": "4人"},
}


@pytest.mark.parametrize("code", REFUSED)
def test_a_sum_is_refused_by_name(figures: Figures, code: str):
    table = figures(REFUSED[code])
    with pytest.raises(NotCombinableError) as refused:
        sum_figures(table)
    assert refused.value.code == code
    assert set(refused.value.keys) == set(REFUSED[code])


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ({"visits..330100..2024-01": "9人", "visits..330100..2024-02": "4人"}, 13),
        ({"visits..330000..2023": "9人", "visits..330203..2024": "4人"}, 13),
        ({"members..330100.women.2024": "9人", "members..330100.men.2024": "4人"}, 13),
        ({"visits.p.330100..2024": "9人", "visits.q.340100..2024": "4人"}, 13),
        ({"visits..330100..2024": "9人", "visits..330200..2024": "4余人"}, 13),
    ],
)
def test_what_only_looks_alike_is_summed(figures: Figures, rows: dict[str, str], expected: float):
    table = figures(rows)
    require_summable(table)
    assert sum_figures(table).value == expected


def test_a_stock_is_not_summed_over_time(figures: Figures):
    table = figures({"members..330100.women.2023": "9人", "members..330100.women.2024": "4人"})
    with pytest.raises(NotCombinableError) as refused:
        sum_figures(table)
    assert refused.value.code == "not_declared"


def test_a_sum_carries_bounds(figures: Figures):
    table = figures({"visits..330100..2024": "100余人", "visits..330200..2024": "近50人"})
    total = sum_figures(table)
    assert (total.value, total.low, total.high, total.high_exclusive) == (150, 100, 250, True)
    assert total.derived


def test_a_ratio_needs_one_place_time_and_programme(figures: Figures):
    table = figures(
        {
            "competitors.p.330100..2024": "40人",
            "competing_teams.p.330100..2024": "0支",
            "competitors.p.330200..2024": "40人",
            "competing_teams.q.330200..2024": "8支",
            "competitors.p.340100..2024": "40人",
            "competing_teams.p.340100..2024": "近8支",
        }
    )
    metric = compute_ratios(table, *PAIR, {PAIR})
    assert list(metric["ref_area"]) == ["330100", "340100"]
    zero, open_bound = metric.iloc[0], metric.iloc[1]
    assert pd.isna(zero["value"])
    assert len(zero["figures"]) == 2
    assert (open_bound["value"], open_bound["value_low"]) == (5, 5)
    assert pd.isna(open_bound["value_high"])
    assert open_bound["unit"] == "人/支"


def test_parts_are_added_up_for_each_programme_place_and_period(figures: Figures):
    table = figures(
        {
            "members.p.330100.women.2024": "30人",
            "members.p.330100.men.2024": "近40人",
            "members.p.330200.men.2024": "5人",
        }
    )
    metric = sum_by_event(table, "members")
    assert list(metric["ref_area"]) == ["330100", "330200"]
    assert list(metric["value"]) == [70, 5]
    assert list(metric["value_low"]) == [30, 5]
    assert list(metric["derived"]) == [True, False]
    assert [len(keys) for keys in metric["figures"]] == [2, 1]


def test_figures_are_chosen_and_shown_as_they_are(figures: Figures):
    table = figures({"visits..330100..2024": "100余人", "visits..330200..2024": "8人"})
    assert list(choose(table, ref_area=["330200", "330203"])["key"]) == ["visits..330200..2024"]
    shown = list_reported(table, ref_area="330100").iloc[0]
    assert (shown["as_reported"], shown["value_high"], shown["derived"]) == ("100余人", 200, False)
    assert shown["figures"] == ("visits..330100..2024",)
