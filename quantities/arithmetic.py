"""Interval arithmetic on quantities: a result has bounds and is no more exact than its operands.

The open lower bound of a count, an amount of money or a percentage is 0. Sums and differences have
the decimal place of the least exact operand, products and quotients its significant digits.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from errors import UserError
from quantities.quantity import Qualifier, Quantity
from quantities.units import same_unit

SIGNED = ("个百分点", "百分点")


class NotCombinableError(UserError):
    """Figures that must not be combined.

    `code` is nested_areas, span_and_part, same_event, units_differ, not_declared or zero_base;
    `keys` names the figures or, for units_differ, the units.
    """

    def __init__(self, code: str, keys: Sequence[str] = ()) -> None:
        """Keep the error's code and, as `keys`, the figures or units that it is about."""
        super().__init__(code)
        self.keys = tuple(keys)


@dataclass(frozen=True, slots=True)
class _End:
    """One end of an interval, infinite if open; `excluded` ends are not in the interval."""

    position: float
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class _Interval:
    """The interval between the low and the high end of a quantity."""

    low: _End
    high: _End


def add_quantities(quantities: Sequence[Quantity]) -> Quantity:
    """Add quantities of one unit.

    Raises NotCombinableError("units_differ"), ValueError for an empty sequence.
    """
    if not quantities:
        raise ValueError("nothing to add")
    first, *others = quantities
    for other in others:
        _require_same_unit(first, other)
    if not others:
        return first
    ends = [_interval(quantity) for quantity in quantities]
    low = _End(_sum_numbers([e.low.position for e in ends]), any(e.low.excluded for e in ends))
    high = _End(_sum_numbers([e.high.position for e in ends]), any(e.high.excluded for e in ends))
    value = _sum_numbers([quantity.value for quantity in quantities])
    digits = _digits_to_place(value, max(_last_place(quantity) for quantity in quantities))
    return _derived(value, _Interval(low, high), first.unit, digits)


def subtract_quantities(one: Quantity, other: Quantity) -> Quantity:
    """Return `one` minus `other`, with bounds. Raises NotCombinableError("units_differ")."""
    _require_same_unit(one, other)
    ends, minus = _interval(one), _interval(other)
    low = _End(
        _sum_numbers([ends.low.position, -minus.high.position]),
        ends.low.excluded or minus.high.excluded,
    )
    high = _End(
        _sum_numbers([ends.high.position, -minus.low.position]),
        ends.high.excluded or minus.low.excluded,
    )
    value = _sum_numbers([one.value, -other.value])
    digits = _digits_to_place(value, max(_last_place(one), _last_place(other)))
    return _derived(value, _Interval(low, high), one.unit, digits)


def multiply_quantity(quantity: Quantity, factor: float | Quantity) -> Quantity:
    """Multiply by a number, or by another quantity such as a ratio 1：1."""
    if isinstance(factor, Quantity):
        by, value, digits = _interval(factor), factor.value, min(quantity.digits, factor.digits)
    else:
        by, value, digits = _Interval(_End(factor), _End(factor)), factor, quantity.digits
    return _derived(
        _multiply_numbers(quantity.value, value),
        _multiply_intervals(_interval(quantity), by),
        quantity.unit,
        digits,
    )


def divide_quantities(one: Quantity, other: Quantity) -> Quantity:
    """Return `one` divided by `other`: 47500 人 by 535 份 is 88.8 人/份.

    If the divisor may be 0 by its bounds, the quotient has no upper bound. Raises
    NotCombinableError("zero_base") if the divisor's value is 0.
    """
    if other.value == 0:
        raise NotCombinableError("zero_base")
    alike = same_unit(one.unit, other.unit)
    unit = "" if alike else "/".join(filter(None, (one.unit, other.unit)))
    ends = _divide_intervals(_interval(one), _interval(other))
    return _derived(one.value / other.value, ends, unit, min(one.digits, other.digits))


def percentage_of(part: Quantity, whole: Quantity) -> Quantity:
    """Return `part` as a percentage of `whole`: 30 人 of 120 人 is 25%.

    Raises NotCombinableError (units_differ, zero_base).
    """
    _require_same_unit(part, whole)
    return replace(multiply_quantity(divide_quantities(part, whole), 100.0), unit="%")


def derived_qualifier(
    value: float, low: float | None, high: float | None, excluded: bool
) -> Qualifier:
    """Return the qualifier of a derived value by its bounds: AT_LEAST if only `low` is given.

    `excluded` means that this only bound is not itself a possible value (more than, below).
    """
    if low is not None and low == high:
        return Qualifier.EXACT
    if high is None and low is not None and low == value:
        return Qualifier.MORE_THAN if excluded else Qualifier.AT_LEAST
    if high is not None and high == value and not low:
        return Qualifier.BELOW if excluded else Qualifier.NEARLY
    return Qualifier.ABOUT


