"""What curation says no with: a stable code and its values; words come from curation.po.

Refused
  ├ BadFolder   a folder of tables cannot be read: file, row and column are named
  └ Blocked     an upload has errors, or warnings without an explanation: the problems
Beside these: access.Denied (the actor may not), ledger.Conflict (somebody published in between).
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

from file_formats import Refused as FileRefused
from intake.model.problem import Problem

Values: TypeAlias = Mapping[str, str | int | float]


class Refused(Exception):
    """Something that was not done; nothing has changed.

    `code` is an id in messages/<language>/<domain>.po, `values` fill its placeholders.
    """

    def __init__(
        self, code: str, values: Values | None = None, *, domain: str = "curation"
    ) -> None:
        super().__init__(code)
        self.code, self.domain = code, domain
        self.values: Values = dict(values or {})

    def __str__(self) -> str:
        """Code and values, for logs and for whoever programs."""
        return ", ".join([self.code, *(f"{name} {value}" for name, value in self.values.items())])


class BadFolder(Refused):
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


class Blocked(Refused):
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
