"""Search of figures by words, pinyin or codes of their indicator, programme and area."""

import re
from dataclasses import dataclass

from app_pages.state import release
from app_pages.state.cache import NewRelease, memoize
from charts.chart import ChartData
from locales import Language
from locales.pinyin_search import matches_search
from metrics.figure_queries import Figures, counts_by_value, filter_lazy, search, within_area
from metrics.newest_figures import sort_newest_first
from periods import parse_period
from quantities.figure_keys import KEY_COLUMNS

# Column of the figures with a code -> kind of the code's name in `Words.names`.
NAME_KINDS = {"indicator": "indicator", "programme": "programme", "ref_area": "area"}
_MONTH = re.compile("(1[0-2]|0?[1-9])月份?")


@dataclass(frozen=True)
class FigureQuery:
    """What is searched: words, and the codes of a topic, indicator, area and period; "" is any.

    Of an area all figures are found, and those of everything below it.
    """

    text: str = ""
    topic: str = ""
    indicator: str = ""
    area: str = ""
    period: str = ""


@dataclass(frozen=True)
class SearchResult:
    """The figures that a search found (not loaded yet), and how many they are."""

    figures: Figures
    count: int


def _first_searches(new: NewRelease) -> list[tuple[int, Language, FigureQuery]]:
    """Return the arguments of the searches of figures that `warm_up` makes.

    These are the empty search, and `*`, which no name contains: it is compared with all names, so
    that their pinyin is cached for later searches.
    """
    return [(new.number, new.language, FigureQuery(text)) for text in ("", "*")]


@memoize(max_results=64, warm=_first_searches)
def search_figures(number: int, language: Language, query: FigureQuery) -> SearchResult:
    """Return the figures of a release that match a query, cached.

    `number` is the release's number. The figures are counted here and loaded only when a page
    shows some of them.
    """
    figures = find_figures(release.get_chart_data(number, language), query.text, query.topic)
    if query.area:
        figures = within_area(figures, query.area)
    chosen = {"indicator": query.indicator, "time_period": query.period}
    figures = filter_lazy(figures, **{name: code for name, code in chosen.items() if code})
    counts = counts_by_value(figures, "indicator")
    # The filter by indicator lets the store skip data files when the figures are read.
    return SearchResult(filter_lazy(figures, indicator=list(counts)), sum(counts.values()))


@memoize(max_results=4, warm=lambda new: [(new.number,)])
def list_periods(number: int) -> tuple[str, ...]:
    """Return the periods of a release's figures, newest first, cached."""
    return tuple(sort_newest_first([*counts_by_value(release.get_figures(number), "time_period")]))


def find_figures(chart_data: ChartData, query: str, topic: str = "") -> Figures:
    """Return the figures of a topic that match every word of a query; none are loaded yet.

    A word matches a figure if it occurs in the figure's key or printed number, or in the name or
    pinyin of its indicator, programme or area; a period (9月, 2025年1—9月), if the figure is of it
    or ends with it. The topic "" means all topics. A query with as many
    dots as a figure's key is taken for a key, as links to a figure have it.
    """
    figures = filter_lazy(chart_data.figures, topic=topic) if topic else chart_data.figures
    if query.count(".") == len(KEY_COLUMNS) - 1:
        return filter_lazy(figures, key=query.strip())
    for word in query.lower().split():
        if period := _read_period(word):
            figures = search(figures, period, {})
        else:
            figures = search(figures, word, _matching_codes(chart_data, word))
    return figures


def _read_period(word: str) -> str:
    """Return a word that names a period as keys have it: 2025年9月 2025-09, 9月 -09; "" for others.

    A month without its year is that of any year.
    """
    if month := _MONTH.fullmatch(word):
        return f"-{int(month[1]):02d}"
    return "" if word.isascii() else parse_period(word) or ""


def _matching_codes(chart_data: ChartData, word: str) -> dict[str, list[str]]:
    """Return, by column of the figures, the codes whose names contain a word.

    Names in both languages count, and the pinyin of Chinese ones: "hangzhou" finds 杭州.
    Only codes that occur in the figures are compared. `words.names` has the names by kind, code and
    language; NAME_KINDS is the kind for each column.
    """
    return {
        column: [
            code
            for code in counts_by_value(chart_data.figures, column)
            if matches_search(word, *chart_data.words.names.get(kind, {}).get(code, {}).values())
        ]
        for column, kind in NAME_KINDS.items()
    }
