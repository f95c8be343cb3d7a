"""Formats time periods (ISO 8601) in Chinese and English, so that `printed` can read them back."""

import re
from typing import Literal

from periods.bounds import split_date

_PART_OF_YEAR = re.compile(r"(?P<year>\d{4})-(?P<first>\d{2})/(?P=year)-(?P<last>\d{2})", re.ASCII)
_PARTS_OF_YEAR = {
    ("01", "03"): ("第一季度", "first quarter"),
    ("04", "06"): ("第二季度", "second quarter"),
    ("07", "09"): ("第三季度", "third quarter"),
    ("10", "12"): ("第四季度", "fourth quarter"),
    ("01", "06"): ("上半年", "first half"),
    ("07", "12"): ("下半年", "second half"),
}
"""Quarters and half-years by their first and last month, in Chinese and English."""
Date = tuple[int, ...]
"""Year; year and month; or year, month and day."""
ENGLISH_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)


def format_period(period: str, language: Literal["zh", "en"]) -> str:
    """Format a time period as text: "2024-01/2024-09" → 2024年1—9月, January–September 2024.

    Raises ValueError for a malformed period.
    """
    start, _, end = period.partition("/")
    first = split_date(start)
    if not end:
        return _format_chinese_date(first) if language == "zh" else _format_english_date(first)
    format_span = _format_chinese_span if language == "zh" else _format_english_span
    return format_span(first, split_date(end))


def format_part_of_year(period: str, language: Literal["zh", "en"]) -> str:
    """Name a quarter or a half-year: "2024-01/2024-03" → 2024年第一季度, first quarter of 2024.

    "2024-07/2024-12" → 2024年下半年, second half of 2024. Any other period is formatted by its
    months. Raises ValueError for a malformed period.
    """
    match = _PART_OF_YEAR.fullmatch(period)
    parts = _PARTS_OF_YEAR.get((match["first"], match["last"])) if match else None
    if not match or not parts:
        return format_period(period, language)
    chinese, english = parts
    year = match["year"]
    return f"{year}年{chinese}" if language == "zh" else f"{english} of {year}"


def _format_chinese_date(date: Date) -> str:
    """Format a date in Chinese: (2024, 1) → 2024年1月 (年 year, 月 month, 日 day)."""
    return "".join(f"{number}{unit}" for number, unit in zip(date, "年月日", strict=False))


def _format_chinese_span(first: Date, last: Date) -> str:
    """Format the time between two dates in Chinese; a common year or month is written once.

    (2024, 1), (2024, 9) → 2024年1—9月.
    """
    match first, last:
        case [year], [last_year, *_]:
            return f"{year}—{last_year}年"
        case [year, month], [last_year, last_month, *_] if year == last_year:
            return f"{year}年{month}—{last_month}月"
        case [*month, day], [*last_month, last_day] if len(first) == 3 and month == last_month:
            return f"{_format_chinese_date(tuple(month))}{day}—{last_day}日"
        case [year, *_], [last_year, last_month, last_day] if year == last_year:
            return f"{_format_chinese_date(first)}—{last_month}月{last_day}日"
    return f"{_format_chinese_date(first)}—{_format_chinese_date(last)}"


def _name_english_month(month: int) -> str:
    """Return the English name of a month: 1 → January. Raises ValueError for a 13th."""
    if not 1 <= month <= len(ENGLISH_MONTHS):
        raise ValueError(f"not a month: {month}")
    return ENGLISH_MONTHS[month - 1]


def _format_english_date(date: Date) -> str:
    """Format a date in English: (2024, 1, 5) → 5 January 2024."""
    year, *month_and_day = date
    if not month_and_day:
        return str(year)
    month, *day = month_and_day
    return " ".join(map(str, (*day, _name_english_month(month), year)))


def _format_english_span(first: Date, last: Date) -> str:
    """Format the time between two dates in English; a common year or month is written once.

    (2024, 1), (2024, 9) → January–September 2024.
    """
    match first, last:
        case [year], [last_year, *_]:
            return f"{year}–{last_year}"
        case [year, month], [last_year, last_month, *_] if year == last_year:
            return f"{_name_english_month(month)}–{_name_english_month(last_month)} {year}"
        case [*month, day], [*last_month, last_day] if len(first) == 3 and month == last_month:
            return f"{day}–{last_day} {_format_english_date(tuple(month))}"
    return f"{_format_english_date(first)} – {_format_english_date(last)}"
