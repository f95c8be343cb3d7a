"""What stands beside the marks of the report's charts: names, details, formulas, notes, keys."""

from collections.abc import Callable

import pytest

from charts.catalogue import make_chart
from charts.chart import ChartData, Form
from locales import Language
from tests.helpers.known_numbers import known

Materials = Callable[[Language], ChartData]

TYRES = "2024全国橡胶轮胎行业职工职业技能竞赛"
FORKLIFTS = "怀柔区叉车司机职业技能大赛"
NAMES = {
    "supervision_notices": [
        "宁波市总工会 → 新业态平台企业",
        "象山县总工会 → 船舶修造",
        "余姚市总工会 → 网络电商直播",
        "海曙区总工会（与区检察院联合监督） → 宠物诊疗（小微放射诊疗机构）",
    ],
    "supervision_organisations": ["街镇工会", "企业"],
    "supervision_coverage": ["实际", "目标"],
    "supervised_sectors": [
        "行业从业人员（船舶修造）",
        "行业从业人员（电子商务）",
        "签约主播",
    ],
    "prize_winners": ["一等奖", "二等奖", "三等奖", "未获个人奖（推算）"],
    "contests_side_by_side": [TYRES, FORKLIFTS] * 4,
    "competitors_per_group": ["参赛选手", "代表队", "推算", "参赛选手", "参赛企业", "推算"],
    "organisations_awarded": ["优秀组织奖", "突出贡献奖"],
    "honours": ["全国劳动模范", "省部级劳动模范", "重庆五一劳动奖章"],
    "craftsmen_roles": ["讲师", "学员"],
    "matched_pool": ["工会专项奖补资金", "企业配套（推算）"],
    "recuperation_participants": ["惠州市"],
    "services_built": ["升级改造项目", "健康驿站"],
    "funds_by_programme": [
        "新疆工会新就业形态劳动者服务项目",
        "新疆工会“远程视频医务室”",
        "惠州职工疗休养专项奖补资金",
    ],
    "people_reached": ["健康服务人数", "集体合同覆盖职工", "“两癌”筛查及救助"],
    "per_contract_and_person": [
        *("集体合同覆盖职工", "集体合同", "推算"),
        *("投入资金", "健康服务人数", "推算"),
    ],
    "social_people": ["注册志愿者", "新就业群体", "社会工作者考试报名"],
    "volunteers_per_team": ["注册志愿者", "志愿服务队伍", "推算"],
    "proposals_and_projects": ["政策建议", "招商引资项目"],
    "associations": ["全国", "中国机电产品进出口商会"],
}
DETAILS = {
    "supervision_notices": ["结果未报告"] * 3 + ["已整改，回访确认措施落实"],
    "supervision_coverage": ["宁波市", "宁波市"],
    "supervised_sectors": ["象山县", "余姚市", "余姚市"],
    "craftsmen_roles": [
        "各行业高技能人才，包括劳模工匠",
        "全省各行业职工，包括全国劳模、安徽工匠",
    ],
    "services_built": ["中石油华北油田分公司"] * 2,
    "funds_by_programme": ["投入资金", "投入资金", "专项奖补资金"],
    "social_people": ["2024年10月", "2024年11月", "2024年"],
    "proposals_and_projects": ["2023年1月—2024年11月"] * 2,
    "associations": ["2015年6月—2024年11月", "2024年11月"],
}
SERIES = {
    "contests_side_by_side": [
        *["竞赛项目"] * 2,
        *["代表队"] * 2,
        *["参赛企业"] * 2,
        *["参赛选手"] * 2,
    ],
    "competitors_per_group": ["", "÷", "=", "", "÷", "="],
    "craftsmen_roles": ["⇄", "⇄"],
    "per_contract_and_person": ["", "÷", "=", "", "÷", "="],
    "volunteers_per_team": ["", "÷", "="],
    "associations": ["脱钩行业协会商会", "协会会员单位"],
}
FORMULAS = {
    "supervision_notices": [
        "收入保险、休息休假和公平就业的权益保障",
        "劳保用品穿戴不全，登高防护薄弱，职业健康档案欠规范",
        "部分主播没有劳动合同，没有社会保险",
        "放射诊疗不规范，缺少体检、培训和防护用具",
    ],
    "prize_winners": ["", "", "", "参赛选手 − 一、二、三等奖人数"],
    "competitors_per_group": ["", "", "参赛选手 ÷ 代表队", "", "", "参赛选手 ÷ 参赛企业"],
    "matched_pool": ["", "奖补资金 × 配套比例"],
    "per_contract_and_person": [
        *("", "", "集体合同覆盖职工人数 ÷ 集体合同签订份数"),
        *("", "", "投入资金 ÷ 健康服务人数"),
    ],
    "volunteers_per_team": ["", "", "注册志愿者 ÷ 志愿服务队"],
}
NOTES = {
    "supervised_sectors": "注：签约主播是否包含在电子商务从业人员内，报道未说明。",
    "contests_side_by_side": "注：每个指标各用一个刻度。",
    "honours": "注：同一人可能获得多项荣誉，合计为荣誉人次，实际人数可能更少。",
    "matched_pool": "注：配套按规则推算，不是实际支出；不与已参加人数相除。",
    "services_built": "注：计量单位不同，只作对照。",
    "funds_by_programme": "注：远程视频医务室资金另行报道，是否包含在服务项目资金内未说明；"
    "疗休养资金为预算。",
    "people_reached": "注：各项服务的对象可能重叠，不相加。",
    "social_people": "注：各群体可能重叠，不相加。",
    "proposals_and_projects": "注：计量单位不同（项、个），只作对照。",
}
UNITS = {
    "supervision_organisations": "个",
    "supervision_coverage": "%",
    "supervised_sectors": "人",
    "prize_winners": "人",
    "organisations_awarded": "家",
    "honours": "人",
    "matched_pool": "元",
    "recuperation_participants": "人",
    "funds_by_programme": "元",
    "people_reached": "人",
    "social_people": "人",
}
PERIODS = {
    "craftsmen_roles": "",
    "supervision_coverage": "2024年",
    "contests_side_by_side": "2024年11月和2024年11月3日",
    "people_reached": "2024年和2024年1—11月",
    "associations": "2015年6月—2024年11月和2024年11月",
    "province_tiles": "2024年、2024年1—9月、2024年1—11月、2024年11月和2024年11月3日",
}
BESIDE = {"category": NAMES, "detail": DETAILS, "series": SERIES, "formula": FORMULAS}


