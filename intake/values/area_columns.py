"""Join several area columns of a long table, such as 省, 市, 县, which together name one area."""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from chinese_text.characters import comparison_form
from intake.model.fields import read_heading

_ORGANISATION_HEADINGS = ("单位", "单位名称", "填报单位")
"""Headings of reporting organisations; 单位 is also the heading of units of measurement."""
_MEASURE_HEADINGS = ("计量单位", "单位")
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
_GROUPS_OF_DISTRICTS = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")
"""Names printed between a city or province and its districts that are no areas of their own."""
_AREA_CODE = r"^\d{6,12}$"


def find_area_columns(headings: Sequence[str]) -> tuple[int, ...]:
    """Return the columns that together name the area of a row, from the largest area inwards.

    Headings 县, 省, 市, 会员人数 → (1, 2, 0). () if there are fewer than two, if a column has area
    codes, or if all headings are 上级 (superior). A column 单位 names the reporting organisation,
    and thereby the smallest area of a row, only if the only other area column is that of the
    superior, or if a second column has the units of measurement. With the latter it may be alone.
    """
    forms = [comparison_form(heading).rstrip("*＊:") for heading in headings]
    if any(map(is_area_code_heading, headings)):
        return ()
    level_by_column = {
        column: _LEVEL_OF[form] for column, form in enumerate(forms) if form in _LEVEL_OF
    }
    measure_forms = [form for form in forms if form in _MEASURE_HEADINGS]
    has_superior = any(form.startswith(("上级", "主管")) for form in forms)
    organisation_columns = [
        column for column, form in enumerate(forms) if form in _ORGANISATION_HEADINGS
    ]
    if len(measure_forms) > 1 or (has_superior and len(level_by_column) == 1):
        level_by_column |= dict.fromkeys(organisation_columns, len(_LEVELS))
    is_named = any(form not in ("上级", "上级单位") for form in forms)
    columns = sorted(level_by_column, key=lambda column: (level_by_column[column], column))
    is_joined = len(columns) > 1 or set(organisation_columns) & set(columns)
    return tuple(columns) if is_named and is_joined else ()


def is_area_code_heading(heading: str) -> bool:
    """Return whether a heading is that of a column of area codes."""
    meaning = read_heading(heading)
    return meaning.field == "ref_area" and (meaning.has_codes or "代码" in heading)


def _name_same_area(above: pa.ChunkedArray, below: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return for each row whether two cells name the same area, the first perhaps in short.

    宁波 and 宁波市 are the same. `above` is the column of the larger areas.
    """
    is_same = pc.equal(above, below)
    for ending in ("省", "市", "县", "区"):
        with_ending = pc.binary_join_element_wise(above, ending, "")
        is_same = pc.or_(is_same, pc.equal(with_ending, below))
    return is_same


def join_area_columns(columns: Sequence[pa.ChunkedArray]) -> pa.ChunkedArray:
    """Join area columns into one name per row: 浙江省, 台州市, 三门县 → 浙江省台州市三门县.

    Left out are empty cells, cells that repeat the area on their right, and groups of districts
    (市辖区). Nothing is put before a code, which names an area by itself. `columns` are from the
    largest areas inwards; they are joined from the smallest outwards.
    """
    joined = pc.utf8_trim_whitespace(columns[-1].cast(pa.string()))
    # The last cell that was not left out, with which the next one on its left is compared.
    nearest = joined
    for column in reversed(columns[:-1]):
        above = pc.utf8_trim_whitespace(column.cast(pa.string()))
        is_empty = pc.equal(nearest, "")
        is_group = pc.and_(pc.is_in(above, pa.array(_GROUPS_OF_DISTRICTS)), pc.invert(is_empty))
        is_left_out = pc.or_(pc.or_(_name_same_area(above, nearest), is_group), pc.equal(above, ""))
        is_left_out = pc.or_(is_left_out, pc.match_substring_regex(nearest, _AREA_CODE))
        added = pc.if_else(is_left_out, "", above)
        joined = pc.binary_join_element_wise(added, joined, "")
        nearest = pc.if_else(is_left_out, nearest, above)
    return joined
