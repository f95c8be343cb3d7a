"""Where the writing of a number, an axis, a period or a list changes: the value on each border."""

import math
from datetime import date

import numpy as np
import pytest

from locales import (
    Language,
    Words,
    choose_axis_ticks,
    format_amount,
    format_compact,
    format_period,
    format_plain,
)
from locales.messages import catalogue, list_domains, select_plural_form
from locales.numbers import inflect_unit, round_significant
from locales.pinyin_search import matches_search
from periods import period_bounds


@pytest.mark.parametrize(
    ("value", "chinese", "english"),
    [
        (9_999.5, "9999.5", "9,999.5"),
        (-9_999.5, "-9999.5", "-9,999.5"),
        (10_000, "1万", "10,000"),
        (-10_000, "-1万", "-10,000"),
        (999_999, "99.9999万", "999,999"),
        (1_000_000, "100万", "1 million"),
        (-1_000_000, "-100万", "-1 million"),
        (99_990_000, "9999万", "99.99 million"),
        (100_000_000, "1亿", "100 million"),
        (1_000_000_000, "10亿", "1 billion"),
        (1_000_000_000_000, "10000亿", "1,000 billion"),
        (0.5, "0.5", "0.5"),
    ],
)
def test_a_large_unit_begins_where_it_is_reached(value: float, chinese: str, english: str) -> None:
    assert (format_compact(value, "zh"), format_compact(value, "en")) == (chinese, english)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.123456, "0.123456"),
        (0.1234567, "0.1234567"),
        (2.0000001, "2.0000001"),
        (0.1 + 0.2, "0.3"),
        (1.1 * 3, "3.3"),
        (100 / 3, "33.3333333333333"),
        (0.000_001, "0.000001"),
        (0.000_000_4, "0.0000004"),
        (-0.000_000_16, "-0.00000016"),
        (-0.0, "0"),
        (math.nan, "not reported"),
        (math.inf, "—"),
        (0.0, "0"),
        (4315.0, "4,315"),
        (1e22, "10,000,000,000,000,000,000,000"),
    ],
)
def test_all_digits_of_a_number_are_kept_but_no_noise_of_a_float(
    value: float, written: str
) -> None:
    assert format_plain(value, "en") == written


@pytest.mark.parametrize(
    ("value", "chinese", "english"),
    [
        (999_999_999, "9.99999999亿", "999.999999 million"),
        (9_999_999.9999, "999.99999999万", "9.9999999999 million"),
        (100_000_001, "100000001", "100,000,001"),
        (123_456_789, "1.23456789亿", "123.456789 million"),
        (200_000_003, "200000003", "200,000,003"),
        (-100_000_001, "-100000001", "-100,000,001"),
        (100_010_000, "1.0001亿", "100.01 million"),
        (math.nan, "未报", "not reported"),
        (-math.inf, "—", "—"),
    ],
)
def test_a_large_unit_hides_no_digit(value: float, chinese: str, english: str) -> None:
    assert (format_compact(value, "zh"), format_compact(value, "en")) == (chinese, english)
    assert format_amount(math.nan, "人", "zh") == "未报"


@pytest.mark.parametrize(
    ("low", "high", "texts"),
    [
        (1e8, 1e8 + 4, ["1亿", "100000001", "100000002", "100000003", "100000004"]),
        (99_999_990, 100_000_010, ["9999.999万", "9999.9995万", "1亿", "100000005", "100000010"]),
        (0, 3e8, ["0", "1亿", "2亿", "3亿"]),
        (0, 4e-11, ["0", *(f"0.0000000000{n}" for n in (1, 2, 3, 4))]),
    ],
)
def test_ticks_of_an_axis_differ_from_one_another(low, high, texts) -> None:
    assert choose_axis_ticks(low, high, "zh")[1] == texts


@pytest.mark.parametrize(
    ("value", "digits", "rounded"),
    [
        (0, 3, 0),
        (5, 1, 5),
        (4, 3, 4),
        (95, 1, 100),
        (2.5, 1, 3),
        (-2.5, 1, -3),
        (25, 1, 30),
        (-25, 1, -30),
        (999.5, 3, 1000),
        (999.4, 3, 999),
        (0.00012345, 2, 0.00012),
        (123_456, 3, 123_000),
        (125_500, 3, 126_000),
    ],
)
def test_half_is_rounded_up_whatever_the_digits(value: float, digits: int, rounded: float) -> None:
    assert float(round_significant(value, digits)) == rounded


