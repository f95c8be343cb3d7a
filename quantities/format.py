"""Formatting of quantities in Chinese and English, rounded to their significant digits."""

import math
import re
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction

from locales import Language, Words, inflect_unit
from quantities.exact_numbers import ExactFloat, exact_fraction
from quantities.parse import parse_without_qualifiers
from quantities.quantity import Qualifier, Quantity, last_digit_step

# Powers of ten from which a total is written in 亿 and 万, with two decimals.
_SCALES_OF_TOTALS = (8, 4)
# Units with 多 after them (3倍多, "a bit more than three times") and repeated in ranges (3%至5%).
RELATIVE_UNITS = ("%", "‰", "倍", "个百分点")
# A number with so many digits is a computed quotient, such as 33.333333333333336.
QUOTIENT_DIGITS = 15
_RATIO = re.compile("([0-9.]+)[:：∶]([0-9.]+)")
_TENS = "一二三四五六七八九"
# Scale, its name, and the most decimals before the number is written in full.
NAMED_SCALES: dict[Language, tuple[tuple[int, str, int], ...]] = {
    "zh": ((10**8, "亿", 4), (10**4, "万", 2)),
    "en": ((10**9, " billion", 3), (10**6, " million", 3)),
}
# Chinese unit: English singular and plural.
UNITS_EN = {
    "元": ("yuan", "yuan"),
    "美元": ("US dollar", "US dollars"),
    "欧元": ("euro", "euros"),
    "港元": ("Hong Kong dollar", "Hong Kong dollars"),
    "人": ("person", "people"),
    "名": ("person", "people"),
    "位": ("person", "people"),
    "人次": ("person-time", "person-times"),
    "个百分点": ("percentage point", "percentage points"),
    "百分点": ("percentage point", "percentage points"),
    "个千分点": ("per mille point", "per mille points"),
    "倍": ("time", "times"),
    "平方米": ("square metre", "square metres"),
    "平方公里": ("square kilometre", "square kilometres"),
    "公里": ("kilometre", "kilometres"),
    "吨": ("tonne", "tonnes"),
    "亩": ("mu", "mu"),
    "年": ("year", "years"),
    "个月": ("month", "months"),
    "天": ("day", "days"),
    "小时": ("hour", "hours"),
    "%": ("%", "%"),
    "‰": ("‰", "‰"),
}


def format_quantity(quantity: Quantity, language: Language = "zh", unit: str | None = None) -> str:
    """Return a quantity as text: 2300万余元, more than 23 million yuan; NaN is 未报, not reported.

    In Chinese a reported number is shown as printed, unless `unit` is given. `unit` (in English in
    the plural) replaces the name of the quantity's unit; it is needed for classifiers (件, 项),
    which have no English name. A derived number is rounded to its `digits`, and preceded by 约 or
    about if that changes it. A reported quotient of QUOTIENT_DIGITS digits is rounded, too: 33.3%.
    """
    if math.isnan(quantity.value):
        return Words(language).say("words.not_reported")
    printed = language == "zh" and quantity.wording and quantity.digits < QUOTIENT_DIGITS
    if printed and unit is None:
        return quantity.wording
    if quantity.qualifier is Qualifier.SEVERAL:
        return _format_several(quantity, language, unit)
    value, qualifier = _round_shown(quantity)
    if ratio := _RATIO.search(quantity.wording):  # 不低于1：1 → at least 1:1
        amount = ":".join(ratio.groups())
    elif qualifier is Qualifier.ABOUT and language == "en" and (several := _find_several(quantity)):
        amount = _format_several(several, language, unit)  # 约3至5人 → about 3 to 5 people
    else:
        and_more = "余" if language == "zh" and qualifier is Qualifier.AND_MORE else ""
        name = _name_unit(quantity.unit if unit is None else unit, language, value, unit is None)
        amount = _format_amount(value, name, language, and_more)
    at_most = qualifier is Qualifier.BELOW and not quantity.high_exclusive
    return _fill_message(language, "at_most" if at_most else qualifier.value, amount=amount)


