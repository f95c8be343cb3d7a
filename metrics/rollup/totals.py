"""The rule of a total: an area's own number, else the sum over the units directly below it.

Totals are computed from the deepest units upwards, for all indicators and areas of a branch at
once.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from metrics.rollup.number_arrays import Numbers, make_unknown_numbers
from metrics.rollup.operand_rows import Array
from metrics.rollup.unit_tree import Branch


@dataclass(frozen=True)
class SumRules:
    """The rules of sums over units.

    `expected` says which areas are expected to report an indicator (indicators × areas), `may_sum`
    for which indicators areas are added up. An area has a sum only if at least `least_share`
    percent of its expected units have a number.
    """

    branch: Branch
    expected: Array
    may_sum: Array
    least_share: float

    def select_rows(self, rows: Sequence[int]) -> "SumRules":
        """Return the rules of the indicators whose positions are `rows`, in that order."""
        index = list(rows)
        return SumRules(self.branch, self.expected[index], self.may_sum[index], self.least_share)

    def has_enough_units(self, reporting: Array, expected: Array) -> Array:
        """Return where enough units have reported for a sum, and the indicator may be summed.

        Both arrays are counts of units, of the shape indicators × areas.
        """
        return (reporting * 100 >= self.least_share * expected) & self.may_sum[:, None]


@dataclass(frozen=True)
class Totals:
    """Totals of one span, in arrays of the shape indicators × areas.

    `total` is `own` where an area has its own number, else `of_units`, the sum over its units. A
    sum is `partial`, a lower bound, where units are missing in it or in the sum of one of its
    units. `reporting` of `expected` units have a total.
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

    def select_rows(self, rows: Sequence[int]) -> "Totals":
        """Return the totals of the indicators whose positions are `rows`, in that order."""
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
class MatchedNumbers:
    """Two or more numbers of each area from the same units, such as this year's and last year's.

    `numbers` has an entry for each of the matched totals; all are known in the same places.
    `matched` of `expected` units have all of them; `expected_units` marks the expected areas.
    `partial`: expected units, or units of these, are left out of the sums. Arrays have the shape
    indicators × areas.
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


def compute_totals(own: Numbers, rules: SumRules) -> Totals:
    """Return the totals of all areas for one span: own numbers, else sums over units.

    `own` has the numbers that areas report themselves (indicators × areas). Levels are computed
    from the deepest up, so that the totals of an area's units are complete before they are added.
    The columns of an area's units stand side by side; `reduceat` adds up each such group.
    """
    total, of_units = own.copy(), make_unknown_numbers(own.known.shape, tuple(own.fields))
    partial = np.zeros_like(own.known)
    reporting, expected = (np.zeros(own.known.shape, dtype=np.int32) for _ in range(2))
    for level in rules.branch.levels:
        area_index, unit_index = (slice(None), level.areas), (slice(None), level.units)
        first_units = level.starts
        is_expected = rules.expected[unit_index]
        unit_totals = total.take(unit_index).where(is_expected)
        has_partial_sum = partial[unit_index] & unit_totals.known & ~own.known[unit_index]
        reporting[area_index] = np.add.reduceat(
            unit_totals.known, first_units, axis=1, dtype=np.int32
        )
        expected[area_index] = np.add.reduceat(is_expected, first_units, axis=1, dtype=np.int32)
        is_enough = rules.has_enough_units(reporting[area_index], expected[area_index])
        sums = unit_totals.summed(first_units).where(is_enough)
        # A sum is partial if a unit is missing in it, or in the sum of one of its units.
        is_partial = np.logical_or.reduceat(has_partial_sum, first_units, axis=1)
        is_partial |= reporting[area_index] < expected[area_index]
        partial[area_index] = is_partial & sums.known
        sums = sums.open_above(is_partial)
        of_units.put(sums, level.areas)
        own_here = own.take(area_index)
        total.put(sums.filled(own_here, own_here.known), level.areas)
    return Totals(own, of_units, total, partial, reporting, expected)


def match_totals(totals: Sequence[Totals], usable: Array, rules: SumRules) -> MatchedNumbers:
    """Return the numbers of several totals, each from the same units, so that they can be compared.

    An area's totals are taken as they are if all are its own numbers, or if all are complete and
    one is its own. Otherwise they are replaced by sums over the units that have all of them: a
    city's target and the sum of eight of nine counties are not compared. `usable` marks the areas
    that can be compared at all, such as those without a break in their series. Own numbers that
    cannot be compared are not replaced by sums.

    As in `compute_totals`, levels are computed from the deepest up.
    """
    all_own = np.logical_and.reduce([total.own.known for total in totals])
    any_own = np.logical_or.reduce([total.own.known for total in totals])
    complete = np.logical_and.reduce([total.total.known & ~total.incomplete for total in totals])
    is_kept = (all_own | (any_own & complete)) & usable
    matched_numbers = [total.total.where(is_kept).copy() for total in totals]
    partial = np.zeros_like(is_kept)
    matched, expected = (np.zeros(is_kept.shape, dtype=np.int32) for _ in range(2))
    for level in rules.branch.levels:
        area_index, unit_index = (slice(None), level.areas), (slice(None), level.units)
        first_units = level.starts
        is_expected = rules.expected[unit_index]
        # All matched numbers are known for the same units, so the first one stands for all.
        has_all = matched_numbers[0].known[unit_index] & is_expected
        matched[area_index] = np.add.reduceat(has_all, first_units, axis=1, dtype=np.int32)
        expected[area_index] = np.add.reduceat(is_expected, first_units, axis=1, dtype=np.int32)
        is_enough = rules.has_enough_units(matched[area_index], expected[area_index])
        is_sum = is_enough & ~all_own[area_index]
        for numbers in matched_numbers:
            sums = numbers.take(unit_index).where(has_all).summed(first_units).where(is_sum)
            numbers.put(sums.filled(numbers.take(area_index), is_kept[area_index]), level.areas)
        is_partial = np.logical_or.reduceat(partial[unit_index] & has_all, first_units, axis=1)
        is_partial |= matched[area_index] < expected[area_index]
        is_new_sum = matched_numbers[0].known[area_index] & ~is_kept[area_index]
        partial[area_index] = is_partial & is_new_sum
    return MatchedNumbers(tuple(matched_numbers), matched, expected, rules.expected, partial)
