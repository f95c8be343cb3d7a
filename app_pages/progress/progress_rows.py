"""The data of the Progress page: indicators with targets, and their units in a chosen order."""

from collections.abc import Callable, Mapping
from typing import Any

from app_pages.state import release
from app_pages.state.cache import memoize
from app_pages.state.overviews import build_area_scope, get_operand_source, get_unit_tree
from app_pages.state.scope import get_default_scope
from metrics.figure_queries import counts_by_value
from metrics.rollup.unit_progress import IndicatorProgress, UnitProgress, list_progress

MAX_SHOWN = 12
"""Indicators that the page shows: those in config.yaml first, then in indicators.yaml's order."""
SORTS = ("completion", "growth", "moves", "code")
"""The orders of units: the highest number first, or ("code") the order of areas.csv."""


@memoize(max_results=64, warm=None)
def list_indicators_with_targets(release_number: int) -> tuple[str, ...]:
    """Return the indicators of a release for which targets are reported; cached.

    Those in config.yaml come first, then others in the order of indicators.yaml.
    """
    entries = release.get_code_lists(release_number).indicators
    counts = counts_by_value(release.get_figures(release_number), "indicator", kind="target")
    codes_with_target = {entry.get("target_for") for entry in entries if entry["code"] in counts}
    configured = release.get_settings().overview.indicators
    all_codes = dict.fromkeys((*configured, *(str(entry["code"]) for entry in entries)))
    return tuple(code for code in all_codes if code in codes_with_target)


def _list_default_arguments(release_number: int) -> list[tuple[int, str, str, str]]:
    """Return the arguments of `get_progress` with which the page opens; [] if there is no month."""
    scope = get_default_scope(release_number)
    return [(release_number, scope.area, scope.through, scope.since)] if scope.through else []


@memoize(max_results=256, warm=lambda new: _list_default_arguments(new.number))
def get_progress(
    release_number: int, area: str, through: str, since: str
) -> tuple[IndicatorProgress, ...]:
    """Return how far an area and its units are with the tasks of the year, cached.

    `area`, `through` (a month) and `since` are those of the page's scope.
    """
    return list_progress(
        get_operand_source(release_number),
        get_unit_tree(release_number),
        release.get_code_lists(release_number).indicators,
        list_indicators_with_targets(release_number),
        build_area_scope(area, through, since, among_siblings=False),
    )[:MAX_SHOWN]


def _find_change(unit: UnitProgress) -> float | None:
    """Return a unit's change against the year before, for sorting; None for none."""
    return unit.change.value if unit.change else None


# Functions from a unit to the number that it is sorted by, by the name of the order.
_SORT_KEYS: Mapping[str, Callable[[UnitProgress], Any]] = {
    "completion": lambda unit: -unit.place if unit.place is not None else None,
    "growth": _find_change,
    # Ranks gained since the month before; units that gained equally many, by their completion.
    "moves": lambda unit: (
        None if unit.gained is None else (unit.gained, unit.rate.value if unit.rate else 0)
    ),
}


def sort_units(units: tuple[UnitProgress, ...], order: str) -> list[UnitProgress]:
    """Return units in one of the orders SORTS, the highest number first.

    Units without the number of the order follow, at the end those without a completion. Units with
    the same number stay in the order of areas.csv.
    """
    key = _SORT_KEYS.get(order)
    with_rate = [unit for unit in units if unit.rate is not None]
    without_rate = [unit for unit in units if unit.rate is None]
    if key is None:
        return [*with_rate, *without_rate]
    with_number = [unit for unit in with_rate if key(unit) is not None]
    without_number = [unit for unit in with_rate if key(unit) is None]
    return [*sorted(with_number, key=key, reverse=True), *without_number, *without_rate]
