"""HTML tables of a release's figures, and its headline figures, cached for each language."""

from collections import Counter

from app_pages.state import release
from app_pages.state.cache import memoize
from app_pages.state.figure_search import FigureQuery, search_figures
from exports.html_fragments import Headline, find_headline
from exports.html_tables import render_figures_table
from locales import Language
from metrics.figure_queries import counts_by_value
from metrics.newest_first import read_newest_rows
from settings import CardSettings


@memoize(max_results=16, warm=None)
def list_alternative_indicators(release_number: int, indicator: str) -> list[str]:
    """Return the indicators that can be drawn for the same areas as `indicator`; cached.

    They have a figure of an area on the level of most areas that report `indicator`; if no area
    reports it, or for "", that level is the provinces. Targets and `indicator` itself are left out.
    The order is that of the code list.
    """
    chart_data = release.get_chart_data(
        release_number, "zh"
    )  # codes are the same in either language
    levels = dict(zip(chart_data.areas["code"], chart_data.areas["level"], strict=True))
    reporting = counts_by_value(chart_data.figures, "ref_area", indicator=indicator)
    most_common = Counter(map(levels.get, reporting)).most_common(1)
    level = most_common[0][0] if most_common else "province"
    codes = [code for code in levels if levels[code] == level]
    counts = counts_by_value(chart_data.figures, "indicator", ref_area=codes)
    return [
        entry["code"]
        for entry in chart_data.reported_indicators
        if entry["code"] in counts and entry["kind"] != "target" and entry["code"] != indicator
    ]


@memoize(max_results=256, warm=None)
def get_headline(release_number: int, language: Language, card: CardSettings) -> Headline:
    """Return the newest figure that a headline card in config.yaml describes; cached.

    The figure must have the card's indicator, programme and area, as far as the card names them.
    Without such a figure the headline says "not reported".
    """
    codes = {column: code for column, code in card.model_dump().items() if code is not None}
    return find_headline(release.get_chart_data(release_number, language), codes)


@memoize(max_results=64, warm=None)
def render_search_page(
    release_number: int, language: Language, query: FigureQuery, title: str, page: int, size: int
) -> str:
    """Return an HTML table of one page of the figures that a query finds, newest first; cached.

    A page has `size` figures; pages count from 1. `title` stands above the table.
    """
    rows = read_newest_rows(
        search_figures(release_number, language, query).figures, size, (page - 1) * size
    )
    return render_figures_table(release.get_chart_data(release_number, language), rows, title)
