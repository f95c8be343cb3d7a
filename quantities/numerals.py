"""Parsing of numerals: digits with 万 and 亿, and Chinese numerals.

All functions expect text folded by `fold_characters`.
"""

import math
import re
from decimal import Decimal
from typing import NamedTuple

from quantities.quantity import last_digit_step

SCALE_FACTORS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_DIGIT_VALUES = {char: value for value, char in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
}

# Thousands apart by a blank, 12 345 (GB/T 15835—2011); in 表1 300人 the 1 is another number.
_SPACED_DIGITS = (
    r"(?<![表图第件号章节页例式项条款0-9A-Za-z.,/:])[0-9]{1,3}"
    r"(?:[ \u2009\u202f][0-9]{3})+(?![0-9,])"
)
DIGITS = rf"(?:[0-9]{{1,3}}(?:,[0-9]{{3}})+|{_SPACED_DIGITS}|[0-9]{{1,15}})(?:\.[0-9]{{1,30}})?"
_POWERS_OF_TEN = [Decimal(1).scaleb(exponent) for exponent in range(64)]  # of any wording
_BLANKS_AND_COMMAS = str.maketrans("", "", ", \u2009\u202f")
SCALE = r"(?:[十百千]?万亿|[十百千]?[万亿]|[百千])"
# 2千3百 (万元), 3千5百 (人), 1千 (多万元): Arabic digits with the scales of a Chinese numeral.
DIGITS_WITH_SCALES = (
    "(?:[1-9]千[1-9]百(?:[1-9]十)?|[1-9]百[1-9]十|[1-9][千百](?=[余多来](?:万亿|[万亿])))"
)
ARABIC = (
    rf"(?:{DIGITS}亿(?={DIGITS}[余多]?[千百]?万|{DIGITS_WITH_SCALES}[余多]?万))?"
    rf"(?:{DIGITS}万(?=[0-9],?[0-9]{{3}}(?![0-9,])|[1-9][余多]?[千百]))?"
    rf"(?:{DIGITS_WITH_SCALES}|{DIGITS}(?:万(?=[余多来]亿))?)"
)
_ONE = "[一二两三四五六七八九]"
_PAIR = "(?:一二|一两|二三|两三|三四|三五|四五|五六|六七|七八|八九)"
_ANY = f"(?:{_PAIR}|{_ONE})"
_SECTION = f"(?:{_ANY}?千[零〇]?)?(?:{_ANY}?百[零〇]?)?(?:{_ANY}?十)?(?:[零〇]?{_ANY})?"
# An atomic group: a numeral is never matched in part so that the rest of a pattern fits.
CHINESE = (
    rf"(?>[一二三四五六七八九]{{2}}(?=折)|"
    rf"(?=[一二两三四五六七八九十百千万亿])"
    rf"(?:{_SECTION}万?亿[零〇]?)?(?:{_SECTION}万[零〇]?)?{_SECTION}"
    rf"(?:(?<=[零〇一二两三四五六七八九十])点[零〇一二三四五六七八九]{{1,6}}(?:[百千]?[万亿])?)?"
    rf"|[零〇]点[零〇一二三四五六七八九]{{1,6}}(?:[百千]?[万亿])?)"
)
# 百千, 千百, 万千 and 亿万 are no numbers; 百万 is.
_SCALE_WITHOUT_DIGIT = re.compile("[百千万亿][百千]|亿万")
_CHINESE_DIGITS = str.maketrans("123456789", "一二三四五六七八九")
_LARGE_SCALE = re.compile("([亿万])")
_SECTIONS = re.compile(r"(?:(?P<before_yi>.+)亿)?(?:(?P<before_wan>.+)万)?(?P<rest>.*)")
_APPROXIMATE_PAIR = re.compile(_PAIR)
_TWO_DIGITS = re.compile("[一二三四五六七八九]{2}")
_DECIMALS_AND_SCALE = re.compile("(?P<decimals>[零〇一二三四五六七八九]+)(?P<scale>[百千]?[万亿]?)")


class NumeralError(ValueError):
    """Raised for a text that is no well-formed numeral."""


