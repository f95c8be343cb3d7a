"""Arrays of numbers with bounds, so that the totals of a nation are computed at once."""

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
        """Return a copy, which `put` may change."""
        return self.map(np.copy)

    def put(self, columns: "Numbers", areas: Array) -> None:
        """Replace the numbers of some areas (columns of the last axis) in place."""
        for name, array in self.fields.items():
            array[..., areas] = columns.fields[name]

    def summed(self, starts: Array) -> "Numbers":
        """Return the sums of groups of neighbouring columns; `starts` has each group's first one.

        A sum is known if at least one of its numbers is known.
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
        mine, others = self.fields, dict(other.fields)
        if sign < 0:
            swapped = ("low", "high"), ("high", "low")
            others |= (
                {name: -other.fields[opposite] for name, opposite in zip(*swapped, strict=True)}
                if ("low" in mine)
                else {}
            )
            others["value"] = -other.value
            if "low_exclusive" in mine:
                others["low_exclusive"], others["high_exclusive"] = (
                    others["high_exclusive"],
                    others["low_exclusive"],
                )
        sums = Numbers({name: _SUMS[name](array, others[name]) for name, array in mine.items()})
        return sums.where(self.known & other.known)

    def open_above(self, where: Array) -> "Numbers":
        """Return the numbers without an upper bound where `where` is true.

        A number whose lower bound is negative loses that bound, too.
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

        `for_rate`: the quantity will be divided. Whole numbers printed without 约 or 余 (852万元)
        count as exact then; otherwise a sum has no more digits than its operands.
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

    `scaled` marks numbers printed with 万 or 亿, whose zeros at the end are no digits. The result
    for zero is NO_PLACE.
    """
    places = np.zeros(len(values), dtype=np.int8)
    is_whole = values == np.floor(values)
    for row in np.flatnonzero(~is_whole):
        text = repr(float(values[row])).partition("e")[0]
        places[row] = -min(len(text.partition(".")[2]), DECIMALS)
    whole = np.flatnonzero(scaled & is_whole)
    remaining = values[whole]
    for place in range(1, 13):
        ends = np.fmod(remaining, 10.0**place) == 0
        whole, remaining = whole[ends], remaining[ends]
        places[whole] = place
    places[values == 0] = NO_PLACE
    return places
