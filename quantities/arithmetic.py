"""Interval arithmetic on quantities: a result has bounds and is no more exact than its operands.

Numbers and bounds are computed as fractions, so that no rounding moves a bound. The open lower
bound of a reported count, amount of money or percentage counts as 0; any other open bound stays
open in the result, and an exclusive bound stays exclusive. Sums and differences have the last
decimal place of the least exact operand, products and quotients its number of significant digits.
"""

import math
from collections.abc import Iterable, Sequence
from decimal import Context, Decimal
from fractions import Fraction
from functools import reduce
from itertools import product
from typing import NamedTuple

from errors import UserError
from quantities.exact_numbers import (
    ExactFloat,
    exact_float,
    exact_fraction,
    exact_quotient,
    integer_ratio,
)
from quantities.quantity import Qualifier, Quantity
from quantities.units import same_unit

# Percentage points are differences, which can be negative; persons and yuan cannot.
SIGNED_UNITS = ("个百分点", "百分点", "个千分点")
# Sums of decimals are exact: a figure has up to 15 digits before the point and 17 in all.
_EXACT_SUMS = Context(prec=100)


class NotCombinableError(UserError):
    """Raised for figures that must not be combined; `code` says why.

    Codes are nested_areas, span_and_part, same_event, total_and_part, programmes_differ,
    units_differ, not_declared and zero_base. `keys` are the figures or, for units_differ, the
    units.
    """

    def __init__(self, code: str, keys: Sequence[str] = ()) -> None:
        """Store the error's code and, as `keys`, the figures or units that it is about."""
        super().__init__(code)
        self.keys = tuple(keys)


class _End(NamedTuple):
    """One end of a quantity's interval, infinite if open; `excluded`: the end is not part of it."""

    value: float
    excluded: bool = False

    def negated(self) -> "_End":
        """Return the end of the interval of the negative quantity."""
        return _End(-self.value, self.excluded)


class _Interval(NamedTuple):
    """The interval of the values that a quantity may have, between its low and its high end."""

    low: _End
    high: _End


def add_quantities(quantities: Sequence[Quantity]) -> Quantity:
    """Add quantities of one unit: 300多人 and 20人 are at least 320 and below 420 人.

    A single quantity is returned as it is, with its wording. Raises
    NotCombinableError("units_differ"), ValueError for an empty sequence.
    """
    if not quantities:
        raise ValueError("nothing to add")
    first, *others = quantities
    for quantity in others:
        require_same_unit(first, quantity)
    if not others:
        return first
    low_ends, high_ends = zip(*map(_build_interval, quantities), strict=True)
    value = _sum_numbers([quantity.value for quantity in quantities])
    digits = _count_digits_down_to(value, max(map(_find_last_digit_exponent, quantities)))
    return _build_derived_quantity(
        value, _Interval(_sum_ends(low_ends), _sum_ends(high_ends)), first.unit, digits
    )


def subtract_quantities(minuend: Quantity, subtrahend: Quantity) -> Quantity:
    """Return the difference of two quantities: 300多人 less 20人 is at least 280, below 380 人.

    Raises NotCombinableError("units_differ").
    """
    require_same_unit(minuend, subtrahend)
    whole, part = _build_interval(minuend), _build_interval(subtrahend)
    # The difference is lowest where the most is taken away, and highest where the least is.
    interval = _Interval(
        _sum_ends([whole.low, part.high.negated()]), _sum_ends([whole.high, part.low.negated()])
    )
    value = _sum_numbers([minuend.value, -subtrahend.value])
    exponent = max(_find_last_digit_exponent(minuend), _find_last_digit_exponent(subtrahend))
    return _build_derived_quantity(
        value, interval, minuend.unit, _count_digits_down_to(value, exponent)
    )


def multiply_quantity(quantity: Quantity, factor: float | Quantity) -> Quantity:
    """Multiply a quantity by a number, or by another quantity such as a ratio 1：1."""
    if not isinstance(factor, Quantity):  # a number is exact: it takes no digits away
        factor = Quantity(factor, factor, factor, digits=quantity.digits)
    interval = _multiply_intervals(_build_interval(quantity), _build_interval(factor))
    value = _multiply_numbers(quantity.value, factor.value)
    return _build_derived_quantity(
        value, interval, quantity.unit, min(quantity.digits, factor.digits)
    )


