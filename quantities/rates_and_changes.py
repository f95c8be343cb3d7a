"""Rates in percent: shares, completion and growth, with no more digits than their operands allow.

A rate has one decimal, fewer digits if an operand is rougher: 300余 of 700 is about 40%. It is
rounded half up (四舍五入, GB/T 8170), and 9,996 of 10,000 is 99.96%, not 100%.
"""

from collections.abc import Iterable
from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import StrEnum

from locales import Language
from quantities.arithmetic import (
    NotCombinableError,
    divide_quantities,
    multiply_quantity,
    require_same_unit,
    subtract_quantities,
)
from quantities.format import format_bounds, format_quantity
from quantities.quantity import Qualifier, Quantity

POINTS = {"%": "个百分点", "‰": "个千分点"}
"""The unit of a difference between two shares, by the unit of the shares."""
_HUNDRED_PERCENT = Quantity(100.0, 100.0, 100.0, unit="%", digits=3)
_ONE_DECIMAL = -1  # the exponent of ten of the last digit


class Direction(StrEnum):
    """The direction of a change.

    NEARLY_UNCHANGED is a change that rounds to 0%, UNCLEAR one whose bounds allow both a rise and a
    fall: 30至50余人 after 40人.
    """

    RISE = "rise"
    FALL = "fall"
    UNCHANGED = "unchanged"
    NEARLY_UNCHANGED = "nearly_unchanged"
    UNCLEAR = "unclear"


def percentage_of(part: Quantity, whole: Quantity) -> Quantity:
    """Return `part` as a percentage of `whole`: 30 人 of 120 人 is 25%, 300余 of 700 about 40%.

    Raises NotCombinableError: units_differ, or zero_base if the whole is zero or negative.
    """
    percentage = _compute_exact_percentage(part, whole)
    digits = _find_fewest_digits((part, whole))
    if digits is None:
        return _round_rate(percentage, None, smallest=0.0)
    return _round_rate(percentage, _find_first_digit_exponent(percentage.value) - digits + 1)


def percent_change(now: Quantity, before: Quantity) -> Quantity | None:
    """Return the growth from `before` to `now` in percent: 17 from 16 -> 6.3%.

    The result is None if `before` is zero or negative. The quotient of the two numbers has as many
    digits as the less exact one, and its difference from 100% is known to the same place: 12.5万 is
    101% of 12.4万, a growth of about 1%. Raises NotCombinableError("units_differ").
    """
    require_same_unit(now, before)
    if before.value <= 0:
        return None
    quotient = _compute_exact_percentage(now, before)
    change = subtract_quantities(quotient, _HUNDRED_PERCENT)
    # A count cannot fall by more than 100%, so that the bound -100% counts as open.
    if change.low == -100 and change.high == change.value > -100:
        qualifier = Qualifier.BELOW if change.high_exclusive else Qualifier.NEARLY
        change = replace(change, qualifier=qualifier)
    digits = _find_fewest_digits((now, before))
    if digits is None:
        return _round_rate(change, None)
    last_place = _find_first_digit_exponent(change.value) - digits + 1
    if digits > 1:  # the quotient of numbers with one digit would hide any growth below 50%
        last_place = max(last_place, _find_first_digit_exponent(quotient.value) - digits + 1)
    return _round_rate(change, last_place)


def compute_change(now: Quantity, before: Quantity) -> Quantity:
    """Return the change from `before` to `now`: a growth in percent, else a difference.

    Two shares have a difference in points, 33% from 30% -> 3个百分点. On a base of zero or less the
    difference is in the unit, 5元 from -10元 -> 15元. Raises NotCombinableError("units_differ").
    """
    if now.unit in POINTS:
        return replace(subtract_quantities(now, before), unit=POINTS[now.unit])
    return percent_change(now, before) or subtract_quantities(now, before)


def describe_change(
    change: Quantity, language: Language, unit: str | None = None
) -> tuple[Direction, str]:
    """Return the direction of a change and its size without sign: -57.1% -> (FALL, "57.1%").

    `change` is a result of `compute_change`. Bounds are reversed with the sign: at most -40% is a
    fall of at least 40%. A change is unclear if its bounds allow both a rise and a fall; its text
    is then its bounds. `unit` is written instead of the change's own unit, except %.
    """
    size, is_rate = change, change.unit == "%"  # the signed change, if it is a fall made positive
    if change.value < 0:
        size = multiply_quantity(change, -1.0)
        qualifier = change.qualifier
        if qualifier in (Qualifier.NEARLY, Qualifier.BELOW):
            has_bound = qualifier is Qualifier.NEARLY
            qualifier = Qualifier.AT_LEAST if has_bound else Qualifier.MORE_THAN
        size = replace(size, digits=change.digits, qualifier=qualifier)
    if is_rate:
        text = f"{format_rate(size, language)}%"
    else:
        text = format_quantity(size, language, unit=unit)
    if change.value == 0:
        return Direction.UNCHANGED, text
    if not any(digit in text for digit in "123456789"):  # rounded, all of its digits are 0
        return Direction.NEARLY_UNCHANGED, text
    low, high = change.bounds
    may_rise_or_fall = low is not None and high is not None and low < 0 < high
    if may_rise_or_fall and change.qualifier is Qualifier.ABOUT:
        return Direction.UNCLEAR, format_bounds(change, language, None if is_rate else unit)
    return (Direction.RISE if change.value > 0 else Direction.FALL), text


