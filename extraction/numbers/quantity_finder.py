"""Finds the quantities of a paragraph: their spans, values, bounds and units.

A wording is the text of a number as it is printed, with qualifiers and unit: 近2300万余元.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from extraction.numbers.merged_spans import Spans
from extraction.numbers.non_quantities import find_non_quantities
from extraction.numbers.numeral_kinds import NumeralKind, classify_numeral
from extraction.numbers.wording_ends import find_wording_end
from extraction.word_lists import get_characters_by_key, get_words
from quantities import Quantity, UnreadableQuantityError
from quantities.exact_numbers import exact_float, exact_fraction
from quantities.fractions import FRACTION, parse_fraction
from quantities.grammar import EXCEEDING_VERB, QUALIFIER_BEFORE, RATIO, WORDING, NumeralPosition
from quantities.numerals import scale_factor
from quantities.parse import build_quantity, parse_ratio
from quantities.units import UNITS

_NOT_BEFORE = get_characters_by_key("not_before")

_UNIT_STARTS = re.escape("".join(sorted({unit[0] for unit in UNITS})))
_NUMERAL_CONTINUATIONS = re.escape("零〇一二三四五六七八九十百千万亿点成折余多至到-—–~:比")
# Where a numeral may begin; most Chinese digits of running text (一些, 三农) are none.
_ANCHOR = re.compile(
    rf"[0-9十百千万亿几数]|[一二两三四五六七八九](?=[{_NUMERAL_CONTINUATIONS}])|[两三四五六七八九](?=[{_UNIT_STARTS}])"
    rf"|[一二](?=倍|%|个百分)|(?<=[于少])[一二](?=[{_UNIT_STARTS}])"
    "|上(?=[十百千万亿])|成百上千|成千上万|好几"
    "|[零〇](?=点[零〇一二三四五六七八九]+(?!分(?!钟)|刻))"  # 零点五分 is a time
)
_QUALIFIER_BEFORE = re.compile(f"{QUALIFIER_BEFORE}$")
_EXCEEDING_VERB = re.compile(EXCEEDING_VERB)
_WORDING = re.compile(WORDING)
_RATIO = re.compile(RATIO)
_DIGIT_RUN = re.compile("[0-9]+")
MAX_DIGITS = 15
"""A longer run of digits is no quantity but a telephone or account number."""
_NUMERALS = frozenset("零〇一二三四五六七八九十百千万亿")
_DIGITS = frozenset("0123456789")
_RATIO_AFTER = re.compile(r"(?:的?(?:资金)?配套|的?配比|的?比例|的?匹配|的比(?![分赛拼]))")
_RATIO_BEFORE = re.compile(
    r"(?:(?:按照?|配套|比例|之比)[^,。;]{0,4}|[一-龥]比(?:例|率|值)?(?:约|近|超)?(?:达到?|为|是|约为)?)$"
)
_NOT_BEFORE_FRACTION = frozenset("0123456789./-~至到十百千万亿几数")
_LIST_MARK = re.compile(r"(?:、|,|和|及|与|以及|或)")
_SECOND_NUMBER = ("last_imprecise", "last_arabic", "last_chinese")
_NUMBER_GROUPS = {
    position: tuple(
        f"{position}_{group}" for group in ("imprecise", "arabic", "chinese", "inner", "scale")
    )
    for position in ("first", "last", "single")
}
_BREAKTHROUGH_NOUNS = frozenset(get_words("firm"))
# 突破3项关键技术 counts three; 突破30项 without a difficulty is more than thirty.
_DIFFICULTY_OVERCOME = re.compile(
    "[0-9一二两三四五六七八九十百余多]+[项个道][^,。;]{0,4}(?:关键|核心|技术|瓶颈|难题|难点|“?卡脖子)"
)
# 上百余名 is 百余名 after 上: 上百 takes no 余.
_UP_AND_MORE = re.compile("上[十百千]?[百千万亿][余多]")
# Elsewhere - is a dash, and 负 a verb (担负), a defeat (3胜1负) or a margin (正负3%).
_MINUS_ENDS = tuple(f"{before}{sign}" for before in "为长率是降至到:(," for sign in "-–")
_NEGATIVE = re.compile("(?<![正胜欠担抱肩背自辜])负$")
# 单笔最多43万元, 一天最多接待60人: the largest and the smallest that there was, no bounds.
_SUPERLATIVE = re.compile("(?:单[笔次件户日天个人项场]|每?[一1][笔次件户日天个人项场家])$")
_BOTH_ENDS = re.compile("最多[^。;]{1,30}最少|最少[^。;]{1,30}最多")
_REST_OF_CHAIN = re.compile(":[0-9:]*")  # after the ratio 1:2 in 1:2:3
_CHANGE_FROM = re.compile(r"(?:从|由|自)[^,。;]{0,12}$")


class FoundQuantity(NamedTuple):
    """A quantity and its span in the paragraph.

    `scale` is the 万 or 亿 in its wording, "" without it. `bare`: it has no unit of its own and
    counts only if it takes one from a list (32 in 32、52和72名).
    """

    start: int
    end: int
    quantity: Quantity
    scale: str = ""
    bare: bool = False


def find_quantities(text: str, names: Sequence[tuple[int, int]] = ()) -> list[FoundQuantity]:
    """Return the quantities of a folded paragraph in order; `names` are spans of proper names.

    At each position where a numeral may begin, a fraction, a ratio and any other wording are tried.
    Dates, telephone numbers and names are skipped. Numbers of a list share the list's unit. Folded
    text has characters in one form each, such as half-width digits and simplified Chinese.
    """
    if not _ANCHOR.search(text):
        return []
    masked = Spans([*find_non_quantities(text), *names])
    quantities: list[FoundQuantity] = []
    # From `position` on the next numeral is looked for; `floor` is where the last quantity ends.
    position = floor = 0
    while anchor := _ANCHOR.search(text, position):
        start = anchor.start()
        position = masked.find_overlapping_end(start, start + 1)
        if position:
            continue
        fraction = _read_fraction(text, start, floor)
        if fraction:
            quantities.append(fraction)
            position = floor = fraction.end
            continue
        position = _skip_non_numeral(text, start)
        if position:
            continue
        ratio = _read_ratio(text, start)
        quantity, position = ratio or _read_wording(text, start, floor, masked)
        if quantity:
            quantities.append(quantity)
            floor = quantity.end
    return list(_share_unit(text, quantities))


def _skip_non_numeral(text: str, start: int) -> int:
    """Return the position after characters that cannot begin a quantity; 0 if one may begin here.

    They are a run of more than MAX_DIGITS digits, and a Chinese numeral directly after another one,
    which was read before and found to be no quantity.
    """
    digits = _DIGIT_RUN.match(text, start)
    if digits:
        return digits.end() if digits.end() - start > MAX_DIGITS else 0
    is_inside_numeral = text[start] in _NUMERALS and start and text[start - 1] in _NUMERALS
    return start + 1 if is_inside_numeral else 0


def _read_fraction(text: str, start: int, floor: int) -> FoundQuantity | None:
    """Read a fraction such as 三分之二 or 近1/3 at `start`; None if there is none.

    A qualifier before it must begin at or after `floor`, the end of the quantity before. After a
    digit, a point or a dash it would be part of a date or a longer number, but in
    从三分之一到三分之二 both are fractions.
    """
    if text[start + 1 : start + 2] not in ("分", "/") and not text.startswith("10分", start):
        return None
    before = text[start - 1 : start]
    ends_range = before in ("至", "到") and text[start - 2 : start - 1] not in _DIGITS
    if (before in _NOT_BEFORE_FRACTION and not ends_range) or (
        text[start + 1] == "/" and before.isalnum() and before.isascii()
    ):
        return None
    qualifier = _QUALIFIER_BEFORE.search(text, max(floor, start - 6), start)
    match = FRACTION.match(text, qualifier.start() if qualifier else start)
    share = parse_fraction(match, match[0]) if match else None
    return FoundQuantity(match.start(), match.end(), share) if match and share else None


def _read_ratio(text: str, start: int) -> tuple[FoundQuantity | None, int] | None:
    """Read a ratio such as 1:1 at `start`; return it and the position after it, None without one.

    A ratio stands beside a word such as 比例 or 配套. For scores, clock times and chains (1:2:3)
    the first value of the result is None, the second the position at which reading goes on. The
    whole result is None if the text at `start` does not even look like a ratio.
    """
    match = _RATIO.match(text, start)
    if not match or text[start - 1 : start] in tuple(":.+-"):
        return None
    end, has_colon = match.end(), ":" in match[0]
    chain = _REST_OF_CHAIN.match(text, end) if has_colon else None
    if chain:
        return None, chain.end()
    if not (_RATIO_AFTER.match(text, end) or _RATIO_BEFORE.search(text, max(0, start - 10), start)):
        return None, end if has_colon else match.start("right")
    qualifier = _QUALIFIER_BEFORE.search(text, max(0, start - 6), start)
    word, begin = (qualifier["qualifier"], qualifier.start()) if qualifier else ("", start)
    try:
        return FoundQuantity(begin, end, parse_ratio(match, text[begin:end], word)), end
    except UnreadableQuantityError:
        return None, end


def _read_wording(
    text: str, anchor: int, floor: int, masked: Spans
) -> tuple[FoundQuantity | None, int]:
    """Read the quantity whose numeral is at `anchor`; return it or None, and the position after it.

    A qualifier before it must begin at or after `floor`, the end of the quantity before; `masked`
    spans contain no quantities. Of two quantities that look like a range (从50家到80家) only the
    first is read here: the search for the next one begins at the position returned.
    """
    start = _find_qualifier_start(text, anchor, floor)
    match = None if _is_end_of_word(text, anchor) else _WORDING.match(text, start)
    if match and _is_two_numbers(match, text):
        match = _WORDING.fullmatch(
            text, start, max(match.end("first_unit"), _find_number_end(match, "first"))
        )
    if not match:
        return None, anchor + 1
    quantity = _build_quantity(match, text, masked)
    if quantity:
        return quantity, quantity.end
    return None, max(_find_number_end(match, "single"), _find_number_end(match, "last"), anchor + 1)


def _build_quantity(match: re.Match[str], text: str, masked: Spans) -> FoundQuantity | None:
    """Return the quantity of a match, shortened to its real end; None if it is not a quantity.

    Nor is it one if it overlaps a span of `masked`, such as a date. A shortened wording is matched
    again, because its groups (unit, qualifier) may differ from those of the longer one.
    """
    start, end = match.start(), find_wording_end(match, text)
    wording = match if end == match.end() else _WORDING.fullmatch(text, start, end)
    if not wording or masked.find_overlapping_end(start, end):
        return None
    try:
        quantity = build_quantity(wording, wording[0])
    except UnreadableQuantityError:
        return None
    kind = classify_numeral(wording, quantity, text)
    if kind is NumeralKind.NOT_COUNTED:
        return None
    scale, bare = wording["single_scale"] or "", kind is NumeralKind.WITHOUT_UNIT
    return FoundQuantity(start, end, quantity, scale, bare)


def _find_number_end(match: re.Match[str], position: NumeralPosition) -> int:
    """Return where one numeral of a wording ends; -1 if the wording does not have it.

    `position` says which: the "first" or "last" of a range (3至5名) or the "single" one (3名).
    """
    return max(map(match.end, _NUMBER_GROUPS[position]))


def _is_end_of_word(text: str, anchor: int) -> bool:
    """Return whether 数, 几 or 上 at `anchor` is the end of a word: 人数百余, 仪式上百余名.

    These characters begin numerals (数百, 几百, 上百), but not after the characters that
    _NOT_BEFORE has for them: 人 before 数 makes 人数 (number of people).
    """
    ends_word = text[anchor - 1 : anchor] in tuple(_NOT_BEFORE.get(text[anchor], ""))
    return not text.startswith("数以", anchor) and (
        ends_word or bool(_UP_AND_MORE.match(text, anchor))
    )


def _find_qualifier_start(text: str, anchor: int, floor: int) -> int:
    """Return the position of the qualifier or minus before the numeral at `anchor`, else `anchor`.

    It must begin at or after `floor`, the end of the quantity before. No qualifiers are the end of
    another word (签约), 突破 for a breakthrough (突破3项关键技术), and 最多 and 最少 for the
    largest and smallest number that there was (单笔最多43万元).
    """
    qualifier = _QUALIFIER_BEFORE.search(text, max(floor, anchor - 6), anchor)
    if qualifier:
        word, start = qualifier[1], qualifier.start()
    elif anchor and _EXCEEDING_VERB.match(text, anchor - 1):
        word, start = text[anchor - 1], anchor - 1
    else:
        dash = text.endswith(_MINUS_ENDS, 0, anchor)
        negative = _NEGATIVE.search(text, max(0, anchor - 2), anchor)
        return anchor - 1 if dash or negative else anchor
    is_breakthrough = word == "突破" and (
        text[max(0, start - 2) : start] in _BREAKTHROUGH_NOUNS
        or _DIFFICULTY_OVERCOME.match(text, anchor)
    )
    ends_word = text[start - 1 : start] in tuple(_NOT_BEFORE.get(word, ""))
    is_superlative = word in ("最多", "最少") and (
        _SUPERLATIVE.search(text, max(0, start - 4), start) or _is_one_of_two_ends(text, start)
    )
    return anchor if is_breakthrough or ends_word or is_superlative else start


def _is_one_of_two_ends(text: str, start: int) -> bool:
    """Return whether 最多 or 最少 at `start` is in one sentence with the other of the two.

    最多60人,最少12人 names the largest and the smallest of several numbers, not bounds of one.
    """
    # A match has at most 34 characters, so that it lies within the part that is searched.
    return any(
        match.start() == start or match.end() - len("最少") == start
        for match in _BOTH_ENDS.finditer(text, max(0, start - 36), start + 40)
    )


def _is_two_numbers(match: re.Match[str], text: str) -> bool:
    """Return whether a match that looks like a range is two quantities: 从50家到80家, 3场——5月.

    It is if 从, 由 or 自 stands before it, the units differ, the dash is —— or no unit follows.
    """
    second_start = max(map(match.start, _SECOND_NUMBER))
    if second_start < 0:  # the match is no range
        return False
    dash = text[max(match.end("first_unit"), _find_number_end(match, "first")) : second_start]
    is_change = (
        dash in ("到", "至")
        and match["first_unit"]
        and _CHANGE_FROM.search(text, max(0, match.start() - 14), match.start())
    )
    two_units = match["first_unit"] and match["unit"] and match["unit"] != match["first_unit"]
    no_unit = not (match["unit"] or match["first_percent"])
    return bool(is_change or two_units) or dash == "——" or no_unit


def _share_unit(text: str, quantities: list[FoundQuantity]) -> Iterator[FoundQuantity]:
    """Return the quantities, each number without a unit with that of its list: 32、52和72名.

    A number takes the unit of the quantity after it, so that the last one is looked at first.
    Numbers without a unit that are in no list are left out.
    """
    complete: list[FoundQuantity] = []  # from the last to the first
    for found in reversed(quantities):
        following = complete[-1] if complete else None
        if not found.bare:
            complete.append(found)
        elif (
            following
            and _LIST_MARK.fullmatch(text, found.end, following.start)
            and not _is_item_number(text, found)
        ):
            complete.append(_take_unit(found, following))
    return reversed(complete)


def _is_item_number(text: str, found: FoundQuantity) -> bool:
    """Return whether a number only numbers a point of a list, as 3 in 3、培训 (3. training).

    Such a number begins a clause, and 、 follows it.
    """
    begins_clause = found.start == 0 or text.endswith(("。", ";", ":", "("), 0, found.start)
    return begins_clause and text[found.end] == "、"


def _take_unit(found: FoundQuantity, other: FoundQuantity) -> FoundQuantity:
    """Return a quantity with the unit of `other`, and with its 万 or 亿 if the number is small.

    In 3、5万元 the 3 is 30,000; in 30000、5万元 the 30000 remains.
    """
    quantity = found.quantity
    factor = scale_factor(other.scale) if quantity.value < 10**4 else 1
    # In fractions, because floats make 1.1 times 10000 not exactly 11,000.
    value, low, high = (
        None if number is None else exact_float(exact_fraction(number) * factor)
        for number in (quantity.value, *quantity.bounds)
    )
    unit = other.quantity.unit
    quantity = replace(quantity, value=value or 0.0, low=low, high=high, unit=unit)
    scale = other.scale if factor > 1 else ""
    return FoundQuantity(found.start, found.end, quantity, scale)
