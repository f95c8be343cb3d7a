"""Each kind of period in words of both languages, and all its spellings."""

import pytest

from periods import format_part_of_year, format_period, is_period, list_spellings, parse_period

WORDINGS = [
    ("2024", "2024年", "2024"),
    ("2024-01", "2024年1月", "January 2024"),
    ("2024-12", "2024年12月", "December 2024"),
    ("2024-11-05", "2024年11月5日", "5 November 2024"),
    ("2023/2024", "2023—2024年", "2023–2024"),
    ("2024-01/2024-09", "2024年1—9月", "January–September 2024"),
    ("2023-10/2024-09", "2023年10月—2024年9月", "October 2023 – September 2024"),
    ("2024-03-05/2024-03-08", "2024年3月5—8日", "5–8 March 2024"),
    ("2024-03-30/2024-04-02", "2024年3月30日—4月2日", "30 March 2024 – 2 April 2024"),
    ("2023-12-30/2024-01-02", "2023年12月30日—2024年1月2日", "30 December 2023 – 2 January 2024"),
    ("2023-03-05/2024-03-08", "2023年3月5日—2024年3月8日", "5 March 2023 – 8 March 2024"),
]


@pytest.mark.parametrize(("period", "chinese", "english"), WORDINGS)
def test_a_period_in_words(period: str, chinese: str, english: str) -> None:
    assert format_period(period, "zh") == format_part_of_year(period, "zh") == chinese
    assert format_period(period, "en") == format_part_of_year(period, "en") == english


@pytest.mark.parametrize("text", ["", "2024-1", "24", "２０２４", "2024-01/今"])
def test_what_is_no_period_has_no_words(text: str) -> None:
    with pytest.raises(ValueError, match="not a time period"):
        format_period(text, "zh")


def test_a_span_has_two_ends() -> None:
    assert list(filter(is_period, ("2024-01/", "2024/", "/2024", "2024/2025"))) == ["2024/2025"]


def test_a_thirteenth_month_has_no_english_name() -> None:
    for period in ("2024-13", "2024-00"):
        with pytest.raises(ValueError, match="not a month"):
            format_period(period, "en")


@pytest.mark.parametrize(
    "spellings",
    [
        ("2023", "2023/2023", "2023-01/2023-12", "2023-01-01/2023-12-31"),
        ("2022/2023", "2022-01/2023-12", "2022-01-01/2023-12-31"),
        ("2024-02", "2024-02/2024-02", "2024-02-01/2024-02-29"),
        ("2024-01/2024-03", "2024-01-01/2024-03-31"),
        ("2024-03-05", "2024-03-05/2024-03-05"),
        ("2024-03-05/2024-03-08",),
        ("今年",),
    ],
)
def test_every_spelling_of_a_period_is_listed_the_shortest_first(
    spellings: tuple[str, ...],
) -> None:
    for spelling in spellings:
        assert list_spellings(spelling) == spellings


@pytest.mark.parametrize(
    ("text", "period"),
    [
        *[("2024-S1", "2024-01/2024-06"), ("2024-S2", "2024-07/2024-12"), ("2024-S3", "")],
        *[("Sep-24", "2024-09"), ("Jan-29", "2029-01"), ("Jan-30", "1930-01")],
        *[("Dec-99", "1999-12"), ("Dec-00", "2000-12"), ("Foo-24", "")],
        *[("2024-01-01/P9M", "2024-01/2024-09"), ("2024-01-01/P1Y", "2024")],
        *[("2024-12-01/P1M", "2024-12"), ("2024-02-01/P29D", "2024-02")],
        *[("2024-03-05/P1D", "2024-03-05"), ("2024-03-05/P3D", "2024-03-05/2024-03-07")],
        *[("2023-10-01/P12M", "2023-10/2024-09"), ("2024-02-30/P1M", "")],
        *[("9999-12-31/P9D", ""), ("2024-01-31/P1M", "")],
    ],
)
def test_notations_of_programs(text: str, period: str) -> None:
    assert parse_period(text) == period
