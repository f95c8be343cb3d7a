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

from chinese_text.characters import comparison_form
from file_formats import FileFormatError, Sheet
from file_formats.sheet import column_index, column_letters
from intake.model.areas import is_total_label, is_total_of_periods
from intake.model.batch import Batch
from intake.model.column_arrays import make_text_column
from intake.model.problem import Problem
from intake.model.reference import Reference
from intake.model.sheet_shape import SheetShape
from intake.model.sheet_view import MAX_ROWS
from intake.model.table_notes import find_source, strip_footnote_marks
from intake.model.upload_labels import LabelMatch, RememberedLabels
from intake.questions.figure_targets import FigureTargets, list_titles
from intake.questions.figure_units import FigureUnits
from intake.questions.first_days import replace_first_days
from intake.questions.flow_ends import FlowEnds
from intake.questions.merged_figures import ask_about_merged_figures
from intake.questions.total_rows import TotalRows, mark_totals
from intake.questions.unlisted_parts import unlisted_notices
from intake.questions.year_questions import YearQuestions
from intake.tables.displayed_texts import build_rounding_notices
from intake.tables.figure_periods import (
    UnclearHeading,
    date_cumulative_headings,
    date_headings_of_last_year,
    find_unclear_heading,
    resolve_period,
)
from intake.tables.grid import CellGrid, CellPosition, find_cell_kind
from intake.tables.heading_meaning import HeadingMeaning, describe_dimensions
from intake.tables.headings import HeadingReader
from intake.tables.label_matcher import LabelMatcher
from intake.tables.long_tables import build_cell_problem
from intake.tables.table_context import ContextDefaults, TableContext, read_context
from intake.tables.table_layout import (
    TableLayout,
    find_tables,
    has_same_head,
    lay_out_pointed_table,
)
from intake.tables.wide_table_roles import WideTableRoles
from intake.values import printed_units

_RATE_LABEL = re.compile("率$|比重|占比|比例|平均|人均|均值")
_COLUMNS = ("indicator", "breakdown", "ref_area", "time_period", "as_reported", "source")
_MIN_PERIODS_OF_TOTAL = 2
"""Periods in rows or columns from which a 合计 beside them is the total of the periods."""
MAX_CELLS = 400_000
"""Cells that a wide table may have: a hundred indicators of every county."""


