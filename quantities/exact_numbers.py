"""Floats that remember the exact number behind them, so that arithmetic adds no noise of its own.

Figures are stored as floats and handed to pandas as floats. A float stands for its shortest decimal
(0.1 for one tenth), as it was written; a computed number that has none, such as a third, carries
its fraction along.
"""

from decimal import Decimal
from fractions import Fraction


class ExactFloat(float):
    """A float that carries the fraction which it rounds: 33.333333333333336 of 100/3."""

    __slots__ = ("fraction",)
    fraction: Fraction

    def __neg__(self) -> float:
        """Return the negative number, which carries its fraction, too."""
        return exact_float(-self.fraction)


def exact_fraction(number: float) -> Fraction:
    """Return the exact number that a float stands for: 0.1 → 1/10.

    A float that was computed by `exact_float` gives its fraction, any other one its shortest
    decimal. Raises ValueError for NaN, OverflowError for infinity.
    """
    if isinstance(number, ExactFloat):
        return number.fraction
    if number == (whole := int(number)):
        return Fraction(whole)
    return Fraction(Decimal(repr(float(number))))


def exact_float(fraction: Fraction) -> float:
    """Return the float nearest to a fraction, which it carries unless its own digits are exact.

    1/10 → 0.1, a plain float; 100/3 → 33.333333333333336, which still is a hundred thirds for
    `exact_fraction`.
    """
    number = float(fraction)
    if exact_fraction(number) == fraction:
        return number
    exact = ExactFloat(number)
    exact.fraction = fraction
    return exact
