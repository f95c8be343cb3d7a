"""Reads the numbers and names of an area's month from a release, for the Overview page."""

from functools import partial

from app_pages.overview.month_view import MonthView
from app_pages.state import release
from app_pages.state.cache import memoize
from app_pages.state.overviews import (
    MAX_MAIN_INDICATORS,
    build_area_scope,
    get_operand_source,
    get_overview,
    get_unit_tree,
    list_main_indicators,
    list_reported_indicators,
)
from app_pages.state.scope import Scope, get_coverage, get_default_scope
from charts.topics.province_tiles import read_tile_places
from locales import Language
from metrics.alerts import AlertRules
from metrics.rollup.further_numbers import FurtherNumbers, find_further_numbers
from quantities.better import read_better


@memoize(
    max_results=64,
    warm=lambda new: [(new.number, new.language, get_default_scope(new.number))],
)
def read_month_view(release_number: int, language: Language, scope: Scope) -> MonthView | None:
    """Return all numbers and names of a scope's Overview page, cached; None if there is no month.

    There is no month if a release has only targets, or the area no figures at all.
    """
    if not scope.through:
        return None
    settings, code_lists = release.get_settings(), release.get_code_lists(release_number)
    read = partial(get_overview, release_number, scope.area, scope.through, scope.since)
    codes = list_shown_indicators(release_number, scope)
    view = MonthView(
        overview=read(codes),
        further_numbers=read_further_numbers(release_number, scope, codes),
        words=release.get_chart_data(release_number, language).words,
        levels=dict(zip(code_lists.areas["code"], code_lists.areas["level"], strict=True)),
        expected=get_coverage(release_number, scope.area, scope.through).expected,
        missing=get_coverage(release_number, scope.area, scope.through).missing,
        rules=AlertRules(
            settings.attention.behind, settings.attention.fallen, settings.attention.most
        ),
        due_day=settings.attention.due_day,
        late_points=settings.progress.late,
        least_share=settings.totals.least_share,
        phrases={
            code: getattr(phrase, language) for code, phrase in settings.overview.phrases.items()
        },
        tile_places=read_tile_places(code_lists.areas),
        less_is_better=tuple(
            str(entry["code"]) for entry in code_lists.indicators if read_better(entry) == "less"
        ),
    )
    return view


@memoize(max_results=64, warm=None)
def list_shown_indicators(release_number: int, scope: Scope) -> tuple[str, ...]:
    """Return the indicators that the cards of a scope show, cached.

    They are the main indicators, which config.yaml names, at most MAX_MAIN_INDICATORS. If none of
    these is reported, they are the first indicators with a number in the scope's span, in the order
    of `list_reported_indicators`, so that the page is not empty.
    """
    main = list_main_indicators(release_number, scope.area)
    if set(main) & set(release.get_settings().overview.indicators):
        return main
    reported = list_reported_indicators(release_number, scope.area)
    read = partial(get_overview, release_number, scope.area, scope.through, scope.since)
    # The overview of all reported indicators takes long, and so is read only if the main ones do
    # not fill the cards.
    for codes in (main, reported):
        overview = read(codes)
        known = {indicator.code for indicator in overview.indicators if indicator.total.quantity}
        if not overview.units.empty:
            known |= set(overview.units.loc[overview.units["value"].notna(), "indicator"])
        if len(known) >= min(MAX_MAIN_INDICATORS, len(reported)):
            break
    return tuple(code for code in reported if code in known)[:MAX_MAIN_INDICATORS] or main


@memoize(max_results=64, warm=None)
def read_further_numbers(
    release_number: int, scope: Scope, codes: tuple[str, ...]
) -> dict[str, FurtherNumbers]:
    """Return the numbers beside the totals of a scope's cards, by indicator, cached.

    They are the newest month of a sum, the gain of a number at a date, the two parts of a ratio.
    `codes` are the indicators of the cards.
    """
    return find_further_numbers(
        get_operand_source(release_number),
        get_unit_tree(release_number),
        release.get_code_lists(release_number).indicators,
        codes,
        build_area_scope(scope.area, scope.through, scope.since),
    )


@memoize(max_results=4, warm=None)
def list_fall_without_alert(release_number: int) -> tuple[str, ...]:
    """Return the indicators whose fall is no alert, as more of them is not better; cached."""
    return tuple(
        entry["code"]
        for entry in release.get_code_lists(release_number).indicators
        if read_better(entry) != "more"
    )
