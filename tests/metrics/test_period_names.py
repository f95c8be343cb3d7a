"""Which period is newer, which comes before another, and what kind it is."""

from collections.abc import Callable

import pandas as pd
import pytest

from metrics.latest_of_series import build_recency_key, select_latest
from metrics.metric_table import to_records
from metrics.trend import build_trend, find_period_type, find_previous_period
from periods import year_before
from tests.helpers.known_numbers import known

Figures = Callable[[dict[str, str]], pd.DataFrame]

IN_ORDER = (
    "2023-12-31",
    "2023-12",
    "2023",
    "2024-01",
    "2024-02-28",
    "2024-02-29",
    "2024-02",
    "2024-01/2024-02",
    "2024-09-30",
    "2024-09",
    "2024-01/2024-09",
    "2024-10",
    "2024-01/2024-10",
    "2024-12-31",
    "2024-11-30/2024-12-31",
    "2024",
    "2023-01/2024-12",
)


def test_newer_is_what_ends_later_and_of_two_the_longer():
    """The end is the last day: September, its thirtieth and the nine months end together."""
    assert sorted(reversed(IN_ORDER), key=build_recency_key) == list(IN_ORDER)


@pytest.mark.parametrize("newest", range(1, len(IN_ORDER)))
def test_the_newest_of_a_series_is_the_newest_of_all_its_periods(figures: Figures, newest: int):
    rows = {f"visits..330100..{period}": "5人" for period in IN_ORDER[: newest + 1]}
    rows |= {f"visits..330200..{period}": "5人" for period in IN_ORDER[:newest]}
    found = select_latest(figures(rows))
    assert dict(zip(found["ref_area"], found["time_period"], strict=True)) == {
        "330100": IN_ORDER[newest],
        "330200": IN_ORDER[newest - 1],
    }


def test_each_series_has_a_newest_of_its_own(figures: Figures):
    rows = {
        f"{series}.2024-{month}": "5人"
        for series, months in {
            "members..330100.women": ("09", "10"),
            "members..330100.men": ("08", "09"),
            "members.p.330100.men": ("07",),
            "visits..330100.": ("01", "02"),
        }.items()
        for month in months
    }
    newest = select_latest(figures(rows))
    assert set(newest["key"]) == {
        "members..330100.women.2024-10",
        "members..330100.men.2024-09",
        "members.p.330100.men.2024-07",
        "visits..330100..2024-02",
    }


def test_the_newest_rows_of_a_metric_keep_its_parts_and_measures():
    rows = [
        {"ref_area": "330100", "part": part, "measure": measure, "time_period": period}
        for part in ("fund", "pool")
        for measure in ("actual", "target")
        for period in ("2023", "2024")
    ]
    newest = select_latest(pd.DataFrame(rows))
    assert set(newest["time_period"]) == {"2024"}
    assert len(newest) == 4


@pytest.mark.parametrize(
    ("period", "kind"),
    [
        ("2024", "year"),
        ("2024-10", "month"),
        ("2024-10-31", "day"),
        ("2024-01/2024-09", "since_january"),
        ("2024-02/2024-09", "span"),
        ("2023-01/2024-09", "span"),
        ("2024-10/2024-12", "span"),
        ("2024-01-01/2024-09-30", "since_january"),
        ("2024-01-01/2024-09-29", "span"),
        ("2024-01/2024-12", "year"),
        ("2023/2024", "span"),
    ],
)
def test_what_kind_of_period_it_is(period: str, kind: str):
    assert find_period_type(period) == kind


@pytest.mark.parametrize(
    ("period", "last_year", "right_before"),
    [
        ("2024", "2023", "2023"),
        ("2024-01", "2023-01", "2023-12"),
        ("2024-02", "2023-02", "2024-01"),
        ("2024-10", "2023-10", "2024-09"),
        ("2024-12", "2023-12", "2024-11"),
        ("1000-01", "0999-01", "0999-12"),
        ("1000", "0999", "0999"),
        ("2024-02-29", "2023-02-28", None),
        ("2025-02-28", "2024-02-28", None),
        ("2024-01/2024-09", "2023-01/2023-09", None),
        ("2024-01-01/2024-02-29", "2023-01/2023-02", None),
        ("2023-11/2024-01", "2022-11/2023-01", None),
    ],
)
def test_what_a_period_is_compared_with(period: str, last_year: str, right_before: str | None):
    assert year_before(period) == last_year
    assert find_previous_period(period) == right_before


def test_a_trend_takes_the_kind_that_most_figures_are_of(figures: Figures):
    rows = {f"visits..330100..{p}": f"{n}人" for n, p in enumerate(
        ("2022", "2023", "2024-09", "2024-10", "2024-11", "2024-01/2024-09"))}  # fmt: skip
    table = figures(rows)
    assert list(build_trend(table, "visits")["time_period"]) == ["2024-09", "2024-10", "2024-11"]
    assert list(build_trend(table, "visits", "year")["time_period"]) == ["2022", "2023"]
    assert list(build_trend(table, "visits", "since_january")["value"]) == [5]
    assert build_trend(table, "visits", "day").empty


def test_gaps_of_a_trend_stand_between_the_ends_of_each_series_over_the_new_year(figures: Figures):
    rows = {
        "visits.p.330100.2023-11": "1人",
        "visits.p.330100.2024-02": "4人",
        "visits.q.330100.2024-01": "7人",
        "visits.q.330200.2023-12": "8人",
        "visits.q.330200.2024-02": "9人",
    }
    line = build_trend(figures({k.replace(".2", "..2", 1): v for k, v in rows.items()}), "visits")
    assert [
        (row["time_period"], row["programme"], row["ref_area"], known([row["value"]])[0])
        for row in to_records(line)
    ] == [
        ("2023-11", "p", "330100", 1),
        ("2023-12", "q", "330200", 8),
        ("2023-12", "p", "330100", None),
        ("2024-01", "q", "330100", 7),
        ("2024-01", "p", "330100", None),
        ("2024-01", "q", "330200", None),
        ("2024-02", "p", "330100", 4),
        ("2024-02", "q", "330200", 9),
    ]
    gap = line[line["value"].isna()].iloc[0]
    assert (gap["indicator"], gap["unit"], gap["figures"], gap["as_reported"]) == (
        "visits", "人", (), "",
    )  # fmt: skip


def test_years_have_gaps_and_days_and_spans_have_none(figures: Figures):
    years = figures({"visits..330100..2021": "1人", "visits..330100..2024": "4人"})
    assert list(build_trend(years, "visits")["time_period"]) == ["2021", "2022", "2023", "2024"]
    days = figures({"visits..330100..2024-01-01": "1人", "visits..330100..2024-01-04": "4人"})
    assert len(build_trend(days, "visits")) == 2
    spans = figures({"visits..330100..2023-01/2023-03": "1人",
                     "visits..330100..2024-01/2024-09": "4人"})  # fmt: skip
    assert list(build_trend(spans, "visits")["value"]) == [1, 4]
