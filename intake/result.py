"""The result of checking an upload: its figures, the recognised shapes, and its problems."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd
import pyarrow as pa

from file_formats.sandbox.run import ArrowTable
from intake.model.fields import FIGURE_COLUMNS
from intake.model.figure_table import PLACE_COLUMNS, to_dataframe
from intake.model.problem import Problem
from intake.model.reference import Entry
from intake.model.sheet_shape import ShapeKind, SheetShape
from intake.model.sheet_view import SheetView
from intake.model.upload_labels import LabelMatch
from intake.model.upload_modes import UploadMode
from intake.rules.reporting_status import ReportingStatus


@dataclass(frozen=True)
class CheckResult:
    """An upload after checking.

    `shape` is the kind of the first table, `shapes` describe every table. `table` has the figures
    and their places, see `figure_table.to_arrow`. `labels` are the labels of the tables with their
    matches, `reporting_status` says which areas have reported. `indicators` and `sources` are the
    definitions that the upload contains. `removed` are the keys of published figures that the mode
    `replace` would remove. `sheets` are the first rows of each sheet, with the role of each cell.
    """

    shape: ShapeKind
    table: ArrowTable
    problems: tuple[Problem, ...]
    shapes: tuple[SheetShape, ...] = ()
    labels: tuple[LabelMatch, ...] = ()
    indicators: tuple[Entry, ...] = ()
    sources: tuple[Entry, ...] = ()
    reporting_status: tuple[ReportingStatus, ...] = ()
    removed: tuple[str, ...] = ()
    mode: UploadMode = "upsert"
    sheets: tuple[SheetView, ...] = ()

    @property
    def count(self) -> int:
        """The number of figures that were read."""
        return len(self.table)

    @cached_property
    def figures(self) -> pd.DataFrame:
        """The figures with the columns of figures.csv; the key of an invalid figure is incomplete.

        Built on first access: a million rows take 150 MB.
        """
        return to_dataframe(self.table)

    @cached_property
    def places(self) -> pd.DataFrame:
        """File, sheet, row and column letter of each figure, in the order of `figures`."""
        return to_dataframe(self.table, PLACE_COLUMNS)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that prevent publishing."""
        return tuple(problem for problem in self.problems if problem.level == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems that need an explanation before publishing."""
        return tuple(problem for problem in self.problems if problem.level == "warning")


def build_unread_result(problem: Problem, mode: UploadMode) -> CheckResult:
    """Return the result for an upload of which nothing was read, with the problem that says why."""
    types = {name: pa.float64() for name in ("value", "value_low", "value_high")}
    columns = (*FIGURE_COLUMNS, *PLACE_COLUMNS)
    schema = pa.schema([(name, types.get(name, pa.string())) for name in columns])
    return CheckResult("unknown", schema.empty_table(), (problem,), mode=mode)
