"""Problems given back as a workbook: the uploaded cells as they were, the faulty ones marked."""

from collections.abc import Iterable, Sequence

from file_formats import LIMITS, Cell, Limits, Refused, csv_columns
from file_formats.xlsx import Page, write
from intake.messages import level, mend, message
from intake.model.problem import Problem, column_index
from intake.tables.open_file import open_file
from locales import Words

MOST_ROWS = 100_000
"""Longer sheets come back with their header and the rows that have problems."""
_HEADER = 20
_NAME = 31
"""Characters of a sheet's name in Excel."""
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def mark(
    name: str,
    data: bytes,
    problems: Sequence[Problem],
    words: Words,
    limits: Limits = LIMITS,
    encoding: str = "",
) -> bytes:
    """Return a workbook of one uploaded file: a list of its problems, then its sheets, marked.

    A file that could not be opened comes back as the list alone.
    """
    own = [problem for problem in problems if problem.file == name]
    pages = [_list(own, words)]
    taken = {pages[0].name.casefold()}
    try:
        sheets = _sheets(name, data, limits, encoding)
    except Refused:
        sheets = []
    for sheet, rows in sheets:
        faults = [problem for problem in own if problem.sheet == sheet]
        pages.append(_page(_free_name(sheet or name, taken), rows, faults, words))
    return write(pages, words.say("intake.problems_title"))


def problem_rows(problems: Iterable[Problem], words: Words) -> list[list[Cell]]:
    """Return a row a problem: level, file, sheet, row, column, value, problem, mending, code."""
    return [
        [
            level(problem, words),
            problem.file,
            problem.sheet,
            problem.row or "",
            problem.column,
            problem.value,
            message(problem, words),
            mend(problem, words),
            problem.code,
        ]
        for problem in problems
    ]


def problem_header(words: Words) -> list[Cell]:
    """Return the headings of `problem_rows`."""
    names = ("level", "file", "sheet_name", "row", "column", "value", "message", "mend", "code")
    return [words.say(f"intake.problems_{name}") for name in names]


def _list(problems: Sequence[Problem], words: Words) -> Page:
    rows = [problem_header(words), *problem_rows(problems, words)]
    widths = {0: 8, 1: 24, 2: 14, 3: 6, 4: 6, 5: 22, 6: 48, 7: 60, 8: 22}
    return Page(words.say("intake.problems_sheet"), rows, widths=widths, wrap=True)


def _sheets(
    name: str, data: bytes, limits: Limits, encoding: str
) -> list[tuple[str, Sequence[Sequence[Cell]]]]:
    opened = open_file(name, data, limits, encoding)
    if opened.text is not None:
        return [("", csv_columns.rows(opened.text, limits))]
    return [(sheet.name, sheet.rows) for sheet in opened.sheets]


def _page(
    name: str, rows: Sequence[Sequence[Cell]], problems: Sequence[Problem], words: Words
) -> Page:
    notes: dict[tuple[int, int], str] = {}
    for problem in problems:
        if problem.row:
            at = (problem.row - 1, max(column_index(problem.column), 0))
            text = f"{level(problem, words)}: {message(problem, words)}\n{mend(problem, words)}"
            notes[at] = f"{notes[at]}\n\n{text}" if at in notes else text
    if len(rows) <= MOST_ROWS:
        return Page(name, rows, header_rows=0, notes=notes)
    return _shortened(name, rows, notes, words)


def _shortened(
    name: str, rows: Sequence[Sequence[Cell]], notes: dict[tuple[int, int], str], words: Words
) -> Page:
    """Keep the header and the faulty rows, with their row number in front."""
    kept = sorted({*range(_HEADER), *(row for row, _ in notes)} & set(range(len(rows))))
    place_of = {row: at for at, row in enumerate(kept, 1)}
    heading: list[Cell] = [words.say("intake.problems_original_row")]
    short = [heading, *([row + 1, *rows[row]] for row in kept)]
    moved = {(place_of[row], column + 1): text for (row, column), text in notes.items()}
    return Page(name, short, header_rows=1, notes=moved)


def _free_name(name: str, taken: set[str]) -> str:
    """Make a name that Excel takes and no other sheet has."""
    base = name.translate(_FORBIDDEN).strip()[:_NAME] or "1"
    free, number = base, 2
    while free.casefold() in taken:
        ending = f" {number}"
        free, number = base[: _NAME - len(ending)] + ending, number + 1
    taken.add(free.casefold())
    return free
