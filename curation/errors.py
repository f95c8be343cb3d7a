"""Errors of drafts, reports and releases.

CurationError
  ├ UnreadableFolderError   a folder of tables cannot be read: file, row and column are named
  └ PublishBlockedError     an upload has errors, or warnings without an explanation: the problems
Beside these: auth.PermissionDeniedError, and ledger.ReleaseConflictError where somebody else
published in between.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

from errors import UserError
from file_formats import FileFormatError as FileRefused
from intake.model.problem import Problem

Values: TypeAlias = Mapping[str, str | int | float]


class CurationError(UserError):
    """Something that was not done; nothing has changed."""

    def __init__(
        self, code: str, values: Values | None = None, *, domain: str = "curation"
    ) -> None:
        super().__init__(code, values)
        self.domain = domain


class UnreadableFolderError(CurationError):
    """A file or a folder of tables that cannot be read.

    `row` counts from 1 (0: the whole file): lines of a CSV file, entries of a YAML list.
    `refusal` is what the reader of its format said.
    """

    def __init__(
        self,
        code: str,
        path: Path,
        row: int = 0,
        column: str = "",
        value: str = "",
        refusal: FileRefused | None = None,
    ) -> None:
        places: dict[str, str | int] = {"file": path.name, "row": row, "column": column}
        super().__init__(code, {**places, "value": value[:80]})
        self.path, self.row, self.column, self.value = path, row, column, value[:80]
        self.refusal = refusal


class PublishBlockedError(CurationError):
    """An upload that cannot be published as it is: `problems` say why (has_errors, unexplained)."""

    def __init__(self, code: str, problems: tuple[Problem, ...]) -> None:
        super().__init__(code, {"count": len(problems)})
        self.problems = problems

    def __str__(self) -> str:
        """Code, then file, row, column and value of the first problems."""
        return "; ".join([super().__str__(), *(_place(problem) for problem in self.problems[:5])])


def _place(problem: Problem) -> str:
    parts = {"row": problem.row, "column": problem.field or problem.column, "value": problem.value}
    told = (f"{name} {value}" for name, value in parts.items() if value)
    return ", ".join([problem.file, problem.code, *told])
