"""What is compared: two to four areas in one span, or two spans of one area, and who is ahead."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from metrics.rollup.area_results import AreaIndicator, AreaOverview, Completion
from periods.spans import MONTHS_A_YEAR, count_month, spell_month
from quantities import Quantity
from quantities.better import Better

LEAST, MOST = 2, 4
"""Areas that are compared at once."""
FIRST_INDICATORS = 4
"""Indicators that are compared until others are chosen."""
MAX_INDICATORS = 12


@dataclass(frozen=True)
class Side:
    """One column of a comparison: an area and its overview; `through` where spans are compared."""

    name: str
    overview: AreaOverview
    through: str = ""

    def find(self, code: str) -> AreaIndicator | None:
        """Return an indicator of the side, None if it is not in its overview."""
        indicators = self.overview.indicators
        return next((indicator for indicator in indicators if indicator.code == code), None)


@dataclass(frozen=True)
class Choice:
    """The areas and indicators of an address that can be compared, and those that cannot.

    `areas` are two to four, fewer while they are chosen; `other` is the month of the second period,
    "" where areas are compared. `refused` are pairs of a message of compare.po and a code.
    """

    areas: tuple[str, ...]
    other: str
    indicators: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]


def read_choice(
    areas: Sequence[str],
    other: str,
    indicators: Sequence[str],
    *,
    above: Mapping[str, Sequence[str]],
    offered: Sequence[str],
    months: Sequence[str],
) -> Choice:
    """Read which areas and indicators an address asks to compare, and which can be.

    `above` are the areas that each one answers to, itself among them: an area is not compared with
    one that it is a part of. `offered` are the indicators with figures; without a choice the first
    ones are compared. `months` are those of the area. More than four areas, and what is unknown,
    is refused with a word.
    """
    refused: list[tuple[str, str]] = []
    kept: list[str] = []
    for area in dict.fromkeys(areas):
        if any(area in above[each] or each in above[area] for each in kept):
            refused.append(("nested", area))
        elif len(kept) == MOST:
            refused.append(("too_many", area))
        else:
            kept.append(area)
    known = [code for code in dict.fromkeys(indicators) if code in offered]
    refused += [("unknown", code) for code in dict.fromkeys(indicators) if code not in offered]
    refused += [("no_month", other)] if other and other not in months else []
    return Choice(
        tuple(kept),
        other if other in months else "",
        tuple(known[:MAX_INDICATORS] or offered[:FIRST_INDICATORS]),
        tuple(refused),
    )


def toggle(codes: Sequence[str], code: str) -> list[str]:
    """Return codes without one of them, or with one more at the end."""
    return [each for each in codes if each != code] if code in codes else [*codes, code]


def find_usual_month(through: str, months: Sequence[str]) -> str:
    """Return the month that a period is compared with at first: a year before, else the oldest.

    Example: find_usual_month("2025-09", ["2025-09", "2024-09"]) -> "2024-09". "" without another.
    """
    year_before = spell_month(count_month(through) - MONTHS_A_YEAR)
    if year_before in months:
        return year_before
    return next((month for month in sorted(months) if month != through), "")


def find_measure(indicators: Iterable[AreaIndicator]) -> str:
    """Return the measure by which an indicator is compared: completion, growth or value.

    Ratios go by their value, what all have a completion of by that, what all have a growth of by
    that; "" where one side has none.
    """
    compared = list(indicators)
    measures = (
        ["value"]
        if all(indicator.kind == "ratio" for indicator in compared)
        else ["completion", "growth"]
    )
    return next(
        (
            name
            for name in measures
            if all(_compared_number(indicator, name) is not None for indicator in compared)
        ),
        "",
    )


def _compared_number(indicator: AreaIndicator, measure: str) -> Quantity | None:
    """Return the number of an indicator by which sides are compared."""
    completion: Completion | None = indicator.completion
    return {
        "completion": completion.rate if completion else None,
        "growth": indicator.growth.change,
        "value": indicator.total.quantity,
    }[measure]


def find_leader(sides: Sequence[Side], code: str, better: Better) -> int | None:
    """Return the position of the side that is ahead in an indicator; None for none or several.

    Sides without a number are left out; one alone is not ahead. Where neither more nor less is
    better nobody is. Numbers that print alike are equal.
    """
    indicators = {
        at: indicator
        for at, side in enumerate(sides)
        if (indicator := side.find(code)) and indicator.total.quantity is not None
    }
    measure = (
        find_measure(indicators.values()) if len(indicators) >= LEAST and better != "none" else ""
    )
    sign = -1 if better == "less" else 1
    numbers = {
        at: sign * round(quantity.value, 1)
        for at, indicator in indicators.items()
        if measure and (quantity := _compared_number(indicator, measure))
    }
    ahead = [at for at, number in numbers.items() if number == max(numbers.values())]
    return ahead[0] if len(ahead) == 1 else None
