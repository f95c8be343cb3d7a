"""What the Explore page can draw for an indicator in the scope's area; cached for a release."""

from app_pages.state import release
from app_pages.state.cache import memoize
from app_pages.state.chart_query import ChartQuery
from metrics.figure_queries import counts_by_value, within_area


@memoize(max_results=64, warm=None)
def list_indicators(release_number: int, area: str) -> tuple[str, ...]:
    """Return the indicators with figures of an area or any below it, in the code list's order."""
    counts = counts_by_value(within_area(release.get_figures(release_number), area), "indicator")
    entries = release.get_code_lists(release_number).indicators
    return tuple(str(entry["code"]) for entry in entries if entry["code"] in counts)


@memoize(max_results=256, warm=None)
def list_drawn_areas(release_number: int, query: ChartQuery) -> tuple[str, ...]:
    """Return the areas with a figure that the chart of a query draws; cached."""
    data = query.build_chart_data(release_number, "zh")  # codes are the same in both languages
    counts = counts_by_value(data.figures, "ref_area", indicator=query.indicator)
    return tuple(area for area in data.areas["code"].tolist() if area in counts)
