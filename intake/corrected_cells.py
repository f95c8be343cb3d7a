"""Cells of uploaded files that a person has corrected: put in place before anything is read."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from file_formats import LIMITS, Cell, Sheet, csv_columns
from file_formats.formulas import is_formula
from file_formats.sheet import column_index, column_letters
from intake.model.problem import Problem
from intake.model.sheet_view import MAX_TEXT
from intake.tables.computed_cells import shown_texts
from intake.tables.open_file import OpenedFile

T = TypeVar("T")
MAX_CORRECTIONS = 1_000
"""Cells of one upload that may be corrected: who has more to correct mends the file."""
_CELL = re.compile(r"(?P<column>[A-Z]{1,3})(?P<row>[1-9][0-9]{0,6})")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_DASHES = re.compile(r"[-—–]+")


@dataclass(frozen=True, slots=True)
class CellCorrection:
    """What a person typed instead of what stands in a cell, such as "C6"; "" empties it.

    `sheet` is "" for a CSV, or the only sheet of a workbook. `before` is what stood in the cell as
    it is shown: where anything else stands there, the correction is not applied; None applies it to
    whatever stands there.
    """

    file: str
    sheet: str
    cell: str
    text: str
    before: str | None = None

    @property
    def place(self) -> tuple[str, str, str]:
        """File, sheet and cell: a cell has one correction."""
        return self.file, self.sheet, self.cell

    @property
    def fault(self) -> str:
        """The code of what makes it none that can be applied anywhere; "" for nothing."""
        if not _CELL.fullmatch(self.cell):
            return "cell_malformed"
        if len(self.text) > LIMITS.cell_text:
            return "cell_text_long"
        # A dash alone says that a figure is missing.
        text = self.text.lstrip("' ")
        is_run = is_formula(text) and not _DASHES.fullmatch(text.strip())
        return "cell_formula" if is_run or _CONTROL.search(self.text) else ""


def correct_cells(
    opened: OpenedFile, corrections: Iterable[CellCorrection]
) -> tuple[OpenedFile, list[Problem]]:
    """Return a file with those corrections that are of it in place, and what is told of them.

    A correction of a cell that is not there, or in which something else stands than when it was
    made, is not applied.
    """
    problems: list[Problem] = []
    sheets, text = {sheet.name: sheet for sheet in opened.sheets}, opened.text
    by_sheet: dict[str, list[CellCorrection]] = {}
    for correction in corrections:
        if correction.file != opened.file:
            continue
        if problem := _sheet_problem(correction, opened):
            problems.append(problem)
            continue
        is_named = text is not None or correction.sheet in sheets
        visible = (sheet.name for sheet in opened.sheets if not sheet.hidden)
        name = correction.sheet if is_named else next(visible)
        by_sheet.setdefault(name, []).append(correction)
    for name, of_sheet in by_sheet.items():
        target = _CorrectedSheet(opened.file, name, of_sheet)
        if text is not None:
            text = target.correct_text(text)
        else:
            sheets[name] = target.correct_sheet(sheets[name])
        problems += target.problems
    if not by_sheet:
        return opened, problems
    return replace(opened, sheets=tuple(sheets.values()), text=text), problems


def _sheet_problem(correction: CellCorrection, opened: OpenedFile) -> Problem | None:
    """Return the problem that a correction names no sheet of its file; None if it does."""
    names = [sheet.name for sheet in opened.sheets if not sheet.hidden]
    every_name = [sheet.name for sheet in opened.sheets] if opened.text is None else [""]
    if correction.sheet in every_name:
        return None
    if opened.text is None and not correction.sheet:
        if len(names) == 1:
            return None
        return Problem("cell_unclear", file=opened.file, value="、".join(names))
    return Problem("cell_outside", file=opened.file, value=f"{correction.sheet}!{correction.cell}")


class _CorrectedSheet:
    """The corrections of one sheet; `problems` is what is told of them."""

    def __init__(self, file: str, sheet: str, corrections: Sequence[CellCorrection]) -> None:
        """Take the corrections of a sheet."""
        self.in_sheet = Problem("", file=file, sheet=sheet)
        self.corrections = {_position(correction.cell): correction for correction in corrections}
        self.problems: list[Problem] = []

    def correct_sheet(self, sheet: Sheet) -> Sheet:
        """Return a sheet of a workbook with its corrected cells, as texts."""
        last = max(row for row, _ in self.corrections)
        texts = shown_texts(sheet, last + 1)
        width = max(map(len, sheet.rows), default=0)
        changed: dict[tuple[int, int], str] = {}
        for (row, column), correction in self.corrections.items():
            covered = any(
                top <= row <= bottom and left <= column <= right and (top, left) != (row, column)
                for top, left, bottom, right in sheet.merged
            )
            if row >= len(texts) or column >= width or covered:
                self._tell_outside(correction)
            else:
                found = texts[row][column] if column < len(texts[row]) else ""
                if self._is_applied((row, column), found, correction):
                    changed[row, column] = correction.text
        rows = list(sheet.rows)
        for row in {row for row, _ in changed}:
            rows[row] = [*rows[row], *[""] * (width - len(rows[row]))]
        for (row, column), text in changed.items():
            rows[row][column] = text
        return _without_formats(replace(sheet, rows=rows), changed.keys())

    def correct_text(self, text: csv_columns.CsvText) -> csv_columns.CsvText:
        """Return a CSV with its corrected cells; its other rows stay as they are written."""
        width = max(map(len, text.head), default=0)
        found = csv_columns.find_rows(text, {row + 1 for row, _ in self.corrections})
        changed = dict[int, list[Cell]]()
        for (row, column), correction in self.corrections.items():
            if row + 1 not in found or column >= width:
                self._tell_outside(correction)
                continue
            cells = changed.get(row + 1, list[Cell](found[row + 1].cells))
            cells += [""] * (column + 1 - len(cells))
            if self._is_applied((row, column), str(cells[column]), correction):
                cells[column] = correction.text
                changed[row + 1] = cells
        return csv_columns.replace_rows(text, {found[row]: cells for row, cells in changed.items()})

    def _is_applied(self, at: tuple[int, int], found: str, correction: CellCorrection) -> bool:
        """Return whether a correction is applied to what was found in its cell, and tell so."""
        before = found if correction.before is None else correction.before
        place = replace(self.in_sheet, row=at[0] + 1, column=column_letters(at[1]))
        is_applied = before[:MAX_TEXT] == found[:MAX_TEXT]
        if not is_applied:
            told = replace(place, code="cell_changed", level="warning", expected=before[:MAX_TEXT])
            self.problems.append(replace(told, value=found[:MAX_TEXT]))
        elif found != correction.text:
            told = replace(place, code="cell_corrected", level="notice", value=found[:MAX_TEXT])
            self.problems.append(replace(told, expected=correction.text[:MAX_TEXT]))
        return is_applied and found != correction.text

    def _tell_outside(self, correction: CellCorrection) -> None:
        """Tell that a cell is not there."""
        problem = replace(self.in_sheet, code="cell_outside", value=correction.cell)
        self.problems.append(problem)


def _position(cell: str) -> tuple[int, int]:
    """Return row and column, from 0, of a cell such as C6; a column that no sheet has for a fault.

    Answers refuse such cells, see `CellCorrection.fault`.
    """
    match = _CELL.fullmatch(cell)
    return (int(match["row"]) - 1, column_index(match["column"])) if match else (0, LIMITS.columns)


def _without_formats(sheet: Sheet, cells: Iterable[tuple[int, int]]) -> Sheet:
    """Return a sheet in which some cells are texts: no percentage, date or fault is of them."""
    changed = frozenset(cells)
    return replace(
        sheet,
        percents=sheet.percents - changed,
        dates=_others(sheet.dates, changed),
        decimals=_others(sheet.decimals, changed),
        faults=_others(sheet.faults, changed),
    )


def _others(
    told: dict[tuple[int, int], T], changed: frozenset[tuple[int, int]]
) -> dict[tuple[int, int], T]:
    """Return what is told of other cells than those that changed."""
    return {at: format_ for at, format_ in told.items() if at not in changed}
