"""What a topic's page reads: its indicators for a scope, their overview, the months of one."""

from dataclasses import dataclass

from app_pages.state import release
from app_pages.state.cache import memoize
from app_pages.state.overviews import (
    get_operand_source,
    get_overview,
    get_unit_tree,
    list_reported_indicators,
)
from app_pages.state.scope import Scope
from metrics.figure_queries import counts_by_value
from metrics.rollup.area_results import AreaIndicator, AreaOverview
from metrics.rollup.area_scope import AreaScope, TotalRules
from metrics.rollup.months_of_units import MonthsOfUnits, build_months_of_units
from periods.spans import count_month


@dataclass(frozen=True)
class TopicNumbers:
    """A topic's indicators for a scope: `main` has most of the page, `second` the pairs of bars."""

    overview: AreaOverview
    main: AreaIndicator
    second: AreaIndicator | None


@memoize(max_results=256, warm=None)
def list_topic_indicators(number: int, area: str, topic: str) -> tuple[str, ...]:
    """Return the indicators of a topic's page that an area or its units report, cached.

    They are those that config.yaml names for the topic, else all of the topic in indicators.yaml;
    those of the cockpit come first, then those that most units report.
    """
    settings = release.get_settings()
    reported = list_reported_indicators(number, area)
    named = next((each.indicators for each in settings.topics if each.topic == topic), [])
    if named:
        return tuple(code for code in named if code in reported)
    entries = release.get_code_lists(number).indicators
    own = {entry["code"] for entry in entries if entry.get("topic") == topic}
    first = [code for code in settings.overview.indicators if code in own and code in reported]
    return (*first, *(code for code in reported if code in own and code not in first))


@memoize(max_results=256, warm=None)
def find_topic_numbers(number: int, scope: Scope, topic: str, asked: str) -> TopicNumbers | None:
    """Return the numbers of a topic for a scope, cached; None where no indicator has any.

    `asked` is the indicator that the address names; without one the first that has a number of the
    span is told of. An indicator of which neither the area nor any unit has one is left out.
    """
    codes = list_topic_indicators(number, scope.area, topic)
    if not codes or not scope.through:
        return None
    overview = get_overview(number, scope.area, scope.through, scope.since, codes)
    with_units = set(overview.units.dropna(subset=["value"])["indicator"])
    shown = [
        indicator
        for indicator in overview.indicators
        if indicator.total.quantity is not None or indicator.code in with_units
    ]
    if not shown:
        return None
    main = next((indicator for indicator in shown if indicator.code == asked), shown[0])
    counts = [
        indicator
        for indicator in shown
        if indicator.code != main.code and indicator.code in with_units
    ]
    kept = AreaOverview(**{**vars(overview), "indicators": tuple(shown)})
    return TopicNumbers(kept, main, next(iter(counts), None))


@memoize(max_results=256, warm=None)
def get_months(number: int, scope: Scope, code: str) -> MonthsOfUnits:
    """Return an indicator of a scope's area and its units, month by month, cached."""
    totals = release.get_settings().totals
    return build_months_of_units(
        get_operand_source(number),
        get_unit_tree(number),
        release.get_code_lists(number).indicators,
        code,
        AreaScope(
            scope.area,
            count_month(scope.through),
            scope.since,
            TotalRules(totals.least_share, totals.month_share, totals.union_year),
        ),
    )


@memoize(max_results=256, warm=None)
def has_targets_alone(number: int, area: str, topic: str) -> bool:
    """Return whether of a topic an area and its units have targets and nothing else, cached."""
    within = get_unit_tree(number).get_branch(area).codes
    figures = release.get_figures(number)
    kinds = counts_by_value(figures, "kind", topic=topic, ref_area=within)
    return list(kinds) == ["target"]
