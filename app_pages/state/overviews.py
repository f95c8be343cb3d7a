"""The overviews of areas that pages show, each computed once for a release.

Pages, cards, tables and the panel of operands all take their numbers from here, so that they agree
with each other and with the command `overview`.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from app_pages.state import release
from app_pages.state.cache import memoize
from app_pages.state.scope import Scope, get_default_scope, get_home_area, get_reporting_units
from ledger import ReleaseOperands
from metrics.figure_queries import count_by
from metrics.figure_source import InMemoryFigures
from metrics.reporting_units import REPORTED_KINDS
from metrics.rollup.area_overview import build_area_overview
from metrics.rollup.area_results import AreaOverview
from metrics.rollup.area_scope import AreaScope, TotalRules
from metrics.rollup.operand_rows import OperandsInMemory, OperandSource
from metrics.rollup.unit_tree import UnitTree
from periods.spans import SINCE, count_month

MAX_KEPT_ROWS = 100_000
"""The most rows of operands that are kept for the next call, about 7 MB."""
MAX_MAIN_INDICATORS = 12
"""Main indicators of an area, if config.yaml names none that it reports."""


@memoize(max_results=4, warm=lambda new: [(new.number,)])
def get_unit_tree(release_number: int) -> UnitTree:
    """Return the tree of a release's areas; cached."""
    return get_reporting_units(release_number).tree


def list_programmes_within(
    release_number: int, programmes: Sequence[Mapping[str, Any]], scope: Scope
) -> list[Mapping[str, Any]]:
    """Return the programmes of the scope's area and all areas below it.

    For the home area, or an area that the release does not have, all programmes are returned, also
    those without an area.
    """
    tree = get_unit_tree(release_number)
    if scope.area == get_home_area(release_number) or scope.area not in tree.above:
        return list(programmes)
    areas_within = set(tree.get_branch(scope.area).codes)
    return [programme for programme in programmes if programme.get("ref_area") in areas_within]


class RecentOperands:
    """A source of operands that keeps the rows of its last call, as a page makes each call twice.

    Operands are the figures from which totals are computed. They are kept only if they are at most
    MAX_KEPT_ROWS.
    """

    def __init__(self, source: OperandSource) -> None:
        """Take the source from which rows are read."""
        self._source = source
        self._last: tuple[object, pd.DataFrame] | None = None

    def read_rows(
        self,
        *,
        indicators: Collection[str],
        ref_areas: Collection[str],
        own_area: str,
        first_day: date,
        last_day: date,
    ) -> pd.DataFrame:
        """Return the rows of `OperandSource.read_rows`; callers must not change them.

        The same arguments as in the last call get the same object.
        """
        arguments = (tuple(indicators), tuple(ref_areas), own_area, first_day, last_day)
        kept = self._last
        if kept and kept[0] == arguments:
            return kept[1]
        rows = self._source.read_rows(
            indicators=indicators,
            ref_areas=ref_areas,
            own_area=own_area,
            first_day=first_day,
            last_day=last_day,
        )
        self._last = (arguments, rows) if len(rows) <= MAX_KEPT_ROWS else None
        return rows

    def read_figures(self, keys: Collection[str]) -> pd.DataFrame:
        """Return the figures with these keys."""
        return self._source.read_figures(keys)


@memoize(max_results=4, warm=lambda new: [(new.number,)])
def get_operand_source(release_number: int) -> OperandSource:
    """Return the source of operands for a release: its figures in memory, or the store; cached."""
    figures = release.get_figures(release_number)
    if isinstance(figures, InMemoryFigures):
        return OperandsInMemory(figures.choose())
    return RecentOperands(ReleaseOperands(release.get_store(), release_number))


@memoize(max_results=256, warm=None)
def list_reported_indicators(release_number: int, area: str) -> tuple[str, ...]:
    """Return the indicators with figures of an area or of areas below it; cached.

    Pages offer them, and choose the main ones among them. Those that most units report come first;
    equal ones are in the order of indicators.yaml. Targets are left out. A ratio is included if it
    is reported, or if both of its parts are.
    """
    tree = get_unit_tree(release_number)
    if area not in tree.above:
        return ()
    areas = set(tree.get_branch(area).codes)
    counts = count_by(
        release.get_figures(release_number), ["indicator", "ref_area"], kind=REPORTED_KINDS
    )
    unit_counts = Counter(counts.loc[counts["ref_area"].isin(areas), "indicator"])
    for entry in release.get_code_lists(release_number).indicators:
        part_codes = [str(entry.get(name, "")) for name in ("numerator", "denominator")]
        # A ratio can be computed for as many units as report the rarer of its two parts.
        if all(unit_counts.get(part_code) for part_code in part_codes):
            unit_counts[entry["code"]] = max(
                unit_counts[entry["code"]], min(unit_counts[part_code] for part_code in part_codes)
            )
    all_codes = [entry["code"] for entry in release.get_code_lists(release_number).indicators]
    return tuple(
        sorted(
            (code for code in all_codes if unit_counts[code]), key=lambda code: -unit_counts[code]
        )
    )


@memoize(max_results=256, warm=None)
def list_main_indicators(release_number: int, area: str) -> tuple[str, ...]:
    """Return the main indicators of an area, which the overview page shows; cached.

    They are those of `overview.indicators` in config.yaml that the area reports; if there are none,
    the first MAX_MAIN_INDICATORS of `list_reported_indicators`.
    """
    reported_codes = list_reported_indicators(release_number, area)
    configured = [
        code for code in release.get_settings().overview.indicators if code in reported_codes
    ]
    return tuple(configured or reported_codes[:MAX_MAIN_INDICATORS])


def build_area_scope(
    area: str, through: str, since: str, *, among_siblings: bool = True
) -> AreaScope:
    """Return the request for totals of a page's scope, with the office's rules of config.yaml.

    `through` is a month such as "2025-09", `since` one of SINCE. Without `among_siblings` the areas
    beside this one are not read, and its totals have no rank among theirs.
    """
    totals = release.get_settings().totals
    return AreaScope(
        area,
        count_month(through),
        next(each for each in SINCE if each == since),  # the same text, as its literal type
        TotalRules(totals.least_share, totals.month_share, totals.union_year),
        among_siblings=among_siblings,
    )


@memoize(
    max_results=256,
    warm=lambda new: [
        (new.number, scope.area, scope.through, scope.since, codes)
        for scope in [get_default_scope(new.number)]
        if (codes := list_main_indicators(new.number, scope.area)) and scope.through
    ],
)
def get_overview(
    release_number: int,
    area: str,
    through: str,
    since: str,
    codes: tuple[str, ...],
    among_siblings: bool = False,
    with_operands: bool = False,
) -> AreaOverview:
    """Return the overview of an area with the indicators `codes`; cached.

    `through` and `since` are those of a page's scope. With `among_siblings` the overview has the
    area's ranks among the areas beside it, with `with_operands` the keys of the figures from which
    each total was computed.
    """
    return build_area_overview(
        get_operand_source(release_number),
        get_unit_tree(release_number),
        release.get_code_lists(release_number).indicators,
        codes,
        build_area_scope(area, through, since, among_siblings=among_siblings),
        with_operands=with_operands,
    )
