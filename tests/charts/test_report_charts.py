"""What the report's charts say, word for word, and what stands behind their marks."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from charts.catalogue import make_chart
from charts.chart import ChartData, Form
from locales import Language

Materials = Callable[[Language], ChartData]

FORMS = {
    "province_tiles": Form.TILES,
    "supervision_notices": Form.TIMELINE,
    "supervision_organisations": Form.BAR,
    "supervision_coverage": Form.BULLET,
    "supervised_sectors": Form.DOTS,
    "prize_winners": Form.WAFFLE,
    "contests_side_by_side": Form.MULTIPLES,
    "competitors_per_group": Form.FLOW,
    "organisations_awarded": Form.BAR,
    "honours": Form.WAFFLE,
    "craftsmen_roles": Form.FLOW,
    "matched_pool": Form.STACKED,
    "recuperation_participants": Form.DOTS,
    "services_built": Form.DOTS,
    "funds_by_programme": Form.BAR,
    "service_projects": Form.TILES,
    "people_reached": Form.DOTS,
    "per_contract_and_person": Form.FLOW,
    "social_people": Form.BAR,
    "volunteers_per_team": Form.FLOW,
    "proposals_and_projects": Form.DOTS,
    "associations": Form.MULTIPLES,
}
FINDINGS = {
    "supervision_notices": "2024年1—9月共发出提示函177份，其中4份有具体案例。",
    "supervision_organisations": "已建立监督组织：街镇工会156个和企业9100多个。",
    "supervision_coverage": "2024年底目标为50%以上；实际覆盖率未报告。",
    "prize_winners": "211名选手中156人获个人奖，占73.9%（推算）。",
    "competitors_per_group": "平均6.8人/支和3.1人/家（推算）。",
    "honours": "3类荣誉合计58人（推算）。",
    "matched_pool": "按1：1配套，资金规模可达400万元（推算）。",
    "recuperation_participants": "已组织超600名职工及家属参加。",
    "services_built": "升级改造项目324项和健康驿站26个。",
    "service_projects": "共11个项目，报道列出10个名称。",
    "per_contract_and_person": "平均88.8人/份和89.7—104.7元/人（推算）。",
    "volunteers_per_team": "平均176人/支（推算）。",
    "province_tiles": "34个省级行政区中8个有数据项或工作项目。",
}
FINDINGS_EN = {
    "supervision_coverage": "The target for the end of 2024 is at least 50%; "
    "the actual coverage is not reported.",
    "prize_winners": "Of the competitors (211 people) 156 people won an individual "
    "prize: 73.9% (derived).",
    "per_contract_and_person": "On average 88.8 per contract and 89.7–104.7 yuan per person "
    "(derived).",
    "matched_pool": "Matched 1:1, the pool comes to 4 million yuan (derived).",
    "recuperation_participants": "More than 600 people have taken part, family members included.",
    "volunteers_per_team": "On average 176 per team (derived).",
}
WORDINGS = {
    "funds_by_programme": ["2300万余元", "628万元", "200万元"],
    "supervised_sectors": ["超万人", "近万名", "近千名"],
    "prize_winners": ["32名", "52名", "72名", "55人"],
    "contests_side_by_side": [
        *("3个", "未报告", "31支", "未报告", "未报告", "13家", "211名", "40名"),
    ],
    "people_reached": ["6万余名", "4.75万人", "1万名"],
    "social_people": ["2.37亿", "8400万人", "188.9万"],
    "proposals_and_projects": ["近6.5万项", "约3.3万个"],
    "associations": ["7万余家", "1.5万多个"],
    "organisations_awarded": ["12家", "7家"],
}
WORDINGS_EN = {
    "funds_by_programme": ["more than 23 million yuan", "6.28 million yuan", "2 million yuan"],
    "supervised_sectors": [
        "more than 10,000 people",
        "nearly 10,000 people",
        "nearly 1,000 people",
    ],
    "people_reached": ["more than 60,000 people", "47,500 people", "10,000 people"],
    "social_people": ["237 million people", "84 million people", "1.889 million people"],
}


@pytest.mark.parametrize("name", FORMS)
def test_each_chart_has_the_form_its_question_needs(material: Materials, name: str):
    assert make_chart(name, material("zh")).form is FORMS[name]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("zh", "数据来源：工人日报（据版面推断）2024年11月5日 · 第1版"),
        (
            "en",
            "Source: Workers' Daily (inferred from the manner of the page), 5 November 2024"
            " · Release 1",
        ),
    ],
)
def test_every_chart_names_the_page_its_day_and_the_release(
    material: Materials, language: Language, line: str
):
    assert {make_chart(name, material(language)).source for name in FORMS} == {line}


@pytest.mark.parametrize("name", FINDINGS)
def test_findings_in_chinese(material: Materials, name: str):
    assert make_chart(name, material("zh")).finding == FINDINGS[name]


@pytest.mark.parametrize("name", FINDINGS_EN)
def test_findings_in_english(material: Materials, name: str):
    assert make_chart(name, material("en")).finding == FINDINGS_EN[name]


@pytest.mark.parametrize("name", WORDINGS)
def test_wordings_in_chinese(material: Materials, name: str):
    assert list(make_chart(name, material("zh")).table["wording"]) == WORDINGS[name]


@pytest.mark.parametrize("name", WORDINGS_EN)
def test_wordings_in_english(material: Materials, name: str):
    assert list(make_chart(name, material("en")).table["wording"]) == WORDINGS_EN[name]


def test_the_target_is_drawn_and_the_missing_actual_says_so(material: Materials):
    table = make_chart("supervision_coverage", material("zh")).table
    assert list(table["status"]) == ["missing", "target"]
    assert list(table["wording"]) == ["未报告", "50%以上"]
    assert table["figures"].iloc[0] == ()


def test_an_equation_shows_its_operands_and_marks_the_result_as_derived(material: Materials):
    chart = make_chart("per_contract_and_person", material("zh"))
    assert list(chart.table["wording"]) == [
        *("4.75万人", "535份", "88.8人/份"),
        *("628万元", "6万余名", "89.7—104.7元/人"),
    ]
    assert list(chart.table["series"]) == ["", "÷", "=", "", "÷", "="]
    result = chart.table.iloc[5]
    assert (result["status"], result["formula"]) == ("derived", "投入资金 ÷ 健康服务人数")
    assert result["figures"] == (
        "funds_invested.xinjiang-remote-clinic.650000..2024-01/2024-11",
        "health_service_users.xinjiang-remote-clinic.650000..2024-01/2024-11",
    )


def test_named_notices_keep_their_order_and_a_missing_outcome_says_so(material: Materials):
    table = make_chart("supervision_notices", material("zh")).table
    assert list(table["wording"]) == ["2024年5月", "2024年7月", "2024年7月", "2024年8月"]
    assert "结果未报告" in set(table["detail"])
    keys = ("supervision_notices.ningbo-supervision.330200..2024-01/2024-09",)
    assert set(table["figures"]) == {keys}


def test_the_count_beside_named_notices_is_the_schemes_own(material: Materials):
    whole = material("zh")
    row = whole.figures["indicator"] == "supervision_notices"
    county = whole.figures[row].assign(programme="", ref_area="330203", as_reported="12份")
    more = replace(whole, figures=pd.concat([whole.figures, county], ignore_index=True))
    assert make_chart("supervision_notices", more).finding == FINDINGS["supervision_notices"]


def test_a_project_that_is_not_named_stands_apart(material: Materials):
    table = make_chart("service_projects", material("zh")).table
    assert len(table) == 11
    assert list(table["status"]) == ["reported"] * 10 + ["missing"]
    assert table["category"].iloc[10] == "未列名"


def test_provinces_without_a_report_are_missing_and_never_zero(material: Materials):
    table = make_chart("province_tiles", material("zh")).table.set_index("category")
    assert len(table) == 34
    assert table.loc["浙江省", "wording"] == "11个数据项，1个工作项目"
    assert (table.loc["台湾省", "status"], table.loc["江苏省", "status"]) == ("missing", "reported")
    assert (
        make_chart("province_tiles", material("zh"))
        .notes[0]
        .startswith("注：示意图，不表示边界和位置")
    )


def test_several_programmes_of_a_province_are_all_named(material: Materials):
    tile = (
        make_chart("funds_invested.tiles", material("zh"))
        .table.set_index("category")
        .loc["新疆维吾尔自治区"]
    )
    assert "628万元" in tile["wording"]
    assert "2300万余元" in tile["wording"]
    assert tile["detail"] == "2个数据项"
    assert tile["value"] != tile["value"]
    assert len(tile["figures"]) == 2


def test_units_stand_in_the_corner_only_where_they_are_common(material: Materials):
    units = {name: make_chart(name, material("zh")).unit for name in FORMS}
    assert units["funds_by_programme"] == "元"
    assert units["social_people"] == "人"
    assert units["supervision_coverage"] == "%"
    assert units["services_built"] == units["contests_side_by_side"] == ""
