"""Questions about one figure over several merged cells of a wide table."""

from collections.abc import Mapping

from file_formats import Sheet
from file_formats.sheet import column_letters
from intake.model.choices import build_choice_notice, find_choice
from intake.model.problem import Problem
from intake.tables.grid import CellGrid, CellPosition, find_cell_kind
from intake.tables.table_layout import TableLayout


def ask_about_merged_figures(
    sheet: Sheet, file: str, grid: CellGrid, layout: TableLayout, choices: Mapping[str, str]
) -> tuple[frozenset[CellPosition], list[Problem]]:
    """Return the positions of figures in merged cells to leave out, and the question about each.

    One number over several rows may be a figure of the first row, or of all together. It is left
    out unless a person chose the first row.
    """
    left_out, problems = set[CellPosition](), list[Problem]()
    for top, left, bottom, right in sheet.merged:
        if top not in layout.body or left not in layout.value_columns:
            continue
        cell = grid.cells[top][left].strip()
        if find_cell_kind(cell) not in ("number", "year") or (top, left) == (bottom, right):
            continue
        question = Problem(
            "merged_figure",
            file=file,
            sheet=sheet.name,
            row=top + 1,
            column=column_letters(left),
            value=cell,
            hints={"last": f"{column_letters(right)}{bottom + 1}"},
        )
        choice = find_choice(question, choices)
        problems.append(build_choice_notice(question, choice) if choice else question)
        if choice != "first":
            left_out.add(CellPosition(top, left))
    return frozenset(left_out), problems
