"""One number as it was reported: value, bounds, qualifier, unit and wording."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple


class Qualifier(StrEnum):
    """How a wording limits its number (GB/T 15835—2011 on approximate numbers)."""

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

    `low` and `high` are bounds, None where open. Percent is a number of percent, three 成 are 30,
    a ratio 1：1 is 1. `digits` counts the significant digits of the wording; `wording` is the
    numeral as printed without white space, empty for what is derived.
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
        """Tell whether the number was computed and never printed."""
        return not self.wording

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """Give low and high together."""
        return self.low, self.high


class Bounds(NamedTuple):
    """Low and high of a quantity and whether each is itself left out."""

    low: float | None
    high: float | None
    low_exclusive: bool = False
    high_exclusive: bool = False


def bounds_of(
    qualifier: Qualifier, value: Decimal, step: Decimal, inclusive: bool = False
) -> Bounds:
    """Bound a number by its qualifier; `step` is one unit of its last non-zero digit.

    `inclusive` turns 不足 N (below N) into 不超过 N (at most N). Several has no rule of its own:
    its class carries the bounds, so asking for it is a ValueError.
    """
    number = float(value)
    match qualifier:
        case Qualifier.EXACT:
            return Bounds(number, number)
        case Qualifier.AND_MORE:
            return Bounds(number, float(value + step), high_exclusive=True)
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
            raise ValueError("the class of 数 or 几 carries its own bounds")


def last_step(value: Decimal) -> Decimal:
    """Give one unit of the last non-zero digit: 2300 has 100, 4.75 has 0.01, 0 has 1."""
    if not value:
        return Decimal(1)
    return Decimal(1).scaleb(int(value.normalize().as_tuple().exponent))
