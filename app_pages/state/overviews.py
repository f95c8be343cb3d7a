"""The overviews of areas that pages show, each computed once for a release and kept.

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
from app_pages.state.scope import Scope, get_home_area, get_units, usual_scope
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
"""The most rows of operands that are kept for the next question, about 7 MB."""
MAX_MAIN = 12
"""Indicators of a cockpit that config.yaml does not name."""


@memoize(max_results=4, warm=lambda new: [(new.number,)])
def get_unit_tree(number: int) -> UnitTree:
    """Return the tree of areas of a release, cached."""
    return get_units(number).tree


def list_programmes_within(
    number: int, programmes: Sequence[Mapping[str, Any]], scope: Scope
) -> list[Mapping[str, Any]]:
    """Return the programmes of the scope's area; all of them where pages open with it."""
    tree = get_unit_tree(number)
    if scope.area == get_home_area(number) or scope.area not in tree.above:
        return list(programmes)
    within = set(tree.get_branch(scope.area).codes)
    return [programme for programme in programmes if programme.get("ref_area") in within]


class RecentOperands:
    """A source of operands that keeps the rows of its last question: a page asks it twice.

    They are kept if they are at most MAX_KEPT_ROWS.
    """

    def __init__(self, source: OperandSource) -> None:
        """Take the source that is asked."""
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
        """Return figures as `OperandSource` says; they must not be changed."""
        asked = (tuple(indicators), tuple(ref_areas), own_area, first_day, last_day)
        last = self._last
        if last and last[0] == asked:
            return last[1]
        rows = self._source.read_rows(
            indicators=indicators,
            ref_areas=ref_areas,
            own_area=own_area,
            first_day=first_day,
            last_day=last_day,
        )
        self._last = (asked, rows) if len(rows) <= MAX_KEPT_ROWS else None
        return rows

    def read_figures(self, keys: Collection[str]) -> pd.DataFrame:
        """Return the figures with these keys."""
        return self._source.read_figures(keys)


@memoize(max_results=4, warm=lambda new: [(new.number,)])
def get_operand_source(number: int) -> OperandSource:
    """Return what totals of a release are read from: its figures in memory, else the store."""
    figures = release.get_figures(number)
    if isinstance(figures, InMemoryFigures):
        return OperandsInMemory(figures.choose())
    return RecentOperands(ReleaseOperands(release.get_store(), number))


@memoize(max_results=256, warm=None)
def list_reported_indicators(number: int, area: str) -> tuple[str, ...]:
    """Return the indicators with figures of an area or of areas below it, cached.

    Those of most of its units come first, then in the order of indicators.yaml; targets are left
    out. A ratio is there if it is reported, or both of its parts are.
    """
    tree = get_unit_tree(number)
    if area not in tree.above:
        return ()
    within = set(tree.get_branch(area).codes)
    counts = count_by(release.get_figures(number), ["indicator", "ref_area"], kind=REPORTED_KINDS)
    units = Counter(counts.loc[counts["ref_area"].isin(within), "indicator"])
    for entry in release.get_code_lists(number).indicators:
        parts = [str(entry.get(name, "")) for name in ("numerator", "denominator")]
        if all(units.get(part) for part in parts):
            units[entry["code"]] = max(units[entry["code"]], min(units[part] for part in parts))
    listed = [entry["code"] for entry in release.get_code_lists(number).indicators]
    return tuple(sorted((code for code in listed if units[code]), key=lambda code: -units[code]))


@memoize(max_results=256, warm=None)
def list_main_indicators(number: int, area: str) -> tuple[str, ...]:
    """Return the indicators of an area's cockpit, at most MAX_MAIN, cached.

    They are those of `overview.indicators` in config.yaml that are reported, else the first ones of
    `list_reported_indicators`.
    """
    reported = list_reported_indicators(number, area)
    chosen = [code for code in release.get_settings().overview.indicators if code in reported]
    return tuple(chosen or reported[:MAX_MAIN])


@memoize(
    max_results=256,
    warm=lambda new: [
        (new.number, scope.area, scope.through, scope.since, codes)
        for scope in [usual_scope(new.number)]
        if (codes := list_main_indicators(new.number, scope.area)) and scope.through
    ],
)
def get_overview(
    number: int,
    area: str,
    through: str,
    since: str,
    codes: tuple[str, ...],
    among_siblings: bool = False,
    with_operands: bool = False,
) -> AreaOverview:
    """Return the overview of an area with the indicators `codes`, cached.

    `through` and `since` are those of a page's scope (`current_scope`), `number` the release's.
    `among_siblings` gives places among the areas beside it, `with_operands` the keys of figures.
    """
    totals = release.get_settings().totals
    return build_area_overview(
        get_operand_source(number),
        get_unit_tree(number),
        release.get_code_lists(number).indicators,
        codes,
        AreaScope(
            area,
            count_month(through),
            next(each for each in SINCE if each == since),
            TotalRules(totals.least_share, totals.month_share, totals.union_year),
            among_siblings=among_siblings,
        ),
        with_operands=with_operands,
    )
