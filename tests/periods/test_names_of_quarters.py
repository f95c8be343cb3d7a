"""Each quarter and half-year by its name, and months that are counted in characters."""

import pytest

from periods import format_part_of_year, parse_heading, parse_period

PARTS = [
    ("01", "03", "第一季度", "first quarter"),
    ("04", "06", "第二季度", "second quarter"),
    ("07", "09", "第三季度", "third quarter"),
    ("10", "12", "第四季度", "fourth quarter"),
    ("01", "06", "上半年", "first half"),
    ("07", "12", "下半年", "second half"),
]


@pytest.mark.parametrize(("first", "last", "zh", "en"), PARTS)
def test_each_part_of_a_year_has_its_name(first: str, last: str, zh: str, en: str) -> None:
    period = f"2024-{first}/2024-{last}"
    assert format_part_of_year(period, "zh") == f"2024年{zh}"
    assert format_part_of_year(period, "en") == f"{en} of 2024"
    assert parse_period(f"2024年{zh}") == period
    assert parse_period(f"{en} of 2024") == period


@pytest.mark.parametrize(
    ("printed", "months"),
    [("一", 1), ("二", 2), ("两", 2), ("三", 3), ("四", 4), ("五", 5), ("六", 6), ("七", 7),
     ("八", 8), ("九", 9), ("十", 10), ("十一", 11)],
)  # fmt: skip
def test_the_first_months_of_a_year_are_counted_in_characters(printed: str, months: int) -> None:
    period = f"2024-01/2024-{months:02d}" if months > 1 else "2024-01"
    assert parse_period(f"2024年前{printed}个月") == period
    assert parse_heading(f"前{printed}个月", "2024") == period


@pytest.mark.parametrize("printed", ["前两季度", "前二季度", "前两个季度", "前2个季度"])
def test_the_first_quarters_of_a_year_are_counted_too(printed: str) -> None:
    assert parse_period(f"2024年{printed}") == "2024-01/2024-06"


@pytest.mark.parametrize("printed", ["前两月", "两个月", "两月", "前两年"])
def test_what_counts_no_first_months_is_no_period(printed: str) -> None:
    assert parse_period(f"2024年{printed}") == ""
