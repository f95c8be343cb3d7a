"""Expressions of time in running text, and the period that each means (ISO 8601).

Open spans (今年以来) end in the report's month; 近日 and 目前 are that month; 截至9月底 is the
month of September, or January to September for what was counted since January.
"""

import re
from datetime import date, timedelta

from extraction.context.expressions import (
    AHEAD,
    AS_OF,
    COMPARE,
    DAY_TOLD,
    DIGIT,
    IN_TITLE,
    LIKE,
    PLANNED,
    SINCE,
    SINCE_FAR,
    TIME,
    TOLD,
    UNTIL,
    YEARLY,
    is_comparison_base,
)
from extraction.context.time_expression import (
    CN,
    HOLIDAYS,
    TimeExpression,
    close_span,
    first_month,
    month_of,
    read_small_number,
    span,
    year_before,
)


class Calendar:
    """Resolves expressions of time for a report of a date, remembering the year last named."""

    def __init__(self, day: date, year: int | None = None) -> None:
        self.day = day
        self.frame_year = year
        self.named_year: int | None = year

    @property
    def month(self) -> str:
        """The report's month."""
        return month_of(self.day.year, self.day.month)

    def times(self, text: str) -> list[TimeExpression]:
        """Find the expressions of time of a folded paragraph, in order."""
        found: list[TimeExpression] = []
        for match in TIME.finditer(text):
            if found and match.start() < found[-1].end:
                continue
            when = self._resolve(match, text, found)
            if when:
                found.append(when)
        return close_span(text, found)

    def _year(self, word: str | None) -> int:
        today = self.day.year
        if not word:
            return today
        if word[0] in "12":
            year = int(word[:4])
        elif word[0] in "一二" and len(word) >= 5:
            year = read_small_number(word[:4])
        else:
            named = self.named_year or self.frame_year or today
            year = {
                "今年": today,
                "本年": self.frame_year or today,
                "去年": today - 1,
                "上年": (self.frame_year or named) - 1,
                "上一": (self.frame_year or named) - 1,
                "前年": today - 2,
                "明年": today + 1,
                "当年": named,
                "同年": named,
                "次年": named + 1,
            }[word[:2]]
            if word[:2] in ("上年", "上一"):
                return year  # only compared with: the year told of stays the same
        self.named_year = year
        return year

    def _resolve(
        self, match: re.Match[str], text: str, found: list[TimeExpression]
    ) -> TimeExpression | None:
        before = text[max(0, match.start() - 6) : match.start()]
        if YEARLY.search(before) or (match["plan"] and IN_TITLE.search(text, 0, match.start())):
            return None
        start, end = match.span()
        if match["that_day"] or match["that_month"]:
            length = 10 if match["that_day"] else 7
            last = next((w.period for w in reversed(found) if len(w.period) == length), "")
            last = last or (self.month if match["that_month"] else "")
            return TimeExpression(start, end, last) if last else None
        if match["same"]:
            return self._same_period(match, before, text, found)
        return self._told(match, text, before)

    def _told(self, match: re.Match[str], text: str, before: str) -> TimeExpression:
        """Give an expression that names its own time, and how it may be used."""
        start, end = match.span()
        period = self._period(match)
        since = self._since(match, text) if match["now"] is None else 0
        if since and "/" not in period:
            first = first_month(period)
            return TimeExpression(start, since, span(first, self.month), since=first)
        against = is_comparison_base(before, text, end)
        as_of = bool(AS_OF.search(before))
        if against and not as_of:
            base = text[end : end + 1] in ("的", "为") and not LIKE.search(before)
            return TimeExpression(start, end, period, compare=not base, base=base)
        ahead = bool(AHEAD.match(text, end) or UNTIL.search(before))
        if match["yearend"] and ahead and not as_of:
            period = f"{self.day.year}"
        closing = match["end"] or match["yearend"] or match["only"]
        if closing and not as_of and ahead and period[:4] >= self.month[:4]:
            return TimeExpression(start, end, period[:4], target=True)
        told = TOLD.match(text, end) or (match["day"] and DAY_TOLD.match(text, end))
        if told and not as_of:
            return TimeExpression(start, end, self.month, now=True)
        within = bool(match["within"])
        ended = any(match[end] for end in ("end", "yearend", "half_end", "quarter_end"))
        now = bool(match["now"])
        looks_back = match["lastyears"] or match["lastmonths"] or match["half_year"]
        return TimeExpression(
            start,
            end,
            period,
            as_of=as_of,
            now=now,
            target=within or bool(match["whole"] and PLANNED.match(text, end)),
            since=first_month(period) if looks_back else "",
            closing=ended and period != self.month,
        )

    def _since(self, match: re.Match[str], text: str) -> int:
        """Give the end of 以来 that opens a span here, 0 if there is none."""
        near = SINCE.match(text, match.end())
        if near:
            return near.end()
        far = SINCE_FAR.match(text, match.end())
        if not far or DIGIT.search(far[0]) or TIME.search(text, match.end(), far.end() - 2):
            return 0
        return far.end()

    def _same_period(
        self, match: re.Match[str], before: str, text: str, found: list[TimeExpression]
    ) -> TimeExpression | None:
        """Give 去年同期: the period last named, a year earlier."""
        if match["same"] == "同期":
            return None
        told = close_span(text, list(found))
        last = next((w.period for w in reversed(told) if not w.compare and not w.base), "")
        period = year_before(last or span(f"{self.day.year}-01", self.month))
        compare = bool(COMPARE.search(before)) or text.startswith("相比", match.end())
        following = text[match.end() : match.end() + 1]
        base = (compare and following == "的") or following == "为"
        return TimeExpression(*match.span(), period, compare=compare and not base, base=base)

    def _period(self, match: re.Match[str]) -> str:
        for group, method in (
            ("half", self._half),
            ("quarter", self._quarter),
            ("season", self._season),
            ("holiday", self._holiday),
            ("first_quarter", self._first_quarter),
            ("first", self._first_months),
            ("m1", self._months),
            ("month", self._month_or_day),
            ("only", self._whole_year),
            ("plan", self._plan),
            ("lastyears", self._last_years),
            ("lastmonths", self._last_months),
            ("dayonly", self._day_only),
        ):
            if match[group]:
                period = method(match)
                ended = match["half_end"] or match["quarter_end"]
                return period.rpartition("/")[2] if ended else period
        if match["years"]:
            return span(match["years"], match["yeare"])
        return self._word(match)

    def _half(self, match: re.Match[str]) -> str:
        year = self._year(match["year"])
        first, last = (7, 12) if match["half"][0] == "下" else (1, 6)
        return span(month_of(year, first), month_of(year, last))

    def _quarter(self, match: re.Match[str]) -> str:
        year, quarter = self._year(match["year"]), read_small_number(match["quarter"])
        first = 1 if match["many"] or "前" in match[0] else quarter * 3 - 2
        return span(month_of(year, first), month_of(year, quarter * 3))

    def _season(self, match: re.Match[str]) -> str:
        year, last = self._year(match["year"]), read_small_number(match["season"]) * 3
        first = 1 if match["so_far"] == "前" else last - 2
        return span(month_of(year, first), month_of(year, last))

    def _holiday(self, match: re.Match[str]) -> str:
        """Give the month of a holiday; one that lies just ahead is told of in the report's."""
        name = match["holiday"]
        month = next(number for word, number in HOLIDAYS.items() if word in name)
        if name.startswith("去年"):
            return month_of(self.day.year - 1, month)
        return month_of(self.day.year, month) if month <= self.day.month else self.month

    def _first_quarter(self, match: re.Match[str]) -> str:
        year = self._year(match["year"])
        return span(month_of(year, 1), month_of(year, 3))

    def _first_months(self, match: re.Match[str]) -> str:
        year = self._year(match["year"])
        return span(month_of(year, 1), month_of(year, read_small_number(match["first"])))

    def _months(self, match: re.Match[str]) -> str:
        first, last = read_small_number(match["m1"]), read_small_number(match["m2"])
        year = self._year_of_month(match["year"], last)
        return span(month_of(year, first), month_of(year, last))

    def _month_or_day(self, match: re.Match[str]) -> str:
        month = read_small_number(match["month"])
        year = self._year_of_month(match["year"], month)
        if not match["day"]:
            return month_of(year, month)
        first = f"{month_of(year, month)}-{read_small_number(match['day']):02d}"
        if not match["day2"]:
            return first
        last_month = read_small_number(match["month2"]) if match["month2"] else month
        return span(first, f"{month_of(year, last_month)}-{read_small_number(match['day2']):02d}")

    def _year_of_month(self, word: str | None, month: int) -> int:
        """Choose the year of a month named alone: the last one that is not ahead."""
        if word:
            return self._year(word)
        return self.day.year - (month > self.day.month)

    def _whole_year(self, match: re.Match[str]) -> str:
        year = self._year(match["only"])
        if match["begin"]:
            return month_of(year, 1)
        past = match["end"] and (year, 12) <= (self.day.year, self.day.month)
        return month_of(year, 12) if past else f"{year:04d}"

    def _plan(self, match: re.Match[str]) -> str:
        first = 2001 + 5 * CN[match["plan"][1]]
        if match[0].endswith("以来"):
            return span(month_of(first, 1), self.month)
        if match["plan_end"]:
            return f"{first + 4}-12" if first + 4 < self.day.year else f"{first + 4}"
        return span(f"{first}", f"{first + 4}")

    def _last_years(self, match: re.Match[str]) -> str:
        count, today = read_small_number(match["lastyears"]), self.day
        if count == 1 and today.month <= 3 and match[0][0] in "过一":
            return f"{today.year - 1}"  # a yearly report looks back on the year before
        if match[0][0] in "未今":
            return span(f"{today.year}", f"{today.year + count}")
        return self._back(count * 12)

    def _last_months(self, match: re.Match[str]) -> str:
        return self._back(read_small_number(match["lastmonths"]))

    def _back(self, months: int) -> str:
        """Give the span of so many months that ends in the report's."""
        year, month = divmod(self.day.year * 12 + self.day.month - months, 12)
        return span(month_of(year, month + 1), self.month)

    def _day_only(self, match: re.Match[str]) -> str:
        day = read_small_number(match["dayonly"])
        month = self.day if day <= self.day.day else self.day.replace(day=1) - timedelta(days=1)
        return f"{month_of(month.year, month.month)}-{day:02d}"

    def _word(self, match: re.Match[str]) -> str:
        frame = self.frame_year
        early = self.day.month <= 4  # annual figures are published in the first months
        named = self.named_year if self.day.month <= 6 else None
        if match["yearend"]:
            year = frame or named or self.day.year - early
            past = (year, 12) <= (self.day.year, self.day.month)
            return month_of(year, 12) if past else f"{year}"
        if match["whole"]:
            return f"{frame or named or self.day.year - early}"
        if match["half_year"]:
            return self._back(6 if match["half_year"][0] == "半" else 12)
        if match["yearstart"]:
            return month_of(self.day.year, 1)
        if match["within"] or match["newyear"]:
            return f"{self.day.year}"
        if match["lastmonth"]:
            before = self.day.replace(day=1) - timedelta(days=1)
            return month_of(before.year, before.month)
        if match["yesterday"] or match["today"]:
            return (self.day - timedelta(days=bool(match["yesterday"]))).isoformat()
        return self.month
