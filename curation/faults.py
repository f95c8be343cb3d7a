"""What curation says no with: a stable code and its values; words come from curation.po.

Refused
  ├ BadFolder   a folder of tables cannot be read: file, row and column are named
  └ Blocked     an upload has errors, or warnings without an explanation: the problems
Beside these: access.Denied (the actor may not), ledger.Conflict (somebody published in between).
"""

from collections.abc import Mapping
from pathlib import Path

from intake.problem import Problem


class Refused(Exception):
    """Something that was not done; nothing has changed.

    `code` is an id in messages/<language>/curation.po, `values` fill its placeholders.
    """

    def __init__(self, code: str, values: Mapping[str, str | int] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.values: Mapping[str, str | int] = dict(values or {})

    def __str__(self) -> str:
        """Code and values, for logs and for whoever programs."""
        return ", ".join([self.code, *(f"{name} {value}" for name, value in self.values.items())])


class BadFolder(Refused):
    """A folder of tables that cannot be read.

    `row` counts from 1 (0: the whole file): lines of a CSV file, entries of a YAML list.
    """

    def __init__(
        self, code: str, path: Path, row: int = 0, column: str = "", value: str = ""
    ) -> None:
        super().__init__(
            code, {"file": path.name, "row": row, "column": column, "value": value[:80]}
        )
        self.path = path


class Blocked(Refused):
    """An upload that cannot be published as it is: `problems` say why (has_errors, unexplained)."""

    def __init__(self, code: str, problems: tuple[Problem, ...]) -> None:
        super().__init__(code, {"count": len(problems)})
        self.problems = problems
