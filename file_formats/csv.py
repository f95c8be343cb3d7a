"""Read and write CSV as rows: separator `,` `;` `|` or tab, any line ending, encodings of offices.

`csv_text` reads long files as columns.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from file_formats import formulas
from file_formats.encodings import decode_text
from file_formats.errors import FileFormatError
from file_formats.limits import LIMITS, FileLimits, check_size
from file_formats.sheet import WHOLE_NUMBER_LIMIT, Cell, Sheet

_SEPARATORS = (",", ";", "\t", "|")
_SAMPLE_LINES = 50
"""Number of lines from which the separator is detected."""


def read_csv(
    data: bytes, *, encoding: str = "", separator: str = "", limits: FileLimits = LIMITS
) -> Sheet:
    """Return the rows of a CSV as text, without the apostrophes that protect formulas.

    `encoding` and `separator` are detected if they are "". Empty rows at the end are left out.
    Raises FileFormatError: quote_unclosed, quote_misplaced, too_many_rows, too_many_columns,
    too_many_cells, cell_too_long, and the codes of decode_csv.
    """
    text, encoding = decode_csv(data, encoding=encoding, limits=limits)
    separator = separator or sniff_separator(text)
    rows: list[list[Cell]] = list(iterate_rows(text, separator, limits))
    while rows and not any(rows[-1]):
        rows.pop()
    return Sheet("", rows, encoding, separator)


def read_records(data: bytes, limits: FileLimits = LIMITS) -> list[dict[str, str]]:
    """Return the rows of a CSV below its header as dicts: column name → text.

    Blank lines are left out. Raises FileFormatError: row_width for another row whose length is not
    that of the header, and the codes of read_csv.
    """
    rows = read_csv(data, limits=limits).rows
    header = [str(name).strip() for name in rows[0]] if rows else []
    for row_number, row in enumerate(rows, 1):
        if len(row) != len(header) and row:
            values = {"expected": len(header), "found": len(row)}
            raise FileFormatError("row_width", row_number, values=values)
    return [dict(zip(header, map(str, row), strict=True)) for row in rows[1:] if row]


def write_csv(
    rows: Iterable[Sequence[Cell | None]], *, bom: bool = False, separator: str = ","
) -> bytes:
    """Return rows as a CSV in UTF-8; with `bom` after a byte order mark, as Chinese Excel needs.

    Text that a spreadsheet would run as a formula gets an apostrophe before it. Numbers are written
    without one, None as an empty cell.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n" if bom else "\n")
    for row in rows:
        writer.writerow([_format_csv_cell(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig" if bom else "utf-8")


def decode_csv(data: bytes, *, encoding: str = "", limits: FileLimits = LIMITS) -> tuple[str, str]:
    """Return the text of a CSV and its encoding; `encoding` is detected if it is "".

    Raises FileFormatError: too_large, nul_character, and the codes of decode_text.
    """
    check_size(data, limits)
    text, encoding = decode_text(data, encoding)
    if (nul_index := text.find("\0")) >= 0:
        raise FileFormatError("nul_character", text.count("\n", 0, nul_index) + 1)
    return text, encoding


def sniff_separator(text: str) -> str:
    """Return the separator of a CSV: the one that most of its first lines have equally often.

    A comma in the texts of a few cells is thus not taken for the separator. It is "," if there is
    none.
    """
    lines = text[:200_000].splitlines()[:_SAMPLE_LINES]  # not all lines of a long file are split
    return max(_SEPARATORS, key=lambda separator: _rate_separator(lines, separator))


def _rate_separator(lines: list[str], separator: str) -> tuple[int, int]:
    """Return how many lines have the most frequent number of separators, and that number.

    (50, 3) if 50 lines have three. The higher the pair, the likelier is the separator. Separators
    in quoted cells do not count.
    """
    # Of the pieces between quotation marks every second one, from the first, is outside of quotes.
    unquoted_lines = ("".join(line.split('"')[0::2]) for line in lines)
    line_counts = Counter(line.count(separator) for line in unquoted_lines)
    pairs = ((line_count, count) for count, line_count in line_counts.items() if count)
    return max(pairs, default=(0, 0))


def iterate_rows(text: str, separator: str, limits: FileLimits) -> Iterator[list[Cell]]:
    """Yield the rows of a CSV's text; raises FileFormatError with the codes of `read_csv`.

    An error names the line of the file, from 1, in which its row begins.
    """
    source = io.StringIO(text, newline="")
    reader = csv.reader(source, delimiter=separator, strict=True)
    has_apostrophes = "'" in text
    cell_count = 0
    for row_number in range(1, limits.rows + 2):  # one more than allowed, to report it
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _build_syntax_error(error, row_number, line, limits) from None
        cell_count += len(row)
        if any(len(cell) > limits.cell_text for cell in row):
            raise _build_cell_too_long_error(row_number, line, limits)
        _check_row_limits(row_number, len(row), cell_count, limits)
        yield list(map(formulas.unescape_formula, row)) if has_apostrophes else list[Cell](row)


def _build_syntax_error(
    error: csv.Error, row: int, line: int, limits: FileLimits
) -> FileFormatError:
    """Return the FileFormatError for an error that Python's csv module found in a row.

    `line` is the line in which the row begins, since quoted cells may have several lines.
    """
    if "field limit" in str(error):
        return _build_cell_too_long_error(row, line, limits)
    code = "quote_unclosed" if "unexpected end" in str(error) else "quote_misplaced"
    return FileFormatError(code, line, values={"row": row})


def _build_cell_too_long_error(row: int, line: int, limits: FileLimits) -> FileFormatError:
    """Return the error for a CSV cell above the limit, often the result of an unclosed quote."""
    return FileFormatError("cell_too_long", line, values={"limit": limits.cell_text, "row": row})


def _check_row_limits(row: int, columns: int, cells: int, limits: FileLimits) -> None:
    """Raise FileFormatError if a CSV has too many rows, columns or cells up to the row `row`.

    `columns` is the number of cells in that row, `cells` that of all rows so far.
    """
    if row > limits.rows:
        raise FileFormatError("too_many_rows", row, values={"limit": limits.rows})
    if columns > limits.columns:
        values = {"limit": limits.columns, "found": columns}
        raise FileFormatError("too_many_columns", row, values=values)
    if cells > limits.cells:
        raise FileFormatError("too_many_cells", row, values={"limit": limits.cells})


def _format_csv_cell(cell: Cell | None) -> Cell:
    """Return a cell as written to a CSV: formulas after an apostrophe, None and NaN as "".

    A float without decimals is written as a whole number: 3.0 → 3.
    """
    if cell is None or cell != cell:  # only NaN differs from itself
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < WHOLE_NUMBER_LIMIT:
        return int(cell)
    return formulas.escape_formula(cell) if isinstance(cell, str) else cell
