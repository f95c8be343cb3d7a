"""Rows of towns, enterprises and industries, subtotals and ranks: none is taken for the area."""

import pytest

from intake.result import CheckResult
from quantities.annual_targets import with_annual_targets
from tests.helpers.made_uploads import codes, figures, known, the, upload


def read(text: str, **options: object) -> CheckResult:
    return upload(("1.csv", text.encode()), **options)


@pytest.mark.parametrize("head", ["镇（街道）", "乡镇", "企业名称", "单位", "地区", "镇、街道", ""])
def test_rows_of_towns_and_enterprises_are_left_out_with_one_notice(head: str) -> None:
    text = (
        f"慈溪市2024年工会情况（人）\n序号,{head},会员人数,劳动模范人数\n1,观海卫镇,30,3\n"
        "2,白沙路街道,20,2\n3,慈溪石化有限责任公司,10,1\n,合计,60,6\n"
    )
    checked = read(text)
    assert figures(checked) == []
    told = the(checked, "parts_unlisted")
    assert (told.level, told.row, told.column, told.hints["count"]) == ("notice", 3, "B", 3)
    assert told.value == "观海卫镇、白沙路街道、慈溪石化有限责任公司"
    assert codes(checked, "error") == []
    own = read(text, choices={"total_row": "own"})
    assert figures(own) == [
        ("members", "330282", "", "2024", 60),
        ("model_workers", "330282", "", "2024", 6),
    ]


def test_the_total_of_towns_that_is_not_their_sum_is_only_a_check() -> None:
    text = "慈溪市2024年工会情况\n乡镇,会员人数（人）\n观海卫镇,30\n附海镇,20\n合计,60\n"
    checked = read(text, choices={"total_row": "own"})
    assert figures(checked) == []
    assert {"total_unknown", "total_differs"} <= set(codes(checked))


def test_unions_of_industries_among_areas_are_asked_by_row() -> None:
    text = (
        "宁波市2024年工会情况\n单位,会员人数（人）,提示函份数（份）\n海曙区总工会,30,3\n市教育工会,20,2\n"
        "宁波舟山港集团工会,10,1\n"
    )
    checked = read(text)
    assert figures(checked)[:2] == [
        ("members", "330203", "", "2024", 30),
        ("notices", "330203", "", "2024", 3),
    ]
    assert codes(checked, "error") == ["area_unmatched"]
    assert the(checked, "area_unmatched").value == "市教育工会"
    assert the(checked, "parts_unlisted").value == "宁波舟山港集团工会"


@pytest.mark.parametrize("subtotal", ["市区小计", "县（市）小计", "本页小计", "北片合计"])
def test_a_subtotal_is_of_nobody_and_in_no_sum(subtotal: str) -> None:
    text = (
        f"宁波市2024年工会情况\n地区,会员人数（人）\n总计,6\n{subtotal},3\n海曙区,1\n江北区,2\n"
        "县小计,3\n象山县,3\n"
    )
    checked = read(text)
    assert [figure[1] for figure in figures(checked)] == ["330203", "330205", "330225"]
    assert codes(checked) == ["total_in_part", "total_unknown", "total_unknown"]


def test_ranks_left_of_the_areas_are_no_figures() -> None:
    base = known()
    base = type(base)(
        tuple(with_annual_targets(base.indicators)),
        *(base.programmes, base.sources, base.areas, base.figures),
    )
    text = (
        "2023年1-6月嘉兴市提示函份数完成情况通报\n"
        "排名,地区,年度目标数（份）,完成数（份）,完成率（%）,与序时进度差距（百分点）\n"
        "1,平湖市,4000,2400,60,10\n2,海盐县,3000,1500,50,0\n"
    )
    checked = read(text, base=base)
    assert figures(checked) == [
        ("notices_target", "330482", "", "2023", 4000),
        ("notices", "330482", "", "2023-01/2023-06", 2400),
        ("notices_target", "330424", "", "2023", 3000),
        ("notices", "330424", "", "2023-01/2023-06", 1500),
    ]
    assert codes(checked) == ["derived_left_out"] * 2


@pytest.mark.parametrize("head", ["类别", "项目", "行业"])
def test_kinds_of_units_are_no_names_of_units(head: str) -> None:
    text = f"宁波市2024年工会情况\n{head},会员人数（人）\n公立医院,30\n民营公司,20\n"
    checked = read(text)
    assert "parts_unlisted" not in codes(checked)
    assert codes(checked, "error") == ["indicator_unconfirmed"] * 2
