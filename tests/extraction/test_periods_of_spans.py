"""Spans in report text and in its tables: read whole, with the beginning that they have."""

from datetime import date

import pytest

from chinese_text.characters import fold_characters
from extraction.context.time_finder import TimeFinder

DAY = date(2024, 11, 5)


def times(text: str, day: date = DAY) -> list[tuple[str, str, str]]:
    """Wording, period and beginning of each time in a text."""
    folded = fold_characters(text)
    return [
        (folded[t.start : t.end], t.period, t.since) for t in TimeFinder(day).find_times(folded)
    ]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2023年10月至2024年9月，共发出", "2023-10/2024-09"),
        ("2023年10月1日至2024年9月30日，共发出", "2023-10/2024-09"),
        ("2023年10月8日至2024年9月30日，共发出", "2023-10-08/2024-09-30"),
        ("2023年三季度至2024年二季度，共发出", "2023-07/2024-06"),
        ("2022年下半年至2024年上半年，共发出", "2022-07/2024-06"),
        ("2024年1—9月，共发出", "2024-01/2024-09"),
        ("2024年9月1日至30日，共发出", "2024-09"),
        ("2019—2023年，共发出", "2019/2023"),
    ],
)
def test_a_span_of_a_text_is_one_time(text: str, period: str) -> None:
    assert [found[1] for found in times(text)] == [period]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("未来一年，计划", ("未来一年", "2024/2025", "2024-01")),
        ("今后三年，共", ("今后三年", "2024/2027", "2024-01")),
        ("未来两年，共", ("未来两年", "2024/2026", "2024-01")),
        ("近三年，共", ("近三年", "2021-12/2024-11", "2021-12")),
        ("过去一年，共", ("过去一年", "2023-12/2024-11", "2023-12")),
    ],
)
def test_a_count_begins_in_a_month(text: str, found: tuple[str, str, str]) -> None:
    assert times(text) == [found]


def test_a_date_that_does_not_exist_has_no_year_before() -> None:
    found = times("9月31日发出3份，比去年同期多1份")
    assert found[-1][1] == "2023-01/2023-11"


def test_years_of_two_whole_years_have_one_spelling() -> None:
    assert times("近两年，共", date(2024, 12, 5))[0][1] == "2023/2024"
