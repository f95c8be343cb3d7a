"""Regular expressions of a reported number, for single wordings and for running text.

All patterns expect text folded by `fold_characters`. A wording consists of a qualifier, a numeral
(with 余, 多 or 几 inside and 万 or 亿 after it), a qualifier, a unit and a qualifier.
"""

import re
from collections.abc import Iterable
from typing import Literal

from quantities.numerals import ARABIC, CHINESE, DIGITS, SCALE
from quantities.quantity import Qualifier
from quantities.units import UNIT_PATTERN, UNITS

NumeralPosition = Literal["first", "last", "single"]
"""Which numeral of a wording: the first or last of a range (3至5名), or a single one (3名)."""

_BELOW = "不足 不到 不满 未满 未到 未达到 未达 达不到 低于 少于 小于 <"
_AT_MOST = "不超过 不得超过 不能超过 未超过 不超 不多于 不高于 不得高于 不大于 至多 最多 ≤ <="
_AT_MOST_AFTER = "及以下 (含)以下 或以下 以下 以内 之内"


def _index_qualifiers(words_by_qualifier: dict[Qualifier, str]) -> dict[str, Qualifier]:
    """Return the qualifier of each word around a number: {AT_LEAST: "至少"} → 至少: AT_LEAST."""
    return {
        word: qualifier for qualifier, words in words_by_qualifier.items() for word in words.split()
    }


QUALIFIERS_BEFORE = _index_qualifiers(
    {
        Qualifier.NEARLY: "接近 将近 逼近 近",
        Qualifier.MORE_THAN: "超过 超出 超 逾 突破 高于 多于 大于 不止 >",
        Qualifier.AT_LEAST: (
            "至少 最少 不少于 不得少于 不能少于 不低于 不得低于 不能低于 不小于 不下于 不下 ≥ >="
        ),
        Qualifier.BELOW: f"{_BELOW} {_AT_MOST}",
        Qualifier.ABOUT: "大约 大概 约计 约合 约 ≈",
    }
)
QUALIFIERS_AFTER = _index_qualifiers(
    {
        Qualifier.AT_LEAST: "及以上 (含)以上 或以上 以上",
        Qualifier.BELOW: _AT_MOST_AFTER,
        Qualifier.ABOUT: "左右 上下",
    }
)
AT_MOST_WORDS = frozenset(f"{_AT_MOST} {_AT_MOST_AFTER}".split())
MORE_WORDS = {
    "余": Qualifier.AND_MORE,
    "多": Qualifier.AND_MORE,
    "有余": Qualifier.AND_MORE,
    "出头": Qualifier.AND_MORE,
    "来": Qualifier.ABOUT,
    "+": Qualifier.AT_LEAST,
}


def join_alternatives(words: Iterable[str]) -> str:
    """Return a regular expression for any of the words, longer words first: 近, 不足 → 不足|近."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


LINKING_VERB = "(?:有|为|占|达到|达|了|过)?"
EXCEEDING_VERB = "(?:过(?=[百千万亿])|破(?=[百千万亿]|[0-9.]+[万亿]))"
QUALIFIER_BEFORE = f"(?P<qualifier>{join_alternatives(QUALIFIERS_BEFORE)}){LINKING_VERB}"
ANY_QUALIFIER_BEFORE = (
    f"(?:(?:{join_alternatives(QUALIFIERS_BEFORE)}){LINKING_VERB}|{EXCEEDING_VERB})"
)
IMPRECISE = (
    "成百上千|成千上万|数以[百千万亿]计|"
    "(?:好几|几|数)(?:[十百千]?万亿|[十百千]?[万亿]|[十百千])?|上(?:[十百千]?[万亿]|[百千])"
)
DASH = "(?:-{1,2}|—{1,2}|–|―|~|至|到)"
_SHARE = "百分之|千分之|万分之|十万分之|百万分之"
# In 50千瓦 (fifty kilowatts) 千 is part of the unit.
_OF_UNIT = "千(?:" + "|".join(re.escape(unit[1:]) for unit in UNITS if unit[0] == "千") + ")"


def build_numeral_pattern(position: NumeralPosition) -> str:
    """Return the regular expression of one numeral in a wording.

    Its group names begin with the position: `single_arabic` and `single_scale` are 2300 and 万 in
    2300万, `single_inner` is 余 ("and more") in 2300余万.
    """
    return (
        rf"(?P<{position}_percent>{_SHARE})?"
        rf"(?:(?P<{position}_imprecise>{IMPRECISE})|(?P<{position}_arabic>{ARABIC})"
        rf"|(?P<{position}_chinese>{CHINESE}))"
        rf"(?P<{position}_inner>余|多|几|来)?(?P<{position}_scale>(?!{_OF_UNIT}){SCALE})?"
    )


# What stands after the last numeral: 余 (more) before or after the unit (50余人, 3个多月), a word
# such as 以上 before the unit or at the end (50以上人, 50人以上), and the unit. `tenths` is 成
# (tenth) or 折 (tenth of the price), `tenths_rest` the 半 of 三成半; `month` is the 月 of 3个多月.
TAIL = (
    r"(?P<more_before_unit>有余|余|多|来|出头|\+)?"
    rf"(?P<qualifier_before_unit>(?:{join_alternatives(QUALIFIERS_AFTER)})(?={UNIT_PATTERN}))?"
    rf"(?P<unit>(?P<tenths>成(?P<tenths_rest>半|[一二三四五六七八九0-9])?|折)|{UNIT_PATTERN})?"
    r"(?P<more_after_unit>有余|余|多|出头|\+(?![0-9]))?(?P<month>月)?"
    rf"(?P<qualifier_after>(?:{join_alternatives(QUALIFIERS_AFTER)}))?"
)
RANGE = (
    rf"{build_numeral_pattern('first')}(?P<first_unit>%|‰|{UNIT_PATTERN}|成)?{DASH}"
    rf"{build_numeral_pattern('last')}"
)
WORDING = (
    rf"(?P<qualifier_before>{ANY_QUALIFIER_BEFORE})?(?P<sign>[-+–]|负)?"
    rf"(?:{RANGE}|{build_numeral_pattern('single')}){TAIL}"
)
RATIO = rf"(?P<left>{DIGITS}|{CHINESE})(?:[::]|比)(?P<right>{DIGITS}|{CHINESE})"
