"""The yearbook shape: figures in a rectangle, their meaning beside and above them.

Lines of metadata stand above the header; indicators, areas or periods run down and across; the
unit stands in a heading, in a column or above the table; blanks mean not reported.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from file_formats import FileFormatError, Sheet
from intake.model.batch import Batch, text_column
from intake.model.characters import comparison_form
from intake.model.footnotes import find_source, strip_footnote_marks
from intake.model.problem import Problem, column_letters
from intake.model.reference import Reference
from intake.result import LabelMatch, SheetShape
from intake.tables import context
from intake.tables import layout as layouts
from intake.tables.context import ContextDefaults, TableContext
from intake.tables.grid import CellGrid, cell_kind
from intake.tables.headings import HeadingMeaning, HeadingReader
from intake.tables.label_matcher import LabelMatcher
from intake.tables.layout import TableLayout
from intake.tables.long import cell_problem
from intake.values import periods, units
from intake.values.matching import RememberedLabels, clean_label

_COLUMNS = ("indicator", "breakdown", "ref_area", "time_period", "as_reported", "source")


MAX_CELLS = 400_000
"""Cells of a table that is not tidy: a hundred indicators of every county."""


@dataclass
class WideSheet:
    """What was read of one sheet."""

    batch: Batch | None = None
    shapes: list[SheetShape] = field(default_factory=list)
    labels: list[LabelMatch] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass
class _FigureRows:
    """Figures collected cell by cell."""

    columns: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in _COLUMNS})
    rows: list[int] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)

    def add(self, row: int, column: int, **values: str) -> None:
        for name, texts in self.columns.items():
            texts.append(values.get(name, ""))
        self.rows.append(row + 1)
        self.cells.append(column_letters(column))


def check_table_size(rows: int, columns: int) -> None:
    """Raise Refused (table_too_large) for what no office lays out by hand."""
    if rows * columns > MAX_CELLS:
        raise FileFormatError(
            "table_too_large", values={"limit": MAX_CELLS, "found": rows * columns}
        )


def read_wide_sheet(
    sheet: Sheet, file: str, known: Reference, remembered: RememberedLabels, given: ContextDefaults
) -> WideSheet:
    """Read every table of a sheet; no shapes where no table is recognised."""
    grid = CellGrid.of(sheet)
    found, records = WideSheet(), _FigureRows()
    labels = LabelMatcher(known, remembered, file, sheet.name)
    start, before = 0, None
    while parts := layouts.find_tables(grid, start):
        for part in parts:
            table = _TableReader(grid, part, sheet, file, labels, given, before)
            if table.is_recognised():
                table.read(records)
                found.shapes.append(table.shape)
                found.problems += table.problems
        before = table.above
        start = max(part.last, *(row + 1 for row in part.note_rows), start + 1)
    found.labels = list(labels.found.values())
    found.problems += labels.problems
    if found.shapes:
        columns = {name: text_column(texts) for name, texts in records.columns.items()}
        numbers = np.array(records.rows, np.int64)
        found.batch = Batch(file, sheet.name, columns, numbers, cells=records.cells, settled=True)
    return found


class _TableReader:
    """One table on its way from cells to figures."""

    def __init__(
        self,
        grid: CellGrid,
        layout: TableLayout,
        sheet: Sheet,
        file: str,
        labels: LabelMatcher,
        given: ContextDefaults,
        before: TableContext | None = None,
    ) -> None:
        self.grid, self.layout, self.sheet, self.file = grid, layout, sheet, file
        self.labels, self.given = labels, given
        self.problems: list[Problem] = []
        areas, names = labels.known.areas, (sheet.name, file)
        self.above = context.read_context(grid, layout.meta, areas, names, given, before)
        self.headings = HeadingReader(grid, layout, areas, self.above.area)
        columns = [self.headings.read_column(at) for at in layout.values]
        self.rows = self._without_totals(self.headings.paths(self.headings.read_rows()))
        self.columns = self._without_totals(self.headings.paths(columns))
        self.shape = self._shape()

    def _without_totals(self, meanings: list[HeadingMeaning]) -> list[HeadingMeaning]:
        """Leave out what sums years up (2022年 2023年 合计): it is of no period."""
        if self.above.period or not any(one.period for one in meanings):
            return meanings
        return [
            replace(one, derived=True, texts=(self.headings.label(one.place),))
            if one == HeadingMeaning(place=one.place, unit=one.unit)
            else one
            for one in meanings
        ]

    def _shape(self) -> SheetShape:
        notes = [" ".join(self.grid.lines(row)) for row in self.layout.note_rows]
        return SheetShape(
            "yearbook",
            self.file,
            self.sheet.name,
            tuple(row + 1 for row in self.layout.headers),
            title=self.above.title,
            unit=self.above.unit,
            area=self.above.area,
            period=self.above.period,
            down=_describe_dimension(self.rows),
            across=_describe_dimension(self.columns),
            note_rows=tuple(row + 1 for row in self.layout.note_rows),
            notes=tuple(notes),
            encoding=self.sheet.encoding,
            separator=self.sheet.separator,
        )

    def is_recognised(self) -> bool:
        """A table is one if a label of it names a period, an area or an indicator."""
        meanings = [*self.rows, *self.columns]
        if any(one.period or one.area or one.relative for one in meanings) or self.above.period:
            return bool(self.layout.values)
        known = self.labels.known.indicator_names
        return any(comparison_form(text) in known for one in meanings for text in one.texts)

    def read(self, records: _FigureRows) -> None:
        """Collect the figures of the table."""
        source = self._source()
        figures = empty = 0
        missing = {"area": 0, "period": 0}
        for row in self.rows:
            for column in self.columns:
                text = self.grid.cells[row.place[0]][column.place[1]].strip()
                if self._skip(row, column, text):
                    empty += cell_kind(text) in ("empty", "mark") and not column.derived
                    continue
                values = self._figure(row, column, text)
                missing["area"] += not values["ref_area"] and not self._area_named(row, column)
                missing["period"] += not values["time_period"]
                if values.pop("left_out", ""):
                    continue
                figures += 1
                records.add(row.place[0], column.place[1], source=source, **values)
        self.shape = replace(self.shape, figures=figures, not_reported=empty)
        self._report(missing)

    def _skip(self, row: HeadingMeaning, column: HeadingMeaning, text: str) -> bool:
        place = (row.place[0], column.place[1])
        if place in self.sheet.faults:
            return True
        return row.derived or column.derived or cell_kind(text) in ("empty", "mark")

    def _figure(self, row: HeadingMeaning, column: HeadingMeaning, text: str) -> dict[str, str]:
        path = (*row.texts, *column.texts) or (self.above.indicator,)
        unit = row.unit or column.unit or self._common_unit()
        place = row.place if row.texts else column.place
        code = self.labels.indicator(path, unit, place)
        indicator, _, breakdown = code.partition(".")
        around = _resolve_period(row, self.above.period)
        left_out = code == "" and self._is_left_out(path)
        return {
            "indicator": indicator,
            "breakdown": breakdown,
            "ref_area": self._area(row, column),
            "time_period": _resolve_period(column, around),
            "as_reported": units.add_unit(self._without_marks(text, row, column), unit),
            "left_out": "yes" if left_out else "",
        }

    def _without_marks(self, text: str, row: HeadingMeaning, column: HeadingMeaning) -> str:
        """Take footnote marks off a number, and say so: 100① is not 1001."""
        bare = strip_footnote_marks(text)
        if bare != text:
            here = Problem("normalised", "notice", self.file, self.sheet.name, row.place[0] + 1)
            at = column_letters(column.place[1])
            self.problems.append(replace(here, column=at, value=text, expected=bare))
        return bare

    def _is_left_out(self, path: tuple[str, ...]) -> bool:
        text = "/".join(map(clean_label, path))
        label = self.labels.found.get(("indicator", text))
        return label is not None and label.sure

    def _area(self, row: HeadingMeaning, column: HeadingMeaning) -> str:
        for one in (row, column):
            if one.area:
                return one.area
            if one.area is None:
                return self.labels.area(one.area_label, one.place, self.headings.within)
        return self.above.area

    def _area_named(self, row: HeadingMeaning, column: HeadingMeaning) -> bool:
        return row.area is None or column.area is None

    def _common_unit(self) -> str:
        """The unit above the table, where it is one alone."""
        return "" if re.search("[、，,;；]", self.above.unit) else self.above.unit

    def _source(self) -> str:
        if self.given.source:
            return self.given.source
        names = self.labels.known.source_names
        found = filter(None, (find_source(note) for note in self.shape.notes))
        return next(
            (names[comparison_form(one)] for one in found if comparison_form(one) in names), ""
        )

    def _report(self, missing: dict[str, int]) -> None:
        row = (self.layout.headers or (self.layout.first,))[0] + 1
        here = Problem("", file=self.file, sheet=self.sheet.name, row=row)
        for what, figures in missing.items():
            if figures:
                self.problems.append(
                    replace(here, code=f"{what}_missing", hints={"figures": figures})
                )
        for one in (*self.rows, *self.columns):
            if one.derived:
                self.problems.append(
                    replace(
                        here,
                        code="derived_left_out",
                        level="notice",
                        row=one.place[0] + 1,
                        column=column_letters(one.place[1]),
                        value="/".join(one.texts),
                    )
                )
        for (row, column), text in sorted(self.sheet.faults.items()):
            if self.layout.first <= row < self.layout.last and column in self.layout.values:
                self.problems.append(cell_problem(self.file, self.sheet.name, row, column, text))


def _resolve_period(meaning: HeadingMeaning, around: str) -> str:
    """Return the period of one side's labels, what is around them helping; "" without any."""
    found = meaning.period or around
    for relative in meaning.relative:
        found = periods.parse_heading(relative, found) or found
    return found


def _describe_dimension(meanings: Sequence[HeadingMeaning]) -> str:
    """Say what runs along one side, in the order indicator, area, period."""
    kinds = {
        "indicator": any(one.texts for one in meanings if not one.derived),
        "ref_area": any(one.area != "" for one in meanings),
        "time_period": any(one.period or one.relative for one in meanings),
    }
    return "+".join(kind for kind, present in kinds.items() if present)