def _require_same_unit(one: Quantity, other: Quantity) -> None:
    """Raise NotCombinableError("units_differ") unless both quantities have the same unit."""
    if not same_unit(one.unit, other.unit):
        raise NotCombinableError("units_differ", (one.unit, other.unit))


def _interval(quantity: Quantity) -> _Interval:
    """Return the interval of a quantity; an open bound becomes 0 or an infinite end.

    0 is the low end of an amount that cannot be negative (persons, yuan).
    """
    low, high = quantity.bounds
    floor = 0.0 if quantity.value >= 0 and quantity.unit not in SIGNED else -math.inf
    return _Interval(
        _End(floor) if low is None else _End(low, quantity.low_exclusive),
        _End(math.inf) if high is None else _End(high, quantity.high_exclusive),
    )


def _derived(value: float, ends: _Interval, unit: str, digits: int) -> Quantity:
    """Return the quantity of a computed value with its interval, unit and significant digits.

    Infinite ends become open bounds (None).
    """
    low = None if math.isinf(ends.low.position) else ends.low.position
    high = None if math.isinf(ends.high.position) else ends.high.position
    low_out, high_out = (
        low is not None and ends.low.excluded,
        high is not None and ends.high.excluded,
    )
    excluded = high_out if low is None or low == 0 else low_out
    kind = derived_qualifier(value, low, high, excluded)
    return Quantity(value, low, high, low_out, high_out, kind, unit, max(1, digits))


def _sum_numbers(numbers: Sequence[float]) -> float:
    """Return the sum, computed in decimals: 0.1 and 0.2 give 0.3, not 0.30000000000000004."""
    if any(math.isinf(number) for number in numbers):
        return math.fsum(numbers)
    return float(sum((Decimal(repr(float(number))) for number in numbers), Decimal(0)))


def _multiply_numbers(one: float, other: float) -> float:
    """Return the product, computed in decimals; 0 times infinity is 0."""
    if one == 0 or other == 0:
        return 0.0
    if math.isinf(one) or math.isinf(other):
        return one * other
    return float(Decimal(repr(float(one))) * Decimal(repr(float(other))))


def _multiply_intervals(one: _Interval, other: _Interval) -> _Interval:
    """Return the interval of all products: [2, 3] by [4, 5] gives [8, 15]."""
    return _hull(
        [
            _combine_ends(a, b, _multiply_numbers(a.position, b.position))
            for a, b in _end_pairs(one, other)
        ]
    )


def _divide_intervals(one: _Interval, other: _Interval) -> _Interval:
    """Return the interval of all quotients: [8, 12] by [2, 4] gives [2, 6].

    Dividing by an interval with 0 inside it gives an interval that is open on both sides.
    """
    low, high = other.low.position, other.high.position
    if low < 0 < high or low == high == 0:
        return _Interval(_End(-math.inf), _End(math.inf))
    sign = -1.0 if high <= 0 else 1.0
    return _hull(
        [
            _combine_ends(a, b, _divide_ends(a.position, b.position, sign))
            for a, b in _end_pairs(one, other)
        ]
    )


def _divide_ends(one: float, other: float, sign: float) -> float:
    """Divide one end of an interval by another.

    Dividing by 0 gives infinity (with `sign`, the sign of the divisor's interval); dividing by an
    infinite end gives 0.
    """
    if one == 0 or math.isinf(other):
        return 0.0
    return math.copysign(math.inf, one) * sign if other == 0 else one / other


def _end_pairs(one: _Interval, other: _Interval) -> list[tuple[_End, _End]]:
    """Return the four pairs of an end of the first and an end of the second interval."""
    return [(a, b) for a in (one.low, one.high) for b in (other.low, other.high)]


def _combine_ends(one: _End, other: _End, position: float) -> _End:
    """Return an end at `position`, the product or quotient of two ends.

    It is excluded from the interval if either end is excluded or infinite, except where the first
    is an included 0.
    """
    reached = one.position == 0 and not one.excluded
    left_out = (
        one.excluded or other.excluded or math.isinf(other.position) or math.isinf(one.position)
    )
    return _End(position, left_out and not reached)


def _hull(ends: list[_End]) -> _Interval:
    """Return the smallest interval that contains all the ends."""
    low = min(ends, key=lambda end: (end.position, end.excluded))
    return _Interval(low, max(ends, key=lambda end: (end.position, not end.excluded)))


def _last_place(quantity: Quantity) -> int:
    """Return the exponent of ten of the last significant digit: 2 for 2300 with two digits."""
    if not quantity.value:
        return -15
    return Decimal(repr(quantity.value)).adjusted() - quantity.digits + 1


def _digits_to_place(value: float, place: int) -> int:
    """Return how many digits a value has down to the power of ten `place`: 2300 to 2 has two."""
    return Decimal(repr(value)).adjusted() - place + 1 if value else 1
