"""Days that are the first of their month, among months that a spreadsheet has made dates of."""

import re
from collections.abc import Collection

_FIRST_DAY = re.compile(r"\d{4}-\d\d-01")
_MONTH = re.compile(r"\d{4}-\d\d")
_MIN_PERIODS = 2
"""One first day alone may be that day, as 1 May is."""


def as_months(periods: Collection[str]) -> dict[str, str]:
    """Return the month of each first day among periods that are all months or first days.

    With any other period, or a single one, they are days: {}.
    """
    days = [period for period in periods if _FIRST_DAY.fullmatch(period)]
    others = set(periods) - set(days)
    is_monthly = all(map(_MONTH.fullmatch, others)) and len(set(periods)) >= _MIN_PERIODS
    return {day: day[:7] for day in days} if is_monthly else {}
