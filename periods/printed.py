"""The grammar of printed periods, as offices write them and as this program prints them.

A period has one part (2024年, 9月, 三季度, 上半年) or two with a dash between them (1—9月,
2023年10月至2024年9月). A dash after a dot or 年 makes a span (2024.1-9); two equal marks make a
day (2024.1.9).
"""

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from periods.bounds import canonical_period, is_period, period_bounds, spell_period
from periods.english_parsing import YEAR_IN_DIGITS, read_english, read_machine_period
from periods.folding import fold_whole

_MONTH = "[0-9]{1,2}|十[一二]?|[一二三四五六七八九元]"
_DAY = "[0-9]{1,2}|[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|[一二三四五六七八九]"
_YEAR = rf"{YEAR_IN_DIGITS}|(?:一九|二[〇零])[〇零一二三四五六七八九]{{2}}(?=年)"
_RANGE = rf"-{{1,2}}|–{{1,2}}|—{{1,2}}|~{{1,2}}|起?[至到]|/(?={YEAR_IN_DIGITS})"
_LIST = "[、,和及]"
_JOINT = re.compile(f"(?P<range>{_RANGE})|(?P<list>{_LIST})")
_NUMERIC = re.compile(
    rf"""(?P<year>{YEAR_IN_DIGITS})(?P<mark>[./–—-])(?P<month>[0-9]{{1,2}})
    (?:(?P=mark)(?P<day>[0-9]{{1,2}})(?![0-9]|月)日?
    |月份?(?P<day_after_month>[0-9]{{1,2}})[日号]
    |月份?)?(?![0-9年])""",
    re.VERBOSE,
)
_COMPACT = re.compile(
    f"(?P<year>{YEAR_IN_DIGITS})(?P<month>0[1-9]|1[0-2])(?P<day>[0-3][0-9])?(?![0-9])"
)
_YEAR_PART = re.compile(f"(?P<year>{_YEAR})(?P<mark>年度?)?")
_BODY = re.compile(
    rf"""(?P<half>上半年|下半年|半年)[度报]?
    |前(?P<first_quarters>[1-4一二两三四])个?季(?:度报?)?
    |前(?P<first_months>两(?=个月)|{_MONTH})个?月
    |[Qq](?P<q>[1-4])(?![0-9])|[Hh](?P<h>[12])(?![0-9])
    |第?(?P<quarter>[1-4一二三四])季(?:度报?)?
    |(?P<first_quarter>首季)度?
    |(?P<month>{_MONTH})月份?
        (?:(?P<day>{_DAY})[日号]|(?P<day_of_span>{_DAY})(?={_RANGE}|{_LIST})|(?P<third>[上中下])旬)?
    |(?P<year_end>年[底末终])
    |(?P<whole>全年)
    |(?P<number>第?(?:{_MONTH}))(?={_RANGE}|{_LIST})(?!/)""",
    re.VERBOSE,
)
_AFTER_DAY = re.compile(rf"(?:(?P<month>[0-9]{{1,2}})[./-])?(?P<day>{_DAY})[日号]?(?![0-9月年])")
_UNITS = "0-9.年月日号个件家人万亿千百元%％名户期届"
_AFTER_NUMBER = re.compile(f"(?P<month>[0-9]{{1,2}})(?![{_UNITS}])")
_LETTER = re.compile("[QqHh][1-4]")
_END = re.compile("(?P<end>[年月]?[底末]|末?止|期末|份|度)?")
_LONE_MONTH = re.compile(f"(?P<month>{_MONTH})(?:[./](?P<day>[0-9]{{1,2}})[日号]?)?$")
_DIGITS = {char: i for i, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "元": 1}
_QUARTER_MONTHS = 3
_HALF_MONTHS = {"上": (1, 6), "半": (1, 6), "1": (1, 6), "下": (7, 12), "2": (7, 12)}
_THIRD_DAYS = {"上": (1, 10), "中": (11, 20), "下": (21, 0)}


