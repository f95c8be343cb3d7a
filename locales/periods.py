"""Time periods (ISO 8601) as readers write them."""

import calendar
import re
from datetime import date

from babel.dates import get_month_names

from locales.messages import Language

POINT = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")


def _parts(point: str) -> tuple[int, ...]:
    match = POINT.match(point)
    if not match:
        raise ValueError(f"not a time period: {point!r}")
    return tuple(int(part) for part in match.groups() if part)


def bounds_of(period: str) -> tuple[date, date]:
    """Give the first and last day that a period covers.

    `2024-01/2024-09` covers 2024-01-01 to 2024-09-30. Raises ValueError for anything that is
    not a year, a month, a day or a span of two of them in order.
    """
    start, _, end = period.partition("/")
    first, last = _parts(start), _parts(end or start)
    if end and len(first) != len(last):
        raise ValueError(f"a span needs two points of one kind: {period!r}")
    begin = date(first[0], *(first[1:] + (1, 1)[len(first) - 1 :]))
    month = last[1] if len(last) > 1 else 12
    day = last[2] if len(last) > 2 else calendar.monthrange(last[0], month)[1]
    finish = date(last[0], month, day)
    if finish < begin:
        raise ValueError(f"a span that ends before it starts: {period!r}")
    return begin, finish


def period_text(period: str, language: Language) -> str:
    """Write a period for readers: 2024年1—9月, January–September 2024."""
    start, _, end = period.partition("/")
    first = _parts(start)
    if not end:
        return _chinese(first) if language == "zh" else _english(first)
    last = _parts(end)
    return _chinese_span(first, last) if language == "zh" else _english_span(first, last)


def _chinese(parts: tuple[int, ...]) -> str:
    return "".join(f"{part}{mark}" for part, mark in zip(parts, "年月日", strict=False))


def _chinese_span(first: tuple[int, ...], last: tuple[int, ...]) -> str:
    if len(first) == 1:
        return f"{first[0]}—{last[0]}年"
    if len(first) == 2 and first[0] == last[0]:
        return f"{first[0]}年{first[1]}—{last[1]}月"
    if len(first) == 3 and first[:2] == last[:2]:
        return f"{first[0]}年{first[1]}月{first[2]}—{last[2]}日"
    if first[0] == last[0]:
        return f"{_chinese(first)}—{last[1]}月{last[2]}日"
    return f"{_chinese(first)}—{_chinese(last)}"


def _month(number: int) -> str:
    return str(get_month_names("wide", locale="en")[number])


def _english(parts: tuple[int, ...]) -> str:
    words = [str(parts[0])]
    if len(parts) > 1:
        words.insert(0, _month(parts[1]))
    if len(parts) > 2:
        words.insert(0, str(parts[2]))
    return " ".join(words)


def _english_span(first: tuple[int, ...], last: tuple[int, ...]) -> str:
    if len(first) == 1:
        return f"{first[0]}–{last[0]}"
    if len(first) == 2 and first[0] == last[0]:
        return f"{_month(first[1])}–{_month(last[1])} {last[0]}"
    if len(first) == 3 and first[:2] == last[:2]:
        return f"{first[2]}–{last[2]} {_month(last[1])} {last[0]}"
    return f"{_english(first)} – {_english(last)}"
