"""Rewrites notations that the grammar does not know into ones that it does: ~300, 21(场), 3元5角.

All functions expect a wording folded by `fold_characters`, without spaces.
"""

import re

from quantities.grammar import ANY_QUALIFIER_BEFORE
from quantities.numerals import CHINESE, DIGITS, NumeralError, parse_chinese

_ABOUT_SIGN = re.compile("^[~≈≒]")
_CURRENCY_MARK = re.compile(
    rf"^(?P<before>{ANY_QUALIFIER_BEFORE}|[-–负])?(?:人民币|RMB|[¥￥])(?:[(][大小]写[)])?:?"
)
_END_OF_VOUCHER = re.compile("(?<=[元角分])(?:整|正|人民币)+$")
_JIAO_AND_FEN = re.compile(
    rf"(?P<yuan>{DIGITS}|{CHINESE})元(?:[零〇]?(?P<jiao>[1-9一二两三四五六七八九])角)?"
    r"(?:[零〇]?(?P<fen>[1-9一二两三四五六七八九])分)?"
)
_THOUSANDS_BY_APOSTROPHES = re.compile(r"(?<![0-9.,])[0-9]{1,3}(?:['’‘´`][0-9]{3})+(?![0-9])")
_APOSTROPHE = re.compile("['’‘´`]")
_UNIT_IN_BRACKETS = re.compile(
    r"^(?P<number>[^()\[\]]*[0-9万亿余多])[(\[](?P<unit>[^0-9()\[\]]{1,6})[)\]]$"
)
_DIGITS = str.maketrans("一二两三四五六七八九", "1223456789")


def rewrite_notation(wording: str) -> str:
    """Return a wording in the notation of the grammar: ~300 → 约300, 人民币5万元整 → 5万元.

    ￥5万 → 5万元, 百分之负三 → 负百分之三, 3元5角 → 3.5元, 12'345 → 12345, 21(场) → 21场; any other
    wording is unchanged.
    """
    wording = _THOUSANDS_BY_APOSTROPHES.sub(lambda found: _APOSTROPHE.sub("", found[0]), wording)
    if bracketed := _UNIT_IN_BRACKETS.match(wording):
        wording = bracketed["number"] + bracketed["unit"]
    wording = _ABOUT_SIGN.sub("约", wording).replace("百分之负", "负百分之")
    wording = _END_OF_VOUCHER.sub("", wording)
    if mark := _CURRENCY_MARK.match(wording):
        amount = wording[mark.end() :]
        wording = (mark["before"] or "") + amount + ("" if "元" in amount else "元")
    return _add_jiao_and_fen(wording)


def _add_jiao_and_fen(wording: str) -> str:
    """Return an amount of 元, 角 and 分 in 元: 一百元零五分 → 100.05元; others are unchanged."""
    match = _JIAO_AND_FEN.fullmatch(wording)
    if not match or not (match["jiao"] or match["fen"]):
        return wording
    yuan = match["yuan"]
    try:
        whole = yuan if yuan[0] in "0123456789" else str(parse_chinese(yuan).value)
    except NumeralError:
        return wording
    if "." in whole:
        return wording
    decimals = ((match["jiao"] or "0") + (match["fen"] or "")).translate(_DIGITS)
    return f"{whole}.{decimals}元"
