"""The tidy shape: one figure a row, a header that names the columns of figures.csv."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from file_formats import FileLimits, Sheet, csv_columns
from intake.model.areas import AreaList
from intake.model.batch import Batch, Ints, text_column
from intake.model.fields import CODE_COLUMNS, find_field
from intake.model.footnotes import is_note
from intake.model.problem import Hint, Level, Problem, column_letters
from intake.result import SheetShape
from intake.tables.open_file import column_texts
from intake.values import periods, units

_IDENTIFYING_FIELDS = {
    "ref_area",
    "time_period",
    "programme",
    "breakdown",
    "as_reported",
    "value_low",
}
_HEADER_SEARCH_ROWS = 20
_REQUIRED = ("indicator", "ref_area", "time_period")


@dataclass(frozen=True)
class LongHeader:
    """A recognised header: its row from 0, and the column of each field."""

    row: int
    columns: dict[str, int]
    headings: tuple[str, ...]
    above: tuple[str, ...]
    """The lines of text above it."""

    @property
    def duplicate_columns(self) -> list[int]:
        """Columns whose field another column has already."""
        taken = set(self.columns.values())
        return [at for at, name in enumerate(self.headings) if at not in taken and find_field(name)]

    @property
    def unknown_columns(self) -> list[int]:
        """Columns with a heading that names no field."""
        return [at for at, name in enumerate(self.headings) if name and not find_field(name)]


def find_header(head: Sequence[Sequence[str]]) -> LongHeader | None:
    """Recognise a tidy table by its header among the first rows; None for another shape."""
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
    amount = bool(fields & {"value", "as_reported"})
    telling = len(fields & _IDENTIFYING_FIELDS)
    return (
        ("indicator" in fields and amount and len(fields) >= 3 and telling >= 1)
        or (len(fields) >= 4 and telling >= 2 and amount)
        or (len(fields) >= 5 and telling >= 2)
    )


def read_long_sheet(
    sheet: Sheet, header: LongHeader, file: str
) -> tuple[Batch, SheetShape, list[Problem]]:
    """Take the figures of a sheet below its header."""
    cells = column_texts(sheet, header.row + 1)
    counts = np.zeros(max(len(sheet.rows) - header.row - 1, 0), np.int64)
    for column in cells:
        counts += np.asarray(pc.not_equal(pc.utf8_trim_whitespace(column), ""))
    notes = _find_notes(cells, np.flatnonzero(counts == 1), header.row + 2)
    kept = counts > 0
    kept[[number - header.row - 2 for number, _ in notes]] = False
    columns = {
        name: cells[at].filter(pa.array(kept))
        for name, at in header.columns.items()
        if at < len(cells)
    }
    numbers = np.flatnonzero(kept).astype(np.int64) + header.row + 2
    batch = _make_batch(file, sheet.name, columns, numbers, header)
    problems = _cell_problems(sheet, header, file)
    shape = SheetShape(
        "tidy",
        file,
        sheet.name,
        (header.row + 1,),
        len(batch),
        title=header.above[0] if header.above else "",
        note_rows=tuple(number for number, _ in notes),
        notes=tuple(text for _, text in notes),
        encoding=sheet.encoding,
        separator=sheet.separator,
    )
    return batch, shape, problems


def _find_notes(cells: list[pa.ChunkedArray], alone: Ints, first: int) -> list[tuple[int, str]]:
    """Find notes among the rows that hold a single text."""
    found = []
    for row in alone.tolist():
        text = next(filter(None, (str(column[row].as_py()).strip() for column in cells)), "")
        if is_note(text):
            found.append((row + first, text))
    return found


@dataclass
class LongCsv:
    """The figures of a CSV below its header, read a piece at a time, all of them never at once.

    `count` and `problems` are whole when all pieces were taken.
    """

    text: csv_columns.CsvText
    header: LongHeader
    file: str
    limits: FileLimits
    defaults: Mapping[str, str]
    count: int = 0
    problems: list[Problem] = field(default_factory=list)

    def __len__(self) -> int:
        """Say about how many figures there are."""
        return self.text.lines

    def take_chunks(self) -> Iterator[Batch]:
        """Read piece after piece; raises Refused as csv_columns.blocks does."""
        header = self.header
        names = [f"{at}" for at in range(len(header.headings))]
        coded = frozenset(str(at) for name, at in header.columns.items() if name in CODE_COLUMNS)
        for block in csv_columns.read_blocks(self.text, header.row + 1, names, coded, self.limits):
            columns = {name: block.columns[str(at)] for name, at in header.columns.items()}
            size = len(block.columns[names[0]])
            numbers = _row_numbers(size, block.first, [odd.row for odd in block.ragged])
            batch = _drop_blank_rows(_make_batch(self.file, "", columns, numbers, header))
            self.problems += [self._odd(row) for row in block.ragged if row.text.strip()]
            self.count += len(batch)
            yield from add_missing_columns(batch, self.defaults).take_chunks()

    @property
    def shape(self) -> SheetShape:
        """What was recognised."""
        shape = SheetShape("tidy", self.file, "", (self.header.row + 1,), self.count)
        return replace(shape, encoding=self.text.encoding, separator=self.text.separator)

    def _odd(self, row: csv_columns.RaggedRow) -> Problem:
        expected = str(len(self.header.headings))
        hints: dict[str, Hint] = {"found": row.found}
        return Problem(
            "row_width", "error", self.file, "", row.row, "", "", row.text, expected, hints
        )


def header_problems(
    header: LongHeader, file: str, sheet: str, defaults: dict[str, str]
) -> list[Problem]:
    """Name the columns that are missing, twice, or not known."""
    row = header.row + 1
    found = [
        Problem("column_missing", file=file, sheet=sheet, row=row, value=name, expected=name)
        for name in _REQUIRED
        if name not in header.columns and not defaults.get(name)
    ]
    if not {"value", "as_reported"} & set(header.columns):
        found.append(
            Problem("column_missing", file=file, sheet=sheet, row=row, expected="as_reported")
        )
    for at in header.duplicate_columns:
        found.append(_heading_problem("column_twice", "error", header, at, file, sheet))
    for at in header.unknown_columns:
        found.append(_heading_problem("column_unknown", "warning", header, at, file, sheet))
    return found


def read_defaults(header: LongHeader, areas: AreaList) -> dict[str, str]:
    """Read area, period and unit from the lines above the header, for columns that are missing."""
    lines = header.above
    found = {
        "ref_area": next(filter(None, map(areas.area_in_text, lines)), ""),
        "time_period": next(filter(None, map(periods.find_period, lines)), ""),
        "unit": next(filter(None, map(units.find_unit, lines)), ""),
    }
    return {name: value for name, value in found.items() if value and name not in header.columns}


def add_missing_columns(batch: Batch, defaults: Mapping[str, str]) -> Batch:
    """Add the columns that the sheet does not have."""
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
    numbers: np.ndarray[tuple[int], np.dtype[np.int64]],
    header: LongHeader,
) -> Batch:
    names = {name: column_letters(at) for name, at in header.columns.items()}
    headings = {name: header.headings[at] for name, at in header.columns.items()}
    return Batch(file, sheet, columns, numbers, names, headings)


def _drop_blank_rows(batch: Batch) -> Batch:
    """Leave out rows whose every cell is empty."""
    filled = None
    for column in batch.fields.values():
        some = _non_empty_cells(column)
        filled = some if filled is None else pc.or_(filled, some)
        if pc.all(filled).as_py():
            return batch
    fields = {name: column.filter(filled) for name, column in batch.fields.items()}
    kept = np.asarray(pc.fill_null(filled, False)) if filled is not None else np.zeros(0, bool)
    return replace(batch, fields=fields, rows=batch.rows[kept])


def _non_empty_cells(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Tell which cells are not empty; of a column that is coded, its words are looked at."""
    if not pa.types.is_dictionary(column.type):
        return pc.not_equal(column, "")
    chunks = [pc.not_equal(each.dictionary, "").take(each.indices) for each in column.chunks]
    return pa.chunked_array(chunks, pa.bool_())


def _row_numbers(
    size: int, first: int, left_out: list[int]
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    numbers = np.arange(first, first + size + len(left_out), dtype=np.int64)
    return np.delete(numbers, np.array(left_out, np.int64) - first) if left_out else numbers


def _cell_problems(sheet: Sheet, header: LongHeader, file: str) -> list[Problem]:
    wanted = {at: name for name, at in header.columns.items()}
    return [
        cell_problem(file, sheet.name, row, column, text, header.headings[column])
        for (row, column), text in sorted(sheet.faults.items())
        if row > header.row and column in wanted
    ]


def cell_problem(
    file: str, sheet: str, row: int, column: int, text: str, heading: str = ""
) -> Problem:
    """Make the problem of a cell that shows an error, or a formula never calculated."""
    code = "formula_not_calculated" if text == "=" else "cell_error"
    return Problem(code, "error", file, sheet, row + 1, column_letters(column), heading, text)


def _heading_problem(
    code: str, level: Level, header: LongHeader, at: int, file: str, sheet: str
) -> Problem:
    name = header.headings[at]
    return Problem(code, level, file, sheet, header.row + 1, column_letters(at), name, name)
