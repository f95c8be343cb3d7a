"""A period is one period however a release spells it, and spans that touch lie end to end."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from metrics.figure_queries import choose
from metrics.metric_table import to_records
from metrics.progress import compute_cumulative, list_month_ends
from metrics.reporting_coverage import measure_extent
from metrics.sums_and_ratios import sum_figures
from metrics.trend import build_trend
from metrics.year_on_year import list_changes
from periods import year_before
from quantities import NotCombinableError

Figures = Callable[[dict[str, str]], pd.DataFrame]


@pytest.mark.parametrize(
    ("now", "before"),
    [
        ("2024-01/2024-12", "2023"),
        ("2024", "2023-01/2023-12"),
        ("2024", "2023-01-01/2023-12-31"),
        ("2024-09", "2023-09-01/2023-09-30"),
        ("2024-01/2024-09", "2023-01-01/2023-09-30"),
        ("2024-02-29", "2023-02-28"),
        ("2024-02", "2023-02-01/2023-02-28"),
        ("2024-02-01/2024-02-29", "2023-02"),
    ],
)
def test_last_years_figure_is_found_in_any_spelling(figures: Figures, now: str, before: str):
    table = figures({f"visits..330100..{now}": "125人", f"visits..330100..{before}": "100人"})
    (change,) = list_changes(table, "visits", now, year_before(now)).values()
    assert change is not None
    assert (change.value, change.unit) == (25, "%")


@pytest.mark.parametrize("asked", ["2023", "2023-01/2023-12", "2023-01-01/2023-12-31"])
@pytest.mark.parametrize("stored", ["2023", "2023-01/2023-12", "2023-01-01/2023-12-31"])
def test_a_condition_finds_a_figure_in_any_spelling(figures: Figures, asked: str, stored: str):
    table = figures({f"visits..330100..{stored}": "5人", "visits..330100..2023-12": "1人"})
    assert list(choose(table, time_period=asked)["time_period"]) == [stored]
    assert list(choose(table, time_period=[asked, "2022"])["time_period"]) == [stored]
    assert list(choose(table, key=f"visits..330100..{asked}")["time_period"]) == [stored]


def through(table: pd.DataFrame, month: int) -> dict[str, Any]:
    (row,) = to_records(compute_cumulative(table, "visits", 2024, month))
    return row


@pytest.mark.parametrize(
    ("spans", "month", "total"),
    [
        ({"2024-01-01/2024-01-31": 1, "2024-02/2024-03": 23}, 3, 24),
        ({"2024-01-01/2024-01-15": 1, "2024-01-16/2024-01-31": 2}, 1, 3),
        ({"2024-01-01/2024-02-10": 1, "2024-02-11/2024-03-31": 2}, 3, 3),
        ({"2024-01-01/2024-02-10": 1, "2024-02-11/2024-02-29": 2, "2024-03": 4}, 3, 7),
        ({"2024-01": 1, "2024-02-01": 2, "2024-02-02/2024-02-29": 4}, 2, 7),
        ({"2024-01/2024-03": 10, "2024-04/2024-06": 20, "2024-07": 4}, 7, 34),
        # The longest first leads nowhere: 1—2月 leaves March, 1月 and 2—3月 do not.
        ({"2024-01/2024-02": 3, "2024-01": 1, "2024-02/2024-03": 5}, 3, 6),
        ({"2024": 120, "2024-01": 1}, 12, 120),
        ({"2024-01/2024-12": 120}, 12, 120),
        ({"2024-01-01/2024-12-31": 120}, 12, 120),
        ({"2024-01/2024-09": 90, "2024-10-01/2024-12-31": 30}, 12, 120),
    ],
)
def test_spans_that_touch_add_up(figures: Figures, spans: dict[str, int], month: int, total: int):
    row = through(figures({f"visits..330100..{p}": f"{n}人" for p, n in spans.items()}), month)
    assert (row["quantity"].value, row["missing"]) == (total, ())


@pytest.mark.parametrize(
    ("spans", "month", "missing", "used"),
    [
        ({"2024-01-02/2024-01-31": 1, "2024-02": 2}, 2, (1,), 1),
        ({"2024-01-01/2024-01-15": 1, "2024-01-17/2024-01-31": 2, "2024-02": 4}, 2, (1,), 1),
        ({"2024-01-01/2024-02-10": 1, "2024-03": 2}, 3, (2,), 2),
        ({"2024-01": 1, "2024-03-01/2024-03-30": 2}, 3, (2, 3), 1),
    ],
)
def test_a_gap_of_one_day_is_a_missing_month(
    figures: Figures, spans: dict[str, int], month: int, missing: tuple[int, ...], used: int
):
    row = through(figures({f"visits..330100..{p}": f"{n}人" for p, n in spans.items()}), month)
    assert (row["quantity"], row["missing"], len(row["figures"])) == (None, missing, used)


def test_single_days_make_no_row(figures: Figures):
    table = figures({"visits..330100..2024-01-15": "8人", "visits..330200..2024-01": "1人"})
    assert list(compute_cumulative(table, "visits", 2024, 1)["ref_area"]) == ["330200"]


def test_a_count_since_january_ends_with_the_year(figures: Figures):
    table = figures({
        f"visits..330100..{p}": f"{n}人"
        for n, p in enumerate(("2024-01/2024-03", "2024-01/2024-06", "2024-01-01/2024-09-30",
                               "2024", "2022"), 1)
    })  # fmt: skip
    line = build_trend(table, "visits")
    assert list(line["time_period"]) == [
        "2024-01/2024-03", "2024-01/2024-06", "2024-01/2024-09", "2024",
    ]  # fmt: skip
    assert list_month_ends(table) == ["2024-12", "2024-09", "2024-06", "2024-03"]


def test_one_period_in_two_spellings_is_no_sum(figures: Figures):
    table = figures({"visits..330100..2023": "1人", "visits..330100..2023-01/2023-12": "2人"})
    with pytest.raises(NotCombinableError) as fault:
        sum_figures(table)
    assert fault.value.code == "same_event"


def test_days_months_and_quarters_make_one_sum(figures: Figures):
    rows = {"2024-01-01/2024-01-31": 1, "2024-02/2024-03": 2, "2024-04-01": 4}
    table = figures({f"visits..330100..{p}": f"{n}人" for p, n in rows.items()})
    assert sum_figures(table).value == 7


@pytest.mark.parametrize(
    ("periods", "last_month"),
    [
        (("2024-01/2024-11", "2024"), "2024-12"),
        (("2024-11", "2024-01/2024-12"), "2024-12"),
        (("2024-11", "2023"), "2024-11"),
        (("2024", "2023"), "2024"),
        (("2022/2024", "2024-09"), "2024-09"),
    ],
)
def test_figures_reach_to_the_december_of_a_year_that_has_months(
    figures: Figures, periods: tuple[str, ...], last_month: str
):
    rows = {f"visits..330100..{period}": "5人" for period in periods}
    assert measure_extent(figures(rows)).last_month == last_month
    # A year of another indicator may be a plan.
    rows |= {"competitors..330100..2026": "5人", "members..330100..2025-01": "5人"}
    assert measure_extent(figures(rows)).last_month == "2026"
