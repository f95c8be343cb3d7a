"""Number formats such as 约…万人: the meaning of the words around digits, for a whole column."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from intake.model.column_arrays import Flags, Floats, Indices
from quantities import Qualifier, UnreadableQuantityError, parse_quantity
from quantities.parse import MAX_VALUE

_EXACT_LIMIT = 2.0**53
"""Whole numbers up to here are exact in a float."""
_LINEAR = frozenset(set(Qualifier) - {Qualifier.AND_MORE, Qualifier.SEVERAL})
"""Qualifiers whose bounds are proportional to the number."""


@dataclass(frozen=True)
class NumberFormat:
    """The meaning of the words around digits: factor, unit, qualifier and open bounds.

    `factor` is NaN if the words do more than multiply the number. `and_more`: the words contain 余
    ("and a bit more"), so that the high bound is one step of the last digit above the value.
    """

    factor: float = np.nan
    unit: str = ""
    qualifier: str = ""
    low_open: bool = True
    high_open: bool = True
    and_more: bool = False


def find_number_format(before: str, after: str) -> NumberFormat:
    """Return the number format of the words before and after digits, such as 约 and 万人.

    The words are parsed with 1 and with 2 between them. If the second quantity is twice the first,
    they multiply every number in the same way. If not, the factor is NaN, and the caller reads such
    cells one by one.
    """
    # 折 does more than multiply: 五折 and 85折 are 50 and 85 percent.
    if "折" in after or any(character.isdigit() for character in before + after):
        return NumberFormat()
    try:
        one, two = parse_quantity(f"{before}1{after}"), parse_quantity(f"{before}2{after}")
    except UnreadableQuantityError:
        return NumberFormat()
    # A factor with decimals would not be exact in a float.
    if one.value < 1 or not one.value.is_integer() or two.value != 2 * one.value:
        return NumberFormat()
    and_more = one.qualifier is Qualifier.AND_MORE
    if and_more:
        ends_at_next_step = (one.high, two.high) == (2 * one.value, 3 * one.value)
        is_regular = ends_at_next_step and (one.low, two.low) == (one.value, two.value)
    else:
        doubled = tuple(None if bound is None else bound * 2 for bound in one.bounds)
        is_regular = one.qualifier in _LINEAR and two.bounds == doubled
    if not is_regular:
        return NumberFormat()
    low_open, high_open = one.low is None, one.high is None
    return NumberFormat(one.value, one.unit, str(one.qualifier), low_open, high_open, and_more)


def scale_numbers(
    digits: pa.ChunkedArray, readable: Flags, format_indices: Indices, formats: list[NumberFormat]
) -> tuple[Flags, Floats, Floats, Floats]:
    """Return which numbers are readable, their values, and their low and high bounds.

    Row `i` has the number format `formats[format_indices[i]]`: its digits are multiplied by the
    format's factor, and each bound is the value, or NaN if the format leaves it open. 2300 with 余
    has the bounds 2300 and 2400. Numbers that a float cannot represent exactly are marked
    unreadable; the caller reads them one by one.
    """
    factors = np.array([form.factor for form in formats])[format_indices]
    if np.isnan(factors).any():
        readable = readable & ~np.isnan(factors)
    numbers, whole, divisor = _split_decimals(digits, readable)
    flags = np.array([(form.low_open, form.high_open, form.and_more) for form in formats], bool)
    # A column of flags for each row; `reshape` is for a column without any formats.
    low_open, high_open, and_more = flags.reshape(-1, 3).T[:, format_indices]
    # Multiplied as a whole number and divided once at the end, 4.75万 is exactly 47500. A number
    # that is not multiplied keeps all its decimals: 33.333333333333336.
    product = whole * factors
    unscaled = (factors == 1) & ~and_more
    scaled = np.where(unscaled, numbers, product / divisor)
    readable = readable & (unscaled | (product <= _EXACT_LIMIT)) & (scaled <= MAX_VALUE)
    value = np.where(readable, scaled, np.nan)
    low = np.where(low_open, np.nan, value) if low_open.any() else value
    high = np.where(high_open, np.nan, value) if high_open.any() else value
    and_more = and_more & readable
    if and_more.any():
        # 0余 has no last digit and so no upper bound.
        readable = readable & ~(and_more & (whole == 0))
        next_step = (whole + _find_last_digit_steps(whole)) * factors / divisor
        high = np.where(and_more, next_step, high)
    return readable, value, low, high


def _split_decimals(digits: pa.ChunkedArray, readable: Flags) -> tuple[Floats, Floats, Floats]:
    """Return each number, its digits as a whole number, and the divisor: 4.75 → 4.75, 475, 100.

    An unreadable number becomes 0. If no number has decimals, there is a single divisor 1 for all.
    """
    if not readable.all():
        digits = pc.if_else(pa.array(readable), digits, "0")
    if pc.any(pc.match_substring(digits, ",")).as_py():
        digits = pc.replace_substring(digits, ",", "")
    numbers = np.asarray(digits.cast(pa.float64()), np.float64)
    if not pc.any(pc.match_substring(digits, ".")).as_py():
        return numbers, numbers, np.ones(1)
    point = np.asarray(pc.find_substring(digits, "."), np.int64)
    length = np.asarray(pc.binary_length(digits), np.int64)
    divisor = 10.0 ** np.where(point < 0, 0, length - point - 1)
    return numbers, np.rint(numbers * divisor), divisor


def _find_last_digit_steps(whole: Floats) -> Floats:
    """Return one unit of the last non-zero digit of each number: 2300 → 100.

    The numbers are whole and have at most 16 digits, since a float represents them exactly. A
    number that 10 to some power divides has at least as many zeros at its end.
    """
    steps = np.ones(len(whole))
    for power in range(1, 16):
        steps[whole % 10.0**power == 0] = 10.0**power
    return steps
