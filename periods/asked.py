"""Periods as people ask for them: without a year, or relative to the month that a page shows.

`describe_span` writes a span in words that are read as that span again.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from periods.bounds import period_bounds, shift_years
from periods.english_parsing import YEAR_IN_DIGITS, read_english
from periods.printed import parse_period, read_expression, resolve_expression
from periods.spans import Since, count_month, span_since, spell_month
from periods.wording import format_part_of_year, format_period

_RELATIVE = re.compile(
    """(?P<year>今年|本年度?|去年|上一?年度?|前年|明年|thisyear|lastyear|previousyear)(?P<end>年?[底末])?
    |(?P<month>本月|当月|这个?月|上上个?月|上个?月|thismonth|lastmonth|previousmonth)
    |(?P<quarter>本季度?|这个?季度|上个?季度|thisquarter|lastquarter|previousquarter)""",
    re.VERBOSE,
)
_STEPS = {"前": -2, "上上": -2, "去": -1, "上": -1, "last": -1, "previous": -1, "明": 1}
"""Years, months or quarters to go, by the first characters of a relative word; others mean 0."""
_SINCE: tuple[tuple[Since, re.Pattern[str]], ...] = (
    ("union-year", re.compile("工会年度|工作年度|unionyear")),
    (
        "year",
        re.compile(
            "本年累计|年初以来|年初至今|今年以来|(?:截至)?目前为?止?累计|累计"
            "|yeartodate|ytd|cumulative|sofarthisyear|sincejanuary"
        ),
    ),
    ("quarter", re.compile("本季累计|本季以来|quartertodate")),
    ("half-year", re.compile("本半年以?来?")),
    ("month", re.compile("单月|当月数|monthalone")),
)
_UNTIL = re.compile("(?:截至|截止到?|至|到|until|through|upto|asof)")
_PART_OF_YEAR = re.compile(
    "(?P<number>first|second|third|fourth|1st|2nd|3rd|4th)(?P<what>quarter|half)"
    f"(?:(?:of|in)?(?P<year>{YEAR_IN_DIGITS}))?"
)
_ORDINALS = {"fi": 1, "se": 2, "th": 3, "fo": 4, "1s": 1, "2n": 2, "3r": 3, "4t": 4}
"""The number of an ordinal, by its first two letters."""
_COMPACT = re.compile("20[0-9]{4}(?![0-9])")
_YEAR = len("2025")
_PARTS: tuple[tuple[Since, int, re.Pattern[str]], ...] = (
    ("quarter", 3, re.compile("季|q[1-4]|quarter")),
    ("half-year", 6, re.compile("半年|h[12]|half")),
)
"""Parts of a year: how many months they have, and the words that name them."""
_SINCE_WORDS: dict[Since, str] = {
    "year": "累计",
    "quarter": "本季累计",
    "half-year": "本半年",
    "union-year": "工会年度",
    "month": "单月",
}
"""Words from which `periods.asked` reads where a span begins."""


class AskedPeriod(NamedTuple):
    """The words of a period in a text, from `start` to `end`.

    `period` is ISO 8601. If `has_year` is False, the words have no year, and it is in that of the
    month shown. It is "" for words that only say since when to count (累计). `since` is the kind of
    span that the words name, None for none.
    """

    start: int
    end: int
    period: str
    has_year: bool = True
    since: Since | None = None


class AskedSpan(NamedTuple):
    """A span that pages can show: it ends with the month `through` and began as `since` says."""

    through: str
    since: Since


def read_asked(text: str, start: int, month: str) -> AskedPeriod | None:
    """Return the words of a period at `start` of a folded text in lower case, None without any.

    `month` is the month that the page shows (2025-09): 上月 and lastmonth are then 2025-08, 一季度
    is 2025-01/2025-03, 今年 is 2025. Of several possible readings the longest is taken.
    """
    readings = (
        _read_since(text, start),
        _read_relative(text, start, month),
        _read_until(text, start, month),
        _read_printed(text, start, month),
    )
    return max(filter(None, readings), key=lambda each: each.end, default=None)


def _read_since(text: str, start: int) -> AskedPeriod | None:
    """Return words that only say since when to count: 累计, year to date, 工会年度."""
    for since, pattern in _SINCE:
        if found := pattern.match(text, start):
            return AskedPeriod(start, found.end(), "", since=since)
    return None


def _read_relative(text: str, start: int, month: str) -> AskedPeriod | None:
    """Return a year, month or quarter relative to `month`, the month shown: 去年, 上月.

    今年底 (end of this year) is December. 当月 (that month) is said of a month alone, not of the
    months since January, so that it has this `since`. None if no such word begins at `start`.
    """
    found = _RELATIVE.match(text, start)
    if not found:
        return None
    word = found[0]
    step = next((step for beginning, step in _STEPS.items() if word.startswith(beginning)), 0)
    now = count_month(month)
    if found["year"]:
        year = f"{int(month[:_YEAR]) + step:04d}"
        return AskedPeriod(start, found.end(), f"{year}-12" if found["end"] else year)
    if found["month"]:
        since: Since | None = "month" if word == "当月" else None
        return AskedPeriod(start, found.end(), spell_month(now + step), since=since)
    last_month = now - now % 3 + 2 + 3 * step  # of the present quarter, then `step` quarters on
    period = span_since("quarter", last_month).period
    return AskedPeriod(start, found.end(), period, since="quarter")


def _read_until(text: str, start: int, month: str) -> AskedPeriod | None:
    """Return a month after a word for "until", which means since January: 截至9月底."""
    found = _UNTIL.match(text, start)
    asked = _read_printed(text, found.end(), month) if found else None
    return asked._replace(start=start, since="year") if asked else None


def _read_printed(text: str, start: int, month: str) -> AskedPeriod | None:
    """Return a period as printed, with its year or without: 2025年9月, 1—9月, Q1, September.

    Without a year it is in the year of `month`, the month shown. None if there is no such period.
    """
    year = int(month[:_YEAR])
    if found := _PART_OF_YEAR.match(text, start):
        letter = found["what"][0].replace("h", "H").replace("q", "Q")
        printed = f"{found['year'] or year}{letter}{_ORDINALS[found['number'][:2]]}"  # 2025Q1
        return _build_asked(text, start, found.end(), parse_period(printed), bool(found["year"]))
    if found := _COMPACT.match(text, start):
        period = parse_period(found[0])
        return AskedPeriod(start, found.end(), period) if period else None
    expression = read_expression(text, start, whole=False)
    if expression and (expression.has_year or expression.has_unit):
        period = resolve_expression(expression, year) if expression.is_complete else ""
        return _build_asked(text, start, expression.end, period, expression.has_year)
    for assumed_year in (None, year):
        if english := read_english(text, start, assumed_year):
            period, end = english
            return _build_asked(text, start, end, period, assumed_year is None)
    return None


def _build_asked(
    text: str, start: int, end: int, period: str, has_year: bool
) -> AskedPeriod | None:
    """Return a period, with `since` if it is a quarter or half-year and its words say so.

    前三季度 has the word for a quarter, but is nine months. The result is None for the period "".
    `start` and `end` are the words' positions in `text`; `has_year`: a year is among them.
    """
    if not period:
        return None
    month_count = len(_list_months(period))
    words = text[start:end]
    named_kinds = (
        since
        for since, part_month_count, pattern in _PARTS
        if part_month_count == month_count and pattern.search(words)
    )
    return AskedPeriod(start, end, period, has_year, next(named_kinds, None))


def _list_months(period: str) -> range:
    """Return the months of a period, counted since the year 0: those of its first and last day."""
    first, last = period_bounds(period)
    return range(first.year * 12 + first.month - 1, last.year * 12 + last.month)


def join_asked(asked: Iterable[AskedPeriod], month: str) -> list[AskedPeriod]:
    """Return the periods that words in different places of a text mean together, each once.

    2024年 and 9月 are September 2024; 2024年 and 2025年 are two periods. A word for since when to
    count (累计) belongs to every period, or to `month`, the month shown, if there is none. The
    results have no positions: they stand for several places.
    """
    asked_periods = list(asked)
    kinds = [each.since for each in asked_periods if not each.period and each.since]
    years = [each for each in asked_periods if each.has_year and len(each.period) == _YEAR]
    parts_of_year = [each for each in asked_periods if not each.has_year]
    periods = [each for each in asked_periods if each.has_year and len(each.period) > _YEAR]
    if years and parts_of_year:
        periods += [_put_in_year(part, year.period) for part in parts_of_year for year in years]
    else:
        periods += years + parts_of_year
    if kinds and not periods:
        periods = [AskedPeriod(0, 0, month)]
    joined = [
        period._replace(start=0, end=0, has_year=True, since=since)
        for period in periods
        for since in dict.fromkeys(kinds) or (period.since,)
    ]
    return list(dict.fromkeys(joined))


def _put_in_year(part: AskedPeriod, year: str) -> AskedPeriod:
    """Return a period that was printed without its year, in a year such as 2024."""
    return part._replace(period=shift_years(part.period, int(year) - int(part.period[:_YEAR])))


def find_span(asked: AskedPeriod, newest: str, union_year: int = 10) -> AskedSpan | None:
    """Return the span that a page shows for a period; None if pages have no such span (3—5月).

    If `newest`, the last month with figures, lies within the period, the span ends with it. Months
    from January on are a span since the year began, unless `asked.since` says otherwise; January
    alone is a month. `union_year` is the month in which a union's year begins (10: October).
    """
    if len(asked.period.partition("/")[0]) > len("2025-09"):
        return None  # days, which no page has
    months, last_with_figures = _list_months(asked.period), count_month(newest)
    last = last_with_figures if last_with_figures in months else months[-1]
    if asked.since:
        return AskedSpan(spell_month(last), asked.since)
    possible_kinds: tuple[Since, ...] = ("month", "year", "union-year", "quarter", "half-year")
    if len(asked.period) == _YEAR:
        possible_kinds = ("year",)
    fitting_kinds = (
        kind for kind in possible_kinds if span_since(kind, last, union_year).first == months[0]
    )
    since = next(fitting_kinds, None)
    return AskedSpan(spell_month(last), since) if since else None


def describe_span(span: AskedSpan, newest_month: str, union_year: int) -> str:
    """Return Chinese words that are read as a span in every question: 2025年9月, 2025年第一季度.

    Of several wordings it is the first one that, read again, gives the span: 2025年9月累计 where
    2025年9月 alone would mean the month. `newest_month` is the last month with figures (2025-09),
    `union_year` the number of the month in which a union's year begins.
    """
    period = span_since(span.since, count_month(span.through), union_year).period
    plain = format_period(period, "zh")
    candidates = (plain, format_part_of_year(period, "zh"), plain + _SINCE_WORDS[span.since])
    return next(
        (words for words in candidates if _read_span(words, newest_month, union_year) == span),
        candidates[-1],
    )


def _read_span(words: str, newest_month: str, union_year: int) -> AskedSpan | None:
    """Return the span that words mean in a question; None if they are not a period alone."""
    asked: list[AskedPeriod] = []
    while len(words) > (end := asked[-1].end if asked else 0):
        if not (found := read_asked(words, end, newest_month)):
            return None
        asked.append(found)
    joined = join_asked(asked, newest_month)
    return find_span(joined[0], newest_month, union_year) if len(joined) == 1 else None
