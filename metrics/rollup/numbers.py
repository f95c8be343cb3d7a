"""Many numbers with bounds side by side, so that a nation's totals are made in one go."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from metrics.rollup.operand_rows import Array
from quantities import Quantity, quantity_between

DECIMALS = 6
"""Sums are rounded here, so that 0.1 and 0.2 make 0.3; no figure has more decimals."""
NO_PLACE = -15
"""The place of the last digit of a number that makes a sum no rougher: zero."""


@dataclass(frozen=True)
class Numbers:
    """Numbers with bounds, in arrays of one shape; where one is not `known`, its value is 0.

    An open bound is infinite; `low_out` and `high_out` say that a bound is not in the interval.
    `place` is the power of ten of the last digit, `count` how many figures a number is made of.
    """

    known: Array
    value: Array
    low: Array
    high: Array
    low_out: Array
    high_out: Array
    place: Array
    count: Array

    def __getitem__(self, index: object) -> "Numbers":
        """Return the numbers at an index of NumPy, of each array."""
        return Numbers(*(getattr(self, field.name)[index] for field in fields(self)))

    def reshape(self, *shape: int) -> "Numbers":
        """Return the same numbers in another shape."""
        return Numbers(*(getattr(self, field.name).reshape(shape) for field in fields(self)))

    def quantity(self, index: tuple[int, ...], unit: str) -> Quantity | None:
        """Return one of the numbers as a computed quantity, None where it is not known."""
        if not self.known[index]:
            return None
        low, high = float(self.low[index]), float(self.high[index])
        return quantity_between(
            float(self.value[index]),
            None if np.isinf(low) else low,
            None if np.isinf(high) else high,
            unit,
            last_place=int(self.place[index]),
            low_exclusive=bool(self.low_out[index]),
            high_exclusive=bool(self.high_out[index]),
        )


def no_numbers(shape: Sequence[int]) -> Numbers:
    """Return numbers of a shape, none of them known."""
    zeros = [np.zeros(shape) for _ in range(3)]
    flags = [np.zeros(shape, dtype=bool) for _ in range(2)]
    place = np.full(shape, NO_PLACE, dtype=np.int8)
    return Numbers(
        np.zeros(shape, dtype=bool), *zeros, *flags, place, np.zeros(shape, dtype=np.int32)
    )


def add_numbers(one: Numbers, other: Numbers, sign: int = 1) -> Numbers:
    """Return the sums of two arrays of numbers, or with `sign` -1 the differences.

    A sum is known where both numbers are.
    """
    low, high = (other.low, other.high) if sign > 0 else (-other.high, -other.low)
    low_out, high_out = (other.low_out, other.high_out)[::sign]
    known = one.known & other.known
    return mask_numbers(
        Numbers(
            known,
            np.round(one.value + sign * other.value, DECIMALS),
            np.round(one.low + low, DECIMALS),
            np.round(one.high + high, DECIMALS),
            one.low_out | low_out,
            one.high_out | high_out,
            np.maximum(one.place, other.place),
            one.count + other.count,
        ),
        known,
    )


def mask_numbers(numbers: Numbers, kept: Array) -> Numbers:
    """Return the numbers where `kept`; elsewhere none is known."""
    known = numbers.known & kept
    return Numbers(
        known,
        *(np.where(known, each, 0.0) for each in (numbers.value, numbers.low, numbers.high)),
        numbers.low_out & known,
        numbers.high_out & known,
        np.where(known, numbers.place, NO_PLACE),
        np.where(known, numbers.count, 0),
    )


def fill_numbers(numbers: Numbers, others: Numbers, where: Array) -> Numbers:
    """Return the numbers, replaced by others where `where`."""
    return Numbers(
        *(
            np.where(where, getattr(others, field.name), getattr(numbers, field.name))
            for field in fields(numbers)
        )
    )


def sum_groups(numbers: Numbers, members: Array, starts: Array) -> Numbers:
    """Return the sums of groups of columns of numbers; what is not known is left out.

    `members` are the columns (of the last axis) group by group, `starts` where each group begins in
    it. A sum is known if one of its numbers is. Shape: as before, but with a column for each group.
    """

    def add(values: Array) -> Array:
        return np.add.reduceat(values[..., members], starts, axis=-1)

    def any_of(flags: Array) -> Array:
        return np.logical_or.reduceat(flags[..., members], starts, axis=-1)

    return Numbers(
        any_of(numbers.known),
        *(np.round(add(each), DECIMALS) for each in (numbers.value, numbers.low, numbers.high)),
        any_of(numbers.low_out),
        any_of(numbers.high_out),
        np.maximum.reduceat(numbers.place[..., members], starts, axis=-1),
        add(numbers.count),
    )


def last_places(values: Array, rough: Array) -> Array:
    """Return the power of ten of each number's last digit: 0 of 1200, 2 of 1200 if it is rough.

    Decimals count as printed: -1 of 85.7. Zero makes no sum rougher.
    """
    places = np.zeros(len(values), dtype=np.int8)
    fractions = np.flatnonzero(values != np.floor(values))
    for row in fractions:
        text = repr(float(values[row])).partition("e")[0]
        places[row] = -min(len(text.partition(".")[2]), DECIMALS)
    whole = np.flatnonzero(rough & (values == np.floor(values)))
    remaining = values[whole]
    for place in range(1, 13):
        ends = np.fmod(remaining, 10.0**place) == 0
        whole, remaining = whole[ends], remaining[ends]
        places[whole] = place
    places[values == 0] = NO_PLACE
    return places
