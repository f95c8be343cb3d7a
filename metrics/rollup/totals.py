"""The rule of a total: an area's own number, else the sum over the units that answer to it.

Totals are made from the deepest units upwards, for all indicators and areas of a branch at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from metrics.rollup.numbers import Numbers, fill_numbers, mask_numbers, sum_groups
from metrics.rollup.operand_rows import Array
from metrics.rollup.unit_tree import Branch


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
        return Totals(*(getattr(self, name)[index] for name in Totals.__dataclass_fields__))


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


def total_by_rule(
    own: Numbers, expected: Array, may_sum: Array, branch: Branch, least_share: float
) -> Totals:
    """Return totals by the rule, for one span.

    `own` are the areas' own numbers and `expected` says which areas are expected to report an
    indicator, both indicators × areas; `may_sum` says of each indicator whether areas are added up.
    Below `least_share` percent of its expected units an area has no sum.
    """
    total, of_units = own, mask_numbers(own, np.zeros_like(own.known))
    partial = np.zeros_like(own.known)
    reporting, asked = np.zeros_like(own.count), np.zeros_like(own.count)
    for level in branch.levels:
        counted = expected[:, level.units]
        at, groups = np.arange(len(level.units)), level.starts
        reported = mask_numbers(total[:, level.units], counted)
        unsure = partial[:, level.units] & reported.known & ~own.known[:, level.units]
        sums = sum_groups(reported, at, groups)
        reporting[:, level.areas] = np.add.reduceat(reported.known.astype(int), groups, axis=1)
        asked[:, level.areas] = np.add.reduceat(counted.astype(int), groups, axis=1)
        here = (slice(None), level.areas)
        enough = reporting[here] * 100 >= least_share * asked[here]
        sums = mask_numbers(sums, enough & may_sum[:, None])
        lacks = np.logical_or.reduceat(unsure, groups, axis=1) | (reporting[here] < asked[here])
        partial[here] = lacks & sums.known
        sums = open_above(sums, lacks)
        of_units = _put(of_units, sums, level.areas)
        total = _put(total, fill_numbers(sums, own[here], own.known[here]), level.areas)
    return Totals(own, of_units, total, partial, reporting, asked)


def open_above(numbers: Numbers, where: Array) -> Numbers:
    """Return numbers without an upper bound where units are missing; of negative ones, no lower."""
    where = where & numbers.known
    infinite = np.full_like(numbers.high, np.inf)
    return Numbers(
        numbers.known,
        numbers.value,
        np.where(where & (numbers.low < 0), -infinite, numbers.low),
        np.where(where, infinite, numbers.high),
        numbers.low_out,
        numbers.high_out & ~where,
        numbers.place,
        numbers.count,
    )


def _put(numbers: Numbers, columns: Numbers, areas: Array) -> Numbers:
    """Return numbers with those of some areas replaced."""
    copies = [np.array(getattr(numbers, name)) for name in Numbers.__dataclass_fields__]
    for copy, name in zip(copies, Numbers.__dataclass_fields__, strict=True):
        copy[:, areas] = getattr(columns, name)
    return Numbers(*copies)


def match_totals(
    totals: Sequence[Totals],
    usable: Array,
    expected: Array,
    may_sum: Array,
    branch: Branch,
    least_share: float,
) -> Matched:
    """Return numbers of several totals that are made of the same units (like for like).

    Where an area has own numbers for all of them, or all its totals are complete while one is its
    own, these are compared; else the sums over those units that have all. `usable` says which units
    can be compared at all, such as those without a break; `expected` which are expected.
    """
    all_own = np.logical_and.reduce([each.own.known for each in totals])
    any_own = np.logical_or.reduce([each.own.known for each in totals])
    complete = np.logical_and.reduce([each.total.known & ~each.incomplete for each in totals])
    whole = (all_own | (any_own & complete)) & usable
    found = [mask_numbers(each.total, whole) for each in totals]
    partial = np.zeros_like(whole)
    matched, asked = np.zeros(whole.shape, dtype=int), np.zeros(whole.shape, dtype=int)
    for level in branch.levels:
        here, groups = (slice(None), level.areas), level.starts
        counted = expected[:, level.units]
        known = found[0].known[:, level.units] & counted
        unsure = partial[:, level.units] & known
        matched[here] = np.add.reduceat(known.astype(int), groups, axis=1)
        asked[here] = np.add.reduceat(counted.astype(int), groups, axis=1)
        enough = matched[here] * 100 >= least_share * asked[here]
        is_sum = enough & ~any_own[here] & may_sum[:, None]
        at = np.arange(len(level.units))
        for index, numbers in enumerate(found):
            sums = sum_groups(mask_numbers(numbers[:, level.units], known), at, groups)
            sums = mask_numbers(sums, is_sum)
            merged = fill_numbers(sums, numbers[here], whole[here])
            found[index] = _put(numbers, merged, level.areas)
        lacks = np.logical_or.reduceat(unsure, groups, axis=1) | (matched[here] < asked[here])
        partial[here] = lacks & found[0].known[here] & ~whole[here]
    return Matched(tuple(found), matched, asked, expected, partial)