class Part(NamedTuple):
    """One part of a printed period, as far as it is printed.

    `kind` is year, half, quarter, first (the first months or quarters), month, third (of a month),
    day, or number: digits without a unit, such as the 1 of 1—9月, which are in `number`. `first`
    and `last` are (month, day), with day 0 for a whole month; `year` is None if it is not printed.
    `has_unit` is False for a month in digits alone (the 9 of 2024.1-9) and for 一季 without 度.
    """

    end: int
    kind: str
    year: int | None
    first: tuple[int, int] = (1, 0)
    last: tuple[int, int] = (12, 0)
    number: int = 0
    has_unit: bool = True


class Expression(NamedTuple):
    """A printed period in a folded text, from `start` to `end`: its parts in order.

    `is_list`: the parts are listed (1、2月), not the two ends of a span. `at_end`: the expression
    names the end of its period (三季度末).
    """

    start: int
    end: int
    parts: tuple[Part, ...]
    is_list: bool = False
    at_end: bool = False

    @property
    def has_year(self) -> bool:
        """Whether a year is printed."""
        return self.parts[0].year is not None

    @property
    def is_complete(self) -> bool:
        """Whether the last part is complete; that of 2024年1— is not."""
        return self.parts[-1].kind != "number"

    @property
    def has_unit(self) -> bool:
        """Whether the last part names its unit, as 9月, 三季度 and Q3 do, but not 1-9 and 四季."""
        return self.is_complete and self.parts[-1].has_unit


def read_small_number(text: str) -> int:
    """Return the value of a number in Arabic or Chinese digits: 9, 九 → 9; 二十三, 廿三 → 23.

    It may be that of a year (二〇二四 → 2024), month (元 of 元月 → 1), day or count of years.
    """
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.replace("廿", "二十").rpartition("十")
    if ten:
        return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
    return int("".join(str(_DIGITS[char]) for char in text))


def read_expression(text: str, start: int, *, whole: bool) -> Expression | None:
    """Return the period that begins at `start` of a folded text; None if there is none.

    `whole`: the text is nothing but a period, so that a number may be a month (2024年9). Otherwise
    other text may follow. A word such as 底, 止 or 份 behind the last part belongs to the period.
    """
    part = _read_part(text, start, None, whole=whole)
    if part is None:
        return None
    # A dash joins one more part, then the span is complete: 1—9月. List marks join any number of
    # parts, and no dash may follow them: 1、2、3月.
    parts, is_list = [part], False
    while joint := _JOINT.match(text, parts[-1].end):
        if len(parts) > 1 and not (is_list and joint["list"]):
            break
        part = _read_part(text, joint.end(), parts[-1], whole=whole)
        if part is None or not _continues_period(parts[-1], joint, part):
            break
        parts.append(part)
        is_list = bool(joint["list"])
    end = _END.match(text, parts[-1].end)
    at_end = bool(end and end["end"] and end["end"][-1] in "底末")
    return Expression(start, end.end() if end else parts[-1].end, tuple(parts), is_list, at_end)


def _continues_period(before: Part, joint: re.Match[str], part: Part) -> bool:
    """Return whether a part and the one before it are one period; `joint` is between them.

    1、2月 is one list, but 2023年、2024年 are two periods, and 2024/2024-09 is no span of ISO 8601.
    """
    if joint["list"]:
        return part.year is None and (part.kind == before.kind or before.kind == "number")
    return joint[0] != "/" or part.kind == before.kind