@dataclass
class WideSheet:
    """The figures of one sheet, the recognised shapes of its tables, and its problems.

    `tables` has each table with the positions of its figures in the rows that the page shows.
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

    def list_shown_positions(self, first: int) -> list[CellPosition]:
        """Return the positions of those figures from the index `first` on that the page shows."""
        rows_and_letters = zip(self.rows[first:], self.column_letters[first:], strict=True)
        return [
            CellPosition(row_number - 1, column_index(letters))
            for row_number, letters in rows_and_letters
            if row_number <= MAX_ROWS
        ]

    def to_batch(self, file: str, sheet: str) -> Batch:
        """Return the collected figures as a batch."""
        columns = {name: make_text_column(texts) for name, texts in self.columns.items()}
        rows, letters = np.array(self.rows, np.int64), self.column_letters
        # The labels are replaced by codes already, "" for a label without a match.
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
    """Read every wide table of a sheet, one below the other; without any, there are no shapes.

    A table may inherit title and period from the one above it. Labels are matched once for the
    whole sheet, by names and by people's answers (`remembered`). If a person has named header and
    first figure (`defaults.table`), only this table is read.
    """
    grid = CellGrid.from_sheet(sheet)
    result, figures = WideSheet(), _FigureRows()
    matcher = LabelMatcher(reference, remembered, file, sheet.name)
    start, previous = 0, None
    years = YearQuestions(grid, file, sheet.name, defaults.choices)
    pointed = (lay_out_pointed_table(grid, *defaults.table),) if defaults.table else ()
    while layouts := pointed or find_tables(grid, start, years.find_choice):
        for layout in layouts:
            if previous:
                result.problems += years.build_head_warnings(previous.layout, layout)
            table = _WideTableReader(grid, layout, sheet, matcher, defaults, previous)
            if pointed or table.is_recognised():
                first = len(figures.rows)
                table.read(figures)
                result.tables.append((table.roles, figures.list_shown_positions(first)))
                result.shapes.append(table.shape)
                result.problems += table.problems
        if pointed:
            break
        previous = table
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
        previous: "_WideTableReader | None",
    ) -> None:
        """Read context and labels of a table, given the table before it on the sheet.

        The context are the title, area, period and unit above the table. `matcher` finds the
        indicators and areas of labels. `defaults` are the uploading person's choices for what the
        table does not state.
        """
        self.grid, self.layout, self.sheet, self.file = grid, layout, sheet, matcher.file
        self.matcher, self.defaults = matcher, defaults
        self.problems: list[Problem] = []
        areas, names = matcher.reference.areas, (sheet.name, matcher.file)
        heads = product(layout.header_rows, layout.label_columns)
        around = [grid.cells[row][column] for row, column in heads]
        around += [text for row in layout.note_rows for text in grid.list_texts(row)]
        before = previous.context if previous else None
        self.context: TableContext = read_context(
            grid, layout.context_rows, areas, names, defaults, before, around
        )
        self.earlier_rows = self._find_earlier_rows(previous)
        known = matcher.reference.indicator_codes_by_name
        self.headings = HeadingReader(grid, layout, areas, self.context.area, known)
        columns = [self.headings.read_column(column) for column in layout.value_columns]
        self.rows = self._complete_labels(self.headings.read_rows())
        self.columns = self._complete_labels(columns)
        self.shape = self._describe_shape()
        self._prepare_questions()

    def _find_earlier_rows(self, previous: "_WideTableReader | None") -> list[HeadingMeaning]:
        """Return the rows of the pages above whose head and title this table repeats; else []."""
        if previous is None or previous.context.title != self.context.title:
            return []
        is_repeated = has_same_head(self.grid, previous.layout, self.layout)
        return [*previous.earlier_rows, *previous.rows] if is_repeated else []

    def _prepare_questions(self) -> None:
        """Begin the questions about years, totals, units and targets of the table."""
        grid, layout, sheet, defaults = self.grid, self.layout, self.sheet, self.defaults
        reference = self.matcher.reference
        years = YearQuestions(grid, self.file, sheet.name, defaults.choices)
        year_cells = years.ask(layout, self.rows, self.columns)
        merged_cells, merged_problems = ask_about_merged_figures(
            sheet, self.file, grid, layout, defaults.choices
        )
        self.unclear_cells = year_cells | merged_cells
        self.problems += [*merged_problems, *years.problems]
        first_row = min(layout.header_rows, default=layout.body.start) + 1
        self.in_table = Problem("", file=self.file, sheet=sheet.name, row=first_row)
        self.flow_ends = FlowEnds(reference, self.context, self.in_table, defaults.choices)
        self.unlisted = [row for row in self.rows if self._is_unlisted(row)]
        self.indicators: dict[tuple[str, ...], str] = {}
        headings = [*self.rows, *self.columns]
        self.units = FigureUnits(reference, self.context, self.in_table, defaults.choices, headings)
        totals = partial(
            TotalRows, grid, reference, self.in_table, self.context.area, choices=defaults.choices
        )
        self.row_totals = totals(
            self.rows, self.columns, self.units.find, earlier=self.earlier_rows
        )
        self.column_totals = totals(
            self.columns,
            self.rows,
            lambda column, row: self.units.find(row, column),
            are_columns=True,
        )
        lines = [text for row in layout.context_rows for text in grid.list_texts(row)]
        titles = list_titles([self.context.title, *lines], sheet.name, self.file)
        self.targets = FigureTargets(reference, self.in_table, titles, defaults)

    def _complete_labels(self, meanings: list[HeadingMeaning]) -> list[HeadingMeaning]:
        """Complete the labels of all rows or columns: parents, totals, days and 累计 as periods.

        Totals over periods (2022年 2023年 合计) become derived, which means not imported. So does a
        label without meaning (数量) beside periods, unless a period stands above the table.
        """
        cells = product(self.layout.header_rows, self.layout.label_columns)
        heads = [self.grid.filled[row][column].strip() for row, column in cells]
        meanings, problems = replace_first_days(
            self.headings.add_parent_labels(self.headings.name_money(meanings)),
            [*heads, self.context.title, self.sheet.name],
            Problem("", "error", self.file, self.sheet.name),
            self.defaults.choices,
        )
        self.problems += problems
        are_rows = bool(meanings) and meanings[0].position.row in self.layout.body
        earlier = self.earlier_rows if are_rows else []
        marked = mark_totals([*earlier, *meanings], self.headings.find_total_label)
        meanings = date_headings_of_last_year(date_cumulative_headings(marked[len(earlier) :]))
        periods = {(meaning.period, meaning.relative_periods) for meaning in meanings}
        if len(periods - {("", ())}) < (_MIN_PERIODS_OF_TOTAL if self.context.period else 1):
            return meanings
        for i, meaning in enumerate(meanings):
            row, column = meaning.position
            label = self.grid.filled[row][column].strip()
            has_period = meaning.period or meaning.relative_periods
            is_empty = meaning == HeadingMeaning(position=meaning.position, unit=meaning.unit)
            is_total = not has_period and (is_total_label(label) or is_total_of_periods(label))
            if is_total or (is_empty and not self.context.period):
                meanings[i] = replace(meaning, is_derived=True, indicator_labels=(label,))
        return meanings

    def _describe_shape(self) -> SheetShape:
        """Return the table's shape (`yearbook`: a wide table), before its figures are counted.

        Its rows count from 1, since people see them.
        """
        notes = [" ".join(self.grid.list_texts(row)) for row in self.layout.note_rows]
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

        It is if it has columns of figures, and a period (above it or in a label) or a label that
        names an area. Without period and area, one of its labels must name an indicator.
        """
        meanings = [*self.rows, *self.columns]
        has_period = bool(self.context.period or self.context.unclear_period) or any(
            meaning.period or meaning.relative_periods or meaning.unclear_period
            for meaning in meanings
        )
        if has_period or any(meaning.area for meaning in meanings):
            return bool(self.layout.value_columns)
        names = self.matcher.reference.indicator_codes_by_name
        return any(
            comparison_form(text) in names
            for meaning in meanings
            for text in meaning.indicator_labels
        )

    def read(self, figures: _FigureRows) -> None:
        """Add the figures of the wide table to `figures`, and its problems to `problems`.

        Left out are cells that show an error, empty cells and marks such as …, growth rates and
        ranks (`is_derived`), and labels that a person chose to ignore.
        """
        source = self._find_table_source()
        not_reported, count_before = 0, len(figures.rows)
        missing_counts, unclear_counts = {"area": 0, "period": 0}, Counter[UnclearHeading]()
        for row in self.rows:
            for column in self.columns:
                position = CellPosition(row.position.row, column.position.column)
                cell = self.grid.cells[position.row][position.column].strip()
                is_missing = find_cell_kind(cell) in ("empty", "mark")
                is_left_out = position in self.sheet.error_texts or position in self.unclear_cells
                is_left_out |= row in self.unlisted or self._is_check(row, self.row_totals)
                is_left_out |= self._is_check(column, self.column_totals)
                if is_left_out or row.is_derived or column.is_derived or is_missing:
                    not_reported += is_missing and not column.is_derived
                    continue
                values = self._read_figure(row, column, cell)
                # A label whose area is unknown became a problem when it was matched.
                has_area_label = None in (row.area, column.area)
                missing_counts["area"] += not values["ref_area"] and not has_area_label
                if not values["time_period"]:
                    heading = find_unclear_heading(row, column, self.context.period)
                    unclear_counts.update([heading] if heading else ())
                    missing_counts["period"] += not heading
                if not values["indicator"] and self._is_left_out(row, column):
                    continue
                figures.add(position, {**values, "source": source})
        self._check_totals()
        figure_count = len(figures.rows) - count_before
        self.shape = replace(self.shape, figures=figure_count, not_reported=not_reported)
        self._report_table_problems(missing_counts, unclear_counts)
        cells = zip(figures.rows[count_before:], figures.column_letters[count_before:], strict=True)
        self.problems += build_rounding_notices(
            self.grid.rounded, self.grid.cells, cells, self.in_table
        )

    def _is_left_out(self, row: HeadingMeaning, column: HeadingMeaning) -> bool:
        """Return whether a figure is left out by choice, or as long as its target is unclear."""
        path, _ = self.targets.split_label(self._join_labels(row, column))
        return self.is_target_unclear or self.matcher.is_left_out(path, self.context)

    @property
    def roles(self) -> WideTableRoles:
        """The table with the meanings of its labels, by which the roles of its cells are found."""
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
        """Return whether a heading is a total that is only compared with its parts, no figure."""
        return heading.is_total and not totals.is_own_figure(heading)

    def _check_totals(self) -> None:
        """Add problems of totals that differ from their sums, and notices of how they were read."""
        rows, columns = self.row_totals, self.column_totals
        self.problems += [*rows.build_notices(), *columns.build_notices()]
        self.problems += rows.check(
            [
                column
                for column in self.columns
                if not column.is_derived and self._is_additive(column)
            ]
        )
        self.problems += columns.check(
            [row for row in self.rows if not row.is_derived and self._is_additive(row)]
        )

    def _is_additive(self, heading: HeadingMeaning) -> bool:
        """Return whether the figures of a row or column may be added over areas (rates may not)."""
        code = self.indicators.get(self._join_labels(heading, HeadingMeaning()), "")
        entry = self.matcher.reference.by_code.get(code, {})
        aggregation = entry.get("aggregation", "")
        over_areas = (
            aggregation.get("areas", "") if isinstance(aggregation, Mapping) else aggregation
        )
        is_rate = any(_RATE_LABEL.search(text) for text in heading.indicator_labels)
        return not is_rate and over_areas != "none" and entry.get("kind") != "ratio"

    def _join_labels(self, row: HeadingMeaning, column: HeadingMeaning) -> tuple[str, ...]:
        """Return the labels that name the indicator of a figure, from the outermost inwards."""
        return (*row.indicator_labels, *column.indicator_labels)

    def _read_figure(
        self, row: HeadingMeaning, column: HeadingMeaning, cell: str
    ) -> dict[str, str]:
        """Return the texts of one figure by field; its labels are replaced by codes."""
        unit = self.units.find(row, column)
        label_position = row.position if row.indicator_labels else column.position
        path, label_values_as = self.targets.split_label(self._join_labels(row, column))
        matched = self.matcher.match_indicator(path, unit, label_position, self.context)
        code = self.targets.find_code(matched, row, column, label_values_as)
        indicator, _, breakdown = code.partition(".")
        period = resolve_period(row, column, self.context.period)
        self.indicators[self._join_labels(row, column)] = indicator
        self.is_target_unclear = bool(matched) and not code  # for `_is_left_out`
        if indicator or not self._is_left_out(row, column):
            self.units.count_without_unit(row, column, cell, indicator)
            if unit == "%":
                self.units.note_share(row, column, cell, indicator)
        return {
            "indicator": indicator,
            "breakdown": breakdown,
            "ref_area": self._find_figure_area(row, column),
            "time_period": self.flow_ends.find_period(indicator, row, column, period),
            "as_reported": printed_units.add_unit(self._strip_marks(cell, row, column), unit),
        }

    def _strip_marks(self, cell: str, row: HeadingMeaning, column: HeadingMeaning) -> str:
        """Return a figure without footnote marks, and add a notice if it has some: 100① → 100."""
        number = strip_footnote_marks(cell)
        if number != cell:
            place = (self.file, self.sheet.name, row.position.row + 1)
            letters = column_letters(column.position.column)
            notice = Problem("normalised", "notice", *place, letters, value=cell, expected=number)
            self.problems.append(notice)
        return number

    def _find_figure_area(self, row: HeadingMeaning, column: HeadingMeaning) -> str:
        """Return the code of the area of a figure in the table; "" if it is unknown.

        It is that of the row, else of the column, else of the table. A label whose area is unknown
        (None) is matched by answers and similar names; if it stays unclear, it becomes a question.
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
        """Return the id of the source that a note names, else of the one that a person chose."""
        names = self.matcher.reference.source_ids_by_name
        titles = (comparison_form(find_source(note)) for note in self.shape.notes)
        return next((names[title] for title in titles if title in names), self.defaults.source)

    def _report_table_problems(
        self, missing_counts: dict[str, int], unclear_counts: Counter[UnclearHeading]
    ) -> None:
        """Add the problems of the whole table.

        They count the figures without area and without period, and those of each heading whose
        period is unclear. A notice is added for each row or column left out as derived
        (growth, ranks, totals), a problem for each cell that shows an error.
        """
        in_table = self.in_table
        self.problems += [*self.units.finish(), *self.targets.problems.values()]
        self.problems += unlisted_notices(in_table, self.unlisted) + self.flow_ends.problems()
        for name, count in missing_counts.items():
            if count:
                unread = self.context.unclear_period if name == "period" else ""
                code, hints = "period_unclear" if unread else f"{name}_missing", {"figures": count}
                self.problems.append(replace(in_table, code=code, value=unread, hints=hints))
        for heading, count in unclear_counts.items():
            row, letters = heading.position.row + 1, column_letters(heading.position.column)
            at_label = replace(in_table, row=row, column=letters, value=heading.label)
            hints = {"figures": count}
            self.problems.append(replace(at_label, code="heading_period_unclear", hints=hints))
        for meaning in (*self.rows, *self.columns):
            if meaning.is_derived:
                row, letters = meaning.position.row + 1, column_letters(meaning.position.column)
                at_label = replace(in_table, row=row, column=letters, code="derived_left_out")
                label = "/".join(meaning.indicator_labels)
                self.problems.append(replace(at_label, level="notice", value=label))
        for (row, column), text in sorted(self.sheet.error_texts.items()):
            if row in self.layout.body and column in self.layout.value_columns:
                self.problems.append(
                    build_cell_problem(self.file, self.sheet.name, row, column, text)
                )
