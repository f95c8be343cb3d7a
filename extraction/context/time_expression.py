"""An expression of time as a value, and periods as they are written."""

from typing import NamedTuple


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


def format_month(year: int, month: int) -> str:
    """Write a month."""
    return f"{year:04d}-{month:02d}"


def format_span(first: str, last: str) -> str:
    """Write a span; a whole year, or a span of one point, as that alone."""
    if first == last:
        return first
    if first[:4] == last[:4] and (first[4:], last[4:]) in (("-01", "-12"), ("-01-01", "-12-31")):
        return first[:4]
    return f"{first}/{last}"


def start_month(period: str) -> str:
    """Give the month in which a period begins: 2023 is 2023-01."""
    return period[:7] if len(period) > 4 else f"{period}-01"


def year_before(period: str) -> str:
    """Shift a period back by a year."""
    return "/".join(f"{int(point[:4]) - 1:04d}{point[4:]}" for point in period.split("/"))
