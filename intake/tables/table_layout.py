"""Find the layout of wide tables on a sheet: header rows, label columns, figures, notes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from file_formats import Sheet
from intake.model.table_notes import (
    is_continuation,
    is_note,
    is_section_title,
    strip_footnote_marks,
)
from intake.model.text_normalization import comparison_form
from intake.tables.column_roles import ColumnRoles, YearChoice
from intake.tables.grid import CellGrid, cell_kind
from intake.values.printed_units import is_unit

_HEADERS = """
指标 指标名称 项目 名称 地区 区域 区县 县区 县(市、区) 市县 单位 计量单位 单位名称 代码 行政区划代码
序号 编号 年份 年度 时间 月份 季度 工会名称 工会 行业 类别 备注 region area indicator item unit year
地市 市 市别 市名 州市 市州 设区市 省份 省市 省别 县市 县别 区别 地区别 地区名称 区域名称 区县名称
指标别 行标签 city province county district
"""
_HEADER_WORDS = frozenset(_HEADERS.split())
_METADATA_KEY = re.compile(
    r"^[(（【]?\s*(?:(?:计量|填报|报送|编制|制表|统计|上报)?单\s*位|表\s*号|制定机关|批准|有效期|文号|日期|时间|"
    r"报告期|统计时间|填报日期|截至|截止|编号|数据库|电话|求和项|"
    r"(?:制\s*表|填\s*表|填\s*报|审\s*核|复\s*核|负\s*责|联\s*系)(?:人|部门|科室|电话)?|unit)\s*(?:[(（][^()（）]{0,8}[)）]\s*)?[:：]",
    re.IGNORECASE,
)
_COLUMN_NUMBER = re.compile(r"[甲乙丙丁戊]|\d{1,3}|[A-Za-z]")
_MONTH_HEADING = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2]|\.(?:[1-9]|1[0-2]))")
_TABLE_NUMBER = re.compile(r"^附?表\s*[\d一二三四五六七八九十]")
_LABEL_KINDS = ("text", "period", "year")
"""Kinds of cells that may be labels."""
_MIN_TITLE_LENGTH = 21
"""Characters from which a single text outside the first column is a title, not a heading."""


@dataclass(frozen=True)
class TableLayout:
    """Rows and columns of one table, all counted from 0.

    `context_rows` are above the header and may have title, unit and area, `body` are the rows below
    it. `label_columns` are left of the figures in `value_columns`; `unit_column` and `code_column`
    (area codes) are -1 if there is none.
    """

    context_rows: range
    header_rows: tuple[int, ...]
    body: range
    label_columns: tuple[int, ...]
    unit_column: int
    code_column: int
    value_columns: tuple[int, ...]
    note_rows: tuple[int, ...]


def find_header_row(rows: Sequence[Sequence[str]]) -> int:
    """Return the number of the first table's first head row, counted from 1; 0 without one."""
    layout = next(iter(find_tables(CellGrid.from_sheet(Sheet("", [[*row] for row in rows])))), None)
    return layout.header_rows[0] + 1 if layout and layout.header_rows else 0


def find_tables(
    grid: CellGrid, start: int = 0, choice: YearChoice = lambda row, column: ""
) -> tuple[TableLayout, ...]:
    """Return the next table at or below the row `start`, or several that are side by side.

    () if no row contains a figure beside a label. `choice` is what a person chose for rows and
    columns of years.
    """
    rows = range(start, len(grid.cells))
    is_figure_row = (row for row in rows if _is_figure_row(grid, row, choice(row, -1)))
    figure_row = next(is_figure_row, None)
    if figure_row is None:
        return ()
    header_rows, body_start = _find_header_rows(grid, start, figure_row)
    body_end, note_rows = _find_body_end(grid, header_rows, figure_row)
    body = range(body_start, body_end)
    context_rows = range(start, min(header_rows, default=body_start))
    layouts, column = [], 0
    while column < grid.width:
        roles = ColumnRoles(grid, header_rows, body, column, choice)
        column = roles.end
        layouts.append(
            TableLayout(
                context_rows=context_rows,
                header_rows=header_rows,
                body=body,
                label_columns=tuple(roles.label_columns),
                unit_column=roles.unit_column,
                code_column=roles.code_column,
                value_columns=tuple(roles.value_columns),
                note_rows=note_rows,
            )
        )
    return tuple(layouts)


