"""Find the role of each column of a wide table: labels, units, area codes or figures."""

import re
from collections.abc import Callable

from chinese_text.characters import comparison_form
from intake.model.areas import is_total_label
from intake.model.fields import NO_FIGURES
from intake.tables.grid import CellGrid, CellKind, find_cell_kind, is_digits
from intake.values.printed_units import is_unit

_UNUSED_HEADINGS = NO_FIGURES.union(
    ("序号", "编号", "行次", "no", "no.", "栏次", "备注", "说明", "附注", "note", "remarks")
)
"""Headings of columns that are not read: row numbers, notes, and who filled in the form."""
_AREA_CODE = re.compile("[0-9]{6}")
_MONTH_IN_DIGITS = re.compile("(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])")
_AREA_CODE_HEADING = re.compile("代码|编码|区划")
_LINE_CODE_HEADINGS = frozenset(("代码", "指标代码", "编码", "行号"))
"""Headings of the line numbers of a form (01, 02); 代码 and 编码 may also head area codes."""
_UNIT_HEADINGS = frozenset(("单位", "计量单位", "unit", "计量"))
_RANK_HEADINGS = frozenset(("排名", "位次", "名次", "排序", "排位", "位序"))
"""Headings of ranks, which may stand left of what they rank."""
_TIME_WORDS = """
年份 年度 年月 年 年别 时间 时期 期间 报告期 月份 月 季度 统计时间 统计年份 统计年度 统计期 数据年份
数据时间 数据年度 报告年度 报告年份 报告时间 所属年度 所属年份 所属期 所属时期 会计年度 财政年度
填报年度 填报年份 年份/year year years period date yr 截至 截至时间 时点
"""
_TIME_HEADINGS = frozenset(_TIME_WORDS.split())
YearChoice = Callable[[int, int], str]
"""Returns what a person chose for a column of years, by row of its heading and column.

For a row of years the column is -1.
"""


