"""Sums and ratios at the borders: periods that touch, last days, parts and totals, rates."""

from collections.abc import Callable

import pandas as pd
import pytest

from metrics.metric_table import to_records
from metrics.sums_and_ratios import (
    compute_ratios,
    index_ratios,
    require_summable,
    sum_by_event,
    sum_figures,
)
from metrics.year_on_year import list_changes
from quantities import NotCombinableError, parse_quantity, percent_change
from tests.helpers.dataset_tables import table

PAIR = ("competitors", "competing_teams")
RATIOS = index_ratios(table("indicators"))
Figures = Callable[[dict[str, str]], pd.DataFrame]


def refusal(frame: pd.DataFrame) -> str:
    """Why figures are not added up; empty where they are."""
    try:
        require_summable(frame)
    except NotCombinableError as fault:
        return fault.code
    return ""


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        ("2024-01/2024-06", "2024-06", "span_and_part"),
        ("2024-01/2024-06", "2024-06-30", "span_and_part"),
        ("2024-01/2024-06", "2024-07", ""),
        ("2024-01/2024-06", "2024-07-01", ""),
        ("2024-06-30", "2024-07-01", ""),
        ("2024-06/2024-09", "2024-06-01", "span_and_part"),
        ("2024-06/2024-09", "2024-05-31", ""),
        ("2024", "2024-12-31", "span_and_part"),
        ("2023", "2024-01-01", ""),
        ("2024-02", "2024-02-29", "span_and_part"),
        ("2024-09", "2024-10", ""),
    ],
)
def test_periods_overlap_from_their_first_to_their_last_day(
    figures: Figures, first: str, second: str, code: str
):
    for one, other in ((first, second), (second, first)):
        rows = {f"visits..330100..{one}": "9人", f"visits..330100..{other}": "4人"}
        assert refusal(figures(rows)) == code
    inside = {f"visits..330000..{first}": "9人", f"visits..330203..{second}": "4人"}
    assert refusal(figures(inside)) == ("nested_areas" if code else "")


def test_every_level_of_an_area_is_among_those_above_it(figures: Figures):
    for above in ("100000", "330000", "330200"):
        rows = {f"visits..{above}..2024": "9人", "visits..330203..2024": "4人"}
        assert refusal(figures(rows)) == "nested_areas", above
    beside = {"visits..330100..2024": "9人", "visits..330203..2024": "4人"}
    assert refusal(figures(beside)) == ""


def test_three_figures_are_refused_for_any_two_of_them(figures: Figures):
    rows = {"visits..330100..2024-01": "9人", "visits..330100..2024-02": "4人"}
    assert refusal(figures(rows)) == ""
    rows["visits..330100..2024-01/2024-02"] = "13人"
    with pytest.raises(NotCombinableError) as refused:
        sum_figures(figures(rows))
    assert refused.value.code == "span_and_part"
    assert len(refused.value.keys) == 2
    assert "visits..330100..2024-01/2024-02" in refused.value.keys


def test_two_parts_of_two_times_are_refused_as_a_stock_and_added_as_a_flow(figures: Figures):
    stock = {f"members..330100.{part}.{year}": "9人" for part, year in
             (("women", "2023"), ("men", "2024"))}  # fmt: skip
    assert refusal(figures(stock)) == "not_declared"
    same_time = {f"members..{area}.women.2024": "9人" for area in ("330100", "340100")}
    assert sum_figures(figures(same_time)).value == 18


def test_money_of_one_programme_is_added_and_of_two_never(figures: Figures):
    one = {f"funds.p.{area}..2024": "9元" for area in ("330100", "340100")}
    assert sum_figures(figures(one)).value == 18
    people = {"visits.p.330100..2024": "9人", "visits.q.340100..2024": "9人"}
    assert sum_figures(figures(people)).value == 18


def test_one_figure_is_its_own_sum_and_stays_as_printed(figures: Figures):
    table = figures({"visits..330100..2024": "近100人"})
    assert (sum_figures(table).wording, sum_figures(table).derived) == ("近100人", False)
    require_summable(table.head(0))


def test_ratios_are_of_one_programme_place_and_period(figures: Figures):
    rows = {
        "competitors.p.330100..2024-09": "90人",
        "competitors.p.330100..2024-10": "40人",
        "competing_teams.p.330100..2024-10": "8支",
        "competing_teams.p.330100..2024": "80支",
        "competing_teams.q.330100..2024-10": "5支",
        "competing_teams.p.330200..2024-10": "4支",
    }
    (row,) = to_records(compute_ratios(figures(rows), *PAIR, RATIOS))
    assert (row["programme"], row["ref_area"], row["time_period"]) == ("p", "330100", "2024-10")
    assert (row["value"], row["unit"], row["derived"]) == (5, "人/支", True)
    assert row["figures"] == ("competitors.p.330100..2024-10", "competing_teams.p.330100..2024-10")


def test_a_ratio_adds_parts_on_both_sides(figures: Figures):
    rows = {
        "competitors.p.330100.women.2024": "30余人",
        "competitors.p.330100.men.2024": "40人",
        "competing_teams.p.330100.women.2024": "3支",
        "competing_teams.p.330100.men.2024": "4支",
    }
    (row,) = to_records(compute_ratios(figures(rows), *PAIR, RATIOS))
    assert [row[name] for name in ("value", "value_low", "value_high")] == [
        10, 10, pytest.approx(80 / 7),
    ]  # fmt: skip
    assert (row["low_exclusive"], row["high_exclusive"]) == (False, True)
    assert len(row["figures"]) == 4
    backwards = ("competing_teams", "competitors")
    with pytest.raises(NotCombinableError) as refused:
        compute_ratios(figures(rows), *backwards, RATIOS)
    assert (refused.value.code, refused.value.keys) == ("not_declared", backwards)
    assert PAIR in RATIOS


def test_parts_that_overlap_with_their_total_have_no_sum(figures: Figures):
    rows = {"competitors.p.330100..2024": "70人", "competitors.p.330100.men.2024": "40人"}
    with pytest.raises(NotCombinableError) as refused:
        sum_by_event(figures(rows), "competitors")
    assert refused.value.code == "total_and_part"


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        ("120人", "100人", (20, 20, 20)),
        ("超120人", "100人", (20, 20, None)),
        ("近120人", "100人", (20, -100, 20)),
        ("120人", "近100人", (20, 20, None)),
        ("120余人", "100人", (20, 20, 30)),
        ("0人", "100人", (-100, -100, -100)),
    ],
)
def test_a_rate_of_change_carries_each_bound(
    now: str, before: str, expected: tuple[float | None, ...]
):
    rate = percent_change(parse_quantity(now), parse_quantity(before))
    assert rate is not None
    assert [rate.value, rate.low, rate.high] == [
        end if end is None else pytest.approx(end) for end in expected
    ]
    assert rate.unit == "%"
    assert percent_change(parse_quantity(now), parse_quantity("0人")) is None


def test_a_change_of_each_series_is_against_its_own_earlier_figure(figures: Figures):
    rows = {
        f"members..{area}.{part}.{year}": f"{number}人"
        for area, part, year, number in (
            ("330100", "women", "2023", 10), ("330100", "women", "2024", 15),
            ("330100", "men", "2024", 40), ("330200", "women", "2023", 8),
            ("330200", "women", "2024", 6),
        )
    }  # fmt: skip
    changes = list_changes(figures(rows), "members", "2024", "2023")
    assert {series[2:]: change and change.value for series, change in changes.items()} == {
        ("330100", "men"): None,
        ("330100", "women"): 50,
        ("330200", "women"): -25,
    }
