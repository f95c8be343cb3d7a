"""First days of months, quarters or years, which spreadsheets make of periods (2024-01-01)."""

import re
from collections.abc import Collection, Iterable
from typing import Literal

_FIRST_DAY = re.compile(r"\d{4}-\d\d-01")
_MONTH = re.compile(r"\d{4}-\d\d")
_QUARTERS = {"01": "03", "04": "06", "07": "09", "10": "12"}
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
    """Return the kinds of periods that the first days among `periods` may stand for.

    () if they are days, one kind if it is certain, two if a person must choose. If all are 1
    January they may be years, if all are first days of quarters they may be quarters; `words`, the
    heading and titles of their table, may say which.
    """
    if not (months := find_months(periods)):
        return ()
    named = (kind for text in words for kind, word in _WORDS.items() if word.search(text))
    named_kind = next(named, None)
    starts = {month[5:] for month in months.values()}
    kinds: tuple[SpanKind, ...] = ("months",)
    if len(months) == len(set(periods)) and len(months) >= _MIN_PERIODS:
        if starts == {"01"}:
            kinds = ("years", "months")
        elif starts <= set(_QUARTERS):
            kinds = ("quarters", "months")
    return (named_kind,) if named_kind in kinds else kinds


def find_spans(periods: Collection[str], kind: str) -> dict[str, str]:
    """Return the period that each first day stands for; `kind` is months, quarters or years."""
    months = find_months(periods)
    if kind == "years":
        return {day: day[:4] for day in months}
    if kind == "quarters":
        return {day: f"{month}/{month[:5]}{_QUARTERS[month[5:]]}" for day, month in months.items()}
    return months


def find_months(periods: Collection[str]) -> dict[str, str]:
    """Return the month of each first day, if all periods are months or first days.

    {} if there is any other period, or only one period: then they are days.
    """
    days = [period for period in periods if _FIRST_DAY.fullmatch(period)]
    others = set(periods) - set(days)
    is_monthly = all(map(_MONTH.fullmatch, others)) and len(set(periods)) >= _MIN_PERIODS
    return {day: day[:7] for day in days} if is_monthly else {}
