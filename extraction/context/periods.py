"""The period of a figure: of the expression of time that governs it, else of its context."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from datetime import date

from extraction.context.time_expression import TimeExpression, format_span
from extraction.context.times import Calendar
from extraction.word_lists import compile_words, word_list

_STOCK = compile_words(word_list("stock"))
_FLOW = compile_words(word_list("flow"))
_AMONG = re.compile(r"(?:其中[,:]?|并[于在])$")
_DIGIT_COMMA = re.compile(r"[0-9][^,。]*,")
# 比上年的120份多20份: the second number is no longer last year's.
_PAST_BASE = re.compile("[,0-9]")
_KEEPS = re.compile(r"(?:中|期间|时|后|里|上|以来|下)$")
_CHANGE = re.compile(r"(?:比|较)(?:上年|去年|上月|年初|同期|上季|前年|\d{4}年)|同比|环比|净增")
_MERE_CHANGE = re.compile(r"[净各]?(?:增加?|减少?|新增|多|少)了?")
_YEARS = re.compile(r"((?:19|20)\d\d)年?(?:[-—~至]{1,2})((?:19|20)\d\d)年")
_PAST_YEARS = re.compile(r"\d{4}/\d{4}")
# 2020年上线,日活用户…; 2021年成立,现有…: what was founded then stands there now.
_FOUNDED = re.compile(
    r"(?:正式)?(?:成立|建成|创[办立建]|组建|设立|上线|启用|投用|投产|挂牌|开[馆通])"
)
_STANDS = re.compile("现[有已共]")
# 去年同期的1.5倍 is a number of this year.
_TIMES = re.compile(r"的[近约超]?[\d.一二两三四五六七八九十]{1,6}余?倍")
# The next sentence or point is no longer about what lies ahead.
_NEXT = re.compile(r"。|;(?:\([一二三四五六七八九十\d]|[一二三四五六七八九十]是)")
_RISEN = re.compile(r"(?:到|至|达|为)$")
_PAPER = "|".join(word_list("papers"))
_PAPERS = re.compile(_PAPER)
_WHOLE_YEAR = re.compile(r"((?:19|20)\d\d)年(?!\d|[第前上下以底末初至到])")
_ANNUAL = re.compile(
    rf"((?:19|20)\d\d)年(?!\d|[第前上下]).{{0,30}}(?:{_PAPER})|(?:{_PAPER}|情况)\(((?:19|20)\d\d)年度?\)"
)


def is_flow(clause: str) -> bool | None:
    """Tell whether a clause counts what happened in a period, not what stands at its end.

    None where no word tells.
    """
    flow, stock = (_last_match(words, clause) for words in (_FLOW, _STOCK))
    return None if flow == stock else flow > stock


def _last_match(words: re.Pattern[str], clause: str) -> tuple[int, int]:
    """Give where the last of some words ends and how long it is: 可提供 outweighs 提供."""
    found = max(((match.end(), -match.start()) for match in words.finditer(clause)), default=None)
    return (found[0], found[0] + found[1]) if found else (-1, 0)


def is_change(clause: str) -> bool:
    """Tell whether a clause leads to a change against an earlier time (比上年末增加)."""
    return bool(_CHANGE.search(clause) or _MERE_CHANGE.fullmatch(clause))


class PeriodReader:
    """Settles the periods of one article's figures, paragraph after paragraph."""

    def __init__(self, day: date, headings: str, clause: str = "") -> None:
        annual = _ANNUAL.search(headings or clause)
        year = int(annual[1] or annual[2]) if annual else None
        whole = None if annual or _YEARS.search(headings) else _WHOLE_YEAR.search(headings)
        if whole and int(whole[1]) == day.year - 1:
            year = day.year - 1
        self.calendar = Calendar(day, year)
        self._title = "" if year else self._titled(headings or clause)
        self._frame = TimeExpression(0, 0, self._title) if self._title else None
        self._carried: TimeExpression | None = None

    def _titled(self, headings: str) -> str:
        """Give the span of a title such as 上半年工作情况 or 五年掠影(2019-2023年), else ""."""
        years = _YEARS.search(headings)
        if years:
            return format_span(years[1], years[2])
        if not _PAPERS.search(headings):
            return ""
        told = (when.period for when in self.calendar.times(headings) if not when.compare)
        return next((period for period in told if "/" in period or len(period) == 7), "")

    @property
    def annual(self) -> bool:
        """Tell whether the article tells of a past span: what no word tells is the whole span's."""
        frame = self._frame.period if self._frame else ""
        if frame and frame == self._title:
            return True
        year = self.calendar.frame_year or (int(frame) if len(frame) == 4 else 0)
        day = self.calendar.day
        return day.month <= 6 and year == day.year - 1

    def paragraph(self, text: str) -> list[TimeExpression]:
        """Begin a paragraph: find its expressions of time, forget the last one's."""
        self._carried = None
        return self.calendar.times(text)

    def sentence(self, text: str, start: int, whens: Sequence[TimeExpression]) -> None:
        """Begin a sentence; one that opens with a time sets it for what follows."""
        first = whens[0] if whens else None
        end = start + 200
        head = text[start : first.start] if first else ""
        if head.startswith("其中"):
            return
        risen = first and head.endswith(("由", "从")) and text.startswith("的", first.end)
        if first and not first.compare and not risen and self._opens(head):
            if self._attributive(text, first, min(len(text), end)):
                return
            if not first.target and not first.closing:
                self._frame = first
            self._carried = first
        elif len(whens) == 1 and first and not first.compare and len(first.period) == 10:
            self._carried = first  # 某市总工会…,11月4日召开座谈会。21家企业参加

    @staticmethod
    def _opens(head: str) -> bool:
        return (
            len(head) <= 3
            or head.endswith(":")
            or (len(head) < 30 and bool(re.search(r"(?:获悉|了解到|据[^,]*),?$|讯\S*$", head)))
        )

    def settle(
        self, text: str, start: int, place: int, whens: Sequence[TimeExpression], flow: bool
    ) -> str:
        """Give the period of a quantity at `place` in a sentence that begins at `start`."""
        own = self._own(text, start, place, whens)
        if own:
            if (
                not own.base
                and not text.startswith("的", own.end)
                and not _AMONG.search(text, max(start, own.start - 6), own.start)
            ):
                self._carried = own
            if flow and own.closing and _DIGIT_COMMA.search(text, own.end, place):
                return own.period[:4]
        elif self._carried and not (
            self._carried.target and _NEXT.search(text, self._carried.end, place)
        ):
            own = self._carried
            # What stands there now does not stand there "since January".
            if not flow and own.since:
                return own.period.rpartition("/")[2]
            if flow and own.closing and "。" in text[own.end : place]:
                return self._until(own)
        elif self._frame and (flow or _PAST_YEARS.fullmatch(self._frame.period)):
            own = self._frame
        elif self._frame and self._frame.period == self._title:
            return self._title.rpartition("/")[2]
        if own:
            return self.period(own, flow)
        year = self.calendar.frame_year
        if not year:
            return self.calendar.month
        return f"{year}" if flow or f"{year}-12" > self.calendar.month else f"{year}-12"

    def _until(self, when: TimeExpression) -> str:
        """Give what flowed up to a year's or quarter's end: the frame, else the year so far."""
        if self._frame and self._frame.period.rpartition("/")[2] in (when.period, when.period[:4]):
            return self._frame.period
        return format_span(f"{when.period[:4]}-01", when.period)

    def period(self, when: TimeExpression, flow: bool) -> str:
        """Give the period that an expression means for a flow or a stock."""
        if (
            when.as_of
            and not when.now
            and flow
            and "/" not in when.period
            and len(when.period) >= 7
        ):
            return format_span(when.since or f"{when.period[:4]}-01", when.period[:7])
        return when.period

    def _own(
        self, text: str, start: int, place: int, whens: Sequence[TimeExpression]
    ) -> TimeExpression | None:
        """Choose the nearest expression before a quantity that is not an attribute or compared."""
        for i in range(bisect_left(whens, place, key=lambda when: when.start) - 1, -1, -1):
            when = whens[i]
            if when.compare:
                continue
            between = text[when.end : place]
            if (when.base and _PAST_BASE.search(between)) or _TIMES.match(text, when.end):
                continue
            # 由去年的22人增加到54人: the second number is today's.
            if between.startswith("的") and _RISEN.search(between):
                break
            if self._attributive(text, when, place):
                continue
            return when
        return None

    @staticmethod
    def _attributive(text: str, when: TimeExpression, place: int) -> bool:
        """Tell whether a time only describes a noun: 2024年度清单, 今年5月上线的平台."""
        between = text[when.end : place]
        clause, comma, _ = between.partition(",")
        if not when.as_of and _STANDS.search(between):
            return True
        if not comma or not clause or _KEEPS.search(clause):
            return False
        if _FOUNDED.fullmatch(clause):
            return True
        if text[when.start : when.end].endswith("年度"):
            return True
        relative = 0 < clause.find("的") <= 14
        return relative and "/" not in when.period and not when.as_of
