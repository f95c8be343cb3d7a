"""The place of an area among its siblings in each indicator, and its distance from the average.

Areas are compared by completion of the year's target, else by growth, ratios by their value. All
numbers are those of the overview of the area above (`metrics/rollup/area_overview.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from metrics.rollup.area_results import AreaIndicator, AreaOverview
from metrics.rollup.operand_rows import Array
from periods.spans import MONTHS_A_YEAR, SINCE, count_month, span_since, spell_month
from quantities.better import Better

Lean = Literal["ahead", "behind", "even"]
EVEN_MARGIN = 0.5
"""Percent or points from the average within which an area is neither ahead nor behind."""
RATES = ("completion", "growth")
"""Measures printed with one decimal: areas with the same printed number share a place."""
_TOLERANCE = 1e-9
"""Differences of floating point numbers that are ignored."""


@dataclass(frozen=True)
class Standing:
    """An area among its siblings in one indicator.

    `values` are the numbers compared, by area code, of all siblings that have one and of the area
    itself; `measure` says what they are: completion, growth or value. `average` is the number of
    the area above, NaN if it has none. The area has `place` among `ranked` areas; None if no other
    area has a number. `lean` says whether it is ahead of the average.
    """

    code: str
    measure: str
    unit: str
    better: Better
    area: str
    values: Mapping[str, float]
    average: float
    place: int | None
    ranked: int
    lean: Lean

    @property
    def own(self) -> float:
        """The area's own number, NaN without one."""
        return self.values.get(self.area, float("nan"))


def find_place(
    values: Array, own: float, measure: str, unit: str, better: Better
) -> tuple[int, int] | None:
    """Return the place of `own` among `values`, which include it, and how many values there are.

    The place is what a page prints as 第3 (of 9). `measure` is what the values are: completion,
    growth or value; `unit` is the indicator's. NaN are left out; the result is None if `own` is NaN
    or the only value. If less is better, the smallest value is first. Rates that are printed alike
    share a place: 1.35% and 1.38% are both printed as 1.4%.

    Example: find_place(np.array([80, 79.96, 60]), 79.96, "completion", "人", "more") -> (1, 3).
    """
    ranked_values = values[np.isfinite(values)]
    if not np.isfinite(own) or len(ranked_values) < 2:  # `own` itself is one of them
        return None
    if measure in RATES or unit == "%":
        ranked_values = _round_as_printed(ranked_values)
        own = float(_round_as_printed(np.array(own)))
    if better == "less":
        is_ahead = ranked_values < own - _TOLERANCE
    else:
        is_ahead = ranked_values > own + _TOLERANCE
    return int(is_ahead.sum()) + 1, len(ranked_values)


def _round_as_printed(values: Array) -> Array:
    """Return rates rounded as they are printed: one decimal, halves away from zero (GB/T 8170).

    Example: 1.35 → 1.4, -1.35 → -1.4.
    """
    rounded: Array = np.sign(values) * np.floor(np.abs(values) * 10 + 0.5 + _TOLERANCE) / 10
    return rounded


def find_standings(
    above: AreaOverview, area: str, better: Mapping[str, Better]
) -> dict[str, Standing]:
    """Return an area's standing in each indicator, by code; `above` is the area above's overview.

    It feeds the chart of where an area stands among its siblings, the other units of the area
    above. `better` says whether more or less of an indicator is better (`read_better`); "more" for
    those it does not have. An area without a number of an indicator gets its siblings' numbers, but
    no place.

    Example: find_standings(city, "990102", {})["new_members"].place -> 4 (of 9).
    """
    standings = {}
    for indicator in above.indicators:
        rows = above.units[above.units["indicator"] == indicator.code]
        rows = rows[np.isfinite(rows["measured"])]
        values = dict(zip(rows["ref_area"], map(float, rows["measured"]), strict=True))
        measure = str(rows["measure"].iloc[0]) if len(rows) else "value"
        better_direction = better.get(indicator.code, "more")
        own, average = values.get(area, float("nan")), _find_average(indicator, measure)
        place_and_count = find_place(
            np.array(list(values.values())), own, measure, indicator.unit, better_direction
        )
        standings[indicator.code] = Standing(
            code=indicator.code,
            measure=measure,
            unit=indicator.unit,
            better=better_direction,
            area=area,
            values=values,
            average=average,
            place=place_and_count[0] if place_and_count else None,
            ranked=len(values),
            lean=_compare_with_average(own - average, better_direction),
        )
    return standings


def _find_average(indicator: AreaIndicator, measure: str) -> float:
    """Return the number of the area above in the measure by which its units are compared.

    It stands for their average: the completion of a city is that of its counties together. The
    result is NaN if the area has no such number.
    """
    completion = indicator.completion
    quantity = {
        "completion": completion.rate if completion else None,
        "growth": indicator.growth.change,
    }.get(measure, indicator.total.quantity)
    return quantity.value if quantity else float("nan")


def _compare_with_average(difference: float, better: Better) -> Lean:
    """Return whether an area with this `difference` from the average is ahead, behind or even.

    It is even, too, if neither more nor less is better, or if there is no difference (NaN).
    """
    if better == "none" or not abs(difference) >= EVEN_MARGIN:  # `not >=` is true for NaN
        return "even"
    return "ahead" if (difference > 0) == (better == "more") else "behind"


def count_places_gained(now: Standing, before: Standing | None) -> int | None:
    """Return how many places an area has gained since `before`: from 3rd to 2nd it is 1.

    Only areas with both numbers are ranked, so that nobody gains a place because another has not
    reported. The result is None if the area has not both numbers, or the measures differ.
    """
    if before is None or now.measure != before.measure:
        return None
    common_codes = [code for code in now.values if code in before.values]
    if now.area not in common_codes:
        return None
    place_before, place_now = (
        find_place(
            np.array([standing.values[code] for code in common_codes]),
            *(standing.own, standing.measure, standing.unit, standing.better),
        )
        for standing in (before, now)
    )
    # Each result is the place and the number of ranked areas.
    return place_before[0] - place_now[0] if place_before and place_now else None


def find_month_before(through: str, since: str, union_year: int) -> str:
    """Return the last month of the earlier span whose ranks the present ranks are compared with.

    It is the month before `through` or, if the span has just begun, the same month of the year
    before; for `since` "month" always the month before. Example: ("2025-09", "year", 10) →
    "2025-08"; ("2025-01", "year", 10) → "2024-01". `union_year` is the first month of the unions'
    working year, here October.
    """
    month = count_month(through)
    kind = next(each for each in SINCE if each == since)  # the same text, as its literal type
    spans = [span_since(kind, earlier_month, union_year) for earlier_month in (month, month - 1)]
    # Spans that begin in different months are of different years: the present one has just begun.
    if kind != "month" and spans[0].first != spans[1].first:
        return spell_month(month - MONTHS_A_YEAR)
    return spell_month(month - 1)
