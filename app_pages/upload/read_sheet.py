"""A sheet as it was read: its own rows and letters, each cell coloured by what it was taken as."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from app_pages.upload.earlier_figures import EarlierNumbers
from app_pages.upload.points import Point
from charts.labels import format_figure_name
from file_formats.sheet import column_index, column_letters
from intake.model.problem import Problem
from intake.model.sheet_view import CellRole, SheetView, cell_name
from locales import Words
from quantities import split_key

MAX_CELLS = 4_000
"""Cells of a sheet that are shown; of a wide one fewer rows."""
LEGEND = (
    ("heading", "heading unit"),
    ("area", "area"),
    ("period", "period"),
    ("figure", "figure"),
    ("left_out", "left_out note hidden missing"),
    ("doubt", "doubt"),
    ("wrong", "wrong"),
)
"""The words of the legend, and the classes of cells that each of them stands for."""
_LEVEL_CLASSES = {"error": "wrong", "warning": "doubt"}


@dataclass(frozen=True)
class SheetMarks:
    """What stands at the cells of a sheet beside their text, by cell such as "C6".

    `points` are the points that name a cell, `earlier` the numbers of other months.
    """

    points: Mapping[str, Point]
    earlier: Mapping[str, EarlierNumbers]


def find_marks(view: SheetView, points: Sequence[Point]) -> dict[str, Point]:
    """Return the first point that names each cell of a sheet."""
    marks: dict[str, Point] = {}
    for point in points:
        for question in point.questions:
            label = question.label
            if (label.file, label.sheet) == (view.file, view.sheet) and label.row and label.column:
                cell = f"{label.column}{label.row}"
                marks.setdefault(cell, point)
        for problem in point.problems:
            if cell := view.find_cell(problem):
                marks.setdefault(cell, point)
    return marks


def render_sheet(view: SheetView, marks: SheetMarks, words: Words) -> str:
    """Return the HTML of a sheet with its legend; it scrolls within its own box."""
    width = max((len(row) for row in view.cells), default=0)
    rows = view.cells[: MAX_CELLS // max(width, 1)]
    spans = _spans(view, len(rows), width)
    names = _indicator_names(view, words)
    sums = {
        view.find_cell(problem): problem
        for point in marks.points.values()
        for problem in point.problems
        if problem.code == "total_differs"
    }
    letters = "".join(f'<th scope="col">{column_letters(column)}</th>' for column in range(width))
    body = []
    for at in range(len(rows)):
        cells = [f'<th scope="row">{at + 1}</th>']
        for column in range(width):
            span = spans.get((at, column), "")
            if span is None:
                continue
            cell = _render_cell(view, at, column, marks, names, sums, words)
            cells.append(cell.replace("<td", f"<td{span}", 1))
        body.append(f"<tr>{''.join(cells)}</tr>")
    label = escape(words.say("desk.sheet_as_read", file=view.file, sheet=view.sheet), quote=True)
    rest = ""
    if len(rows) < view.rows or width < view.columns:
        counts = {"rows": len(rows), "columns": width}
        rest = words.say("desk.sheet_cut", **counts, all=view.rows, all_columns=view.columns)
        rest = f'<p class="place">{escape(rest)}</p>'
    return (
        f'<div class="read-sheet" tabindex="0" role="region" aria-label="{label}"><table>'
        f"<thead><tr><th></th>{letters}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
        f"{rest}{_render_legend(marks, words)}"
    )


def _spans(view: SheetView, rows: int, width: int) -> dict[tuple[int, int], str | None]:
    """Return the attributes of merged cells by row and column from 0; None for what they cover."""
    spans: dict[tuple[int, int], str | None] = {}
    for first_row, first_column, last_row, last_column in view.merged:
        if first_row >= rows or first_column >= width:
            continue
        last_row, last_column = min(last_row, rows - 1), min(last_column, width - 1)
        for row in range(first_row, last_row + 1):
            spans.update({(row, column): None for column in range(first_column, last_column + 1)})
        height, breadth = last_row - first_row + 1, last_column - first_column + 1
        spans[first_row, first_column] = f' rowspan="{height}" colspan="{breadth}"'
    return spans


def _render_cell(
    view: SheetView,
    row: int,
    column: int,
    marks: SheetMarks,
    names: Mapping[str, str],
    sums: Mapping[str, Problem],
    words: Words,
) -> str:
    """Return the HTML of one cell: its text, its mark, and what stands below it in small."""
    name, role = cell_name(row, column), view.role(row, column)
    point = marks.points.get(name)
    kinds = [role.name.lower()] if role != CellRole.NONE else []
    level = _LEVEL_CLASSES.get(view.levels.get(name, "notice"), "")
    if point and point.is_open and (point.questions or not level):
        level = "doubt"  # a question is no fault
    kinds += [level] if level else []
    text = _render_text(view, name, view.cells[row][column])
    if point:
        said = escape(words.say("desk.point_number", number=point.number), quote=True)
        text = (
            f'<a class="mark" data-here href="?" data-to="#{point.id}" aria-label="{said}">'
            f"{point.number}</a> {text}"
        )
    below = ""
    if name in names:
        below = f"<small>{escape(names[name])}</small>"
    elif earlier := marks.earlier.get(name):
        below = _render_earlier(earlier, words)
    elif role == CellRole.TOTAL:
        below = _render_sum(view, row, column, sums.get(name), words)
    return f'<td class="{" ".join(kinds)}">{text}{below}</td>'


def _render_text(view: SheetView, name: str, text: str) -> str:
    """Return a cell's text, with the periods in it, or what stood there before it was mended."""
    if name in view.corrected:
        return f"<s>{escape(view.corrected[name])}</s> <b>{escape(text)}</b>"
    parts, at = [], 0
    for first, end in view.periods.get(name, ()):
        parts.append(f"{escape(text[at:first])}<mark>{escape(text[first:end])}</mark>")
        at = end
    return "".join(parts) + escape(text[at:])


