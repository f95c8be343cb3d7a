"""Source citations of the figures in a chart: as lines of text and as a worksheet."""

from collections.abc import Iterable, Mapping

import pandas as pd

from charts.labels import format_figure_name
from file_formats import Cell
from file_formats.xlsx import SheetToWrite
from locales import Words

Citations = Mapping[str, Mapping[str, str]]
"""Figures by key, each with CITATION_COLUMNS."""
CITATION_COLUMNS = ("key", "ref_area", "time_period", "as_reported", "source", "locator")


def look_up_citations(figures: pd.DataFrame, keys: Iterable[str]) -> Citations:
    """Return the figures with these keys by key.

    Keys that the release does not contain are left out.
    """
    if figures.empty:
        return {}
    matching = figures.loc[figures["key"].isin(set(keys)), list(CITATION_COLUMNS)]
    rows = zip(*(matching[name].tolist() for name in CITATION_COLUMNS), strict=True)
    return {row[0]: dict(zip(CITATION_COLUMNS, row, strict=True)) for row in rows}


def list_cited_figures(
    marks: Iterable[Iterable[str]], citations: Citations
) -> list[Mapping[str, str]]:
    """Return the figures of marks, each once, in the order of the marks.

    A mark is a bar, point or tile of a chart; `marks` gives for each of them the figure keys.
    """
    keys = dict.fromkeys(key for mark in marks for key in mark)
    return [citations[key] for key in keys if key in citations]


def format_citations(marks: pd.DataFrame, citations: Citations, words: Words) -> list[str]:
    """Return one line for each figure of the marks: name, area, period, wording, source, place."""
    return [
        words.say(
            "exports.cited",
            name=format_figure_name(row["key"], words),
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
    """Return a worksheet of the figures of the marks; None if they have none."""
    columns = ("indicator", "ref_area", "time_period", "as_reported", "source", "locator", "key")
    head: list[Cell | None] = [words.say(f"exports.cited_{name}") for name in columns]
    rows: list[list[Cell | None]] = [
        [
            format_figure_name(row["key"], words),
            words.name("area", row["ref_area"]),
            words.period(row["time_period"]),
            row["as_reported"],
            words.name("source", row["source"]),
            row["locator"],
            row["key"],
        ]
        for row in list_cited_figures(marks["figures"], citations)
    ]
    if not rows:
        return None
    widths = {0: 28.0, 1: 16.0, 2: 18.0, 3: 18.0, 4: 30.0, 5: 24.0, 6: 40.0}
    title, text_columns = words.say("exports.sheet_places"), frozenset(range(len(columns)))
    return SheetToWrite(title, [head, *rows], widths=widths, text_columns=text_columns)
