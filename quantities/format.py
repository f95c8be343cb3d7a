"""Formatting of quantities in Chinese and English, rounded to their significant digits."""

import re
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from locales import Language, Words
from quantities.quantity import Qualifier, Quantity

# Units with 多 after them (3倍多, "a bit more than three times") and repeated in ranges (3%至5%).
RELATIVE_UNITS = ("%", "‰", "倍", "个百分点")
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
    """Return a quantity as text: 2300万余元, more than 23 million yuan.

    In Chinese a number that was printed is shown as printed, unless `unit` is given. `unit`
    replaces the name of the quantity's unit, for classifiers (件, 项), which have no English name.
    A derived number is rounded to its `digits`; if that changes the number, 约 or about precedes
    it.
    """
    if language == "zh" and quantity.wording and unit is None:
        return quantity.wording
    name = _unit_name(quantity.unit, language, quantity.value) if unit is None else unit
    if quantity.qualifier is Qualifier.SEVERAL:
        return _format_several(quantity, language, name)
    value, qualifier = _round_derived(quantity)
    if ratio := _RATIO.search(quantity.wording):  # 不低于1：1 → at least 1:1
        amount = ":".join(ratio.groups())
    else:
        and_more = "余" if language == "zh" and qualifier is Qualifier.AND_MORE else ""
        amount = _format_amount(value, name, language, and_more)
    at_most = qualifier is Qualifier.BELOW and not quantity.high_exclusive
    return _qualified_text(language, "at_most" if at_most else qualifier.value, amount=amount)


def format_bounds(quantity: Quantity, language: Language = "zh", unit: str | None = None) -> str:
    """Return a quantity's bounds as text, rounded outwards: at least 320 and below 420 people.

    Integers are written in full; else both bounds have the decimals that give the smaller one three
    significant digits. Returns "" without bounds.
    """
    name = _unit_name(quantity.unit, language, quantity.value) if unit is None else unit
    low, high = quantity.bounds
    if low is not None and low == high:
        return _format_amount(_to_decimal(low), name, language)
    step = _rounding_step(quantity)
    bound_texts = {}
    if low is not None and (low != 0 or quantity.low_exclusive):
        # English names the unit once, after the high bound.
        low_unit = name if language == "zh" or name == "%" or high is None else ""
        amount = _format_amount(_round_to_step(low, step, ROUND_FLOOR), low_unit, language)
        message = "low_exclusive" if quantity.low_exclusive else "low_inclusive"
        bound_texts["low"] = _qualified_text(language, message, amount=amount)
    if high is not None:
        amount = _format_amount(_round_to_step(high, step, ROUND_CEILING), name, language)
        message = "high_exclusive" if quantity.high_exclusive else "high_inclusive"
        bound_texts["high"] = _qualified_text(language, message, amount=amount)
    if len(bound_texts) == 2:
        return _qualified_text(language, "both", **bound_texts)
    return "".join(bound_texts.values())


def _unit_name(unit: str, language: Language, value: float) -> str:
    """Return a quantity's unit as it is written after `value`: 小时 → 1 hour, 2 hours.

    A classifier (件, 项) has no English name and gives "".
    """
    if language == "zh":
        return unit
    unit, _, divisor_unit = unit.partition("/")
    singular, plural = UNITS_EN.get(unit, ("", ""))
    divisor_singular, _ = UNITS_EN.get(divisor_unit, ("", ""))
    return " per ".join(filter(None, (singular if value == 1 else plural, divisor_singular)))


def _qualified_text(language: Language, message: str, **values: str) -> str:
    """Fill the message `quantities.MESSAGE`: below, amount 5 people → less than 5 people."""
    return Words(language).say(f"quantities.{message}", **values).strip()


def _to_decimal(number: float) -> Decimal:
    """Return a number as the Decimal of its shortest decimal form: 0.1 → Decimal("0.1")."""
    return Decimal(repr(float(number)))


