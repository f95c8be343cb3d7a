"""Printed units such as 万人: split into factor and base unit, found in headings, compared."""

import re
from math import prod

from intake.model.text_normalization import comparison_form, normalize_width
from quantities import Quantity, UnreadableQuantityError, parse_quantity, same_unit
from quantities.units import UNITS

_SCALE = re.compile(r"([十百千]?万亿|[十百千]?[万亿]|[百千十])(?=\D|$)")
_FACTOR = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_UNSCALED_UNITS = frozenset(unit for unit in UNITS if unit[0] not in "万亿")
_BARE_NUMBER = re.compile(r"[+\-−]?[\d０-９][\d０-９,，.．]*")
_NUMBER_AND_WORDS = re.compile(r"^(.*?\d)(\D+)$")
_PERCENT = {"％": "%", "百分比": "%", "百分数": "%"}
_HEADING = re.compile(r"(?:计量|数据|金额)?单\s*位\s*[:：]\s*([^\s()（）]+)")
_IN_BRACKETS = re.compile(
    r"^(.*?)\s*[(（\[【](?:单位[:：])?([^()（）\[\]【】]{1,12})[)）\]】]\s*$", re.DOTALL
)
_CLOSING = (")", "）", "]", "】")
_AFTER_SLASH = re.compile(r"^(.+?)\s*[/／]\s*(\S{1,6})$")
_AFTER_SPACE = re.compile(r"^(.+?)\s+(\S{1,6})$", re.DOTALL)


def split_unit(unit: str) -> tuple[int, str]:
    """Split a printed unit into factor and base unit: 万元 → (10000, 元), 千米 → (1, 千米)."""
    text = _compact(unit)
    text = _PERCENT.get(text, text)
    match = None if text in _UNSCALED_UNITS else _SCALE.match(text)
    if not match:
        return 1, text
    return prod(_FACTOR[character] for character in match.group(1)), text[match.end() :]


def is_unit(text: str, classifiers: frozenset[str] = frozenset()) -> bool:
    """Return whether `text` is a unit as Chinese tables print it, or several units in a row.

    `classifiers` are further words that count as units (名, 件).
    """
    parts = [part for part in re.split("[、，,;；]", _compact(text)) if part]
    return bool(parts) and all(_is_single_unit(part, classifiers) for part in parts)


def _is_single_unit(text: str, classifiers: frozenset[str]) -> bool:
    """Return whether `text` is one unit, with or without a factor such as 万."""
    base = split_unit(text)[1]
    head, _, tail = base.partition("/")
    known = base in classifiers or base in UNITS or (head in UNITS and bool(tail))
    return known or (base == "" and text != "")


def split_heading(text: str, classifiers: frozenset[str] = frozenset()) -> tuple[str, str]:
    """Split a heading into label and unit: 会员人数（万人） → (会员人数, 万人)."""
    for pattern in (_IN_BRACKETS, _AFTER_SLASH, _AFTER_SPACE):
        if pattern is _AFTER_SPACE and _is_spaced_out(text):
            continue
        match = pattern.match(text.strip())
        if match and is_unit(match.group(2), classifiers):
            return match.group(1).strip(), _compact(match.group(2))
        in_brackets = match if pattern is _IN_BRACKETS else None
        if in_brackets and (unit := _single_unit(in_brackets.group(2), classifiers)):
            return in_brackets.group(1).strip(), unit
    return text.strip(), ""


def _single_unit(text: str, classifiers: frozenset[str]) -> str:
    """Return the only unit in a bracket: （2015年，万人） → 万人.

    If the bracket contains no unit or several, the result is "".
    """
    parts = [part.strip() for part in re.split("[，,、;；]", text)]
    units = [part for part in parts if part and is_unit(part, classifiers)]
    return _compact(units[0]) if len(units) == 1 else ""


def _compact(text: str) -> str:
    """Return a text without blanks and with full-width characters replaced."""
    return "".join(normalize_width(text).split())


def _is_spaced_out(text: str) -> bool:
    """Return whether a text is one word with blanks between its characters: 海 曙 区."""
    return all(len(part) == 1 for part in text.split())


def find_unit(text: str) -> str:
    """Return the unit that applies to a whole table, from a line above it: 单位：万元 → 万元.

    A unit in brackets at the end of a title counts, too: 会员人数（万人） → 万人. "" if there is
    none.
    """
    match = _HEADING.search(text)
    if match and is_unit(match.group(1)):
        return match.group(1)
    return split_heading(text)[1] if text.endswith(_CLOSING) else ""


def is_same_unit(printed: str, unit: str, classifiers: list[str]) -> bool:
    """Return whether a printed unit is an indicator's unit or one of its classifiers."""
    if not printed or not unit or printed == unit or printed in classifiers:
        return True
    return same_unit(comparison_form(printed), comparison_form(unit))


def add_unit(text: str, unit: str) -> str:
    """Append a unit to a number: 14余 and 万人 → 14余万人, 100以上 and 万人 → 100万人以上.

    A number that already has a unit or 万 is returned unchanged, without blanks.
    """
    bare = "".join(text.split())
    if not unit or _BARE_NUMBER.fullmatch(normalize_width(bare)):
        return bare + unit
    if any(mark in bare for mark in "万亿％%") or (quantity := _read_quantity(bare)) is None:
        return bare
    if quantity.unit:
        return bare
    after = _NUMBER_AND_WORDS.sub(lambda match: match.group(1) + unit + match.group(2), bare)
    return next((form for form in (bare + unit, after) if _read_quantity(form)), bare + unit)


def _read_quantity(text: str) -> Quantity | None:
    """Return the quantity of a text; None if the text is not a quantity."""
    try:
        return parse_quantity(text)
    except UnreadableQuantityError:
        return None
