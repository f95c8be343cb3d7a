"""How a union words a total, and how figures are combined, in both spellings."""

import pytest

from quantities import Quantity, build_computed_quantity, format_total, parse_quantity
from quantities.aggregation import Aggregation, read_aggregation, spell_aggregation


def computed(
    value: float, low: float | None, high: float | None, unit: str, place: int = 0
) -> Quantity:
    return build_computed_quantity(value, low, high, unit, last_place=place)


@pytest.mark.parametrize(
    ("quantity", "zh", "en"),
    [
        (computed(29_810, 29_810, None, "人"), "至少2.98万人", "at least 29,800 people"),
        (computed(29_810, 29_810, 29_810, "人"), "2.98万人", "29,800 people"),
        (computed(29_860, 29_860, 29_860, "人"), "2.99万人", "29,900 people"),
        (computed(822, 822, None, "人"), "至少822人", "at least 822 people"),
        (
            computed(494_320_000, 494_320_000, None, "元", 4),
            "至少4.94亿元",
            "at least 494 million yuan",
        ),
        (
            computed(57_340_000, 55_840_000, None, "元", 5),
            "至少5580万元",
            "at least 55.8 million yuan",
        ),
        (computed(370, 320, 470, "人", 2), "约400人", "about 400 people"),
        (computed(125_017, 125_017, 125_017, "人", 3), "约12.5万人", "about 125,000 people"),
        (computed(1_000, 0, 1_000, "人"), "不超过1000人", "at most 1,000 people"),
        (computed(0, 0, 0, "人"), "0人", "0 people"),
        (parse_quantity("300余人"), "300余人", "more than 300 people"),
        (parse_quantity("29810人"), "29810人", "29,810 people"),
    ],
)
def test_a_total_has_two_decimals_of_wan_and_stays_true(
    quantity: Quantity, zh: str, en: str
) -> None:
    assert (format_total(quantity), format_total(quantity, "en")) == (zh, en)


def test_a_total_that_is_not_reported_says_so() -> None:
    missing = Quantity(float("nan"), None, None, unit="人")
    assert (format_total(missing), format_total(missing, "en")) == ("未报", "not reported")


@pytest.mark.parametrize(
    ("entry", "areas", "time", "short"),
    [
        ({"kind": "flow", "aggregation": "sum"}, "sum", "sum", "sum"),
        ({"kind": "stock", "aggregation": "last"}, "sum", "last", "last"),
        ({"kind": "stock", "aggregation": "sum"}, "sum", "last", "sum"),
        ({"kind": "ratio", "aggregation": "none"}, "none", "none", "none"),
        ({"kind": "stock", "aggregation": {"areas": "sum", "time": "last"}}, "sum", "last", "last"),
        (
            {"kind": "flow", "aggregation": {"areas": "none", "time": "sum"}},
            *("none", "sum", "none/sum"),
        ),
        ({"kind": "flow", "aggregation": "product"}, "none", "none", "product"),
        ({"kind": "flow", "aggregation": {"areas": "sum"}}, "none", "none", "sum/"),
        ({"kind": "flow"}, "none", "none", ""),
    ],
)
def test_an_aggregation_means_the_same_in_either_spelling(
    entry: dict[str, object], areas: str, time: str, short: str
) -> None:
    assert read_aggregation(entry) == Aggregation(areas, time)
    assert spell_aggregation(entry.get("aggregation")) == short


@pytest.mark.parametrize(
    ("low", "high", "low_exclusive", "high_exclusive", "zh", "en"),
    [
        (12_345.0, None, False, False, "至少1.23万人", "at least 12,300 people"),
        (12_345.0, None, True, False, "超过1.23万人", "more than 12,300 people"),
        (None, 12_345.0, False, False, "不超过1.24万人", "at most 12,400 people"),
        (None, 12_345.0, False, True, "不足1.24万人", "less than 12,400 people"),
        (0.0, 12_345.0, False, True, "不足1.24万人", "less than 12,400 people"),
        (1.0, 12_345.0, False, True, "约1.23万人", "about 12,300 people"),
        (12_345.0, 12_345.0, False, False, "1.23万人", "12,300 people"),
        (None, None, False, False, "1.23万人", "12,300 people"),
    ],
)
def test_a_total_says_which_of_its_bounds_is_open(
    low: float | None,
    high: float | None,
    low_exclusive: bool,
    high_exclusive: bool,
    zh: str,
    en: str,
) -> None:
    total = Quantity(12_345.0, low, high, low_exclusive, high_exclusive, unit="人", digits=5)
    assert (format_total(total), format_total(total, "en")) == (zh, en)
