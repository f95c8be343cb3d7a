"""The cells of a draft's sheets that the page shows, and the corrections of their texts."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from curation.upload_answers import Answers
from file_formats.sheet import column_index
from intake.corrected_cells import CellCorrection
from intake.model.problem import Problem
from intake.model.sheet_view import SheetView


class Cell(NamedTuple):
    """A cell of a sheet in a file; `name` is such as "C6"."""

    file: str
    sheet: str
    name: str


class ShownCells:
    """The cells of a draft's sheets, as far as they are shown: where texts can be corrected."""

    def __init__(self, views: Iterable[SheetView]) -> None:
        """Take the sheets of all files."""
        self._views = {(view.file, view.sheet): view for view in views}

    def find(self, problem: Problem) -> Cell | None:
        """Return the cell that a problem names; None if the cell is not shown."""
        view = self._views.get((problem.file, problem.sheet))
        name = view.find_cell(problem) if view else ""
        return Cell(problem.file, problem.sheet, name) if name else None

    def get_text(self, cell: Cell) -> str | None:
        """Return the current text of a cell; None if the cell is not shown."""
        view = self._views.get((cell.file, cell.sheet))
        letters = cell.name.rstrip("0123456789")
        row, column = int(cell.name[len(letters) :]) - 1, column_index(letters)
        is_shown = view and row < len(view.cells) and column < len(view.cells[row])
        return view.cells[row][column] if view and is_shown else None

    def build_correction(self, cell: Cell, text: str) -> Callable[[Answers], Answers]:
        """Return a function that adds to a draft's answers the correction of a cell to `text`.

        The correction also keeps what the file has in the cell, however often it is corrected.
        """
        original_text = self._views[cell.file, cell.sheet].corrected.get(
            cell.name, self.get_text(cell) or ""
        )
        correction = CellCorrection(cell.file, cell.sheet, cell.name, text, original_text)
        return lambda answers: answers.with_cell(correction)
