"""Read wide tables, as in yearbooks: a rectangle of figures with labels beside and above.

Rows and columns are indicators, areas or periods; a blank cell means not reported.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import product

import numpy as np

from file_formats import FileFormatError, Sheet
from file_formats.sheet import column_index, column_letters
from intake.model.areas import is_total_label
from intake.model.batch import Batch
from intake.model.choices import chosen_notice, find_choice
from intake.model.column_arrays import text_column
from intake.model.problem import Problem
from intake.model.reference import Reference
from intake.model.sheet_shape import SheetShape
from intake.model.sheet_view import MAX_ROWS
from intake.model.table_notes import find_source, strip_footnote_marks
from intake.model.text_normalization import comparison_form
from intake.model.upload_labels import LabelMatch, RememberedLabels
from intake.questions.figure_targets import FigureTargets, table_titles
from intake.questions.figure_units import FigureUnits
from intake.questions.first_days import settle_first_days
from intake.questions.flow_ends import FlowEnds
from intake.questions.total_rows import TotalRows
from intake.questions.unlisted_parts import unlisted_notices
from intake.questions.year_questions import YearQuestions
from intake.tables.computed_cells import rounding_notices
from intake.tables.figure_periods import (
    UnclearHeading,
    end_cumulative,
    find_unclear_heading,
    resolve_period,
)
from intake.tables.grid import CellGrid, CellPosition, cell_kind
from intake.tables.headings import (
    HeadingMeaning,
    HeadingReader,
    describe_dimensions,
    mark_totals,
)
from intake.tables.label_matcher import LabelMatcher
from intake.tables.long_tables import cell_problem
from intake.tables.table_context import ContextDefaults, TableContext, read_context
from intake.tables.table_layout import TableLayout, find_tables, point_table
from intake.tables.wide_table_roles import WideTableRoles
from intake.values import printed_units
from intake.values.first_days import as_spans, possible_spans

_RATE_LABEL = re.compile("率$|比重|占比|比例|平均|人均|均值")
_COLUMNS = ("indicator", "breakdown", "ref_area", "time_period", "as_reported", "source")
_MIN_PERIODS_OF_TOTAL = 2
"""Periods beside each other from which 合计 among them is their total."""
MAX_CELLS = 400_000
"""Cells of a wide table: a hundred indicators of every county."""


@dataclass
class WideSheet:
    """The figures of one sheet, the recognised shapes of its tables, and its problems.

    `tables` are the tables with the places of their figures among the rows that are shown.
    """

    batch: Batch | None = None
    tables: list[tuple[WideTableRoles, list[CellPosition]]] = field(default_factory=list)
    shapes: list[SheetShape] = field(default_factory=list)
    labels: list[LabelMatch] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass
class _FigureRows:
    """The figures of a wide sheet, collected cell by cell: a list of texts for each field."""

    columns: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in _COLUMNS})
    rows: list[int] = field(default_factory=list)
    column_letters: list[str] = field(default_factory=list)

    def add(self, position: CellPosition, values: dict[str, str]) -> None:
        """Add the figure at a position of the sheet; `values` are its texts by field."""
        for name, texts in self.columns.items():
            texts.append(values.get(name, ""))
        self.rows.append(position.row + 1)
        self.column_letters.append(column_letters(position.column))

    def shown_positions(self, first: int) -> list[CellPosition]:
        """Return the positions of the figures from the one at `first` on, in the first rows."""
        places = zip(self.rows[first:], self.column_letters[first:], strict=True)
        return [CellPosition(row - 1, column_index(c)) for row, c in places if row <= MAX_ROWS]

    def to_batch(self, file: str, sheet: str) -> Batch:
        """Return the collected figures as a batch."""
        columns = {name: text_column(texts) for name, texts in self.columns.items()}
        rows, letters = np.array(self.rows, np.int64), self.column_letters
        # The labels are codes already (`has_codes`), "" where one has no match.
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
    """Read every wide table of a sheet; without a recognised table, the result has no shapes.

    The search goes on below each table. A table may inherit title and period from the one above it;
    labels are matched once for the whole sheet.
    """
    grid = CellGrid.from_sheet(sheet)
    result, figures = WideSheet(), _FigureRows()
    matcher = LabelMatcher(reference, remembered, file, sheet.name)
    start, previous_context = 0, None
    years = YearQuestions(grid, file, sheet.name, defaults.choices)
    pointed = defaults.table
    while layouts := (
        (point_table(grid, *pointed),) if pointed else find_tables(grid, start, years.find_choice)
    ):
        for layout in layouts:
            table = _WideTableReader(grid, layout, sheet, matcher, defaults, previous_context)
            if pointed or table.is_recognised():
                first = len(figures.rows)
                table.read(figures)
                result.tables.append((table.roles, figures.shown_positions(first)))
                result.shapes.append(table.shape)
                result.problems += table.problems
        if pointed:
            break
        previous_context = table.context
        # Tables side by side have the same rows; `start + 1` so that the search always ends.
        start = max(layout.body.stop, *(row + 1 for row in layout.note_rows), start + 1)
    result.labels = matcher.counted_matches()
    result.problems += matcher.problems
    if result.shapes:
        result.batch = figures.to_batch(file, sheet.name)
    return result


class _WideTableReader:
    """Reads one wide table; `rows` and `columns` are the meanings of its labels."""

    def __init__(
        self,
        grid: CellGrid,
        layout: TableLayout,
        sheet: Sheet,
        matcher: LabelMatcher,
        defaults: ContextDefaults,
        previous_context: TableContext | None,
    ) -> None:
        """Read context and labels of a table, given the context of the table before it.

        The context is what stands above it: title, area, period, unit. `matcher` finds the
        indicators and areas of labels, `defaults` is what the uploading person chose for what is
        not stated.
        """
        self.grid, self.layout, self.sheet, self.file = grid, layout, sheet, matcher.file
        self.matcher, self.defaults = matcher, defaults
        self.problems: list[Problem] = []
        areas, names = matcher.reference.areas, (sheet.name, matcher.file)
        heads = product(layout.header_rows, layout.label_columns)
        around = [grid.cells[row][column] for row, column in heads]
        around += [text for row in layout.note_rows for text in grid.texts(row)]
        self.context = read_context(
            grid, layout.context_rows, areas, names, defaults, previous_context, around
        )
        known = matcher.reference.indicator_codes_by_name
        self.headings = HeadingReader(grid, layout, areas, self.context.area, known)
        columns = [self.headings.read_column(column) for column in layout.value_columns]
        self.rows = self._complete_labels(self.headings.read_rows())
        self.columns = self._complete_labels(columns)
        self.shape = self._describe_shape()
        self._prepare_questions()

    def _prepare_questions(self) -> None:
        """Begin the questions about years, totals, units and targets of the table."""
        grid, layout, sheet, defaults = self.grid, self.layout, self.sheet, self.defaults
        reference = self.matcher.reference
        years = YearQuestions(grid, self.file, sheet.name, defaults.choices)
        self.unsaid = years.ask(layout, self.rows, self.columns) | self._ask_merged()
        self.problems += years.problems
        first_row = min(layout.header_rows, default=layout.body.start) + 1
        self.in_table = Problem("", file=self.file, sheet=sheet.name, row=first_row)
        self.flow_ends = FlowEnds(reference, self.context, self.in_table, defaults.choices)
        self.unlisted = [row for row in self.rows if self._is_unlisted(row)]
        self.indicators: dict[tuple[str, ...], str] = {}
        self.units = FigureUnits(
            reference,
            self.context,
            self.in_table,
            defaults.choices,
            [*self.rows, *self.columns],
        )
        totals = partial(
            TotalRows, grid, reference, self.in_table, self.context.area, choices=defaults.choices
        )
        self.row_totals = totals(self.rows, self.columns, self.units.find)
        self.column_totals = totals(
            self.columns,
            self.rows,
            lambda column, row: self.units.find(row, column),
            are_columns=True,
        )
        lines = [text for row in layout.context_rows for text in grid.texts(row)]
        titles = table_titles([self.context.title, *lines], sheet.name, self.file)
        self.targets = FigureTargets(reference, self.in_table, titles, defaults)

    def _ask_merged(self) -> frozenset[CellPosition]:
        """Ask about each figure in merged cells; return those that are not to be taken.

        One number over several rows is a figure of one of them, or of all together.
        """
        left_out = set[CellPosition]()
        for top, left, bottom, right in self.sheet.merged:
            if top not in self.layout.body or left not in self.layout.value_columns:
                continue
            cell = self.grid.cells[top][left].strip()
            if cell_kind(cell) not in ("number", "year") or (top, left) == (bottom, right):
                continue
            place = Problem("merged_figure", file=self.file, sheet=self.sheet.name)
            place = replace(place, row=top + 1, column=column_letters(left), value=cell)
            last = f"{column_letters(right)}{bottom + 1}"
            question = replace(place, hints={"last": last})
            choice = find_choice(question, self.defaults.choices)
            self.problems.append(chosen_notice(question, choice) if choice else question)
            left_out.update(() if choice == "first" else (CellPosition(top, left),))
        return frozenset(left_out)

    def _turn_first_days(self, meanings: list[HeadingMeaning]) -> list[HeadingMeaning]:
        """Return labels with months, quarters or years for first days, where all may be such."""
        periods = {meaning.period for meaning in meanings if meaning.period}
        cells = product(self.layout.header_rows, self.layout.label_columns)
        heads = [self.grid.filled[row][column].strip() for row, column in cells]
        kinds = possible_spans(periods, [*heads, self.context.title, self.sheet.name])
        if not kinds:
            return meanings
        first = next(meaning for meaning in meanings if as_spans({meaning.period, "2000-01"}, ""))
        place = Problem("", "error", self.file, self.sheet.name, first.position.row + 1)
        place = replace(place, column=column_letters(first.position.column), value=first.period)
        kind, problem = settle_first_days(place, kinds, self.defaults.choices)
        spans = as_spans(periods, kind)
        self.problems.append(replace(problem, expected=spans[first.period]))
        return [
            replace(meaning, period=spans.get(meaning.period, meaning.period))
            for meaning in meanings
        ]

    def _complete_labels(self, meanings: list[HeadingMeaning]) -> list[HeadingMeaning]:
        """Add parent labels, and mark totals over periods (2022年 2023年 合计) as derived.

        What is derived is not imported. Of a table with one period above it, a label that only says
        数量 (amount) is of that period.
        """
        meanings = self._turn_first_days(self.headings.with_parent_labels(meanings))
        meanings = end_cumulative(mark_totals(meanings, self.headings.total_label))
        periods = {(meaning.period, meaning.relative) for meaning in meanings}
        if len(periods - {("", ())}) < (_MIN_PERIODS_OF_TOTAL if self.context.period else 1):
            return meanings
        for i, meaning in enumerate(meanings):
            row, column = meaning.position
            label = self.grid.filled[row][column].strip()
            has_period = meaning.period or meaning.relative
            is_empty = meaning == HeadingMeaning(position=meaning.position, unit=meaning.unit)
            if (is_empty and not self.context.period) or (is_total_label(label) and not has_period):
                meanings[i] = replace(meaning, derived=True, texts=(label,))
        return meanings

    def _describe_shape(self) -> SheetShape:
        """Return the table's shape (`yearbook`: a wide table), before its figures are counted.

        It is shown to people, who count rows from 1.
        """
        notes = [" ".join(self.grid.texts(row)) for row in self.layout.note_rows]
        return SheetShape(
            kind="yearbook",
            file=self.file,
            sheet=self.sheet.name,
            header_rows=tuple(row + 1 for row in self.layout.header_rows),
            title=self.context.title,
            unit=self.context.unit,
            area=self.context.area,
            period=self.context.period,
            row_dimensions=describe_dimensions(self.rows),
            column_dimensions=describe_dimensions(self.columns),
            note_rows=tuple(row + 1 for row in self.layout.note_rows),
            notes=tuple(notes),
            encoding=self.sheet.encoding,
            separator=self.sheet.separator,
        )

    def is_recognised(self) -> bool:
        """Return whether the table is one of figures.

        It has columns of figures and a period, above it or in a label, or a label that names an
        area; or it has a label that names an indicator.
        """
        meanings = [*self.rows, *self.columns]
        has_period = bool(self.context.period or self.context.unclear_period) or any(
            meaning.period or meaning.relative or meaning.unclear_period for meaning in meanings
        )
        if has_period or any(meaning.area for meaning in meanings):
            return bool(self.layout.value_columns)
        names = self.matcher.reference.indicator_codes_by_name
        return any(comparison_form(text) in names for meaning in meanings for text in meaning.texts)

    def read(self, figures: _FigureRows) -> None:
        """Add the figures of the wide table to `figures`, and its problems to `problems`.

        Cells that show an error, growth rates and ranks (`derived`), empty cells and marks such as
        … are left out, and so are labels that a person chose to ignore.
        """
        source = self._find_table_source()
        not_reported, count_before = 0, len(figures.rows)
        missing, unclear = {"area": 0, "period": 0}, Counter[UnclearHeading]()
        for row in self.rows:
            for column in self.columns:
                position = CellPosition(row.position.row, column.position.column)
                cell = self.grid.cells[position.row][position.column].strip()
                is_missing = cell_kind(cell) in ("empty", "mark")
                is_left_out = position in self.sheet.faults or position in self.unsaid
                is_left_out |= row in self.unlisted or self._is_check(row, self.row_totals)
                is_left_out |= self._is_check(column, self.column_totals)
                if is_left_out or row.derived or column.derived or is_missing:
                    not_reported += is_missing and not column.derived
                    continue
                values = self._read_figure(row, column, cell)
                # A label whose area is unknown is a problem of its own, found in matching it.
                has_area_label = None in (row.area, column.area)
                missing["area"] += not values["ref_area"] and not has_area_label
                if not values["time_period"]:
                    heading = find_unclear_heading(row, column, self.context.period)
                    unclear.update([heading] if heading else ())
                    missing["period"] += not heading
                if not values["indicator"] and self._is_left_out(row, column):
                    continue
                figures.add(position, {**values, "source": source})
        self._check_totals()
        count = len(figures.rows) - count_before
        self.shape = replace(self.shape, figures=count, not_reported=not_reported)
        self._report_table_problems(missing, unclear)
        cells = zip(figures.rows[count_before:], figures.column_letters[count_before:], strict=True)
        self.problems += rounding_notices(self.grid.rounded, self.grid.cells, cells, self.in_table)

    def _is_left_out(self, row: HeadingMeaning, column: HeadingMeaning) -> bool:
        """Return whether a figure is left out: a person chose so, or it is asked what it is."""
        path, _ = self.targets.split_label(self._label_path(row, column))
        return self.is_unsaid or self.matcher.is_left_out(path, self.context)

    @property
    def roles(self) -> WideTableRoles:
        """The table with what its labels mean, to tell what each cell was taken as."""
        pairs = ((self.rows, self.row_totals), (self.columns, self.column_totals))
        checks = [
            label.position
            for labels, totals in pairs
            for label in labels
            if self._is_check(label, totals)
        ]
        parts = (self.grid, self.layout, self.headings, self.context, self.rows, self.columns)
        return WideTableRoles(*parts, frozenset(checks))

    def _is_unlisted(self, row: HeadingMeaning) -> bool:
        """Return whether a row is a town or an enterprise, which no list of areas has."""
        within = self.headings.within
        return row.area is None and self.matcher.is_unlisted(row.area_label, within)

    def _is_check(self, heading: HeadingMeaning, totals: TotalRows) -> bool:
        """Return whether a row or column is a total that is no figure, only a check of others."""
        return heading.is_total and not totals.is_own(heading)

    def _check_totals(self) -> None:
        """Compare totals with the sums of their rows or columns, and tell how they were taken."""
        rows, columns = self.row_totals, self.column_totals
        self.problems += [*rows.notices(), *columns.notices()]
        self.problems += rows.check(
            [column for column in self.columns if not column.derived and self._may_add(column)]
        )
        self.problems += columns.check(
            [row for row in self.rows if not row.derived and self._may_add(row)]
        )

    def _may_add(self, heading: HeadingMeaning) -> bool:
        """Return whether the figures of a row or column may be added over areas: no rates."""
        code = self.indicators.get(self._label_path(heading, HeadingMeaning()), "")
        entry = self.matcher.reference.by_code.get(code, {})
        areas = entry.get("aggregation", "")
        areas = areas.get("areas", "") if isinstance(areas, Mapping) else areas
        is_rate = any(_RATE_LABEL.search(text) for text in heading.texts)
        return not is_rate and areas != "none" and entry.get("kind") != "ratio"

    def _label_path(self, row: HeadingMeaning, column: HeadingMeaning) -> tuple[str, ...]:
        """Return the labels that name the indicator of a figure, from the outermost inwards."""
        return (*row.texts, *column.texts)

    def _read_figure(
        self, row: HeadingMeaning, column: HeadingMeaning, cell: str
    ) -> dict[str, str]:
        """Return the texts of one figure by field; its labels are replaced by codes."""
        unit = self.units.find(row, column)
        label_position = row.position if row.texts else column.position
        path, of_label = self.targets.split_label(self._label_path(row, column))
        matched = self.matcher.match_indicator(path, unit, label_position, self.context)
        code = self.targets.find_code(matched, row, column, of_label)
        indicator, _, breakdown = code.partition(".")
        period = resolve_period(row, column, self.context.period)
        self.indicators[self._label_path(row, column)] = indicator
        self.is_unsaid = bool(matched) and not code
        if indicator or not self._is_left_out(row, column):
            self.units.count_without_unit(row, column, cell, indicator)
            if unit == "%":
                self.units.note_share(row, column, cell, indicator)
        return {
            "indicator": indicator,
            "breakdown": breakdown,
            "ref_area": self._find_figure_area(row, column),
            "time_period": self.flow_ends.settle(indicator, row, column, period),
            "as_reported": printed_units.add_unit(self._without_marks(cell, row, column), unit),
        }

    def _without_marks(self, cell: str, row: HeadingMeaning, column: HeadingMeaning) -> str:
        """Return a figure without footnote marks, and add a notice: 100① is 100, not 1001.

        The notice (`normalised`) says that the cell was read in another form than written.
        """
        number = strip_footnote_marks(cell)
        if number != cell:
            place = (self.file, self.sheet.name, row.position.row + 1)
            letters = column_letters(column.position.column)
            notice = Problem("normalised", "notice", *place, letters, value=cell, expected=number)
            self.problems.append(notice)
        return number

    def _find_figure_area(self, row: HeadingMeaning, column: HeadingMeaning) -> str:
        """Return the code of the area of a figure in the table; "" if it is unknown.

        It is that of the row, else of the column, else of the table. A label whose area is not yet
        known (None) is matched with the other labels of the sheet; unsure ones become a question.
        """
        for meaning in (row, column):
            if meaning.area:
                return meaning.area
            if meaning.area is None:
                return self.matcher.match_area(
                    meaning.area_label, meaning.position, self.headings.within
                )
        return self.context.area

    def _find_table_source(self) -> str:
        """Return the id of the source that a note names, else that the uploading person chose."""
        names = self.matcher.reference.source_ids_by_name
        titles = (comparison_form(find_source(note)) for note in self.shape.notes)
        return next((names[title] for title in titles if title in names), self.defaults.source)

    def _report_table_problems(
        self, missing: dict[str, int], unclear: Counter[UnclearHeading]
    ) -> None:
        """Add the problems of the whole table; `missing` counts figures without area or period.

        There is one for each of the two, at the header, one for each heading whose period is
        `unclear`, a notice for each row or column left out as derived (growth, ranks, totals), and
        one for each cell that shows an error.
        """
        in_table = self.in_table
        self.problems += [*self.units.finish(), *self.targets.problems.values()]
        self.problems += unlisted_notices(in_table, self.unlisted) + self.flow_ends.problems()
        for name, count in missing.items():
            if count:
                unread = self.context.unclear_period if name == "period" else ""
                code = "period_unclear" if unread else f"{name}_missing"
                hints = {"figures": count}
                self.problems.append(replace(in_table, code=code, value=unread, hints=hints))
        for heading, count in unclear.items():
            row, letters = heading.position.row + 1, column_letters(heading.position.column)
            at_label = replace(in_table, row=row, column=letters, value=heading.label)
            hints = {"figures": count}
            self.problems.append(replace(at_label, code="heading_period_unclear", hints=hints))
        for meaning in (*self.rows, *self.columns):
            if meaning.derived:
                row, letters = meaning.position.row + 1, column_letters(meaning.position.column)
                at_label = replace(in_table, row=row, column=letters, value="/".join(meaning.texts))
                self.problems.append(replace(at_label, code="derived_left_out", level="notice"))
        for (row, column), text in sorted(self.sheet.faults.items()):
            if row in self.layout.body and column in self.layout.value_columns:
                self.problems.append(cell_problem(self.file, self.sheet.name, row, column, text))
