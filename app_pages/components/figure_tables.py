"""HTML tables of a release's figures, and its headline figures, computed once for each language.

`number` is the release's number in all functions.
"""

from collections import Counter

from app_pages.state import release
from app_pages.state.cache import memoize
from app_pages.state.figure_search import FigureQuery, search_figures
from exports.html_fragments import Headline, find_headline
from exports.html_tables import render_figures_table
from locales import Language
from metrics.figure_queries import counts_by_value
from metrics.newest_figures import read_newest_rows
from settings import CardSettings


@memoize(max_results=16, warm=None)
def list_alternatives(number: int, indicator: str) -> list[str]:
    """Return the indicators that can be drawn of the same areas as one of a release, cached.

    They have a figure of an area on the level (areas.csv) of most areas that report `indicator`;
    with "" that is the provinces. Targets and `indicator` itself are left out. The codes are in the
    order of the code list; `number` is the release's number.
    """
    chart_data = release.get_chart_data(number, "zh")  # codes are the same in either language
    levels = dict(zip(chart_data.areas["code"], chart_data.areas["level"], strict=True))
    reporting = counts_by_value(chart_data.figures, "ref_area", indicator=indicator)
    ranked = Counter(map(levels.get, reporting)).most_common(1)
    level = ranked[0][0] if ranked else "province"
    codes = [code for code in levels if levels[code] == level]
    counts = counts_by_value(chart_data.figures, "indicator", ref_area=codes)
    return [
        entry["code"]
        for entry in chart_data.reported_indicators
        if entry["code"] in counts and entry["kind"] != "target" and entry["code"] != indicator
    ]


@memoize(max_results=256, warm=None)
def get_headline(number: int, language: Language, card: CardSettings) -> Headline:
    """Return the newest of the figures that a headline card of config.yaml describes, cached.

    `number` is the release's number. The card's indicator, programme and area must be the figure's;
    one that the card leaves out (None) may have any code. Without such a figure the headline says
    "not reported".
    """
    where = {column: code for column, code in card.model_dump().items() if code is not None}
    return find_headline(release.get_chart_data(number, language), where)


@memoize(max_results=64, warm=None)
def render_search_page(
    number: int, language: Language, query: FigureQuery, title: str, page: int, size: int
) -> str:
    """Return an HTML table of one page of the figures that a query finds, the newest first.

    A page has `size` figures; pages count from 1. Cached; `number` is the release's number.
    """
    rows = read_newest_rows(
        search_figures(number, language, query).figures, size, (page - 1) * size
    )
    return render_figures_table(release.get_chart_data(number, language), rows, title)
