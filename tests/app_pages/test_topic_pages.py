"""A topic's page as its reader meets it: indicators of the scope, then what reports tell."""

from tests.helpers.pages_in_process import Dashboard

SUPERVISION = [
    "# 劳动法律监督",
    "<.takeaway>",
    "<全屏放映> “全屏放映”加入汇报材料 → present?charts=supervision_notices"
    "&charts=supervision_organisations&charts=supervision_coverage&charts=supervised_sectors"
    "&lang=zh",
    "<.topic>",
    "全国 · 2024年1—11月：没有报送本专题的指标，下面是报道中的工作和图表。"
    " 查数据 → data?topic=supervision&lang=zh .said-empty",
    "<.topic>",
    "<.work>",
    "## 报道中的工作",
    "<.rows>",
    "<.programme-row>",
    "▸ 宁波市工会劳动法律监督“一函两书”主办：宁波市总工会 · 宁波市 .facts",
    "宁波工会与人社、法院、检察院联动，对用人单位遵守劳动法律的情况开展监督：先发提示函，再督促整改，"
    "最后回访。",
    "工作渠道: 事前监督、协商调解、劳动监察、司法审理和公益诉讼",
    "工作领域: 新就业形态劳动者权益、电商直播从业者权益、船舶修造安全生产和建筑业欠薪清理",
    "chart: 工作流程。宁波市工会劳动法律监督“一函两书”：共3个环节。",
    "chart: 报道点名的提示函。2024年1—9月共发出提示函177份，其中4份有具体案例。",
    "chart: 劳动法律监督组织。已建立监督组织：街镇工会156个和企业9100多个。",
    "chart: 基层工会监督组织覆盖率。2024年底目标为50%以上；实际覆盖率未报告。",
    "chart: 收到提示函行业的从业规模。收到提示函的行业的从业人员；箭头一侧未报告上限或下限。",
    "<.topic>",
    "<.newest>",
    "## 最新11条数据",
    "指标 | 地区 | 报告期 | 数值 | 原文位置",
    "培训劳动法律监督员 | 宁波市 | 2024年1—11月 | 4315人 | 宁波劳动法律监督报道，第4段",
    "签约主播 | 余姚市 | 2024年11月 | 近千名 | 宁波劳动法律监督报道，第8段",
]


def test_a_topic_without_numbers_of_the_scope_tells_of_the_reports(board: Dashboard) -> None:
    tab = board.tab().open("supervision")
    found = tab.brief
    assert found[: len(SUPERVISION)] == SUPERVISION
    # Eleven of its twelve figures: the twelfth is a target.
    assert found[-1] == "全部12条数据 → data?topic=supervision&area=100000&lang=zh .side"
    charts = [key for line in tab.lines for key in line.inside if key.startswith("chart-")]
    assert list(dict.fromkeys(charts)) == [
        "chart-flow-ningbo-supervision",
        "chart-supervision_notices",
        "chart-supervision_organisations",
        "chart-supervision_coverage",
        "chart-supervised_sectors",  # the fifth is folded
    ]


def test_the_same_page_in_english(board: Dashboard) -> None:
    found = board.tab().open("supervision", lang="en").brief
    assert found[0] == "# Labour-law supervision"
    assert found[4].startswith(
        "China · January–November 2024: no indicators of this topic are reported; below is what"
        " the reports tell. See the figures → data?topic=supervision&lang=en"
    )
    assert found[10] == (
        "▸ Ningbo labour-law supervision schemeOrganiser: Ningbo Municipal Federation of Trade"
        " Unions · Ningbo City .facts"
    )
    assert found[14] == "chart: Procedure. Ningbo labour-law supervision scheme: 3 steps."
    assert found[-2:] == [
        "Typical problems resolved | Ningbo City | January–September 2024 | 41 problems | ¶9",
        "all 12 figures → data?topic=supervision&area=100000&lang=en .side",
    ]


