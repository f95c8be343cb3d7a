"""The numbers of one indicator for all areas of a branch: counts, and ratios of two counts.

Both have the same methods, so that an overview is made of either in one way. Arrays have one number
for each area of the branch; an area is named by its position.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from metrics.rollup.area_numbers import AreaNumbers
from metrics.rollup.numbers import DECIMALS, Numbers
from metrics.rollup.operand_rows import Array
from metrics.rollup.totals import Matched, Totals
from periods.spans import MonthSpan
from quantities import Quantity, divide_quantities, percentage_of

PERCENT = "%"


@dataclass(frozen=True)
class SpanNumbers:
    """The totals of one indicator for one span.

    Each field has one value an area. `from_units`: the total is a sum over units; `partial`: units
    are missing in that sum. `reporting` of `expected` units are in it; `counted`: the area can be
    part of a sum itself.
    """

    value: Array
    known: Array
    counted: Array
    from_units: Array
    partial: Array
    reporting: Array
    expected: Array


class CountNumbers:
    """The numbers of an indicator whose figures are counts, sums or numbers at a date."""

    is_ratio = False

    def __init__(self, numbers: AreaNumbers, code: str) -> None:
        """Take the numbers of a scope and the code of a shown indicator."""
        self._numbers, self._row = numbers, numbers.catalogue.number(code)
        self.rows = [self._row]
        self.unit = numbers.catalogue.unit(code)

    def for_span(self, span: MonthSpan) -> SpanNumbers:
        """Return the totals for a span."""
        return self._span_numbers(self._numbers.totals(span))

    def for_month(self, index: int) -> SpanNumbers:
        """Return the totals of a month of the small line, 0 for the first."""
        return self._span_numbers(self._numbers.months[index])

    def _span_numbers(self, totals: Totals) -> SpanNumbers:
        """Select this indicator's totals from those of all indicators."""
        row = self._row
        from_units, known = totals.is_sum[row], totals.total.known[row]
        return SpanNumbers(
            np.round(totals.total.value[row], DECIMALS),
            known,
            known,
            from_units,
            totals.partial[row] & from_units,
            totals.reporting[row],
            totals.expected[row],
        )

    def quantity(self, span: MonthSpan, area: int) -> Quantity | None:
        """Return an area's total for a span; a reported number keeps its wording."""
        totals = self._numbers.totals(span)
        printed = (
            self._numbers.printed(self._row, span) if area == self._numbers.area_position else None
        )
        return printed or totals.total.quantity((self._row, area), self.unit)

    @cached_property
    def compared(self) -> tuple[Matched, int]:
        """Return the comparison with the year before, and the indicator's position in it."""
        return self._numbers.year_on_year, self._row

    def compared_pair(self, area: int) -> tuple[Quantity | None, Quantity | None]:
        """Return the numbers of this year and the year before that are compared."""
        matched, row = self.compared
        span = self._numbers.scope.span
        compared = []
        # Where units are compared in place of an area's own number, its wording is another's.
        by_units = matched.partial[row, area] or area != self._numbers.area_position
        for one_span, numbers in zip((span, span.year_before), matched.numbers, strict=True):
            known, is_own = numbers.known[row, area], self._numbers.totals(one_span).own.known
            quantity = numbers.quantity((row, area), self.unit, for_rate=True) if known else None
            use_printed = quantity and not by_units and is_own[self._row, area]
            printed = self._numbers.printed(self._row, one_span) if use_printed else None
            compared.append(printed or quantity)
        return compared[0], compared[1]

    @cached_property
    def growth(self) -> Array:
        """Return each area's change in percent, of shares in points; NaN without one."""
        matched, row = self.compared
        now, before = (each.value[row] for each in matched.numbers)
        if self.unit in (PERCENT, "‰"):
            return np.where(matched.known[row], now - before, np.nan)
        return divide(100 * (now - before), before, matched.known[row] & (before > 0))


