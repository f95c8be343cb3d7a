"""The figures of a release as an XLSX workbook: figures, definitions, sources, notes."""

from collections.abc import Collection, Sequence
from typing import Any

from exports.data import readable_columns
from exports.data.release_data import ReleaseData
from exports.errors import ExportError
from file_formats import Cell
from file_formats.xlsx import SheetToWrite, write_xlsx
from locales import Words
from quantities.aggregation import spell_aggregation
from quantities.annual_targets import without_annual_targets

MAX_ROWS = 1_048_575
"""Rows of an Excel worksheet below its header."""
_WIDE_COLUMNS = {"indicator": 26, "programme": 26, "ref_area": 18, "source": 24, "note": 30}
"""Columns of the sheet of figures that are wider than the others, in characters."""
_QUALIFIERS = ("exact", "and_more", "at_least", "more_than", "nearly", "below", "about", "several")


def write_data_workbook(release_data: ReleaseData, words: Words) -> bytes:
    """Return a release's figures as XLSX, with sheets of definitions, sources and notes.

    Raises ExportError `too_many_rows` for more figures than a worksheet has rows.
    """
    count = len(release_data.figures)
    if count > MAX_ROWS:
        raise ExportError("too_many_rows", values={"limit": MAX_ROWS, "found": count})
    sheets = [
        _build_figures_sheet(release_data, words),
        _build_definitions_sheet(release_data, words),
        _build_sources_sheet(release_data, words),
        _build_notes_sheet(release_data, words),
    ]
    title = words.say("exports.figures_title", release=release_data.release.number)
    return write_xlsx(sheets, words.mark(title))


def _build_figures_sheet(release_data: ReleaseData, words: Words) -> SheetToWrite:
    """Return the sheet of figures: names, then codes; numbers as numbers, all else as text.

    As text, a code like 0012 keeps its zeros, and nothing runs as a formula.
    """
    columns = readable_columns.build_readable_columns(release_data.figures, words)
    headings = list(columns)
    rows = [headings, *zip(*(column.to_pylist() for column in columns.values()), strict=True)]
    # The sheet begins with NAMED_COLUMNS, so that positions in them are those in the sheet.
    number_positions = {
        readable_columns.NAMED_COLUMNS.index(name) for name in readable_columns.NUMBER_COLUMNS
    }
    text_columns = frozenset(range(len(headings))) - number_positions
    widths = dict.fromkeys(range(len(headings)), 14.0)  # letters
    widths |= {readable_columns.NAMED_COLUMNS.index(name): n for name, n in _WIDE_COLUMNS.items()}
    title = words.say("exports.sheet_figures")
    return SheetToWrite(title, rows, widths=widths, text_columns=text_columns)


def _build_definitions_sheet(release_data: ReleaseData, words: Words) -> SheetToWrite:
    """Return the sheet that defines the indicators of a release.

    The annual target that is derived from an indicator is left out unless it has figures.
    """
    reported = set(release_data.figures["indicator"])
    # Widths of the columns in letters, by the name of the column's heading.
    widths = {
        "indicator": 26,
        "definition": 60,
        "unit": 12,
        "topic": 18,
        "kind": 10,
        "aggregation": 14,
        "code": 28,
    }
    rows: list[Sequence[Cell | None]] = [[words.say(f"exports.definition_{n}") for n in widths]]
    for indicator in without_annual_targets(release_data.indicators, keep=reported):
        rows.append(
            [
                words.pick(indicator.get("name")),
                words.pick(indicator.get("definition")),
                words.pick(indicator.get("unit")),
                words.name("topic", indicator.get("topic", "")),
                words.say(f"exports.kind_{indicator['kind']}"),
                _describe_aggregation(indicator["aggregation"], words),
                indicator["code"],
            ]
        )
    return _build_text_sheet(words.say("exports.sheet_definitions"), rows, widths.values())


def _describe_aggregation(aggregation: Any, words: Words) -> str:
    """Describe how an indicator's figures are combined, such as by adding them up.

    `aggregation` is that key of the indicator's entry. If the way over areas differs from that over
    time ("sum/last"), both are named.
    """
    over_areas, _, over_time = spell_aggregation(aggregation).partition("/")
    text = words.say(f"exports.aggregation_{over_areas}")
    if not over_time:
        return text
    time = words.say(f"exports.aggregation_{over_time}")
    return words.say("exports.aggregation_of_both", areas=text, time=time)


def _build_sources_sheet(release_data: ReleaseData, words: Words) -> SheetToWrite:
    """Return the sheet that lists the sources of a release."""
    # Widths of the columns in letters, by the name of the column's heading.
    widths = {
        "title": 40,
        "producer": 28,
        "published": 16,
        "accessed": 16,
        "citation": 60,
        "url": 40,
        "sha256": 20,
        "code": 18,
    }
    rows: list[Sequence[Cell | None]] = [[words.say(f"exports.source_{n}") for n in widths]]
    for source in release_data.sources:
        rows.append(
            [
                words.pick(source.get("title")),
                words.pick(source.get("producer")),
                words.date(source.get("date_published")),
                words.date(source.get("date_accessed")),
                words.pick(source.get("citation")),
                source.get("url", ""),
                source.get("sha256", ""),
                source["id"],
            ]
        )
    return _build_text_sheet(words.say("exports.sheet_sources"), rows, widths.values())


def _build_text_sheet(
    title: str, rows: list[Sequence[Cell | None]], widths: Collection[int]
) -> SheetToWrite:
    """Return a sheet of texts that wrap; `widths` are those of its columns in characters."""
    text_columns = frozenset(range(len(widths)))
    return SheetToWrite(
        title, rows, widths=dict(enumerate(widths)), text_columns=text_columns, wrap=True
    )


def _build_notes_sheet(release_data: ReleaseData, words: Words) -> SheetToWrite:
    """Return the sheet that names the release and explains values, bounds, codes and qualifiers.

    In a demonstration the first row says that the figures are invented.
    """
    release = release_data.release
    rows: list[Sequence[Cell | None]] = [
        *([[words.demonstration]] if words.demonstration else []),
        [words.say("exports.note_release"), release.number],
        [words.say("exports.note_published"), words.period(release.at.date().isoformat())],
        [words.say("exports.note_figures"), len(release_data.figures)],
        [words.say("exports.note_value"), words.say("exports.note_value_text")],
        [words.say("exports.note_bounds"), words.say("exports.note_bounds_text")],
        [words.say("exports.note_codes"), words.say("exports.note_codes_text")],
    ]
    for code in _QUALIFIERS:
        name = words.say(f"exports.qualifier_{code}")
        rows.append([name, words.say(f"exports.qualifier_{code}_text")])
    # Two columns, name and text, 20 and 80 letters wide, without headings.
    return SheetToWrite(
        words.say("exports.sheet_notes"), rows, header_rows=0, widths={0: 20, 1: 80}, wrap=True
    )
