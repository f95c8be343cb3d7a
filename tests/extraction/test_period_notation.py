"""Months, spans and shifted periods in the notation of ISO 8601, and small numerals."""

import pytest

from extraction.context.time_expression import format_month, format_span, start_month
from periods import read_small_number, year_before


@pytest.mark.parametrize(
    ("year", "month", "text"), [(2024, 9, "2024-09"), (2024, 12, "2024-12"), (987, 1, "0987-01")]
)
def test_a_month_has_four_digits_and_two(year: int, month: int, text: str) -> None:
    assert format_month(year, month) == text


@pytest.mark.parametrize(
    ("first", "last", "span"),
    [
        ("2024-01", "2024-09", "2024-01/2024-09"),
        ("2024-09", "2024-09", "2024-09"),
        ("2024-01", "2024-12", "2024"),
        ("2023-01", "2024-12", "2023/2024"),
        ("2024-02", "2024-12", "2024-02/2024-12"),
        ("2024-01-01", "2024-12-31", "2024"),
        ("2024-01-01", "2024-12-30", "2024-01-01/2024-12-30"),
        ("2024-01-01", "2024-12", "2024"),
        ("2021", "2025", "2021/2025"),
        ("2024-01", "2024", "2024"),
        ("2024-09-31", "2024-10-02", "2024-09-31/2024-10-02"),
    ],
)
def test_a_span_is_shortened_where_it_is_one_period(first: str, last: str, span: str) -> None:
    assert format_span(first, last) == span


@pytest.mark.parametrize(
    ("period", "month"),
    [
        ("2023", "2023-01"),
        ("2023-09", "2023-09"),
        ("2023-09-05", "2023-09"),
        ("2023-09/2024-01", "2023-09"),
        ("2024/2025", "2024-01"),
    ],
)
def test_a_period_begins_in_a_month(period: str, month: str) -> None:
    assert start_month(period) == month


@pytest.mark.parametrize(
    ("period", "before"),
    [
        ("2024", "2023"),
        ("2024-09", "2023-09"),
        ("2024-09-05", "2023-09-05"),
        ("2024-01/2024-09", "2023-01/2023-09"),
        ("1000", "0999"),
    ],
)
def test_a_year_earlier_is_the_same_months_and_days(period: str, before: str) -> None:
    assert year_before(period) == before


NUMERALS = {
    "9": 9, "09": 9, "12": 12, "九": 9, "两": 2, "元": 1, "十": 10, "十一": 11, "二十": 20,
    "二十三": 23, "三十一": 31, "〇": 0, "二〇二三": 2023, "二零二三": 2023,
    "一九九八": 1998,
}  # fmt: skip


@pytest.mark.parametrize("text", NUMERALS)
def test_a_small_numeral_is_read(text: str) -> None:
    assert read_small_number(text) == NUMERALS[text]
