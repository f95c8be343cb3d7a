"""The data of an area's page, put together from its overview and that of the area above.

`AreaView` is plain data, of which pure functions make all HTML of the page.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from app_pages.components.area_words import find_unit_level
from app_pages.state import release
from app_pages.state.cache import memoize
from app_pages.state.overviews import get_overview, get_unit_tree, list_main_indicators
from metrics.figure_queries import Figures, choose, read_quantities
from metrics.latest_of_series import build_recency_key
from metrics.metric_table import to_records
from metrics.rollup.area_results import AreaIndicator, AreaOverview
from metrics.rollup.places import Standing, count_places_gained, find_month_before, find_standings
from metrics.rollup.unit_tree import UnitTree
from periods import last_month
from quantities import Quantity
from quantities.better import read_better

FIRST_PLACES, LAST_PLACES = 3, 2
"""An area is shown as first or last if it has one of so many places, and others are between.

A place is a rank among the siblings, the areas under the same area above.
"""
RECENT_MONTHS = 12
"""Months in which missing reports are looked for."""


class NewestFigure(NamedTuple):
    """The newest figure of an indicator for which an area has no number in the span."""

    key: str
    period: str
    quantity: Quantity


@dataclass(frozen=True)
class AreaView:
    """The data of an area's page.

    - `own`: its overview; `month_overview`: that of the last month, None if the span is one month
    - `overview_above`: that of the area above, None if there is none
    - `standings`: how it compares with its siblings, by indicator
    - `places_gained`: by indicator, the places gained since `compared_period`
    - `siblings`: the areas with the same area above, itself included; `level`: theirs
    - `children`: the areas directly below it
    - `newest`: by indicator, the newest figure if the span has none
    - `late_points`: a completion is marked from so many percentage points behind the time elapsed
    """

    own: AreaOverview
    month_overview: AreaOverview | None
    overview_above: AreaOverview | None
    standings: Mapping[str, Standing]
    places_gained: Mapping[str, int | None]
    compared_period: str
    siblings: tuple[str, ...]
    children: tuple[str, ...]
    newest: Mapping[str, NewestFigure]
    level: str
    late_points: float

    @property
    def placed_standings(self) -> list[Standing]:
        """The standings with a place, in the order of the indicators."""
        return [standing for standing in self.standings.values() if standing.place]

    def find_indicator_above(self, code: str) -> AreaIndicator | None:
        """Return an indicator of the area above; None if it does not have it."""
        indicators = self.overview_above.indicators if self.overview_above else ()
        return next((indicator for indicator in indicators if indicator.code == code), None)

    def find_month_indicator(self, code: str) -> AreaIndicator | None:
        """Return an indicator of the last month; None if the span is that month, or for a stock."""
        indicators = self.month_overview.indicators if self.month_overview else ()
        return next((one for one in indicators if one.code == code and one.kind != "stock"), None)


@memoize(max_results=128, warm=None)
def get_area_view(
    release_number: int, area: str, through: str, since: str, codes: tuple[str, ...]
) -> AreaView:
    """Return the view of an area in a release, for a scope and indicators; cached.

    A view has all data of the area's page. `through` and `since` are those of the scope: its last
    month and the kind of its span; `codes` are the indicators.
    """
    settings = release.get_settings()
    return build_view(
        area,
        through,
        since,
        lambda area_code, month, span: get_overview(release_number, area_code, month, span, codes),
        tree=get_unit_tree(release_number),
        figures=release.get_figures(release_number),
        indicators=release.get_code_lists(release_number).indicators,
        union_year=settings.totals.union_year,
        late_points=settings.progress.late,
    )


def build_view(
    area: str,
    through: str,
    since: str,
    read_overview: Callable[[str, str, str], AreaOverview],
    *,
    tree: UnitTree,
    figures: Figures,
    indicators: Iterable[Mapping[str, Any]],
    union_year: int,
    late_points: float,
) -> AreaView:
    """Return the view of an area up to the month `through`, for a span of the kind `since`.

    `read_overview` reads the overview of an area, a last month and a kind of span ("year").
    """
    above, month_before = tree.above.get(area, ""), find_month_before(through, since, union_year)
    overview_above = read_overview(above, through, since) if above else None
    earlier = read_overview(above, month_before, since) if above else None
    better = {str(entry["code"]): read_better(entry) for entry in indicators}
    standings = find_standings(overview_above, area, better) if overview_above else {}
    earlier_standings = find_standings(earlier, area, better) if earlier else {}
    own = read_overview(area, through, since)
    siblings = list_siblings(tree, area)
    return AreaView(
        own=own,
        month_overview=None if since == "month" else read_overview(area, through, "month"),
        overview_above=overview_above,
        standings=standings,
        places_gained={
            code: count_places_gained(standing, earlier_standings.get(code))
            for code, standing in standings.items()
        },
        compared_period=earlier.period if earlier else "",
        siblings=tuple(siblings),
        children=tuple(tree.list_units_of(area)),
        newest=find_newest_figures(figures, own),
        level=find_unit_level(siblings, tree.level),
        late_points=late_points,
    )


def list_siblings(tree: UnitTree, area: str) -> list[str]:
    """Return the areas with the same area above and the same level, the area itself included."""
    units_beside = tree.list_units_of(tree.above.get(area, ""))
    return [unit for unit in units_beside if tree.level[unit] == tree.level[area]]


def find_newest_figures(figures: Figures, own: AreaOverview) -> dict[str, NewestFigure]:
    """Return, by indicator, the newest figure of each one that has no total in the overview `own`.

    It is a figure of the area itself, without a breakdown, and not newer than the overview's last
    month. The table shows it where the span has no number.
    """
    codes = [indicator.code for indicator in own.indicators if indicator.total.quantity is None]
    if not codes:
        return {}
    chosen = choose(figures, ref_area=own.area, indicator=codes, breakdown="")
    figures_found = [
        (str(row["indicator"]), NewestFigure(str(row["key"]), str(row["time_period"]), quantity))
        for row, quantity in zip(to_records(chosen), read_quantities(chosen), strict=True)
    ]
    past_figures = [
        code_and_figure
        for code_and_figure in figures_found
        if last_month(code_and_figure[1].period) <= own.through
    ]
    # Sorted by time, so that of an indicator's figures the last, newest one stays in the dict.
    return dict(
        sorted(
            past_figures, key=lambda code_and_figure: build_recency_key(code_and_figure[1].period)
        )
    )


def list_first_places(view: AreaView) -> list[Standing]:
    """Return the standings in which an area is among the first three, the best place first."""
    first = [standing for standing in view.placed_standings if _is_first_place(standing)]
    return sorted(first, key=lambda each: each.place or 0)


def list_last_places(view: AreaView) -> list[Standing]:
    """Return the standings in which an area is among the last two, the last place first."""
    last = [standing for standing in view.placed_standings if _is_last_place(standing)]
    return sorted(last, key=lambda each: each.ranked - (each.place or 0))


def _is_first_place(standing: Standing) -> bool:
    """Return whether an area's place is one of the first three, but not the last of all."""
    return bool(standing.place) and (standing.place or 0) <= min(FIRST_PLACES, standing.ranked - 1)


