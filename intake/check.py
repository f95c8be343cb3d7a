"""Uploads to figures and problems: the one way in for pages and for the command line."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pyarrow as pa

from file_formats import (
    LIMITS,
    Cell,
    FileFormatError,
    FileLimits,
    Sheet,
    UnclearEncodingError,
    csv_columns,
)
from intake.model import figure_table
from intake.model.batch import Batch
from intake.model.characters import comparison_form
from intake.model.fields import TEMPLATE_SHEETS
from intake.model.modes import Mode
from intake.model.problem import Level, Problem, Problems, problem_from_error
from intake.model.reference import Entry, Reference
from intake.model.submitted_rows import SubmittedRows
from intake.result import CheckResult, LabelMatch, ShapeKind, SheetShape
from intake.rules import duplicates, free_text, ranges, relations, reporting_status, series
from intake.tables import context, definitions, wide
from intake.tables import long as long_tables
from intake.tables.open_file import HEADER_SEARCH_ROWS, OpenedFile, cell_texts, open_file
from intake.values import amounts, codes
from intake.values.matching import RememberedLabels

_READING_SHARE, _CHECKING_SHARE = 0.4, 0.4
"""About so much of the time goes into reading files, and into checking rows one by one."""
_LARGE_CSV = 20 * 2**20
"""Bytes of a CSV that are too many to keep cell by cell."""


@dataclass(frozen=True)
class CheckOptions:
    """How an upload is checked.

    `factor`: how many times larger or smaller than before a value may be without a question.
    `relations`: the level of broken logical relations. `area`, `period`, `unit`, `source` stand
    where a table says none; areas inside `within` are meant where a name is used in several
    places. `expected`: areas that are to report; by default the sisters of those
    that did. `encodings`: a person's answer per file where the encoding was unclear.
    """

    mode: Mode = "upsert"
    factor: float = 10.0
    relations: Level = "error"
    limits: FileLimits = LIMITS
    area: str = ""
    period: str = ""
    unit: str = ""
    source: str = ""
    within: str = ""
    expected: tuple[str, ...] = ()
    encodings: Mapping[str, str] = field(default_factory=dict)
    today: datetime.date | None = None


def check_files(
    files: Sequence[tuple[str, bytes]],
    known: Reference,
    options: CheckOptions | None = None,
    remembered: RememberedLabels | None = None,
    progress: Callable[[str, float], None] | None = None,
    rows: Sequence[SubmittedRows] = (),
) -> CheckResult:
    """Read and check uploaded files; whatever they hold, the answer is figures and problems.

    `rows` are checked with them: figures that came without a file.
    `progress` is told what is being done (read, rows, compare) and the share of all that is done.
    """
    chosen = options or CheckOptions()
    within = chosen.within or reporting_status.common_parent(
        [name for name, _ in files], known.areas
    )
    run = _Run(
        known,
        replace(chosen, within=within),
        remembered or RememberedLabels(),
        progress or _ignore_progress,
        [*(name for name, _ in files), *(each.name for each in rows)],
    )
    size, done = sum(len(data) for _, data in files) or 1, 0
    for name, data in files:
        run.progress("read", _READING_SHARE * done / size)
        run.read(name, data)
        done += len(data)
    for each in rows:
        run.take_rows(each)
    return run.result()


def _ignore_progress(stage: str, share: float) -> None:
    """Report no progress."""


@dataclass
class _Run:
    """One upload on its way through the checks."""

    known: Reference
    options: CheckOptions
    remembered: RememberedLabels
    progress: Callable[[str, float], None]
    files: list[str]
    batches: list[Batch | long_tables.LongCsv] = field(default_factory=list)
    shapes: list[SheetShape] = field(default_factory=list)
    labels: list[LabelMatch] = field(default_factory=list)
    indicators: list[Entry] = field(default_factory=list)
    sources: list[Entry] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.problems = Problems(self.files)

    def read(self, name: str, data: bytes) -> None:
        options = self.options
        try:
            opened = open_file(name, data, options.limits, options.encodings.get(name, ""))
            self._take(opened)
        except UnclearEncodingError as question:
            codes = ", ".join(code for code, _ in question.previews)
            previews = {f"preview_{code}": text for code, text in question.previews}
            problem = problem_from_error(question, name)
            self.problems.add(replace(problem, expected=codes, hints=previews))
        except FileFormatError as refusal:
            self.problems.add(problem_from_error(refusal, name))

    def take_rows(self, rows: SubmittedRows) -> None:
        """Take figures and definitions that came without a file."""
        indicators, problems = definitions.check_indicators(rows.indicators, rows.name, self.known)
        sources, more = definitions.check_sources(rows.sources, rows.name)
        self.indicators += indicators
        self.sources += sources
        self.known = self.known.with_definitions(indicators, sources)
        self.problems.extend([*problems, *more])
        self.batches.append(rows.to_batch())
        self.shapes.append(SheetShape("tidy", rows.name, "", figures=len(rows.figures)))

    def _take(self, opened: OpenedFile) -> None:
        """Read every sheet of a file by the shape it has."""
        shapes, lists = len(self.shapes), len(self.indicators) + len(self.sources)
        if opened.text is not None and self._take_text(opened.file, opened.text):
            return
        left = [sheet for sheet in opened.sheets if not self._take_lists(opened.file, sheet)]
        within = reporting_status.common_parent([sheet.name for sheet in left], self.known.areas)
        empty = [sheet.name for sheet in left if not self._take_sheet(opened.file, sheet, within)]
        if len(self.shapes) == shapes and (left or opened.text is not None):
            self.problems.add(Problem("no_table", file=opened.file))
        elif len(self.shapes) > shapes:
            found = sum(shape.figures for shape in self.shapes[shapes:])
            if not found and lists == len(self.indicators) + len(self.sources):
                self._add_no_figures(opened.file)
            for name in empty:
                self.problems.add(
                    Problem("sheet_left_out", "warning", opened.file, name, value=name)
                )

    def _take_lists(self, file: str, sheet: Sheet) -> bool:
        """Take definitions from a sheet that holds them, and pass over help and empty sheets."""
        ours = comparison_form(sheet.name) in TEMPLATE_SHEETS
        if sheet.hidden and not ours:
            name = sheet.name
            self.problems.add(Problem("sheet_hidden", "warning", file, name, value=name))
        if ours or not any(map(any, sheet.rows)):
            return True
        kind = definitions.definition_kind(sheet)
        if kind == "indicators":
            found, problems = definitions.read_indicators(sheet, file, self.known)
            self.indicators += found
            self.known = self.known.with_definitions(found, ())
        elif kind == "sources":
            found, problems = definitions.read_sources(sheet, file)
            self.sources += found
            self.known = self.known.with_definitions((), found)
        else:
            return False
        self.problems.extend(problems)
        return True

    def _add_no_figures(self, file: str) -> None:
        self.problems.add(Problem("no_figures", "warning", file))

    def _take_text(self, file: str, text: csv_columns.CsvText) -> bool:
        """Take a CSV: its figures later, if it is tidy (True), else what its one sheet holds."""
        header, limits = long_tables.find_header(text.head), self.options.limits
        long = len(text.data) > _LARGE_CSV
        if header and long and not text.regular:
            csv_columns.check_quotes(text, limits)
        if header and (long or text.regular):
            defaults, told = self._above(header, file, "")
            read = long_tables.LongCsv(text, header, file, limits, defaults, problems=told)
            self.batches.append(read)
            return True
        wide.check_table_size(text.lines, len(text.head[-1]) if text.head else 0)
        rows = csv_columns.read_rows(text, limits)
        sheet = Sheet("", list[list[Cell]](map(list, rows)), text.encoding, text.separator)
        self._take_sheet(file, sheet)
        return False

    def _take_sheet(self, file: str, sheet: Sheet, within: str = "") -> bool:
        """Take the figures of a sheet; False where it holds no table."""
        header = long_tables.find_header(cell_texts(sheet, HEADER_SEARCH_ROWS))
        if header:
            batch, shape, problems = long_tables.read_long_sheet(sheet, header, file)
            defaults, told = self._above(header, file, sheet.name)
            self.batches.append(long_tables.add_missing_columns(batch, defaults))
            self.problems.extend((*told, *problems))
            self.shapes.append(shape)
            return True
        wide.check_table_size(len(sheet.rows), max(map(len, sheet.rows), default=0))
        options = self.options
        given = context.ContextDefaults(
            options.area,
            options.period,
            options.unit,
            options.source,
            options.within or within,
        )
        found = wide.read_wide_sheet(sheet, file, self.known, self.remembered, given)
        self.shapes += found.shapes
        self.labels += found.labels
        self.problems.extend(found.problems)
        if found.batch is not None:
            self.batches.append(found.batch)
        return bool(found.shapes)

    def _above(
        self, header: long_tables.LongHeader, file: str, sheet: str
    ) -> tuple[dict[str, str], list[Problem]]:
        """Read what stands above a header in the place of columns, and what is wrong with it."""
        defaults = long_tables.read_defaults(header, self.known.areas)
        return defaults, long_tables.header_problems(header, file, sheet, defaults)

    def result(self) -> CheckResult:
        joined = figure_table.join_batches(self._read_figures())
        self.progress("compare", _READING_SHARE + _CHECKING_SHARE)
        duplicates.check_duplicates(joined, self.problems)
        known = self._beside_published(joined)
        removed = duplicates.check_published(joined, known, self.options.mode, self.problems)
        level = self.options.relations
        ranges.check_ranges(joined, known, self.problems)
        relations.check_relations(joined, known, level, self.problems)
        series.check_cumulative(joined, known, level, self.problems)
        series.check_changes(joined, known, self.options.factor, self.problems)
        return CheckResult(
            self._shape(),
            joined,
            self.problems.listed(),
            tuple(self.shapes),
            tuple(self.labels),
            tuple(self.indicators),
            tuple(self.sources),
            reporting_status.status_by_area(joined, self.known.areas, self.options.expected),
            removed=removed,
            mode=self.options.mode,
        )

    def _read_figures(self) -> list[figure_table.ParsedChunk]:
        """Check the figures by themselves, piece after piece."""
        rows, done = sum(map(len, self.batches)) or 1, 0
        parts: list[figure_table.ParsedChunk] = []
        while self.batches:
            batch, before, mark = self.batches.pop(0), len(parts), self.problems.mark()
            try:
                for piece in batch.take_chunks():
                    self.progress("rows", _READING_SHARE + _CHECKING_SHARE * min(done / rows, 1))
                    done += len(piece)
                    parts.append(self._measured(piece))
                    del piece
                    pa.default_memory_pool().release_unused()
            except FileFormatError as refusal:
                del parts[before:]
                self.problems.undo_to(mark)
                self.problems.add(problem_from_error(refusal, batch.file))
                continue
            if isinstance(batch, long_tables.LongCsv):
                self.problems.extend(batch.problems)
                self.shapes.append(batch.shape)
                if not batch.count:
                    self._add_no_figures(batch.file)
        self.shapes.sort(key=lambda shape: self.files.index(shape.file))
        return parts

    def _measured(self, piece: Batch) -> figure_table.ParsedChunk:
        today = self.options.today or datetime.date.today()
        coded = codes.resolve_codes(piece, self.known, today, self.problems)
        measured = amounts.measure_amounts(piece, coded, self.known, self.problems)
        free_text.check_free_text(piece, self.problems)
        return piece.without_values(), coded, measured

    def _beside_published(self, joined: figure_table.FigureTable) -> Reference:
        """Read what the upload is compared with: in its own areas, all others if it replaces."""
        places = set() if self.options.mode == "replace" else joined.used("ref_area")
        return self.known.with_published(relations.related_indicators(joined, self.known), places)

    def _shape(self) -> ShapeKind:
        return self.shapes[0].kind if self.shapes else "unknown"
