"""`Quantity`: a reported number with value, bounds, qualifier, unit and wording."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from quantities.exact_numbers import exact_float


class Qualifier(StrEnum):
    """How a reported number relates to the true value; the words are those of GB/T 15835—2011.

    AND_MORE is 余 (a bit more than the digits say), SEVERAL a class such as 数十 (some tens).
    """

    EXACT = "exact"
    AND_MORE = "and_more"
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    NEARLY = "nearly"
    BELOW = "below"
    ABOUT = "about"
    SEVERAL = "several"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A reported or derived number in base units: 2300万余元 is 23,000,000 元.

    `low` and `high` are bounds, None if open; an exclusive bound is not reached itself. The value
    of 30% or 三成 is 30, that of the ratio 1：1 is 1. `digits` is the number of significant digits
    of the wording; `wording` is the number as printed, without white space, "" for a derived one.
    """

    value: float
    low: float | None
    high: float | None
    low_exclusive: bool = False
    high_exclusive: bool = False
    qualifier: Qualifier = Qualifier.EXACT
    unit: str = ""
    digits: int = 1
    wording: str = ""

    @property
    def derived(self) -> bool:
        """Whether the number was computed rather than reported."""
        return not self.wording

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """Return the quantity's low and high bound; None where open."""
        return self.low, self.high


class Bounds(NamedTuple):
    """Low and high bound of a quantity (None: open), and whether each is exclusive."""

    low: float | None
    high: float | None
    low_exclusive: bool = False
    high_exclusive: bool = False


def compute_bounds(
    qualifier: Qualifier, value: Decimal | Fraction, step: Decimal, inclusive: bool = False
) -> Bounds:
    """Return the bounds of a value with a qualifier: AT_LEAST 50 → low 50.

    `step` is one unit of the last non-zero digit: 2300余 (AND_MORE, step 100) is below 2400. With
    `inclusive`, BELOW means "at most" (不超过) instead of "less than" (不足). NEARLY has only a
    high bound, ABOUT none. Raises ValueError for SEVERAL, whose bounds depend on the wording.
    """
    number = float(value) if isinstance(value, Decimal) else exact_float(value)
    match qualifier:
        case Qualifier.EXACT:
            return Bounds(number, number)
        case Qualifier.AND_MORE:
            next_value = value + step if isinstance(value, Decimal) else value + Fraction(step)
            return Bounds(number, float(next_value), high_exclusive=True)
        case Qualifier.AT_LEAST:
            return Bounds(number, None)
        case Qualifier.MORE_THAN:
            return Bounds(number, None, low_exclusive=True)
        case Qualifier.NEARLY:
            return Bounds(None, number)
        case Qualifier.BELOW:
            return Bounds(None, number, high_exclusive=not inclusive)
        case Qualifier.ABOUT:
            return Bounds(None, None)
        case Qualifier.SEVERAL:
            raise ValueError("the bounds of a class such as 数十 depend on its wording")


def last_digit_step(value: Decimal) -> Decimal:
    """Return one unit of the last non-zero digit: 100 of 2300, 0.01 of 4.75, 1 of 0."""
    if not value:
        return Decimal(1)
    return Decimal(1).scaleb(int(value.normalize().as_tuple().exponent))
