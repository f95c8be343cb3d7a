"""An indicator month by month: an area and its units, beside the same months a year before.

Sums of the area are made of the same units in every month: those that the comparison with the year
before is made of, so that a line never rises because one more unit has reported.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from metrics.rollup.area_numbers import AreaNumbers
from metrics.rollup.area_results import Coverage
from metrics.rollup.area_scope import AreaScope, Entry, read_catalogue
from metrics.rollup.indicator_numbers import CountNumbers, IndicatorNumbers, RatioNumbers
from metrics.rollup.operand_rows import Array, OperandSource
from metrics.rollup.unit_tree import UnitTree
from periods.spans import MONTHS_A_YEAR, MonthSpan, spell_month
from quantities import Quantity, compute_change


@dataclass(frozen=True)
class AreaMonths:
    """An area's numbers: of this year's months so far, of the twelve a year before, of the span.

    `total` is that of the span, `base` that of the same span a year before, `change` what
    `compute_change` makes of the two. Numbers are in base units, NaN where nothing is reported;
    `is_sum` says that the span's number is a sum over units.
    """

    area: str
    now: tuple[float, ...]
    before: tuple[float, ...]
    total: float
    base: float
    change: Quantity | None
    is_sum: bool


@dataclass(frozen=True)
class MonthsOfUnits:
    """An indicator of an area (`whole`) and of its units, in the order of areas.csv.

    `months` are this year's so far (2025-01 …), `months_before` the twelve a year before;
    `compared` says which of the units are in the sums of `whole`.
    """

    code: str
    months: tuple[str, ...]
    months_before: tuple[str, ...]
    whole: AreaMonths
    units: tuple[AreaMonths, ...]
    compared: Coverage


def months_of_units(
    source: OperandSource,
    tree: UnitTree,
    indicators: Sequence[Entry],
    code: str,
    scope: AreaScope,
) -> MonthsOfUnits:
    """Return an indicator of an area and its units, month by month.

    The months are those of the year of the scope's task (the calendar's, or the union's); the other
    parameters are those of `area_overview`. Raises KeyError for an unknown indicator or area.

    Example: months_of_units(OperandsInMemory(figures), UnitTree(areas), indicators, "new_members",
    AreaScope("990100", count_month("2025-09"))).whole.now[0] is the sum of January.
    """
    if scope.area not in tree.above:
        raise KeyError(scope.area)
    catalogue = read_catalogue(indicators, [code])
    scope = replace(scope, among_siblings=False)
    numbers = AreaNumbers(source, tree, catalogue, scope)
    indicator_numbers = _numbers_of_indicator(numbers, code)
    expected = numbers.expected(scope.span)[indicator_numbers.rows[-1]]
    compared = _find_compared(numbers, indicator_numbers, expected)
    units = [unit for unit in numbers.branch.units_at(numbers.area_position) if expected[unit]]
    if compared.missing:
        codes = numbers.branch.codes
        asked = [codes[at] for at in np.flatnonzero(expected) if codes[at] not in compared.missing]
        # The parts of a ratio are asked of the same units as the ratio itself.
        of_them = dict.fromkeys((code, *catalogue.parts.get(code, ())), asked)
        numbers = AreaNumbers(source, tree, catalogue, replace(scope, asked=of_them))
    return _MonthsBuilder(numbers, code).build(units, compared)


def _numbers_of_indicator(numbers: AreaNumbers, code: str) -> IndicatorNumbers:
    """Return the numbers of one indicator, a count or a ratio."""
    is_ratio = code in numbers.catalogue.parts
    return RatioNumbers(numbers, code) if is_ratio else CountNumbers(numbers, code)


def _find_compared(
    numbers: AreaNumbers, indicator_numbers: IndicatorNumbers, expected: Array
) -> Coverage:
    """Return which units of the scope's area have the span and the same one a year before.

    `expected` says which areas are asked. An area that is compared by its own numbers covers
    itself; without a comparison the units that have the span count.
    """
    matched, row = indicator_numbers.compared
    at, span_numbers = numbers.area_position, indicator_numbers.for_span(numbers.scope.span)
    if matched.known[row, at] and not matched.partial[row, at] and not span_numbers.from_units[at]:
        return Coverage(1, 1)
    units = numbers.branch.units_at(at)
    asked = units[expected[units]]
    there = matched.known[row] if matched.known[row, at] else span_numbers.counted
    missing = tuple(numbers.branch.codes[unit] for unit in asked if not there[unit])
    return Coverage(len(asked) - len(missing), len(asked), missing)


class _MonthsBuilder:
    """Makes the months of an area and its units of the numbers of a scope."""

    def __init__(self, numbers: AreaNumbers, code: str) -> None:
        """Take the numbers of a scope and one of its indicators."""
        self.numbers, self.code, self.indicator_numbers = (
            numbers,
            code,
            _numbers_of_indicator(numbers, code),
        )
        year, through = numbers.scope.task_year, numbers.scope.through
        self.months = range(year.first, through + 1)
        self.months_before = range(year.first - MONTHS_A_YEAR, year.first)
        self.of_months = {
            month: self._span_values(MonthSpan(month, month))
            for month in (*self.months_before, *self.months)
        }

    def _span_values(self, span: MonthSpan) -> Array:
        """Return each area's number of a span, NaN without one."""
        span_numbers = self.indicator_numbers.for_span(span)
        return np.where(span_numbers.known, span_numbers.value, np.nan)

    def build(self, units: Sequence[int], compared: Coverage) -> MonthsOfUnits:
        """Return the months of the scope's area and of its units, by their positions."""
        return MonthsOfUnits(
            code=self.code,
            months=tuple(map(spell_month, self.months)),
            months_before=tuple(map(spell_month, self.months_before)),
            whole=self._months_of(self.numbers.area_position),
            units=tuple(self._months_of(unit) for unit in units),
            compared=compared,
        )

    def _months_of(self, area: int) -> AreaMonths:
        """Return the months of the area at a position."""
        span = self.numbers.scope.span
        now, before = self.indicator_numbers.compared_pair(area)
        return AreaMonths(
            area=self.numbers.branch.codes[area],
            now=tuple(float(self.of_months[month][area]) for month in self.months),
            before=tuple(float(self.of_months[month][area]) for month in self.months_before),
            total=float(self._span_values(span)[area]),
            base=float(self._span_values(span.year_before)[area]),
            change=compute_change(now, before) if now and before else None,
            is_sum=bool(self.indicator_numbers.for_span(span).from_units[area]),
        )
