"""The numbers of one indicator for all areas of a branch: totals, and ratios of two totals.

Both classes have the same methods, so that an overview treats them alike. Arrays have one number
for each area of the branch; an argument `area` is a position in the branch.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from metrics.rollup.area_numbers import AreaNumbers
from metrics.rollup.numbers import DECIMALS, Numbers
from metrics.rollup.operand_rows import Array
from metrics.rollup.totals import MatchedNumbers, Totals
from periods.spans import MonthSpan
from quantities import Quantity, divide_quantities, percentage_of

PERCENT = "%"


@dataclass(frozen=True)
class SpanNumbers:
    """The totals of one indicator for one span.

    Each field has one value for each area. `known`: there is a total; `from_units`: it is a sum
    over units; `partial`: units are missing in that sum. `reporting` of `expected` units are in the
    sum. `counted`: the area itself can be added to the sum of the area above.
    """

    value: Array
    known: Array
    counted: Array
    from_units: Array
    partial: Array
    reporting: Array
    expected: Array


class TotalNumbers:
    """The numbers of an indicator that is not computed from a numerator and a denominator.

    It may be a count, an amount, a number at a date, or a share that is only ever reported.
    """

    is_ratio = False

    def __init__(self, numbers: AreaNumbers, code: str) -> None:
        """Take the numbers of a scope and the code of an indicator of its catalogue."""
        self._numbers, self._row = numbers, numbers.catalogue.find_row(code)
        self.rows = [self._row]
        self.unit = numbers.catalogue.get_unit(code)

    def get_span_numbers(self, span: MonthSpan) -> SpanNumbers:
        """Return the totals for a span, for each area."""
        return self._build_span_numbers(self._numbers.get_totals(span))

    def get_month_numbers(self, index: int) -> SpanNumbers:
        """Return the totals of a month of the small line; `index` 0 is its first month."""
        return self._build_span_numbers(self._numbers.months[index])

    def _build_span_numbers(self, totals: Totals) -> SpanNumbers:
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

    def build_quantity(self, span: MonthSpan, area: int) -> Quantity | None:
        """Return an area's total for a span; a reported number keeps its wording."""
        totals = self._numbers.get_totals(span)
        printed = (
            self._numbers.get_printed(self._row, span)
            if area == self._numbers.area_position
            else None
        )
        return printed or totals.total.build_quantity((self._row, area), self.unit)

    @cached_property
    def comparison(self) -> tuple[MatchedNumbers, int]:
        """The numbers compared with the year before, and the row of this indicator in them."""
        return self._numbers.year_on_year, self._row

    def get_now_and_before(self, area: int) -> tuple[Quantity | None, Quantity | None]:
        """Return an area's number and that of the year before, from the same units, to compare.

        A number that the area has printed as a single figure keeps its wording. A number is None
        where the area cannot be compared.
        """
        matched, row = self.comparison
        span = self._numbers.scope.span
        compared = []
        # If units are compared in place of the area's own number, its wording does not apply.
        by_units = matched.partial[row, area] or area != self._numbers.area_position
        for one_span, numbers in zip((span, span.year_before), matched.numbers, strict=True):
            known, is_own = numbers.known[row, area], self._numbers.get_totals(one_span).own.known
            quantity = (
                numbers.build_quantity((row, area), self.unit, for_rate=True) if known else None
            )
            use_printed = quantity and not by_units and is_own[self._row, area]
            printed = self._numbers.get_printed(self._row, one_span) if use_printed else None
            compared.append(printed or quantity)
        return compared[0], compared[1]

    @cached_property
    def growth(self) -> Array:
        """Each area's change against the year before; NaN where it cannot be compared.

        It is in percent, for an indicator in % or ‰ in points.
        """
        matched, row = self.comparison
        now, before = (each.value[row] for each in matched.numbers)
        if self.unit in (PERCENT, "‰"):
            return np.where(matched.known[row], now - before, np.nan)
        return divide(100 * (now - before), before, matched.known[row] & (before > 0))


