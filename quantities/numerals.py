"""Parsing of numerals: digits with 万 and 亿, and Chinese numerals.

All functions expect text folded by `fold_characters`.
"""

import re
from decimal import Decimal
from typing import NamedTuple

from quantities.quantity import last_digit_step

SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
DIGIT = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}

DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})(?:\.[0-9]{1,8})?"
SCALE = r"(?:[十百千]?万亿|[十百千]?[万亿]|[百千])"
ARABIC = (
    rf"(?:{DIGITS}亿(?={DIGITS}[余多]?[千百]?万))?"
    rf"(?:{DIGITS}万(?=[0-9],?[0-9]{{3}}(?![0-9,])|[1-9][余多]?[千百]))?{DIGITS}"
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
_LARGE = re.compile("([亿万])")
_GROUPS = re.compile(r"(?:(.+)亿)?(?:(.+)万)?(.*)")
_PAIRS = re.compile(_PAIR)
_DISCOUNT = re.compile("[一二三四五六七八九]{2}")


class NumeralError(ValueError):
    """Raised for a text that is no well-formed numeral."""


class Numeral(NamedTuple):
    """A parsed numeral: 2300万 has value 23,000,000, step 1,000,000 and 2 digits.

    `step` is one unit of the last non-zero digit, `digits` the number of significant digits.
    `plain` means without 万 or 亿, `decimal` with decimals. `upper` is the other end of an
    approximate pair: 三四百 is 300 with upper 400.
    """

    value: Decimal
    step: Decimal
    digits: int
    plain: bool = True
    decimal: bool = False
    upper: Decimal | None = None

    @property
    def significant(self) -> int:
        """Return the number of digits up to the last non-zero one."""
        if not self.value:
            return 1
        return self.value.adjusted() - self.step.adjusted() + 1

    def scaled(self, scale: str) -> "Numeral":
        """Return the numeral multiplied by a scale such as 万 or 千万."""
        if not scale:
            return self
        factor = scale_factor(scale)
        upper = None if self.upper is None else self.upper * factor
        digits = self.digits if self.decimal else self.significant
        return Numeral(self.value * factor, self.step * factor, digits, False, self.decimal, upper)


def scale_factor(scale: str) -> int:
    """Return the factor of a scale: 10,000,000 for 千万."""
    product = 1
    for char in scale:
        product *= SCALES[char]
    return product


def _numeral_of_value(value: Decimal, plain: bool) -> Numeral:
    """Return the numeral of a value that was written in Chinese characters.

    `plain` means without 万 or 亿.
    """
    numeral = Numeral(value, last_digit_step(value), 1, plain)
    return numeral._replace(digits=len(str(value)) if plain else numeral.significant)


def _parse_digits(text: str) -> Numeral:
    """Parse digits with commas and decimals: `1,088` → 1088. Raises NumeralError for `007`."""
    printed = text.replace(",", "")
    whole, mark, decimals = printed.partition(".")
    if len(whole) > 1 and whole[0] == "0":
        raise NumeralError(text)
    digits = (whole + decimals).lstrip("0")
    if not digits:
        return Numeral(Decimal(printed), Decimal(1), 1, decimal=bool(mark))
    zeros = len(digits) - len(digits.rstrip("0"))
    step = Decimal(1).scaleb(zeros - len(decimals))
    return Numeral(Decimal(printed), step, len(digits), decimal=bool(mark))


def parse_arabic(text: str, scale: str = "") -> Numeral:
    """Parse digits with their scale: `1,088` → 1088; `4.75`, 万 → 47500; `3亿2000`, 万 → 3.2亿."""
    parts = _LARGE.split(text)
    last = _parse_digits(parts[-1]).scaled(scale)
    if len(parts) == 1:
        return last
    value = last.value
    for digits, unit in zip(parts[-3::-2], parts[-2::-2], strict=True):
        part = _parse_digits(digits).value * SCALES[unit]
        if part <= value:
            raise NumeralError(text + scale)
        value += part
    return _numeral_of_value(value, plain=False)


def _parse_section(text: str) -> int:
    """Return the value of a Chinese numeral below 万: 三千零五 → 3005, 十五 → 15.

    Raises NumeralError if its digits and units are out of order.
    """
    total, digit, unit, zero = 0, None, 10000, False
    for char in text:
        if char in DIGIT:
            if digit is not None and digit != 0:
                raise NumeralError(text)
            digit = DIGIT[char]
            zero = zero or digit == 0
        else:
            scale = SCALES[char]
            if scale >= unit or (digit == 0 and scale > 10):
                raise NumeralError(text)
            total += (1 if digit is None or digit == 0 else digit) * scale
            digit, unit, zero = None, scale, False
    if digit is None:
        return total
    # 三千五 is 3500: a last digit counts the next lower place, unless there is a 零 before.
    return total + digit * (unit // 10 if 100 <= unit < 10000 and not zero else 1)


def _parse_integer(text: str) -> int:
    """Return the value of a Chinese integer: 一万五 → 15000, 两亿三千万 → 230000000.

    The text is split at 万亿, 亿 and 万, and each part is parsed alone. A single digit after 万 or
    亿 counts tenths of it (五 in 一万五 is 5000). Raises NumeralError.
    """
    if "万亿" in text:
        high, _, low = text.partition("万亿")
        return _parse_integer(high or "一") * 10**12 + (_parse_integer(low) if low else 0)
    match = _GROUPS.fullmatch(text) if text not in ("万", "亿") else None
    if match is None:
        return SCALES[text]
    high, middle, low = match.groups()
    if high is None and middle is None and text[0] in "万亿":
        return SCALES[text[0]] * 1 + _parse_integer(text[1:])
    total = 0
    if high is not None:
        total += (_parse_integer(high) if "万" in high else _parse_section(high)) * 10**8
    if middle is not None:
        total += _parse_section(middle.lstrip("零〇")) * 10**4
    if low:
        short = len(low) == 1 and low in DIGIT and total
        unit = 10**4 if middle is not None else 10**8
        total += DIGIT[low] * unit // 10 if short else _parse_section(low.lstrip("零〇"))
    return total


def parse_chinese(text: str) -> Numeral:
    """Parse a Chinese numeral: 五千三百 → 5300, 三点五万 → 35000, 十五六 → 15 with upper 16."""
    if _DISCOUNT.fullmatch(text) and not _PAIRS.fullmatch(text):
        return _parse_digits("".join(str(DIGIT[char]) for char in text))
    pair = None if "点" in text else _PAIRS.search(text)
    if pair:
        if _PAIRS.search(text, pair.end() - 1):
            raise NumeralError(text)
        low = parse_chinese(text[: pair.start() + 1] + text[pair.end() :])
        high = parse_chinese(text[: pair.start()] + text[pair.end() - 1 :])
        return Numeral(low.value, low.step, low.digits, low.plain, False, high.value)
    if "点" in text:
        whole, _, rest = text.partition("点")
        match = re.fullmatch("([零〇一二三四五六七八九]+)([百千]?[万亿]?)", rest)
        if not match:
            raise NumeralError(text)
        decimals = "".join(str(DIGIT[char]) for char in match[1])
        number = _parse_digits(f"{_parse_integer(whole)}.{decimals}")
        return number.scaled(match[2])
    return _numeral_of_value(
        Decimal(_parse_integer(text)), plain="万" not in text and "亿" not in text
    )
