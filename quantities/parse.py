"""Parsing of a wording such as 2300万余元, which must be one number and nothing else."""

import re
from decimal import Decimal
from functools import cache

from errors import UserError
from quantities.characters import (
    find_hidden_character,
    fold_characters,
    remove_spaces,
    replace_financial_numerals,
)
from quantities.fractions import FRACTION, parse_fraction
from quantities.grammar import AFTER, AT_MOST, BEFORE, BOUND, MORE, RATIO, WORDING, alternatives
from quantities.numerals import Numeral, NumeralError, parse_arabic, parse_chinese, scale_factor
from quantities.quantity import Bounds, Qualifier, Quantity, bounds_of, last_digit_step
from quantities.units import KINDS

MAX_VALUE = 1e15
MAX_LENGTH = 60
_RATIO = re.compile(f"(?:{BOUND})?{RATIO}")
_CURRENCY = re.compile(r"(?:人民币|[¥￥])(?=[^元]*$)")
_SPACED_DIGITS = re.compile(r"[0-9.,]\s+[0-9.,]")
_FEW: dict[str, tuple[Decimal, Decimal | None]] = {
    "成百上千": (Decimal(100), None),
    "成千上万": (Decimal(1000), None),
}
_PREFIX = re.compile(alternatives(BEFORE))
_PER = {"百分之": "%", "千分之": "‰"}
_MERGED = {
    frozenset({Qualifier.MORE_THAN, Qualifier.AND_MORE}): Qualifier.MORE_THAN,
    frozenset({Qualifier.MORE_THAN, Qualifier.AT_LEAST}): Qualifier.MORE_THAN,
    frozenset({Qualifier.AT_LEAST, Qualifier.AND_MORE}): Qualifier.AT_LEAST,
}


class UnreadableQuantityError(UserError):
    """Raised for a wording that is not exactly one number.

    `code` is empty, too_long, hidden_character, not_a_number, too_large, range_reversed or
    signed; `detail` is the offending part, a hidden character as U+XXXX.
    """

    def __init__(self, code: str, wording: str, detail: str = "") -> None:
        """Keep the error's code, the wording that was parsed and its offending part."""
        super().__init__(code)
        self.wording = wording
        self.detail = detail


def parse_quantity(wording: str) -> Quantity:
    """Parse one number such as 2300万余元, 近6.5万项, 50%以上, 三成, 1：1 or 3至5名.

    White space is removed, full-width and traditional characters are accepted. Raises
    UnreadableQuantityError.
    """
    text = _check_wording(wording)
    printed = remove_spaces(wording)
    ratio = _RATIO.fullmatch(text)
    if ratio:
        return parse_ratio(ratio, printed, ratio["bound"] or "")
    part = FRACTION.fullmatch(text)
    share = parse_fraction(part, printed) if part else None
    if share:
        return share
    match = _wording_pattern().fullmatch(text)
    if not match:
        money = _CURRENCY.match(text)
        match = _wording_pattern().fullmatch(text[money.end() :] + "元") if money else None
    if not match:
        raise UnreadableQuantityError("not_a_number", wording)
    return build_quantity(match, printed)


def parse_number(text: str) -> float:
    """Return the value of a text: 1,088 → 1088, 4.75万 → 47500, 50% → 50.

    Raises UnreadableQuantityError.
    """
    return parse_quantity(text).value


@cache
def _wording_pattern() -> re.Pattern[str]:
    """Compile the pattern of a wording on first use: compiling takes a fifth of a second."""
    return re.compile(WORDING)


def _check_wording(wording: str) -> str:
    """Return a wording folded and without spaces, ready to be matched.

    Raises UnreadableQuantityError if it is empty, too long or has hidden characters or a space
    between two digits.
    """
    hidden = find_hidden_character(wording)
    if hidden:
        raise UnreadableQuantityError("hidden_character", wording, hidden)
    if not wording.strip():
        raise UnreadableQuantityError("empty", wording)
    if len(wording) > MAX_LENGTH:
        raise UnreadableQuantityError("too_long", wording)
    text = fold_characters(wording)
    if _SPACED_DIGITS.search(text):
        raise UnreadableQuantityError("not_a_number", wording)
    return replace_financial_numerals(remove_spaces(text))


