"""`Numbers`: arrays of numbers with bounds, so that the totals of a nation are computed at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from metrics.rollup.operand_rows import Array
from quantities import Quantity, build_computed_quantity

DECIMALS = 6
"""Sums are rounded to so many decimals, so that 0.1 + 0.2 is 0.3; no figure has more of them."""
NO_PLACE = -15
"""The place of the last digit for zero: lower than all others, so that it makes no sum rougher."""
_NEUTRAL_VALUES: Mapping[str, float] = {
    **dict.fromkeys(("known", "low_exclusive", "high_exclusive", "inexact"), False),
    **dict.fromkeys(("value", "low", "high", "count"), 0),
    "place": NO_PLACE,
}
"""The value of each field where there is no number; adding it changes no sum."""
_TYPES: Mapping[str, Any] = {
    **dict.fromkeys(("known", "low_exclusive", "high_exclusive", "inexact"), bool),
    **dict.fromkeys(("value", "low", "high"), float),
    "count": np.int32,
    "place": np.int8,
}
_SUMS: Mapping[str, np.ufunc] = {
    **dict.fromkeys(("known", "low_exclusive", "high_exclusive", "inexact"), np.logical_or),
    **dict.fromkeys(("value", "low", "high", "count"), np.add),
    "place": np.maximum,
}
"""The function that computes a field of a sum from the same field of its operands."""
ALL_FIELDS = tuple(_NEUTRAL_VALUES)
VALUES_ALONE = ("known", "value")
"""The fields of numbers that are used without their bounds."""


@dataclass(frozen=True)
class Numbers:
    """Numbers with bounds, in one array for each field; where a number is not `known`, it is 0.

    `fields` has known, value, low, high (infinite: open), low_exclusive and high_exclusive (the
    bound itself is excluded), place (the power of ten of the last digit), inexact (an operand was
    printed with 约, 余 or decimals) and count (of figures). Numbers that are used without bounds
    have known and value alone (VALUES_ALONE).
    """

    fields: Mapping[str, Array]

    @property
    def known(self) -> Array:
        """Where there is a number."""
        return self.fields["known"]

    @property
    def value(self) -> Array:
        """The values, 0 where there is none."""
        return self.fields["value"]

    def map(self, change: Callable[[Array], Array]) -> "Numbers":
        """Return the numbers with a function applied to the array of each field."""
        return Numbers({name: change(array) for name, array in self.fields.items()})

    def take(self, index: Any) -> "Numbers":
        """Return the numbers at a NumPy index."""
        return self.map(lambda array: array[index])

    def masked(self) -> "Numbers":
        """Return the numbers with neutral values in all fields where a number is not known."""
        return self.where(self.known)

    def where(self, kept: Array) -> "Numbers":
        """Return the numbers where `kept` is true; elsewhere none is known."""
        if kept.all():
            return self
        return Numbers(
            {
                name: np.where(kept, array, _TYPES[name](_NEUTRAL_VALUES[name]))
                for name, array in self.fields.items()
            }
        )

    def filled(self, others: "Numbers", where: Array) -> "Numbers":
        """Return the numbers, replaced by those of `others` where `where` is true."""
        return Numbers(
            {
                name: np.where(where, others.fields[name], array)
                for name, array in self.fields.items()
            }
        )

    def copy(self) -> "Numbers":
        """Return a copy, so that `put` changes no numbers that others use."""
        return self.map(np.copy)

    def put(self, columns: "Numbers", areas: Array) -> None:
        """Replace the numbers of some areas in place by `columns`, one column for each area.

        `areas` are the areas' positions on the last axis.
        """
        for name, array in self.fields.items():
            array[..., areas] = columns.fields[name]

    def summed(self, starts: Array) -> "Numbers":
        """Return the sum of each group of neighbouring columns, such as the units of one area.

        `starts` has the position of each group's first column: [1, 2, 3] with starts [0, 2] gives
        [3, 3]. A sum is known if at least one of its numbers is known.
        """
        return Numbers(
            {
                name: _SUMS[name].reduceat(array, starts, axis=-1)
                for name, array in self.fields.items()
            }
        )

    def plus(self, other: "Numbers", sign: int = 1) -> "Numbers":
        """Return the sums of two arrays of numbers, or the differences if `sign` is -1.

        A result is known where both numbers are known.
        """
        own_fields, added_fields = self.fields, dict(other.fields)
        if sign < 0:
            # To subtract is to add the negative, whose bounds change places: 3 to 5 is -5 to -3.
            swapped = ("low", "high"), ("high", "low")
            added_fields |= (
                {name: -other.fields[opposite] for name, opposite in zip(*swapped, strict=True)}
                if ("low" in own_fields)
                else {}
            )
            added_fields["value"] = -other.value
            if "low_exclusive" in own_fields:
                added_fields["low_exclusive"], added_fields["high_exclusive"] = (
                    added_fields["high_exclusive"],
                    added_fields["low_exclusive"],
                )
        sums = Numbers(
            {name: _SUMS[name](array, added_fields[name]) for name, array in own_fields.items()}
        )
        return sums.where(self.known & other.known)

    def open_above(self, where: Array) -> "Numbers":
        """Return the numbers without an upper bound where `where` is true.

        It is used for sums in which units are missing: such a sum is only the least that the total
        can be. A number whose lower bound is negative loses that bound, too, because the missing
        units may be negative.
        """
        if "low" not in self.fields:
            return self
        low, high, open_ends = self.fields["low"], self.fields["high"], where & self.known
        changed = {
            "low": np.where(open_ends & (low < 0), -np.inf, low),
            "high": np.where(open_ends, np.inf, high),
            "high_exclusive": self.fields["high_exclusive"] & ~open_ends,
        }
        return Numbers({**self.fields, **changed})

    def build_quantity(
        self, index: tuple[int, ...], unit: str, *, for_rate: bool = False
    ) -> Quantity | None:
        """Return the number at an index as a computed quantity, None if it is not known.

        `index` has a position for each axis, mostly indicator and area. `for_rate`: the quantity
        will be divided. Whole numbers printed without 约 or 余 (852万元) count as exact then, so
        that a rate is not rounded more than needed; otherwise a sum has no more digits than its
        operands.
        """
        if not self.known[index]:
            return None
        value, low, high = (
            round(float(self.fields[name][index]), DECIMALS) for name in ("value", "low", "high")
        )
        exact = for_rate and not self.fields["inexact"][index]
        return build_computed_quantity(
            value,
            None if np.isinf(low) else low,
            None if np.isinf(high) else high,
            unit,
            last_place=min(0, int(self.fields["place"][index]))
            if exact
            else int(self.fields["place"][index]),
            low_exclusive=bool(self.fields["low_exclusive"][index]),
            high_exclusive=bool(self.fields["high_exclusive"][index]),
        )


def make_unknown_numbers(shape: Sequence[int], fields: Sequence[str] = ALL_FIELDS) -> Numbers:
    """Return numbers of a shape, none of which is known."""
    return Numbers(
        {name: np.full(shape, _NEUTRAL_VALUES[name], dtype=_TYPES[name]) for name in fields}
    )


def find_last_places(values: Array, scaled: Array) -> Array:
    """Return the power of ten of each number's last digit: 0 for 1200, 6 for 1200万, -1 for 85.7.

    It tells how rough a number is, so that a sum shows no more digits than its operands. `scaled`
    marks numbers printed with 万 or 亿, whose zeros at the end are no digits. The result for zero
    is NO_PLACE.
    """
    places = np.zeros(len(values), dtype=np.int8)
    is_whole = values == np.floor(values)
    for position in np.flatnonzero(~is_whole):
        digits = repr(float(values[position])).partition("e")[0]
        places[position] = -min(len(digits.partition(".")[2]), DECIMALS)
    # Divide by ever higher powers of ten and keep the numbers that are still divisible. Twelve
    # powers are enough for 万亿.
    divisible_positions = np.flatnonzero(scaled & is_whole)
    divisible_values = values[divisible_positions]
    for place in range(1, 13):
        is_divisible = np.fmod(divisible_values, 10.0**place) == 0
        divisible_positions = divisible_positions[is_divisible]
        divisible_values = divisible_values[is_divisible]
        places[divisible_positions] = place
    places[values == 0] = NO_PLACE
    return places
