"""Sums, quotients and rows of figures with their bounds, and how each is worded again."""

import math
from dataclasses import replace

import pytest

from quantities import (
    NotCombinableError,
    Qualifier,
    Quantity,
    add_quantities,
    divide_quantities,
    format_bounds,
    format_quantity,
    multiply_quantity,
    parse_quantity,
    percentage_of,
    quantity_of_figure,
    subtract_quantities,
)


def ends(one: Quantity) -> tuple[float | None, float | None, bool, bool]:
    return one.low, one.high, one.low_exclusive, one.high_exclusive


FIGURE = {"as_reported": "若干", "value": 2300, "value_low": 2300, "value_high": 2400}


@pytest.mark.parametrize(
    ("qualifier", "expected"),
    [
        ("and_more", (2300, 2400, False, True)),
        ("below", (2300, 2400, False, True)),
        ("more_than", (2300, 2400, True, False)),
        ("at_least", (2300, 2400, False, False)),
        ("nearly", (2300, 2400, False, False)),
    ],
)
def test_a_row_without_a_readable_wording_is_bounded_by_its_qualifier(qualifier, expected) -> None:
    found = quantity_of_figure(FIGURE | {"qualifier": qualifier, "unit": "份"})
    assert (ends(found), found.unit, found.digits) == (expected, "份", 2)
    opened = quantity_of_figure(
        FIGURE | {"qualifier": qualifier, "value_low": "", "value_high": math.nan}
    )
    assert ends(opened) == (None, None, False, False)


def test_a_rows_own_numbers_go_before_its_wording() -> None:
    row = {"as_reported": "超600名", "value": 600, "value_low": 601, "value_high": None}
    found = quantity_of_figure(row | {"qualifier": "more_than"})
    assert (ends(found), found.unit, found.qualifier) == (
        (601, None, True, False),
        "名",
        "more_than",
    )
    bare_row = {"as_reported": None, "value": 0, "value_low": 0, "value_high": 0}
    assert quantity_of_figure(bare_row) == Quantity(0, 0, 0, digits=1)
    closed = quantity_of_figure(
        {"as_reported": "5余人", "value": 5, "value_low": None, "value_high": None}
    )
    assert ends(closed) == (None, None, False, False)


ENGLISH = {
    "1元": "1 yuan", "2美元": "2 US dollars", "1美元": "1 US dollar", "2欧元": "2 euros",
    "1欧元": "1 euro", "3港元": "3 Hong Kong dollars", "1港元": "1 Hong Kong dollar",
    "1人": "1 person", "2位": "2 people", "1人次": "1 person-time", "2人次": "2 person-times",
    "1个百分点": "1 percentage point", "2百分点": "2 percentage points", "1倍": "1 time",
    "2倍": "2 times", "1平方米": "1 square metre", "2平方米": "2 square metres",
    "2平方公里": "2 square kilometres", "1公里": "1 kilometre", "2公里": "2 kilometres",
    "1吨": "1 tonne", "2吨": "2 tonnes", "2亩": "2 mu", "1年": "1 year", "2年": "2 years",
    "1个月": "1 month", "2个月": "2 months", "1天": "1 day", "2天": "2 days", "1小时": "1 hour",
    "2小时": "2 hours", "5%": "5%", "5‰": "5‰", "5家": "5", "1,234人": "1,234 people",
    "123万人": "1.23 million people", "1234567人": "1,234,567 people", "12亿元": "1.2 billion yuan",
    "1.234亿元": "123.4 million yuan", "12.345亿": "1,234,500,000", "12.34亿": "1.234 billion",
    "0.5%": "0.5%", "-5%": "-5%",
}  # fmt: skip


@pytest.mark.parametrize("wording", ENGLISH)
def test_each_measure_in_english(wording: str) -> None:
    assert format_quantity(parse_quantity(wording), "en") == ENGLISH[wording]


CHINESE = {
    "100000000元": "1亿元", "123456万元": "12.3456亿元", "1234567万元": "123.4567亿元",
    "123400元": "12.34万元", "123450元": "123450元", "9999元": "9999元", "10000元": "1万元",
    "12345.5万元": "123455000元", "2300余人": "2300余人", "23000余人": "2.3万余人",
    "230万余人": "230余万人", "6万余人": "6万余人", "五成多": "50%多", "5倍多": "5倍多",
    "1.5万余人": "1.5万余人", "十几万人": "十几万人", "二十几人": "二十几人",
    "三十几万元": "三十几万元", "数十人": "几十人", "几人": "几人", "数百万元": "数百万元",
    "数亿元": "数亿元", "上百人": "上百人", "上万亿元": "上万亿元", "三四百人": "300—400人",
    "30%—40%": "30%—40%", "3倍至5倍": "3倍—5倍",
}  # fmt: skip


