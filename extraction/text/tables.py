"""Column tables inside a report's text: rows of cells under a row of heads.

Cells stand apart by tabs (rows of a Word table), by two spaces or more, or by single spaces where
two rows or more agree (the text of a PDF). What has no row of heads is left to be read as prose.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from extraction.text.lines import TextLine

_WIDE = re.compile(r"(?: {2,}|\s*\|\s*)")
_NARROW = re.compile(r"\s+")
_TAB = re.compile("\t")
NUMBER = re.compile(
    r"(?:近|约|超|逾)?[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?[余多]?[千百]?[万亿]?[余多]?"
    r"(?:%|‰|[一-龥]{0,4})"
)
BLANK = re.compile(r"[-—–/.…·*]{0,4}")
YEAR = re.compile(r"(?:19|20)\d\d(?:年.{0,8})?")
_MONTH = re.compile(r"\d{1,2}(?:[-—~至]\d{1,2})?月(?:份)?")
_CAPTION = 2  # lines above a table that may say its title and its unit
LONGEST = 32  # characters of a cell


@dataclass(frozen=True, slots=True)
class TextCell:
    """A cell's folded text and its place in the source."""

    start: int
    text: str

    @property
    def end(self) -> int:
        """Where it ends in the source."""
        return self.start + len(self.text)

    @property
    def counts(self) -> bool:
        """Return whether it is a number, not a year or a month."""
        return bool(NUMBER.fullmatch(self.text)) and not _MONTH.fullmatch(self.text)


Row = tuple[TextCell, ...]


@dataclass(frozen=True, slots=True)
class TextTable:
    """A row of heads, rows of as many cells, and the lines above that say title and unit."""

    heads: Row
    rows: tuple[Row, ...]
    captions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table and the lines it takes: `first` up to, not including, `last`."""

    first: int
    last: int
    table: TextTable


def find_tables(lines: Sequence[TextLine]) -> list[TableBlock]:
    """Find the tables among the lines of a text, in order."""
    found: list[TableBlock] = []
    for first, rows in map(partial(_add_headings, lines), _find_runs(lines)):
        head = 0
        while head < len(rows) - 1 and not _is_heading_row(rows[head], rows[head + 1]):
            head += 1
        body = rows[head + 1 :]
        narrow = len(body) < 2 and not _is_clearly_split(lines[first + head])
        told = any(_is_data_row(row) for row in body)
        if not told or narrow or not all(_is_data_row(row) or _is_empty_row(row) for row in body):
            continue
        captions = tuple(
            line.text for line in lines[max(0, first + head - _CAPTION) : first + head]
        )
        table = TextTable(rows[head], tuple(body), captions)
        found.append(TableBlock(first + head, first + len(rows), table))
    return found


def _find_runs(lines: Sequence[TextLine]) -> Iterator[tuple[int, list[Row]]]:
    """Group neighbouring lines of equally many cells, two or more."""
    first, run = 0, list[Row]()
    for i, line in enumerate(lines):
        row = _split_cells(line) if line.spaced and "。" not in line.text else ()
        if run and (len(row) != len(run[0]) or line.blanks > 1):
            if len(run) > 1:
                yield first, run
            run = []
        if len(row) > 1:
            first = first if run else i
            run.append(row)
    if len(run) > 1:
        yield first, run


def _add_headings(lines: Sequence[TextLine], run: tuple[int, list[Row]]) -> tuple[int, list[Row]]:
    """Put the heads before rows that lack them, where the first column has no head."""
    first, rows = run
    if len(rows) > 1 and _is_heading_row(rows[0], rows[1]):
        return run
    heads = _split_cells(lines[first - 1]) if first and _is_data_row(rows[0]) else ()
    if len(heads) != len(rows[0]) - 1 or any(cell.counts for cell in heads):
        return run
    return first - 1, [(TextCell(heads[0].start, ""), *heads), *rows]


def _split_cells(line: TextLine) -> Row:
    text = line.text.rstrip(" |")
    gap = _TAB if "\t" in text else _WIDE if _WIDE.search(text) else _NARROW
    place, row = len(text) - len(text.lstrip(" |")), []
    for mark in [*gap.finditer(text, place), None]:
        part = text[place : mark.start() if mark else len(text)]
        bare = part.strip()
        row.append(TextCell(line.start + place + len(part) - len(part.lstrip()), bare))
        place = mark.end() if mark else 0
    if any(len(cell.text) > LONGEST or "。" in cell.text for cell in row):
        return ()
    return tuple(row)


def _is_clearly_split(line: TextLine) -> bool:
    return "\t" in line.text or bool(_WIDE.search(line.text))


def _is_heading_row(row: Row, below: Row) -> bool:
    """Return whether a row holds heads: words or years, above a row with numbers."""
    words = [cell for cell in row if not cell.counts or YEAR.fullmatch(cell.text)]
    named = sum(bool(cell.text) and not BLANK.fullmatch(cell.text) for cell in words)
    lower = _is_data_row(below) or _is_empty_row(below)
    return len(words) == len(row) and named >= len(row) - 1 and lower


def _is_data_row(row: Row) -> bool:
    """Return whether a row begins with words or a number of its own and counts something."""
    rest = row[1:]
    return any(cell.counts for cell in rest) and bool(row[0].text)


def _is_empty_row(row: Row) -> bool:
    """Return whether a row has a name and nothing reported: 金华 —."""
    return bool(row[0].text) and all(BLANK.fullmatch(cell.text) for cell in row[1:])
