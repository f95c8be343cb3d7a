"""Parsing of fractions such as 三分之二 (two thirds), 近1/3, 四分之三以上, 过半 as percentages."""

import re
from decimal import Decimal
from fractions import Fraction

from quantities.exact_numbers import exact_float
from quantities.grammar import (
    AT_MOST_WORDS,
    LINKING_VERB,
    QUALIFIERS_AFTER,
    QUALIFIERS_BEFORE,
    join_alternatives,
)
from quantities.quantity import Qualifier, Quantity, compute_bounds

_DIGIT_VALUES = {char: value for value, char in enumerate("零一二三四五六七八九十")} | {"两": 2}
_BEFORE = join_alternatives(QUALIFIERS_BEFORE)
# Words for more or less than a half, and further words before or after 一半 and 半数.
_HALVES = {
    "大半": Qualifier.MORE_THAN,
    "多半": Qualifier.MORE_THAN,
    "一多半": Qualifier.MORE_THAN,
    "小半": Qualifier.BELOW,
    "少半": Qualifier.BELOW,
}
_PASSING = {"过": Qualifier.MORE_THAN, "未过": Qualifier.BELOW, "多": Qualifier.MORE_THAN}
_QUALIFIERS = QUALIFIERS_BEFORE | QUALIFIERS_AFTER | _PASSING
_AT_MOST = AT_MOST_WORDS | {"未过"}
FRACTION = re.compile(
    rf"(?:(?P<qualifier_before>{_BEFORE}){LINKING_VERB})?"
    r"(?:(?P<denominator>[二三四五六七八九十]|10|[2-9])分之(?P<numerator>[一二两三四五六七八九]|[1-9])"
    r"(?![十百千万亿\d.])"
    r"|(?P<numerator_before_slash>[1-9])/(?P<denominator_after_slash>10|[2-9])(?![\d./年月日]))"
    rf"(?P<qualifier_after>{join_alternatives(QUALIFIERS_AFTER)})?"
)
HALF = re.compile(
    rf"(?:(?P<word>{join_alternatives(_HALVES)})"
    rf"|(?:(?P<qualifier_before>过|未过|{_BEFORE}){LINKING_VERB})?(?:一半|半数)"
    rf"(?P<qualifier_after>多|{join_alternatives(QUALIFIERS_AFTER)})?"
    rf"|(?P<qualifier_of_half>过|未过|{_BEFORE}){LINKING_VERB}半)"
)


def parse_fraction(match: re.Match[str], wording: str) -> Quantity | None:
    """Return the percentage that a match of FRACTION states: 四分之三 (three quarters) → 75%.

    Returns None if the fraction is not below 1: 三分之三 and 5/3 are no shares. `wording` is the
    text as printed, which the quantity keeps.
    """
    numerator = _parse_digit(match["numerator"] or match["numerator_before_slash"])
    denominator = _parse_digit(match["denominator"] or match["denominator_after_slash"])
    if numerator >= denominator:
        return None
    words = [word for word in match.group("qualifier_before", "qualifier_after") if word]
    return _build_share(Fraction(100 * numerator, denominator), words, wording)


def parse_half(match: re.Match[str], wording: str) -> Quantity:
    """Return the percentage that a match of HALF states: 过半 → more than 50%, 半数以上 → 50%.

    大半 (the larger half) is one word with its qualifier; 一半 and 半数 may have words around them.
    `wording` is the text as printed, which the quantity keeps.
    """
    if match["word"]:
        qualifier = _HALVES[match["word"]]
        bounds = compute_bounds(qualifier, Fraction(50), Decimal(1))
        return Quantity(50.0, *bounds, qualifier, unit="%", digits=2, wording=wording)
    groups = ("qualifier_before", "qualifier_of_half", "qualifier_after")
    return _build_share(Fraction(50), [word for word in match.group(*groups) if word], wording)


def _build_share(percentage: Fraction, words: list[str], wording: str) -> Quantity:
    """Return a percentage with the bounds of the qualifiers `words` around it."""
    qualifiers = [_QUALIFIERS[word] for word in words]
    # Words before and after together, as in 超过四分之三左右, do not state one bound.
    qualifier = Qualifier.ABOUT if len(qualifiers) > 1 else next(iter(qualifiers), Qualifier.EXACT)
    at_most = any(word in _AT_MOST for word in words)
    bounds = compute_bounds(qualifier, percentage, step=Decimal(1), inclusive=at_most)
    # Sums of a fraction have two digits at most: 三分之二 is 67%.
    return Quantity(
        exact_float(percentage), *bounds, qualifier, unit="%", digits=2, wording=wording
    )


def _parse_digit(digit: str) -> int:
    """Return the value of one digit of a fraction, Arabic or Chinese: 三 → 3."""
    return int(digit) if digit.isdigit() else _DIGIT_VALUES[digit]