def point_table(grid: CellGrid, head: int, first: tuple[int, int]) -> TableLayout:
    """Return the table whose header begins in the row `head`, with its first figure at `first`.

    Rows and columns count from 0; columns left of the first figure are labels, units or codes.
    """
    row, column = first
    header_rows = tuple(number for number in range(head, row) if grid.texts(number))
    body_end, note_rows = _find_body_end(grid, header_rows, row)
    body = range(row, body_end)
    roles = ColumnRoles(grid, header_rows, body, 0, lambda row, column: "")
    others = {roles.unit_column, roles.code_column}
    filled = [
        index
        for index in range(grid.width)
        if any(grid.cells[number][index].strip() for number in body)
    ]
    return TableLayout(
        context_rows=range(head),
        header_rows=header_rows,
        body=body,
        label_columns=tuple(index for index in filled if index < column and index not in others),
        unit_column=roles.unit_column,
        code_column=roles.code_column,
        value_columns=tuple(index for index in filled if index >= column and index not in others),
        note_rows=note_rows,
    )


def _is_figure_row(grid: CellGrid, row: int, choice: str = "") -> bool:
    """Return whether a row has figures: a label and a number to its right, but no header.

    Rows of years or months, column numbers (甲 乙 1 2) and metadata have numbers, too. `choice` is
    what a person chose for a row of years.
    """
    kinds = grid.kinds(row)
    number_columns = [i for i, kind in enumerate(kinds) if kind in ("number", "year")]
    numbers = [grid.cells[row][column].strip() for column in number_columns]
    texts = grid.texts(row)
    if not numbers or _numbers_columns(texts) or _is_metadata_row(grid, row):
        return False
    is_of_years = all(kinds[column] == "year" for column in number_columns)
    if _is_month_header(texts, numbers):
        return False
    if is_of_years and (choice == "periods" or (not choice and _is_year_header(grid, row))):
        return False
    return any(kind in _LABEL_KINDS for kind in kinds[: number_columns[-1]])


def _is_year_header(grid: CellGrid, row: int) -> bool:
    """Return whether a row whose numbers are years is a header: 指标 2022 2024, or 2022 n times.

    Beside a label that is no usual heading, the years must be at equal steps. A row that begins
    with a year, like the row below it, is one of a table with years down.
    """
    kinds = grid.kinds(row)
    first = next(i for i, kind in enumerate(kinds) if kind != "empty")
    if kinds[first] in ("year", "period") and _begins_with_period(grid, row + 1, first):
        return False
    labels = [text for text in grid.texts(row) if cell_kind(text) == "text"]
    if all(map(_is_usual_heading, labels)):
        return True  # 单位 is also the unit of 12 单位
    if any(map(is_unit, labels)):
        return False  # 女代表 人 1804 1890
    years = [
        int(strip_footnote_marks(text)) for text in grid.texts(row) if cell_kind(text) == "year"
    ]
    steps = {later - earlier for earlier, later in pairwise(years)}
    return len(steps) == 1 and steps != {0}


def _is_usual_heading(label: str) -> bool:
    """Return whether a label is the usual heading of a column of labels, such as 指标 or 市别."""
    return comparison_form(label) in _HEADER_WORDS


