"""Printed units such as 万人: split into factor and base unit, found in headings, compared."""

import re
from math import prod

from chinese_text.characters import comparison_form, normalize_width, simplify_characters
from quantities import Quantity, UnreadableQuantityError, parse_quantity, same_unit
from quantities.units import UNITS, UNITS_BY_KIND

_SCALE = re.compile(r"(?:[十百千]?万亿|[十百千]?[万亿]|[百千十])(?=\D|$)")
_FACTORS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_UNSCALED_UNITS = frozenset(unit for unit in UNITS if unit[0] not in "万亿")
"""Units whose first character is no factor although it may look like one: 千米, 百分点."""
_BARE_NUMBER = re.compile(r"[+\-−]?[\d０-９][\d０-９,，.．]*")
_BLANK_BETWEEN_DIGITS = re.compile(r"[\d.,]\s+[\d.,]")
_NUMBER_AND_WORDS = re.compile(r"^(?P<number>.*?\d)(?P<words>\D+)$")
_PERCENT_WORDS = {"％": "%", "百分比": "%", "百分数": "%"}
_ENGLISH_BASES = {
    **dict.fromkeys(("yuan", "rmb", "cny", "rmbyuan", "yuanrmb"), "元"),
    **dict.fromkeys(("usd", "us$"), "美元"),
    **dict.fromkeys(("person", "persons", "people"), "人"),
    **dict.fromkeys(("person-time", "person-times", "persontimes"), "人次"),
    **dict.fromkeys(("household", "households"), "户"),
    **dict.fromkeys(("percent", "pct"), "%"),
}
_ENGLISH_SCALES = {
    **dict.fromkeys(("hundred", "100", "10^2"), "百"),
    **dict.fromkeys(("thousand", "1000", "1,000", "10^3"), "千"),
    **dict.fromkeys(("tenthousand", "10thousand", "10000", "10,000", "10^4"), "万"),
    **dict.fromkeys(("million", "10^6", "1,000,000"), "百万"),
    **dict.fromkeys(("hundredmillion", "100million", "10^8"), "亿"),
    **dict.fromkeys(("billion", "10^9"), "十亿"),
}
_ENGLISH_UNIT = re.compile(
    "(?P<currency>{0})?(?P<scale>{1})?(?P<base>{0})?".format(
        *(
            "|".join(sorted(map(re.escape, words), key=len, reverse=True))
            for words in (_ENGLISH_BASES, _ENGLISH_SCALES)
        )
    )
)
"""A unit in English without blanks, such as 10^8yuan or rmb10,000."""
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_POWER = re.compile("10(?=[⁰¹²³⁴⁵⁶⁷⁸⁹])")
_MEASURES = frozenset(
    {*"个家户份件次场项条", "人次", "户次", "家次", "人", *UNITS_BY_KIND["money"], "%", "‰"}
)
"""Units that are never a word of an indicator's name, as 企业 or 社区 may be."""
_UNIT_LINE = re.compile(
    r"(?:(?:计量|数据|金额)?单\s*位|\bunits?)\s*[:：]\s*(?P<line>(?P<unit>[^\s()（）]+)[^()（）]*)",
    re.IGNORECASE,
)
"""A line that states a table's unit: `line` is the text up to a bracket, `unit` its first word."""
_UNIT_IN_NOTE = re.compile(
    r"单\s*位\s*(?:[均都皆]?[为是]|[:：])\s*(?P<unit>[^\s，,。;；、()（）]{1,8})"
)
_WIDE_GAP = re.compile(r"\s{2,}|\u3000|\t")
_IN_BRACKETS = re.compile(
    r"^(?P<label>.*?)\s*[(（\[【](?:单位[:：])?(?P<unit>[^()（）\[\]【】]{1,30})[)）\]】]\s*$",
    re.DOTALL,
)
_KINDS_OF_AREAS = re.compile("[省市县区州旗][(（][省市县区州旗、]+[)）]")
"""县（市）: counties and cities, no county counted in cities."""
_CLOSING_BRACKETS = (")", "）", "]", "】")
_AFTER_SLASH = re.compile(r"^(?P<label>.+?)\s*[/／]\s*(?P<unit>[^/／]{1,16})$")
_AFTER_MARK = re.compile(r"^(?P<label>.+?)\s*[_＿,，;；:：—-]\s*(?P<unit>[^_＿]{1,16})$")
_SHARE_AT_END = re.compile(r"^(?P<label>.*[\w）)])\s*(?P<unit>[%％‰])$")
_BRACKETS_WITHIN = re.compile(
    r"^(?P<label>.*?\S)\s*[(（\[【](?:单位[:：])?(?P<unit>[^()（）\[\]【】]{1,30})[)）\]】](?P<rest>.*\S)"
)
_LIKE_UNIT = re.compile(
    r"(?:[(（\[【]|[_＿,，/／])\s*(?P<unit>[^()（）\[\]【】_＿,，/／]{0,4}(?:[百千]?[万亿]|[百千]万|"
    r"10\^|1?0?[, ]?000|million|billion|thousand)[^\s()（）\[\]【】_＿,，/／]{0,8})",
    re.IGNORECASE,
)
"""Text that is printed like a unit with a factor: （万块）."""
_LIKE_UNIT_OF_TABLE = re.compile("[万亿%％元]|10\\^|,000|illion|yuan", re.IGNORECASE)
_CLASS_WORDS = re.compile("以上|以下|以内|及|级|大|多|余|企业|单位|计划|工程")
"""Words by which such a text is no unit, but a class of sizes (万人以上) or a name (万企)."""
_AFTER_SPACE = re.compile(r"^(?P<label>.+?)\s+(?P<unit>\S{1,6})$", re.DOTALL)


