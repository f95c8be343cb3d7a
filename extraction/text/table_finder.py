"""Finds tables in the lines of a report's text: rows of cells below a row of headings.

Cells are separated by tabs (rows of a Word table), by bars, by two or more spaces, by dots before a
number, or, as in the text of a PDF, by single spaces if at least two rows have as many cells. Rows
without headings are read as running text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extraction.text.line_measures import TextLine

_WIDE_GAP = re.compile(r"(?:\s*(?:\.{3,}|…{1,}|·{3,})\s*(?=[-+]?\d)| {2,}|\s*\|\s*)")
_ANY_GAP = re.compile(r"\s+")
_TAB = re.compile("\t")
NUMBER = re.compile(
    r"(?:近|约|超|逾)?[-+]?(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d+)"
    r"(?:\.\d+)?[余多]?[千百]?[万亿]?[余多]?"
    r"(?:%|‰|[一-龥]{0,4})"
)
BLANK = re.compile(r"[-—–/.…·*]{0,4}")
YEAR = re.compile(r"(?:19|20)\d\d(?:年.{0,8})?")
_MONTH = re.compile(r"\d{1,2}(?:[-—~至]\d{1,2})?月(?:份)?")
_THOUSANDS = re.compile(r"\d{3}(?:\.\d+)?[一-龥%]{0,3}")
_FIRST_DIGITS = re.compile(r"[-+]?\d{1,3}(?: \d{3})*")
_CAPTION = re.compile(
    r"附?[图表]格?\s*[\d一二三四五六七八九十]|附件\s*[\d一二三四五六七八九十]|(?:计量)?单位[:为]"
)
_CAPTION_LINES = 2  # above a table, with its title and its unit
_LONGEST_CELL = 32  # characters of a cell


@dataclass(frozen=True, slots=True)
class TextCell:
    """A cell's folded text and its position in the source."""

    start: int
    text: str

    @property
    def end(self) -> int:
        """Return the position of its end in the source."""
        return self.start + len(self.text)

    @property
    def is_number(self) -> bool:
        """Return whether the cell is a number and not a month."""
        return bool(NUMBER.fullmatch(self.text)) and not _MONTH.fullmatch(self.text)


Row = tuple[TextCell, ...]


