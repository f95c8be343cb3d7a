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


EXTENT = "39项指标、49个数据项和12个工作项目，来自12个地区和单位；每个数据均可查看原文位置。"


def test_what_stands_on_the_first_page_in_its_order(board: Dashboard) -> None:
    cards = [line for card in CARDS for line in [*card, "(出处) quiet"]]
    found = board.tab().open().brief
    month = found[: found.index("## 报道和公开数据")]
    assert month[0] == "# 全国 · 2024年1—11月 .ov-unseen"
    assert "2024年11月末，全国新就业群体8400万人。 .para" in month
    assert len([line for line in month if line.endswith(".total ov-card")]) == 1
    reported = found.index("## 报道和公开数据")
    assert found[reported : found.index("<.ov-news>")] == [
        "## 报道和公开数据",
        f"本版收录{EXTENT} .ov-quiet",
        *cards,
        CHOICE.format(""),
        TILES,
        "chart: 各项目资金。3项资金并列对照，用途不同，不相加。",
        "chart: 报道点名的提示函。2024年1—9月共发出提示函177份，其中4份有具体案例。",
    ]


def test_the_last_releases_are_told_with_what_each_changed(board: Dashboard) -> None:
    found = board.tab().open().brief
    news = found[found.index("## 本次更新") :]
    assert news[1:6] == [
        ".ov-gap查看全部更新 → history?lang=zh",
        "您上次查看以来有{count}次更新，带“新”标记。 查看变化 →"
        " history?new=3&old=0&lang=zh .ov-visit release=3",
        f"- {board.day(3)}更正2条、删除1条（误收） new=新 release=3",
        f"- {board.day(2)}新增2024年10月数据1条，来自1个地区（单位）、更正1条（十月数据）"
        " new=新 release=2",
        f"- {board.day(1)}新增数据49条（收录首批整理的数据） new=新 release=1",
    ]


def test_programmes_are_links_to_their_topics(board: Dashboard) -> None:
    found = board.tab().open().brief
    line = found[found.index("## 报道中的工作") :]
    assert line[1] == "- 宁波市工会劳动法律监督“一函两书” → supervision?lang=zh"
    assert line[5] == "▸ 全部12项"
    assert len(line) == 14
    # Elsewhere they are those of the area.
    chongqing = board.tab().open(area="500000").brief
    assert chongqing[chongqing.index("## 报道中的工作") + 1 :] == [
        "- 彭水劳模工匠志愿帮扶队 → model_workers?lang=zh"
    ]


def test_the_first_release_in_english(board: Dashboard) -> None:
    found = board.tab().open(release="1", lang="en").brief
    assert found[0] == "# China · January–November 2024 .ov-unseen"
    reported = found.index("## Figures of reports and public sources")
    assert found[reported + 1] == (
        "This release holds 49 figures of 39 indicators and 12 programmes from 11 areas and"
        " organisations; each can be traced to its place in the report. .ov-quiet"
    )
    assert found[reported + 12 : reported + 16] == [
        "Funds invested .name",
        "more than 23 million yuan .number long",
        "Xinjiang Uygur Autonomous Region .place",
        "January–November 2024 .place",
    ]
    assert (
        f"- {board.day(1, 'en')}49 figures added (The first curated figures) new=New release=1"
        in found
    )


def test_a_card_of_what_nobody_reports_says_so_and_leads_nowhere(
    board: Dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = board.page("state.release").get_settings()
    cards = settings.overview.cards
    wanted = [cards[0].model_copy(update={"indicator": "supervision_coverage"}), *cards[1:]]
    overview = settings.overview.model_copy(update={"cards": wanted})
    changed = settings.model_copy(update={"overview": overview})
    monkeypatch.setattr(board.page("state.release"), "get_settings", lambda: changed)
    found = board.tab().open().brief
    first = found.index("## 报道和公开数据") + 2
    assert found[first : first + 7] == [
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


def test_an_area_without_figures_of_its_own_says_so_and_leads_to_what_there_is(board) -> None:
    found = board.tab().open(area="500000").brief
    assert found[0] == "# 重庆市 · 2024年1—11月 .ov-unseen"
    assert "2024年1—11月，重庆市没有上报数据。 查看已有数据 → data?lang=zh .para" in found
    assert "## 主要指标" not in found


def test_what_an_area_has_reported_itself_is_its_number(board: Dashboard) -> None:
    found = board.tab().open(area="330200", through="2024-09").brief
    assert "2024年1—9月，全市劳动法律监督提示函177份；解决的典型问题41个。 .para" in found


def test_a_click_on_a_tile_asks_for_its_province(board: Dashboard) -> None:
    tab = board.tab().open()
    tab.click_mark("province_tiles", 10)
    assert tab.address == {"area": "330000"}
    assert tab.brief[0].startswith("# 浙江省 · ")
    assert panel(tab) == []


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
