"""Recognise the sheets of definitions, notes and sources in workbooks that the dashboard wrote."""

from collections.abc import Mapping, Sequence

from chinese_text.characters import comparison_form
from file_formats import Sheet
from intake.tables.open_file import format_cells
from locales import LANGUAGES, Words

_DEFINITIONS = ("indicator", "definition", "unit", "topic", "kind", "aggregation", "code")
_SOURCES = {
    "title": "title.{}",
    "producer": "producer.{}",
    "published": "date_published",
    "accessed": "date_accessed",
    "citation": "citation.{}",
    "url": "url",
    "sha256": "sha256",
    "code": "id",
}
"""Headings of a download's sheet of sources, by message, and the field of sources.yaml for each.

{} stands for the language of the download.
"""
_CONTENTS = ("sheet", "finding", "period", "unit", "release", "source", "link")
_MARKS = (
    *("series", "category", "value", "wording", "value_low", "value_high"),
    *("status", "detail", "formula"),
)
"""Headings of the contents and of a chart in a workbook of charts, by message."""
_FIRST_NOTES = ("note_release", "note_published")
"""Messages of the notes with which a download's sheet of notes begins."""
_FIRST_ROWS = 3
"""First rows of a sheet among which headings or notes of a download are recognised."""


def is_explanation(sheet: Sheet) -> bool:
    """Return whether a sheet has the definitions or notes of a download, and so no figures.

    A person who uploads a corrected download need not remove these sheets.
    """
    first_rows = format_cells(sheet, _FIRST_ROWS)
    notes = [row[0].strip() for row in first_rows if row]
    for words in map(Words, LANGUAGES):
        headings = [words.say(f"exports.definition_{name}") for name in _DEFINITIONS]
        if _has_headings(first_rows, headings):
            return True
        if {words.say(f"exports.{name}") for name in _FIRST_NOTES} <= set(notes):
            return True
    return False


def is_of_charts(sheet: Sheet) -> bool:
    """Return whether a sheet has the contents or the marks of a workbook of charts.

    Its numbers are worked out for a drawing, and may be sums and shares: they are not uploaded.
    """
    first_rows = format_cells(sheet, 1)
    return any(
        _has_headings(first_rows, [words.say(f"exports.{kind}_{name}") for name in names])
        for words in map(Words, LANGUAGES)
        for kind, names in (("contents", _CONTENTS), ("beside", _MARKS))
    )


def find_source_headings(sheet: Sheet) -> Mapping[str, str]:
    """Return the headings of a download's sheet of sources by field; {} for any other sheet."""
    first_rows = format_cells(sheet, 1)
    for language in LANGUAGES:
        headings = {name: Words(language).say(f"exports.source_{name}") for name in _SOURCES}
        if _has_headings(first_rows, list(headings.values())):
            return {
                field.format(language): comparison_form(headings[name])
                for name, field in _SOURCES.items()
            }
    return {}


def _has_headings(rows: Sequence[Sequence[str]], headings: Sequence[str]) -> bool:
    """Return whether the first row has exactly these headings, apart from empty cells behind."""
    first = [cell.strip() for cell in rows[0]] if rows else []
    return first[: len(headings)] == list(headings) and not any(first[len(headings) :])
