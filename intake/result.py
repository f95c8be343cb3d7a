"""What comes of an upload: figures, what was recognised, and what is wrong."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import pandas as pd

from intake.model.figure_table import FigureTable, figure_locations, to_dataframe
from intake.model.modes import Mode
from intake.model.problem import Problem
from intake.model.reference import Entry
from intake.values.matching import Suggestion

ShapeKind = Literal["tidy", "yearbook", "unknown"]
LabelKind = Literal["indicator", "area"]


@dataclass(frozen=True)
class SheetShape:
    """What was recognised of one sheet; rows count from 1, an empty text means not found.

    `down` and `across` say what stands down the side and across the head: indicators, areas,
    periods. `not_reported` counts empty cells and marks such as … inside the table.
    """

    kind: ShapeKind
    file: str
    sheet: str
    header_rows: tuple[int, ...] = ()
    figures: int = 0
    title: str = ""
    unit: str = ""
    area: str = ""
    period: str = ""
    down: str = ""
    across: str = ""
    note_rows: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    not_reported: int = 0
    encoding: str = ""
    separator: str = ""


@dataclass(frozen=True)
class LabelMatch:
    """A label of a table and what it was matched to, or what is suggested."""

    kind: LabelKind
    text: str
    code: str
    suggestions: tuple[Suggestion, ...] = ()
    unit: str = ""
    figures: int = 0
    sure: bool = False
    """The label is matched; with an empty code a person said to leave it out."""


@dataclass(frozen=True)
class ReportingStatus:
    """An area that is expected to report, the files it came in and how many figures."""

    area: str
    files: tuple[str, ...]
    figures: int


@dataclass(frozen=True)
class CheckResult:
    """An upload after checking.

    `indicators` and `sources` are definitions that the upload brings; `removed` are the keys that
    the mode `replace` would take out.
    """

    shape: ShapeKind
    table: FigureTable
    problems: tuple[Problem, ...]
    shapes: tuple[SheetShape, ...] = ()
    labels: tuple[LabelMatch, ...] = ()
    indicators: tuple[Entry, ...] = ()
    sources: tuple[Entry, ...] = ()
    reported: tuple[ReportingStatus, ...] = ()
    removed: tuple[str, ...] = ()
    mode: Mode = "upsert"

    @property
    def count(self) -> int:
        """How many figures were read."""
        return len(self.table)

    @cached_property
    def figures(self) -> pd.DataFrame:
        """The figures with the columns of figures.csv; the key is incomplete where an error is.

        Made when it is first asked for: a million rows take 150 MB.
        """
        return to_dataframe(self.table)

    @cached_property
    def places(self) -> pd.DataFrame:
        """File, sheet, row and column letter of each figure, in the order of `figures`."""
        return figure_locations(self.table)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What stops the publishing."""
        return tuple(problem for problem in self.problems if problem.level == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What passes with an explanation."""
        return tuple(problem for problem in self.problems if problem.level == "warning")
