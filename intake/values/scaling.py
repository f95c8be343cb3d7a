"""Digits multiplied by what the words around them are worth, a column at a time and exactly."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from intake.model.batch import Flags, Floats, Numbers
from quantities import Qualifier, Quantity, UnreadableQuantityError, read

_EXACT_LIMIT = 2.0**53
"""Whole numbers up to here are exact in a float."""
_LARGEST_VALUE = 1e15
_LINEAR = frozenset(set(Qualifier) - {Qualifier.AND_MORE, Qualifier.SEVERAL})


@dataclass(frozen=True)
class NumberFormat:
    """What the words around digits do to them: a whole factor, open bounds, or 余 (`more`)."""

    factor: float = np.nan
    unit: str = ""
    qualifier: str = ""
    low_open: bool = True
    high_open: bool = True
    more: bool = False


def number_format(before: str, after: str) -> NumberFormat:
    """Read the words around a 1 and a 2; a factor of NaN where they do not simply multiply.

    折 does not: 五折 and 85折 are 50 and 85 percent.
    """
    if "折" in after or any(character.isdigit() for character in before + after):
        return NumberFormat()
    try:
        one, two = read(f"{before}1{after}"), read(f"{before}2{after}")
    except UnreadableQuantityError:
        return NumberFormat()
    if one.value < 1 or not one.value.is_integer() or two.value != 2 * one.value:
        return NumberFormat()
    if one.qualifier is Qualifier.AND_MORE:
        steps = one.bounds == (one.value, 2 * one.value), two.bounds == (two.value, 3 * one.value)
        return _make_format(one, more=True) if all(steps) else NumberFormat()
    doubled = tuple(None if end is None else end * 2 for end in one.bounds)
    simple = one.qualifier in _LINEAR and two.bounds == doubled
    return _make_format(one) if simple else NumberFormat()


def _make_format(one: Quantity, more: bool = False) -> NumberFormat:
    ends = (one.low is None, one.high is None)
    return NumberFormat(one.value, one.unit, str(one.qualifier), *ends, more)


def scale_numbers(
    digits: pa.ChunkedArray, good: Flags, ways: Numbers, kinds: list[NumberFormat]
) -> tuple[Flags, Floats, Floats, Floats]:
    """Return which numbers could be read, their values, and their low and high bounds.

    What would not be exact in floats is left unread; so are the rows that are not `good`.
    """
    factors = np.array([kind.factor for kind in kinds])
    if np.isnan(factors).any():
        good = good & ~np.isnan(factors)[ways]
    whole, decimals = _whole_numbers(digits, good)
    product = whole * factors[ways]
    good = good & (product <= _EXACT_LIMIT) & (product / decimals <= _LARGEST_VALUE)
    value = np.where(good, product / decimals, np.nan)
    low, high = (_bound_values(value, ways, kinds, end) for end in ("low_open", "high_open"))
    more = np.array([kind.more for kind in kinds])
    if more.any():
        rows = more[ways] & good
        good = good & ~(rows & (whole == 0))
        above = (whole + _last_digit_steps(whole)) * factors[ways] / decimals
        high = np.where(rows, above, high)
    return good, value, low, high


def _whole_numbers(digits: pa.ChunkedArray, good: Flags) -> tuple[Floats, Floats]:
    """Write each number as a whole one over a power of ten: 4.75 is 475 over 100."""
    if not good.all():
        digits = pc.if_else(pa.array(good), digits, "0")
    if pc.any(pc.match_substring(digits, ",")).as_py():
        digits = pc.replace_substring(digits, ",", "")
    numbers = np.asarray(digits.cast(pa.float64()), np.float64)
    if not pc.any(pc.match_substring(digits, ".")).as_py():
        return numbers, np.ones(1)
    point = np.asarray(pc.find_substring(digits, "."), np.int64)
    length = np.asarray(pc.binary_length(digits), np.int64)
    decimals = 10.0 ** np.where(point < 0, 0, length - point - 1)
    return np.rint(numbers * decimals), decimals


def _bound_values(value: Floats, ways: Numbers, kinds: list[NumberFormat], end: str) -> Floats:
    """Leave a bound open where its words do; elsewhere it is the value's own array."""
    is_open = np.array([getattr(kind, end) for kind in kinds], bool)[ways]
    return np.where(is_open, np.nan, value) if is_open.any() else value


def _last_digit_steps(whole: Floats) -> Floats:
    """One unit of the last digit that is not zero: 2300 has 100."""
    step = np.ones(len(whole))
    for power in range(1, 16):
        step[whole % 10.0**power == 0] = 10.0**power
    return step
