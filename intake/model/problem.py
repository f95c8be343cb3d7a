"""A fault found in an upload: a stable code, its place, its value; words come later."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from file_formats import FileFormatError

Level = Literal["error", "warning", "notice"]
Hint = str | int | float

MAX_PER_CODE = 1_000
"""Problems of one code that one file lists one by one; how many more there are is said once."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault. `code` is an id in messages/<language>/<domain>.po, `<code>.mend` how to mend it.

    An error stops the publishing, a warning passes with an explanation that is kept, a notice
    tells what was read in another form than it was written. `row` counts from 1 (0: the whole
    file), `column` is the column's letter, `field` its heading as printed. `hints` fill the
    placeholders of the messages beside file, sheet, row, column, field, value and expected.
    """

    code: str
    level: Level = "error"
    file: str = ""
    sheet: str = ""
    row: int = 0
    column: str = ""
    field: str = ""
    value: str = ""
    expected: str = ""
    hints: Mapping[str, Hint] = dataclasses.field(default_factory=dict)
    domain: str = "intake"


def problem_from_error(refusal: FileFormatError, file: str) -> Problem:
    """Make a problem of a file that was not read."""
    return Problem(
        refusal.code,
        file=file,
        sheet=refusal.sheet,
        row=refusal.line,
        column=column_letters(refusal.column - 1) if refusal.column else "",
        value=refusal.value,
        hints=dict(refusal.values),
        domain="files",
    )


def column_letters(column: int) -> str:
    """Name a column, counted from 0, as a spreadsheet does: 0 is A, 26 is AA."""
    name = ""
    number = column + 1
    while number > 0:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_index(name: str) -> int:
    """Count a column's letters from 0: A is 0; -1 for a problem without a column."""
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number - 1


class Problems:
    """Collects problems in the order they are found and keeps a flood of one kind in bounds.

    `files` are the files of an upload in the order they were given.
    """

    def __init__(self, files: Iterable[str] = ()) -> None:
        self._files = tuple(files)
        self._found: list[Problem] = []
        self._counts: dict[tuple[str, str], int] = {}
        self._levels: dict[tuple[str, str], Level] = {}

    def add(self, problem: Problem) -> None:
        """Add one problem."""
        kind = (problem.code, problem.file)
        self._counts[kind] = self._counts.get(kind, 0) + 1
        self._levels[kind] = problem.level
        if self._counts[kind] <= MAX_PER_CODE:
            self._found.append(problem)

    def extend(self, problems: Iterable[Problem]) -> None:
        """Add several problems."""
        for problem in problems:
            self.add(problem)

    def add_many(self, first: Iterable[Problem], total: int) -> None:
        """Add at most MOST_ALIKE problems of one kind out of `total`, without making the rest."""
        kind = None
        made = 0
        for problem in first:
            self.add(problem)
            kind, made = (problem.code, problem.file), made + 1
        if kind:
            self._counts[kind] += total - made

    def mark(self) -> tuple[int, dict[tuple[str, str], int]]:
        """Remember what was found so far."""
        return len(self._found), dict(self._counts)

    def undo_to(self, mark: tuple[int, dict[tuple[str, str], int]]) -> None:
        """Let go of what was found since a mark: its file turns out not to be readable."""
        count, self._counts = mark
        del self._found[count:]

    def listed(self) -> tuple[Problem, ...]:
        """Give all problems by file, sheet and row, and how many more there are of a kind."""
        named = dict.fromkeys((*self._files, *(p.file for p in self._found)))
        files = {name: at for at, name in enumerate(named)}
        sheets = {name: at for at, name in enumerate(dict.fromkeys(p.sheet for p in self._found))}
        more = [
            Problem(
                "more_of_same",
                self._levels[kind],
                kind[1],
                value=kind[0],
                hints={"more": count - MAX_PER_CODE, "total": count},
            )
            for kind, count in self._counts.items()
            if count > MAX_PER_CODE
        ]
        found = sorted(self._found, key=lambda p: (files[p.file], sheets[p.sheet], p.row))
        return tuple(found + more)
