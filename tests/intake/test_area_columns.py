"""Several columns that name the area of a row together, as ledgers and databases have them."""

import pytest

from tests.helpers.made_uploads import codes, figures, the, upload

CASES = {
    "省,市,县": ("浙江省,宁波市,海曙区", "330203"),
    "省份,城市,区县": ("江苏省,徐州市,鼓楼区", "320302"),
    "区县,地市,省": ("鼓楼区,南京市,江苏省", "320106"),
    "省级,地级,县级": ("福建省,福州市,鼓楼区", "350102"),
    "上级,地区": ("徐州市,鼓楼区", "320302"),
    "所属省,所属市,地区": ("浙江,宁波,宁波市", "330200"),
    "province,city,county": ("江苏省,南京市,鼓楼区", "320106"),
    "省,市, 县": ("北京市,市辖区,朝阳区", "110105"),
    "省,市,县市区": ("浙江省,宁波市,", "330200"),
    "省,地市,区县": ("浙江省,,", "330000"),
    "省,市,区": ("330000,330200,330203", "330203"),
}


@pytest.mark.parametrize("heads", CASES)
def test_columns_of_areas_are_read_as_the_most_exact_one(heads: str) -> None:
    cells, code = CASES[heads]
    text = f"{heads},报告期,指标,数值,单位\n{cells},2023,工会会员人数,10,人\n"
    checked = upload(("1.csv", text.encode()))
    assert (figures(checked), codes(checked)) == ([("members", code, "", "2023", 10)], [])


def test_a_unit_named_beside_the_unit_of_measure_is_the_area() -> None:
    text = "上级,单位,报告期,指标,数值,计量单位\n宁波市,海曙区,2023,工会会员人数,10,人\n"
    checked = upload(("1.csv", text.encode()))
    assert (figures(checked), codes(checked)) == ([("members", "330203", "", "2023", 10)], [])


@pytest.mark.parametrize("cells", ["浙江省,台州市,海曙区", "江苏省,宁波市,"])
def test_an_area_that_is_not_in_those_beside_it_is_a_problem(cells: str) -> None:
    text = f"省,市,县,报告期,指标,数值,单位\n{cells},2023,工会会员人数,10,人\n"
    asked = the(upload(("1.csv", text.encode())), "unknown_area")
    assert (asked.level, asked.row, asked.column) == ("error", 2, "C")
    assert asked.value == cells.replace(",", "")


def test_a_column_of_codes_goes_before_names() -> None:
    text = "省,市,地区代码,报告期,指标,数值,单位\n浙江省,台州市,330203,2023,工会会员人数,10,人\n"
    checked = upload(("1.csv", text.encode()))
    assert [one[1] for one in figures(checked)] == ["330203"]
