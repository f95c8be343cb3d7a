"""What the Compare page compares: two to four areas, or two periods of one area; who leads."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app_pages.state.scope import Scope, get_area_name
from locales import Words
from metrics.rollup.area_results import AreaIndicator, AreaOverview
from periods.spans import MONTHS_A_YEAR, count_month, spell_month
from quantities import Quantity
from quantities.better import Better

MIN_COMPARED, MAX_COMPARED = 2, 4
"""How many areas are compared at once."""
DEFAULT_COUNT = 4
"""How many indicators are compared until others are chosen."""
MAX_INDICATORS = 12


@dataclass(frozen=True)
class ComparisonColumn:
    """One column of a comparison: an area, or a period of the area, with its overview.

    `through` is the last month of the period, "" if areas are compared.
    """

    name: str
    overview: AreaOverview
    through: str = ""

    def find(self, code: str) -> AreaIndicator | None:
        """Return an indicator of the column's overview; None if it is not in it."""
        indicators = self.overview.indicators
        return next((indicator for indicator in indicators if indicator.code == code), None)


@dataclass(frozen=True)
class Choice:
    """The areas and indicators in the URL that can be compared, and those that cannot.

    `areas` are at most four, and fewer than two while they are being chosen. `other_month` is the
    last month of the second period, "" if areas are compared. `refusals` are pairs of a message of
    compare.po and the code that it is about.
    """

    areas: tuple[str, ...]
    other_month: str
    indicators: tuple[str, ...]
    refusals: tuple[tuple[str, str], ...]


def read_choice(
    areas: Sequence[str],
    other_month: str,
    indicators: Sequence[str],
    *,
    lineage: Mapping[str, Sequence[str]],
    offered: Sequence[str],
    months: Sequence[str],
) -> Choice:
    """Return what of the areas, month and indicators in the URL can be compared, and what cannot.

    `lineage` has, for each area, the areas that it is part of, and itself: an area is not compared
    with one that it is part of. `offered` are the indicators with figures, of which the first
    DEFAULT_COUNT are compared if none is chosen. `months` are those with figures of the area.
    Areas beyond MAX_COMPARED are refused, indicators beyond MAX_INDICATORS are left out silently.
    """
    refusals: list[tuple[str, str]] = []
    chosen_areas: list[str] = []
    for area in dict.fromkeys(areas):
        if any(
            area in lineage[chosen_area] or chosen_area in lineage[area]
            for chosen_area in chosen_areas
        ):
            refusals.append(("nested", area))
        elif len(chosen_areas) == MAX_COMPARED:
            refusals.append(("too_many", area))
        else:
            chosen_areas.append(area)
    chosen_indicators = [code for code in dict.fromkeys(indicators) if code in offered]
    refusals += [("unknown", code) for code in dict.fromkeys(indicators) if code not in offered]
    refusals += [("no_month", other_month)] if other_month and other_month not in months else []
    return Choice(
        tuple(chosen_areas),
        other_month if other_month in months else "",
        tuple(chosen_indicators[:MAX_INDICATORS] or offered[:DEFAULT_COUNT]),
        tuple(refusals),
    )


def toggle_code(codes: Sequence[str], code: str) -> list[str]:
    """Return `codes` without `code` if it is among them, else with it at the end."""
    return [each for each in codes if each != code] if code in codes else [*codes, code]


def find_default_month(through: str, months: Sequence[str]) -> str:
    """Return the month that is first offered for the second period: a year before, else the oldest.

    The result is "" if there is no other month. Example: find_default_month("2025-09", ["2025-09",
    "2024-09"]) is "2024-09".
    """
    year_before = spell_month(count_month(through) - MONTHS_A_YEAR)
    if year_before in months:
        return year_before
    return next((month for month in sorted(months) if month != through), "")


def find_measure(indicators: Iterable[AreaIndicator]) -> str:
    """Return the measure by which an indicator is compared: "completion", "growth" or "value".

    Ratios are compared by their value. Others are compared by completion if all columns have one,
    else by growth if all have one; otherwise it is "".
    """
    compared = list(indicators)
    is_ratio = all(indicator.kind == "ratio" for indicator in compared)
    for measure in ["value"] if is_ratio else ["completion", "growth"]:
        if all(_find_number(indicator, measure) is not None for indicator in compared):
            return measure
    return ""


def _find_number(indicator: AreaIndicator, measure: str) -> Quantity | None:
    """Return the number by which an indicator is compared (`find_measure`); None for none."""
    return {
        "completion": indicator.completion.rate if indicator.completion else None,
        "growth": indicator.growth.change,
        "value": indicator.total.quantity,
    }[measure]


def find_leader(columns: Sequence[ComparisonColumn], code: str, better: Better) -> int | None:
    """Return the position of the column that leads in an indicator; None if none or several do.

    Columns without a number are left out, and a single one with a number does not lead. Nor does
    any if neither more nor less of the indicator is better (`better` is "none"), or if the columns
    have no measure in common (`find_measure`). Numbers are compared with one decimal, as they are
    printed: equal texts have no leader.
    """
    indicator_by_position = {
        position: indicator
        for position, column in enumerate(columns)
        if (indicator := column.find(code)) and indicator.total.quantity is not None
    }
    if len(indicator_by_position) < MIN_COMPARED or better == "none":
        return None
    measure = find_measure(indicator_by_position.values())
    sign = -1 if better == "less" else 1
    number_by_position = {
        position: sign * round(quantity.value, 1)
        for position, indicator in indicator_by_position.items()
        if measure and (quantity := _find_number(indicator, measure))
    }
    leaders = [
        position
        for position, number in number_by_position.items()
        if number == max(number_by_position.values())
    ]
    return leaders[0] if len(leaders) == 1 else None


def format_title(columns: Sequence[ComparisonColumn], scope: Scope, words: Words) -> str:
    """Format what is compared: 东湖区与新川区 · 2025年1—9月; for two periods, the area and both."""
    names = words.listing([column.name for column in columns])
    if columns[0].through:
        return f"{get_area_name(words, scope.area)} · {names}"
    return f"{names} · {words.period(scope.period)}"
