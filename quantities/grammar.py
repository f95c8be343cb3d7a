"""Regular expressions of a reported number, for single wordings and for running text.

All patterns expect text folded by `characters.fold_characters`. A wording is: qualifier, numeral
(with 余, 多 or 几 inside and 万 or 亿 after it), qualifier, unit, qualifier.
"""

import re
from collections.abc import Iterable

from quantities.numerals import ARABIC, CHINESE, DIGITS, SCALE
from quantities.quantity import Qualifier
from quantities.units import UNIT, UNITS

_BELOW = "不足 不到 不满 未满 未到 未达到 未达 达不到 低于 少于 小于 <"
_AT_MOST = "不超过 不得超过 不能超过 未超过 不超 不多于 不高于 不得高于 不大于 至多 最多 ≤"
_AT_MOST_AFTER = "及以下 (含)以下 或以下 以下 以内 之内"


def _qualifiers(words: dict[Qualifier, str]) -> dict[str, Qualifier]:
    """Split the words of each qualifier and return the qualifier of each word: 超过 → MORE_THAN."""
    return {word: qualifier for qualifier, text in words.items() for word in text.split()}


BEFORE = _qualifiers(
    {
        Qualifier.NEARLY: "接近 将近 逼近 近",
        Qualifier.MORE_THAN: "超过 超出 超 逾 突破 高于 多于 大于 不止 >",
        Qualifier.AT_LEAST: (
            "至少 最少 不少于 不得少于 不能少于 不低于 不得低于 不能低于 不小于 不下于 不下 ≥"
        ),
        Qualifier.BELOW: f"{_BELOW} {_AT_MOST}",
        Qualifier.ABOUT: "大约 大概 约计 约合 约",
    }
)
AFTER = _qualifiers(
    {
        Qualifier.AT_LEAST: "及以上 (含)以上 或以上 以上",
        Qualifier.BELOW: _AT_MOST_AFTER,
        Qualifier.ABOUT: "左右 上下",
    }
)
AT_MOST = frozenset(f"{_AT_MOST} {_AT_MOST_AFTER}".split())
MORE = {
    "余": Qualifier.AND_MORE,
    "多": Qualifier.AND_MORE,
    "有余": Qualifier.AND_MORE,
    "出头": Qualifier.AND_MORE,
    "来": Qualifier.ABOUT,
    "+": Qualifier.AT_LEAST,
}


def alternatives(words: Iterable[str]) -> str:
    """Return a pattern that matches any of the words, longer words first: 不足|近."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


LINK = "(?:有|为|占|达到|达|了|过)?"
BARE = "(?:过(?=[百千万亿])|破(?=[百千万亿]|[0-9.]+[万亿]))"
BOUND = f"(?P<bound>{alternatives(BEFORE)}){LINK}"
BEFORE_ANY = f"(?:(?:{alternatives(BEFORE)}){LINK}|{BARE})"
CLASS = (
    "成百上千|成千上万|数以[百千万亿]计|"
    "(?:好几|几|数)(?:[十百千]?万亿|[十百千]?[万亿]|[十百千])?|上(?:[十百千]?[万亿]|[百千])"
)
DASH = "(?:-{1,2}|—{1,2}|–|―|~|至|到)"
_PERCENT = "百分之|千分之"
# In 50千瓦 (fifty kilowatts) 千 is part of the unit.
_OF_UNIT = "千(?:" + "|".join(re.escape(unit[1:]) for unit in UNITS if unit[0] == "千") + ")"


def numeral_pattern(n: int) -> str:
    """Return the pattern of one numeral; the names of its groups end in the number `n`.

    `n` is 1 or 2 for the numerals of a range and 3 for a single one: `arabic1`, `scale3`.
    """
    return (
        rf"(?P<per{n}>{_PERCENT})?"
        rf"(?:(?P<class{n}>{CLASS})|(?P<arabic{n}>{ARABIC})|(?P<chinese{n}>{CHINESE}))"
        rf"(?P<in{n}>余|多|几|来)?(?P<scale{n}>(?!{_OF_UNIT}){SCALE})?"
    )


TAIL = (
    r"(?P<more>有余|余|多|来|出头|\+)?"
    rf"(?P<early>(?:{alternatives(AFTER)})(?={UNIT}))?"
    rf"(?P<unit>(?P<tenth>成(?P<half>半|[一二三四五六七八九0-9])?|折)|{UNIT})?"
    rf"(?P<over>有余|余|多|出头)?(?P<month>月)?"
    rf"(?P<late>(?:{alternatives(AFTER)}))?"
)
RANGE = rf"{numeral_pattern(1)}(?P<unit1>%|‰|{UNIT}|成)?{DASH}{numeral_pattern(2)}"
WORDING = rf"(?P<before>{BEFORE_ANY})?(?P<sign>[-+])?(?:{RANGE}|{numeral_pattern(3)}){TAIL}"
RATIO = rf"(?P<left>{DIGITS}|{CHINESE})(?:[::]|比)(?P<right>{DIGITS}|{CHINESE})"
