"""Where a chart's figures stand in the sources: for notes, and as a sheet."""

from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from charts.table import figure_name
from file_formats import Cell
from file_formats.xlsx import SheetToWrite
from locales import Words

Citations = Mapping[str, Mapping[str, str]]
"""Figures by key, each with CITATION_COLUMNS."""
CITATION_COLUMNS = ("key", "ref_area", "time_period", "as_reported", "source", "locator")


def look_up_citations(figures: pd.DataFrame, keys: Iterable[str]) -> Citations:
    """Look up figures by their keys; those that the release does not hold are left out."""
    if figures.empty:
        return {}
    found = figures.loc[figures["key"].isin(set(keys)), list(CITATION_COLUMNS)]
    rows = zip(*(found[name].tolist() for name in CITATION_COLUMNS), strict=True)
    return {row[0]: dict(zip(CITATION_COLUMNS, row, strict=True)) for row in rows}


def list_cited_figures(
    keys: Iterable[Iterable[str]], citations: Citations
) -> Iterator[Mapping[str, str]]:
    """Give the figures behind marks, each once, in the order of the marks."""
    each = dict.fromkeys(key for mark in keys for key in mark)
    return (citations[key] for key in each if key in citations)


def format_citations(marks: pd.DataFrame, citations: Citations, words: Words) -> list[str]:
    """Word each figure behind marks: what, as printed, which source, where in it."""
    return [
        words.say(
            "exports.cited",
            name=figure_name(row["key"], words),
            area=words.name("area", row["ref_area"]),
            period=words.period(row["time_period"]),
            wording=row["as_reported"],
            source=words.name("source", row["source"]),
            locator=row["locator"],
        )
        for row in list_cited_figures(marks["figures"], citations)
    ]


def build_citation_sheet(
    marks: pd.DataFrame, citations: Citations, words: Words
) -> SheetToWrite | None:
    """Give a sheet of the figures behind marks; None where there are none."""
    names = ("indicator", "ref_area", "time_period", "as_reported", "source", "locator", "key")
    rows: list[list[Cell | None]] = [[words.say(f"exports.cited_{name}") for name in names]]
    for row in list_cited_figures(marks["figures"], citations):
        rows.append(
            [
                figure_name(row["key"], words),
                words.name("area", row["ref_area"]),
                words.period(row["time_period"]),
                row["as_reported"],
                words.name("source", row["source"]),
                row["locator"],
                row["key"],
            ]
        )
    if len(rows) == 1:
        return None
    widths = {0: 28.0, 1: 16.0, 2: 18.0, 3: 18.0, 4: 30.0, 5: 24.0, 6: 40.0}
    texts = frozenset(range(len(names)))
    return SheetToWrite(words.say("exports.sheet_places"), rows, widths=widths, text_columns=texts)
