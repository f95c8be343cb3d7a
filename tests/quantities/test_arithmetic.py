from dataclasses import replace

import pytest
from hypothesis import strategies as st

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
    subtract_quantities,
)
from tests.helpers.examples import given


def test_the_clinic_costs_more_than_89_7_and_at_most_104_7_yuan_a_person():
    each = divide_quantities(parse_quantity("628万元"), parse_quantity("6万余名"))
    assert each.low == pytest.approx(6280000 / 70000)
    assert each.high == 6280000 / 60000
    assert (each.low_exclusive, each.high_exclusive) == (True, False)
    assert format_bounds(each, "en", "yuan") == "more than 89.7 and at most 104.7 yuan"
    assert format_bounds(each, unit="元") == "超过89.7元、不超过104.7元"
    assert format_quantity(each, unit="元") == "约100元"
    assert each.derived


def test_workers_per_contract_have_three_digits():
    each = divide_quantities(parse_quantity("4.75万人"), parse_quantity("535份"))
    assert (each.digits, each.qualifier) == (3, Qualifier.EXACT)
    assert format_quantity(each, unit="人") == "88.8人"


def test_prize_winners_are_a_share_of_competitors():
    winners = percentage_of(
        add_quantities([parse_quantity("32名"), parse_quantity("52名"), parse_quantity("72名")]),
        parse_quantity("211名"),
    )
    assert winners.value == winners.low == winners.high == pytest.approx(73.93364928909952)
    assert format_quantity(winners) == "73.9%"


def test_a_sum_keeps_the_last_exact_place():
    assert (
        format_quantity(
            add_quantities([parse_quantity("4名"), parse_quantity("40名"), parse_quantity("14名")])
        )
        == "58名"
    )
    rough = add_quantities([parse_quantity("9100多个"), parse_quantity("156个")])
    assert (rough.value, rough.low, rough.high) == (9256, 9256, 9356)
    assert (rough.low_exclusive, rough.high_exclusive) == (False, True)
    assert format_quantity(rough) == "约9300个"
    assert format_bounds(rough) == "不少于9256个、不足9356个"


def test_an_open_low_of_a_count_is_zero():
    both = add_quantities([parse_quantity("近6.5万项"), parse_quantity("3万项")])
    assert (both.value, both.low, both.high) == (95000, 30000, 95000)
    assert add_quantities([parse_quantity("超600名"), parse_quantity("40名")]).high is None
    assert add_quantities([parse_quantity("约5人"), parse_quantity("1人")]).low == 1


def test_a_difference_swaps_the_other_ends():
    fall = subtract_quantities(parse_quantity("20多家"), parse_quantity("10余家"))
    assert (fall.value, fall.low, fall.high) == (10, 0, 20)
    assert (fall.low_exclusive, fall.high_exclusive) == (True, True)


def test_a_product_keeps_the_digits():
    pool = multiply_quantity(
        parse_quantity("200万元"), multiply_quantity(parse_quantity("1：1"), 2)
    )
    assert (pool.value, format_quantity(pool)) == (4e6, "400万元")
    assert multiply_quantity(parse_quantity("超600名"), 2).low == 1200
    assert multiply_quantity(parse_quantity("超600名"), -1).high == -600
    assert multiply_quantity(parse_quantity("超600名"), 0).bounds == (0, 0)


def test_dividing_by_an_interval_with_zero_leaves_that_side_open():
    each = divide_quantities(parse_quantity("10人"), parse_quantity("近5家"))
    assert (each.value, each.low, each.high) == (2, 2, None)
    open_top = divide_quantities(parse_quantity("10人"), parse_quantity("超5家"))
    assert (open_top.low, open_top.high) == (0, 2)
    assert open_top.low_exclusive
    assert open_top.high_exclusive


def test_a_zero_base_is_refused():
    with pytest.raises(NotCombinableError) as refusal:
        divide_quantities(parse_quantity("3人"), parse_quantity("0家"))
    assert refusal.value.code == "zero_base"


@pytest.mark.parametrize(
    "combine", [lambda a, b: add_quantities([a, b]), subtract_quantities, percentage_of]
)
def test_different_units_are_refused(combine):
    with pytest.raises(NotCombinableError) as refusal:
        combine(parse_quantity("3人"), parse_quantity("5人次"))
    assert (refusal.value.code, refusal.value.keys) == ("units_differ", ("人", "人次"))


def test_names_of_one_unit_go_together():
    assert (
        add_quantities([parse_quantity("3名"), parse_quantity("5位"), parse_quantity("2人")]).value
        == 10
    )


ENDS = st.integers(0, 1000)


@st.composite
def intervals(draw):
    low, value, high = sorted(draw(st.tuples(ENDS, ENDS, ENDS)))
    return Quantity(
        float(value),
        draw(st.sampled_from([float(low), None])),
        draw(st.sampled_from([float(high), None])),
        digits=4,
    )


def inside(quantity: Quantity, value: float) -> bool:
    low, high = quantity.bounds
    slack = 1e-9 * max(1.0, abs(value))
    return (low is None or value >= low - slack) and (high is None or value <= high + slack)


def points(quantity: Quantity) -> list[float]:
    low = 0.0 if quantity.low is None else quantity.low
    high = quantity.value + 500 if quantity.high is None else quantity.high
    return [low, quantity.value, high]


@given(intervals(), intervals())
def test_no_point_escapes_its_bounds(one, other):
    for a in points(one):
        for b in points(other):
            assert inside(add_quantities([one, other]), a + b)
            assert inside(subtract_quantities(one, other), a - b)
            assert inside(multiply_quantity(one, other), a * b)
            if other.value and b:
                assert inside(divide_quantities(one, other), a / b)


@given(st.floats(0.001, 1e9), st.integers(1, 6))
def test_what_is_derived_never_shows_more_digits(value, digits):
    shown = format_quantity(
        replace(Quantity(value, value, value, unit="人"), digits=digits), "en", ""
    )
    shown = shown.removeprefix("about ").removesuffix(" million").removesuffix(" billion")
    figures = shown.replace(",", "").replace(".", "").strip("0") or "0"
    assert len(figures) <= digits
