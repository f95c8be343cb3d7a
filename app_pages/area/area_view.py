"""What the page of an area shows, put together from overviews: its own and that of the area above.

Numbers come from `get_overview` alone; `AreaView` is plain data, of which pure functions make all
HTML of the page.
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
from metrics.latest_figures import build_recency_key
from metrics.metric_table import to_records
from metrics.rollup.area_results import AreaIndicator, AreaOverview
from metrics.rollup.places import Standing, count_places_gained, find_standings
from metrics.rollup.unit_tree import UnitTree
from periods import last_month
from periods.spans import MONTHS_A_YEAR, SINCE, count_month, span_since, spell_month
from quantities import Quantity
from quantities.better import read_better

FIRST_PLACES, LAST_PLACES = 3, 2
"""Places that are told as ahead and as behind, of as many areas as leave others between."""
RECENT = 12
"""Months in which gaps are looked for."""


class Newest(NamedTuple):
    """The newest figure of an indicator that an area has no number of for the span."""

    key: str
    period: str
    quantity: Quantity


@dataclass(frozen=True)
class AreaView:
    """An area's page: its overview, its last month's, that of the area above, and its standings.

    `month` is None where the span is one month, `above` where no area is above it. `gained` are
    places since `compared`, a period. `siblings` are the areas below the same one, itself among
    them, `children` the areas directly below it; `newest` has figures by indicator, where the span
    has none. `level` is the siblings' (`find_unit_level`). `late`: a completion is marked from so
    many points behind the time elapsed.
    """

    own: AreaOverview
    month: AreaOverview | None
    above: AreaOverview | None
    standings: Mapping[str, Standing]
    gained: Mapping[str, int | None]
    compared: str
    siblings: tuple[str, ...]
    children: tuple[str, ...]
    newest: Mapping[str, Newest]
    level: str
    late: float

    @property
    def placed(self) -> list[Standing]:
        """The standings with a place, in the order of the indicators."""
        return [standing for standing in self.standings.values() if standing.place]

    def indicator_above(self, code: str) -> AreaIndicator | None:
        """Return an indicator of the area above; None without one."""
        indicators = self.above.indicators if self.above else ()
        return next((indicator for indicator in indicators if indicator.code == code), None)

    def of_month(self, code: str) -> AreaIndicator | None:
        """Return an indicator's last month; None where the span is that month, or at a date."""
        indicators = self.month.indicators if self.month else ()
        return next((one for one in indicators if one.code == code and one.kind != "stock"), None)


@memoize(max_results=128, warm=None)
def get_area_view(
    number: int, area: str, through: str, since: str, codes: tuple[str, ...]
) -> AreaView:
    """Return the view of an area of a release for a scope and indicators, cached."""
    settings = release.get_settings()
    return build_view(
        area,
        through,
        since,
        lambda of, month, span: get_overview(number, of, month, span, codes),
        tree=get_unit_tree(number),
        figures=release.get_figures(number),
        indicators=release.get_code_lists(number).indicators,
        union_year=settings.totals.union_year,
        late=settings.progress.late,
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
    late: float,
) -> AreaView:
    """Return the view of an area; `read_overview` gives the overview of an area, month and span.

    `indicators` are entries of indicators.yaml, of which `better` is read; `union_year` and `late`
    are settings of config.yaml.
    """
    above, before = tree.above.get(area, ""), find_month_before(through, since, union_year)
    overview, earlier = (
        read_overview(above, month, since) if above else None for month in (through, before)
    )
    better = {str(entry["code"]): read_better(entry) for entry in indicators}
    standings = find_standings(overview, area, better) if overview else {}
    old = find_standings(earlier, area, better) if earlier else {}
    own = read_overview(area, through, since)
    siblings = list_siblings(tree, area)
    gained = {code: count_places_gained(one, old.get(code)) for code, one in standings.items()}
    return AreaView(
        own=own,
        month=None if since == "month" else read_overview(area, through, "month"),
        above=overview,
        standings=standings,
        gained=gained,
        compared=earlier.period if earlier else "",
        siblings=tuple(siblings),
        children=tuple(tree.list_units_of(area)),
        newest=list_newest(figures, own),
        level=find_unit_level(siblings, tree.level),
        late=late,
    )


def list_siblings(tree: UnitTree, area: str) -> list[str]:
    """Return the siblings of an area that have its level, itself among them."""
    beside = tree.list_units_of(tree.above.get(area, ""))
    return [each for each in beside if tree.level[each] == tree.level[area]]


