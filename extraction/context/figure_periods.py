"""Finds the period of a figure from the expressions of time in its sentence and its article.

An expression of time is a text such as 2024年9月 or 今年以来 (see `time_expression.py`).
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from datetime import date

from extraction.context.time_expression import TimeExpression, format_span
from extraction.context.time_finder import TimeFinder
from extraction.word_lists import compile_words, get_words

_STOCK = compile_words(get_words("stock"))
_FLOW = compile_words(get_words("flow"))
_AMONG = re.compile(r"(?:其中[,:]?|并[于在])$")
_NUMBER_COMMA = re.compile(r"[0-9][^,。]*,")
# 比上年的120份多20份: the second number is not of last year.
_AFTER_BASE = re.compile("[,0-9]")
_ADVERBIAL = re.compile(r"(?:中|期间|时|后|里|上|以来|下)$")
_CHANGE = re.compile(r"(?:比|较)(?:上年|去年|上月|年初|同期|上季|前年|\d{4}年)|同比|环比|净增")
_MERE_CHANGE = re.compile(r"[净各]?(?:增加?|减少?|新增|多|少)了?")
_YEARS = re.compile(r"(?P<first>(?:19|20)\d\d)年?(?:[-—~至]{1,2})(?P<last>(?:19|20)\d\d)年")
_PAST_YEARS = re.compile(r"\d{4}/\d{4}")
# 2020年上线,日活用户…; 2021年成立,现有…: the numbers are of now, not of the founding.
_FOUNDED = re.compile(
    r"(?:正式)?(?:成立|建成|创[办立建]|组建|设立|上线|启用|投用|投产|挂牌|开[馆通])"
)
_REPORTERS_WORDS = re.compile(r"(?:获悉|了解到|据[^,]*),?$|讯\S*$")
_SAME_PERIOD = re.compile("(?:的|年)?同期")
_LONGEST_SENTENCE = 200  # characters in which the noun of a time is looked for
_EXISTS = re.compile("现[有已共]")
# 去年同期的1.5倍 is a number of this year.
_MULTIPLE = re.compile(r"的[近约超]?[\d.一二两三四五六七八九十]{1,6}余?倍")
# A future time ends with its sentence or point.
_NEXT_POINT = re.compile(r"。|;(?:\([一二三四五六七八九十\d]|[一二三四五六七八九十]是)")
_RISE = re.compile(r"(?:到|至|达|为)$")
# 由2020年的2.6万人增加到3.5万人,净增9000人: nor is the change of 2020.
_CHANGE_AFTER_RISE = re.compile(
    r"(?:到|至|达|为)[^,。;]*[,、](?:净?增|增[加长]|净?减|上升|下降)"
    r"|(?:[增减升降长]|[增减]加|减少|发展|扩大|提高|提升|壮大)(?:到|至|为)[^,。;]*,"
)
_PAPER = "|".join(get_words("papers"))
_PAPERS = re.compile(_PAPER)
_YEAR_ALONE = re.compile(r"(?P<year>(?:19|20)\d\d)年(?!\d|[第前上下以底末初至到])")
_ANNUAL = re.compile(
    rf"(?P<year>(?:19|20)\d\d)年(?!\d|[第前上下]).{{0,30}}(?:{_PAPER})"
    rf"|(?:{_PAPER}|情况)\((?P<year_in_brackets>(?:19|20)\d\d)年度?\)"
)


def is_flow(clause: str) -> bool | None:
    """Return whether a clause counts events in a period (True) or a state at its end (False).

    Events of a period are a flow, as in a flow indicator; a state is a stock. The last word of one
    of the two lists decides: 举办 (held) is of an event, 建有 (has) of a state. The result is None
    if the clause has no such word.
    """
    last_flow, last_stock = (_find_last_word(words, clause) for words in (_FLOW, _STOCK))
    # Both are (-1, 0) if the clause has no word of either list.
    return None if last_flow == last_stock else last_flow > last_stock


def _find_last_word(words: re.Pattern[str], clause: str) -> tuple[int, int]:
    """Return end and length of the last word in a clause that matches; (-1, 0) without one.

    Of two words with the same end the longer one is compared as greater: 可提供 (can offer) tells
    of a state, though 提供 (offer) alone would tell of events.
    """
    spans = (match.span() for match in words.finditer(clause))
    return max(((end, end - start) for start, end in spans), default=(-1, 0))


def _is_same_period(text: str, when: TimeExpression) -> bool:
    """Return whether a time is the same period of another year, as 去年同期, beside the text's own.

    It applies to the numbers after it in its sentence, but not to the sentences after that.
    """
    is_inside = "同期" in text[when.start : when.end]
    return is_inside or bool(_SAME_PERIOD.match(text, when.end))


def is_change(clause: str) -> bool:
    """Return whether a number after a clause is a change against an earlier time: 比上年末增加.

    Such a number says nothing about whether its noun is counted as events or as a state.
    """
    return bool(_CHANGE.search(clause) or _MERE_CHANGE.fullmatch(clause))


class PeriodReader:
    """Finds the periods of one article's figures, paragraph after paragraph.

    `_article_time` is the time that the article is about: that of its title, or the last one with
    which a sentence began. `_paragraph_time` is the time named last in the paragraph, which applies
    until another one is named. The caller begins each paragraph and each sentence in order.
    """

    def __init__(self, day: date, headings: str, clause: str = "") -> None:
        """Find the time that the article is about in its headings, else in its first clause.

        `day` is the report's date. The year in the title of a yearly paper (2023年工作总结) is the
        article's year; a year in another title only if it is the one before the report's.
        """
        annual = _ANNUAL.search(headings or clause)
        year = int(annual["year"] or annual["year_in_brackets"]) if annual else None
        year_alone = None if annual or _YEARS.search(headings) else _YEAR_ALONE.search(headings)
        if year_alone and int(year_alone["year"]) == day.year - 1:
            year = day.year - 1
        self.calendar = TimeFinder(day, year)
        self._title_period = "" if year else self._find_title_period(headings or clause)
        self._article_time = (
            TimeExpression(0, 0, self._title_period) if self._title_period else None
        )
        self._paragraph_time: TimeExpression | None = None

    def _find_title_period(self, headings: str) -> str:
        """Return the span of a title such as 上半年工作情况 or 五年掠影(2019-2023年); else "".

        A title without two years must be that of a paper (情况, 报告 …) and name a span or a month.
        """
        years = _YEARS.search(headings)
        if years:
            return format_span(years["first"], years["last"])
        if not _PAPERS.search(headings):
            return ""
        periods = (when.period for when in self.calendar.find_times(headings) if not when.compared)
        # A span has a slash, a month seven characters.
        return next((period for period in periods if "/" in period or len(period) == 7), "")

    @property
    def is_about_past(self) -> bool:
        """Return whether the article is about a past span, so that its figures count events in it.

        The span is that of its title, or, in a report of January to June, the year before it.
        """
        period = self._article_time.period if self._article_time else ""
        if period and period == self._title_period:
            return True
        year = self.calendar.article_year or (int(period) if len(period) == 4 else 0)
        day = self.calendar.day
        return day.month <= 6 and year == day.year - 1

    def start_paragraph(self, text: str) -> list[TimeExpression]:
        """Begin a paragraph and return its expressions of time."""
        self._paragraph_time = None
        return self.calendar.find_times(text)

    def start_sentence(self, text: str, start: int, times: Sequence[TimeExpression]) -> None:
        """Begin a sentence: a time at its beginning becomes that of the paragraph and the article.

        `start` is the sentence's position in `text`, `times` are its expressions of time. Ignored
        are a time after 其中, one that numbers are only compared with (去年同期), and one that only
        describes a noun. A future time, the end of a year or quarter, and a single day inside a
        sentence become the time of the paragraph, but not of the article.
        """
        if not times:
            return
        first = times[0]
        before = text[start : first.start]
        if before.startswith("其中") or first.compared or _is_same_period(text, first):
            return
        is_base_of_rise = before.endswith(("由", "从")) and text.startswith("的", first.end)
        if not is_base_of_rise and self._is_at_sentence_start(before):
            if self._is_attribute(text, first, start + _LONGEST_SENTENCE):
                return
            if not first.target and not first.span_end:
                self._article_time = first
            self._paragraph_time = first
        elif len(times) == 1 and len(first.period) == len("2024-11-04"):
            self._paragraph_time = first  # 某市总工会…,11月4日召开座谈会。21家企业参加

    @staticmethod
    def _is_at_sentence_start(before: str) -> bool:
        """Return whether a time begins a sentence, given the text of the sentence before it.

        `before` may have up to three characters (截至, 并且,), end in a colon, or be below 30
        characters that end in a reporter's words (记者获悉, "we learned").
        """
        return (
            len(before) <= 3
            or before.endswith(":")
            or (len(before) < 30 and bool(_REPORTERS_WORDS.search(before)))
        )

    def find_stated_period(
        self, text: str, start: int, position: int, times: Sequence[TimeExpression], flow: bool
    ) -> str:
        """Return the period of the quantity at `position` in the sentence that begins at `start`.

        It is that of the last of the sentence's `times` that applies to the quantity, else of the
        paragraph's time, else of the article's time, else the article's year, else "". `flow`: the
        quantity counts events in a period.
        """
        when, article_time = self._find_applying_time(text, position, times), self._article_time
        if when:
            if (
                not when.base_time
                and not _is_same_period(text, when)
                and not text.startswith("的", when.end)
                and not _AMONG.search(text, max(start, when.start - 6), when.start)
            ):
                self._paragraph_time = when
            # 年末有会员120人,新增30人: the second number is of the whole year.
            if flow and when.span_end and _NUMBER_COMMA.search(text, when.end, position):
                return when.period[:4]
        elif earlier := self._find_earlier_time(text, start, position, flow):
            when = earlier
            # A state has no span: it is that of the span's last month.
            if not flow and when.since:
                return when.period.rpartition("/")[2]
            if flow and when.span_end and "。" in text[when.end : position]:
                return self._build_span_until(when)
        elif article_time and (flow or _PAST_YEARS.fullmatch(article_time.period)):
            when = article_time
        elif article_time and article_time.period == self._title_period:
            return self._title_period.rpartition("/")[2]
        if when:
            return "" if flow and when.since_unknown else self.resolve_period(when, flow)
        year = self.calendar.article_year
        if not year:
            return ""
        # A state in a past year is that at the year's end.
        return f"{year}" if flow or f"{year}-12" > self.calendar.month else f"{year}-12"

    def _find_earlier_time(
        self, text: str, start: int, position: int, flow: bool
    ) -> TimeExpression | None:
        """Return the paragraph's time if it still applies to the quantity at `position`, else None.

        A future time applies up to the end of its sentence or item. A span does not apply to what
        exists now (现有). `start` is where the sentence begins, `flow` as in `find_stated_period`.
        """
        earlier = self._paragraph_time
        if not earlier:
            return None
        is_ended = earlier.target and _NEXT_POINT.search(text, earlier.end, position)
        is_of_now = not flow and "/" in earlier.period and _EXISTS.search(text, start, position)
        return None if is_ended or is_of_now else earlier

    def _build_span_until(self, when: TimeExpression) -> str:
        """Return the span of counted events that ends with `when`, the end of a year or quarter.

        It is the period that the article is about if that ends at the same time, else the span from
        January on: 9月末 → 2024-01/2024-09.
        """
        article_period = self._article_time.period if self._article_time else ""
        if article_period.rpartition("/")[2] in (when.period, when.period[:4]):  # or its year
            return article_period
        return format_span(f"{when.period[:4]}-01", when.period)

    def resolve_period(self, when: TimeExpression, flow: bool) -> str:
        """Return the period that an expression of time means for events (`flow`) or for a state.

        截至2024年9月 is 2024-01/2024-09 for events, counted since January, and 2024-09 for a state.
        """
        is_count_up_to = when.as_of and not when.now and flow
        if is_count_up_to and "/" not in when.period and len(when.period) >= 7:  # a month or day
            return format_span(when.since or f"{when.period[:4]}-01", when.period[:7])
        return when.period

    def _find_applying_time(
        self, text: str, position: int, times: Sequence[TimeExpression]
    ) -> TimeExpression | None:
        """Return the time nearest before the quantity at `position` that applies to it, or None.

        A time that only describes a noun or is the base of a comparison does not apply.
        """
        count_before = bisect_left(times, position, key=lambda when: when.start)
        for when in reversed(times[:count_before]):
            if when.compared:
                continue
            between = text[when.end : position]
            if (when.base_time and _AFTER_BASE.search(between)) or _MULTIPLE.match(text, when.end):
                continue
            # 由去年的22人增加到54人: the second number is of now.
            if between.startswith("的") and (
                _RISE.search(between) or _CHANGE_AFTER_RISE.search(between)
            ):
                break
            if self._is_attribute(text, when, position):
                continue
            return when
        return None

    @staticmethod
    def _is_attribute(text: str, when: TimeExpression, position: int) -> bool:
        """Return whether a time only describes a noun: 2024年度清单, 今年5月上线的平台.

        `position` is the end of the text that the time might apply to. The time describes a noun if
        现有 (now has) follows, which is of the report's time, or if a clause that ends in a comma
        follows it and

        - is of a founding (2021年成立,),
        - comes after 年度 (2024年度清单,), or
        - has 的 within 14 characters (今年5月上线的平台,).

        A clause that ends in 中, 期间 or 时 (during) never makes it so.
        """
        between = text[when.end : position]
        clause, comma, _ = between.partition(",")
        if not when.as_of and _EXISTS.search(between):
            return True
        if not comma or not clause or _ADVERBIAL.search(clause):
            return False
        if _FOUNDED.fullmatch(clause):
            return True
        if text[when.start : when.end].endswith("年度"):
            return True
        describes_noun = 0 < clause.find("的") <= 14
        return describes_noun and "/" not in when.period and not when.as_of