def split_unit(unit: str) -> tuple[int, str]:
    """Split a printed unit into factor and base unit: 万元 → (10000, 元), 千米 → (1, 千米).

    百分比 is %. A factor alone has the base unit "": 万 → (10000, "").
    """
    unit = normalize_unit(unit)
    match = None if unit in _UNSCALED_UNITS else _SCALE.match(unit)
    if not match:
        return 1, unit
    return prod(_FACTORS[character] for character in match.group()), unit[match.end() :]


def is_unit(text: str) -> bool:
    """Return whether `text` is a unit as Chinese tables print it, or several: 人、万元."""
    unit = normalize_unit(text)
    units = list(filter(None, re.split("[、，,;；]", unit)))
    return _is_single_unit(unit) or (bool(units) and all(map(_is_single_unit, units)))


def _is_single_unit(text: str) -> bool:
    """Return whether `text` is one printed unit, with or without a factor such as 万.

    A factor alone counts as a unit, and so does a known unit per anything: 元/人.
    """
    _, base = split_unit(text)
    if not base:
        return text != ""
    numerator, _, denominator = base.partition("/")
    return base in UNITS or (numerator in UNITS and bool(denominator))


def split_heading(heading: str) -> tuple[str, str]:
    """Split a heading into label and printed unit: 会员人数（万人） → (会员人数, 万人).

    The label names an indicator, the unit is that of its figures. The first of these that is a
    known unit counts: in brackets at the end (the only unit there, 2015年，万人), after a slash,
    after a blank (if Chinese), after another mark (_万元), a bare % at the end, in brackets within.
    Without one, the result is the heading and "".
    """
    heading = heading.strip()
    if _KINDS_OF_AREAS.fullmatch(heading):
        return heading, ""
    # 海 曙 区 is one word with blanks between its characters.
    is_spaced_out = all(len(word) == 1 for word in heading.split())
    for pattern in (_IN_BRACKETS, _AFTER_SLASH, *(() if is_spaced_out else (_AFTER_SPACE,))):
        match = pattern.match(heading)
        is_english = pattern is _AFTER_SPACE and match and match["unit"].isascii()
        if match and not is_english and is_unit(match["unit"]):
            return match["label"].strip(), normalize_unit(match["unit"])
        in_brackets = match["unit"] if match and pattern is _IN_BRACKETS else ""
        if match and (unit := _find_only_unit(in_brackets)):
            return match["label"].strip(), unit
    if (match := _AFTER_MARK.match(heading)) and is_measure(match["unit"]):
        return match["label"].strip(), normalize_unit(match["unit"])
    if match := _SHARE_AT_END.match(heading):
        return match["label"], normalize_unit(match["unit"])
    if (match := _BRACKETS_WITHIN.match(heading)) and is_measure(match["unit"]):
        return match["label"] + match["rest"], normalize_unit(match["unit"])
    return heading, ""


def is_measure(text: str) -> bool:
    """Return whether `text` is a unit that is never a word of a name: 万元, 人, %, but not 企业."""
    factor, base = split_unit(text)
    return is_unit(text) and (factor > 1 or base in _MEASURES)


def find_unread_unit(heading: str) -> str:
    """Return the text in a heading that looks like an unknown scaled unit: （万块） → 万块."""
    match = _LIKE_UNIT.search(heading)
    return match["unit"] if match and not _CLASS_WORDS.search(match["unit"]) else ""


def find_unread_unit_of_table(line: str) -> str:
    """Return the unknown unit that a line above a table states: 单位：万块 → 万块; "" if none.

    It becomes a problem, since the figures would else be read without their factor.
    """
    match = _UNIT_LINE.search(line)
    if not match or any(map(is_unit, _list_candidate_units(match))):
        return ""
    text = _WIDE_GAP.split(match["line"])[0].strip()
    return text if _LIKE_UNIT_OF_TABLE.search(text) else ""


