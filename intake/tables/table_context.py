"""Read the lines above a table: its title, area, period, unit and indicator."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from intake.model.areas import AreaList
from intake.model.table_notes import is_continuation, is_page_mark, is_section_title
from intake.tables.grid import CellGrid, find_cell_kind
from intake.values import printed_units
from periods import (
    TitlePeriod,
    last_month,
    parse_period,
    read_first_title,
    read_title,
    remove_periods,
    states_only_end,
)
from quantities.figure_keys import COUNTRY

_REPORTING_UNION = re.compile(
    r"(?:填报|上报|报送|编制|制表|统计)单\s*位\s*(?:[（(].*?[)）])?\s*[:：]\s*(?P<union>\S+)"
)
_FORM_METADATA = re.compile(
    r"(?:有效期至?|批准(?:机关|文号)?|备案文号|文\s*号|表\s*号|制[定表]机关|(?:填报|报出|制表|打印|上报|报送)(?:日期|时间))"
    r"\s*[:：]\s*\S*"
)
"""Lines about the form itself, whose dates and offices are not its period and area."""
_REPORTING_PERIOD = re.compile(
    r"(?:报告期|统计(?:时间|期间|时段)|所属(?:时期|期间)|数据时间)\s*[:：]"
)
"""Keys of the line that states the period; other dates may be those of printing or signing."""
_UNTIL = re.compile("[(（]?截[至止]")
_KEY_AND_VALUE = re.compile(r"^.{0,8}[:：]")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_PART_OF_YEAR = re.compile("月|季|半年|(?:^|[^A-Za-z])[QqHh][1-4]$")
"""What the name of a part of a year has, as 1-9, the number of a table, has not."""
_YEAR = re.compile(r"\d{4}")
_INDICATOR_LINE = re.compile(r"^(?:指\s*标(?:名称)?|求和项)\s*[:：]\s*(?P<indicator>.+)$")
_NATIONAL_DATABASE = re.compile(r"^数据库\s*[:：]\s*(?:年度|季度|月度|全国)")
"""First line of a national table from the statistics office; provincial tables have 分省."""
_TABLE_NUMBER = re.compile(r"^(?:附?表\s*)?[\d一二三四五六七八九十.\-—]+\s")
"""The number before a title: 表3-2."""
_TITLE_WORDS = re.compile(
    r"^(?:\d{1,2}[-—.]\d{1,2}(?:[-—.]\d{1,2})?\s*|表\s*[\d一二三四五六七八九十.\-—]+|附表\d*|续表)|"
    r"各地区|分地区|分?各[省市县区月年]+|历年|基本情况|完成(?=情况|进度)|情况|通报|排名|统计表|汇总表|一览表|明细表|报表|表$|"
    r"年报|月报|[(（].*?[)）]"
)
"""Words of a title that are no part of an indicator's name: 分地区 (by area), 统计表 (table)."""


@dataclass
class ContextDefaults:
    """Context that the uploading person chose for tables that do not state it."""

    area: str = ""
    period: str = ""
    unit: str = ""
    source: str = ""
    values_as: str = ""
    within: str = ""
    """The area in which an ambiguous area name is looked up."""
    table: tuple[int, tuple[int, int]] | None = None
    """The header row and the cell of the first figure that a person named, if they did."""
    choices: Mapping[str, str] = field(default_factory=dict)
    """What a person chose where a table can be read in several ways, see `choices.find_choice`."""


@dataclass(frozen=True)
class TableContext:
    """Title and metadata of a table; "" for those that are not stated.

    `indicator` is the name of the indicator of a table whose labels name none; it may be the name
    of the sheet or file (`is_named_by_file`). `unclear_period` are the words of a period that could
    not be read whole, or of several, `unread_unit` those of an unknown unit. `common_title` is the
    title without area and period, which the same table has for other areas and periods, too.
    `is_end`: the period is only said to be the end, such as 截至2024年10月底, or is a day.
    """

    title: str = ""
    area: str = ""
    period: str = ""
    unit: str = ""
    indicator: str = ""
    unclear_period: str = ""
    is_named_by_file: bool = False
    common_title: str = ""
    unread_unit: str = ""
    is_end: bool = False