class Numeral(NamedTuple):
    """A parsed numeral: 2300万 has value 23,000,000, step 1,000,000 and 2 digits.

    `step` is one unit of the last non-zero digit, `digits` the number of significant digits.
    `plain`: it has no 万 or 亿; `decimal`: it has decimals. `upper` is the other end of an
    approximate pair: 三四百 (three or four hundred) is 300 with upper 400.
    """

    value: Decimal
    step: Decimal
    digits: int
    plain: bool = True
    decimal: bool = False
    upper: Decimal | None = None

    @property
    def significant(self) -> int:
        """The number of digits up to the last non-zero one: 2 for 2300."""
        if not self.value:
            return 1
        return self.value.adjusted() - self.step.adjusted() + 1

    def scaled(self, scale: str) -> "Numeral":
        """Return the numeral multiplied by a scale such as 万 or 千万: 23 and 百万 → 23,000,000."""
        if not scale:
            return self
        factor = scale_factor(scale)
        upper = None if self.upper is None else self.upper * factor
        digits = self.digits if self.decimal else self.significant
        return Numeral(self.value * factor, self.step * factor, digits, False, self.decimal, upper)


def scale_factor(scale: str) -> int:
    """Return the factor that the scale of a numeral stands for: 千万 → 10,000,000; "" → 1."""
    return math.prod(SCALE_FACTORS[char] for char in scale)


def _build_numeral(value: Decimal, plain: bool) -> Numeral:
    """Return the numeral of a value that was written in Chinese characters.

    `plain`: it has no 万 or 亿, so that zeros at the end count as digits, too.
    """
    numeral = Numeral(value, last_digit_step(value), 1, plain)
    return numeral._replace(digits=len(str(value)) if plain else numeral.significant)


def _parse_digits(digits: str) -> Numeral:
    """Parse Arabic digits with decimals: `1,088.5` or 1 088.5 → 1088.5 with step 0.1, 5 digits.

    Raises NumeralError for `007`.
    """
    printed = digits if digits.isdigit() else digits.translate(_BLANKS_AND_COMMAS)
    whole, point, decimals = printed.partition(".")
    if len(whole) > 1 and whole[0] == "0":
        raise NumeralError(digits)
    value = Decimal(printed)
    digit_count = len((whole + decimals).lstrip("0")) or 1
    if point or whole == "0":
        return Numeral(value, last_digit_step(value), digit_count, decimal=bool(point))
    zeros = len(whole) - len(whole.rstrip("0"))
    return Numeral(value, _POWERS_OF_TEN[zeros], digit_count)


def _parse_last_digits(digits: str) -> Numeral:
    """Parse the digits of a numeral after 亿 and 万: `4.75` → 4.75; 2千3百 → 2300."""
    if digits[-1] not in "百千十":
        return _parse_digits(digits)
    section = digits.translate(_CHINESE_DIGITS)
    return _build_numeral(Decimal(_parse_section(section)), plain=False)


def parse_arabic(digits: str, scale: str = "") -> Numeral:
    """Parse a numeral of Arabic digits and the scale after it: `4.75` and 万 → 47500.

    Larger scales may be among the digits: `3亿2000` and 万 → 320000000; 2千3百 and 万 → 23000000.
    Raises NumeralError if a part is not larger than what follows it: 1万 and 2亿.
    """
    if digits[-1] == "万":  # 12万 in 12万多亿
        return parse_arabic(digits[:-1], "万").scaled(scale)
    *larger_parts, last_digits = _LARGE_SCALE.split(digits)
    last_part = _parse_last_digits(last_digits).scaled(scale)
    if not larger_parts:
        return last_part
    value = last_part.value
    # From right to left, each part must be larger than the sum of those after it.
    for part_digits, part_scale in zip(larger_parts[-2::-2], larger_parts[::-2], strict=True):
        part_value = _parse_digits(part_digits).value * SCALE_FACTORS[part_scale]
        if part_value <= value:
            raise NumeralError(digits + scale)
        value += part_value
    return _build_numeral(value, plain=False)


