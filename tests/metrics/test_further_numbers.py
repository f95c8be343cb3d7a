"""The numbers beside a total: months, gains, parts of a ratio, and the line of the same units."""

import math
from collections.abc import Iterable

import pytest

from metrics.rollup.further_numbers import FurtherNumbers
from quantities import format_total
from tests.helpers.worked_totals import (
    AREAS,
    INDICATORS,
    every_month,
    further_numbers_of,
    months,
    overview_of,
    worked,
)

PER_MEMBER = {
    **{"code": "load", "kind": "ratio", "aggregation": "none", "unit": {"zh": "件"}},
    **{"numerator": "taken", "denominator": "settled"},
}
WITH_LOAD = [*INDICATORS, PER_MEMBER]


def told(found: FurtherNumbers) -> list[tuple[str, str, str, str, str]]:
    """Kind, code, period, since when, and wording of each number."""
    return [
        (each.kind, each.code, each.period, each.since, format_total(each.quantity))
        for each in found.numbers
    ]


def two_years(series: str, wording: str, *, without: Iterable[str] = ()) -> dict[str, str]:
    """The 21 months of the small line, January 2024 to September 2025, without some."""
    rows = every_month(series, wording, 12, 2024) | every_month(series, wording)
    return {key: each for key, each in rows.items() if key.rpartition(".")[2] not in without}


def test_a_flow_has_its_last_month_and_that_of_the_year_before() -> None:
    rows = {"joined..C..2025-09": "12人", "joined..C..2024-09": "10人"}
    both = [
        ("month", "joined", "2025-09", "", "12人"),
        ("month", "joined", "2024-09", "", "10人"),
    ]
    assert told(further_numbers_of(rows)) == both
    assert told(further_numbers_of(rows, since="month")) == both
    assert told(further_numbers_of(rows, through="2025-08")) == []
    del rows["joined..C..2024-09"]
    assert told(further_numbers_of(rows)) == both[:1]


def test_months_are_compared_of_the_same_units() -> None:
    now = {f"joined..C{unit}..2025-09": f"{unit}0人" for unit in (1, 2, 3, 4)}
    before = {f"joined..C{unit}..2024-09": "7人" for unit in (1, 2, 3)}
    assert told(further_numbers_of(now | before)) == [
        ("month", "joined", "2025-09", "", "60人"),
        ("month", "joined", "2024-09", "", "21人"),
    ]
    # Too few have both months, so that this year's stands alone.
    one = {"joined..C1..2024-09": "7人"}
    assert told(further_numbers_of(now | one)) == [("month", "joined", "2025-09", "", "100人")]


def test_a_stock_has_its_gains_since_december_and_since_the_month_before() -> None:
    numbers = {"2024-11": 80, "2024-12": 100, "2025-01": 103, "2025-11": 120, "2025-12": 125}
    rows = {f"members..C..{month}": f"{value}人" for month, value in numbers.items()}
    assert told(further_numbers_of(rows, "members", through="2025-12")) == [
        ("gain", "members", "2025-12", "2024-12", "25人"),
        ("gain", "members", "2025-12", "2025-11", "5人"),
    ]
    assert told(further_numbers_of(rows, "members", through="2025-01")) == [
        ("gain", "members", "2025-01", "2024-12", "3人")
    ]
    assert told(further_numbers_of(rows, "members", through="2024-12")) == [
        ("gain", "members", "2024-12", "2024-11", "20人")
    ]
    assert told(further_numbers_of(rows, "members", through="2025-02")) == []


def test_a_ratio_has_its_denominator_and_numerator_of_units_with_both() -> None:
    rows = every_month("settled..C1.", "1件") | every_month("taken..C1.", "2件")
    rows |= every_month("settled..C2.", "9件") | every_month("taken..C2.", "10件")
    rows |= every_month("settled..C3.", "5件")
    year = "2025-01/2025-09"
    assert told(further_numbers_of(rows, "share")) == [
        ("part", "taken", year, "", "108件"),
        ("part", "settled", year, "", "90件"),
    ]
    load = further_numbers_of(rows, "load", indicators=WITH_LOAD)
    assert [each[1] for each in told(load)] == ["settled", "taken"]
    assert told(further_numbers_of({"share..C..2025-09": "80%"}, "share")) == []


def test_what_is_not_added_over_time_has_no_further_number() -> None:
    rows = {"insured..C..2025-09": "5人", "insured..C..2024-09": "4人"}
    assert told(further_numbers_of(rows, "insured", since="month")) == []
    with pytest.raises(KeyError, match="X"):
        further_numbers_of(rows, area="X")


def test_the_line_of_a_sum_with_units_missing_is_of_the_units_in_it() -> None:
    lacking = {"2025-04"}
    rows = two_years("joined..C1.", "1人") | two_years("joined..C2.", "20人", without={"2024-05"})
    rows |= two_years("joined..C3.", "300人") | two_years("joined..C4.", "4000人", without=lacking)
    line = further_numbers_of(rows).months
    assert [value for index, value in enumerate(line) if index != 4] == [321] * 20
    assert math.isnan(line[4])
    # With all units, or with a number of the area's own, the line is that of the total.
    assert further_numbers_of(rows | {"joined..C4..2025-04": "1人"}).months == ()
    assert further_numbers_of(rows | {"joined..C..2025-01/2025-09": "9人"}).months == ()
    assert further_numbers_of(every_month("joined..C1.", "1人")).months == ()


