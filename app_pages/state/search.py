"""Searching the figures: by words, pinyin and codes of everything that names them."""

from charts.chart import ChartData
from locales.search import matches
from metrics.figures import Figures, counts_by_value, filter_lazy, search
from quantities.keys import KEY

NAME_KINDS = {"indicator": "indicator", "programme": "programme", "ref_area": "area"}


def find_figures(chart_data: ChartData, asked: str, topic: str = "") -> Figures:
    """Keep the figures of a topic whose names, together, hold every word asked for."""
    figures = filter_lazy(chart_data.figures, topic=topic) if topic else chart_data.figures
    if asked.count(".") == len(KEY) - 1:
        return filter_lazy(figures, key=asked.strip())
    for word in asked.lower().split():
        figures = search(figures, word, _matching_codes(chart_data, word))
    return figures


def _matching_codes(chart_data: ChartData, word: str) -> dict[str, list[str]]:
    """List the codes of each column whose names in either language hold a word."""
    return {
        column: [
            code
            for code in counts_by_value(chart_data.figures, column)
            if matches(word, *chart_data.words.names.get(kind, {}).get(code, {}).values())
        ]
        for column, kind in NAME_KINDS.items()
    }
