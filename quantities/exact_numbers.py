"""Floats that keep the exact number they stand for, so that arithmetic adds no rounding errors.

Figures are stored as floats and given to pandas as floats. A float stands for its shortest decimal
(0.1 for one tenth), as it was written. A computed number without such a decimal, such as a third,
is an `ExactFloat`, which keeps its fraction.
"""

import math
from decimal import Decimal
from fractions import Fraction


class ExactFloat(float):
    """A float with the fraction of which it is the nearest float: 33.333333333333336 and 100/3.

    `ratio` is its numerator and its positive denominator, without a common divisor.
    """

    __slots__ = ("ratio",)
    ratio: tuple[int, int]

    def __neg__(self) -> float:
        """Return the negative number with its fraction."""
        numerator, denominator = self.ratio
        return exact_quotient(-numerator, denominator)


def integer_ratio(number: float) -> tuple[int, int]:
    """Return numerator and denominator of the exact number that a float stands for: 0.1 → (1, 10).

    For an `ExactFloat` they are those of its fraction, for any other float those of its shortest
    decimal. Raises ValueError for NaN, OverflowError for infinity.
    """
    if isinstance(number, ExactFloat):
        return number.ratio
    if number == (whole := int(number)):
        return whole, 1
    return Decimal(repr(float(number))).as_integer_ratio()


def exact_quotient(numerator: int, denominator: int) -> float:
    """Return the float nearest to a fraction: an `ExactFloat` if its shortest decimal is not exact.

    1 by 10 → 0.1, a plain float; 100 by 3 → 33.333333333333336, for which `integer_ratio` returns
    (100, 3). Raises ZeroDivisionError.
    """
    number = numerator / denominator
    own_numerator, own_denominator = integer_ratio(number)
    if own_numerator * denominator == numerator * own_denominator:
        return number
    divisor = math.gcd(numerator, denominator) * (1 if denominator > 0 else -1)
    exact = ExactFloat(number)
    exact.ratio = numerator // divisor, denominator // divisor
    return exact


def exact_fraction(number: float) -> Fraction:
    """Return the exact number that a float stands for as a Fraction: 0.1 → 1/10."""
    return Fraction(*integer_ratio(number))


def exact_float(fraction: Fraction) -> float:
    """Return the float (perhaps an `ExactFloat`) nearest to a Fraction: 1/10 → 0.1."""
    return exact_quotient(fraction.numerator, fraction.denominator)