@pytest.mark.parametrize(("known", "told_months"), [(11, 21), (10, 0)])
def test_a_line_has_at_least_half_of_its_months(known: int, told_months: int) -> None:
    rows = {}
    for unit in ("C1", "C2", "C3"):
        rows |= every_month(f"joined..{unit}.", "1人")
        rows |= months(f"joined..{unit}.", dict.fromkeys(range(22 - known, 13), "1人"), 2024)
    line = further_numbers_of(rows).months
    assert len(line) == told_months
    assert sum(value == 3 for value in line) == (known if told_months else 0)


@pytest.mark.parametrize(("code", "factor"), [("share", 100), ("load", 1)])
def test_the_line_of_a_ratio_is_the_quotient_of_sums(code: str, factor: int) -> None:
    upper, lower = ("settled", "taken") if code == "share" else ("taken", "settled")
    rows = two_years(f"{upper}..C1.", "1件") | two_years(f"{lower}..C1.", "2件")
    rows |= two_years(f"{upper}..C2.", "9件") | two_years(f"{lower}..C2.", "14件")
    rows |= two_years(f"{upper}..C3.", "0件") | two_years(f"{lower}..C3.", "0件")
    rows |= {f"{lower}..{unit}..2024-03": "0件" for unit in ("C1", "C2")}
    del rows[f"{upper}..C2..2024-07"]
    line = further_numbers_of(rows, code, indicators=WITH_LOAD).months
    assert [index for index, value in enumerate(line) if math.isnan(value)] == [2, 6]
    expected = pytest.approx(factor * 10 / 16)
    assert [value for index, value in enumerate(line) if index not in (2, 6)] == [expected] * 19


SPAN, YEAR_AGO = "2025-01/2025-09", "2024-01/2024-09"


def parts(unit: str, settled: str, taken: str, span: str) -> dict[str, str]:
    return {f"settled..{unit}..{span}": settled, f"taken..{unit}..{span}": taken}


def test_growth_of_units_is_in_points_for_shares_and_in_percent_otherwise() -> None:
    rows = parts("C1", "30件", "40件", SPAN) | parts("C1", "20件", "40件", YEAR_AGO)
    rows |= parts("C2", "30件", "40件", SPAN) | parts("C2", "0件", "0件", YEAR_AGO)
    rows |= parts("C3", "30件", "40件", SPAN)
    shares = overview_of(rows, "share").units.set_index("ref_area")["growth"]
    assert shares["C1"] == pytest.approx(25)
    assert shares[["C2", "C3", "C4"]].isna().all()
    loads = overview_of(rows, "load", indicators=WITH_LOAD).units.set_index("ref_area")
    assert loads.loc["C1", "value"] == pytest.approx(4 / 3)
    assert loads.loc["C1", "growth"] == pytest.approx(-100 / 3)  # 2 件 a year ago
    reported = {f"share..C1..{SPAN}": "81%", f"share..C1..{YEAR_AGO}": "78%"}
    both = overview_of(rows | reported, "share").units.set_index("ref_area")
    assert (both.loc["C1", "value"], both.loc["C1", "growth"]) == (81, pytest.approx(3))
    # With one of two years reported, the quotients are compared.
    one = overview_of(rows | {f"share..C1..{SPAN}": "81%"}, "share").units.set_index("ref_area")
    assert (one.loc["C1", "value"], one.loc["C1", "growth"]) == (81, pytest.approx(25))
    broken = overview_of(rows | reported, "share", status={f"share..C1..{SPAN}": "B"}).units
    assert broken.set_index("ref_area").loc["C1", "growth"] != pytest.approx(3)


def test_growth_of_a_count_is_in_percent_and_of_a_reported_share_in_points() -> None:
    rows = {f"joined..C1..{SPAN}": "110人", f"joined..C1..{YEAR_AGO}": "100人"}
    rows |= {f"joined..C2..{SPAN}": "5人", f"joined..C2..{YEAR_AGO}": "0人"}
    growth = overview_of(rows).units.set_index("ref_area")["growth"]
    assert growth["C1"] == pytest.approx(10)
    assert math.isnan(growth["C2"])  # nothing to divide by
    rates = {f"rate..C1..{SPAN}": "52%", f"rate..C1..{YEAR_AGO}": "50%"}
    assert overview_of(rates, "rate").units.set_index("ref_area")["growth"]["C1"] == 2
    assert worked(rates, "rate", "C1").growth.change.value == 2


def test_the_small_line_of_a_ratio_says_how_many_units_are_in_it() -> None:
    rows = two_years("settled..C1.", "1件") | two_years("taken..C1.", "2件")
    rows |= two_years("settled..C2.", "1件", without={"2025-08"}) | two_years("taken..C2.", "3件")
    rows |= {"share..C..2025-07": "90%"}
    told_months = worked(rows, "share").months
    last = [(each.period, each.value, each.at_least, each.reporting) for each in told_months[-3:]]
    assert last[0] == ("2025-07", 90, False, 2)
    assert last[1][0] == "2025-08"
    assert math.isnan(last[1][1])
    assert last[2] == ("2025-09", pytest.approx(40), True, 2)
    assert {each.expected for each in told_months} == {4}
    assert len(told_months) == 21


def test_a_total_is_complete_without_a_missing_or_incomplete_unit() -> None:
    every = {f"joined..C{unit}..2025-09": "1人" for unit in (1, 2, 3, 4)}
    assert worked(every, since="month").total.coverage.complete
    del every["joined..C4..2025-09"]
    assert not worked(every, since="month").total.coverage.complete
    # All cities of the province report, one of them not for all of its counties.
    both = every | {"joined..D1..2025-09": "1人"}
    areas = "\n".join(line for line in AREAS.splitlines() if "ORG" not in line)
    whole = worked(both, area="330000", since="month", areas=areas).total.coverage
    assert (whole.reporting, whole.expected, whole.incomplete) == (2, 2, ("C",))
    assert not whole.complete