@pytest.mark.parametrize("wording", CHINESE)
def test_each_form_is_worded_again(wording: str) -> None:
    assert format_quantity(replace(parse_quantity(wording), wording="")) == CHINESE[wording]


SEVERAL_EN = {
    "几个": "several", "数十人": "several dozen people", "数百人": "several hundred people",
    "数千人": "several thousand people", "数百万元": "several million yuan",
    "数万人": "10,000 to 100,000 people", "上万人": "at least 10,000 people",
    "十几人": "10 to 20 people", "三四人": "3 to 4 people",
}  # fmt: skip


@pytest.mark.parametrize("wording", SEVERAL_EN)
def test_each_class_in_english(wording: str) -> None:
    assert format_quantity(parse_quantity(wording), "en") == SEVERAL_EN[wording]


BOUNDS = [
    # quantity, Chinese, English
    ("超600名", "超过600名", "more than 600 people"),
    ("600名以上", "不少于600名", "at least 600 people"),
    ("近600名", "不超过600名", "at most 600 people"),
    ("不足600名", "不足600名", "less than 600 people"),
    ("600余名", "不少于600名、不足700名", "at least 600 and less than 700 people"),
    ("三四百名", "不少于300名、不超过400名", "at least 300 and at most 400 people"),
    ("约600名", "", ""),
    ("600名", "600名", "600 people"),
    ("1名", "1名", "1 person"),
    ("30%—40%", "不少于30%、不超过40%", "at least 30% and at most 40%"),
]


@pytest.mark.parametrize(("wording", "zh", "en"), BOUNDS)
def test_bounds_are_worded_in_both_languages(wording: str, zh: str, en: str) -> None:
    assert format_bounds(parse_quantity(wording)) == zh
    assert format_bounds(parse_quantity(wording), "en") == en


def test_bounds_are_rounded_outwards_to_three_digits_of_the_smaller() -> None:
    each = Quantity(1.0, 0.123456, 98.7654, unit="元")
    assert format_bounds(each) == "不少于0.123元、不超过98.766元"
    assert format_bounds(replace(each, low=1.23456)) == "不少于1.23元、不超过98.77元"
    assert format_bounds(replace(each, low=123.456, high=9876.5)) == "不少于123元、不超过9877元"
    far = replace(each, low=12_345.6, high=98_765.4)  # all digits before the point
    assert format_bounds(far) == "不少于12345元、不超过98766元"
    assert format_bounds(replace(each, low=12.5, high=None)) == "不少于12.5元"
    assert format_bounds(replace(each, low=0.0)) == "不超过98.8元"
    assert format_bounds(replace(each, low=0.0, low_exclusive=True)) == "超过0元、不超过98.8元"


def test_what_is_derived_is_rounded_and_said_to_be_about() -> None:
    exact = Quantity(88.785, 88.785, 88.785, unit="元", digits=3)
    assert format_quantity(exact) == "88.8元"
    assert format_quantity(exact, "en") == "88.8 yuan"
    assert format_quantity(replace(exact, value=8878.5, low=8878.5, high=8878.5)) == "约8880元"
    assert format_quantity(replace(exact, value=887.85, low=887.85, high=887.85)) == "888元"
    assert format_quantity(replace(exact, value=90.0, low=90.0, high=90.0)) == "90元"
    opened = Quantity(104.66, 89.7, 104.66, True, unit="元", digits=1, qualifier=Qualifier.ABOUT)
    assert format_quantity(opened) == "约100元"
    assert format_quantity(replace(opened, value=0.0)) == "约0元"
    half = Quantity(2.5, 2.5, 2.5, unit="人", digits=1)
    assert format_quantity(half) == "3人"


@pytest.mark.parametrize(
    ("quantities", "qualifier", "expected"),
    [
        (["超5人", "3人"], "more_than", (8, None, True, False)),
        (["5人以上", "3人"], "at_least", (8, None, False, False)),
        (["近5人", "近3人"], "nearly", (0, 8, False, False)),
        (["不足5人", "近3人"], "below", (0, 8, False, True)),
        (["近5人", "3人"], "about", (3, 8, False, False)),
        (["约5人", "3人"], "about", (3, None, False, False)),
        (["5余人", "3人"], "about", (8, 9, False, True)),
        (["5人", "3人"], "exact", (8, 8, False, False)),
    ],
)
def test_a_sum_says_what_its_bounds_allow(quantities, qualifier, expected) -> None:
    found = add_quantities([parse_quantity(one) for one in quantities])
    assert (found.value, found.qualifier, ends(found)) == (8, qualifier, expected)
    assert found.derived


