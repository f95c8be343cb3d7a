"""Time periods (ISO 8601) as readers write them."""

import re

from babel.dates import get_month_names

from locales.messages import Language

POINT = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")


def _parts(point: str) -> tuple[int, ...]:
    match = POINT.match(point)
    if not match:
        raise ValueError(f"not a time period: {point!r}")
    return tuple(int(part) for part in match.groups() if part)


def format_period(period: str, language: Language) -> str:
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
