"""Suggest what a wrong cell should say, where that is certain enough to be offered to a person.

Nothing is applied: a suggestion is the text for a cell that a person may take.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import isclose
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from file_formats.sheet import column_index
from intake.model.problem import Problem
from intake.model.sheet_view import CellRole, SheetView, cell_name
from intake.model.text_normalization import normalize_width
from quantities import UnreadableQuantityError, parse_quantity

_LOOK_ALIKES = str.maketrans(
    {**dict.fromkeys("OoОоΟο〇", "0"), **dict.fromkeys("lI|丨", "1"), "。": "."}
)
"""Letters and signs in place of the digit, or the decimal point, that they look like."""
_RUN = re.compile(r"[0-9OoОоΟο〇lI|丨。,.]*[0-9][0-9OoОоΟο〇lI|丨。,.]*")
_NUMBER = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")
_JUMPS = ("large_change", "scale_slip")
_UNREADABLE = ("number_unreadable", "hidden_character")
_ALIKE = 2.0
"""Times up to which two numbers of neighbouring periods are alike."""
_TOLERANCE = 1e-9


@dataclass(frozen=True)
class _FigureCell:
    """A figure of a sheet: its cell, its text there, its number, and the last published one."""

    row: int
    column: int
    text: str
    value: float
    published: float

    @property
    def name(self) -> str:
        """The name of the cell, such as C6."""
        return cell_name(self.row, self.column)

    def text_for(self, needed: float) -> str:
        """Return what the cell should say for a number that the total needs; "" if unclear.

        It is that of the period before, or the text without one digit too many, which comes near
        that of the period before.
        """
        written = self.text.replace(",", "")
        if needed <= 0 or not self.value or not self.published:
            return ""
        number = Fraction(str(needed)) * Fraction(written) / Fraction(str(self.value))
        if _is_equal(needed, self.published):
            return _plain(number)
        shorter = (
            written[:i] + written[i + 1 :] for i, digit in enumerate(written) if digit != "."
        )
        has_one_more = any(text[:1].isdigit() and Fraction(text) == number for text in shorter)
        times_now, times_then = self.value / self.published, needed / self.published
        is_likelier = 1 / _ALIKE <= times_then <= _ALIKE < times_now
        return _plain(number) if has_one_more and is_likelier else ""


def suggest_cells(
    problems: Sequence[Problem],
    sheets: Sequence[SheetView],
    figures: pa.Table,
    find_earlier: Callable[[], Mapping[int, float]],
) -> tuple[Problem, ...]:
    """Return the problems, with a suggestion for a cell where one is certain enough.

    `figures` are those of the upload with their places; `find_earlier` returns the last published
    number of a figure's series by its row there, and is called only if a total differs.
    """
    by_place = {(sheet.file, sheet.sheet): sheet for sheet in sheets}
    cells: dict[tuple[str, str], list[_FigureCell]] = {}
    found: dict[int, tuple[str, str]] = {}
    has_totals = any(problem.code == "total_differs" for problem in problems)
    published = find_earlier() if has_totals else {}
    for index, problem in enumerate(problems):
        place = (problem.file, problem.sheet)
        if place not in by_place or not (cell := by_place[place].cell_of(problem)):
            continue
        sheet, mend = by_place[place], None
        if problem.code in _UNREADABLE and (text := _without_look_alikes(_text_at(sheet, cell))):
            mend = (cell, text)
        elif problem.code == "total_differs":
            if place not in cells:
                cells[place] = _figure_cells(sheet, figures, published)
            mend = _find_mend(problem, sheet, cells[place])
        if mend:
            found[index] = mend
    found |= _mends_of_jumps(problems, found)
    return tuple(
        replace(problem, suggested=found[index]) if index in found else problem
        for index, problem in enumerate(problems)
    )


def _mends_of_jumps(
    problems: Sequence[Problem], found: Mapping[int, tuple[str, str]]
) -> dict[int, tuple[str, str]]:
    """Return the suggestions that mend a jump against the period before, too, by their problem."""
    mended = {
        (problems[index].file, problems[index].sheet, cell): text
        for index, (cell, text) in found.items()
    }
    jumps = {}
    for index, problem in enumerate(problems):
        cell = f"{problem.column}{problem.row}"
        text = mended.get((problem.file, problem.sheet, cell), "")
        if problem.code in _JUMPS and text:
            jumps[index] = (cell, text)
    return jumps


def _text_at(sheet: SheetView, cell: str) -> str:
    """Return the text of a cell that is shown."""
    letters = cell.rstrip("0123456789")
    return sheet.cells[int(cell[len(letters) :]) - 1][column_index(letters)].strip()


def _without_look_alikes(text: str) -> str:
    """Return a number with digits for the letters that look like them: 4O3 → 403; "" if none.

    Such a letter must stand beside a digit; the words around the number stay.
    """
    plain = normalize_width(text)
    mended = _RUN.sub(lambda run: run[0].translate(_LOOK_ALIKES), plain)
    if mended == plain:
        return ""
    try:
        parse_quantity(mended)
    except UnreadableQuantityError:
        return ""
    return mended


def _figure_cells(
    sheet: SheetView, figures: pa.Table, published: Mapping[int, float]
) -> list[_FigureCell]:
    """Return the figures of a sheet that are shown and printed in plain digits."""
    is_here = pc.and_(
        pc.equal(figures["file"], sheet.file), pc.equal(figures["sheet"], sheet.sheet)
    )
    is_here = pc.and_(is_here, pc.less_equal(figures["row"], len(sheet.cells)))
    indices = pc.indices_nonzero(is_here)
    rows: list[dict[str, Any]] = (
        figures.select(["row", "column", "value"]).take(indices).to_pylist()
    )
    cells = []
    for index, figure in zip(indices.to_pylist(), rows, strict=True):
        row, column = figure["row"] - 1, column_index(figure["column"])
        text = sheet.cells[row][column].strip() if 0 <= column < len(sheet.cells[0]) else ""
        if _NUMBER.fullmatch(text):
            cells.append(_FigureCell(row, column, text, figure["value"], published.get(index, 0.0)))
    return cells


def _find_mend(
    problem: Problem, sheet: SheetView, figures: Sequence[_FigureCell]
) -> tuple[str, str] | None:
    """Return the cell because of which a total differs, and what it should say; None if unclear.

    The figures of the total's column above it, or of its row, must be the ones that were added.
    """
    row, column = problem.row - 1, column_index(problem.column)
    lines = (
        [cell for cell in figures if cell.column == column and cell.row < row],
        [cell for cell in figures if cell.row == row and cell.column != column],
    )
    for line in lines:
        for parts in (line, _since_total(line, sheet)):
            if not parts or not _is_equal(sum(part.value for part in parts), problem.hints["sum"]):
                continue
            lacking = float(problem.hints["total"]) - float(problem.hints["sum"])
            mends = {part.name: part.text_for(part.value + lacking) for part in parts}
            found = [(cell, text) for cell, text in mends.items() if text]
            return found[0] if len(found) == 1 else None
    return None


def _since_total(line: Sequence[_FigureCell], sheet: SheetView) -> list[_FigureCell]:
    """Return the figures of a column that follow the last total above them (小计)."""
    last = max((cell.row for cell in line), default=0)
    totals = [row for row in range(last) if sheet.role(row, line[0].column) == CellRole.TOTAL]
    return [cell for cell in line if cell.row > max(totals, default=-1)]


def _is_equal(one: float, other: Any) -> bool:
    """Return whether two numbers are equal but for the rounding of floating-point numbers."""
    return isclose(one, float(other), rel_tol=_TOLERANCE)


def _plain(number: Fraction) -> str:
    """Return a number in digits: 46, 4.6; "" if it has more than a few decimals."""
    if number.denominator == 1:
        return str(int(number))
    text = f"{float(number):.10g}"
    return text if Fraction(text) == number else ""
