"""Periods in the headings of a table, completed by the period of the table."""

import re
from datetime import timedelta

from periods.bounds import (
    canonical_period,
    is_period,
    is_within,
    join_periods,
    last_month,
    period_bounds,
    spell_period,
    year_before,
)
from periods.english_parsing import read_english
from periods.folding import fold_whole
from periods.printed import Expression, parse_period, read_expression, resolve_expression

_DONE = "(?:数|累计|完成|完成数|实有|实有数)?"
_LAST_YEAR = "(?:上年|去年)"
_SAME_PERIOD_LAST_YEAR = re.compile(f"{_LAST_YEAR}(?:同期|同月|累计)?{_DONE}")
_LAST_YEARS_END = re.compile(f"(?:{_LAST_YEAR}年?(?:底|末|终)|年初){_DONE}")
_WHOLE_LAST_YEAR = re.compile(f"{_LAST_YEAR}(?:全年|度全年){_DONE}")
_THIS_QUARTER = re.compile(f"[本当]季度?{_DONE}")
_PERIOD_BEFORE = re.compile(f"上[一个]?(?:(?P<quarter>季度?)|月份?){_DONE}")
_CURRENT_PERIOD = re.compile(
    r"(?:本期|本年|今年|当年|本年度|报告期)(?:累计|末|底|止)?(?:数|完成)?|本年累计|累计"
)
_CUMULATIVE = re.compile(
    r"(?:(?:本年|今年|当年)(?:止)?|本期止|本月止|年初至今|自年初|自年初至本月)?累计(?:数|完成|完成数)?|年初至今"
    "|(?:本年|今年|当年)?[1一]月?[-–—~至到][本当]月(?:份|止|末|底)?(?:累计)?(?:数|完成|完成数)?"
)
_CUMULATIVE_LAST_YEAR = re.compile(f"{_LAST_YEAR}(?:同期)?累计(?:数|完成|完成数)?")
_THIS_MONTH = re.compile(r"(?:本月|当月)(?:数|完成|完成数|实绩)?")
_AFTER_EXPRESSION = re.compile("(?:累计|实有|完成)?数?$")
_MAY_BE_PERIOD = re.compile("[0-9０-９年月⽉季期累]|[A-Za-z]{3}|[上下]半")
"""Every heading of a period matches this quick pattern; most other labels do not."""
_BEGINS_AN_EXPRESSION = re.compile("[0-9一二三四五六七八九十元上下前第首半全QqA-Za-z]")


def parse_heading(heading: str, table_period: str, around: str = "") -> str:
    """Return the period of a heading, completed by that of its table; "" if it is none.

    In a table of 2024-01/2024-09, 本期 ("this period") is the same, 上年同期 ("same period last
    year") is 2023-01/2023-09, 上年末 ("end of last year") 2023-12 and 8月 (August) 2024-08. In a
    table of 2023-10/2024-09 (a union's year), 11月 is 2023-11 and 3月 2024-03; a month that is not
    in the span, or twice, is "". `around` is the period of the heading above (3月), by default that
    of the table; 累计 (cumulative) below it is 2023-10/2024-03, since the table's year began.
    """
    period = parse_period(heading)
    if period or not is_period(table_period):
        return period
    table_period, around = canonical_period(table_period), canonical_period(around or table_period)
    heading = fold_whole(heading)
    if _CUMULATIVE.fullmatch(heading):
        return _count_from_beginning(table_period, around)
    if _CUMULATIVE_LAST_YEAR.fullmatch(heading):
        return year_before(_count_from_beginning(table_period, around))
    if _SAME_PERIOD_LAST_YEAR.fullmatch(heading):
        return year_before(around)
    if _LAST_YEARS_END.fullmatch(heading):
        return "" if _is_over_two_years(table_period) else _find_end_of_last_year(around)
    if _WHOLE_LAST_YEAR.fullmatch(heading):
        return "" if _is_over_two_years(table_period) else year_before(table_period)[:4]
    if _THIS_MONTH.fullmatch(heading):
        _, _, end = around.rpartition("/")
        return end if len(end) > len("2024") else ""  # which month of the year is not said
    if _THIS_QUARTER.fullmatch(heading):
        return around if _is_quarter(around) else ""
    if before := _PERIOD_BEFORE.fullmatch(heading):
        return _find_period_before(around, is_quarter=bool(before["quarter"]))
    if _CURRENT_PERIOD.fullmatch(heading):
        return around
    return _parse_without_year(heading, table_period)


