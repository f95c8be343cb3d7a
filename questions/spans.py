"""The period that a question asks for, as pages show it: through a month, since a beginning."""

from collections.abc import Iterator, Sequence

from periods import format_part_of_year, format_period, year_before
from periods.asked import AskedPeriod, AskedSpan, find_span, join_asked, read_asked
from periods.spans import Since, count_month, span_since
from questions.chips import Chip, PlacedChip, place_chip
from questions.pieces import Piece

_SINCE_WORDS: dict[Since, str] = {
    "year": "累计",
    "quarter": "本季累计",
    "half-year": "本半年",
    "union-year": "工会年度",
    "month": "单月",
}
"""Words that `periods.asked` reads as since when."""


def find_periods(
    pieces: Sequence[Piece], month: str, newest: str, union_year: int
) -> Iterator[PlacedChip]:
    """Yield one chip for the period of a question: its words may stand apart (2024年 … 9月).

    Of several periods the reader chooses; of one and the same a year before, the later is compared
    with the other. What pages cannot show (3—5月) is unknown.
    """
    words = [piece for piece in pieces if piece.asked]
    if not words:
        return
    asked = join_asked([piece.asked for piece in words if piece.asked], month)
    spans = [find_span(asked_period, newest, union_year) for asked_period in asked]
    if None in spans or not spans:
        yield from (PlacedChip(piece.start, piece.text, None) for piece in words)
        return
    if is_compared := _are_year_apart(asked):
        spans = [max(filter(None, spans))]
    shown = dict.fromkeys(filter(None, spans))
    text = " ".join(word_span(span, newest, union_year) for span in shown)
    codes = tuple(f"{span.through} {span.since}" for span in shown)
    yield place_chip(words[0].start, Chip("period", text, codes))
    if is_compared:
        yield place_chip(words[-1].start, Chip("against", "同比", ("last_year",)))


def _are_year_apart(asked: Sequence[AskedPeriod]) -> bool:
    """Return whether two periods are the same one of a year and of the year before."""
    if len(asked) != 2:
        return False
    earlier, later = sorted(asked_period.period for asked_period in asked)
    return year_before(later) == earlier


def word_span(span: AskedSpan, newest: str, union_year: int) -> str:
    """Return Chinese words that mean a span whenever they are read: 2025年9月, 2025年第一季度."""
    period = span_since(span.since, count_month(span.through), union_year).period
    plain = format_period(period, "zh")
    tried = (plain, format_part_of_year(period, "zh"), plain + _SINCE_WORDS[span.since])
    return next(
        (words for words in tried if _read_span_words(words, newest, union_year) == span), tried[-1]
    )


def _read_span_words(words: str, newest: str, union_year: int) -> AskedSpan | None:
    """Return the span of words that consist of a period alone."""
    asked: list[AskedPeriod] = []
    while len(words) > (end := asked[-1].end if asked else 0):
        if not (found := read_asked(words, end, newest)):
            return None
        asked.append(found)
    joined = join_asked(asked, newest)
    return find_span(joined[0], newest, union_year) if len(joined) == 1 else None
