"""Annotated workbook: an uploaded file with a list of its problems, and comments on their cells."""

from collections.abc import Iterable, Sequence

from file_formats import LIMITS, Cell, FileFormatError, FileLimits, csv_text
from file_formats.sheet import column_index
from file_formats.xlsx import SheetToWrite, write_xlsx
from intake.model.problem import Problem
from intake.problem_messages import format_advice, format_level, format_problem_message
from intake.tables.open_file import open_file
from locales import Words

MAX_ROWS = 100_000
"""Rows above which a sheet is reduced to its header and the rows with problems."""
_HEADER_ROWS = 20
"""First rows of a reduced sheet, which may contain title and header."""
_MAX_NAME_LENGTH = 31
"""Characters that Excel allows in the name of a sheet."""
_FORBIDDEN_IN_NAME = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def annotate_workbook(
    name: str,
    data: bytes,
    problems: Sequence[Problem],
    words: Words,
    limits: FileLimits = LIMITS,
    encoding: str = "",
) -> bytes:
    """Return a workbook of one uploaded file: a list of problems, then its sheets with comments.

    Problems of other files are left out; those without a row are only in the list. For a file that
    cannot be opened, the list is the only sheet. `encoding` is that of a CSV, "" to detect it.
    """
    problems = [problem for problem in problems if problem.file == name]
    problems_sheet = _build_problems_sheet(problems, words)
    sheets, used_names = [problems_sheet], {problems_sheet.name.casefold()}
    try:
        uploaded_sheets = _read_sheets(name, data, limits, encoding)
    except FileFormatError:
        uploaded_sheets = []
    for sheet_name, rows in uploaded_sheets:
        sheet_problems = [problem for problem in problems if problem.sheet == sheet_name]
        unique_name = _make_unique_sheet_name(sheet_name or name, used_names)
        sheets.append(_annotate_sheet(unique_name, rows, sheet_problems, words))
    return write_xlsx(sheets, words.say("intake.problems_title"))


def build_problem_rows(problems: Iterable[Problem], words: Words) -> list[list[Cell]]:
    """Return for each problem level, file, sheet, row, column, value, message, remedy and code.

    The texts are in the reader's language. The cell of the row number is empty for a problem of a
    whole file.
    """
    return [
        [
            format_level(problem, words),
            problem.file,
            problem.sheet,
            problem.row or "",
            problem.column,
            problem.value,
            format_problem_message(problem, words),
            format_advice(problem, words),
            problem.code,
        ]
        for problem in problems
    ]


def build_problem_header(words: Words) -> list[Cell]:
    """Return the headings of `build_problem_rows`."""
    names = ("level", "file", "sheet_name", "row", "column", "value", "message", "mend", "code")
    return [words.say(f"intake.problems_{name}") for name in names]


def _build_problems_sheet(problems: Sequence[Problem], words: Words) -> SheetToWrite:
    """Return the sheet that lists the problems, with texts wrapped in columns of fixed width."""
    rows = [build_problem_header(words), *build_problem_rows(problems, words)]
    # Characters that fit into each column, in the order of `build_problem_header`.
    widths = {0: 8, 1: 24, 2: 14, 3: 6, 4: 6, 5: 22, 6: 48, 7: 60, 8: 22}
    return SheetToWrite(words.say("intake.problems_sheet"), rows, widths=widths, wrap=True)


def _read_sheets(
    name: str, data: bytes, limits: FileLimits, encoding: str
) -> list[tuple[str, Sequence[Sequence[Cell]]]]:
    """Return name and rows of each sheet of an uploaded file; a CSV is one sheet named "".

    `encoding` is that of a CSV, "" to detect it. Raises FileFormatError as `open_file` does.
    """
    opened = open_file(name, data, limits, encoding)
    if opened.text is not None:
        return [("", csv_text.read_rows(opened.text, limits))]
    return [(sheet.name, sheet.rows) for sheet in opened.sheets]


def _annotate_sheet(
    name: str, rows: Sequence[Sequence[Cell]], problems: Sequence[Problem], words: Words
) -> SheetToWrite:
    """Return a sheet with comments on the cells that have problems.

    A problem without a column is written at the first cell of its row; a problem without a row has
    no comment. Several problems of a cell share one comment. A sheet of more than MAX_ROWS rows is
    reduced to its header and the rows with problems.
    """
    comments: dict[tuple[int, int], list[str]] = {}
    for problem in problems:
        if problem.row:
            cell = (problem.row - 1, max(column_index(problem.column), 0))
            message = f"{format_level(problem, words)}: {format_problem_message(problem, words)}"
            comment = f"{message}\n{format_advice(problem, words)}"
            comments.setdefault(cell, []).append(comment)
    notes = {cell: "\n\n".join(cell_comments) for cell, cell_comments in comments.items()}
    if len(rows) <= MAX_ROWS:
        return SheetToWrite(name, rows, header_rows=0, notes=notes)
    return _shorten_sheet(name, rows, notes, words)


def _shorten_sheet(
    name: str, rows: Sequence[Sequence[Cell]], notes: dict[tuple[int, int], str], words: Words
) -> SheetToWrite:
    """Return a sheet of only the header and the rows with problems, each after its row number.

    So the workbook of a large file stays small. `notes` are the comments on the cells, by row and
    column of the whole sheet; they move with their cells.
    """
    rows_with_notes = (row for row, _ in notes)
    kept_rows = sorted({*range(_HEADER_ROWS), *rows_with_notes} & set(range(len(rows))))
    new_row_by_row = {row: new_row for new_row, row in enumerate(kept_rows, 1)}
    heading: list[Cell] = [words.say("intake.problems_original_row")]
    short_rows = [heading, *([row + 1, *rows[row]] for row in kept_rows)]
    # One row lower for the new heading, one column to the right for the row numbers.
    moved_notes = {(new_row_by_row[row], column + 1): note for (row, column), note in notes.items()}
    return SheetToWrite(name, short_rows, header_rows=1, notes=moved_notes)


def _make_unique_sheet_name(name: str, used_names: set[str]) -> str:
    """Return a name that Excel accepts and no other sheet has, and add it to `used_names`.

    A second 会员 becomes 会员 2; a name of forbidden characters alone becomes 1. As in Excel, upper
    and lower case make no difference.
    """
    allowed_name = name.translate(_FORBIDDEN_IN_NAME).strip()[:_MAX_NAME_LENGTH] or "1"
    unique_name, copy_number = allowed_name, 2
    while unique_name.casefold() in used_names:
        suffix = f" {copy_number}"
        unique_name = allowed_name[: _MAX_NAME_LENGTH - len(suffix)] + suffix
        copy_number += 1
    used_names.add(unique_name.casefold())
    return unique_name