@pytest.mark.parametrize("name", NAMES)
def test_each_mark_has_its_words(material: Materials, name: str):
    table = make_chart(name, material("zh")).table
    for column, expected in BESIDE.items():
        nothing = [""] * len(table)
        assert list(table[column]) == expected.get(name, nothing), column


@pytest.mark.parametrize("name", NAMES)
def test_each_chart_has_its_note_and_unit(material: Materials, name: str):
    chart = make_chart(name, material("zh"))
    assert chart.notes == ((NOTES[name],) if name in NOTES else ())
    assert chart.unit == UNITS.get(name, "")


@pytest.mark.parametrize("name", PERIODS)
def test_each_chart_names_the_periods_of_its_figures_once(material: Materials, name: str):
    assert make_chart(name, material("zh")).period == PERIODS[name]


def test_derived_marks_are_those_that_no_report_prints(material: Materials):
    derived = {
        name: list(table.index[table["status"] == "derived"])
        for name in NAMES
        for table in [make_chart(name, material("zh")).table]
        if "derived" in set(table["status"])
    }
    assert derived == {
        "prize_winners": [3],
        "competitors_per_group": [2, 5],
        "matched_pool": [1],
        "per_contract_and_person": [2, 5],
        "volunteers_per_team": [2],
    }


def test_derived_numbers_stand_behind_the_words_of_an_equation(material: Materials):
    table = make_chart("per_contract_and_person", material("zh")).table
    numbers = table[["value", "value_low", "value_high"]].to_numpy().tolist()
    assert [known(row) for row in numbers] == [
        *[[None] * 3] * 2,
        [47500 / 535] * 3,
        *[[None] * 3] * 2,
        [6_280_000 / 60_000, 6_280_000 / 70_000, 6_280_000 / 60_000],
    ]
    assert list(zip(table["row"], table["column"], strict=True)) == [
        (0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2),
    ]  # fmt: skip


def test_exclusive_bounds_are_kept(material: Materials):
    sectors = make_chart("supervised_sectors", material("zh")).table
    assert list(sectors["low_exclusive"]) == [True, False, False]
    funds = make_chart("funds_by_programme", material("zh")).table
    assert list(funds["high_exclusive"]) == [True, False, False]