def format_total(quantity: Quantity, language: Language = "zh", unit: str | None = None) -> str:
    """Return a total as unions write it: 至少2.98万人 for at least 29810, 4.94亿元; NaN is 未报.

    Numbers from 万 and 亿 on have two decimals, and never more digits than the quantity. They are
    rounded half up; a bound is rounded so that it stays true. A reported number is returned as
    printed. `unit` is that of `format_quantity`.
    """
    if not quantity.derived or math.isnan(quantity.value):
        return format_quantity(quantity, language, unit)
    message, number, rounding = _choose_total_wording(quantity)
    value = _to_decimal(number)
    known_place = _to_decimal(quantity.value).adjusted() - quantity.digits + 1
    # Two decimals of 万 or 亿.
    scale_place = next(
        (exponent - 2 for exponent in _SCALES_OF_TOTALS if value.adjusted() >= exponent),
        known_place,
    )
    step = Decimal(1).scaleb(max(known_place, scale_place) if value else 0)
    rounded = (value / step).quantize(Decimal(1), rounding) * step
    # Only if fewer digits are known than the two decimals of 万 or 亿 would show.
    if message == "exact" and rounded != value and known_place > max(scale_place, -1):
        message = "about"
    name = _name_unit(quantity.unit if unit is None else unit, language, rounded, unit is None)
    return _fill_message(language, message, amount=_format_amount(rounded, name, language))


def _choose_total_wording(quantity: Quantity) -> tuple[str, float, str]:
    """Return the message of quantities.po, the number and its rounding for a computed total.

    A total with only a low bound is "at least" that bound, rounded down so that it stays true; one
    with only a high bound is "at most" that, rounded up. A low bound of 0 counts as none. Any other
    total is its value, rounded half up.
    """
    low, high = quantity.bounds
    if low and high is None:
        return ("more_than" if quantity.low_exclusive else "total_at_least"), low, ROUND_FLOOR
    if high is not None and not low and high == quantity.value != 0:
        return ("below" if quantity.high_exclusive else "at_most"), high, ROUND_CEILING
    is_about = low != high or quantity.qualifier is Qualifier.ABOUT
    return ("about" if is_about else "exact"), quantity.value, ROUND_HALF_UP


def format_bounds(quantity: Quantity, language: Language = "zh", unit: str | None = None) -> str:
    """Return a quantity's bounds as text, rounded outwards: at least 320 and below 420 people.

    Reported bounds and integers are written in full, computed percentages with one decimal. Other
    bounds have as many decimals as give the smaller one three significant digits. Equal bounds are
    written as one number, or not at all if `format_quantity` would round it. A low bound of 0 that
    is not exclusive is left out. The result is "" without bounds. `unit` is that of
    `format_quantity`.
    """

    def format_bound(value: Decimal, named: bool = True) -> str:
        """Return a bound with its unit (without, if not `named`)."""
        name = _name_unit(quantity.unit if unit is None else unit, language, value, unit is None)
        return _format_amount(value, name if named or name == "%" else "", language)

    low, high = quantity.bounds
    if low is not None and low == high:
        value, qualifier = _round_shown(quantity)
        return format_bound(value) if qualifier is Qualifier.EXACT else ""
    step = _choose_rounding_step(quantity)
    bound_texts = {}
    if low is not None and (low != 0 or quantity.low_exclusive):
        # English names the unit once, after the high bound.
        is_named = language == "zh" or high is None
        amount = format_bound(_round_to_step(low, step, ROUND_FLOOR), is_named)
        message = "low_exclusive" if quantity.low_exclusive else "low_inclusive"
        bound_texts["low"] = _fill_message(language, message, amount=amount)
    if high is not None:
        amount = format_bound(_round_to_step(high, step, ROUND_CEILING))
        message = "high_exclusive" if quantity.high_exclusive else "high_inclusive"
        bound_texts["high"] = _fill_message(language, message, amount=amount)
    if len(bound_texts) == 2:
        return _fill_message(language, "both", **bound_texts)
    return "".join(bound_texts.values())


def _name_unit(unit: str, language: Language, value: Decimal, printed: bool) -> str:
    """Return the name of a unit after `value`: 小时 → hour for 1, hours for 2.

    A `printed` unit is the Chinese one; in English it is translated, and a classifier (件, 项)
    becomes "". Any other unit is in the language already, in English in the plural.
    """
    if language == "zh":
        return unit
    if not printed:
        return inflect_unit(float(value), unit, language)
    unit, _, divisor_unit = unit.partition("/")
    singular, plural = UNITS_EN.get(unit, ("", ""))
    divisor_singular, _ = UNITS_EN.get(divisor_unit, ("", ""))
    return " per ".join(filter(None, (singular if value == 1 else plural, divisor_singular)))


def _fill_message(language: Language, message: str, **values: str) -> str:
    """Return a message of quantities.po, filled: below, amount 5 people → less than 5 people."""
    return Words(language).say(f"quantities.{message}", **values).strip()


