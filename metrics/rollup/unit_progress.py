"""The progress of an area and each of its units towards the targets of the year (进度).

Numbers follow the rule of a total; completions are those of `build_area_overview`: what is done so
far and the target, from the same units.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from metrics.rollup.area_scope import AreaScope, Entry, read_catalogue
from metrics.rollup.branch_numbers import BranchNumbers
from metrics.rollup.operand_rows import Array, OperandSource
from metrics.rollup.totals import MatchedNumbers
from metrics.rollup.totals_and_ratios import IndicatorNumbers, RatioNumbers, TotalNumbers, divide
from metrics.rollup.unit_tree import UnitTree
from periods.spans import MonthSpan, spell_month
from quantities import Quantity, compute_change, percentage_of

RANK_TOLERANCE = 1e-9
"""Completions that differ by no more than this share a place."""


@dataclass(frozen=True)
class UnitProgress:
    """The progress of one area in one indicator.

    `total` is the number of the scope's span, `change` its change against the same span a year
    before (`compute_change`). `done` is the number of the year so far, `rate` its share of `target`
    in percent. `is_sum`: a number is a sum over units; `at_least`: some of these are missing.
    `place` is among the units with a rate; `gained` are the places gained since the month before
    (negative: lost) among the units with a rate in both. If `done` is missing, `lacking` has the
    months of the year so far that the area has not reported; () if it has reported none.
    """

    area: str
    total: Quantity | None
    change: Quantity | None
    done: Quantity | None
    target: Quantity | None
    rate: Quantity | None
    is_sum: bool
    at_least: bool
    place: int | None = None
    gained: int | None = None
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True)
class IndicatorProgress:
    """The progress of an area (`whole`) and its expected units in an indicator with targets.

    `reporting` of `expected` units are in the completion of the whole: 1 of 1 for an area that
    reports both numbers itself. `elapsed` is the share of the year that has passed in percent, None
    for a number at a date. The change of the whole is from `compared` units, those that have
    reported a year before, too. `units` are in the order of areas.csv.
    """

    code: str
    unit: str
    elapsed: float | None
    whole: UnitProgress
    reporting: int
    expected: int
    compared: int
    units: tuple[UnitProgress, ...]

    @property
    def ranked(self) -> int:
        """How many units have a place."""
        return sum(unit.place is not None for unit in self.units)


def list_progress(
    source: OperandSource,
    tree: UnitTree,
    indicators: Sequence[Entry],
    codes: Sequence[str],
    scope: AreaScope,
) -> tuple[IndicatorProgress, ...]:
    """Return the progress in each of the indicators `codes` that has a target of the year.

    Indicators for which neither the area nor one of its units has a target are left out. The other
    parameters are those of `build_area_overview`; rates are in percent, numbers in base units.
    Raises KeyError for an unknown indicator or area.

    Example: list_progress(OperandsInMemory(figures), UnitTree(areas), indicators, ["new_members"],
    AreaScope("990100", count_month("2025-09"))).
    """
    if scope.area not in tree.above:
        raise KeyError(scope.area)
    numbers = BranchNumbers(source, tree, read_catalogue(indicators, codes), scope)
    if not numbers.with_target:
        return ()
    builder = _ProgressBuilder(numbers)
    return tuple(builder.build(code) for code in numbers.with_target if builder.has_target(code))


class _ProgressBuilder:
    """Builds the progress of indicators from the numbers of a scope."""

    def __init__(self, numbers: BranchNumbers) -> None:
        """Take the numbers of a scope and compute the completions of all indicators at once.

        `now` has them for the part of the year that has passed; `before` a month earlier, None in
        the first month of the year.
        """
        self.numbers, scope = numbers, numbers.scope
        self.units = numbers.branch.list_units_at(numbers.area_position)
        self.now = numbers.completion
        before = MonthSpan(scope.task_span.first, scope.through - 1)
        self.before: MatchedNumbers | None = (
            numbers.match_done_and_targets(before) if before.months else None
        )
        self.reported = numbers.reported.find_reported_months(scope.task_span)
        # An inexact number that was reported as one figure keeps its wording: 100余人.
        own = numbers.get_totals(scope.task_span).own
        inexact = own.known & own.fields["inexact"]
        self.printed = (
            numbers.read_printed_numbers(inexact, scope.task_span) if inexact.any() else {}
        )

    def has_target(self, code: str) -> bool:
        """Return whether the area or one of its units has a target of the year."""
        target_row = self.numbers.catalogue.find_row(self.numbers.catalogue.targets[code])
        known = self.numbers.get_totals(self.numbers.scope.task_year).total.known[target_row]
        return bool(known[self.numbers.area_position] or known[self.units].any())

    def build(self, code: str) -> IndicatorProgress:
        """Return the progress of one indicator.

        An area whose own number is compared with its target counts as 1 of 1 expected units.
        """
        numbers, catalogue = self.numbers, self.numbers.catalogue
        area, year_so_far = numbers.area_position, numbers.scope.task_span
        # The indicator has a row in completions, in all indicators, and in the comparison.
        row, indicator_row = numbers.with_target.index(code), catalogue.find_row(code)
        is_ratio = code in catalogue.parts
        indicator_numbers = RatioNumbers(numbers, code) if is_ratio else TotalNumbers(numbers, code)
        matched, comparison_row = indicator_numbers.comparison
        units = self.units[numbers.find_expected(year_so_far)[indicator_row, self.units]]
        places, gained = self._find_places(row, units)
        has_own = bool(numbers.get_totals(year_so_far).own.known[indicator_row, area])
        is_own = has_own and not self.now.partial[row, area]
        by_units = bool(matched.partial[comparison_row, area]) or not is_own
        is_flow = catalogue.get_time_aggregation(code) == "sum"
        return IndicatorProgress(
            code=code,
            unit=catalogue.get_unit(code),
            elapsed=numbers.scope.elapsed if is_flow else None,
            whole=self._build_unit_progress(indicator_numbers, row, area),
            reporting=1 if is_own else int(self.now.known[row, units].sum()),
            expected=1 if is_own else len(units),
            compared=int(matched.known[comparison_row, units].sum()) if by_units else 1,
            units=tuple(
                self._build_unit_progress(indicator_numbers, row, unit, place, moved)
                for unit, place, moved in zip(units.tolist(), places, gained, strict=True)
            ),
        )

    def _build_unit_progress(
        self,
        indicator_numbers: IndicatorNumbers,
        row: int,
        area: int,
        place: int | None = None,
        gained: int | None = None,
    ) -> UnitProgress:
        """Build the progress of one area, which is a position in the branch.

        `row` is the indicator's row in `completion`; `place` and `gained` are missing for the whole
        area.
        """
        numbers = self.numbers
        done, target = (
            self._get_done_or_target(indicator_numbers, row, area, side) for side in (0, 1)
        )
        span, indicator_row = numbers.scope.task_span, indicator_numbers.rows[0]
        span_numbers = indicator_numbers.get_span_numbers(numbers.scope.span)
        now, base = indicator_numbers.get_now_and_before(area)
        return UnitProgress(
            area=numbers.branch.codes[area],
            total=indicator_numbers.build_quantity(numbers.scope.span, area),
            change=compute_change(now, base) if now and base else None,
            done=self.printed.get((indicator_row, area), done),
            target=target,
            rate=percentage_of(done, target) if done and target and target.value > 0 else None,
            is_sum=bool(span_numbers.from_units[area])
            or bool(numbers.get_totals(span).is_sum[indicator_row, area]),
            at_least=bool(self.now.partial[row, area]),
            place=place,
            gained=gained,
            lacking=() if done else self._list_missing_months(indicator_row, area),
        )

    def _get_done_or_target(
        self, indicator_numbers: IndicatorNumbers, row: int, area: int, side: int
    ) -> Quantity | None:
        """Return an area's number done (`side` 0) or its target (`side` 1).

        They are from the same units if possible; an area that has only one of the two shows it.
        """
        if self.now.known[row, area]:
            return self.now.numbers[side].build_quantity(
                (row, area), indicator_numbers.unit, for_rate=True
            )
        numbers, scope = self.numbers, self.numbers.scope
        if side == 0:
            return indicator_numbers.build_quantity(scope.task_span, area)
        code = numbers.with_target[row]
        target = numbers.catalogue.find_row(numbers.catalogue.targets[code])
        return numbers.get_totals(scope.task_year).total.build_quantity(
            (target, area), indicator_numbers.unit
        )

    def _list_missing_months(self, indicator_row: int, area: int) -> tuple[str, ...]:
        """Return the months of the year so far that an area lacks; () if it has reported none."""
        has_month = self.reported[:, indicator_row, area]
        if not has_month.any():
            return ()
        months = self.numbers.scope.task_span.months
        return tuple(
            spell_month(month)
            for month, is_reported in zip(months, has_month, strict=True)
            if not is_reported
        )

    def _find_places(self, row: int, units: Array) -> tuple[list[int | None], list[int | None]]:
        """Return each unit's place by completion, and the places gained since last month.

        For the gain both months are ranked anew among the units with a completion in both, so that
        none gains a place because another has not reported.
        """
        now = _compute_completions(self.now, row, units)
        places = _rank(now)
        places_gained: list[int | None] = [None] * len(units)
        if self.before is not None:
            before = _compute_completions(self.before, row, units)
            has_both = np.isfinite(now) & np.isfinite(before)
            old_places = _rank(np.where(has_both, before, np.nan))
            new_places = _rank(np.where(has_both, now, np.nan))
            places_gained = [
                old - new if old is not None and new is not None else None
                for old, new in zip(old_places, new_places, strict=True)
            ]
        return places, places_gained


def _compute_completions(matched: MatchedNumbers, row: int, units: Array) -> Array:
    """Return the completion of some areas in percent, NaN for those without one."""
    done, goal = (each.value[row, units] for each in matched.numbers)
    return divide(100 * done, goal, matched.known[row, units] & (goal > 0))


def _rank(values: Array) -> list[int | None]:
    """Return the place of each value: 1 for the highest, None for NaN; equal values share a place.

    Example: [79.5, nan, 55.5, 79.5] -> [1, None, 3, 1].
    """
    ascending = np.sort(values[np.isfinite(values)])
    # The place is one more than the number of values that are higher.
    higher_counts = len(ascending) - np.searchsorted(
        ascending, values + RANK_TOLERANCE, side="right"
    )
    return [
        int(higher_count) + 1 if np.isfinite(value) else None
        for value, higher_count in zip(values, higher_counts, strict=True)
    ]