def test_a_click_on_a_mark_gives_the_figures_behind_it(material: Materials):
    winners = make_chart("prize_winners", material("zh")).table["figures"]
    classes = [f"prize_winners.tyre-contest-2024.100000.{n}.2024-11" for n in
               ("first", "second", "third")]  # fmt: skip
    assert list(winners[:3]) == [(key,) for key in classes]
    assert set(winners[3]) == {"competitors.tyre-contest-2024.100000..2024-11", *classes}
    contests = make_chart("contests_side_by_side", material("zh")).table
    assert [len(keys) for keys in contests["figures"]] == [1, 0, 1, 0, 0, 1, 1, 1]
    equation = make_chart("volunteers_per_team", material("zh")).table["figures"]
    top, bottom = (f"{code}.social-work-survey.100000..2024-10" for code in
                   ("registered_volunteers", "volunteer_teams"))  # fmt: skip
    assert list(equation) == [(top,), (bottom,), (top, bottom)]


def test_projects_stand_in_rows_of_three(material: Materials):
    table = make_chart("service_projects", material("zh")).table
    assert list(table["row"]) == [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3]
    assert list(table["column"]) == [0, 1, 2] * 3 + [0, 1]
    assert list(table["series"]) == list(table["category"]) == list(table["wording"])
    assert table["category"].iloc[0] == "建会聚“新”"
    assert set(table["figures"]) == {
        ("service_projects.xinjiang-service-projects.650000..2024-01/2024-11",)
    }


def test_provinces_stand_where_the_grid_has_them_with_short_names(material: Materials):
    chart = make_chart("province_tiles", material("zh"))
    table = chart.table.set_index("category")
    zhejiang, beijing = table.loc["浙江省"], table.loc["北京市"]
    assert (zhejiang["series"], zhejiang["detail"], zhejiang["value"]) == ("浙江", "11", 11)
    assert (beijing["row"], beijing["column"]) == (3, 6)
    assert (zhejiang["row"], zhejiang["column"]) == (7, 6)
    assert len(zhejiang["figures"]) == 11
    assert chart.unit == "数据项个数"
    assert list(table["detail"]).count("") == 34 - 6  # two have a programme and no figure
    assert list(table["status"]).count("reported") == 8


@pytest.mark.parametrize(
    ("topic", "finding", "events"),
    [
        (
            "supervision",
            "劳动法律监督：共5件。",
            [
                ("2024年5月", "向新业态平台企业发函（当年首份）", "宁波市"),
                ("2024年7月", "向船舶修造行业发函", "象山县"),
                ("2024年7月", "向电商直播行业发函", "余姚市"),
                ("2024年8月", "向一家连锁宠物医院发函", "海曙区"),
                ("2024年11月", "回访宠物医院，确认整改落实", "海曙区"),
            ],
        ),
        (
            "contests",
            "职业技能竞赛：共2件。",
            [
                ("2024年11月", "全国橡胶轮胎行业竞赛", "广饶县"),
                ("2024年11月3日", "怀柔叉车司机大赛", "怀柔区"),
            ],
        ),
        ("enterprise_services", "", []),
    ],
)
def test_events_of_a_topic_stand_in_the_order_of_time(
    material: Materials, topic: str, finding: str, events: list[tuple[str, str, str]]
):
    chart = make_chart(f"events.{topic}", material("zh"))
    assert (chart.form, chart.title, chart.finding) == (Form.TIMELINE, "大事记", finding)
    columns = [chart.table[name] for name in ("wording", "category", "detail")]
    assert list(zip(*columns, strict=True)) == events


def test_a_programmes_steps_stand_in_their_order_in_one_row(material: Materials):
    chart = make_chart("flow.ningbo-supervision", material("zh"))
    assert (chart.form, chart.title) == (Form.FLOW, "工作流程")
    assert chart.finding == "宁波市工会劳动法律监督“一函两书”：共3个环节。"
    table = chart.table
    assert list(table["category"]) == list(table["wording"]) == ["发出提示函", "整改", "回访"]
    assert list(table["series"]) == ["→"] * 3
    assert list(zip(table["row"], table["column"], strict=True)) == [(0, 0), (0, 1), (0, 2)]
    assert chart.source == "数据来源：工人日报（据版面推断）2024年11月5日 · 第1版"


def test_several_programmes_of_a_province_are_listed_on_its_tile(material: Materials):
    chart = make_chart("funds_invested.tiles", material("zh"))
    assert (chart.title, chart.finding) == ("投入资金：各省份对照", "1个省级行政区有全省数据。")
    assert chart.unit == "元"
    tile = chart.table.set_index("category").loc["新疆维吾尔自治区"]
    assert tile["wording"] == (
        "新疆工会“远程视频医务室”628万元和新疆工会新就业形态劳动者服务项目2300万余元"
    )
    assert (tile["row"], tile["column"], tile["series"]) == (4, 1, "新疆")