def test_a_city_that_reported_a_number_itself_has_it_first(board: Dashboard) -> None:
    tab = board.tab().open("supervision", area="330200", through="2024-09")
    found = tab.brief
    said = "\n".join(found)
    assert "2024年1—9月，全市劳动法律监督提示函177份。 .para" in found
    assert "今年没有相连两个月的数，不画逐月线。 .empty" in found
    assert "10个区县（市）没有分别报送本项，只有全市的数。 .empty" in found
    for words in (
        "劳动法律监督提示函 → ?indicator=supervision_notices .choice177份"
        " → ?total=supervision_notices .total .number .first",
        "解决的典型问题 → ?indicator=typical_problems_resolved .choice41个"
        " → ?total=typical_problems_resolved .total .number .first",
    ):
        assert words in said
    assert "<复制本段>" in found
    assert [line for line in found if line.startswith("chart: ")] == []
    tab.app.session_state["reported-charts"] = True  # as a click on 报道中的图表 opens them
    # Those of other areas (organisations, coverage, sectors) are not the city's.
    assert [line for line in tab.run().brief if line.startswith("chart: ")] == [
        "chart: 工作流程。宁波市工会劳动法律监督“一函两书”：共3个环节。",
        "chart: 报道点名的提示函。2024年1—9月共发出提示函177份，其中4份有具体案例。",
    ]


def test_the_address_names_the_indicator_that_is_told_of(board: Dashboard) -> None:
    asked = {"area": "330200", "through": "2024-09", "indicator": "typical_problems_resolved"}
    found = board.tab().open("supervision", **asked).brief
    assert "2024年1—9月，全市解决的典型问题41个。 .para" in found
    assert "## 逐月解决的典型问题" in found


def test_since_when_a_programme_runs_and_what_happened_in_it(board: Dashboard) -> None:
    found = board.tab().open("model_workers").brief
    assert found[9:15] == [
        "<.programme-row>",
        "▸ 彭水劳模工匠志愿帮扶队主办：彭水苗族土家族自治县总工会 · 彭水苗族土家族自治县"
        " · 2024年11月起 .facts",
        "获得全国、省部级和市级荣誉的劳模工匠编成志愿队，服务本县乡村振兴。",
        "工作领域: 产业帮扶、维权服务、教育帮扶、文化传承和医疗帮扶",
        "chart: 志愿帮扶队中的劳动模范。2类荣誉合计44人（推算）。",
        "chart: 大事记。劳模工匠：共2件。",
    ]


def test_a_contest_was_held_and_runs_since_no_day(board: Dashboard) -> None:
    found = board.tab().open("contests").brief
    assert [line for line in found if line.startswith("▸ ")] == [
        "▸ 2024全国橡胶轮胎行业职工职业技能竞赛主办：山东省总工会、中国职工技术协会等五家单位"
        " · 全国 · 2024年11月举办 .facts",
        "▸ 怀柔区叉车司机职业技能大赛主办：未报告 · 怀柔区 · 2024年11月3日举办 .facts",
    ]
    # It has no channels, themes or steps: its charts follow, the fifth is folded.
    assert [line for line in found if line.startswith(("chart: ", "工作"))] == [
        "chart: 全国轮胎竞赛个人奖分布。211名选手中156人获个人奖，占73.9%（推算）。",
        "chart: 各项竞赛规模。2项竞赛的规模并列对照；级别不同，不相加。",
        "chart: 平均每队、每家企业参赛人数。平均6.8人/支和3.1人/家（推算）。",
        "chart: 获奖单位。单位奖分2类，分别列示。",
        "chart: 大事记。职业技能竞赛：共2件。",
    ]


def test_a_topic_without_figures_has_no_table(board: Dashboard) -> None:
    found = board.tab().open("craftsmen").brief
    assert found[-2:] == [
        "chart: 学员与讲师。劳模工匠既可任讲师，也可当学员。",
        "chart: 大事记。工匠学院：共3件。",
    ]