def test_digits_are_limited_in_full_numbers_too() -> None:
    assert [format_plain(1_234_567.891, language, 3) for language in ("zh", "en")] == [
        "1230000",
        "1,230,000",
    ]
    assert format_plain(0.0012345678, "en", 3) == "0.00123"
    assert format_amount(1_234_567, "人", "zh", 2) == "120万人"
    assert format_amount(1_234_567, "people", "en", 2) == "1.2 million people"


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (1, "people", "1 person"),
        (1.0, "associations", "1 association"),
        (-1, "teams", "-1 teams"),
        (0, "teams", "0 teams"),
        (1, "boxes", "1 box"),
        (1, "dishes", "1 dish"),
        (1, "cities", "1 city"),
        (1, "", "1"),
        (1, "%", "1%"),
    ],
)
def test_one_of_a_unit(value: float, unit: str, written: str) -> None:
    assert format_amount(value, unit, "en") == written


def test_a_unit_of_chinese_has_one_form() -> None:
    assert [inflect_unit(n, "个", "zh") for n in (0, 1, 2)] == ["个"] * 3


@pytest.mark.parametrize(
    ("low", "high", "most", "positions"),
    [
        (0, 100, 4, [0, 50, 100]),
        (0, 100, 5, [0, 20, 40, 60, 80, 100]),
        (0, 40, 4, [0, 10, 20, 30, 40]),
        (0, 41, 4, [0, 20, 40]),
        (0, 200, 4, [0, 50, 100, 150, 200]),
        (10, 90, 4, [20, 40, 60, 80]),
        (-30, 30, 4, [-20, 0, 20]),
        (-40, -20, 4, [-40, -35, -30, -25, -20]),
        (0, 0.3, 4, [0, 0.1, 0.2, 0.3]),
        (0.1 * 3, 0.7, 4, [0.3, 0.4, 0.5, 0.6, 0.7]),
        (0, 1, 1, [0, 1]),
        (3, 3, 4, [3]),
        (3, 1, 4, [3]),
        (2, math.inf, 4, [2]),
        (2, math.nan, 4, [2]),
    ],
)
def test_axis_positions(low: float, high: float, most: int, positions: list[float]) -> None:
    values, texts = choose_axis_ticks(low, high, "en", most)
    assert values == positions
    assert texts == [format_compact(value, "en") for value in positions]


def test_axis_positions_are_four_at_most_unless_it_is_said() -> None:
    assert choose_axis_ticks(0, 100, "zh") == ([0, 50, 100], ["0", "50", "100"])
    assert choose_axis_ticks(0, 4e-7, "en")[1] == [
        "0",
        "0.0000001",
        "0.0000002",
        "0.0000003",
        "0.0000004",
    ]


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2023-02", date(2023, 2, 1), date(2023, 2, 28)),
        ("2024-04", date(2024, 4, 1), date(2024, 4, 30)),
        ("2024-12", date(2024, 12, 1), date(2024, 12, 31)),
        ("2024-01/2024-02", date(2024, 1, 1), date(2024, 2, 29)),
        ("2024-11/2024-11", date(2024, 11, 1), date(2024, 11, 30)),
        ("2024/2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-02-28/2024-02-29", date(2024, 2, 28), date(2024, 2, 29)),
        ("2024-12-31/2025-01-01", date(2024, 12, 31), date(2025, 1, 1)),
        ("2024-12-31/2024-12-31", date(2024, 12, 31), date(2024, 12, 31)),
    ],
)
def test_a_period_ends_on_its_last_day(period: str, first: date, last: date) -> None:
    assert period_bounds(period) == (first, last)


