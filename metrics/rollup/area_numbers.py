"""All numbers of an overview, made once for a whole branch: totals, comparisons, completion."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property

import numpy as np

from metrics.rollup.area_scope import AreaScope, Catalogue
from metrics.rollup.operand_rows import Array, OperandSource, drop_other_programmes
from metrics.rollup.own_numbers import OwnNumbers
from metrics.rollup.totals import Matched, Totals, match_totals, total_by_rule
from metrics.rollup.unit_tree import Branch, UnitTree
from periods import period_bounds
from periods.spans import MONTHS_A_YEAR, MonthSpan, spell_month

SIGNED_UNITS = ("个百分点", "百分点", "个千分点")
"""Units of differences: an open lower bound of such a number is not 0."""


class AreaNumbers:
    """The numbers of a scope for all units of a branch, each computed when it is asked for.

    Arrays have the shape indicators of `catalogue.codes` × areas of `branch`; `at` is the position
    of the scope's area, and its siblings are in the branch too.
    """

    def __init__(
        self, source: OperandSource, tree: UnitTree, catalogue: Catalogue, scope: AreaScope
    ) -> None:
        """Read the figures that the scope's numbers may be made of."""
        self.catalogue, self.scope = catalogue, scope
        self.branch: Branch = tree.branch(tree.above.get(scope.area) or scope.area)
        self.at = self.branch.position[scope.area]
        rows = source(
            indicators=catalogue.codes,
            ref_areas=() if len(self.branch.codes) > len(tree.above) / 2 else self.branch.codes,
            own_area=scope.area,
            first_day=first_day(scope.first_month),
            last_day=period_bounds(spell_month(scope.task_year.last))[1],
        )
        self.reported = OwnNumbers(
            drop_other_programmes(rows),
            catalogue.codes,
            [catalogue.over_time(code) for code in catalogue.codes],
            [catalogue.unit(code) in SIGNED_UNITS for code in catalogue.codes],
            self.branch,
        )
        self._totals: dict[MonthSpan, Totals] = {}
        self._parts: dict[tuple[MonthSpan, ...], Matched] = {}

    @cached_property
    def may_sum(self) -> Array:
        """Whether areas of each indicator are added up."""
        codes = self.catalogue.codes
        return np.array([self.catalogue.may_sum(code) for code in codes], dtype=bool)

    @cached_property
    def _asked(self) -> Array:
        """Which areas are expected to report each indicator, were they always there.

        All that are areas; an industry's or enterprise's union where it has reported the indicator.
        What a reporting task asks for takes their place. Targets and parts are as their indicators.
        """
        found = self.reported.cells_with_figures | ~self.branch.organisations[None, :]
        for code, units in self.scope.asked.items():
            if code in self.catalogue.codes:
                asked = np.isin(self.branch.codes, list(units))
                found[self.catalogue.number(code)] = asked
        for code, target in self.catalogue.targets.items():
            found[self.catalogue.number(target)] = found[self.catalogue.number(code)]
        for code, parts in self.catalogue.parts.items():
            rows = [self.catalogue.number(each) for each in (code, *parts)]
            found[rows] = found[rows].any(axis=0)
        return found

    def expected(self, span: MonthSpan) -> Array:
        """Return which areas are expected to report each indicator for a span.

        An area counts from and to its date; a number at the end of a span is that of areas that are
        there then.
        """
        found = self._asked.copy()
        stocks = self.reported.over_time[:, 0] != "sum"
        for part, areas in self.branch.alive(span).items():
            if part.last < 0:
                found[:, areas] = False
            elif part.last < span.last:
                found[np.ix_(stocks, areas)] = False
        return found

    def totals(self, span: MonthSpan) -> Totals:
        """Return the totals of a span by the rule."""
        if span not in self._totals:
            own, _ = self.reported.own(span)
            self._totals[span] = total_by_rule(
                *(own, self.expected(span), self.may_sum),
                *(self.branch, self.scope.rules.least_share),
            )
        return self._totals[span]

    @cached_property
    def year_on_year(self) -> Matched:
        """The numbers of the scope's span and of the same one a year before, of the same units."""
        span = self.scope.span
        totals = [self.totals(each) for each in (span, span.year_before)]
        return self._match(totals, span, self.comparable(span), range(len(self.may_sum)))

    @cached_property
    def parts_year_on_year(self) -> Matched:
        """Numerators and denominators of this year and the year before, of the same units."""
        return self.parts(self.scope.span, self.scope.span.year_before)

    @cached_property
    def completion(self) -> Matched:
        """Return the numbers of the year so far and its targets, of the same units.

        Indicators are those of `with_target`, in this order.
        """
        rows = [self.catalogue.number(code) for code in self.with_target]
        targets = [self.catalogue.number(self.catalogue.targets[code]) for code in self.with_target]
        span = self.scope.task_span
        done, goals = self.totals(span).of(rows), self.totals(self.scope.task_year).of(targets)
        return self._match([done, goals], span, None, rows)

    @cached_property
    def with_target(self) -> list[str]:
        """The shown indicators for which an indicator sets targets."""
        return [code for code in self.catalogue.shown if code in self.catalogue.targets]

    def parts(self, *spans: MonthSpan) -> Matched:
        """Return numerators and denominators of the ratios that declare them, of the same units.

        Indicators are those of `catalogue.parts`, in this order; of two spans there are four
        numbers: numerator and denominator of the first, then of the second. Units with a break
        between two spans are left out.
        """
        if spans not in self._parts:
            self._parts[spans] = self._match_parts(spans)
        return self._parts[spans]

    def _match_parts(self, spans: Sequence[MonthSpan]) -> Matched:
        """Return what `parts` does, computed now."""
        pairs = [
            [self.catalogue.number(part) for part in parts]
            for parts in self.catalogue.parts.values()
        ]
        columns = list(zip(*pairs, strict=True))
        totals = [self.totals(span).of(rows) for span in spans for rows in columns]
        usable = None
        if len(spans) > 1:
            comparable = self.comparable(spans[0])
            usable = np.logical_and.reduce([comparable[list(rows)] for rows in columns])
        return self._match(totals, spans[0], usable, columns[0])

    def comparable(self, span: MonthSpan) -> Array:
        """Return which areas have one definition, and are there alike, in a span and a year before."""
        base = span.year_before
        usable = ~self.reported.broken_between(base, span)
        for number, code in enumerate(self.catalogue.codes):
            for each in self.catalogue.entries[code].get("breaks") or ():
                start = count_first_month(str(each["since"]))
                if base.first < start <= span.last:
                    usable[number] = False
        now, before = (
            {area: part for part, areas in self.branch.alive(each).items() for area in areas}
            for each in (span, base)
        )
        for area in {*now, *before}:
            usable[:, area] &= now.get(area, span).year_before == before.get(area, base)
        return usable

    def _match(
        self, totals: Sequence[Totals], span: MonthSpan, usable: Array | None, rows: Sequence[int]
    ) -> Matched:
        """Return numbers of several totals that are made of the same units.

        `rows` are the positions of the totals' indicators, `usable` None lets all be compared.
        """
        rows = list(rows)
        expected = self.expected(span)[rows]
        usable = np.ones_like(expected) if usable is None else usable
        return match_totals(
            *(totals, usable, expected, self.may_sum[rows]),
            *(self.branch, self.scope.rules.least_share),
        )


def first_day(month: int) -> date:
    """Return the first day of a month that is counted since the year 0."""
    return period_bounds(spell_month(month))[0]


def count_first_month(period: str) -> int:
    """Return the month in which a period begins, counted since the year 0."""
    first, _ = period_bounds(period)
    return first.year * MONTHS_A_YEAR + first.month - 1
