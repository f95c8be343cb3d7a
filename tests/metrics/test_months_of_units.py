"""Months of an area and its units side by side, and the periods before others."""

import math

import pytest

from metrics.rollup.area_results import Coverage
from metrics.rollup.area_scope import AreaScope
from metrics.rollup.months_of_units import MonthsOfUnits, build_months_of_units
from metrics.rollup.places import find_month_before
from metrics.trend import find_period_before, find_previous_period
from periods.spans import count_month
from tests.helpers.worked_totals import every_month, material_of

FOUR = ("C1", "C2", "C3", "C4")


def months_of(rows: dict[str, str], code: str = "joined") -> MonthsOfUnits:
    """The months of a city and its counties through September 2025."""
    scope = AreaScope("C", count_month("2025-09"))
    return build_months_of_units(*material_of(rows), code, scope)


def test_an_area_and_its_units_have_the_months_of_both_years() -> None:
    rows: dict[str, str] = {}
    for number, county in enumerate(FOUR, 1):
        rows |= every_month(f"joined..{county}.", f"{number}人")
        rows |= every_month(f"joined..{county}.", "2人", 12, 2024)
    found = months_of(rows)
    assert (found.months[0], found.months[-1], len(found.months)) == ("2025-01", "2025-09", 9)
    assert found.months_before == tuple(f"2024-{month:02d}" for month in range(1, 13))
    assert (found.whole.now, found.whole.before) == ((10.0,) * 9, (8.0,) * 12)
    assert (found.whole.area, found.whole.total, found.whole.base) == ("C", 90, 72)
    assert (found.whole.is_sum, found.whole.change.value) == (True, 25)
    assert found.compared == Coverage(4, 4)
    first, *_, last = found.units
    assert (first.area, first.now, first.before) == ("C1", (1.0,) * 9, (2.0,) * 12)
    assert (last.area, last.total, last.base, last.is_sum) == ("C4", 36, 18, False)
    assert (first.change.value, last.change.value) == (-50, 100)


def test_sums_are_of_the_units_with_both_years_in_every_month() -> None:
    rows: dict[str, str] = {}
    for county in FOUR:
        rows |= every_month(f"joined..{county}.", "5人")
        rows |= every_month(f"joined..{county}.", "4人", 12, 2024)
    del rows["joined..C4..2024-03"]
    found = months_of(rows)
    assert (found.whole.now, found.whole.before) == ((15.0,) * 9, (12.0,) * 12)
    assert (found.whole.total, found.whole.base) == (135, 108)
    assert (found.compared.reporting, found.compared.missing) == (3, ("C4",))
    left_out = found.units[3]
    assert (left_out.area, left_out.now, left_out.total) == ("C4", (5.0,) * 9, 45)
    assert (left_out.change, math.isnan(left_out.base)) == (None, True)
    assert [math.isnan(value) for value in left_out.before] == [n == 2 for n in range(12)]


def test_an_unknown_area_or_indicator_is_refused() -> None:
    with pytest.raises(KeyError, match="nothing"):
        months_of(every_month("joined..C1.", "5人"), "nothing")
    scope = AreaScope("X", count_month("2025-09"))
    with pytest.raises(KeyError, match="X"):
        build_months_of_units(*material_of({"joined..C1..2025-09": "5人"}), "joined", scope)


@pytest.mark.parametrize(
    ("period", "kind", "before"),
    [
        *[("2025-03", "month", "2025-02"), ("2025-01", "month", "2024-12")],
        *[("2025-04/2025-06", "quarter", "2025-01/2025-03")],
        *[("2025-01/2025-03", "quarter", "2024-10/2024-12")],
        *[("2025-01/2025-06", "half_year", "2024-07/2024-12"), ("2025", "year", "2024")],
        *[("2025-01/2025-09", "since_january", ""), ("2025-03-05", "day", "")],
    ],
)
def test_the_period_before_is_of_the_same_length(period: str, kind: str, before: str) -> None:
    assert find_period_before(period, kind) == before


@pytest.mark.parametrize(
    ("period", "before"),
    [
        *[("2024-01", "2023-12"), ("2024-12", "2024-11"), ("2024", "2023")],
        *[("2024-01/2024-12", "2023"), ("2024-01/2024-03", None), ("2024-03-05", None)],
    ],
)
def test_years_and_months_have_one_before(period: str, before: str | None) -> None:
    assert find_previous_period(period) == before


@pytest.mark.parametrize(
    ("through", "since", "union_year", "month"),
    [
        *[("2025-09", "year", 10, "2025-08"), ("2025-01", "year", 10, "2024-01")],
        *[("2025-01", "month", 10, "2024-12"), ("2025-09", "month", 10, "2025-08")],
        *[("2025-07", "half-year", 10, "2024-07"), ("2025-08", "half-year", 10, "2025-07")],
        *[("2025-04", "quarter", 10, "2024-04"), ("2025-05", "quarter", 10, "2025-04")],
        *[("2025-10", "union-year", 10, "2024-10"), ("2025-10", "union-year", 9, "2025-09")],
    ],
)
def test_places_are_compared_with_those_of_the_month_before_in_the_same_span(
    through: str, since: str, union_year: int, month: str
) -> None:
    assert find_month_before(through, since, union_year) == month
