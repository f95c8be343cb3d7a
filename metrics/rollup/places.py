"""Where an area stands among the units beside it, in each indicator: place, average, distance.

Units are compared by completion of the year's target, else by growth, ratios by their value; all
numbers are those of the overview of the area above (`metrics/rollup/area_overview.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from metrics.rollup.area_results import AreaIndicator, AreaOverview
from metrics.rollup.operand_rows import Array
from quantities.better import Better

Lean = Literal["ahead", "behind", "even"]
CLOSE = 0.5
"""Percent or points from the average within which an area is neither ahead nor behind."""
RATES = ("completion", "growth")
"""What is printed with one decimal: areas with the same printed number share a place."""


@dataclass(frozen=True)
class Standing:
    """An area among its siblings in one indicator.

    `values` are the numbers of all that have one, by code, the area's own among them; `average` is
    the number of the area above, NaN without one. `measure` is completion, growth or value. `place`
    is that of `of` areas, None with no other; `lean` says whether the area is ahead of the average.
    """

    code: str
    measure: str
    unit: str
    better: Better
    area: str
    values: Mapping[str, float]
    average: float
    place: int | None
    of: int
    lean: Lean

    @property
    def own(self) -> float:
        """The area's own number, NaN without one."""
        return self.values.get(self.area, float("nan"))


def find_place(
    values: Array, own: float, measure: str, unit: str, better: Better
) -> tuple[int, int] | None:
    """Return the place of `own` among `values`, of which it is one, and how many there are.

    NaN are left out; None if `own` is NaN or alone. Where less is better the smallest is first.
    Rates that print alike share a place: 1.35% and 1.38% are both 1.4%.
    Example: find_place(np.array([80, 79.96, 60]), 79.96, "completion", "人", "more") -> (1, 3).
    """
    others = values[np.isfinite(values)]
    if not np.isfinite(own) or len(others) < 2:
        return None
    if measure in RATES or unit == "%":
        others, own = _print_rate(others), float(_print_rate(np.array(own)))
    is_ahead = others < own - 1e-9 if better == "less" else others > own + 1e-9
    return int(is_ahead.sum()) + 1, len(others)


def _print_rate(values: Array) -> Array:
    """Return rates as they are printed: one decimal, rounded half up (GB/T 8170)."""
    rounded: Array = np.sign(values) * np.floor(np.abs(values) * 10 + 0.5 + 1e-9) / 10
    return rounded


def find_standings(
    above: AreaOverview, area: str, better: Mapping[str, Better]
) -> dict[str, Standing]:
    """Return the place of an area in each indicator of the overview of the area above it.

    `better` says of an indicator which way it is good (`read_better`); more where it says nothing.
    An indicator that the area has no number of has its siblings' numbers, and no place.
    Example: find_standings(city, "990102", {})["new_members"].place -> 4, of 9.
    """
    standings = {}
    for indicator in above.indicators:
        rows = above.units[above.units["indicator"] == indicator.code]
        rows = rows[np.isfinite(rows["measured"])]
        values = dict(zip(rows["ref_area"], map(float, rows["measured"]), strict=True))
        measure = str(rows["measure"].iloc[0]) if len(rows) else "value"
        way = better.get(indicator.code, "more")
        own, average = values.get(area, float("nan")), _comparable_number(indicator, measure)
        numbers = np.array(list(values.values()))
        placed = find_place(numbers, own, measure, indicator.unit, way)
        standings[indicator.code] = Standing(
            code=indicator.code,
            measure=measure,
            unit=indicator.unit,
            better=way,
            area=area,
            values=values,
            average=average,
            place=placed[0] if placed else None,
            of=len(values),
            lean=_rate_difference(own - average, way),
        )
    return standings


def _comparable_number(indicator: AreaIndicator, measure: str) -> float:
    """Return an indicator's own number by which its units are compared; NaN without one."""
    completion = indicator.completion
    quantity = {
        "completion": completion.rate if completion else None,
        "growth": indicator.growth.change,
    }.get(measure, indicator.total.quantity)
    return quantity.value if quantity else float("nan")


def _rate_difference(difference: float, better: Better) -> Lean:
    """Return whether a difference from the average is good: ahead, behind, or even where close."""
    if better == "none" or not abs(difference) >= CLOSE:
        return "even"
    return "ahead" if (difference > 0) == (better == "more") else "behind"


def count_places_gained(now: Standing, before: Standing | None) -> int | None:
    """Return how many places an area has gained since `before`: 1 from 3rd to 2nd; None unknown.

    Both places are among those that have both numbers, so that nobody gains a place because another
    has not reported (like with like).
    """
    if before is None or now.measure != before.measure:
        return None
    common = [code for code in now.values if code in before.values]
    if now.area not in common:
        return None
    places = [
        find_place(
            np.array([each.values[code] for code in common]),
            *(each.own, each.measure, each.unit, each.better),
        )
        for each in (before, now)
    ]
    return places[0][0] - places[1][0] if places[0] and places[1] else None
