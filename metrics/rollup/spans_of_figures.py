"""Which spans of an area's figures make its own number for a span: the operands, one by one."""

from collections.abc import Collection
from enum import IntEnum

from periods.spans import MONTHS_A_YEAR, MonthSpan


class Derivation(IntEnum):
    """How an area's own number for a span came about: reported so, or joined of other figures."""

    NONE = 0
    REPORTED = 1
    SINCE_JANUARY = 2
    MONTHS = 3
    SPANS = 4
    YEARS = 5


def split_since_january(span: MonthSpan) -> tuple[MonthSpan, MonthSpan]:
    """Return the counts since January whose difference is a span: through its end, and before it.

    2025-07/2025-09 -> 2025-01/2025-09 and 2025-01/2025-06.
    """
    january = span.first - span.first % MONTHS_A_YEAR
    return MonthSpan(january, span.last), MonthSpan(january, span.first - 1)


def choose_operands(
    reported: Collection[MonthSpan], span: MonthSpan, derivation: Derivation, over_time: str
) -> list[MonthSpan]:
    """Return the spans of the operands of an own number for `span`, in order.

    `reported` are the spans of the area's figures, `derivation` how the number was derived of them;
    `over_time` is last for a number at the span's end.
    """
    if over_time == "last":
        ending = sorted(
            (reported_span for reported_span in reported if reported_span.last == span.last),
            reverse=True,
        )
        return ending[:1]
    if derivation is Derivation.REPORTED:
        return [span]
    if derivation is Derivation.SINCE_JANUARY:
        return list(split_since_january(span))
    if derivation is Derivation.MONTHS:
        return [MonthSpan(month, month) for month in span.months]
    if derivation is Derivation.YEARS:
        parts = span.by_calendar_year()
        return [
            operand_span
            for part in parts
            for operand_span in choose_operands_of_part(reported, part)
        ]
    return lay_end_to_end(reported, span)


def choose_operands_of_part(reported: Collection[MonthSpan], span: MonthSpan) -> list[MonthSpan]:
    """Return the spans of the operands of a number within one calendar year."""
    months = [MonthSpan(month, month) for month in span.months]
    for way in ([span], list(split_since_january(span)), months):
        if set(way) <= set(reported):
            return way
    return lay_end_to_end(reported, span)


def lay_end_to_end(reported: Collection[MonthSpan], span: MonthSpan) -> list[MonthSpan]:
    """Return the fewest reported spans that lie end to end in a span, [] if there are none."""
    fewest: dict[int, list[MonthSpan]] = {span.first: []}
    for reported_span in sorted(reported):
        if reported_span.first in fewest and reported_span.last <= span.last:
            laid = [*fewest[reported_span.first], reported_span]
            known = fewest.get(reported_span.last + 1)
            if known is None or len(laid) < len(known):
                fewest[reported_span.last + 1] = laid
    return fewest.get(span.last + 1, [])
