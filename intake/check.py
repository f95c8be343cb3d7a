"""Check an upload: files in, figures and problems out.

It runs in a child process: `curation` calls it by `in_child.check_files_in_child`.
"""

import datetime
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
import pyarrow as pa

from chinese_text.characters import comparison_form
from file_formats import Cell, FileFormatError, Sheet, UnclearEncodingError, csv_text
from intake.check_options import CheckOptions, drop_unknown_options
from intake.corrected_cells import correct_cells
from intake.model import figure_table
from intake.model.batch import Batch
from intake.model.choices import build_choice_notice, find_choice
from intake.model.fields import TEMPLATE_SHEETS
from intake.model.problem import Problem, Problems, problem_from_error
from intake.model.reference import Entry, Reference
from intake.model.sheet_shape import SheetShape
from intake.model.sheet_view import MAX_ROWS, CellRole
from intake.model.submitted_rows import SubmittedRows
from intake.model.upload_labels import LabelMatch, RememberedLabels
from intake.questions.figure_targets import list_titles
from intake.questions.hidden_cells import choose_hidden_sheet, remove_hidden_cells
from intake.questions.long_flow_ends import LongFlowEnds
from intake.questions.long_targets import replace_by_targets, split_by_target_words
from intake.questions.long_totals import leave_out_totals
from intake.questions.long_units import LongUnits
from intake.questions.pointed_table import build_no_table_problem, find_pointed_table
from intake.result import CheckResult
from intake.rules import (
    duplicates,
    free_text,
    other_programme,
    ranges,
    relations,
    reporting_status,
    series,
    sources,
    suggested_cells,
)
from intake.tables import definitions, long_labels, long_tables, wide_tables
from intake.tables.download_sheets import is_explanation, is_of_charts
from intake.tables.open_file import OpenedFile, format_cells, open_file
from intake.tables.shown_sheets import ShownSheets
from intake.tables.table_context import ContextDefaults
from intake.tables.table_layout import find_header_row
from intake.values import amounts, codes
from intake.values.target_words import read_target_titles

FileProgress = Callable[[str, float, str], object]
_READING_SHARE, _CHECKING_SHARE = 0.4, 0.4
"""Shares of the time that reading files and checking single rows take, about."""
_SEEN_ROWS = 20
"""First rows of a sheet that the problem "no table was found" shows."""
_LARGE_CSV = 20 * 2**20
"""Bytes above which a CSV is read in chunks and never kept cell by cell."""


def check_files(
    files: Sequence[tuple[str, bytes]],
    reference: Reference,
    options: CheckOptions | None = None,
    remembered: RememberedLabels | None = None,
    progress: FileProgress | None = None,
    rows: Sequence[SubmittedRows] = (),
) -> CheckResult:
    """Read and check uploaded files (pairs of name and bytes).

    A file that cannot be read becomes a problem of the result. If `files` is a deque, it is emptied
    meanwhile: a large file takes memory only while it is read. `remembered` are earlier answers
    about labels. `rows` are figures without a file, checked together with the files. `progress` is
    called with the current stage (read, rows, compare), the share of the work that is done (0 to
    1), and the name of the file that is read ("" in the stage that compares all files).
    """
    options = options or CheckOptions()
    unread = files if isinstance(files, deque) else deque(files)
    names = [name for name, _ in files]
    # In files named after districts of one city, an ambiguous name means an area of that city.
    within = options.within or reporting_status.find_common_parent(names, reference.areas)
    options, option_problems = drop_unknown_options(replace(options, within=within), reference)
    upload = _UploadCheck(
        reference=reference,
        options=options,
        remembered=remembered or RememberedLabels(),
        progress=progress or (lambda stage, share, file: None),
        files=[*names, *(submitted.name for submitted in rows)],
    )
    total_size, read_size = sum(len(data) for _, data in unread) or 1, 0
    upload.problems.extend(option_problems)
    while unread:
        name, data = unread.popleft()
        upload.progress("read", _READING_SHARE * read_size / total_size, name)
        upload.read_file(name, data)
        read_size += len(data)
        del data
    for submitted in rows:
        upload.add_rows(submitted)
    return upload.finish()