@pytest.mark.parametrize(
    "period",
    ["2024-11-03/2024-11-02", "2024-02/2024-01", "2025/2024", "2023-02-29", "2024-00", "2024-01-00",
     "2024-04-31", "2024/2024-01", "2024-01/2024-01-31", "2024-01-01/2024-01", "/2024", "2024-1-1",
     "20240", " 2024", "2024 ", "2024-01/2024-02/2024-03"],
)  # fmt: skip
def test_what_has_no_such_day_is_no_period(period: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        period_bounds(period)


@pytest.mark.parametrize(
    ("period", "chinese", "english"),
    [
        ("2024-12", "2024年12月", "December 2024"),
        ("2024-01-31", "2024年1月31日", "31 January 2024"),
        ("2023-05-03/2024-05-05", "2023年5月3日—2024年5月5日", "3 May 2023 – 5 May 2024"),
        ("2023-11/2024-11", "2023年11月—2024年11月", "November 2023 – November 2024"),
        ("2024-10-03/2024-11-03", "2024年10月3日—11月3日", "3 October 2024 – 3 November 2024"),
    ],
)  # fmt: skip
def test_what_two_ends_share_is_said_once(period: str, chinese: str, english: str) -> None:
    assert (format_period(period, "zh"), format_period(period, "en")) == (chinese, english)
    assert Words("zh").period(period) == chinese


@pytest.mark.parametrize(
    ("count", "chinese", "english"),
    [
        (0, "0个数据项", "0 figures"),
        (1, "1个数据项", "1 figure"),
        (100, "100个数据项", "100 figures"),
        (12_300, "1.23万个数据项", "12,300 figures"),
        (12_301, "12301个数据项", "12,301 figures"),
        (1_000_000, "100万个数据项", "1 million figures"),
        (1_000_001, "1000001个数据项", "1,000,001 figures"),
    ],
)
def test_a_round_count_is_said_short(count: int, chinese: str, english: str) -> None:
    for given in (count, np.int64(count)):
        assert Words("zh").say("charts.figures", count=given) == chinese
        assert Words("en").say("charts.figures", count=given) == english


def test_a_message_without_values_is_said_as_it_stands() -> None:
    assert Words("en").say("access.sign_in") == "Sign in"
    assert Words("zh").say("access.sign_in") == "登录"
    assert Words().say("access.sign_in") == "登录"
    assert (
        Words("en").say("access.too_many", seconds=42)
        == "Too many attempts. Please try again in 42 s."
    )


def test_the_form_for_many_stands_where_no_count_is_given() -> None:
    assert catalogue("en", "charts")["figures"] == "{count} figures"
    assert select_plural_form("en", "charts", "figures", 1) == "{count} figure"
    assert select_plural_form("zh", "charts", "figures", 1) == select_plural_form(
        "zh", "charts", "figures", 2
    )
    assert {"access", "browser", "charts", "settings", "words"} <= set(list_domains())
    assert list_domains() == sorted(set(list_domains()))


def test_a_name_is_the_readers_the_chinese_one_or_what_there_is() -> None:
    names = {"unit": {"人": {"zh": "人", "en": "people"}, "家": {"en": "enterprises"}, "个": {}}}
    chinese, english = Words("zh", names), Words("en", names)
    assert (chinese.name("unit", "人"), english.name("unit", "人")) == ("人", "people")
    assert (chinese.name("unit", "家"), english.name("unit", "家")) == (
        "enterprises",
        "enterprises",
    )
    assert (chinese.name("unit", "个"), chinese.name("unit", "件")) == ("个", "件")
    assert chinese.name("area", "人") == "人"
    assert (chinese.pick({"zh": "", "en": "B"}), chinese.pick({})) == ("B", "")
    assert (english.pick({"zh": "甲", "en": ""}), english.pick("")) == ("甲", "")
    assert english.amount(1, "人") == "1 person"
    assert english.amount(1_250_000, "人", 2) == "1.3 million people"
    assert (chinese.number(1_250_000, 2), english.number(12)) == ("130万", "12")


def test_a_note_is_halved_at_its_first_mark() -> None:
    assert [Words(language).note("甲 | a | b") for language in ("zh", "en")] == ["甲", "a | b"]
    assert [Words(language).note("甲|a") for language in ("zh", "en")] == ["甲|a", "甲|a"]


@pytest.mark.parametrize(
    ("language", "listed"),
    [
        ("zh", ["", "甲", "甲和乙", "甲、乙和丙", "甲、乙、丙和丁"]),
        ("en", ["", "甲", "甲 and 乙", "甲, 乙 and 丙", "甲, 乙, 丙 and 丁"]),
    ],
)
def test_names_in_a_row(language: Language, listed: list[str]) -> None:
    names = ["甲", "乙", "丙", "丁"]
    words = Words(language)
    assert [words.listing(names[:n]) for n in range(5)] == listed
    assert [words.listing(names[:n], 4) for n in range(5)] == listed
    assert (
        words.listing(names, 3)
        == {"zh": "甲、乙、丙等4项", "en": "甲, 乙, 丙 and others, 4 in all"}[language]
    )


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("labour", True),
        ("LABOUR law", True),
        ("ldfl", True),
        ("laodong", True),
        ("劳动 supervision", True),
        ("劳动 contest", False),
        ("dongfa", True),
        ("fayuan", False),
        ("", True),
        ("   ", True),
    ],
)
def test_a_name_is_found_in_either_language_and_in_pinyin(asked: str, found: bool) -> None:
    assert matches_search(asked, "劳动法律监督", "Labour-law supervision") is found