class RatioNumbers:
    """The numbers of a ratio: as reported, else the quotient of numerator and denominator."""

    is_ratio = True

    def __init__(self, numbers: AreaNumbers, code: str) -> None:
        """Take the numbers of a scope and the code of a ratio in `catalogue.parts`."""
        catalogue = numbers.catalogue
        self._numbers, self._row = numbers, catalogue.find_row(code)
        self._ratio_row = list(catalogue.parts).index(code)
        self.rows = [self._row, *map(catalogue.find_row, catalogue.parts[code])]
        self.unit = catalogue.get_unit(code)
        self._units = [catalogue.get_unit(part) for part in catalogue.parts[code]]

    def get_span_numbers(self, span: MonthSpan) -> SpanNumbers:
        """Return the ratios for a span; a unit without both parts is left out of sums."""
        return self._build_span_numbers(
            self._numbers.get_totals(span), self._numbers.get_parts(span)
        )

    def get_month_numbers(self, index: int) -> SpanNumbers:
        """Return the ratios of a month of the small line; `index` 0 is its first month."""
        numbers = self._numbers
        return self._build_span_numbers(numbers.months[index], numbers.parts_of_months[index])

    def _build_span_numbers(self, totals: Totals, parts: MatchedNumbers) -> SpanNumbers:
        """Compute this ratio from the totals of all indicators and the parts of all ratios."""
        numerator, denominator = (each.value[self._ratio_row] for each in parts.numbers)
        has_parts = parts.known[self._ratio_row] & (denominator > 0)
        own = totals.own.known[self._row]
        both_own = np.logical_and.reduce([totals.own.known[row] for row in self.rows[1:]])
        from_units = has_parts & ~own & ~both_own
        value = divide(numerator * self._scale, denominator, has_parts)
        return SpanNumbers(
            np.where(own, totals.own.value[self._row], value),
            own | has_parts,
            has_parts,
            from_units,
            parts.partial[self._ratio_row] & from_units,
            parts.matched[self._ratio_row],
            parts.expected[self._ratio_row],
        )

    @property
    def _scale(self) -> float:
        """The factor by which the quotient is multiplied: 100 for percent, else 1."""
        return 100.0 if self.unit == PERCENT else 1.0

    def build_quantity(self, span: MonthSpan, area: int) -> Quantity | None:
        """Return an area's ratio for a span, None if there is none."""
        totals = self._numbers.get_totals(span)
        if totals.own.known[self._row, area]:
            printed = (
                self._numbers.get_printed(self._row, span)
                if area == self._numbers.area_position
                else None
            )
            return printed or totals.own.build_quantity((self._row, area), self.unit)
        parts = self._numbers.get_parts(span)
        ratio = self._divide_parts(
            *(self._build_part_quantity(parts.numbers[i], i, area) for i in range(2))
        )
        if ratio and parts.partial[self._ratio_row, area]:
            # With the missing units the ratio could be any number.
            ratio = replace(ratio, low=None, high=None)
        return ratio

    def _build_part_quantity(self, numbers: Numbers, part_index: int, area: int) -> Quantity | None:
        """Return an area's numerator (`part_index` 0) or denominator (1) as a quantity."""
        return numbers.build_quantity(
            (self._ratio_row, area), self._units[part_index], for_rate=True
        )

    def _divide_parts(
        self, numerator: Quantity | None, denominator: Quantity | None
    ) -> Quantity | None:
        """Return the ratio of two quantities in this ratio's unit.

        The result is None if one of them is missing or the denominator is not above zero.
        """
        if numerator is None or denominator is None or denominator.value <= 0:
            return None
        if self.unit == PERCENT:
            return percentage_of(numerator, denominator)
        return replace(divide_quantities(numerator, denominator), unit=self.unit)

    @cached_property
    def _both_reported(self) -> Array:
        """Which areas report the ratio itself for both years, without a break between them."""
        span = self._numbers.scope.span
        known = [self._numbers.get_totals(s).own.known[self._row] for s in (span, span.year_before)]
        both: Array = known[0] & known[1] & self._numbers.comparable[self._row]
        return both

    @cached_property
    def comparison(self) -> tuple[MatchedNumbers, int]:
        """The numbers compared with the year before, and the row of this indicator in them."""
        return self._numbers.parts_year_on_year, self._ratio_row

    def get_now_and_before(self, area: int) -> tuple[Quantity | None, Quantity | None]:
        """Return an area's ratio and that of the year before, from the same units, to compare."""
        span = self._numbers.scope.span
        if self._both_reported[area]:
            return self.build_quantity(span, area), self.build_quantity(span.year_before, area)
        parts = [
            self._build_part_quantity(each, index % 2, area)
            for index, each in enumerate(self.comparison[0].numbers)
        ]
        return self._divide_parts(*parts[:2]), self._divide_parts(*parts[2:])

    @cached_property
    def growth(self) -> Array:
        """Each area's change against the year before; NaN where it cannot be compared.

        It is in points for a ratio in % or ‰, else in percent.
        """
        matched, _ = self.comparison
        values = [each.value[self._ratio_row] for each in matched.numbers]
        known = matched.known[self._ratio_row] & (values[1] > 0) & (values[3] > 0)
        # `values` are numerator and denominator of this year, then those of the year before.
        now, before = (divide(values[i] * self._scale, values[i + 1], known) for i in (0, 2))
        span = self._numbers.scope.span
        reported = [
            self._numbers.get_totals(s).own.value[self._row] for s in (span, span.year_before)
        ]
        now = np.where(self._both_reported, reported[0], now)
        before = np.where(self._both_reported, reported[1], before)
        if self.unit in (PERCENT, "‰"):
            return now - before
        return divide(100 * (now - before), before, before > 0)


IndicatorNumbers = TotalNumbers | RatioNumbers
"""The numbers of an indicator; both classes have the same methods."""


def divide(dividend: Array, divisor: Array, where: Array) -> Array:
    """Return the quotients of two arrays where `where` is true, NaN elsewhere."""
    result: Array = np.full(np.shape(dividend), np.nan)
    np.divide(dividend, divisor, out=result, where=where)
    return result
