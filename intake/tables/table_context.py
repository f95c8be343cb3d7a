"""Read the lines above a table: its title, area, period, unit and indicator."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from intake.model.areas import AreaList
from intake.model.table_notes import is_continuation
from intake.tables.grid import CellGrid, cell_kind
from intake.values import printed_periods, printed_units
from quantities.figure_keys import COUNTRY

_REPORTER = re.compile(
    r"(?:填报|上报|报送|编制|制表|统计)单\s*位\s*(?:[（(].*?[)）])?\s*[:：]\s*(\S+)"
)
_FORM_METADATA = re.compile(
    r"(?:有效期至?|批准(?:机关|文号)?|备案文号|文\s*号|表\s*号|制[定表]机关|(?:填报|报出|制表|打印|上报|报送)(?:日期|时间))"
    r"\s*[:：]\s*\S*"
)
"""Lines about the form itself, whose dates and offices are not its period and area."""
_REPORTING_PERIOD = re.compile(
    r"(?:报告期|统计(?:时间|期间|时段)|所属(?:时期|期间)|数据时间)\s*[:：]"
)
_KEY_AND_VALUE = re.compile(r"^.{0,8}[:：]")
_INDICATOR_LINE = re.compile(r"^指\s*标(?:名称)?\s*[:：]\s*(.+)$")
_NATIONAL_DATABASE = re.compile(r"^数据库\s*[:：]\s*(?:年度|季度|月度|全国)")
"""Heading of a national table from the statistics office; provincial tables have 分省."""
_PERIOD = re.compile(
    r"(?:19|20)\d\d年?(?:[-—–~至](?:19|20)\d\d年?|前?[一二三四]季度|[上下]半年|"
    r"\d{1,2}月?(?:[-—–~至]\d{1,2})?月|\d{1,2}月)?(?:底|末)?"
)
_TABLE_WORDS = re.compile(
    r"^(?:\d{1,2}[-—.]\d{1,2}(?:[-—.]\d{1,2})?\s*|表\s*[\d一二三四五六七八九十.\-—]+|附表\d*|续表)|"
    r"各地区|分地区|分?各[省市县区月年]+|历年|基本情况|情况|统计表|汇总表|一览表|明细表|报表|表$|"
    r"年报|月报|[(（].*?[)）]"
)


@dataclass
class ContextDefaults:
    """Context that the uploading person chose for tables that do not state it."""

    area: str = ""
    period: str = ""
    unit: str = ""
    source: str = ""
    within: str = ""
    """The area in which an ambiguous area name is looked up."""


@dataclass(frozen=True)
class TableContext:
    """Title and metadata of a table; "" for those that are not stated.

    `indicator` is the indicator of all figures of a table whose labels name none.
    """

    title: str = ""
    area: str = ""
    period: str = ""
    unit: str = ""
    indicator: str = ""


def read_context(
    grid: CellGrid,
    rows: Sequence[int],
    areas: AreaList,
    names: Sequence[str],
    defaults: ContextDefaults,
    previous: TableContext | None = None,
) -> TableContext:
    """Read the lines in `rows`; `names` are the names of the sheet and of the file.

    A table without a title inherits the context of the `previous` table on its sheet.
    """
    lines = [line for row in rows for line in _join_keys_to_values(grid.texts(row))]
    stated = [text for line in lines if (text := _FORM_METADATA.sub("", line).strip())]
    title = find_title(lines)
    inherits = previous is not None and (not title or any(map(is_continuation, lines)))
    inherited = previous if previous and inherits else TableContext()
    area = _find_area(stated, areas, defaults) or inherited.area
    area = area or _find_named_area(names, areas, defaults) or defaults.area
    reporting = [line for line in stated if _REPORTING_PERIOD.search(line)]
    period = _find_period([*reporting, title, *stated]) or inherited.period
    period = period or defaults.period or _find_period(names)
    unit = (
        next(filter(None, map(printed_units.find_unit, lines)), "")
        or inherited.unit
        or defaults.unit
    )
    indicator = _find_indicator(lines, title, areas, area) or inherited.indicator
    indicator = indicator or next((PurePath(name).stem for name in names if name), "")
    return TableContext(title or inherited.title, area, period, unit, indicator)


def find_title(lines: Sequence[str]) -> str:
    """Return the title of a table: the longest line that does not have the form `key: value`."""
    texts = [line for line in lines if not _KEY_AND_VALUE.match(line) and cell_kind(line) == "text"]
    return max((line for line in texts if not is_continuation(line)), key=len, default="")


def _join_keys_to_values(cells: Sequence[str]) -> list[str]:
    """Join a key and the value in the next cell: 填报单位： and 海曙区总工会."""
    lines: list[str] = []
    for cell in cells:
        if lines and lines[-1].endswith((":", "：")):
            lines[-1] += cell
        else:
            lines.append(cell)
    return lines


def _find_area(lines: Sequence[str], areas: AreaList, defaults: ContextDefaults) -> str:
    """Return the code of the reporting union's area, else of one that the lines name.

    If the name is ambiguous, the result is "".
    """
    for line in lines:
        match = _REPORTER.search(line)
        codes = areas.find(match.group(1), defaults.within) if match else []
        if codes:
            return codes[0] if len(codes) == 1 else ""
    area = _find_named_area(lines, areas, defaults)
    return area or (COUNTRY if any(map(_NATIONAL_DATABASE.match, lines)) else "")


def _find_period(texts: Sequence[str]) -> str:
    """Return the first period in the texts, except the year in the name of a yearbook."""
    named = (printed_periods.find_period(text) for text in texts if "年鉴" not in text)
    return next(filter(None, named), "")


def _find_named_area(texts: Sequence[str], areas: AreaList, defaults: ContextDefaults) -> str:
    """Return the first area that a text names without ambiguity."""
    return next(filter(None, (areas.area_in_text(text, defaults.within) for text in texts)), "")


def _find_indicator(lines: Sequence[str], title: str, areas: AreaList, area: str) -> str:
    """Return the stated indicator, else the title without area, period and words like 统计表."""
    named = next(filter(None, map(_INDICATOR_LINE.match, lines)), None)
    if named:
        return printed_units.split_heading(named.group(1))[0]
    place = areas.by_code.get(area)
    text = title.replace(place.name, "") if place else title
    return _TABLE_WORDS.sub("", _PERIOD.sub("", _TABLE_WORDS.sub("", text))).strip()
