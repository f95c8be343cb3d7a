"""Parsing of fractions such as 三分之二, 近1/3, 四分之三以上 as percentages."""

import re
from decimal import Decimal

from quantities.grammar import AFTER, AT_MOST, BEFORE, LINK, alternatives
from quantities.quantity import Qualifier, Quantity, bounds_of

_DIGIT = {char: value for value, char in enumerate("零一二三四五六七八九十")} | {"两": 2}
FRACTION = re.compile(
    rf"(?:(?P<before>{alternatives(BEFORE)}){LINK})?"
    r"(?:(?P<whole>[二三四五六七八九十]|10|[2-9])分之(?P<part>[一二两三四五六七八九]|[1-9])(?![十百千万亿\d.])"
    r"|(?P<above>[1-9])/(?P<below>10|[2-9])(?![\d./年月日]))"
    rf"(?P<after>{alternatives(AFTER)})?"
)


def parse_fraction(match: re.Match[str], wording: str) -> Quantity | None:
    """Return the percentage of a match of FRACTION; None if the fraction is not below 1."""
    part = _digit_value(match["part"] or match["above"])
    whole = _digit_value(match["whole"] or match["below"])
    if part >= whole:
        return None
    words = [word for word in (match["before"], match["after"]) if word]
    kinds = [(BEFORE | AFTER)[word] for word in words]
    kind = kinds[0] if len(kinds) == 1 else Qualifier.ABOUT if kinds else Qualifier.EXACT
    value = Decimal(100 * part) / whole
    ends = bounds_of(kind, value, Decimal(1), any(word in AT_MOST for word in words))
    flags = (ends.low_exclusive, ends.high_exclusive)
    return Quantity(float(value), ends.low, ends.high, *flags, kind, "%", 2, wording)


def _digit_value(text: str) -> int:
    """Return the value of an Arabic or Chinese digit: 三 → 3."""
    return int(text) if text.isdigit() else _DIGIT[text]
