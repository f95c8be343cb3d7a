"""Numbers of a body, of towns and of some parts are nobody's that are accepted with others."""

from datetime import date

import pytest

from extraction import ProposedFigure, extract_figures
from tests.helpers.marked_passages import reader


def read(text: str) -> list[ProposedFigure]:
    return extract_figures(reader(), text, date(2024, 11, 15))


COUNTIES = [
    "椒江区",
    "黄岩区",
    "路桥区",
    "三门县",
    "天台县",
    "仙居县",
    "温岭市",
    "临海市",
    "玉环市",
]
"""All counties of 台州市."""
TRAINED = "上半年培训劳动法律监督员86人。"


@pytest.mark.parametrize(
    ("name", "stated"),
    [
        ("台州市总工会", True),
        ("宁波市教育工会", False),
        ("浙江荣晟纸业工会", False),
        ("国网绍兴供电公司工会", False),
        ("绍兴市第一医院工会", False),
        ("宁波舟山港集团工会", False),
        ("市直机关工会", False),
        ("宁波高新区总工会", False),
        ("记者从宁波市交通运输工会获悉,", False),
        ("浙江荣晟环保纸业股份有限公司", False),
        ("上海浦东新区总工会", True),
        ("三门县企业工会", True),
        ("三门县总工会走访浙江荣晟纸业工会,", True),
        ("宁波市各产业工会", True),
        ("三门县总工会新建公司工会3家,", True),
    ],
)
def test_the_numbers_of_a_body_are_not_accepted_as_its_areas(name: str, stated: bool) -> None:
    assert read(name + TRAINED)[-1].stated is stated


def test_a_body_holds_on_until_a_place_is_named() -> None:
    text = f"浙江荣晟纸业工会{TRAINED}\n\n公司{TRAINED}全省{TRAINED}"
    assert [found.stated for found in read(text)] == [False, False, True]


def table(*rows: str) -> str:
    head = "表1 三门县监督员培训情况（2024年1—10月）\n单位\t培训劳动法律监督员（人）\n"
    return head + "".join(f"{row}\n" for row in rows)


def test_rows_of_towns_and_enterprises_are_not_the_countys() -> None:
    found = read(table("健跳镇总工会\t12", "海游街道\t9", "三门核电有限公司\t7", "合计\t28"))
    assert [(each.ref_area, each.stated) for each in found] == [
        *[("", False)] * 3,
        ("331022", False),
    ]


@pytest.mark.parametrize(
    ("counties", "stated"),
    [(["临海市", "温岭市"], False), (COUNTIES, True)],
)
def test_the_total_of_some_parts_is_not_accepted(counties: list[str], stated: bool) -> None:
    head = "台州市监督员培训情况（2024年1—10月）\n地区\t培训劳动法律监督员（人）\n"
    rows = "".join(f"{county}\t5\n" for county in counties)
    *parts, total = read(f"{head}{rows}合计\t{5 * len(counties)}\n")
    assert {each.stated for each in parts} == {True}
    assert (total.ref_area, total.stated) == ("331000", stated)


@pytest.mark.parametrize("group", ["其中新就业形态劳动者420人", "慰问教职工420人"])
def test_a_group_of_people_alone_names_no_indicator(group: str) -> None:
    assert read(f"嵊州市总工会今年1—9月{group}。")[-1].stated is False
