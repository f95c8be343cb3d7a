"""`TotalNumbers` and `RatioNumbers`: one indicator's numbers for a branch, summed or divided.

Both classes have the same methods, so that an overview treats them alike. Arrays have one number
for each area of the branch (an area and all units below it); an argument `area` is a position in
the branch. An own number is one that the area reports itself, as opposed to a sum over its units.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from metrics.rollup.branch_numbers import BranchNumbers
from metrics.rollup.number_arrays import DECIMALS, Numbers
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

    def __init__(self, numbers: BranchNumbers, code: str) -> None:
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
            value=np.round(totals.total.value[row], DECIMALS),
            known=known,
            counted=known,  # every total can be added to that of the area above
            from_units=from_units,
            partial=totals.partial[row] & from_units,
            reporting=totals.reporting[row],
            expected=totals.expected[row],
        )

    def build_quantity(self, span: MonthSpan, area: int) -> Quantity | None:
        """Return an area's total for a span, None if there is none.

        The scope's area keeps the wording (the text as printed: 2300万余元) of a number that it has
        reported as a single figure; of other areas only the numbers are read.
        """
        totals = self._numbers.get_totals(span)
        as_worded = (
            self._numbers.get_printed(self._row, span)
            if area == self._numbers.area_position
            else None
        )
        return as_worded or totals.total.build_quantity((self._row, area), self.unit)

    @cached_property
    def comparison(self) -> tuple[MatchedNumbers, int]:
        """The numbers compared with the year before, and the row of this indicator in them."""
        return self._numbers.year_on_year, self._row

    def get_now_and_before(self, area: int) -> tuple[Quantity | None, Quantity | None]:
        """Return an area's number and that of the year before, from the same units, to compare.

        A number that the scope's area has reported as a single figure keeps its wording. A number
        is None where the area cannot be compared.
        """
        matched, row = self.comparison
        span = self._numbers.scope.span
        compared_quantities = []
        # If units are compared in place of the area's own number, its wording does not apply.
        is_unworded = matched.partial[row, area] or area != self._numbers.area_position
        for one_span, numbers in zip((span, span.year_before), matched.numbers, strict=True):
            is_own = self._numbers.get_totals(one_span).own.known[self._row, area]
            quantity = (
                numbers.build_quantity((row, area), self.unit, for_rate=True)
                if numbers.known[row, area]
                else None
            )
            has_wording = quantity and not is_unworded and is_own
            as_worded = self._numbers.get_printed(self._row, one_span) if has_wording else None
            compared_quantities.append(as_worded or quantity)
        return compared_quantities[0], compared_quantities[1]

    @cached_property
    def growth(self) -> Array:
        """Each area's change against the year before; NaN where it cannot be compared.

        It is in percent, for an indicator in % or ‰ in points (5% → 7% is 2 points).
        """
        matched, row = self.comparison
        now, before = (each.value[row] for each in matched.numbers)
        if self.unit in (PERCENT, "‰"):
            return np.where(matched.known[row], now - before, np.nan)
        return divide(100 * (now - before), before, matched.known[row] & (before > 0))


class RatioNumbers:
    """The numbers of a ratio: as reported, else the quotient of numerator and denominator."""

    is_ratio = True

    def __init__(self, numbers: BranchNumbers, code: str) -> None:
        """Take the numbers of a scope and the code of a ratio in `catalogue.parts`."""
        catalogue = numbers.catalogue
        self._numbers, self._row = numbers, catalogue.find_row(code)
        self._ratio_row = list(catalogue.parts).index(code)
        self.rows = [self._row, *map(catalogue.find_row, catalogue.parts[code])]
        self.unit = catalogue.get_unit(code)
        self._part_units = [catalogue.get_unit(part) for part in catalogue.parts[code]]

    def get_span_numbers(self, span: MonthSpan) -> SpanNumbers:
        """Return the ratios for a span, for each area.

        A unit without both parts (numerator and denominator) is left out of sums.
        """
        return self._build_span_numbers(
            self._numbers.get_totals(span), self._numbers.get_parts(span)
        )

    def get_month_numbers(self, index: int) -> SpanNumbers:
        """Return the ratios of a month of the small line; `index` 0 is its first month."""
        numbers = self._numbers
        return self._build_span_numbers(numbers.months[index], numbers.parts_of_months[index])

    def _build_span_numbers(self, totals: Totals, parts: MatchedNumbers) -> SpanNumbers:
        """Return this ratio of each area: as reported, else numerator divided by denominator.

        `_row` is the ratio's row in the totals of all indicators, `rows[1:]` are those of its two
        parts, and `_ratio_row` is its row in `parts`, the parts of all ratios from the same units.
        A ratio is from units only if the area reports neither the ratio itself nor both parts.
        """
        numerator, denominator = (each.value[self._ratio_row] for each in parts.numbers)
        has_parts = parts.known[self._ratio_row] & (denominator > 0)
        has_own = totals.own.known[self._row]
        has_own_parts = np.logical_and.reduce([totals.own.known[row] for row in self.rows[1:]])
        from_units = has_parts & ~has_own & ~has_own_parts
        quotient = divide(numerator * self._scale, denominator, has_parts)
        return SpanNumbers(
            value=np.where(has_own, totals.own.value[self._row], quotient),
            known=has_own | has_parts,
            counted=has_parts,  # a ratio without its parts cannot be added
            from_units=from_units,
            partial=parts.partial[self._ratio_row] & from_units,
            reporting=parts.matched[self._ratio_row],
            expected=parts.expected[self._ratio_row],
        )

    @property
    def _scale(self) -> float:
        """The factor by which the quotient is multiplied: 100 for percent, else 1."""
        return 100.0 if self.unit == PERCENT else 1.0

    def build_quantity(self, span: MonthSpan, area: int) -> Quantity | None:
        """Return an area's ratio for a span, None if there is none.

        A ratio that the scope's area has reported keeps its wording.
        """
        totals = self._numbers.get_totals(span)
        if totals.own.known[self._row, area]:
            as_worded = (
                self._numbers.get_printed(self._row, span)
                if area == self._numbers.area_position
                else None
            )
            return as_worded or totals.own.build_quantity((self._row, area), self.unit)
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
            (self._ratio_row, area), self._part_units[part_index], for_rate=True
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
    def _is_ratio_reported_both_years(self) -> Array:
        """Which areas report the ratio itself for both years, without a break between them."""
        span = self._numbers.scope.span
        is_reported_now, is_reported_before = (
            self._numbers.get_totals(one_span).own.known[self._row]
            for one_span in (span, span.year_before)
        )
        is_comparable: Array = self._numbers.comparable[self._row]
        both_reported: Array = is_reported_now & is_reported_before & is_comparable
        return both_reported

    @cached_property
    def comparison(self) -> tuple[MatchedNumbers, int]:
        """The numbers compared with the year before, and the row of this indicator in them."""
        return self._numbers.parts_year_on_year, self._ratio_row

    def get_now_and_before(self, area: int) -> tuple[Quantity | None, Quantity | None]:
        """Return an area's ratio and that of the year before, from the same units, to compare.

        Both are as reported if the area reports the ratio for both years, else both are quotients.
        A ratio is None where the area cannot be compared.
        """
        span = self._numbers.scope.span
        if self._is_ratio_reported_both_years[area]:
            return self.build_quantity(span, area), self.build_quantity(span.year_before, area)
        # Numerator and denominator of this year, then those of the year before.
        matched, _ = self.comparison
        part_quantities = [
            self._build_part_quantity(part_numbers, index % 2, area)
            for index, part_numbers in enumerate(matched.numbers)
        ]
        now, before = part_quantities[:2], part_quantities[2:]
        return self._divide_parts(*now), self._divide_parts(*before)

    @cached_property
    def growth(self) -> Array:
        """Each area's change against the year before; NaN where it cannot be compared.

        It is in points for a ratio in % or ‰, else in percent.
        """
        matched, _ = self.comparison
        numerator, denominator, numerator_before, denominator_before = (
            part_numbers.value[self._ratio_row] for part_numbers in matched.numbers
        )
        is_known = matched.known[self._ratio_row] & (denominator > 0) & (denominator_before > 0)
        now = divide(numerator * self._scale, denominator, is_known)
        before = divide(numerator_before * self._scale, denominator_before, is_known)
        span = self._numbers.scope.span
        reported_now, reported_before = (
            self._numbers.get_totals(one_span).own.value[self._row]
            for one_span in (span, span.year_before)
        )
        now = np.where(self._is_ratio_reported_both_years, reported_now, now)
        before = np.where(self._is_ratio_reported_both_years, reported_before, before)
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