def _begins_with_period(grid: CellGrid, start: int, column: int) -> bool:
    """Return whether the next filled row from `start` on begins in `column`, with a period."""
    row = next((row for row in range(start, len(grid.cells)) if grid.texts(row)), None)
    if row is None:
        return False
    kinds = grid.kinds(row)
    return kinds[column] in ("year", "period") and set(kinds[:column]) <= {"empty"}


def _is_month_header(texts: Sequence[str], numbers: Sequence[str]) -> bool:
    """Return whether a row is a header of months written as numbers: 指标 202407 202408.

    `texts` are all texts of the row, `numbers` those that are numbers.
    """
    is_headed = comparison_form(texts[0]) in _HEADER_WORDS
    return is_headed and len(numbers) > 1 and all(map(_MONTH_HEADING.fullmatch, numbers))


def _numbers_columns(texts: Sequence[str]) -> bool:
    """Return whether a row numbers the columns of a form: 甲 乙 1 2 3 (A B 1 2 3).

    Its numbers go up by one; columns of labels have letters or Chinese ordinals.
    """
    numbers = [int(text) for text in texts if text.isascii() and text.isdigit()]
    return (
        len(texts) > 2
        and all(map(_COLUMN_NUMBER.fullmatch, texts))
        and bool(numbers)
        and numbers[0] <= 2  # 0, 1, or 2 if the column of labels is number 1
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    )


def _is_metadata_row(grid: CellGrid, row: int) -> bool:
    """Return whether a row contains metadata such as 填报单位：… (reporting union), no header."""
    texts = grid.texts(row)
    return any(map(_METADATA_KEY.match, texts)) and not _has_header_word(texts)


def _has_header_word(texts: Sequence[str]) -> bool:
    """Return whether one of the texts is a usual heading of a table, such as 指标 or 地区."""
    return any(comparison_form(text) in _HEADER_WORDS for text in texts)


def _find_header_rows(grid: CellGrid, start: int, figure_row: int) -> tuple[tuple[int, ...], int]:
    """Return the header rows of a table, and the first row of its body.

    The header is searched upwards from the first row of figures to the row `start`. It ends at a
    title, metadata or an empty row. The body may begin with the heading of a section
    (一、组织情况).
    """
    kinds = grid.kinds(figure_row)
    label_column = next(i for i, kind in enumerate(kinds) if kind in _LABEL_KINDS)
    header_rows: list[int] = []
    body_start = figure_row
    for row in range(figure_row - 1, start - 1, -1):
        texts = grid.texts(row)
        if (not texts and not header_rows) or _numbers_columns(texts):
            continue
        if not header_rows and _is_section_heading(grid, row, start, label_column):
            body_start = row
            continue
        if not texts or _is_metadata_row(grid, row) or _is_title_row(grid, row):
            break
        header_rows.insert(0, row)
    return tuple(header_rows), body_start


def _is_section_heading(grid: CellGrid, row: int, start: int, label_column: int) -> bool:
    """Return whether a row is the heading of a section: a label without figures below a header.

    The header is searched from the row `start` on.
    """
    filled = [i for i, kind in enumerate(grid.kinds(row)) if kind not in ("empty", "mark")]
    if filled == [label_column]:
        return any(_is_header_row(grid, above) for above in range(start, row))
    label = grid.cells[row][label_column].strip()
    # A text in brackets or Latin letters continues or translates the heading above it.
    if not label or label.isascii() or label[0] in "(（" or _has_header_word([label]):
        return False
    return _has_header_word([grid.cells[above][label_column] for above in range(start, row)])


def _is_header_row(grid: CellGrid, row: int) -> bool:
    """Return whether a row is a header by its words, or by the periods in it.

    It has several texts, two periods or a usual heading among them, and no numbers but years.
    """
    kinds, texts = grid.kinds(row), grid.texts(row)
    period_count = sum(kind in ("period", "year") for kind in kinds)
    is_headed = period_count > 1 or _has_header_word(texts)
    has_unit = any(map(is_unit, texts))  # 女代表 人 1804 1890
    return len(texts) > 1 and "number" not in kinds and is_headed and not has_unit


