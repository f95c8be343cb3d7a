"""Hidden sheets, rows and columns: reported, and read only if a person chooses so."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import groupby

from chinese_text.characters import comparison_form
from file_formats import Sheet
from file_formats.sheet import Cell, column_letters
from intake.model.choices import build_choice_notice, find_choice
from intake.model.fields import TEMPLATE_SHEETS
from intake.model.problem import Problem

_MAX_LISTED = 5
"""Ranges of hidden rows or columns that a problem names."""


def choose_hidden_sheet(
    sheet: Sheet, file: str, choices: Mapping[str, str]
) -> tuple[bool, list[Problem]]:
    """Return whether a sheet is read, and the question about a hidden sheet that is not empty.

    A hidden sheet is read only by choice, since programs keep lists in hidden sheets. Hidden sheets
    of the template and empty ones are left out without a question.
    """
    if not sheet.hidden:
        return True, []
    if comparison_form(sheet.name) in TEMPLATE_SHEETS or not any(map(any, sheet.rows)):
        return False, []
    name = sheet.name
    question = Problem("sheet_hidden", "warning", file, name, value=name)
    choice = find_choice(question, choices)
    return choice == "take", [build_choice_notice(question, choice) if choice else question]


def remove_hidden_cells(
    sheet: Sheet, file: str, choices: Mapping[str, str]
) -> tuple[Sheet, list[Problem]]:
    """Return a sheet without its hidden rows and columns, and the question about them.

    They are kept only if a person chose so, as nobody sees them in the file. There is no question
    about hidden rows and columns that are empty.
    """
    rows = [row for row in sorted(sheet.hidden_rows) if row < len(sheet.rows)]
    rows = [row for row in rows if any(map(_is_filled, sheet.rows[row]))]
    columns = sorted(
        column
        for column in sheet.hidden_columns
        if any(column < len(row) and _is_filled(row[column]) for row in sheet.rows)
    )
    if not rows and not columns:
        return sheet, []
    row_ranges = _format_ranges(rows, lambda row: str(row + 1))
    column_ranges = _format_ranges(columns, column_letters)
    question = Problem(
        "hidden_cells",
        file=file,
        sheet=sheet.name,
        row=rows[0] + 1 if rows else 0,
        column=column_letters(columns[0]) if columns else "",
        value=", ".join(filter(None, (row_ranges, column_ranges))),
        hints={
            "rows": len(rows),
            "columns": len(columns),
            "in_rows": row_ranges,
            "in_columns": column_ranges,
        },
    )
    choice = find_choice(question, choices)
    problems = [build_choice_notice(question, choice) if choice else question]
    if choice == "take":
        return sheet, problems
    return _empty_hidden_cells(sheet), problems


def _empty_hidden_cells(sheet: Sheet) -> Sheet:
    """Return a sheet with its hidden cells emptied, so that the others keep their positions."""
    kept: list[list[Cell]] = [
        [
            "" if row in sheet.hidden_rows or column in sheet.hidden_columns else cell
            for column, cell in enumerate(cells)
        ]
        for row, cells in enumerate(sheet.rows)
    ]
    error_texts = {
        (row, column): text
        for (row, column), text in sheet.error_texts.items()
        if row not in sheet.hidden_rows and column not in sheet.hidden_columns
    }
    return replace(sheet, rows=kept, error_texts=error_texts)


def _is_filled(cell: Cell) -> bool:
    """Return whether a cell has text or a number."""
    return str(cell).strip() != ""


def _format_ranges(numbers: Iterable[int], format_number: Callable[[int], str]) -> str:
    """Return sorted numbers as ranges: 3, 4, 7 → 3–4, 7; at most _MAX_LISTED ranges, then ….

    `format_number` makes a row number or the letters of a column of each number.
    """
    # In a run of consecutive numbers, number minus position is the same.
    runs = [
        [number for _, number in run]
        for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])
    ]
    texts = [
        format_number(run[0])
        if len(run) == 1
        else f"{format_number(run[0])}–{format_number(run[-1])}"
        for run in runs[:_MAX_LISTED]
    ]
    return ", ".join([*texts, *(["…"] if len(runs) > _MAX_LISTED else [])])
