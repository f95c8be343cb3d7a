"""Cells of uploaded files that a person has corrected: replaced before anything is read."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from file_formats import LIMITS, Cell, Sheet, csv_text
from file_formats.formulas import is_formula
from file_formats.sheet import column_index, column_letters
from intake.model.problem import Problem
from intake.model.sheet_view import MAX_TEXT
from intake.tables.displayed_texts import read_displayed_texts
from intake.tables.open_file import OpenedFile

T = TypeVar("T")
MAX_CORRECTIONS = 1_000
"""Cells of one upload that may be corrected; anybody with more corrects the file itself."""
_CELL = re.compile(r"(?P<column>[A-Z]{1,3})(?P<row>[1-9][0-9]{0,6})")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_DASHES = re.compile(r"[-—–]+")


@dataclass(frozen=True, slots=True)
class CellCorrection:
    """The `text` that a person typed to replace that of a cell, such as "C6"; "" empties the cell.

    `sheet` is "" for a CSV or for the only sheet of a workbook. `before` is the text that the
    person saw in the cell: the correction is applied only if the cell still has this text. None
    applies it in any case.
    """

    file: str
    sheet: str
    cell: str
    text: str
    before: str | None = None

    @property
    def place(self) -> tuple[str, str, str]:
        """File, sheet and cell, by which corrections are told apart: a cell has only one."""
        return self.file, self.sheet, self.cell

    @property
    def error_code(self) -> str:
        """The code of the reason why it cannot be applied to any sheet; "" if it can."""
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
    """Return a file with its corrections applied, and a problem or notice for each of them.

    Corrections of other files are ignored. A correction is not applied if its cell does not exist,
    or no longer has the text that was corrected (`before`).
    """
    problems: list[Problem] = []
    sheets, text = {sheet.name: sheet for sheet in opened.sheets}, opened.text
    by_sheet: dict[str, list[CellCorrection]] = {}
    for correction in corrections:
        if correction.file != opened.file:
            continue
        if problem := _find_sheet_problem(correction, opened):
            problems.append(problem)
            continue
        is_named = text is not None or correction.sheet in sheets
        visible = (sheet.name for sheet in opened.sheets if not sheet.hidden)
        name = correction.sheet if is_named else next(visible)
        by_sheet.setdefault(name, []).append(correction)
    for name, sheet_corrections in by_sheet.items():
        target = _CorrectedSheet(opened.file, name, sheet_corrections)
        if text is not None:
            text = target.correct_text(text)
        else:
            sheets[name] = target.correct_sheet(sheets[name])
        problems += target.problems
    if not by_sheet:
        return opened, problems
    return replace(opened, sheets=tuple(sheets.values()), text=text), problems


def _find_sheet_problem(correction: CellCorrection, opened: OpenedFile) -> Problem | None:
    """Return the problem of a correction whose sheet is not in its file; None if it is.

    A correction without a sheet needs a file that has only one visible sheet.
    """
    visible_names = [sheet.name for sheet in opened.sheets if not sheet.hidden]
    every_name = [sheet.name for sheet in opened.sheets] if opened.text is None else [""]
    if correction.sheet in every_name:
        return None
    if opened.text is None and not correction.sheet:
        if len(visible_names) == 1:
            return None
        return Problem("cell_unclear", file=opened.file, value="、".join(visible_names))
    return Problem("cell_outside", file=opened.file, value=f"{correction.sheet}!{correction.cell}")


class _CorrectedSheet:
    """Applies the corrections of one sheet; `problems` has a problem or notice for each."""

    def __init__(self, file: str, sheet: str, corrections: Sequence[CellCorrection]) -> None:
        """Take the corrections of a sheet."""
        self.in_sheet = Problem("", file=file, sheet=sheet)
        self.corrections = {
            _parse_position(correction.cell): correction for correction in corrections
        }
        self.problems: list[Problem] = []

    def correct_sheet(self, sheet: Sheet) -> Sheet:
        """Return a sheet of a workbook with the corrected cells as texts.

        A cell outside the filled part of the sheet, and one that is covered by merged cells, cannot
        be corrected: a problem says so.
        """
        last = max(row for row, _ in self.corrections)
        texts = read_displayed_texts(sheet, last + 1)
        width = max(map(len, sheet.rows), default=0)
        corrected: dict[tuple[int, int], str] = {}
        for (row, column), correction in self.corrections.items():
            covered = any(
                top <= row <= bottom and left <= column <= right and (top, left) != (row, column)
                for top, left, bottom, right in sheet.merged
            )
            if row >= len(texts) or column >= width or covered:
                self._report_outside(correction)
            else:
                present_text = texts[row][column] if column < len(texts[row]) else ""
                if self._report_and_decide((row, column), present_text, correction):
                    corrected[row, column] = correction.text
        rows = list(sheet.rows)
        for row in {row for row, _ in corrected}:
            rows[row] = [*rows[row], *[""] * (width - len(rows[row]))]
        for (row, column), text in corrected.items():
            rows[row][column] = text
        return _remove_formats(replace(sheet, rows=rows), frozenset(corrected))

    def correct_text(self, text: csv_text.CsvText) -> csv_text.CsvText:
        """Return a CSV with the corrected cells; its other rows stay as they are written.

        A cell in a row that the CSV does not have, or right of its widest first rows, cannot be
        corrected: a problem says so.
        """
        width = max(map(len, text.head), default=0)
        found_rows = csv_text.find_rows(text, {row + 1 for row, _ in self.corrections})
        corrected = dict[int, list[Cell]]()
        for (row, column), correction in self.corrections.items():
            row_number = row + 1
            if row_number not in found_rows or column >= width:
                self._report_outside(correction)
                continue
            cells = corrected.get(row_number, list[Cell](found_rows[row_number].cells))
            cells += [""] * (column + 1 - len(cells))
            if self._report_and_decide((row, column), str(cells[column]), correction):
                cells[column] = correction.text
                corrected[row_number] = cells
        return csv_text.replace_rows(
            text, {found_rows[row_number]: cells for row_number, cells in corrected.items()}
        )

    def _report_and_decide(
        self, position: tuple[int, int], present_text: str, correction: CellCorrection
    ) -> bool:
        """Return whether a correction changes its cell, which has `present_text` in the file.

        A notice is added if it does. If the cell has another text than the person saw who corrected
        it, as in a newer version of the file, the correction is not applied, and a warning says so.
        """
        before = present_text if correction.before is None else correction.before
        row, column = position
        shown_text = present_text[:MAX_TEXT]
        place = replace(self.in_sheet, row=row + 1, column=column_letters(column), value=shown_text)
        is_same_text = before[:MAX_TEXT] == shown_text
        if not is_same_text:
            warning = replace(place, code="cell_changed", level="warning")
            self.problems.append(replace(warning, expected=before[:MAX_TEXT]))
        elif present_text != correction.text:
            notice = replace(place, code="cell_corrected", level="notice")
            self.problems.append(replace(notice, expected=correction.text[:MAX_TEXT]))
        return is_same_text and present_text != correction.text

    def _report_outside(self, correction: CellCorrection) -> None:
        """Add the problem that the cell of a correction does not exist."""
        problem = replace(self.in_sheet, code="cell_outside", value=correction.cell)
        self.problems.append(problem)


def _parse_position(cell: str) -> tuple[int, int]:
    """Return row and column, from 0, of a cell such as C6.

    A malformed name gets a column beyond every sheet. Drafts do not store one, see
    `CellCorrection.error_code`.
    """
    match = _CELL.fullmatch(cell)
    return (int(match["row"]) - 1, column_index(match["column"])) if match else (0, LIMITS.columns)


def _remove_formats(sheet: Sheet, cells: frozenset[tuple[int, int]]) -> Sheet:
    """Return a sheet in which the corrected cells have no number format or error value.

    They then count as plain texts, not as percentages, dates, rounded numbers or errors.
    """
    return replace(
        sheet,
        percents=sheet.percents - cells,
        dates=_drop_cells(sheet.dates, cells),
        decimals=_drop_cells(sheet.decimals, cells),
        error_texts=_drop_cells(sheet.error_texts, cells),
    )


def _drop_cells(
    by_cell: dict[tuple[int, int], T], cells: frozenset[tuple[int, int]]
) -> dict[tuple[int, int], T]:
    """Return a mapping by cell without the given cells."""
    return {position: value for position, value in by_cell.items() if position not in cells}