def _render_earlier(earlier: EarlierNumbers, words: Words) -> str:
    """Return the numbers of the month before and of a year before, and a jump against them."""
    jump = f"<em>{escape(earlier.jump)}</em>" if earlier.jump else ""
    said = escape(words.say("desk.month_and_year_before"), quote=True)
    before, year_before = escape(earlier.month_before), escape(earlier.year_before)
    return f'<small title="{said}"><i>{before}</i><i>{year_before}</i>{jump}</small>'


def _render_sum(
    view: SheetView, row: int, column: int, differs: Problem | None, words: Words
) -> str:
    """Return whether a total is the sum of its column or row; "" if that cannot be seen."""
    if differs:
        sums = {name: f"{differs.hints[name]:,.10g}" for name in ("sum", "difference")}
        return f'<small class="wrong">{escape(words.say("desk.sum_differs", **sums))}</small>'
    total = _number(view.cells[row][column])
    figures = [
        [view.cells[at][column] for at in range(row) if view.role(at, column) == CellRole.FIGURE],
        [
            view.cells[row][at]
            for at in range(len(view.cells[row]))
            if view.role(row, at) == CellRole.FIGURE
        ],
    ]
    for texts in figures:
        numbers = [_number(text) for text in texts]
        if total is not None and len(numbers) > 1 and None not in numbers:
            added = sum(number for number in numbers if number is not None)
            if abs(added - total) < 1e-9 * max(1.0, abs(total)):
                return f'<small class="same">{escape(words.say("desk.sum_same"))}</small>'
    return ""


def _number(text: str) -> float | None:
    """Return the number in a cell; None if it is none."""
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return None


def _indicator_names(view: SheetView, words: Words) -> dict[str, str]:
    """Return the indicator of the headings whose column or row has figures of one alone, by cell.

    A heading that says the same is left out.
    """
    meanings: dict[tuple[bool, int], set[str]] = {}
    starts: dict[tuple[bool, int], int] = {}
    for cell, key in view.keys.items():
        letters = cell.rstrip("0123456789")
        row, column = int(cell[len(letters) :]) - 1, column_index(letters)
        parts = split_key(key)
        meaning = f"{parts['indicator']}...{parts['breakdown']}."
        for line, start in (((True, column), row), ((False, row), column)):
            meanings.setdefault(line, set()).add(meaning)
            starts[line] = min(start, starts.get(line, start))
    names: dict[str, str] = {}
    for (is_column, number), codes in meanings.items():
        before = [
            (at, number) if is_column else (number, at)
            for at in reversed(range(starts[is_column, number]))
        ]
        heading = next(((r, c) for r, c in before if view.cells[r][c]), None)
        if heading and len(codes) == 1 and view.role(*heading) == CellRole.HEADING:
            name = format_figure_name(next(iter(codes)), words)
            if not view.cells[heading[0]][heading[1]].strip().startswith(name):
                names[cell_name(*heading)] = name
    return names


def _render_legend(marks: SheetMarks, words: Words) -> str:
    """Return the legend of the colours; that of figures says what stands below them."""
    items = []
    for word, _ in LEGEND:
        text = words.say(f"desk.legend_{word}")
        if word == "figure" and marks.earlier:
            text = words.say("desk.legend_figure_earlier")
        items.append(f'<li><span class="{word}"></span> {escape(text)}</li>')
    return f'<ul class="sheet-legend">{"".join(items)}</ul>'
