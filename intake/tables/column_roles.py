"""What each column of a table holds: labels, units, codes or figures."""

import re

from intake.model.characters import comparison_form
from intake.tables.grid import CellGrid, CellKind, cell_kind, is_digits
from intake.values.units import is_unit

_INDEX_HEADINGS = frozenset(("序号", "编号", "行次", "no", "no.", "栏次"))
_AREA_CODE_HEADING = re.compile("代码|编码|区划")
_LINE_CODE_HEADINGS = frozenset(("代码", "指标代码", "编码", "行号"))
_UNIT_HEADINGS = frozenset(("单位", "计量单位", "unit", "计量"))
_NOTE_HEADINGS = frozenset(("备注", "说明", "附注", "note", "remarks"))
_TIME_HEADINGS = frozenset(("年份", "年度", "年", "时间", "报告期", "year", "period"))


class ColumnRoles:
    """What the columns from `start` on hold, up to where the table begins again beside itself.

    `stubs` are columns of labels, `values` those of figures; `units` and `codes` are -1 where
    there is none; `end` is the first column of the next table on the right, or the width.
    """

    def __init__(
        self, grid: CellGrid, headers: tuple[int, ...], first: int, last: int, start: int = 0
    ) -> None:
        self.grid = grid
        self.headers = headers
        self.rows = [row for row in range(first, last) if grid.lines(row)]
        self.units = self.codes = -1
        self.stubs: list[int] = []
        self.values: list[int] = []
        self.end = grid.width
        for column in range(start, grid.width):
            if self._begins_again(column):
                self.end = column
                break
            self._place(column)

    def _begins_again(self, column: int) -> bool:
        """The heading of the first labels again, right of figures: 地区 会员 | 地区 会员."""
        heading = self._heading(column)
        again = bool(heading and self.values and self.stubs)
        return again and heading == self._heading(self.stubs[0]) and self._is_label(column, True)

    def _place(self, column: int) -> None:
        heading = self._heading(column)
        kinds = self._kinds(column)
        if self._holds_units(column, heading):
            self.units = column
        elif (
            heading in _INDEX_HEADINGS
            or heading in _NOTE_HEADINGS
            or self._is_own_code(column, heading)
        ):
            return
        elif not self.values and self._is_code(column, heading):
            self.codes = column
        elif not self.values and self._is_label(column, not self.stubs):
            self.stubs.append(column)
        elif any(kind in ("number", "year") for kind in kinds) or (
            heading and self.stubs and "text" not in kinds
        ):
            self.values.append(column)

    def _is_label(self, column: int, first: bool) -> bool:
        """Mostly words, or times throughout; beside other labels no bare number either."""
        kinds = [kind for kind in self._kinds(column) if kind not in ("empty", "mark")]
        if not kinds:
            return False
        if all(kind in ("year", "period") for kind in kinds):
            return first or self._heading(column) in _TIME_HEADINGS or "period" in kinds
        numeric = sum(kind in ("number", "year") for kind in kinds)
        bare = any(is_digits(self.grid.cells[row][column]) for row in self.rows)
        return numeric * 2 <= len(kinds) and (first or not bare)

    def _is_code(self, column: int, heading: str) -> bool:
        cells = [self.grid.cells[row][column].strip() for row in self.rows]
        six = [cell for cell in cells if cell.isascii() and cell.isdigit() and len(cell) == 6]
        return bool(six) and (
            bool(_AREA_CODE_HEADING.search(heading)) or (len(six) == len(cells) and not column)
        )

    def _is_own_code(self, column: int, heading: str) -> bool:
        """A form's own line codes (01, 02), which are no areas' codes."""
        return heading in _LINE_CODE_HEADINGS and not self._is_code(column, heading)

    def _holds_units(self, column: int, heading: str) -> bool:
        """Units alone, or most of them below 单位, which may also head the reporting unions."""
        cells = [self.grid.cells[row][column].strip() for row in self.rows]
        filled = [cell for cell in cells if cell_kind(cell) not in ("empty", "mark")]
        found = sum(is_unit(cell) for cell in filled)
        return found > 0 and (
            2 * found >= len(filled) if heading in _UNIT_HEADINGS else found == len(filled)
        )

    def _kinds(self, column: int) -> list[CellKind]:
        return [cell_kind(self.grid.cells[row][column]) for row in self.rows]

    def _heading(self, column: int) -> str:
        return comparison_form(
            "".join(dict.fromkeys(self.grid.filled[row][column].strip() for row in self.headers))
        )
