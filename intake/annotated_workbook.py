"""An uploaded file as a workbook that lists its problems and marks their cells with comments."""

from collections.abc import Iterable, Sequence

from file_formats import LIMITS, Cell, FileFormatError, FileLimits, csv_columns
from file_formats.column_letters import column_index
from file_formats.xlsx import SheetToWrite, write_xlsx
from intake.model.problem import Problem
from intake.problem_messages import advice_message, level_name, problem_message
from intake.tables.open_file import open_file
from locales import Words

MAX_ROWS = 100_000
"""Rows above which a sheet is reduced to its header and the rows with problems."""
_HEADER_ROWS = 20
_MAX_NAME_LENGTH = 31
"""Characters that Excel allows in the name of a sheet."""
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def annotate_workbook(
    name: str,
    data: bytes,
    problems: Sequence[Problem],
    words: Words,
    limits: FileLimits = LIMITS,
    encoding: str = "",
) -> bytes:
    """Return a workbook of one uploaded file: a list of problems, then its sheets with comments.

    For a file that cannot be opened, the list is the only sheet.
    """
    own = [problem for problem in problems if problem.file == name]
    pages = [_problems_sheet(own, words)]
    used_names = {pages[0].name.casefold()}
    try:
        sheets = _read_sheets(name, data, limits, encoding)
    except FileFormatError:
        sheets = []
    for sheet, rows in sheets:
        faults = [problem for problem in own if problem.sheet == sheet]
        pages.append(
            _annotate_sheet(_unique_sheet_name(sheet or name, used_names), rows, faults, words)
        )
    return write_xlsx(pages, words.say("intake.problems_title"))


def problem_rows(problems: Iterable[Problem], words: Words) -> list[list[Cell]]:
    """Return a row per problem: level, file, sheet, row, column, value, message, remedy, code."""
    return [
        [
            level_name(problem, words),
            problem.file,
            problem.sheet,
            problem.row or "",
            problem.column,
            problem.value,
            problem_message(problem, words),
            advice_message(problem, words),
            problem.code,
        ]
        for problem in problems
    ]


def problem_header(words: Words) -> list[Cell]:
    """Return the headings of `problem_rows`."""
    names = ("level", "file", "sheet_name", "row", "column", "value", "message", "mend", "code")
    return [words.say(f"intake.problems_{name}") for name in names]


def _problems_sheet(problems: Sequence[Problem], words: Words) -> SheetToWrite:
    """Return the sheet that lists the problems."""
    rows = [problem_header(words), *problem_rows(problems, words)]
    widths = {0: 8, 1: 24, 2: 14, 3: 6, 4: 6, 5: 22, 6: 48, 7: 60, 8: 22}
    return SheetToWrite(words.say("intake.problems_sheet"), rows, widths=widths, wrap=True)


def _read_sheets(
    name: str, data: bytes, limits: FileLimits, encoding: str
) -> list[tuple[str, Sequence[Sequence[Cell]]]]:
    """Return name and rows of each sheet of an uploaded file."""
    opened = open_file(name, data, limits, encoding)
    if opened.text is not None:
        return [("", csv_columns.read_rows(opened.text, limits))]
    return [(sheet.name, sheet.rows) for sheet in opened.sheets]


def _annotate_sheet(
    name: str, rows: Sequence[Sequence[Cell]], problems: Sequence[Problem], words: Words
) -> SheetToWrite:
    """Return a sheet with comments on the cells that have problems."""
    notes: dict[tuple[int, int], str] = {}
    for problem in problems:
        if problem.row:
            at = (problem.row - 1, max(column_index(problem.column), 0))
            text = (
                f"{level_name(problem, words)}: {problem_message(problem, words)}\n"
                f"{advice_message(problem, words)}"
            )
            notes[at] = f"{notes[at]}\n\n{text}" if at in notes else text
    if len(rows) <= MAX_ROWS:
        return SheetToWrite(name, rows, header_rows=0, notes=notes)
    return _shorten_sheet(name, rows, notes, words)


def _shorten_sheet(
    name: str, rows: Sequence[Sequence[Cell]], notes: dict[tuple[int, int], str], words: Words
) -> SheetToWrite:
    """Return a sheet of only the header and the rows with problems, each after its row number."""
    shown = sorted({*range(_HEADER_ROWS), *(row for row, _ in notes)} & set(range(len(rows))))
    place_of = {row: at for at, row in enumerate(shown, 1)}
    heading: list[Cell] = [words.say("intake.problems_original_row")]
    short = [heading, *([row + 1, *rows[row]] for row in shown)]
    moved = {(place_of[row], column + 1): text for (row, column), text in notes.items()}
    return SheetToWrite(name, short, header_rows=1, notes=moved)


def _unique_sheet_name(name: str, used: set[str]) -> str:
    """Return a name that Excel accepts and no other sheet has, and add it to `used`."""
    base = name.translate(_FORBIDDEN).strip()[:_MAX_NAME_LENGTH] or "1"
    free, number = base, 2
    while free.casefold() in used:
        ending = f" {number}"
        free, number = base[: _MAX_NAME_LENGTH - len(ending)] + ending, number + 1
    used.add(free.casefold())
    return free