def _is_title_row(grid: CellGrid, row: int) -> bool:
    """Return whether a row is a table's title: one text, first in the row or over its width.

    Elsewhere in the row the one text must be a period or long: a heading is short.
    """
    texts = grid.texts(row)
    if len(texts) != 1:
        return False
    (title,) = texts
    if grid.cells[row][0].strip():
        return True
    merged_cells = sum(cell.strip() == title for cell in grid.filled[row])
    return (
        merged_cells >= grid.width - 1
        or cell_kind(title) == "period"
        or len(title) >= _MIN_TITLE_LENGTH
    )


def _find_body_end(
    grid: CellGrid, header_rows: tuple[int, ...], figure_row: int
) -> tuple[int, tuple[int, ...]]:
    """Return the row after a table's body, and the rows of the notes below it.

    The body is searched from its first row of figures on; it ends at a note, or at the next table's
    title or header.
    """
    header_texts = [grid.texts(row) for row in header_rows]
    for row in range(figure_row, len(grid.cells)):
        texts = grid.texts(row)
        if texts and is_note(texts[0]):
            return row, _find_note_rows(grid, row)
        is_repeated_header = len(texts) > 1 and texts in header_texts
        if row > figure_row and (
            is_repeated_header or _starts_header(grid, row) or any(map(is_continuation, texts))
        ):
            # The next table begins with the title and metadata above its header.
            while row - 1 > figure_row and (
                _is_title_row(grid, row - 1) or _is_metadata_row(grid, row - 1)
            ):
                row -= 1
            return row, ()
    return len(grid.cells), ()


def _find_note_rows(grid: CellGrid, first_note: int) -> tuple[int, ...]:
    """Return the rows of the notes below a table, up to the next table on the sheet.

    Filled rows below a note belong to it, unless they lead up to the figures of the next table.
    """
    filled = [row for row in range(first_note, len(grid.cells)) if grid.texts(row)]
    for row in filled:
        if _is_figure_row(grid, row) and not is_note(grid.texts(row)[0]):
            # The next table begins below the last note or empty row above its figures.
            while grid.texts(row - 1) and not is_note(grid.texts(row - 1)[0]):
                row -= 1
            return tuple(note for note in filled if note < row)
    return tuple(filled)


def _starts_header(grid: CellGrid, row: int) -> bool:
    """Return whether a row is the header of another table on the sheet.

    It has mostly periods, follows a title or metadata, or begins with a heading such as 地区. Below
    the title of a part (二、) it is one if figures follow, and it has a label above each of them.
    """
    kinds, texts = grid.kinds(row), grid.texts(row)
    labels = [kind for kind in kinds if kind in _LABEL_KINDS]
    if len(labels) < 2 or "number" in kinds or any(map(is_unit, texts)):
        return False
    column_labels = [kind for kind in kinds[1:] if kind in _LABEL_KINDS]
    period_count = sum(kind != "text" for kind in column_labels)
    above = grid.texts(row - 1)
    return (
        (len(column_labels) > 1 and period_count * 2 >= len(column_labels))
        or _has_header_word(texts[:1])
        or (len(above) == 1 and bool(_TABLE_NUMBER.match(above[0])))
        or (len(above) == 1 and is_section_title(above[0]) and _heads_figures(grid, row))
        or (_is_metadata_row(grid, row - 1) and not _is_metadata_row(grid, row))
    )


def _heads_figures(grid: CellGrid, row: int) -> bool:
    """Return whether a row of texts stands above figures, each of which it has a label for."""
    below = next((lower for lower in range(row + 1, len(grid.cells)) if grid.texts(lower)), None)
    if below is None:
        return False
    numbers = [i for i, kind in enumerate(grid.kinds(below)) if kind == "number"]
    return bool(numbers) and all(grid.kinds(row)[column] == "text" for column in numbers)
