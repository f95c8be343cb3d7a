"""Time periods of figures (ISO 8601): first and last day, canonical spelling, other years."""

import calendar
import re
from datetime import date, timedelta
from functools import lru_cache

_YEAR_MONTH_OR_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_ONE_DAY = timedelta(days=1)
_MONTHS_A_YEAR = 12
_LEAP_DAY = (2, 29)
_CACHED_PERIODS = 4096
"""A release has few periods, and every table asks for the days of each again."""


@lru_cache(maxsize=_CACHED_PERIODS)
def period_bounds(period: str) -> tuple[date, date]:
    """Return the first and the last day of a time period as figures have it (ISO 8601).

    `2024-01/2024-09` covers 2024-01-01 to 2024-09-30. Raises ValueError for anything that is
    not a year, a month, a day or a span of two of them in order.
    """
    start, *ends = period.split("/", 1)
    first, last = split_date(start), split_date(*(ends or [start]))
    if len(first) != len(last):
        raise ValueError(f"a span needs two points of one kind: {period!r}")
    # Of the first date, a month or a day that is not given is 1.
    first_day, last_day = date(*(*first, 1, 1)[:3]), _find_last_day(*last)
    if last_day < first_day:
        raise ValueError(f"a span that ends before it starts: {period!r}")
    return first_day, last_day


def split_date(point: str) -> tuple[int, ...]:
    """Return year, month and day of one end of a period, as far as given: 2024-09 → (2024, 9).

    Raises ValueError for a malformed one.
    """
    match = _YEAR_MONTH_OR_DAY.fullmatch(point)
    if not match:
        raise ValueError(f"not a time period: {point!r}")
    return tuple(int(number) for number in match.groups() if number)


def _find_last_day(year: int, month: int = _MONTHS_A_YEAR, day: int = 0) -> date:
    """Return the last day of a year, of a month, or the day itself: (2024, 2) → 2024-02-29."""
    return date(year, month, day or calendar.monthrange(year, month)[1])


def is_period(text: str) -> bool:
    """Return whether a text is a time period as figures have it: 2024-09 → True, 9月 → False."""
    try:
        period_bounds(text)
    except ValueError:
        return False
    return True


def spell_period(first_day: date, last_day: date) -> str:
    """Return the canonical spelling of the period between two days: the shortest of ISO 8601.

    2024-01-01, 2024-12-31 → 2024; 2024-09-01, 2024-09-30 → 2024-09; 2024-01-01, 2024-09-30 →
    2024-01/2024-09. Raises ValueError if the last day comes before the first.
    """
    if last_day < first_day:
        raise ValueError(f"a span that ends before it starts: {first_day}/{last_day}")
    start, end = first_day.isoformat(), last_day.isoformat()
    if first_day.day == 1 and (last_day + _ONE_DAY).day == 1:
        start, end = start[:7], end[:7]  # whole months: 2024-09
        if start.endswith("-01") and end.endswith("-12"):
            start, end = start[:4], end[:4]  # whole years: 2024
    return start if start == end else f"{start}/{end}"


def canonical_period(period: str) -> str:
    """Return the canonical spelling of a time period: 2023-01/2023-12 → 2023.

    2024-09-01/2024-09-30 → 2024-09, 2024-01/2024-01 → 2024-01. Raises ValueError for a text that is
    no period.
    """
    return spell_period(*period_bounds(period))


def comparable_period(period: str) -> str:
    """Return the canonical spelling of a period; a text that is no period is returned unchanged.

    2023-01/2023-12 → 2023, 今年 → 今年. It serves to compare periods of figures: an old release,
    which is never rewritten, may have another spelling.
    """
    return canonical_period(period) if is_period(period) else period


def list_spellings(period: str) -> tuple[str, ...]:
    """Return every ISO 8601 spelling of a period, the shortest first; (text,) if it is no period.

    2023 → 2023, 2023/2023, 2023-01/2023-12, 2023-01-01/2023-12-31. It serves to find figures of
    older releases, which may have any of these spellings.
    """
    return _list_spellings_of_period(period) if is_period(period) else (period,)


@lru_cache(maxsize=_CACHED_PERIODS)
def _list_spellings_of_period(period: str) -> tuple[str, ...]:
    """Return every spelling of a period, cached: 2024 → 2024, 2024-01/2024-12, …"""
    first_day, last_day = period_bounds(period)
    shortest = spell_period(first_day, last_day)
    start, end = first_day.isoformat(), last_day.isoformat()
    # Cut 2024-01-01 to a year, a month or a day; no shorter than the shortest spelling is.
    lengths = [length for length in (4, 7, 10) if length >= len(shortest.partition("/")[0])]
    spans = (f"{start[:length]}/{end[:length]}" for length in lengths)
    return tuple(dict.fromkeys([shortest, *spans]))


def join_periods(first: str, last: str) -> str:
    """Return the period from the first day of one to the last day of another, canonically spelled.

    2024-01, 2024-09 → 2024-01/2024-09; 2024-01, 2024 → 2024. Raises ValueError if there is none.
    """
    return spell_period(period_bounds(first)[0], period_bounds(last)[1])


def is_within(period: str, whole: str) -> bool:
    """Return whether a period lies inside another one: 2024-09 in 2024-01/2024-09 → True.

    Raises ValueError if either is no period.
    """
    (first, last), (whole_first, whole_last) = period_bounds(period), period_bounds(whole)
    return whole_first <= first and last <= whole_last


def last_month(period: str) -> str:
    """Return the month in which a period ends: 2024-01/2024-09 → 2024-09, 2023 → 2023-12."""
    return period_bounds(period)[1].isoformat()[:7]


def shift_years(period: str, years: int) -> str:
    """Return the same period `years` years later (earlier if negative), canonically spelled.

    2024-01/2024-09, -1 → 2023-01/2023-09; 2024-02, -1 → 2023-02. 29 February becomes the 28th in a
    year that has no 29th. Raises ValueError for a text that is no period.
    """
    points = canonical_period(period).split("/")
    shifted = "/".join(_shift_point(point, years) for point in points)
    return canonical_period(shifted)


def _shift_point(point: str, years: int) -> str:
    """Return one end of a period in another year: 2024-02-29, -1 → 2023-02-28."""
    year, *month_and_day = split_date(point)
    year += years
    if (*month_and_day,) == _LEAP_DAY and not calendar.isleap(year):
        month_and_day = [2, 28]
    return "-".join((f"{year:04d}", *(f"{number:02d}" for number in month_and_day)))


def year_before(period: str) -> str:
    """Return the same period of the year before (上年同期): 2024-09 → 2023-09."""
    return shift_years(period, -1)


def year_after(period: str) -> str:
    """Return the same period of the year after: 2024-09 → 2025-09."""
    return shift_years(period, 1)