def _to_decimal(number: float) -> Decimal:
    """Return a number as the Decimal of its shortest decimal form: 0.1 → 0.1; -0.0 → 0."""
    return Decimal(repr(float(number))) if number else Decimal(0)


def _find_several(quantity: Quantity) -> Quantity | None:
    """Return the range or class in a quantity's wording without its 约; None if it has none.

    A range is 3至5人, a class 数十人 (some tens).
    """
    several = parse_without_qualifiers(quantity.wording) if quantity.wording else None
    return several if several and several.value == quantity.value else None


def _is_quotient(number: float) -> bool:
    """Return whether a number is a quotient with endless decimals, such as 100/3.

    Such a number is an ExactFloat, which has its fraction; read from a file it has lost it, and is
    told by its many digits.
    """
    return (
        isinstance(number, ExactFloat)
        or len(_to_decimal(number).normalize().as_tuple().digits) >= QUOTIENT_DIGITS
    )


def _round_shown(quantity: Quantity) -> tuple[Decimal, Qualifier]:
    """Return the value to show and its qualifier; a derived value is rounded to its digits.

    Rounding makes the qualifier ABOUT, unless the value was exact and only decimals were rounded. A
    reported number is shown in full. Only a reported quotient is rounded to three digits (66.7%),
    so that its qualifier stays true: more than 66.6%.
    """
    value, qualifier = _to_decimal(quantity.value), quantity.qualifier
    if not value:
        return value, qualifier
    digits, rounding = quantity.digits, ROUND_HALF_UP
    if not quantity.derived:
        if not _is_quotient(quantity.value):
            return value, qualifier
        digits = max(3, value.adjusted() + 1)  # but all of the digits before the point
        if qualifier in (Qualifier.AT_LEAST, Qualifier.MORE_THAN, Qualifier.AND_MORE):
            rounding = ROUND_FLOOR
        elif qualifier in (Qualifier.NEARLY, Qualifier.BELOW):
            rounding = ROUND_CEILING
        while quantity.unit == "%" and abs(value) < 100 <= abs(_round_to(value, digits, rounding)):
            digits += 1  # 99.99999999999999% is not 100%
    rounded = _round_to(value, digits, rounding)
    if rounded == value or not quantity.derived:
        return rounded, qualifier
    if qualifier is Qualifier.EXACT and value.adjusted() - digits < 0:
        return rounded, qualifier
    return rounded, Qualifier.ABOUT


def _round_to(value: Decimal, digits: int, rounding: str) -> Decimal:
    """Return a value rounded to its first `digits` digits: 2346 to three digits → 2350."""
    last_place = Decimal(1).scaleb(value.adjusted() - digits + 1)
    return (value / last_place).quantize(Decimal(1), rounding) * last_place


def _round_to_step(bound: float, step: Decimal | None, rounding: str) -> Decimal:
    """Return a bound rounded to a multiple of `step` (None: not at all), down or up.

    `rounding` is ROUND_FLOOR or ROUND_CEILING. The exact bound is rounded, so that 20% is not
    raised to 20.1% by the noise of a float.
    """
    if step is None:
        return _to_decimal(bound)
    steps = exact_fraction(bound) / Fraction(step)
    return (math.floor(steps) if rounding == ROUND_FLOOR else math.ceil(steps)) * step


def _choose_rounding_step(quantity: Quantity) -> Decimal | None:
    """Return the step to which both bounds are rounded, such as 0.1; None for no rounding.

    Integers and bounds as printed are not rounded. Percentages have one decimal, or as many as the
    first digit of the smaller bound needs (0.04%).
    """
    bounds = [bound for bound in quantity.bounds if bound]
    sizes = [abs(_to_decimal(bound)) for bound in bounds]
    if not sizes or all(size == size.to_integral_value() for size in sizes):
        return None
    if not quantity.derived and not any(map(_is_quotient, bounds)):
        return None
    first_digit_exponent = min(sizes).adjusted()
    if quantity.unit in ("%", "‰"):
        return Decimal(1).scaleb(min(-1, first_digit_exponent))
    # Three significant digits of the smaller bound, but all of the digits before the point.
    return Decimal(1).scaleb(min(0, first_digit_exponent - 2))


def _split_scale(value: Decimal, language: Language) -> tuple[str, str]:
    """Return the digits of a number and the name of its scale: 23000000 → ("2300", "万").

    The name is "" for a number in full: one that is below the smallest scale, or would have more
    decimals than NAMED_SCALES allows (12345 is not 1.2345万).
    """
    digits = "{:,f}" if language == "en" else "{:f}"  # English separates thousands by commas
    value = value.normalize() + 0  # without zeros at the end, and without the sign of -0
    for scale, scale_name, max_decimals in NAMED_SCALES[language]:
        scaled = (value / scale).normalize()
        if abs(scaled) >= 1:
            if -int(scaled.as_tuple().exponent) <= max_decimals:
                return digits.format(scaled), scale_name
            break
    return digits.format(value), ""


