"""Chinese words for the period and beginning of a span, which mean it in every question."""

from periods import format_part_of_year, format_period
from periods.asked import AskedPeriod, AskedSpan, find_span, join_asked, read_asked
from periods.spans import Since, count_month, span_since

_SINCE_WORDS: dict[Since, str] = {
    "year": "累计",
    "quarter": "本季累计",
    "half-year": "本半年",
    "union-year": "工会年度",
    "month": "单月",
}
"""Words from which `periods.asked` reads where a span begins."""


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
