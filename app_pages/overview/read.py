"""Reads what the Overview says of an area's month: its indicators, who has reported."""

from functools import partial

import pandas as pd

from app_pages.overview.cockpit import Cockpit
from app_pages.state import release
from app_pages.state.cache import memoize
from app_pages.state.overviews import (
    MAX_MAIN,
    get_operand_source,
    get_overview,
    get_unit_tree,
    list_main_indicators,
    list_reported_indicators,
)
from app_pages.state.scope import Scope, get_coverage, usual_scope
from locales import Language
from metrics.alerts import AlertRules
from metrics.rollup.area_scope import AreaScope, TotalRules
from metrics.rollup.further_numbers import FurtherNumbers, find_further_numbers
from periods.spans import count_month
from quantities.better import read_better


@memoize(
    max_results=64,
    warm=lambda new: [(new.number, new.language, usual_scope(new.number))],
)
def read_cockpit(number: int, language: Language, scope: Scope) -> Cockpit | None:
    """Read all numbers and words of a scope's page of a release, cached; None without a month.

    A release may have only targets, or an area no figures at all.
    """
    if not scope.through:
        return None
    settings, code_lists = release.get_settings(), release.get_code_lists(number)
    read = partial(get_overview, number, scope.area, scope.through, scope.since)
    codes = list_shown_indicators(number, scope)
    cockpit = Cockpit(
        overview=read(codes),
        beside=read_beside(number, scope, codes),
        words=release.get_chart_data(number, language).words,
        levels=dict(zip(code_lists.areas["code"], code_lists.areas["level"], strict=True)),
        expected=get_coverage(number, scope.area, scope.through).expected,
        missing=get_coverage(number, scope.area, scope.through).missing,
        rules=AlertRules(
            settings.attention.behind, settings.attention.fallen, settings.attention.most
        ),
        due_day=settings.attention.due_day,
        late=settings.progress.late,
        least_share=settings.totals.least_share,
        phrases={
            code: getattr(phrase, language) for code, phrase in settings.overview.phrases.items()
        },
        places=read_places(code_lists.areas),
        less_is_better=tuple(
            str(entry["code"]) for entry in code_lists.indicators if read_better(entry) == "less"
        ),
    )
    return cockpit


@memoize(max_results=64, warm=None)
def list_shown_indicators(number: int, scope: Scope) -> tuple[str, ...]:
    """Return the indicators of a scope's cards, cached: those of config.yaml, at most MAX_MAIN.

    Where config.yaml names none that is reported, they are the first ones that have a number of the
    scope's span, in the order of `list_reported_indicators`.
    """
    main = list_main_indicators(number, scope.area)
    if set(main) & set(release.get_settings().overview.indicators):
        return main
    reported = list_reported_indicators(number, scope.area)
    read = partial(get_overview, number, scope.area, scope.through, scope.since)
    for codes in (main, reported):
        overview = read(codes)
        known = {indicator.code for indicator in overview.indicators if indicator.total.quantity}
        if not overview.units.empty:
            known |= set(overview.units.loc[overview.units["value"].notna(), "indicator"])
        if len(known) >= min(MAX_MAIN, len(reported)):
            break
    return tuple(code for code in reported if code in known)[:MAX_MAIN] or main


@memoize(max_results=64, warm=None)
def read_beside(number: int, scope: Scope, codes: tuple[str, ...]) -> dict[str, FurtherNumbers]:
    """Read the further numbers of a scope's cards, by indicator, cached."""
    totals = release.get_settings().totals
    return find_further_numbers(
        get_operand_source(number),
        get_unit_tree(number),
        release.get_code_lists(number).indicators,
        codes,
        AreaScope(
            scope.area,
            count_month(scope.through),
            scope.since,
            TotalRules(totals.least_share, totals.month_share, totals.union_year),
        ),
    )


def read_places(areas: pd.DataFrame) -> dict[str, tuple[int, int]]:
    """Return row and column of the areas that have a place in a tile grid, by code."""
    if "tile_row" not in areas:
        return {}
    placed = areas[areas["tile_row"].astype(str).str.isdigit()]
    return {
        str(code): (int(row), int(column))
        for code, row, column in zip(
            placed["code"], placed["tile_row"], placed["tile_col"], strict=True
        )
    }


@memoize(max_results=4, warm=None)
def list_not_better(number: int) -> tuple[str, ...]:
    """Return the indicators of which more is not better: their fall is no alert."""
    return tuple(
        entry["code"]
        for entry in release.get_code_lists(number).indicators
        if read_better(entry) != "more"
    )