class ColumnRoles:
    """Roles of the columns from `start` to where the table repeats itself on the right.

    Columns of labels are left of those of figures (`value_columns`). `unit_column` and
    `code_column` (area codes) are -1 if there is none. `end` is the first column of the next table
    on the right, or the sheet's width.
    """

    def __init__(
        self,
        grid: CellGrid,
        header_rows: tuple[int, ...],
        body: range,
        start: int,
        choice: YearChoice,
    ) -> None:
        """Find the role of each column from `start` on, until the table repeats itself.

        `body` are the rows below the header; empty ones do not count. `choice` returns what a
        person chose for a column of years. The roles are found from left to right, since they
        depend on the columns further left.
        """
        self.grid, self.choice = grid, choice
        self.header_rows = header_rows
        self.rows = [row for row in body if grid.list_texts(row)]
        self.unit_column = self.code_column = -1
        self.label_columns: list[int] = []
        self.value_columns: list[int] = []
        self.end = grid.width
        for column in range(start, grid.width):
            if self._repeats_first_column(column):
                self.end = column
                break
            self._assign_role(column)

    def _repeats_first_column(self, column: int) -> bool:
        """Return whether the first column of labels occurs again: 地区 会员 | 地区 会员.

        Many long tables are printed as two halves side by side.
        """
        heading = self._join_headings(column)
        if not (heading and self.value_columns and self.label_columns):
            return False
        repeats = heading == self._join_headings(self.label_columns[0])
        return repeats and self._is_label_column(column, is_first=True)

    def _assign_role(self, column: int) -> None:
        """Give a column its role; columns of indices, notes and line numbers get none.

        Only columns left of the first figures can have labels or area codes. Of several columns of
        units or of codes, the last counts.
        """
        heading = self._join_headings(column)
        kinds = self._list_cell_kinds(column)
        is_code = self._contains_area_codes(column, heading)
        if self._contains_units(column, heading):
            self.unit_column = column
        elif (
            heading in _UNUSED_HEADINGS
            or (heading in _LINE_CODE_HEADINGS and not is_code)
            or (heading in _RANK_HEADINGS and not self.label_columns)
        ):
            return
        elif not self.value_columns and is_code:
            self.code_column = column
        elif self._contains_years(column, heading) or (
            not self.value_columns and self._is_label_column(column, not self.label_columns)
        ):
            self.label_columns.append(column)
        # Figures; a column in which nobody has reported yet has only its heading.
        elif any(kind in ("number", "year") for kind in kinds) or (
            heading and self.label_columns and "text" not in kinds
        ):
            self.value_columns.append(column)

    def _is_label_column(self, column: int, is_first: bool) -> bool:
        """Return whether a column has labels, so that its cells are no figures.

        At most half of its filled cells may be numbers, and only the first column of labels
        (`is_first`) may contain cells of digits alone. A column of nothing but periods is one of
        labels if it is the first, or has no heading, or has a period that is not a bare year. Marks
        such as … count as empty.
        """
        kinds = [kind for kind in self._list_cell_kinds(column) if kind not in ("empty", "mark")]
        if not kinds:
            return False
        if self._contains_only_periods(column):
            return is_first or not self._join_headings(column) or "period" in kinds
        number_count = sum(kind in ("number", "year") for kind in kinds)
        has_digits = any(is_digits(self.grid.cells[row][column]) for row in self.rows)
        return number_count * 2 <= len(kinds) and (is_first or not has_digits)

    def _contains_years(self, column: int, heading: str) -> bool:
        """Return whether a column has the periods of its rows, so that its years are no figures.

        It has nothing but periods, and its heading says so (年份), or a person has chosen so.
        """
        if not self._contains_only_periods(column):
            return False
        heading_row = self.header_rows[-1] if self.header_rows else self.rows[0]
        return heading in _TIME_HEADINGS or self.choice(heading_row, column) == "periods"

    def _contains_only_periods(self, column: int) -> bool:
        """Return whether all filled cells of a column, except totals (合计), are periods.

        Below a heading such as 年月, six digits (202409) are periods, too.
        """
        cells = [self.grid.cells[row][column].strip() for row in self.rows]
        cells = [cell for cell in cells if cell and not is_total_label(cell)]
        if self._join_headings(column) in _TIME_HEADINGS:
            # If all cells are months in digits, one period stands for them.
            cells = [cell for cell in cells if not _MONTH_IN_DIGITS.fullmatch(cell)] or ["1月"]
        kinds = {find_cell_kind(cell) for cell in cells} - {"empty", "mark"}
        return bool(kinds) and kinds <= {"year", "period"}

    def _contains_area_codes(self, column: int, heading: str) -> bool:
        """Return whether a column contains area codes of six digits.

        Its heading must say so (_AREA_CODE_HEADING), unless it is the first column of the sheet and
        has nothing else.
        """
        cells = [self.grid.cells[row][column].strip() for row in self.rows]
        codes = [cell for cell in cells if _AREA_CODE.fullmatch(cell)]
        # Figures may have six digits, too.
        return bool(codes) and (
            bool(_AREA_CODE_HEADING.search(heading)) or (len(codes) == len(cells) and column == 0)
        )

    def _contains_units(self, column: int, heading: str) -> bool:
        """Return whether a column contains units: all its cells, or half if headed 单位 (unit).

        Empty cells and marks such as … do not count.
        """
        cells = [self.grid.cells[row][column].strip() for row in self.rows]
        filled = [cell for cell in cells if find_cell_kind(cell) not in ("empty", "mark")]
        unit_count = sum(find_cell_kind(cell) == "text" and is_unit(cell) for cell in filled)
        required = len(filled) / 2 if heading in _UNIT_HEADINGS else len(filled)
        return unit_count > 0 and unit_count >= required

    def _list_cell_kinds(self, column: int) -> list[CellKind]:
        """Return the kind of each cell of a column in the table's body."""
        return [find_cell_kind(self.grid.cells[row][column]) for row in self.rows]

    def _join_headings(self, column: int) -> str:
        """Return the heading of a column in comparison form, its header rows joined.

        A text that merged cells repeat in several header rows counts once.
        """
        labels = dict.fromkeys(self.grid.filled[row][column].strip() for row in self.header_rows)
        return comparison_form("".join(labels))
