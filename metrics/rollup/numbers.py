"""Many numbers with bounds side by side, so that a nation's totals are made in one go."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from metrics.rollup.operand_rows import Array
from quantities import Quantity, quantity_between

DECIMALS = 6
"""Sums are rounded here, so that 0.1 and 0.2 make 0.3; no figure has more decimals."""
NO_PLACE = -15
"""The place of the last digit of a number that makes a sum no rougher: zero."""
_NOTHING: Mapping[str, float] = {
    **dict.fromkeys(("known", "low_out", "high_out", "inexact"), False),
    **dict.fromkeys(("value", "low", "high", "count"), 0),
    "place": NO_PLACE,
}
"""The value of each field where there is no number: it changes no sum."""
_TYPES: Mapping[str, Any] = {
    **dict.fromkeys(("known", "low_out", "high_out", "inexact"), bool),
    **dict.fromkeys(("value", "low", "high"), float),
    "count": np.int32,
    "place": np.int8,
}
_SUMS: Mapping[str, np.ufunc] = {
    **dict.fromkeys(("known", "low_out", "high_out", "inexact"), np.logical_or),
    **dict.fromkeys(("value", "low", "high", "count"), np.add),
    "place": np.maximum,
}
"""How a field of a sum is made of the same field of its operands."""
ALL_FIELDS = tuple(_NOTHING)
VALUES_ALONE = ("known", "value")
"""The fields of numbers that are used without their bounds."""


@dataclass(frozen=True)
class Numbers:
    """Numbers with bounds, in arrays of one shape; where one is not `known`, its value is 0.

    `fields` are known, value, low, high (infinite: open), low_out and high_out (whether a bound is
    outside of the interval), place (the power of ten of the last digit), inexact (whether an
    operand was printed with 约, 余 or decimals), count (of figures); or the first two alone.
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
        """Return the numbers with each array changed, as one that takes some of its columns."""
        return Numbers({name: change(array) for name, array in self.fields.items()})

    def take(self, index: Any) -> "Numbers":
        """Return the numbers at an index of NumPy."""
        return self.map(lambda array: array[index])

    def masked(self) -> "Numbers":
        """Return the numbers with nothing where none is known."""
        return self.where(self.known)

    def where(self, kept: Array) -> "Numbers":
        """Return the numbers where `kept`; elsewhere none is known."""
        if kept.all():
            return self
        return Numbers(
            {
                name: np.where(kept, array, _TYPES[name](_NOTHING[name]))
                for name, array in self.fields.items()
            }
        )

    def filled(self, others: "Numbers", where: Array) -> "Numbers":
        """Return the numbers, replaced by others where `where`."""
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
        """Return the sums of groups of columns, which begin at `starts`.

        A sum is known if one of its numbers is; the others are left out.
        """
        return Numbers(
            {
                name: _SUMS[name].reduceat(array, starts, axis=-1)
                for name, array in self.fields.items()
            }
        )

    def plus(self, other: "Numbers", sign: int = 1) -> "Numbers":
        """Return the sums of two arrays of numbers, or with `sign` -1 the differences.

        A sum is known where both numbers are.
        """
        mine, others = self.fields, dict(other.fields)
        if sign < 0:
            swapped = ("low", "high"), ("high", "low")
            others |= (
                {name: -other.fields[of] for name, of in zip(*swapped, strict=True)}
                if ("low" in mine)
                else {}
            )
            others["value"] = -other.value
            if "low_out" in mine:
                others["low_out"], others["high_out"] = others["high_out"], others["low_out"]
        sums = Numbers({name: _SUMS[name](array, others[name]) for name, array in mine.items()})
        return sums.where(self.known & other.known)

    def open_above(self, where: Array) -> "Numbers":
        """Return numbers without an upper bound `where`; negative ones without a lower, too."""
        if "low" not in self.fields:
            return self
        low, high, open_ends = self.fields["low"], self.fields["high"], where & self.known
        changed = {
            "low": np.where(open_ends & (low < 0), -np.inf, low),
            "high": np.where(open_ends, np.inf, high),
            "high_out": self.fields["high_out"] & ~open_ends,
        }
        return Numbers({**self.fields, **changed})

    def quantity(
        self, index: tuple[int, ...], unit: str, *, for_rate: bool = False
    ) -> Quantity | None:
        """Return one of the numbers as a computed quantity, None where it is not known.

        A sum of whole numbers printed without 约 or 余 (852万元) is exact in a rate (`for_rate`),
        though as a number it ends where they do.
        """
        if not self.known[index]:
            return None
        value, low, high = (
            round(float(self.fields[name][index]), DECIMALS) for name in ("value", "low", "high")
        )
        exact = for_rate and not self.fields["inexact"][index]
        return quantity_between(
            value,
            None if np.isinf(low) else low,
            None if np.isinf(high) else high,
            unit,
            last_place=min(0, int(self.fields["place"][index]))
            if exact
            else int(self.fields["place"][index]),
            low_exclusive=bool(self.fields["low_out"][index]),
            high_exclusive=bool(self.fields["high_out"][index]),
        )


def no_numbers(shape: Sequence[int], fields: Sequence[str] = ALL_FIELDS) -> Numbers:
    """Return numbers of a shape, none of them known."""
    return Numbers({name: np.full(shape, _NOTHING[name], dtype=_TYPES[name]) for name in fields})


def last_places(values: Array, scaled: Array) -> Array:
    """Return the power of ten of each number's last digit: 0 of 1200, 6 of 1200万 (`scaled`).

    Decimals count as printed: -1 of 85.7. Zero makes no sum rougher.
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
