"""Which area and month an overview shows by itself, and the spans that end with a month."""

import pandas as pd
import pytest

from metrics.rollup.default_scope import find_default_area, find_default_month
from metrics.rollup.unit_tree import UnitTree
from periods.spans import MonthSpan, Since, count_month, span_since, spell_month
from tests.helpers.worked_totals import AREAS

COLUMNS = ["code", "parent", "level", "reports_to", "since", "until"]


def tree(text: str = AREAS) -> UnitTree:
    return UnitTree(pd.DataFrame([line.split(",") for line in text.splitlines()], columns=COLUMNS))


def counts(*reported: str) -> pd.DataFrame:
    """Areas and periods: "C1 2025-09"."""
    return pd.DataFrame([each.split() for each in reported], columns=["ref_area", "time_period"])


def test_the_newest_month_is_one_that_most_units_have_reported() -> None:
    august = [f"C{number} 2025-08" for number in (1, 2, 3, 4)]
    early = counts(*august, "C1 2025-09")
    assert find_default_month(early, tree(), "C", 80) == "2025-08"
    assert find_default_month(early, tree(), "C", 25) == "2025-09"
    most = counts(*august, *[f"C{number} 2025-01/2025-09" for number in (1, 2, 3)])
    assert find_default_month(most, tree(), "C", 75) == "2025-09"
    assert find_default_month(most, tree(), "C", 80) == "2025-08"


def test_a_city_has_reported_where_enough_of_its_counties_have() -> None:
    found = counts(*[f"C{number} 2025-09" for number in (1, 2, 3, 4)], "D 2025-09")
    assert find_default_month(found, tree(), "330000", 100) == "2025-09"
    lacking = counts("C1 2025-09", "D 2025-09", "C 2025-07", "D 2025-07")
    assert find_default_month(lacking, tree(), "330000", 100) == "2025-07"


def test_a_unit_that_was_abolished_is_not_waited_for() -> None:
    gone = AREAS.replace("C4,C,county,,,", "C4,C,county,,,2025-06")
    found = counts(*[f"C{number} 2025-09" for number in (1, 2, 3)], "C4 2025-06")
    assert find_default_month(found, tree(gone), "C", 100) == "2025-09"


def test_an_area_without_units_has_its_own_month_and_nothing_has_none() -> None:
    assert find_default_month(counts("C1 2025-03", "C2 2025-09"), tree(), "C1", 80) == "2025-03"
    assert find_default_month(counts("D1 2025-03"), tree(), "C", 80) == ""
    assert find_default_month(counts("C1 2025-03"), tree(), "C", 80) == "2025-03"


@pytest.mark.parametrize(
    ("reporting", "expected"),
    [
        (["C1", "C2"], "C"),
        (["C1", "ORG-U"], "C"),
        (["C1", "D1"], "330000"),
        (["C1"], "C1"),
        (["unknown"], ""),
        ([], ""),
    ],
)
def test_the_default_area_is_the_lowest_that_holds_all(reporting: list[str], expected: str) -> None:
    assert find_default_area(tree(), reporting) == expected


@pytest.mark.parametrize(
    ("since", "through", "expected"),
    [
        ("year", "2025-09", "2025-01/2025-09"),
        ("half-year", "2025-09", "2025-07/2025-09"),
        ("quarter", "2025-08", "2025-07/2025-08"),
        ("quarter", "2024-03", "2024-01/2024-03"),
        ("month", "2025-09", "2025-09"),
        ("union-year", "2025-09", "2024-10/2025-09"),
        ("union-year", "2025-10", "2025-10"),
        ("year", "2024-12", "2024"),
    ],
)
def test_a_span_begins_where_it_is_asked_to(since: Since, through: str, expected: str) -> None:
    span = span_since(since, count_month(through))
    assert span.period == expected
    assert (spell_month(span.last), len(span.year_before.months)) == (through, len(span.months))


def test_a_span_over_new_year_has_a_part_in_each_year() -> None:
    span = MonthSpan(count_month("2024-10"), count_month("2025-09"))
    parts = [part.period for part in span.by_calendar_year()]
    assert parts == ["2024-10/2024-12", "2025-01/2025-09"]
    assert span_since("union-year", count_month("2025-09"), 9).period == "2025-09"