def _parse_section(section: str) -> int:
    """Return the value of a section of a Chinese numeral without 万 or 亿: 三千零五 → 3005.

    It is read from left to right: each digit is kept until its scale (千, 百, 十) follows, and
    scales must fall. Raises NumeralError if digits and scales are out of order.
    """
    total, lowest_scale, has_zero = 0, 10000, False  # 10000: none yet, so that 千 may follow
    digit: int | None = None
    for char in section:
        if char in _DIGIT_VALUES:
            if digit:
                raise NumeralError(section)
            digit = _DIGIT_VALUES[char]
            has_zero = has_zero or digit == 0
        else:
            scale = SCALE_FACTORS[char]
            if scale >= lowest_scale or (digit == 0 and scale > 10):
                raise NumeralError(section)
            total += (digit or 1) * scale
            digit, lowest_scale, has_zero = None, scale, False
    # 三千五 is 3500: a last digit counts the next lower place, unless there is a 零 before.
    last_place = lowest_scale // 10 if 100 <= lowest_scale < 10000 and not has_zero else 1
    return total + (digit or 0) * last_place


def _parse_integer(numeral: str) -> int:
    """Return the value of a Chinese integer: 一万五 → 15000, 两亿三千万 → 230000000.

    It is split at 万亿, 亿 and 万, and each section is parsed alone. A single digit after 万 or 亿
    counts tenths of it (五 in 一万五 is 5000). Raises NumeralError.
    """
    if "万亿" in numeral:
        trillions, _, rest = numeral.partition("万亿")
        return _parse_integer(trillions or "一") * 10**12 + (_parse_integer(rest) if rest else 0)
    match = _SECTIONS.fullmatch(numeral)
    if not match:
        raise NumeralError(numeral)
    before_yi, before_wan, rest = match.groups()
    if _SCALE_WITHOUT_DIGIT.search(numeral):  # 百千, 万千: two numbers side by side
        raise NumeralError(numeral)
    if before_yi is None and before_wan is None and rest[0] in "万亿":  # 万 alone is 10000
        return SCALE_FACTORS[rest[0]] + (_parse_integer(rest[1:]) if rest[1:] else 0)
    total = 0
    if before_yi is not None:
        total += (_parse_integer if "万" in before_yi else _parse_section)(before_yi) * 10**8
    if before_wan is not None:
        total += _parse_section(before_wan.lstrip("零〇")) * 10**4
    if total and len(rest) == 1 and rest in _DIGIT_VALUES:
        return total + _DIGIT_VALUES[rest] * (10**8 if before_wan is None else 10**4) // 10
    return total + _parse_section(rest.lstrip("零〇"))


def parse_chinese(numeral: str) -> Numeral:
    """Parse a Chinese numeral: 五千三百 → 5300, 三点五万 → 35000.

    十五六 (fifteen or sixteen) is 15 with upper 16. Raises NumeralError.
    """
    pair = _APPROXIMATE_PAIR.search(numeral)
    if _TWO_DIGITS.fullmatch(numeral) and not pair:  # 八五 in 八五折 (15 % off)
        return _parse_digits("".join(str(_DIGIT_VALUES[char]) for char in numeral))
    whole, point, fraction = numeral.partition("点")
    if point:
        match = _DECIMALS_AND_SCALE.fullmatch(fraction)
        if not match:
            raise NumeralError(numeral)
        decimals = "".join(str(_DIGIT_VALUES[char]) for char in match["decimals"])
        return _parse_digits(f"{_parse_integer(whole)}.{decimals}").scaled(match["scale"])
    if pair:
        if _APPROXIMATE_PAIR.search(numeral, pair.end() - 1):
            raise NumeralError(numeral)
        lower = parse_chinese(numeral[: pair.start() + 1] + numeral[pair.end() :])
        upper = parse_chinese(numeral[: pair.start()] + numeral[pair.end() - 1 :])
        return lower._replace(decimal=False, upper=upper.value)
    return _build_numeral(Decimal(_parse_integer(numeral)), plain=not _LARGE_SCALE.search(numeral))
