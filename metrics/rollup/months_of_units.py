"""An indicator month by month: an area and its units, beside the same months a year before.

The area's sums are over the same units in every month: those that are compared with the year
before. Otherwise a line would rise because one more unit has reported.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from metrics.rollup.area_results import Coverage
from metrics.rollup.area_scope import AreaScope, Entry, read_catalogue
from metrics.rollup.branch_numbers import BranchNumbers
from metrics.rollup.operand_rows import Array, OperandSource
from metrics.rollup.totals_and_ratios import IndicatorNumbers, RatioNumbers, TotalNumbers
from metrics.rollup.unit_tree import UnitTree
from periods.spans import MONTHS_A_YEAR, MonthSpan, spell_month
from quantities import Quantity, compute_change


@dataclass(frozen=True)
class AreaMonths:
    """An area's numbers: `now` of this year's months so far, `before` of the twelve a year before.

    `total` is the number of the scope's span, `base` that of the same span a year before, `change`
    the result of `compute_change` for both. `is_sum`: the total is a sum over units. Numbers are in
    base units, NaN where nothing is reported.
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

    `months` are this year's so far (2025-01 …), `months_before` the twelve a year before.
    `compared` says how many units are in the sums of `whole`, and which are left out.
    """

    code: str
    months: tuple[str, ...]
    months_before: tuple[str, ...]
    whole: AreaMonths
    units: tuple[AreaMonths, ...]
    compared: Coverage


def build_months_of_units(
    source: OperandSource,
    tree: UnitTree,
    indicators: Sequence[Entry],
    code: str,
    scope: AreaScope,
) -> MonthsOfUnits:
    """Return an indicator of an area and its units, month by month, for a chart of lines.

    The months are those of `scope.task_year`; the other parameters are those of
    `build_area_overview`. The area's sums are over the same units in every month: if units lack a
    number of the span or of the one a year before, the numbers are computed anew without them.
    Raises KeyError for an unknown indicator or area.

    Example: build_months_of_units(OperandsInMemory(figures), UnitTree(areas), indicators,
    "new_members", AreaScope("990100", count_month("2025-09"))).whole.now[0] is the sum of January.
    """
    if scope.area not in tree.above:
        raise KeyError(scope.area)
    catalogue = read_catalogue(indicators, [code])
    scope = replace(scope, among_siblings=False)
    numbers = BranchNumbers(source, tree, catalogue, scope)
    indicator_numbers = _get_indicator_numbers(numbers, code)
    # The last of `rows` is the indicator's own row, or the denominator's for a ratio.
    is_expected = numbers.find_expected(scope.span)[indicator_numbers.rows[-1]]
    compared = _find_compared(numbers, indicator_numbers, is_expected)
    units = numbers.branch.list_units_at(numbers.area_position)
    unit_positions = [position for position in units if is_expected[position]]
    if compared.missing:
        expected_codes = (numbers.branch.codes[i] for i in np.flatnonzero(is_expected))
        asked_codes = [each for each in expected_codes if each not in compared.missing]
        # The parts of a ratio are asked of the same units as the ratio itself.
        asked_by_code = dict.fromkeys((code, *catalogue.parts.get(code, ())), asked_codes)
        numbers = BranchNumbers(source, tree, catalogue, replace(scope, asked=asked_by_code))
    return _MonthsBuilder(numbers, code).build(unit_positions, compared)


def _get_indicator_numbers(numbers: BranchNumbers, code: str) -> IndicatorNumbers:
    """Return the numbers of one indicator, which may be a ratio."""
    is_ratio = code in numbers.catalogue.parts
    return RatioNumbers(numbers, code) if is_ratio else TotalNumbers(numbers, code)


def _find_compared(
    numbers: BranchNumbers, indicator_numbers: IndicatorNumbers, is_expected: Array
) -> Coverage:
    """Return which units of the scope's area have both the span and the one a year before.

    `is_expected` marks the areas that are expected to report. An area that is compared by its own
    numbers has coverage 1 of 1. If the area cannot be compared, the units that have the span are
    counted.
    """
    matched, row = indicator_numbers.comparison
    area_position = numbers.area_position
    span_numbers = indicator_numbers.get_span_numbers(numbers.scope.span)
    is_compared = matched.known[row, area_position]
    is_partial = matched.partial[row, area_position]
    if is_compared and not is_partial and not span_numbers.from_units[area_position]:
        return Coverage(1, 1)
    units = numbers.branch.list_units_at(area_position)
    expected_units = units[is_expected[units]]
    has_number = matched.known[row] if is_compared else span_numbers.counted
    missing_codes = tuple(
        numbers.branch.codes[position] for position in expected_units if not has_number[position]
    )
    return Coverage(len(expected_units) - len(missing_codes), len(expected_units), missing_codes)


class _MonthsBuilder:
    """Builds the months of an area and its units from the numbers of a scope."""

    def __init__(self, numbers: BranchNumbers, code: str) -> None:
        """Take the numbers of a scope and one of its indicators, and compute all of its months.

        They are the months of `scope.task_year` so far, and all twelve of the year before;
        `values_by_month` has an array with the number of each area.
        """
        self.numbers, self.code, self.indicator_numbers = (
            numbers,
            code,
            _get_indicator_numbers(numbers, code),
        )
        year, through = numbers.scope.task_year, numbers.scope.through
        self.months = range(year.first, through + 1)
        self.months_before = range(year.first - MONTHS_A_YEAR, year.first)
        self.values_by_month = {
            month: self._get_span_values(MonthSpan(month, month))
            for month in (*self.months_before, *self.months)
        }

    def _get_span_values(self, span: MonthSpan) -> Array:
        """Return each area's number for a span, NaN if it has none."""
        span_numbers = self.indicator_numbers.get_span_numbers(span)
        return np.where(span_numbers.known, span_numbers.value, np.nan)

    def build(self, unit_positions: Sequence[int], compared: Coverage) -> MonthsOfUnits:
        """Return the months of the scope's area and of its units at the given positions."""
        return MonthsOfUnits(
            code=self.code,
            months=tuple(map(spell_month, self.months)),
            months_before=tuple(map(spell_month, self.months_before)),
            whole=self._build_months(self.numbers.area_position),
            units=tuple(map(self._build_months, unit_positions)),
            compared=compared,
        )

    def _build_months(self, position: int) -> AreaMonths:
        """Return the months of the area at a position in the branch."""
        span, span_before = self.numbers.scope.span, self.numbers.scope.span.year_before
        now, before = self.indicator_numbers.get_now_and_before(position)
        values_by_month = self.values_by_month
        return AreaMonths(
            area=self.numbers.branch.codes[position],
            now=tuple(float(values_by_month[month][position]) for month in self.months),
            before=tuple(float(values_by_month[month][position]) for month in self.months_before),
            total=float(self._get_span_values(span)[position]),
            base=float(self._get_span_values(span_before)[position]),
            change=compute_change(now, before) if now and before else None,
            is_sum=bool(self.indicator_numbers.get_span_numbers(span).from_units[position]),
        )
