"""Find the layout of wide tables on a sheet: header rows, label columns, figures, notes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from chinese_text.characters import comparison_form
from file_formats import Sheet
from intake.model.table_notes import (
    is_continuation,
    is_note,
    is_section_title,
    strip_footnote_marks,
)
from intake.tables.column_roles import ColumnRoles, YearChoice
from intake.tables.grid import CellGrid, find_cell_kind
from intake.values.printed_units import is_unit

_HEADINGS = """
指标 指标名称 项目 名称 地区 区域 区县 县区 县(市、区) 市县 单位 计量单位 单位名称 代码 行政区划代码
序号 编号 年份 年度 时间 月份 季度 工会名称 工会 行业 类别 备注 region area indicator item unit year
地市 市 市别 市名 州市 市州 设区市 省份 省市 省别 县市 县别 区别 地区别 地区名称 区域名称 区县名称
指标别 行标签 频度 频率 周期 来源 数据来源 资料来源 city province county district
"""
_HEADER_WORDS = frozenset(_HEADINGS.split())
"""Usual headings of columns of labels, in comparison form."""
_METADATA_KEY = re.compile(
    r"^[(（【]?\s*(?:(?:计量|填报|报送|编制|制表|统计|上报)?单\s*位|表\s*号|制定机关|批准|有效期|文号|日期|时间|"
    r"报告期|统计时间|填报日期|截至|截止|编号|数据库|电话|求和项|"
    r"(?:制\s*表|填\s*表|填\s*报|审\s*核|复\s*核|负\s*责|联\s*系)(?:人|部门|科室|电话)?|unit)\s*(?:[(（][^()（）]{0,8}[)）]\s*)?[:：]",
    re.IGNORECASE,
)
_UNIT_IN_CORNER = re.compile(r"[(（【]?\s*(?:计量)?单\s*位")
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

    `context_rows` are above the header and may have title, unit and area. `body` are the rows below
    the header. `label_columns` are left of the figures in `value_columns`. `unit_column` and
    `code_column` (area codes) are -1 if there is none.
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
    """Return the row number of the first table's header, counted from 1; 0 if there is none.

    It is offered to a person who has to name the header of a table that was not found.
    """
    layout = next(iter(find_tables(CellGrid.from_sheet(Sheet("", [[*row] for row in rows])))), None)
    return layout.header_rows[0] + 1 if layout and layout.header_rows else 0


def find_tables(
    grid: CellGrid, start: int = 0, choice: YearChoice = lambda row, column: ""
) -> tuple[TableLayout, ...]:
    """Return the next table at or below the row `start`, or several that are side by side.

    () if no row contains a figure beside a label. `choice` returns what a person chose for a row or
    column of years.
    """
    rows = range(start, len(grid.cells))
    figure_rows = (row for row in rows if _is_figure_row(grid, row, choice(row, -1)))
    figure_row = next(figure_rows, None)
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


def lay_out_pointed_table(
    grid: CellGrid, header_row: int, first_figure: tuple[int, int]
) -> TableLayout:
    """Return the layout of a table of which a person named the header row and the first figure.

    `first_figure` are its row and column. Rows and columns count from 0. Columns left of the first
    figure are labels, units or codes.
    """
    first_row, first_column = first_figure
    header_rows = tuple(row for row in range(header_row, first_row) if grid.list_texts(row))
    body_end, note_rows = _find_body_end(grid, header_rows, first_row)
    body = range(first_row, body_end)
    roles = ColumnRoles(grid, header_rows, body, 0, lambda row, column: "")
    columns = [
        column
        for column in range(grid.width)
        if any(grid.cells[row][column].strip() for row in body)
        and column not in (roles.unit_column, roles.code_column)
    ]
    return TableLayout(
        context_rows=range(header_row),
        header_rows=header_rows,
        body=body,
        label_columns=tuple(column for column in columns if column < first_column),
        unit_column=roles.unit_column,
        code_column=roles.code_column,
        value_columns=tuple(column for column in columns if column >= first_column),
        note_rows=note_rows,
    )


def has_same_head(grid: CellGrid, one: TableLayout, other: TableLayout) -> bool:
    """Return whether two tables of a sheet have the same texts in their header rows."""
    heads = [[grid.list_texts(row) for row in table.header_rows] for table in (one, other)]
    return heads[0] == heads[1]


def find_repeated_years(grid: CellGrid, one: TableLayout, below: TableLayout) -> str:
    """Return the label of a head that repeats the years of the table above it; else "".

    椒江区 2019 2020 2021 below 地区 2019 2020 2021 may be a row of numbers. A head whose label is
    another name than a usual heading (新建工会数) has a table of its own below such a label.
    """
    if not one.header_rows or len(below.header_rows) != 1:
        return ""
    label, *years = grid.list_texts(below.header_rows[0])
    head = grid.list_texts(one.header_rows[-1])
    labels = head[: -len(years)] if years else head
    repeats = bool(years) and head[-len(years) :] == years and label not in labels
    is_row = repeats and all(map(_is_usual_heading, labels)) and not _is_usual_heading(label)
    return label if is_row else ""


def _is_figure_row(grid: CellGrid, row: int, choice: str = "") -> bool:
    """Return whether a row has figures: a label and a number to its right.

    Headers of years or months, rows of column numbers (甲 乙 1 2) and metadata have numbers, too,
    but are no figures. `choice` is what a person chose for the row if it has only years.
    """
    kinds = grid.list_kinds(row)
    number_columns = [i for i, kind in enumerate(kinds) if kind in ("number", "year")]
    numbers = [grid.cells[row][column].strip() for column in number_columns]
    texts = grid.list_texts(row)
    if not numbers or _is_column_number_row(texts) or _is_metadata_row(grid, row):
        return False
    is_of_years = all(kinds[column] == "year" for column in number_columns)
    if _is_month_header(texts, numbers):
        return False
    if is_of_years and (choice == "periods" or (not choice and _is_year_header(grid, row))):
        return False
    return any(kind in _LABEL_KINDS for kind in kinds[: number_columns[-1]])


def _is_year_header(grid: CellGrid, row: int) -> bool:
    """Return whether a row whose numbers are all years is a header: 指标 2022 2024.

    It is not if it begins with a year as the row below does: then the years are labels of rows.
    Beside a label that is no usual heading, the steps between the years must be equal.
    """
    kinds = grid.list_kinds(row)
    first = next(i for i, kind in enumerate(kinds) if kind != "empty")
    if kinds[first] in ("year", "period") and _begins_with_period(grid, row + 1, first):
        return False
    labels = [text for text in grid.list_texts(row) if find_cell_kind(text) == "text"]
    if all(map(_is_usual_heading, labels)):
        return True  # 单位 is also the unit of 12 单位
    if any(map(is_unit, labels)):
        return False  # 女代表 人 1804 1890
    years = [
        int(strip_footnote_marks(text))
        for text in grid.list_texts(row)
        if find_cell_kind(text) == "year"
    ]
    steps = {later - earlier for earlier, later in pairwise(years)}
    return len(steps) == 1 and steps != {0}


def _is_usual_heading(label: str) -> bool:
    """Return whether a label is a usual heading of a column of labels, such as 指标 or 市别."""
    return comparison_form(label) in _HEADER_WORDS


def _begins_with_period(grid: CellGrid, start: int, column: int) -> bool:
    """Return whether the next filled row from `start` on has a period as its first text.

    The text must be in `column`.
    """
    row = next((row for row in range(start, len(grid.cells)) if grid.list_texts(row)), None)
    if row is None:
        return False
    kinds = grid.list_kinds(row)
    return kinds[column] in ("year", "period") and set(kinds[:column]) <= {"empty"}


def _is_month_header(texts: Sequence[str], numbers: Sequence[str]) -> bool:
    """Return whether a row is a header of months written as numbers: 指标 202407 202408.

    `texts` are all texts of the row, `numbers` those that are numbers.
    """
    is_headed = comparison_form(texts[0]) in _HEADER_WORDS
    return is_headed and len(numbers) > 1 and all(map(_MONTH_HEADING.fullmatch, numbers))


def _is_column_number_row(texts: Sequence[str]) -> bool:
    """Return whether a row numbers the columns of a form: 甲 乙 1 2 3 (A B 1 2 3).

    The numbers increase by one. Columns of labels have letters or Chinese ordinals instead.
    """
    numbers = [int(text) for text in texts if text.isascii() and text.isdigit()]
    return (
        len(texts) > 2
        and all(map(_COLUMN_NUMBER.fullmatch, texts))
        and bool(numbers)
        and numbers[0] <= 2  # the figures begin with 2 if the column of labels is number 1
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    )


def _is_metadata_row(grid: CellGrid, row: int) -> bool:
    """Return whether a row has metadata such as 填报单位：… (reporting union), and no headings.

    A unit in the corner of a head (单位：万元), with a heading above each figure, is none.
    """
    texts = grid.list_texts(row)
    if not any(map(_METADATA_KEY.match, texts)) or _has_header_word(texts):
        return False
    if not _UNIT_IN_CORNER.match(texts[0]) or any(map(_METADATA_KEY.match, texts[1:])):
        return True
    # A head may have a second row, which leaves the cell below the corner empty.
    has_second_row = row + 1 < len(grid.cells) and not grid.cells[row + 1][0].strip()
    has_second_row = has_second_row and any(map(str.strip, grid.cells[row][1:2]))
    return not _heads_figures(grid, row + 1 if has_second_row else row)


def _has_header_word(texts: Sequence[str]) -> bool:
    """Return whether one of the texts is a usual heading of a table, such as 指标 or 地区."""
    return any(comparison_form(text) in _HEADER_WORDS for text in texts)


def _find_header_rows(grid: CellGrid, start: int, figure_row: int) -> tuple[tuple[int, ...], int]:
    """Return the header rows of a table, and the first row of its body.

    The header is searched upwards from `figure_row`, the first row of figures, to the row `start`,
    until a title, metadata or an empty row. Empty rows between header and figures and rows that
    number the columns (甲 乙 1 2) are skipped. The body may begin above its figures, with the
    heading of a section (一、组织情况).
    """
    kinds = grid.list_kinds(figure_row)
    label_column = next(i for i, kind in enumerate(kinds) if kind in _LABEL_KINDS)
    header_rows: list[int] = []
    body_start = figure_row
    for row in range(figure_row - 1, start - 1, -1):
        texts = grid.list_texts(row)
        if (not texts and not header_rows) or _is_column_number_row(texts):
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

    `label_column` is the first column of labels. A row with other texts, too, is a heading of a
    section only if the header above has a usual heading in this column and the row has none. The
    header is searched between the row `start` and this one.
    """
    filled_columns = [
        column for column, kind in enumerate(grid.list_kinds(row)) if kind not in ("empty", "mark")
    ]
    if filled_columns == [label_column]:
        return any(_is_header_row(grid, above) for above in range(start, row))
    label = grid.cells[row][label_column].strip()
    # A text in brackets or Latin letters continues or translates the heading above it.
    if not label or label.isascii() or label[0] in "(（" or _has_header_word([label]):
        return False
    return _has_header_word([grid.cells[above][label_column] for above in range(start, row)])


