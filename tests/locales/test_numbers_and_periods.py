"""Numbers, units, periods and lists as Chinese and English readers write them."""

import re
from datetime import date

import pytest
from hypothesis import strategies as st

from locales import (
    LANGUAGES,
    Language,
    Words,
    choose_axis_ticks,
    format_amount,
    format_compact,
    format_period,
    format_plain,
)
from locales.numbers import inflect_unit
from locales.pinyin_search import matches_search
from periods import period_bounds
from tests.helpers.examples import given

NUMBERS = [
    (0, "0", "0"),
    (1, "1", "1"),
    (12.5, "12.5", "12.5"),
    (380, "380", "380"),
    (4315, "4315", "4,315"),
    (9999, "9999", "9,999"),
    (10000, "1万", "10,000"),
    (47500, "4.75万", "47,500"),
    (65000, "6.5万", "65,000"),
    (1889000, "188.9万", "1.889 million"),
    (6280000, "628万", "6.28 million"),
    (23000000, "2300万", "23 million"),
    (84000000, "8400万", "84 million"),
    (99999999, "9999.9999万", "99.999999 million"),
    (100000000, "1亿", "100 million"),
    (237000000, "2.37亿", "237 million"),
    (1400000000, "14亿", "1.4 billion"),
    (-47500, "-4.75万", "-47,500"),
]
ROUNDED = [
    (99_999_999, 3, "1亿", "100 million"),
    (9_999.6, 3, "1万", "10,000"),
    (88.785, 3, "88.8", "88.8"),
    (175.555, 3, "176", "176"),
    (73.933, 3, "73.9", "73.9"),
    (2.5, 1, "3", "3"),
    (1_234_567, 2, "120万", "1.2 million"),
]
PERIODS = [
    ("2024", "2024年", "2024"),
    ("2024-09", "2024年9月", "September 2024"),
    ("2024-11-03", "2024年11月3日", "3 November 2024"),
    ("2024-01/2024-09", "2024年1—9月", "January–September 2024"),
    ("2023-01/2024-11", "2023年1月—2024年11月", "January 2023 – November 2024"),
    ("2015-06/2024-11", "2015年6月—2024年11月", "June 2015 – November 2024"),
    ("2021/2023", "2021—2023年", "2021–2023"),
    ("2024-11-03/2024-11-05", "2024年11月3—5日", "3–5 November 2024"),
    ("2024-10-30/2024-11-05", "2024年10月30日—11月5日", "30 October 2024 – 5 November 2024"),
    ("2023-12-30/2024-01-02", "2023年12月30日—2024年1月2日", "30 December 2023 – 2 January 2024"),
]


@pytest.mark.parametrize(("value", "chinese", "english"), NUMBERS)
def test_numbers_in_full(value: float, chinese: str, english: str):
    assert (format_compact(value, "zh"), format_compact(value, "en")) == (chinese, english)


@pytest.mark.parametrize(("value", "digits", "chinese", "english"), ROUNDED)
def test_numbers_to_so_many_digits(value: float, digits: int, chinese: str, english: str):
    assert (format_compact(value, "zh", digits), format_compact(value, "en", digits)) == (
        chinese,
        english,
    )


@given(st.floats(-1e13, 1e13), st.none() | st.integers(1, 6))
def test_no_thousands_no_ten_thousand_wan_no_k(value: float, digits: int | None):
    chinese, english = format_compact(value, "zh", digits), format_compact(value, "en", digits)
    assert re.fullmatch(r"-?\d+(\.\d+)?[万亿]?", chinese)
    assert "万" not in chinese or abs(float(chinese.rstrip("万"))) < 10_000
    assert re.fullmatch(r"-?[\d,]+(\.\d+)?( million| billion)?", english)


def test_amounts_carry_their_unit():
    assert format_amount(47500, "人", "zh") == "4.75万人"
    assert format_amount(23_000_000, "yuan", "en") == "23 million yuan"
    assert (format_amount(50, "%", "zh"), format_amount(50, "%", "en")) == ("50%", "50%")
    assert (format_amount(1, "people", "en"), format_amount(2, "people", "en")) == (
        "1 person",
        "2 people",
    )
    assert format_amount(3, "", "en") == "3"