def _find_only_unit(text: str) -> str:
    """Return the only unit among the words in the brackets of a heading: 2015年，万人 → 万人.

    "" if there is no unit or several.
    """
    words = filter(None, map(str.strip, re.split("[，,、;；]", text)))
    units = list(filter(is_unit, words))
    return normalize_unit(units[0]) if len(units) == 1 else ""


def normalize_unit(text: str) -> str:
    """Return a printed unit without blanks, in plain characters and in Chinese.

    10^8 yuan → 亿元, 百分比 → %. Units that differ only in spelling are then equal. A number alone
    (10,000) is no unit, and is returned as it is.
    """
    text = simplify_characters(text)
    unit = "".join(_POWER.sub("10^", normalize_width(text)).translate(_SUPERSCRIPTS).split())
    # The currency stands before the scale (rmb10,000) or, as `base`, after it (10,000yuan).
    match = _ENGLISH_UNIT.fullmatch(unit.casefold())
    is_number = unit.replace(",", "").isdigit()
    if match and unit and not is_number and not (match["currency"] and match["base"]):
        base = _ENGLISH_BASES.get(match["currency"] or match["base"] or "", "")
        return _ENGLISH_SCALES.get(match["scale"] or "", "") + base
    return _PERCENT_WORDS.get(unit, unit)


def find_unit(line: str) -> str:
    """Return the unit of a whole table that a line above it states: 单位：万元 → 万元.

    A unit in brackets at the end of a title counts, too: 会员人数（万人） → 万人. Several units are
    joined by 、. "" if there is none.
    """
    match = _UNIT_LINE.search(line)
    for text in _list_candidate_units(match) if match else ():
        if is_unit(text):
            # A comma stands between two units, but also in 10,000 yuan.
            units = [text] if is_measure(text) else re.split("[、，,;；]", text)
            return "、".join(normalize_unit(unit) for unit in units if unit)
    _, unit = split_heading(line) if line.endswith(_CLOSING_BRACKETS) else ("", "")
    return unit


def units_of_note(text: str) -> list[str]:
    """Return the units that a note or the corner of a head states: 注：经费单位为万元 → 万元."""
    units = (match["unit"] for match in _UNIT_IN_NOTE.finditer(text))
    return [normalize_unit(unit) for unit in units if is_unit(unit)]


def _list_candidate_units(unit_line: re.Match[str]) -> list[str]:
    """Return the texts after 单位： ("unit:") that may be a unit, the longer one first.

    `unit_line` is a match of _UNIT_LINE. The texts are all that follows up to a wide gap, and the
    first word of it: 单位：万元 金额 → 万元 金额, 万元. A first word in Latin letters or digits is
    no candidate if more text follows, as it may be half of a unit: RMB 10,000.
    """
    text = _WIDE_GAP.split(unit_line["line"])[0].strip()
    word = unit_line["unit"]
    return [text] if word.isascii() and text != word else [text, word]


def is_same_unit(printed: str, unit: str, classifiers: list[str]) -> bool:
    """Return whether a printed unit is an indicator's unit or one of its classifiers.

    Synonyms (名 for 人) are the same unit. True if either unit is not given.
    """
    if not printed or not unit or printed == unit or printed in classifiers:
        return True
    return same_unit(comparison_form(printed), comparison_form(unit))


def add_unit(text: str, unit: str) -> str:
    """Append a printed unit to a number: 14余 and 万人 → 14余万人 ("over 140,000 people").

    The result is read as a wording, the text of a number as printed. In 100以上 ("100 or more")
    the unit is inserted: 100万人以上. A number that already has a unit or 万, and a text that is no
    number, are returned without blanks, but else unchanged.
    """
    number = "".join(text.split())
    if _BLANK_BETWEEN_DIGITS.search(text):
        # 12 345 are thousands, 12 34 is no number: this is decided when the wording is read.
        return text.strip() + unit if unit else number
    if not unit or _BARE_NUMBER.fullmatch(normalize_width(number)):
        return number + unit
    quantity = _try_parsing(number)
    if quantity is None or quantity.unit or any(mark in number for mark in "万亿％%"):
        return number
    match = _NUMBER_AND_WORDS.match(number)
    inserted = f"{match['number']}{unit}{match['words']}" if match else number
    # Appended, unless only the other form can be read.
    is_appended = _try_parsing(number + unit) or not _try_parsing(inserted)
    return number + unit if is_appended else inserted


def _try_parsing(text: str) -> Quantity | None:
    """Return the quantity of a number with its printed unit; None if it is not a quantity."""
    try:
        return parse_quantity(text)
    except UnreadableQuantityError:
        return None
