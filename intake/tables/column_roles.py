"""Find the role of each column of a wide table: labels, units, area codes or figures."""

import re

from intake.model.text_normalization import comparison_form
from intake.tables.grid import CellGrid, CellKind, cell_kind, is_digits
from intake.values.printed_units import is_unit

_INDEX_HEADINGS = frozenset(("序号", "编号", "行次", "no", "no.", "栏次"))
_AREA_CODE_HEADING = re.compile("代码|编码|区划")
_LINE_CODE_HEADINGS = frozenset(("代码", "指标代码", "编码", "行号"))
_UNIT_HEADINGS = frozenset(("单位", "计量单位", "unit", "计量"))
_NOTE_HEADINGS = frozenset(("备注", "说明", "附注", "note", "remarks"))
_TIME_HEADINGS = frozenset(("年份", "年度", "年", "时间", "报告期", "year", "period"))


class ColumnRoles:
    """Roles of the columns from `start` to where the table repeats itself on the right.

    `label_columns` come before `value_columns`; `unit_column` and `code_column` are -1 if there is
    none; `end` is the first column of the next table on the right, or the sheet's width. `first` is
    the first row of the body, `last` the row after it.
    """

    def __init__(
        self, grid: CellGrid, headers: tuple[int, ...], first: int, last: int, start: int = 0
    ) -> None:
        """Find the role of each column from `start` on; `headers` are the table's header rows.

        The body is from the row `first` up to, but not including, `last`.
        """
        self.grid = grid
        self.headers = headers
        self.rows = [row for row in range(first, last) if grid.texts(row)]
        self.unit_column = self.code_column = -1
        self.label_columns: list[int] = []
        self.value_columns: list[int] = []
        self.end = grid.width
        for column in range(start, grid.width):
            if self._repeats_first(column):
                self.end = column
                break
            self._assign(column)

    def _repeats_first(self, column: int) -> bool:
        """Return whether the first column of labels occurs again: 地区 会员 | 地区 会员."""
        heading = self._heading(column)
        if not (heading and self.value_columns and self.label_columns):
            return False
        return heading == self._heading(self.label_columns[0]) and self._is_label(column, True)

    def _assign(self, column: int) -> None:
        """Give a column its role; columns of indices, notes and line numbers get none."""
        heading = self._heading(column)
        kinds = self._kinds(column)
        if self._holds_units(column, heading):
            self.unit_column = column
        elif (
            heading in _INDEX_HEADINGS
            or heading in _NOTE_HEADINGS
            or self._is_own_code(column, heading)
        ):
            return
        elif not self.value_columns and self._is_code(column, heading):
            self.code_column = column
        elif not self.value_columns and self._is_label(column, not self.label_columns):
            self.label_columns.append(column)
        elif any(kind in ("number", "year") for kind in kinds) or (
            heading and self.label_columns and "text" not in kinds
        ):
            self.value_columns.append(column)

    def _is_label(self, column: int, first: bool) -> bool:
        """Return whether a column is mostly text or consists of periods.

        Only the `first` column may contain digits.
        """
        kinds = [kind for kind in self._kinds(column) if kind not in ("empty", "mark")]
        if not kinds:
            return False
        if all(kind in ("year", "period") for kind in kinds):
            return first or self._heading(column) in _TIME_HEADINGS or "period" in kinds
        numeric = sum(kind in ("number", "year") for kind in kinds)
        bare = any(is_digits(self.grid.cells[row][column]) for row in self.rows)
        return numeric * 2 <= len(kinds) and (first or not bare)

    def _is_code(self, column: int, heading: str) -> bool:
        """Return whether a column contains area codes of six digits."""
        cells = [self.grid.cells[row][column].strip() for row in self.rows]
        six = [cell for cell in cells if cell.isascii() and cell.isdigit() and len(cell) == 6]
        return bool(six) and (
            bool(_AREA_CODE_HEADING.search(heading)) or (len(six) == len(cells) and not column)
        )

    def _is_own_code(self, column: int, heading: str) -> bool:
        """Return whether a column contains the line numbers of a form (01, 02), not area codes."""
        return heading in _LINE_CODE_HEADINGS and not self._is_code(column, heading)

    def _holds_units(self, column: int, heading: str) -> bool:
        """Return whether a column contains units: all cells, or half of them if headed 单位."""
        cells = [self.grid.cells[row][column].strip() for row in self.rows]
        filled = [cell for cell in cells if cell_kind(cell) not in ("empty", "mark")]
        units = sum(is_unit(cell) for cell in filled)
        wanted = len(filled) / 2 if heading in _UNIT_HEADINGS else len(filled)
        return 0 < units >= wanted

    def _kinds(self, column: int) -> list[CellKind]:
        """Return the kind of each cell in the body."""
        return [cell_kind(self.grid.cells[row][column]) for row in self.rows]

    def _heading(self, column: int) -> str:
        """Return the heading of a column in comparison form, its header rows joined."""
        return comparison_form(
            "".join(dict.fromkeys(self.grid.filled[row][column].strip() for row in self.headers))
        )
