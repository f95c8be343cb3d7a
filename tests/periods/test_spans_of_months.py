"""Spans of whole months: how they begin, how they are spelt, where the year turns."""

import pytest

from periods.spans import SINCE, MonthSpan, Since, count_month, span_since, spell_month

JANUARY = 2025 * 12


@pytest.mark.parametrize(
    ("month", "period"),
    [(0, "0000-01"), (11, "0000-12"), (JANUARY, "2025-01"), (JANUARY + 11, "2025-12")],
)
def test_a_month_is_counted_since_the_year_0(month: int, period: str) -> None:
    assert spell_month(month) == period
    if month >= 12:  # dates begin with the year 1
        assert count_month(period) == month


@pytest.mark.parametrize(
    ("period", "month"),
    [("2025", "2025-12"), ("2025-04/2025-06", "2025-06"), ("2024-02-29", "2024-02")],
)
def test_a_period_counts_as_its_last_month(period: str, month: str) -> None:
    assert count_month(period) == count_month(month)


def test_what_is_no_period_has_no_month() -> None:
    with pytest.raises(ValueError, match=r"month must be in 1\.\.12"):
        count_month("2025-13")


# The last month, since what, the union's first month, and the span.
SPANS: list[tuple[str, Since, int, str]] = [
    ("2025-01", "year", 10, "2025-01"),
    ("2025-09", "year", 10, "2025-01/2025-09"),
    ("2025-12", "year", 10, "2025"),
    ("2025-06", "half-year", 10, "2025-01/2025-06"),
    ("2025-07", "half-year", 10, "2025-07"),
    ("2025-12", "half-year", 10, "2025-07/2025-12"),
    ("2025-03", "quarter", 10, "2025-01/2025-03"),
    ("2025-04", "quarter", 10, "2025-04"),
    ("2025-11", "quarter", 10, "2025-10/2025-11"),
    ("2025-02", "month", 10, "2025-02"),
    ("2025-09", "union-year", 10, "2024-10/2025-09"),
    ("2025-10", "union-year", 10, "2025-10"),
    ("2025-11", "union-year", 10, "2025-10/2025-11"),
    ("2025-12", "union-year", 1, "2025"),
    ("2025-01", "union-year", 1, "2025-01"),
    ("2025-11", "union-year", 12, "2024-12/2025-11"),
    ("2025-12", "union-year", 12, "2025-12"),
]


@pytest.mark.parametrize(("through", "since", "union_year", "period"), SPANS)
def test_a_span_begins_as_its_name_says(
    through: str, since: Since, union_year: int, period: str
) -> None:
    span = span_since(since, count_month(through), union_year)
    assert (span.period, spell_month(span.last)) == (period, through)
    assert len(span.months) == span.last - span.first + 1
    assert [spell_month(month) for month in span.months][-1] == through


def test_a_unions_year_begins_in_october_where_nothing_is_said() -> None:
    through = count_month("2025-09")
    assert span_since("union-year", through) == span_since("union-year", through, 10)
    assert SINCE == ("year", "half-year", "quarter", "month", "union-year")


def test_the_year_before_has_the_same_months() -> None:
    span = span_since("union-year", count_month("2025-02"))
    assert (span.period, span.year_before.period) == ("2024-10/2025-02", "2023-10/2024-02")


@pytest.mark.parametrize(
    ("first", "last", "parts"),
    [
        ("2025-01", "2025-12", ["2025"]),
        ("2025-03", "2025-04", ["2025-03/2025-04"]),
        ("2024-12", "2025-01", ["2024-12", "2025-01"]),
        ("2023-10", "2025-09", ["2023-10/2023-12", "2024", "2025-01/2025-09"]),
    ],
)
def test_a_span_is_split_where_years_begin(first: str, last: str, parts: list[str]) -> None:
    span = MonthSpan(count_month(first), count_month(last))
    assert [part.period for part in span.split_by_calendar_year()] == parts
