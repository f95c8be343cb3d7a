"""Printed units: how many base units one of them is, and what it counts."""

import re

from intake.model.characters import comparison_form, normalize_width
from quantities import Quantity, UnreadableQuantityError, read, same_unit
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
    """Split a printed unit: 万元 is (10000, 元), 千米 is (1, 千米), % is (1, %)."""
    text = "".join(normalize_width(unit).split())
    text = _PERCENT.get(text, text)
    if text in _UNSCALED_UNITS:
        return 1, text
    found = _SCALE.match(text)
    if not found:
        return 1, text
    factor = 1
    for character in found.group(1):
        factor *= _FACTOR[character]
    return factor, text[found.end() :]


def is_unit(text: str, classifiers: frozenset[str] = frozenset()) -> bool:
    """Say whether `text` is a unit a Chinese table prints; several may stand side by side."""
    parts = [
        part for part in re.split("[、，,;；]", "".join(normalize_width(text).split())) if part
    ]
    return bool(parts) and all(_is_single_unit(part, classifiers) for part in parts)


def _is_single_unit(text: str, classifiers: frozenset[str]) -> bool:
    base = split_unit(text)[1]
    head, _, tail = base.partition("/")
    known = base in classifiers or base in UNITS or (head in UNITS and bool(tail))
    return known or (base == "" and text != "")


def split_heading(text: str, classifiers: frozenset[str] = frozenset()) -> tuple[str, str]:
    """Split a heading into label and unit: 会员人数（万人） is (会员人数, 万人)."""
    for pattern in (_IN_BRACKETS, _AFTER_SLASH, _AFTER_SPACE):
        if pattern is _AFTER_SPACE and _is_spaced_out(text):
            continue
        found = pattern.match(text.strip())
        if found and is_unit(found.group(2), classifiers):
            return found.group(1).strip(), "".join(normalize_width(found.group(2)).split())
        if (
            found
            and pattern is _IN_BRACKETS
            and (unit := _single_unit(found.group(2), classifiers))
        ):
            return found.group(1).strip(), unit
    return text.strip(), ""


def _single_unit(text: str, classifiers: frozenset[str]) -> str:
    """Find the one unit among what stands in brackets: （2015年，万人） counts in 万人."""
    parts = [part.strip() for part in re.split("[，,、;；]", text)]
    found = [part for part in parts if part and is_unit(part, classifiers)]
    return "".join(normalize_width(found[0]).split()) if len(found) == 1 else ""


def _is_spaced_out(text: str) -> bool:
    """A word with blanks between its letters: the 区 of 海 曙 区 is no unit."""
    return all(len(part) == 1 for part in text.split())


def find_unit(text: str) -> str:
    """Return the unit that a line above the header states: 单位：万元; "" if none."""
    found = _HEADING.search(text)
    unit = found.group(1) if found else ""
    return unit if is_unit(unit) else split_heading(text)[1] if text.endswith(_CLOSING) else ""


def is_same_unit(printed: str, unit: str, classifiers: list[str]) -> bool:
    """Say whether a printed unit may stand for an indicator's."""
    if not printed or not unit or printed == unit or printed in classifiers:
        return True
    return same_unit(comparison_form(printed), comparison_form(unit))


def add_unit(text: str, unit: str) -> str:
    """Put the unit behind a number: 14余 in a column of 万人 is 14余万人, 100以上 100万人以上.

    A number that has a unit or 万 of its own stays as it is.
    """
    bare = "".join(text.split())
    if not unit or _BARE_NUMBER.fullmatch(normalize_width(bare)):
        return bare + unit
    if any(mark in bare for mark in "万亿％%") or (quantity := _read_quantity(bare)) is None:
        return bare
    if quantity.unit:
        return bare
    after = _NUMBER_AND_WORDS.sub(lambda found: found.group(1) + unit + found.group(2), bare)
    return next((form for form in (bare + unit, after) if _read_quantity(form)), bare + unit)


def _read_quantity(text: str) -> Quantity | None:
    try:
        return read(text)
    except UnreadableQuantityError:
        return None
