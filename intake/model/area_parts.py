"""The areas that an area consists of, and the area that a total (合计, 全市) is the number of."""

from intake.model.areas import AreaList

_GROUPS = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")
"""Names of entries between a municipality or province and its counties, which are no areas."""
_COUNTRY = "100000"
_NOT_IN_NATIONAL_TABLES = ("710000", "810000", "820000")
WHOLE_AREAS = {"全国": "国", "全省": "省", "全市": "市", "全区": "区", "全县": "县"}
"""Labels of a whole area (全市 "whole city"), and the last character of such an area's name."""


def resolve_county_group(code: str, areas: AreaList) -> str:
    """Return the area that a code stands for: itself, or the parent of a group of counties.

    A group is an entry of the list that is no area of its own. 市辖区 ("districts") of Shanghai,
    310100 → 310000: its districts belong to Shanghai itself.
    """
    area = areas.by_code.get(code)
    return area.parent if area and area.name in _GROUPS else code


def list_parts(code: str, areas: AreaList) -> list[str]:
    """Return the codes of the areas that an area consists of, so that they add up to it.

    Groups of counties are replaced by their counties. Organisations, which are children of the
    country, and the areas of _NOT_IN_NATIONAL_TABLES are left out.
    """
    parts: list[str] = []
    for child in areas.children(code):
        if areas.by_code[child].name in _GROUPS:
            parts += areas.children(child)
        elif areas.by_code[child].level != "organisation":
            parts.append(child)
    return [part for part in parts if part not in _NOT_IN_NATIONAL_TABLES]


def find_whole_area(label: str, within: str, areas: AreaList) -> str:
    """Return the code of the area that 全市 (whole city) or 合计 (total) means in a table.

    `within` is the area of the table. 合计 means this area; 全省 in the table of a city means the
    city's province. "" if `within` and the areas that contain it are none of the label's kind: 全市
    in the table of a province. Only for labels that `is_total_label` accepts.
    """
    ending = WHOLE_AREAS.get(label[:2])  # 全市合计 begins with 全市
    if not ending:
        return within
    if ending == "国":
        return _COUNTRY
    # From the table's area outwards.
    codes = [within, *areas.parents(within)]
    name_by_code = {code: areas.by_code[code].name for code in codes if code in areas.by_code}
    return next((code for code, name in name_by_code.items() if name.endswith(ending)), "")
