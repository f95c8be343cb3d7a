"""First and last day of time periods (ISO 8601)."""

import calendar
import re
from datetime import date

_POINT = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")


def period_bounds(period: str) -> tuple[date, date]:
    """Return the first and the last day of a period.

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


def _parts(point: str) -> tuple[int, ...]:
    """Return year, month and day of a point in time as far as given: 2024-09 → (2024, 9).

    Raises ValueError if it is none.
    """
    match = _POINT.match(point)
    if not match:
        raise ValueError(f"not a time period: {point!r}")
    return tuple(int(part) for part in match.groups() if part)