def list_newest(figures: Figures, own: AreaOverview) -> dict[str, Newest]:
    """Return the newest figure up to its month of each indicator without a total in an overview."""
    codes = [indicator.code for indicator in own.indicators if indicator.total.quantity is None]
    if not codes:
        return {}
    chosen = choose(figures, ref_area=own.area, indicator=codes, breakdown="")
    figures_found = [
        (str(row["indicator"]), Newest(str(row["key"]), str(row["time_period"]), quantity))
        for row, quantity in zip(to_records(chosen), read_quantities(chosen), strict=True)
    ]
    known = [pair for pair in figures_found if last_month(pair[1].period) <= own.through]
    return dict(sorted(known, key=lambda pair: build_recency_key(pair[1].period)))


def find_month_before(through: str, since: str, union_year: int) -> str:
    """Return the last month of the span that places are compared with: the month before.

    Where a span has just begun (January of a year), it is the same month of the year before.
    Example: ("2025-09", "year", 10) -> "2025-08"; ("2025-01", "year", 10) -> "2024-01".
    """
    month, kind = count_month(through), next(each for each in SINCE if each == since)
    spans = [span_since(kind, earlier_month, union_year) for earlier_month in (month, month - 1)]
    if kind != "month" and spans[0].first != spans[1].first:
        return spell_month(month - MONTHS_A_YEAR)
    return spell_month(month - 1)


def list_first(view: AreaView) -> list[Standing]:
    """Return where an area is among the first three, the best place first."""
    first = [standing for standing in view.placed if _is_first(standing)]
    return sorted(first, key=lambda each: each.place or 0)


def list_last(view: AreaView) -> list[Standing]:
    """Return where an area is among the last two, the last first."""
    last = [standing for standing in view.placed if _is_last(standing)]
    return sorted(last, key=lambda each: each.ranked - (each.place or 0))


def _is_first(standing: Standing) -> bool:
    """Return whether a place is one of the first three, and not the last."""
    return bool(standing.place) and (standing.place or 0) <= min(FIRST_PLACES, standing.ranked - 1)


def _is_last(standing: Standing) -> bool:
    """Return whether a place is one of the last two, of areas enough that these are not first."""
    return (standing.place or 0) > max(FIRST_PLACES, standing.ranked - LAST_PLACES)


def list_gaps(view: AreaView) -> dict[str, tuple[str, ...]]:
    """Return the indicators missing in each of the last twelve months, the newest month first.

    The last month itself is left out. Indicators count that it reports in most of those months, so
    that what is counted once a quarter lacks nothing.
    """
    gaps: dict[str, list[str]] = {}
    for indicator in view.own.indicators:
        points = indicator.months[-RECENT:]
        known = [not math.isnan(point.value) for point in points]
        if 2 * sum(known) <= len(points):
            continue
        for point, is_there in zip(points[:-1], known[:-1], strict=True):
            if not is_there:
                gaps.setdefault(point.period, []).append(indicator.code)
    return {month: tuple(gaps[month]) for month in sorted(gaps, reverse=True)}


def list_expected(view: AreaView) -> dict[str, bool]:
    """Return the indicators that an area reports monthly, with whether it has for the last month.

    They have a number in at least half of the twelve months before, as in `list_gaps`.
    """
    expected = {}
    for indicator in view.own.indicators:
        *before, last = (not math.isnan(point.value) for point in indicator.months[-RECENT - 1 :])
        if 2 * sum(before) >= len(before):
            expected[indicator.code] = last
    return expected


def find_best_sibling(view: AreaView) -> str:
    """Return the sibling with the best place on average over all indicators; "" for none.

    Only siblings with a number in at least half of the indicators count; of equal ones, the first.
    """
    shares: dict[str, list[float]] = {code: [] for code in view.siblings if code != view.own.area}
    for standing in view.placed:
        sign = 1 if standing.better == "less" else -1
        ranked = sorted(standing.values, key=lambda code: sign * standing.values[code])
        for place, code in enumerate(ranked):
            if code in shares:
                shares[code].append(place / len(ranked))
    enough = {code: each for code, each in shares.items() if 2 * len(each) >= len(view.placed) > 0}
    return min(enough, key=lambda code: sum(enough[code]) / len(enough[code]), default="")


def list_of_above(number: int, view: AreaView, through: str, since: str) -> Sequence[str]:
    """Return the main indicators that the area above reports itself, and its units do not.

    Example: calls to a hotline that the city takes for all districts.
    """
    if view.above is None:
        return ()
    shown = {indicator.code for indicator in view.own.indicators}
    codes = tuple(
        code for code in list_main_indicators(number, view.above.area) if code not in shown
    )
    indicators_above = (
        get_overview(number, view.above.area, through, since, codes).indicators if codes else ()
    )
    return [indicator.code for indicator in indicators_above if indicator.total.source == "own"]