def divide_quantities(dividend: Quantity, divisor: Quantity) -> Quantity:
    """Return the quotient of two quantities: 47500 人 by 535 份 is 88.8 人/份.

    If the divisor may be 0 by its bounds, the quotient has no upper bound. Raises
    NotCombinableError("zero_base") if the divisor's value is 0.
    """
    if divisor.value == 0:
        raise NotCombinableError("zero_base")
    units = () if same_unit(dividend.unit, divisor.unit) else (dividend.unit, divisor.unit)
    return _build_derived_quantity(
        _divide_numbers(dividend.value, divisor.value),
        _divide_intervals(_build_interval(dividend), _build_interval(divisor)),
        "/".join(filter(None, units)),
        min(dividend.digits, divisor.digits),
    )


def build_computed_quantity(
    value: float,
    low: float | None,
    high: float | None,
    unit: str,
    *,
    last_place: int,
    low_exclusive: bool = False,
    high_exclusive: bool = False,
) -> Quantity:
    """Return a computed quantity with its bounds (None: open).

    It is for totals that `metrics.rollup` has computed in arrays. `last_place` is the power of ten
    to which the value is known: 2 means hundreds. An exclusive bound is not reached itself.
    Example: 29810 with low 29810 and high None is at least 29810人.
    """
    interval = _Interval(
        _End(-math.inf if low is None else low, low_exclusive),
        _End(math.inf if high is None else high, high_exclusive),
    )
    return _build_derived_quantity(value, interval, unit, _count_digits_down_to(value, last_place))


def require_same_unit(one: Quantity, other: Quantity) -> None:
    """Raise NotCombinableError("units_differ") unless both quantities have the same unit."""
    if not same_unit(one.unit, other.unit):
        raise NotCombinableError("units_differ", (one.unit, other.unit))


def _build_interval(quantity: Quantity) -> _Interval:
    """Return the interval of a quantity; an open bound becomes an infinite end, or 0.

    The open low bound of a reported amount that cannot be negative (persons, yuan) is 0: 约5人 is 0
    or more. That of a computed number is infinite: 10人 less 超4人 may be negative.
    """
    low, high = quantity.bounds
    is_reported_amount = not quantity.derived and quantity.unit not in SIGNED_UNITS
    least_value = 0.0 if quantity.value >= 0 and is_reported_amount else -math.inf
    return _Interval(
        _End(least_value) if low is None else _End(low, quantity.low_exclusive),
        _End(math.inf) if high is None else _End(high, quantity.high_exclusive),
    )


def _build_derived_quantity(value: float, interval: _Interval, unit: str, digits: int) -> Quantity:
    """Return the quantity of a computed value, its interval, unit and significant digits.

    Infinite ends become open bounds (None), and fewer digits than one become one. The qualifier
    follows from the bounds. Equal bounds are EXACT. A low bound that is the value itself, without a
    high one, is AT_LEAST or, if it is excluded, MORE_THAN. A high bound that is the value, with a
    low one of 0 or none, is NEARLY or, if excluded, BELOW. All others are ABOUT.
    """
    low, high = (None if math.isinf(end.value) else end.value for end in interval)
    low_exclusive = low is not None and interval.low.excluded
    high_exclusive = high is not None and interval.high.excluded
    qualifier = Qualifier.ABOUT
    if low is not None and low == high:
        qualifier = Qualifier.EXACT
    elif high is None and low is not None and low == value:
        qualifier = Qualifier.MORE_THAN if low and low_exclusive else Qualifier.AT_LEAST
    elif high is not None and high == value and not low:
        qualifier = Qualifier.BELOW if high_exclusive else Qualifier.NEARLY
    return Quantity(
        value, low, high, low_exclusive, high_exclusive, qualifier, unit, max(1, digits)
    )


def _sum_ends(ends: Sequence[_End]) -> _End:
    """Return the end of the interval of a sum; it is excluded if any end of an operand is."""
    return _End(_sum_numbers([end.value for end in ends]), any(end.excluded for end in ends))


def _sum_numbers(numbers: Sequence[float]) -> float:
    """Return the exact sum: 0.1 and 0.2 give 0.3, not 0.30000000000000004.

    An infinite number, the end of an open bound, gives an infinite sum.
    """
    if any(map(math.isinf, numbers)):
        return math.fsum(numbers)
    if any(isinstance(number, ExactFloat) for number in numbers):
        return exact_float(sum(map(exact_fraction, numbers), Fraction(0)))
    total = reduce(_EXACT_SUMS.add, (Decimal(repr(float(number))) for number in numbers))
    nearest = float(total)
    return nearest if Decimal(repr(nearest)) == total else exact_float(Fraction(total))


