"""What the labels beside and above a figure say: area, period, indicator, unit."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from intake.model.areas import AreaList, is_total
from intake.model.characters import comparison_form
from intake.model.footnotes import strip_footnote_marks
from intake.tables.grid import CellGrid, cell_kind
from intake.tables.layout import TableLayout
from intake.values import periods, units
from intake.values.matching import clean_label, is_of_which

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
"""How far in a label begins that stands below the one after 其中：."""


@dataclass(frozen=True)
class HeadingMeaning:
    """What one row's or one column's labels say. `texts` are the labels that name an indicator.

    `area` is a code, "" without an area, None for an area that is not known. `place` is the row
    and column of the label itself.
    """

    texts: tuple[str, ...] = ()
    area: str | None = ""
    area_label: str = ""
    period: str = ""
    relative: tuple[str, ...] = ()
    """Periods that only another one makes whole, each the next: 1—9月, 上年同期."""
    unit: str = ""
    derived: bool = False
    place: tuple[int, int] = (0, 0)


class HeadingReader:
    """Reads the labels of one table."""

    def __init__(self, grid: CellGrid, layout: TableLayout, areas: AreaList, within: str) -> None:
        self.grid, self.layout, self.areas = grid, layout, areas
        self.rows = [row for row in range(layout.first, layout.last) if grid.lines(row)]
        self.stubs = self._stub_texts()
        self.headers = self._header_texts()
        stubs = {at: [row[at] for row in self.stubs.values()] for at in layout.stubs}
        headers = {at: [self.headers[at, col] for col in layout.values] for at in layout.headers}
        self.area_stubs = {
            at: labels
            for at, labels in stubs.items()
            if self._are_areas(labels) or self._heads_areas(at)
        }
        self.area_headers = {at: each for at, each in headers.items() if self._are_areas(each)}
        self.within = within or self._common_parent()

    def _stub_texts(self) -> dict[int, dict[int, str]]:
        """Labels on the left, a blank one beside a filled one repeated from above."""
        found: dict[int, dict[int, str]] = {}
        above: dict[int, str] = {}
        for row in self.rows:
            labels = {column: self.grid.filled[row][column].strip() for column in self.layout.stubs}
            for at, column in enumerate(self.layout.stubs[:-1]):
                inner = any(labels[later] for later in self.layout.stubs[at + 1 :])
                if not labels[column] and inner:
                    labels[column] = above.get(column, "")
            above = labels
            found[row] = labels
        return found

    def _header_texts(self) -> dict[tuple[int, int], str]:
        """Labels above, a blank one repeated from its left where there is a label below it."""
        found: dict[tuple[int, int], str] = {}
        headers = self.layout.headers
        for at, row in enumerate(headers):
            left = ""
            for column in range(self.grid.width):
                text = self.grid.filled[row][column].strip()
                below = any(self.grid.filled[later][column].strip() for later in headers[at + 1 :])
                if not text and below and column in self.layout.values:
                    text = left
                left = text or left
                found[row, column] = text
        return found

    def _are_areas(self, labels: Sequence[str]) -> bool:
        """Most labels that are no totals name areas."""
        named = [label for label in labels if label and not is_total(label)]
        known = [label for label in named if self.areas.find(clean_label(label))]
        return bool(known) and 2 * len(known) >= len(named)

    def _heads_areas(self, column: int) -> bool:
        return any(
            comparison_form(self.headers[row, column]) in _AREA_HEADINGS
            for row in self.layout.headers
        )

    def _common_parent(self) -> str:
        """The area that the table is about: the one that holds most of those it names."""
        parents: Counter[str] = Counter()
        for labels in [*self.area_stubs.values(), *self.area_headers.values()]:
            for label in set(labels):
                codes = [] if is_total(label) else self.areas.find(clean_label(label))
                parents.update(self.areas.parents(codes[0])[:1] if len(codes) == 1 else ())
        parent, most = parents.most_common(1)[0] if parents else ("", 0)
        return parent if 2 * most > parents.total() else ""

    def of_row(self, row: int) -> HeadingMeaning:
        """Read the labels on the left of a row; sub-items come with the labels they belong to."""
        found = HeadingMeaning(place=(row, self.layout.stubs[-1] if self.layout.stubs else 0))
        if self.layout.codes >= 0:
            code = self.grid.cells[row][self.layout.codes].strip()
            if code in self.areas.by_code:
                found = replace(found, area=code)
        for column in self.layout.stubs:
            label = self.stubs[row][column]
            if label:
                found = self._add(
                    replace(found, place=(row, column)), label, column in self.area_stubs
                )
        if self.layout.units >= 0 and (unit := self.grid.cells[row][self.layout.units].strip()):
            found = replace(found, unit=unit)
        return found

    def read_column(self, column: int) -> HeadingMeaning:
        """Read the labels above a column, from top to bottom."""
        headers = self.layout.headers
        found = HeadingMeaning(place=(headers[-1] if headers else self.layout.first, column))
        labels: list[str] = []
        for row in headers:
            label = self.headers[row, column]
            if _is_translation(label, labels):
                continue
            if label and (not labels or labels[-1] != label):
                labels.append(label)
                found = self._add(found, label, row in self.area_headers)
        return found

    def read_rows(self) -> list[HeadingMeaning]:
        """Read every row; one without figures that names a year or an area heads those below it.

        1月 below 2023年 is of that year.
        """
        found: list[HeadingMeaning] = []
        year = period = area = ""
        for row in self.rows:
            one = self.of_row(row)
            if self._heads_section(one):
                period = one.period or period
                area = one.area or self._section_area(one) or area
            year = one.period or year
            if one.relative and not one.period:
                one = replace(one, period=year)
            if not one.period:
                one = replace(one, period=period)
            if one.area == "" and area:
                one = replace(one, area=area)
            found.append(one)
        return found

    def _heads_section(self, one: HeadingMeaning) -> bool:
        cells = self.grid.cells[one.place[0]]
        return all(cell_kind(cells[at]) in ("empty", "mark") for at in self.layout.values)

    def _section_area(self, one: HeadingMeaning) -> str:
        codes = (
            self.areas.find(clean_label(one.texts[0]), self.within) if len(one.texts) == 1 else []
        )
        return codes[0] if len(codes) == 1 else ""

    def _add(self, found: HeadingMeaning, label: str, is_area: bool) -> HeadingMeaning:
        label = strip_footnote_marks(label)
        named = is_area and self.areas.find(clean_label(label))
        text, unit = (label, "") if named else units.split_heading(label)
        within = periods.find_period(label[len(text) :]) if unit else ""
        found = replace(found, unit=unit or found.unit, period=within or found.period)
        if _DERIVED_LABEL.search(text):
            return replace(found, derived=True, texts=(*found.texts, text))
        if period := periods.parse_period(text):
            return replace(found, period=period)
        if periods.parse_heading(text, "2000-01/2000-02") and cell_kind(text) == "period":
            return replace(found, relative=(*found.relative, text))
        period, text = periods.split_leading_period(text)
        found = replace(found, period=period or found.period)
        if is_area:
            return self._in_area(found, text)
        if not text or comparison_form(clean_label(text)) in _GENERIC_LABELS:
            return found
        return replace(found, texts=(*found.texts, text))

    def _in_area(self, found: HeadingMeaning, label: str) -> HeadingMeaning:
        """Take an area, or one inside the area that stands before it: 宁波市, 海曙区."""
        if is_total(label):
            whole = replace(found, area=self.within or None, area_label=label)
            return whole if found.area == "" else found
        if found.area_label and _is_translation(label, [found.area_label]):
            return found
        codes = self.areas.find(clean_label(label), found.area or self.within)
        area = codes[0] if len(codes) == 1 else None
        if found.area and area and area in self.areas.parents(found.area):
            return found
        return replace(found, area=area, area_label=label)

    def label(self, place: tuple[int, int]) -> str:
        """Give the label that stands at a place."""
        return self.grid.filled[place[0]][place[1]].strip()

    def paths(self, meanings: Sequence[HeadingMeaning]) -> list[HeadingMeaning]:
        """Put the label that a sub-item belongs to before it: (会员人数, 其中：女性)."""
        outer: list[_ParentLabel] = []
        found = []
        for meaning in meanings:
            if not meaning.texts:
                found.append(meaning)
                continue
            level, sub = self._level(meaning), is_of_which(meaning.texts[-1])
            while outer and not outer[-1].holds(level, sub):
                outer.pop()
            before = tuple(one.text for one in outer if one.text not in meaning.texts)
            unit = meaning.unit or next((one.unit for one in reversed(outer) if one.unit), "")
            outer.append(_ParentLabel(level, sub, meaning.texts[-1], unit))
            found.append(replace(meaning, texts=(*before, *meaning.texts), unit=unit))
        return found

    def _level(self, meaning: HeadingMeaning) -> int:
        """How far a label stands in, rows by their blanks and columns all alike."""
        row, column = meaning.place
        return self.grid.indent(row, column) if row >= self.layout.first else 0


def _is_translation(label: str, labels: Sequence[str]) -> bool:
    """Say whether a heading repeats in Latin letters what stands above it in Chinese."""
    return bool(labels) and label.isascii() and label[:1].isalpha() and not labels[-1].isascii()


@dataclass(frozen=True)
class _ParentLabel:
    """A label that sub-items may belong to."""

    level: int
    sub: bool
    text: str
    unit: str

    def holds(self, level: int, sub: bool) -> bool:
        """Say whether a label at `level` belongs to this one.

        Deeper blanks are held by shallower ones; 其中： is held by the label before it at its
        level, and what follows a 其中： at the depth of its text stands beside it.
        """
        if level > self.level:
            return not (self.sub and not sub and level <= self.level + _SUB_ITEM_INDENT)
        return sub and not self.sub and level == self.level
