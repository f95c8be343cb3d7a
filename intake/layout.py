"""Where things stand in a yearbook table: header, labels, figures, notes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from intake.characters import condensed
from intake.grid import Grid, Kind, kind_of
from intake.notes import is_note
from intake.units import is_unit

_HEADERS = """
指标 指标名称 项目 名称 地区 区域 区县 县区 县(市、区) 市县 单位 计量单位 单位名称 代码 行政区划代码
序号 编号 年份 年度 时间 工会名称 工会 行业 类别 备注 region area indicator item unit year
"""
_HEADER_WORDS = frozenset(_HEADERS.split())
_INDEX = frozenset(("序号", "编号", "行次", "no", "no.", "栏次"))
_CODE = re.compile("代码|编码|区划")
_OWN_CODES = frozenset(("代码", "指标代码", "编码", "行号"))
_UNIT = frozenset(("单位", "计量单位", "unit", "计量"))
_REMARK = frozenset(("备注", "说明", "附注", "note", "remarks"))
_META = re.compile(
    r"^[(（【]?\s*(?:(?:计量|填报|报送|编制|制表|统计|上报)?单\s*位|表\s*号|制定机关|批准|有效期|文号|日期|时间|"
    r"报告期|统计时间|填报日期|截至|截止|编号|unit)\s*[:：]",
    re.IGNORECASE,
)
_NUMBERING = re.compile(r"[甲乙丙丁戊]|\d{1,3}|[A-Za-z]")


@dataclass(frozen=True)
class Layout:
    """Rows and columns of one table, all counted from 0; `last` is the row after the body."""

    meta: range
    headers: tuple[int, ...]
    first: int
    last: int
    stubs: tuple[int, ...]
    """Columns of labels."""
    units: int
    """The column that holds units; -1 without one."""
    codes: int
    values: tuple[int, ...]
    note_rows: tuple[int, ...]


def find(grid: Grid, start: int = 0) -> Layout | None:
    """Find the next table from row `start` on; None where no row holds figures beside a label."""
    first = next((row for row in range(start, len(grid.cells)) if _is_data(grid, row)), None)
    if first is None:
        return None
    headers = _headers(grid, start, first)
    last, notes = _body_end(grid, first)
    top = headers[0] if headers else first
    kinds = _Columns(grid, headers, first, last)
    return Layout(
        range(start, top), headers, first, last,
        kinds.stubs, kinds.units, kinds.codes, kinds.values, notes,
    )  # fmt: skip


def _is_data(grid: Grid, row: int) -> bool:
    """A label on the left and a number to its right, and no header of years."""
    kinds = grid.kinds(row)
    numbers = [at for at, kind in enumerate(kinds) if kind in ("number", "year")]
    if not numbers or _is_numbering(grid.lines(row)) or _is_meta(grid, row):
        return False
    if all(kinds[at] == "year" for at in numbers) and _is_year_header(grid, row, numbers):
        return False
    labels = [at for at, kind in enumerate(kinds) if kind in ("text", "period", "year")]
    return bool(labels) and labels[0] < numbers[-1]


def _is_year_header(grid: Grid, row: int, numbers: list[int]) -> bool:
    years = [int(grid.cells[row][at]) for at in numbers]
    steps = {later - earlier for earlier, later in pairwise(years)}
    labels = [line for line in grid.lines(row) if kind_of(line) == "text"]
    named = bool(labels) and all(condensed(label) in _HEADER_WORDS for label in labels)
    return named or (len(years) > 1 and len(steps) == 1 and steps != {0})


def _is_numbering(lines: Sequence[str]) -> bool:
    """甲 乙 1 2 3: the row that numbers the columns of a form."""
    numbers = [int(line) for line in lines if line.isascii() and line.isdigit()]
    return (
        len(lines) > 2
        and all(_NUMBERING.fullmatch(line) for line in lines)
        and len(numbers) >= 2
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        and numbers[0] <= 2
    )


def _is_meta(grid: Grid, row: int) -> bool:
    lines = grid.lines(row)
    return any(_META.match(line) for line in lines) and not any(
        condensed(line) in _HEADER_WORDS for line in lines
    )


def _headers(grid: Grid, start: int, first: int) -> tuple[int, ...]:
    """Header rows go up from the first figures to a title, a line of metadata or an empty row."""
    found: list[int] = []
    for row in range(first - 1, start - 1, -1):
        lines = grid.lines(row)
        if not lines and not found:
            continue
        if _is_numbering(lines):
            continue
        if not lines or _is_meta(grid, row) or _is_title(grid, row):
            break
        found.insert(0, row)
    return tuple(found)


def _is_title(grid: Grid, row: int) -> bool:
    """One text alone, in the first column or over the whole width."""
    lines = grid.lines(row)
    if len(lines) != 1:
        return False
    if grid.cells[row][0].strip():
        return True
    covered = sum(cell == lines[0] for cell in map(str.strip, grid.filled[row]))
    return covered >= grid.width - 1 or kind_of(lines[0]) == "period" or len(lines[0]) > 20


def _body_end(grid: Grid, first: int) -> tuple[int, tuple[int, ...]]:
    """The body ends at a note, or where the next table's header begins."""
    for row in range(first, len(grid.cells)):
        lines = grid.lines(row)
        if lines and is_note(lines[0]):
            notes = [at for at in range(row, len(grid.cells)) if grid.lines(at)]
            following = [
                at for at in notes if _is_data(grid, at) and not is_note(grid.lines(at)[0])
            ]
            end = _before(grid, following[0]) if following else len(grid.cells)
            return row, tuple(at for at in notes if at < end)
        if row > first and _starts_header(grid, row):
            return row, ()
    return len(grid.cells), ()


