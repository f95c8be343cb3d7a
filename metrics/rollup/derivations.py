"""Choice of the figures, by their spans, from which an area's own number for a span is derived."""

from collections.abc import Collection
from enum import IntEnum

from periods.spans import MONTHS_A_YEAR, MonthSpan


class Derivation(IntEnum):
    """How an area's own number for a span was derived.

    REPORTED: as it is. SINCE_JANUARY: as the difference of two counts since January. MONTHS, SPANS,
    YEARS: as the sum of months, of spans that follow each other, or of two calendar years.
    """

    NONE = 0
    REPORTED = 1
    SINCE_JANUARY = 2
    MONTHS = 3
    SPANS = 4
    YEARS = 5


def split_since_january(span: MonthSpan) -> tuple[MonthSpan, MonthSpan]:
    """Return the two spans since January whose difference is `span`: through its end, before it.

    Reports often count since January alone, so that a quarter must be subtracted:
    2025-07/2025-09 → 2025-01/2025-09 and 2025-01/2025-06.
    """
    january = span.first - span.first % MONTHS_A_YEAR
    return MonthSpan(january, span.last), MonthSpan(january, span.first - 1)


def choose_operands(
    reported: Collection[MonthSpan], span: MonthSpan, derivation: Derivation, over_time: str
) -> list[MonthSpan]:
    """Return the spans of the operands of an own number for `span`, in order.

    Operands are the figures that a number is computed from; a page lists them as its sources. An
    own number is the area's, not a sum over its units. `reported` are the spans of the area's
    figures, `derivation` says how the number is derived from them; `over_time` is "last" for a
    number at the span's end, which comes from the shortest span that ends there.
    """
    if over_time == "last":
        spans_ending_there = sorted(
            (reported_span for reported_span in reported if reported_span.last == span.last),
            reverse=True,  # the one that begins last, the shortest, comes first
        )
        return spans_ending_there[:1]
    if derivation is Derivation.REPORTED:
        return [span]
    if derivation is Derivation.SINCE_JANUARY:
        return list(split_since_january(span))
    if derivation is Derivation.MONTHS:
        return [MonthSpan(month, month) for month in span.months]
    if derivation is Derivation.YEARS:
        return [
            operand_span
            for year_part in span.split_by_calendar_year()
            for operand_span in _choose_operands_of_year(reported, year_part)
        ]
    return _choose_fewest_spans(reported, span)


def _choose_operands_of_year(reported: Collection[MonthSpan], span: MonthSpan) -> list[MonthSpan]:
    """Return the spans of the operands of an own number for a span within one calendar year.

    The first way for which all figures are reported is taken: the span itself, a difference of two
    counts since January, its months; else the fewest spans.
    """
    months = [MonthSpan(month, month) for month in span.months]
    for operands in ([span], list(split_since_january(span)), months):
        if set(operands) <= set(reported):
            return operands
    return _choose_fewest_spans(reported, span)


def _choose_fewest_spans(reported: Collection[MonthSpan], span: MonthSpan) -> list[MonthSpan]:
    """Return the fewest reported spans that follow each other and fill a span; [] if none do.

    Example: for January to September, January to June and July to September.

    `fewest_before[month]` is the shortest chain found that fills the span up to that month. Spans
    are read in the order of their beginning, so a chain is final before a span continues it.
    """
    fewest_before: dict[int, list[MonthSpan]] = {span.first: []}
    for reported_span in sorted(reported):
        if reported_span.first in fewest_before and reported_span.last <= span.last:
            chain = [*fewest_before[reported_span.first], reported_span]
            known_chain = fewest_before.get(reported_span.last + 1)
            if known_chain is None or len(chain) < len(known_chain):
                fewest_before[reported_span.last + 1] = chain
    return fewest_before.get(span.last + 1, [])
