"""Search of figures by words, pinyin or codes of their indicator, programme and area."""

from charts.chart import ChartData
from locales.search import matches_search
from metrics.figures import Figures, counts_by_value, filter_lazy, search
from quantities.keys import KEY

NAME_KINDS = {"indicator": "indicator", "programme": "programme", "ref_area": "area"}


def find_figures(chart_data: ChartData, text: str, topic: str = "") -> Figures:
    """Return the figures of a topic in whose names and keys every word of a text occurs.

    The topic "" means all topics.
    """
    figures = filter_lazy(chart_data.figures, topic=topic) if topic else chart_data.figures
    if text.count(".") == len(KEY) - 1:
        return filter_lazy(figures, key=text.strip())
    for word in text.lower().split():
        figures = search(figures, word, _matching_codes(chart_data, word))
    return figures


def _matching_codes(chart_data: ChartData, word: str) -> dict[str, list[str]]:
    """Return, by column, the codes whose names in either language contain a word."""
    return {
        column: [
            code
            for code in counts_by_value(chart_data.figures, column)
            if matches_search(word, *chart_data.words.names.get(kind, {}).get(code, {}).values())
        ]
        for column, kind in NAME_KINDS.items()
    }
