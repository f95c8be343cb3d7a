"""One scale for all numbers of a table or chart: 852 and 1013 with the note 单位：万元."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from locales import Language, Words

LARGE_NUMBER = 1e8
"""From this number on, numbers are formatted in a larger unit even if they then need a decimal."""
LARGE_UNITS: dict[Language, float] = {"zh": 1e4, "en": 1e3}
"""The size of the larger unit in base units: 万元, thousand yuan."""


@dataclass(frozen=True)
class NumberScale:
    """How numbers are formatted: divided by `factor`, with so many `decimals`, in `unit`."""

    factor: float
    decimals: int
    unit: str
    language: Language

    def format_number(self, value: float) -> str:
        """Format a number without its unit, rounded half up: 4492 (English 4,492), 85.7, −2.6.

        NaN becomes a dash. Chinese numbers have no mark between thousands (GB/T 15835).
        """
        if math.isnan(value):
            return "—"
        scaled = Decimal(repr(float(value))) / Decimal(repr(self.factor))
        rounded = scaled.quantize(Decimal(1).scaleb(-self.decimals), rounding=ROUND_HALF_UP)
        text = f"{abs(rounded):{'' if self.language == 'zh' else ','}.{self.decimals}f}"
        return f"−{text}" if rounded < 0 else text

    def format_amount(self, value: float) -> str:
        """Format a number with its unit: 29810人, 85.7%, 29,810 people."""
        gap = "" if self.language == "zh" or self.unit == "%" else " "
        return f"{self.format_number(value)}{gap}{self.unit}"


def choose_scale(values: Iterable[float], words: Words, code: str) -> NumberScale:
    """Return the scale for numbers of an indicator, given in its base unit; NaN stands for none.

    The larger unit (万) is chosen if no number then needs decimals, or if one reaches LARGE_NUMBER.
    Shares have one decimal; other numbers have two unless all are whole.

    Example: choose_scale([8_520_000, 10_130_000], words, "union_dues") formats 852 and 1013 in
    万元.
    """
    sizes = [abs(value) for value in values if math.isfinite(value) and value]
    unit, factor = words.name("unit", code), LARGE_UNITS[words.language]
    if unit in ("%", "‰"):
        return NumberScale(1, 1, unit, words.language)
    largest = max(sizes, default=0)
    # In the larger unit all are whole, and the largest has two digits at least.
    is_round = largest >= 10 * factor and all(value % factor == 0 for value in sizes)
    if is_round or largest >= LARGE_NUMBER:
        large_unit = words.say("units.large", unit=unit)
        return NumberScale(factor, 0 if is_round else 1, large_unit, words.language)
    decimals = 0 if all(value == int(value) for value in sizes) else 2
    return NumberScale(1, decimals, unit, words.language)
