"""Finds expressions of time in running text, and the period that each means (ISO 8601).

An open span (今年以来, since this year) ends in the report's month; 近日 (recently) and 目前 (now)
are that month. 截至9月底 (as of the end of September) is September, or January to September for
numbers counted since January.
"""

import re
from datetime import date, timedelta

from extraction.context.time_expression import (
    SINCE,
    TimeExpression,
    close_open_spans,
    format_month,
    format_span,
    start_month,
)
from periods import is_period, read_small_number, read_span, year_before

_HOLIDAYS = {"元旦": 1, "三八": 3, "五一": 5, "六一": 6, "七一": 7, "国庆": 10}
_YEAR = (
    r"(?:(?:19|20)\d\d|[一二][九〇零][〇零一二三四五六七八九]{2})年(?:度)?"
    r"|今年|去年|上一年|上年(?!度)|前年|明年|本年度?|当年|同年|次年|上年度"
)
_MONTH = r"1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]|元"
_DAY = r"3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|二十|[一二三四五六七八九]"
_DASH = r"(?:-{1,2}|—{1,2}|–|~|至|到)"
_PART_OF_MONTH = r"上旬|中旬|下旬|月底|月末|月初|底|末|初|份"
_SMALL_NUMBER = r"[1-9][0-9]?|[二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]"
_STARTS = (
    "0-9〇零一二三四五六七八九十两元今去上前明本当同次下第年岁首开全近过最未现目如眼迄至连这昨日多历长"
    "半“‘国新"
)
# What may follow the first character of an expression: most 年, 全 and 开 begin none.
_SECONDS = (
    "0-9〇零一二三四五六七八九十两元个份年月季日天至到–—~期半旦庆国初底末终内前后"
    "今近在下去来几些的-"
)
_TIME = re.compile(
    rf"""(?=[{_STARTS}][{_SECONDS}])(?:(?<![0-9])|(?![0-9]))(?:
    (?P<same_period>(?:去年|上年)?同期)
    |(?P<year>(?:{_YEAR})(?:(?<=\d年)截(?:至|止到?)(?={_MONTH}月))?)?
        (?:(?P<half>[上下]半年|半年报)(?P<half_end>末)?
        |(?:(?P<season_prefix>[第前])(?P<season>[一二三四1-4])季(?!度)|[第前]?(?P<quarter>[一二三四1-4])(?P<count_of_quarters>个)?季度|(?P<first_quarter>首季)度?)(?P<quarter_end>末)?
        |前(?P<first_months>{_MONTH})个?月
        |(?P<from_month>{_MONTH})月?(?:份|[上中下]旬|初|底)?{_DASH}(?P<to_month>{_MONTH})月(?:份|[上中下]旬|初|底)?(?![\d一二三四五六七八九十])
        |(?P<month>{_MONTH})月
            (?:(?P<day>{_DAY})[日号]?
            (?:(?:{_DASH}|、|和)(?:(?P<end_month>{_MONTH})月)?(?P<end_day>{_DAY})[日号])?(?<=[日号]))?
            (?:{_PART_OF_MONTH})?)
    |(?P<holiday>(?:今年|去年)?[“‘]?(?:元旦|三八|五一|六一|七一|国庆))[”’]?
        (?=节|国际|前夕|以来|期间|假期|黄金周|小长假|当[天日]|来临|将至|前后|,)
    |(?P<new_year>新的一年)
    |(?P<from_year>(?:19|20)\d\d)年?{_DASH}(?P<to_year>(?:19|20)\d\d)年
    |(?P<year_alone>{_YEAR})(?!第[0-9一二三四五六七八九十]+[期号次批])(?:全年|(?P<end_of_year>年?底|年?末|年终)|(?P<start_of_year>年?初))?
    |(?P<year_end>年底|年末|年终|岁末)|(?P<year_start>年初|开年)|(?P<all_year>全年)
    |(?P<within_year>(?<![0-9一二两三四五六七八九十])年内)
    |(?P<plan>十[一二三四五六七]五)[”’]?(?:期间|时期|以来|规划期|规划|(?P<plan_end>末))?
    |(?:近|过去的?|最近|未来|今后|(?<![0-9一二两三四五六七八九十第])(?=(?:{_SMALL_NUMBER})年来))
        (?P<year_count>{_SMALL_NUMBER})年(?:来|间|以来|(?=[,累共全各已先接举开发培新]))
    |(?P<years_ago>{_SMALL_NUMBER})年(?:以|之)?前(?=的|,)
    |(?P<now>近日|日前|近期|最近|连日来|本月|这几天|(?P<since_unknown>目前|现在|当前|如今|眼下|迄今|至今(?![年日天])|近年来|近些年来?|[多历]年来|长期以来))|(?P<that_month>当月)
    |(?:近|过去|最近|(?<![0-9一二两三四五六七八九十第])(?=(?:{_SMALL_NUMBER})个月来))
        (?P<month_count>{_SMALL_NUMBER})个月(?:来|间|以来|(?=[,累共全各已先]))
    |(?:近|这|过去)?(?P<recent_half_year>半年(?:来|多来)|一年多来)
    |(?P<that_day>当[天日](?![下前月]))|(?P<previous_month>上个?月)|(?P<yesterday>昨[日天])|(?P<today>今[日天](?!的))
    |(?<![月\d一二三四五六七八九十至到—~-])(?P<day_alone>{_DAY})日(?=[,从在起上下晚至到—-]|$)
    )""",
    re.VERBOSE,
)
_TO_MONTH_OF_YEAR = re.compile(
    rf"{_DASH}(?P<year>今年|本年|当年|去年|(?:19|20)\d\d年)(?P<month>{_MONTH})月(?!\d)"
)
_SINCE_EVENT = re.compile(r"[^。;!?]{0,32}?(?:以来|至今(?![年日天]))")
_AS_OF = re.compile(r"(?:截至|截止到?|截止至)[^,。]{0,3}$")
_UNTIL = re.compile(r"(?:力争|争取|确保|计划|预计)?(?:到|至|在)$")
_YEARLY = re.compile(r"(?:每年|每月|每逢|每到|历年)[^,。;]{0,4}$")
# 4日电 is the day of the telegram, 1日起 that of a beginning: neither is the day of a number.
_DAY_OF_REPORT = re.compile("[电讯]|起(?!至)")
_AS_MUCH_AS = re.compile(r"(?:恢复[到至]|相当于)$")
_COMPARE = re.compile(r"(?:比|较|相比于?|对比|高于|低于|超过|多于|少于)(?:[^,。;0-9]{0,2})$")
# 占上年末净资产的23%, 完成全年目标的72%: the time only describes the whole of a share.
_SHARE = re.compile(r"(?:占|是|为|等于|完成|达到?|相当于|超过?)$")
_OF_SHARE = re.compile(r"[^,。;0-9]{0,12}的[近约超]?[0-9一二两三四五六七八九]")
_IN_TITLE = re.compile("《[^》。]{0,20}$")  # 《忻州工会“十四五”规划》 names a paper, no time
_PLANNED = re.compile("计划|拟|将|力争|预计|目标")
_FOUNDED_IN = re.compile(r"(?:成立|建成?|创[办立建]|诞生|组建|设立|上线|启用)于$")
_ALONG_WITH = re.compile(r"(?:与|同|和|跟)$")
_COMPARED = re.compile(r"(?:同期)?(?:相?比|持平|相当|比较)")
_BEFORE_END = re.compile(r"(?:之?前|之?内|以前)")
# 4日从市总工会获悉: the day a reporter learned of something is not the day it happened.
_LEARNED = re.compile(
    r"[^。;]{0,3}(?:记者)?(?:从|在|自)[^,。;]{1,24}(?:获悉|了解到|采访|看到|得知)"
)
_DIGIT = re.compile(r"[0-9]")


