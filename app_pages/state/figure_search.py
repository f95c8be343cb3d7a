"""Search of figures by words, pinyin or codes of their indicator, programme and area."""

import re
from dataclasses import dataclass

from app_pages.state import release
from app_pages.state.cache import NewRelease, memoize
from charts.chart import ChartData
from locales import Language
from locales.pinyin_search import matches_search
from metrics.figure_queries import Figures, counts_by_value, filter_lazy, search, within_area
from metrics.newest_first import sort_newest_first
from periods import parse_period
from quantities.figure_keys import KEY_COLUMNS

# Column of the figures with a code -> kind of the code's name in `Words.names`.
NAME_KINDS = {"indicator": "indicator", "programme": "programme", "ref_area": "area"}
_MONTH = re.compile("(1[0-2]|0?[1-9])月份?")


@dataclass(frozen=True)
class FigureQuery:
    """What is searched for: words, and the codes of a topic, indicator, area and period; "" is any.

    An area stands for itself and all areas below it.
    """

    text: str = ""
    topic: str = ""
    indicator: str = ""
    area: str = ""
    period: str = ""


@dataclass(frozen=True)
class SearchResult:
    """The figures that a search found (not loaded yet), and their number."""

    figures: Figures
    count: int


def _list_default_arguments(new: NewRelease) -> list[tuple[int, Language, FigureQuery]]:
    """Return the arguments of `search_figures` for which results are computed early.

    These are the empty search, and `*`, which no name contains: it is compared with all names, so
    that their pinyin is cached for later searches.
    """
    return [(new.number, new.language, FigureQuery(text)) for text in ("", "*")]


@memoize(max_results=64, warm=_list_default_arguments)
def search_figures(release_number: int, language: Language, query: FigureQuery) -> SearchResult:
    """Return the figures of a release that match a query; cached.

    The figures are only counted here; they are loaded when a page shows some of them.
    """
    figures = find_figures(
        release.get_chart_data(release_number, language), query.text, query.topic
    )
    if query.area:
        figures = within_area(figures, query.area)
    codes = {"indicator": query.indicator, "time_period": query.period}
    figures = filter_lazy(figures, **{name: code for name, code in codes.items() if code})
    counts = counts_by_value(figures, "indicator")
    # The filter by indicator lets the store skip data files when the figures are read.
    return SearchResult(filter_lazy(figures, indicator=list(counts)), sum(counts.values()))


@memoize(max_results=4, warm=lambda new: [(new.number,)])
def list_periods(release_number: int) -> tuple[str, ...]:
    """Return the periods of a release's figures, newest first; cached."""
    return tuple(
        sort_newest_first([*counts_by_value(release.get_figures(release_number), "time_period")])
    )


def find_figures(chart_data: ChartData, query: str, topic: str = "") -> Figures:
    """Return the figures of a topic ("" for all) that match every word of a query; none is loaded.

    A word matches a figure if it occurs in the figure's key or printed number, or in the name or
    pinyin of its indicator, programme or area. A period (9月, 2025年1—9月) matches the figures for
    it, and those whose period ends with it. A query with as many dots as a figure key is looked up
    as a key.
    """
    figures = filter_lazy(chart_data.figures, topic=topic) if topic else chart_data.figures
    if query.count(".") == len(KEY_COLUMNS) - 1:
        return filter_lazy(figures, key=query.strip())
    for word in query.lower().split():
        if period := _parse_period_word(word):
            figures = search(figures, period, {})
        else:
            figures = search(figures, word, _find_matching_codes(chart_data, word))
    return figures


def _parse_period_word(word: str) -> str:
    """Return what a word for a period means in figure keys: 2025年9月 → "2025-09"; or "".

    A month without a year means that of any year: 9月 → "-09".
    """
    if month := _MONTH.fullmatch(word):
        return f"-{int(month[1]):02d}"
    return "" if word.isascii() else parse_period(word) or ""


def _find_matching_codes(chart_data: ChartData, word: str) -> dict[str, list[str]]:
    """Return, by column of the figures, the codes whose names contain a word.

    Names in both languages are compared, and the pinyin of Chinese ones: "hangzhou" finds 杭州.
    Only codes that occur in the figures are looked at.
    """
    return {
        column: [
            code
            for code in counts_by_value(chart_data.figures, column)
            if matches_search(word, *chart_data.words.names.get(kind, {}).get(code, {}).values())
        ]
        for column, kind in NAME_KINDS.items()
    }
