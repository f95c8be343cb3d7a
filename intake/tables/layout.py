"""Where things stand in a yearbook table: header, labels, figures, notes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from intake.model.characters import comparison_form
from intake.model.footnotes import is_continuation, is_note
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
    """Rows and columns of one table, all counted from 0; `last` is the row after the body."""

    meta: range
    headers: tuple[int, ...]
    first: int
    last: int
    stubs: tuple[int, ...]
    """ColumnRoles of labels."""
    units: int
    """The column that holds units; -1 without one."""
    codes: int
    values: tuple[int, ...]
    note_rows: tuple[int, ...]


def find_tables(grid: CellGrid, start: int = 0) -> tuple[TableLayout, ...]:
    """Find the next table from row `start` on, in the parts that stand side by side.

    Empty where no row holds figures beside a label.
    """
    data = next((row for row in range(start, len(grid.cells)) if _is_data(grid, row)), None)
    if data is None:
        return ()
    headers, first = _find_headers(grid, start, data)
    last, notes = _find_body_end(grid, headers, data)
    meta = range(start, headers[0] if headers else first)
    found, column = [], 0
    while column < grid.width:
        held = ColumnRoles(grid, headers, first, last, column)
        column = held.end
        found.append(
            TableLayout(
                meta, headers, first, last,
                tuple(held.stubs), held.units, held.codes, tuple(held.values), notes,
            )
        )  # fmt: skip
    return tuple(found)


def _is_data(grid: CellGrid, row: int) -> bool:
    """A label on the left and a number to its right, and no header of years."""
    kinds = grid.kinds(row)
    numbers = [at for at, kind in enumerate(kinds) if kind in ("number", "year")]
    if _is_month_header(grid, row, numbers):
        return False
    if not numbers or _is_numbering(grid.lines(row)) or _is_metadata(grid, row):
        return False
    if all(kinds[at] == "year" for at in numbers) and _is_year_header(grid, row, numbers):
        return False
    labels = [at for at, kind in enumerate(kinds) if kind in ("text", "period", "year")]
    return bool(labels) and labels[0] < numbers[-1]


def _is_year_header(grid: CellGrid, row: int, numbers: list[int]) -> bool:
    years = [int(grid.cells[row][at]) for at in numbers]
    steps = {later - earlier for earlier, later in pairwise(years)}
    labels = [line for line in grid.lines(row) if cell_kind(line) == "text"]
    named = bool(labels) and all(comparison_form(label) in _HEADER_WORDS for label in labels)
    return named or (len(years) > 1 and len(steps) == 1 and steps != {0})


def _is_month_header(grid: CellGrid, row: int, numbers: list[int]) -> bool:
    """指标 202407 202408: months written as numbers beside a word that heads a table."""
    lines = grid.lines(row)
    months = [grid.cells[row][at].strip() for at in numbers]
    headed = bool(lines) and comparison_form(lines[0]) in _HEADER_WORDS
    return headed and len(months) > 1 and all(map(_MONTH_HEADING.fullmatch, months))


def _is_numbering(lines: Sequence[str]) -> bool:
    """甲 乙 1 2 3: the row that numbers the columns of a form."""
    numbers = [int(line) for line in lines if line.isascii() and line.isdigit()]
    return (
        len(lines) > 2
        and all(_NUMBERING.fullmatch(line) for line in lines)
        and len(numbers) >= 1
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        and numbers[0] <= 2
    )


def _is_metadata(grid: CellGrid, row: int) -> bool:
    lines = grid.lines(row)
    return any(_METADATA_LINE.match(line) for line in lines) and not any(
        comparison_form(line) in _HEADER_WORDS for line in lines
    )


def _find_headers(grid: CellGrid, start: int, data: int) -> tuple[tuple[int, ...], int]:
    """Header rows go up from the first figures to a title, a line of metadata or an empty row.

    With them the first row of the body, which may be the heading of a section (一、组织情况).
    """
    found: list[int] = []
    first = data
    for row in range(data - 1, start - 1, -1):
        lines = grid.lines(row)
        if (not lines and not found) or _is_numbering(lines):
            continue
        if not found and _is_section(grid, row, start, _label_column(grid, data)):
            first = row
            continue
        if not lines or _is_metadata(grid, row) or _is_title(grid, row):
            break
        found.insert(0, row)
    return tuple(found), first


def _label_column(grid: CellGrid, row: int) -> int:
    kinds = grid.kinds(row)
    return next(at for at, kind in enumerate(kinds) if kind in ("text", "period", "year"))


def _is_section(grid: CellGrid, row: int, start: int, column: int) -> bool:
    """A label without figures below a header, alone, beside marks (—) or words (待核实)."""
    said = [at for at, kind in enumerate(grid.kinds(row)) if kind not in ("empty", "mark")]
    if said == [column]:
        return any(_is_header(grid, above) for above in range(start, row))
    label = grid.cells[row][column].strip()
    if not label or label.isascii() or label[0] in "(（" or comparison_form(label) in _HEADER_WORDS:
        return False
    headings = (comparison_form(grid.cells[above][column]) for above in range(start, row))
    return any(heading in _HEADER_WORDS for heading in headings)


def _is_header(grid: CellGrid, row: int) -> bool:
    """Say whether a row is a header by its words, or by the times it names."""
    kinds, lines = grid.kinds(row), grid.lines(row)
    times = sum(kind in ("period", "year") for kind in kinds)
    words = any(comparison_form(line) in _HEADER_WORDS for line in lines)
    return len(lines) > 1 and "number" not in kinds and (words or times > 1)


def _is_title(grid: CellGrid, row: int) -> bool:
    """One text alone, in the first column or over the whole width."""
    lines = grid.lines(row)
    if len(lines) != 1:
        return False
    if grid.cells[row][0].strip():
        return True
    covered = sum(cell == lines[0] for cell in map(str.strip, grid.filled[row]))
    return covered >= grid.width - 1 or cell_kind(lines[0]) == "period" or len(lines[0]) > 20


def _find_body_end(
    grid: CellGrid, headers: tuple[int, ...], first: int
) -> tuple[int, tuple[int, ...]]:
    """The body ends at a note, or where the next table's title or header begins."""
    heads = [grid.lines(row) for row in headers]
    for row in range(first, len(grid.cells)):
        lines = grid.lines(row)
        if lines and is_note(lines[0]):
            notes = [at for at in range(row, len(grid.cells)) if grid.lines(at)]
            following = [
                at for at in notes if _is_data(grid, at) and not is_note(grid.lines(at)[0])
            ]
            end = _find_second_title(grid, following[0]) if following else len(grid.cells)
            return row, tuple(at for at in notes if at < end)
        again = len(lines) > 1 and lines in heads
        if row > first and (again or _starts_header(grid, row) or any(map(is_continuation, lines))):
            return _find_title_above(grid, row, first), ()
    return len(grid.cells), ()


