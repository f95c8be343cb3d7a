"""Parsing of a wording (the text of a number as printed, 2300万余元): it must be one number.

A wording is folded to common characters, matched with the pattern of `quantities.grammar`, and the
groups of the match are read one by one: numerals, scale (万, 亿), share (百分之, 成), qualifiers
(约, 余, 以上) and unit.
"""

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import NamedTuple, get_args

from chinese_text.characters import (
    find_hidden_character,
    fold_characters,
    remove_spaces,
    replace_financial_numerals,
)
from errors import UserError
from quantities.exact_numbers import exact_float
from quantities.fractions import FRACTION, HALF, parse_fraction, parse_half
from quantities.grammar import (
    AT_MOST_WORDS,
    MORE_WORDS,
    QUALIFIER_BEFORE,
    QUALIFIERS_AFTER,
    QUALIFIERS_BEFORE,
    RATIO,
    WORDING,
    NumeralPosition,
    join_alternatives,
)
from quantities.notations import rewrite_notation
from quantities.numerals import Numeral, NumeralError, parse_arabic, parse_chinese, scale_factor
from quantities.quantity import Bounds, Qualifier, Quantity, compute_bounds, last_digit_step
from quantities.units import UNITS_BY_KIND

# A float holds every integer up to here exactly.
MAX_VALUE = 1e15
MAX_WORDING_LENGTH = 60
_RATIO = re.compile(f"(?:{QUALIFIER_BEFORE})?{RATIO}")
_SPACED_DIGITS = re.compile(r"[0-9.,]\s+[0-9.,]")
# Thousands apart by one blank each, as GB/T 15835—2011 sets them: 12 345.678 9.
_SPACED_THOUSANDS = re.compile(
    r"(?<![0-9.,])(?:[0-9]{1,3}(?:[^\S\t\r\n][0-9]{3})+|[0-9]{1,3}(?=\.[0-9]{3}\s))(?![0-9,])"
    r"(?:\.[0-9]{3}(?:[^\S\t\r\n][0-9]{3})*(?:[^\S\t\r\n][0-9]{1,2})?|\.[0-9]+)?(?![0-9,.])"
)
_HUNDREDS_AND_THOUSANDS = {"成百上千": 100.0, "成千上万": 1000.0}
_QUALIFIER_WORD = re.compile(join_alternatives(QUALIFIERS_BEFORE))
_SHARE_UNITS = {"千分之": "‰"}
_SHARES_IN_PERCENT = {
    "万分之": Decimal("0.01"),
    "十万分之": Decimal("0.001"),
    "百万分之": Decimal("0.0001"),
}
_NUMERAL_GROUPS: dict[NumeralPosition, tuple[str, ...]] = {
    position: tuple(f"{position}_{group}" for group in ("arabic", "chinese", "inner", "scale"))
    for position in get_args(NumeralPosition)
}
_QUALIFIER_GROUPS = (
    "qualifier_before",
    *("qualifier_before_unit", "qualifier_after"),
    *("single_inner", "last_inner", "more_before_unit", "more_after_unit"),
)
_MINUS_SIGNS = ("-", "–", "负")
# The qualifier that two different ones of a number mean together: 超2000余 is more than 2000.
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

    White space is removed, full-width and traditional characters are accepted. If the wording is no
    number as it stands, it is tried once more with rarer notations rewritten. Raises
    UnreadableQuantityError.
    """
    folded = _check_and_fold(wording)
    printed = remove_spaces(wording)
    quantity = _read_folded(folded, printed)
    if quantity is None and (rewritten := rewrite_notation(folded)) != folded:
        quantity = _read_folded(rewritten, printed)
    if quantity is None:
        raise UnreadableQuantityError("not_a_number", wording)
    return quantity


def _read_folded(folded: str, printed: str) -> Quantity | None:
    """Return the quantity of a folded wording: a ratio, fraction, number or half; else None.

    They are tried in this order. `printed` is the wording that the quantity keeps. Raises
    UnreadableQuantityError.
    """
    if ratio := _RATIO.fullmatch(folded):
        return parse_ratio(ratio, printed, ratio["qualifier"] or "")
    if (fraction := FRACTION.fullmatch(folded)) and (share := parse_fraction(fraction, printed)):
        return share
    if match := _compile_wording_pattern().fullmatch(folded):
        return build_quantity(match, printed)
    half = HALF.fullmatch(folded)
    return parse_half(half, printed) if half else None


def parse_without_qualifiers(wording: str) -> Quantity | None:
    """Return the range, pair or class in a wording without its qualifiers: 约3至5人 → 3 to 5 人.

    A pair is 三四百 (300 to 400), a class 数十 (some tens). The result is None if the wording has
    none of these, or is not a number.
    """
    try:
        match = _compile_wording_pattern().fullmatch(_check_and_fold(wording))
        several = _read_several(match, wording) if match else None
    except (NumeralError, UnreadableQuantityError):
        return None
    return several.quantity if several else None


def parse_number(wording: str) -> float:
    """Parse a wording and return only its value: 1,088 → 1088, 4.75万 → 47500, 50% → 50.

    Raises UnreadableQuantityError.
    """
    return parse_quantity(wording).value


@cache
def _compile_wording_pattern() -> re.Pattern[str]:
    """Compile the pattern of a wording on first use: compiling takes a fifth of a second."""
    return re.compile(WORDING)


def _check_and_fold(wording: str) -> str:
    """Return a wording in common characters without spaces: "２３００ 萬元" → "2300万元".

    Raises UnreadableQuantityError if it is empty, too long or has hidden characters or a space
    between two digits other than between thousands (12 345).
    """
    if code_point := find_hidden_character(wording):
        raise UnreadableQuantityError("hidden_character", wording, code_point)
    if not wording.strip():
        raise UnreadableQuantityError("empty", wording)
    if len(wording) > MAX_WORDING_LENGTH:
        raise UnreadableQuantityError("too_long", wording)
    folded = fold_characters(wording)
    if _SPACED_DIGITS.search(folded) and "\u3000" not in wording:  # no full-width space
        folded = _SPACED_THOUSANDS.sub(lambda match: remove_spaces(match[0]), folded)
    if _SPACED_DIGITS.search(folded):
        raise UnreadableQuantityError("not_a_number", wording)
    return replace_financial_numerals(remove_spaces(folded))


def parse_ratio(match: re.Match[str], wording: str, qualifier_word: str = "") -> Quantity:
    """Return the quantity of a match of `grammar.RATIO`: 1：1 is 1, 3∶2 is 1.5.

    `wording` is the text as printed, `qualifier_word` the word before the ratio: 不低于1：1 is at
    least 1. Raises UnreadableQuantityError, also if one side is 0.
    """
    try:
        left, right = (_parse_numeral(match[side]) for side in ("left", "right"))
    except NumeralError:
        raise UnreadableQuantityError("not_a_number", wording) from None
    if not right.value or not left.value:
        raise UnreadableQuantityError("not_a_number", wording)
    qualifier = QUALIFIERS_BEFORE.get(qualifier_word, Qualifier.EXACT)
    ratio = Fraction(left.value) / Fraction(right.value)
    bounds = compute_bounds(qualifier, ratio, Decimal(0), qualifier_word in AT_MOST_WORDS)
    digits = max(left.digits, right.digits)
    return Quantity(exact_float(ratio), *bounds, qualifier, digits=digits, wording=wording)


def _parse_numeral(numeral: str) -> Numeral:
    """Parse a numeral of Arabic digits (2300) or Chinese ones (二千三百). Raises NumeralError."""
    return parse_arabic(numeral) if numeral[0] in "0123456789" else parse_chinese(numeral)


def build_quantity(match: re.Match[str], wording: str) -> Quantity:
    """Return the quantity of a match of `grammar.WORDING`; `wording` is the text as printed.

    Qualifiers (约, 余) are applied to a range here, to a single number in `_build_single`. Raises
    UnreadableQuantityError; too_large if the value or a bound is above MAX_VALUE.
    """
    try:
        # 月 after the unit is only right in 3个多月 (a bit more than three months).
        if match["month"] and not (match["more_after_unit"] and match["unit"] == "个"):
            raise NumeralError(wording)
        if _is_range(match):
            quantity = _apply_qualifiers(_read_range(match, wording), match)
        else:
            quantity = _build_single(match, wording)
    except NumeralError:
        raise UnreadableQuantityError("not_a_number", wording) from None
    low, high = quantity.bounds
    if max(abs(quantity.value), abs(low or 0.0), abs(high or 0.0)) > MAX_VALUE:
        raise UnreadableQuantityError("too_large", wording)
    return quantity


class _Several(NamedTuple):
    """A range (3至5), pair (三四百) or class (数十) without the qualifiers around it.

    `step` is one unit of the last digit of the high end, 0 for a class; `significant` is the number
    of digits up to the last non-zero one.
    """

    quantity: Quantity
    step: Decimal
    significant: int


def _is_range(match: re.Match[str]) -> bool:
    """Return whether a wording has two numerals with a dash, 至 or 到 between them."""
    return any(match.group("last_arabic", "last_chinese", "last_imprecise"))


def _read_several(match: re.Match[str], wording: str) -> _Several | None:
    """Return the range, pair or class of a wording; None if it states one number.

    Raises NumeralError, UnreadableQuantityError.
    """
    if _is_range(match):
        return _read_range(match, wording)
    if imprecise := _find_imprecise_bounds(match):
        return _build_several(match, *imprecise, Decimal(0), wording)
    numeral = _apply_shares(match, _read_numeral(match, "single"))
    return None if numeral.upper is None else _build_pair(match, numeral, wording)


def _build_pair(match: re.Match[str], numeral: Numeral, wording: str) -> _Several:
    """Return the pair of a numeral with an upper end: 三四百人 is 300 to 400."""
    upper = numeral.upper or numeral.value
    return _build_several(
        match, float(numeral.value), float(upper), last_digit_step(upper), wording
    )


def _build_several(
    match: re.Match[str], low: float, high: float | None, step: Decimal, wording: str
) -> _Several:
    """Return a pair or class with its ends, for the words around the numeral in `match`.

    The high end of a class (`step` 0) is exclusive: 数十 is below 100. Raises NumeralError.
    """
    unit = _read_unit(match)
    # 几 or 数 alone is a question or a noun, and pairs and classes are never negative.
    if (low == 1 and not step and not unit) or match["sign"] in _MINUS_SIGNS:
        raise NumeralError(wording)
    bounds = Bounds(low, high, high_exclusive=high is not None and not step)
    return _Several(Quantity(low, *bounds, Qualifier.SEVERAL, unit, wording=wording), step, 1)


def _apply_qualifiers(several: _Several, match: re.Match[str]) -> Quantity:
    """Return a range, pair or class with the bounds of the qualifiers around it.

    A lower bound is the low end (3至5人以上 is 3 or more), an upper bound the high end
    (不足五六十人 is below 60). 余 adds a step to the high end (30至50余人 is below 60), except for
    a class. Raises NumeralError for the upper bound of a class: 近数百人 names no number.
    """
    quantity = several.quantity
    qualifier, at_most = _merge_qualifiers(match)
    if qualifier is Qualifier.EXACT or (qualifier is Qualifier.AND_MORE and not several.step):
        return quantity
    if qualifier is Qualifier.AND_MORE:
        high = float(Decimal(repr(quantity.high)) + several.step)
        return replace(quantity, high=high, high_exclusive=True)
    value = quantity.value
    if qualifier in (Qualifier.NEARLY, Qualifier.BELOW):
        if quantity.high is None or not several.step:
            raise NumeralError(quantity.wording)
        value = quantity.high
    bounds = compute_bounds(qualifier, Decimal(repr(value)), several.step, at_most)
    return Quantity(value, *bounds, qualifier, quantity.unit, several.significant, quantity.wording)


def _build_single(match: re.Match[str], wording: str) -> Quantity:
    """Return the quantity of a wording with a single numeral: 2300万余元, 数十人 (some tens).

    The qualifiers around it are applied. A negative number may have no qualifier but about (约,
    左右).
    """
    if imprecise := _find_imprecise_bounds(match):
        return _apply_qualifiers(_build_several(match, *imprecise, Decimal(0), wording), match)
    unit = _read_unit(match)
    numeral = _apply_shares(match, _read_numeral(match, "single"))
    if numeral.upper is not None:
        return _apply_qualifiers(_build_pair(match, numeral, wording), match)
    qualifier, at_most = _merge_qualifiers(match)
    if match["sign"] in _MINUS_SIGNS:
        if qualifier not in (Qualifier.EXACT, Qualifier.ABOUT):
            raise UnreadableQuantityError("signed", wording)
        numeral = numeral._replace(value=-numeral.value)
    if qualifier is Qualifier.AND_MORE and not numeral.value:
        raise NumeralError(wording)
    bounds = compute_bounds(qualifier, numeral.value, numeral.step, at_most)
    # 2300 has four significant digits, 约2300 (about 2300) and 2300万 have two.
    all_digits = numeral.decimal or (numeral.plain and qualifier is Qualifier.EXACT)
    digits = numeral.digits if all_digits else numeral.significant
    return Quantity(float(numeral.value), *bounds, qualifier, unit, digits, wording)


def _read_range(match: re.Match[str], wording: str) -> _Several:
    """Return the range of a wording with two numerals: 3至5名, 10—20万元.

    A scale or unit after the second numeral also applies to the first: 10—20万 begins at 100000.
    """
    # "Inner" is a word between the digits and the scale: the 余 of 300余万.
    first_inner, last_inner, more = match.group("first_inner", "last_inner", "more_before_unit")
    # 300余至500余人 is a range, but 3余至5人 is not.
    is_first_inner_alone = first_inner and not (last_inner or more)
    if is_first_inner_alone or not {first_inner, last_inner} <= {None, "余", "多"}:
        raise NumeralError(wording)
    if any(match.group("first_imprecise", "last_imprecise", "sign")):
        raise NumeralError(wording)
    first, last = _read_numeral(match, "first"), _read_numeral(match, "last")
    # In 三至五万 (30 to 50 thousand) 万 is the end of the Chinese numeral.
    last_chinese, first_unit, unit = match.group("last_chinese", "first_unit", "unit")
    scale = match["last_scale"] or "".join(re.findall("[万亿]$", last_chinese or ""))
    if scale and not first_unit and first.plain and first.scaled(scale).value < last.value:
        first = first.scaled(scale)
    if first_unit and (not unit or first_unit not in (unit, unit[0])):
        raise NumeralError(wording)
    first, last = _apply_shares(match, first), _apply_shares(match, last)
    high = last.upper or last.value
    if first.value >= high:
        raise UnreadableQuantityError("range_reversed", wording)
    bounds = Bounds(float(first.value), float(high))
    digits = max(first.digits, last.digits)
    quantity = Quantity(
        bounds.low or 0.0, *bounds, Qualifier.SEVERAL, _read_unit(match), digits, wording
    )
    significant = max(first.significant, last.significant)
    return _Several(quantity, last_digit_step(high), significant)


def _read_numeral(match: re.Match[str], position: NumeralPosition) -> Numeral:
    """Return the numeral at a position of a wording: 2300余万 → 23000000, 五十几 → 50 to 60.

    Raises NumeralError.
    """
    arabic, chinese, inner, scale = match.group(*_NUMERAL_GROUPS[position])
    scale = scale or ""
    if arabic:
        numeral = parse_arabic(arabic, scale)
    elif (scale and not _may_have_scale(chinese, inner or "", scale)) or (
        chinese == "百十" and inner != "来"  # 百十人 are some hundred, 百十来人 about 110
    ):
        raise NumeralError(match[0])
    else:
        numeral = parse_chinese(chinese).scaled(scale)
    if inner == "几":  # only after tens: 五十几 is 50 to 60
        factor = scale_factor(scale)
        unscaled_value = numeral.value / factor
        if unscaled_value not in range(10, 100, 10):
            raise NumeralError(match[0])
        return numeral._replace(upper=(unscaled_value + 10) * factor)
    return numeral


def _may_have_scale(numeral: str, inner: str, scale: str) -> bool:
    """Return whether a Chinese numeral may have a scale after it, as in 三千余万 or 一万两千亿.

    `inner` is the word between numeral and scale (余), "" for none. The answer is no for 三百五百,
    三万五万 and 五百万三百万, which are two numbers side by side.
    """
    if set(numeral) & set("十百千万亿") and scale[0] in "百千":
        return False
    if "万" in numeral or "亿" in numeral:
        # 三万五亿 may be 三万 and 五亿, or 3.5 times 万亿.
        is_ambiguous = numeral[-1] in "一二两三四五六七八九" and numeral[-2:-1] in (
            "万",
            "千",
            "百",
        )
        return scale == "亿" and "亿" not in numeral and not is_ambiguous
    return bool(inner)


def _find_imprecise_bounds(match: re.Match[str]) -> tuple[float, float | None] | None:
    """Return low and high of a single imprecise numeral: 数十 (some tens) → (10, 100).

    上万 (ten thousand and more) has no high: (10000, None). Returns None for any other numeral.
    Raises NumeralError for two numbers side by side, 几百几千.
    """
    words, inner, scale = match.group("single_imprecise", "single_inner", "single_scale")
    if words in _HUNDREDS_AND_THOUSANDS:
        return _HUNDREDS_AND_THOUSANDS[words], None
    if words:
        if scale and (inner not in (None, "余", "多") or not _may_have_scale(words, "余", scale)):
            raise NumeralError(match[0])  # 几百几千
        if match["tenths"] and words not in ("几", "数", "好几"):
            raise NumeralError(match[0])
        low = float(scale_factor(words.strip("好几数上以计") + (scale or "")))
        low *= 10 if match["tenths"] else 1  # 几成 are 10 % and more
        return low, None if words[0] == "上" else low * 10
    if inner == "几":
        numeral = _read_numeral(match, "single")
        return float(numeral.value), None if numeral.upper is None else float(numeral.upper)
    return None


def _apply_shares(match: re.Match[str], numeral: Numeral) -> Numeral:
    """Return a numeral of tenths or ten thousandths in percent, any other one unchanged.

    三成半 and 三五折 are 35, 万分之五 is 0.05. Raises NumeralError.
    """
    tenths, share = match["tenths"], _find_share_word(match)
    if share in _SHARES_IN_PERCENT:
        factor = _SHARES_IN_PERCENT[share]
        upper = None if numeral.upper is None else numeral.upper * factor
        return numeral._replace(
            value=numeral.value * factor, step=numeral.step * factor, upper=upper
        )
    if not tenths or (tenths == "折" and numeral.value > 10):  # 八五折 is 85%
        return numeral
    rest = match["tenths_rest"] or ""  # the 半 of 三成半, the 五 of 三五折
    if rest and numeral.value not in range(1, 10):
        raise NumeralError(match[0])
    rest_in_percent = 5 if rest == "半" else _parse_numeral(rest).value if rest else 0
    value = numeral.value * 10 + rest_in_percent
    upper = None if numeral.upper is None else numeral.upper * 10
    percentage = numeral._replace(value=value, step=last_digit_step(value), upper=upper)
    return percentage._replace(digits=percentage.significant)


def _find_share_word(match: re.Match[str]) -> str:
    """Return the 百分之, 千分之 or 万分之 of a wording, "" without one.

    Raises NumeralError if a range has two different ones.
    """
    words = match.group("single_percent", "first_percent", "last_percent")
    if not any(words):
        return ""
    single, first, last = words
    if first and last and first != last:
        raise NumeralError(match[0])
    return str(single or first or last)


def _read_unit(match: re.Match[str]) -> str:
    """Return the unit of a matched wording: % for 百分之, 成 and 折, else the printed one or "".

    千分之 is ‰. Raises NumeralError if a share has a unit that does not fit, or 万 or 亿.
    """
    share_word, unit = _find_share_word(match), match["unit"] or ""
    if share_word:
        share_unit = _SHARE_UNITS.get(share_word, "%")
        if (unit and (unit != share_unit or share_word in _SHARES_IN_PERCENT)) or any(
            match.group("single_scale", "last_scale")
        ):
            raise NumeralError(match[0])
        return share_unit
    if match["tenths"]:
        return "%"
    if unit in UNITS_BY_KIND["time"] and unit not in ("个月", "个季度"):
        unit = unit.removeprefix("个")  # 8个小时 are 8 小时
    return unit + (match["month"] or "")


def _merge_qualifiers(match: re.Match[str]) -> tuple[Qualifier, bool]:
    """Return the qualifier that all words around a number mean together.

    Of 超2000余, 超 (more than) and 余 (and more) are more than 2000 together; two that do not fit
    are ABOUT. The second value is whether BELOW includes its bound: 不超过 (at most) does, 不足
    (below) does not.
    """
    words = match.group(*_QUALIFIER_GROUPS)
    if not any(words):
        return Qualifier.EXACT, False
    word_before, words_after, more_words = words[0], words[1:3], words[3:]  # _QUALIFIER_GROUPS
    # 几 inside a numeral (五十几) is no qualifier.
    qualifiers = {MORE_WORDS[word] for word in more_words if word and word != "几"}
    qualifiers |= {QUALIFIERS_AFTER[word] for word in words_after if word}
    at_most = not AT_MOST_WORDS.isdisjoint(words_after)
    if word_before:
        # 过 and 破 (exceeding) are no qualifier words of their own: 过万, 破百.
        known_word = _QUALIFIER_WORD.match(word_before)
        qualifiers.add(QUALIFIERS_BEFORE[known_word[0]] if known_word else Qualifier.MORE_THAN)
        at_most = at_most or bool(known_word and known_word[0] in AT_MOST_WORDS)
    if len(qualifiers) < 2:
        return next(iter(qualifiers), Qualifier.EXACT), at_most
    return _MERGED_QUALIFIERS.get(frozenset(qualifiers), Qualifier.ABOUT), at_most
