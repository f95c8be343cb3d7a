"""Finds the period of a figure from the expression of time that applies to it, or from its context.

An expression of time is a text such as 2024年9月 or 今年以来 (see `time_expression.py`).
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from datetime import date

from extraction.context.time_expression import TimeExpression, format_span
from extraction.context.time_finder import Calendar
from extraction.word_lists import compile_words, word_list

_STOCK = compile_words(word_list("stock"))
_FLOW = compile_words(word_list("flow"))
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
_LONGEST_SENTENCE = 200  # characters in which the noun of a time is looked for
_EXISTS = re.compile("现[有已共]")
# 去年同期的1.5倍 is a number of this year.
_MULTIPLE = re.compile(r"的[近约超]?[\d.一二两三四五六七八九十]{1,6}余?倍")
# A future time ends with its sentence or point.
_NEXT_POINT = re.compile(r"。|;(?:\([一二三四五六七八九十\d]|[一二三四五六七八九十]是)")
_RISE = re.compile(r"(?:到|至|达|为)$")
_PAPER = "|".join(word_list("papers"))
_PAPERS = re.compile(_PAPER)
_YEAR_ALONE = re.compile(r"(?P<year>(?:19|20)\d\d)年(?!\d|[第前上下以底末初至到])")
_ANNUAL = re.compile(
    rf"(?P<year>(?:19|20)\d\d)年(?!\d|[第前上下]).{{0,30}}(?:{_PAPER})"
    rf"|(?:{_PAPER}|情况)\((?P<year_in_brackets>(?:19|20)\d\d)年度?\)"
)


def is_flow(clause: str) -> bool | None:
    """Return whether a clause counts events in a period (True) or a state at its end (False).

    None if no word in the clause decides it.
    """
    last_flow, last_stock = (_last_word(words, clause) for words in (_FLOW, _STOCK))
    return None if last_flow == last_stock else last_flow > last_stock


def _last_word(words: re.Pattern[str], clause: str) -> tuple[int, int]:
    """Return end and length of the last of some words in a clause; (-1, 0) if it has none.

    Of two words with the same end the longer one is greater: 可提供 (can offer) says what exists,
    though 提供 (offer) alone would count events.
    """
    spans = (match.span() for match in words.finditer(clause))
    return max(((end, end - start) for start, end in spans), default=(-1, 0))


def is_change(clause: str) -> bool:
    """Return whether a clause introduces a change against an earlier time: 比上年末增加."""
    return bool(_CHANGE.search(clause) or _MERE_CHANGE.fullmatch(clause))


class PeriodReader:
    """Finds the periods of one article's figures, paragraph after paragraph.

    The article's frame is the time in its title or in its opening sentence; in a paragraph an
    expression of time applies until the next one.
    """

    def __init__(self, day: date, headings: str, clause: str = "") -> None:
        """Find the frame from the report's date, the article's headings, and its first clause."""
        annual = _ANNUAL.search(headings or clause)
        year = int(annual["year"] or annual["year_in_brackets"]) if annual else None
        alone = None if annual or _YEARS.search(headings) else _YEAR_ALONE.search(headings)
        if alone and int(alone["year"]) == day.year - 1:
            year = day.year - 1
        self.calendar = Calendar(day, year)
        self._title = "" if year else self._title_period(headings or clause)
        self._frame = TimeExpression(0, 0, self._title) if self._title else None
        self._current: TimeExpression | None = None

    def _title_period(self, headings: str) -> str:
        """Return the span of a title such as 上半年工作情况 or 五年掠影(2019-2023年); else ""."""
        years = _YEARS.search(headings)
        if years:
            return format_span(years["first"], years["last"])
        if not _PAPERS.search(headings):
            return ""
        periods = (when.period for when in self.calendar.find_times(headings) if not when.compare)
        return next((period for period in periods if "/" in period or len(period) == 7), "")

    @property
    def annual(self) -> bool:
        """Return whether the article is about a past span, the default period of its figures."""
        frame = self._frame.period if self._frame else ""
        if frame and frame == self._title:
            return True
        year = self.calendar.frame_year or (int(frame) if len(frame) == 4 else 0)
        day = self.calendar.day
        return day.month <= 6 and year == day.year - 1

    def start_paragraph(self, text: str) -> list[TimeExpression]:
        """Begin a paragraph and return its expressions of time."""
        self._current = None
        return self.calendar.find_times(text)

    def start_sentence(self, text: str, start: int, whens: Sequence[TimeExpression]) -> None:
        """Begin a sentence; a time at its beginning applies to what follows.

        `start` is its position in `text`, `whens` are the paragraph's expressions of time.
        """
        if not whens:
            return
        first = whens[0]
        before = text[start : first.start]
        if before.startswith("其中") or first.compare:
            return
        is_base_of_rise = before.endswith(("由", "从")) and text.startswith("的", first.end)
        if not is_base_of_rise and self._opens_sentence(before):
            if self._is_attribute(text, first, start + _LONGEST_SENTENCE):
                return
            if not first.target and not first.closing:
                self._frame = first
            self._current = first
        elif len(whens) == 1 and len(first.period) == len("2024-11-04"):
            self._current = first  # 某市总工会…,11月4日召开座谈会。21家企业参加

    @staticmethod
    def _opens_sentence(before: str) -> bool:
        """Return whether a time begins a sentence; `before` is the text before it: 记者获悉,."""
        return (
            len(before) <= 3
            or before.endswith(":")
            or (len(before) < 30 and bool(_REPORTERS_WORDS.search(before)))
        )

    def find_period(
        self, text: str, start: int, position: int, whens: Sequence[TimeExpression], flow: bool
    ) -> str:
        """Return the period of the quantity at `position` in the sentence that begins at `start`.

        `whens` are the paragraph's expressions of time; `flow`: the quantity counts events in a
        period.
        """
        when = self._governing(text, start, position, whens)
        if when:
            if (
                not when.base
                and not text.startswith("的", when.end)
                and not _AMONG.search(text, max(start, when.start - 6), when.start)
            ):
                self._current = when
            if flow and when.closing and _NUMBER_COMMA.search(text, when.end, position):
                return when.period[:4]
        elif self._current and not (
            self._current.target and _NEXT_POINT.search(text, self._current.end, position)
        ):
            when = self._current
            # What exists now does not exist "since January".
            if not flow and when.since:
                return when.period.rpartition("/")[2]
            if flow and when.closing and "。" in text[when.end : position]:
                return self._span_until(when)
        elif self._frame and (flow or _PAST_YEARS.fullmatch(self._frame.period)):
            when = self._frame
        elif self._frame and self._frame.period == self._title:
            return self._title.rpartition("/")[2]
        if when:
            return self.resolve_period(when, flow)
        year = self.calendar.frame_year
        if not year:
            return self.calendar.month
        return f"{year}" if flow or f"{year}-12" > self.calendar.month else f"{year}-12"

    def _span_until(self, when: TimeExpression) -> str:
        """Return the span of a flow that ends with a year or quarter, given as `when`.

        It is the article's frame if the frame has the same end; otherwise it begins in January.
        """
        if self._frame and self._frame.period.rpartition("/")[2] in (when.period, when.period[:4]):
            return self._frame.period
        return format_span(f"{when.period[:4]}-01", when.period)

    def resolve_period(self, when: TimeExpression, flow: bool) -> str:
        """Return the period that an expression of time means for a flow or a stock."""
        counted_up = when.as_of and not when.now and flow
        if counted_up and "/" not in when.period and len(when.period) >= 7:
            return format_span(when.since or f"{when.period[:4]}-01", when.period[:7])
        return when.period

    def _governing(
        self, text: str, start: int, position: int, whens: Sequence[TimeExpression]
    ) -> TimeExpression | None:
        """Return the time nearest before the quantity at `position` that applies to it, or None.

        A time that only describes a noun or is the base of a comparison does not apply. `start` is
        the beginning of the sentence.
        """
        for i in range(bisect_left(whens, position, key=lambda when: when.start) - 1, -1, -1):
            when = whens[i]
            if when.compare:
                continue
            between = text[when.end : position]
            if (when.base and _AFTER_BASE.search(between)) or _MULTIPLE.match(text, when.end):
                continue
            # 由去年的22人增加到54人: the second number is of now.
            if between.startswith("的") and _RISE.search(between):
                break
            if self._is_attribute(text, when, position):
                continue
            return when
        return None

    @staticmethod
    def _is_attribute(text: str, when: TimeExpression, position: int) -> bool:
        """Return whether a time only describes a noun: 2024年度清单, 今年5月上线的平台."""
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
        relative = 0 < clause.find("的") <= 14
        return relative and "/" not in when.period and not when.as_of
