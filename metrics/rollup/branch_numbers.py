"""`BranchNumbers`: all numbers of an area and the units below it, computed once for an overview.

Totals, comparisons and completion. An area with all units below it is a branch. An own number is
one that the area reports itself, as opposed to a sum over its units.
"""

from collections.abc import Collection, Sequence
from datetime import date
from functools import cached_property

import numpy as np

from metrics.metric_table import to_records
from metrics.rollup.area_scope import AreaScope, Catalogue, Entry
from metrics.rollup.operand_rows import Array, OperandSource, drop_other_programmes
from metrics.rollup.own_numbers import OwnNumbers
from metrics.rollup.totals import (
    MatchedNumbers,
    SumRules,
    Totals,
    compute_totals,
    match_totals,
)
from metrics.rollup.unit_tree import Branch, UnitTree
from periods import canonical_period, period_bounds
from periods.spans import MONTHS_A_YEAR, MonthSpan, spell_month
from quantities import Quantity, quantity_of_figure

SIGNED_UNITS = ("个百分点", "百分点", "个千分点")
"""Units of differences, which can be negative: an open lower bound does not become 0."""


class BranchNumbers:
    """The numbers of a scope for all units of a branch, each computed when it is first used.

    Arrays have the shape indicators × areas: a row for each of `catalogue.codes`, a column for each
    area of `branch`. `area_position` is the column of the scope's area; its siblings are in the
    branch, too, if `scope.among_siblings`.
    """

    def __init__(
        self, source: OperandSource, tree: UnitTree, catalogue: Catalogue, scope: AreaScope
    ) -> None:
        """Read the figures from which the scope's numbers may be computed.

        `catalogue` has the indicators of the overview; targets of which no figure is read are
        dropped from it. With `scope.among_siblings` the branch is that of the area above.
        """
        self.scope, self._source = scope, source
        above = tree.above.get(scope.area) if scope.among_siblings else ""
        self.branch: Branch = tree.get_branch(above or scope.area)
        self.area_position = self.branch.position[scope.area]
        rows = source.read_rows(
            indicators=catalogue.codes,
            # A branch that is most of the tree is read with all areas, not by a long list of codes.
            ref_areas=() if len(self.branch.codes) > len(tree.above) / 2 else self.branch.codes,
            own_area=scope.area,
            first_day=find_first_day(scope.first_month),
            last_day=period_bounds(spell_month(scope.task_year.last))[1],
        )
        rows = drop_other_programmes(rows)
        catalogue = catalogue.without_unreported_targets(set(rows["indicator"].cat.categories))
        self.catalogue = catalogue
        self.reported = OwnNumbers(
            rows,
            catalogue.codes,
            [catalogue.get_time_aggregation(code) for code in catalogue.codes],
            [catalogue.get_unit(code) in SIGNED_UNITS for code in catalogue.codes],
            self.branch,
        )
        self._totals: dict[MonthSpan, Totals] = {}
        self._parts: dict[MonthSpan, MatchedNumbers] = {}

    @cached_property
    def may_sum(self) -> Array:
        """Whether areas are added up, for each indicator. Shape: indicators."""
        codes = self.catalogue.codes
        return np.array([self.catalogue.may_sum(code) for code in codes], dtype=bool)

    @cached_property
    def _expected_if_existing(self) -> Array:
        """Which areas are expected to report each indicator, if they exist in the span.

        All areas are, and the union of an industry or enterprise if it has ever reported the
        indicator. Units that a reporting task asks (`scope.asked`) replace these. Targets and parts
        of ratios are expected of the same areas as their indicators.
        """
        expected = self.reported.cells_with_figures | ~self.branch.organisations[None, :]
        for code, units in self.scope.asked.items():
            if code in self.catalogue.codes:
                asked = np.isin(self.branch.codes, list(units))
                expected[self.catalogue.find_row(code)] = asked
        for code, target in self.catalogue.targets.items():
            expected[self.catalogue.find_row(target)] = expected[self.catalogue.find_row(code)]
        for code, parts in self.catalogue.parts.items():
            rows = [self.catalogue.find_row(part) for part in (code, *parts)]
            expected[rows] = expected[rows].any(axis=0)
        return expected

    def find_expected(self, span: MonthSpan) -> Array:
        """Return which areas are expected to report each indicator for a span.

        An area is expected if it existed in any month of the span, for a number at the span's end
        if it existed in the last month.
        """
        if not self.branch.find_partly_existing(span):
            return self._expected_if_existing
        expected = self._expected_if_existing.copy()
        is_at_date = self.reported.over_time[:, 0] != "sum"
        for part, area_positions in self.branch.find_partly_existing(span).items():
            if part.last < 0:  # the areas existed in no month of the span
                expected[:, area_positions] = False
            elif part.last < span.last:
                expected[np.ix_(is_at_date, area_positions)] = False
        return expected

    def sum_rules(self, span: MonthSpan) -> SumRules:
        """Return the rules of sums over units for a span, such as which units are expected."""
        least_share = self.scope.rules.least_share
        return SumRules(self.branch, self.find_expected(span), self.may_sum, least_share)

    def get_totals(self, span: MonthSpan) -> Totals:
        """Return the totals of a span: own numbers, else sums over units; computed only once."""
        if span not in self._totals:
            own, _ = self.reported.compute_own(span)
            self._totals[span] = compute_totals(own, self.sum_rules(span))
        return self._totals[span]

    @cached_property
    def _printed(self) -> dict[tuple[int, MonthSpan], Quantity]:
        """The area's own numbers that are a single figure, with their printed wording (2300万余元).

        Keys are the indicator's row and the span, for all spans that an overview describes. They
        are read together, since each reading of the store takes long.
        """
        wanted = np.zeros(self.reported.shape, dtype=bool)
        wanted[:, self.area_position] = True
        scope = self.scope
        spans = (scope.span, scope.span.year_before, scope.task_span, scope.task_year)
        key_by_row_and_span = {
            (row, span): key
            for span in spans
            for (row, _), key in self.reported.find_single_keys(wanted, span).items()
        }
        quantity_by_key = self._read_printed(key_by_row_and_span.values())
        return {
            row_and_span: quantity_by_key[key]
            for row_and_span, key in key_by_row_and_span.items()
            if key in quantity_by_key
        }

    def _read_printed(self, keys: Collection[str]) -> dict[str, Quantity]:
        """Return the figures with the given keys as quantities with their wording, by key."""
        if not keys:
            return {}
        figures = to_records(self._source.read_figures(list(dict.fromkeys(keys))))
        return {build_canonical_key(row["key"]): quantity_of_figure(row) for row in figures}

    def read_printed_numbers(
        self, wanted: Array, span: MonthSpan
    ) -> dict[tuple[int, int], Quantity]:
        """Return own numbers for a span that are a single figure, with their printed wording.

        `wanted` is a boolean array of indicators × areas; keys of the result are such positions.
        The wording is the text of the number as printed: 100余人.
        """
        key_by_cell = self.reported.find_single_keys(wanted, span)
        quantity_by_key = self._read_printed(key_by_cell.values())
        return {
            cell: quantity_by_key[key]
            for cell, key in key_by_cell.items()
            if key in quantity_by_key
        }

    def get_printed(self, row: int, span: MonthSpan) -> Quantity | None:
        """Return the area's own number of an indicator with its wording, if it is a single figure.

        The area is that of the scope, `row` the indicator's row. The result is None for a number
        computed from several figures, and for a span that the overview does not describe.
        """
        return self._printed.get((row, span))

    @cached_property
    def months(self) -> list[Totals]:
        """The totals of each month of the small line on a card, without bounds."""
        return [
            compute_totals(
                self.reported.compute_own_values(month), self.sum_rules(MonthSpan(month, month))
            )
            for month in self.scope.spark
        ]

    @cached_property
    def parts_of_months(self) -> list[MatchedNumbers]:
        """Numerators and denominators of ratios in each month of the small line, as in `parts`."""
        return [
            self._match_parts([totals], self.sum_rules(MonthSpan(month, month)), None)
            for month, totals in zip(self.scope.spark, self.months, strict=True)
        ]

    @cached_property
    def year_on_year(self) -> MatchedNumbers:
        """The numbers of the scope's span and of the span a year before, from the same units."""
        span = self.scope.span
        totals = [self.get_totals(one_span) for one_span in (span, span.year_before)]
        return match_totals(totals, self.comparable, self.sum_rules(span))

    @cached_property
    def parts_year_on_year(self) -> MatchedNumbers:
        """Numerators and denominators of the scope's span and a year before, from the same units.

        The four `numbers` are numerators and denominators of this year, then those a year before;
        rows are the ratios of `catalogue.parts`.
        """
        span = self.scope.span
        totals = [self.get_totals(one_span) for one_span in (span, span.year_before)]
        return self._match_parts(totals, self.sum_rules(span), self.comparable)

    def get_parts(self, span: MonthSpan) -> MatchedNumbers:
        """Return numerators and denominators of ratios for a span, from the same units.

        The two `numbers` are numerators and denominators; rows are the ratios of `catalogue.parts`.
        """
        if span not in self._parts:
            self._parts[span] = self._match_parts(
                [self.get_totals(span)], self.sum_rules(span), None
            )
        return self._parts[span]

    def _match_parts(
        self, totals: Sequence[Totals], rules: SumRules, comparable: Array | None
    ) -> MatchedNumbers:
        """Return numerators and denominators in one or two spans, from the same units.

        `totals` has the totals of each span, `rules` those of the first. `comparable` marks the
        areas that can be compared (the property of that name); None if all can. The result has a
        numerator and a denominator for each span, in the order of `totals`.
        """
        numerator_rows, denominator_rows = (
            [self.catalogue.find_row(part_code) for part_code in part_codes]
            for part_codes in zip(*self.catalogue.parts.values(), strict=True)
        )
        usable = np.ones_like(rules.expected[numerator_rows])
        if comparable is not None:
            usable = comparable[numerator_rows] & comparable[denominator_rows]
        parts = [
            total.select_rows(rows)
            for total in totals
            for rows in (numerator_rows, denominator_rows)
        ]
        return match_totals(parts, usable, rules.select_rows(numerator_rows))

    @cached_property
    def with_target(self) -> list[str]:
        """The codes of the shown indicators that have targets."""
        return [code for code in self.catalogue.shown if code in self.catalogue.targets]

    @cached_property
    def completion(self) -> MatchedNumbers:
        """The numbers of the year so far and the year's targets, from the same units.

        The result is that of `match_done_and_targets` for the part of the year that has passed.
        """
        return self.match_done_and_targets(self.scope.task_span)

    def match_done_and_targets(self, span: MonthSpan) -> MatchedNumbers:
        """Return the numbers of a part of the year and the year's targets, from the same units.

        The two `numbers` are what is done and the targets; rows are the indicators `with_target`.
        """
        rows = [self.catalogue.find_row(code) for code in self.with_target]
        target_rows = [
            self.catalogue.find_row(self.catalogue.targets[code]) for code in self.with_target
        ]
        done = self.get_totals(span).select_rows(rows)
        goals = self.get_totals(self.scope.task_year).select_rows(target_rows)
        rules = self.sum_rules(span).select_rows(rows)
        all_usable = np.ones_like(rules.expected)
        return match_totals([done, goals], all_usable, rules)

    def list_dated_breaks(self, code: str) -> list[tuple[int, Entry]]:
        """Return an indicator's breaks in indicators.yaml, each with the first month after it.

        A break is a change of the definition, so that numbers before and after it cannot be
        compared. The month is counted since the year 0.
        """
        breaks = self.catalogue.entries[code].get("breaks") or ()
        return [
            (count_first_month(str(series_break["since"])), series_break) for series_break in breaks
        ]

    def read_notes(self, keys: Sequence[str]) -> list[str]:
        """Return the notes of the figures with these keys, in any order."""
        return [str(note) for note in self._source.read_figures(keys)["note"]] if keys else []

    @cached_property
    def comparable(self) -> Array:
        """Which areas can be compared with the year before. Shape: indicators × areas.

        The series must not break between the two spans, and the area must have existed in the same
        months of both.
        """
        span, base = self.scope.span, self.scope.span.year_before
        usable = ~self.reported.find_broken_between(base, span)
        for row, code in enumerate(self.catalogue.codes):
            if any(base.first < month <= span.last for month, _ in self.list_dated_breaks(code)):
                usable[row] = False
        # By area position, the part of each span in which an area existed, if not in all of it.
        part_now, part_before = (
            {
                position: part
                for part, positions in self.branch.find_partly_existing(one_span).items()
                for position in positions
            }
            for one_span in (span, base)
        )
        for position in {*part_now, *part_before}:
            now, before = part_now.get(position, span), part_before.get(position, base)
            usable[:, position] &= now.year_before == before
        return usable


def build_canonical_key(key: str) -> str:
    """Return a figure's key with the canonical spelling of its period, its last part.

    Older releases may spell a period otherwise, so that their keys would match no other.
    """
    series, _, period = key.rpartition(".")
    return f"{series}.{canonical_period(period)}"


def find_first_day(month: int) -> date:
    """Return the first day of a month; months are counted since the year 0."""
    return period_bounds(spell_month(month))[0]


def count_first_month(period: str) -> int:
    """Return the month in which a period begins, counted since the year 0."""
    first, _ = period_bounds(period)
    return first.year * MONTHS_A_YEAR + first.month - 1
