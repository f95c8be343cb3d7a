"""Number formats such as 约…万人: the meaning of the words around digits, for a whole column."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from intake.model.column_arrays import Flags, Floats, Numbers
from quantities import Qualifier, Quantity, UnreadableQuantityError, parse_quantity

_EXACT_LIMIT = 2.0**53
"""Whole numbers up to here are exact in a float."""
_LARGEST_VALUE = 1e15
_LINEAR = frozenset(set(Qualifier) - {Qualifier.AND_MORE, Qualifier.SEVERAL})


@dataclass(frozen=True)
class NumberFormat:
    """The meaning of the words around digits: factor, unit, qualifier and open bounds.

    `factor` is NaN if the words do more than multiply. `more`: the words contain 余, so that the
    high bound is one step of the last digit above the value.
    """

    factor: float = np.nan
    unit: str = ""
    qualifier: str = ""
    low_open: bool = True
    high_open: bool = True
    more: bool = False


def find_number_format(before: str, after: str) -> NumberFormat:
    """Return the format of the words before and after digits, found by parsing them with 1 and 2.

    折 does more than multiply: 五折 and 85折 are 50 and 85 percent.
    """
    if "折" in after or any(character.isdigit() for character in before + after):
        return NumberFormat()
    try:
        one, two = parse_quantity(f"{before}1{after}"), parse_quantity(f"{before}2{after}")
    except UnreadableQuantityError:
        return NumberFormat()
    if one.value < 1 or not one.value.is_integer() or two.value != 2 * one.value:
        return NumberFormat()
    if one.qualifier is Qualifier.AND_MORE:
        steps = one.bounds == (one.value, 2 * one.value), two.bounds == (two.value, 3 * one.value)
        return _make_format(one, more=True) if all(steps) else NumberFormat()
    doubled = tuple(None if bound is None else bound * 2 for bound in one.bounds)
    simple = one.qualifier in _LINEAR and two.bounds == doubled
    return _make_format(one) if simple else NumberFormat()


def _make_format(one: Quantity, more: bool = False) -> NumberFormat:
    """Return the format of words with which a 1 is parsed as this quantity.

    `more`: the words contain 余.
    """
    is_open = (one.low is None, one.high is None)
    return NumberFormat(one.value, one.unit, str(one.qualifier), *is_open, more)


def scale_numbers(
    digits: pa.ChunkedArray, readable: Flags, formats: Numbers, kinds: list[NumberFormat]
) -> tuple[Flags, Floats, Floats, Floats]:
    """Return which numbers are readable, their values, and their low and high bounds.

    Row `i` has the format `kinds[formats[i]]`. Numbers that a float cannot represent exactly are
    marked unreadable.
    """
    factors = np.array([kind.factor for kind in kinds])
    if np.isnan(factors).any():
        readable = readable & ~np.isnan(factors)[formats]
    whole, decimals = _whole_numbers(digits, readable)
    product = whole * factors[formats]
    readable = readable & (product <= _EXACT_LIMIT) & (product / decimals <= _LARGEST_VALUE)
    value = np.where(readable, product / decimals, np.nan)
    low = _open_where(np.array([kind.low_open for kind in kinds])[formats], value)
    high = _open_where(np.array([kind.high_open for kind in kinds])[formats], value)
    more = np.array([kind.more for kind in kinds])
    if more.any():
        rows = more[formats] & readable
        readable = readable & ~(rows & (whole == 0))
        above = (whole + _last_digit_steps(whole)) * factors[formats] / decimals
        high = np.where(rows, above, high)
    return readable, value, low, high


def _whole_numbers(digits: pa.ChunkedArray, readable: Flags) -> tuple[Floats, Floats]:
    """Return each number as a whole number and a divisor: 4.75 → 475 and 100."""
    if not readable.all():
        digits = pc.if_else(pa.array(readable), digits, "0")
    if pc.any(pc.match_substring(digits, ",")).as_py():
        digits = pc.replace_substring(digits, ",", "")
    numbers = np.asarray(digits.cast(pa.float64()), np.float64)
    if not pc.any(pc.match_substring(digits, ".")).as_py():
        return numbers, np.ones(1)
    point = np.asarray(pc.find_substring(digits, "."), np.int64)
    length = np.asarray(pc.binary_length(digits), np.int64)
    decimals = 10.0 ** np.where(point < 0, 0, length - point - 1)
    return np.rint(numbers * decimals), decimals


def _open_where(is_open: Flags, value: Floats) -> Floats:
    """Return a bound: NaN where `is_open`, else the value."""
    return np.where(is_open, np.nan, value) if is_open.any() else value


def _last_digit_steps(whole: Floats) -> Floats:
    """Return one unit of the last non-zero digit: 2300 → 100."""
    step = np.ones(len(whole))
    for power in range(1, 16):
        step[whole % 10.0**power == 0] = 10.0**power
    return step