def _find_second_title(grid: CellGrid, row: int) -> int:
    """Go up from the first figures of a second table to where its title begins."""
    at = row
    while at > 0 and grid.lines(at - 1) and not is_note(grid.lines(at - 1)[0]):
        at -= 1
    return at


def _find_title_above(grid: CellGrid, row: int, first: int) -> int:
    """Go up from a second table's header to where its title and its lines of metadata begin."""
    at = row
    while at - 1 > first and (_is_title(grid, at - 1) or _is_metadata(grid, at - 1)):
        at -= 1
    return at


def _starts_header(grid: CellGrid, row: int) -> bool:
    """Labels without figures that are times, stand below a title, or begin with 地区, 指标."""
    kinds, lines = grid.kinds(row), grid.lines(row)
    labels = [kind for kind in kinds if kind in ("text", "period", "year")]
    if len(labels) < 2 or "number" in kinds:
        return False
    beside = [kind for kind in kinds[1:] if kind in ("text", "period", "year")]
    times = [kind for kind in beside if kind != "text"]
    above = grid.lines(row - 1)
    return (
        (len(beside) > 1 and len(times) * 2 >= len(beside))
        or comparison_form(lines[0]) in _HEADER_WORDS
        or (len(above) == 1 and bool(_TABLE_NUMBER.match(above[0])))
        or (_is_metadata(grid, row - 1) and not _is_metadata(grid, row))
    )
