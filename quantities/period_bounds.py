"""First and last day of time periods (ISO 8601)."""

import calendar
import re
from datetime import date

_YEAR_MONTH_OR_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")


def period_bounds(period: str) -> tuple[date, date]:
    """Return the first and the last day of a time period as figures have it (ISO 8601).

    `2024-01/2024-09` covers 2024-01-01 to 2024-09-30. Raises ValueError for anything that is
    not a year, a month, a day or a span of two of them in order.
    """
    start, _, end = period.partition("/")
    first, last = _split_date(start), _split_date(end or start)
    if end and len(first) != len(last):
        raise ValueError(f"a span needs two points of one kind: {period!r}")
    first_day = date(*(*first, 1, 1)[:3])
    if len(last) == 2:
        _, days_in_month = calendar.monthrange(*last)
        last = (*last, days_in_month)
    last_day = date(*(*last, 12, 31)[:3])
    if last_day < first_day:
        raise ValueError(f"a span that ends before it starts: {period!r}")
    return first_day, last_day


def _split_date(point: str) -> tuple[int, ...]:
    """Return year, month and day of one end of a period as far as given: 2024-09 → (2024, 9).

    Raises ValueError if it is none.
    """
    match = _YEAR_MONTH_OR_DAY.match(point)
    if not match:
        raise ValueError(f"not a time period: {point!r}")
    return tuple(int(number) for number in match.groups() if number)
