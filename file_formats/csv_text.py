"""The text of a CSV (`CsvText`): its columns read with pyarrow, and rows of it found and replaced.

A million rows take half a second. Only well-formed files are read so; `file_formats.csv` reads
others as rows, and reports the line of an error.
"""

import csv
import io
import itertools
import re
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from file_formats import formulas
from file_formats.csv import iterate_rows, read_csv, sniff_separator, write_csv
from file_formats.encodings import decode_text, find_utf8_start
from file_formats.errors import FileFormatError
from file_formats.limits import LIMITS, FileLimits, check_size
from file_formats.sheet import Cell

_SAMPLE_SIZE = 64 * 1024  # bytes from which the separator and `head` are read
_LARGE_SAMPLE_SIZE = 2**20  # bytes from which `read_first_rows` reads
_SAMPLE_ROWS = 60  # most rows of `head`
_BLOCK_SIZE = 16 * 2**20
"""Bytes of a CSV that are split into cells at once."""
_DICTIONARY_TYPE = pa.dictionary(pa.int32(), pa.string())
# A quote within a cell: neither a separator, nor a line end, nor another quote is beside it.
_MISPLACED_QUOTE = re.compile(rb"[^,;\t\r\n\"]\"[^,;\t\r\n\"]")
_TEXT_AS_FORMULA = re.compile(
    rb'(?<![^,;\t\r\n])(?:="([^"\r\n]*)"|"=""([^"\r\n]*)""")(?=[,;\t\r\n]|\Z)'
)
"""A text written as ="330203", by which other systems keep Excel from reading it as a number."""


@dataclass(frozen=True)
class RaggedRow:
    """A row of a CSV that is blank or has more or fewer cells than the header.

    `row` is its row number, `width` the number of its cells, `text` its beginning.
    """

    row: int
    width: int
    text: str


@dataclass(frozen=True)
class CsvBlock:
    """A block of a CSV's rows: a text array per column, and the ragged rows among them.

    `first` is the row number of its first row.
    """

    columns: dict[str, pa.ChunkedArray]
    first: int
    ragged: list[RaggedRow]


class RowSpan(NamedTuple):
    """Where a row of a CSV begins and ends in the text, in characters, and its cells."""

    start: int
    end: int
    cells: tuple[str, ...]


class _CountedLines:
    """An iterator over the lines of a text that counts the characters read so far."""

    def __init__(self, lines: Iterable[str]) -> None:
        """Begin before the first line."""
        self._lines = iter(lines)
        self.characters = 0

    def __iter__(self) -> Iterator[str]:
        """Return the lines."""
        return self

    def __next__(self) -> str:
        """Return the next line."""
        line = next(self._lines)
        self.characters += len(line)
        return line


@dataclass(frozen=True)
class CsvText:
    """A CSV that is not yet split into cells: the UTF-8 bytes of `data` from `start` on.

    `head` are its first rows. `has_regular_quotes`: its quotes are paired and enclose only whole
    cells, so that pyarrow can read it (`read_blocks`); else `check_quotes` looks for the error.
    """

    data: bytes
    start: int
    encoding: str
    separator: str
    head: list[list[str]]
    has_regular_quotes: bool

    @cached_property
    def lines(self) -> int:
        """The number of lines of the CSV."""
        return self.data.count(b"\n", self.start)


def open_csv_text(data: bytes, *, encoding: str = "", limits: FileLimits = LIMITS) -> CsvText:
    """Decode a CSV and read its first rows. Raises FileFormatError with the codes of `decode_csv`.

    `encoding` is the one that a person chose, "" to detect it. Other encodings are converted to
    UTF-8. Carriage returns become line feeds if the file has no line feed (old Macs), and
    ="330203", as other systems write a code, becomes "330203".
    """
    check_size(data, limits)
    # Where the text begins, after a byte order mark; -1: not UTF-8.
    start = find_utf8_start(data) if encoding in ("", "utf-8", "utf-8-sig") else -1
    if start < 0:
        text, encoding = decode_text(data, encoding)
        data, start = text.encode(), 0
    if b"\r" in data and b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    # A search for one character is ten times as fast as for two.
    if b'"' in data and b'="' in data:
        data = _TEXT_AS_FORMULA.sub(rb'"\1\2"', data)
    if (nul_index := data.find(b"\0", start)) >= 0:
        raise FileFormatError("nul_character", data.count(b"\n", 0, nul_index) + 1)
    sample = _decode_sample(data, start)
    separator = sniff_separator(sample)
    return CsvText(
        data=data,
        start=start,
        encoding=encoding or ("utf-8-sig" if start else "utf-8"),
        separator=separator,
        head=_split_first_rows(sample, separator),
        has_regular_quotes=_has_regular_quotes(data, start),
    )


