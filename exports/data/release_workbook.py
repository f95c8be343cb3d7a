"""The figures of a release as an XLSX workbook: figures, definitions, sources, notes."""

from collections.abc import Sequence

from exports.data import readable_columns
from exports.data.release_data import ReleaseData
from exports.errors import ExportError
from file_formats import Cell
from file_formats.xlsx import SheetToWrite, write_xlsx
from locales import Words

MAX_ROWS = 1_048_575
"""Rows of an Excel worksheet below its header."""

_QUALIFIERS = ("exact", "and_more", "at_least", "more_than", "nearly", "below", "about", "several")


def write_data_workbook(release_data: ReleaseData, words: Words) -> bytes:
    """Return the workbook. Raises ExportError `too_many_rows` above MAX_ROWS."""
    count = len(release_data.figures)
    if count > MAX_ROWS:
        raise ExportError("too_many_rows", values={"limit": MAX_ROWS, "found": count})
    sheets = [
        _build_figures_sheet(release_data, words),
        _build_definitions_sheet(release_data, words),
        _build_sources_sheet(release_data, words),
        _build_notes_sheet(release_data, words),
    ]
    return write_xlsx(
        sheets, words.say("exports.figures_title", release=release_data.release.number)
    )


def _build_figures_sheet(release_data: ReleaseData, words: Words) -> SheetToWrite:
    """Return the sheet of figures, names first, with numbers as numbers."""
    columns = readable_columns.build_readable_columns(release_data.figures, words)
    head = list(columns)
    cells = (column.to_pylist() for column in columns.values())
    rows = [head, *zip(*cells, strict=True)]
    numbers = [
        readable_columns.WORDED_COLUMNS.index(name) for name in readable_columns.NUMBER_COLUMNS
    ]
    texts = frozenset(range(len(head))) - set(numbers)
    widths = dict.fromkeys(range(len(head)), 14.0) | {0: 26, 1: 26, 2: 18, 12: 24, 14: 30}
    return SheetToWrite(words.say("exports.sheet_figures"), rows, widths=widths, text_columns=texts)


def _build_definitions_sheet(release_data: ReleaseData, words: Words) -> SheetToWrite:
    """Return the sheet that defines the indicators."""
    names = ("indicator", "definition", "unit", "topic", "kind", "aggregation", "code")
    rows: list[Sequence[Cell | None]] = [[words.say(f"exports.definition_{n}") for n in names]]
    for row in release_data.indicators:
        rows.append(
            [
                words.pick(row["name"]),
                words.pick(row["definition"]),
                words.pick(row["unit"]),
                words.name("topic", row["topic"]),
                words.say(f"exports.kind_{row['kind']}"),
                words.say(f"exports.aggregation_{row['aggregation']}"),
                row["code"],
            ]
        )
    return SheetToWrite(
        words.say("exports.sheet_definitions"),
        rows,
        widths={0: 26, 1: 60, 2: 12, 3: 18, 4: 10, 5: 14, 6: 28},
        text_columns=frozenset(range(len(names))),
        wrap=True,
    )


def _build_sources_sheet(release_data: ReleaseData, words: Words) -> SheetToWrite:
    """Return the sheet that lists the sources."""
    names = ("title", "producer", "published", "accessed", "citation", "url", "sha256", "code")
    rows: list[Sequence[Cell | None]] = [[words.say(f"exports.source_{n}") for n in names]]
    for row in release_data.sources:
        rows.append(
            [
                words.pick(row["title"]),
                words.pick(row["producer"]),
                words.period(row["date_published"]),
                words.period(row["date_accessed"]),
                words.pick(row["citation"]),
                row["url"],
                row["sha256"],
                row["id"],
            ]
        )
    return SheetToWrite(
        words.say("exports.sheet_sources"),
        rows,
        widths={0: 40, 1: 28, 2: 16, 3: 16, 4: 60, 5: 40, 6: 20, 7: 18},
        text_columns=frozenset(range(len(names))),
        wrap=True,
    )


def _build_notes_sheet(release_data: ReleaseData, words: Words) -> SheetToWrite:
    """Return the sheet that names the release and explains values, bounds, codes and qualifiers."""
    release = release_data.release
    rows: list[Sequence[Cell | None]] = [
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
    return SheetToWrite(
        words.say("exports.sheet_notes"), rows, header_rows=0, widths={0: 20, 1: 80}, wrap=True
    )
