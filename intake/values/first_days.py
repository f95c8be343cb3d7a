"""Days that are the first, or the last, of their months, quarters or years: periods as dates."""

import calendar
import re
from collections.abc import Collection, Iterable
from typing import Literal

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MONTH = re.compile(r"\d{4}-\d\d")
_QUARTERS = {"01": "03", "04": "06", "07": "09", "10": "12"}
"""The last month of each quarter by its first."""
_QUARTERS_BY_END = {end: start for start, end in _QUARTERS.items()}
_WORDS: dict["SpanKind", re.Pattern[str]] = {
    "months": re.compile(r"月份|月度|[分各每逐按]月|\d+月|^月$|month", re.IGNORECASE),
    "quarters": re.compile(r"季度|[分各每逐按]季|^季$|quarter", re.IGNORECASE),
    "years": re.compile(r"年份|年度|[历分各每逐按]年|^年$|year|annual", re.IGNORECASE),
}
"""Words of a heading or title that say what the periods of its table are."""
_MIN_PERIODS = 2
"""Different periods from which first days are replaced: a single one may be a day, as 1 May is."""

SpanKind = Literal["months", "quarters", "years"]


def find_possible_spans(periods: Collection[str], words: Iterable[str]) -> tuple[SpanKind, ...]:
    """Return the kinds of periods that first (or last) days among a table's periods may stand for.

    () if they are days; one kind; or two, between which a person has to choose. If all periods are
    days, those that are all 1 January (31 December) may be years, those that are all the first
    (last) of quarters may be quarters, and any may be months. If `words`, the texts of heading and
    title, name one of the possible kinds, it is the only one.
    """
    if not (month_by_day := find_months(periods)):
        return ()
    named = (kind for text in words for kind, word in _WORDS.items() if word.search(text))
    named_kind = next(named, None)
    # The months in the year, without the years: 2024-01 → 01.
    month_numbers = {month[5:] for month in month_by_day.values()}
    kinds: tuple[SpanKind, ...] = ("months",)
    if len(month_by_day) == len(set(periods)) and len(month_by_day) >= _MIN_PERIODS:
        if month_numbers in ({"01"}, {"12"}):
            kinds = ("years", "months")
        elif month_numbers <= set(_QUARTERS) or month_numbers <= set(_QUARTERS_BY_END):
            kinds = ("quarters", "months")
    return (named_kind,) if named_kind in kinds else kinds


def find_spans(periods: Collection[str], kind: str) -> dict[str, str]:
    """Return the period that each first or last day among a table's periods stands for.

    `kind` is quarters (2024-01-01 → 2024-01/2024-03), years (2024) or else months (2024-01). {} if
    the days are days, see `find_months`.
    """
    months = find_months(periods)
    if kind == "years":
        return {day: day[:4] for day in months}
    if kind == "quarters":
        return {day: _quarter_of(day) for day in months}
    return months


def _quarter_of(day: str) -> str:
    """Return the quarter that begins or ends with a day: 2024-03-31 → 2024-01/2024-03."""
    year, month = day[:5], day[5:7]
    first = month if day.endswith("-01") else _QUARTERS_BY_END[month]
    return f"{year}{first}/{year}{_QUARTERS[first]}"


def find_months(periods: Collection[str]) -> dict[str, str]:
    """Return the month of each day among a table's periods, if its days stand for months.

    2024-01-01, 2024-02-01 → 2024-01, 2024-02. The days must all be the first of their months, or
    all the last, and the other periods must be months. With any other period, or a single one, the
    days are days: {}.
    """
    days = [period for period in periods if _DAY.fullmatch(period)]
    others = set(periods) - set(days)
    is_monthly = all(map(_MONTH.fullmatch, others)) and len(set(periods)) >= _MIN_PERIODS
    are_first = all(day.endswith("-01") for day in days)
    is_of_months = are_first or all(map(_is_last_day, days))
    return {day: day[:7] for day in days} if is_monthly and is_of_months else {}


def _is_last_day(day: str) -> bool:
    """Return whether a day is the last of its month."""
    year, month, number = map(int, day.split("-"))
    return calendar.monthrange(year, month)[1] == number