def _before(grid: Grid, row: int) -> int:
    """Go up from the first figures of a second table to where its title begins."""
    at = row
    while at > 0 and grid.lines(at - 1) and not is_note(grid.lines(at - 1)[0]):
        at -= 1
    return at


def _starts_header(grid: Grid, row: int) -> bool:
    """A row of labels without figures right of the first column, after an empty row or a title."""
    kinds = grid.kinds(row)[1:]
    labels = [kind for kind in kinds if kind in ("text", "period", "year")]
    numbers = any(kind == "number" for kind in kinds)
    years = [kind for kind in kinds if kind in ("period", "year")]
    return len(labels) >= 2 and not numbers and len(years) * 2 >= len(labels)


class _Columns:
    """What each column of a body holds."""

    def __init__(self, grid: Grid, headers: tuple[int, ...], first: int, last: int) -> None:
        self.grid = grid
        self.headers = headers
        self.rows = [row for row in range(first, last) if grid.lines(row)]
        self.units = self.codes = -1
        stubs: list[int] = []
        values: list[int] = []
        for column in range(grid.width):
            self._place(column, stubs, values)
        self.stubs, self.values = tuple(stubs), tuple(values)

    def _place(self, column: int, stubs: list[int], values: list[int]) -> None:
        heading = condensed("".join(self._headings(column)))
        kinds = [kind_of(self.grid.cells[row][column]) for row in self.rows]
        filled = [kind for kind in kinds if kind != "empty"]
        numeric = sum(kind in ("number", "year") for kind in filled)
        if self._holds_units(column, heading):
            self.units = column
        elif heading in _INDEX or heading in _REMARK or self._is_own_code(column, heading):
            return
        elif not values and self._is_code(column, heading):
            self.codes = column
        elif not values and self._is_label(column, kinds, numeric, len(filled)):
            stubs.append(column)
        elif numeric or (heading and stubs and not any(kind == "text" for kind in filled)):
            values.append(column)

    def _is_label(self, column: int, kinds: list[Kind], numeric: int, filled: int) -> bool:
        if not filled:
            return False
        if numeric * 2 <= filled:
            return True
        return all(kind in ("year", "empty", "period") for kind in kinds) and column == 0

    def _is_code(self, column: int, heading: str) -> bool:
        cells = [self.grid.cells[row][column].strip() for row in self.rows]
        six = [cell for cell in cells if cell.isascii() and cell.isdigit() and len(cell) == 6]
        return bool(six) and (
            bool(_CODE.search(heading)) or (len(six) == len(cells) and not column)
        )

    def _is_own_code(self, column: int, heading: str) -> bool:
        """A form's own line codes (01, 02), which are no areas' codes."""
        return heading in _OWN_CODES and not self._is_code(column, heading)

    def _holds_units(self, column: int, heading: str) -> bool:
        """Units alone, or most of them below 单位, which may also head the reporting unions."""
        cells = [self.grid.cells[row][column].strip() for row in self.rows]
        filled = [cell for cell in cells if cell]
        found = sum(is_unit(cell) for cell in filled)
        return found > 0 and (
            2 * found >= len(filled) if heading in _UNIT else found == len(filled)
        )

    def _headings(self, column: int) -> list[str]:
        return list(dict.fromkeys(self.grid.filled[row][column].strip() for row in self.headers))