def is_heading_of_period(text: str) -> bool:
    """Return whether a text is a heading that names a period, with or without a year: 8月, 本期."""
    if not _MAY_BE_PERIOD.search(text):
        return False
    months = ("2000-02", "2000-01/2000-03")
    is_completed = any(parse_heading(text, month) for month in months)
    return is_completed or bool(_read_without_year(fold_whole(text)))


def _is_quarter(period: str) -> bool:
    """Return whether a period is a quarter: 2024-04/2024-06."""
    first_day, last_day = period_bounds(period)
    is_in_one_year = first_day.year == last_day.year
    return is_in_one_year and first_day.month % 3 == 1 and last_day.month - first_day.month == 2


def _find_period_before(around: str, *, is_quarter: bool) -> str:
    """Return the month before the last one of a period, or the quarter before a quarter.

    "" for the month before a year, and for the quarter before what is none.
    """
    if len(around) == len("2024") or (is_quarter and not _is_quarter(around)):
        return ""
    first_day, last_day = period_bounds(around)
    end = (first_day if is_quarter else last_day.replace(day=1)) - timedelta(days=1)
    return spell_period(end.replace(month=end.month - 2 if is_quarter else end.month, day=1), end)


def _is_over_two_years(period: str) -> bool:
    """Return whether a period reaches into another calendar year, as 2023-10/2024-09 does."""
    first_day, last_day = period_bounds(period)
    return first_day.year != last_day.year


def _count_from_beginning(table_period: str, around: str) -> str:
    """Return the span from January to the end of a period: 2024-09 → 2024-01/2024-09.

    In a table over two calendar years it begins with the table: 2023-10/2024-09, 2024-03 →
    2023-10/2024-03.
    """
    _, last_day = period_bounds(around)
    if _is_over_two_years(table_period):
        return spell_period(period_bounds(table_period)[0], last_day)
    if len(around) == len("2024"):
        return around
    return join_periods(f"{last_day.year:04d}-01", last_month(around))


def _find_end_of_last_year(period: str) -> str:
    """Return the end of the year before a period: 2024-09 → 2023-12, but 2024 → 2023."""
    before = f"{period_bounds(period)[0].year - 1:04d}"
    return before if len(period) == len("2024") else f"{before}-12"


def _read_without_year(heading: str) -> Expression | None:
    """Return a folded heading as a period without a year: 9月, 1—9月累计; else None."""
    if not _BEGINS_AN_EXPRESSION.match(heading):
        return None
    expression = read_expression(heading, 0, whole=True)
    if expression is None or expression.has_year or not expression.has_unit:
        return None
    return expression if _AFTER_EXPRESSION.fullmatch(heading, expression.end) else None


def _parse_without_year(heading: str, table_period: str) -> str:
    """Return the period of a heading that names no year, in a table of `table_period`.

    In a table over two calendar years each year is tried: 11月 is 2023-11 in 2023-10/2024-09. The
    result is "" if the heading is no period, or not exactly one within the table's.
    """
    first_day, last_day = period_bounds(table_period)
    is_in_one_year = first_day.year == last_day.year
    expression = _read_without_year(heading)
    if expression is None:
        english = read_english(heading, 0, first_day.year)
        if english is None or not is_in_one_year:  # which of two years is not tried in English
            return ""
        period, end = english
        return period if end == len(heading) else ""
    if is_in_one_year:
        period = resolve_expression(expression, first_day.year)
        is_month = len(period) == len("2024-09")
        is_cumulative = is_month and heading.find("累计", expression.end) >= 0
        return _count_from_beginning(table_period, period) if is_cumulative else period
    possible_periods = set()
    for year in range(first_day.year, last_day.year + 1):
        period = _resolve_across_new_year(expression, year)
        if period and is_within(period, table_period):
            possible_periods.add(period)
    return possible_periods.pop() if len(possible_periods) == 1 else ""


def _resolve_across_new_year(expression: Expression, year: int) -> str:
    """Return the period of an expression that begins in a year and may end in the next: 10—3月."""
    period = resolve_expression(expression, year)
    if period or expression.is_list or len(expression.parts) == 1:
        return period
    *parts, last = expression.parts
    return resolve_expression(
        expression._replace(parts=(*parts, last._replace(year=year + 1))), year
    )
