import pytest

from quantities import Qualifier, UnreadableQuantityError, parse_quantity


@pytest.mark.parametrize(
    ("wording", "value", "low", "high", "qualifier"),
    [
        ("四分之三", 75, 75, 75, Qualifier.EXACT),
        ("1/5", 20, 20, 20, Qualifier.EXACT),
        ("十分之一", 10, 10, 10, Qualifier.EXACT),
        ("近五分之二", 40, None, 40, Qualifier.NEARLY),
        ("超过1/4", 25, 25, None, Qualifier.MORE_THAN),
        ("二分之一以上", 50, 50, None, Qualifier.AT_LEAST),
        ("约四分之一", 25, None, None, Qualifier.ABOUT),
    ],
)
def test_a_fraction_is_a_share_in_percent(wording, value, low, high, qualifier):
    found = parse_quantity(wording)
    assert (found.value, found.low, found.high) == (value, low, high)
    assert (found.unit, found.qualifier, found.wording) == ("%", qualifier, wording)


@pytest.mark.parametrize("wording", ["三分之五", "5/3", "1/50", "0/3"])
def test_what_is_no_part_of_a_whole_is_not_read(wording):
    with pytest.raises(UnreadableQuantityError):
        parse_quantity(wording)
