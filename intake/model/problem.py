"""Problems found in an upload: a stable code, place and value.

`intake.problem_messages` makes the texts that people read.
"""

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from file_formats import FileFormatError
from file_formats.sheet import column_letters

Level = Literal["error", "warning", "notice"]
Hint = str | int | float

MAX_PER_CODE = 1_000
"""Problems of one code in one file that are listed; of the rest only the number is given."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem. `code` is the id of its message in the file <domain>.po of each language.

    `<code>.mend` is the id of the message that says how to correct it. An error prevents
    publishing, a warning needs an explanation, a notice says that a text was read in another form
    than it was written. `row` counts from 1 (0: the whole file), `column` is the column's letter,
    `field` its heading as printed. `hints` fill the other placeholders of the messages.
    `suggested` is a cell, such as "C6", and the text that corrects it; None if no text is certain
    enough to be offered.
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
    suggested: tuple[str, str] | None = None


def problem_key(problem: Problem) -> str:
    """Return the key of one problem, under which a person's answer or explanation is stored.

    It is made of the problem's code and its file, sheet, row and column.
    """
    location = (problem.file, problem.sheet, problem.row, problem.column)
    # The unit separator of ASCII, which occurs in no file name.
    return "\x1f".join(map(str, (problem.code, *location)))


def problem_from_error(error: FileFormatError, file: str) -> Problem:
    """Return the problem of a file that could not be opened or read, always an error.

    Its message is in the catalogue `files`, with the error's values in the placeholders.
    """
    return Problem(
        error.code,
        file=file,
        sheet=error.sheet,
        row=error.line,
        # The error counts columns from 1; 0 means that it names none.
        column=column_letters(error.column - 1) if error.column else "",
        value=error.value,
        hints=dict(error.values),
        domain="files",
    )


class Problems:
    """A list of problems that keeps at most MAX_PER_CODE of one code and file and counts the rest.

    `files` are the names of the uploaded files in order, by which problems are sorted.
    """

    def __init__(self, files: Iterable[str] = ()) -> None:
        """Begin with no problems; `files` are the names of the uploaded files in order.

        Counts and levels are by code and file of the problems.
        """
        self._files = tuple(files)
        self._problems: list[Problem] = []
        self._counts: Counter[tuple[str, str]] = Counter()
        self._levels: dict[tuple[str, str], Level] = {}

    def add(self, problem: Problem) -> None:
        """Add one problem; above MAX_PER_CODE of its code and file it is only counted.

        Its level becomes the level of the problem that says how many were left out.
        """
        code_and_file = (problem.code, problem.file)
        self._counts[code_and_file] += 1
        self._levels[code_and_file] = problem.level
        if self._counts[code_and_file] <= MAX_PER_CODE:
            self._problems.append(problem)

    def extend(self, problems: Iterable[Problem]) -> None:
        """Add several problems."""
        for problem in problems:
            self.add(problem)

    def add_many(self, first: Iterable[Problem], total: int) -> None:
        """Add the first few of `total` problems of one code and file, and count the rest."""
        first = list(first)
        self.extend(first)
        if first:
            self._counts[first[-1].code, first[-1].file] += total - len(first)

    def checkpoint(self) -> tuple[int, Counter[tuple[str, str]]]:
        """Return the present state for `undo_to`: the number of listed problems and the counts."""
        return len(self._problems), self._counts.copy()

    def undo_to(self, checkpoint: tuple[int, Counter[tuple[str, str]]]) -> None:
        """Remove the problems added since a checkpoint, if their file proves unreadable."""
        listed_count, self._counts = checkpoint
        del self._problems[listed_count:]

    def sorted(self) -> tuple[Problem, ...]:
        """Return all problems by file, sheet and row; sheets in the order of their first problem.

        At the end there is one problem for each code and file of which some were left out, with
        their number.
        """
        files = dict.fromkeys((*self._files, *(p.file for p in self._problems)))
        file_order = {file: i for i, file in enumerate(files)}
        sheets = dict.fromkeys(p.sheet for p in self._problems)
        sheet_order = {sheet: i for i, sheet in enumerate(sheets)}
        listed = sorted(
            self._problems, key=lambda p: (file_order[p.file], sheet_order[p.sheet], p.row)
        )
        left_out = [
            Problem(
                "more_of_same",
                self._levels[code, file],
                file,
                value=code,
                hints={"more": count - MAX_PER_CODE, "total": count},
            )
            for (code, file), count in self._counts.items()
            if count > MAX_PER_CODE
        ]
        return (*listed, *left_out)