def _format_amount(value: Decimal, unit: str, language: Language, and_more: str = "") -> str:
    """Return a number with scale and unit, in Chinese with `and_more` (余) where it belongs.

    23000000 with 余 and 人 gives 2300余万人; 60000 with 余 and 人 gives 6万余人.
    """
    digits, scale = _split_scale(value, language)
    if language == "en":
        return (digits + scale + ("" if unit in ("%", "‰") else " ") + unit).rstrip()
    if unit in RELATIVE_UNITS:
        return digits + scale + unit + ("多" if and_more else "")
    # 2300余万 but 6万余 and 1.5万余: 余 is before the scale only after a multiple of ten.
    multiple_of_ten = "." not in digits and digits[-1] == "0"
    return digits + (and_more + scale if multiple_of_ten else scale + and_more) + unit


def _format_several(quantity: Quantity, language: Language, unit: str | None) -> str:
    """Return a quantity with the qualifier SEVERAL as text: 数十人, 上万人 or 三四百人.

    Its bounds say which it is: 上万 (10,000 and more) has no high bound, a range or pair includes
    it (3至5), a class excludes it (数十 is below 100). `unit` replaces the name of its unit, as in
    `format_quantity`; in English it is in the plural.
    """
    name = _name_unit(
        quantity.unit if unit is None else unit, language, Decimal(2), printed=unit is None
    )
    low, high = _to_decimal(quantity.low or 0), quantity.high
    exponent = low.adjusted()
    if high is None:
        if language == "en":
            return _fill_message(language, "at_least", amount=_format_amount(low, name, language))
        return f"上{_name_power_of_ten(exponent)}{name}"
    top = _to_decimal(high)
    if not quantity.high_exclusive:
        return _format_range(low, top, language, name)
    width = top - low
    # 五十几 is 50 to below 60: the width is a power of ten, and `low` has so many of them.
    is_power_of_ten = width == Decimal(1).scaleb(width.adjusted()) and top < 10 * low
    if is_power_of_ten and low % width == 0 and low / width < 10:
        if language == "en":
            return _format_range(low, top, language, name)
        tens, exponent = int(low / width), width.adjusted() - 1
        return f"{_TENS[tens - 1] if tens > 1 else ''}十几{_name_power_of_ten(exponent)}{name}"
    if top != low * 10:  # a range with 余: 30—50余 is 30 to below 60
        if language == "zh":
            return _format_range(low, _find_largest_with_more(low, top), language, name, "余")
        return format_bounds(quantity, language, unit)
    if language == "en" and name in ("%", "‰"):  # 几成 is no several dozen %
        return _format_range(low, top, language, name)
    if exponent in (0, 1, 2, 3, 6):  # several, several dozen … several million
        return _fill_message(language, f"class_{low:.0f}", unit=name)
    if language == "zh":
        return f"数{_name_power_of_ten(exponent)}{name}"
    return _format_range(low, top, language, name)


def _name_power_of_ten(exponent: int) -> str:
    """Return the Chinese name of a power of ten: 5 → 十万, 8 → 亿."""
    ten_thousands, rest = divmod(exponent, 4)
    return ("", "十", "百", "千")[rest] + ("", "万", "亿", "万亿")[ten_thousands]


def _find_largest_with_more(low: Decimal, high: Decimal) -> Decimal:
    """Return the roundest number above `low` that 余 extends to `high`: 30, 60 → 50 (50余)."""
    lasts = (high - Decimal(1).scaleb(exponent) for exponent in range(high.adjusted(), -1, -1))
    return next(
        (last for last in lasts if last > low and last + last_digit_step(last) == high), low
    )


def _format_range(
    low: Decimal, high: Decimal, language: Language, unit: str, and_more: str = ""
) -> str:
    """Return a quantity between two numbers as text: 3—5名, 3 to 5 people.

    `and_more` is 余 after the high one: 30—50余人.
    """
    low_unit = unit if language == "zh" and unit in RELATIVE_UNITS else ""
    low_amount = _format_amount(low, low_unit, language)
    high_amount = _format_amount(high, unit, language, and_more)
    return _fill_message(language, "range", low=low_amount, high=high_amount)
