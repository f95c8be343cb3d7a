"""Parsing of a wording such as 2300万余元, which must be one number and nothing else."""

import re
from decimal import Decimal
from functools import cache

from errors import UserError
from quantities.character_folding import (
    find_hidden_character,
    fold_characters,
    remove_spaces,
    replace_financial_numerals,
)
from quantities.fractions import FRACTION, parse_fraction
from quantities.grammar import (
    AT_MOST_WORDS,
    MORE_WORDS,
    QUALIFIER_BEFORE,
    QUALIFIERS_AFTER,
    QUALIFIERS_BEFORE,
    RATIO,
    WORDING,
    NumeralPosition,
    alternatives,
)
from quantities.numerals import Numeral, NumeralError, parse_arabic, parse_chinese, scale_factor
from quantities.quantity import Bounds, Qualifier, Quantity, bounds_of, last_digit_step
from quantities.units import UNITS_BY_KIND

# A float holds every integer up to here exactly.
MAX_VALUE = 1e15
MAX_WORDING_LENGTH = 60
_RATIO = re.compile(f"(?:{QUALIFIER_BEFORE})?{RATIO}")
# A currency mark before a number that has no 元 after it: 人民币3000万, ¥500.
_CURRENCY_MARK = re.compile(r"(?:人民币|[¥￥])(?=[^元]*$)")
_SPACED_DIGITS = re.compile(r"[0-9.,]\s+[0-9.,]")
_HUNDREDS_AND_THOUSANDS = {"成百上千": 100.0, "成千上万": 1000.0}
_QUALIFIER_WORD = re.compile(alternatives(QUALIFIERS_BEFORE))
_PERCENT_UNITS = {"百分之": "%", "千分之": "‰"}
# What two different qualifiers of one number state together: 超2000余 is more than 2000.
_MERGED_QUALIFIERS = {
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
        """Store the error's code, the wording that was parsed and its offending part."""
        super().__init__(code)
        self.wording = wording
        self.detail = detail


def parse_quantity(wording: str) -> Quantity:
    """Parse one number such as 2300万余元, 近6.5万项, 50%以上, 三成, 1：1 or 3至5名.

    White space is removed, full-width and traditional characters are accepted. Raises
    UnreadableQuantityError.
    """
    folded = _check_and_fold(wording)
    printed = remove_spaces(wording)
    if ratio := _RATIO.fullmatch(folded):
        return parse_ratio(ratio, printed, ratio["qualifier"] or "")
    if (fraction := FRACTION.fullmatch(folded)) and (
        percentage := parse_fraction(fraction, printed)
    ):
        return percentage
    match = _wording_pattern().fullmatch(folded)
    if not match and (currency := _CURRENCY_MARK.match(folded)):
        match = _wording_pattern().fullmatch(folded[currency.end() :] + "元")
    if not match:
        raise UnreadableQuantityError("not_a_number", wording)
    return build_quantity(match, printed)


def parse_number(wording: str) -> float:
    """Parse a wording and return only its value: 1,088 → 1088, 4.75万 → 47500, 50% → 50.

    Raises UnreadableQuantityError.
    """
    return parse_quantity(wording).value


@cache
def _wording_pattern() -> re.Pattern[str]:
    """Compile the pattern of a wording on first use: compiling takes a fifth of a second."""
    return re.compile(WORDING)


def _check_and_fold(wording: str) -> str:
    """Return a wording in common characters without spaces: "２３００ 萬元" → "2300万元".

    Raises UnreadableQuantityError if it is empty, too long or has hidden characters or a space
    between two digits.
    """
    if code_point := find_hidden_character(wording):
        raise UnreadableQuantityError("hidden_character", wording, code_point)
    if not wording.strip():
        raise UnreadableQuantityError("empty", wording)
    if len(wording) > MAX_WORDING_LENGTH:
        raise UnreadableQuantityError("too_long", wording)
    folded = fold_characters(wording)
    if _SPACED_DIGITS.search(folded):
        raise UnreadableQuantityError("not_a_number", wording)
    return replace_financial_numerals(remove_spaces(folded))


def parse_ratio(match: re.Match[str], wording: str, qualifier_word: str = "") -> Quantity:
    """Return the quantity of a match of `grammar.RATIO`: 1：1 is 1, 3∶2 is 1.5.

    `qualifier_word` is the word before it: 不低于1：1 is at least 1. Raises
    UnreadableQuantityError.
    """
    try:
        left, right = (_parse_numeral(match[side]) for side in ("left", "right"))
    except NumeralError:
        raise UnreadableQuantityError("not_a_number", wording) from None
    if not right.value or not left.value:
        raise UnreadableQuantityError("not_a_number", wording)
    qualifier = QUALIFIERS_BEFORE.get(qualifier_word, Qualifier.EXACT)
    ratio = left.value / right.value
    bounds = bounds_of(qualifier, ratio, Decimal(0), qualifier_word in AT_MOST_WORDS)
    digits = max(left.digits, right.digits)
    return Quantity(float(ratio), *bounds, qualifier, digits=digits, wording=wording)


def _parse_numeral(numeral: str) -> Numeral:
    """Parse a numeral of Arabic digits (2300) or Chinese ones (二千三百). Raises NumeralError."""
    return parse_arabic(numeral) if numeral[0] in "0123456789" else parse_chinese(numeral)


def build_quantity(match: re.Match[str], wording: str) -> Quantity:
    """Return the quantity of a match of `grammar.WORDING`. Raises UnreadableQuantityError."""
    try:
        # 月 after the unit is only right in 3个多月 (a bit more than three months).
        if match["month"] and not (match["more_after_unit"] and match["unit"] == "个"):
            raise NumeralError(wording)
        is_range = match["last_arabic"] or match["last_chinese"] or match["last_imprecise"]
        quantity = _build_range(match, wording) if is_range else _build_single(match, wording)
    except NumeralError:
        raise UnreadableQuantityError("not_a_number", wording) from None
    low, high = quantity.bounds
    if max(abs(quantity.value), abs(low or 0.0), abs(high or 0.0)) > MAX_VALUE:
        raise UnreadableQuantityError("too_large", wording)
    return quantity


def _build_single(match: re.Match[str], wording: str) -> Quantity:
    """Return the quantity of a wording with a single numeral: 2300万余元, 数十人 (some tens)."""
    unit = _matched_unit(match, "single")
    if imprecise := _imprecise_bounds(match):
        low, high = imprecise
        if low == 1 and not unit:  # 几 or 数 alone is a question or a noun
            raise NumeralError(wording)
        bounds = Bounds(low, high, high_exclusive=high is not None)
        return Quantity(low, *bounds, Qualifier.SEVERAL, unit, wording=wording)
    numeral = _apply_tenths(match, _matched_numeral(match, "single"))
    value = float(numeral.value)
    if numeral.upper is not None:
        bounds = Bounds(value, float(numeral.upper))
        return Quantity(value, *bounds, Qualifier.SEVERAL, unit, wording=wording)
    qualifier, at_most = _merge_qualifiers(match)
    if match["sign"] == "-":
        if qualifier is not Qualifier.EXACT:
            raise UnreadableQuantityError("signed", wording)
        numeral = numeral._replace(value=-numeral.value)
    if qualifier is Qualifier.AND_MORE and not numeral.value:
        raise NumeralError(wording)
    bounds = bounds_of(qualifier, numeral.value, numeral.step, at_most)
    # 2300 has four significant digits, 约2300 (about 2300) and 2300万 have two.
    all_digits = numeral.decimal or (numeral.plain and qualifier is Qualifier.EXACT)
    digits = numeral.digits if all_digits else numeral.significant
    return Quantity(float(numeral.value), *bounds, qualifier, unit, digits, wording)


def _build_range(match: re.Match[str], wording: str) -> Quantity:
    """Return the quantity of a wording with two numerals: 3至5名, 10—20万元.

    A scale or unit after the second numeral also applies to the first: 10—20万 begins at 100000.
    """
    if any(match.group("first_imprecise", "last_imprecise", "first_inner", "sign")):
        raise NumeralError(wording)
    first, last = _matched_numeral(match, "first"), _matched_numeral(match, "last")
    # In 三至五万 (30 to 50 thousand) 万 is the end of the Chinese numeral.
    last_chinese, first_unit, unit = match.group("last_chinese", "first_unit", "unit")
    scale = match["last_scale"] or "".join(re.findall("[万亿]$", last_chinese or ""))
    if scale and not first_unit and first.plain and first.scaled(scale).value < last.value:
        first = first.scaled(scale)
    if first_unit and (not unit or first_unit not in (unit, unit[0])):
        raise NumeralError(wording)
    first, last = _apply_tenths(match, first), _apply_tenths(match, last)
    if first.value >= last.value:
        raise UnreadableQuantityError("range_reversed", wording)
    bounds = Bounds(float(first.value), float(last.value))
    digits = max(first.digits, last.digits)
    unit = _matched_unit(match, "first") or _matched_unit(match, "last")
    return Quantity(float(first.value), *bounds, Qualifier.SEVERAL, unit, digits, wording)


def _matched_numeral(match: re.Match[str], position: NumeralPosition) -> Numeral:
    """Return one numeral of a matched wording: 2300余万 → 23000000, 五十几 → 50 with upper 60.

    Raises NumeralError.
    """
    arabic, chinese, inner, scale = match.group(
        *(f"{position}_{group}" for group in ("arabic", "chinese", "inner", "scale"))
    )
    scale = scale or ""
    if arabic:
        numeral = parse_arabic(arabic, scale)
    elif set(chinese) & set("十百千") and scale[:1] in ("百", "千") and not inner:
        raise NumeralError(match[0])  # 一百百 and 百一千 are typing errors
    else:
        numeral = parse_chinese(chinese).scaled(scale)
    if inner == "几":
        factor = scale_factor(scale)
        tens = numeral.value / factor
        if tens not in range(10, 100, 10):
            raise NumeralError(match[0])
        return numeral._replace(upper=(tens + 10) * factor)
    return numeral


def _imprecise_bounds(match: re.Match[str]) -> tuple[float, float | None] | None:
    """Return low and high of a single imprecise numeral: 数十 (some tens) → (10, 100).

    上万 (ten thousand and more) has no high: (10000, None). Returns None for any other numeral.
    """
    words, inner, scale = match.group("single_imprecise", "single_inner", "single_scale")
    if words in _HUNDREDS_AND_THOUSANDS:
        return _HUNDREDS_AND_THOUSANDS[words], None
    if words:
        low = float(scale_factor(words.strip("好几数上以计") + (scale or "")))
        return low, None if words[0] == "上" else low * 10
    if inner == "几":
        numeral = _matched_numeral(match, "single")
        return float(numeral.value), None if numeral.upper is None else float(numeral.upper)
    return None


def _apply_tenths(match: re.Match[str], numeral: Numeral) -> Numeral:
    """Return the numeral in percent if 成 or 折 (tenths) follows: 三成半 → 35; else unchanged."""
    if not match["tenths"] or (match["tenths"] == "折" and numeral.value > 10):  # 八五折 is 85%
        return numeral
    rest = match["tenths_rest"] or ""
    if rest and numeral.value not in range(1, 10):
        raise NumeralError(match[0])
    percent = 5 if rest == "半" else _parse_numeral(rest).value if rest else 0
    value = numeral.value * 10 + percent
    upper = None if numeral.upper is None else numeral.upper * 10
    percentage = numeral._replace(value=value, step=last_digit_step(value), upper=upper)
    return percentage._replace(digits=percentage.significant)


def _matched_unit(match: re.Match[str], position: NumeralPosition) -> str:
    """Return the unit of a matched wording: % for 百分之, 成 and 折, else the printed one or "".

    `position` is the numeral before which 百分之 is looked for.
    """
    percent_word, unit = match[f"{position}_percent"], match["unit"] or ""
    if percent_word:
        if unit not in ("", "%", "‰") or match["single_scale"]:
            raise NumeralError(match[0])
        return _PERCENT_UNITS[percent_word]
    if match["tenths"]:
        return "%"
    if unit in UNITS_BY_KIND["time"] and unit not in ("个月", "个季度"):
        unit = unit.removeprefix("个")  # 8个小时 are 8 小时
    return unit + (match["month"] or "")


def _merge_qualifiers(match: re.Match[str]) -> tuple[Qualifier, bool]:
    """Return the one qualifier that all words around a single number state together.

    The second value is whether BELOW includes its bound: 不超过 (at most) does, 不足 (below) not.
    """
    before = match["qualifier_before"]
    more_words = match.group("single_inner", "more_before_unit", "more_after_unit")
    words_after = match.group("qualifier_before_unit", "qualifier_after")
    qualifiers = {MORE_WORDS[word] for word in more_words if word}
    qualifiers |= {QUALIFIERS_AFTER[word] for word in words_after if word}
    at_most = not AT_MOST_WORDS.isdisjoint(words_after)
    if before:
        # 过 and 破 (exceeding) are no qualifier words of their own: 过万, 破百.
        known = _QUALIFIER_WORD.match(before)
        qualifiers.add(QUALIFIERS_BEFORE[known[0]] if known else Qualifier.MORE_THAN)
        at_most = at_most or bool(known and known[0] in AT_MOST_WORDS)
    if len(qualifiers) < 2:
        return next(iter(qualifiers), Qualifier.EXACT), at_most
    return _MERGED_QUALIFIERS.get(frozenset(qualifiers), Qualifier.ABOUT), at_most
