"""An expression of time in a text, and functions for periods in ISO 8601."""

import re
from typing import NamedTuple

from periods import join_periods

SINCE = re.compile(r"(?:以来|起?至今(?![年日天])|以后)")
"""Words for "since", after the time with which an open span begins: 今年以来 (since this year)."""
_YEAR_SO_FAR = re.compile("今年|本年度?")


class TimeExpression(NamedTuple):
    """An expression of time in a paragraph: its position, its period, and its use.

    - `as_of`: the end of a count since January (截至).
    - `compared`: a time with which a number is only compared (比上年).
    - `base_time`: an earlier time to which the next number belongs (比上年的120份).
    - `now`: 近日 (recently) and the like.
    - `target`: a future time (2025年底前).
    - `since`: the month in which the count began, for an open span or one combined with 截至.
    - `span_end`: the end of a year, half-year or quarter; events counted by then are of all of it.
    - `since_unknown`: 近年来 (in recent years), 目前 (by now): since when events are counted is not
      said.
    """

    start: int
    end: int
    period: str
    as_of: bool = False
    compared: bool = False
    now: bool = False
    target: bool = False
    base_time: bool = False
    since: str = ""
    span_end: bool = False
    since_unknown: bool = False


def format_month(year: int, month: int) -> str:
    """Return a month as 2024-09."""
    return f"{year:04d}-{month:02d}"


def format_span(first: str, last: str) -> str:
    """Return the span from one period to another, as short as it goes: 2024-01, 2024-12 → 2024.

    A text may print dates that do not exist (9月31日, 9—1月); they are only joined by a slash, for
    the person who checks the figure to see.
    """
    try:
        return join_periods(first, last)
    except ValueError:
        return f"{first}/{last}"


def start_month(period: str) -> str:
    """Return the month in which a period begins: 2023 → 2023-01, 2024/2025 → 2024-01."""
    first, _, _ = period.partition("/")
    return first[:7] if len(first) > len("2024") else f"{first}-01"


def close_open_spans(text: str, times: list[TimeExpression]) -> list[TimeExpression]:
    """End open spans with the date of a 截至 (until) in the same sentence; return the changed list.

    An open span names only its beginning: 今年以来 (since this year). In 截至9月底,今年以来共培训…
    it ends in September. So does 今年 (this year) alone after 截至, if no number stands between.
    Both expressions then have the month of the beginning in `since`.
    """
    for i in range(1, len(times)):
        first, second = times[i - 1], times[i]
        until, span = (first, second) if first.as_of else (second, first)
        is_open = SINCE.search(text, span.start, span.end) or (
            first.as_of and _YEAR_SO_FAR.fullmatch(text, span.start, span.end)
        )
        if not until.as_of or span.as_of or not is_open:
            continue
        is_year = "/" not in span.period  # 今年 alone
        if is_year and (
            span.period != until.period[:4] or re.search("[0-9]", text[first.end : second.start])
        ):
            continue
        if len(until.period) < len("2024-09") or "。" in text[first.end : second.start]:
            continue
        since_month = f"{span.period[:4]}-01" if is_year else start_month(span.period)
        if since_month < until.period[:7]:
            closed = span._replace(
                period=format_span(since_month, until.period[:7]), since=since_month
            )
            until = until._replace(since=since_month)
            times[i - 1 : i + 1] = (until, closed) if first.as_of else (closed, until)
    return times