def read_context(
    grid: CellGrid,
    rows: Sequence[int],
    areas: AreaList,
    names: Sequence[str],
    defaults: ContextDefaults,
    previous: TableContext | None = None,
    around: Sequence[str] = (),
) -> TableContext:
    """Return what the lines above a table in `rows` say of all its figures.

    `names` are those of the sheet and of the file. The texts `around` the table (the corner of its
    head, the notes below) may state a unit, too. A table inherits what it does not state from the
    previous table on its sheet, as `_inherit` says. What is still missing is taken from `names`,
    then from `defaults`; for the period from `defaults` first. The last resort for the indicator is
    the sheet's or file's name.
    """
    lines = [line for row in rows for line in _join_keys_to_values(grid.list_texts(row))]
    content_lines = [line for text in lines if (line := _FORM_METADATA.sub("", text).strip())]
    title = find_table_title(lines)
    inherited = _inherit(previous or TableContext(), title, lines)
    area = _find_table_area(content_lines, areas, defaults) or inherited.area
    area = area or _find_area_in_names(names, areas, defaults) or defaults.area
    stated = _find_stated_period([title, *content_lines], names, defaults, inherited)
    unit = _find_table_unit(lines, around) or inherited.unit or defaults.unit
    named = _find_table_indicator(lines, title, areas, area)
    file_name = next((PurePath(name).stem for name in names if name), "")
    return TableContext(
        title or inherited.title,
        area,
        stated.period,
        unit,
        named or inherited.indicator or file_name,
        stated.unclear,
        is_named_by_file=not named and (inherited.is_named_by_file or not inherited.indicator),
        common_title=strip_area_and_period(title, areas, area) if title else inherited.common_title,
        unread_unit=next(filter(None, map(printed_units.find_unread_unit_of_table, lines)), ""),
        is_end=_states_only_end(stated.period, lines),
    )


def _states_only_end(period: str, lines: Sequence[str]) -> bool:
    """Return whether a table's period only says until when is counted: a day, or 2024年10月末.

    截至2024年10月 ("until October 2024") leaves open since when a flow is counted, which is then
    asked. `lines` are those above the table.
    """
    if _DAY.fullmatch(period):
        return True
    is_month = len(period) == len("2024-10")
    return is_month and any(
        states_only_end(line) and read_title(line).period == period for line in lines
    )


def _find_table_unit(lines: Sequence[str], around: Sequence[str]) -> str:
    """Return the units that a table states, joined by 、 (万元、人); "" if it states none.

    `lines` are those above the table, from the topmost down; the units of the first one that states
    any come first. Then come the units stated in the texts `around`: the corner of the table's
    head, and the notes below it.
    """
    unit_above = next(filter(None, map(printed_units.find_unit, lines)), "")
    units_around = [unit for text in around for unit in printed_units.units_of_note(text)]
    return "、".join(dict.fromkeys([*filter(None, unit_above.split("、")), *units_around]))


def _inherit(previous: TableContext, title: str, lines: Sequence[str]) -> TableContext:
    """Return what a table inherits from the previous one on its sheet.

    A table without a title, or the continuation of a table (续表), inherits everything. One whose
    title is that of a numbered part of the sheet (二、) inherits area and period. Any other table
    inherits nothing.
    """
    if not title or any(map(is_continuation, lines)):
        return previous
    if not is_section_title(title):
        return TableContext()
    period, unclear = previous.period, previous.unclear_period
    return TableContext(area=previous.area, period=period, unclear_period=unclear)


def _find_stated_period(
    lines: Sequence[str], names: Sequence[str], defaults: ContextDefaults, inherited: TableContext
) -> TitlePeriod:
    """Return the period of a table, from the first of several places that states one.

    In this order: those of the `lines` above the table that are headed 报告期 (reporting period) or
    so; all `lines`, of which the title is the first; the previous table (`inherited`); `defaults`;
    the `names` of sheet and file. If what the first three state is unclear, `defaults` counts
    before it. A bare year is completed by a month or quarter without a year in the sheet's name,
    and, if it is from `defaults` or `names`, in the headed lines or the title. If it is from
    elsewhere, it is compared with the end that the lines state (截至10月底).
    """
    period_lines = [line for line in lines if _REPORTING_PERIOD.search(line)]
    stated = _find_table_period([*period_lines, *lines])
    if not any(stated):
        stated = TitlePeriod(inherited.period, inherited.unclear_period)
    if stated.period or (stated.unclear and not defaults.period):
        return _compare_with_end(_complete_by_words(stated, names[:1]), lines)
    if defaults.period:
        stated = TitlePeriod(parse_period(defaults.period) or defaults.period)
    else:
        stated = _find_table_period(names)
    return _complete_by_words(stated, [*period_lines, *lines[:1], *names[:1]])


def _complete_by_words(stated: TitlePeriod, texts: Sequence[str]) -> TitlePeriod:
    """Return the part of the stated year that one of these texts names without a year.

    The sheet 1月 of a table with the title 2025年月报 is January 2025, not the year; and so is the
    title 1月工会月报 in a file of 2025. A period other than a bare year, or one that no text
    completes, is returned unchanged; a day (1月5日) completes no year.
    """
    if not _YEAR.fullmatch(stated.period):
        return stated
    texts_with_part = filter(_PART_OF_YEAR.search, texts)
    completed = (read_title(f"{stated.period}年{text}") for text in texts_with_part)
    parts = (title for title in completed if title.period not in ("", stated.period))
    return next((part for part in parts if not _DAY.fullmatch(part.period)), stated)


