"""Periods as people ask for them: relative to the month looked at, or without their year."""

import pytest

from periods import read_span
from periods.asked import AskedPeriod, AskedSpan, find_span, join_asked, read_asked
from periods.spans import Since

MONTH = "2025-08"
READ = [
    ("今年", "2025"),
    ("去年", "2024"),
    ("前年", "2023"),
    ("去年底", "2024-12"),
    ("本月", "2025-08"),
    ("上个月", "2025-07"),
    ("上上月", "2025-06"),
    ("本季度", "2025-07/2025-09"),
    ("上季度", "2025-04/2025-06"),
    ("lastquarter", "2025-04/2025-06"),
    ("lastyear", "2024"),
    ("thismonth", "2025-08"),
    ("9月", "2025-09"),
    ("九月份", "2025-09"),
    ("一季度", "2025-01/2025-03"),
    ("q3", "2025-07/2025-09"),
    ("上半年", "2025-01/2025-06"),
    ("secondhalf", "2025-07/2025-12"),
    ("firstquarterof2024", "2024-01/2024-03"),
    ("secondquarter", "2025-04/2025-06"),
    ("thirdquarter2024", "2024-07/2024-09"),
    ("fourthquarter", "2025-10/2025-12"),
    ("firsthalf", "2025-01/2025-06"),
    ("1stquarter", "2025-01/2025-03"),
    ("2ndquarter", "2025-04/2025-06"),
    ("3rdquarterin2024", "2024-07/2024-09"),
    ("4thquarter", "2025-10/2025-12"),
    ("2ndhalf", "2025-07/2025-12"),
    ("1-6月", "2025-01/2025-06"),
    ("前三季度", "2025-01/2025-09"),
    ("september", "2025-09"),
    ("september2024", "2024-09"),
    ("jan-mar2024", "2024-01/2024-03"),
    ("2024-05", "2024-05"),
    ("202405", "2024-05"),
    ("2024", "2024"),
    ("2024年三季度", "2024-07/2024-09"),
    ("截至6月底", "2025-06"),
]


@pytest.mark.parametrize(("words", "period"), READ)
def test_words_are_a_period_to_their_end(words: str, period: str) -> None:
    asked = read_asked(words, 0, MONTH)
    assert asked is not None
    assert (asked.period, asked.end) == (period, len(words))


@pytest.mark.parametrize("words", ["marketing", "会员", "13月", "二十", "2025年13月", "y"])
def test_other_words_are_none(words: str) -> None:
    asked = read_asked(words, 0, MONTH)
    assert asked is None or asked.end < len(words)


def test_a_period_stands_at_its_place() -> None:
    assert read_asked("鄞州区上月", 3, MONTH) == AskedPeriod(3, 5, "2025-07")
    assert read_asked("鄞州区上月", 0, MONTH) is None


def joined(*words: str) -> list[tuple[str, str | None]]:
    """What words scattered over a text mean together: period, and since when if they say it."""
    asked = [found for word in words if (found := read_asked(word, 0, MONTH))]
    assert len(asked) == len(words)
    return [(each.period, each.since) for each in join_asked(asked, MONTH)]


def test_a_year_and_its_part_are_one_period_in_any_order() -> None:
    assert joined("去年", "9月") == joined("9月", "去年") == [("2024-09", None)]
    assert joined("q1", "2023") == [("2023-01/2023-03", "quarter")]
    assert joined("2024", "2025") == [("2024", None), ("2025", None)]
    assert joined("今年", "2025年") == [("2025", None)]


def test_a_word_for_since_when_goes_with_a_period_or_the_month_looked_at() -> None:
    assert joined("累计") == [("2025-08", "year")]
    assert joined("6月", "ytd") == [("2025-06", "year")]
    assert joined("三季度", "累计") == [("2025-07/2025-09", "year")]
    assert joined("工会年度") == [("2025-08", "union-year")]


@pytest.mark.parametrize(
    ("period", "span"),
    [
        ("2025-08", ("2025-08", "month")),
        ("2024", ("2024-12", "year")),
        ("2025", ("2025-08", "year")),  # as far as there are figures
        ("2026", ("2026-12", "year")),
        ("2025-01/2025-03", ("2025-03", "year")),
        ("2025-07/2025-09", ("2025-08", "quarter")),
        ("2024-07/2024-12", ("2024-12", "half-year")),
        ("2024-10/2025-08", ("2025-08", "union-year")),
        ("2025-03/2025-05", None),
        ("2025-08-05", None),
        ("2024-11/2025-02", None),
    ],
)
def test_a_span_ends_with_a_month_and_begins_as_pages_count(
    period: str, span: tuple[str, str] | None
) -> None:
    assert find_span(AskedPeriod(0, 0, period), MONTH) == span


def test_what_the_words_say_of_the_beginning_counts() -> None:
    asked = read_asked("截至6月底", 0, MONTH)
    assert asked is not None
    assert find_span(asked, MONTH) == AskedSpan("2025-06", "year")


@pytest.mark.parametrize(
    ("words", "period", "has_year", "since"),
    [
        *[("今年", "2025", True, None), ("去年底", "2024-12", True, None)],
        *[("本月", "2025-08", True, None), ("当月", "2025-08", True, "month")],
        *[("上上个月", "2025-06", True, None), ("明年", "2026", True, None)],
        *[("一季度", "2025-01/2025-03", False, "quarter")],
        *[("2024q3", "2024-07/2024-09", True, "quarter")],
        *[("lastquarter", "2025-04/2025-06", True, "quarter")],
        *[("h1", "2025-01/2025-06", False, "half-year")],
        *[("2024年下半年", "2024-07/2024-12", True, "half-year")],
        *[("secondhalf", "2025-07/2025-12", False, "half-year")],
        *[("firsthalfof2024", "2024-01/2024-06", True, "half-year")],
        # As many months as a quarter or half-year has, but not by that name.
        *[("1-6月", "2025-01/2025-06", False, None), ("4-6月", "2025-04/2025-06", False, None)],
        *[("前三季度", "2025-01/2025-09", False, None)],
        *[("9月", "2025-09", False, None), ("2024年9月", "2024-09", True, None)],
        *[("202405", "2024-05", True, None), ("截至6月底", "2025-06", False, "year")],
        *[("累计", "", True, "year"), ("年初至今", "", True, "year"), ("ytd", "", True, "year")],
        *[("工会年度", "", True, "union-year"), ("unionyear", "", True, "union-year")],
        *[("本季累计", "", True, "quarter"), ("quartertodate", "", True, "quarter")],
        *[("本半年", "", True, "half-year"), ("本半年以来", "", True, "half-year")],
        *[("单月", "", True, "month"), ("当月数", "", True, "month")],
        *[("monthalone", "", True, "month")],
    ],
)
def test_words_say_the_year_or_not_and_since_when_or_not(
    words: str, period: str, has_year: bool, since: Since | None
) -> None:
    found = read_asked(words, 0, MONTH)
    assert found == AskedPeriod(0, len(words), period, has_year, since)


@pytest.mark.parametrize(
    ("text", "start", "span"),
    [
        ("2023年10月至2024年9月", 0, ("2023-10/2024-09", 16)),
        ("在2024年1-9月人", 1, ("2024-01/2024-09", 10)),
        *[("2024年9月", 0, None), ("2024年1、2月", 0, None), ("1-9月", 0, None)],
        *[("2024年13-14月", 0, None), ("2024年1—", 0, None), ("会员", 0, None)],
    ],
)
def test_a_span_in_a_text_has_a_year_and_two_ends(
    text: str, start: int, span: tuple[str, int] | None
) -> None:
    assert read_span(text, start) == span