class RatioNumbers:
    """The numbers of a ratio: as reported, else of the sums of its numerator and denominator."""

    is_ratio = True

    def __init__(self, numbers: AreaNumbers, code: str) -> None:
        """Take the numbers of a scope and the code of a ratio with numerator and denominator."""
        catalogue = numbers.catalogue
        self._numbers, self._row = numbers, catalogue.number(code)
        self._pair = list(catalogue.parts).index(code)
        self.rows = [self._row, *map(catalogue.number, catalogue.parts[code])]
        self.unit = catalogue.unit(code)
        self._units = [catalogue.unit(part) for part in catalogue.parts[code]]

    def for_span(self, span: MonthSpan) -> SpanNumbers:
        """Return the ratios for a span; a unit without both parts is in no sum."""
        return self._span_numbers(self._numbers.totals(span), self._numbers.parts(span))

    def for_month(self, index: int) -> SpanNumbers:
        """Return the ratios of a month of the small line, 0 for the first."""
        numbers = self._numbers
        return self._span_numbers(numbers.months[index], numbers.parts_of_months[index])

    def _span_numbers(self, totals: Totals, parts: Matched) -> SpanNumbers:
        """Compute this ratio from the totals of all indicators and the parts of all ratios."""
        part, whole = (each.value[self._pair] for each in parts.numbers)
        has_parts = parts.known[self._pair] & (whole > 0)
        own = totals.own.known[self._row]
        both_own = np.logical_and.reduce([totals.own.known[row] for row in self.rows[1:]])
        from_units = has_parts & ~own & ~both_own
        value = divide(part * self._scale, whole, has_parts)
        return SpanNumbers(
            np.where(own, totals.own.value[self._row], value),
            own | has_parts,
            has_parts,
            from_units,
            parts.partial[self._pair] & from_units,
            parts.matched[self._pair],
            parts.expected[self._pair],
        )

    @property
    def _scale(self) -> float:
        """What the quotient is multiplied by: 100 for percent."""
        return 100.0 if self.unit == PERCENT else 1.0

    def quantity(self, span: MonthSpan, area: int) -> Quantity | None:
        """Return an area's ratio for a span, None without one."""
        totals = self._numbers.totals(span)
        if totals.own.known[self._row, area]:
            printed = (
                self._numbers.printed(self._row, span)
                if area == self._numbers.area_position
                else None
            )
            return printed or totals.own.quantity((self._row, area), self.unit)
        parts = self._numbers.parts(span)
        ratio = self._quotient(*(self._part_quantity(parts.numbers[n], n, area) for n in range(2)))
        if ratio and parts.partial[self._pair, area]:  # of the missing units it may be any
            ratio = replace(ratio, low=None, high=None)
        return ratio

    def _part_quantity(self, numbers: Numbers, number: int, area: int) -> Quantity | None:
        """Return numerator (0) or denominator (1) of an area as a quantity."""
        return numbers.quantity((self._pair, area), self._units[number], for_rate=True)

    def _quotient(self, part: Quantity | None, whole: Quantity | None) -> Quantity | None:
        """Return the ratio of two counts in the ratio's unit, None without a denominator."""
        if part is None or whole is None or whole.value <= 0:
            return None
        if self.unit == PERCENT:
            return percentage_of(part, whole)
        return replace(divide_quantities(part, whole), unit=self.unit)

    @cached_property
    def _both_reported(self) -> Array:
        """Where the ratio itself is reported for the span and the year before, comparable."""
        span = self._numbers.scope.span
        known = [self._numbers.totals(s).own.known[self._row] for s in (span, span.year_before)]
        both: Array = known[0] & known[1] & self._numbers.comparable[self._row]
        return both

    @cached_property
    def compared(self) -> tuple[Matched, int]:
        """Return the comparison with the year before, and the indicator's position in it."""
        return self._numbers.parts_year_on_year, self._pair

    def compared_pair(self, area: int) -> tuple[Quantity | None, Quantity | None]:
        """Return the ratios of this year and the year before that are compared."""
        span = self._numbers.scope.span
        if self._both_reported[area]:
            return self.quantity(span, area), self.quantity(span.year_before, area)
        parts = [
            self._part_quantity(each, index % 2, area)
            for index, each in enumerate(self.compared[0].numbers)
        ]
        return self._quotient(*parts[:2]), self._quotient(*parts[2:])

    @cached_property
    def growth(self) -> Array:
        """Return each area's change in points, of other ratios in percent; NaN without one."""
        matched, _ = self.compared
        values = [each.value[self._pair] for each in matched.numbers]
        known = matched.known[self._pair] & (values[1] > 0) & (values[3] > 0)
        now, before = (divide(values[n] * self._scale, values[n + 1], known) for n in (0, 2))
        span = self._numbers.scope.span
        reported = [self._numbers.totals(s).own.value[self._row] for s in (span, span.year_before)]
        now = np.where(self._both_reported, reported[0], now)
        before = np.where(self._both_reported, reported[1], before)
        if self.unit in (PERCENT, "‰"):
            return now - before
        return divide(100 * (now - before), before, before > 0)


IndicatorNumbers = CountNumbers | RatioNumbers
"""The numbers of an indicator; both classes have the same methods."""


def divide(dividend: Array, divisor: Array, where: Array) -> Array:
    """Return quotients, NaN where not `where`."""
    result: Array = np.full(np.shape(dividend), np.nan)
    np.divide(dividend, divisor, out=result, where=where)
    return result