def read_blocks(
    text: CsvText,
    skip: int,
    names: list[str],
    coded: frozenset[str] = frozenset(),
    limits: FileLimits = LIMITS,
) -> Iterator[CsvBlock]:
    """Yield the rows of a CSV after the first `skip`, in blocks of some hundred thousand.

    `names` are the names of the columns. Those in `coded` are dictionary-encoded, which takes
    little memory for few distinct texts. Ragged rows, of another width than the header, are not in
    the columns but in the block's list; blank rows are rows of empty cells. Raises FileFormatError
    when the block with the error is read: too_many_rows, too_many_columns, too_many_cells,
    cell_too_long, csv_unreadable.
    """
    _check_table_size(text, len(names), limits)
    has_apostrophes = b"'" in text.data
    # pyarrow may report ragged rows of the blocks ahead; each waits here for its own block.
    ragged: deque[RaggedRow] = deque()
    first = skip + 1
    for table in _read_tables(text, skip, names, coded, ragged):
        # The block ends after its regular rows and the ragged ones among them, which move the row
        # number of its end one further each.
        next_first = first + len(table)
        block_ragged: list[RaggedRow] = []
        while ragged and ragged[0].row <= next_first:
            block_ragged.append(ragged.popleft())
            next_first += 1
        columns = {}
        for name in names:
            column = table.column(name)
            _check_cell_lengths(column, first, block_ragged, limits)
            columns[name] = _unescape_column(column) if has_apostrophes else column
        yield CsvBlock(columns, first, block_ragged)
        first = next_first


def _read_tables(
    text: CsvText, skip: int, names: list[str], coded: frozenset[str], ragged: deque[RaggedRow]
) -> Iterator[pa.Table]:
    """Yield the blocks of a CSV's rows after the first `skip` as Arrow tables, without ragged rows.

    The columns are `names`, dictionary-encoded if they are in `coded`. Before a block is yielded,
    its ragged rows are added to `ragged`.
    """

    def skip_row(row: pa.csv.InvalidRow) -> str:
        """Store a ragged row and return "skip", with which pyarrow leaves it out."""
        # The number is known, since one thread reads; the text is only shown in a message.
        ragged.append(RaggedRow(row.number or 0, row.actual_columns, row.text[:200]))
        return "skip"

    types = {name: _DICTIONARY_TYPE if name in coded else pa.string() for name in names}
    try:
        reader = pa.csv.open_csv(
            pa.BufferReader(pa.py_buffer(text.data).slice(text.start)),
            pa.csv.ReadOptions(
                use_threads=False, skip_rows=skip, column_names=names, block_size=_BLOCK_SIZE
            ),
            pa.csv.ParseOptions(
                delimiter=text.separator,
                newlines_in_values=b'"' in text.data,
                invalid_row_handler=skip_row,
                ignore_empty_lines=False,
            ),
            pa.csv.ConvertOptions(column_types=types, strings_can_be_null=False),
        )
        for batch in reader:
            yield pa.Table.from_batches([batch])
        if ragged:  # ragged rows after the last block need an empty one
            yield pa.schema(list(types.items())).empty_table()
    except pa.ArrowInvalid:
        raise FileFormatError("csv_unreadable") from None


def read_rows(text: CsvText, limits: FileLimits = LIMITS) -> list[list[str]]:
    """Return all rows of a CSV as texts. Raises FileFormatError with the codes of `read_csv`.

    It is slower than `read_blocks`, and names the line of an error.
    """
    sheet = read_csv(
        text.data[text.start :], encoding="utf-8", separator=text.separator, limits=limits
    )
    return [[str(cell) for cell in row] for row in sheet.rows]


def read_first_rows(text: CsvText, count: int) -> list[list[str]]:
    """Return at most the first `count` rows of a CSV, up to the first error or a megabyte.

    They are for uses that do not need the whole of a long file.
    """
    sample = _decode_sample(text.data, text.start, _LARGE_SAMPLE_SIZE)
    rows = _split_first_rows(sample, text.separator, count)
    return [list(map(formulas.unescape_formula, row)) for row in rows]


def find_rows(text: CsvText, numbers: Collection[int]) -> dict[int, RowSpan]:
    """Return rows of a CSV by row number, from 1; `numbers` are the wanted row numbers.

    Rows behind the first error of the CSV are not found.
    """
    source = io.StringIO(text.data[text.start :].decode(), newline="")
    lines = _CountedLines(source)
    reader = csv.reader(lines, delimiter=text.separator, strict=True)
    spans: dict[int, RowSpan] = {}
    start, last_number = 0, max(numbers, default=0)
    with suppress(csv.Error):
        for row_number, cells in enumerate(itertools.islice(reader, last_number), 1):
            if row_number in numbers:
                texts = tuple(map(formulas.unescape_formula, cells))
                spans[row_number] = RowSpan(start, lines.characters, texts)
            # The next row begins where the reader has stopped, since a row may have several lines.
            start = lines.characters
    return spans


