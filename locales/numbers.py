"""Number formats in Chinese and English.

Chinese uses 万 (ten thousand) and 亿 (a hundred million), never thousands; numbers below ten
thousand are written in digits (GB/T 15835—2011).
"""

import math
import re
from decimal import ROUND_HALF_UP, Decimal

from babel import Locale
from babel.numbers import format_decimal

from locales.messages import Language, catalogue

# A percentage without decimals, alone or after the sign of a change.
WHOLE_RATE = re.compile(r"(?:(?<=^)|(?<=[▲▼] ))(\d+)%")

IRREGULAR_SINGULARS = {"people": "person"}
# The ending of an English plural: cit-ies, match-es, team-s, but not the s of "class" or "census".
PLURAL_ENDING = re.compile(r"(?:ies|(?:ch|sh|ss|x)es|(?<![su])s)$")
FLOAT_DIGITS = 15
"""The significant digits that a float keeps of any decimal."""
# 1.00000001亿 is easily read as 1亿.
_MANY_ZEROS = re.compile("[.]0{4,}[1-9]")
LOCALES: dict[Language, Locale] = {"zh": Locale.parse("zh_CN"), "en": Locale.parse("en")}
LARGE_UNITS: dict[Language, tuple[tuple[float, str], ...]] = {
    "zh": ((1e8, "亿"), (1e4, "万")),
    "en": ((1e9, " billion"), (1e6, " million")),
}


def round_significant(value: float, digits: int) -> Decimal:
    """Round half up to a number of significant digits: (4315, 2) → 4300."""
    number = _to_decimal(value)
    if not number:
        return number
    step = Decimal(1).scaleb(number.adjusted() - digits + 1)  # one unit of the last digit kept
    if step < 1:
        return number.quantize(step, rounding=ROUND_HALF_UP)
    return (number / step).quantize(Decimal(1), rounding=ROUND_HALF_UP) * step


def _to_decimal(value: float) -> Decimal:
    """Return the decimal that a float stands for: 0.1 + 0.2 → 0.3, -0.0 → 0.

    A number with decimals is rounded to FLOAT_DIGITS; further digits are rounding errors.
    """
    if not value:
        return Decimal(0)
    number = Decimal(repr(float(value))).normalize()
    if len(number.as_tuple().digits) > FLOAT_DIGITS and number != number.to_integral_value():
        number = Decimal(f"{value:.{FLOAT_DIGITS}g}").normalize()
    return number


def format_plain(value: float, language: Language, digits: int | None = None) -> str:
    """Format a number with all its digits: 4315 in Chinese, 4,315 in English.

    `digits` limits the significant digits; without it nothing is rounded. Zeros at the end of
    decimals are left out. NaN is 未报 (not reported), an infinite number a dash.
    """
    if not math.isfinite(value):
        return catalogue(language, "words")["not_reported"] if math.isnan(value) else "—"
    number = _to_decimal(value) if digits is None else round_significant(value, digits)
    number = number.normalize()
    decimals = max(0, -int(number.as_tuple().exponent))
    pattern = ("0" if language == "zh" else "#,##0") + ("." + "0" * decimals if decimals else "")
    return format_decimal(number, format=pattern, locale=LOCALES[language])


def format_compact(value: float, language: Language, digits: int | None = None) -> str:
    """Format a number with large units of the language: 4.75万 (47,500), 2.37亿; 23 million.

    `digits` limits the significant digits; None rounds nothing. The unit is chosen after rounding:
    99,999,999 with three digits is 1亿, not 10000万. A number below the smallest large unit is
    written in full. So is one that would look rounder than it is: 100000001, not 1.00000001亿.
    """
    if not math.isfinite(value):
        return format_plain(value, language)
    number = _to_decimal(value) if digits is None else round_significant(value, digits)
    for size, unit_name in LARGE_UNITS[language]:
        if abs(number) >= size:
            # Decimals, because floats make 1.1e8 / 1e4 not exactly 11,000.
            count = number / Decimal(size)
            if _MANY_ZEROS.search(f"{count:f}"):
                break
            return format_plain(float(count), language, digits) + unit_name
    return format_plain(float(number), language)


def format_amount(value: float, unit: str, language: Language, digits: int | None = None) -> str:
    """Format a number with its unit: 4.75万人, 23 million yuan, 1 team, 50%.

    `digits` limits the significant digits; None rounds nothing. NaN (not reported) and infinite
    numbers have no unit.
    """
    number = format_compact(value, language, digits)
    if not math.isfinite(value):
        return number
    # A number that is rounded to 1 has the singular, too.
    unit = inflect_unit(1 if number == "1" else value, unit, language)
    return number + unit if language == "zh" or unit == "%" else f"{number} {unit}".rstrip()


def inflect_unit(value: float, unit: str, language: Language) -> str:
    """Return a plural English unit in the singular if the value is 1, else unchanged.

    (1, "people per team") → "person per team", (1, "cities") → "city". A Chinese unit is unchanged.
    """
    if language == "zh" or value != 1:
        return unit
    plural, per, divisor = unit.partition(" per ")
    # Of the endings that PLURAL_ENDING matches, -ies becomes -y, -s nothing, and -ches -ch.
    singular = IRREGULAR_SINGULARS.get(plural) or PLURAL_ENDING.sub(
        lambda match: {"ies": "y", "s": ""}.get(match[0], match[0].removesuffix("es")), plural
    )
    return singular + per + divisor


def choose_axis_ticks(
    low: float, high: float, language: Language, max_intervals: int = 4
) -> tuple[list[float], list[str]]:
    """Return positions of an axis's ticks, and their labels: numbers in the language.

    The distance of two ticks is 1, 2 or 5 times a power of ten, and they make at most
    `max_intervals` intervals: (0, 10) → 0, 5, 10. An axis without an extent, or with an infinite
    one, has a single tick at `low`.
    """
    span = high - low
    if span <= 0 or not math.isfinite(span):
        return [low], [format_compact(low, language)]
    power = 10.0 ** math.floor(math.log10(span / max_intervals))
    # One of 1, 2, 5, 10 always fits, except where rounding has made the power ten times too small.
    steps = (factor * power for factor in (1, 2, 5, 10, 20))
    step = next(step for step in steps if span / step <= max_intervals)
    tolerance = 1e-9  # in steps: an end of the axis that misses a tick by a rounding error has one
    first, last = math.ceil(low / step - tolerance), math.floor(high / step + tolerance)
    # In decimals, because floats make 3 times 0.1 not exactly 0.3.
    positions = [float(multiple * Decimal(repr(step))) for multiple in range(first, last + 1)]
    return positions, [format_compact(position, language) for position in positions]


def add_decimal(rate: str) -> str:
    """Return a text in which a percentage that is a whole number has a decimal, for columns.

    80% → 80.0%, ▲ 5% → ▲ 5.0%. A rough number is not changed: 约80%.
    """
    return WHOLE_RATE.sub(r"\1.0%", rate)
