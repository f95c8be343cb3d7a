"""Wordings of union reports that were misread or refused, with their sisters, worded again."""

from dataclasses import replace

import pytest

from quantities import (
    Quantity,
    UnreadableQuantityError,
    add_quantities,
    divide_quantities,
    format_bounds,
    format_quantity,
    multiply_quantity,
    parse_quantity,
    percent_change,
    percentage_of,
    quantity_of_figure,
    subtract_quantities,
)
from quantities.exact_numbers import exact_float, exact_fraction


def meaning(found: Quantity) -> tuple[float, float | None, float | None, bool, bool, str]:
    return (
        found.value,
        *found.bounds,
        found.low_exclusive,
        found.high_exclusive,
        found.unit,
    )


# A wording: value, low, high, whether each is left out, unit.
BOUND_WORDS = {
    "三四十人以上": (30, 30, None, False, False, "人"),
    "3至5人以上": (3, 3, None, False, False, "人"),
    "数百人以上": (100, 100, None, False, False, "人"),
    "超两三百人": (200, 200, None, True, False, "人"),
    "约300至500人": (300, None, None, False, False, "人"),
    "60至80%左右": (60, None, None, False, False, "%"),
    "30至50余人": (30, 30, 60, False, True, "人"),
    "300余至500余人": (300, 300, 600, False, True, "人"),
    "三十余万至五十余万人": (300_000, 300_000, 600_000, False, True, "人"),
    "三四十余人": (30, 30, 50, False, True, "人"),
    "近三四百人": (400, None, 400, False, False, "人"),
    "不足五六十人": (60, None, 60, False, True, "人"),
    "至少3至5人": (3, 3, None, False, False, "人"),
    "不超过3至5人": (5, None, 5, False, False, "人"),
    "七八百户以上": (700, 700, None, False, False, "户"),
    "超过三至五成": (30, 30, None, True, False, "%"),
    "近七八成": (80, None, 80, False, False, "%"),
    "逾十几万人": (100_000, 100_000, None, True, False, "人"),
    "二十几人以上": (20, 20, None, False, False, "人"),
    "不少于两三万户": (20_000, 20_000, None, False, False, "户"),
    "约数百人": (100, None, None, False, False, "人"),
    "数百余人": (100, 100, 1000, False, True, "人"),
    "超300至500余人": (300, 300, None, True, False, "人"),
    "几成": (10, 10, 100, False, True, "%"),
}


@pytest.mark.parametrize("wording", BOUND_WORDS)
def test_a_bound_word_counts_beside_a_range_a_pair_and_a_class(wording: str) -> None:
    assert meaning(parse_quantity(wording)) == BOUND_WORDS[wording]


@pytest.mark.parametrize(
    "wording",
    ["三百五百人", "两千三千人", "三万五万", "一百二百", "百千", "千百人", "亿万", "万千", "百十人",
     "五百万三百万", "四十万五十万元", "两亿三亿", "千万百万", "几百几千人", "数百数千", "3百5百人",
     "三万五亿", "百分之三至千分之五", "近数百人", "不足几十人", "负数百人", "-三四十人",
     "3余至5人", "12 34", "1 2", "1 2345", "012 345", "1 234,567", "12  345", "4\u3000750", "五卅",
     "负", "人民币", "元整", "万分之五%"],
)  # fmt: skip
def test_two_numbers_side_by_side_and_other_riddles_are_refused(wording: str) -> None:
    with pytest.raises(UnreadableQuantityError) as refusal:
        parse_quantity(wording)
    assert refusal.value.code == "not_a_number"


EXACT = {
    # wording: value, unit
    "三千五": (3500, ""), "两万五千": (25_000, ""), "一百二十万": (1_200_000, ""),
    "一万两千亿": (1.2e12, ""), "三点五万亿": (3.5e12, ""),
    "33.3333333333": (33.3333333333, ""), "33.333333333333336%": (100 / 3, "%"),
    "3.737463947亿": (373_746_394.7, ""), "12.345678901亿元": (1_234_567_890.1, "元"),
    "12 345": (12_345, ""), "1 234.5": (1234.5, ""), "12 345人": (12_345, "人"),
    "12\u202f345": (12_345, ""), "12\u00a0345": (12_345, ""), "12\u2009345": (12_345, ""),
    "7 654 321元": (7_654_321, "元"), "45 678.90万元": (456_789_000, "元"),
    "3.141 592 65": (3.14159265, ""),
    "负3.5%": (-3.5, "%"), "负十八": (-18, ""), "–3.5%": (-3.5, "%"), "负零点三%": (-0.3, "%"),
    "百分之负三": (-3, "%"), "负一百二十万元": (-1_200_000, "元"),
    "–0.8个百分点": (-0.8, "个百分点"),
    "2千3百万元": (23_000_000, "元"), "3千5百人": (3500, "人"), "4千8百亿元": (4.8e11, "元"),
    "7千2百户": (7200, "户"), "1亿3千5百万元": (135_000_000, "元"), "3百5十人": (350, "人"),
    "壹万元整": (10_000, "元"), "2万元整": (20_000, "元"), "叁仟陆佰圆整": (3600, "元"),
    "人民币5万元": (50_000, "元"), "￥12000元": (12_000, "元"), "5万元人民币": (50_000, "元"),
    "人民币（大写）壹佰贰拾叁元肆角伍分": (123.45, "元"), "壹佰元零伍分": (100.05, "元"),
    "伍仟元正": (5000, "元"), "¥1,234.56": (1234.56, "元"), "￥-500": (-500, "元"),
    "一半": (50, "%"), "半数": (50, "%"), "廿三家": (23, "家"), "卅五名": (35, "名"),
    "一百廿家": (120, "家"), "万分之三": (0.03, "%"), "万分之一点二": (0.012, "%"),
    "十万分之五": (0.005, "%"), "百万分之五": (0.0005, "%"),
}  # fmt: skip


