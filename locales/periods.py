"""Formats of time periods (ISO 8601) in Chinese and English."""

import re

from babel.dates import get_month_names

from locales.messages import Language

POINT = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")


def _split_date(point: str) -> tuple[int, ...]:
    """Return the parts of a date: "2024-01" → (2024, 1). Raises ValueError."""
    match = POINT.match(point)
    if not match:
        raise ValueError(f"not a time period: {point!r}")
    return tuple(int(part) for part in match.groups() if part)


def format_period(period: str, language: Language) -> str:
    """Format a time period as text: "2024-01/2024-09" → 2024年1—9月, January–September 2024.

    Raises ValueError for a malformed period.
    """
    start, _, end = period.partition("/")
    first = _split_date(start)
    if not end:
        return _chinese_date(first) if language == "zh" else _english_date(first)
    last = _split_date(end)
    return _chinese_span(first, last) if language == "zh" else _english_span(first, last)


def _chinese_date(parts: tuple[int, ...]) -> str:
    """Format a date: (2024, 1) → 2024年1月."""
    return "".join(f"{part}{mark}" for part, mark in zip(parts, "年月日", strict=False))


def _chinese_span(first: tuple[int, ...], last: tuple[int, ...]) -> str:
    """Format a span without repeating common parts: (2024, 1), (2024, 9) → 2024年1—9月."""
    if len(first) == 1:
        return f"{first[0]}—{last[0]}年"
    if len(first) == 2 and first[0] == last[0]:
        return f"{first[0]}年{first[1]}—{last[1]}月"
    if len(first) == 3 and first[:2] == last[:2]:
        return f"{first[0]}年{first[1]}月{first[2]}—{last[2]}日"
    if first[0] == last[0]:
        return f"{_chinese_date(first)}—{last[1]}月{last[2]}日"
    return f"{_chinese_date(first)}—{_chinese_date(last)}"


def _month_name(number: int) -> str:
    """Return the English name of a month, 1 to 12."""
    return str(get_month_names("wide", locale="en")[number])


def _english_date(parts: tuple[int, ...]) -> str:
    """Format a date: (2024, 1, 5) → 5 January 2024."""
    words = [str(parts[0])]
    if len(parts) > 1:
        words.insert(0, _month_name(parts[1]))
    if len(parts) > 2:
        words.insert(0, str(parts[2]))
    return " ".join(words)


def _english_span(first: tuple[int, ...], last: tuple[int, ...]) -> str:
    """Format a span without repeating common parts.

    (2024, 1), (2024, 9) → January–September 2024.
    """
    if len(first) == 1:
        return f"{first[0]}–{last[0]}"
    if len(first) == 2 and first[0] == last[0]:
        return f"{_month_name(first[1])}–{_month_name(last[1])} {last[0]}"
    if len(first) == 3 and first[:2] == last[:2]:
        return f"{first[2]}–{last[2]} {_month_name(last[1])} {last[0]}"
    return f"{_english_date(first)} – {_english_date(last)}"
