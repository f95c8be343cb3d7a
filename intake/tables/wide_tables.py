"""Read wide tables, as in yearbooks: a rectangle of figures with labels beside and above.

Rows and columns are indicators, areas or periods; the unit is in a heading, in a column or above
the table; a blank cell means not reported.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from file_formats import FileFormatError, Sheet
from intake.model.batch import Batch
from intake.model.column_arrays import text_column
from intake.model.problem import Problem, column_letters
from intake.model.reference import Reference
from intake.model.sheet_shape import SheetShape
from intake.model.table_notes import find_source, strip_footnote_marks
from intake.model.text_normalization import comparison_form
from intake.model.upload_labels import LabelMatch, RememberedLabels
from intake.tables.grid import CellGrid, cell_kind
from intake.tables.headings import HeadingMeaning, HeadingReader
from intake.tables.label_matcher import LabelMatcher
from intake.tables.long_tables import cell_problem
from intake.tables.table_context import ContextDefaults, TableContext, read_context
from intake.tables.table_layout import TableLayout, find_tables
from intake.values import printed_periods, printed_units

_COLUMNS = ("indicator", "breakdown", "ref_area", "time_period", "as_reported", "source")
MAX_CELLS = 400_000
"""Cells of a wide table: a hundred indicators of every county."""


@dataclass
class WideSheet:
    """The figures of one sheet, the recognised shapes of its tables, and its problems."""

    batch: Batch | None = None
    shapes: list[SheetShape] = field(default_factory=list)
    labels: list[LabelMatch] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass
class _FigureRows:
    """Figures collected cell by cell: a list of texts per column, and the place of each."""

    columns: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in _COLUMNS})
    rows: list[int] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)

    def add(self, row: int, column: int, **values: str) -> None:
        """Add the figure at a row and column, from 0."""
        for name, texts in self.columns.items():
            texts.append(values.get(name, ""))
        self.rows.append(row + 1)
        self.letters.append(column_letters(column))

    def to_batch(self, file: str, sheet: str) -> Batch:
        """Return the figures as a batch."""
        columns = {name: text_column(texts) for name, texts in self.columns.items()}
        rows, letters = np.array(self.rows, np.int64), self.letters
        return Batch(file, sheet, columns, rows, figure_columns=letters, has_codes=True)


def check_table_size(rows: int, columns: int) -> None:
    """Raise FileFormatError (table_too_large) for a wide table with more than MAX_CELLS cells."""
    if rows * columns > MAX_CELLS:
        values = {"limit": MAX_CELLS, "found": rows * columns}
        raise FileFormatError("table_too_large", values=values)


def read_wide_sheet(
    sheet: Sheet,
    file: str,
    reference: Reference,
    remembered: RememberedLabels,
    defaults: ContextDefaults,
) -> WideSheet:
    """Read every table of a sheet; without a recognised table, the result has no shapes."""
    grid = CellGrid.from_sheet(sheet)
    result, records = WideSheet(), _FigureRows()
    labels = LabelMatcher(reference, remembered, file, sheet.name)
    start, previous = 0, None
    while layouts := find_tables(grid, start):
        for layout in layouts:
            table = _TableReader(grid, layout, sheet, labels, defaults, previous)
            if table.is_recognised():
                table.read(records)
                result.shapes.append(table.shape)
                result.problems += table.problems
        previous = table.context
        start = max(layout.body.stop, *(row + 1 for row in layout.note_rows), start + 1)
    result.labels = list(labels.matches.values())
    result.problems += labels.problems
    if result.shapes:
        result.batch = records.to_batch(file, sheet.name)
    return result


class _TableReader:
    """Reads one table; `rows` and `columns` are the meanings of its labels."""

    def __init__(
        self,
        grid: CellGrid,
        layout: TableLayout,
        sheet: Sheet,
        labels: LabelMatcher,
        defaults: ContextDefaults,
        previous: TableContext | None,
    ) -> None:
        """Read context and labels of a table; `previous` is the context of the table before it."""
        self.grid, self.layout, self.sheet, self.file = grid, layout, sheet, labels.file
        self.labels, self.defaults = labels, defaults
        self.problems: list[Problem] = []
        areas, names = labels.reference.areas, (sheet.name, labels.file)
        self.context = read_context(grid, layout.context_rows, areas, names, defaults, previous)
        self.headings = HeadingReader(grid, layout, areas, self.context.area)
        columns = [self.headings.read_column(at) for at in layout.value_columns]
        self.rows = self._complete(self.headings.read_rows())
        self.columns = self._complete(columns)
        self.shape = self._describe_shape()

    def _complete(self, meanings: list[HeadingMeaning]) -> list[HeadingMeaning]:
        """Add parent labels, and mark totals over years (2022年 2023年 合计) as derived."""
        meanings = self.headings.with_parent_labels(meanings)
        if self.context.period or not any(meaning.period for meaning in meanings):
            return meanings
        return [
            replace(meaning, derived=True, texts=(self.headings.label(meaning.place),))
            if meaning == HeadingMeaning(place=meaning.place, unit=meaning.unit)
            else meaning
            for meaning in meanings
        ]

    def _describe_shape(self) -> SheetShape:
        """Return the recognised shape, before the figures are counted."""
        notes = [" ".join(self.grid.texts(row)) for row in self.layout.note_rows]
        return SheetShape(
            "yearbook",
            self.file,
            self.sheet.name,
            tuple(row + 1 for row in self.layout.header_rows),
            title=self.context.title,
            unit=self.context.unit,
            area=self.context.area,
            period=self.context.period,
            down=_describe_dimension(self.rows),
            across=_describe_dimension(self.columns),
            note_rows=tuple(row + 1 for row in self.layout.note_rows),
            notes=tuple(notes),
            encoding=self.sheet.encoding,
            separator=self.sheet.separator,
        )

    def is_recognised(self) -> bool:
        """Return whether a label of the table names a period, an area or an indicator."""
        meanings = [*self.rows, *self.columns]
        if (
            any(meaning.period or meaning.area or meaning.relative for meaning in meanings)
            or self.context.period
        ):
            return bool(self.layout.value_columns)
        names = self.labels.reference.indicator_codes_by_name
        return any(comparison_form(text) in names for meaning in meanings for text in meaning.texts)

    def read(self, records: _FigureRows) -> None:
        """Add the figures of the table to `records`."""
        source = self._find_table_source()
        figures = empty = 0
        missing = {"area": 0, "period": 0}
        for row in self.rows:
            for column in self.columns:
                text = self.grid.cells[row.place[0]][column.place[1]].strip()
                if self._is_skipped(row, column, text):
                    empty += cell_kind(text) in ("empty", "mark") and not column.derived
                    continue
                values = self._read_figure(row, column, text)
                missing["area"] += not values["ref_area"] and not self._names_area(row, column)
                missing["period"] += not values["time_period"]
                if values.pop("left_out", ""):
                    continue
                figures += 1
                records.add(row.place[0], column.place[1], source=source, **values)
        self.shape = replace(self.shape, figures=figures, not_reported=empty)
        self._report_problems(missing)

    def _is_skipped(self, row: HeadingMeaning, column: HeadingMeaning, text: str) -> bool:
        """Return whether a cell is no figure to import: empty, derived or an error."""
        place = (row.place[0], column.place[1])
        if place in self.sheet.faults:
            return True
        return row.derived or column.derived or cell_kind(text) in ("empty", "mark")

    def _read_figure(
        self, row: HeadingMeaning, column: HeadingMeaning, text: str
    ) -> dict[str, str]:
        """Return the columns of one figure by name.

        `left_out` is "yes" if a person chose to ignore the figures of these labels, else "".
        """
        path = (*row.texts, *column.texts) or (self.context.indicator,)
        unit = row.unit or column.unit or self._common_unit()
        place = row.place if row.texts else column.place
        code = self.labels.match_indicator(path, unit, place)
        indicator, _, breakdown = code.partition(".")
        around = _resolve_period(row, self.context.period)
        return {
            "indicator": indicator,
            "breakdown": breakdown,
            "ref_area": self._find_area(row, column),
            "time_period": _resolve_period(column, around),
            "as_reported": printed_units.add_unit(self._without_marks(text, row, column), unit),
            "left_out": "yes" if not code and self.labels.is_left_out(path) else "",
        }

    def _without_marks(self, text: str, row: HeadingMeaning, column: HeadingMeaning) -> str:
        """Return a number without footnote marks, and add a notice: 100① is 100, not 1001."""
        bare = strip_footnote_marks(text)
        if bare != text:
            here = Problem("normalised", "notice", self.file, self.sheet.name, row.place[0] + 1)
            at = column_letters(column.place[1])
            self.problems.append(replace(here, column=at, value=text, expected=bare))
        return bare

    def _find_area(self, row: HeadingMeaning, column: HeadingMeaning) -> str:
        """Return the code of the area of a figure; "" if it is unknown."""
        for meaning in (row, column):
            if meaning.area:
                return meaning.area
            if meaning.area is None:
                return self.labels.match_area(
                    meaning.area_label, meaning.place, self.headings.within
                )
        return self.context.area

    def _names_area(self, row: HeadingMeaning, column: HeadingMeaning) -> bool:
        """Return whether a label names an area, be it an unknown one."""
        return row.area is None or column.area is None

    def _common_unit(self) -> str:
        """Return the unit above the table; "" if there are several."""
        return "" if re.search("[、，,;；]", self.context.unit) else self.context.unit

    def _find_table_source(self) -> str:
        """Return the source that the uploading person or a note names; "" if there is none."""
        if self.defaults.source:
            return self.defaults.source
        names = self.labels.reference.source_ids_by_name
        stated = (comparison_form(find_source(note)) for note in self.shape.notes)
        return next((names[title] for title in stated if title in names), "")

    def _report_problems(self, missing: dict[str, int]) -> None:
        """Add the problems of the whole table; `missing` counts figures without area or period."""
        row = (self.layout.header_rows or (self.layout.body.start,))[0] + 1
        here = Problem("", file=self.file, sheet=self.sheet.name, row=row)
        for name, figures in missing.items():
            if figures:
                problem = replace(here, code=f"{name}_missing", hints={"figures": figures})
                self.problems.append(problem)
        for meaning in (*self.rows, *self.columns):
            if meaning.derived:
                letters, labels = column_letters(meaning.place[1]), "/".join(meaning.texts)
                place = replace(here, row=meaning.place[0] + 1, column=letters, value=labels)
                self.problems.append(replace(place, code="derived_left_out", level="notice"))
        for (row, column), text in sorted(self.sheet.faults.items()):
            if row in self.layout.body and column in self.layout.value_columns:
                self.problems.append(cell_problem(self.file, self.sheet.name, row, column, text))


def _resolve_period(meaning: HeadingMeaning, around: str) -> str:
    """Return the period of the labels of one side, completed by the period `around` them.

    8月 in a table of 2024 is 2024-08.
    """
    period = meaning.period or around
    for relative in meaning.relative:
        period = printed_periods.parse_heading(relative, period) or period
    return period


def _describe_dimension(meanings: Sequence[HeadingMeaning]) -> str:
    """Return the kinds of labels on one side, such as `indicator+time_period`."""
    kinds = {
        "indicator": any(meaning.texts for meaning in meanings if not meaning.derived),
        "ref_area": any(meaning.area != "" for meaning in meanings),
        "time_period": any(meaning.period or meaning.relative for meaning in meanings),
    }
    return "+".join(kind for kind, present in kinds.items() if present)
