"""Several area columns of a long table, such as 省, 市, 县: together they name one area."""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from intake.model.fields import read_heading
from intake.model.text_normalization import comparison_form

_UNIT_HEADINGS = ("单位", "单位名称", "填报单位")
_MEASURES = ("计量单位", "单位")
_LEVELS = (
    "上级 上级单位 上级工会 上级地区 主管单位 省 省份 省级 省名称 所属省 所属省份 所在省 "
    "省区市 province",
    "市 地市 地级 地级市 设区市 市级 市州 州市 城市 市名称 所属市 所属地市 所在市 city prefecture",
    "县 区 区县 县区 县市 县级 县级市 县市区 市县 区市县 县名称 所属县区 所在区县 county district",
    "地区 区域 所在地区 地区名称",
)
"""Headings of area columns, from the largest areas to the smallest."""
_LEVEL_OF = {
    comparison_form(heading): level
    for level, headings in enumerate(_LEVELS)
    for heading in headings.split()
}
_GROUPS = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")
"""Names between a city or province and its districts that the area list does not have."""
_CODE = r"^\d{6,12}$"


def find_area_columns(headings: Sequence[str]) -> tuple[int, ...]:
    """Return the columns that together name the area of a row, from the largest area inwards.

    () if there are fewer than two, or codes of areas stand in one. 单位 is an area's column beside
    上级 or 计量单位.
    """
    forms = [comparison_form(heading).rstrip("*＊:") for heading in headings]
    if any(is_code_of_area(heading) for heading in headings):
        return ()
    levels = {column: _LEVEL_OF[form] for column, form in enumerate(forms) if form in _LEVEL_OF}
    measures = [form for form in forms if form in _MEASURES]
    has_above = any(form.startswith(("上级", "主管")) for form in forms)
    units = [column for column, form in enumerate(forms) if form in _UNIT_HEADINGS]
    if len(measures) > 1 or (has_above and len(levels) == 1):
        levels |= dict.fromkeys(units, len(_LEVELS))
    is_named = any(form not in ("上级", "上级单位") for form in forms)
    columns = sorted(levels, key=lambda column: (levels[column], column))
    return tuple(columns) if is_named and (len(columns) > 1 or set(units) & set(columns)) else ()


def is_code_of_area(heading: str) -> bool:
    """Return whether a heading is that of a column of area codes."""
    meaning = read_heading(heading)
    return meaning.field == "ref_area" and (meaning.has_codes or "代码" in heading)


def _is_same(above: pa.ChunkedArray, below: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return where two cells name the same area, the first perhaps in short: 宁波, 宁波市."""
    same = pc.equal(above, below)
    for ending in ("省", "市", "县", "区"):
        same = pc.or_(same, pc.equal(pc.binary_join_element_wise(above, ending, ""), below))
    return same


def join_area_columns(columns: Sequence[pa.ChunkedArray]) -> pa.ChunkedArray:
    """Return what several area columns name together: 浙江省, 台州市, 三门县 → 浙江省台州市三门县.

    An empty cell, one that repeats the column after it and a group of districts (市辖区) say
    nothing; a code says it all.
    """
    joined = pc.utf8_trim_whitespace(columns[-1].cast(pa.string()))
    nearest = joined
    for column in reversed(columns[:-1]):
        above = pc.utf8_trim_whitespace(column.cast(pa.string()))
        is_empty = pc.equal(nearest, "")
        is_group = pc.and_(pc.is_in(above, pa.array(_GROUPS)), pc.invert(is_empty))
        says_nothing = pc.or_(pc.or_(_is_same(above, nearest), is_group), pc.equal(above, ""))
        says_nothing = pc.or_(says_nothing, pc.match_substring_regex(nearest, _CODE))
        added = pc.if_else(says_nothing, "", above)
        joined = pc.binary_join_element_wise(added, joined, "")
        nearest = pc.if_else(says_nothing, nearest, above)
    return joined
