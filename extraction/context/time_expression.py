"""An expression of time as a value, and periods as they are written."""

from typing import NamedTuple

from extraction.context.expressions import DIGIT, SINCE, YEAR_SO_FAR

HOLIDAYS = {"元旦": 1, "三八": 3, "五一": 5, "六一": 6, "七一": 7, "国庆": 10}
CN = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}


class TimeExpression(NamedTuple):
    """An expression of time: its place, its period, and how it may be used.

    `as_of` closes a count since January (截至); `compare` is only compared with (比上年), `base`
    when the compared number follows (比上年的120份); `now` is 近日 and the like; `target` lies
    ahead (2025年底前); `since` is the month in which counting began, said beside 截至; `closing` is
    a year's end, where what flowed is the whole year's.
    """

    start: int
    end: int
    period: str
    as_of: bool = False
    compare: bool = False
    now: bool = False
    target: bool = False
    base: bool = False
    since: str = ""
    closing: bool = False


def month_of(year: int, month: int) -> str:
    """Write a month."""
    return f"{year:04d}-{month:02d}"


def span(first: str, last: str) -> str:
    """Write a span; a whole year, or a span of one point, as that alone."""
    if first == last:
        return first
    if first[:4] == last[:4] and (first[4:], last[4:]) in (("-01", "-12"), ("-01-01", "-12-31")):
        return first[:4]
    return f"{first}/{last}"


def close_span(text: str, whens: list[TimeExpression]) -> list[TimeExpression]:
    """End an open span where a 截至 in the same sentence does: 截至9月底, 今年以来共培训…"""
    for i in range(1, len(whens)):
        one, other = whens[i - 1], whens[i]
        ending, opened = (one, other) if one.as_of else (other, one)
        since = SINCE.search(text, opened.start, opened.end) or (
            one.as_of and YEAR_SO_FAR.fullmatch(text, opened.start, opened.end)
        )
        if not ending.as_of or opened.as_of or not since:
            continue
        if "/" not in opened.period and (
            opened.period != ending.period[:4] or DIGIT.search(text, one.end, other.start)
        ):
            continue
        if len(ending.period) < 7 or "。" in text[one.end : other.start]:
            continue
        first = opened.period[:7] if "/" in opened.period else f"{opened.period[:4]}-01"
        if first < ending.period[:7]:
            period = span(first, ending.period[:7])
            whens[i if one.as_of else i - 1] = opened._replace(period=period, since=first)
            whens[i - 1 if one.as_of else i] = ending._replace(since=first)
    return whens


def first_month(period: str) -> str:
    """Give the month in which a period begins: 2023 is 2023-01."""
    return period[:7] if len(period) > 4 else f"{period}-01"


def year_before(period: str) -> str:
    """Shift a period back by a year."""
    return "/".join(f"{int(point[:4]) - 1:04d}{point[4:]}" for point in period.split("/"))


def read_small_number(text: str) -> int:
    """Read a month, a day or a count of years: 9, 九, 十一, 二十三."""
    if text.isdigit():
        return int(text)
    if text == "元":
        return 1
    tens, ten, ones = text.rpartition("十")
    if ten:
        return (CN[tens] if tens else 1) * 10 + (CN[ones] if ones else 0)
    return int("".join(str(CN[char]) for char in text))
