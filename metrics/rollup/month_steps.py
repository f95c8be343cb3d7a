"""What stands beside a total on a card: its last month, what it has gained, the parts of a ratio.

Two numbers that are compared are made of the same units (`match_totals`).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from metrics.rollup.area_numbers import AreaNumbers
from metrics.rollup.area_scope import AreaScope, Entry, read_catalogue
from metrics.rollup.indicator_numbers import PERCENT, CountNumbers, RatioNumbers
from metrics.rollup.operand_rows import Array, OperandSource
from metrics.rollup.totals import match_totals
from metrics.rollup.unit_tree import UnitTree
from periods.spans import MONTHS_A_YEAR, MonthSpan, spell_month
from quantities import Quantity, subtract_quantities

StepKind = Literal["month", "gain", "part"]


@dataclass(frozen=True)
class Step:
    """A number beside a total, of the month or span `period`.

    A month is that of a flow (`month`), a gain what a stock has more than at the end of `since`, a
    part the numerator or denominator of a ratio, whose indicator is `code`.
    """

    kind: StepKind
    code: str
    period: str
    quantity: Quantity
    since: str = ""


@dataclass(frozen=True)
class BesideTotal:
    """The further numbers on a card: steps, and the months of its small line.

    `months` are those of `AreaScope.spark`, made of the units that are in the total, NaN where one
    of them lacks the month; () where too few months are known so.
    """

    steps: tuple[Step, ...] = ()
    months: tuple[float, ...] = ()


def month_steps(
    source: OperandSource,
    tree: UnitTree,
    indicators: Sequence[Entry],
    codes: Sequence[str],
    scope: AreaScope,
) -> dict[str, BesideTotal]:
    """Return the further numbers of each indicator's card, and its months of the same units.

    Steps are two months of a flow, two gains of a stock, denominator and numerator of a ratio;
    fewer where figures are missing.

    The months are the last one and the same a year before; the gains those since the end of last
    year and of the month before. Parameters are those of `area_overview`. Raises KeyError for an
    unknown indicator or area.

    Example: month_steps(source, tree, indicators, ["union_members"], AreaScope("990100",
    count_month("2025-09")))["union_members"].steps[0].quantity is the gain since 2024-12.
    """
    if scope.area not in tree.above:
        raise KeyError(scope.area)
    catalogue = read_catalogue(indicators, codes)
    numbers = AreaNumbers(source, tree, catalogue, replace(scope, among_siblings=False))
    return {
        code: BesideTotal(
            tuple(step for step in _list_steps(numbers, code) if step), _list_months(numbers, code)
        )
        for code in numbers.catalogue.shown
    }


def _list_steps(numbers: AreaNumbers, code: str) -> list[Step | None]:
    """Return the steps of one indicator; None for one without numbers."""
    through, over_time = numbers.scope.through, numbers.catalogue.over_time(code)
    if code in numbers.catalogue.parts:
        return _list_ratio_parts(numbers, code)
    if over_time == "sum":
        pair = _compare_months(numbers, code, through, through - MONTHS_A_YEAR)
        periods = (spell_month(through), spell_month(through - MONTHS_A_YEAR))
        return [
            Step("month", code, period, quantity) if quantity else None
            for period, quantity in zip(periods, pair, strict=True)
        ]
    if over_time == "last":
        december = through - through % MONTHS_A_YEAR - 1
        months = dict.fromkeys((december, through - 1))  # in January both are one
        return [_compute_gain(numbers, code, through, month) for month in months]
    return []


def _compare_months(
    numbers: AreaNumbers, code: str, now: int, then: int
) -> tuple[Quantity | None, Quantity | None]:
    """Return the numbers of an indicator in two months, made of the same units.

    Without a common unit there is that of the first month alone.
    """
    row, unit = numbers.catalogue.number(code), numbers.catalogue.unit(code)
    spans = [MonthSpan(month, month) for month in (now, then)]
    totals = [numbers.totals(span).of([row]) for span in spans]
    rules = numbers.rules(spans[0]).of([row])
    matched = match_totals(totals, np.ones_like(rules.expected), rules)
    here = (0, numbers.area_position)
    first, second = (each.quantity(here, unit, for_rate=True) for each in matched.numbers)
    if first is None:
        return totals[0].total.quantity(here, unit), None
    return first, second


def _compute_gain(numbers: AreaNumbers, code: str, now: int, then: int) -> Step | None:
    """Return the difference between a number at the end of two months, as a step."""
    first, second = _compare_months(numbers, code, now, then)
    if first is None or second is None:
        return None
    gain = subtract_quantities(first, second)
    return Step("gain", code, spell_month(now), gain, spell_month(then))


def _list_ratio_parts(numbers: AreaNumbers, code: str) -> list[Step | None]:
    """Return denominator and numerator of a ratio for the scope's span, of the same units."""
    found, pair = numbers.parts(numbers.scope.span), list(numbers.catalogue.parts).index(code)
    codes = numbers.catalogue.parts[code]
    steps: list[Step | None] = []
    for part, each in zip(codes, found.numbers, strict=True):
        quantity = each.quantity(
            (pair, numbers.area_position), numbers.catalogue.unit(part), for_rate=True
        )
        period = numbers.scope.span.period
        steps.append(Step("part", part, period, quantity) if quantity else None)
    return steps[::-1]


def _list_months(numbers: AreaNumbers, code: str) -> tuple[float, ...]:
    """Return the months of the small line, of the units that are in the span's total."""
    is_ratio = code in numbers.catalogue.parts
    indicator_numbers = RatioNumbers(numbers, code) if is_ratio else CountNumbers(numbers, code)
    span_numbers = indicator_numbers.for_span(numbers.scope.span)
    if (
        not span_numbers.from_units[numbers.area_position]
        or not span_numbers.partial[numbers.area_position]
    ):
        return ()
    units = numbers.branch.units_at(numbers.area_position)
    expected = numbers.expected(numbers.scope.span)[indicator_numbers.rows[-1], units]
    kept = units[expected & span_numbers.counted[units]]
    values = [_sum_month(numbers, code, index, kept) for index in range(len(numbers.scope.spark))]
    known = sum(not math.isnan(value) for value in values)
    return tuple(values) if 2 * known >= len(values) else ()


def _sum_month(numbers: AreaNumbers, code: str, index: int, units: Array) -> float:
    """Return a month's sum over units, of a ratio the quotient of sums; NaN if one lacks it."""
    if code not in numbers.catalogue.parts:
        row, totals = numbers.catalogue.number(code), numbers.months[index].total
        return float(totals.value[row, units].sum()) if totals.known[row, units].all() else math.nan
    pair, parts = list(numbers.catalogue.parts).index(code), numbers.parts_of_months[index]
    part, whole = (float(each.value[pair, units].sum()) for each in parts.numbers)
    if not parts.known[pair, units].all() or whole <= 0:
        return math.nan
    return part / whole * (100 if numbers.catalogue.unit(code) == PERCENT else 1)
