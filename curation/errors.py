"""Errors of drafts, reports and releases.

CurationError
  ├ UnreadableFolderError   a folder of tables cannot be read: file, row and column are named
  └ PublishBlockedError     an upload has errors, or warnings without an explanation: the problems
Beside these: auth.PermissionDeniedError, and ledger.ReleaseConflictError where another release was
published in between.
"""

from collections.abc import Mapping
from pathlib import Path

from errors import UserError
from file_formats import FileFormatError
from intake.model.problem import Problem, problem_from_error


class CurationError(UserError):
    """Something that was not done; nothing has changed."""

    domain = "curation"


class UnreadableFolderError(CurationError):
    """A file or a folder of tables that cannot be read.

    `row` counts from 1 (0: the whole file): lines of a CSV file, entries of a YAML list. `cause`
    is the error of the file format. `problems` has the one problem that this is.
    """

    def __init__(
        self,
        code: str,
        path: Path,
        row: int = 0,
        column: str = "",
        value: str = "",
        cause: FileFormatError | None = None,
    ) -> None:
        places: Mapping[str, str | int] = {"file": path.name, "row": row, "column": column}
        super().__init__(code, {**places, "value": value[:80]})
        self.path, self.row, self.column, self.value = path, row, column, value[:80]
        problem = (
            problem_from_error(cause, path.name)
            if cause
            else Problem(
                code, file=path.name, row=row, field=column, value=value[:80], domain="curation"
            )
        )
        self.problems = (problem,)


class PublishBlockedError(CurationError):
    """An upload that cannot be published as it is: `problems` say why (has_errors, unexplained)."""

    def __init__(self, code: str, problems: tuple[Problem, ...]) -> None:
        super().__init__(code, {"count": len(problems)})
        self.problems = problems

    def __str__(self) -> str:
        """Return the code, then file, row, column and value of the first problems."""
        return "; ".join([super().__str__(), *(_summary(each) for each in self.problems[:5])])


def _summary(problem: Problem) -> str:
    places = {"row": problem.row, "column": problem.field or problem.column, "value": problem.value}
    return ", ".join(
        [
            problem.file,
            problem.code,
            *(f"{name} {value}" for name, value in places.items() if value),
        ]
    )