def _round_derived(quantity: Quantity) -> tuple[Decimal, Qualifier]:
    """Return the value to show and its qualifier; a derived value is rounded to its digits.

    Rounding makes the qualifier ABOUT unless the value was exact and only decimals were rounded.
    """
    value, qualifier = _to_decimal(quantity.value), quantity.qualifier
    if not quantity.derived or not value:
        return value, qualifier
    last_place = Decimal(1).scaleb(value.adjusted() - quantity.digits + 1)
    rounded = (value / last_place).quantize(Decimal(1), ROUND_HALF_UP) * last_place
    if rounded == value:
        return value, qualifier
    if qualifier is Qualifier.EXACT and last_place <= 1:
        return rounded, qualifier
    return rounded, Qualifier.ABOUT


def _round_to_step(bound: float, step: Decimal | None, rounding: str) -> Decimal:
    """Return a bound rounded to a multiple of `step` (None: not at all) by the mode `rounding`."""
    return _to_decimal(bound).quantize(step, rounding) if step else _to_decimal(bound)


def _rounding_step(quantity: Quantity) -> Decimal | None:
    """Return the step to which both bounds are rounded, as Decimal("0.1"); None for integers."""
    bounds = [abs(_to_decimal(bound)) for bound in quantity.bounds if bound]
    if not bounds or all(bound == bound.to_integral_value() for bound in bounds):
        return None
    # Three significant digits of the smaller bound, but all of the digits before the point.
    return Decimal(1).scaleb(min(0, min(bounds).adjusted() - 2))


def _split_scale(value: Decimal, language: Language) -> tuple[str, str]:
    """Return the digits of a number and the name of its scale: 23000000 → ("2300", "万")."""
    digits = "{:,f}" if language == "en" else "{:f}"  # English separates thousands by commas
    if value == value.to_integral_value():
        value = value.quantize(Decimal(1))
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


def _format_several(quantity: Quantity, language: Language, unit: str) -> str:
    """Return a quantity with the qualifier SEVERAL as text: 数十人, 上万人 or 三四百人."""
    low, high = _to_decimal(quantity.low or 0), quantity.high
    exponent = low.adjusted()
    if high is None:
        if language == "en":
            return _qualified_text(language, "at_least", amount=_format_amount(low, unit, language))
        return f"上{_power_of_ten_name(exponent)}{unit}"
    if not quantity.high_exclusive or high != low * 10:
        return _format_range(low, _to_decimal(high), quantity.high_exclusive, language, unit)
    if exponent in (0, 1, 2, 3, 6):  # several, several dozen … several million
        return _qualified_text(language, f"class_{low:.0f}", unit=unit)
    if language == "zh":
        return f"数{_power_of_ten_name(exponent)}{unit}"
    return _format_range(low, _to_decimal(high), True, language, unit)


def _power_of_ten_name(exponent: int) -> str:
    """Return the Chinese name of a power of ten: 5 → 十万, 8 → 亿."""
    ten_thousands, rest = divmod(exponent, 4)
    return ("", "十", "百", "千")[rest] + ("", "万", "亿", "万亿")[ten_thousands]


def _format_range(
    low: Decimal, high: Decimal, high_exclusive: bool, language: Language, unit: str
) -> str:
    """Return a quantity between two numbers as text: 3至5名.

    In Chinese a range without its high end is one of the numbers between tens: 10 to 20 is 十几名.
    """
    if high_exclusive and language == "zh":
        tens, exponent = int(low / (high - low)), (high - low).adjusted() - 1
        return f"{_TENS[tens - 1] if tens > 1 else ''}十几{_power_of_ten_name(exponent)}{unit}"
    low_unit = unit if language == "zh" and unit in RELATIVE_UNITS else ""
    low_amount = _format_amount(low, low_unit, language)
    high_amount = _format_amount(high, unit, language)
    return _qualified_text(language, "range", low=low_amount, high=high_amount)
