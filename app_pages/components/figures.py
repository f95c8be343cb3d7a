"""Parts of pages that are written once a release and language: cards, tables, counts."""

from dataclasses import dataclass
from html import escape

from app_pages.components.links import page_link
from app_pages.components.tables import completeness_table, render_figures_table
from app_pages.state import release
from app_pages.state.cache import NewRelease, memoize
from app_pages.state.chart_query import ChartQuery
from app_pages.state.search import find_figures
from charts.chart import ChartData
from exports.fragments import Headline, find_headline
from locales import Language
from metrics import coverage
from metrics.figures import Figures, counts_by_value, filter_lazy, first_rows, within_area
from settings import CardSettings

MOST = 200  # figures in a table under charts
PAGE = 50


@dataclass(frozen=True)
class SearchResult:
    """The figures that a search found, where they lie, and how many they are."""

    figures: Figures
    count: int


@memoize(16, warm=lambda new: [(new.number,)])
def reported_extent(number: int) -> coverage.ReportedExtent:
    """Count what a release holds."""
    return coverage.extent(release.get_figures(number))


@memoize(16, warm=None)
def province_indicators(number: int) -> list[str]:
    """List the indicators of which some province reports a value for the whole of it."""
    material = release.get_chart_data(number, "zh")
    areas = material.areas
    provinces = areas.loc[areas["level"] == "province", "code"]
    found = counts_by_value(material.figures, "indicator", ref_area=provinces)
    return [i["code"] for i in material.indicators if i["code"] in found]


@memoize(256, warm=None)
def headline(number: int, language: Language, wanted: CardSettings) -> Headline:
    """Return the newest figure of a card of config.yaml."""
    where = {name: value for name, value in wanted.model_dump().items() if value is not None}
    return find_headline(release.get_chart_data(number, language), where)


@memoize(64, warm=None)
def topic_table(number: int, language: Language, topic: str) -> str:
    """Write the table of a topic's figures with its sources; empty if there is none."""
    material = release.get_chart_data(number, language)
    figures, words = filter_lazy(material.figures, topic=topic), material.words
    title = words.say("pages.topic_table", name=words.name("topic", topic))
    sources = [words.name("source", code) for code in counts_by_value(figures, "source")]
    return _first_of(material, figures, title, words.listing(sources)) if sources else ""


def _first_of(material: ChartData, figures: Figures, title: str, sources: str = "") -> str:
    """Write the first MOST figures as a table, and say how many more there are, and where."""
    words, shown = material.words, first_rows(figures, MOST)
    table = render_figures_table(material, shown, title, sources)
    more = (
        sum(counts_by_value(figures, "indicator").values()) - len(shown)
        if len(shown) == MOST
        else 0
    )
    if not more:
        return table
    link = page_link(words.say("pages.data"), "data", words)
    said = words.say("charts.rest", shown=MOST, rest=more)
    return f'{table}<p class="foot">{escape(said)} · {link}</p>'


@memoize(64, warm=None)
def query_table(number: int, language: Language, query: ChartQuery) -> str:
    """Write the table of the figures in an explored chart."""
    data = query.restrict(release.get_chart_data(number, language))
    title = data.words.say("pages.topic_table", name=data.words.name("indicator", query.indicator))
    return _first_of(data, filter_lazy(data.figures, indicator=query.indicator), title)


@memoize(64, warm=None)
def province_table(number: int, language: Language, province: str) -> str:
    """Write the table of the figures of a province and of everywhere inside it."""
    material = release.get_chart_data(number, language)
    title = material.words.say("pages.province_figures", name=material.words.name("area", province))
    return _first_of(material, within_area(material.figures, province), title)


def _first_searches(new: NewRelease) -> list[tuple[int, Language, str, str]]:
    """Return the arguments of a search for nothing, and of one that counts names of all kinds."""
    return [(new.number, new.language, text, "") for text in ("", "*")]


@memoize(64, warm=_first_searches)
def search_figures(number: int, language: Language, asked: str, topic: str) -> SearchResult:
    """Find figures by words, pinyin or codes, of one topic or of all."""
    material = release.get_chart_data(number, language)
    figures = find_figures(material, asked, topic)
    held = counts_by_value(figures, "indicator")
    # Whatever is read of them next is looked for among these indicators alone.
    return SearchResult(filter_lazy(figures, indicator=list(held)), sum(held.values()))


@memoize(64, warm=None)
def search_table(number: int, language: Language, asked: str, topic: str, at: int) -> str:
    """Write a page of the figures that were found, counted from 1."""
    material, figures = (
        release.get_chart_data(number, language),
        search_figures(number, language, asked, topic),
    )
    title = material.words.say("pages.found", count=figures.count)
    return render_figures_table(material, first_rows(figures.figures, PAGE, (at - 1) * PAGE), title)


@memoize(8, warm=lambda new: [(new.number, new.language)])
def completeness(number: int, language: Language) -> str:
    """Write which indicator is reported where and when."""
    return completeness_table(release.get_chart_data(number, language))
