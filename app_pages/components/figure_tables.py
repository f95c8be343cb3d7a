"""HTML tables of a release's figures, and its headline figures, computed once for each language.

`number` is the release's number in all functions.
"""

from collections import Counter

from app_pages.state import release
from app_pages.state.cache import memoize
from app_pages.state.figure_search import search_figures
from exports.html_fragments import Headline, find_headline
from exports.html_tables import render_figures_table
from locales import Language
from metrics.figure_queries import counts_by_value, first_rows
from settings import CardSettings

PAGE_SIZE = 50


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
def render_search_page(number: int, language: Language, query: str, topic: str, page: int) -> str:
    """Return an HTML table of one page of the figures that a search finds; pages count from 1.

    A page has PAGE_SIZE figures. The query's words are searched in names and keys; the topic ""
    means all topics. Cached; `number` is the release's number.
    """
    chart_data = release.get_chart_data(number, language)
    result = search_figures(number, language, query, topic)
    title = chart_data.words.say("pages.found", count=result.count)
    rows = first_rows(result.figures, PAGE_SIZE, (page - 1) * PAGE_SIZE)
    return render_figures_table(chart_data, rows, title)