def _read_part(text: str, start: int, before: Part | None, *, whole: bool) -> Part | None:
    """Return the part that begins at `start`, None if there is none.

    `before` is the part before it, None for the first. `whole` is that of `read_expression`. Forms
    are tried in this order: digits with marks (2024.9), digits alone (202409), a year with what
    follows, the day or number after a part of the same kind (1日—9日), a part without a year.
    """
    if found := _NUMERIC.match(text, start):
        day = found["day"] or found["day_after_month"]
        month_and_day = int(found["month"]), int(day or 0)
        return Part(
            found.end(), "day" if day else "month", int(found["year"]), month_and_day, month_and_day
        )
    if whole and (found := _COMPACT.match(text, start)):
        month_and_day = int(found["month"]), int(found["day"] or 0)
        kind = "day" if found["day"] else "month"
        return Part(found.end(), kind, int(found["year"]), month_and_day, month_and_day)
    if found := _YEAR_PART.match(text, start):
        return _read_part_of_year(text, found, whole=whole)
    if before and before.kind == "day" and (found := _AFTER_DAY.match(text, start)):
        month_and_day = int(found["month"] or before.first[0]), read_small_number(found["day"])
        return Part(found.end(), "day", None, month_and_day, month_and_day)
    body = _read_body(text, start, None)
    if body or before is None:
        return body
    # Inside other text the 9 of 2024.1-9 is a month only if a digit stands before the dash.
    may_lack_unit = whole or text[before.end - 1].isdigit()
    if (
        may_lack_unit
        and before.kind in ("month", "number")
        and (found := _AFTER_NUMBER.match(text, start))
    ):
        month_and_day = int(found["month"]), 0
        return Part(found.end(), "month", None, month_and_day, month_and_day, has_unit=False)
    return None


def _read_part_of_year(text: str, match: re.Match[str], *, whole: bool) -> Part:
    """Return the part that begins with a year: the year alone, or a part of it such as 2024Q3.

    A month needs 年 after the year: 2024年9月. `whole` is that of `read_expression`.
    """
    year, has_mark = read_small_number(match["year"]), bool(match["mark"])  # the mark is 年
    start = match.end()
    # 2024-Q3: the mark between year and letter is skipped.
    is_separated = not has_mark and text[start : start + 1] in ("-", "/", ".")
    if is_separated and _LETTER.match(text, start + 1):
        start += 1
    body = _read_body(text, start, year)
    if body and (has_mark or body.kind in ("half", "quarter", "first", "year")):
        return body
    if whole and has_mark and (rest := _LONE_MONTH.match(text, start)):
        month_and_day = read_small_number(rest["month"]), int(rest["day"] or 0)
        return Part(
            rest.end(), "day" if rest["day"] else "month", year, month_and_day, month_and_day
        )
    return Part(match.end(), "year", year)


def _read_body(text: str, start: int, year: int | None) -> Part | None:
    """Return the part of a year at `start` (9月, 三季度, 上半年, 前9个月), or None.

    `year` is the year printed before it, None if there is none. 年底 is December, 全年 the year.
    """
    found = _BODY.match(text, start)
    if not found:
        return None
    end = found.end()
    if half := found["half"] or found["h"]:
        first, last = _HALF_MONTHS[half[0]]
        return Part(end, "half", year, (first, 0), (last, 0))
    if count := found["first_quarters"] or found["first_months"]:
        months = read_small_number(count) * (_QUARTER_MONTHS if found["first_quarters"] else 1)
        return Part(end, "first", year, (1, 0), (months, 0))
    if quarter := found["quarter"] or found["q"] or (found["first_quarter"] and "1"):
        has_unit = not found[0].endswith("季")
        return _build_quarter(end, year, read_small_number(quarter))._replace(has_unit=has_unit)
    if found["month"]:
        month = read_small_number(found["month"])
        if day := found["day"] or found["day_of_span"]:
            month_and_day = month, read_small_number(day)
            return Part(end, "day", year, month_and_day, month_and_day)
        first_day, last_day = _THIRD_DAYS[found["third"]] if found["third"] else (0, 0)
        kind = "third" if found["third"] else "month"
        return Part(end, kind, year, (month, first_day), (month, last_day))
    if found["number"]:
        return Part(
            end, "number", year, number=read_small_number(found["number"].removeprefix("第"))
        )
    return (
        Part(end, "month", year, (12, 0), (12, 0)) if found["year_end"] else Part(end, "year", year)
    )


