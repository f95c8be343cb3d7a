"""Searching the figures: by words, pinyin and codes of everything that names them."""

from charts.chart import Material
from locales.search import matches
from metrics.figures import Figures, counts, holding, only
from quantities.keys import KEY

KINDS = {"indicator": "indicator", "programme": "programme", "ref_area": "area"}


def find(material: Material, asked: str, topic: str = "") -> Figures:
    """Keep the figures of a topic whose names, together, hold every word asked for."""
    figures = only(material.figures, topic=topic) if topic else material.figures
    if asked.count(".") == len(KEY) - 1:
        return only(figures, key=asked.strip())
    for word in asked.lower().split():
        figures = holding(figures, word, _named(material, word))
    return figures


def _named(material: Material, word: str) -> dict[str, list[str]]:
    """List the codes of each column whose names in either language hold a word."""
    return {
        column: [
            code
            for code in counts(material.figures, column)
            if matches(word, *material.words.names.get(kind, {}).get(code, {}).values())
        ]
        for column, kind in KINDS.items()
    }