@pytest.mark.parametrize("wording", EXACT)
def test_a_usual_wording_of_one_number_is_read(wording: str) -> None:
    value, unit = EXACT[wording]
    assert meaning(parse_quantity(wording)) == (value, value, value, False, False, unit)


BOUNDED = {
    "1千多万元": (1e7, 1e7, 2e7, False, True, "元"),
    "5百多亿": (5e10, 5e10, 6e10, False, True, ""),
    "2万6千多名": (26_000, 26_000, 27_000, False, True, "名"),
    "12万多亿元": (1.2e13, 1.2e13, 1.3e13, False, True, "元"),
    "三万多亿元": (3e12, 3e12, 4e12, False, True, "元"),
    "过半": (50, 50, None, True, False, "%"),
    "半数以上": (50, 50, None, False, False, "%"),
    "近半": (50, None, 50, False, False, "%"),
    "不足一半": (50, None, 50, False, True, "%"),
    "未过半数": (50, None, 50, False, False, "%"),
    "多半": (50, 50, None, True, False, "%"),
    "一半左右": (50, None, None, False, False, "%"),
    "≈300": (300, None, None, False, False, ""),
    "~300": (300, None, None, False, False, ""),
    "～4.5万人": (45_000, None, None, False, False, "人"),
    "300人+": (300, 300, None, False, False, "人"),
    "五十万+": (500_000, 500_000, None, False, False, ""),
    "50%＋": (50, 50, None, False, False, "%"),
    ">=300人": (300, 300, None, False, False, "人"),
    "≦300人": (300, None, 300, False, False, "人"),
    "约负3%": (-3, None, None, False, False, "%"),
    "约人民币5万元": (50_000, None, None, False, False, "元"),
    "超万分之三": (0.03, 0.03, None, True, False, "%"),
    "廿余家": (20, 20, 30, False, True, "家"),
}


@pytest.mark.parametrize("wording", BOUNDED)
def test_a_usual_wording_with_bounds_is_read(wording: str) -> None:
    assert meaning(parse_quantity(wording)) == BOUNDED[wording]


@pytest.mark.parametrize(
    ("now", "before", "expected", "words"),
    [
        ("超1.2亿元", "1亿元", (20, 20, None, True, False, "%"), "超过20%"),
        ("300余人", "500人", (-40, -40, -20, False, True, "%"), "不少于-40%、不足-20%"),
        ("110人", "100人", (10, 10, 10, False, False, "%"), "10%"),
        ("1.1亿元以上", "1亿元", (10, 10, None, False, False, "%"), "不少于10%"),
        ("近2.3万人", "2万人", (15, -100, 15, False, False, "%"), "不少于-100%、不超过15%"),
        ("不足70人", "60余人", None, "不少于-100%、不足16.7%"),
        ("300余人", "299人", None, "不少于0.3%、不足33.8%"),
        ("1.03万人", "1万人", (3, 3, 3, False, False, "%"), None),
    ],
)
def test_no_noise_of_a_float_moves_the_bounds_of_growth(now, before, expected, words) -> None:
    change = percent_change(parse_quantity(now), parse_quantity(before))
    assert change
    if expected:
        assert meaning(change) == expected
    if words:
        assert format_bounds(change) == words


def test_a_third_stays_a_third_until_it_is_shown() -> None:
    third = divide_quantities(parse_quantity("1人"), parse_quantity("3人"))
    assert multiply_quantity(third, 3).value == 1
    assert exact_fraction(third.value).denominator == 3
    six = add_quantities([third] * 6)
    assert (six.value, six.low, six.high) == (2, 2, 2)
    part = multiply_quantity(parse_quantity("三分之一"), parse_quantity("300人"))
    assert (part.value, part.low) == (10_000, 10_000)
    assert subtract_quantities(third, third).bounds == (0, 0)
    assert exact_float(exact_fraction(0.1) + exact_fraction(0.2)) == 0.3


