"""Read the labels beside and above the figures of a wide table: area, period, indicator, unit."""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace

from chinese_text.characters import comparison_form
from intake.model.areas import (
    WHOLE_AREAS,
    AreaList,
    find_common_parent,
    find_whole_area,
    is_subtotal_label,
    is_total_label,
    is_unlisted_part,
    resolve_county_group,
)
from intake.model.table_notes import strip_footnote_marks
from intake.model.upload_labels import clean_label, is_sub_item
from intake.tables.grid import CellGrid, CellPosition, find_cell_kind
from intake.tables.heading_meaning import HeadingMeaning
from intake.tables.table_layout import TableLayout
from intake.values import printed_units
from intake.values.month_labels import restore_months
from intake.values.target_words import read_target_heading, remove_target_word
from periods import find_leading_period, parse_period, read_title, states_only_end

_DERIVED_LABEL = re.compile(
    "同比|环比|比上年|比去年|比上月|较上年|增减|增幅|升降|位次|排名|增长|增速|(?:目标|进度|任务|计划)(?:的)?差[距额]"
)
_COMPLETION = re.compile(
    "(?:任务|目标|计划|预算)?(?:完成|执行|落实)(?:率|比例|进度|百分比)|序时进度|进度|completionrate"
)
_SHARE_OF_TASK = re.compile("(?:完成|占|为)(?:全年|年度|年初|本年)?(?:预算|任务|目标|计划)数?")
"""What a heading in % says of a rate of completion without its word: 完成预算（%）."""
_GENERIC_WORDS = """
数值 数量 数据 指标值 绝对数 本期数 数额 完成数 实际数 实绩 指标 项目 名称 地区 单位 指标名称 年份
值 统计值 统计数 填报值 上报数 本期值 数据值
合计 总计 小计 年度 区县 县区 市区 市辖区 县市 县 县(市) 县(市、区)
value total amount number item indicator
"""
_AREA_WORDS = """
地区 区域 区县 县区 市县 县(市、区) 区(县、市) 市(县、区) 各地 单位名称 填报单位 工会名称
乡镇 镇街 街镇 街道 镇(街道) 乡镇(街道) 镇(乡、街道) 镇乡(街道) 乡镇名称 镇街名称
企业名称 公司名称 企业工会 region area
"""
_AREA_HEADINGS = frozenset(_AREA_WORDS.split())
_ITEM_WORDS = "指标 指标名称 项目 项目名称 内容 类别 类型 行业 分类 系统 性质"
_ITEM_HEADINGS = frozenset(_ITEM_WORDS.split())
"""Headings of what is counted or how it is divided: 医院 below 类别 is no hospital's name."""
_GENERIC_LABELS = frozenset(_GENERIC_WORDS.split())
_SUB_ITEM_INDENT = 6
"""Width of 其中： before a sub-item: a label indented by no more is level with the sub-item."""
_UNIT_HEADINGS = frozenset(("单位", "计量单位", "unit", "units", "计量"))
_BRACKETS = "()（）[]【】 "
_PERIOD_AFTER_NAME = re.compile(r"^(?P<name>.+?)\s*[_＿(（](?P<period>[^_＿()（）]+)[)）]?$")
_PERIOD_BEFORE_NAME = re.compile(
    r"^(?P<period>(?:截[至止]到?)?(?:(?:\d{4}年)?\d{1,2}(?:月?[-–—~至到]\d{1,2})?月份?(?:\d{1,2}日)?"
    r"|[上下]半年|(?:第?[一二三四]|前三)季度)[底末止]?)[,，的]?(?P<name>(?![至到起以前后])\D.*)$"
)
"""A label that begins with a period without its year: 截至9月底会员人数, 上半年新建工会数."""
_UNION_NAME = re.compile("工会(?:委员会|联合会|工作委员会)?$|工委$")
_UNUSED_ROWS = "频度 频率 周期 统计频率 统计频度 来源 数据来源 资料来源 frequency freq source"
_UNUSED_ROW_HEADINGS = frozenset(_UNUSED_ROWS.split())
"""Headings of head rows that say how often a series is reported, and by whom."""
_KIND_OF_PERIOD = re.compile(r"[_＿(（](?:期末|当期|时点|本期|期末数|当期值|期末值)[)）]?$")
"""What a database writes behind a name: the value at the end of its period, or of it alone."""
_OF_YEAR = re.compile("年度|全年|[本今当]年")
"""Words of a target's heading by which it is the year's, also in a table of some months."""


