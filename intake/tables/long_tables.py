"""Read long tables: one figure per row, with a header that names the columns of figures.csv.

Their rows become batches: a batch is the rows of one sheet, as a column of texts for each field.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from file_formats import FileLimits, Sheet, csv_text
from file_formats.sheet import column_letters
from intake.model.areas import AreaList
from intake.model.batch import Batch
from intake.model.column_arrays import Ints
from intake.model.fields import (
    CODE_COLUMNS,
    FREQUENCY,
    KEY_COLUMNS,
    PERIOD_NAME,
    REQUIRED_COLUMNS,
    choose_columns,
    find_field,
    is_description,
    is_form_heading,
)
from intake.model.problem import Hint, Level, Problem
from intake.model.sheet_shape import SheetShape
from intake.model.table_notes import is_note
from intake.tables.open_file import format_columns
from intake.tables.table_context import find_table_title, strip_area_and_period
from intake.values import printed_units
from intake.values.area_columns import find_area_columns, join_area_columns
from periods import read_first_title, read_title

_ISO_PERIOD = r"^\s*\d{4}(-\d\d){0,2}(/\d{4}(-\d\d){0,2})?\s*$"
_IDENTIFYING_FIELDS = {*KEY_COLUMNS, "as_reported", "value_low"} - {"indicator"}
"""Fields, other than the indicator, by which a long table is told from a wide one."""
_MAX_NOTES = 50
"""Last rows of a long table that may be notes."""
HEADER_SEARCH_ROWS = 20
"""First rows of a sheet among which the header is searched."""


@dataclass(frozen=True)
class LongHeader:
    """The header of a long table: its row from 0, the column of each field, the lines above it.

    `area_columns` are several columns that name the area together, such as 省 and 市, else ().
    """

    row: int
    columns: dict[str, int]
    headings: tuple[str, ...]
    lines_above: tuple[str, ...]
    area_columns: tuple[int, ...] = ()

    @property
    def period_line(self) -> str:
        """The first line above the table that states a period, or has an unclear one; else ""."""
        return next((line for line in self.lines_above if any(read_title(line))), "")

    @property
    def duplicate_columns(self) -> list[int]:
        """Columns that are not read because another column has the same field."""
        return [i for i, name in self._list_unused_headings() if find_field(name)]

    @property
    def unknown_columns(self) -> list[int]:
        """Columns whose heading is not that of a field, nor of row numbers or signatures."""
        unused = [(i, name) for i, name in self._list_unused_headings() if name]
        return [i for i, name in unused if not (find_field(name) or is_form_heading(name))]

    def _list_unused_headings(self) -> list[tuple[int, str]]:
        """Return index and heading of each column that is not read, nor only describes another."""
        used = {*self.columns.values(), *self.area_columns}
        unused = [(i, name) for i, name in enumerate(self.headings) if i not in used]
        return [(i, name) for i, name in unused if not is_description(name, self.headings)]


def find_header(first_rows: Sequence[Sequence[str]]) -> LongHeader | None:
    """Return the header of a long table among a sheet's first rows; None if there is none.

    A sheet without one is read as a wide table. Of two columns with the same field,
    `choose_columns` says which one counts.
    """
    for row, cells in enumerate(first_rows[:HEADER_SEARCH_ROWS]):
        area_columns = find_area_columns(cells)
        columns = choose_columns(cells, area_columns)
        if _is_long_header(set(columns)):
            lines = (cell.strip() for above in first_rows[:row] for cell in above)
            headings = tuple(cell.strip() for cell in cells)
            return LongHeader(row, columns, headings, tuple(filter(None, lines)), area_columns)
    return None


def _is_long_header(fields: set[str]) -> bool:
    """Return whether the fields in a row are enough to recognise it as a long table's header.

    Wide tables have headings such as 地区 and 单位, too: the fewer fields a row has, the more must
    be those that only a long table has. The least is three fields, among them the indicator, an
    amount and another identifying field.
    """
    has_amount = bool(fields & {"value", "as_reported"})
    identifying_count = len(fields & _IDENTIFYING_FIELDS)
    return (
        ("indicator" in fields and has_amount and len(fields) >= 3 and identifying_count >= 1)
        or (len(fields) >= 4 and identifying_count >= 2 and has_amount)
        or (len(fields) >= 5 and identifying_count >= 2)
    )


def read_long_sheet(
    sheet: Sheet, header: LongHeader, file: str
) -> tuple[Batch, SheetShape, list[Problem]]:
    """Return the figures of a long table, its shape, and problems of cells with an error value.

    The shape tells the uploader how the sheet was understood. Blank rows and notes are no figures.
    """
    columns = format_columns(_fill_merged_labels(sheet, header), header.row + 1)
    first_row_number = header.row + 2  # `header.row` counts from 0
    filled_cells = np.zeros(max(len(sheet.rows) - header.row - 1, 0), np.int64)
    for column in columns:
        filled_cells += np.asarray(pc.not_equal(pc.utf8_trim_whitespace(column), ""))
    notes = _find_notes(columns, np.flatnonzero(filled_cells == 1))
    is_figure = filled_cells > 0
    is_figure[list(notes)] = False
    named = {name: columns[index] for name, index in header.columns.items() if index < len(columns)}
    if header.area_columns:
        levels = [columns[index] for index in header.area_columns if index < len(columns)]
        named["ref_area"] = join_area_columns(levels)
    fields = {name: column.filter(pa.array(is_figure)) for name, column in named.items()}
    row_numbers = np.flatnonzero(is_figure).astype(np.int64) + first_row_number
    batch = _drop_notes_below(_make_table_batch(file, sheet.name, fields, row_numbers, header))
    problems = [
        build_cell_problem(file, sheet.name, row, column, cell, header.headings[column])
        for (row, column), cell in sorted(sheet.error_texts.items())
        if row > header.row and column in header.columns.values()
    ]
    shape = SheetShape(
        kind="tidy",
        file=file,
        sheet=sheet.name,
        header_rows=(header.row + 1,),
        figures=len(batch),
        title=header.lines_above[0] if header.lines_above else "",
        note_rows=tuple(first_row_number + row for row in notes),
        notes=tuple(notes.values()),
        encoding=sheet.encoding,
        separator=sheet.separator,
    )
    return batch, shape, problems


def _fill_merged_labels(sheet: Sheet, header: LongHeader) -> Sheet:
    """Return a sheet in which each row of merged cells below a heading of labels has their label.

    Such a cell is the area of several indicators, for example. Sums and notes are left as they are.
    """
    columns = {*(header.columns.get(name) for name in KEY_COLUMNS), *header.area_columns}
    rows = list(sheet.rows)
    for top, left, bottom, right in sheet.merged:
        if top <= header.row or left not in columns or right != left or left >= len(rows[top]):
            continue
        for row in range(top + 1, min(bottom + 1, len(rows))):
            cells = [*rows[row], *[""] * (left + 1 - len(rows[row]))]
            rows[row] = [*cells[:left], rows[top][left], *cells[left + 1 :]]
    return replace(sheet, rows=rows) if sheet.merged else sheet


def _find_notes(columns: list[pa.ChunkedArray], rows: Ints) -> dict[int, str]:
    """Return the notes of a long table, by their index in its columns.

    `rows` are the indices of rows that have a single filled cell, which may be a note. Which
    column it is in does not matter, so that all cells of the row are joined.
    """
    notes = {}
    for row in rows.tolist():
        text = "".join(str(column[row].as_py()).strip() for column in columns)
        if is_note(text):
            notes[row] = text
    return notes


@dataclass
class LongCsv:
    """A CSV that is a long table; its figures are read in chunks to keep memory low.

    `defaults` are the values for columns that it lacks, `chosen` those for empty cells, both by
    field. `count` (of figures) and `problems` are complete only after all chunks have been read.
    """

    text: csv_text.CsvText
    header: LongHeader
    file: str
    limits: FileLimits
    defaults: Mapping[str, str]
    values_as: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)
    common_title: str = ""
    within: str = ""
    count: int = 0
    problems: list[Problem] = field(default_factory=list)

    def __len__(self) -> int:
        """Return an estimate of the number of figures in the CSV: its lines."""
        return self.text.lines

    def take_chunks(self) -> Iterator[Batch]:
        """Yield the figures of the CSV in chunks, without blank rows.

        Rows with more or fewer cells than the header become problems. Raises the FileFormatError of
        `csv_text.read_blocks`.
        """
        header = self.header
        # Headings may repeat or be empty, so that the columns are named by their index.
        names = [str(index) for index in range(len(header.headings))]
        coded = frozenset(
            str(index) for name, index in header.columns.items() if name in CODE_COLUMNS
        ).difference(map(str, header.area_columns))
        for block in csv_text.read_blocks(self.text, header.row + 1, names, coded, self.limits):
            fields = {name: block.columns[str(index)] for name, index in header.columns.items()}
            if header.area_columns:
                levels = [block.columns[str(index)] for index in header.area_columns]
                fields["ref_area"] = join_area_columns(levels)
            size = len(block.columns[names[0]])
            ragged_rows = [ragged.row for ragged in block.ragged]
            row_numbers = _number_rows(size, block.first, ragged_rows)
            batch = _drop_blank_rows(_make_table_batch(self.file, "", fields, row_numbers, header))
            batch = _drop_notes_below(batch)
            self.problems += map(self._build_width_problem, _leave_out_notes(block.ragged))
            self.count += len(batch)
            batch = replace(batch, values_as=self.values_as, common_title=self.common_title)
            batch = replace(batch, within=self.within)
            batch = fill_empty_cells(batch, self.chosen)
            yield from add_missing_columns(batch, self.defaults).take_chunks()

    @property
    def shape(self) -> SheetShape:
        """The recognised shape of the CSV."""
        shape = SheetShape("tidy", self.file, "", (self.header.row + 1,), self.count)
        return replace(shape, encoding=self.text.encoding, separator=self.text.separator)

    def _build_width_problem(self, row: csv_text.RaggedRow) -> Problem:
        """Return the problem that a row of the CSV does not have as many cells as the header."""
        expected = str(len(self.header.headings))
        hints: dict[str, Hint] = {"found": row.width}
        return Problem(
            "row_width", file=self.file, row=row.row, value=row.text, expected=expected, hints=hints
        )


def find_header_problems(
    header: LongHeader, file: str, sheet: str, defaults: dict[str, str]
) -> list[Problem]:
    """Return a problem for each missing, repeated or unknown column of a long table.

    A required column may be missing if its value is among `defaults`, those stated above the table
    or chosen.
    """
    row = header.row + 1
    problems = [
        Problem("column_missing", file=file, sheet=sheet, row=row, value=name, expected=name)
        for name in REQUIRED_COLUMNS
        if name not in header.columns and not defaults.get(name)
    ]
    if not {"value", "as_reported"} & set(header.columns):
        problems.append(
            Problem("column_missing", file=file, sheet=sheet, row=row, expected="as_reported")
        )
    unclear = read_first_title(header.lines_above).unclear
    if unclear and "time_period" not in header.columns:
        problems.append(Problem("period_unclear", file=file, sheet=sheet, row=row, value=unclear))
    for column in header.duplicate_columns:
        problem = _build_heading_problem("column_twice", "error", header, column, file, sheet)
        problems.append(problem)
    for column in header.unknown_columns:
        problem = _build_heading_problem("column_unknown", "warning", header, column, file, sheet)
        problems.append(problem)
    return problems


def read_defaults(header: LongHeader, areas: AreaList) -> dict[str, str]:
    """Return by field the area, period and unit that the lines above a long table state.

    Fields that have a column are left out. Each is taken from the first line that states it.
    """
    lines = header.lines_above
    defaults = {
        "ref_area": find_area_above(header, areas),
        "time_period": read_first_title(lines).period,
        "unit": next(filter(None, map(printed_units.find_unit, lines)), ""),
    }
    return {name: value for name, value in defaults.items() if value and name not in header.columns}


def find_area_above(header: LongHeader, areas: AreaList) -> str:
    """Return the code of the first area that the lines above a long table name; "" without one.

    Names in the table's column of areas that several areas have are then looked up in it.
    """
    return next(filter(None, map(areas.find_area_in_text, header.lines_above)), "")


def read_common_title(header: LongHeader, areas: AreaList) -> str:
    """Return the title above a long table without area and period, see `TableContext`."""
    title = find_table_title(header.lines_above)
    return strip_area_and_period(title, areas, areas.find_area_in_text(title))


def add_missing_columns(batch: Batch, defaults: Mapping[str, str]) -> Batch:
    """Return the batch with a column for each field of `defaults` that it lacks.

    All cells of the column have the default value; an empty default adds no column.
    """
    added = {
        name: pa.chunked_array([pa.repeat(pa.scalar(value, pa.string()), len(batch))])
        for name, value in defaults.items()
        if value and name not in batch.fields
    }
    return replace(batch, fields={**batch.fields, **added})


def fill_empty_cells(batch: Batch, defaults: Mapping[str, str]) -> Batch:
    """Return the batch with the empty cells of each field filled with the field's default.

    Columns that the batch lacks are not added.
    """
    filled = {}
    for name, value in defaults.items():
        column = batch.fields.get(name)
        if value and column is not None:
            texts = column.cast(pa.string())
            is_empty = pc.equal(pc.utf8_trim_whitespace(texts), "")
            filled[name] = pc.if_else(is_empty, value, texts)
    return replace(batch, fields={**batch.fields, **filled})


def _make_table_batch(
    file: str,
    sheet: str,
    fields: dict[str, pa.ChunkedArray],
    row_numbers: Ints,
    header: LongHeader,
) -> Batch:
    """Return the rows of a long table as a batch.

    `fields` are its text columns by field. The batch gets letter and heading of each column from
    `header`, so that a problem of a figure can name its column; a period without a column has the
    line above that states it. Downloads have a column of period names beside the periods, SDMX one
    of frequencies: by these, dates that a spreadsheet has made of periods become periods again.
    """
    if {PERIOD_NAME, FREQUENCY} & fields.keys():
        fields = _replace_dates_by_periods(fields)
    letters = {name: column_letters(index) for name, index in header.columns.items()}
    headings = {"time_period": header.period_line}
    headings |= {name: header.headings[index] for name, index in header.columns.items()}
    return Batch(file, sheet, fields, row_numbers, letters, headings)


def _replace_dates_by_periods(fields: dict[str, pa.ChunkedArray]) -> dict[str, pa.ChunkedArray]:
    """Return fields in which dates that a spreadsheet has made of periods are periods again.

    A spreadsheet turns 2024-09 into 2024/9/1 on saving. A period that is not in ISO 8601 is
    replaced by its name in the column beside it, if that is filled. If the frequency beside it is
    M (monthly), the first day of a month is replaced by the month. The two columns are dropped.
    """
    periods = fields["time_period"].cast(pa.string())
    if (names := fields.get(PERIOD_NAME)) is not None:
        names = names.cast(pa.string())
        is_iso = pc.match_substring_regex(periods, _ISO_PERIOD)
        is_named = pc.not_equal(pc.utf8_trim_whitespace(names), "")
        periods = pc.if_else(pc.and_not(is_named, is_iso), names, periods)
    if (frequencies := fields.get(FREQUENCY)) is not None:
        months = pc.replace_substring_regex(periods, r"^(\d{4}/\d{1,2})/1$", r"\1")
        periods = pc.if_else(pc.equal(frequencies, "M"), months, periods)
    others = {name: fields[name] for name in fields.keys() - {PERIOD_NAME, FREQUENCY}}
    return {**others, "time_period": periods}


def _drop_blank_rows(batch: Batch) -> Batch:
    """Return the batch of a CSV without rows in which the cells of all fields are empty.

    The others keep their row numbers.
    """
    is_filled = None
    for column in batch.fields.values():
        is_cell_filled = _find_filled_cells(column)
        is_filled = is_cell_filled if is_filled is None else pc.or_(is_filled, is_cell_filled)
        # The first column mostly has no empty cell, so that no other needs to be looked at.
        if pc.all(is_filled).as_py():
            return batch
    fields = {name: column.filter(is_filled) for name, column in batch.fields.items()}
    # A batch without fields has no rows to keep.
    is_kept = np.zeros(0, bool)
    if is_filled is not None:
        is_kept = np.asarray(pc.fill_null(is_filled, False))
    return replace(batch, fields=fields, rows=batch.rows[is_kept])


def _leave_out_notes(ragged: Sequence[csv_text.RaggedRow]) -> Iterator[csv_text.RaggedRow]:
    """Yield the ragged rows that are neither blank nor notes; only these become problems.

    A ragged row of a CSV has more or fewer cells than the header, as notes below a table do. Rows
    of one cell that follow a note are its further lines.
    """
    last_note_row = -1  # no note yet: rows count from 1
    for row in ragged:
        is_further_line = row.row == last_note_row + 1 and row.width == 1
        if is_note(row.text) or is_further_line:
            last_note_row = row.row
        elif row.text.strip():
            yield row


def _drop_notes_below(batch: Batch) -> Batch:
    """Return a batch without the notes and signatures at its end.

    All filled cells of such a row read like notes. Rows of a single text after it are further lines
    of the note. The last _MAX_NOTES rows are searched upwards for the first note, until a row that
    has several texts, not all of them notes: it is the last figure.
    """
    tail_start = max(len(batch) - _MAX_NOTES, 0)
    tail = [column.slice(tail_start).to_pylist() for column in batch.fields.values()]
    texts_by_row = [
        [text.strip() for text in map(str, cells) if text.strip()]
        for cells in zip(*tail, strict=True)
    ]
    first_note = len(texts_by_row)
    for index in reversed(range(len(texts_by_row))):
        if all(map(is_note, texts_by_row[index])):
            first_note = index
        elif len(texts_by_row[index]) > 1:
            break
    end = len(batch) - len(texts_by_row) + first_note
    if end == len(batch):
        return batch
    fields = {name: column.slice(0, end) for name, column in batch.fields.items()}
    return replace(batch, fields=fields, rows=batch.rows[:end])


def _find_filled_cells(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return for each row whether its cell in a column is not empty.

    In a dictionary-encoded column only the distinct texts are compared, which is faster.
    """
    if not pa.types.is_dictionary(column.type):
        return pc.not_equal(column, "")
    chunks = [pc.not_equal(chunk.dictionary, "").take(chunk.indices) for chunk in column.chunks]
    return pa.chunked_array(chunks, pa.bool_())


