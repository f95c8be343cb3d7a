"""Parsing of fractions such as 三分之二 (two thirds), 近1/3, 四分之三以上 as percentages."""

import re
from decimal import Decimal

from quantities.grammar import (
    AT_MOST_WORDS,
    LINKING_VERB,
    QUALIFIERS_AFTER,
    QUALIFIERS_BEFORE,
    alternatives,
)
from quantities.quantity import Qualifier, Quantity, bounds_of

_DIGIT_VALUES = {char: value for value, char in enumerate("零一二三四五六七八九十")} | {"两": 2}
FRACTION = re.compile(
    rf"(?:(?P<qualifier_before>{alternatives(QUALIFIERS_BEFORE)}){LINKING_VERB})?"
    r"(?:(?P<denominator>[二三四五六七八九十]|10|[2-9])分之(?P<numerator>[一二两三四五六七八九]|[1-9])"
    r"(?![十百千万亿\d.])"
    r"|(?P<numerator_before_slash>[1-9])/(?P<denominator_after_slash>10|[2-9])(?![\d./年月日]))"
    rf"(?P<qualifier_after>{alternatives(QUALIFIERS_AFTER)})?"
)


def parse_fraction(match: re.Match[str], wording: str) -> Quantity | None:
    """Return the percentage that a match of FRACTION states: 四分之三 (three quarters) → 75%.

    Returns None if the fraction is not below 1.
    """
    numerator = _parse_digit(match["numerator"] or match["numerator_before_slash"])
    denominator = _parse_digit(match["denominator"] or match["denominator_after_slash"])
    if numerator >= denominator:
        return None
    words = [word for word in match.group("qualifier_before", "qualifier_after") if word]
    qualifiers = [(QUALIFIERS_BEFORE | QUALIFIERS_AFTER)[word] for word in words]
    # Words before and after together, as in 超过四分之三左右, do not state one bound.
    qualifier = Qualifier.ABOUT if len(qualifiers) > 1 else next(iter(qualifiers), Qualifier.EXACT)
    percentage = Decimal(100 * numerator) / denominator
    at_most = any(word in AT_MOST_WORDS for word in words)
    bounds = bounds_of(qualifier, percentage, step=Decimal(1), inclusive=at_most)
    # Sums of a fraction have two digits at most: 三分之二 is 67%.
    return Quantity(float(percentage), *bounds, qualifier, unit="%", digits=2, wording=wording)


def _parse_digit(digit: str) -> int:
    """Return the value of one digit of a fraction, Arabic or Chinese: 三 → 3."""
    return int(digit) if digit.isdigit() else _DIGIT_VALUES[digit]