@pytest.mark.parametrize(
    ("many", "one"),
    [
        ("people", "person"),
        ("teams", "team"),
        ("enterprises", "enterprise"),
        ("branches", "branch"),
        ("activities", "activity"),
        ("press classes", "press class"),
        ("square metres", "square metre"),
        ("people per team", "person per team"),
        ("yuan", "yuan"),
        ("%", "%"),
        ("bus", "bus"),
    ],
)
def test_one_of_a_unit_in_english(many: str, one: str):
    assert inflect_unit(1, many, "en") == one
    assert (
        inflect_unit(2, many, "en")
        == inflect_unit(0, many, "en")
        == inflect_unit(1.5, many, "en")
        == many
    )
    assert inflect_unit(1, "人", "zh") == "人"


def test_plain_numbers_stay_plain():
    assert (format_plain(47500, "zh"), format_plain(47500, "en")) == ("47500", "47,500")
    assert format_plain(0.1234567, "en") == "0.1234567"


@pytest.mark.parametrize(("period", "chinese", "english"), PERIODS)
def test_periods(period: str, chinese: str, english: str):
    assert (format_period(period, "zh"), format_period(period, "en")) == (chinese, english)
    assert "/" not in chinese
    assert "-" not in chinese


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024-11-03", date(2024, 11, 3), date(2024, 11, 3)),
        ("2024-01/2024-09", date(2024, 1, 1), date(2024, 9, 30)),
        ("2021/2023", date(2021, 1, 1), date(2023, 12, 31)),
    ],
)
def test_first_and_last_day_of_a_period(period: str, first: date, last: date):
    assert period_bounds(period) == (first, last)


@pytest.mark.parametrize(
    "period",
    [
        "",
        "24",
        "2024-13",
        "2024-02-30",
        "2024-09/2024-01",
        "2024/2024-09",
        "2024-1",
        "今年",
        "2024-",
    ],
)
def test_what_is_no_period_is_refused(period: str):
    with pytest.raises(ValueError, match=r"."):
        period_bounds(period)


@pytest.mark.parametrize("language", LANGUAGES)
@given(high=st.floats(1e-3, 1e12))
def test_axis_positions_are_few_round_and_inside(language: Language, high: float):
    values, texts = choose_axis_ticks(0, high, language, max_intervals=3)
    assert 1 <= len([value for value in values if value > 0]) <= 3
    assert len(values) == len(texts) == len(set(texts))
    assert all(0 <= value <= high * 1.000001 for value in values)


def test_axis_positions_in_words():
    assert choose_axis_ticks(0, 24_000_000, "zh", max_intervals=3) == (
        [0, 1e7, 2e7],
        ["0", "1000万", "2000万"],
    )
    assert choose_axis_ticks(0, 70, "en") == ([0, 20, 40, 60], ["0", "20", "40", "60"])
    assert choose_axis_ticks(5, 5, "zh") == ([5], ["5"])


def test_lists_of_names():
    chinese, english = Words("zh"), Words("en")
    names = ["甲", "乙", "丙"]
    assert [chinese.listing(names[:n]) for n in range(4)] == ["", "甲", "甲和乙", "甲、乙和丙"]
    assert english.listing(["A", "B", "C"]) == "A, B and C"
    assert chinese.listing(names, 2) == "甲、乙等3项"
    assert english.listing(["A", "B", "C"], 2) == "A, B and others, 3 in all"
    assert chinese.listing(names, 3) == "甲、乙和丙"


def test_a_count_chooses_between_one_and_many():
    english, chinese = Words("en"), Words("zh")
    said = [english.say("charts.figures", count=n) for n in (0, 1, 2, 12345)]
    assert said == ["0 figures", "1 figure", "2 figures", "12,345 figures"]
    assert [chinese.say("charts.figures", count=n) for n in (1, 12345)] == [
        "1个数据项",
        "12345个数据项",
    ]


def test_names_fall_back_to_their_code_and_notes_to_chinese():
    words = Words("en", {"area": {"330200": {"zh": "宁波市", "en": "Ningbo"}, "1": {"zh": "甲"}}})
    assert [words.name("area", code) for code in ("330200", "1", "9")] == ["Ningbo", "甲", "9"]
    assert words.name("topic", "contests") == "contests"
    assert words.note("中文 | English") == "English"
    assert words.note("只有中文") == "只有中文"
    assert Words("zh").note("中文 | English") == "中文"
    assert (words.pick(None), words.pick("as it is")) == ("", "as it is")


@pytest.mark.parametrize("asked", ["宁波", "ningbo", "nb", "NingBo", "330200", "宁波 330", ""])
def test_names_are_found_by_words_pinyin_initials_and_codes(asked: str):
    assert matches_search(asked, "宁波市", "330200")


@pytest.mark.parametrize("asked", ["杭州", "hangzhou", "宁波 杭州"])
def test_other_names_are_not_found(asked: str):
    assert not matches_search(asked, "宁波市", "330200")
