"""Source citations of the figures in a chart: as lines of text and as a worksheet."""

from collections.abc import Iterable, Mapping

import pandas as pd

from charts.labels import format_figure_name, list_sources
from file_formats import Cell
from file_formats.xlsx import SheetToWrite
from locales import Words
from metrics.metric_table import to_records

Citations = Mapping[str, Mapping[str, str]]
"""Figures by key, each with CITATION_COLUMNS."""
CITATION_COLUMNS = ("key", "ref_area", "time_period", "as_reported", "source", "locator")
Marks = Iterable[Iterable[str]]
"""The marks (bars, points or tiles) of a chart, each given as the keys of its figures."""
_SHEET_WIDTHS = {
    "indicator": 28.0,
    "ref_area": 16.0,
    "time_period": 18.0,
    "as_reported": 18.0,
    "source": 30.0,
    "locator": 24.0,
    "key": 40.0,
}
"""Columns of the worksheet with their widths in characters."""


def look_up_citations(figures: pd.DataFrame, keys: Iterable[str]) -> Citations:
    """Return the figures with these keys, by key, with what a citation needs (CITATION_COLUMNS).

    Unknown keys are left out.
    """
    if figures.empty:  # such a table may have no columns
        return {}
    matching = figures.loc[figures["key"].isin(set(keys)), list(CITATION_COLUMNS)]
    return {figure["key"]: figure for figure in to_records(matching)}


def list_cited_figures(marks: Marks, citations: Citations) -> list[Mapping[str, str]]:
    """Return the figures of marks, each once, in the order of the marks.

    Figures that are not among the citations are left out.
    """
    keys = dict.fromkeys(key for figure_keys in marks for key in figure_keys)
    return [citations[key] for key in keys if key in citations]


def format_citations(marks: Marks, citations: Citations, words: Words) -> list[str]:
    """Return a line for each figure of marks: name, area, period, wording, source, locator.

    The lines are speaker notes of a slide. The wording is the number as printed, the locator the
    place in the source.
    """
    cited = list_cited_figures(marks, citations)
    areas = words.areas(figure["ref_area"] for figure in cited)
    return [
        words.say(
            "exports.cited",
            name=format_figure_name(figure["key"], words),
            area=areas[figure["ref_area"]],
            period=words.period(figure["time_period"]),
            wording=figure["as_reported"],
            source=_format_source_and_locator(figure, words),
        )
        for figure in cited
    ]


def _format_source_and_locator(figure: Mapping[str, str], words: Words) -> str:
    """Return the source of a figure and the place in it, if one is stated."""
    source = words.listing(list_sources([figure["source"]], words))
    locator = words.note(figure["locator"])
    if not locator:
        return source
    return words.say("exports.cited_place", source=source, locator=locator)


def build_citation_sheet(marks: Marks, citations: Citations, words: Words) -> SheetToWrite | None:
    """Return a worksheet that cites the figures of marks, for a workbook of charts.

    It is None if the marks have no figures. All cells are text, even printed numbers.
    """
    cited = list_cited_figures(marks, citations)
    areas = words.areas(figure["ref_area"] for figure in cited)
    rows: list[list[Cell | None]] = [
        [
            format_figure_name(figure["key"], words),
            areas[figure["ref_area"]],
            words.period(figure["time_period"]),
            figure["as_reported"],
            words.listing(list_sources([figure["source"]], words)),
            words.note(figure["locator"]),
            figure["key"],
        ]
        for figure in cited
    ]
    if not rows:
        return None
    return SheetToWrite(
        words.say("exports.sheet_places"),
        [[words.say(f"exports.cited_{name}") for name in _SHEET_WIDTHS], *rows],
        widths=dict(enumerate(_SHEET_WIDTHS.values())),
        text_columns=frozenset(range(len(_SHEET_WIDTHS))),
    )
