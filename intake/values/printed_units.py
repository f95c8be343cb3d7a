"""Printed units such as 万人: split into factor and base unit, found in headings, compared."""

import re
from math import prod

from intake.model.text_normalization import comparison_form, normalize_width
from quantities import Quantity, UnreadableQuantityError, parse_quantity, same_unit
from quantities.units import UNITS

_SCALE = re.compile(r"(?:[十百千]?万亿|[十百千]?[万亿]|[百千十])(?=\D|$)")
_FACTORS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_UNSCALED_UNITS = frozenset(unit for unit in UNITS if unit[0] not in "万亿")
"""Units whose first character is no factor although it may look like one: 千米, 百分点."""
_BARE_NUMBER = re.compile(r"[+\-−]?[\d０-９][\d０-９,，.．]*")
_BLANK_BETWEEN_DIGITS = re.compile(r"[\d.,]\s+[\d.,]")
_NUMBER_AND_WORDS = re.compile(r"^(?P<number>.*?\d)(?P<words>\D+)$")
_PERCENT_WORDS = {"％": "%", "百分比": "%", "百分数": "%"}
_UNIT_LINE = re.compile(r"(?:计量|数据|金额)?单\s*位\s*[:：]\s*(?P<unit>[^\s()（）]+)")
_IN_BRACKETS = re.compile(
    r"^(?P<label>.*?)\s*[(（\[【](?:单位[:：])?(?P<unit>[^()（）\[\]【】]{1,12})[)）\]】]\s*$",
    re.DOTALL,
)
_CLOSING_BRACKETS = (")", "）", "]", "】")
_AFTER_SLASH = re.compile(r"^(?P<label>.+?)\s*[/／]\s*(?P<unit>\S{1,6})$")
_AFTER_SPACE = re.compile(r"^(?P<label>.+?)\s+(?P<unit>\S{1,6})$", re.DOTALL)


def split_unit(unit: str) -> tuple[int, str]:
    """Split a printed unit into factor and base unit: 万元 → (10000, 元), 千米 → (1, 千米).

    百分比 is %; a factor alone has no base unit: 万 → (10000, "").
    """
    unit = _compact_unit(unit)
    unit = _PERCENT_WORDS.get(unit, unit)
    match = None if unit in _UNSCALED_UNITS else _SCALE.match(unit)
    if not match:
        return 1, unit
    return prod(_FACTORS[character] for character in match.group()), unit[match.end() :]


def is_unit(text: str) -> bool:
    """Return whether `text` is a unit as Chinese tables print it, or several: 人、万元."""
    units = list(filter(None, re.split("[、，,;；]", _compact_unit(text))))
    return bool(units) and all(map(_is_single_unit, units))


def _is_single_unit(text: str) -> bool:
    """Return whether `text` is one printed unit, with or without a factor such as 万.

    A factor alone is one, and so is a known unit over anything: 元/人.
    """
    _, base = split_unit(text)
    if not base:
        return text != ""
    numerator, _, denominator = base.partition("/")
    return base in UNITS or (numerator in UNITS and bool(denominator))


def split_heading(heading: str) -> tuple[str, str]:
    """Split a heading into label and printed unit: 会员人数（万人） → (会员人数, 万人).

    The unit is in brackets at the end, else after a slash, else after a blank; "" if none of these
    is a known unit.
    """
    heading = heading.strip()
    # 海 曙 区 is one word with blanks between its characters.
    is_spaced_out = all(len(word) == 1 for word in heading.split())
    for pattern in (_IN_BRACKETS, _AFTER_SLASH, *(() if is_spaced_out else (_AFTER_SPACE,))):
        match = pattern.match(heading)
        if match and is_unit(match["unit"]):
            return match["label"].strip(), _compact_unit(match["unit"])
        in_brackets = match["unit"] if match and pattern is _IN_BRACKETS else ""
        if match and (unit := _only_unit_in_brackets(in_brackets)):
            return match["label"].strip(), unit
    return heading, ""


def _only_unit_in_brackets(text: str) -> str:
    """Return the only unit among the words in brackets: 2015年，万人 → 万人.

    If they contain no unit or several, the result is "".
    """
    words = filter(None, map(str.strip, re.split("[，,、;；]", text)))
    units = list(filter(is_unit, words))
    return _compact_unit(units[0]) if len(units) == 1 else ""


def _compact_unit(text: str) -> str:
    """Return a printed unit without blanks and with full-width characters replaced."""
    return "".join(normalize_width(text).split())


def find_unit(line: str) -> str:
    """Return the unit of a whole table, printed in a line above it: 单位：万元 → 万元.

    A unit in brackets at the end of a title counts, too: 会员人数（万人） → 万人. "" if there is
    none.
    """
    match = _UNIT_LINE.search(line)
    if match and is_unit(match["unit"]):
        return match["unit"]
    _, unit = split_heading(line) if line.endswith(_CLOSING_BRACKETS) else ("", "")
    return unit


def is_same_unit(printed: str, unit: str, classifiers: list[str]) -> bool:
    """Return whether a printed unit is an indicator's unit or one of its classifiers.

    Synonyms (名 for 人) are the same unit; if either unit is not given, they do not differ: True.
    """
    if not printed or not unit or printed == unit or printed in classifiers:
        return True
    return same_unit(comparison_form(printed), comparison_form(unit))


def add_unit(text: str, unit: str) -> str:
    """Append a printed unit to a number: 14余 and 万人 → 14余万人 ("over 140,000 people").

    In 100以上 ("100 or more") it is inserted: 100万人以上. A number that already has a unit or 万,
    and a text that is no number, are returned unchanged but for blanks.
    """
    number = "".join(text.split())
    if _BLANK_BETWEEN_DIGITS.search(text):
        # 12 345 are thousands, 12 34 is no number: what reads the wording decides.
        return text.strip() + unit if unit else number
    if not unit or _BARE_NUMBER.fullmatch(normalize_width(number)):
        return number + unit
    quantity = _parse_or_none(number)
    if quantity is None or quantity.unit or any(mark in number for mark in "万亿％%"):
        return number
    match = _NUMBER_AND_WORDS.match(number)
    inserted = f"{match['number']}{unit}{match['words']}" if match else number
    # Appended, unless only the other form can be read.
    is_appended = _parse_or_none(number + unit) or not _parse_or_none(inserted)
    return number + unit if is_appended else inserted


def _parse_or_none(text: str) -> Quantity | None:
    """Return the quantity of a number with its printed unit; None if it is not a quantity."""
    try:
        return parse_quantity(text)
    except UnreadableQuantityError:
        return None
