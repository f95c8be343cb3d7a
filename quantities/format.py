"""Formatting of quantities in Chinese and English, rounded to their significant digits."""

import re
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from locales import Language, Words
from quantities.quantity import Qualifier, Quantity

TRAILING = ("%", "‰", "倍", "个百分点")
_RATIO = re.compile("([0-9.]+)[:：∶]([0-9.]+)")
TENS = "一二三四五六七八九"
# Scale, its name, and the most decimals before the number is written in full.
SCALES: dict[Language, tuple[tuple[int, str, int], ...]] = {
    "zh": ((10**8, "亿", 4), (10**4, "万", 2)),
    "en": ((10**9, " billion", 3), (10**6, " million", 3)),
}
# Singular, plural.
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
    name = unit_name(quantity.unit, language, quantity.value) if unit is None else unit
    if quantity.qualifier is Qualifier.SEVERAL:
        return _format_several(quantity, language, name)
    value, qualifier = _round_derived(quantity)
    more = "余" if language == "zh" and qualifier is Qualifier.AND_MORE else ""
    amount = _ratio_text(quantity.wording) or _write_amount(value, name, language, more)
    at_most = qualifier is Qualifier.BELOW and not quantity.high_exclusive
    return _message(language, "at_most" if at_most else qualifier.value, amount=amount)


def _ratio_text(wording: str) -> str:
    """Return the ratio in a wording with a plain colon: 不低于1：1 → 1:1; "" if there is none."""
    match = _RATIO.search(wording)
    return f"{match[1]}:{match[2]}" if match else ""


def format_bounds(quantity: Quantity, language: Language = "zh", unit: str | None = None) -> str:
    """Return the bounds as text, rounded outwards: more than 89.7 and at most 104.7 yuan.

    Integers are written in full; else both bounds have the decimals that give the smaller one three
    significant digits. Returns "" without bounds.
    """
    name = unit_name(quantity.unit, language, quantity.value) if unit is None else unit
    low, high = quantity.bounds
    if low is not None and low == high:
        return _write_amount(_decimal(low), name, language)
    place = _common_place(quantity)
    texts = {}
    if low is not None and (low != 0 or quantity.low_exclusive):
        kind = "low_exclusive" if quantity.low_exclusive else "low_inclusive"
        last = name if language == "zh" or name == "%" or high is None else ""
        texts["low"] = _message(
            language, kind, amount=_format_end(low, ROUND_FLOOR, place, last, language)
        )
    if high is not None:
        kind = "high_exclusive" if quantity.high_exclusive else "high_inclusive"
        amount = _format_end(high, ROUND_CEILING, place, name, language)
        texts["high"] = _message(language, kind, amount=amount)
    return _message(language, "both", **texts) if len(texts) == 2 else "".join(texts.values())


def unit_name(unit: str, language: Language, value: float = 2) -> str:
    """Return the unit as text after the number `value`: 1 hour, 2 hours.

    A classifier (件, 项) has no English name and gives "".
    """
    if language == "zh":
        return unit
    above, _, below = unit.partition("/")
    names = UNITS_EN.get(above, ("", ""))[value != 1], UNITS_EN.get(below, ("", ""))[0]
    return " per ".join(filter(None, names))


def _message(language: Language, message: str, **values: str) -> str:
    """Return the text of the message `quantities.NAME` in a language, with its values filled in."""
    return Words(language).say(f"quantities.{message}", **values).strip()


def _decimal(number: float) -> Decimal:
    """Return a number as the Decimal of its shortest decimal form: 0.1 → Decimal("0.1")."""
    return Decimal(repr(float(number)))


def _round_derived(quantity: Quantity) -> tuple[Decimal, Qualifier]:
    """Return the value to show and its qualifier; a derived value is rounded to its digits.

    Rounding makes the qualifier ABOUT unless the value was exact and only decimals were rounded.
    """
    value, qualifier = _decimal(quantity.value), quantity.qualifier
    if not quantity.derived or not value:
        return value, qualifier
    place = Decimal(1).scaleb(value.adjusted() - quantity.digits + 1)
    rounded = (value / place).quantize(Decimal(1), ROUND_HALF_UP) * place
    if rounded == value:
        return value, qualifier
    if qualifier is Qualifier.EXACT and place <= 1:
        return rounded, qualifier
    return rounded, Qualifier.ABOUT


