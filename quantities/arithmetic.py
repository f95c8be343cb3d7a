"""Interval arithmetic on reported numbers: bounds are carried, exactness is never gained.

The open low of a count, a sum of money or a share is 0. Sums and differences keep the decimal
place of their least exact operand, products and quotients its significant digits.
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
        super().__init__(code)
        self.keys = tuple(keys)


@dataclass(frozen=True, slots=True)
class _End:
    """One end of an interval; `out` means the end itself is left out. Open is infinite."""

    at: float
    out: bool = False


@dataclass(frozen=True, slots=True)
class _Interval:
    low: _End
    high: _End


def total(quantities: Sequence[Quantity]) -> Quantity:
    """Add quantities of one unit; raises NotCombinable(units_differ), ValueError for none."""
    if not quantities:
        raise ValueError("nothing to add")
    first, *others = quantities
    for other in others:
        _require_same_unit(first, other)
    if not others:
        return first
    ends = [_interval(quantity) for quantity in quantities]
    low = _End(_sum([e.low.at for e in ends]), any(e.low.out for e in ends))
    high = _End(_sum([e.high.at for e in ends]), any(e.high.out for e in ends))
    value = _sum([quantity.value for quantity in quantities])
    digits = _digits_at(value, max(_place(quantity) for quantity in quantities))
    return _derived(value, _Interval(low, high), first.unit, digits)


def difference(one: Quantity, other: Quantity) -> Quantity:
    """Subtract the other from the one; raises NotCombinable(units_differ)."""
    _require_same_unit(one, other)
    ends, minus = _interval(one), _interval(other)
    low = _End(_sum([ends.low.at, -minus.high.at]), ends.low.out or minus.high.out)
    high = _End(_sum([ends.high.at, -minus.low.at]), ends.high.out or minus.low.out)
    value = _sum([one.value, -other.value])
    digits = _digits_at(value, max(_place(one), _place(other)))
    return _derived(value, _Interval(low, high), one.unit, digits)


def product(quantity: Quantity, factor: float | Quantity) -> Quantity:
    """Multiply by a plain number, or by another quantity such as a ratio 1：1."""
    if isinstance(factor, Quantity):
        by, value, digits = _interval(factor), factor.value, min(quantity.digits, factor.digits)
    else:
        by, value, digits = _Interval(_End(factor), _End(factor)), factor, quantity.digits
    return _derived(
        _times(quantity.value, value), _multiply(_interval(quantity), by), quantity.unit, digits
    )


def ratio(one: Quantity, other: Quantity) -> Quantity:
    """Divide the one by the other: 47500 人 by 535 份 is 88.8 人/份.

    Dividing by an interval that holds 0 leaves that side open. Raises NotCombinable(zero_base)
    where the other's value is 0.
    """
    if other.value == 0:
        raise NotCombinableError("zero_base")
    alike = same_unit(one.unit, other.unit)
    unit = "" if alike else "/".join(filter(None, (one.unit, other.unit)))
    ends = _divide(_interval(one), _interval(other))
    return _derived(one.value / other.value, ends, unit, min(one.digits, other.digits))


def share(part: Quantity, whole: Quantity) -> Quantity:
    """Give a part in percent of its whole; raises NotCombinable(units_differ, zero_base)."""
    _require_same_unit(part, whole)
    return replace(product(ratio(part, whole), 100.0), unit="%")


def derived_qualifier(value: float, low: float | None, high: float | None, out: bool) -> Qualifier:
    """Choose the qualifier that the bounds of a derived value allow.

    `out` tells whether the only bound is itself left out.
    """
    if low is not None and low == high:
        return Qualifier.EXACT
    if high is None and low is not None and low == value:
        return Qualifier.MORE_THAN if out else Qualifier.AT_LEAST
    if high is not None and high == value and not low:
        return Qualifier.BELOW if out else Qualifier.NEARLY
    return Qualifier.ABOUT


def _require_same_unit(one: Quantity, other: Quantity) -> None:
    if not same_unit(one.unit, other.unit):
        raise NotCombinableError("units_differ", (one.unit, other.unit))


def _interval(quantity: Quantity) -> _Interval:
    low, high = quantity.bounds
    floor = 0.0 if quantity.value >= 0 and quantity.unit not in SIGNED else -math.inf
    return _Interval(
        _End(floor) if low is None else _End(low, quantity.low_exclusive),
        _End(math.inf) if high is None else _End(high, quantity.high_exclusive),
    )


def _derived(value: float, ends: _Interval, unit: str, digits: int) -> Quantity:
    low = None if math.isinf(ends.low.at) else ends.low.at
    high = None if math.isinf(ends.high.at) else ends.high.at
    low_out, high_out = low is not None and ends.low.out, high is not None and ends.high.out
    out = high_out if low is None or low == 0 else low_out
    kind = derived_qualifier(value, low, high, out)
    return Quantity(value, low, high, low_out, high_out, kind, unit, max(1, digits))


def _sum(numbers: Sequence[float]) -> float:
    if any(math.isinf(number) for number in numbers):
        return math.fsum(numbers)
    return float(sum((Decimal(repr(float(number))) for number in numbers), Decimal(0)))


def _times(one: float, other: float) -> float:
    if one == 0 or other == 0:
        return 0.0
    if math.isinf(one) or math.isinf(other):
        return one * other
    return float(Decimal(repr(float(one))) * Decimal(repr(float(other))))


def _multiply(one: _Interval, other: _Interval) -> _Interval:
    return _hull([_corner(a, b, _times(a.at, b.at)) for a, b in _corners(one, other)])


def _divide(one: _Interval, other: _Interval) -> _Interval:
    low, high = other.low.at, other.high.at
    if low < 0 < high or low == high == 0:
        return _Interval(_End(-math.inf), _End(math.inf))
    sign = -1.0 if high <= 0 else 1.0
    return _hull([_corner(a, b, _quotient(a.at, b.at, sign)) for a, b in _corners(one, other)])


def _quotient(one: float, other: float, sign: float) -> float:
    """Divide ends of intervals; next to 0 the quotient is open, next to an open end it is 0."""
    if one == 0 or math.isinf(other):
        return 0.0
    return math.copysign(math.inf, one) * sign if other == 0 else one / other


def _corners(one: _Interval, other: _Interval) -> list[tuple[_End, _End]]:
    return [(a, b) for a in (one.low, one.high) for b in (other.low, other.high)]


def _corner(one: _End, other: _End, at: float) -> _End:
    reached = one.at == 0 and not one.out
    left_out = one.out or other.out or math.isinf(other.at) or math.isinf(one.at)
    return _End(at, left_out and not reached)


def _hull(ends: list[_End]) -> _Interval:
    low = min(ends, key=lambda end: (end.at, end.out))
    return _Interval(low, max(ends, key=lambda end: (end.at, not end.out)))


def _place(quantity: Quantity) -> int:
    """Give the power of ten of the last significant digit."""
    if not quantity.value:
        return -15
    return Decimal(repr(quantity.value)).adjusted() - quantity.digits + 1


def _digits_at(value: float, place: int) -> int:
    return Decimal(repr(value)).adjusted() - place + 1 if value else 1
