"""What the Explore page can draw of an indicator in the scope's area, cached for a release."""

from app_pages.state import release
from app_pages.state.cache import memoize
from app_pages.state.chart_query import ChartQuery
from metrics.figure_queries import counts_by_value, within_area


@memoize(max_results=64, warm=None)
def list_indicators(number: int, area: str) -> tuple[str, ...]:
    """Return the indicators that an area or anything in it has figures of, by the code list."""
    counts = counts_by_value(within_area(release.get_figures(number), area), "indicator")
    entries = release.get_code_lists(number).indicators
    return tuple(str(entry["code"]) for entry in entries if entry["code"] in counts)


@memoize(max_results=256, warm=None)
def list_drawn(number: int, query: ChartQuery) -> tuple[str, ...]:
    """Return the areas that have a figure which the chart of a query draws, cached."""
    data = query.restrict(number, "zh")  # codes alone: of either language
    counts = counts_by_value(data.figures, "ref_area", indicator=query.indicator)
    return tuple(area for area in data.areas["code"].tolist() if area in counts)
