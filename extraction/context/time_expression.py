"""An expression of time in a text, and functions for periods in ISO 8601."""

from typing import NamedTuple

from periods import join_periods


class TimeExpression(NamedTuple):
    """An expression of time in a paragraph: its position, its period, and its use.

    - `as_of`: a count since January ends here (截至).
    - `compared`: a number is only compared with it (比上年).
    - `base_time`: the number that follows it is of that earlier time (比上年的120份).
    - `now`: 近日 and the like.
    - `target`: it is in the future (2025年底前).
    - `since`: the month in which the count began, if the expression is combined with a 截至.
    - `span_end`: the end of a year, half-year or quarter; what happened by then is of all of it.
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


def format_month(year: int, month: int) -> str:
    """Return a month as 2024-09."""
    return f"{year:04d}-{month:02d}"


def format_span(first: str, last: str) -> str:
    """Return the span from one period to another in its one spelling: 2024-01, 2024-12 → 2024.

    A text may print what does not exist (9月31日, 9—1月): such ends stay as they are.
    """
    try:
        return join_periods(first, last)
    except ValueError:
        return f"{first}/{last}"


def start_month(period: str) -> str:
    """Return the month in which a period begins: 2023 → 2023-01, 2024/2025 → 2024-01."""
    first, _, _ = period.partition("/")
    return first[:7] if len(first) > len("2024") else f"{first}-01"
