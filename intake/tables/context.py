"""What the lines above a table say: its title, area, period, unit and what it counts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from intake.model.areas import AreaList
from intake.model.footnotes import is_continuation
from intake.tables.grid import CellGrid, cell_kind
from intake.values import periods, units
from quantities.keys import COUNTRY

_REPORTER = re.compile(
    r"(?:填报|上报|报送|编制|制表|统计)单\s*位\s*(?:[（(].*?[)）])?\s*[:：]\s*(\S+)"
)
_FORM_METADATA = re.compile(
    r"(?:有效期至?|批准(?:机关|文号)?|备案文号|文\s*号|表\s*号|制[定表]机关|(?:填报|报出|制表|打印|上报|报送)(?:日期|时间))"
    r"\s*[:：]\s*\S*"
)
"""When a form was made and by whom says nothing of the time and the place it reports."""
_REPORTING_PERIOD = re.compile(
    r"(?:报告期|统计(?:时间|期间|时段)|所属(?:时期|期间)|数据时间)\s*[:：]"
)
_KEY_AND_VALUE = re.compile(r"^.{0,8}[:：]")
_INDICATOR_LINE = re.compile(r"^指\s*标(?:名称)?\s*[:：]\s*(.+)$")
_NATIONAL_DATABASE = re.compile(r"^数据库\s*[:：]\s*(?:年度|季度|月度|全国)")
"""The heading of a download from the national statistics office; by province it says 分省."""
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
    """What stands where a table itself says nothing: from its title, its file or the person."""

    area: str = ""
    period: str = ""
    unit: str = ""
    source: str = ""
    within: str = ""
    """The area that holds those the tables name, where a name alone does not tell."""


@dataclass(frozen=True)
class TableContext:
    """What a table's title and its lines of metadata say; "" for what they do not.

    `indicator` is what a table without labels of indicators counts.
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
    given: ContextDefaults,
    before: TableContext | None = None,
) -> TableContext:
    """Read the lines in `rows`; `names` are those of the sheet and of the file.

    A table without a title of its own goes on with what the one `before` it on the sheet said.
    """
    lines = [line for row in rows for line in _join_keys_to_values(grid.lines(row))]
    dated = [said for line in lines if (said := _FORM_METADATA.sub("", line).strip())]
    title = find_title(lines)
    goes_on = (
        before if before and (not title or any(map(is_continuation, lines))) else TableContext()
    )
    area = _find_area(dated, areas, given) or goes_on.area
    area = area or _find_named_area(names, areas, given) or given.area
    stated = [line for line in dated if _REPORTING_PERIOD.search(line)]
    period = (
        _find_period([*stated, title, *dated])
        or goes_on.period
        or given.period
        or _find_period(names)
    )
    unit = next(filter(None, map(units.find_unit, lines)), "") or goes_on.unit or given.unit
    counted = _find_indicator(lines, title, areas, area) or goes_on.indicator
    indicator = counted or next((PurePath(name).stem for name in names if name), "")
    return TableContext(title or goes_on.title, area, period, unit, indicator)


def find_title(lines: Sequence[str]) -> str:
    """Return the longest line above a table: its title."""
    said = [line for line in lines if not _KEY_AND_VALUE.match(line) and cell_kind(line) == "text"]
    return max((line for line in said if not is_continuation(line)), key=len, default="")


def _join_keys_to_values(cells: Sequence[str]) -> list[str]:
    """Put what stands in a cell of its own behind its key: 填报单位： 海曙区总工会."""
    found: list[str] = []
    for cell in cells:
        if found and found[-1].endswith((":", "：")):
            found[-1] += cell
        else:
            found.append(cell)
    return found


def _find_area(lines: Sequence[str], areas: AreaList, given: ContextDefaults) -> str:
    for line in lines:
        found = _REPORTER.search(line)
        codes = areas.find(found.group(1), given.within) if found else []
        if codes:
            return codes[0] if len(codes) == 1 else ""
    named = _find_named_area(lines, areas, given)
    return named or (COUNTRY if any(map(_NATIONAL_DATABASE.match, lines)) else "")


def _find_period(texts: Sequence[str]) -> str:
    """Find the first period; a yearbook of 2016 tells of 2015, so its own year is none."""
    return next(
        (found for text in texts if "年鉴" not in text and (found := periods.find_period(text))), ""
    )


def _find_named_area(texts: Sequence[str], areas: AreaList, given: ContextDefaults) -> str:
    return next(filter(None, (areas.area_in_text(text, given.within) for text in texts)), "")


def _find_indicator(lines: Sequence[str], title: str, areas: AreaList, area: str) -> str:
    """The line that names the indicator, or the title without place, time and 统计表."""
    named = next(filter(None, map(_INDICATOR_LINE.match, lines)), None)
    if named:
        return units.split_heading(named.group(1))[0]
    place = areas.by_code.get(area)
    text = title.replace(place.name, "") if place else title
    return _TABLE_WORDS.sub("", _PERIOD.sub("", _TABLE_WORDS.sub("", text))).strip()