def _is_last_place(standing: Standing) -> bool:
    """Return whether an area's place is one of the last two, but not one of the first three."""
    return (standing.place or 0) > max(FIRST_PLACES, standing.ranked - LAST_PLACES)


def list_gaps(view: AreaView) -> dict[str, tuple[str, ...]]:
    """Return, by month, the indicators without a number, the newest month first.

    Only the eleven months before the last month of the span are listed: `list_expected` tells of
    the last one. Only indicators with a number in more than half of all twelve months count, so
    that a quarterly indicator has no gaps. Example: {"2025-05": ("new_members",)}.
    """
    gaps: dict[str, list[str]] = {}
    for indicator in view.own.indicators:
        points = indicator.months[-RECENT_MONTHS:]
        is_reported = [not math.isnan(point.value) for point in points]
        if 2 * sum(is_reported) <= len(points):
            continue
        for point, has_number in zip(points[:-1], is_reported[:-1], strict=True):
            if not has_number:
                gaps.setdefault(point.period, []).append(indicator.code)
    return {month: tuple(gaps[month]) for month in sorted(gaps, reverse=True)}


def list_expected(view: AreaView) -> dict[str, bool]:
    """Return the indicators that an area reports monthly, and whether it has for the last month.

    It reports an indicator monthly if at least half of the twelve months before the last one have a
    number. Every indicator must have at least one month.
    """
    expected = {}
    for indicator in view.own.indicators:
        *before, last = (
            not math.isnan(point.value) for point in indicator.months[-RECENT_MONTHS - 1 :]
        )
        if 2 * sum(before) >= len(before):
            expected[indicator.code] = last
    return expected


def find_best_sibling(view: AreaView) -> str:
    """Return the sibling with the best rank on average over all indicators; "" for none.

    The page offers to compare the area with this sibling. Only siblings with a number in at least
    half of the indicators in which the area has a rank count; of equal ones, the first.
    """
    # By sibling, its ranks as shares of the areas ranked: 0 is the best.
    relative_places: dict[str, list[float]] = {
        code: [] for code in view.siblings if code != view.own.area
    }
    for standing in view.placed_standings:
        sign = 1 if standing.better == "less" else -1  # the best number comes first
        ranked_codes = sorted(standing.values, key=lambda code: sign * standing.values[code])
        for place, code in enumerate(ranked_codes):
            if code in relative_places:
                relative_places[code].append(place / len(ranked_codes))
    comparable = {
        code: places
        for code, places in relative_places.items()
        if 2 * len(places) >= len(view.placed_standings) > 0
    }
    return min(
        comparable, key=lambda code: sum(comparable[code]) / len(comparable[code]), default=""
    )


def list_indicators_of_area_above(
    release_number: int, view: AreaView, through: str, since: str
) -> Sequence[str]:
    """Return the main indicators that the area above reports itself, and its units do not.

    An example are calls to a hotline that the city takes for all districts. `through` and `since`
    are those of the scope. Without an area above it is ().
    """
    if view.overview_above is None:
        return ()
    own_codes = {indicator.code for indicator in view.own.indicators}
    codes = tuple(
        code
        for code in list_main_indicators(release_number, view.overview_above.area)
        if code not in own_codes
    )
    indicators_above = (
        get_overview(release_number, view.overview_above.area, through, since, codes).indicators
        if codes
        else ()
    )
    return [indicator.code for indicator in indicators_above if indicator.total.source == "own"]
