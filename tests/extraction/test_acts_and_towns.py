"""Numbers of what was done are not all that exists, nor are a town's those of its county."""

from datetime import date

import pytest

from extraction import ProposedFigure, extract_figures
from tests.helpers.marked_passages import reader


def read(text: str) -> list[ProposedFigure]:
    return extract_figures(reader(), text, date(2024, 7, 15))


@pytest.mark.parametrize(
    "text",
    [
        "三门县总工会走访户外劳动者服务站点36个。",
        "三门县总工会检查户外劳动者服务站点52个。",
        "三门县上半年新增健康驿站6个。",
        "全县改造升级健康驿站20个。（三门县总工会）",
        "三门县总工会走访慰问老劳模38人。",
        "三门县近三年来评选市级以上劳模12名。",
        "三门县总工会选树劳模8名。",
        "三门县总工会培训志愿者90人。",
        "三门县总工会去年建成健康驿站21个。",
        "三门县2023年打造健康驿站21个。",
    ],
)
def test_what_was_done_is_no_stock(text: str) -> None:
    assert [(found.indicator, found.stated) for found in read(text)] == [("", False)]


@pytest.mark.parametrize(
    ("text", "indicator"),
    [
        ("三门县现有健康驿站36个。", "health_stations"),
        ("三门县共有劳动模范128人。", "model_workers"),
        ("截至2023年底三门县建成健康驿站36个。", "health_stations"),
        ("三门县去年底已建成健康驿站36个。", "health_stations"),
        ("三门县注册志愿者9000人。", "registered_volunteers"),
    ],
)
def test_what_exists_is_one(text: str, indicator: str) -> None:
    assert [found.indicator for found in read(text)] == [indicator]


@pytest.mark.parametrize(
    ("text", "areas"),
    [
        (
            "三门县健跳镇总工会上半年新建企业工会14家;海游街道总工会发展会员210人。三门县总工会慰问86人。",
            ["", "", "331022"],
        ),
        ("温岭市总工会慰问职工150人。大溪镇总工会慰问41人。", ["331081", ""]),
        ("温岭市总工会慰问职工150人,泽国镇工会慰问38人,全市慰问620人。", ["331081", "", "331081"]),
        ("温岭市各镇工会慰问职工150人,乡镇工会慰问38人。", ["331081", "331081"]),
        ("温岭市在16个镇(街道)工会设立站点38个。", ["331081", "331081"]),
    ],
)
def test_a_towns_numbers_are_not_its_countys(text: str, areas: list[str]) -> None:
    assert [found.ref_area for found in read(text)] == areas


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "全区职工书屋从三年前的40家增至72家,其中示范书屋11家。",
            [("职工书屋", "2021"), ("职工书屋", "2024-07"), ("示范书屋", "2024-07")],
        ),
        (
            "工会会员由2022年底的18.2万人增至目前的20.1万人,净增1.9万人。",
            [
                ("工会会员", "2022-12"),
                ("工会会员", "2024-07"),
                ("净增工会会员", "2022-12/2024-07"),
            ],
        ),
        (
            "会员由2020年的120家增加到2024年6月的168家。",
            [("会员", "2020"), ("会员", "2024-06")],
        ),
        (
            "职工总数从五年前的9.8万人发展到12.6万人,女职工占46%。",
            [("职工总数", "2019"), ("职工总数", "2024-07"), ("女职工占", "2024-07")],
        ),
        (
            "2023年新增职工书屋6家,累计达到58家。",
            [("新增职工书屋", "2023"), ("职工书屋", "2023")],
        ),
        (
            "2021年度金秋助学资助子女74人。",
            [("金秋助学资助子女", "2021")],
        ),
        (
            "全年办理工单820件,单笔最多43万元,最少120元。",
            [("全年办理工单", "2024"), ("单笔最多", "2024"), ("单笔最少", "2024")],
        ),
    ],
)
def test_names_and_periods_of_a_rise(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(found.subject, found.time_period) for found in read(text)] == expected
