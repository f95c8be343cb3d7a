"""The Overview: lead, headline cards, the provinces, what is new, the panel behind a card."""

import pytest

from tests.helpers.pages_in_process import Dashboard, Tab

CARDS = [
    ["劳动法律监督提示函 .name", "177份 .number", "宁波市 .place", "2024年1—9月 .place"],
    ["培训劳动法律监督员 .name", "4315人 .number", "宁波市 .place", "2024年1—11月 .place"],
    ["投入资金 .name", "2300万余元 .number", "新疆维吾尔自治区 .place", "2024年1—11月 .place"],
    ["集体合同覆盖职工 .name", "4.75万人 .number", "新疆维吾尔自治区 .place", "2024年 .place"],
    ["参赛选手 .name", "211名 .number", "全国 .place", "2024年11月 .place"],
    ["新就业群体 .name", "8400万人 .number", "全国 .place", "2024年11月 .place"],
]
TILES = "chart: 各省份报告情况。34个省级行政区中8个有数据项或工作项目。"
CHOICE = (
    "指标 [{}] ‹各省份报告情况› of 投入资金, 维权服务项目, 集体合同, 集体合同覆盖职工,"
    " 健康服务人数, “两癌”筛查及救助"
)


def test_what_stands_on_the_first_page_in_its_order(board: Dashboard) -> None:
    cards = [line for card in CARDS for line in [*card, "(出处) quiet"]]
    assert board.tab().open().brief == [
        "# 本版收录39项指标、49个数据项和12个工作项目，来自12个地区和单位；"
        "每个数据均可查看原文位置。 .lead",
        *cards,
        CHOICE.format(""),
        TILES,
        "chart: 各项目资金。3项资金并列对照，用途不同，不相加。",
        "chart: 报道点名的提示函。2024年1—9月共发出提示函177份，其中4份有具体案例。",
        "<.news>",
        "## 本版更新",
        f"第3版发布于{board.day(3)}。",
        "新增0项，变动2项，删除1项。",
        "误收",
        "版本 → history?lang=zh",
    ]


def test_the_first_release_brought_everything_and_gives_no_reason(board: Dashboard) -> None:
    found = board.tab().open(release="1", lang="en").brief
    assert found[0] == (
        "# This release holds 49 figures of 39 indicators and 12 programmes from 11 areas and"
        " organisations; each can be traced to its place in the report. .lead"
    )
    assert found[11:15] == [
        "Funds invested .name",
        "more than 23 million yuan .number long",
        "Xinjiang Uygur Autonomous Region .place",
        "January–November 2024 .place",
    ]
    assert found[-4:] == [
        "## New in this release",
        f"Release 1, published on {board.day(1, 'en')}.",
        "49 added, 0 changed, 0 removed.",
        "History → history?lang=en",
    ]


def test_a_card_of_what_nobody_reports_says_so_and_leads_nowhere(
    board: Dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = board.page("state.release").get_settings()
    cards = settings.overview.cards
    wanted = [cards[0].model_copy(update={"indicator": "supervision_coverage"}), *cards[1:]]
    overview = settings.overview.model_copy(update={"cards": wanted})
    changed = settings.model_copy(update={"overview": overview})
    monkeypatch.setattr(board.page("state.release"), "get_settings", lambda: changed)
    assert board.tab().open().brief[1:8] == [
        "基层工会监督组织覆盖率 .name",
        "未报告 .number",
        *CARDS[1],
        "(出处) quiet",
    ]


def panel(tab: Tab) -> list[str]:
    """What the panel shows."""
    return tab.inside("dialog")


def test_each_card_leads_to_its_source(board: Dashboard) -> None:
    tab = board.tab().open()
    assert panel(tab) == []
    tab.click("出处", 2)
    assert "dialog: 数据出处" in tab.said
    assert panel(tab) == [
        "<.figure>",
        "#### 投入资金",
        "2300万余元 .wording",
        "工作项目: 新疆工会新就业形态劳动者服务项目",
        "地区: 新疆维吾尔自治区",
        "报告期: 2024年1—11月",
        "原文写法: 2300万余元",
        "取值范围: 不少于2300万元、不足2400万元",
        "精确程度: 余、多（不低于所列数）",
        "复核情况: 已复核",
        "数据来源: 工人日报（据版面推断）2024年11月5日",
        "原文位置: 新疆新就业形态报道，第2段",
        "数据版本: 第3版",
        "固定链接 → data?figure=funds_invested.xinjiang-service-projects.650000"
        "..2024-01%2F2024-11&lang=zh",
    ]
    tab.click("出处", 4)
    assert panel(tab)[1] == "#### 参赛选手"
    # It was told once.
    assert panel(tab.run()) == []


def test_a_province_and_the_way_back(board: Dashboard) -> None:
    tab = board.tab().open(area="500000")
    assert tab.inside("province") == [
        "table: 重庆市：数据项",
        "指标 | 地区 | 报告期 | 数值 | 原文位置",
        "劳动模范（全国劳动模范） | 彭水苗族土家族自治县 | 2024年11月 | 4名 | ¶1",
        "劳动模范（省部级劳动模范） | 彭水苗族土家族自治县 | 2024年11月 | 40名 | ¶1",
        "宣讲听众 | 彭水苗族土家族自治县 | 2024年11月 | 380名 | 彭水劳模帮扶报道，第2段",
        "志愿服务队伍 | 彭水苗族土家族自治县 | 2024年11月 | 5支 | 彭水劳模帮扶报道，第1段",
        "彭水劳模工匠志愿帮扶队　获得全国、省部级和市级荣誉的劳模工匠编成志愿队，"
        "服务本县乡村振兴。",
        "(返回全国)",
    ]
    assert tab.brief[-1] == "(返回全国)"
    tab.click("返回全国")
    assert (tab.address, tab.inside("province")) == ({}, [])


def test_a_click_on_a_tile_asks_for_its_province(board: Dashboard) -> None:
    tab = board.tab().open()
    tab.click_mark("province_tiles", 10)
    assert tab.address == {"area": "330000"}
    assert tab.inside("province")[0] == "table: 浙江省：数据项"
    assert panel(tab) == []


def test_of_an_unknown_province_nothing_is_listed(board: Dashboard) -> None:
    assert board.tab().open(area="999999").inside("province") == []


def test_the_tiles_show_an_indicator_that_provinces_report(board: Dashboard) -> None:
    tab = board.tab().open(tile="funds_invested")
    assert CHOICE.format("投入资金") in tab.brief
    assert TILES not in tab.brief
    assert tab.inside("chart-funds_invested-tiles")[1] == "### 投入资金：各省份对照"
    tab.choose("指标", "screening_beneficiaries")
    assert tab.address == {"tile": "screening_beneficiaries"}
    assert tab.inside("chart-screening_beneficiaries-tiles") != []
    # A county reports this one, no province does.
    assert TILES in board.tab().open(tile="sector_workers").brief
