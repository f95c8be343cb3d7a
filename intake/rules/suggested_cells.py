"""Suggest the text that corrects a wrong cell, if it is certain enough.

Nothing is applied: a person may accept the suggested text.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import isclose
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from chinese_text.characters import normalize_width
from file_formats.sheet import column_index
from intake.model.problem import Problem
from intake.model.sheet_view import CellRole, SheetView, cell_name
from quantities import UnreadableQuantityError, parse_quantity

_LOOK_ALIKES = str.maketrans(
    {**dict.fromkeys("OoОоΟο〇", "0"), **dict.fromkeys("lI|丨", "1"), "。": "."}
)
"""Letters and signs that look like a digit or the decimal point."""
_RUN = re.compile(r"[0-9OoОоΟο〇lI|丨。,.]*[0-9][0-9OoОоΟο〇lI|丨。,.]*")
_NUMBER = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")
_JUMPS = ("large_change", "scale_slip")
_UNREADABLE = ("number_unreadable", "hidden_character")
_MAX_USUAL_RATIO = 2.0
"""Ratio up to which a change between neighbouring periods is usual."""
_TOLERANCE = 1e-9
"""Relative difference up to which two numbers are equal."""


@dataclass(frozen=True)
class _FigureCell:
    """A figure of a sheet: position and text of its cell, its number, and the last published one.

    `published` is 0 if no earlier figure of its series is published.
    """

    row: int
    column: int
    text: str
    value: float
    published: float

    @property
    def name(self) -> str:
        """The name of the cell, such as C6."""
        return cell_name(self.row, self.column)

    def suggest_text(self, needed: float) -> str:
        """Return the text of the cell for the number that the total needs; "" if unclear.

        The number must be that of the last published period, or the cell's text without one digit,
        if this makes an unusual change since the last period usual.
        """
        written = self.text.replace(",", "")
        if needed <= 0 or not self.value or not self.published:
            return ""
        # The needed number as it would be written in this cell: in 万, if the table's unit is 万人.
        number = Fraction(str(needed)) * Fraction(written) / Fraction(str(self.value))
        if _is_equal(needed, self.published):
            return _format_number(number)
        shorter_texts = (
            written[:i] + written[i + 1 :] for i, digit in enumerate(written) if digit != "."
        )
        has_extra_digit = any(
            text[:1].isdigit() and Fraction(text) == number for text in shorter_texts
        )
        ratio, needed_ratio = self.value / self.published, needed / self.published
        is_likelier = 1 / _MAX_USUAL_RATIO <= needed_ratio <= _MAX_USUAL_RATIO < ratio
        return _format_number(number) if has_extra_digit and is_likelier else ""


def suggest_cells(
    problems: Sequence[Problem],
    sheets: Sequence[SheetView],
    figures: pa.Table,
    find_earlier: Callable[[], Mapping[int, float]],
) -> tuple[Problem, ...]:
    """Return the problems; those with a certain correction have it as `suggested`.

    `figures` are those of the upload with their places. `find_earlier` returns, by row in
    `figures`, the last published number of a figure's series; it is called only if a total differs.
    """
    by_place = {(sheet.file, sheet.sheet): sheet for sheet in sheets}
    cells: dict[tuple[str, str], list[_FigureCell]] = {}
    corrections: dict[int, tuple[str, str]] = {}
    has_totals = any(problem.code == "total_differs" for problem in problems)
    published = find_earlier() if has_totals else {}
    for index, problem in enumerate(problems):
        place = (problem.file, problem.sheet)
        if place not in by_place or not (cell := by_place[place].find_cell(problem)):
            continue
        sheet, correction = by_place[place], None
        if problem.code in _UNREADABLE:
            text = _replace_lookalikes(_read_cell(sheet, cell))
            correction = (cell, text) if text else None
        elif problem.code == "total_differs":
            if place not in cells:
                cells[place] = _list_figure_cells(sheet, figures, published)
            correction = _find_correction(problem, sheet, cells[place])
        if correction:
            corrections[index] = correction
    corrections |= _copy_to_large_changes(problems, corrections)
    return tuple(
        replace(problem, suggested=corrections[index]) if index in corrections else problem
        for index, problem in enumerate(problems)
    )


def _copy_to_large_changes(
    problems: Sequence[Problem], corrections: Mapping[int, tuple[str, str]]
) -> dict[int, tuple[str, str]]:
    """Return the corrections of cells that also have a problem of a large change, for that problem.

    A correction is a cell (C6) and the text that corrects it. `corrections` has those of other
    problems by the index of the problem in `problems`; the keys of the result are the indices of
    the problems of a large change.
    """
    by_cell = {
        (problems[index].file, problems[index].sheet, cell): text
        for index, (cell, text) in corrections.items()
    }
    repeated = {}
    for index, problem in enumerate(problems):
        cell = f"{problem.column}{problem.row}"
        text = by_cell.get((problem.file, problem.sheet, cell), "")
        if problem.code in _JUMPS and text:
            repeated[index] = (cell, text)
    return repeated


def _read_cell(sheet: SheetView, cell: str) -> str:
    """Return the text of a cell of a sheet by its name, such as C6."""
    letters = cell.rstrip("0123456789")
    return sheet.cells[int(cell[len(letters) :]) - 1][column_index(letters)].strip()


def _replace_lookalikes(text: str) -> str:
    """Return a number with digits in place of letters that look like digits: 4O3 → 403.

    Only letters beside a digit are replaced. "" if there is none, or if the result is no number.
    """
    plain = normalize_width(text)
    corrected = _RUN.sub(lambda run: run[0].translate(_LOOK_ALIKES), plain)
    if corrected == plain:
        return ""
    try:
        parse_quantity(corrected)
    except UnreadableQuantityError:
        return ""
    return corrected


def _list_figure_cells(
    sheet: SheetView, figures: pa.Table, published: Mapping[int, float]
) -> list[_FigureCell]:
    """Return the figures in the shown rows of a sheet that are printed in plain digits.

    `figures` are those of the upload with their places, `published` has the last published number
    of a figure's series by the figure's index.
    """
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


def _find_correction(
    problem: Problem, sheet: SheetView, figures: Sequence[_FigureCell]
) -> tuple[str, str] | None:
    """Return the cell that makes a total differ from its sum, and its correct text.

    The parts of the total are the first of these groups whose sum is that of the problem: the
    figures above it in its column, those of them since the last subtotal, the other figures in its
    row. Each part is tried with the number that would make the sum right. The result is None unless
    that number is likely (`suggest_text`) for exactly one part.
    """
    row, column = problem.row - 1, column_index(problem.column)
    lines = (
        [cell for cell in figures if cell.column == column and cell.row < row],
        [cell for cell in figures if cell.row == row and cell.column != column],
    )
    for line in lines:
        for parts in (line, _list_since_subtotal(line, sheet)):
            if not parts or not _is_equal(sum(part.value for part in parts), problem.hints["sum"]):
                continue
            difference = float(problem.hints["total"]) - float(problem.hints["sum"])
            texts = {part.name: part.suggest_text(part.value + difference) for part in parts}
            corrections = [(cell, text) for cell, text in texts.items() if text]
            return corrections[0] if len(corrections) == 1 else None
    return None


def _list_since_subtotal(line: Sequence[_FigureCell], sheet: SheetView) -> list[_FigureCell]:
    """Return the figures of a column that follow the last subtotal (小计) in it."""
    last = max((cell.row for cell in line), default=0)
    totals = [row for row in range(last) if sheet.role(row, line[0].column) == CellRole.TOTAL]
    return [cell for cell in line if cell.row > max(totals, default=-1)]


def _is_equal(one: float, other: Any) -> bool:
    """Return whether two numbers are equal, apart from floating-point error."""
    return isclose(one, float(other), rel_tol=_TOLERANCE)


def _format_number(number: Fraction) -> str:
    """Return a number in digits: 46, 4.6; "" if ten digits are not enough for it."""
    if number.denominator == 1:
        return str(int(number))
    text = f"{float(number):.10g}"
    return text if Fraction(text) == number else ""
