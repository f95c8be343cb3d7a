"""What the Progress page shows: the indicators with tasks, and their units in an order."""

from collections.abc import Callable, Mapping
from typing import Any

from app_pages.state import release
from app_pages.state.cache import memoize
from app_pages.state.overviews import get_operand_source, get_unit_tree
from app_pages.state.scope import usual_scope
from metrics.figure_queries import counts_by_value
from metrics.rollup.area_scope import AreaScope, TotalRules
from metrics.rollup.unit_progress import IndicatorProgress, UnitProgress, list_progress
from periods.spans import SINCE, count_month

MAX_SHOWN = 12
"""Indicators that the page shows: the first ones of config.yaml, then of indicators.yaml."""
SORTS = ("completion", "growth", "moves", "code")
"""What units are sorted by: the highest first, or the order of areas.csv (GB/T 2260)."""


@memoize(max_results=64, warm=None)
def list_with_targets(number: int) -> tuple[str, ...]:
    """Return the indicators of a release for which targets are reported, in order; cached."""
    entries = release.get_code_lists(number).indicators
    counts = counts_by_value(release.get_figures(number), "indicator", kind="target")
    targets = {entry.get("target_for") for entry in entries if entry["code"] in counts}
    first = release.get_settings().overview.indicators
    listed = dict.fromkeys((*first, *(str(entry["code"]) for entry in entries)))
    return tuple(code for code in listed if code in targets)


def _usual_arguments(number: int) -> list[tuple[int, str, str, str]]:
    """Return the arguments of `get_progress` for the page as it opens; [] without a month."""
    scope = usual_scope(number)
    return [(number, scope.area, scope.through, scope.since)] if scope.through else []


@memoize(max_results=256, warm=lambda new: _usual_arguments(new.number))
def get_progress(number: int, area: str, through: str, since: str) -> tuple[IndicatorProgress, ...]:
    """Return how far an area and its units are with the tasks of the year, cached.

    `number` is the release's; the others are those of a page's scope.
    """
    totals = release.get_settings().totals
    return list_progress(
        get_operand_source(number),
        get_unit_tree(number),
        release.get_code_lists(number).indicators,
        list_with_targets(number),
        AreaScope(
            area,
            count_month(through),
            next(each for each in SINCE if each == since),
            TotalRules(totals.least_share, totals.month_share, totals.union_year),
            among_siblings=False,
        ),
    )[:MAX_SHOWN]


def _change_of(unit: UnitProgress) -> float | None:
    """Return a unit's change against last year, for sorting; None without one."""
    return unit.change.value if unit.change else None


_KEYS: Mapping[str, Callable[[UnitProgress], Any]] = {
    "completion": lambda unit: -unit.place if unit.place is not None else None,
    "growth": _change_of,
    "moves": lambda unit: (
        None if unit.gained is None else (unit.gained, unit.rate.value if unit.rate else 0)
    ),
}


def sort_units(units: tuple[UnitProgress, ...], by: str) -> list[UnitProgress]:
    """Return units sorted by one of SORTS, the highest first; those without such a number last.

    Units of the same number stay in the order of areas.csv.
    """
    key = _KEYS.get(by)
    reported = [unit for unit in units if unit.rate is not None]
    others = [unit for unit in units if unit.rate is None]
    if key is None:
        return [*reported, *others]
    known = [unit for unit in reported if key(unit) is not None]
    unknown = [unit for unit in reported if key(unit) is None]
    return [*sorted(known, key=key, reverse=True), *unknown, *others]