def replace_rows(text: CsvText, rows: Mapping[RowSpan, Sequence[Cell]]) -> CsvText:
    """Return a CSV with the given cells in rows that `find_rows` returned; others are unchanged.

    `rows` maps each of these rows to its new cells. A row keeps its line ending.
    """
    csv_text = text.data[text.start :].decode()
    # From the last row to the first, so that the positions of those before stay valid.
    for row in sorted(rows, reverse=True):
        old = csv_text[row.start : row.end]
        new = write_csv([rows[row]], separator=text.separator).decode().rstrip("\n")
        line_ending = old[len(old.rstrip("\r\n")) :]
        csv_text = f"{csv_text[: row.start]}{new}{line_ending}{csv_text[row.end :]}"
    data = csv_text.encode()
    return replace(
        text,
        data=data,
        start=0,
        head=_split_first_rows(_decode_sample(data, 0), text.separator),
        has_regular_quotes=_has_regular_quotes(data, 0),
    )


def check_quotes(text: CsvText, limits: FileLimits = LIMITS) -> None:
    """Raise FileFormatError with the line of the first error in a CSV, if it has one.

    pyarrow, which reads long files, does not say where an error is.
    """
    for _ in iterate_rows(text.data[text.start :].decode("utf-8"), text.separator, limits):
        pass


def _decode_sample(data: bytes, start: int, size: int = _SAMPLE_SIZE) -> str:
    """Return the beginning of a CSV from the byte `start` as text, up to the end of a line.

    It has at most `size` bytes. A character that is cut off at its end is left out.
    """
    sample = data[start : start + size]
    if len(data) > start + size:
        sample = sample[: max(sample.rfind(b"\n"), sample.rfind(b"\r")) + 1] or sample
    return sample.decode("utf-8", "ignore")


def _split_first_rows(sample: str, separator: str, count: int = _SAMPLE_ROWS) -> list[list[str]]:
    """Return at most `count` rows of the beginning of a CSV, up to the first error."""
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=separator)
    with suppress(csv.Error):
        rows.extend(itertools.islice(reader, count))
    return rows


def _has_regular_quotes(data: bytes, start: int) -> bool:
    """Return whether the quotes of a CSV are paired and enclose only whole cells."""
    if b'"' not in data:
        return True
    return data.count(b'"', start) % 2 == 0 and not _MISPLACED_QUOTE.search(data, start)


def _check_table_size(text: CsvText, width: int, limits: FileLimits) -> None:
    """Raise FileFormatError for too many rows, columns or cells in a CSV of `width` columns.

    The header's row is not counted.
    """
    if width > limits.columns:
        values = {"limit": limits.columns, "found": width}
        raise FileFormatError("too_many_columns", 1, values=values)
    # Lines are rows only if no cell is quoted, since a quoted cell may have several lines.
    if text.lines > limits.rows + 1 and b'"' not in text.data:
        raise FileFormatError("too_many_rows", limits.rows + 1, values={"limit": limits.rows})
    if text.lines * width > limits.cells + width:
        values = {"limit": limits.cells}
        raise FileFormatError("too_many_cells", limits.cells // width, values=values)


def _check_cell_lengths(
    column: pa.ChunkedArray, first: int, ragged: list[RaggedRow], limits: FileLimits
) -> None:
    """Raise FileFormatError (cell_too_long) with the row of the first cell above the limit.

    `first` is the row number of the column's first cell. `ragged` are the rows that the column
    leaves out.
    """
    # Of a dictionary-encoded chunk only the distinct texts have to be measured.
    texts = [
        chunk.dictionary if pa.types.is_dictionary(chunk.type) else chunk for chunk in column.chunks
    ]
    max_length = max((pc.max(pc.binary_length(chunk)).as_py() or 0 for chunk in texts), default=0)
    if max_length > limits.cell_text:
        lengths = pc.binary_length(column.cast(pa.string()))
        row = pc.index(pc.greater(lengths, limits.cell_text), True).as_py() + first
        for ragged_row in ragged:
            row += ragged_row.row <= row  # one further down for each ragged row before it
        raise FileFormatError("cell_too_long", row, values={"limit": limits.cell_text, "row": row})


def _unescape_column(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column of a CSV without the apostrophes that protect formulas: `'=1+1` → `=1+1`."""
    column = column.cast(pa.string())
    has_apostrophe = pc.starts_with(column, "'")
    if not pc.any(has_apostrophe).as_py():
        return column
    unescaped = map(formulas.unescape_formula, pc.filter(column, has_apostrophe).to_pylist())
    texts = pa.array(unescaped, pa.string())
    return pc.replace_with_mask(column, has_apostrophe.combine_chunks(), texts)