class HeadingReader:
    """Reads the labels of one table; area names are looked up in the area `within` first."""

    def __init__(
        self,
        grid: CellGrid,
        layout: TableLayout,
        areas: AreaList,
        within: str,
        names: Container[str] = (),
    ) -> None:
        """Collect the labels of rows and columns, and find which of them name areas.

        Each step uses the attributes set before it. Ambiguous area names are looked up in the area
        with the code `within`; "" for the one that contains more than half of the table's areas.
        `names` are those of indicators, in comparison form.
        """
        self.grid, self.layout, self.areas, self.names = grid, layout, areas, names
        self.rows = [row for row in layout.body if grid.list_texts(row)]
        self.row_labels = self._list_row_labels()
        self.column_labels = self._list_column_labels()
        self.end_columns = set(filter(self._is_end_column, layout.label_columns))  # 截至: ends only
        self.area_columns, self.area_rows = {}, {}
        # Header rows of units, and those of frequencies and sources, which are not read.
        self.unit_rows, self.unused_rows = set[int](), set[int]()
        for row in layout.header_rows:
            labels = [self.column_labels[row, column] for column in layout.value_columns]
            if self._are_area_names(labels):
                self.area_rows[row] = labels
            elif self._are_units(row, labels):
                self.unit_rows.add(row)
            elif self._find_row_heading(row) in _UNUSED_ROW_HEADINGS:
                self.unused_rows.add(row)
        for column in layout.label_columns:
            labels = [labels_of_row[column] for labels_of_row in self.row_labels.values()]
            # 地区 left of a row of areas heads that row, not the labels below it.
            is_headed = not self.area_rows and self._is_area_column(column)
            if is_headed or self._are_area_names(labels):
                self.area_columns[column] = labels
        self.within = resolve_county_group(within, areas) or self._find_common_parent()

    def _list_row_labels(self) -> dict[int, dict[int, str]]:
        """Return each row's labels by column.

        A blank cell left of a label repeats the label above it, such as an area that is printed
        only once beside several indicators. Months that a spreadsheet or database has changed are
        restored: 2024.1 below 2024.9 is 2024.10.
        """
        labels_by_row: dict[int, dict[int, str]] = {}
        above: dict[int, str] = {}
        columns = self.layout.label_columns
        for row in self.rows:
            labels = {column: self.grid.filled[row][column].strip() for column in columns}
            for i, column in enumerate(columns):
                if not labels[column] and any(labels[right] for right in columns[i + 1 :]):
                    labels[column] = above.get(column, "")
            above = labels
            labels_by_row[row] = labels
        for column in columns:
            months = restore_months([labels[column] for labels in labels_by_row.values()])
            for labels, month in zip(labels_by_row.values(), months, strict=True):
                labels[column] = month
        return labels_by_row

    def _list_column_labels(self) -> dict[tuple[int, int], str]:
        """Return the labels in the header rows by (row, column), "" for a cell without one.

        A blank cell above another label repeats the label on its left. Months are restored as in
        `_list_row_labels`.
        """
        labels: dict[tuple[int, int], str] = {}
        header_rows = self.layout.header_rows
        for i, row in enumerate(header_rows):
            left = ""
            for column in range(self.grid.width):
                label = self.grid.filled[row][column].strip()
                below = (self.grid.filled[lower][column].strip() for lower in header_rows[i + 1 :])
                if not label and any(below) and column in self.layout.value_columns:
                    label = left
                left = label or left
                labels[row, column] = label
            columns = self.layout.value_columns
            months = restore_months([labels[row, column] for column in columns])
            labels |= {(row, column): m for column, m in zip(columns, months, strict=True)}
        return labels

    def _are_area_names(self, labels: Sequence[str]) -> bool:
        """Return whether at least half of the labels, without totals, name areas."""
        labels = [label for label in labels if label and not is_total_label(label)]
        area_count = sum(bool(self.areas.find(clean_label(label))) for label in labels)
        return area_count > 0 and 2 * area_count >= len(labels)

    def _find_row_heading(self, row: int) -> str:
        """Return the label left of a header row's labels, such as 单位, in comparison form."""
        labels = (self.grid.filled[row][column] for column in self.layout.label_columns)
        return comparison_form(next((label for label in labels if label.strip()), ""))

    def _are_units(self, row: int, labels: Sequence[str]) -> bool:
        """Return whether the labels of a header row are units.

        In a row headed 单位 any unit will do; in another one, no unit may be a word of a name.
        """
        labels = [label.strip(_BRACKETS) for label in labels if label]
        if self._find_row_heading(row) in _UNIT_HEADINGS:
            return all(map(printed_units.is_unit, labels))
        return bool(labels) and all(map(printed_units.is_measure, labels))

    def _is_area_column(self, column: int) -> bool:
        """Return whether a column is headed 地区 (area) or so, or names towns or enterprises.

        Without such a heading, at least half of its labels must be names of towns or enterprises,
        which no list of areas has. Below 单位, which also heads units of measurement, a single name
        of a town, an enterprise, a listed area or a union is enough.
        """
        cells = (self.column_labels[row, column] for row in self.layout.header_rows)
        headings = set(map(comparison_form, cells))
        if headings & _AREA_HEADINGS:
            return True
        if headings & _ITEM_HEADINGS:
            return False
        texts = {clean_label(labels[column]) for labels in self.row_labels.values()}
        names = {text for text in texts if text and not is_total_label(text)}
        unlisted_names = set(filter(is_unlisted_part, names))
        if "单位" in headings:
            is_union = any(map(_UNION_NAME.search, names))
            return bool(unlisted_names) or is_union or any(map(self.areas.find, names))
        return bool(unlisted_names) and 2 * len(unlisted_names) >= len(names)

    def _is_end_column(self, column: int) -> bool:
        """Return whether a column's heading says that its periods are only ends: 截至, 时点."""
        headings = (self.column_labels[row, column] for row in self.layout.header_rows)
        return any(map(states_only_end, headings))

    def _find_common_parent(self) -> str:
        """Return the area that contains more than half of the areas that the table names, else "".

        Ambiguous names are looked up inside it. Ambiguous names and totals are not counted here.
        """
        columns = [*self.area_columns.values(), *self.area_rows.values()]
        labels = [label for labels in columns for label in set(labels) if not is_total_label(label)]
        found = (self.areas.find(clean_label(label)) for label in labels)
        return find_common_parent([codes[0] for codes in found if len(codes) == 1], self.areas)

    def read_row(self, row: int) -> HeadingMeaning:
        """Read the labels on the left of a row.

        A label's area counts before an area code, a unit in the unit column before a label's unit.
        """
        layout, cells = self.layout, self.grid.cells[row]
        meaning = HeadingMeaning(position=CellPosition(row, max(layout.label_columns, default=0)))
        if layout.code_column >= 0 and cells[layout.code_column].strip() in self.areas.by_code:
            meaning = replace(meaning, area=cells[layout.code_column].strip())
        for column, label in self.row_labels[row].items():
            if label:
                is_end = meaning.is_end or column in self.end_columns
                meaning = replace(meaning, position=CellPosition(row, column), is_end=is_end)
                meaning = self._add_label(meaning, label, column in self.area_columns)
        if not any(self.row_labels[row].values()):
            # 总计 may stand in a column of numbers or groups, left of the areas.
            left = map(str.strip, cells[: min(layout.value_columns, default=0)])
            if total := next(filter(is_total_label, left), ""):
                meaning = self._add_area(meaning, total)
        unit = cells[layout.unit_column].strip() if layout.unit_column >= 0 else ""
        unit = printed_units.normalize_unit(unit)
        return replace(meaning, unit=unit or meaning.unit)

    def read_column(self, column: int) -> HeadingMeaning:
        """Read the labels above a column, from top to bottom.

        A label that merged cells repeat below itself and the English translation of a label are
        left out.
        """
        header_rows = self.layout.header_rows
        last_row = header_rows[-1] if header_rows else self.layout.body.start
        meaning = HeadingMeaning(position=CellPosition(last_row, column))
        labels: list[str] = []
        for row in header_rows:
            label = self.column_labels[row, column]
            if row in self.unit_rows and label:
                unit = printed_units.normalize_unit(label.strip(_BRACKETS))
                meaning = replace(meaning, unit=unit)
            is_translation = bool(labels) and _is_translation(label, labels[-1])
            if is_translation or row in self.unit_rows or row in self.unused_rows:
                continue
            if label and (not labels or labels[-1] != label):
                labels.append(label)
                meaning = self._add_label(meaning, label, row in self.area_rows)
        return meaning

    def read_rows(self) -> list[HeadingMeaning]:
        """Return the meaning of every row, completed by the headings of sections above it.

        Such a heading is a row without figures, with a year or area: 1月 below 2023年 is 2023-01.
        """
        meanings: list[HeadingMeaning] = []
        # `period` and `area` are those of the last section heading, `year` is the last period of
        # any row, which completes 1月.
        year = period = area = ""
        for row in self.rows:
            meaning = self.read_row(row)
            if self._is_section_heading(meaning):
                period = meaning.period or period
                area = meaning.area or self._find_section_area(meaning) or area
            year = meaning.period or year
            if meaning.relative_periods and not meaning.period:
                meaning = replace(meaning, period=year)
            if not meaning.period:
                meaning = replace(meaning, period=period)
            if meaning.area == "" and area:
                meaning = replace(meaning, area=area)
            meanings.append(meaning)
        return meanings

    def _is_section_heading(self, meaning: HeadingMeaning) -> bool:
        """Return whether a row is the heading of a section: it has labels but no figures."""
        cells = self.grid.cells[meaning.position.row]
        kinds = {find_cell_kind(cells[column]) for column in self.layout.value_columns}
        return kinds <= {"empty", "mark"}

    def _find_section_area(self, meaning: HeadingMeaning) -> str:
        """Return the code of the area that a section heading names; "" for none or several."""
        labels = meaning.indicator_labels
        codes = self.areas.find(clean_label(labels[0]), self.within) if len(labels) == 1 else []
        return codes[0] if len(codes) == 1 else ""

    def _add_label(self, meaning: HeadingMeaning, label: str, is_area: bool) -> HeadingMeaning:
        """Return the meaning with the next label added; `is_area`: the labels beside it are areas.

        A unit behind the label is split off first, then a period: 会员人数_2022年（万人）. The rest
        is the first of these that applies: a label of growth rates or ranks, a period, an
        incomplete period. If not, a period at its beginning is split off, and what is left is an
        area, a word without meaning (_GENERIC_LABELS), or the name of an indicator.
        """
        label = _KIND_OF_PERIOD.sub("", strip_footnote_marks(label))
        meaning = replace(meaning, is_end=meaning.is_end or states_only_end(label))
        is_known_area = is_area and self.areas.find(clean_label(label))
        text, unit = (label, "") if is_known_area else printed_units.split_heading(label)
        # The bracket with the unit may name the period, too: 会员人数（2022年，万人）.
        period_in_bracket = read_title(label[len(text) :] if unit else "")
        meaning = replace(
            meaning,
            unit=unit or meaning.unit,
            period=period_in_bracket.period or meaning.period,
            unclear_period=period_in_bracket.unclear or meaning.unclear_period,
        )
        if not is_area and (period_and_name := _split_period(text)):
            period, text = period_and_name
            meaning = self._add_label(meaning, period, False)
        if _is_derived(text) or (unit == "%" and _SHARE_OF_TASK.fullmatch(text)):
            labels = (*meaning.indicator_labels, text)
            return replace(meaning, is_derived=True, indicator_labels=labels)
        if period := parse_period(text):
            return replace(meaning, period=period)
        if find_cell_kind(text) == "period":
            return replace(meaning, relative_periods=(*meaning.relative_periods, text))
        if leading := find_leading_period(text):
            if not leading.period:  # 2023年10月至今
                return replace(meaning, unclear_period=text)
            meaning = replace(meaning, period=leading.period)
            text = text[leading.end :].strip()
        return self._add_area(meaning, text) if is_area else self._add_name(meaning, text)

    def _add_name(self, meaning: HeadingMeaning, text: str) -> HeadingMeaning:
        """Return the meaning with a label added that is no area: 任务数, 数量 or an indicator.

        任务数 ("task") means targets, with 全年 the year's. An area before a name is split off.
        """
        values_as = read_target_heading(clean_label(text))
        if _OF_YEAR.search(text) and (values_as == "target" or remove_target_word(text)):
            meaning = replace(meaning, relative_periods=(*meaning.relative_periods, "全年"))
        if values_as:
            return replace(meaning, values_as=values_as)
        if not text or comparison_form(clean_label(text)) in _GENERIC_LABELS:
            return meaning
        if meaning.area == "" and (end := self._find_end_of_area(text)):
            meaning, text = self._add_area(meaning, text[:end]), text[end:]
        return replace(meaning, indicator_labels=(*meaning.indicator_labels, text))

    def _find_end_of_area(self, text: str) -> int:
        """Return the length of an area before an indicator's name: 3 in 临海市会员人数.

        0 if the label does not consist of an unambiguous area and the name of an indicator.
        """
        name = comparison_form(clean_label(text))
        if name in self.names:
            return 0
        for end in range(2, len(text) - 1):  # an area and a name have two characters at least
            if comparison_form(clean_label(text[end:])) in self.names:
                area = text[:end]
                is_area = area in WHOLE_AREAS or len(self.areas.find(area, self.within)) == 1
                return end if is_area else 0
        return 0

    def _add_area(self, meaning: HeadingMeaning, label: str) -> HeadingMeaning:
        """Return the meaning with an area added, inside that of the label before: 宁波市, 海曙区.

        A total (合计) is the number of the table's area, unless another label names an area. 全市
        (whole city) is that area itself, not a total. 市区小计 is the total of some rows, and has
        no area (None). The area is also None if the name is unknown or ambiguous; a person is then
        asked. Nothing is added by a translation of the label before, nor by a larger area that
        contains the one before.
        """
        if is_total_label(label):
            if meaning.area != "":
                return meaning
            plain = comparison_form(label).strip(":")
            area = find_whole_area(plain, self.within, self.areas) or None
            is_total = plain not in WHOLE_AREAS
            return replace(meaning, area=area, area_label=label, is_total=is_total)
        if is_subtotal_label(label):
            return replace(meaning, area=None, area_label=label, is_total=True)
        if meaning.area_label and _is_translation(label, meaning.area_label):
            return meaning
        codes = self.areas.find(clean_label(label), meaning.area or self.within)
        area = codes[0] if len(codes) == 1 else None
        # A larger area after a smaller one adds nothing.
        if meaning.area and area and area in self.areas.parents(meaning.area):
            return meaning
        return replace(meaning, area=area, area_label=label)

    def find_total_label(self, meaning: HeadingMeaning) -> str:
        """Return the label of a row or column that says that it is a total; "" if none does."""
        row, column = meaning.position
        filled, layout = self.grid.filled, self.layout
        if row in layout.body:
            labels = [filled[row][label_column] for label_column in layout.label_columns]
        else:
            labels = [filled[header_row][column] for header_row in layout.header_rows]
        return next((label.strip() for label in labels if is_total_label(label)), "")

    def name_money(self, meanings: Sequence[HeadingMeaning]) -> list[HeadingMeaning]:
        """Return headings in which the sum of money of two that have the same labels is 金额.

        帮扶困难职工 in 人次 and in 万元 are two indicators: the second is 帮扶困难职工, 金额.
        """
        units = dict[tuple[object, ...], set[str]]()
        for meaning in meanings:
            units.setdefault(_list_dimensions(meaning), set()).add(meaning.unit)
        return [
            replace(meaning, indicator_labels=(*meaning.indicator_labels, "金额"))
            if meaning.indicator_labels
            and meaning.unit.endswith("元")
            and not all(unit.endswith("元") for unit in units[_list_dimensions(meaning)] - {""})
            else meaning
            for meaning in meanings
        ]

    def add_parent_labels(self, meanings: Sequence[HeadingMeaning]) -> list[HeadingMeaning]:
        """Add the parent labels to each sub-item: 其中：女性 becomes (会员人数, 其中：女性).

        A sub-item without a unit of its own gets that of its parent. See also `_ParentLabel`.
        """
        # The labels that may be parents of the next one, from the outermost inwards.
        parents: list[_ParentLabel] = []
        completed = []
        for meaning in meanings:
            if not meaning.indicator_labels:
                completed.append(meaning)
                continue
            row, column = meaning.position
            is_in_body = row >= self.layout.body.start
            indent = self.grid.measure_indent(row, column) if is_in_body else 0
            is_sub = is_sub_item(meaning.indicator_labels[-1])
            while parents and not parents[-1].is_parent_of(indent, is_sub):
                parents.pop()
            own_labels = meaning.indicator_labels
            outer = [parent.text for parent in parents if parent.text not in own_labels]
            # A parent has already inherited the unit of its own parents.
            unit = meaning.unit or (parents[-1].unit if parents else "")
            parents.append(_ParentLabel(indent, is_sub, meaning.indicator_labels[-1], unit))
            labels = (*outer, *meaning.indicator_labels)
            completed.append(replace(meaning, indicator_labels=labels, unit=unit))
        return completed


