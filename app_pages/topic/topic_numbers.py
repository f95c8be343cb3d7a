"""The data of a topic's page: its indicators for a scope, their overview, and months of units."""

from dataclasses import dataclass

from app_pages.state import release
from app_pages.state.cache import memoize
from app_pages.state.overviews import (
    build_area_scope,
    get_operand_source,
    get_overview,
    get_unit_tree,
    list_reported_indicators,
)
from app_pages.state.scope import Scope
from metrics.figure_queries import counts_by_value
from metrics.rollup.area_results import AreaIndicator, AreaOverview
from metrics.rollup.months_of_units import MonthsOfUnits, build_months_of_units


@dataclass(frozen=True)
class TopicNumbers:
    """A topic's indicators for a scope, in the overview of its area.

    `main` fills most of the page: paragraph, lines, bars and table. `second`, another one that
    units report, has a sentence and the pairs of dots; None if there is none.
    """

    overview: AreaOverview
    main: AreaIndicator
    second: AreaIndicator | None


@memoize(max_results=256, warm=None)
def list_topic_indicators(release_number: int, area: str, topic: str) -> tuple[str, ...]:
    """Return the indicators of a topic that an area or its units report, cached.

    They are those that config.yaml names for the topic, in its order. If it names none, they are
    all of the topic, first those of the Overview page, then those that most units report.
    """
    settings = release.get_settings()
    reported = list_reported_indicators(release_number, area)
    configured = next((each.indicators for each in settings.topics if each.topic == topic), [])
    if configured:
        return tuple(code for code in configured if code in reported)
    entries = release.get_code_lists(release_number).indicators
    topic_codes = {entry["code"] for entry in entries if entry.get("topic") == topic}
    on_overview = [
        code for code in settings.overview.indicators if code in topic_codes and code in reported
    ]
    return (
        *on_overview,
        *(code for code in reported if code in topic_codes and code not in on_overview),
    )


@memoize(max_results=256, warm=None)
def find_topic_numbers(
    release_number: int, scope: Scope, topic: str, asked_code: str
) -> TopicNumbers | None:
    """Return the numbers of a topic for a scope, cached; None if no indicator has any.

    `asked_code` is the indicator in the URL; without one, the first with a number of the span
    becomes the main one. Indicators without any number, of the area or a unit, are left out.
    """
    codes = list_topic_indicators(release_number, scope.area, topic)
    if not codes or not scope.through:
        return None
    overview = get_overview(release_number, scope.area, scope.through, scope.since, codes)
    with_units = set(overview.units.dropna(subset=["value"])["indicator"])
    shown = [
        indicator
        for indicator in overview.indicators
        if indicator.total.quantity is not None or indicator.code in with_units
    ]
    if not shown:
        return None
    main = next((indicator for indicator in shown if indicator.code == asked_code), shown[0])
    others = [
        indicator
        for indicator in shown
        if indicator.code != main.code and indicator.code in with_units
    ]
    shown_overview = AreaOverview(**{**vars(overview), "indicators": tuple(shown)})
    return TopicNumbers(shown_overview, main, next(iter(others), None))


@memoize(max_results=256, warm=None)
def get_unit_months(release_number: int, scope: Scope, code: str) -> MonthsOfUnits:
    """Return an indicator's numbers of the scope's area and its units, month by month; cached.

    They cover this year and the one before, for the lines, bars and table of the page.
    """
    return build_months_of_units(
        get_operand_source(release_number),
        get_unit_tree(release_number),
        release.get_code_lists(release_number).indicators,
        code,
        build_area_scope(scope.area, scope.through, scope.since),
    )


@memoize(max_results=256, warm=None)
def has_only_targets(release_number: int, area: str, topic: str) -> bool:
    """Return whether a topic's figures of an area and all below it are only targets; cached.

    The page of a topic without numbers then says so, instead of that nothing is reported.
    """
    areas = get_unit_tree(release_number).get_branch(area).codes
    figures = release.get_figures(release_number)
    kinds = counts_by_value(figures, "kind", topic=topic, ref_area=areas)
    return list(kinds) == ["target"]  # kinds without figures are not counted
