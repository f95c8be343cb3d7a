"""Read long tables: one figure per row, with a header that names the columns of figures.csv."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from file_formats import FileLimits, Sheet, csv_columns
from file_formats.column_letters import column_letters
from intake.model.areas import AreaList
from intake.model.batch import Batch
from intake.model.column_arrays import Ints, text_column
from intake.model.fields import CODE_COLUMNS, KEY_COLUMNS, find_field
from intake.model.problem import Hint, Level, Problem
from intake.model.sheet_shape import SheetShape
from intake.model.table_notes import is_note
from intake.tables.open_file import column_texts
from intake.values import printed_periods, printed_units

_IDENTIFYING_FIELDS = {*KEY_COLUMNS, "as_reported", "value_low"} - {"indicator"}
_HEADER_SEARCH_ROWS = 20
_REQUIRED = ("indicator", "ref_area", "time_period")


@dataclass(frozen=True)
class LongHeader:
    """The header of a long table: its row from 0, the column of each field, the lines above it."""

    row: int
    columns: dict[str, int]
    headings: tuple[str, ...]
    lines_above: tuple[str, ...]

    @property
    def duplicate_columns(self) -> list[int]:
        """Columns with the field of an earlier column."""
        used = set(self.columns.values())
        return [i for i, name in enumerate(self.headings) if i not in used and find_field(name)]

    @property
    def unknown_columns(self) -> list[int]:
        """Columns with a heading that means no field."""
        return [i for i, name in enumerate(self.headings) if name and not find_field(name)]


def find_header(head: Sequence[Sequence[str]]) -> LongHeader | None:
    """Return the header of a long table among the first rows `head`; None if there is none."""
    for number, row in enumerate(head[:_HEADER_SEARCH_ROWS]):
        columns: dict[str, int] = {}
        for at, heading in enumerate(row):
            columns.setdefault(find_field(heading), at)
        columns.pop("", None)
        if _is_header(set(columns)):
            above = tuple(cell.strip() for line in head[:number] for cell in line if cell.strip())
            return LongHeader(number, columns, tuple(cell.strip() for cell in row), above)
    return None


def _is_header(fields: set[str]) -> bool:
    """Return whether these fields are enough to recognise a header of a long table."""
    has_amount = bool(fields & {"value", "as_reported"})
    identifying = len(fields & _IDENTIFYING_FIELDS)
    return (
        ("indicator" in fields and has_amount and len(fields) >= 3 and identifying >= 1)
        or (len(fields) >= 4 and identifying >= 2 and has_amount)
        or (len(fields) >= 5 and identifying >= 2)
    )


def read_long_sheet(
    sheet: Sheet, header: LongHeader, file: str
) -> tuple[Batch, SheetShape, list[Problem]]:
    """Return the figures of a sheet below its header, its shape, and its problems."""
    cells = column_texts(sheet, header.row + 1)
    counts = np.zeros(max(len(sheet.rows) - header.row - 1, 0), np.int64)
    for column in cells:
        counts += np.asarray(pc.not_equal(pc.utf8_trim_whitespace(column), ""))
    notes = _find_notes(cells, np.flatnonzero(counts == 1), header.row + 2)
    is_figure = counts > 0
    is_figure[[number - header.row - 2 for number, _ in notes]] = False
    columns = {
        name: cells[column].filter(pa.array(is_figure))
        for name, column in header.columns.items()
        if column < len(cells)
    }
    numbers = np.flatnonzero(is_figure).astype(np.int64) + header.row + 2
    batch = _make_batch(file, sheet.name, columns, numbers, header)
    problems = _cell_problems(sheet, header, file)
    shape = SheetShape(
        "tidy",
        file,
        sheet.name,
        (header.row + 1,),
        len(batch),
        title=header.lines_above[0] if header.lines_above else "",
        note_rows=tuple(number for number, _ in notes),
        notes=tuple(text for _, text in notes),
        encoding=sheet.encoding,
        separator=sheet.separator,
    )
    return batch, shape, problems


def _find_notes(cells: list[pa.ChunkedArray], alone: Ints, first: int) -> list[tuple[int, str]]:
    """Return row number and text of the notes among the rows `alone`, which have a single text.

    `first` is the number of the first row of `cells`.
    """
    notes = []
    for row in alone.tolist():
        text = next(filter(None, (str(column[row].as_py()).strip() for column in cells)), "")
        if is_note(text):
            notes.append((row + first, text))
    return notes


@dataclass
class LongCsv:
    """The figures of a CSV below its header, read in chunks to keep memory low.

    `count` and `problems` are complete only after all chunks have been read.
    """

    text: csv_columns.CsvText
    header: LongHeader
    file: str
    limits: FileLimits
    defaults: Mapping[str, str]
    count: int = 0
    problems: list[Problem] = field(default_factory=list)

    def __len__(self) -> int:
        """Return an estimate of the number of figures."""
        return self.text.lines

    def take_chunks(self) -> Iterator[Batch]:
        """Yield the figures in chunks. Raises FileFormatError as `csv_columns.read_blocks` does."""
        header = self.header
        names = [f"{at}" for at in range(len(header.headings))]
        coded = frozenset(str(at) for name, at in header.columns.items() if name in CODE_COLUMNS)
        for block in csv_columns.read_blocks(self.text, header.row + 1, names, coded, self.limits):
            columns = {name: block.columns[str(at)] for name, at in header.columns.items()}
            size = len(block.columns[names[0]])
            numbers = _row_numbers(size, block.first, [ragged.row for ragged in block.ragged])
            batch = _drop_blank_rows(_make_batch(self.file, "", columns, numbers, header))
            self.problems += [self._width_problem(row) for row in block.ragged if row.text.strip()]
            self.count += len(batch)
            yield from add_missing_columns(batch, self.defaults).take_chunks()

    @property
    def shape(self) -> SheetShape:
        """The recognised shape of the file."""
        shape = SheetShape("tidy", self.file, "", (self.header.row + 1,), self.count)
        return replace(shape, encoding=self.text.encoding, separator=self.text.separator)

    def _width_problem(self, row: csv_columns.RaggedRow) -> Problem:
        """Return the problem that a row does not have as many cells as the header."""
        expected = str(len(self.header.headings))
        hints: dict[str, Hint] = {"found": row.width}
        return Problem(
            "row_width", "error", self.file, "", row.row, "", "", row.text, expected, hints
        )


def header_problems(
    header: LongHeader, file: str, sheet: str, defaults: dict[str, str]
) -> list[Problem]:
    """Return a problem for each missing, repeated or unknown column.

    `defaults` are values stated above the header, which a missing column does not need.
    """
    row = header.row + 1
    problems = [
        Problem("column_missing", file=file, sheet=sheet, row=row, value=name, expected=name)
        for name in _REQUIRED
        if name not in header.columns and not defaults.get(name)
    ]
    if not {"value", "as_reported"} & set(header.columns):
        problems.append(
            Problem("column_missing", file=file, sheet=sheet, row=row, expected="as_reported")
        )
    for column in header.duplicate_columns:
        problems.append(_heading_problem("column_twice", "error", header, column, file, sheet))
    for column in header.unknown_columns:
        problems.append(_heading_problem("column_unknown", "warning", header, column, file, sheet))
    return problems


def read_defaults(header: LongHeader, areas: AreaList) -> dict[str, str]:
    """Return area, period and unit stated above the header, for those that have no column."""
    lines = header.lines_above
    stated = {
        "ref_area": next(filter(None, map(areas.area_in_text, lines)), ""),
        "time_period": next(filter(None, map(printed_periods.find_period, lines)), ""),
        "unit": next(filter(None, map(printed_units.find_unit, lines)), ""),
    }
    return {name: value for name, value in stated.items() if value and name not in header.columns}


def add_missing_columns(batch: Batch, defaults: Mapping[str, str]) -> Batch:
    """Return the batch with a column of one value for each of `defaults` that it lacks."""
    added = {
        name: text_column([value]).take(pa.array(np.zeros(len(batch), np.int64)))
        for name, value in defaults.items()
        if value and name not in batch.fields
    }
    return replace(batch, fields={**batch.fields, **added})


def _make_batch(
    file: str,
    sheet: str,
    columns: dict[str, pa.ChunkedArray],
    numbers: Ints,
    header: LongHeader,
) -> Batch:
    """Return the columns of a sheet as a batch; `numbers` are the row numbers."""
    names = {name: column_letters(at) for name, at in header.columns.items()}
    headings = {name: header.headings[at] for name, at in header.columns.items()}
    return Batch(file, sheet, columns, numbers, names, headings)


def _drop_blank_rows(batch: Batch) -> Batch:
    """Return the batch without rows in which every cell is empty."""
    filled = None
    for column in batch.fields.values():
        in_column = _non_empty_cells(column)
        filled = in_column if filled is None else pc.or_(filled, in_column)
        if pc.all(filled).as_py():
            return batch
    fields = {name: column.filter(filled) for name, column in batch.fields.items()}
    rows = np.asarray(pc.fill_null(filled, False)) if filled is not None else np.zeros(0, bool)
    return replace(batch, fields=fields, rows=batch.rows[rows])


def _non_empty_cells(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return which cells are not empty; in an encoded column only the dictionary is compared."""
    if not pa.types.is_dictionary(column.type):
        return pc.not_equal(column, "")
    chunks = [pc.not_equal(each.dictionary, "").take(each.indices) for each in column.chunks]
    return pa.chunked_array(chunks, pa.bool_())