def _format_end(
    end: float, rounding: str, place: Decimal | None, unit: str, language: Language
) -> str:
    """Return one bound as text, rounded to `place` (None: not at all) by the mode `rounding`."""
    value = _decimal(end)
    return _write_amount(value.quantize(place, rounding) if place else value, unit, language)


def _common_place(quantity: Quantity) -> Decimal | None:
    """Return the place to which both bounds are rounded, as Decimal("0.1"); None for integers."""
    ends = [abs(_decimal(end)) for end in quantity.bounds if end]
    if not ends or all(end == end.to_integral_value() for end in ends):
        return None
    return Decimal(1).scaleb(min(0, min(ends).adjusted() - 2))


def _split_scale(value: Decimal, language: Language) -> tuple[str, str]:
    """Return the digits of a number and the name of its scale: 23000000 → ("2300", "万")."""
    if value == value.to_integral_value():
        value = value.quantize(Decimal(1))
    for scale, name, decimals in SCALES[language]:
        part = (value / scale).normalize()
        if abs(part) >= 1:
            short = -int(part.as_tuple().exponent) <= decimals
            return (
                (_write_digits(part, language), name)
                if short
                else (_write_digits(value, language), "")
            )
    return _write_digits(value, language), ""


def _write_digits(value: Decimal, language: Language) -> str:
    """Return a number in digits, in English with commas between thousands."""
    return f"{value:,f}" if language == "en" else f"{value:f}"


def _write_amount(value: Decimal, unit: str, language: Language, more: str = "") -> str:
    """Return a number with scale and unit; in Chinese with `more` (余) where it belongs.

    23000000 with 余 and 人 gives 2300余万人; 60000 with 余 and 人 gives 6万余人.
    """
    digits, scale = _split_scale(value, language)
    if language == "en":
        return (digits + scale + ("" if unit in ("%", "‰") else " ") + unit).rstrip()
    if unit in TRAILING:
        return digits + scale + unit + ("多" if more else "")
    # 2300余万 but 6万余 and 1.5万余: 余 is before the scale only after a multiple of ten.
    inside = "." not in digits and digits[-1] == "0"
    return digits + (more + scale if inside else scale + more) + unit


def _format_several(quantity: Quantity, language: Language, unit: str) -> str:
    """Return an imprecise amount such as 数十人, 上万人 or 三四百人 as text."""
    low, high = _decimal(quantity.low or 0), quantity.high
    rank = low.adjusted()
    if high is None:
        if language == "en":
            return _message(language, "at_least", amount=_write_amount(low, unit, language))
        return f"上{_scale_name(rank)}{unit}"
    if not quantity.high_exclusive or high != low * 10:
        return _format_range(low, _decimal(high), quantity.high_exclusive, language, unit)
    if rank in (0, 1, 2, 3, 6):
        return _message(language, f"class_{low:.0f}", unit=unit)
    if language == "zh":
        return f"数{_scale_name(rank)}{unit}"
    return _format_range(low, _decimal(high), True, language, unit)


def _scale_name(rank: int) -> str:
    """Return the name of the power of ten with the exponent `rank`: 5 → 十万."""
    large, small = divmod(rank, 4)
    return ("", "十", "百", "千")[small] + ("", "万", "亿", "万亿")[large]


def _format_range(low: Decimal, high: Decimal, teens: bool, language: Language, unit: str) -> str:
    """Return a range as text: 3至5名. With `teens`, in Chinese, 10 to 20 is 十几名."""
    if teens and language == "zh":
        tens, rank = int(low / (high - low)), (high - low).adjusted() - 1
        return f"{TENS[tens - 1] if tens > 1 else ''}十几{_scale_name(rank)}{unit}"
    shared = language == "zh" and unit in TRAILING
    first = _write_amount(low, unit if shared else "", language)
    return _message(language, "range", low=first, high=_write_amount(high, unit, language))