@dataclass
class _UploadCheck:
    """An upload being checked: files are read one by one, then `finish` compares all figures.

    `batches` are the tables read so far (a long CSV is only opened at first) and `shapes` describe
    them. `labels` are the labels of wide tables. `indicators` and `sources` are the definitions
    that the upload itself contains.
    """

    reference: Reference
    options: CheckOptions
    remembered: RememberedLabels
    progress: FileProgress
    files: list[str]
    batches: list[Batch | long_tables.LongCsv] = field(default_factory=list)
    shapes: list[SheetShape] = field(default_factory=list)
    labels: list[LabelMatch] = field(default_factory=list)
    indicators: list[Entry] = field(default_factory=list)
    sources: list[Entry] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Create what collects problems, shown cells, labels and units while files are read."""
        self.problems = Problems(self.files)
        self.shown = ShownSheets()
        self.long_labels = long_labels.LongLabels(self.remembered)
        self.long_units = LongUnits(self.options.choices)
        self.long_flow_ends = LongFlowEnds(self.options.choices)

    def read_file(self, name: str, data: bytes) -> None:
        """Read all sheets of an uploaded file; add a problem if it cannot be read.

        Sheets that were read before the error are kept. If the encoding is unclear, the problem
        names the possible ones and shows the beginning of the text in each, so that a person can
        choose.
        """
        options = self.options
        try:
            opened = open_file(name, data, options.limits, options.encodings.get(name, ""))
            opened, correction_problems = correct_cells(opened, options.cells)
            self.problems.extend(correction_problems)
            self._read_sheets(opened)
        except UnclearEncodingError as error:
            encodings = ", ".join(encoding for encoding, _ in error.previews)
            previews = {f"preview_{encoding}": text for encoding, text in error.previews}
            problem = problem_from_error(error, name)
            self.problems.add(replace(problem, expected=encodings, hints=previews))
        except FileFormatError as error:
            self.problems.add(problem_from_error(error, name))

    def add_rows(self, rows: SubmittedRows) -> None:
        """Add figures and definitions that were submitted without a file.

        The figures count as a long table (`tidy`: one figure a row). Definitions with errors are
        left out.
        """
        self._add_entries(rows.name, rows.indicators, rows.sources)
        self.batches.append(rows.to_batch())
        self.shapes.append(SheetShape("tidy", rows.name, "", figures=len(rows.figures)))

    def _add_entries(
        self, file: str, indicators: Iterable[Entry], sources: Iterable[Entry]
    ) -> None:
        """Check entries of a code list and add those without errors to the definitions."""
        defined, problems = definitions.check_indicator_entries(indicators, file, self.reference)
        cited, source_problems = definitions.check_source_entries(sources, file, self.reference)
        self._add_definitions(defined, cited)
        self.problems.extend([*problems, *source_problems])

    def _read_sheets(self, opened: OpenedFile) -> None:
        """Read every sheet as a long or a wide table; report files and sheets without a table.

        The figures of a long table (one figure a row) in a CSV are read later, by `_check_chunks`.
        """
        file, shape_count = opened.file, len(self.shapes)
        definition_count = len(self.indicators) + len(self.sources)
        self._add_entries(file, opened.lists.get("indicators", ()), opened.lists.get("sources", ()))
        if opened.text is not None and self._read_csv(file, opened.text):
            return
        if any(map(is_of_charts, opened.sheets)):
            self.problems.add(Problem("chart_download", "error", file))
            return
        read_sheets = (sheet for sheet in opened.sheets if self._is_read(file, sheet))
        visible_sheets = (self._remove_hidden_cells(file, sheet) for sheet in read_sheets)
        sheets = [sheet for sheet in visible_sheets if not self._read_definitions(file, sheet)]
        names = [sheet.name for sheet in sheets]
        within = reporting_status.find_common_parent(names, self.reference.areas)
        left_out = [sheet.name for sheet in sheets if not self._read_sheet(file, sheet, within)]
        shapes = self.shapes[shape_count:]
        # Sheets of definitions and empty ones are not in `sheets`: they need no table.
        if not shapes and (sheets or opened.text is not None):
            self._report_no_table(file, sheets, opened)
        elif shapes:
            has_definitions = len(self.indicators) + len(self.sources) > definition_count
            if not (has_definitions or any(shape.figures for shape in shapes)):
                self.problems.add(Problem("no_figures", "warning", file))
            for name in left_out:
                self.problems.add(Problem("sheet_left_out", "warning", file, name, value=name))

    def _report_no_table(self, file: str, sheets: Sequence[Sheet], opened: OpenedFile) -> None:
        """Add the problem that a file has no table, with its first rows and its likely header."""
        rows = opened.text.head if opened.text is not None else format_cells(sheets[0], _SEEN_ROWS)
        self.problems.add(build_no_table_problem(file, rows, find_header_row(rows)))

    def _is_read(self, file: str, sheet: Sheet) -> bool:
        """Return whether a sheet is read, a hidden one only if a person chose so; add problems."""
        is_read, problems = choose_hidden_sheet(sheet, file, self.options.choices)
        self.problems.extend(problems)
        return is_read

    def _remove_hidden_cells(self, file: str, sheet: Sheet) -> Sheet:
        """Return a sheet without hidden rows and columns, or with them if a person chose so."""
        visible, problems = remove_hidden_cells(sheet, file, self.options.choices)
        self.problems.extend(problems)
        if comparison_form(sheet.name) not in TEMPLATE_SHEETS:
            shown = self.shown.add(file, sheet)
            if visible is not sheet:
                shown.mark_hidden()
        return visible

    def _read_definitions(self, file: str, sheet: Sheet) -> bool:
        """Read a sheet of definitions; return whether the sheet needs no reading as a table.

        It needs none either if it is empty or one of the template's sheets without figures.
        """
        from_template = comparison_form(sheet.name) in TEMPLATE_SHEETS
        if from_template or not any(map(any, sheet.rows)) or is_explanation(sheet):
            return True
        kind = definitions.detect_definition_kind(sheet)
        if kind == "indicators":
            indicators, problems = definitions.read_indicator_sheet(sheet, file, self.reference)
            self._add_definitions(indicators, [])
        elif kind == "sources":
            sources, problems = definitions.read_source_sheet(sheet, file, self.reference)
            self._add_definitions([], sources)
        else:
            return False
        self.problems.extend(problems)
        self.shown.find(file, sheet.name).mark_filled(CellRole.DEFINITION)
        return True

    def _add_definitions(self, indicators: Sequence[Entry], sources: Sequence[Entry]) -> None:
        """Add definitions from the upload to the reference that its figures are checked against."""
        self.indicators += indicators
        self.sources += sources
        self.reference = self.reference.with_definitions(indicators, sources)

    def _read_csv(self, file: str, text: csv_text.CsvText) -> bool:
        """Read a CSV; return True if it is a long table whose figures are to be read later.

        A long table (one figure a row) is read later, in blocks by pyarrow, if it is large or has
        regular quotes. Any other long table and every wide one is read at once, cell by cell.
        """
        header, limits = long_tables.find_header(text.head), self.options.limits
        is_large = len(text.data) > _LARGE_CSV
        if header and is_large and not text.has_regular_quotes:
            # A wrong quote raises an error with its line, which pyarrow would not name.
            csv_text.check_quotes(text, limits)
        if header and (is_large or text.has_regular_quotes):
            first_rows = list(map(list[Cell], csv_text.read_first_rows(text, MAX_ROWS)))
            self.shown.add(file, Sheet("", first_rows), text.lines).mark_long_table(header)
            defaults, problems = self._read_header(header, file, "")
            self.batches.append(
                long_tables.LongCsv(
                    text,
                    header,
                    file,
                    limits,
                    defaults,
                    self._find_values_as(header, file, ""),
                    self._list_chosen_defaults(file),
                    common_title=long_tables.read_common_title(header, self.reference.areas),
                    within=long_tables.find_area_above(header, self.reference.areas),
                    problems=problems,
                )
            )
            return True
        wide_tables.check_table_size(text.lines, len(text.head[-1]) if text.head else 0)
        rows = csv_text.read_rows(text, limits)
        sheet = Sheet("", list[list[Cell]](map(list, rows)), text.encoding, text.separator)
        self.shown.add(file, sheet)
        self._read_sheet(file, sheet)
        return False

    def _read_sheet(self, file: str, sheet: Sheet, within: str = "") -> bool:
        """Read the figures of a sheet; return whether it has a table.

        `within` is where an ambiguous area name is looked up if the options name no area.
        """
        header = long_tables.find_header(format_cells(sheet, long_tables.HEADER_SEARCH_ROWS))
        if header:
            self._read_long_sheet(file, sheet, header, within)
            return True
        wide_tables.check_table_size(len(sheet.rows), max(map(len, sheet.rows), default=0))
        options = self.options
        context = ContextDefaults(
            area=options.area,
            period=options.period,
            unit=options.unit,
            source=self._list_chosen_defaults(file).get("source", ""),
            values_as=options.values_as,
            within=options.within or within,
            table=find_pointed_table(file, options.choices, len(sheet.rows)),
            choices=options.choices,
        )
        result = wide_tables.read_wide_sheet(sheet, file, self.reference, self.remembered, context)
        self.shapes += result.shapes
        self.labels += result.labels
        self.problems.extend(result.problems)
        for table, positions in result.tables:
            self.shown.find(file, sheet.name).mark_wide_table(table, positions)
        if result.batch is not None:
            self.batches.append(result.batch)
        return bool(result.shapes)

    def _read_long_sheet(
        self, file: str, sheet: Sheet, header: long_tables.LongHeader, within: str
    ) -> None:
        """Read the figures of a sheet that is a long table; `within` as in `_read_sheet`.

        Empty cells get what a person chose for the file, missing columns what is stated above the
        table or chosen.
        """
        batch, shape, problems = long_tables.read_long_sheet(sheet, header, file)
        defaults, header_problems = self._read_header(header, file, sheet.name)
        batch = long_tables.fill_empty_cells(batch, self._list_chosen_defaults(file))
        batch = long_tables.add_missing_columns(batch, defaults)
        areas = self.reference.areas
        batch = replace(
            batch,
            common_title=long_tables.read_common_title(header, areas),
            within=long_tables.find_area_above(header, areas) or within,
            values_as=self._find_values_as(header, file, sheet.name),
        )
        self.batches.append(batch)
        self.problems.extend((*header_problems, *problems))
        self.shapes.append(shape)
        notes = [row - 1 for row in shape.note_rows]
        self.shown.find(file, sheet.name).mark_long_table(header, notes)

    def _read_header(
        self, header: long_tables.LongHeader, file: str, sheet: str
    ) -> tuple[dict[str, str], list[Problem]]:
        """Return defaults for columns that a long table lacks, by field, and its header's problems.

        A default (area, period, unit, source) is stated above the table or chosen by a person.
        """
        chosen = self._list_chosen_defaults(file).items()
        defaults = {name: value for name, value in chosen if name not in header.columns}
        defaults |= long_tables.read_defaults(header, self.reference.areas)
        return defaults, long_tables.find_header_problems(header, file, sheet, defaults)

    def _list_chosen_defaults(self, file: str) -> dict[str, str]:
        """Return by field the area, period, unit and source that a person chose for a file.

        They apply to figures that do not state their own.
        """
        options = self.options
        source = find_choice(Problem("source_missing", file=file), options.choices)
        chosen = {"ref_area": options.area, "time_period": options.period}
        chosen |= {"unit": options.unit, "source": source or options.source}
        return {name: value for name, value in chosen.items() if value}

    def _find_values_as(self, header: long_tables.LongHeader, file: str, sheet: str) -> str:
        """Return "target" if the figures of a long table are targets, else "".

        If the titles leave this unclear and nobody has chosen, a question is added. A table with
        the columns of figures.csv has the codes of targets itself.
        """
        options, own_codes = self.options, "value_low" in header.columns
        titles = list_titles(header.lines_above, sheet, file)
        values_as = "" if own_codes else read_target_titles(titles)
        if values_as in ("", "unclear"):
            values_as = options.values_as or values_as  # type: ignore[assignment]
        if values_as == "unclear":
            title = next(filter(None, titles), "")
            question = Problem("plan_or_actual", "error", file, sheet, header.row + 1, value=title)
            choice = find_choice(question, options.choices)
            self.problems.add(build_choice_notice(question, choice) if choice else question)
            return choice
        return values_as

    def finish(self) -> CheckResult:
        """Check every figure alone and against the others, and return the result."""
        table = figure_table.join_batches(self._check_chunks())
        self.problems.extend([*self.long_units.finish(), *self.long_flow_ends.finish()])
        self.progress("compare", _READING_SHARE + _CHECKING_SHARE, "")
        reference, choices = self._read_published(table), self.options.choices
        table = other_programme.ask_about_programmes(table, reference, choices, self.problems)
        duplicates.check_duplicates(table, self.problems)
        removed = duplicates.check_published(table, reference, self.options.mode, self.problems)
        level, today = self.options.relations, self.options.today or datetime.date.today()
        # Figures that are published with the same number were checked and explained before: in
        # `changed` they count as invalid, so that the rules leave them out.
        changed = duplicates.leave_out_unchanged(table, reference)
        self._check_sources(table, table.valid & ~changed.valid)
        ranges.check_future_periods(changed, today, self.problems)
        ranges.check_ranges(changed, reference, self.problems)
        relations.check_relations(changed, reference, level, self.problems)
        series.check_cumulative(changed, reference, level, self.problems)
        series.check_changes(changed, reference, self.options.factor, self.problems)
        arrow, problems = figure_table.to_arrow(table), self.problems.sorted()
        sheets = self.shown.finish(arrow, problems)
        find_earlier = partial(series.find_earlier, table, reference)
        problems = suggested_cells.suggest_cells(problems, sheets, arrow, find_earlier)
        return CheckResult(
            shape=self.shapes[0].kind if self.shapes else "unknown",
            table=arrow,
            problems=problems,
            shapes=tuple(self.shapes),
            labels=(*self.labels, *self.long_labels.matches.values()),
            indicators=tuple(self.indicators),
            sources=tuple(self.sources),
            reporting_status=reporting_status.list_reporting_status(
                table, self.reference.areas, self.options.expected
            ),
            removed=removed,
            mode=self.options.mode,
            sheets=sheets,
        )

    def _check_sources(self, table: figure_table.FigureTable, unchanged: np.ndarray) -> None:
        """Add problems of figures without a source, except unchanged ones, if this is asked for."""
        if self.options.ask_source:
            known = (self.options.choices, self.shapes, self.reference.source_ids_by_name)
            self.problems.extend(sources.find_missing_sources(table, unchanged, *known))

    def _check_chunks(self) -> list[figure_table.ParsedChunk]:
        """Read and check the figures one by one, chunk after chunk, emptying the batches.

        If a CSV proves unreadable halfway, one problem replaces its figures and problems so far.
        The shape and problems of a CSV are known only after its last chunk, and are added then.
        """
        figure_count, checked = sum(map(len, self.batches)) or 1, 0
        chunks: list[figure_table.ParsedChunk] = []
        while self.batches:
            batch, chunk_count = self.batches.pop(0), len(chunks)
            checkpoint = self.problems.checkpoint()
            try:
                for chunk in batch.take_chunks():
                    within = self.options.area or self.options.within or chunk.within
                    chunk = replace(chunk, within=within)
                    share = min(checked / figure_count, 1)  # the count of a CSV is an estimate
                    self.progress("rows", _READING_SHARE + _CHECKING_SHARE * share, batch.file)
                    checked += len(chunk)
                    chunks += map(self._check_chunk, split_by_target_words(chunk))
                    del chunk
                    pa.default_memory_pool().release_unused()
            except FileFormatError as error:
                del chunks[chunk_count:]
                self.problems.undo_to(checkpoint)
                self.problems.add(problem_from_error(error, batch.file))
                continue
            if isinstance(batch, long_tables.LongCsv):
                self.problems.extend(batch.problems)
                self.shapes.append(batch.shape)
                if not batch.count:
                    self.problems.add(Problem("no_figures", "warning", batch.file))
        self.shapes.sort(key=lambda shape: self.files.index(shape.file))
        return chunks

    def _check_chunk(self, chunk: Batch) -> figure_table.ParsedChunk:
        """Read the codes and amounts of a chunk and check its texts.

        Only texts that are stored as written are kept, to limit the memory of a large file.
        """
        chunk = self.long_labels.replace_labels(chunk, self.reference)
        chunk = leave_out_totals(chunk, self.reference.areas, self.problems)
        coded = codes.resolve_codes(chunk, self.reference, self.problems, self.options.choices)
        chunk = self.long_units.add_chosen_units(chunk, coded["indicator"], self.reference)
        coded["time_period"] = self.long_flow_ends.complete_periods(chunk, coded, self.reference)
        if chunk.values_as == "target":
            coded["indicator"], problems = replace_by_targets(
                chunk, coded["indicator"], self.reference, self.options.choices
            )
            self.problems.extend(problems)
        measured = amounts.measure_amounts(chunk, coded, self.reference, self.problems)
        free_text.check_free_text(chunk, self.problems)
        return figure_table.ParsedChunk(chunk.without_values(), coded, measured)

    def _read_published(self, table: figure_table.FigureTable) -> Reference:
        """Return the reference together with the published figures to compare with.

        They are read only now that the uploaded indicators and areas are known. In mode `replace`
        the figures of all areas are read, since those of areas that the upload lacks are removed.
        """
        areas = set() if self.options.mode == "replace" else table.distinct_codes("ref_area")
        return self.reference.with_published(
            relations.find_related_indicators(table, self.reference), areas
        )
