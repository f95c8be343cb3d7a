"""Problems found in an upload: a stable code, place and value.

`intake.problem_messages` makes the texts that people read.
"""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from file_formats import FileFormatError

Level = Literal["error", "warning", "notice"]
Hint = str | int | float

MAX_PER_CODE = 1_000
"""Problems of one code in one file that are listed; of the rest only the number is given."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem. `code` is an id in messages/<language>/<domain>.po, `<code>.mend` its remedy.

    An error prevents publishing, a warning needs an explanation, a notice says that a text was read
    in another form than it was written. `row` counts from 1 (0: the whole file), `column` is the
    column's letter, `field` its heading as printed. `hints` fill the other placeholders of the
    messages.
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


def problem_from_error(error: FileFormatError, file: str) -> Problem:
    """Return the problem of a file that could not be read."""
    return Problem(
        error.code,
        file=file,
        sheet=error.sheet,
        row=error.line,
        column=column_letters(error.column - 1) if error.column else "",
        value=error.value,
        hints=dict(error.values),
        domain="files",
    )


def column_letters(column: int) -> str:
    """Return the letters of a column counted from 0: 0 → A, 26 → AA."""
    name = ""
    number = column + 1
    while number > 0:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_index(name: str) -> int:
    """Return the number of a column from its letters: A → 0, AA → 26; -1 for ""."""
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number - 1


class Problems:
    """A list of problems that keeps at most MAX_PER_CODE of one code and file and counts the rest.

    `files` are the names of the uploaded files in order, by which problems are sorted.
    """

    def __init__(self, files: Iterable[str] = ()) -> None:
        """Begin with no problems; `files` are the names of the uploaded files in order."""
        self._files = tuple(files)
        self._problems: list[Problem] = []
        self._counts: dict[tuple[str, str], int] = {}
        self._levels: dict[tuple[str, str], Level] = {}

    def add(self, problem: Problem) -> None:
        """Add one problem."""
        kind = (problem.code, problem.file)
        self._counts[kind] = self._counts.get(kind, 0) + 1
        self._levels[kind] = problem.level
        if self._counts[kind] <= MAX_PER_CODE:
            self._problems.append(problem)

    def extend(self, problems: Iterable[Problem]) -> None:
        """Add several problems."""
        for problem in problems:
            self.add(problem)

    def add_many(self, first: Iterable[Problem], total: int) -> None:
        """Add the first few of `total` problems of one code, and count the rest."""
        kind = None
        made = 0
        for problem in first:
            self.add(problem)
            kind, made = (problem.code, problem.file), made + 1
        if kind:
            self._counts[kind] += total - made

    def checkpoint(self) -> tuple[int, dict[tuple[str, str], int]]:
        """Return the current state, to be passed to `undo_to`."""
        return len(self._problems), dict(self._counts)

    def undo_to(self, checkpoint: tuple[int, dict[tuple[str, str], int]]) -> None:
        """Remove the problems added since a checkpoint: their file turned out to be unreadable."""
        count, self._counts = checkpoint
        del self._problems[count:]

    def sorted(self) -> tuple[Problem, ...]:
        """Return all problems by file, sheet and row.

        At the end there is one problem for each code of which some were left out, with their
        number.
        """
        named = dict.fromkeys((*self._files, *(p.file for p in self._problems)))
        files = {name: at for at, name in enumerate(named)}
        sheets = {
            name: at for at, name in enumerate(dict.fromkeys(p.sheet for p in self._problems))
        }
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

        def position(problem: Problem) -> tuple[int, int, int]:
            """Return the sort key of a problem: index of its file, index of its sheet, row."""
            return files[problem.file], sheets[problem.sheet], problem.row

        return (*sorted(self._problems, key=position), *more)
