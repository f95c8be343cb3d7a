"""All numbers of an overview, made once for a whole branch: totals, comparisons, completion."""

from collections.abc import Collection, Sequence
from datetime import date
from functools import cached_property

import numpy as np

from metrics.metric_table import to_records
from metrics.rollup.area_scope import AreaScope, Catalogue, Entry
from metrics.rollup.operand_rows import Array, OperandSource, drop_other_programmes
from metrics.rollup.own_numbers import OwnNumbers
from metrics.rollup.totals import (
    Matched,
    SumRules,
    Totals,
    match_totals,
    total_by_rule,
)
from metrics.rollup.unit_tree import Branch, UnitTree
from periods import canonical_period, period_bounds
from periods.spans import MONTHS_A_YEAR, MonthSpan, spell_month
from quantities import Quantity, quantity_of_figure

SIGNED_UNITS = ("个百分点", "百分点", "个千分点")
"""Units of differences: an open lower bound of such a number is not 0."""


class AreaNumbers:
    """The numbers of a scope for all units of a branch, each computed when it is asked for.

    Arrays have the shape indicators of `catalogue.codes` × areas of `branch`; `area_position` is
    that of the scope's area, whose siblings are in the branch too if `scope.among_siblings`.
    """

    def __init__(
        self, source: OperandSource, tree: UnitTree, catalogue: Catalogue, scope: AreaScope
    ) -> None:
        """Read the figures that the scope's numbers may be made of."""
        self.scope, self._source = scope, source
        above = tree.above.get(scope.area) if scope.among_siblings else ""
        self.branch: Branch = tree.branch(above or scope.area)
        self.area_position = self.branch.position[scope.area]
        rows = source.rows(
            indicators=catalogue.codes,
            ref_areas=() if len(self.branch.codes) > len(tree.above) / 2 else self.branch.codes,
            own_area=scope.area,
            first_day=first_day(scope.first_month),
            last_day=period_bounds(spell_month(scope.task_year.last))[1],
        )
        rows = drop_other_programmes(rows)
        catalogue = catalogue.reported(set(rows["indicator"].cat.categories))
        self.catalogue = catalogue
        self.reported = OwnNumbers(
            rows,
            catalogue.codes,
            [catalogue.over_time(code) for code in catalogue.codes],
            [catalogue.unit(code) in SIGNED_UNITS for code in catalogue.codes],
            self.branch,
        )
        self._totals: dict[MonthSpan, Totals] = {}
        self._parts: dict[MonthSpan, Matched] = {}

    @cached_property
    def may_sum(self) -> Array:
        """Whether areas of each indicator are added up."""
        codes = self.catalogue.codes
        return np.array([self.catalogue.may_sum(code) for code in codes], dtype=bool)

    @cached_property
    def _list_expected_areas(self) -> Array:
        """Which areas are expected to report each indicator, were they always there.

        All that are areas; an industry's or enterprise's union where it has reported the indicator.
        What a reporting task asks for takes their place. Targets and parts are as their indicators.
        """
        expected = self.reported.cells_with_figures | ~self.branch.organisations[None, :]
        for code, units in self.scope.asked.items():
            if code in self.catalogue.codes:
                asked = np.isin(self.branch.codes, list(units))
                expected[self.catalogue.number(code)] = asked
        for code, target in self.catalogue.targets.items():
            expected[self.catalogue.number(target)] = expected[self.catalogue.number(code)]
        for code, parts in self.catalogue.parts.items():
            rows = [self.catalogue.number(part) for part in (code, *parts)]
            expected[rows] = expected[rows].any(axis=0)
        return expected

    def expected(self, span: MonthSpan) -> Array:
        """Return which areas are expected to report each indicator for a span.

        An area counts from and to its date; a number at the end of a span is that of areas that are
        there then.
        """
        if not self.branch.alive(span):
            return self._list_expected_areas
        expected = self._list_expected_areas.copy()
        stocks = self.reported.over_time[:, 0] != "sum"
        for part, areas in self.branch.alive(span).items():
            if part.last < 0:
                expected[:, areas] = False
            elif part.last < span.last:
                expected[np.ix_(stocks, areas)] = False
        return expected

    def rules(self, span: MonthSpan) -> SumRules:
        """Return what sums over units need for a span."""
        share = self.scope.rules.least_share
        return SumRules(self.branch, self.expected(span), self.may_sum, share)

    def totals(self, span: MonthSpan) -> Totals:
        """Return the totals of a span by the rule."""
        if span not in self._totals:
            own, _ = self.reported.own(span)
            self._totals[span] = total_by_rule(own, self.rules(span))
        return self._totals[span]

    @cached_property
    def _printed(self) -> dict[tuple[int, MonthSpan], Quantity]:
        """The area's own numbers that are one figure each, with their wording.

        By position of the indicator and span, of all spans that an overview words.
        """
        wanted = np.zeros(self.reported.shape, dtype=bool)
        wanted[:, self.area_position] = True
        scope = self.scope
        spans = (scope.span, scope.span.year_before, scope.task_span, scope.task_year)
        keys = {
            (number, span): key
            for span in spans
            for (number, _), key in self.reported.single_keys(wanted, span).items()
        }
        by_key = self._read_printed(keys.values())
        return {place: by_key[key] for place, key in keys.items() if key in by_key}

    def _read_printed(self, keys: Collection[str]) -> dict[str, Quantity]:
        """Return the figures with some keys as quantities with their wording, by key."""
        if not keys:
            return {}
        figures = to_records(self._source.figures(list(dict.fromkeys(keys))))
        return {canonical_key(row["key"]): quantity_of_figure(row) for row in figures}

    def printed_of(self, wanted: Array, span: MonthSpan) -> dict[tuple[int, int], Quantity]:
        """Return the numbers of areas for a span that are one figure each, with their wording.

        `wanted` says which are asked for, indicators × areas; the result is by both positions.
        """
        keys = self.reported.single_keys(wanted, span)
        by_key = self._read_printed(keys.values())
        return {place: by_key[key] for place, key in keys.items() if key in by_key}

    def printed(self, number: int, span: MonthSpan) -> Quantity | None:
        """Return the area's own number of an indicator if it is one figure, with its wording."""
        return self._printed.get((number, span))

    @cached_property
    def months(self) -> list[Totals]:
        """The totals of each month of the small line, without bounds."""
        return [
            total_by_rule(self.reported.own_values(month), self.rules(MonthSpan(month, month)))
            for month in self.scope.spark
        ]

    @cached_property
    def parts_of_months(self) -> list[Matched]:
        """Numerators and denominators of ratios in each month of the small line."""
        return [
            self._match_parts([totals], self.rules(MonthSpan(month, month)), None)
            for month, totals in zip(self.scope.spark, self.months, strict=True)
        ]

    @cached_property
    def year_on_year(self) -> Matched:
        """The numbers of the scope's span and of the same one a year before, of the same units."""
        span = self.scope.span
        totals = [self.totals(one_span) for one_span in (span, span.year_before)]
        return match_totals(totals, self.comparable, self.rules(span))

    @cached_property
    def parts_year_on_year(self) -> Matched:
        """Numerators and denominators of this year and the year before, of the same units.

        Their order is that of `parts`, of this year first.
        """
        span = self.scope.span
        totals = [self.totals(one_span) for one_span in (span, span.year_before)]
        return self._match_parts(totals, self.rules(span), self.comparable)

    def parts(self, span: MonthSpan) -> Matched:
        """Return numerators and denominators of ratios for a span, of the same units.

        Indicators are the ratios of `catalogue.parts`, in this order.
        """
        if span not in self._parts:
            self._parts[span] = self._match_parts([self.totals(span)], self.rules(span), None)
        return self._parts[span]

    def _match_parts(
        self, totals: Sequence[Totals], rules: SumRules, comparable: Array | None
    ) -> Matched:
        """Return numerators and denominators in one or two spans, of the same units."""
        columns = [
            [self.catalogue.number(each) for each in part]
            for part in zip(*self.catalogue.parts.values(), strict=True)
        ]
        usable = np.ones_like(rules.expected[columns[0]])
        if comparable is not None:
            usable = comparable[columns[0]] & comparable[columns[1]]
        parts = [total.of(rows) for total in totals for rows in columns]
        return match_totals(parts, usable, rules.of(columns[0]))

    @cached_property
    def with_target(self) -> list[str]:
        """The shown indicators for which an indicator sets targets."""
        return [code for code in self.catalogue.shown if code in self.catalogue.targets]

    @cached_property
    def completion(self) -> Matched:
        """The numbers of the year so far and its targets, of the same units.

        Indicators are those of `with_target`, in this order.
        """
        return self.completion_of(self.scope.task_span)

    def completion_of(self, span: MonthSpan) -> Matched:
        """Return the numbers of a part of the year and the year's targets, as `completion` does."""
        rows = [self.catalogue.number(code) for code in self.with_target]
        targets = [self.catalogue.number(self.catalogue.targets[code]) for code in self.with_target]
        done, goals = self.totals(span).of(rows), self.totals(self.scope.task_year).of(targets)
        rules = self.rules(span).of(rows)
        return match_totals([done, goals], np.ones_like(rules.expected), rules)

    def dated_breaks(self, code: str) -> list[tuple[int, Entry]]:
        """Return the breaks that indicators.yaml tells of a series, each with its first month."""
        breaks = self.catalogue.entries[code].get("breaks") or ()
        return [
            (count_first_month(str(series_break["since"])), series_break) for series_break in breaks
        ]

    def notes_of(self, keys: Sequence[str]) -> list[str]:
        """Return the notes of the figures with these keys, in any order."""
        return [str(note) for note in self._source.figures(keys)["note"]] if keys else []

    @cached_property
    def comparable(self) -> Array:
        """Which areas have one definition, and are there alike, in this span and a year before."""
        span, base = self.scope.span, self.scope.span.year_before
        usable = ~self.reported.broken_between(base, span)
        for number, code in enumerate(self.catalogue.codes):
            if any(base.first < month <= span.last for month, _ in self.dated_breaks(code)):
                usable[number] = False
        now, before = (
            {area: part for part, areas in self.branch.alive(one_span).items() for area in areas}
            for one_span in (span, base)
        )
        for area in {*now, *before}:
            usable[:, area] &= now.get(area, span).year_before == before.get(area, base)
        return usable


def canonical_key(key: str) -> str:
    """Return a figure's key with its period in the one spelling; an older release has others."""
    series, _, period = key.rpartition(".")
    return f"{series}.{canonical_period(period)}"


def first_day(month: int) -> date:
    """Return the first day of a month that is counted since the year 0."""
    return period_bounds(spell_month(month))[0]


def count_first_month(period: str) -> int:
    """Return the month in which a period begins, counted since the year 0."""
    first, _ = period_bounds(period)
    return first.year * MONTHS_A_YEAR + first.month - 1
