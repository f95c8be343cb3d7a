"""Where the wording of a number in running text ends: its unit, 多, 余 and qualifiers after it.

A wording is the text of a number as it is printed, with qualifiers and unit: 近2300万余元. 组织 is
not the unit 组, and 以上 in 50人以上海为主 is no qualifier. `quantity_finder` finds the beginning.
"""

import re

from extraction.word_lists import get_characters_by_key, get_words_by_key
from quantities.units import UNITS, UNITS_BY_KIND

_NOT_AFTER = get_characters_by_key("not_after")
_WORD_CONTINUATIONS = get_characters_by_key("begins")
_UNIT_ALL_THE_SAME = get_words_by_key("unless")
_ADVERB_CONTEXTS = "为是数样元在来自由已均都仍"
# Units that take 多 or 余 after them; elsewhere it is an adverb (3家多为小微企业).
_UNITS_BEFORE_MORE = (
    UNITS_BY_KIND["time"] | UNITS_BY_KIND["money"] | UNITS_BY_KIND["measures"] | {"%", "倍"}
)


def is_unit_beginning_of_word(unit: str, following: str) -> bool:
    """Return whether a unit is only the beginning of another word, such as 组 in 组织.

    `following` is the text after the unit.
    """
    begins = bool(following) and following[0] in _WORD_CONTINUATIONS.get(unit, "")
    return begins and following not in _UNIT_ALL_THE_SAME.get(unit, ())


def find_wording_end(match: re.Match[str], text: str) -> int:
    """Return where a wording ends, without characters that only look like its unit or qualifier.

    The pattern takes as much as it can, also the beginning of the next word. `match` is a match of
    `quantities.grammar.WORDING` in the paragraph `text`. Each rule that applies moves the end to
    the left: 50人以上 in 50人以上海为主 becomes 50人, since 以上 is part of 以上海为主.
    """
    end, unit = match.end(), match["unit"]
    if text.startswith(tuple(_NOT_AFTER.get(match["qualifier_after"], "")), end):
        end = match.start("qualifier_after")
    more_after = match["more_after_unit"]
    # The group "month" is 月 after the unit: part of a duration in 5个多月, elsewhere another word.
    is_duration_in_months = more_after and unit == "个" and match["month"]
    if match["month"] and not is_duration_in_months:
        end = min(end, match.start("month"))
    if more_after and more_after != "+":
        # 3家多来自 says that most come from somewhere; but 九成多来自 has 九成多.
        adverb_contexts = "为是" if match["tenths"] else _ADVERB_CONTEXTS
        is_adverb = text.startswith(tuple(adverb_contexts), match.end("more_after_unit"))
        takes_more = is_duration_in_months or match["tenths"] or unit in _UNITS_BEFORE_MORE
        if is_adverb or not takes_more:
            end = min(end, match.start("more_after_unit"))
    # A share has no other unit: the 年 in 百分之五十二年逾五十岁 (52 %, over fifty) is a word.
    if unit and unit not in ("%", "‰") and (match["first_percent"] or match["single_percent"]):
        return min(end, match.start("unit"))
    if unit and _is_unit_part_of_longer_word(match, text):
        end = min(end, match.start("unit") + _measure_shorter_unit(unit))
    return _find_end_before_more(match, text, end)


def _find_end_before_more(match: re.Match[str], text: str, end: int) -> int:
    """Return the position of a 多 or 来 before the unit that is another word; else `end`.

    `end` is where the other rules of `find_wording_end` end the wording.
    """
    more_before, more_end = match["more_before_unit"], match.end("more_before_unit")
    has_unit = match["unit"] and end > match.start("unit")
    if more_before and not has_unit:
        # 200多为 (200, mostly …), 200来到 (200 came to).
        is_adverb = text.startswith(tuple(_ADVERB_CONTEXTS), more_end)
        if is_adverb or (more_before == "来" and text.startswith("到", more_end)):
            end = min(end, match.start("more_before_unit"))
    # 来 means "about" after Chinese numerals alone: 十来个; after digits it means "come".
    if more_before == "来" and match["single_arabic"]:
        end = min(end, match.start("more_before_unit"))
    # The group "single_inner" is 余, 多, 几 or 来 before 万 or 亿; 来自, 来到 are verbs.
    if match["single_inner"] == "来" and text.startswith(("自", "到"), match.end("single_inner")):
        end = min(end, match.start("single_inner"))
    return end


def _measure_shorter_unit(unit: str) -> int:
    """Return the length of a shorter unit after which another word begins; 0 if there is none.

    In 45人日前 the unit 人日 (person-days) was matched, but 日前 (recently) is a word: 人 remains.
    """
    for length in range(len(unit) - 1, 0, -1):
        if unit[:length] in UNITS and not is_unit_beginning_of_word(unit[:length], unit[length:]):
            return length
    return 0


def _is_unit_part_of_longer_word(match: re.Match[str], text: str) -> bool:
    """Return whether the unit of a match is only the beginning of a longer word: 组 in 组织.

    The unit 成 (tenths, the group "tenths") begins 成员 and 成为, too. It is a unit in 七成五
    (75 %: the group "tenths_rest" is 五), before 员工 (七成员工: 70 % of staff) and before 为
    after a Chinese numeral (近七成为: nearly 70 % are), which leaves "single_arabic" empty.
    """
    following = text[match.end("unit") : match.end("unit") + 2]
    tenths = match["tenths"]
    is_share = tenths and (
        match["tenths_rest"]
        or following == "员工"
        or (match["single_arabic"] is None and following[:1] == "为")
    )
    return not is_share and is_unit_beginning_of_word(
        tenths[0] if tenths else match["unit"], following
    )
