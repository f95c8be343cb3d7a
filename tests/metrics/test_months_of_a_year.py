"""Months and spans laid end to end, what a progress table has room for, and its places."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from metrics.metric_table import to_records
from metrics.progress import (
    compute_cumulative,
    compute_elapsed_share,
    compute_progress,
    list_month_ends,
    list_summable_flows,
    read_progress_data,
)
from tests.helpers.known_numbers import known
from tests.helpers.releases import INDICATORS
from tests.helpers.small_year import months, row_of

Figures = Callable[[dict[str, str]], pd.DataFrame]

ANOTHER = {**INDICATORS[0], "code": "competitors"}
PARENTS = {"330100": "330000", "330200": "330000", "330203": "330200", "330000": "100000"}


def test_ends_of_months_are_those_counted_since_january_newest_first(figures: Figures):
    rows = {
        f"visits..330100..{period}": "5人"
        for period in ("2024-09", "2024-01/2024-10", "2023-12", "2024-02/2024-11", "2024",
                       "2024-12-31", "2023-01/2024-12")
    } | {"members..330100..2025-01": "5人"}  # fmt: skip
    # 2024 is January to December; 2025 of an indicator without months may be a plan.
    rows |= {"competitors..330100..2025": "5人"}
    assert list_month_ends(figures(rows)) == ["2024-12", "2024-10", "2024-09", "2023-12"]


@pytest.mark.parametrize(("month", "share"), [(1, 100 / 12), (6, 50), (12, 100)])
def test_how_much_of_the_year_has_passed_at_a_months_end(month: int, share: float):
    assert compute_elapsed_share(month) == pytest.approx(share)


def through(figures: pd.DataFrame, month: int) -> dict[str, Any]:
    (row,) = to_records(compute_cumulative(figures, "visits", 2024, month))
    return row


@pytest.mark.parametrize(
    ("spans", "month", "value", "missing"),
    [
        # The longest that begins where the last one ended.
        ({"01/06": 60, "01": 10, "07": 7}, 7, 67, ()),
        ({"01": 10, "02/03": 23, "02": 11, "03": 12, "04": 4}, 4, 37, ()),
        ({"01/03": 30, "01/06": 60, "04": 4}, 4, 34, ()),
        ({"01/03": 30, "03": 9, "04": 4}, 4, 34, ()),
        ({"01": 1, "12": 12}, 12, None, (2, 3, 4, 5, 6, 7, 8, 9, 10, 11)),
        ({"02": 2}, 2, None, (1,)),
        ({"01": 1, "02": 2}, 3, None, (3,)),
        ({"09": 9, "10": 10, "01/08": 80}, 10, 99, ()),
    ],
)
def test_months_and_spans_are_laid_end_to_end(
    figures: Figures, spans: dict[str, int], month: int, value: int | None, missing: tuple[int, ...]
):
    rows = {
        f"visits..330100..{'/'.join(f'2024-{m}' for m in span.split('/'))}": f"{number}人"
        for span, number in spans.items()
    }
    row = through(figures(rows), month)
    assert (row["quantity"] and row["quantity"].value, row["missing"]) == (value, missing)


def test_other_years_and_spans_over_the_new_year_are_not_counted(figures: Figures):
    rows = {
        "visits..330100..2024-01": "1人",
        "visits..330100..2023-12": "100人",
        "visits..330100..2023-12/2024-01": "200人",
        "visits..330100..2024": "400人",
        "visits..330100..2024-01-15": "800人",
        "members..330100..2024-01": "1600人",
    }
    row = through(figures(rows), 1)
    assert (row["quantity"].value, row["figures"]) == (1, ("visits..330100..2024-01",))
    assert list(row) == ["programme", "ref_area", "breakdown", "quantity", "missing", "figures"]


def test_each_programme_area_and_part_is_counted_apart(figures: Figures):
    rows = {
        f"visits.{programme}.{area}.{part_}.2024-01": f"{number}人"
        for number, (programme, area, part_) in enumerate(
            [("", "330100", ""), ("p", "330100", ""), ("p", "330200", ""), ("p", "330200", "x")], 1
        )
    }
    found = to_records(compute_cumulative(figures(rows), "visits", 2024, 1))
    assert [
        (r["programme"], r["ref_area"], r["breakdown"], r["quantity"].value) for r in found
    ] == [("", "330100", "", 1), ("p", "330100", "", 2), ("p", "330200", "", 3),
          ("p", "330200", "x", 4)]  # fmt: skip


def test_a_part_holds_two_years_of_flows_and_their_targets(figures: Figures):
    rows = {
        "visits..330100..2024-01": "1人",
        "visits..330100..2023-01/2023-12": "1人",
        "visits..330100..2022-12": "1人",
        "visits_target..330100..2024": "9人",
        "members..330100..2024-01": "1人",
        "honours..330100..2024-01": "1人",
    }
    found = read_progress_data(figures(rows), INDICATORS, 2024, PARENTS, "100000")
    assert set(found.figures["key"]) == {
        "visits..330100..2024-01",
        "visits..330100..2023-01/2023-12",
        "visits_target..330100..2024",
    }
    assert [i["code"] for i in found.indicators] == ["visits", "visits_target"]
    assert (found.figures_by_area, found.children_only) == ({"330100": 3}, False)


@pytest.mark.parametrize(("count", "cut"), [(60, False), (61, True)])
def test_of_more_than_sixty_areas_one_and_those_below_it_are_kept(
    figures: Figures, count: int, cut: bool
):
    areas = ["330000", "330100", "330200", "330203"]
    areas += [f"{420000 + n}" for n in range(1, count - 3)]
    rows = {f"visits..{area}..2024-01": "1人" for area in areas}
    found = read_progress_data(figures(rows), INDICATORS, 2024, PARENTS, "330000")
    assert (len(found.figures_by_area), found.children_only) == (count, cut)
    kept = {"330000", "330100", "330200"} if cut else set(areas)
    assert set(found.figures["ref_area"]) == kept


@pytest.mark.parametrize(
    ("first", "second", "shown"),
    [
        (1000, 1000, ["visits", "competitors"]),
        (1000, 1001, ["visits"]),
        (2001, 1, ["visits"]),
    ],
)
def test_of_more_than_two_thousand_figures_the_first_indicators_are_shown(
    first: int, second: int, shown: list[str]
):
    base = {"programme": "", "breakdown": "", "time_period": "2024-01", "ref_area": "330100"}
    rows = pd.DataFrame(
        [base | {"indicator": "visits"}] * first + [base | {"indicator": "competitors"}] * second
    )
    found = read_progress_data(rows, INDICATORS, 2024, PARENTS, "100000")
    assert [i["code"] for i in found.indicators if i["kind"] == "flow"] == shown
    assert set(found.figures["indicator"]) == set(shown)


def test_an_indicator_that_has_no_room_does_not_let_a_later_one_in():
    base = {"programme": "", "breakdown": "", "time_period": "2024-01", "ref_area": "330100"}
    counts = {"visits": 1500, "competitors": 600, "competing_teams": 100}
    rows = pd.DataFrame([base | {"indicator": c} for c, n in counts.items() for _ in range(n)])
    found = read_progress_data(rows, INDICATORS, 2024, PARENTS, "100000")
    assert [i["code"] for i in found.indicators if i["kind"] == "flow"] == ["visits"]


def test_progress_of_two_indicators_in_two_areas(figures: Figures):
    rows = {}
    for code, scale in (("visits", 1), ("competitors", 10)):
        for area, now, before in (("330100", 60, 50), ("330200", 40, 80)):
            rows[f"{code}..{area}..2024-01/2024-06"] = f"{now * scale}人"
            rows[f"{code}..{area}..2023-01/2023-06"] = f"{before * scale}人"
    rows |= {"visits_target..330100..2024": "100人", "visits_target..330200..2023": "100人"}
    table = compute_progress(figures(rows), INDICATORS, 2024, 6)
    assert list(zip(table["indicator"], table["ref_area"], strict=True)) == [
        ("visits", "330100"), ("visits", "330200"),
        ("competitors", "330100"), ("competitors", "330200"),
    ]  # fmt: skip
    assert [q.value for q in table["cumulative"]] == [60, 40, 600, 400]
    assert [q.value for q in table["last_year"]] == [50, 80, 500, 800]
    assert [q.value for q in table["rate"]] == pytest.approx([20, -50, 20, -50])
    assert list(table["place"]) == [1, 2, 1, 2]
    assert list(table["place_change"]) == [1, -1, 1, -1]
    first = to_records(table)[0]
    assert (first["target"].value, first["completion"].value) == (100, 60)
    assert (first["elapsed"], first["gap"]) == (50, 10)
    assert known(table["gap"]) == [10, None, None, None]
    assert first["figures"] == (
        "visits..330100..2024-01/2024-06",
        "visits..330100..2023-01/2023-06",
        "visits_target..330100..2024",
    )


def test_programmes_of_one_area_are_placed_apart_and_levels_too(figures: Figures):
    values = {"p.330100": 5, "q.330100": 9, "p.330200": 7, "p.330203": 100, "p.330000": 300}
    rows = {f"visits.{place}..2024-01": f"{n}人" for place, n in values.items()}
    table = compute_progress(figures(rows), INDICATORS, 2024, 1)
    assert {
        f"{r['programme']}.{r['ref_area']}": known([r["place"]])[0] for r in to_records(table)
    } == {"p.330100": None, "q.330100": None, "p.330200": None, "p.330203": None, "p.330000": None}
    more = rows | {"visits.p.340100..2024-01": "8人", "visits.p.340200..2024-01": "1人"}
    table = compute_progress(figures(more), INDICATORS, 2024, 1)
    assert row_of(table, ref_area="340100")["place"] == 1
    assert row_of(table, ref_area="330200")["place"] == 2
    assert row_of(table, ref_area="340200")["place"] == 3


def test_nothing_is_divided_by_a_target_or_a_year_of_zero(figures: Figures):
    rows = {**months("330100", 2024, {1: 5}), **months("330100", 2023, {1: 0}),
            "visits_target..330100..2024": "0人"}  # fmt: skip
    (row,) = to_records(compute_progress(figures(rows), INDICATORS, 2024, 1))
    assert (row["rate"], row["completion"], row["target"].value) == (None, None, 0)
    assert known([row["gap"]]) == [None]
    assert row["last_year"].value == 0


def test_only_flows_that_add_up_over_areas_and_months_are_summable():
    entries = [
        {"code": f"{kind}_{aggregation}", "kind": kind, "aggregation": aggregation}
        for kind in ("flow", "stock")
        for aggregation in ("sum", "last", "none")
    ]
    assert [entry["code"] for entry in list_summable_flows(entries)] == ["flow_sum"]
