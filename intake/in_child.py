"""Check an upload, and write it with its problems, in a child process with limits.

The limits of time and memory hold for all files of an upload together.
"""

import datetime
from collections import deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial

import pandas as pd

from file_formats import LIMITS, FileFormatError, FileLimits
from file_formats.sandbox.run import TEMPORARY_ERRORS, ByteBlock, run_in_child
from file_formats.sandbox.worker import ParentCalls
from intake.annotated_workbook import annotate_workbook
from intake.check import check_files
from intake.check_options import CheckOptions
from intake.model.problem import Problem, problem_from_error
from intake.model.reference import Reference
from intake.model.submitted_rows import SubmittedRows
from intake.model.upload_labels import RememberedLabels
from intake.result import CheckResult, build_unread_result
from locales import Words

Progress = Callable[[str, float], None]


def check_files_in_child(
    files: Sequence[tuple[str, bytes]],
    reference: Reference,
    options: CheckOptions | None = None,
    remembered: RememberedLabels | None = None,
    progress: Progress | None = None,
    rows: Sequence[SubmittedRows] = (),
) -> CheckResult:
    """Check an upload by `check_files` in a child process.

    If a limit of time or memory is exceeded, the result has one problem, which says which limit and
    in which file. Raises FileFormatError with a code of TEMPORARY_ERRORS, and whatever `progress`
    and the reader of published figures raise.
    """
    options = options or CheckOptions()
    options = replace(options, today=options.today or datetime.date.today())
    parent = _Parent(reference, progress, next((name for name, _ in files), ""))
    try:
        return run_in_child(
            _check,
            deque(files),
            replace(reference, figures=pd.DataFrame(), read_published=None),
            options,
            remembered,
            list(rows),
            limits=options.limits,
            handlers={"published": parent.read_published, "progress": parent.report_progress},
        )
    except FileFormatError as error:
        if error.code in TEMPORARY_ERRORS:
            raise
        problem = problem_from_error(error, parent.file)
        if len(files) > 1:  # nothing else in the result names the file
            problem = replace(problem, value=problem.value or parent.file)
        return build_unread_result(problem, options.mode)


@dataclass
class _Parent:
    """Answers the requests of the child that checks an upload.

    `file` is the file that the child is working on: the problem of an exceeded limit names it.
    """

    reference: Reference
    progress: Progress | None
    file: str

    def read_published(self, indicators: Collection[str], areas: Collection[str]) -> pd.DataFrame:
        """Return published figures of these indicators and areas."""
        return self.reference.with_published(indicators, areas).figures

    def report_progress(self, stage: str, share: float, file: str) -> None:
        """Note the file, and pass stage and share on to `progress`."""
        self.file = file
        if self.progress:
            self.progress(stage, share)


def annotate_workbook_in_child(
    name: str,
    data: bytes,
    problems: Sequence[Problem],
    words: Words,
    limits: FileLimits = LIMITS,
    encoding: str = "",
) -> bytes:
    """Return the workbook of `annotate_workbook`, made in a child process.

    If a limit of time or memory is exceeded, the list of problems is its only sheet. Raises
    FileFormatError with a code of TEMPORARY_ERRORS.
    """
    try:
        workbook = run_in_child(
            _annotate, name, data, list(problems), words, limits, encoding, limits=limits
        )
    except FileFormatError as error:
        if error.code in TEMPORARY_ERRORS:
            raise
        return annotate_workbook(name, b"", problems, words)
    return bytes(workbook)


def _check(
    files: deque[tuple[str, bytes]],
    reference: Reference,
    options: CheckOptions,
    remembered: RememberedLabels | None,
    rows: Sequence[SubmittedRows],
    parent: ParentCalls,
) -> CheckResult:
    """Check an upload; published figures are requested from the parent. Runs in the child."""

    def read_published(indicators: Collection[str], areas: Collection[str]) -> pd.DataFrame:
        """Return published figures from the parent."""
        figures: pd.DataFrame = parent.ask("published", sorted(indicators), sorted(areas))
        return figures

    reference = replace(reference, read_published=read_published)
    progress = partial(parent.ask, "progress")
    return check_files(files, reference, options, remembered, progress, rows)


def _annotate(
    name: str,
    data: bytes,
    problems: Sequence[Problem],
    words: Words,
    limits: FileLimits,
    encoding: str,
) -> ByteBlock:
    """Return an annotated workbook. Runs in the child process."""
    return annotate_workbook(name, data, problems, words, limits, encoding)