def _number_rows(row_count: int, first: int, ragged_rows: list[int]) -> Ints:
    """Return the row numbers of `row_count` rows of a CSV, from `first` on.

    `ragged_rows` are the numbers of rows of another width than the header, which are not among
    these rows: 3 rows from 10 on, of which 11 is ragged → 10, 12, 13.
    """
    numbers = np.arange(first, first + row_count + len(ragged_rows), dtype=np.int64)
    return np.delete(numbers, np.array(ragged_rows, np.int64) - first) if ragged_rows else numbers


def build_cell_problem(
    file: str, sheet: str, row: int, column: int, cell: str, heading: str = ""
) -> Problem:
    """Return the problem of a cell that shows an error (#REF!) or an uncalculated formula (=).

    Such a cell has no number to read. `row` and `column` count from 0; `heading` is that of the
    column in a long table.
    """
    code = "formula_not_calculated" if cell == "=" else "cell_error"
    return Problem(code, "error", file, sheet, row + 1, column_letters(column), heading, cell)


def _build_heading_problem(
    code: str, level: Level, header: LongHeader, column: int, file: str, sheet: str
) -> Problem:
    """Return a problem of one heading of a long table."""
    heading, letters = header.headings[column], column_letters(column)
    return Problem(code, level, file, sheet, header.row + 1, letters, heading, heading)