@dataclass(frozen=True, slots=True)
class TextTable:
    """A row of headings, rows with the same number of cells, and the lines above (title, unit)."""

    headings: Row
    rows: tuple[Row, ...]
    captions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table and the indices of its lines: from `first` up to, but not including, `last`."""

    first: int
    last: int
    table: TextTable


def find_tables(lines: Sequence[TextLine]) -> list[TableBlock]:
    """Return the tables among the lines of a text, in order.

    A table is a row of headings above rows that have a name and numbers or blanks; at least one row
    has a number. Lines above the headings are captions of the table, not part of its block.
    """
    blocks: list[TableBlock] = []
    for first_row_line, same_length_rows in _find_runs(lines):
        first_line, rows = _add_headings(lines, first_row_line, same_length_rows)
        head = 0  # the index of the row of headings
        while head < len(rows) - 1 and not _is_heading_row(rows[head], rows[head + 1]):
            head += 1
        heading_line, headings, body = first_line + head, rows[head], rows[head + 1 :]
        has_data = any(_is_data_row(row) for row in body)
        fits = all(_is_data_row(row) or _is_empty_row(row) for row in body)
        # Single blanks may also separate words in two lines of running text.
        is_clear = len(body) > 1 or _is_clearly_split(lines[heading_line])
        if has_data and fits and is_clear:
            captions = lines[max(0, heading_line - _CAPTION_LINES) : heading_line]
            table = TextTable(headings, tuple(body), tuple(line.text for line in captions))
            blocks.append(TableBlock(heading_line, first_line + len(rows), table))
    return blocks


def _find_runs(lines: Sequence[TextLine]) -> Iterator[tuple[int, list[Row]]]:
    """Yield index of the first line and rows of each run of lines with equally many cells.

    A run, which may be a table, has at least two lines; a sentence, a caption or two blank lines
    end it. A line with more cells than the first one is in the run if it has as many after its
    numbers (10 615) are joined.
    """
    rows: list[Row] = []
    for i, line in enumerate(lines):
        has_gaps = line.spaced or bool(_WIDE_GAP.search(line.text))
        row = _split_cells(line) if has_gaps and "。" not in line.text else ()
        if any(map(_CAPTION.match, (cell.text for cell in row))):
            row = ()
        if rows and len(row) > len(rows[0]):
            row = _join_thousands(row, len(rows[0]))
        if rows and (len(row) != len(rows[0]) or line.blanks > 1):
            if len(rows) > 1:
                yield i - len(rows), rows
            rows = []
        if len(row) > 1:
            rows.append(row)
    if len(rows) > 1:
        yield len(lines) - len(rows), rows


def _add_headings(
    lines: Sequence[TextLine], first_line: int, rows: list[Row]
) -> tuple[int, list[Row]]:
    """Return index of the first line and rows, with the line above as headings if they lack them.

    The line above must have one cell less than the rows: the column of names has no heading then.
    `first_line` is the index of the first row's line.
    """
    if _is_heading_row(rows[0], rows[1]):
        return first_line, rows
    headings = _split_cells(lines[first_line - 1]) if first_line and _is_data_row(rows[0]) else ()
    if len(headings) != len(rows[0]) - 1 or any(cell.is_number for cell in headings):
        return first_line, rows
    return first_line - 1, [(TextCell(headings[0].start, ""), *headings), *rows]


def _split_cells(line: TextLine) -> Row:
    """Return the cells of a line; () if one of them is a sentence or too long.

    Cells are separated by tabs, else by wide gaps or bars, else by any white space.
    """
    text = line.text.rstrip(" |")
    gap = _TAB if "\t" in text else _WIDE_GAP if _WIDE_GAP.search(text) else _ANY_GAP
    position, row = len(text) - len(text.lstrip(" |")), []
    for match in [*gap.finditer(text, position), None]:  # None: the end of the line
        cell = text[position : match.start() if match else len(text)]
        start = line.start + position + len(cell) - len(cell.lstrip())
        row.append(TextCell(start, cell.strip()))
        position = match.end() if match else 0
    if any(len(cell.text) > _LONGEST_CELL or "。" in cell.text for cell in row):
        return ()
    return tuple(row)


def _join_thousands(row: Row, length: int) -> Row:
    """Return a row with numbers such as 10 615, which a blank has split, joined to one cell.

    2022 | 10 | 615 becomes 2022 | 10 615 for a `length` of 2. If the joined row has another length,
    the row is returned unchanged.
    """
    joined: list[TextCell] = []
    for cell in row:
        before = joined[-1] if joined else None
        if (
            before
            and _THOUSANDS.fullmatch(cell.text)
            and _FIRST_DIGITS.fullmatch(before.text)
            and before.end + 1 == cell.start
        ):
            joined[-1] = TextCell(before.start, f"{before.text} {cell.text}")
        else:
            joined.append(cell)
    return tuple(joined) if len(joined) == length else row


def _is_clearly_split(line: TextLine) -> bool:
    """Return whether tabs or wide gaps separate the cells of a line."""
    return "\t" in line.text or bool(_WIDE_GAP.search(line.text))


def _is_heading_row(row: Row, below: Row) -> bool:
    """Return whether a row has headings: words or years, above a row with numbers or blanks.

    One of them may be blank, mostly that of the column of names.
    """
    all_words = all(not cell.is_number or YEAR.fullmatch(cell.text) for cell in row)
    filled_count = sum(not BLANK.fullmatch(cell.text) for cell in row)
    has_values_below = _is_data_row(below) or _is_empty_row(below)
    return all_words and filled_count >= len(row) - 1 and has_values_below


def _is_data_row(row: Row) -> bool:
    """Return whether a row has a first cell and a number in a later one."""
    return bool(row[0].text) and any(cell.is_number for cell in row[1:])


def _is_empty_row(row: Row) -> bool:
    """Return whether a row has a name and no numbers: 金华 —."""
    return bool(row[0].text) and all(BLANK.fullmatch(cell.text) for cell in row[1:])
