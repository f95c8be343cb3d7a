"""Rates in percent: rounding, digits of rough operands, open bounds, bases without a rate."""

import pytest

from quantities import (
    Direction,
    NotCombinableError,
    compute_change,
    describe_change,
    format_rate,
    parse_quantity,
    percent_change,
    percentage_of,
)


@pytest.mark.parametrize(
    ("now", "before", "change"),
    [
        ("17人", "16人", "rise 6.3%"),
        ("81人", "80人", "rise 1.3%"),
        ("7人", "16人", "fall 56.3%"),
        ("23人", "16人", "rise 43.8%"),
        ("110人", "100人", "rise 10%"),
        ("5000万元", "4000万元", "rise 25%"),
        ("3万人", "2万人", "rise 50%"),
        ("300余人", "700人", "fall 约60%"),
        ("300余人", "500人", "fall 约40%"),
        ("12.5万人", "12.4万人", "rise 约1%"),
        ("1.235万人", "1.234万人", "rise 约0.1%"),
        ("12.6万人", "12万人", "rise 约5%"),
        ("超1.2亿元", "1亿元", "rise 超过20%"),
        ("近300人", "200人", "rise 近50%"),
        ("近300人", "500人", "fall 不少于40%"),
        ("不足300人", "500人", "fall 超过40%"),
        ("1人", "10000人", "fall 99.99%"),
        ("0人", "10000人", "fall 100%"),
        ("10人", "10人", "unchanged 0%"),
        ("10001人", "10000人", "nearly_unchanged 0%"),
        ("2300余人", "2290人", "nearly_unchanged 约0%"),
        ("三四十件以上", "17件", "rise 不少于70%"),
        ("300件+", "280件", "rise 不少于7%"),
        ("超320人", "280人", "rise 超过10%"),
        ("不足320人", "280人", "rise 不足20%"),
        ("1千多人", "12.4万人", "fall 约99%"),
        ("30至50余人", "40人", "unclear 不少于-25%、不足50%"),
        ("三四百人", "350人", "unclear 不少于-14.3%、不超过14.3%"),
    ],
)
def test_growth_is_rounded_half_up_and_has_the_digits_of_its_operands(
    now: str, before: str, change: str
) -> None:
    found = percent_change(parse_quantity(now), parse_quantity(before))
    assert found is not None
    for unit in (None, "份"):  # the unit of the numbers is not that of their rate
        assert " ".join(describe_change(found, "zh", unit)) == change


@pytest.mark.parametrize(
    ("part", "whole", "zh", "en"),
    [
        ("12345人", "1000人", "1234.5", "1,234.5"),
        ("300余人", "700人", "约40", "about 40"),
        ("9996人", "10000人", "99.96", "99.96"),
        ("99999人", "100000人", "99.999", "99.999"),
        ("10004人", "10000人", "100.04", "100.04"),
        ("10000人", "10000人", "100", "100"),
        ("1人", "10000人", "0.01", "0.01"),
        ("0人", "10000人", "0", "0"),
        ("约1000人", "1003人", "约100", "about 100"),
        ("9996余人", "10000人", "约99.96", "about 99.96"),
        ("9990余人", "9993人", "约100", "about 100"),  # its bounds hold 100%
        ("1.25亿元", "1亿元", "约125", "about 125"),
        ("近300人", "500人", "近60", "nearly 60"),
        ("至少300人", "500人", "不少于60", "at least 60"),
        ("至少300人", "700人", "不少于40", "at least 40"),
        ("不足300人", "700人", "不足50", "less than 50"),
        ("超300人", "500人", "超过60", "more than 60"),
        ("1人", "3人", "33.3", "33.3"),
    ],
)
def test_a_share_is_never_all_or_nothing_unless_it_is(
    part: str, whole: str, zh: str, en: str
) -> None:
    rate = percentage_of(parse_quantity(part), parse_quantity(whole))
    assert (format_rate(rate, "zh"), format_rate(rate, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("now", "before", "change"),
    [
        ("5元", "-10元", "rise 15元"),
        ("-5元", "-10元", "rise 5元"),
        ("5人", "0人", "rise 5人"),
        ("33%", "30%", "rise 3个百分点"),
        ("2.5‰", "3‰", "fall 0.5个千分点"),
        ("30%", "30%", "unchanged 0个百分点"),
    ],
)
def test_where_there_is_no_rate_the_difference_is_told(now: str, before: str, change: str) -> None:
    found = compute_change(parse_quantity(now), parse_quantity(before))
    assert " ".join(describe_change(found, "zh")) == change
    assert describe_change(found, "zh")[0] in Direction


@pytest.mark.parametrize("base", ["0人", "-10人"])
def test_no_rate_has_a_base_of_zero_or_less(base: str) -> None:
    assert percent_change(parse_quantity("5人"), parse_quantity(base)) is None
    with pytest.raises(NotCombinableError) as refused:
        percentage_of(parse_quantity("5人"), parse_quantity(base))
    assert refused.value.code == "zero_base"


def test_numbers_of_different_units_have_no_rate() -> None:
    for combine in (percent_change, percentage_of, compute_change):
        with pytest.raises(NotCombinableError) as refused:
            combine(parse_quantity("5人"), parse_quantity("4件"))
        assert refused.value.code == "units_differ"