def test_one_alone_is_its_own_sum_and_none_is_no_sum() -> None:
    one = parse_quantity("近5人")
    assert add_quantities([one]) is one
    with pytest.raises(ValueError, match="nothing"):
        add_quantities([])


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("10人", "近4人", (6, 10, False, False)),
        ("10人", "超4人", (None, 6, False, True)),
        ("超10人", "4人", (6, None, True, False)),
        ("近10人", "4人", (-4, 6, False, False)),
        ("10人", "不足4人", (6, 10, True, False)),
        ("10余人", "4人", (6, 16, False, True)),
        ("约10人", "4人", (-4, None, False, False)),
    ],
)
def test_a_difference_has_the_ends_of_both(one, other, expected) -> None:
    found = subtract_quantities(parse_quantity(one), parse_quantity(other))
    assert (found.value, ends(found)) == (6, expected)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("10人", "5家", (2, 2, False, False)),
        ("近10人", "5家", (0, 2, False, False)),
        ("超10人", "5家", (2, None, True, False)),
        ("10人", "5余家", (10 / 6, 2, True, False)),
        ("10余人", "5家", (2, 4, False, True)),
        ("10余人", "5余家", (10 / 6, 4, True, True)),
        ("约10人", "5家", (0, None, False, False)),
        ("10人", "约5家", (0, None, True, False)),
    ],
)
def test_a_quotient_has_the_ends_of_both(one, other, expected) -> None:
    found = divide_quantities(parse_quantity(one), parse_quantity(other))
    assert (found.value, ends(found), found.unit) == (2, expected, "人/家")


def test_signed_numbers_are_multiplied_and_divided_by_their_signs() -> None:
    fall = Quantity(-2.0, -3.0, -1.0, unit="%")
    assert multiply_quantity(fall, -2).bounds == (2, 6)
    assert multiply_quantity(fall, fall).bounds == (1, 9)
    assert divide_quantities(Quantity(6.0, 6.0, 6.0), fall).bounds == (-6, -2)
    assert divide_quantities(Quantity(6.0, 6.0, 6.0), replace(fall, high=0.0)).bounds == (None, -2)
    assert divide_quantities(Quantity(6.0, 6.0, 6.0), replace(fall, high=1.0)).bounds == (
        None,
        None,
    )
    points = Quantity(2.0, None, 3.0, unit="个百分点")
    assert add_quantities([points, replace(points, low=1.0)]).low is None
    share = replace(points, unit="%", wording="近3%")
    assert add_quantities([share, replace(share, low=1.0)]).low == 1
    computed = replace(points, unit="%")  # open on purpose: a difference may be negative
    assert add_quantities([computed, replace(share, low=1.0)]).low is None
    assert multiply_quantity(Quantity(0.0, 0.0, 0.0), parse_quantity("超5人")).bounds == (0, 0)


def test_units_of_quotients_and_shares() -> None:
    assert divide_quantities(parse_quantity("10人"), parse_quantity("5名")).unit == ""
    assert divide_quantities(parse_quantity("10人"), parse_quantity("5")).unit == "人"
    assert divide_quantities(parse_quantity("10"), parse_quantity("5人")).unit == "人"
    found = percentage_of(parse_quantity("近3人"), parse_quantity("12名"))
    assert (found.value, found.unit, found.bounds) == (25, "%", (0, 25))
    with pytest.raises(NotCombinableError) as refusal:
        percentage_of(parse_quantity("3人"), parse_quantity("0人"))
    assert (refusal.value.code, refusal.value.keys) == ("zero_base", ())


@pytest.mark.parametrize(
    ("found", "digits"),
    [
        (add_quantities([parse_quantity("9100多个"), parse_quantity("156个")]), 2),
        (add_quantities([parse_quantity("4名"), parse_quantity("40名")]), 2),
        (add_quantities([parse_quantity("99名"), parse_quantity("1名")]), 3),
        (add_quantities([parse_quantity("1.25万"), parse_quantity("3000")]), 3),
        (add_quantities([parse_quantity("0人"), parse_quantity("5人")]), 1),
        (subtract_quantities(parse_quantity("100名"), parse_quantity("99名")), 1),
        (subtract_quantities(parse_quantity("2.5万名"), parse_quantity("2.4万名")), 1),
        (subtract_quantities(parse_quantity("5名"), parse_quantity("5名")), 1),
        (multiply_quantity(parse_quantity("1.25万名"), 2), 3),
        (multiply_quantity(parse_quantity("1.25万名"), parse_quantity("1：3")), 1),
        (divide_quantities(parse_quantity("1.25万名"), parse_quantity("1234家")), 3),
    ],
)
def test_no_digit_is_gained(found: Quantity, digits: int) -> None:
    assert found.digits == digits
