"""Errors of drafts, reports and releases.

CurationError
  ├ StateChangedError       a draft, report or release is not in the state that the actor saw
  ├ UnreadableFolderError   a folder of tables cannot be read: file, row and column are named
  └ PublishBlockedError     an upload has errors, or warnings without an explanation
Also raised: auth.PermissionDeniedError, and ledger.ReleaseConflictError if another release was
published in the meantime.
"""

from collections.abc import Iterable
from pathlib import Path

from errors import StateChange, UserError
from file_formats import FileFormatError
from intake.model.problem import Problem, problem_from_error


class CurationError(UserError):
    """An action on drafts, reports or releases was refused or failed; nothing has changed."""

    domain = "curation"


class StateChangedError(CurationError):
    """A draft, report or release has changed since the actor saw it; nothing was done."""

    def __init__(self, since: Iterable[StateChange] = ()) -> None:
        """Take what happened since the actor looked; empty if that is not known."""
        super().__init__("state_changed")
        self.since = tuple(since)


class UnreadableFolderError(CurationError):
    """A file or a folder of tables cannot be read.

    `row` is a line of a CSV file or an entry of a YAML list, counted from 1 (0: the whole file).
    `cause` is the error of the file format, if any. `problems` has this error as one Problem.
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
        """Take file, row, column and value (cut to 80 characters); build a Problem from them.

        With a `cause` the Problem is built from the cause, whose message says more.
        """
        value = value[:80]  # enough to recognise it
        super().__init__(code, {"file": path.name, "row": row, "column": column, "value": value})
        self.path, self.row, self.column, self.value = path, row, column, value
        problem = (
            problem_from_error(cause, path.name)
            if cause
            else Problem(
                code, file=path.name, row=row, field=column, value=value, domain="curation"
            )
        )
        self.problems = (problem,)


class PublishBlockedError(CurationError):
    """An upload cannot be published as it is; `problems` are the reasons.

    Codes: has_errors, unexplained (warnings without an explanation).
    """

    def __init__(self, code: str, problems: tuple[Problem, ...]) -> None:
        """Take the code and the problems that prevent publishing."""
        super().__init__(code, {"count": len(problems)})
        self.problems = problems

    def __str__(self) -> str:
        """Return the code, then file, row, column and value of the first five problems."""
        return "; ".join([super().__str__(), *map(_format_problem_summary, self.problems[:5])])


def _format_problem_summary(problem: Problem) -> str:
    """Return file, code, row, column and value of a problem as one line for logs.

    Empty values are left out. The column is named by its heading or, without one, by its letter:
    "a.csv, not_a_number, row 3, column value, value 4O3".
    """
    details = {
        "row": problem.row,
        "column": problem.field or problem.column,
        "value": problem.value,
    }
    stated = [f"{name} {value}" for name, value in details.items() if value]
    return ", ".join([problem.file, problem.code, *stated])
