"""The yearbook shape: figures in a rectangle, their meaning beside and above them.

Lines of metadata stand above the header; indicators, areas or periods run down and across; the
unit stands in a heading, in a column or above the table; blanks mean not reported.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath

import numpy as np

from files import Refused, Sheet
from intake import layout as layouts
from intake import periods, units
from intake.batch import Batch, text_column
from intake.characters import condensed
from intake.checked import Label, Shape
from intake.grid import Grid, kind_of
from intake.headings import Headings, Meaning
from intake.known import Known
from intake.labels import Labels, title_label
from intake.layout import Layout
from intake.matching import Remembered, clean
from intake.notes import source_of
from intake.problem import Problem, letters
from intake.tidy import cell_fault

_REPORTER = re.compile(
    r"(?:填报|上报|报送|编制|制表|统计)单\s*位\s*(?:[（(].*?[)）])?\s*[:：]\s*(\S+)"
)
_PERIOD = re.compile(r"(?:19|20)\d\d年?(?:[-—–~至](?:(?:19|20)\d\d|\d{1,2}月?)年?)?(?:\d{1,2}月)?")
_TABLE_WORDS = re.compile(
    r"^(?:表\s*[\d一二三四五六七八九十.\-—]+|附表\d*|续表)|各地区|分地区|各[省市县区]+|基本情况|情况|统计表|"
    r"汇总表|一览表|明细表|报表|表$|年报|月报|[(（].*?[)）]"
)

_COLUMNS = ("indicator", "breakdown", "ref_area", "time_period", "as_reported", "source")


MOST_CELLS = 400_000
"""Cells of a table that is not tidy: a hundred indicators of every county."""


@dataclass
class Defaults:
    """What stands where a table itself says nothing: from its title, its file or the person."""

    area: str = ""
    period: str = ""
    unit: str = ""
    source: str = ""
    within: str = ""
    """The area that holds those the tables name, where a name alone does not tell."""


@dataclass
class Read:
    """What was read of one sheet."""

    batch: Batch | None = None
    shapes: list[Shape] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass
class _Records:
    """Figures collected cell by cell."""

    columns: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in _COLUMNS})
    rows: list[int] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)

    def add(self, row: int, column: int, **values: str) -> None:
        for name, texts in self.columns.items():
            texts.append(values.get(name, ""))
        self.rows.append(row + 1)
        self.cells.append(letters(column))


def check_size(rows: int, columns: int) -> None:
    """Raise Refused (table_too_large) for what no office lays out by hand."""
    if rows * columns > MOST_CELLS:
        raise Refused("table_too_large", values={"limit": MOST_CELLS, "found": rows * columns})


def read_sheet(
    sheet: Sheet, file: str, known: Known, remembered: Remembered, given: Defaults
) -> Read:
    """Read every table of a sheet; no shapes where no table is recognised."""
    grid = Grid.of(sheet)
    found, records = Read(), _Records()
    labels = Labels(known, remembered, file, sheet.name)
    start, found_layout = 0, layouts.find(grid)
    while found_layout is not None:
        table = _Table(grid, found_layout, sheet, file, labels, given)
        if table.says_something():
            table.read(records)
            found.shapes.append(table.shape)
            found.problems += table.problems
        start = max(found_layout.last, *(row + 1 for row in found_layout.note_rows), start + 1)
        found_layout = layouts.find(grid, start)
    found.labels = list(labels.found.values())
    found.problems += labels.problems
    if found.shapes:
        columns = {name: text_column(texts) for name, texts in records.columns.items()}
        numbers = np.array(records.rows, np.int64)
        found.batch = Batch(file, sheet.name, columns, numbers, cells=records.cells, settled=True)
    return found


class _Table:
    """One table on its way from cells to figures."""

    def __init__(
        self, grid: Grid, layout: Layout, sheet: Sheet, file: str, labels: Labels, given: Defaults
    ) -> None:
        self.grid, self.layout, self.sheet, self.file = grid, layout, sheet, file
        self.labels, self.given = labels, given
        self.problems: list[Problem] = []
        lines = [line for row in layout.meta for line in grid.lines(row)]
        self.title = title_label(grid, layout.meta)
        areas = labels.known.areas
        self.area = self._area_of(lines) or given.area
        self.period = next(filter(None, map(periods.find, lines)), "") or given.period
        self.period = self.period or periods.find(sheet.name) or periods.find(file)
        self.unit = next(filter(None, map(units.of_line, lines)), "") or given.unit
        self.headings = Headings(grid, layout, areas, self.area)
        self.rows = self._pathed([self.headings.of_row(row) for row in self.headings.rows])
        self.columns = self._pathed([self.headings.of_column(at) for at in layout.values])
        self.shape = self._shape()

    def _area_of(self, lines: Sequence[str]) -> str:
        areas = self.labels.known.areas
        for line in lines:
            found = _REPORTER.search(line)
            codes = areas.find(found.group(1), self.given.within) if found else []
            if codes:
                return codes[0] if len(codes) == 1 else ""
        for text in (*lines, self.sheet.name, self.file):
            if code := areas.in_text(text, self.given.within):
                return code
        return ""

    def _pathed(self, meanings: list[Meaning]) -> list[Meaning]:
        return self.headings.paths(meanings)

    def _shape(self) -> Shape:
        notes = [" ".join(self.grid.lines(row)) for row in self.layout.note_rows]
        return Shape(
            "yearbook",
            self.file,
            self.sheet.name,
            tuple(row + 1 for row in self.layout.headers),
            title=self.title,
            unit=self.unit,
            area=self.area,
            period=self.period,
            down=_dimension(self.rows),
            across=_dimension(self.columns),
            note_rows=tuple(row + 1 for row in self.layout.note_rows),
            notes=tuple(notes),
            encoding=self.sheet.encoding,
            separator=self.sheet.separator,
        )

    def says_something(self) -> bool:
        """A table is one if a label of it names a period, an area or an indicator."""
        meanings = [*self.rows, *self.columns]
        if any(one.period or one.area or one.relative for one in meanings) or self.period:
            return bool(self.layout.values)
        known = self.labels.known.indicator_names
        return any(condensed(text) in known for one in meanings for text in one.texts)

    def read(self, records: _Records) -> None:
        """Collect the figures of the table."""
        source = self._source()
        figures = empty = 0
        missing = {"area": 0, "period": 0}
        for row in self.rows:
            for column in self.columns:
                text = self.grid.cells[row.place[0]][column.place[1]].strip()
                if self._skip(row, column, text):
                    empty += kind_of(text) in ("empty", "mark") and not column.derived
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

    def _skip(self, row: Meaning, column: Meaning, text: str) -> bool:
        place = (row.place[0], column.place[1])
        if place in self.sheet.faults:
            return True
        return row.derived or column.derived or kind_of(text) in ("empty", "mark")

    def _figure(self, row: Meaning, column: Meaning, text: str) -> dict[str, str]:
        path = (*row.texts, *column.texts) or (self._title_indicator(),)
        unit = row.unit or column.unit or self._common_unit()
        place = row.place if row.texts else column.place
        code = self.labels.indicator(path, unit, place)
        indicator, _, breakdown = code.partition(".")
        around = row.period or self._relative(row) or self.period
        period = column.period or self._relative(column, around) or around
        left_out = code == "" and self._is_left_out(path)
        return {
            "indicator": indicator,
            "breakdown": breakdown,
            "ref_area": self._area(row, column),
            "time_period": period,
            "as_reported": units.behind(text, unit),
            "left_out": "yes" if left_out else "",
        }

    def _relative(self, meaning: Meaning, around: str = "") -> str:
        return (
            periods.parse_heading(meaning.relative, around or self.period)
            if meaning.relative
            else ""
        )

    def _is_left_out(self, path: tuple[str, ...]) -> bool:
        text = "/".join(map(clean, path))
        label = self.labels.found.get(("indicator", text))
        return label is not None and label.sure

    def _area(self, row: Meaning, column: Meaning) -> str:
        for one in (row, column):
            if one.area:
                return one.area
            if one.area is None:
                return self.labels.area(one.area_label, one.place, self.headings.within)
        return self.area

    def _area_named(self, row: Meaning, column: Meaning) -> bool:
        return row.area is None or column.area is None

    def _common_unit(self) -> str:
        """The unit above the table, where it is one alone."""
        return "" if re.search("[、，,;；]", self.unit) else self.unit

    def _title_indicator(self) -> str:
        """What a table without indicator labels counts: its title without place and time."""
        area = self.labels.known.areas.by_code.get(self.area)
        title = self.title.replace(area.name, "") if area else self.title
        said = _TABLE_WORDS.sub("", _PERIOD.sub("", title))
        return said or self.sheet.name or PurePath(self.file).stem

    def _source(self) -> str:
        if self.given.source:
            return self.given.source
        names = self.labels.known.source_names
        found = filter(None, (source_of(note) for note in self.shape.notes))
        return next((names[condensed(one)] for one in found if condensed(one) in names), "")

    def _report(self, missing: dict[str, int]) -> None:
        row = (self.layout.headers or (self.layout.first,))[0] + 1
        here = Problem("", file=self.file, sheet=self.sheet.name, row=row)
        for what, figures in missing.items():
            if figures:
                self.problems.append(
                    replace(here, code=f"{what}_missing", hints={"figures": figures})
                )
        for one in self.columns:
            if one.derived:
                name, at = "/".join(one.texts), letters(one.place[1])
                self.problems.append(
                    replace(here, code="derived_left_out", level="notice", column=at, value=name)
                )
        for (row, column), text in sorted(self.sheet.faults.items()):
            if self.layout.first <= row < self.layout.last and column in self.layout.values:
                self.problems.append(cell_fault(self.file, self.sheet.name, row, column, text))


def _dimension(meanings: Sequence[Meaning]) -> str:
    """Say what runs along one side, in the order indicator, area, period."""
    kinds = {
        "indicator": any(one.texts for one in meanings if not one.derived),
        "ref_area": any(one.area != "" for one in meanings),
        "time_period": any(one.period or one.relative for one in meanings),
    }
    return "+".join(kind for kind, present in kinds.items() if present)
