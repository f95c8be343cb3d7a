"""Days that are the first of their month, quarter or year, which spreadsheets make of periods."""

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
"""One first day alone may be that day, as 1 May is."""


SpanKind = Literal["months", "quarters", "years"]


def possible_spans(periods: Collection[str], words: Iterable[str]) -> tuple[SpanKind, ...]:
    """Return what first days may stand for, () if they are days: one kind, or two to ask about.

    All of them 1 January may be years, all of them the first days of quarters may be quarters,
    unless the `words` of heading and title say what they are.
    """
    if not (months := as_months(periods)):
        return ()
    found = (kind for text in words for kind, word in _WORDS.items() if word.search(text))
    said = next(found, None)
    starts = {month[5:] for month in months.values()}
    kinds: tuple[SpanKind, ...] = ("months",)
    if len(months) == len(set(periods)) and len(months) >= _MIN_PERIODS:
        if starts == {"01"}:
            kinds = ("years", "months")
        elif starts <= set(_QUARTERS):
            kinds = ("quarters", "months")
    return (said,) if said in kinds else kinds


def as_spans(periods: Collection[str], kind: str) -> dict[str, str]:
    """Return the span of each first day among periods: its month, its quarter or its year."""
    months = as_months(periods)
    if kind == "years":
        return {day: day[:4] for day in months}
    if kind == "quarters":
        return {day: f"{month}/{month[:5]}{_QUARTERS[month[5:]]}" for day, month in months.items()}
    return months


def as_months(periods: Collection[str]) -> dict[str, str]:
    """Return the month of each first day among periods that are all months or first days.

    With any other period, or a single one, they are days: {}.
    """
    days = [period for period in periods if _FIRST_DAY.fullmatch(period)]
    others = set(periods) - set(days)
    is_monthly = all(map(_MONTH.fullmatch, others)) and len(set(periods)) >= _MIN_PERIODS
    return {day: day[:7] for day in days} if is_monthly else {}
