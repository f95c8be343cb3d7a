"""Floats that remember the exact number behind them, so that arithmetic adds no noise of its own.

Figures are stored as floats and handed to pandas as floats. A float stands for its shortest decimal
(0.1 for one tenth), as it was written; a computed number that has none, such as a third, carries
its fraction along.
"""

import math
from decimal import Decimal
from fractions import Fraction


class ExactFloat(float):
    """A float that carries the fraction which it rounds: 33.333333333333336 of 100/3.

    `ratio` is its numerator and its positive denominator, without a common divisor.
    """

    __slots__ = ("ratio",)
    ratio: tuple[int, int]

    def __neg__(self) -> float:
        """Return the negative number, which carries its fraction, too."""
        numerator, denominator = self.ratio
        return exact_quotient(-numerator, denominator)


def integer_ratio(number: float) -> tuple[int, int]:
    """Return numerator and denominator of the exact number that a float stands for: 0.1 → (1, 10).

    A float that was computed by `exact_quotient` gives its own, any other one those of its shortest
    decimal. Raises ValueError for NaN, OverflowError for infinity.
    """
    if isinstance(number, ExactFloat):
        return number.ratio
    if number == (whole := int(number)):
        return whole, 1
    return Decimal(repr(float(number))).as_integer_ratio()


def exact_quotient(numerator: int, denominator: int) -> float:
    """Return the float nearest to a fraction, which it carries unless its own digits are exact.

    1 by 10 → 0.1, a plain float; 100 by 3 → 33.333333333333336, which still is a hundred thirds for
    `integer_ratio`. Raises ZeroDivisionError.
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
    """Return the exact number that a float stands for, as `integer_ratio` does: 0.1 → 1/10."""
    return Fraction(*integer_ratio(number))


def exact_float(fraction: Fraction) -> float:
    """Return the float nearest to a fraction, as `exact_quotient` does: 1/10 → 0.1."""
    return exact_quotient(fraction.numerator, fraction.denominator)