def _compare_with_end(stated: TitlePeriod, lines: Sequence[str]) -> TitlePeriod:
    """Return a year as unclear if a line says that the figures end before it does: 截至10月底.

    The number of members in October is not that of the year, and for other figures the table does
    not say whether they are counted since January. An end in December is no contradiction. The
    unclear text names both: 2024 / 2024-10. `lines` are those above the table.
    """
    if not _YEAR.fullmatch(stated.period):
        return stated
    until_titles = [read_title(line) for line in lines if _UNTIL.match(line)]
    # Longer than a bare year: a month, a quarter or a day.
    end = next((title.period for title in until_titles if len(title.period) > len("2024")), "")
    if not end or last_month(end) == f"{stated.period}-12":
        return stated
    return TitlePeriod(unclear=f"{stated.period} / {end}")


def strip_area_and_period(title: str, area_list: AreaList, area: str) -> str:
    """Return a table's title without number, area and period, and without punctuation.

    表3-2 宁波市2023年工会服务职工情况 → 工会服务职工情况. By it the same table is recognised for
    other areas and periods, so that answers about its labels are used again.
    """
    if area in area_list.by_code:
        title = title.replace(area_list.by_code[area].name, "")
    return re.sub(r"\W|\d|_", "", remove_periods(_TABLE_NUMBER.sub("", title))).casefold()


def find_table_title(lines: Sequence[str]) -> str:
    """Return the title of a table: the longest line of text that is not `key: value`, or "".

    The number of a page (第2页) and the words for a continuation (续表) are no title.
    """
    titles = (line for line in lines if not (is_continuation(line) or is_page_mark(line)))
    texts = [line for line in titles if find_cell_kind(line) == "text"]
    return max((text for text in texts if not _KEY_AND_VALUE.match(text)), key=len, default="")


def _join_keys_to_values(cells: Sequence[str]) -> list[str]:
    """Return the cells of a row as lines; a key and the value in the next cell are one line.

    填报单位： (reported by), 海曙区总工会 → 填报单位：海曙区总工会.
    """
    lines: list[str] = []
    for cell in cells:
        if lines and lines[-1].endswith((":", "：")):
            lines[-1] += cell
        else:
            lines.append(cell)
    return lines


def _find_table_area(lines: Sequence[str], areas: AreaList, defaults: ContextDefaults) -> str:
    """Return the area of the union that reports a table, else the first area that a line names.

    "" if the name of the union's area is ambiguous, or if no line names an area. A table of the
    statistics office's national database is the country's, unless a line names another area.
    """
    for line in lines:
        match = _REPORTING_UNION.search(line)
        codes = areas.find(match["union"], defaults.within) if match else []
        if codes:
            return codes[0] if len(codes) == 1 else ""
    area = _find_named_area(lines, areas, defaults)
    return area or (COUNTRY if any(map(_NATIONAL_DATABASE.match, lines)) else "")


def _find_table_period(texts: Sequence[str]) -> TitlePeriod:
    """Return the period of the first text that prints one, without the names of yearbooks.

    The year in the name is not that of the figures: 中国统计年鉴2023 reports the year 2022.
    """
    return read_first_title(text for text in texts if "年鉴" not in text)


def _find_named_area(texts: Sequence[str], areas: AreaList, defaults: ContextDefaults) -> str:
    """Return the code of the area that the first text with an unambiguous area name names."""
    return next(
        filter(None, (areas.find_area_in_text(text, defaults.within) for text in texts)), ""
    )


def _find_area_in_names(names: Sequence[str], areas: AreaList, defaults: ContextDefaults) -> str:
    """Return the area that the name of a sheet or file mentions.

    Short names of counties may be ordinary words (资源, 平安). They count only if `defaults.within`
    contains such an area, as when all sheets are named after counties of one city: 三门, 天台.
    """
    for name in names:
        codes = areas.find(PurePath(name).stem, defaults.within) if defaults.within else []
        if len(codes) == 1 and defaults.within in areas.parents(codes[0]):
            return codes[0]
    return _find_named_area(names, areas, defaults)


def _find_table_indicator(lines: Sequence[str], title: str, area_list: AreaList, area: str) -> str:
    """Return the name of the indicator that a line above a table, or its title, states.

    宁波市2023年工会会员人数统计表 → 工会会员人数, if the table's area is 宁波市.
    """
    match = next(filter(None, map(_INDICATOR_LINE.match, lines)), None)
    if match:
        indicator, _ = printed_units.split_heading(match["indicator"])
        return indicator
    if area in area_list.by_code:
        title = title.replace(area_list.by_code[area].name, "")
    # Removing the period may bring more of these words to the start or end of the title.
    return _TITLE_WORDS.sub("", remove_periods(_TITLE_WORDS.sub("", title))).strip()
