"""What an area consists of, and which area a total of its parts is of."""

from intake.model.areas import AreaList

_GROUPS = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")
"""Names of groups of counties that the list has below a municipality or province: no areas."""
_COUNTRY = "100000"
_NOT_IN_NATIONAL_TABLES = ("710000", "810000", "820000")
WHOLE_AREAS = {"全国": "国", "全省": "省", "全市": "市", "全区": "区", "全县": "县"}


def skip_group(code: str, areas: AreaList) -> str:
    """Return an area's own code, or of a group of counties the area that it belongs to.

    The districts of Shanghai belong to 310000, not to 市辖区 (310100).
    """
    area = areas.by_code.get(code)
    return area.parent if area and area.name in _GROUPS else code


def list_parts(code: str, areas: AreaList) -> list[str]:
    """Return the codes of the areas that an area consists of, without groups of counties.

    Organisations are no parts of the country, nor does it need those that national tables leave
    out.
    """
    parts: list[str] = []
    for child in areas.children(code):
        if areas.by_code[child].name in _GROUPS:
            parts += areas.children(child)
        elif areas.by_code[child].level != "organisation":
            parts.append(child)
    return [part for part in parts if part not in _NOT_IN_NATIONAL_TABLES]


def whole_area(label: str, within: str, areas: AreaList) -> str:
    """Return the area that 全市 (whole city) or 合计 means in a table of the area `within`.

    全省 in a table of a city is its province; "" if no area around is such a one.
    """
    kind = WHOLE_AREAS.get(label[:2])
    if not kind:
        return within
    if kind == "国":
        return _COUNTRY
    around = [within, *areas.parents(within)]
    names = {code: areas.by_code[code].name for code in around if code in areas.by_code}
    return next((code for code, name in names.items() if name.endswith(kind)), "")