def _is_header_row(grid: CellGrid, row: int) -> bool:
    """Return whether a row looks like a header by its words or its periods.

    It has several texts, among them two periods or a usual heading, and no numbers other than
    years.
    """
    kinds, texts = grid.list_kinds(row), grid.list_texts(row)
    period_count = sum(kind in ("period", "year") for kind in kinds)
    is_headed = period_count > 1 or _has_header_word(texts)
    has_unit = any(map(is_unit, texts))  # 女代表 人 1804 1890
    return len(texts) > 1 and "number" not in kinds and is_headed and not has_unit


def _is_title_row(grid: CellGrid, row: int) -> bool:
    """Return whether a row is a table's title: a single text.

    It is in the first column or over the width of the table. Elsewhere it must be a period or long,
    since a short text may be a heading.
    """
    texts = grid.list_texts(row)
    if len(texts) != 1:
        return False
    (title,) = texts
    if grid.cells[row][0].strip():
        return True
    merged_cells = sum(cell.strip() == title for cell in grid.filled[row])
    return (
        merged_cells >= grid.width - 1
        or find_cell_kind(title) == "period"
        or len(title) >= _MIN_TITLE_LENGTH
    )


def _find_body_end(
    grid: CellGrid, header_rows: tuple[int, ...], figure_row: int
) -> tuple[int, tuple[int, ...]]:
    """Return the row after a table's body, and the rows of the notes below it.

    The end is searched from `figure_row`, the first row of figures, on: it is at a note, or at the
    title or header of the next table.
    """
    header_texts = [grid.list_texts(row) for row in header_rows]
    for row in range(figure_row, len(grid.cells)):
        texts = grid.list_texts(row)
        if texts and is_note(texts[0]):
            return row, _find_note_rows(grid, row)
        is_repeated_header = len(texts) > 1 and texts in header_texts
        if row > figure_row and (
            is_repeated_header or _is_next_header(grid, row) or any(map(is_continuation, texts))
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

    Filled rows below a note are its further lines, unless they are title or header of a next table.
    """
    filled = [row for row in range(first_note, len(grid.cells)) if grid.list_texts(row)]
    for row in filled:
        if _is_figure_row(grid, row) and not is_note(grid.list_texts(row)[0]):
            # The next table begins below the last note or empty row above its figures.
            while grid.list_texts(row - 1) and not is_note(grid.list_texts(row - 1)[0]):
                row -= 1
            return tuple(note for note in filled if note < row)
    return tuple(filled)


def _is_next_header(grid: CellGrid, row: int) -> bool:
    """Return whether a row below figures is the header of another table on the sheet.

    Such a row has labels and no numbers, and one of these: most labels are periods, the first is a
    usual heading such as 地区, the row above is a numbered title (表3) or metadata, or the row
    above is the title of a part (二、) and this row has a label above each figure of the next
    filled row.
    """
    kinds, texts = grid.list_kinds(row), grid.list_texts(row)
    labels = [kind for kind in kinds if kind in _LABEL_KINDS]
    if len(labels) < 2 or "number" in kinds or any(map(is_unit, texts)):
        return False
    column_labels = [kind for kind in kinds[1:] if kind in _LABEL_KINDS]
    period_count = sum(kind != "text" for kind in column_labels)
    above = grid.list_texts(row - 1)
    return (
        (len(column_labels) > 1 and period_count * 2 >= len(column_labels))
        or _has_header_word(texts[:1])
        or (len(above) == 1 and bool(_TABLE_NUMBER.match(above[0])))
        or (len(above) == 1 and is_section_title(above[0]) and _heads_figures(grid, row))
        or (_is_metadata_row(grid, row - 1) and not _is_metadata_row(grid, row))
    )


def _heads_figures(grid: CellGrid, row: int) -> bool:
    """Return whether a row has a text above each figure of the next filled row.

    False if the next filled row has no figures, or if there is none.
    """
    rows_below = range(row + 1, len(grid.cells))
    figure_row = next((below for below in rows_below if grid.list_texts(below)), None)
    if figure_row is None:
        return False
    kinds, kinds_below = grid.list_kinds(row), grid.list_kinds(figure_row)
    number_columns = [column for column, kind in enumerate(kinds_below) if kind == "number"]
    return bool(number_columns) and all(kinds[column] in _LABEL_KINDS for column in number_columns)
