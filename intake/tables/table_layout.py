"""Find the tables of a sheet: header rows, label columns, figures, notes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from intake.model.table_notes import is_continuation, is_note
from intake.model.text_normalization import comparison_form
from intake.tables.column_roles import ColumnRoles
from intake.tables.grid import CellGrid, cell_kind

_HEADERS = """
指标 指标名称 项目 名称 地区 区域 区县 县区 县(市、区) 市县 单位 计量单位 单位名称 代码 行政区划代码
序号 编号 年份 年度 时间 月份 季度 工会名称 工会 行业 类别 备注 region area indicator item unit year
"""
_HEADER_WORDS = frozenset(_HEADERS.split())
_METADATA_LINE = re.compile(
    r"^[(（【]?\s*(?:(?:计量|填报|报送|编制|制表|统计|上报)?单\s*位|表\s*号|制定机关|批准|有效期|文号|日期|时间|"
    r"报告期|统计时间|填报日期|截至|截止|编号|数据库|unit)\s*(?:[(（][^()（）]{0,8}[)）]\s*)?[:：]",
    re.IGNORECASE,
)
_NUMBERING = re.compile(r"[甲乙丙丁戊]|\d{1,3}|[A-Za-z]")
_MONTH_HEADING = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2]|\.(?:[1-9]|1[0-2]))")
_TABLE_NUMBER = re.compile(r"^附?表\s*[\d一二三四五六七八九十]")


@dataclass(frozen=True)
class TableLayout:
    """Rows and columns of one table, all counted from 0.

    `body` are the rows below the header. `label_columns` are left of the figures in
    `value_columns`; `unit_column` and `code_column` (area codes) are -1 if there is none.
    """

    context_rows: range
    header_rows: tuple[int, ...]
    body: range
    label_columns: tuple[int, ...]
    unit_column: int
    code_column: int
    value_columns: tuple[int, ...]
    note_rows: tuple[int, ...]


def find_tables(grid: CellGrid, start: int = 0) -> tuple[TableLayout, ...]:
    """Return the next table at or below the row `start`, or several that are side by side.

    () if no row contains a figure beside a label.
    """
    data = next((row for row in range(start, len(grid.cells)) if _is_data(grid, row)), None)
    if data is None:
        return ()
    headers, first = _find_headers(grid, start, data)
    end, notes = _find_body_end(grid, headers, data)
    context_rows = range(start, headers[0] if headers else first)
    layouts, column = [], 0
    while column < grid.width:
        roles = ColumnRoles(grid, headers, first, end, column)
        column = roles.end
        layouts.append(
            TableLayout(
                context_rows,
                headers,
                range(first, end),
                tuple(roles.label_columns),
                roles.unit_column,
                roles.code_column,
                tuple(roles.value_columns),
                notes,
            )
        )
    return tuple(layouts)


def _is_data(grid: CellGrid, row: int) -> bool:
    """Return whether a row has a label and a number to its right, and is not a header of years."""
    kinds = grid.kinds(row)
    numbers = [at for at, kind in enumerate(kinds) if kind in ("number", "year")]
    if _is_month_header(grid, row, numbers):
        return False
    if not numbers or _is_numbering(grid.texts(row)) or _is_metadata(grid, row):
        return False
    if all(kinds[at] == "year" for at in numbers) and _is_year_header(grid, row, numbers):
        return False
    labels = [at for at, kind in enumerate(kinds) if kind in ("text", "period", "year")]
    return bool(labels) and labels[0] < numbers[-1]


def _is_year_header(grid: CellGrid, row: int, numbers: list[int]) -> bool:
    """Return whether the numbers in a row are years at equal steps, or are below header words.

    `numbers` are the columns of these numbers.
    """
    years = [int(grid.cells[row][at]) for at in numbers]
    steps = {later - earlier for earlier, later in pairwise(years)}
    labels = [text for text in grid.texts(row) if cell_kind(text) == "text"]
    named = bool(labels) and all(comparison_form(label) in _HEADER_WORDS for label in labels)
    return named or (len(years) > 1 and len(steps) == 1 and steps != {0})


def _is_month_header(grid: CellGrid, row: int, numbers: list[int]) -> bool:
    """Return whether a row is a header of months written as numbers: 指标 202407 202408.

    `numbers` are the columns of these numbers.
    """
    texts = grid.texts(row)
    months = [grid.cells[row][at].strip() for at in numbers]
    headed = bool(texts) and comparison_form(texts[0]) in _HEADER_WORDS
    return headed and len(months) > 1 and all(map(_MONTH_HEADING.fullmatch, months))


def _is_numbering(texts: Sequence[str]) -> bool:
    """Return whether a row numbers the columns of a form: 甲 乙 1 2 3."""
    numbers = [int(text) for text in texts if text.isascii() and text.isdigit()]
    return (
        len(texts) > 2
        and all(_NUMBERING.fullmatch(text) for text in texts)
        and len(numbers) >= 1
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        and numbers[0] <= 2
    )


def _is_metadata(grid: CellGrid, row: int) -> bool:
    """Return whether a row contains metadata such as 填报单位：… and no header."""
    texts = grid.texts(row)
    return any(_METADATA_LINE.match(text) for text in texts) and not any(
        comparison_form(text) in _HEADER_WORDS for text in texts
    )


def _find_headers(grid: CellGrid, start: int, data: int) -> tuple[tuple[int, ...], int]:
    """Return the header rows, and the first row of the body.

    `data` is the first row of figures; the header is searched upwards from there to the row
    `start`. It ends at a title, metadata or an empty row. The body may begin with the heading of a
    section (一、组织情况).
    """
    headers: list[int] = []
    first = data
    for row in range(data - 1, start - 1, -1):
        texts = grid.texts(row)
        if (not texts and not headers) or _is_numbering(texts):
            continue
        if not headers and _is_section(grid, row, start, _label_column(grid, data)):
            first = row
            continue
        if not texts or _is_metadata(grid, row) or _is_title(grid, row):
            break
        headers.insert(0, row)
    return tuple(headers), first


def _label_column(grid: CellGrid, row: int) -> int:
    """Return the first column of a row that contains a label."""
    kinds = grid.kinds(row)
    return next(at for at, kind in enumerate(kinds) if kind in ("text", "period", "year"))


def _is_section(grid: CellGrid, row: int, start: int, column: int) -> bool:
    """Return whether a row below a header is the heading of a section: a label without figures."""
    filled = [at for at, kind in enumerate(grid.kinds(row)) if kind not in ("empty", "mark")]
    if filled == [column]:
        return any(_is_header(grid, above) for above in range(start, row))
    label = grid.cells[row][column].strip()
    if not label or label.isascii() or label[0] in "(（" or comparison_form(label) in _HEADER_WORDS:
        return False
    headings = (comparison_form(grid.cells[above][column]) for above in range(start, row))
    return any(heading in _HEADER_WORDS for heading in headings)


def _is_header(grid: CellGrid, row: int) -> bool:
    """Return whether a row is a header by its words, or by the periods in it."""
    kinds, texts = grid.kinds(row), grid.texts(row)
    times = sum(kind in ("period", "year") for kind in kinds)
    words = any(comparison_form(text) in _HEADER_WORDS for text in texts)
    return len(texts) > 1 and "number" not in kinds and (words or times > 1)


def _is_title(grid: CellGrid, row: int) -> bool:
    """Return whether a row is one text, in the first column or over the whole width."""
    texts = grid.texts(row)
    if len(texts) != 1:
        return False
    if grid.cells[row][0].strip():
        return True
    covered = sum(cell == texts[0] for cell in map(str.strip, grid.filled[row]))
    return covered >= grid.width - 1 or cell_kind(texts[0]) == "period" or len(texts[0]) > 20


def _find_body_end(
    grid: CellGrid, headers: tuple[int, ...], first: int
) -> tuple[int, tuple[int, ...]]:
    """Return the row after the body, and the rows of the notes below it.

    The body begins at the row `first` and ends at a note, or at the next table's title or header.
    """
    header_texts = [grid.texts(row) for row in headers]
    for row in range(first, len(grid.cells)):
        texts = grid.texts(row)
        if texts and is_note(texts[0]):
            notes = [at for at in range(row, len(grid.cells)) if grid.texts(at)]
            following = [
                at for at in notes if _is_data(grid, at) and not is_note(grid.texts(at)[0])
            ]
            end = _find_second_title(grid, following[0]) if following else len(grid.cells)
            return row, tuple(at for at in notes if at < end)
        repeated = len(texts) > 1 and texts in header_texts
        if row > first and (
            repeated or _starts_header(grid, row) or any(map(is_continuation, texts))
        ):
            return _find_title_above(grid, row, first), ()
    return len(grid.cells), ()


def _find_second_title(grid: CellGrid, row: int) -> int:
    """Return the row at which a second table begins, if its first figures are in `row`."""
    at = row
    while at > 0 and grid.texts(at - 1) and not is_note(grid.texts(at - 1)[0]):
        at -= 1
    return at


def _find_title_above(grid: CellGrid, row: int, first: int) -> int:
    """Return the row at which a second table begins, if its header is in `row`."""
    at = row
    while at - 1 > first and (_is_title(grid, at - 1) or _is_metadata(grid, at - 1)):
        at -= 1
    return at


def _starts_header(grid: CellGrid, row: int) -> bool:
    """Return whether a row is a header: periods, labels below a title, or 地区 or 指标 first."""
    kinds, texts = grid.kinds(row), grid.texts(row)
    labels = [kind for kind in kinds if kind in ("text", "period", "year")]
    if len(labels) < 2 or "number" in kinds:
        return False
    beside = [kind for kind in kinds[1:] if kind in ("text", "period", "year")]
    times = [kind for kind in beside if kind != "text"]
    above = grid.texts(row - 1)
    return (
        (len(beside) > 1 and len(times) * 2 >= len(beside))
        or comparison_form(texts[0]) in _HEADER_WORDS
        or (len(above) == 1 and bool(_TABLE_NUMBER.match(above[0])))
        or (_is_metadata(grid, row - 1) and not _is_metadata(grid, row))
    )
