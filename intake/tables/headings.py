"""Read the labels beside and above the figures of a wide table: area, period, indicator, unit."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from intake.model.areas import AreaList, is_total
from intake.model.table_notes import strip_footnote_marks
from intake.model.text_normalization import comparison_form
from intake.tables.grid import CellGrid, cell_kind
from intake.tables.table_layout import TableLayout
from intake.values import printed_periods, printed_units
from intake.values.indicator_matching import clean_label, is_sub_item

_DERIVED_LABEL = re.compile(
    "同比|环比|比上年|比去年|比上月|较上年|增减|增幅|升降|位次|排名|增长|增速"
)
_GENERIC_WORDS = """
数值 数量 数据 指标值 绝对数 本期数 数额 完成数 实际数 实绩 指标 项目 名称 地区 单位 指标名称 年份
合计 总计 年度 区县 县区 value total amount number item indicator
"""
_AREA_WORDS = """
地区 区域 区县 县区 市县 县(市、区) 区(县、市) 市(县、区) 各地 单位名称 填报单位 工会名称
region area
"""
_AREA_HEADINGS = frozenset(_AREA_WORDS.split())
_GENERIC_LABELS = frozenset(_GENERIC_WORDS.split())
_SUB_ITEM_INDENT = 6
"""Indentation up to which a label is at the level of the text after 其中：."""


@dataclass(frozen=True)
class HeadingMeaning:
    """The meaning of the labels of one row or column.

    `texts` are the labels that name an indicator. `area` is a code, "" if no label names an area,
    None if it is unknown. `relative` are incomplete periods (1—9月, 上年同期), each completed by
    the period before it. `derived`: growth rates, ranks and the like, which are not imported.
    `place` is the row and column of the label.
    """

    texts: tuple[str, ...] = ()
    area: str | None = ""
    area_label: str = ""
    period: str = ""
    relative: tuple[str, ...] = ()
    unit: str = ""
    derived: bool = False
    place: tuple[int, int] = (0, 0)


class HeadingReader:
    """Reads the labels of a table; area names are looked up in the area `within` first."""

    def __init__(self, grid: CellGrid, layout: TableLayout, areas: AreaList, within: str) -> None:
        """Collect the labels of rows and columns, and find which of them name areas.

        Ambiguous names are looked up in the area `within`.
        """
        self.grid, self.layout, self.areas = grid, layout, areas
        self.rows = [row for row in layout.body if grid.texts(row)]
        self.row_labels = self._row_labels()
        self.column_labels = self._column_labels()
        self.area_columns, self.area_rows = {}, {}
        for column in layout.label_columns:
            labels = [by_column[column] for by_column in self.row_labels.values()]
            if self._are_areas(labels) or self._is_area_column(column):
                self.area_columns[column] = labels
        for row in layout.header_rows:
            labels = [self.column_labels[row, column] for column in layout.value_columns]
            if self._are_areas(labels):
                self.area_rows[row] = labels
        self.within = within or self._common_parent()

    def _row_labels(self) -> dict[int, dict[int, str]]:
        """Return each row's labels by column.

        A blank cell left of a label repeats the label above it.
        """
        labels_by_row: dict[int, dict[int, str]] = {}
        above: dict[int, str] = {}
        columns = self.layout.label_columns
        for row in self.rows:
            labels = {column: self.grid.filled[row][column].strip() for column in columns}
            for at, column in enumerate(columns[:-1]):
                inner = any(labels[later] for later in columns[at + 1 :])
                if not labels[column] and inner:
                    labels[column] = above.get(column, "")
            above = labels
            labels_by_row[row] = labels
        return labels_by_row

    def _column_labels(self) -> dict[tuple[int, int], str]:
        """Return the labels above the figures by (row, column).

        A blank cell repeats the one on its left.
        """
        texts: dict[tuple[int, int], str] = {}
        headers = self.layout.header_rows
        for at, row in enumerate(headers):
            left = ""
            for column in range(self.grid.width):
                text = self.grid.filled[row][column].strip()
                below = any(self.grid.filled[later][column].strip() for later in headers[at + 1 :])
                if not text and below and column in self.layout.value_columns:
                    text = left
                left = text or left
                texts[row, column] = text
        return texts

    def _are_areas(self, labels: Sequence[str]) -> bool:
        """Return whether most labels, except totals, name areas."""
        named = [label for label in labels if label and not is_total(label)]
        areas = [label for label in named if self.areas.find(clean_label(label))]
        return bool(areas) and 2 * len(areas) >= len(named)

    def _is_area_column(self, column: int) -> bool:
        """Return whether a column is headed 地区 or the like."""
        headings = (self.column_labels[row, column] for row in self.layout.header_rows)
        return any(comparison_form(heading) in _AREA_HEADINGS for heading in headings)

    def _common_parent(self) -> str:
        """Return the parent of most areas that the table names; "" if there is none."""
        parents: Counter[str] = Counter()
        for labels in [*self.area_columns.values(), *self.area_rows.values()]:
            for label in set(labels):
                codes = [] if is_total(label) else self.areas.find(clean_label(label))
                parents.update(self.areas.parents(codes[0])[:1] if len(codes) == 1 else ())
        parent, most = parents.most_common(1)[0] if parents else ("", 0)
        return parent if 2 * most > parents.total() else ""

    def read_row(self, row: int) -> HeadingMeaning:
        """Read the labels on the left of a row."""
        meaning = HeadingMeaning(
            place=(row, self.layout.label_columns[-1] if self.layout.label_columns else 0)
        )
        if self.layout.code_column >= 0:
            code = self.grid.cells[row][self.layout.code_column].strip()
            if code in self.areas.by_code:
                meaning = replace(meaning, area=code)
        for column in self.layout.label_columns:
            label = self.row_labels[row][column]
            if label:
                meaning = self._add_label(
                    replace(meaning, place=(row, column)), label, column in self.area_columns
                )
        if self.layout.unit_column >= 0 and (
            unit := self.grid.cells[row][self.layout.unit_column].strip()
        ):
            meaning = replace(meaning, unit=unit)
        return meaning

    def read_column(self, column: int) -> HeadingMeaning:
        """Read the labels above a column, from top to bottom."""
        headers = self.layout.header_rows
        meaning = HeadingMeaning(place=(headers[-1] if headers else self.layout.body.start, column))
        labels: list[str] = []
        for row in headers:
            label = self.column_labels[row, column]
            if _is_translation(label, labels):
                continue
            if label and (not labels or labels[-1] != label):
                labels.append(label)
                meaning = self._add_label(meaning, label, row in self.area_rows)
        return meaning

    def read_rows(self) -> list[HeadingMeaning]:
        """Read every row; a year or area in a row without figures applies to the rows below it.

        1月 below 2023年 is January 2023.
        """
        meanings: list[HeadingMeaning] = []
        year = period = area = ""
        for row in self.rows:
            meaning = self.read_row(row)
            if self._is_section_heading(meaning):
                period = meaning.period or period
                area = meaning.area or self._section_area(meaning) or area
            year = meaning.period or year
            if meaning.relative and not meaning.period:
                meaning = replace(meaning, period=year)
            if not meaning.period:
                meaning = replace(meaning, period=period)
            if meaning.area == "" and area:
                meaning = replace(meaning, area=area)
            meanings.append(meaning)
        return meanings

    def _is_section_heading(self, meaning: HeadingMeaning) -> bool:
        """Return whether a row has labels but no figures."""
        cells = self.grid.cells[meaning.place[0]]
        return all(cell_kind(cells[at]) in ("empty", "mark") for at in self.layout.value_columns)

    def _section_area(self, meaning: HeadingMeaning) -> str:
        """Return the area that a section heading names; "" if it names none or several."""
        codes = (
            self.areas.find(clean_label(meaning.texts[0]), self.within)
            if len(meaning.texts) == 1
            else []
        )
        return codes[0] if len(codes) == 1 else ""

    def _add_label(self, meaning: HeadingMeaning, label: str, is_area: bool) -> HeadingMeaning:
        """Return the meaning with the next label added: unit, period, area, or indicator text."""
        label = strip_footnote_marks(label)
        named = is_area and self.areas.find(clean_label(label))
        text, unit = (label, "") if named else printed_units.split_heading(label)
        bracket_period = printed_periods.find_period(label[len(text) :]) if unit else ""
        period = bracket_period or meaning.period
        meaning = replace(meaning, unit=unit or meaning.unit, period=period)
        if _DERIVED_LABEL.search(text):
            return replace(meaning, derived=True, texts=(*meaning.texts, text))
        if period := printed_periods.parse_period(text):
            return replace(meaning, period=period)
        if printed_periods.parse_heading(text, "2000-01/2000-02") and cell_kind(text) == "period":
            return replace(meaning, relative=(*meaning.relative, text))
        period, text = printed_periods.split_leading_period(text)
        meaning = replace(meaning, period=period or meaning.period)
        if is_area:
            return self._add_area(meaning, text)
        if not text or comparison_form(clean_label(text)) in _GENERIC_LABELS:
            return meaning
        return replace(meaning, texts=(*meaning.texts, text))

    def _add_area(self, meaning: HeadingMeaning, label: str) -> HeadingMeaning:
        """Return the meaning with an area added, inside the area before it: 宁波市, 海曙区."""
        if is_total(label):
            whole = replace(meaning, area=self.within or None, area_label=label)
            return whole if meaning.area == "" else meaning
        if meaning.area_label and _is_translation(label, [meaning.area_label]):
            return meaning
        codes = self.areas.find(clean_label(label), meaning.area or self.within)
        area = codes[0] if len(codes) == 1 else None
        if meaning.area and area and area in self.areas.parents(meaning.area):
            return meaning
        return replace(meaning, area=area, area_label=label)

    def label(self, place: tuple[int, int]) -> str:
        """Return the label at `place`, a (row, column)."""
        return self.grid.filled[place[0]][place[1]].strip()

    def with_parent_labels(self, meanings: Sequence[HeadingMeaning]) -> list[HeadingMeaning]:
        """Add the parent label to each sub-item: 其中：女性 becomes (会员人数, 其中：女性)."""
        parents: list[_ParentLabel] = []
        completed = []
        for meaning in meanings:
            if not meaning.texts:
                completed.append(meaning)
                continue
            level, sub = self._level(meaning), is_sub_item(meaning.texts[-1])
            while parents and not parents[-1].is_parent_of(level, sub):
                parents.pop()
            before = tuple(each.text for each in parents if each.text not in meaning.texts)
            unit = meaning.unit or next((each.unit for each in reversed(parents) if each.unit), "")
            parents.append(_ParentLabel(level, sub, meaning.texts[-1], unit))
            completed.append(replace(meaning, texts=(*before, *meaning.texts), unit=unit))
        return completed

    def _level(self, meaning: HeadingMeaning) -> int:
        """Return the indentation of a row's label; 0 for a column's."""
        row, column = meaning.place
        return self.grid.indent(row, column) if row >= self.layout.body.start else 0


def _is_translation(label: str, labels: Sequence[str]) -> bool:
    """Return whether a heading in Latin letters is the translation of a Chinese one."""
    return bool(labels) and label.isascii() and label[:1].isalpha() and not labels[-1].isascii()


@dataclass(frozen=True)
class _ParentLabel:
    """A label that may be the parent of sub-items below it."""

    level: int
    sub: bool
    text: str
    unit: str

    def is_parent_of(self, level: int, sub: bool) -> bool:
        """Return whether this label is the parent of a label with the indentation `level`.

        `sub`: that label has 其中：. A label is the parent of the more deeply indented ones below
        it, and of a 其中： at its own level. A label at the indentation of the text after 其中： is
        a sibling of that text.
        """
        if level > self.level:
            return not (self.sub and not sub and level <= self.level + _SUB_ITEM_INDENT)
        return sub and not self.sub and level == self.level
