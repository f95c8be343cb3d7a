"""What a change is told by, which way is good, and the fractions that a float carries."""

from dataclasses import replace

import pytest

from quantities import (
    change_message,
    compute_change,
    format_quantity,
    parse_quantity,
)
from quantities.better import BETTER, read_better
from quantities.exact_numbers import exact_quotient, integer_ratio


@pytest.mark.parametrize(
    ("now", "before", "message", "filled"),
    [
        ("17人", "16人", "rise", {"rate": "6.3"}),
        ("7人", "16人", "fall", {"rate": "56.3"}),
        ("10人", "10人", "unchanged", {}),
        ("10001人", "10000人", "nearly_unchanged", {}),
        ("30至50余人", "40人", "unclear", {"bounds": "不少于-25%、不足50%"}),
        ("15人", "0人", "rise_by_amount", {"amount": "15人"}),
        ("80.0%", "82.5%", "fall_by_amount", {"amount": "2.5个百分点"}),
        ("82.5%", "82.5%", "unchanged", {}),
    ],
)
def test_a_change_has_a_message_of_its_own_and_what_is_filled_in(
    now: str, before: str, message: str, filled: dict[str, str]
) -> None:
    change = compute_change(parse_quantity(now), parse_quantity(before))
    name, values, direction = change_message(change, "zh")
    assert (name, values) == (message, filled)
    assert direction == message.removesuffix("_by_amount")


def test_more_is_better_unless_an_indicator_says_otherwise() -> None:
    assert BETTER == ("more", "less", "none")
    assert [read_better({"better": way}) for way in BETTER] == ["more", "less", "none"]
    assert read_better({}) == "more"


@pytest.mark.parametrize(
    ("numerator", "denominator", "ratio"),
    [
        (100, 3, (100, 3)),
        (200, 6, (100, 3)),
        (200, -6, (-100, 3)),
        (-200, -6, (100, 3)),
        (-200, 6, (-100, 3)),
        (1, -10, (-1, 10)),
    ],
)
def test_a_fraction_has_no_common_divisor_and_a_positive_denominator(
    numerator: int, denominator: int, ratio: tuple[int, int]
) -> None:
    assert integer_ratio(exact_quotient(numerator, denominator)) == ratio


def test_zero_is_written_without_a_sign() -> None:
    nothing = replace(parse_quantity("0人"), value=-0.0, wording="")
    assert [format_quantity(nothing, language) for language in ("zh", "en")] == ["0人", "0 people"]