def change_message(
    change: Quantity, language: Language, unit: str | None = None
) -> tuple[str, dict[str, str], Direction]:
    """Return the id of the message for a change, the values to fill in, and the direction.

    +6.3% -> ("rise", {"rate": "6.3"}), +15元 -> ("rise_by_amount", {"amount": "15元"}), an unclear
    change -> ("unclear", {"bounds": …}); other messages have no values. `unit` is that of
    `describe_change`. Pages and bulletins have messages with these ids.
    """
    direction, size = describe_change(change, language, unit)
    if direction is Direction.UNCLEAR:
        return direction, {"bounds": size}, direction
    if direction not in (Direction.RISE, Direction.FALL):
        return direction, {}, direction
    if change.unit == "%":
        return direction, {"rate": size.removesuffix("%")}, direction
    return f"{direction}_by_amount", {"amount": size}, direction


def format_rate(rate: Quantity, language: Language) -> str:
    """Return a rate as text without the sign %, which every sentence adds: "约40", "6.3"."""
    rate = _round_to_safe_side(rate)
    text = format_quantity(rate, language).removesuffix("%")
    if "%" not in text:
        return text
    # 40%以上 does not end in %; it is written 不少于40% instead.
    at_least = replace(rate, low=rate.value, high=None, low_exclusive=False)
    return format_bounds(at_least, language).removesuffix("%")


def _round_to_safe_side(rate: Quantity) -> Quantity:
    """Return a rate with one open bound, rounded to its significant digits so that it stays true.

    Example: at least 76%, known to one digit, becomes at least 70%. Rates without an open bound,
    and rates that would be rounded to 0, are returned unchanged; they are rounded half up when they
    are formatted.
    """
    directions = {
        Qualifier.AT_LEAST: ROUND_FLOOR,
        Qualifier.MORE_THAN: ROUND_FLOOR,
        Qualifier.NEARLY: ROUND_CEILING,
        Qualifier.BELOW: ROUND_CEILING,
    }
    if rate.qualifier not in directions:
        return rate
    last_place = _find_first_digit_exponent(rate.value) - rate.digits + 1
    value = Decimal(repr(float(rate.value)))
    rounded = value.quantize(Decimal(1).scaleb(last_place), directions[rate.qualifier])
    if not rounded:
        return rate
    return replace(rate, value=float(rounded), digits=rounded.adjusted() - last_place + 1)


def _compute_exact_percentage(part: Quantity, whole: Quantity) -> Quantity:
    """Return `part` as a percentage of `whole`, not yet rounded. Raises as `percentage_of`."""
    require_same_unit(part, whole)
    if whole.value <= 0:
        raise NotCombinableError("zero_base")
    return replace(multiply_quantity(divide_quantities(part, whole), 100.0), unit="%")


def _find_fewest_digits(operands: Iterable[Quantity]) -> int | None:
    """Return the significant digits of the least exact operand of a rate; None if all are exact."""
    return min((operand.digits for operand in operands if not _is_exact(operand)), default=None)


def _is_exact(quantity: Quantity) -> bool:
    """Return whether a quantity is a whole number without 约, 余 or the like: 17, 5000万.

    A printed decimal is not exact, since it was rounded: 12.5万. Nor is a sum whose last known
    digit is above the ones, as of 12.5万 and 13万.
    """
    if quantity.qualifier is not Qualifier.EXACT or {".", "点"} & set(quantity.wording):
        return False
    last_place = _find_first_digit_exponent(quantity.value) - quantity.digits + 1
    return bool(quantity.wording) or (float(quantity.value).is_integer() and last_place <= 0)


def _find_first_digit_exponent(number: float) -> int:
    """Return the exponent of ten of a number's first digit: 57.1 -> 1, 0.8 -> -1, 0 -> 0."""
    return Decimal(repr(float(number))).adjusted() if number else 0


def _round_rate(rate: Quantity, last_place: int | None, smallest: float = 100.0) -> Quantity:
    """Return a rate with the digits to which it is known, and at most one decimal.

    `last_place` is the exponent of ten of the last known digit, None if the operands are exact. A
    rate that would be rounded to 100% (or to 0%, with `smallest` 0) gets more digits, such as
    99.96%, if they are known or its bounds exclude the rounded value. A rate with operands that are
    not exact becomes ABOUT. Its `digits` are 0 or less if the last known place is above its first
    digit: 0.8% known to 1%.
    """
    place = _ONE_DECIMAL if last_place is None else max(_ONE_DECIMAL, last_place)
    value = Decimal(repr(float(rate.value)))
    while True:
        rounded = value.quantize(Decimal(1).scaleb(place), ROUND_HALF_UP)
        if rounded == value or abs(rounded) not in (smallest, 100):
            break
        if last_place is not None and place <= last_place and not _is_outside(rate, rounded):
            break
        place -= 1
    about = rate.qualifier is Qualifier.EXACT and last_place is not None
    qualifier = Qualifier.ABOUT if about else rate.qualifier
    return replace(
        rate, digits=_find_first_digit_exponent(rate.value) - place + 1, qualifier=qualifier
    )


def _is_outside(rate: Quantity, value: Decimal) -> bool:
    """Return whether a value is below or above the bounds of a rate."""
    low, high = rate.bounds
    is_below = low is not None and (value < low or (value == low and rate.low_exclusive))
    is_above = high is not None and (value > high or (value == high and rate.high_exclusive))
    return is_below or is_above
