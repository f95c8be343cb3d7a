"""The overview of an area, as pages and the command `overview` show it."""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from metrics.rollup.area_results import (
    AreaIndicator,
    AreaOverview,
    AreaTotal,
    Completion,
    Coverage,
    Disagreement,
    Growth,
    MonthPoint,
    Place,
    Source,
    UnitMeasure,
)
from metrics.rollup.area_scope import AreaScope, Entry, read_catalogue
from metrics.rollup.branch_numbers import BranchNumbers
from metrics.rollup.derivations import Derivation
from metrics.rollup.operand_rows import Array, OperandSource
from metrics.rollup.places import find_place
from metrics.rollup.totals_and_ratios import (
    IndicatorNumbers,
    RatioNumbers,
    TotalNumbers,
    divide,
)
from metrics.rollup.unit_tree import UnitTree
from periods.spans import MonthSpan, spell_month
from quantities import Quantity, compute_change, percentage_of, subtract_quantities


def build_area_overview(
    source: OperandSource,
    tree: UnitTree,
    indicators: Sequence[Entry],
    shown: Sequence[str],
    scope: AreaScope,
    *,
    with_operands: bool = False,
) -> AreaOverview:
    """Return the overview of an area: everything about each of the `shown` indicators.

    `source` reads figures (`ledger.ReleaseOperands` or `OperandsInMemory`), `indicators` are all
    entries of indicators.yaml. Numbers are in base units, rates in percent. The keys of operands
    are listed only `with_operands`: a nation has many. Raises KeyError for an unknown indicator or
    area.

    Example: build_area_overview(OperandsInMemory(figures), UnitTree(areas), indicators,
    ["new_members"], AreaScope("990100", count_month("2025-09"))). ARCHITECTURE.md explains how
    totals are made (Many figures to a total).
    """
    if scope.area not in tree.above:
        raise KeyError(scope.area)
    numbers = BranchNumbers(source, tree, read_catalogue(indicators, shown), scope)
    builder = _OverviewBuilder(numbers, with_operands)
    catalogue = numbers.catalogue
    results = [builder.build(code) for code in catalogue.shown]
    return AreaOverview(
        area=scope.area,
        through=spell_month(scope.through),
        since=scope.since,
        period=scope.span.period,
        elapsed=scope.elapsed,
        indicators=tuple(results),
        units=builder.build_units_table(),
    )


MAX_NOTES = 100
"""The most figures whose notes on a break are read; units of one area mostly give one reason."""