class TimeFinder:
    """Finds the periods that expressions of time mean in a report with a given date (`day`).

    `article_year` is the year that the article is about, `named_year` the year named last; both are
    None if unknown. The methods `_compute_…` each read one kind of expression from the groups of
    its match of _TIME.
    """

    def __init__(self, day: date, year: int | None = None) -> None:
        """Take the report's date and, if known, the year that the article is about."""
        self.day = day
        self.article_year = year
        self.named_year: int | None = year

    @property
    def month(self) -> str:
        """The report's month."""
        return format_month(self.day.year, self.day.month)

    def find_times(self, text: str) -> list[TimeExpression]:
        """Return the expressions of time in a folded paragraph, in order, without overlaps.

        Words such as 当年 (that year) refer to a year that an earlier expression named.
        """
        times: list[TimeExpression] = []
        for match in _TIME.finditer(text):
            if times and match.start() < times[-1].end:
                continue
            when = self._resolve(match, text, times)
            if when:
                times.append(when)
        return close_open_spans(text, times)

    def _resolve_year(self, word: str | None) -> int:
        """Return the year that a word means (2024年, 去年, 次年), and remember it as named last.

        今年 and 去年 count from the report's date, 本年 and 上年 from the year that the article is
        about, 当年 and 次年 from the year named last. No word means the report's year, and is not
        remembered.
        """
        today = self.day.year
        if not word:
            return today
        if word[0] in "12":
            year = int(word[:4])
        elif word[0] in "一二":
            year = read_small_number(word[:4])
        else:
            named = self.named_year or today
            year = {
                "今年": today,
                "本年": self.article_year or today,
                "去年": today - 1,
                "上年": (self.article_year or named) - 1,
                "上一": (self.article_year or named) - 1,
                "前年": today - 2,
                "明年": today + 1,
                "当年": named,
                "同年": named,
                "次年": named + 1,
            }[word[:2]]
            if word[:2] in ("上年", "上一"):
                return year  # a year only compared with is not remembered as named
        self.named_year = year
        return year

    def _resolve(
        self, match: re.Match[str], text: str, earlier: list[TimeExpression]
    ) -> TimeExpression | None:
        """Return the expression that a match means; None if it is not a time.

        `earlier` are the expressions before it: 当天 (that day) is the last day among them, 当月
        (that month) the last month, else the report's month. 每年 (every year) and a plan in the
        title of a paper are not times.
        """
        # None of the patterns that are searched before a time is longer than six characters.
        before = text[max(0, match.start() - 6) : match.start()]
        if _YEARLY.search(before) or (match["plan"] and _IN_TITLE.search(text, 0, match.start())):
            return None
        start, end = match.span()
        if match["that_day"] or match["that_month"]:
            length = len("2024-09-05") if match["that_day"] else len("2024-09")
            periods = (when.period for when in reversed(earlier) if len(when.period) == length)
            period = next(periods, self.month if match["that_month"] else "")
            return TimeExpression(start, end, period) if period else None
        if match["same_period"]:
            return self._resolve_same_period(match, before, text, earlier)
        when = self._resolve_absolute(match, text, before)
        return when._replace(since_unknown=bool(match["since_unknown"]))

    def _resolve_absolute(self, match: re.Match[str], text: str, before: str) -> TimeExpression:
        """Return an expression that needs no earlier one, with its use (see TimeExpression).

        `before` is the text before it. The use is the first that applies: an open span (今年以来),
        a comparison, a goal (2025年底前), the day of the report itself (4日电), any other time.
        """
        start, end = match.span()
        period, end = self._extend_to_span(match, text)
        since_end = self._find_end_of_since(match, text) if match["now"] is None else 0
        if since_end and "/" not in period:
            first = start_month(period)
            return TimeExpression(start, since_end, format_span(first, self.month), since=first)
        as_of = bool(_AS_OF.search(before)) or "截" in match[0]
        if is_comparison_base(before, text, end) and not as_of:
            # 比上年的120份: the number after the time is that year's own.
            is_base = text.startswith(("的", "为"), end) and not _AS_MUCH_AS.search(before)
            return TimeExpression(start, end, period, compared=not is_base, base_time=is_base)
        # 2025年底前, 到2025年
        is_limit = bool(_BEFORE_END.match(text, end) or _UNTIL.search(before))
        if match["year_end"] and is_limit and not as_of:
            period = f"{self.day.year}"  # 年底前: this year's end is still to come
        names_year = match["end_of_year"] or match["year_end"] or match["year_alone"]
        if names_year and not as_of and is_limit and period[:4] >= self.month[:4]:
            return TimeExpression(start, end, period[:4], target=True)
        is_reports_day = match["day"] and _DAY_OF_REPORT.match(text, end)
        if (is_reports_day or _LEARNED.match(text, end)) and not as_of:
            return TimeExpression(start, end, self.month, now=True)
        is_end_of_span = any(match.group("end_of_year", "year_end", "half_end", "quarter_end"))
        looks_back = match["year_count"] or match["month_count"] or match["recent_half_year"]
        return TimeExpression(
            start,
            end,
            period,
            as_of=as_of,
            now=bool(match["now"]),
            target=period >= f"{self.day.year}"
            and bool(match["within_year"] or (match["all_year"] and _PLANNED.match(text, end))),
            since=start_month(period) if looks_back else "",
            span_end=is_end_of_span and period != self.month,
        )

    def _extend_to_span(self, match: re.Match[str], text: str) -> tuple[str, int]:
        """Return period and end of a match, or of the span whose first part it is.

        2023年10月 alone is a month; in 2023年10月至2024年9月 it begins a span.
        """
        period = self._compute_period(match)
        span = read_span(text, match.start())
        if span and span[1] > match.end():  # 2023年10月至2024年9月
            return span
        last = _TO_MONTH_OF_YEAR.match(text, match.end()) if match["month"] else None
        if last is None:
            return period, match.end()
        year = self._resolve_year(last["year"])  # 去年11月至今年1月
        month = format_month(year, read_small_number(last["month"]))
        return format_span(period[:7], month), last.end()

    def _find_end_of_since(self, match: re.Match[str], text: str) -> int:
        """Return the end of the 以来 (since) that makes a time an open span; 0 without it.

        An event may stand between the time and 以来, if it contains no number and no other time.
        """
        since = SINCE.match(text, match.end())
        if since:
            return since.end()
        event = _SINCE_EVENT.match(text, match.end())  # 2015年6月改革启动以来
        if not event or _DIGIT.search(event[0]):
            return 0
        event_end = event.end() - len("以来")
        return 0 if _TIME.search(text, match.end(), event_end) else event.end()

    def _resolve_same_period(
        self, match: re.Match[str], before: str, text: str, earlier: list[TimeExpression]
    ) -> TimeExpression | None:
        """Return the last named time, a year earlier, for 去年同期 (same period of last year).

        Without a named period it is January to the report's month, a year earlier. The result is
        None for 同期 without a year. `before` is the text before the match, `earlier` are the times
        before it.
        """
        if match["same_period"] == "同期":
            return None
        named = [
            when.period
            for when in reversed(close_open_spans(text, list(earlier)))
            if not (when.compared or when.base_time or "同期" in text[when.start : when.end])
            and is_period(when.period)
        ]
        period = next(iter(named), format_span(f"{self.day.year}-01", self.month))
        end = match.end()
        in_comparison = bool(_COMPARE.search(before)) or text.startswith("相比", end)
        # 比去年同期的120份, 去年同期为120份: the number after the time is that period's own.
        is_base = (in_comparison and text.startswith("的", end)) or text.startswith("为", end)
        compared = in_comparison and not is_base
        # 上半年…, 6月末有…, 上年同期…: events counted then are of the half-year, too.
        until = next((span for span in named if span.endswith(f"/{period}")), "")
        since = start_month(year_before(until)) if until else ""
        when = TimeExpression(*match.span(), year_before(period), bool(until), compared)
        return when._replace(base_time=is_base, since=since)

    def _compute_period(self, match: re.Match[str]) -> str:
        """Return the period of a match, computed by the method for the group of _TIME that matched.

        末 (end) after a half-year or quarter means its last month. A match of none of these groups
        is relative to the report's date (年底, 近日).
        """
        for group, method in (
            ("half", self._compute_half_year),
            ("quarter", self._compute_quarter),
            ("season", self._compute_season),
            ("holiday", self._compute_holiday),
            ("first_quarter", self._compute_first_quarter),
            ("first_months", self._compute_first_months),
            ("from_month", self._compute_months),
            ("month", self._compute_month_or_day),
            ("year_alone", self._compute_whole_year),
            ("plan", self._compute_plan),
            ("year_count", self._compute_span_of_years),
            ("month_count", self._compute_last_months),
            ("day_alone", self._compute_day_alone),
        ):
            if match[group]:
                period = method(match)
                is_end = match["half_end"] or match["quarter_end"]  # 三季度末: September alone
                return period.rpartition("/")[2] if is_end else period
        if match["years_ago"]:  # 五年前
            return f"{self.day.year - read_small_number(match['years_ago'])}"
        if match["from_year"]:
            return format_span(match["from_year"], match["to_year"])
        return self._compute_relative_period(match)

    def _compute_half_year(self, match: re.Match[str]) -> str:
        """Return the span of 上半年 (2024-01/2024-06) or 下半年; without a year, the report's."""
        year = self._resolve_year(match["year"])
        first, last = (7, 12) if match["half"][0] == "下" else (1, 6)
        return format_span(format_month(year, first), format_month(year, last))

    def _compute_quarter(self, match: re.Match[str]) -> str:
        """Return the span of 三季度: 2024-07/2024-09; of 前三季度 or 三个季度: 2024-01/2024-09."""
        year, quarter = self._resolve_year(match["year"]), read_small_number(match["quarter"])
        first = 1 if match["count_of_quarters"] or "前" in match[0] else quarter * 3 - 2
        return format_span(format_month(year, first), format_month(year, quarter * 3))

    def _compute_season(self, match: re.Match[str]) -> str:
        """Return the span of 第三季: 2024-07/2024-09; of 前三季: 2024-01/2024-09."""
        year, last = self._resolve_year(match["year"]), read_small_number(match["season"]) * 3
        first = 1 if match["season_prefix"] == "前" else last - 2
        return format_span(format_month(year, first), format_month(year, last))

    def _compute_holiday(self, match: re.Match[str]) -> str:
        """Return the month of a holiday: after 去年 last year's, else the report's year's.

        A holiday of this year that is still to come gives the report's month: what is counted for
        it has been done by then.
        """
        name = match["holiday"]
        month = next(number for word, number in _HOLIDAYS.items() if word in name)
        is_last_year = name.startswith("去年")
        last_month = 12 if is_last_year else self.day.month
        return format_month(self.day.year - is_last_year, min(month, last_month))

    def _compute_first_quarter(self, match: re.Match[str]) -> str:
        """Return the span of 首季: January to March."""
        year = self._resolve_year(match["year"])
        return format_span(format_month(year, 1), format_month(year, 3))

    def _compute_first_months(self, match: re.Match[str]) -> str:
        """Return the span of 前9个月 (the first nine months): 2024-01/2024-09.

        Without a year before it, it is the report's year.
        """
        year = self._resolve_year(match["year"])
        return format_span(
            format_month(year, 1), format_month(year, read_small_number(match["first_months"]))
        )

    def _compute_months(self, match: re.Match[str]) -> str:
        """Return the span of 1—9月 (January to September): 2024-01/2024-09.

        Without a year it is the last such span that ends in or before the report's month.
        """
        first, last = read_small_number(match["from_month"]), read_small_number(match["to_month"])
        is_over_new_year = first > last  # 去年12月至2月
        # A year that is named is that of the beginning; without one, that of the end is found.
        year = self._find_year_of_month(match["year"], first if match["year"] else last)
        start_year = year - (is_over_new_year and not match["year"])
        end_year = start_year + is_over_new_year
        return format_span(format_month(start_year, first), format_month(end_year, last))

    def _compute_month_or_day(self, match: re.Match[str]) -> str:
        """Return the period of 9月, 9月3日 or 9月3日至5日 (2024-09-03/2024-09-05).

        A month without a year is the last such month up to the report's month.
        """
        month = read_small_number(match["month"])
        year = self._find_year_of_month(match["year"], month)
        if not match["day"]:
            return format_month(year, month)
        first = f"{format_month(year, month)}-{read_small_number(match['day']):02d}"
        if not match["end_day"]:
            return first
        last_month = read_small_number(match["end_month"]) if match["end_month"] else month
        return format_span(
            first, f"{format_month(year, last_month)}-{read_small_number(match['end_day']):02d}"
        )

    def _find_year_of_month(self, word: str | None, month: int) -> int:
        """Return the year of a month: that of `word`, else the last one with the month past."""
        if word:
            return self._resolve_year(word)
        return self.day.year - (month > self.day.month)

    def _compute_whole_year(self, match: re.Match[str]) -> str:
        """Return the period of 2024年 (2024), 今年初 (January) or 2024年底.

        2024年底 is December; before that month it is the whole year, for which a goal is set.
        """
        year = self._resolve_year(match["year_alone"])
        if match["start_of_year"]:
            return format_month(year, 1)
        is_past_end = match["end_of_year"] and (year, 12) <= (self.day.year, self.day.month)
        return format_month(year, 12) if is_past_end else f"{year:04d}"

    def _compute_plan(self, match: re.Match[str]) -> str:
        """Return the years of a five-year plan: “十四五”期间 → 2021/2025.

        十四五以来 (since) is January 2021 to the report's month. 十四五末 (end) is December 2025,
        or 2025 if that is not past.
        """
        # The tenth plan began in 2001; the second character says how many plans later this one is.
        first = 2001 + 5 * read_small_number(match["plan"][1])
        if match[0].endswith("以来"):
            return format_span(format_month(first, 1), self.month)
        if match["plan_end"]:
            return f"{first + 4}-12" if first + 4 < self.day.year else f"{first + 4}"
        return format_span(f"{first}", f"{first + 4}")

    def _compute_span_of_years(self, match: re.Match[str]) -> str:
        """Return the span of 近三年 (36 months, up to the report's) or 未来三年 (2024/2027).

        未来 and 今后 (the coming years) begin with the report's year. 过去一年 and 一年来 (the last
        year) in a report of January to March are the calendar year before.
        """
        count, today = read_small_number(match["year_count"]), self.day
        if count == 1 and today.month <= 3 and match[0][0] in "过一":
            return f"{today.year - 1}"  # a yearly report looks back on the year before
        if match[0][0] in "未今":
            return format_span(f"{today.year}", f"{today.year + count}")
        return self._build_span_until_now(count * 12)

    def _compute_last_months(self, match: re.Match[str]) -> str:
        """Return the span of 近3个月来: in September 2024-07/2024-09."""
        return self._build_span_until_now(read_small_number(match["month_count"]))

    def _build_span_until_now(self, months: int) -> str:
        """Return the span of `months` months that ends in the report's month."""
        # Months counted from year 0, January as 0: the first of the span, and its year and month.
        year, month = divmod(self.day.year * 12 + self.day.month - months, 12)
        return format_span(format_month(year, month + 1), self.month)

    def _compute_day_alone(self, match: re.Match[str]) -> str:
        """Return the day that 3日 alone means: the last 3rd that is past."""
        day = read_small_number(match["day_alone"])
        month = self.day if day <= self.day.day else self.day.replace(day=1) - timedelta(days=1)
        return f"{format_month(month.year, month.month)}-{day:02d}"

    def _compute_relative_period(self, match: re.Match[str]) -> str:
        """Return the period of 年底, 全年, 上个月, 近日 and the like, from the report's date.

        The year of 年底 (end of the year) and 全年 (whole year) is the article's year; else, in a
        report up to June, the year named last; else the report's year, but in a report up to April
        the year before, whose annual figures are published then.
        """
        article_year = self.article_year
        early = self.day.month <= 4  # as a number, one year back
        named = self.named_year if self.day.month <= 6 else None
        if match["year_end"]:
            year = article_year or named or self.day.year - early
            is_past = (year, 12) <= (self.day.year, self.day.month)
            return format_month(year, 12) if is_past else f"{year}"
        if match["all_year"]:
            return f"{article_year or named or self.day.year - early}"
        if match["recent_half_year"]:
            return self._build_span_until_now(6 if match["recent_half_year"][0] == "半" else 12)
        if match["year_start"]:
            return format_month(self.day.year, 1)
        if match["within_year"] and self.named_year and self.named_year < self.day.year - 1:
            return f"{self.named_year}"  # an article that looks back
        if match["within_year"] or match["new_year"]:
            return f"{self.day.year}"
        if match["previous_month"]:
            before = self.day.replace(day=1) - timedelta(days=1)
            return format_month(before.year, before.month)
        is_day = match["yesterday"] or match["today"]
        day = self.day - timedelta(days=bool(match["yesterday"]))
        return day.isoformat() if is_day else self.month


def is_comparison_base(before: str, text: str, end: int) -> bool:
    """Return whether a number is only compared with a time: 比上年, 恢复到2019年, 与去年相比.

    Such a time is not the period of the number. `before` is the text before the time, `end` the
    time's end in `text`. The result is also True for a time that describes the whole of a share
    (占上年末净资产的23%) and for the year of a founding (成立于2019年).
    """
    if _COMPARE.search(before) or _AS_MUCH_AS.search(before) or _FOUNDED_IN.search(before):
        return True
    if _SHARE.search(before) and _OF_SHARE.match(text, end):
        return True
    return bool(_ALONG_WITH.search(before) and _COMPARED.match(text, end))