def _row_numbers(size: int, first: int, skipped: list[int]) -> Ints:
    """Return the numbers of `size` rows from `first` on, without the skipped ones."""
    numbers = np.arange(first, first + size + len(skipped), dtype=np.int64)
    return np.delete(numbers, np.array(skipped, np.int64) - first) if skipped else numbers


def _cell_problems(sheet: Sheet, header: LongHeader, file: str) -> list[Problem]:
    """Return the problems of cells with errors in the columns of the header."""
    columns = set(header.columns.values())
    return [
        cell_problem(file, sheet.name, row, column, text, header.headings[column])
        for (row, column), text in sorted(sheet.faults.items())
        if row > header.row and column in columns
    ]


def cell_problem(
    file: str, sheet: str, row: int, column: int, text: str, heading: str = ""
) -> Problem:
    """Return the problem of a cell that shows an error or an uncalculated formula ("=")."""
    code = "formula_not_calculated" if text == "=" else "cell_error"
    return Problem(code, "error", file, sheet, row + 1, column_letters(column), heading, text)


def _heading_problem(
    code: str, level: Level, header: LongHeader, column: int, file: str, sheet: str
) -> Problem:
    """Return a problem of one heading."""
    name, letters = header.headings[column], column_letters(column)
    return Problem(code, level, file, sheet, header.row + 1, letters, name, name)
