"""Find the period that a question asks for, as pages show it: a last month and a beginning."""

from collections.abc import Iterator, Sequence

from periods import year_before
from periods.asked import AskedPeriod, describe_span, find_span, join_asked
from questions.chips import Chip, PlacedChip, place_chip
from questions.pieces import Piece


def find_periods(
    pieces: Sequence[Piece], month: str, newest_month: str, union_year: int
) -> Iterator[PlacedChip]:
    """Yield one chip for the period of a question, whose words may be apart (2024年 … 9月).

    Between several periods the reader has to choose. If they are a period and the same one a year
    before, the later one is compared with last year, as 同比 (on last year) would. If pages cannot
    show one of them (3—5月), all words for periods are unknown. Words such as 上月 are relative to
    `month`; `newest_month` is the last one with figures, `union_year` the number of the month in
    which a union's year begins.
    """
    words = [piece for piece in pieces if piece.asked]
    if not words:
        return
    asked = join_asked([piece.asked for piece in words if piece.asked], month)
    spans = [find_span(asked_period, newest_month, union_year) for asked_period in asked]
    if None in spans or not spans:
        yield from (PlacedChip(piece.start, piece.text, None) for piece in words)
        return
    if is_compared := _are_year_apart(asked):
        spans = [max(filter(None, spans))]  # the later one
    distinct_spans = dict.fromkeys(filter(None, spans))
    text = " ".join(describe_span(span, newest_month, union_year) for span in distinct_spans)
    codes = tuple(f"{span.through} {span.since}" for span in distinct_spans)
    yield place_chip(words[0].start, Chip("period", text, codes))
    if is_compared:
        yield place_chip(words[-1].start, Chip("against", "同比", ("last_year",)))


def _are_year_apart(asked: Sequence[AskedPeriod]) -> bool:
    """Return whether there are two periods, of which one is a year before the other."""
    if len(asked) != 2:
        return False
    earlier, later = sorted(asked_period.period for asked_period in asked)
    return year_before(later) == earlier