def parse_ratio(match: re.Match[str], wording: str, bound: str = "") -> Quantity:
    """Return the quantity of a match of `grammar.RATIO`: 1：1 is 1, 3∶2 is 1.5.

    `bound` is the qualifier before it: 不低于1：1 is at least 1. Raises UnreadableQuantityError.
    """
    try:
        left, right = (_parse_numeral(match[side]) for side in ("left", "right"))
    except NumeralError:
        raise UnreadableQuantityError("not_a_number", wording) from None
    if not right.value or not left.value:
        raise UnreadableQuantityError("not_a_number", wording)
    qualifier, value = BEFORE.get(bound, Qualifier.EXACT), left.value / right.value
    ends = bounds_of(qualifier, value, Decimal(0), bound in AT_MOST)
    return _build(value, ends, qualifier, "", max(left.digits, right.digits), wording)


def _parse_numeral(text: str) -> Numeral:
    """Parse a numeral in Arabic or Chinese digits. Raises NumeralError."""
    return parse_arabic(text) if text[0] in "0123456789" else parse_chinese(text)


def build_quantity(match: re.Match[str], wording: str) -> Quantity:
    """Return the quantity of a match of `grammar.WORDING`. Raises UnreadableQuantityError."""
    try:
        if match["month"] and not (match["over"] and match["unit"] == "个"):
            raise NumeralError(wording)
        is_range = match["arabic2"] or match["chinese2"] or match["class2"]
        quantity = _build_range(match, wording) if is_range else _build_single(match, wording)
    except NumeralError:
        raise UnreadableQuantityError("not_a_number", wording) from None
    low, high = quantity.bounds
    if max(abs(quantity.value), abs(low or 0.0), abs(high or 0.0)) > MAX_VALUE:
        raise UnreadableQuantityError("too_large", wording)
    return quantity


def _build_single(match: re.Match[str], wording: str) -> Quantity:
    """Return the quantity of a match with a single numeral: 2300万余元, 数十人."""
    unit = _matched_unit(match, 3)
    word_class = _matched_class(match, 3)
    if word_class:
        low, high = word_class
        if low == 1 and not unit:
            raise NumeralError(wording)
        return _build_several(low, high, unit, 1, wording, open_end=True)
    numeral = _apply_tenths(match, _matched_numeral(match, 3))
    if numeral.upper is not None:
        return _build_several(numeral.value, numeral.upper, unit, 1, wording)
    qualifier, at_most = _merge_qualifiers(match, match["in3"])
    if match["sign"] == "-":
        if qualifier is not Qualifier.EXACT:
            raise UnreadableQuantityError("signed", wording)
        numeral = numeral._replace(value=-numeral.value)
    if qualifier is Qualifier.AND_MORE and not numeral.value:
        raise NumeralError(wording)
    ends = bounds_of(qualifier, numeral.value, numeral.step, at_most)
    return _build(
        numeral.value, ends, qualifier, unit, _significant_digits(numeral, qualifier), wording
    )


def _build_several(
    low: Decimal, high: Decimal | None, unit: str, digits: int, wording: str, open_end: bool = False
) -> Quantity:
    """Return a quantity with the qualifier SEVERAL between `low` and `high` (None: no upper bound).

    `open_end` excludes `high` itself: 数十 is at least 10 and below 100.
    """
    top = None if high is None else float(high)
    ends = Bounds(float(low), top, high_exclusive=open_end and high is not None)
    return _build(low, ends, Qualifier.SEVERAL, unit, digits, wording)


def _build(
    value: Decimal, ends: Bounds, qualifier: Qualifier, unit: str, digits: int, wording: str
) -> Quantity:
    """Return a reported quantity with its value, bounds, qualifier, unit, digits and wording."""
    flags = (ends.low_exclusive, ends.high_exclusive)
    return Quantity(float(value), ends.low, ends.high, *flags, qualifier, unit, digits, wording)


def _build_range(match: re.Match[str], wording: str) -> Quantity:
    """Return the quantity of a match with two numerals: 3至5名, 10—20万元.

    A scale or unit after the second numeral also applies to the first: 10—20万 begins at 100000.
    """
    if match["class1"] or match["class2"] or match["in1"] or match["sign"]:
        raise NumeralError(wording)
    first, last = _matched_numeral(match, 1), _matched_numeral(match, 2)
    scale = match["scale2"] or _last_scale(match["chinese2"])
    if scale and not match["unit1"] and first.plain and first.scaled(scale).value < last.value:
        first = first.scaled(scale)
    if match["unit1"] not in (None, match["unit"], match["unit"][:1] if match["unit"] else None):
        raise NumeralError(wording)
    first, last = _apply_tenths(match, first), _apply_tenths(match, last)
    if first.value >= last.value:
        raise UnreadableQuantityError("range_reversed", wording)
    digits = max(first.digits, last.digits)
    return _build_several(
        first.value, last.value, _matched_unit(match, 1) or _matched_unit(match, 2), digits, wording
    )


