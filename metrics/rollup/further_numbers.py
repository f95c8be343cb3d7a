"""The further numbers beside a total on a card: its last month, its gain, the parts of a ratio.

Two numbers that are compared are summed from the same units (`match_totals`).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from metrics.rollup.area_scope import AreaScope, Entry, read_catalogue
from metrics.rollup.branch_numbers import BranchNumbers
from metrics.rollup.operand_rows import Array, OperandSource
from metrics.rollup.totals import match_totals
from metrics.rollup.totals_and_ratios import PERCENT, RatioNumbers, TotalNumbers
from metrics.rollup.unit_tree import UnitTree
from periods.spans import MONTHS_A_YEAR, MonthSpan, spell_month
from quantities import Quantity, subtract_quantities

FurtherNumberKind = Literal["month", "gain", "part"]


@dataclass(frozen=True)
class FurtherNumber:
    """A number beside a total, for the month or span `period`.

    Kind `month`: a flow's number of one month. Kind `gain`: the change of a stock since the end of
    the month `since`. Kind `part`: the numerator or denominator of a ratio. `code` is the indicator
    of the number: for a part the numerator's or denominator's.
    """

    kind: FurtherNumberKind
    code: str
    period: str
    quantity: Quantity
    since: str = ""


@dataclass(frozen=True)
class FurtherNumbers:
    """The further numbers on a card, and the months of its small line.

    `months` replaces the small line of a sum in which units are missing: the months of
    `AreaScope.spark`, summed from the units in the total. A month that one of them lacks is NaN.
    It is () for other totals, or if less than half of the months are known.
    """

    numbers: tuple[FurtherNumber, ...] = ()
    months: tuple[float, ...] = ()


def find_further_numbers(
    source: OperandSource,
    tree: UnitTree,
    indicators: Sequence[Entry],
    codes: Sequence[str],
    scope: AreaScope,
) -> dict[str, FurtherNumbers]:
    """Return the further numbers of each indicator's card, by the indicator's code.

    A flow (summed over months, such as new members) has its last month and the same month a year
    before; a stock (a number at a date, such as members) its gains since the end of last year and
    since the month before; a ratio its denominator and numerator. Numbers without figures are left
    out. Parameters are those of `build_area_overview`. Raises KeyError for an unknown indicator or
    area.

    Example: find_further_numbers(source, tree, indicators, ["union_members"], AreaScope("990100",
    count_month("2025-09")))["union_members"].numbers[0].quantity is the gain since 2024-12.
    """
    if scope.area not in tree.above:
        raise KeyError(scope.area)
    catalogue = read_catalogue(indicators, codes)
    numbers = BranchNumbers(source, tree, catalogue, replace(scope, among_siblings=False))
    return {
        code: FurtherNumbers(
            tuple(number for number in _list_further_numbers(numbers, code) if number),
            _list_months(numbers, code),
        )
        for code in numbers.catalogue.shown
    }


def _list_further_numbers(numbers: BranchNumbers, code: str) -> list[FurtherNumber | None]:
    """Return the further numbers of one indicator; None for each number without figures.

    `find_further_numbers` says which they are. An indicator that is neither summed over months nor
    a number at a date, such as a target, has none: [].
    """
    through, over_time = numbers.scope.through, numbers.catalogue.get_time_aggregation(code)
    if code in numbers.catalogue.parts:
        return _list_ratio_parts(numbers, code)
    if over_time == "sum":
        quantities = _compare_months(numbers, code, through, through - MONTHS_A_YEAR)
        periods = (spell_month(through), spell_month(through - MONTHS_A_YEAR))
        return [
            FurtherNumber("month", code, period, quantity) if quantity else None
            for period, quantity in zip(periods, quantities, strict=True)
        ]
    if over_time == "last":
        december = through - through % MONTHS_A_YEAR - 1
        base_months = dict.fromkeys((december, through - 1))  # in January both are the same month
        return [_compute_gain(numbers, code, through, month) for month in base_months]
    return []


def _compare_months(
    numbers: BranchNumbers, code: str, now: int, then: int
) -> tuple[Quantity | None, Quantity | None]:
    """Return the numbers of an indicator in two months, summed from the same units.

    `now` and `then` are months counted since the year 0. If no units have both, the second number
    is None and the first is the total of its month.
    """
    row, unit = numbers.catalogue.find_row(code), numbers.catalogue.get_unit(code)
    spans = [MonthSpan(month, month) for month in (now, then)]
    totals = [numbers.get_totals(span).select_rows([row]) for span in spans]
    rules = numbers.sum_rules(spans[0]).select_rows([row])
    matched = match_totals(totals, np.ones_like(rules.expected), rules)
    cell = (0, numbers.area_position)  # the totals have the row of this indicator alone
    first, second = (each.build_quantity(cell, unit, for_rate=True) for each in matched.numbers)
    if first is None:
        return totals[0].total.build_quantity(cell, unit), None
    return first, second


def _compute_gain(numbers: BranchNumbers, code: str, now: int, then: int) -> FurtherNumber | None:
    """Return the gain of a stock between the ends of two months; None if one has no number.

    `now` and `then`, the earlier one, are months counted since the year 0.
    """
    first, second = _compare_months(numbers, code, now, then)
    if first is None or second is None:
        return None
    gain = subtract_quantities(first, second)
    return FurtherNumber("gain", code, spell_month(now), gain, spell_month(then))


def _list_ratio_parts(numbers: BranchNumbers, code: str) -> list[FurtherNumber | None]:
    """Return denominator and numerator of a ratio for the scope's span, from the same units.

    The denominator is the first; None stands for a part without a number.
    """
    matched = numbers.get_parts(numbers.scope.span)
    ratio_row = list(numbers.catalogue.parts).index(code)
    part_codes = numbers.catalogue.parts[code]
    parts: list[FurtherNumber | None] = []
    for part_code, part_numbers in zip(part_codes, matched.numbers, strict=True):
        unit = numbers.catalogue.get_unit(part_code)
        quantity = part_numbers.build_quantity(
            (ratio_row, numbers.area_position), unit, for_rate=True
        )
        period = numbers.scope.span.period
        parts.append(FurtherNumber("part", part_code, period, quantity) if quantity else None)
    return parts[::-1]  # the denominator first


def _list_months(numbers: BranchNumbers, code: str) -> tuple[float, ...]:
    """Return the months of the small line, summed from the units in the span's total.

    Otherwise the line would rise or fall because a unit is missing in some months. The result is ()
    unless the total is a sum in which units are missing, or if less than half of the months are
    known.
    """
    is_ratio = code in numbers.catalogue.parts
    indicator_numbers = RatioNumbers(numbers, code) if is_ratio else TotalNumbers(numbers, code)
    span_numbers = indicator_numbers.get_span_numbers(numbers.scope.span)
    if (
        not span_numbers.from_units[numbers.area_position]
        or not span_numbers.partial[numbers.area_position]
    ):
        return ()
    units = numbers.branch.list_units_at(numbers.area_position)
    is_expected = numbers.find_expected(numbers.scope.span)[indicator_numbers.rows[-1], units]
    summed_units = units[is_expected & span_numbers.counted[units]]
    values = [
        _sum_month(numbers, code, month_index, summed_units)
        for month_index in range(len(numbers.scope.spark))
    ]
    known_count = sum(not math.isnan(value) for value in values)
    return tuple(values) if 2 * known_count >= len(values) else ()


def _sum_month(numbers: BranchNumbers, code: str, month_index: int, units: Array) -> float:
    """Return the sum over units of a month of the small line, for a ratio the quotient of sums.

    The result is NaN if one of the units has no number. `month_index` is the month's position in
    the line, `units` are positions in the branch.
    """
    if code not in numbers.catalogue.parts:
        row, totals = numbers.catalogue.find_row(code), numbers.months[month_index].total
        return float(totals.value[row, units].sum()) if totals.known[row, units].all() else math.nan
    ratio_row = list(numbers.catalogue.parts).index(code)
    parts = numbers.parts_of_months[month_index]
    numerator, denominator = (float(each.value[ratio_row, units].sum()) for each in parts.numbers)
    if not parts.known[ratio_row, units].all() or denominator <= 0:
        return math.nan
    return numerator / denominator * (100 if numbers.catalogue.get_unit(code) == PERCENT else 1)
