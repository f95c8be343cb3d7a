"""The HTML of a sheet as it was read: each cell is coloured by what it was read as."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from app_pages.upload.earlier_numbers import EarlierNumbers
from app_pages.upload.review_items import ReviewItem
from charts.labels import format_figure_name
from file_formats.sheet import column_index, column_letters
from intake.model.problem import Problem
from intake.model.sheet_view import CellRole, SheetView, cell_name
from locales import Words
from quantities import split_key

MAX_CELLS = 4_000
"""Cells of a sheet that are shown: a wide sheet is cut after fewer rows."""
LEGEND_ENTRIES = (
    ("heading", "heading unit"),
    ("area", "area"),
    ("period", "period"),
    ("figure", "figure"),
    ("left_out", "left_out note hidden missing"),
    ("doubt", "doubt"),
    ("wrong", "wrong"),
)
"""The entries of the legend, and the CSS classes of cells that each of them explains."""
_LEVEL_CLASSES = {"error": "wrong", "warning": "doubt"}


@dataclass(frozen=True)
class SheetMarks:
    """What is shown in the cells of a sheet besides their text, by cell such as "C6".

    `item_by_cell` has the review item to which a cell links, `earlier` the numbers of other months.
    """

    item_by_cell: Mapping[str, ReviewItem]
    earlier: Mapping[str, EarlierNumbers]


def find_item_of_cells(view: SheetView, items: Sequence[ReviewItem]) -> dict[str, ReviewItem]:
    """Return, by cell such as "C6", the first review item whose label or problem is in the cell.

    The cell gets a link to this item, which is answered beside the sheet.
    """
    item_by_cell: dict[str, ReviewItem] = {}
    for item in items:
        for question in item.questions:
            label = question.label
            if (label.file, label.sheet) == (view.file, view.sheet) and label.row and label.column:
                cell = f"{label.column}{label.row}"
                item_by_cell.setdefault(cell, item)
        for problem in item.problems:
            if cell := view.find_cell(problem):
                item_by_cell.setdefault(cell, item)
    return item_by_cell


def render_sheet(view: SheetView, marks: SheetMarks, words: Words) -> str:
    """Return the HTML of an uploaded sheet as it was read, for its author to check.

    Cells are coloured by what they were read as, and those with a problem or question are marked.
    Of a sheet with more than MAX_CELLS cells only the first rows are shown, and a note says so.
    """
    width = max((len(row_number) for row_number in view.cells), default=0)
    shown_rows = view.cells[: MAX_CELLS // max(width, 1)]
    attributes_by_cell = _find_merged_cell_attributes(view, len(shown_rows), width)
    indicator_by_heading = _find_indicators_of_headings(view, words)
    wrong_total_by_cell = {
        view.find_cell(problem): problem
        for item in marks.item_by_cell.values()
        for problem in item.problems
        if problem.code == "total_differs"
    }
    letters = "".join(f'<th scope="col">{column_letters(column)}</th>' for column in range(width))
    body = []
    for row_number in range(len(shown_rows)):
        cells = [f'<th scope="row">{row_number + 1}</th>']
        for column in range(width):
            attribute = attributes_by_cell.get((row_number, column), "")
            if attribute is None:  # covered by a merged cell
                continue
            cell = _render_cell(
                view, row_number, column, marks, indicator_by_heading, wrong_total_by_cell, words
            )
            cells.append(cell.replace("<td", f"<td{attribute}", 1))
        body.append(f"<tr>{''.join(cells)}</tr>")
    label = escape(words.say("desk.sheet_as_read", file=view.file, sheet=view.sheet), quote=True)
    cut_html = ""
    if len(shown_rows) < view.rows or width < view.columns:
        counts = {"rows": len(shown_rows), "columns": width}
        cut_html = words.say("desk.sheet_cut", **counts, all=view.rows, all_columns=view.columns)
        cut_html = f'<p class="place">{escape(cut_html)}</p>'
    return (
        f'<div class="read-sheet" tabindex="0" role="region" aria-label="{label}"><table>'
        f"<thead><tr><th></th>{letters}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
        f"{cut_html}{_render_legend(marks, words)}"
    )


def _find_merged_cell_attributes(
    view: SheetView, row_count: int, width: int
) -> dict[tuple[int, int], str | None]:
    """Return the HTML attributes rowspan and colspan of each merged cell, by (row, column) from 0.

    They stand at its first cell; None stands for another cell that it covers, which has no HTML.
    `row_count` and `width` are of the shown part of the sheet, at whose end merged cells end, too.
    """
    attributes_by_cell: dict[tuple[int, int], str | None] = {}
    for first_row, first_column, last_row, last_column in view.merged:
        if first_row >= row_count or first_column >= width:
            continue
        last_row, last_column = min(last_row, row_count - 1), min(last_column, width - 1)
        for row in range(first_row, last_row + 1):
            attributes_by_cell.update(
                {(row, column): None for column in range(first_column, last_column + 1)}
            )
        row_span, column_span = last_row - first_row + 1, last_column - first_column + 1
        attributes_by_cell[first_row, first_column] = (
            f' rowspan="{row_span}" colspan="{column_span}"'
        )
    return attributes_by_cell


def _render_cell(
    view: SheetView,
    row: int,
    column: int,
    marks: SheetMarks,
    indicator_by_heading: Mapping[str, str],
    wrong_total_by_cell: Mapping[str, Problem],
    words: Words,
) -> str:
    """Return the HTML of one cell: its text, a link to its review item, and a note in small type.

    The note is the indicator of a heading, earlier numbers of a figure, or the check of a total.
    `row` and `column` count from 0. `wrong_total_by_cell` has the problems of totals that are not
    the sum of their figures.
    """
    name, role = cell_name(row, column), view.role(row, column)
    item = marks.item_by_cell.get(name)
    css_classes = [role.name.lower()] if role != CellRole.NONE else []
    level = _LEVEL_CLASSES.get(view.levels.get(name, "notice"), "")
    if item and item.is_open and (item.questions or not level):
        level = "doubt"  # a question is no fault
    css_classes += [level] if level else []
    text = _render_cell_text(view, name, view.cells[row][column])
    if item:
        aria_label = escape(words.say("desk.point_number", number=item.number), quote=True)
        text = (
            f'<a class="mark" data-here href="?" data-to="#{item.id}" aria-label="{aria_label}">'
            f"{item.number}</a> {text}"
        )
    note_html = ""
    if name in indicator_by_heading:
        note_html = f"<small>{escape(indicator_by_heading[name])}</small>"
    elif earlier := marks.earlier.get(name):
        note_html = _render_earlier(earlier, words)
    elif role == CellRole.TOTAL:
        note_html = _render_sum_check(view, row, column, wrong_total_by_cell.get(name), words)
    return f'<td class="{" ".join(css_classes)}">{text}{note_html}</td>'


def _render_cell_text(view: SheetView, name: str, text: str) -> str:
    """Return the HTML of the text of the cell `name` ("C6"), with the periods read in it marked.

    `view.periods` has the first and end position of each period in the text, in their order and
    without overlaps. For a corrected cell it is the text before and after the correction instead.
    """
    if name in view.corrected:
        return f"<s>{escape(view.corrected[name])}</s> <b>{escape(text)}</b>"
    parts, shown_end = [], 0
    for first, end in view.periods.get(name, ()):
        parts.append(f"{escape(text[shown_end:first])}<mark>{escape(text[first:end])}</mark>")
        shown_end = end
    return "".join(parts) + escape(text[shown_end:])


def _render_earlier(earlier: EarlierNumbers, words: Words) -> str:
    """Return the HTML of the published numbers one month and one year before, for comparison.

    A jump is added as a text if the new number is several times larger or smaller than they are.
    """
    jump = f"<em>{escape(earlier.jump)}</em>" if earlier.jump else ""
    tooltip = escape(words.say("desk.month_and_year_before"), quote=True)
    month_before, year_before = escape(earlier.month_before), escape(earlier.year_before)
    return f'<small title="{tooltip}"><i>{month_before}</i><i>{year_before}</i>{jump}</small>'


def _render_sum_check(
    view: SheetView, row: int, column: int, problem: Problem | None, words: Words
) -> str:
    """Return the HTML note on whether a total is the sum of the figures above it or in its row.

    `row` and `column` count from 0. `problem` is the one that the check found for this total, if
    any; then the note has sum and difference. Without a problem the note says that the sum is
    right, but only if the total equals one of the two sums. Otherwise it is "", as the check may
    have added other cells.
    """
    if problem:
        sums = {name: f"{problem.hints[name]:,.10g}" for name in ("sum", "difference")}
        return f'<small class="wrong">{escape(words.say("desk.sum_differs", **sums))}</small>'
    total = _parse_cell_number(view.cells[row][column])
    addends_by_direction = [
        [
            view.cells[row_above][column]
            for row_above in range(row)
            if view.role(row_above, column) == CellRole.FIGURE
        ],
        [
            view.cells[row][other_column]
            for other_column in range(len(view.cells[row]))
            if view.role(row, other_column) == CellRole.FIGURE
        ],
    ]
    for addends in addends_by_direction:
        numbers = [_parse_cell_number(text) for text in addends]
        if total is not None and len(numbers) > 1 and None not in numbers:
            added_up = sum(number for number in numbers if number is not None)
            # Decimal fractions do not add up exactly: equal but for a rounding error.
            if abs(added_up - total) < 1e-9 * max(1.0, abs(total)):  # 1.0: for a total near 0
                return f'<small class="same">{escape(words.say("desk.sum_same"))}</small>'
    return ""


def _parse_cell_number(text: str) -> float | None:
    """Return the number in a cell, with or without thousands separators; None if there is none."""
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return None


def _find_indicators_of_headings(view: SheetView, words: Words) -> dict[str, str]:
    """Return the names of indicators by the cells of the headings that mean them.

    Shown below a heading, the name tells what its text was read as. A heading is the nearest text
    above the first figure of a column, or before the first figure of a row. It means an indicator
    if all figures of the column or row are of this indicator. A heading that begins with the name
    of the indicator needs no note and is left out.
    """
    indicators_of_line: dict[tuple[bool, int], set[str]] = {}
    first_figure: dict[tuple[bool, int], int] = {}
    for cell, key in view.keys.items():
        letters = cell.rstrip("0123456789")
        row, column = int(cell[len(letters) :]) - 1, column_index(letters)
        parts = split_key(key)
        # The key of a figure without programme, area and period: its indicator and breakdown alone.
        indicator_key = f"{parts['indicator']}...{parts['breakdown']}."
        # A line is a column (True, its index) or a row (False, its index).
        for line_key, start in (((True, column), row), ((False, row), column)):
            indicators_of_line.setdefault(line_key, set()).add(indicator_key)
            first_figure[line_key] = min(start, first_figure.get(line_key, start))
    names: dict[str, str] = {}
    for (is_column, line_index), indicator_keys in indicators_of_line.items():
        cells_before = [
            (index, line_index) if is_column else (line_index, index)
            for index in reversed(range(first_figure[is_column, line_index]))
        ]
        heading = next(
            ((row, column) for row, column in cells_before if view.cells[row][column]), None
        )
        if heading and len(indicator_keys) == 1 and view.role(*heading) == CellRole.HEADING:
            name = format_figure_name(next(iter(indicator_keys)), words)
            if not view.cells[heading[0]][heading[1]].strip().startswith(name):
                names[cell_name(*heading)] = name
    return names


def _render_legend(marks: SheetMarks, words: Words) -> str:
    """Return the HTML of the sheet's legend; that of figures mentions earlier numbers, if any."""
    entries = []
    for name, _classes in LEGEND_ENTRIES:
        text = words.say(f"desk.legend_{name}")
        if name == "figure" and marks.earlier:
            text = words.say("desk.legend_figure_earlier")
        entries.append(f'<li><span class="{name}"></span> {escape(text)}</li>')
    return f'<ul class="sheet-legend">{"".join(entries)}</ul>'