def test_a_figure_keeps_the_exact_fraction_of_its_wording() -> None:
    stored = {"as_reported": "三分之一", "value": 100 / 3, "value_low": 100 / 3, "unit": "%"}
    figure = quantity_of_figure(stored | {"value_high": 100 / 3, "qualifier": "exact"})
    assert multiply_quantity(figure, 3).bounds == (100, 100)


def test_a_difference_has_the_place_of_its_rougher_operand() -> None:
    less = subtract_quantities(parse_quantity("12.5万人"), parse_quantity("12.4万人"))
    assert (less.value, less.digits) == (1000, 1)
    less = subtract_quantities(parse_quantity("1.235万人"), parse_quantity("1.2万人"))
    assert (less.value, less.digits, format_quantity(replace(less, digits=1))) == (
        350,
        1,
        "约400人",
    )


WORDS = {
    # wording: Chinese computed, English
    "1至2人": ("1—2人", "1 to 2 people"),
    "几人": ("几人", "several people"),
    "1人以上": ("1人以上", "at least 1 person"),
    "约300至500人": ("约300人", "about 300 to 500 people"),
    "约数百人": ("约100人", "about several hundred people"),
    "30至50余人": ("30—50余人", "at least 30 and less than 60 people"),
    "三四十余万人": ("30万—40余万人", "at least 300,000 and less than 500,000 people"),
    "三分之一": ("33%", "33.3%"),
    "三分之二以上": ("约67%", "at least 66.6%"),
    "不足三分之一": ("约33%", "less than 33.4%"),
    "1/7": ("14%", "14.3%"),
    "33.333333333333336%": ("33.333333333333336%", "33.3%"),
    "几成": ("几十%", "10 to 100%"),
    "万分之三": ("0.03%", "0.03%"),
    "负0.5%": ("-0.5%", "-0.5%"),
}


@pytest.mark.parametrize("wording", WORDS)
def test_words_in_both_languages(wording: str) -> None:
    found = parse_quantity(wording)
    chinese = format_quantity(replace(found, wording=""))
    assert (chinese, format_quantity(found, "en")) == WORDS[wording]


def test_a_unit_given_in_the_plural_follows_the_number_shown() -> None:
    shown = [
        format_quantity(parse_quantity(each), "en", "teams") for each in ("1个", "2个", "1至2个")
    ]
    assert shown == ["1 team", "2 teams", "1 to 2 teams"]
    nearly_one = Quantity(0.96, 0.96, 0.96, unit="人", digits=1)
    assert format_quantity(nearly_one, "en") == "1 person"
    assert format_bounds(parse_quantity("1余人"), "en") == "at least 1 and less than 2 people"


def test_a_quotient_of_a_computer_is_no_wording_to_print() -> None:
    assert format_quantity(parse_quantity("33.333333333333336%")) == "33.3%"
    assert format_quantity(parse_quantity("33.33%")) == "33.33%"
    assert format_quantity(parse_quantity("99.9666666666666667%")) == "99.97%"
    assert format_quantity(parse_quantity("3.33333333333333元"), "en") == "3.33 yuan"


def test_not_a_number_and_minus_zero_have_words() -> None:
    nothing = Quantity(float("nan"), None, None, unit="人")
    assert [format_quantity(nothing, language) for language in ("zh", "en")] == [
        "未报",
        "not reported",
    ]
    assert format_quantity(Quantity(-0.0, -0.0, -0.0, unit="%")) == "0%"


@pytest.mark.parametrize(
    ("found", "zh", "en"),
    [
        (divide_quantities(parse_quantity("47500人"), parse_quantity("535份")),
         "88.8人/份", "88.8 people"),
        (parse_quantity("三分之一"), "33.3%", "33.3%"),
        (parse_quantity("2/3以上"), "不少于66.6%", "at least 66.6%"),
        (parse_quantity("万分之三至五"), "不少于0.03%、不超过0.05%",
         "at least 0.03% and at most 0.05%"),
        (parse_quantity("1234.5余元"), "不少于1234.5元、不足1234.6元",
         "at least 1,234.5 and less than 1,234.6 yuan"),
        (percentage_of(parse_quantity("300余人"), parse_quantity("700人")),
         "不少于42.8%、不足57.2%", "at least 42.8% and less than 57.2%"),
        (parse_quantity("1至2人"), "不少于1人、不超过2人", "at least 1 and at most 2 people"),
        (parse_quantity("一半以上"), "不少于50%", "at least 50%"),
    ],
)  # fmt: skip
def test_bounds_have_no_more_digits_than_are_worth_saying(found, zh: str, en: str) -> None:
    assert (format_bounds(found), format_bounds(found, "en")) == (zh, en)


@pytest.mark.parametrize("wording", ["若干<b>", "3\u200b人", "约" * 61])
def test_a_wording_of_a_store_that_is_no_number_is_formatted_by_its_value(wording: str) -> None:
    row = {"value": 3.0, "qualifier": "about", "as_reported": wording, "unit": "人"}
    assert format_quantity(quantity_of_figure(row), "en") == "about 3 people"
