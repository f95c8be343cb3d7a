"""HTML tables of a release's figures, and its headline figures, computed once for each language.

`number` is the release's number in all functions.
"""

from collections import Counter

from app_pages.state import release
from app_pages.state.cache import memoize
from app_pages.state.figure_search import search_figures
from charts.chart import ChartData
from exports.html_fragments import Headline, find_headline
from exports.html_tables import TableCell, render_figures_table, render_table
from locales import Language
from metrics.figure_queries import counts_by_value, first_rows
from metrics.metric_table import to_records
from metrics.reporting_coverage import measure_completeness
from settings import CardSettings

PAGE_SIZE = 50
MAX_NAMED = 40  # places or periods that one cell names


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


@memoize(max_results=8, warm=lambda new: [(new.number, new.language)])
def get_completeness_table(number: int, language: Language) -> str:
    """Return the HTML table of the areas and periods with figures of each indicator, cached.

    `number` is the release's number.
    """
    return render_completeness_table(release.get_chart_data(number, language))


def render_completeness_table(data: ChartData) -> str:
    """Return the HTML table of the areas and periods for which each indicator has figures.

    A cell names at most MAX_NAMED of them, and how many there are in all; the last one has the
    number of figures (`value`). The row of an indicator without figures says "not reported".
    """
    words = data.words
    rows: list[list[TableCell]] = []
    for row in to_records(
        measure_completeness(data.figures, [entry["code"] for entry in data.reported_indicators])
    ):
        name = words.name("indicator", row["indicator"])
        if not row["value"]:
            rows.append([name, (words.say("charts.not_reported"), "missing"), "", ""])
            continue
        areas = words.listing([*words.areas(row["ref_area"]).values()], MAX_NAMED)
        periods = words.listing([words.period(period) for period in row["time_period"]], MAX_NAMED)
        rows.append([name, areas, periods, str(row["value"])])
    names = ("figure", "area", "period", "count")
    heading = [words.say(f"pages.column_{name}") for name in names]
    return render_table(heading, rows, words.say("pages.completeness"), numbers=[len(names) - 1])
