"""Hidden sheets, rows and columns: told, and taken only by choice."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import groupby

from file_formats import Sheet
from file_formats.sheet import Cell, column_letters
from intake.model.choices import chosen_notice, find_choice
from intake.model.fields import TEMPLATE_SHEETS
from intake.model.problem import Problem
from intake.model.text_normalization import comparison_form

_MAX_LISTED = 5
"""Ranges of hidden rows or columns that a problem names."""


def settle_hidden_sheet(
    sheet: Sheet, file: str, choices: Mapping[str, str]
) -> tuple[bool, list[Problem]]:
    """Return whether a sheet is taken, and what is told of it if it is hidden and not empty.

    Workbooks of programs keep lists in hidden sheets: by itself none is read.
    """
    if not sheet.hidden:
        return True, []
    if comparison_form(sheet.name) in TEMPLATE_SHEETS or not any(map(any, sheet.rows)):
        return False, []
    name = sheet.name
    question = Problem("sheet_hidden", "warning", file, name, value=name)
    choice = find_choice(question, choices)
    return choice == "take", [chosen_notice(question, choice) if choice else question]


def settle_hidden_cells(
    sheet: Sheet, file: str, choices: Mapping[str, str]
) -> tuple[Sheet, list[Problem]]:
    """Return a sheet without its hidden rows and columns unless they are to be taken.

    Those that have no text are nothing to be told of.
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
    names = [_ranges(rows, lambda row: str(row + 1)), _ranges(columns, column_letters)]
    question = Problem(
        "hidden_cells",
        file=file,
        sheet=sheet.name,
        row=rows[0] + 1 if rows else 0,
        column=column_letters(columns[0]) if columns else "",
        value=", ".join(filter(None, names)),
        hints={
            "rows": len(rows),
            "columns": len(columns),
            "in_rows": names[0],
            "in_columns": names[1],
        },
    )
    choice = find_choice(question, choices)
    problems = [chosen_notice(question, choice) if choice else question]
    if choice == "take":
        return sheet, problems
    return _without_hidden(sheet), problems


def _without_hidden(sheet: Sheet) -> Sheet:
    """Return a sheet with its hidden cells emptied; the others keep their places."""
    kept: list[list[Cell]] = [
        [
            "" if row in sheet.hidden_rows or column in sheet.hidden_columns else cell
            for column, cell in enumerate(cells)
        ]
        for row, cells in enumerate(sheet.rows)
    ]
    faults = {
        (row, column): text
        for (row, column), text in sheet.faults.items()
        if row not in sheet.hidden_rows and column not in sheet.hidden_columns
    }
    return replace(sheet, rows=kept, faults=faults)


def _is_filled(cell: Cell) -> bool:
    """Return whether a cell has text or a number."""
    return str(cell).strip() != ""


def _ranges(numbers: Iterable[int], name: Callable[[int], str]) -> str:
    """Return numbers as ranges: 3, 4, 7 → 3–4, 7; of many the first few."""
    runs = [
        [number for _, number in run]
        for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])
    ]
    texts = [
        name(run[0]) if len(run) == 1 else f"{name(run[0])}–{name(run[-1])}"
        for run in runs[:_MAX_LISTED]
    ]
    return ", ".join([*texts, *(["…"] if len(runs) > _MAX_LISTED else [])])
