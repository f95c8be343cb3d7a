"""Read and write CSV: separator `,` `;` or tab, any line ending, any encoding that offices use."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from file_formats import formulas
from file_formats.encodings import decode_text
from file_formats.errors import FileFormatError
from file_formats.limits import LIMITS, FileLimits
from file_formats.sheet import Cell, Sheet

_SEPARATORS = (",", ";", "\t")
_SAMPLE_LINES = 50
"""Number of lines from which the separator is detected."""


def read_csv(
    data: bytes, *, encoding: str = "", separator: str = "", limits: FileLimits = LIMITS
) -> Sheet:
    """Return the rows of `data` as text, without the apostrophes that protect formulas.

    `encoding` and `separator` are detected if they are "". Raises FileFormatError: quote_unclosed,
    quote_misplaced, too_many_rows, too_many_columns, too_many_cells, cell_too_long, and the codes
    of decode_csv.
    """
    text, encoding = decode_csv(data, encoding=encoding, limits=limits)
    separator = separator or sniff_separator(text)
    rows: list[list[Cell]] = list(iterate_rows(text, separator, limits))
    while rows and not any(rows[-1]):
        rows.pop()
    return Sheet("", rows, encoding, separator)


def read_records(data: bytes, limits: FileLimits = LIMITS) -> list[dict[str, str]]:
    """Return the rows below the header as dicts.

    Raises FileFormatError: row_width for a row of another length, and the codes of read_csv.
    """
    rows = read_csv(data, limits=limits).rows
    header = [str(name).strip() for name in rows[0]] if rows else []
    for number, row in enumerate(rows, 1):
        if len(row) != len(header) and row:
            values = {"expected": len(header), "found": len(row)}
            raise FileFormatError("row_width", number, values=values)
    return [dict(zip(header, map(str, row), strict=True)) for row in rows[1:] if row]


def write_csv(
    rows: Iterable[Sequence[Cell | None]], *, bom: bool = False, separator: str = ","
) -> bytes:
    """Return `rows` as UTF-8; with `bom` a byte order mark precedes them, as Chinese Excel needs.

    Text that a spreadsheet would run as a formula gets an apostrophe, numbers remain numbers, None
    becomes an empty cell.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n" if bom else "\n")
    for row in rows:
        writer.writerow([_csv_cell(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig" if bom else "utf-8")


def decode_csv(data: bytes, *, encoding: str = "", limits: FileLimits = LIMITS) -> tuple[str, str]:
    """Return the text and its encoding; `encoding` is detected if it is "".

    Raises FileFormatError: too_large, nul_character, and the codes of decode_text.
    """
    if len(data) > limits.size:
        raise FileFormatError("too_large", values={"limit": limits.size, "found": len(data)})
    text, encoding = decode_text(data, encoding)
    if (at := text.find("\0")) >= 0:
        raise FileFormatError("nul_character", text.count("\n", 0, at) + 1)
    return text, encoding


def sniff_separator(text: str) -> str:
    """Return the separator that gives the first lines the most nearly equal numbers of cells."""
    lines = text[:200_000].splitlines()[:_SAMPLE_LINES]
    return max(_SEPARATORS, key=lambda separator: _rate_separator(lines, separator))


def _rate_separator(lines: list[str], separator: str) -> tuple[int, int]:
    """Return a rating of a separator, to be compared: (number of lines, separators in each).

    The lines are those with the most frequent number of separators.
    """
    counts = [_unquoted_text(line).count(separator) for line in lines]
    counts = [count for count in counts if count]
    if not counts:
        return (0, 0)
    commonest = max(set(counts), key=lambda count: (counts.count(count), count))
    return (counts.count(commonest), commonest)


def _unquoted_text(line: str) -> str:
    """Return a line without its quoted parts."""
    return "".join(line.split('"')[0::2]) if '"' in line else line


def iterate_rows(text: str, separator: str, limits: FileLimits) -> Iterator[list[Cell]]:
    """Yield the rows of a text; raises FileFormatError as read_csv does."""
    source = io.StringIO(text, newline="")
    reader = csv.reader(source, delimiter=separator, strict=True)
    guarded = "'" in text
    cells = 0
    for number in range(1, limits.rows + 2):
        start = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            raise _syntax_error(fault, number, start, limits) from None
        cells += len(row)
        if any(len(cell) > limits.cell_text for cell in row):
            raise _cell_too_long(number, start, limits)
        _check_counts(number, len(row), cells, limits)
        yield [formulas.unescape_formula(cell) for cell in row] if guarded else list[Cell](row)


def _syntax_error(fault: csv.Error, number: int, start: int, limits: FileLimits) -> FileFormatError:
    """Return the error for a fault that the csv module found.

    `number` is the row, `start` the line where it begins.
    """
    wording = str(fault)
    if "field limit" in wording:
        return _cell_too_long(number, start, limits)
    code = "quote_unclosed" if "unexpected end" in wording else "quote_misplaced"
    return FileFormatError(code, start, values={"row": number})


def _cell_too_long(row: int, line: int, limits: FileLimits) -> FileFormatError:
    """Return the error for a cell above the limit, often the result of an unclosed quote."""
    return FileFormatError("cell_too_long", line, values={"limit": limits.cell_text, "row": row})


def _check_counts(row: int, columns: int, cells: int, limits: FileLimits) -> None:
    """Raise FileFormatError for too many rows, columns or cells."""
    if row > limits.rows:
        raise FileFormatError("too_many_rows", row, values={"limit": limits.rows})
    if columns > limits.columns:
        values = {"limit": limits.columns, "found": columns}
        raise FileFormatError("too_many_columns", row, values=values)
    if cells > limits.cells:
        raise FileFormatError("too_many_cells", row, values={"limit": limits.cells})


def _csv_cell(cell: Cell | None) -> Cell:
    """Return a cell as it is written: formulas protected, None and NaN as ""."""
    if cell is None or cell != cell:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return int(cell)
    return formulas.escape_formula(cell) if isinstance(cell, str) else cell