def _build_quarter(end: int, year: int | None, quarter: int) -> Part:
    """Return the part that names a quarter: the third is July to September."""
    last = quarter * _QUARTER_MONTHS
    return Part(end, "quarter", year, (last - _QUARTER_MONTHS + 1, 0), (last, 0))


def resolve_expression(expression: Expression, year: int | None = None) -> str:
    """Return the period of an expression, in `year` if it prints none; "" if it does not exist.

    A 13th month does not exist, nor do a span that ends before it begins and a list of months with
    gaps (1、3月).
    """
    try:
        spans = [_find_part_bounds(part) for part in _complete_parts(expression.parts, year)]
        if expression.is_list:
            gaps = ((next_first - last).days for (_, last), (next_first, _) in pairwise(spans))
            if any(gap != 1 for gap in gaps):  # a part must begin the day after the one before
                return ""
        first, last = spans[0][0], spans[-1][1]
        if expression.at_end and expression.parts[-1].kind in ("quarter", "half", "first"):
            return last.isoformat()[: len("2024-09")]  # 三季度末 is September
        return spell_period(first, last)
    except ValueError:
        return ""


def _complete_parts(parts: Sequence[Part], year: int | None) -> list[Part]:
    """Return parts completed by the year of the part before and the unit of the last one.

    Example: 1—9月 → 1月, 9月. `year` is that of parts before any printed year; ValueError is raised
    if it is needed and None.
    """
    named_kinds = [part.kind for part in parts if part.kind != "number"]
    completed_parts = []
    for part in parts:
        year = part.year or year
        if year is None:
            raise ValueError("a period without a year")
        if part.kind != "number":
            completed_parts.append(part._replace(year=year))
        elif named_kinds and named_kinds[-1] == "quarter":
            completed_parts.append(_build_quarter(part.end, year, part.number))
        else:
            month_and_day = part.number, 0
            completed_parts.append(Part(part.end, "month", year, month_and_day, month_and_day))
    return completed_parts


def _find_part_bounds(part: Part) -> tuple[date, date]:
    """Return the first and the last day of a part with a year. Raises ValueError for bad dates."""
    first, last = (
        f"{part.year:04d}-{month:02d}" + (f"-{day:02d}" if day else "")
        for month, day in (part.first, part.last)
    )
    return period_bounds(first)[0], period_bounds(last)[1]


def read_span(text: str, start: int) -> tuple[str, int] | None:
    """Return the period of a span with a year at `start` of a folded text, and its end, or None.

    2023年10月至2024年9月 → 2023-10/2024-09. A single period and a list are no spans.
    """
    expression = read_expression(text, start, whole=False)
    if not expression or not expression.has_year or expression.is_list:
        return None
    period = resolve_expression(expression) if len(expression.parts) > 1 else ""
    return (period, expression.end) if period else None


_TRAILING = re.compile("(?:累计|实有|完成)?数?$")


def parse_period(text: str) -> str:
    """Return a printed period in the canonical spelling of ISO 8601: 2024年9月底 → 2024-09.

    2023年10月至2024年9月 → 2023-10/2024-09, January–September 2024 → 2024-01/2024-09. The result is
    "" if the text is no period, or one that does not exist (2024年13月).
    """
    folded = fold_whole(text)
    expression = read_expression(folded, 0, whole=True)
    if expression and _TRAILING.fullmatch(folded, expression.end):
        return resolve_expression(expression)
    english = read_english(folded, 0)
    if english and english[1] == len(folded):
        return english[0]
    # A year of another century is no printed period, but it may be one of ISO 8601: 1899-12.
    is_iso = ("-" in folded or "/" in folded) and is_period(folded)
    return canonical_period(folded) if is_iso else read_machine_period(folded)
