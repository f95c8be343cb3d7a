"""Regular expressions of a reported number, for single wordings and for running text.

All patterns expect folded text. A wording is: qualifier, numeral (with 余, 多 or 几 inside and 万
or 亿 after), qualifier, unit, qualifier.
"""

import re

from quantities.numerals import ARABIC, CHINESE, DIGITS, SCALE
from quantities.quantity import Qualifier
from quantities.units import UNIT, UNITS

BEFORE = {
    "接近": Qualifier.NEARLY,
    "将近": Qualifier.NEARLY,
    "逼近": Qualifier.NEARLY,
    "近": Qualifier.NEARLY,
    "超过": Qualifier.MORE_THAN,
    "超出": Qualifier.MORE_THAN,
    "超": Qualifier.MORE_THAN,
    "逾": Qualifier.MORE_THAN,
    "突破": Qualifier.MORE_THAN,
    "高于": Qualifier.MORE_THAN,
    "多于": Qualifier.MORE_THAN,
    "大于": Qualifier.MORE_THAN,
    "不止": Qualifier.MORE_THAN,
    ">": Qualifier.MORE_THAN,
    "至少": Qualifier.AT_LEAST,
    "最少": Qualifier.AT_LEAST,
    "不少于": Qualifier.AT_LEAST,
    "不得少于": Qualifier.AT_LEAST,
    "不能少于": Qualifier.AT_LEAST,
    "不低于": Qualifier.AT_LEAST,
    "不得低于": Qualifier.AT_LEAST,
    "不能低于": Qualifier.AT_LEAST,
    "不小于": Qualifier.AT_LEAST,
    "不下于": Qualifier.AT_LEAST,
    "不下": Qualifier.AT_LEAST,
    "≥": Qualifier.AT_LEAST,
    "不足": Qualifier.BELOW,
    "不到": Qualifier.BELOW,
    "不满": Qualifier.BELOW,
    "未满": Qualifier.BELOW,
    "未到": Qualifier.BELOW,
    "未达到": Qualifier.BELOW,
    "未达": Qualifier.BELOW,
    "达不到": Qualifier.BELOW,
    "低于": Qualifier.BELOW,
    "少于": Qualifier.BELOW,
    "小于": Qualifier.BELOW,
    "<": Qualifier.BELOW,
    "不超过": Qualifier.BELOW,
    "不得超过": Qualifier.BELOW,
    "不能超过": Qualifier.BELOW,
    "未超过": Qualifier.BELOW,
    "不超": Qualifier.BELOW,
    "不多于": Qualifier.BELOW,
    "不高于": Qualifier.BELOW,
    "不得高于": Qualifier.BELOW,
    "不大于": Qualifier.BELOW,
    "至多": Qualifier.BELOW,
    "最多": Qualifier.BELOW,
    "≤": Qualifier.BELOW,
    "大约": Qualifier.ABOUT,
    "大概": Qualifier.ABOUT,
    "约计": Qualifier.ABOUT,
    "约合": Qualifier.ABOUT,
    "约": Qualifier.ABOUT,
}
AFTER = {
    "及以上": Qualifier.AT_LEAST,
    "(含)以上": Qualifier.AT_LEAST,
    "或以上": Qualifier.AT_LEAST,
    "以上": Qualifier.AT_LEAST,
    "及以下": Qualifier.BELOW,
    "(含)以下": Qualifier.BELOW,
    "或以下": Qualifier.BELOW,
    "以下": Qualifier.BELOW,
    "以内": Qualifier.BELOW,
    "之内": Qualifier.BELOW,
    "左右": Qualifier.ABOUT,
    "上下": Qualifier.ABOUT,
}
AT_MOST = frozenset(
    word
    for word, kind in (BEFORE | AFTER).items()
    if kind is Qualifier.BELOW
    and word
    not in (
        "不足",
        "不到",
        "不满",
        "未满",
        "未到",
        "未达到",
        "未达",
        "达不到",
        "低于",
        "少于",
        "小于",
        "<",
    )
)
MORE = {
    "余": Qualifier.AND_MORE,
    "多": Qualifier.AND_MORE,
    "有余": Qualifier.AND_MORE,
    "出头": Qualifier.AND_MORE,
    "来": Qualifier.ABOUT,
    "+": Qualifier.AT_LEAST,
}


def _any(words: dict[str, Qualifier]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


LINK = "(?:有|为|占|达到|达|了|过)?"
BARE = "(?:过(?=[百千万亿])|破(?=[百千万亿]|[0-9.]+[万亿]))"
BOUND = f"(?P<bound>{_any(BEFORE)}){LINK}"
BEFORE_ANY = f"(?:(?:{_any(BEFORE)}){LINK}|{BARE})"
CLASS = (
    "成百上千|成千上万|数以[百千万亿]计|"
    "(?:好几|几|数)(?:[十百千]?万亿|[十百千]?[万亿]|[十百千])?|上(?:[十百千]?[万亿]|[百千])"
)
DASH = "(?:-{1,2}|—{1,2}|–|―|~|至|到)"
_PERCENT = "百分之|千分之"
# In 50千瓦 (fifty kilowatts) 千 is part of the unit.
_OF_UNIT = "千(?:" + "|".join(re.escape(unit[1:]) for unit in UNITS if unit[0] == "千") + ")"


def numeral_pattern(n: int) -> str:
    """Return the pattern of one numeral; the names of its groups end in `n`."""
    return (
        rf"(?P<per{n}>{_PERCENT})?"
        rf"(?:(?P<class{n}>{CLASS})|(?P<arabic{n}>{ARABIC})|(?P<chinese{n}>{CHINESE}))"
        rf"(?P<in{n}>余|多|几|来)?(?P<scale{n}>(?!{_OF_UNIT}){SCALE})?"
    )


TAIL = (
    r"(?P<more>有余|余|多|来|出头|\+)?"
    rf"(?P<early>(?:{_any(AFTER)})(?={UNIT}))?"
    rf"(?P<unit>(?P<tenth>成(?P<half>半|[一二三四五六七八九0-9])?|折)|{UNIT})?"
    rf"(?P<over>有余|余|多|出头)?(?P<month>月)?"
    rf"(?P<late>(?:{_any(AFTER)}))?"
)
RANGE = rf"{numeral_pattern(1)}(?P<unit1>%|‰|{UNIT}|成)?{DASH}{numeral_pattern(2)}"
WORDING = rf"(?P<before>{BEFORE_ANY})?(?P<sign>[-+])?(?:{RANGE}|{numeral_pattern(3)}){TAIL}"
RATIO = rf"(?P<left>{DIGITS}|{CHINESE})(?:[::]|比)(?P<right>{DIGITS}|{CHINESE})"