class _OverviewBuilder:
    """Builds the parts of an overview from the numbers of its scope."""

    def __init__(self, numbers: BranchNumbers, with_operands: bool) -> None:
        """Take the numbers of a scope; with `with_operands`, keys of operands are listed."""
        self.numbers, self.with_operands = numbers, with_operands
        self.scope, self.branch, self.area_position = (
            numbers.scope,
            numbers.branch,
            numbers.area_position,
        )
        # Areas are positions in the branch: the columns of arrays.
        self.units = self.branch.list_units_at(self.area_position)
        self._is_area_or_below = self.branch.find_within(self.area_position)
        position_above = self.branch.parents[self.area_position]
        self.siblings = (
            self.branch.list_units_at(position_above)
            if position_above >= 0
            else np.array([self.area_position])
        )
        parts = numbers.catalogue.parts
        self._reported: dict[MonthSpan, Array] = {}
        self.numbers_by_code: dict[str, IndicatorNumbers] = {
            code: RatioNumbers(numbers, code) if code in parts else TotalNumbers(numbers, code)
            for code in numbers.catalogue.shown
        }

    def _find_reported_months(self, span: MonthSpan) -> Array:
        """Return `OwnNumbers.find_reported_months` of a span, kept for the next indicator."""
        if span not in self._reported:
            self._reported[span] = self.numbers.reported.find_reported_months(span)
        return self._reported[span]

    def build(self, code: str) -> AreaIndicator:
        """Return everything that the overview shows of one indicator."""
        catalogue, span = self.numbers.catalogue, self.scope.span
        completion = self._compute_completion(code) if code in catalogue.targets else None
        total = self.build_total(code, span)
        best, weakest = self._find_extremes(code)
        return AreaIndicator(
            code=code,
            unit=catalogue.get_unit(code),
            kind=str(catalogue.entries[code].get("kind", "")),
            total=total,
            before=self.build_total(code, span.year_before),
            growth=self._compute_growth(code, total),
            target=self._build_target(code) if completion else None,
            completion=completion,
            place=self._find_place(code),
            best=best,
            weakest=weakest,
            months=self._list_months(code),
            disagreements=self._find_disagreements(code),
        )

    def build_total(self, code: str, span: MonthSpan) -> AreaTotal:
        """Return the area's total of an indicator for a span, and what it was computed from."""
        indicator_numbers = self.numbers_by_code[code]
        span_numbers = indicator_numbers.get_span_numbers(span)
        quantity = indicator_numbers.build_quantity(span, self.area_position)
        from_units = bool(span_numbers.from_units[self.area_position])
        source: Source = "none" if quantity is None else "units" if from_units else "own"
        operands = (
            self._list_operands(indicator_numbers.rows, span, from_units)
            if self.with_operands
            else ()
        )
        return AreaTotal(
            period=self._choose_total_period(code, span),
            quantity=quantity,
            source=source,
            joined=source == "own" and quantity is not None and quantity.derived,
            at_least=bool(span_numbers.partial[self.area_position])
            and not indicator_numbers.is_ratio,
            coverage=Coverage(1, 1) if source == "own" else self._count_coverage(code, span),
            operands=operands,
        )

    def _choose_total_period(self, code: str, span: MonthSpan) -> str:
        """Return the period of a total: the span, for a number at a date its last month."""
        over_time = self.numbers.catalogue.get_time_aggregation(code)
        return spell_month(span.last) if over_time == "last" else span.period

    def _count_coverage(self, code: str, span: MonthSpan) -> Coverage:
        """Return how many units are in the area's sum, and which are missing or incomplete."""
        indicator_numbers = self.numbers_by_code[code]
        span_numbers = indicator_numbers.get_span_numbers(span)
        row = indicator_numbers.rows[-1]  # the indicator's own, or that of a ratio's denominator
        expected_units = self.units[self.numbers.find_expected(span)[row, self.units]]
        missing_units = [unit for unit in expected_units if not span_numbers.counted[unit]]
        incomplete_units = [
            unit
            for unit in expected_units
            if span_numbers.counted[unit] and span_numbers.partial[unit]
        ]
        return Coverage(
            reporting=int(len(expected_units) - len(missing_units)),
            expected=len(expected_units),
            missing=self._list_codes(missing_units),
            incomplete=self._list_codes(incomplete_units),
            lacking=self._list_missing_months(row, span, missing_units),
        )

    def _list_codes(self, positions: Iterable[int]) -> tuple[str, ...]:
        """Return the codes of areas by their positions."""
        return tuple(self.branch.codes[position] for position in positions)

    def _list_missing_months(
        self, row: int, span: MonthSpan, missing_units: Sequence[int]
    ) -> dict[str, tuple[str, ...]]:
        """Return, by unit code, the months that are lacking in a unit which reported other months.

        Such a unit has no number for the whole span; a page names the months to ask it for. A unit
        that has reported no month of the span is left out. `row` is the indicator's row,
        `missing_units` are positions in the branch. An indicator that is not summed over months,
        such as members at a month's end, has none.
        """
        is_summed_over_months = self.numbers.reported.over_time[row, 0] == "sum"
        if not missing_units or not is_summed_over_months:
            return {}
        has_month = self._find_reported_months(span)[:, row, :]  # months × areas
        return {
            self.branch.codes[unit]: tuple(
                spell_month(month)
                for month, is_reported in zip(span.months, has_month[:, unit], strict=True)
                if not is_reported
            )
            for unit in missing_units
            if has_month[:, unit].any()
        }

    def _list_operands(
        self, rows: Sequence[int], span: MonthSpan, from_units: bool
    ) -> tuple[str, ...]:
        """Return the keys of a total's operands (the figures it was computed from).

        `rows` are those of the indicator and, for a ratio, of its numerator and denominator, which
        are not used if the area reports the ratio itself. `from_units`: the total is a sum.
        """
        wanted = np.zeros(self.numbers.reported.shape, dtype=bool)
        operand_areas = (
            self._find_summed_areas(rows, span) if from_units else np.array([self.area_position])
        )
        has_own = self.numbers.get_totals(span).own.known[rows[0], self.area_position]
        operand_rows = [rows[0]] if has_own else rows
        for row in operand_rows:
            wanted[row, operand_areas] = True
        keys_by_row = self.numbers.reported.list_operands(wanted, span)
        return tuple(key for row in operand_rows for key in keys_by_row.get(row, ()))

    def _find_summed_areas(self, rows: Sequence[int], span: MonthSpan) -> Array:
        """Return the positions of the areas whose own numbers make up the scope's area's sum.

        A unit that reports no number itself is replaced by its own units, and so on downwards.
        `rows` are those of `_list_operands`; areas are in the order of the tree.
        """
        totals = self.numbers.get_totals(span)
        part_rows = list(rows[1:]) or list(rows)  # a ratio's sum needs both of its parts
        is_known = np.logical_and.reduce([totals.total.known[row] for row in part_rows])
        is_own = np.logical_and.reduce([totals.own.known[row] for row in part_rows])
        is_expected = self.numbers.find_expected(span)[rows[0]]
        summed_areas, areas_to_visit = [], list(self.units)
        while areas_to_visit:
            area = areas_to_visit.pop(0)
            if not (is_expected[area] and is_known[area]):
                continue
            if is_own[area]:
                summed_areas.append(area)
            else:
                areas_to_visit = [*self.branch.list_units_at(area), *areas_to_visit]
        return np.array(summed_areas, dtype=int)

    def _compute_growth(self, code: str, total: AreaTotal) -> Growth:
        """Return the area's change against the same span of the year before, or why it has none."""
        indicator_numbers = self.numbers_by_code[code]
        matched, row = indicator_numbers.comparison
        now, before = indicator_numbers.get_now_and_before(self.area_position)
        change = compute_change(now, before) if now and before else None
        # Also if an own number is compared by a sum in which units are missing.
        from_units = total.source != "own" or bool(matched.partial[row, self.area_position])
        coverage = Coverage(1, 1)
        broken = self._list_broken(indicator_numbers.rows, total.source)
        if from_units:
            expected = self.units[matched.expected_units[row, self.units]]
            left_out = [unit for unit in expected if not matched.known[row, unit]]
            coverage = Coverage(
                len(expected) - len(left_out), len(expected), self._list_codes(left_out)
            )
        reason = "" if change else self._explain_no_growth(code, total, broken)
        notes = self._list_break_notes(code) if broken else ()
        return Growth(change, now, before, coverage, reason, broken, notes)

    def _list_breaks(self, code: str) -> list[tuple[MonthSpan, str]]:
        """Return span and key of the figures of the area or its units that break a series."""
        wanted = np.zeros(self.numbers.reported.shape, dtype=bool)
        for row in self.numbers_by_code[code].rows:
            wanted[row] = self._is_area_or_below
        return self.numbers.reported.list_breaks(wanted)

    def _list_break_notes(self, code: str) -> tuple[str, ...]:
        """Return why series break between the two compared spans, each reason once.

        Reasons are written `中文 | English`. First come those of indicators.yaml, which hold for
        all areas, then the notes of the figures with which an area's series breaks.
        """
        base, now = self.scope.span.year_before, self.scope.span
        notes = [
            " | ".join(
                str(series_break["note"][language])
                for language in ("zh", "en")
                if series_break["note"].get(language)
            )
            for month, series_break in self.numbers.list_dated_breaks(code)
            if base.first < month <= now.last
        ]
        breaks = self._list_breaks(code)
        keys = [key for span, key in breaks if base.first < span.first and span.last <= now.last]
        notes += self.numbers.read_notes(keys[:MAX_NOTES])
        return tuple(dict.fromkeys(filter(None, notes)))

    def _list_broken(self, rows: Sequence[int], source: str) -> tuple[str, ...]:
        """Return the codes of the area or its units that cannot be compared with the year before.

        `rows` are the indicator's row and those of a ratio's parts. For an own number (`source`
        own) only the area itself is checked, else its units.
        """
        is_comparable: Array = np.logical_and.reduce(self.numbers.comparable[list(rows)])
        checked_areas = [self.area_position] if source == "own" else self.units
        return self._list_codes([area for area in checked_areas if not is_comparable[area]])

    def _explain_no_growth(self, code: str, total: AreaTotal, broken: Sequence[str]) -> str:
        """Return the `reason` of a `Growth` that has no change; a page shows it as a sentence."""
        if total.quantity is None:
            return "not_reported"
        if broken:
            return "broken"
        base = self.numbers_by_code[code].get_span_numbers(self.scope.span.year_before)
        return "too_few" if base.known[self.area_position] else "no_base"

    def _build_target(self, code: str) -> AreaTotal:
        """Return the area's target of the year: the total of the target's own indicator."""
        target = self.numbers.catalogue.targets[code]
        self.numbers_by_code.setdefault(target, TotalNumbers(self.numbers, target))
        return self.build_total(target, self.scope.task_year)

    def _compute_completion(self, code: str) -> Completion:
        """Return the share of the year's target that is reached, of units that have both."""
        matched = self.numbers.completion
        row = self.numbers.with_target.index(code)
        done, goal = self._get_done_and_goal(code, self.area_position)
        rate = percentage_of(done, goal) if done and goal and goal.value > 0 else None
        coverage = Coverage(1, 1)
        own = self.numbers.get_totals(self.scope.task_span).own.known
        is_own = own[self.numbers.catalogue.find_row(code), self.area_position]
        if not is_own or matched.partial[row, self.area_position]:
            expected = self.units[matched.expected_units[row, self.units]]
            left_out = [unit for unit in expected if not matched.known[row, unit]]
            coverage = Coverage(
                len(expected) - len(left_out), len(expected), self._list_codes(left_out)
            )
        is_flow = self.numbers.catalogue.get_time_aggregation(code) == "sum"
        return Completion(rate, done, goal, coverage, self.scope.elapsed if is_flow else None)

    def _get_done_and_goal(self, code: str, area: int) -> tuple[Quantity | None, Quantity | None]:
        """Return an area's number done and its target, from the same units; else None for both."""
        catalogue, row = self.numbers.catalogue, self.numbers.with_target.index(code)
        if not self.numbers.completion.known[row, area]:
            return None, None
        unit = catalogue.get_unit(code)
        done, goal = (
            each.build_quantity((row, area), unit, for_rate=True)
            for each in self.numbers.completion.numbers
        )
        return done, goal

    def _compute_completions(self, code: str) -> Array:
        """Return each area's completion in percent; NaN without a number done or target above 0."""
        if code not in self.numbers.with_target:
            return np.full(len(self.branch.codes), np.nan)
        row = self.numbers.with_target.index(code)
        done, goal = (each.value[row] for each in self.numbers.completion.numbers)
        known = self.numbers.completion.known[row] & (goal > 0)
        return divide(100 * done, goal, known)

    def _choose_measure(self, code: str, areas: Array) -> tuple[str, Array]:
        """Return the measure by which areas are compared, and each area's number in it.

        Areas differ in size, so totals are not compared: ratios are compared by their value, other
        indicators by completion if one of `areas` (positions) has one, else by growth. The numbers
        are those of all areas of the branch.
        """
        indicator_numbers = self.numbers_by_code[code]
        if indicator_numbers.is_ratio:
            span_numbers = indicator_numbers.get_span_numbers(self.scope.span)
            return "value", np.where(span_numbers.known, span_numbers.value, np.nan)
        completed = self._compute_completions(code)
        if np.isfinite(completed[areas]).any():
            return "completion", completed
        return "growth", indicator_numbers.growth

    def _find_place(self, code: str) -> Place | None:
        """Return the area's place among its siblings that have a number; None without others."""
        measure, values = self._choose_measure(code, self.siblings)
        sibling_values, own = values[self.siblings], float(values[self.area_position])
        catalogue = self.numbers.catalogue
        place_and_count = find_place(
            sibling_values, own, measure, catalogue.get_unit(code), catalogue.get_better(code)
        )
        return Place(*place_and_count, measure) if place_and_count else None

    def _find_extremes(self, code: str) -> tuple[UnitMeasure | None, UnitMeasure | None]:
        """Return the best and weakest of the area's units; None if fewer than two are compared."""
        measure, values = self._choose_measure(code, self.units)
        units = self.units[np.isfinite(values[self.units])] if len(self.units) else self.units
        if len(units) < 2:
            return None, None
        sign = 1 if self.numbers.catalogue.get_better(code) == "less" else -1  # the best first
        best_first = units[np.argsort(sign * values[units], kind="stable")]
        return self._measure_unit(code, measure, best_first[0]), self._measure_unit(
            code, measure, best_first[-1]
        )

    def _measure_unit(self, code: str, measure: str, unit: int) -> UnitMeasure | None:
        """Return a unit (a position) with its number in a measure; None if it has none."""
        indicator_numbers = self.numbers_by_code[code]
        if measure == "value":
            quantity = indicator_numbers.build_quantity(self.scope.span, unit)
        elif measure == "completion":
            done, goal = self._get_done_and_goal(code, unit)
            quantity = percentage_of(done, goal) if done and goal else None
        else:
            now, before = indicator_numbers.get_now_and_before(unit)
            quantity = compute_change(now, before) if now and before else None
        return UnitMeasure(self.branch.codes[unit], measure, quantity) if quantity else None

    def _list_months(self, code: str) -> tuple[MonthPoint, ...]:
        """Return the months of an indicator's small line (`AreaScope.spark`), the oldest first."""
        points = []
        break_months = {span.first for span, _ in self._list_breaks(code)}
        break_months |= {month for month, _ in self.numbers.list_dated_breaks(code)}
        for index, month in enumerate(self.scope.spark):
            span_numbers = self.numbers_by_code[code].get_month_numbers(index)
            known = bool(span_numbers.known[self.area_position])
            points.append(
                MonthPoint(
                    spell_month(month),
                    float(span_numbers.value[self.area_position]) if known else float("nan"),
                    bool(span_numbers.partial[self.area_position]),  # at_least
                    int(span_numbers.reporting[self.area_position]),
                    int(span_numbers.expected[self.area_position]),
                    month in break_months,  # is_break
                )
            )
        return tuple(points)

    def _find_disagreements(self, code: str) -> tuple[Disagreement, ...]:
        """Return the sums (over units, over months) that the area's own number disagrees with.

        They disagree if their bounds do not overlap; a page warns of it, as one of the two must be
        wrong. A sum in which units are missing is not compared.
        """
        row, span = self.numbers.catalogue.find_row(code), self.scope.span
        unit, cell = self.numbers.catalogue.get_unit(code), (row, self.area_position)
        totals = self.numbers.get_totals(span)
        own, derivations = self.numbers.reported.compute_own(span)
        if not own.known[cell]:
            return ()
        sums = []
        if totals.of_units.known[cell] and not totals.partial[cell]:
            sums.append(("units", totals.of_units))
        # A number derived from months would be compared with itself.
        has_months = self.numbers.reported.over_time[row, 0] == "sum" and span.first < span.last
        if has_months and derivations[cell] in (Derivation.REPORTED, Derivation.SINCE_JANUARY):
            sums.append(("months", self.numbers.reported.join_months(span)))
        disagreements = []
        own_quantity = own.build_quantity(cell, unit)
        for summed_from, numbers in sums:
            total = numbers.build_quantity(cell, unit)
            if total and own_quantity and not _may_be_equal(total, own_quantity):
                difference = subtract_quantities(own_quantity, total)
                disagreements.append(Disagreement(summed_from, total, difference))
        return tuple(disagreements)

    def build_units_table(self) -> pd.DataFrame:
        """Return `AreaOverview.units`: a row for each indicator and unit, or no column at all."""
        tables = []
        for code in self.numbers.catalogue.shown:
            indicator_numbers = self.numbers_by_code[code]
            span_numbers = indicator_numbers.get_span_numbers(self.scope.span)
            measure, measured = self._choose_measure(code, self.units)
            tables.append(
                pd.DataFrame(
                    {
                        "indicator": code,
                        "ref_area": self._list_codes(self.units),
                        "value": np.where(span_numbers.known, span_numbers.value, np.nan)[
                            self.units
                        ],
                        "is_sum": span_numbers.from_units[self.units],
                        "at_least": span_numbers.partial[self.units],
                        "growth": indicator_numbers.growth[self.units],
                        "completion": self._compute_completions(code)[self.units],
                        "measure": measure,
                        "measured": measured[self.units],
                    }
                )
            )
        return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()


def _may_be_equal(one: Quantity, other: Quantity) -> bool:
    """Return whether the bounds of two quantities overlap, so that both can be the same number.

    A bound of None is open: 超过100 and 120 may be equal.
    """

    def is_below(lower: Quantity, upper: Quantity) -> bool:
        return lower.high is not None and upper.low is not None and lower.high < upper.low

    return not (is_below(one, other) or is_below(other, one))