def _last_scale(text: str | None) -> str:
    """Return the scale at the end of a Chinese numeral: 三至五万 has 万; "" if there is none."""
    return text[-1] if text and text[-1] in "万亿" else ""


def _matched_numeral(match: re.Match[str], n: int) -> Numeral:
    """Return the numeral of the match's groups whose names end in `n`. Raises NumeralError."""
    inside, scale = match[f"in{n}"], match[f"scale{n}"] or ""
    if match[f"arabic{n}"]:
        base = parse_arabic(match[f"arabic{n}"], scale)
    else:
        printed = match[f"chinese{n}"]
        if set(printed) & set("十百千") and scale[:1] in ("百", "千") and not inside:
            raise NumeralError(match[0])  # 一百百 and 百一千 are typing errors
        base = parse_chinese(printed).scaled(scale)
    if inside == "几":
        factor = scale_factor(scale)
        tens = base.value / factor
        if tens not in range(10, 100, 10):
            raise NumeralError(match[0])
        return base._replace(upper=(tens + 10) * factor)
    return base


def _matched_class(match: re.Match[str], n: int) -> tuple[Decimal, Decimal | None] | None:
    """Return the low and high of an imprecise numeral: 数十 → (10, 100), 上万 → (10000, None).

    `n` is the number at the end of the group names. Returns None for any other numeral.
    """
    text = match[f"class{n}"]
    if text:
        if text in _FEW:
            return _FEW[text]
        low = Decimal(scale_factor(text.strip("好几数上以计") + (match[f"scale{n}"] or "")))
        return low, None if text[0] == "上" else low * 10
    if match[f"in{n}"] == "几":
        numeral = _matched_numeral(match, n)
        return numeral.value, numeral.upper
    return None


def _apply_tenths(match: re.Match[str], numeral: Numeral) -> Numeral:
    """Return the numeral in percent if 成 or 折 follows: 三成半 → 35; otherwise unchanged."""
    if not match["tenth"] or (match["tenth"] == "折" and numeral.value > 10):
        return numeral
    half = match["half"] or ""
    if half and numeral.value not in range(1, 10):
        raise NumeralError(match[0])
    extra = 5 if half == "半" else _parse_numeral(half).value if half else 0
    value = numeral.value * 10 + extra
    upper = None if numeral.upper is None else numeral.upper * 10
    tenth = numeral._replace(value=value, step=last_digit_step(value), upper=upper)
    return tenth._replace(digits=tenth.significant)


def _matched_unit(match: re.Match[str], n: int) -> str:
    """Return the unit of a match: % for 百分之, 成 and 折, otherwise the printed one or "".

    `n` is the number at the end of the group names.
    """
    share = match[f"per{n}"]
    if share:
        if (match["unit"] and match["unit"] not in ("%", "‰")) or match["scale3"]:
            raise NumeralError(match[0])
        return _PER[share]
    if match["tenth"]:
        return "%"
    unit = match["unit"] or ""
    if unit in KINDS["time"] and unit not in ("个月", "个季度"):
        unit = unit.removeprefix("个")  # 8个小时 are 8 小时
    return unit + (match["month"] or "")


def _merge_qualifiers(match: re.Match[str], inside: str | None) -> tuple[Qualifier, bool]:
    """Return the one qualifier of all words around a number, and whether BELOW includes its bound.

    不超过 includes it, 不足 does not. `inside` is the qualifier in a numeral: 余 in 2300余万.
    """
    before, more, over, *words = match.group("before", "more", "over", "early", "late")
    if not (before or inside or more or over or any(words)):
        return Qualifier.EXACT, False
    marks = [MORE[word] for word in (inside, more, over) if word]
    marks += [AFTER[word] for word in words if word]
    name = _leading_word(before) if before else ""
    if before:
        marks.append(BEFORE.get(name, Qualifier.MORE_THAN))
    at_most = name in AT_MOST or any(word in AT_MOST for word in words)
    kinds = frozenset(marks)
    if len(kinds) < 2:
        return next(iter(kinds), Qualifier.EXACT), at_most
    return _MERGED.get(kinds, Qualifier.ABOUT), at_most


def _leading_word(before: str) -> str:
    """Return the qualifier word that a text begins with; 过 if it begins with none."""
    match = _PREFIX.match(before)
    return match[0] if match else "过"


def _significant_digits(numeral: Numeral, qualifier: Qualifier) -> int:
    """Return how many digits of a numeral are significant: 2300 exact has four, 约2300 has two."""
    if numeral.decimal or (numeral.plain and qualifier is Qualifier.EXACT):
        return numeral.digits
    return numeral.significant
