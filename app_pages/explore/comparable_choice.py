"""What the Explore page can draw for an indicator in the scope's area; cached for a release."""

from app_pages.state import release
from app_pages.state.cache import memoize
from app_pages.state.chart_query import ChartQuery
from app_pages.state.overviews import list_main_indicators, list_reported_indicators
from app_pages.state.scope import Scope
from metrics.figure_queries import count_by, counts_by_value, within_area
from metrics.reporting_units import REPORTED_KINDS
from metrics.trend import find_end_months
from periods.spans import count_month, spell_month

MIN_RETURNS = 5
"""Figures of one period from which an indicator is one that areas report regularly."""


@memoize(max_results=64, warm=None)
def list_indicators(release_number: int, area: str) -> tuple[str, ...]:
    """Return the indicators with figures of an area or any below it, in the code list's order."""
    counts = counts_by_value(within_area(release.get_figures(release_number), area), "indicator")
    entries = release.get_code_lists(release_number).indicators
    return tuple(str(entry["code"]) for entry in entries if entry["code"] in counts)


@memoize(max_results=64, warm=None)
def choose_first_indicator(release_number: int, scope: Scope) -> str:
    """Return the indicator with which Explore opens; "" if the area has none.

    It is the first one that config.yaml names for the Overview page; else the one with the most
    figures of one period in the year up to the scope's month, if they are at least MIN_RETURNS;
    else the first of the Overview page's cards of reports with a figure of that year; else again
    the one with the most figures. So a census of long ago, which all provinces have reported, does
    not stand before the newest report.
    """
    main = list_main_indicators(release_number, scope.area)
    if main and main[0] in release.get_settings().overview.indicators:
        return main[0]
    figures = release.get_figures(release_number)
    counts = count_by(figures, ["indicator", "time_period"], kind=REPORTED_KINDS)
    ends = find_end_months(counts)
    year_before = spell_month(count_month(scope.through) - 12) if scope.through else ""
    # Months such as "2025-09" compare as texts.
    of_year = counts[(year_before < ends) & (ends <= scope.through)]
    most_at_once = of_year.groupby("indicator")["figures"].max()
    reported_here = list_indicators(release_number, scope.area)
    by_units = list_reported_indicators(release_number, scope.area)
    candidates = [code for code in by_units if code in reported_here]
    first = max(candidates, key=lambda code: most_at_once.get(code, 0), default="")
    if most_at_once.get(first, 0) >= MIN_RETURNS:
        return first
    cards = (card.indicator for card in release.get_settings().overview.cards)
    return next((code for code in cards if code in candidates and code in most_at_once), first)


@memoize(max_results=256, warm=None)
def list_drawn_areas(release_number: int, query: ChartQuery) -> tuple[str, ...]:
    """Return the areas with a figure that the chart of a query draws; cached."""
    data = query.build_chart_data(release_number, "zh")  # codes are the same in both languages
    counts = counts_by_value(data.figures, "ref_area", indicator=query.indicator)
    return tuple(area for area in data.areas["code"].tolist() if area in counts)
