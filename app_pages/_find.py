"""Searching the figures: by words, pinyin and codes of everything that names them."""

import pandas as pd

from charts.chart import Material
from locales.search import matches
from quantities.keys import KEY


def find(material: Material, asked: str, topic: str = "") -> pd.DataFrame:
    """Keep the figures of a topic whose names, together, hold every word asked for.

    Names are looked up once for each different combination of codes, not once a figure.
    """
    figures = material.figures
    if topic:
        figures = figures[figures["topic"] == topic]
    words = asked.lower().split()
    if not words:
        return figures
    keep = pd.Series(True, index=figures.index)
    for word in words:
        hit = figures["key"].str.contains(word, regex=False)
        hit |= figures["as_reported"].str.contains(word, regex=False)
        for column in KEY[:4]:
            hit |= figures[column].isin(_codes(material, column, figures, word))
        keep &= hit
    return figures[keep]


def _codes(material: Material, column: str, figures: pd.DataFrame, word: str) -> list[str]:
    """Find the codes of a column whose names in either language hold the word."""
    kind = {"indicator": "indicator", "programme": "programme", "ref_area": "area"}.get(column)
    if kind is None:
        return []
    names = material.words.names.get(kind, {})
    return [
        code for code in figures[column].unique() if matches(word, *names.get(code, {}).values())
    ]