def _list_dimensions(meaning: HeadingMeaning) -> tuple[object, ...]:
    """Return what tells a heading from another one, except its unit."""
    labels = (meaning.indicator_labels, meaning.area, meaning.values_as, meaning.is_derived)
    return (*labels, meaning.period, meaning.relative_periods)


def _split_period(label: str) -> tuple[str, str] | None:
    """Return the period and the name of a label that has both; None for any other label.

    会员人数_2022年 → (2022年, 会员人数), 截至9月底会员人数 → (截至9月底, 会员人数).
    """
    if find_cell_kind(label) == "period":
        return None
    matches = (pattern.match(label) for pattern in (_PERIOD_AFTER_NAME, _PERIOD_BEFORE_NAME))
    pairs = ((match["period"], match["name"]) for match in matches if match)
    return next((pair for pair in pairs if find_cell_kind(pair[0]) in ("year", "period")), None)


def _is_derived(text: str) -> bool:
    """Return whether a label is that of a growth rate, a rank or a rate of completion."""
    is_completion = _COMPLETION.fullmatch(comparison_form(text))
    return bool(_DERIVED_LABEL.search(text) or is_completion)


def _is_translation(label: str, previous_label: str) -> bool:
    """Return whether a heading in Latin letters is the translation of the Chinese one before it."""
    return label.isascii() and label[:1].isalpha() and not previous_label.isascii()


@dataclass(frozen=True)
class _ParentLabel:
    """A label that may be the parent of sub-items below it."""

    indent: int
    is_sub_item: bool
    text: str
    unit: str

    def is_parent_of(self, indent: int, is_sub_item: bool) -> bool:
        """Return whether this label is the parent of a label below it with this indentation.

        A label is the parent of the more deeply indented ones, and of a sub-item (其中：) at its
        own indentation. One below the text after 其中： is a sibling of that text.
        """
        if indent > self.indent:
            is_sibling = self.is_sub_item and not is_sub_item
            return not (is_sibling and indent <= self.indent + _SUB_ITEM_INDENT)
        return is_sub_item and not self.is_sub_item and indent == self.indent