def _multiply_numbers(one: float, other: float) -> float:
    """Return the exact product: 1.1 by 3 gives 3.3; 0 by infinity gives 0."""
    if one == 0 or other == 0:
        return 0.0
    if math.isinf(one) or math.isinf(other):
        return one * other
    numerator, denominator = integer_ratio(one)
    other_numerator, other_denominator = integer_ratio(other)
    return exact_quotient(numerator * other_numerator, denominator * other_denominator)


def _divide_numbers(dividend: float, divisor: float) -> float:
    """Return the exact quotient of two finite numbers: 1 by 3, times 3, is 1."""
    numerator, denominator = integer_ratio(dividend)
    divisor_numerator, divisor_denominator = integer_ratio(divisor)
    return exact_quotient(numerator * divisor_denominator, denominator * divisor_numerator)


def _multiply_intervals(one: _Interval, other: _Interval) -> _Interval:
    """Return the interval of all products of two intervals: [2, 3] by [4, 5] gives [8, 15].

    The least and the greatest product are among those of an end by an end.
    """
    return _find_enclosing_interval(
        _combine_ends(*ends, _multiply_numbers(ends[0].value, ends[1].value), zeros=ends)
        for ends in product(dict.fromkeys(one), dict.fromkeys(other))
    )


def _divide_intervals(dividend: _Interval, divisor: _Interval) -> _Interval:
    """Return the interval of all quotients of two intervals: [8, 12] by [2, 4] gives [2, 6].

    If 0 lies inside the divisor, or is all of it, the result is open on both sides. An end of the
    divisor that is 0 gives an infinite end (`_divide_ends`).
    """
    low, high = divisor.low.value, divisor.high.value
    if low < 0 < high or low == high == 0:
        return _Interval(_End(-math.inf), _End(math.inf))
    sign = -1.0 if high <= 0 else 1.0
    return _find_enclosing_interval(
        _combine_ends(*ends, _divide_ends(ends[0].value, ends[1].value, sign), zeros=ends[:1])
        for ends in product(dict.fromkeys(dividend), dict.fromkeys(divisor))
    )


def _divide_ends(dividend: float, divisor: float, divisor_sign: float) -> float:
    """Divide one end of an interval by an end of another, either of which may be 0 or infinite.

    Dividing by 0 gives infinity, with the sign that all the divisors have; dividing by an infinite
    end gives 0.
    """
    if dividend == 0 or math.isinf(divisor):
        return 0.0
    if divisor == 0 or math.isinf(dividend):
        return math.copysign(math.inf, dividend) * divisor_sign
    return _divide_numbers(dividend, divisor)


def _combine_ends(one: _End, other: _End, value: float, zeros: Sequence[_End]) -> _End:
    """Return the end at `value`, which is the product or quotient of two ends of intervals.

    It is excluded from the interval if either end is excluded or infinite, unless one of `zeros`
    (both factors, or the dividend) is an included 0: 0 times or by anything is 0.
    """
    is_excluded = one.excluded or other.excluded or math.isinf(other.value) or math.isinf(one.value)
    is_reached = any(end.value == 0 and not end.excluded for end in zeros)
    return _End(value, is_excluded and not is_reached)


def _find_enclosing_interval(ends: Iterable[_End]) -> _Interval:
    """Return the smallest interval that contains all the ends; of equal ends, an included one."""
    ends = list(ends)
    # `min` prefers an included end, because False is below True; for `max` that is turned around.
    return _Interval(min(ends), max(ends, key=lambda end: (end.value, not end.excluded)))


def _find_last_digit_exponent(quantity: Quantity) -> int:
    """Return the exponent of ten of the last significant digit: 2 for 2300 with two digits."""
    if not quantity.value:
        return -15  # lower than that of any reported number: 0 does not limit a sum's digits
    return Decimal(repr(quantity.value)).adjusted() - quantity.digits + 1


def _count_digits_down_to(value: float, exponent: int) -> int:
    """Return how many digits a value has down to a power of ten: 2300 has two down to 10²."""
    return Decimal(repr(value)).adjusted() - exponent + 1 if value else 1
