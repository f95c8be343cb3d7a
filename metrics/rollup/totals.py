"""The rule of a total: an area's own number, else the sum over the units that answer to it.

Totals are made from the deepest units upwards, for all indicators and areas of a branch at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from metrics.rollup.numbers import Numbers, no_numbers
from metrics.rollup.operand_rows import Array
from metrics.rollup.unit_tree import Branch


@dataclass(frozen=True)
class SumRules:
    """What sums over units need: arrays of the shape indicators × areas.

    `expected` says which areas are expected to report an indicator, `may_sum` of each indicator
    whether areas are added up. Below `least_share` percent of its expected units an area has no
    sum.
    """

    branch: Branch
    expected: Array
    may_sum: Array
    least_share: float

    def of(self, rows: Sequence[int]) -> "SumRules":
        """Return the rules of some indicators, by their positions."""
        index = list(rows)
        return SumRules(self.branch, self.expected[index], self.may_sum[index], self.least_share)

    def enough(self, reporting: Array, asked: Array) -> Array:
        """Return where enough units report for a sum: `least_share` percent of those asked."""
        is_told = reporting * 100 >= self.least_share * asked
        return is_told & self.may_sum[:, None]


@dataclass(frozen=True)
class Totals:
    """Totals of one span by the rule, in arrays of the shape indicators × areas.

    `total` is `own` where there is an own number, else the sum over units, `of_units`. Such a sum
    is `partial` where units are missing, or units of theirs: a lower bound. `reporting` of
    `expected` units have a total.
    """

    own: Numbers
    of_units: Numbers
    total: Numbers
    partial: Array
    reporting: Array
    expected: Array

    @property
    def is_sum(self) -> Array:
        """Where the total is the sum over units."""
        return self.total.known & ~self.own.known

    @property
    def incomplete(self) -> Array:
        """Where the total is a lower bound: a partial sum."""
        return self.is_sum & self.partial

    def of(self, rows: Sequence[int]) -> "Totals":
        """Return the totals of some indicators, by their positions."""
        index = list(rows)
        return Totals(
            own=self.own.take(index),
            of_units=self.of_units.take(index),
            total=self.total.take(index),
            partial=self.partial[index],
            reporting=self.reporting[index],
            expected=self.expected[index],
        )


@dataclass(frozen=True)
class Matched:
    """Several numbers of each area that are made of the same units, as of this year and the last.

    `numbers` are as many as totals were matched, known together; `matched` of `expected` units have
    all of them (`expected_units` says which are); `partial` says that units are left out, here or
    further down.
    """

    numbers: tuple[Numbers, ...]
    matched: Array
    expected: Array
    expected_units: Array
    partial: Array

    @property
    def known(self) -> Array:
        """Where there are numbers. Shape: indicators × areas."""
        return self.numbers[0].known


def total_by_rule(own: Numbers, rules: SumRules) -> Totals:
    """Return totals by the rule for one span, of the areas' own numbers (indicators × areas)."""
    total, of_units = own.copy(), no_numbers(own.known.shape, tuple(own.fields))
    partial = np.zeros_like(own.known)
    reporting, asked = (np.zeros(own.known.shape, dtype=np.int32) for _ in range(2))
    for level in rules.branch.levels:
        here, units, starts = (slice(None), level.areas), level.units, level.starts
        counted = rules.expected[:, units]
        reported = total.take((slice(None), units)).where(counted)
        unsure = partial[:, units] & reported.known & ~own.known[:, units]
        reporting[here] = np.add.reduceat(reported.known, starts, axis=1, dtype=np.int32)
        asked[here] = np.add.reduceat(counted, starts, axis=1, dtype=np.int32)
        sums = reported.summed(starts).where(rules.enough(reporting[here], asked[here]))
        lacks = np.logical_or.reduceat(unsure, starts, axis=1) | (reporting[here] < asked[here])
        partial[here] = lacks & sums.known
        sums = sums.open_above(lacks)
        of_units.put(sums, level.areas)
        own_here = own.take(here)
        total.put(sums.filled(own_here, own_here.known), level.areas)
    return Totals(own, of_units, total, partial, reporting, asked)


def match_totals(totals: Sequence[Totals], usable: Array, rules: SumRules) -> Matched:
    """Return numbers of several totals that are made of the same units (like for like).

    Where an area has own numbers for all of them, or all its totals are complete while one is its
    own, these are compared; else the sums over those units that have all, as of nine counties with
    their tasks under a city that has one too. `usable` says which areas can be compared at all,
    such as those without a break: own numbers that cannot have no sums in their place.
    """
    all_own = np.logical_and.reduce([total.own.known for total in totals])
    any_own = np.logical_or.reduce([total.own.known for total in totals])
    complete = np.logical_and.reduce([total.total.known & ~total.incomplete for total in totals])
    whole = (all_own | (any_own & complete)) & usable
    matched_numbers = [total.total.where(whole).copy() for total in totals]
    partial = np.zeros_like(whole)
    matched, asked = (np.zeros(whole.shape, dtype=np.int32) for _ in range(2))
    for level in rules.branch.levels:
        here, units, starts = (slice(None), level.areas), level.units, level.starts
        counted = rules.expected[:, units]
        known = matched_numbers[0].known[:, units] & counted
        matched[here] = np.add.reduceat(known, starts, axis=1, dtype=np.int32)
        asked[here] = np.add.reduceat(counted, starts, axis=1, dtype=np.int32)
        is_sum = rules.enough(matched[here], asked[here]) & ~all_own[here]
        for numbers in matched_numbers:
            sums = numbers.take((slice(None), units)).where(known).summed(starts).where(is_sum)
            numbers.put(sums.filled(numbers.take(here), whole[here]), level.areas)
        unsure = np.logical_or.reduceat(partial[:, units] & known, starts, axis=1)
        lacks = unsure | (matched[here] < asked[here])
        partial[here] = lacks & matched_numbers[0].known[here] & ~whole[here]
    return Matched(tuple(matched_numbers), matched, asked, rules.expected, partial)
